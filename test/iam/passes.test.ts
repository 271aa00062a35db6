import { testOf } from '../../src/iam/condition-test';
import { conditionOf, mayPass, PartlyKnown, passes } from '../../src/iam/passes';
import { callerOf } from '../../src/iam/request';
import { all, SearchLimitError } from '../../src/iam/search';
import { readPolicy, Statement } from '../../src/iam/statement';
import { Truth } from '../../src/iam/symbols';
import { KEY_ARN } from '../support/oracle';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const SNS = 'sns.amazonaws.com';
const place = { account: ACCOUNT, evaluate: (value: unknown) => value, resource: () => undefined };
const read = (statements: object[]): readonly Statement[] => readPolicy({ Version: '2012-10-17', Statement: statements }, place)!;
const allow = (more: object = {}) => read([{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*', ...more }]);
const deny = (...conditions: object[]) => read(conditions.map(more => ({ Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*', ...more })));
const when = (Condition: object) => ({ Condition });
const asking = (text: string, more: Partial<PartlyKnown> = {}): PartlyKnown => ({ caller: callerOf(text)!, action: 'decrypt', account: ACCOUNT, ...more });
const ANYBODY = allow();

describe('what a role may get through', () => {
  test.each<[string, readonly Statement[] | undefined, readonly Statement[], boolean]>([
    ['an Allow', ANYBODY, [], true],
    ['no statement', [], [], false],
    ['what is allowed elsewhere', undefined, [], true],
    ['what is allowed elsewhere and denied here', undefined, deny({}), false],
    ['an Allow of another action', allow({ Action: 'kms:Encrypt' }), [], false],
    ['an Allow for somebody else', allow({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Other` } }), [], false],
    ['an Allow for somebody not known yet', allow({ Principal: { AWS: '${?parameter Who}' } }), [], true],
    ['an Allow on the key, whatever it is', allow({ Resource: KEY_ARN }), [], true],
    ['an Allow on all but a key', allow({ Resource: undefined, NotResource: '*' }), [], false],
    ['a Deny', ANYBODY, deny({}), false],
    ['a Deny of another action', ANYBODY, deny({ Action: 'kms:Encrypt' }), true],
    ['a Deny for somebody else', ANYBODY, deny({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Other` } }), true],
    ['a Deny for somebody not known yet', ANYBODY, deny({ Principal: { AWS: '${?parameter Who}' } }), true],
    ['a Deny on one key, which may be another', ANYBODY, deny({ Resource: KEY_ARN }), true],
    ['a Deny of an action not known yet', ANYBODY, deny({ Action: 'kms:${?parameter What}' }), true],
    ['an Allow of an action not known yet', allow({ Action: 'kms:${?parameter What}' }), [], true],
    ['an Allow under a condition', allow(when({ StringEquals: { 'kms:ViaService': 'a' } })), [], true],
    ['a Deny on what the Allow asks', allow(when({ StringEquals: { 'kms:ViaService': 'a' } })), deny(when({ StringLike: { 'kms:ViaService': '*' } })), false],
    ['a Deny on another value', allow(when({ StringEquals: { 'kms:ViaService': 'a' } })), deny(when({ StringEquals: { 'kms:ViaService': 'b' } })), true],
    ['Denies that leave nothing', ANYBODY, deny(when({ Null: { 'kms:ViaService': 'true' } }), when({ Null: { 'kms:ViaService': 'false' } })), false],
    ['a Deny of its own account', ANYBODY, deny(when({ StringEquals: { 'kms:CallerAccount': ACCOUNT } })), false],
    ['a Deny of all other accounts', ANYBODY, deny(when({ StringNotEquals: { 'kms:CallerAccount': ACCOUNT } })), true],
    ['a Deny of other accounts, one of them not known yet', ANYBODY, deny(when({ StringNotEquals: { 'kms:CallerAccount': ['${?parameter A}', OTHER_ACCOUNT] } })), true],
    ['an Allow for an account not known yet', allow(when({ StringEquals: { 'kms:CallerAccount': '${?parameter A}' } })), [], true],
    ['an Allow on what only services carry', allow(when({ StringEquals: { 'aws:SourceAccount': ACCOUNT } })), [], false],
    ['a Deny where a service does not say its source', ANYBODY, deny(when({ Null: { 'aws:SourceAccount': 'true' } })), false],
    ['a value not known yet', allow(when({ StringEquals: { 'kms:ViaService': '${?parameter V}' } })), [], true],
    ['a Deny on a value not known yet', ANYBODY, deny(when({ StringEquals: { 'kms:ViaService': '${?parameter V}' } })), true],
    ['a Deny on a value not known yet or another', allow(when({ Null: { 'kms:ViaService': 'false' } })), deny(when({ StringEquals: { 'kms:ViaService': ['${?parameter V}', 'a'] } })), true],
    ['a Deny on a value not known yet or any', ANYBODY, deny(when({ StringLike: { 'kms:ViaService': ['${?parameter V}', '*'] } }), when({ Null: { 'kms:ViaService': 'true' } })), false],
    ['a Deny on all but a value not known yet', allow(when({ Null: { 'kms:ViaService': 'true' } })), deny(when({ StringNotEquals: { 'kms:ViaService': '${?parameter V}' } })), false],
    ['a Deny on all but a value not known yet, by any of several', allow(when({ Null: { 'kms:ViaService': 'true' } })), deny(when({ 'ForAnyValue:StringNotEquals': { 'kms:ViaService': '${?parameter V}' } })), true],
    ['a Deny on all but a value not known yet, and some value', allow(when({ Null: { 'kms:ViaService': 'false' } })), deny(when({ StringNotEquals: { 'kms:ViaService': '${?parameter V}' } })), true],
    ['a Deny on a key not known yet', ANYBODY, deny(when({ StringEquals: { 'aws:PrincipalTag/${?parameter T}': 'a' } })), true],
    ['an Allow on a key not known yet', allow(when({ StringEquals: { 'aws:PrincipalTag/${?parameter T}': 'a' } })), [], true],
    ['a Deny whose effect is not known yet', ANYBODY, read([{ Effect: '${?parameter E}', Principal: '*', Action: 'kms:*', Resource: '*' }]), true],
    ['an Allow whose effect is not known yet', read([{ Effect: '${?parameter E}', Principal: '*', Action: 'kms:*', Resource: '*' }]), [], true],
    ['a statement of which nothing is known', read([null as unknown as object]), [], true],
    ['a Deny of which nothing is known', ANYBODY, read([null as unknown as object]), true],
    ['an Allow of one branch', [{ ...ANYBODY[0], branch: 'if IsProd' }], [], true],
    ['a Deny of one branch', ANYBODY, [{ ...deny({})[0], branch: 'if IsProd' }], true],
  ])('%s', (_, allows, denies, may) => expect(mayPass(asking(APP), { allows, denies })).toBe(may));
});

describe('whether it surely does', () => {
  const branch = ([statement]: readonly Statement[]) => [{ ...statement, branch: 'if IsProd' }];

  test.each<[string, readonly Statement[] | undefined, readonly Statement[], Truth]>([
    ['an Allow', ANYBODY, [], 'yes'],
    ['a Deny', ANYBODY, deny({}), 'no'],
    ['what is allowed elsewhere', undefined, [], 'yes'],
    ['an Allow for somebody not known yet', allow({ Principal: { AWS: '${?parameter Who}' } }), [], 'unknown'],
    ['a Deny for somebody not known yet', ANYBODY, deny({ Principal: { AWS: '${?parameter Who}' } }), 'unknown'],
    ['an Allow under a condition', allow(when({ StringEquals: { 'kms:ViaService': 'a' } })), [], 'yes'],
    ['an Allow under a value not known yet', allow(when({ StringEquals: { 'aws:PrincipalTag/team': '${?parameter V}' } })), [], 'unknown'],
    ['a Deny on a value not known yet', allow(when({ Null: { 'aws:PrincipalTag/team': 'false' } })), deny(when({ StringEquals: { 'aws:PrincipalTag/team': '${?parameter V}' } })), 'unknown'],
    ['a Deny on a value not known yet, of a key that is not there', allow(when({ Null: { 'aws:PrincipalTag/team': 'true' } })), deny(when({ StringEquals: { 'aws:PrincipalTag/team': '${?parameter V}' } })), 'yes'],
    ['a Deny on all but a value not known yet', allow(when({ Null: { 'aws:PrincipalTag/team': 'false' } })), deny(when({ StringNotEquals: { 'aws:PrincipalTag/team': '${?parameter V}' } })), 'unknown'],
    // AWS does not say what `*` alone is to an ARN.
    ['an Allow by ArnLike of *', allow(when({ ArnLike: { 'aws:SourceVpcArn': '*' } })), [], 'unknown'],
    ['an Allow by ArnLike of * and what is there', allow(when({ ArnLike: { 'aws:PrincipalArn': ['*', APP] } })), [], 'yes'],
    ['an Allow by ArnLike of * of the caller', allow(when({ ArnLike: { 'aws:PrincipalArn': '*' } })), [], 'unknown'],
    ['a Deny by ArnLike of *', allow(when({ Null: { 'aws:SourceVpcArn': 'false' } })), deny(when({ ArnLike: { 'aws:SourceVpcArn': '*' } })), 'unknown'],
    ['a Deny by ArnNotLike of *', allow(when({ Null: { 'aws:SourceVpcArn': 'false' } })), deny(when({ ArnNotLike: { 'aws:SourceVpcArn': '*' } })), 'unknown'],
    ['a Deny by ArnLike of * of a key that is not there', allow(when({ Null: { 'aws:SourceVpcArn': 'true' } })), deny(when({ ArnLike: { 'aws:SourceVpcArn': '*' } })), 'yes'],
    ['an Allow of one branch', branch(ANYBODY), [], 'unknown'],
    ['a Deny of one branch', ANYBODY, branch(deny({})), 'unknown'],
    ['a Deny of one branch beside one of all', ANYBODY, [...branch(deny({})), ...deny({})], 'no'],
    ['a Deny of one branch for another action', ANYBODY, branch(deny({ Action: 'kms:Encrypt' })), 'yes'],
    ['a Deny whose effect is not known yet', ANYBODY, read([{ Effect: '${?parameter E}', Principal: '*', Action: 'kms:*', Resource: '*' }]), 'unknown'],
  ])('%s', (_, allows, denies, truth) => expect(passes(asking(APP), { allows, denies })).toBe(truth));
});

describe('what is known of the request', () => {
  const source = (name: string, value: string): Partial<PartlyKnown> => ({ known: one => one === name ? [[value]] : undefined });
  const forAccount = deny(when({ StringNotEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } }));

  test.each<[string, PartlyKnown, readonly Statement[], boolean]>([
    ['a service for whom nobody knows', asking(SNS), forAccount, true],
    ['a service for the account', asking(SNS, source('aws:sourceaccount', ACCOUNT)), forAccount, true],
    ['a service for another account', asking(SNS, source('aws:sourceaccount', OTHER_ACCOUNT)), forAccount, false],
    ['a service for an account not known yet', asking(SNS, source('aws:sourceaccount', '${?parameter A}')), forAccount, true],
    ['a service that says nothing', asking(SNS, { known: name => name === 'aws:sourceaccount' ? [] : undefined }), deny(when({ Null: { 'aws:SourceAccount': 'true' } })), false],
    // A service can come through another, which a Deny on all but another way then meets.
    ['a service through another', asking(SNS), deny(when({ StringNotEquals: { 'kms:ViaService': 'a' } })), true],
    ['a service that is no principal of an account', asking(SNS), deny(when({ Null: { 'aws:PrincipalAccount': 'true' } })), false],
    ['a role whose ARN is known', asking(APP), deny(when({ ArnNotEquals: { 'aws:PrincipalArn': APP } })), true],
    ['another role', asking(APP), deny(when({ ArnNotEquals: { 'aws:PrincipalArn': `${APP}2` } })), false],
    ['a role whose ARN is said not to be known', asking(APP, { known: name => name === 'aws:principalarn' ? null : undefined }), deny(when({ ArnNotEquals: { 'aws:PrincipalArn': `${APP}2` } })), true],
    ['an action without a context', asking(APP, { action: 'describekey' }), deny(when({ Null: { 'kms:EncryptionContext:a': 'true' } })), false],
    ['an action with a context', asking(APP), deny(when({ Null: { 'kms:EncryptionContext:a': 'true' } })), true],
    ['a condition that is given', asking(APP, { given: conditionOf('StringEquals', 'kms:ViaService', 'kms:viaservice', ['a']) }), deny(when({ StringEquals: { 'kms:ViaService': 'a' } })), false],
    ['another that is given', asking(APP, { given: conditionOf('StringEquals', 'kms:ViaService', 'kms:viaservice', ['b']) }), deny(when({ StringEquals: { 'kms:ViaService': 'a' } })), true],
    ['what cannot be', asking(APP, { given: all([conditionOf('StringEquals', 'k:a', 'k:a', ['a']), conditionOf('StringEquals', 'k:a', 'k:a', ['b'])]) }), [], false],
  ])('%s', (_, request, denies, may) => expect(mayPass(request, { denies })).toBe(may));

  test('a variable takes the value of the request', () => {
    const owned = deny(when({ StringNotEquals: { 'aws:PrincipalTag/team': '${aws:PrincipalAccount}' } }));
    const team = (value: string) => asking(APP, source('aws:principaltag/team', value));

    expect([mayPass(team(ACCOUNT), { denies: owned }), mayPass(team('x'), { denies: owned })]).toEqual([true, false]);
  });
});

/* So many callers, of tags that must differ: which of them there can be takes a search. */
test('a request that is searched in vain, or not to the end, may pass and does not surely', () => {
  const values = ['1', '2', '3'];
  const tag = (i: number): string => `aws:PrincipalTag/t${i}`;
  const ofTags = (count: number): readonly Statement[] => deny(
    ...Array.from({ length: count }, (_, i) => when({ StringNotEquals: { [tag(i)]: values } })),
    ...Array.from({ length: count }, (_, i) => Array.from({ length: i }, (__, j) => values.map(value => when({ StringEquals: { [tag(i)]: value, [tag(j)]: value } })))).flat(2));
  const [open, closed] = [ofTags(3), ofTags(4)];
  const asked = (denies: readonly Statement[], most?: number) => [mayPass(asking(APP), { allows: ANYBODY, denies }, most), passes(asking(APP), { allows: ANYBODY, denies }, most)];

  expect([asked(open), asked(closed)]).toEqual([[true, 'yes'], [false, 'no']]);
  expect([asked(open, 0), asked(closed, 0)]).toEqual([[true, 'unknown'], [true, 'unknown']]);
  for (let most = 0; most < 20; most++) {
    expect([[true, 'unknown'], [true, 'yes']]).toContainEqual(asked(open, most));
    expect([[true, 'unknown'], [false, 'no']]).toContainEqual(asked(closed, most));
  }
});

describe('a search that ends early', () => {
  const ending = (error: Error) => asking(APP, { given: { test: { ...testOf(allow(when({ Bool: { 'aws:SecureTransport': 'true' } }))[0].conditions[0], true), holds: () => { throw error; } }, holds: true } });

  test('by too many choices: the request may pass', () => expect(mayPass(ending(new SearchLimitError('too many choices')), { denies: [] })).toBe(true));
  test('nothing is sure', () => expect(passes(ending(new SearchLimitError('too many choices')), { denies: [] })).toBe('unknown'));
  test('by another error: it is told', () => expect(() => mayPass(ending(new Error('another')), { denies: [] })).toThrow('another'));
});
