import { decide, Policies, Policy } from '../../src/iam/decide';
import { Caller, callerOf, Request, RequestedKey } from '../../src/iam/request';
import { readBranches, readPolicy } from '../../src/iam/statement';
import { Either } from '../../src/iam/symbols';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const KEY: RequestedKey = { texts: ['${s0#Key.Arn}', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/\${s0#Key}`], account: ACCOUNT, region: 'eu-west-1' };
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const OTHER = `arn:aws:iam::${OTHER_ACCOUNT}:role/App`;
const MADE: Caller = { kind: 'role', texts: ['${s0#Made.Arn}'], account: ACCOUNT };

const place = {
  account: ACCOUNT,
  evaluate: (value: unknown) => value,
  resource: (symbol: string) => /^\$\{s0#(Made|OtherRole)\.Arn\}$/.test(symbol) ? { account: ACCOUNT, kind: 'role' as const } : undefined,
};
const policy = (...statements: unknown[]): Policy => ({ statements: readBranches({ Version: '2012-10-17', Statement: statements }, place) });
const allow = (principal: unknown, more = {}) => ({ Sid: 'Allow', Effect: 'Allow', Principal: principal, Action: 'kms:*', Resource: '*', ...more });
const deny = (principal: unknown, more = {}) => ({ Sid: 'Deny', Effect: 'Deny', Principal: principal, Action: 'kms:*', Resource: '*', ...more });
const iam = (more = {}) => ({ Sid: 'Iam', Effect: 'Allow', Action: 'kms:*', Resource: '*', ...more });
const delegating = policy(allow({ AWS: ROOT }));

const ask = (caller: Caller | string, policies: Partial<Policies> & Pick<Policies, 'key'>, more: Partial<Request> = {}) =>
  decide({ caller: typeof caller === 'string' ? callerOf(caller)! : caller, action: 'kms:Decrypt', key: KEY, ...more }, { identity: [], ...policies });
/** The verdict, and why in short. */
const answer = (...args: Parameters<typeof ask>): string => {
  const { verdict, reasons, dependsOn } = ask(...args);
  return [verdict, ...reasons.map(({ effect, source, statement }) => `${effect} ${source}${statement ? ` ${statement.label}` : ''}`), ...dependsOn.map(name => `<${name}>`)].join(', ');
};

describe('why', () => {
  test.each<[string, Caller | string, Partial<Policies> & Pick<Policies, 'key'>, string]>([
    ['named in the key policy', APP, { key: policy(allow({ AWS: APP })) }, 'allowed, allow key policy Allow'],
    ['through the account', APP, { key: delegating, identity: [policy(iam())] }, 'allowed, allow key policy Allow, allow identity policy Iam'],
    ['account without IAM policies', APP, { key: delegating }, 'denied, implicit identity policy'],
    ['IAM policies without account', APP, { key: policy(allow({ AWS: OTHER })), identity: [policy(iam())] }, 'denied, implicit key policy'],
    ['denied by the key policy', APP, { key: policy(allow({ AWS: APP }), deny('*')) }, 'denied, deny key policy Deny'],
    ['denied by IAM', APP, { key: policy(allow({ AWS: APP })), identity: [policy(iam({ Sid: 'No', Effect: 'Deny' }))] }, 'denied, deny identity policy No'],
    ['outside its boundary', APP, { key: delegating, identity: [policy(iam())], boundary: policy(iam({ Action: 's3:*' })) }, 'denied, implicit permissions boundary'],
    ['denied by its boundary', APP, { key: policy(allow({ AWS: APP })), boundary: policy(iam({ Effect: 'Deny' })) }, 'denied, deny permissions boundary Iam'],
    ['denied all but itself', APP, { key: policy(allow({ AWS: APP }), deny('*', { Principal: undefined, NotPrincipal: { AWS: APP } })) }, 'allowed, allow key policy Allow'],
    ['denied all but itself, with a boundary', APP, { key: policy(allow({ AWS: APP }), deny('*', { Principal: undefined, NotPrincipal: { AWS: APP } })), boundary: policy(iam()) }, 'denied, deny key policy Deny'],
    ['a user is not held by its boundary', `arn:aws:iam::${ACCOUNT}:user/a`, { key: policy(allow({ AWS: `arn:aws:iam::${ACCOUNT}:user/a` })), boundary: policy(iam({ Action: 's3:*' })) }, 'allowed, allow key policy Allow'],
    ['not under the organization', APP, { key: policy(allow({ AWS: APP })), serviceControl: [[policy(iam())], [policy(iam({ Action: 's3:*' }))]] }, 'denied, implicit service control policy'],
    ['denied by the organization', APP, { key: policy(allow({ AWS: APP })), resourceControl: [policy(deny('*'))] }, 'denied, deny resource control policy Deny'],
    ['RetireGrant, which no RCP denies', APP, { key: policy(allow({ AWS: APP })), resourceControl: [policy(deny('*', { Action: 'kms:RetireGrant' }))] }, 'allowed, allow key policy Allow'],
    ['another account, both', OTHER, { key: policy(allow({ AWS: OTHER })), identity: [policy(iam())] }, 'allowed, allow key policy Allow, allow identity policy Iam'],
    ['another account, its IAM policies alone', OTHER, { key: delegating, identity: [policy(iam())] }, 'denied, implicit key policy'],
    ['another account, the key policy alone', OTHER, { key: policy(allow('*')) }, 'denied, implicit identity policy'],
    ['denied by a service control policy', APP, { key: policy(allow({ AWS: APP })), serviceControl: [[policy(iam(), iam({ Sid: 'Never', Effect: 'Deny' }))]] }, 'denied, deny service control policy Never'],
    ['allowed by every level of the organization', APP, { key: policy(allow({ AWS: APP })), serviceControl: [[policy(iam())], [policy(iam({ Sid: 'Also' }))]] }, 'allowed, allow key policy Allow, allow service control policy Iam, allow service control policy Also'],
    ['denied by an organization and the key policy', APP, { key: policy(allow({ AWS: APP }), deny('*')), resourceControl: [policy(deny('*', { Sid: 'Rcp' }))] }, 'denied, deny key policy Deny, deny resource control policy Rcp'],
    ['allowed by two statements', APP, { key: policy(allow({ AWS: APP }), allow('*', { Sid: 'Also' })) }, 'allowed, allow key policy Also, allow key policy Allow'],
    ['allowed within its boundary', APP, { key: policy(allow({ AWS: APP })), boundary: policy(iam({ Sid: 'Boundary' })) }, 'allowed, allow key policy Allow, allow permissions boundary Boundary'],
    ['a service, which no boundary holds', 'sns.amazonaws.com', { key: policy(allow({ Service: 'sns.amazonaws.com' }), deny('*', { Principal: undefined, NotPrincipal: { Service: 'sns.amazonaws.com' } })), boundary: policy() }, 'allowed, allow key policy Allow'],
    ['the root user', ROOT, { key: delegating, boundary: policy(iam({ Action: 's3:*' })) }, 'allowed, allow key policy Allow'],
    ['the root user where another is named', ROOT, { key: policy(allow({ AWS: APP })) }, 'denied, implicit key policy'],
    ['a service', 'sns.amazonaws.com', { key: policy(allow({ Service: 'sns.amazonaws.com' })), serviceControl: [[]] }, 'allowed, allow key policy Allow'],
    ['another service', 'sqs.amazonaws.com', { key: policy(allow({ Service: 'sns.amazonaws.com' })) }, 'denied, implicit key policy'],
    ['a service through *', 'sns.amazonaws.com', { key: policy(allow('*')) }, 'allowed, allow key policy Allow'],
    ['a session', `arn:aws:sts::${ACCOUNT}:assumed-role/App/s`, { key: policy(allow({ AWS: APP })) }, 'allowed, allow key policy Allow'],
    ['a session of a role with a path', `arn:aws:sts::${ACCOUNT}:assumed-role/App/s`, { key: policy(allow({ AWS: `arn:aws:iam::${ACCOUNT}:role/x/y/App` })) }, 'allowed, allow key policy Allow'],
    ['a federated principal', `arn:aws:iam::${ACCOUNT}:saml-provider/p`, { key: policy(allow({ Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/p` })) }, 'allowed, allow key policy Allow'],
    ['a service-linked role is not held by SCPs', `arn:aws:iam::${ACCOUNT}:role/aws-service-role/a.amazonaws.com/X`, { key: policy(allow('*')), serviceControl: [[]], resourceControl: [policy(deny('*'))] }, 'allowed, allow key policy Allow'],
    ['a role of the app by name', MADE, { key: policy(allow({ AWS: '${s0#Made.Arn}' })) }, 'allowed, allow key policy Allow'],
    ['another role of the app', MADE, { key: policy(allow({ AWS: '${s0#OtherRole.Arn}' })) }, 'denied, implicit key policy'],
    ['all roles but one', MADE, { key: policy(allow('*'), deny('*', { Condition: { ArnNotEquals: { 'aws:PrincipalArn': '${s0#OtherRole.Arn}' } } })) }, 'denied, deny key policy Deny'],
    ['this key by name', MADE, { key: delegating, identity: [policy(iam({ Resource: '${s0#Key.Arn}' }))] }, 'allowed, allow key policy Allow, allow identity policy Iam'],
    ['another key by name', MADE, { key: delegating, identity: [policy(iam({ Resource: '${s0#OtherKey.Arn}' }))] }, 'denied, implicit identity policy'],
    ['keys of a Region', MADE, { key: delegating, identity: [policy(iam({ Resource: `arn:aws:kms:eu-*:${ACCOUNT}:key/*` }))] }, 'allowed, allow key policy Allow, allow identity policy Iam'],
    ['all but this key', MADE, { key: delegating, identity: [policy(iam({ Resource: undefined, NotResource: '${s0#Key.Arn}' }))] }, 'denied, implicit identity policy'],
    ['all actions but one', MADE, { key: delegating, identity: [policy(iam({ Action: undefined, NotAction: 'kms:Decrypt' }))] }, 'denied, implicit identity policy'],
  ])('%s', (_, caller, policies, wanted) => expect(answer(caller, policies)).toBe(wanted));

  test('KMS takes some operations from the account of the key only', () => {
    const policies = { key: policy(allow('*')), identity: [policy(iam())] };

    expect(answer(OTHER, policies, { action: 'kms:PutKeyPolicy' })).toBe('denied, implicit key policy');
    expect(ask(APP, policies, { action: 'kms:PutKeyPolicy' }).verdict).toBe('allowed');
  });
});

describe('what it depends on', () => {
  const via = { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } };

  test.each<[string, Caller | string, Partial<Policies> & Pick<Policies, 'key'>, Partial<Request>, string]>([
    ['a condition key', APP, { key: policy(allow({ AWS: APP }, { Condition: via })) }, {}, 'depends, allow key policy Allow, <condition key kms:ViaService>'],
    ['a condition key that is given', APP, { key: policy(allow({ AWS: APP }, { Condition: via })) }, { context: { 'KMS:viaservice': 's3.eu-west-1.amazonaws.com' } }, 'allowed, allow key policy Allow'],
    ['one that is absent', APP, { key: policy(allow({ AWS: APP }, { Condition: via })) }, { exact: true }, 'denied, implicit key policy'],
    ['one that is given as absent', APP, { key: policy(allow({ AWS: APP }, { Condition: via })) }, { context: { 'kms:ViaService': [] } }, 'denied, implicit key policy'],
    ['a Deny that may hit', APP, { key: policy(allow({ AWS: APP }), deny('*', { Condition: via })) }, {}, 'depends, deny key policy Deny, allow key policy Allow, <condition key kms:ViaService>'],
    ['no key that services lack', 'sns.amazonaws.com', { key: policy(allow('*', { Condition: via })) }, {}, 'denied, implicit key policy'],
    ['no key that people lack', APP, { key: policy(allow('*', { Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } })) }, {}, 'denied, implicit key policy'],
    ['no encryption context of DescribeKey', APP, { key: policy(allow('*', { Condition: { StringEquals: { 'kms:EncryptionContext:a': 'b' } } })) }, { action: 'kms:DescribeKey' }, 'denied, implicit key policy'],
    ['the Region of the key', APP, { key: policy(allow('*', { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })) }, {}, 'allowed, allow key policy Allow'],
    ['a parameter', APP, { key: policy(allow('*', { Condition: { StringEquals: { 'kms:CallerAccount': '${?parameter Env}' } } })) }, {}, 'depends, allow key policy Allow, <parameter Env>'],
    ['a principal that is a parameter', APP, { key: policy(allow({ AWS: '${?parameter Who}' })) }, {}, 'depends, allow key policy Allow, <parameter Who>'],
    ['a principal that is partly known', APP, { key: policy(allow({ AWS: 'arn:aws:iam::${?parameter Where}:role/App' })) }, {}, 'depends, allow key policy Allow, <parameter Where>'],
    ['a principal that is partly known and another', APP, { key: policy(allow({ AWS: `arn:aws:iam::${ACCOUNT}:role/\${?parameter Who}x` })) }, {}, 'denied, implicit key policy'],
    ['an action', APP, { key: policy(allow('*', { Action: 'kms:${?parameter What}' })) }, {}, 'depends, allow key policy Allow, <parameter What>'],
    ['a resource', APP, { key: delegating, identity: [policy(iam({ Resource: '${?import shared-key}' }))] }, {}, 'depends, allow key policy Allow, allow identity policy Iam, <import shared-key>'],
    ['the effect', APP, { key: policy(allow('*', { Effect: '${?parameter Effect}' })) }, {}, "depends, deny key policy Allow, allow key policy Allow, <the effect of 'Allow' is not known before deployment>"],
    ['IAM policies', APP, { key: delegating, identity: undefined }, {}, 'depends, allow key policy Allow, <IAM policies of role/App>'],
    ['no IAM policies where the key policy names it', APP, { key: policy(allow({ AWS: APP })), identity: undefined }, {}, 'allowed, allow key policy Allow'],
    ['no IAM policies where only what is given counts', APP, { key: delegating, identity: undefined }, { exact: true }, 'denied, implicit identity policy'],
    ['a key policy that is not known', APP, { key: { statements: undefined, name: 'the key policy of Key' } }, {}, 'depends, <the key policy of Key>'],
    ['a boundary that is not known', APP, { key: policy(allow({ AWS: APP })), boundary: { statements: undefined } }, {}, 'depends, allow key policy Allow, <the permissions boundary>'],
    ['a boundary that is not known, by name', APP, { key: policy(allow({ AWS: APP })), boundary: { statements: undefined, name: 'policy/Limits' } }, {}, 'depends, allow key policy Allow, <policy/Limits>'],
    ['a service control policy that is not known', APP, { key: policy(allow({ AWS: APP })), serviceControl: [[{ statements: undefined }]] }, {}, 'depends, allow key policy Allow, <the service control policy>'],
    ['no IAM policy that is not known, where the key policy allows', APP, { key: policy(allow({ AWS: APP })), identity: [{ statements: undefined }] }, {}, 'allowed, allow key policy Allow'],
    ['the one condition key of two statements', APP, { key: policy(allow({ AWS: APP }, { Condition: via }), allow({ AWS: APP }, { Sid: 'Also', Condition: via })) }, {}, 'depends, allow key policy Allow, allow key policy Also, <condition key kms:ViaService>'],
    ['nothing where a Deny hits anyhow', APP, { key: policy(allow('*', { Condition: via }), deny('*')) }, {}, 'denied, deny key policy Deny'],
    ['an operator that does not exist', APP, { key: policy(allow('*', { Condition: { StringIs: { 'kms:CallerAccount': 'a' } } })) }, {}, 'depends, allow key policy Allow, <operator StringIs>'],
    ['a variable', APP, { key: policy(allow('*', { Condition: { StringEquals: { 'kms:CallerAccount': '${aws:PrincipalTag/account}' } } })) }, {}, 'depends, allow key policy Allow, <condition key aws:principaltag/account>'],
  ])('%s', (_, caller, policies, more, wanted) => expect(answer(caller, policies, more)).toBe(wanted));

  test('the account', () => {
    expect(answer({ kind: 'role', texts: ['${?role}'], account: '${AWS.AccountId}' }, { key: policy(allow('*')) })).toBe('depends, allow key policy Allow, <AWS::AccountId>');
  });

  test('policy variables are filled in since version 2012-10-17', () => {
    const dated = (version: string) => ({ statements: readPolicy({ Version: version, Statement: [allow('*', { Condition: { StringEquals: { 'aws:PrincipalTag/a': '${aws:PrincipalTag/b}' } } })] }, place) });
    const context = { 'aws:PrincipalTag/a': 'x', 'aws:PrincipalTag/b': 'x' };

    expect(ask(APP, { key: dated('2012-10-17') }, { context }).verdict).toBe('allowed');
    expect(ask(APP, { key: dated('2008-10-17') }, { context }).verdict).toBe('denied');
  });
});

describe('what a condition of the template chooses', () => {
  const choose = (a: unknown, b: unknown, condition?: string) => ({ Ref: new Either(a, b, condition) });
  const chosenPlace = { ...place, evaluate: (value: any) => value?.Ref instanceof Either ? value.Ref : value };
  const chosen = (...statements: unknown[]): Policy => ({ statements: readBranches({ Statement: statements }, chosenPlace) });
  const none = undefined;

  test.each<[string, unknown[], string]>([
    ['both branches allow', [choose(allow({ AWS: APP }), allow('*'), 'IsProd')], 'allowed, allow key policy Allow'],
    ['neither does', [choose(allow({ AWS: OTHER }), none, 'IsProd')], 'denied, implicit key policy'],
    ['one does', [choose(allow({ AWS: APP }), none, 'IsProd')], 'depends, allow key policy Allow, implicit key policy, <condition IsProd>'],
    ['one of two statements is there in each', [choose(allow({ AWS: APP }), none, 'IsProd'), choose(none, allow({ AWS: APP }), 'IsProd')], 'allowed, allow key policy Allow'],
    ['a Deny wherever it is allowed', [choose(allow({ AWS: APP }), none, 'IsProd'), choose(deny('*'), none, 'IsProd')], 'denied, deny key policy Deny'],
    ['a condition that does not matter', [allow({ AWS: APP }), choose(deny({ AWS: OTHER }), none, 'IsProd')], 'allowed, allow key policy Allow'],
    ['two conditions, each of which does', [choose(allow({ AWS: APP }), none, 'IsProd'), choose(allow({ AWS: APP }, { Sid: 'Large' }), none, 'IsLarge')], 'depends, allow key policy Allow, allow key policy Large, implicit key policy, <condition IsProd>, <condition IsLarge>'],
    ['two conditions, of which one does', [choose(allow({ AWS: APP }), none, 'IsProd'), choose(allow({ AWS: OTHER }), none, 'IsLarge')], 'depends, allow key policy Allow, implicit key policy, <condition IsProd>'],
    ['a choice in a choice', [choose(choose(allow({ AWS: APP }), none, 'IsLarge'), none, 'IsProd')], 'depends, allow key policy Allow, implicit key policy, <condition IsProd>, <condition IsLarge>'],
    ['one without a name', [choose(allow({ AWS: APP }), none)], "depends, allow key policy Allow, implicit key policy, <condition of 'statement 1'>"],
    ['more than are tried', Array.from({ length: 6 }, (_, i) => choose(allow({ AWS: APP }), none, `Is${i}`)), 'depends'],
  ])('%s', (_, statements, wanted) => expect(answer(APP, { key: chosen(...statements) })).toMatch(wanted));

  test('the whole policy', () => {
    const whole = (a: unknown, b: unknown) => ({ statements: readBranches(choose({ Statement: [a] }, { Statement: [b] }, 'IsProd'), chosenPlace) });

    expect(answer(APP, { key: whole(allow('*'), allow({ AWS: APP })) })).toBe('allowed, allow key policy Allow');
    expect(answer(APP, { key: whole(allow('*'), allow({ AWS: OTHER })) })).toBe('depends, allow key policy Allow, implicit key policy, <condition IsProd>');
  });

  test('all its statements', () => {
    expect(answer(APP, { key: { statements: readBranches({ Statement: choose([allow('*')], [], 'IsProd') }, chosenPlace) } })).toMatch('<condition IsProd>');
  });
});

test.each<[string, Caller['kind'] | undefined]>([
  [APP, 'role'], [ROOT, 'root'], [`arn:aws-cn:iam::${ACCOUNT}:user/a/b`, 'user'], [`arn:aws:sts::${ACCOUNT}:assumed-role/a/b`, 'session'],
  [`arn:aws:sts::${ACCOUNT}:federated-user/a`, 'federated-user'], [`arn:aws:iam::${ACCOUNT}:oidc-provider/a`, 'federated'], ['s3.amazonaws.com', 'service'],
  ['logs.cn-north-1.amazonaws.com.cn', 'service'], ['App', undefined], [`arn:aws:iam::${ACCOUNT}:group/a`, undefined], [`arn:aws:iam::${ACCOUNT}:rootx`, undefined],
])('the caller %s is a %s', (text, kind) => expect(callerOf(text)?.kind).toBe(kind));
