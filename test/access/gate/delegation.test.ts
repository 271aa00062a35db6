import { policy, statement } from './statements';
import { accountUse } from '../../../src/access/gate/delegation';
import { IamDelegation } from '../../../src/access/iam-delegation';
import { ACCOUNT, OTHER_ACCOUNT } from '../../support/stack';

const ROOT = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };
const when = (Condition: object) => ({ ...ROOT, Condition });
const value = (json: object, delegation = IamDelegation.ADMINISTRATION) => accountUse(statement(json), policy([], delegation))?.value;
const WHO = ROOT.Principal.AWS;

/* What the account is allowed, its IAM policies can allow, those of administrators too. */
test.each<[string, object, string | undefined]>([
  ['use', ROOT, WHO],
  ['use, by its number', { Principal: { AWS: ACCOUNT } }, ACCOUNT],
  ['use, beside a role', { Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:role/App`, WHO] } }, WHO],
  ['everything', { ...ROOT, Action: 'kms:*' }, WHO],
  ['grants', { ...ROOT, Action: 'kms:CreateGrant' }, WHO],
  ['reading about the key', { ...ROOT, Action: 'kms:DescribeKey' }, undefined],
  ['management', { ...ROOT, Action: ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'] }, undefined],
  ['nothing, for it is denied', { ...ROOT, Effect: 'Deny' }, undefined],
  ['use by a role', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/App` } }, undefined],
  ['use by another account', { Principal: { AWS: OTHER_ACCOUNT } }, undefined],
  ['use through a service', when({ StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }), undefined],
  ['use by a role that a condition names', when({ ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/App` } }), undefined],
  ['use with a context', when({ StringEquals: { 'kms:EncryptionContext:App': 'a' } }), undefined],
  ['use through a service or none', when({ StringEqualsIfExists: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }), WHO],
  // True of whoever is of the account, or of any request.
  ...['aws:PrincipalOrgID', 'aws:PrincipalOrgPaths', 'aws:PrincipalAccount', 'kms:CallerAccount', 'aws:PrincipalType', 'aws:RequestedRegion']
    .map((key): [string, object, string] => [`use under ${key}`, when({ 'ForAnyValue:StringEquals': { [key]: 'x' } }), WHO]),
  ['use over TLS', when({ Bool: { 'aws:SecureTransport': 'true' } }), WHO],
])('the account is allowed %s', (_, json, who) => expect(value(json)).toBe(who));

test('what rules it out is named', () => {
  expect(accountUse(statement(ROOT), policy([], IamDelegation.NONE))?.bound)
    .toBe('lets every IAM policy of the account use the key, those of key administrators too, which IamDelegation.NONE rules out');
  expect(accountUse(statement(ROOT), policy([]))?.remedy).toBe("name the roles, and give a role of another stack a 'roleName'; or use IamDelegation.FULL");
  expect(value(ROOT, IamDelegation.FULL)).toBeUndefined();
});
