import * as fc from 'fast-check';
import { compare, Difference, Side } from '../../src/iam/compare';
import { decide, Policy } from '../../src/iam/decide';
import { Caller, callerOf, lacks, Request, RequestedKey } from '../../src/iam/request';
import { readBranches, readPolicy, Statement } from '../../src/iam/statement';
import { Either } from '../../src/iam/symbols';
import { findWitness } from '../../src/iam/witness';
import { KEY_ARN } from '../support/oracle';
import { identityPolicies, Json, keyPolicies, policyOf, RandomRequest, requests, CALLERS } from '../support/policies';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const KEY: RequestedKey = { texts: [KEY_ARN], account: ACCOUNT, region: 'eu-west-1' };
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const role = (name: string, account = ACCOUNT): string => `arn:aws:iam::${account}:role/${name}`;
const VIA = 's3.eu-west-1.amazonaws.com';

const place = { account: ACCOUNT, evaluate: (value: unknown) => value, resource: () => undefined };
const statementsOf = (...statements: unknown[]): readonly Statement[] => readPolicy({ Version: '2012-10-17', Statement: statements }, place)!;
const side = (...statements: unknown[]): Side => ({ key: { statements: statementsOf(...statements) } });
const allow = (principal: unknown, more = {}) => ({ Effect: 'Allow', Principal: principal, Action: 'kms:*', Resource: '*', ...more });
const deny = (principal: unknown, more = {}) => ({ Effect: 'Deny', Principal: principal, Action: 'kms:*', Resource: '*', ...more });
const DEFAULT = allow({ AWS: ROOT });

const directions = (differences: readonly Difference[]): string[] => [...new Set(differences.map(({ direction }) => direction))].sort();
const told = (before: Side, after: Side): string[] => directions(compare(before, after, KEY));
const of = (differences: readonly Difference[], principal: string): Difference | undefined =>
  differences.find(({ caller }) => caller.texts[0] === principal);

describe('what a comparison of statements gets wrong', () => {
  const app = { AWS: role('App') };

  test.each<[string, unknown[], unknown[], string[]]>([
    ['a condition that narrows', [allow(app)], [allow(app, { Condition: { StringEquals: { 'kms:ViaService': VIA } } })], ['narrowed']],
    ['fewer actions', [allow(app)], [allow(app, { Action: 'kms:Decrypt' })], ['narrowed']],
    ['one statement as two', [allow(app, { Action: ['kms:Decrypt', 'kms:Encrypt'] })], [allow(app, { Action: 'kms:Encrypt' }), allow(app, { Action: 'kms:Decrypt' })], []],
    ['the policy of KMS in place of one of your own', [allow(app, { Action: 'kms:Decrypt' })], [DEFAULT], ['widened']],
    ['a statement that another implies', [DEFAULT, allow(app)], [allow(app), DEFAULT, allow(app, { Action: 'kms:Decrypt' })], []],
    ['a pattern and all that it stands for', [allow(app, { Action: ['kms:ReEncryptTo', 'kms:ReEncryptFrom'] })], [allow(app, { Action: 'kms:ReEncrypt*' })], []],
    ['two principals in one statement or two', [allow({ AWS: [role('A'), role('B')] })], [allow({ AWS: role('B') }), allow({ AWS: role('A') })], []],
    ['values in one condition or two statements', [allow(app, { Condition: { StringEquals: { 'kms:ViaService': ['a', 'b'] } } })],
      [allow(app, { Condition: { StringEquals: { 'kms:ViaService': 'b' } } }), allow(app, { Condition: { StringEquals: { 'kms:ViaService': 'a' } } })], []],
    ['a value and a pattern that holds it', [allow(app, { Condition: { StringEquals: { 'kms:ViaService': 'ab' } } })], [allow(app, { Condition: { StringLike: { 'kms:ViaService': 'a*' } } })], ['widened']],
    ['a value that a pattern holds already', [allow(app, { Condition: { StringLike: { 'kms:ViaService': 'a*' } } })], [allow(app, { Condition: { StringLike: { 'kms:ViaService': ['a*', 'ab'] } } })], []],
    ['with or without a condition that is always met', [allow(app)], [allow(app, { Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } } })], []],
    ['the account by its number', [allow({ AWS: ROOT })], [allow({ AWS: ACCOUNT })], []],
    ['a Deny of what nobody is allowed', [DEFAULT], [DEFAULT, deny({ AWS: role('X', OTHER_ACCOUNT) })], []],
    ['a Deny that hits somebody', [DEFAULT], [DEFAULT, deny({ AWS: role('X') })], ['narrowed']],
    ['a Deny that goes', [DEFAULT, deny('*', { Action: 'kms:ScheduleKeyDeletion' })], [DEFAULT], ['widened']],
    ['another account', [DEFAULT], [DEFAULT, allow({ AWS: role('App', OTHER_ACCOUNT) })], ['widened']],
    ['IfExists', [allow(app, { Condition: { StringEquals: { 'kms:ViaService': VIA } } })], [allow(app, { Condition: { StringEqualsIfExists: { 'kms:ViaService': VIA } } })], ['widened']],
    ['an unknown that is the same', [allow(app, { Condition: { StringEquals: { 'kms:ViaService': '${?parameter S}' } } }), DEFAULT], [DEFAULT, allow(app, { Condition: { StringEquals: { 'kms:ViaService': '${?parameter S}' } } })], []],
    ['an unknown that is new', [allow('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })], [allow('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': '${?parameter Org}' } } })], ['unknown']],
    ['nothing', [DEFAULT], [DEFAULT], []],
  ])('%s', (_, before, after, wanted) => expect(told(side(...before), side(...after))).toEqual(wanted));

  test('whom, what and when', () => {
    const [difference] = compare(side(DEFAULT), side(DEFAULT, allow({ AWS: role('App', OTHER_ACCOUNT) }, { Action: ['kms:Decrypt', 'kms:Describe*'], Condition: { StringLike: { 'kms:ViaService': 's3.*' } } })), KEY);

    expect(difference).toMatchObject({
      direction: 'widened',
      caller: { texts: [role('App', OTHER_ACCOUNT)] },
      actions: ['kms:Decrypt', 'kms:DescribeCustomKeyStores', 'kms:DescribeKey'].filter(action => action !== 'kms:DescribeCustomKeyStores'),
      witness: { action: 'kms:Decrypt', context: { 'kms:viaservice': ['s3.'] }, exact: true },
      before: { verdict: 'denied' },
      after: { verdict: 'allowed' },
    });
  });

  test('IAM policies count, where they are known', () => {
    const caller = callerOf(role('App'))!;
    const identity = (Action: string): Policy[] => [{ statements: statementsOf({ Effect: 'Allow', Action, Resource: '*' }) }];
    const found = compare({ ...side(DEFAULT), principals: [{ caller, identity: identity('kms:Decrypt') }] }, { ...side(DEFAULT), principals: [{ caller, identity: identity('kms:*') }] }, KEY);

    expect(of(found, role('App'))).toMatchObject({ direction: 'widened', actions: expect.not.arrayContaining(['kms:Decrypt']) });
  });
});

/* The ARN of a role of the app is a symbol until it is deployed: what names it is a change all the same. */
describe('a role of the app', () => {
  const made: Caller = { kind: 'role', texts: ['${s0#Made.Arn}'], account: ACCOUNT };
  const identity: Policy[] = [{ statements: statementsOf({ Effect: 'Allow', Action: 'kms:*', Resource: '*' }) }];
  const denying = (operator: string, value: string) => deny('*', { Condition: { [operator]: { 'aws:PrincipalArn': value } } });
  const withMade = (...statements: unknown[]): Side => ({ ...side(DEFAULT, ...statements), principals: [{ caller: made, identity }] });
  const change = (operator: string, value: string): string | undefined => compare(withMade(denying(operator, value)), withMade(), KEY, [made])[0]?.direction;

  test.each<[string, string, string | undefined]>([
    ['ArnEquals', '${s0#Made.Arn}', 'widened'],
    ['StringEquals', '${s0#Made.Arn}', 'widened'],
    ['ArnLike', 'arn:*', undefined],
    ['ArnLike', '*', 'unknown'],
    ['ArnEquals', '${s0#Other.Arn}', undefined],
    ['ArnNotEquals', '${s0#Made.Arn}', undefined],
    ['ArnNotEquals', '${s0#Other.Arn}', 'widened'],
    ['StringNotEquals', '${s0#Other.Arn}', 'widened'],
    ['ArnNotLike', 'arn:aws:iam::*:role/Admin', 'unknown'],
  ])('without a Deny by %s of %s', (operator, value, wanted) => expect(change(operator, value)).toBe(wanted));
});

test('ArnLike of *, which might stand for every ARN, is a difference that is not known', () => {
  const everyone = (operator: string, value: string | string[]) => allow('*', { Condition: { [operator]: { 'aws:PrincipalArn': value } } });
  const change = (...statements: object[]) => compare(side(), side(...statements), KEY, [callerOf(role('App'))!]).map(({ direction }) => direction);
  expect(change(everyone('ArnLike', '*'))).toEqual(['unknown']);
  expect(change(everyone('ArnEquals', ['*', 'arn:aws:iam::*:role/App']))).toEqual(['widened']);
  expect(change(everyone('ArnLike', 'arn:*:*:*:*:*'))).toEqual(['widened']);
  expect(change(everyone('ArnNotLike', '*'))).toEqual([]);
});

test('a difference that is not searched for to the end is one that is not known', () => {
  const via = (...services: string[]) => deny('*', { Condition: { StringNotEquals: { 'kms:ViaService': services, 'aws:PrincipalTag/a': services } } });
  const change = (mostSteps?: number) => compare(side(DEFAULT, via('a', 'b')), side(DEFAULT, via('a', 'b', 'c')), KEY, [callerOf(role('App'))!], mostSteps).map(({ direction, witness }) => [direction, witness !== undefined]);
  expect(change()).toEqual([['widened', true]]);
  expect(change(0)).toContainEqual(['unknown', false]);
});

describe('how much of the access is new', () => {
  const app = { AWS: role('App') };
  const through = { Condition: { StringEquals: { 'kms:ViaService': VIA } } };
  const partly = (before: Side, after: Side, principal = role('App')) => compare(before, after, KEY).filter(({ caller }) => caller.texts[0] === principal).map(({ direction, partly: some }) => `${direction}${some ? ' partly' : ''}`);

  test.each<[string, unknown[], unknown[], string[]]>([
    ['all of it', [], [allow(app)], ['widened']],
    ['some of it', [allow(app, through)], [allow(app)], ['widened partly']],
    ['some of it goes', [allow(app)], [allow(app, through)], ['narrowed partly']],
    ['all of it goes', [allow(app)], [], ['narrowed']],
    ['one service for another', [allow(app, through)], [allow(app, { Condition: { StringEquals: { 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' } } })], ['widened partly', 'narrowed partly']],
    ['some of one action, all of another', [allow(app, { Action: 'kms:Decrypt', ...through })], [allow(app, { Action: ['kms:Decrypt', 'kms:Encrypt'] })], ['widened partly', 'widened']],
  ])('%s', (_, before, after, wanted) => expect(partly(side(...before), side(...after)).sort()).toEqual([...wanted].sort()));

  const everything: Policy = { statements: statementsOf({ Effect: 'Allow', Action: '*', Resource: '*' }) };
  const signing: Policy = { statements: statementsOf({ Effect: 'Allow', Action: 'kms:Sign', Resource: '*' }) };
  const caller = callerOf(role('App'))!;
  const user = callerOf(`arn:aws:iam::${ACCOUNT}:user/anna`)!;
  const base = side(DEFAULT);
  const named = side(DEFAULT, allow(app));

  test.each<[string, Side, Side, string[]]>([
    ['a service control policy', named, { ...named, serviceControl: [[signing]] }, ['narrowed']],
    ['a resource control policy', named, { ...named, resourceControl: [{ statements: statementsOf(deny('*', { Action: 'kms:Decrypt' })) }] }, ['narrowed']],
    ['a permissions boundary', { ...base, principals: [{ caller, identity: [everything] }] }, { ...base, principals: [{ caller, identity: [everything], boundary: signing }] }, ['narrowed']],
    ['a permissions boundary of somebody else', { ...base, principals: [{ caller: user, identity: [everything] }] }, { ...base, principals: [{ caller: user, identity: [everything], boundary: signing }] }, []],
    ['no IAM policies', { ...base, principals: [{ caller, identity: [everything] }] }, { ...base, principals: [{ caller }] }, ['narrowed']],
    ['a key policy of which nothing is known', base, { key: { statements: undefined } }, []],
  ])('by %s', (_, before, after, wanted) => expect(partly(before, after).slice(0, 1)).toEqual(wanted));

  test('of those alone who are asked about', () => {
    const after = side(DEFAULT, allow({ AWS: role('App', OTHER_ACCOUNT) }));

    expect(compare(base, after, KEY, [caller])).toEqual([]);
    expect(compare(base, after, KEY, [callerOf(role('App', OTHER_ACCOUNT))!])).toHaveLength(1);
  });

  // Whoever has a permissions boundary is denied by NotPrincipal, whatever it names; the root user and services have none.
  test('a Deny for all but one takes those with a boundary along', () => {
    const but = (name: string) => side(DEFAULT, { ...deny(undefined), NotPrincipal: { AWS: role(name) } });
    const held = (one: Side): Side => ({ ...one, principals: [{ caller, identity: [everything], boundary: everything }] });

    expect(compare(held(base), held(but('App')), KEY, [caller]).map(({ direction }) => direction)).toEqual(['narrowed']);
    expect(compare(base, but('App'), KEY, [caller])).toEqual([]);
  });
});

describe('what a condition of the template chooses', () => {
  const chosenPlace = { ...place, evaluate: (value: any) => value?.Ref instanceof Either ? value.Ref : value };
  const choosing = (...statements: unknown[]): Side => ({ key: { statements: readBranches({ Version: '2012-10-17', Statement: statements }, chosenPlace) } });
  const when = (condition: string, given: unknown, otherwise?: unknown) => ({ Ref: new Either(given, otherwise, condition) });
  const app = allow({ AWS: role('App') });

  test.each<[string, unknown[], unknown[], string[]]>([
    ['the same on both sides', [when('IsProd', app), DEFAULT], [DEFAULT, when('IsProd', app)], []],
    ['a statement for production only', [allow({ AWS: role('A') })], [allow({ AWS: role('A') }), when('IsProd', app)], ['unknown']],
    ['a statement for all but production', [allow({ AWS: role('A') })], [allow({ AWS: role('A') }), when('IsProd', undefined, app)], ['unknown']],
    ['one of two that say the same', [app], [when('IsProd', app, app)], []],
    ['a Deny where the Allow is', [allow({ AWS: role('A') })], [allow({ AWS: role('A') }), when('IsProd', app), when('IsProd', deny({ AWS: role('App') }))], []],
  ])('%s', (_, before, after, wanted) => expect(told(choosing(...before), choosing(...after))).toEqual(wanted));
});

describe('random policies', () => {
  const RUNS = Number(process.env.FUZZ_RUNS ?? 4_000);
  const REQUESTS = RUNS > 100_000 ? 200 : 40;
  const PRINCIPAL_KEYS = /^(aws:Principal(Arn|Account)|kms:CallerAccount)$/;

  const sides: fc.Arbitrary<{ key: Json; identity: Json[] }> = fc.record({ key: keyPolicies, identity: identityPolicies });
  const sideOf = ({ key, identity }: { key: Json; identity: Json[] }): Side =>
    ({ key: policyOf(key), principals: CALLERS.filter(text => text.startsWith('arn:')).map(text => ({ caller: callerOf(text)!, identity: identity.map(policyOf) })) });
  /** Without keys that follow from the caller, or that no request of it ever has. */
  const requestOf = ({ principal, action, context }: RandomRequest): Request => {
    const caller = callerOf(principal)!;
    const possible = Object.entries(context).filter(([name]) => !PRINCIPAL_KEYS.test(name) && !lacks(name.toLowerCase(), caller, action));
    return { caller, action, key: KEY, exact: true, context: Object.fromEntries(possible) };
  };
  /** A stranger stands for all whom no policy names. */
  const standsFor = ({ kind, texts: [text], account }: Caller, principal: string): boolean =>
    text === principal || (/some-/.test(text) && callerOf(principal)!.account === account) || (/000000000000/.test(text) && kind === 'role' && /::9{4}8{4}7{4}:/.test(principal));
  const verdict = (request: Request, { key, principals }: Side): string =>
    decide(request, { key, identity: principals!.find(({ caller }) => caller.texts[0] === request.caller.texts[0])?.identity }).verdict;

  /** The second side is the first with a statement more, less or otherwise, or another policy. */
  const pairs = fc.tuple(sides, sides, fc.nat(3)).map(([one, two, how]): [typeof one, typeof one] => {
    const [a, b] = [one.key.Statement, two.key.Statement];
    const other = { ...a[0], Action: b[0].Action ?? 'kms:Decrypt', NotAction: undefined };
    const statements = [b, [...a, b[0]], [...a.slice(1), b[0]], [...a, other]][how];
    return [one, { ...one, key: { ...one.key, Statement: JSON.parse(JSON.stringify(statements)) } }];
  });

  test(`no random request among ${RUNS} finds a difference that the comparison did not, and each witness holds`, () => {
    fc.assert(fc.property(pairs, fc.array(requests, { minLength: REQUESTS, maxLength: REQUESTS }), ([one, other], many) => {
      const [before, after] = [sideOf(one), sideOf(other)];
      const found = compare(before, after, KEY);
      for (const { direction, witness, before: old, after: now } of found) {
        expect(witness).toBeDefined();
        expect([direction, old!.verdict, now!.verdict]).toEqual(direction === 'widened' ? ['widened', 'denied', 'allowed'] : ['narrowed', 'allowed', 'denied']);
      }
      for (const random of many) {
        const request = requestOf(random);
        const [old, now] = [verdict(request, before), verdict(request, after)];
        if (old === now) { continue; }
        const direction = now === 'allowed' ? 'widened' : 'narrowed';
        expect(found.some(difference => difference.direction === direction && standsFor(difference.caller, random.principal)
          && difference.actions.includes(random.action))).toBe(true);
      }
    }), { numRuns: Math.ceil(RUNS / REQUESTS), seed: Number(process.env.FUZZ_SEED ?? 20_261_125) });
  }, 3_600_000);

  test('equal access written otherwise is no change', () => {
    const rewritten = (policy: Json): Json => ({
      ...policy,
      Statement: [...policy.Statement].reverse().flatMap((statement: Json) => Array.isArray(statement.Action)
        ? statement.Action.map((Action: string) => ({ ...statement, Action }))
        : [statement, statement]),
    });
    fc.assert(fc.property(sides, one => {
      expect(compare(sideOf(one), sideOf({ ...one, key: rewritten(one.key) }), KEY)).toEqual([]);
    }), { numRuns: 50, seed: 20_261_125 });
  });
});

describe('a request that Allows allow and no Deny stops', () => {
  const witness = (allows: unknown[], denies: unknown[]): Request | undefined =>
    findWitness({ allows: statementsOf(...allows), denies: statementsOf(...denies), key: KEY });

  test.each<[string, unknown[], unknown[], boolean]>([
    ['one Allow', [allow({ AWS: role('App') })], [], true],
    ['an Allow that a Deny takes whole', [allow({ AWS: role('App') })], [deny('*')], false],
    ['all its actions one by one', [allow({ AWS: role('App') }, { Action: ['kms:Sign', 'kms:Verify'] })], [deny('*', { Action: 'kms:Sign' }), deny({ AWS: role('App') }, { Action: 'kms:Ver*' })], false],
    ['conditions that exclude each other', [allow('*', { Condition: { StringEquals: { 'kms:ViaService': 'a' } } })], [deny('*', { Condition: { StringEquals: { 'kms:ViaService': ['a', 'b'] } } })], false],
    ['a Deny without the condition key', [allow('*', { Condition: { StringEquals: { 'kms:ViaService': 'a' } } })], [deny('*', { Condition: { StringNotEquals: { 'kms:ViaService': 'b' } } })], false],
    ['a Deny that leaves a value', [allow('*', { Condition: { StringLike: { 'kms:ViaService': 'a*' } } })], [deny('*', { Condition: { StringLike: { 'kms:ViaService': 'a?*' } } })], true],
    ['two Denies that leave nothing together', [allow('*')], [deny('*', { Condition: { Null: { 'kms:ViaService': 'true' } } }), deny('*', { Condition: { StringLike: { 'kms:ViaService': '*' } } })], false],
    ['all but the one it names', [allow({ AWS: role('App') })], [deny('*', { Condition: { ArnNotEquals: { 'aws:PrincipalArn': role('App') } } })], true],
    ['all but another', [allow({ AWS: role('App') })], [deny('*', { Condition: { ArnNotEquals: { 'aws:PrincipalArn': role('Other') } } })], false],
    ['a service by a Deny for people', [allow({ Service: 'sns.amazonaws.com' })], [deny('*', { Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } } })], true],
    ['the last step of a Deny of several conditions', [allow('*')], [deny('*', { Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'kms:ViaService': 'a' } } })], true],
    ['numbers between', [allow('*', { Condition: { NumericGreaterThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' } } })], [deny('*', { Condition: { NumericGreaterThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '8' } } })], true],
    ['no number between', [allow('*', { Condition: { NumericGreaterThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' } } })], [deny('*', { Condition: { NumericGreaterThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' } } })], false],
    ['addresses of a network except for a part', [allow('*', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/24' } } })], [deny('*', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/25' } } })], true],
    ['addresses of a network in two halves', [allow('*', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/24' } } })], [deny('*', { Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/25', '10.0.0.128/25'] } } })], false],
    ['all values of one list, one of another', [allow('*', { Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['a', 'b'] } } })], [deny('*', { Condition: { 'ForAnyValue:StringEquals': { 'kms:GrantOperations': ['a', 'b'] } } }), deny('*', { Condition: { Null: { 'kms:GrantOperations': 'true' } } })], false],
    ['two values at once', [allow('*', { Condition: { 'ForAnyValue:StringEquals': { 'kms:GrantOperations': 'a' } } })], [deny('*', { Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': 'a' } } })], true],
    ['a variable', [allow('*', { Condition: { StringEquals: { 'aws:PrincipalTag/a': '${aws:PrincipalTag/b}' } } })], [deny('*', { Condition: { StringNotEquals: { 'aws:PrincipalTag/a': '${aws:PrincipalTag/b}' } } })], true],
    ['patterns that meet', [allow('*', { Condition: { StringLike: { 'kms:ViaService': 'a*' } } })], [deny('*', { Condition: { StringNotLike: { 'kms:ViaService': '*b' } } })], true],
  ])('%s: %#', (_, allows, denies, wanted) => {
    const found = witness(allows, denies);

    expect(found !== undefined).toBe(wanted);
    if (found) {
      const identity = [{ statements: statementsOf({ Effect: 'Allow', Action: '*', Resource: '*' }) }];
      expect(decide(found, { key: { statements: statementsOf(...allows, ...denies) }, identity }).verdict).toBe('allowed');
    }
  });
});

test('a comparison that is given up is not known', () => {
  const [values, names] = [['1', '2'], ['a:a', 'a:b', 'a:c']];
  // All that is allowed is denied, and one finds out only after all other choices, which have fewer ways.
  const knot = values.flatMap(a => values.flatMap(b => values.map(c => deny('*', { Condition: { StringEquals: { 'a:a': a, 'a:b': b, 'a:c': c } } }))));
  const many = Array.from({ length: 16 }, (_, i) => deny('*', { Condition: { StringEquals: { [`a:x${i}`]: '1', [`a:y${i}`]: '1' } } }));
  const app = { AWS: role('App') };
  const open = { Condition: { StringEquals: Object.fromEntries(names.map(name => [name, values])) } };
  const differences = compare(side(...knot, ...many), side(allow(app, { Action: 'kms:Decrypt', ...open }), ...knot, ...many), KEY);

  expect(differences.map(({ direction, caller, actions, witness, before, after, partly }) => [direction, caller.texts[0], actions, witness, before, after, partly]))
    .toEqual([['unknown', role('App'), ['kms:Decrypt'], undefined, undefined, undefined, undefined]]);
});
