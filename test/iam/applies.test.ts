import { appliesTo, Asked, concerns, covers } from '../../src/iam/applies';
import { decide, Policies, Policy } from '../../src/iam/decide';
import { Caller, callerOf, Request, RequestedKey } from '../../src/iam/request';
import { readPolicy } from '../../src/iam/statement';
import { KEY_ARN } from '../support/oracle';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const iam = (name: string, account = ACCOUNT): string => `arn:aws:iam::${account}:${name}`;
const sts = (name: string): string => `arn:aws:sts::${ACCOUNT}:${name}`;

/** Who asks, in the order of the letters below. */
const CALLERS = [
  iam('role/App'), iam('role/team/Deploy'), iam('user/anna'), sts('assumed-role/App/s'), sts('assumed-role/Deploy/s'), sts('federated-user/bob'), iam('root'),
  iam('saml-provider/corp'), iam('role/App', OTHER_ACCOUNT), iam('root', OTHER_ACCOUNT), 'sns.amazonaws.com',
].map(text => callerOf(text)!);
const LETTERS = { allowed: 'y', denied: '-', depends: '?' } as const;
const KEY: RequestedKey = { texts: [KEY_ARN], account: ACCOUNT };

const policy = (statements: unknown[], Version = '2012-10-17'): Policy =>
  ({ statements: readPolicy({ Version, Statement: statements }, { account: ACCOUNT, evaluate: value => value, resource: () => undefined }) });
const ALL = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
const EVERYTHING = policy([ALL]);
const NOTHING_OF_KMS = policy([{ ...ALL, Action: 's3:*' }]);
/** Who may decrypt, a letter for each caller. */
const who = (policies: Policies): string => CALLERS.map(caller => LETTERS[decide({ caller, action: 'kms:Decrypt', key: KEY, exact: true }, policies).verdict]).join('');

/*
 * Read across: role App, role team/Deploy, user anna, a session of App, a session of Deploy, the federated user bob, the root user, a SAML provider, role App of another
 * account, its root user, Amazon SNS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
describe('whom a key policy lets in', () => {
  describe.each<[string, unknown, { iam: string; alone: string; bounded: string }]>([
    ['everybody', '*', { iam: 'yyyyyyyyyyy', alone: 'yyyyyyyy-yy', bounded: 'yyyyyyyy-yy' }],
    ['every AWS principal', { AWS: '*' }, { iam: 'yyyyyyyyyyy', alone: 'yyyyyyyy-yy', bounded: 'yyyyyyyy-yy' }],
    ['the account', { AWS: iam('root') }, { iam: 'yyyyyyy----', alone: '------y----', bounded: '------y----' }],
    ['the account by its number', { AWS: ACCOUNT }, { iam: 'yyyyyyy----', alone: '------y----', bounded: '------y----' }],
    ['a role and its sessions', { AWS: iam('role/App') }, { iam: 'y--y-------', alone: 'y--y-------', bounded: '-----------' }],
    ['a role with a path', { AWS: iam('role/team/Deploy') }, { iam: '-y--y------', alone: '-y--y------', bounded: '-----------' }],
    ['the name of that role without the path', { AWS: iam('role/Deploy') }, { iam: '----y------', alone: '----y------', bounded: '-----------' }],
    ['a user', { AWS: iam('user/anna') }, { iam: '--y--------', alone: '--y--------', bounded: '--y--------' }],
    ['a user of the name of a role', { AWS: iam('user/App') }, { iam: '-----------', alone: '-----------', bounded: '-----------' }],
    ['one session', { AWS: sts('assumed-role/App/s') }, { iam: '---y-------', alone: '---y-------', bounded: '---y-------' }],
    ['another session', { AWS: sts('assumed-role/App/t') }, { iam: '-----------', alone: '-----------', bounded: '-----------' }],
    ['a federated user', { AWS: sts('federated-user/bob') }, { iam: '-----y-----', alone: '-----y-----', bounded: '-----y-----' }],
    ['a provider of identities', { Federated: iam('saml-provider/corp') }, { iam: '-------y---', alone: '-------y---', bounded: '-------y---' }],
    ['another account', { AWS: iam('root', OTHER_ACCOUNT) }, { iam: '--------yy-', alone: '---------y-', bounded: '---------y-' }],
    ['a role of another account', { AWS: iam('role/App', OTHER_ACCOUNT) }, { iam: '--------y--', alone: '-----------', bounded: '-----------' }],
    ['a service', { Service: 'sns.amazonaws.com' }, { iam: '----------y', alone: '----------y', bounded: '----------y' }],
    ['another service', { Service: 'sqs.amazonaws.com' }, { iam: '-----------', alone: '-----------', bounded: '-----------' }],
    ['a group, which nobody asks as', { AWS: iam('group/g') }, { iam: '-----------', alone: '-----------', bounded: '-----------' }],
    ['two of them', { AWS: [iam('user/anna'), iam('role/App')], Service: 'sns.amazonaws.com' }, { iam: 'y-yy------y', alone: 'y-yy------y', bounded: '--y-------y' }],
    ['a parameter', { AWS: '${?parameter Who}' }, { iam: '???????????', alone: '????????-??', bounded: '????????-??' }],
    ['a parameter or a role', { AWS: ['${?parameter Who}', iam('role/App')] }, { iam: 'y??y???????', alone: 'y??y????-??', bounded: '????????-??' }],
    ['a role whose name is a parameter', { AWS: iam('role/${?parameter Who}') }, { iam: '??-??------', alone: '??-??------', bounded: '-----------' }],
    ['an account that is a parameter', { AWS: 'arn:aws:iam::${?parameter Where}:root' }, { iam: '???????-??-', alone: '------?--?-', bounded: '------?--?-' }],
    ['nobody', undefined, { iam: '-----------', alone: '-----------', bounded: '-----------' }],
  ])('%s', (_, Principal, wanted) => {
    const key = policy([{ ...ALL, Principal }]);

    test('with IAM policies that allow everything', () => expect(who({ key, identity: [EVERYTHING] })).toBe(wanted.iam));
    test('without IAM policies', () => expect(who({ key, identity: [] })).toBe(wanted.alone));
    test('with a permissions boundary that allows nothing', () => expect(who({ key, identity: [EVERYTHING], boundary: NOTHING_OF_KMS })).toBe(wanted.bounded));
  });

  describe.each<[string, unknown, { denied: string; allowed: string }]>([
    ['a role', { AWS: iam('role/App') }, { denied: 'y--y-------', allowed: '-yy-yyyy-yy' }],
    ['a user', { AWS: iam('user/anna') }, { denied: '--y--------', allowed: 'yy-yyyyy-yy' }],
    ['the account', { AWS: ACCOUNT }, { denied: 'yyyyyyyy---', allowed: '---------yy' }],
    ['a service', { Service: 'sns.amazonaws.com' }, { denied: '----------y', allowed: 'yyyyyyyy-y-' }],
    ['a role or a user', { AWS: [iam('role/App'), iam('user/anna')] }, { denied: 'y-yy-------', allowed: '-y--yyyy-yy' }],
    ['a parameter', { AWS: '${?parameter Who}' }, { denied: '????????-??', allowed: '????????-??' }],
  ])('all but %s', (_, NotPrincipal, wanted) => {
    const but = { ...ALL, NotPrincipal };
    const denying = policy([{ ...ALL, Principal: '*' }, { ...but, Effect: 'Deny' }]);

    test('are denied', () => expect(who({ key: denying, identity: [] })).toBe(wanted.denied));
    test('are allowed', () => expect(who({ key: policy([but]), identity: [] })).toBe(wanted.allowed));
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    test('and whoever has a permissions boundary are denied', () => expect(who({ key: denying, identity: [], boundary: EVERYTHING }).slice(0, 6)).toBe('------'));
  });

  test('nothing is certain of a statement that is not known', () => {
    const [key, one] = [policy([null]), policy([null, { ...ALL, Principal: { AWS: iam('role/App') } }])];

    // It might be a Deny.
    expect([who({ key, identity: [] }), who({ key: one, identity: [] })]).toEqual(['????????-??', '????????-??']);
    expect(who({ key: policy([{ ...ALL, Principal: { AWS: ACCOUNT } }]), identity: [policy([null])] })).toBe('???????----');
  });

  test('a permissions boundary holds a role that is named as one of all but another', () => {
    const key = policy([{ ...ALL, NotPrincipal: { AWS: iam('user/bob') } }]);

    expect(who({ key, identity: [], boundary: NOTHING_OF_KMS })).toBe('--yyyyyy-yy');
  });
});

describe('the key that an IAM policy is about', () => {
  const [APP] = CALLERS;
  const key = policy([{ ...ALL, Principal: { AWS: iam('root') } }]);
  const ask = (statement: object, more: Partial<Request> = {}, version?: string): string =>
    LETTERS[decide({ caller: APP, action: 'kms:Decrypt', key: KEY, exact: true, ...more }, { key, identity: [policy([{ ...ALL, ...statement }], version)] }).verdict];

  test.each<[unknown, string, string]>([
    ['*', 'y', '-'],
    [KEY_ARN, 'y', '-'],
    [`${KEY_ARN}x`, '-', 'y'],
    [[`${KEY_ARN}x`, KEY_ARN], 'y', '-'],
    ['arn:aws:kms:*:*:key/*', 'y', '-'],
    ['arn:aws:kms:eu-west-?:*:key/*', 'y', '-'],
    [`arn:aws:kms:*:${ACCOUNT}:*`, 'y', '-'],
    [`arn:aws:kms:*:${OTHER_ACCOUNT}:*`, '-', 'y'],
    ['arn:aws:kms:us-*:*:key/*', '-', 'y'],
    ['arn:aws:kms:*:*:alias/*', '-', 'y'],
    ['arn:aws:s3:::*', '-', 'y'],
    // The last part of a short pattern stands for all that follows; `*` in another stays in its part.
    ['arn:aws:kms:*', 'y', '-'],
    ['arn:*', 'y', '-'],
    ['arn:aws:s3*', '-', 'y'],
    ['arn:aws:kms:*:key/*', '-', 'y'],
    ['arn:*:key/*', '-', 'y'],
    ['arn:aws:kms:eu-west-1:${aws:PrincipalAccount}:key/*', 'y', '-'],
    ['arn:aws:kms:eu-west-1:${aws:PrincipalTag/account}:key/*', '-', 'y'],
    ["arn:aws:kms:eu-west-1:${aws:PrincipalTag/account, '111122223333'}:key/*", 'y', '-'],
    ['${?parameter Key}', '?', '?'],
    ['arn:aws:kms:eu-west-1:${?parameter Account}:key/*', '?', '?'],
    ['arn:aws:kms:us-east-1:${?parameter Account}:key/*', '-', 'y'],
    [['${?parameter Key}', KEY_ARN], 'y', '-'],
  ])('%j', (resource, about, allBut) => expect([ask({ Resource: resource }), ask({ Resource: undefined, NotResource: resource })]).toEqual([about, allBut]));

  test('a variable of which nothing is known', () => {
    expect(ask({ Resource: 'arn:aws:kms:eu-west-1:${aws:PrincipalTag/account}:key/*' }, { exact: false })).toBe('?');
    expect(ask({ Resource: 'arn:aws:kms:eu-west-1:${aws:PrincipalTag/account}:key/*' }, { context: { 'aws:PrincipalTag/account': ACCOUNT } })).toBe('y');
    expect(ask({ Resource: 'arn:aws:kms:eu-west-1:${aws:PrincipalTag/account}:key/*' }, { context: { 'aws:PrincipalTag/account': '*' } })).toBe('-');
  });

  test('a variable in a policy of the old version is a text', () => {
    expect(ask({ Resource: 'arn:aws:kms:eu-west-1:${aws:PrincipalAccount}:key/*' }, {}, '2008-10-17')).toBe('-');
  });

  test.each<[string, string]>([
    ['${s0#Key.Arn}', 'y'],
    ['${s0#Other.Arn}', '-'],
    [KEY_ARN, '?'],
    ['arn:aws:kms:*:*:key/*', '?'],
    ['*', 'y'],
  ])('%s of a key of the app', (Resource, wanted) => expect(ask({ Resource }, { key: { texts: ['${s0#Key.Arn}'], account: ACCOUNT } })).toBe(wanted));
});

describe('what would settle it', () => {
  const [APP, , , , , , , , , , SNS] = CALLERS;
  const needs = (statements: object[], caller: Caller = APP, more: Partial<Request> = {}): readonly string[] =>
    decide({ caller, action: 'kms:Decrypt', key: KEY, ...more }, { key: policy(statements.map(one => ({ ...ALL, Principal: '*', ...one }))), identity: [] }).dependsOn;

  test.each<[string, object[], string[]]>([
    ['one of two principals', [{ Principal: { AWS: ['${?parameter A}', iam('user/${?parameter B}'), iam('role/Other')] } }], ['parameter A']],
    ['an action beside others', [{ Action: ['kms:Encrypt', 'kms:${?parameter What}', 's3:${?parameter No}'] }], ['parameter What', 'parameter No']],
    ['an action that is none of those excluded', [{ Action: undefined, NotAction: ['kms:Encrypt', 'kms:${?parameter What}'] }], ['parameter What']],
    ['each of two conditions', [{ Condition: { StringEquals: { 'kms:ViaService': 'a', 'aws:PrincipalTag/x': 'b' } } }], ['condition key kms:ViaService', 'condition key aws:PrincipalTag/x']],
    ['no condition that is settled', [{ Condition: { StringEquals: { 'kms:ViaService': 'a', 'kms:CallerAccount': ACCOUNT } } }], ['condition key kms:ViaService']],
    ['a key and a principal', [{ Principal: { AWS: '${?parameter A}' }, Condition: { StringEquals: { 'kms:ViaService': 'a' } } }], ['condition key kms:ViaService', 'parameter A']],
    ['nothing where a condition fails', [{ Principal: { AWS: '${?parameter A}' }, Condition: { StringEquals: { 'kms:CallerAccount': 'a' } } }], []],
    ['a variable', [{ Condition: { StringEquals: { 'kms:CallerAccount': ['${aws:PrincipalTag/a}', '${aws:PrincipalAccount}x'] } } }], ['condition key aws:principaltag/a']],
  ])('%s', (_, statements, wanted) => expect(needs(statements)).toEqual(wanted));

  test('an action that NotAction names may be left by one that is not known', () => {
    const but = (NotAction: string[]) => decide({ caller: SNS, action: 'kms:Decrypt', key: KEY, exact: true }, { key: policy([{ ...ALL, Principal: '*', Action: undefined, NotAction }]) }).verdict;

    expect([but(['kms:Encrypt']), but(['kms:Decrypt']), but(['kms:Encrypt', '${?parameter What}']), but(['kms:Decrypt', '${?parameter What}'])]).toEqual(['allowed', 'denied', 'depends', 'denied']);
  });
});

describe('one statement', () => {
  const asked = (texts: string[]): Asked => ({ caller: { kind: 'role', texts, account: ACCOUNT }, action: 'decrypt', key: KEY, context: { get: () => undefined } });
  const SYMBOL = '${s0#Role.Arn}';
  const [named] = policy([{ ...ALL, Principal: { AWS: iam('role/x') } }]).statements!;
  const of = (text: string, physical?: string) => ({ ...named, principals: [{ kind: 'role' as const, own: 'yes' as const, text, physical }] });

  test('that cannot be read might be about any request', () => {
    const unread = { ...named, unread: true as const };
    expect([concerns(unread, asked([SYMBOL])), appliesTo(unread, asked([SYMBOL]))]).toEqual(['unknown', 'unknown']);
  });

  test.each<[string, string, string]>([
    ['every key', '*', 'yes'],
    ['the key', KEY_ARN, 'yes'],
    ['every ARN of the service, of which the end is short', 'arn:aws:kms:*', 'yes'],
    ['every key of the Region, of which the end is short', `arn:aws:kms:${KEY_ARN.split(':')[3]}*`, 'yes'],
    ['every key of another Region, of which the end is short', 'arn:aws:kms:ap-south-1*', 'no'],
    ['every alias', KEY_ARN.replace(/key\/.*$/, 'alias/*'), 'no'],
    ['another key', `${KEY_ARN}0`, 'no'],
  ])('that names %s is about the key, or not', (_, Resource, wanted) => expect(covers(policy([{ ...ALL, Resource }]).statements![0], asked([]))).toBe(wanted));

  test.each<[string, string, string | undefined, string[], string]>([
    ['by its symbol, whatever its name', SYMBOL, iam('role/App'), [SYMBOL], 'yes'],
    ['by its name, where the symbol says nothing', SYMBOL, iam('role/App'), [iam('role/App')], 'yes'],
    ['by another name', SYMBOL, iam('role/App'), [iam('role/Other')], 'no'],
    ['by a symbol whose name is not known', SYMBOL, undefined, [iam('role/Other')], 'unknown'],
    ['by the symbol of another role, whatever its name', SYMBOL, iam('role/App'), ['${s0#Other.Arn}'], 'no'],
  ])('names a role %s', (_, text, physical, texts, wanted) => expect(appliesTo(of(text, physical), asked(texts))).toBe(wanted));
});
