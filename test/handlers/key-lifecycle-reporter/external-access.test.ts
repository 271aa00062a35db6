import { externalGrantee, policyFact } from '../../../handlers/key-lifecycle-reporter/external-access';

const OWN = '111122223333';
const external = (statement: object) => policyFact(JSON.stringify({ Statement: { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...statement } }), OWN).external
  .map(e => [e.principal, ...e.boundedBy].join(' '));

describe('external access', () => {
  test.each<[string, object, string[]]>([
    ['the account itself is not external', { Principal: { AWS: `arn:aws:iam::${OWN}:root` } }, []],
    ['nor is a role of it, in any partition', { Principal: { AWS: [`arn:aws-cn:iam::${OWN}:role/A`] } }, []],
    ['nor a service', { Principal: { Service: 'logs.eu-west-1.amazonaws.com' } }, []],
    ['another account is, by ARN', { Principal: { AWS: 'arn:aws:iam::444455556666:root' } }, ['arn:aws:iam::444455556666:root']],
    ['another account is, by id', { Principal: { AWS: '444455556666' } }, ['444455556666']],
    ['everybody is', { Principal: '*' }, ['*']],
    ['everybody is, written the other way', { Principal: { AWS: '*' } }, ['*']],
    ['everybody of an organization is, within it', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, ['* aws:PrincipalOrgID']],
    ['everybody of the own account is not', { Principal: '*', Condition: { StringEquals: { 'kms:CallerAccount': OWN, 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }, []],
    ['everybody of two accounts is', { Principal: '*', Condition: { StringEquals: { 'kms:CallerAccount': [OWN, '444455556666'] } } }, ['* kms:CallerAccount']],
    ['a service name alone bounds nobody', { Principal: '*', Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }, ['*']],
    ['a condition that holds when its key is absent bounds nobody', { Principal: '*', Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } } }, ['*']],
    ['nor does ForAllValues', { Principal: '*', Condition: { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-1/*' } } }, ['*']],
    ['nor a negated one', { Principal: '*', Condition: { StringNotEquals: { 'kms:CallerAccount': OWN } } }, ['*']],
    ['nor a wildcard', { Principal: '*', Condition: { StringLike: { 'aws:PrincipalArn': '*' } } }, ['*']],
    ['everybody but some is everybody', { NotPrincipal: { AWS: `arn:aws:iam::${OWN}:root` } }, ['*']],
    ['a federated identity provider of another account is', { Principal: { Federated: 'arn:aws:iam::444455556666:saml-provider/x' } }, ['arn:aws:iam::444455556666:saml-provider/x']],
    ['a deny opens nothing', { Effect: 'Deny', Principal: '*' }, []],
  ])('%s', (_, statement, wanted) => expect(external(statement)).toEqual(wanted));

  test('the size is in bytes', () => {
    expect(policyFact('{"Statement":[],"Id":"é"}', OWN).bytes).toBe(26);
  });

  test('the grantee of a grant is external when another account is', () => {
    expect(externalGrantee(`arn:aws:iam::${OWN}:role/A`, OWN)).toEqual([]);
    expect(externalGrantee('rds.eu-west-1.amazonaws.com', OWN)).toEqual([]);
    expect(externalGrantee('arn:aws:sts::444455556666:assumed-role/A/s', OWN)).toHaveLength(1);
  });
});
