import { statement } from './statements';
import { refusedPrincipal } from '../../../src/access/gate/principal-kinds';
import { ACCOUNT, REGION } from '../../support/stack';

const refused = (principal: unknown, partition = 'aws') => {
  const judgement = refusedPrincipal(statement({ Principal: principal }), partition);
  return judgement && `${judgement.value} ${judgement.bound}`;
};
const aws = (text: string) => ({ AWS: text });
const arn = (resource: string, service = 'iam') => `arn:aws:${service}::${ACCOUNT}:${resource}`;

test.each<[string, unknown]>([
  ['everyone', '*'],
  ['the account', aws(arn('root'))],
  ['an account by its id', aws(ACCOUNT)],
  ['a role', aws(arn('role/path/App'))],
  ['a user', aws(arn('user/anna@example.com'))],
  ['a session', aws(arn('assumed-role/App/session', 'sts'))],
  ['a federated user', aws(arn('federated-user/anna', 'sts'))],
  ['a service', { Service: 'sns.amazonaws.com' }],
  ['an identity provider by its name', { Federated: 'cognito-identity.amazonaws.com' }],
  ['an identity provider', { Federated: arn('saml-provider/Okta') }],
  ['an OpenID Connect provider', { Federated: arn('oidc-provider/token.actions.githubusercontent.com') }],
  ['what is known at deployment', aws('${?parameter Role}')],
])('KMS takes %s', (_, principal) => expect(refused(principal)).toBeUndefined());

test.each<[string, unknown, string]>([
  ['nobody', { AWS: [] }, 'no principal must be a principal that a key policy can name'],
  ['a pattern', aws(arn('role/App-*')), 'must be whole: KMS takes no wildcard in a principal'],
  ['a pattern of one letter', aws(arn('role/App-?')), 'must be whole'],
  ['a pattern that is partly known', aws(`arn:aws:iam::${ACCOUNT}:role/\${?parameter Role}*`), 'must be whole'],
  ['a group', aws(arn('group/Developers')), 'an IAM group must be a principal that a key policy can name'],
  ['a policy', aws(arn('policy/P')), `${arn('policy/P')} must be a principal that a key policy can name`],
  ['an account id that is short', aws('11112222333'), '11112222333 must be'],
  ['the unique id of a role', aws('AROAABCDEFGHIJKLMNOPQ'), 'is the unique id of a role or user, which KMS takes only from itself'],
  ['a service without a domain', { Service: 'sns' }, 'sns must be'],
  ['a provider as a service', { Service: arn('saml-provider/Okta') }, 'must be a principal that a key policy can name'],
  ['a role as a provider', { Federated: arn('role/App') }, 'must be a principal that a key policy can name'],
  ['one of two', { AWS: [arn('root'), arn('role/App-*')] }, 'must be whole'],
])('KMS does not take %s', (_, principal, says) => expect(refused(principal)).toContain(says));

test('a principal is of the partition of the key', () => {
  expect(refused(aws(arn('role/App')), 'aws-cn')).toBe(`${arn('role/App')} must be in the partition of the key, aws-cn`);
  expect(refused(aws(arn('role/App')), '${AWS.Partition}')).toBeUndefined();
});

const NOT_TAKEN = "must be a principal that a key policy can name: a role, user, session or account; such as new iam.ArnPrincipal('arn:aws:iam::111122223333:role/App')";
const UNIQUE = 'is the unique id of a role or user, which KMS takes only from itself; name its ARN';

describe('what is said of', () => {
  const said = (principal: unknown, partition = 'aws') => {
    const { value, bound, remedy } = refusedPrincipal(statement({ Principal: principal }), partition)!;
    return `${value} ${bound}; ${remedy}`;
  };
  const [PATTERN, GROUP] = [arn('role/App-*'), arn('group/Developers')];
  test.each<[string, unknown, string]>([
    ['a pattern', aws(PATTERN), `${PATTERN} must be whole: KMS takes no wildcard in a principal; name the account, and give the pattern to 'principalArnPatterns'`],
    ['a group', aws(GROUP), 'an IAM group must be a principal that a key policy can name; name the roles or users, or the account'],
    ['nobody', { AWS: [] }, `no principal ${NOT_TAKEN}`],
    ...['AROAABCDEFGHIJKLMNOPQ', 'AIDAABCDEFGHIJKL', 'AGPAABCDEFGH1234'].map((id): [string, unknown, string] => [`the id ${id}`, aws(id), `${id} ${UNIQUE}`]),
    ...['AROAABCDEFG', 'XAROAABCDEFGHIJKLMNOPQ', 'AROAABCDEFGHIJKLMNOPQx', 'ACCAABCDEFGHIJKLMNOPQ', '1111222233334', 'x111122223333', `x${arn('root')}`, `${arn('root')}x`, arn('rootx'),
      arn('role/'), arn('user/a b'), arn('assumed-role/App', 'sts'), arn('assumed-role/App/a/b', 'sts'), arn('federated-user/a/b', 'sts'), arn('root', 's3'), `arn:aws:iam:${REGION}:${ACCOUNT}:root`]
      .map((text): [string, unknown, string] => [text, aws(text), `${text} ${NOT_TAKEN}`]),
    ...['sns', 'SNS.amazonaws.com', 'sns.amazonaws.com/x', 'sns..com', '.amazonaws.com', 'sns.'].map((text): [string, unknown, string] => [`the service ${text}`, { Service: text }, `${text} ${NOT_TAKEN}`]),
    ...[`x${arn('saml-provider/Okta')}`, arn('saml-provider/'), arn('server-certificate/Okta')].map((text): [string, unknown, string] => [`the provider ${text}`, { Federated: text }, `${text} ${NOT_TAKEN}`]),
    ['the second of two', { AWS: [arn('root'), GROUP] }, 'an IAM group must be a principal that a key policy can name; name the roles or users, or the account'],
  ])('%s', (_, principal, words) => expect(said(principal)).toBe(words));

  test('another partition', () => expect(said(aws(arn('role/App')), 'aws-cn')).toBe(`${arn('role/App')} must be in the partition of the key, aws-cn; write the partition as Aws.PARTITION`));
});
