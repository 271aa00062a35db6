import { changedOfKey, concerning, mayDiffer, printOf } from '../../src/iam/changed';
import { Policies, Policy } from '../../src/iam/decide';
import { callerOf } from '../../src/iam/request';
import { readBranches, readPolicy, Statement } from '../../src/iam/statement';
import { Either } from '../../src/iam/symbols';
import { ACCOUNT } from '../support/stack';

const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const OTHER = `arn:aws:iam::${ACCOUNT}:role/Other`;
const app = callerOf(APP)!;
const place = { account: ACCOUNT, evaluate: (value: any) => value?.Ref instanceof Either ? value.Ref : value, resource: () => undefined };
const policy = (...statements: object[]): Policy =>
  ({ statements: readPolicy({ Version: '2012-10-17', Statement: statements.map(one => ({ Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*', ...one })) }, place) });
const chosen = (...statements: unknown[]): Policy => ({ statements: readBranches({ Version: '2012-10-17', Statement: statements }, place) });
const one = (more: object): Statement => policy(more).statements![0];

const BASE: Policies = { key: policy({ Principal: { AWS: APP } }), identity: [policy({})] };
/** Actions that the second may decide otherwise than the first. */
const differing = (old: Policies, now: Policies): string[] =>
  ['kms:Decrypt', 'kms:Encrypt', 'kms:Sign'].filter(mayDiffer(old, now, app, changedOfKey(old.key, now.key))).map(action => action.slice(4));
const with_ = (more: Partial<Policies>): Policies => ({ ...BASE, ...more });

/* Where it says that nothing may differ, nothing is searched: it must never say so where something does. */
describe('what may be decided differently', () => {
  const ALL = ['Decrypt', 'Encrypt', 'Sign'];

  test.each<[string, Policies, Policies, string[]]>([
    ['nothing', BASE, with_({}), []],
    ['the same in other words', BASE, with_({ key: policy({ Sid: 'Named', Principal: { AWS: APP } }) }), []],
    ['statements in another order', with_({ key: policy({ Principal: { AWS: APP } }, { Action: 'kms:Sign' }) }), with_({ key: policy({ Action: 'kms:Sign' }, { Principal: { AWS: APP } }) }), []],
    ['a statement of the key policy that is new', BASE, with_({ key: policy({ Principal: { AWS: APP } }, { Action: 'kms:Sign' }) }), ['Sign']],
    ['a statement of the key policy that is gone', BASE, with_({ key: policy() }), ['Decrypt']],
    ['another action', BASE, with_({ key: policy({ Principal: { AWS: APP }, Action: 'kms:Sign' }) }), ['Decrypt', 'Sign']],
    ['an action beside it', BASE, with_({ key: policy({ Principal: { AWS: APP }, Action: ['kms:Decrypt', 'kms:Sign'] }) }), ['Sign']],
    ['all but an action', BASE, with_({ key: policy({ Principal: { AWS: APP }, Action: undefined, NotAction: 'kms:Decrypt' }) }), ALL],
    ['a condition', BASE, with_({ key: policy({ Principal: { AWS: APP }, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }) }), ['Decrypt']],
    ['the effect', BASE, with_({ key: policy({ Principal: { AWS: APP }, Effect: 'Deny' }) }), ['Decrypt']],
    ['the resource of an IAM policy', BASE, with_({ identity: [policy({ Resource: 'arn' })] }), ['Decrypt']],
    ['a statement for somebody else', BASE, with_({ key: policy({ Principal: { AWS: APP } }, { Principal: { AWS: OTHER } }) }), []],
    ['a statement for somebody not known yet', BASE, with_({ key: policy({ Principal: { AWS: APP } }, { Principal: { AWS: '${?parameter Who}' } }) }), ALL],
    ['a statement for all but somebody', BASE, with_({ key: policy({ Principal: { AWS: APP } }, { Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: APP } }) }), []],
    ['the same under a permissions boundary', with_({ boundary: policy({}) }), with_({ boundary: policy({}), key: policy({ Principal: { AWS: APP } }, { Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: APP } }) }), ['Decrypt']],
    ['an IAM policy', BASE, with_({ identity: [policy({ Action: 'kms:Sign' })] }), ['Decrypt', 'Sign']],
    ['an IAM policy more', BASE, with_({ identity: [policy({}), policy({ Action: 'kms:Sign' })] }), ['Sign']],
    ['one IAM policy in two', with_({ identity: [policy({}, { Action: 'kms:Sign' })] }), with_({ identity: [policy({}), policy({ Action: 'kms:Sign' })] }), []],
    ['no IAM policies', BASE, with_({ identity: undefined }), ['Decrypt']],
    ['a permissions boundary that is new', BASE, with_({ boundary: policy({}) }), ALL],
    ['a permissions boundary that is gone', with_({ boundary: policy({}) }), BASE, ALL],
    ['another permissions boundary', with_({ boundary: policy({ Action: 'kms:*' }) }), with_({ boundary: policy({ Action: ['kms:Decrypt', 'kms:Sign'] }) }), ['Encrypt']],
    ['a service control policy', with_({ serviceControl: [[policy({})]] }), with_({ serviceControl: [[policy({ Action: 'kms:Sign' })]] }), ALL],
    ['a service control policy that is new', BASE, with_({ serviceControl: [[policy({})]] }), ALL],
    ['the same service control policy', with_({ serviceControl: [[policy({})]] }), with_({ serviceControl: [[policy({})]] }), []],
    ['a level of the organization more', with_({ serviceControl: [[policy({}), policy({})]] }), with_({ serviceControl: [[policy({})], [policy({})]] }), ALL],
    ['a resource control policy', with_({ resourceControl: [policy({ Effect: 'Deny' })] }), with_({ resourceControl: [policy({ Effect: 'Deny', Action: 'kms:Sign' })] }), ALL],
    ['a resource control policy that is gone', with_({ resourceControl: [policy({ Effect: 'Deny' })] }), BASE, ALL],
    ['a service control policy of which nothing is known', with_({ serviceControl: [[policy({})]] }), with_({ serviceControl: [[{ statements: undefined }]] }), ALL],
    ['an effect that is not known yet', BASE, with_({ key: policy({ Principal: { AWS: APP } }, { Effect: '${?parameter E}', Action: 'kms:Sign' }) }), ALL],
    ['a statement of which nothing is known', BASE, with_({ key: chosen(null) }), ALL],
    ['a statement that a condition chooses', BASE, with_({ key: chosen({ Ref: new Either({ Effect: 'Allow', Principal: { AWS: OTHER }, Action: 'kms:Sign', Resource: '*' }, undefined, 'IsProd') }) }), ALL],
  ])('%s', (_, old, now, actions) => expect(differing(old, now)).toEqual(actions));
});

describe('statements say the same', () => {
  const choice = (condition: string, given: unknown, otherwise?: unknown): Statement => chosen({ Ref: new Either(given, otherwise, condition) }).statements![0];
  const allow = { Effect: 'Allow', Principal: '*', Action: 'kms:Sign', Resource: '*' };

  test.each<[string, Statement, Statement, boolean]>([
    ['under another Sid', one({ Sid: 'A' }), one({ Sid: 'B' }), true],
    ['with another action', one({}), one({ Action: 'kms:Sign' }), false],
    ['with NotAction', one({}), one({ Action: undefined, NotAction: 'kms:Decrypt' }), false],
    ['with NotPrincipal', one({}), one({ Principal: undefined, NotPrincipal: '*' }), false],
    ['with NotResource', one({}), one({ Resource: undefined, NotResource: '*' }), false],
    ['with another effect', one({}), one({ Effect: 'Deny' }), false],
    ['with an effect not known yet', one({}), one({ Effect: '${?parameter E}' }), false],
    ['in a policy of the old version', one({}), { ...one({}), variables: false }, false],
    ['in a branch', one({}), { ...one({}), branch: 'if IsProd' }, false],
    ['by the same choice', choice('IsProd', allow), choice('IsProd', { ...allow, Sid: 'Named' }), true],
    ['by another condition', choice('IsProd', allow), choice('IsLarge', allow), false],
    ['by another choice', choice('IsProd', allow), choice('IsProd', { ...allow, Action: 'kms:Verify' }), false],
    ['by another alternative', choice('IsProd', allow), choice('IsProd', allow, allow), false],
  ])('%s', (_, a, b, same) => expect(printOf(a) === printOf(b)).toBe(same));
});

test('the statements that may be about a caller', () => {
  const [mine, others, unread] = [one({ Sid: 'Mine', Principal: { AWS: APP } }), one({ Sid: 'Others', Principal: { AWS: OTHER } }), chosen(null).statements![0]];
  const labels = (policies: Policies) => concerning(policies, app).map(({ label }) => label);

  expect(labels({ key: { statements: [mine, others, unread] } })).toEqual(['Mine', 'statement 1']);
  expect(labels({ key: { statements: undefined } })).toEqual([]);
  expect(labels({
    key: { statements: [others] },
    identity: [policy({ Sid: 'Identity', Principal: undefined })],
    boundary: policy({ Sid: 'Boundary', Principal: undefined }),
    serviceControl: [[policy({ Sid: 'Scp', Principal: undefined })]],
    resourceControl: [policy({ Sid: 'Rcp' }), { statements: [others] }],
  })).toEqual(['Rcp', 'Identity', 'Boundary', 'Scp']);
  const either = chosen({ Ref: new Either({ Sid: 'A', ...{ Effect: 'Allow', Principal: { AWS: APP }, Action: 'kms:Sign', Resource: '*' } }, { Sid: 'B', Effect: 'Allow', Principal: { AWS: OTHER }, Action: 'kms:Sign', Resource: '*' }, 'IsProd') });
  expect(labels({ key: either })).toEqual(['A']);
  const notApp = one({ Sid: 'But', Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: APP } });
  expect([labels({ key: { statements: [notApp] } }), labels({ key: { statements: [notApp] }, boundary: policy() })]).toEqual([[], ['But']]);
});
