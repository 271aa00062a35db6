import { ADMIN, APP, EVERYONE, service, SOURCE, unclear, USE, VIA_S3 } from './statements';
import { ACCOUNT, OTHER_ACCOUNT } from '../../support/stack';
import { allow, Case, cases, delegated, deny, key, keyWith, OTHER_ROOT, PARAMETER, role, ROOT, verdicts, weights } from '../support';

const createsGrants = (who: string): string => `finding Test: 'Test' lets ${who} create grants of any kind`;
cases('GrantsForAwsResources', [
  ['the account delegated', delegated(), []],
  ['for AWS resources', delegated(allow(APP, ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ['for AWS resources, written as a boolean', delegated(allow(APP, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': true } })), []],
  ['through a service', delegated(allow(APP, 'kms:CreateGrant', VIA_S3)), []],
  ['certain operations', delegated(allow(APP, 'kms:CreateGrant', { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'GenerateDataKey'] } })), []],
  ['a certain grantee', delegated(allow(APP, 'kms:CreateGrant', { StringEquals: { 'kms:GranteePrincipal': role('B') } })), []],
  ['a service for its source', delegated(allow(service('profile'), ['kms:CreateGrant'], SOURCE)), []],
  ['for one resource, by its context', delegated(allow(APP, ['kms:CreateGrant'], { StringEquals: { 'kms:EncryptionContext:aws:aps:arn': 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-1' } })), []],
  ['by its kind of constraint', delegated(allow(APP, ['kms:CreateGrant'], { StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextSubset' } })), []],
  ['a role', delegated(allow(APP, ['kms:CreateGrant'])), [`finding Test: 'Test' lets ${role('App')} create grants of any kind`]],
  ['a role, but not for AWS resources', delegated(allow(APP, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'false' } })), [`finding Test: 'Test' lets ${role('App')} create grants of any kind`]],
  ['maybe for AWS resources', delegated(allow(APP, 'kms:CreateGrant', { BoolIfExists: { 'kms:GrantIsForAWSResource': 'true' } })), [`finding Test: 'Test' lets ${role('App')} create grants of any kind`]],
  ['grants of grants', delegated(allow(APP, 'kms:CreateGrant', { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['CreateGrant'] } })), [`finding Test: 'Test' lets ${role('App')} create grants of any kind`]],
  ['denied', delegated(deny({}, 'kms:CreateGrant')), []],
  ['a principal of a parameter', delegated(allow({ AWS: PARAMETER }, 'kms:CreateGrant')), [unclear('a principal')]],
  ['a role beside a principal of a parameter', delegated(allow({ AWS: [role('App'), PARAMETER] }, 'kms:CreateGrant')), [createsGrants(role('App'))]],
  ['the account beside a principal of a parameter', delegated(allow({ AWS: [ACCOUNT, PARAMETER] }, 'kms:CreateGrant')), [unclear('a principal')]],
  ['all but a role and a principal of a parameter', delegated({ ...allow(undefined, 'kms:CreateGrant'), NotPrincipal: { AWS: [role('App'), PARAMETER] } }), [unclear('a principal')]],
  ['the account by the name of the action', delegated(allow({ AWS: ACCOUNT }, 'kms:CreateGrant')), []],
  ['the account under a condition', delegated(allow({ AWS: ACCOUNT }, 'kms:CreateGrant', { Bool: { 'aws:SecureTransport': 'true' } })), []],
  ['the account and a role', delegated(allow({ AWS: [ACCOUNT, role('App')] }, 'kms:CreateGrant')), [createsGrants(`${ACCOUNT}, ${role('App')}`)]],
  ['the account and a role under a condition', delegated(allow({ AWS: [ACCOUNT, role('App')] }, 'kms:CreateGrant', { Bool: { 'aws:SecureTransport': 'true' } })), [createsGrants(`${ACCOUNT}, ${role('App')}`)]],
  ['another account under a condition', delegated(allow({ AWS: OTHER_ACCOUNT }, 'kms:CreateGrant', { Bool: { 'aws:SecureTransport': 'true' } })), [createsGrants(OTHER_ACCOUNT)]],
  ['everyone, whom another rule finds', delegated(allow(EVERYONE, 'kms:CreateGrant')), []],
  ['everyone of an organization', delegated(allow(EVERYONE, 'kms:CreateGrant', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })), [createsGrants('everyone that meets its condition')]],
  ['a service under another condition', delegated(allow(service('profile'), 'kms:CreateGrant', { Bool: { 'aws:SecureTransport': 'true' } })), [createsGrants('profile.amazonaws.com')]],
  ['a service for its source, and a role', delegated(allow({ AWS: role('App'), ...service('profile') }, 'kms:CreateGrant', SOURCE)), [createsGrants(`${role('App')}, profile.amazonaws.com`)]],
  ['a pattern, which another rule finds', delegated(allow(APP, ['kms:Create*'])), []],
  ...['kms:CreateGrant*', '*CreateGrant', 'KMS:CREATEGRAN?'].map((pattern): Case => [`a role, by ${pattern}`, delegated(allow(APP, pattern)), [createsGrants(role('App'))]]),
  ['the account, written twice', delegated(allow({ AWS: [ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`] }, 'kms:CreateGrant')), []],
  ['a role, for all but CreateGrant', delegated({ ...allow(APP, ''), Action: undefined, NotAction: ['kms:CreateGrant', 'kms:Decrypt'] }), []],
  ['a role, with all but what is named like it', delegated({ ...allow(APP, ''), Action: undefined, NotAction: 'kms:Decrypt' }), []],
  ['a role denied', delegated({ ...allow(APP, 'kms:CreateGrant'), Effect: 'Deny' }), []],
  ['a role that uses the key as well', delegated(allow(APP, ['kms:Decrypt', 'kms:CreateGrant'])), [createsGrants(role('App'))]],
  ['a service that never has the key, which another rule finds', delegated(allow(service('profile'), 'kms:CreateGrant', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })), []],
  ['a role and a service that never has the key', delegated(allow({ ...APP, ...service('profile') }, 'kms:CreateGrant', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })),
    [createsGrants(`${role('App')}, profile.amazonaws.com`)]],
  ['a service that AWS documents without a bound', delegated(allow(service('dnssec-route53'), 'kms:CreateGrant')), []],
  ['it and another one', delegated(allow({ Service: ['dnssec-route53.amazonaws.com', 'profile.amazonaws.com'] }, 'kms:CreateGrant')),
    [createsGrants('dnssec-route53.amazonaws.com, profile.amazonaws.com')]],
  ['it and a role', delegated(allow({ ...APP, ...service('dnssec-route53') }, 'kms:CreateGrant')), [createsGrants(`${role('App')}, dnssec-route53.amazonaws.com`)]],
  ['all but a role', delegated({ ...allow(undefined, 'kms:CreateGrant'), NotPrincipal: APP }), [createsGrants(role('App'))]],
]);
test.each<[string, any, any]>([
  ['a role', APP, 'warning'],
  ['another account', { AWS: OTHER_ACCOUNT }, 'warning'],
  ['a role and another account', { AWS: [OTHER_ACCOUNT, role('App')] }, 'warning'],
  ['a service', service('profile'), undefined],
  ['a service and a role', { ...APP, ...service('profile') }, undefined],
])('what grants of any kind weigh: %s', (_, principal, level) => {
  expect(weights('GrantsForAwsResources', delegated(allow(principal, 'kms:CreateGrant')))).toEqual([level]);
});

cases('FullAccessForAccountOnly', [
  ['the account', delegated(), []],
  ['a role', delegated(allow(ADMIN, 'kms:*')), [`finding Test: 'Test' gives kms:* to ${role('Admin')}`]],
  ['a role, everything', delegated(allow(ADMIN, '*')), [`finding Test: 'Test' gives kms:* to ${role('Admin')}`]],
  ['another account', delegated(allow({ AWS: OTHER_ROOT }, 'kms:*')), [`finding Test: 'Test' gives kms:* to ${OTHER_ROOT}`]],
  ['a service', delegated(allow(service('s3'), 'kms:*')), ["finding Test: 'Test' gives kms:* to s3.amazonaws.com"]],
  ...['**', 'kms:**', 'KMS:*', 'k*'].map((pattern): Case => [`a role, ${pattern}`, delegated(allow(ADMIN, pattern)), [`finding Test: 'Test' gives kms:* to ${role('Admin')}`]]),
  ['a role, some actions', delegated(allow(ADMIN, ['kms:Put*'])), []],
  ['denied', delegated(deny({})), []],
  ['a role of the app', { ...delegated(allow({ AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }, 'kms:*')), Role: { Type: 'AWS::IAM::Role' } }, ["finding Test: 'Test' gives kms:* to Role.Arn"]],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, 'kms:*')), ["undecidable Test: 'Test' depends on Parameter, which only the deployment knows"]],
  ['a role, everything among more', delegated(allow(ADMIN, ['kms:DescribeKey', 'KMS:**'])), [`finding Test: 'Test' gives kms:* to ${role('Admin')}`]],
  ['a role, all that begins like an action', delegated(allow(ADMIN, ['kms:*Key', 'xkms:*'])), []],
  ['a role denied', delegated({ ...allow(ADMIN, 'kms:*'), Effect: 'Deny' }), []],
  ['a role, all but everything', delegated({ ...allow(ADMIN, ''), Action: undefined, NotAction: 'kms:*' }), []],
  ['an account that is not known', delegated(allow({ AWS: ['arn:aws:iam::${AWS.AccountId}:root', ACCOUNT] }, 'kms:*')), [expect.stringMatching(/^undecidable Test: 'Test' depends on /) as any]],
  ['a role of the account and a parameter', delegated(allow({ AWS: [role('Admin'), PARAMETER] }, 'kms:*')), [`finding Test: 'Test' gives kms:* to ${role('Admin')}`]],
  ['the account, under a condition that is not known', delegated({ ...allow({ AWS: ACCOUNT }, 'kms:*'), Condition: PARAMETER }), []],
  ['nobody', delegated(allow({}, 'kms:*')), []],
  ['a statement that the deployment chooses', keyWith(ROOT, PARAMETER), []],
  ['everyone, whom another rule finds', delegated(allow(EVERYONE, 'kms:*')), []],
  ['nobody, with an effect of a parameter', delegated({ Sid: 'Test', Effect: PARAMETER, Action: 'kms:*', Resource: '*' }), []],
  ['an identity provider of a parameter', delegated(allow({ Federated: PARAMETER }, 'kms:*')), [unclear('a principal')]],
]);

const MANAGE = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:TagResource'];
cases('AdministratorsCannotUse', [
  ['two roles', delegated(allow(ADMIN, MANAGE), allow(APP, USE)), []],
  ['one statement', delegated(allow(ADMIN, [...MANAGE, 'kms:Decrypt'])), [`finding arn-aws-iam-${ACCOUNT}-role-Admin: 'Test' lets ${role('Admin')} manage the key, which also uses it`]],
  ['two statements', delegated(allow(ADMIN, MANAGE), allow({ AWS: [role('Admin'), role('App')] }, 'kms:Sign')), [expect.stringContaining('which also uses it')]],
  ['an administrator that looks', delegated(allow(ADMIN, [...MANAGE, 'kms:DescribeKey', 'kms:GetPublicKey', 'kms:Verify'])), []],
  ['an importer that tries what it brought in', delegated(allow(APP, ['kms:ImportKeyMaterial', 'kms:DeleteImportedKeyMaterial', 'kms:Encrypt', 'kms:Decrypt'])), []],
  ['users only', delegated(allow(APP, USE)), []],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, MANAGE), allow(APP, USE)), []],
  ['a parameter that is named for both', delegated(allow({ AWS: PARAMETER }, MANAGE), allow({ AWS: PARAMETER }, USE)), ["finding -Parameter-: 'Test' lets <Parameter> manage the key, which also uses it"]],
  ['a parameter beside an administrator', delegated(allow({ AWS: [role('Admin'), PARAMETER] }, MANAGE), allow(APP, USE)), []],
  ['a parameter, and nobody who uses the key', delegated(allow({ AWS: PARAMETER }, MANAGE)), []],
  ['a Deny of use', delegated(allow(ADMIN, MANAGE), { ...allow(ADMIN, 'kms:Decrypt'), Effect: 'Deny' }), []],
  ['a Deny of management', delegated({ ...allow(ADMIN, MANAGE), Effect: 'Deny' }, allow(ADMIN, 'kms:Decrypt')), []],
  ['all but one', delegated(allow(ADMIN, MANAGE), { ...allow(undefined, 'kms:Decrypt'), NotPrincipal: ADMIN }), []],
  ['the account for both', keyWith({ ...ROOT, Action: MANAGE }, { ...ROOT, Action: 'kms:Decrypt' }), []],
  ['a policy that is not known', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
  ['full access, which another rule finds', delegated(allow(ADMIN, 'kms:*')), []],
  ['full access beside use', delegated(allow(ADMIN, 'kms:*'), allow(ADMIN, USE)), []],
  ['a Sid for each of two', delegated(allow({ AWS: [role('Admin'), role('Other')] }, [...MANAGE, 'kms:Sign'])), ['Admin', 'Other']
    .map(name => `finding arn-aws-iam-${ACCOUNT}-role-${name}: 'Test' lets ${role(name)} manage the key, which also uses it`)],
  ['management of all but one', delegated({ ...allow(undefined, MANAGE), NotPrincipal: ADMIN }, allow(ADMIN, 'kms:Decrypt')), []],
  ...[['kms:DisableKey', 'kms:Decrypt'], ['kms:PutKeyPolicy', 'kms:GenerateMac']].map((actions): Case => [`${actions.join(' and ')}`, delegated(allow(ADMIN, actions)),
    [`finding arn-aws-iam-${ACCOUNT}-role-Admin: 'Test' lets ${role('Admin')} manage the key, which also uses it`]]),
  ['a parameter, and the account that uses the key', keyWith(allow({ AWS: PARAMETER }, MANAGE), { ...ROOT, Action: 'kms:Decrypt' }), []],
] as Case[]);

const CONSOLE_ADMIN = ['kms:Create*', 'kms:Describe*', 'kms:Enable*', 'kms:List*', 'kms:Put*', 'kms:Update*', 'kms:Revoke*', 'kms:Disable*', 'kms:Get*', 'kms:Delete*', 'kms:ScheduleKeyDeletion'];
const OPEN_ADMIN = ["undecidable Test: whether 'Test' gives kms:Create*, which reaches CreateGrant, to a role or user or to the account is not known before deployment: it depends on Parameter"];
const NAMED_ROLE = { Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'Admin' } } };
const OF_ROLE = { 'Fn::GetAtt': ['Role', 'Arn'] };
const MADE = { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${Role}' };
describe.each<[string, any, any]>([['its attribute and its name', OF_ROLE, MADE], ['its attribute and written out', OF_ROLE, role('Admin')], ['its name and written out', MADE, role('Admin')]])('a role by %s is one', (_, one, other) => {
  const policy = (action: string | string[]) => ({ ...delegated({ ...allow({ AWS: one }, MANAGE), Sid: 'Manage' }, allow({ AWS: other }, action)), ...NAMED_ROLE });

  test('that manages and uses', () => expect(verdicts('AdministratorsCannotUse', policy('kms:Decrypt'))).toHaveLength(1));
  test('that manages and grants', () => expect(verdicts('AdministratorsCannotGrant', policy('kms:Create*'))).toHaveLength(1));
});
test('a role by its attribute and another one by its name are two', () => expect(verdicts('AdministratorsCannotUse', {
  ...delegated(allow({ AWS: OF_ROLE }, MANAGE), allow({ AWS: role('Other') }, 'kms:Decrypt')), ...NAMED_ROLE,
})).toEqual([]));

cases('AdministratorsCannotGrant', [
  ['a list', delegated(allow(ADMIN, [...MANAGE, 'kms:CreateAlias'])), []],
  ["the console's patterns", delegated(allow(ADMIN, CONSOLE_ADMIN)), [`finding Test: 'Test' gives kms:Create* to ${role('Admin')}, which reaches CreateGrant`]],
  ['a wider pattern', delegated(allow(ADMIN, ['kms:C*', 'kms:P*'])), [`finding Test: 'Test' gives kms:C* to ${role('Admin')}, which reaches CreateGrant`]],
  ['for AWS resources', delegated(allow(ADMIN, CONSOLE_ADMIN, { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ['no administrator', delegated(allow(APP, ['kms:Create*'])), []],
  ['an administrator by another statement', delegated(allow(ADMIN, ['kms:Create*']), { ...allow(ADMIN, MANAGE), Sid: 'Manage' }), [`finding Test: 'Test' gives kms:Create* to ${role('Admin')}, which reaches CreateGrant`]],
  ['an administrator by another statement, beside somebody', delegated(allow({ AWS: [role('Admin'), role('App')] }, ['kms:Create*']), { ...allow(ADMIN, MANAGE), Sid: 'Manage' }),
    [`finding Test: 'Test' gives kms:Create* to ${role('Admin')}, which reaches CreateGrant`]],
  ['somebody beside an administrator', delegated(allow(APP, ['kms:Create*']), { ...allow(ADMIN, MANAGE), Sid: 'Manage' }), []],
  ['somebody whom another statement denies management', delegated(allow(APP, ['kms:Create*']), { ...allow(APP, MANAGE), Sid: 'Manage', Effect: 'Deny' }), []],
  ['everything, in another case', delegated(allow(ADMIN, 'KMS:*')), []],
  ['CreateGrant by a pattern of it alone, which another rule finds', delegated(allow(ADMIN, ['kms:CreateGr*', ...MANAGE])), []],
  ['the account', keyWith({ ...ROOT, Action: CONSOLE_ADMIN }), []],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, CONSOLE_ADMIN)), OPEN_ADMIN],
  ['a parameter beside everyone', delegated(allow({ AWS: ['*', PARAMETER] }, CONSOLE_ADMIN)), OPEN_ADMIN],
  ['denied', delegated({ ...allow(ADMIN, CONSOLE_ADMIN), Effect: 'Deny' }), []],
  ['everything, which another rule finds', delegated(allow(ADMIN, ['kms:**', 'kms:Put*'])), []],
  ['a pattern that begins with everything', delegated(allow(ADMIN, ['*Grant', 'kms:Put*'])), [`finding Test: 'Test' gives *Grant to ${role('Admin')}, which reaches CreateGrant`]],
  ['another account', delegated(allow({ AWS: OTHER_ROOT }, CONSOLE_ADMIN)), [`finding Test: 'Test' gives kms:Create* to ${OTHER_ROOT}, which reaches CreateGrant`]],
  ['the account and a service', delegated(allow({ AWS: ACCOUNT, ...service('s3') }, CONSOLE_ADMIN)), []],
  ['everything of every service, which another rule finds', delegated(allow(ADMIN, ['*', 'kms:Put*'])), []],
]);

const UNCHANGEABLE = ['finding: no statement lets a principal of the account call kms:PutKeyPolicy without a condition'];
cases('PolicyCanBeChanged', [
  ['the account', delegated(), []],
  ['an administrator', keyWith(allow(ADMIN, MANAGE)), []],
  ['an administrator of the organization', keyWith(allow(ADMIN, MANAGE, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })), []],
  ['users only', keyWith(allow(APP, USE)), UNCHANGEABLE],
  ['nobody', keyWith(), UNCHANGEABLE],
  ['an administrator with multi-factor authentication', keyWith(allow(ADMIN, MANAGE, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })),
    UNCHANGEABLE],
  ['a service', keyWith(allow(service('s3'), 'kms:*')), UNCHANGEABLE],
  ['another account', keyWith(allow({ AWS: OTHER_ROOT }, 'kms:*')), UNCHANGEABLE],
  ['everyone denied', delegated({ ...deny({}), Condition: undefined }), ["finding: 'Test' denies kms:PutKeyPolicy to everyone"]],
  ['everyone but some denied', delegated(deny({ ArnNotLike: { 'aws:PrincipalArn': role('Admin') } })), []],
  ['everyone denied something else', delegated({ ...deny({}, 'kms:Decrypt'), Condition: undefined }), []],
  ['a parameter', keyWith(allow({ AWS: PARAMETER }, 'kms:*')), ['undecidable: who can change the key policy is not known before deployment: it depends on Parameter']],
  ['a parameter that can use the key', keyWith(allow({ AWS: PARAMETER }, USE)), UNCHANGEABLE],
  ['an action of a parameter', keyWith(allow(ADMIN, PARAMETER as any)), ['undecidable: who can change the key policy is not known before deployment: it depends on Parameter']],
  ['everyone of the account', keyWith(allow(EVERYONE, MANAGE, { StringEquals: { 'kms:CallerAccount': ACCOUNT } })), []],
  ['identities of a provider', keyWith(allow({ Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/P` }, MANAGE)), []],
  ['a group, which is no principal', keyWith(allow({ AWS: `arn:aws:iam::${ACCOUNT}:group/g` }, MANAGE)), UNCHANGEABLE],
  ['an administrator denied', keyWith({ ...allow(ADMIN, MANAGE), Effect: 'Deny' }), UNCHANGEABLE],
  ['an administrator under who and how', keyWith(allow(ADMIN, MANAGE, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' }, Bool: { 'aws:SecureTransport': 'true' } })), UNCHANGEABLE],
  ['a role denied', delegated({ ...allow(ADMIN, 'kms:*'), Effect: 'Deny' }), []],
  ['everyone but everyone denied', delegated({ Sid: 'Test', Effect: 'Deny', NotPrincipal: EVERYONE, Action: 'kms:*', Resource: '*' }), []],
  ['everyone denied, as far as is known', delegated({ ...deny({}, ['kms:PutKeyPolicy', PARAMETER as any]), Condition: undefined }), []],
  ['everyone allowed', keyWith({ ...allow(EVERYONE, 'kms:*') }), []],
  ['the account or a parameter', delegated(allow({ AWS: PARAMETER }, 'kms:*')), []],
  ['a policy of a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
  ['an administrator and a service', keyWith(allow({ ...ADMIN, ...service('s3') }, MANAGE)), []],
]);
