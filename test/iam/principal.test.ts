import { isNoPrincipal, PolicyPlace, principalList, readPrincipals } from '../../src/iam/principal';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const arn = (resource: string, account = ACCOUNT) => `arn:aws:iam::${account}:${resource}`;
const APP_ROLE = '${s0#Role.Arn}';
const place: PolicyPlace = {
  account: ACCOUNT,
  evaluate: value => value,
  resource: symbol => symbol === APP_ROLE ? { account: ACCOUNT, kind: 'role' } : undefined,
};
const read = (principal: unknown, more: Partial<PolicyPlace> = {}) => readPrincipals(principal, { ...place, ...more });

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
test.each<[string, unknown, object[]]>([
  ['nobody', undefined, []],
  ['everyone', '*', [{ text: '*', kind: 'everyone', own: 'no' }]],
  ['every AWS principal', { AWS: '*' }, [{ text: '*', kind: 'everyone', own: 'no' }]],
  ['every service', { Service: '*' }, [{ text: '*', kind: 'service', own: 'unknown' }]],
  ['the account by its id', { AWS: ACCOUNT }, [{ text: ACCOUNT, kind: 'account', own: 'yes', account: ACCOUNT }]],
  ['another account by its ARN', { AWS: arn('root', OTHER_ACCOUNT) }, [{ text: arn('root', OTHER_ACCOUNT), kind: 'account', own: 'no', account: OTHER_ACCOUNT }]],
  ['the account of the stack', { AWS: '${AWS.AccountId}' }, [{ text: '${AWS.AccountId}', kind: 'account', own: 'unknown', account: '${AWS.AccountId}' }]],
  ['a role', { AWS: arn('role/a') }, [{ text: arn('role/a'), kind: 'role', own: 'yes' }]],
  ['a user of another account', { AWS: arn('user/a', OTHER_ACCOUNT) }, [{ text: arn('user/a', OTHER_ACCOUNT), kind: 'user', own: 'no' }]],
  ['a group', { AWS: arn('group/a') }, [{ text: arn('group/a'), kind: 'group', own: 'yes' }]],
  ['a session', { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/a/b` }, [{ text: `arn:aws:sts::${ACCOUNT}:assumed-role/a/b`, kind: 'session', own: 'yes' }]],
  ['a federated user', { AWS: `arn:aws:sts::${ACCOUNT}:federated-user/b` }, [{ text: `arn:aws:sts::${ACCOUNT}:federated-user/b`, kind: 'session', own: 'yes' }]],
  ['a role of the app', { AWS: APP_ROLE }, [{ text: APP_ROLE, kind: 'role', own: 'yes' }]],
  ['a resource that is none', { AWS: '${s0#Queue.Arn}' }, [{ text: '${s0#Queue.Arn}', kind: 'opaque', own: 'unknown' }]],
  ['a parameter', { AWS: '${?parameter Who}' }, [{ text: '${?parameter Who}', kind: 'opaque', own: 'unknown' }]],
  ['the id of a role that is gone', { AWS: 'AROAEXAMPLE' }, [{ text: 'AROAEXAMPLE', kind: 'other', own: 'unknown' }]],
  ['an ARN with a kind that is none', { AWS: arn('constructor/a') }, [{ text: arn('constructor/a'), kind: 'other', own: 'unknown' }]],
  ['a service by the ending of the partition', { Service: 'sns.${AWS.URLSuffix}' }, [{ text: 'sns.amazonaws.com', kind: 'service', own: 'unknown' }]],
  ['a provider by that ending, which is no service', { Federated: 'login.${AWS.URLSuffix}' }, [{ text: 'login.${AWS.URLSuffix}', kind: 'federated', own: 'yes' }]],
  ['a service that is a parameter', { Service: '${?parameter S}' }, [{ text: '${?parameter S}', kind: 'opaque', own: 'unknown', type: 'Service' }]],
  ['a provider of the web', { Federated: 'cognito-identity.amazonaws.com' }, [{ text: 'cognito-identity.amazonaws.com', kind: 'federated', own: 'yes' }]],
  ['a provider of another account', { Federated: arn('saml-provider/a', OTHER_ACCOUNT) }, [{ text: arn('saml-provider/a', OTHER_ACCOUNT), kind: 'federated', own: 'no' }]],
  ['a canonical user', { CanonicalUser: '79a5' }, [{ text: '79a5', kind: 'other', own: 'unknown' }]],
  ['a text that is not known', '${?parameter Who}', [{ text: '${?parameter Who}', kind: 'opaque', own: 'unknown' }]],
  ['several', { AWS: [ACCOUNT, '*'], Service: 'sns.amazonaws.com' }, [{ text: ACCOUNT, kind: 'account', own: 'yes', account: ACCOUNT }, { text: '*', kind: 'everyone', own: 'no' }, { text: 'sns.amazonaws.com', kind: 'service', own: 'unknown' }]],
])('%s', (_, principal, wanted) => expect(read(principal)).toEqual(wanted));

test('what a role of the app will be is known as far as its name is', () => {
  const [known] = read({ AWS: APP_ROLE }, { physical: () => arn('role/App') });
  const [unknown] = read({ AWS: APP_ROLE }, { physical: () => undefined });

  expect([known.physical, 'physical' in unknown]).toEqual([arn('role/App'), false]);
});

test('where the account of the stack is not known, but that of the key is', () => {
  const own = (text: string) => read({ AWS: text }, { account: '${AWS.AccountId}', home: ACCOUNT })[0].own;

  expect([arn('role/a'), arn('role/a', OTHER_ACCOUNT), ACCOUNT, OTHER_ACCOUNT, '${AWS.AccountId}', arn('role/a', '${?parameter A}')].map(own)).toEqual(['yes', 'no', 'yes', 'no', 'yes', 'unknown']);
  expect(read({ AWS: arn('role/a') }, { account: '${AWS.AccountId}' })[0].own).toBe('unknown');
});

test.each<[string, object, boolean]>([
  ['a role', { AWS: arn('role/a') }, false],
  ['an ARN without a name', { AWS: 'arn:aws:iam::111122223333' }, true],
  ['the ARN of what is no principal', { AWS: 'arn:aws:s3:::bucket' }, true],
  ['a role of an account with too few digits', { AWS: arn('role/a', '1234') }, true],
  ['a role of an account with too many', { AWS: arn('role/a', `${ACCOUNT}4`) }, true],
  ['a role of the account of the stack', { AWS: arn('role/a', '${AWS.AccountId}') }, false],
  ['a role of an account that is a parameter', { AWS: arn('role/a', '${?parameter A}') }, false],
  ['an origin access identity', { AWS: arn('user/CloudFront Origin Access Identity E1', 'cloudfront') }, false],
  ['the id of a role', { AWS: 'AROAEXAMPLE' }, false],
  ['a service', { Service: 'sns.amazonaws.com' }, false],
  ['a text in which an ARN is', { AWS: 'x-arn:aws:iam::1:role/a' }, false],
])('%s is no principal: %s', (_, principal, wanted) => expect(read(principal).map(isNoPrincipal)).toEqual([wanted]));

test('a list of principals, as people know them', () => expect(principalList(read({ AWS: [ACCOUNT, APP_ROLE] }))).toBe(`${ACCOUNT}, Role.Arn`));
