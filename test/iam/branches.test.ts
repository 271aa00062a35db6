import { everyBranch, excludeEachOther, whenAny } from '../../src/iam/branches';
import { readBranches, Statement } from '../../src/iam/statement';
import { Either } from '../../src/iam/symbols';
import { ACCOUNT } from '../support/stack';

const when = (condition: string, given: unknown, otherwise?: unknown) => ({ Ref: new Either(given, otherwise, condition) });
const place = { account: ACCOUNT, evaluate: (value: any) => value?.Ref instanceof Either ? value.Ref : value, resource: () => undefined };
const statement = (Sid: string) => ({ Sid, Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' });
const branches = (document: unknown) => everyBranch(readBranches(document, place))?.map(({ sid, branch }) => branch === undefined ? sid : `${sid} ${branch}`);

test.each<[string, unknown, string[] | undefined]>([
  ['no condition', { Statement: [statement('A'), statement('B')] }, ['A', 'B']],
  ['a statement of one branch', { Statement: [statement('A'), when('IsProd', statement('B'))] }, ['A', 'B if IsProd']],
  ['a statement for each branch', { Statement: [when('IsProd', statement('A'), statement('B')), statement('C')] }, ['A if IsProd', 'B if not IsProd', 'C']],
  ['branches in branches', { Statement: [when('IsProd', when('IsLarge', statement('A'), statement('B')), statement('C'))] }, ['A if IsProd and IsLarge', 'B if IsProd and not IsLarge', 'C if not IsProd']],
  ['all statements', { Statement: when('IsProd', [statement('A'), statement('B')], [statement('C')]) }, ['A if IsProd', 'B if IsProd', 'C if not IsProd']],
  ['the whole policy', when('IsProd', { Statement: [statement('A')] }, { Statement: [statement('B')] }), ['A if IsProd', 'B if not IsProd']],
  ['a policy of which nothing is known', when('IsProd', { Statement: [statement('A')] }, '${?parameter Policy}'), undefined],
  ['a policy that is none in one branch', when('IsProd', [], { Statement: [statement('A')] }), undefined],
  ['statements of which nothing is known in one branch', { Statement: when('IsProd', [statement('A')], '${?parameter Statements}') }, undefined],
])('%s', (_, document, wanted) => expect(branches(document)).toEqual(wanted));

test.each<[string | undefined, string | undefined, boolean]>([
  ['if IsProd', 'if not IsProd', true],
  ['if not IsProd', 'if IsProd', true],
  ['if IsProd and IsLarge', 'if IsSmall and not IsLarge', true],
  ['if IsProd', 'if IsProd', false],
  ['if not IsProd', 'if not IsProd', false],
  ['if IsProd', 'if not IsLarge', false],
  ['if IsProd and not IsLarge', 'if IsProd', false],
  ['if IsProd', undefined, false],
  [undefined, 'if not IsProd', false],
  [undefined, undefined, false],
])('%s and %s exclude each other: %s', (one, other, wanted) => expect(excludeEachOther({ branch: one } as Statement, { branch: other } as Statement)).toBe(wanted));

test.each<[string, (string | undefined)[], string | undefined]>([
  ['one', ['if A'], 'if A'],
  ['one and its opposite', ['if A', 'if not A'], undefined],
  ['all the time, and one', ['if A', undefined], undefined],
  ['all of two conditions', ['if A and B', 'if A and not B', 'if not A and B', 'if not A and not B'], undefined],
  ['those of one condition, whatever the other is', ['if A and B', 'if A and not B'], 'if A'],
  ['the same twice', ['if A', 'if A'], 'if A'],
  ['two that have nothing in common', ['if A and B', 'if not A and C'], 'if A and B or not A and C'],
])('when any is there: %s', (_, each, wanted) => expect(whenAny(each)).toBe(wanted));
