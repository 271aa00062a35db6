import { statement } from './statements';
import { refusedPrincipal } from '../../../src/access/gate/principal-kinds';
import { ACCOUNT } from '../../support/stack';

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
