import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../../support/stack';
import { ADMINISTRATION, allow, Case, cases, conditional, delegated, deny, key, keyWith, OTHER_ROOT, PARAMETER, Resources, role, ROOT, template, verdicts } from '../support';

const EVERYONE = { AWS: '*' };
const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
const APP = { AWS: role('App') };
const ADMIN = { AWS: role('Admin') };
const service = (name: string) => ({ Service: `${name}.amazonaws.com` });
const VIA_S3 = { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } };
const unclear = (what: string): string => `undecidable Test: ${what} of 'Test' is not known before deployment`;
const unclearStatement = "undecidable Test: 'Test' is not known before deployment";
const SOURCE = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };

cases('PolicyReadable', [
  ['written in the template', delegated(), []],
  ['JSON as text', { Key: key({ KeyPolicy: JSON.stringify({ Statement: [ROOT] }) }) }, []],
  ['a single statement', { Key: key({ KeyPolicy: { Statement: ROOT } }) }, []],
  ['a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
  ['chosen by a condition', { Key: key({ KeyPolicy: conditional({ Statement: [] }, { Statement: [] }) }) }, ['undecidable: the policy is not known before deployment']],
  ['no JSON', { Key: key({ KeyPolicy: '{' }) }, ['undecidable: the policy is not known before deployment']],
]);

cases('WildcardPrincipal', [
  ['nobody but the account', delegated(), []],
  ['everyone', delegated(allow(EVERYONE, 'kms:Decrypt')), ["finding Test: 'Test' lets everyone in"]],
  ['everyone, written short', delegated(allow('*', 'kms:Decrypt')), ["finding Test: 'Test' lets everyone in"]],
  ['everyone in a list', delegated(allow({ AWS: [role('A'), '*'] }, 'kms:Decrypt')), ["finding Test: 'Test' lets everyone in"]],
  ['everyone denied', delegated(deny({}, 'kms:Decrypt')), []],
  ['of the account through a service (EBS, AWS managed keys)', delegated(allow(EVERYONE, [...USE, 'kms:CreateGrant'], { StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': `ec2.${REGION}.amazonaws.com` } })), []],
  ['of the organization', delegated(allow(EVERYONE, 'kms:Decrypt', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })), []],
  ['under organization paths', delegated(allow(EVERYONE, 'kms:Decrypt', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } })), []],
  ['of a network', delegated(allow(EVERYONE, 'kms:Decrypt', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } })), []],
  ['through a service of any account', delegated(allow(EVERYONE, 'kms:Decrypt', VIA_S3)), ["finding Test: 'Test' lets everyone in: kms:ViaService does not say who"]],
  ['of any organization', delegated(allow(EVERYONE, 'kms:Decrypt', { StringLike: { 'aws:PrincipalOrgID': '*' } })), ["finding Test: 'Test' lets everyone in: aws:PrincipalOrgID does not say who"]],
  ['absent keys pass', delegated(allow(EVERYONE, 'kms:Decrypt', { StringEqualsIfExists: { 'kms:CallerAccount': ACCOUNT } })), ["finding Test: 'Test' lets everyone in: kms:CallerAccount does not say who"]],
  ['all but one account', delegated(allow(EVERYONE, 'kms:Decrypt', { StringNotEquals: { 'kms:CallerAccount': ACCOUNT } })), ["finding Test: 'Test' lets everyone in: kms:CallerAccount does not say who"]],
  ['an action of a parameter', delegated(allow(EVERYONE, PARAMETER as any)), [unclear('an action')]],
]);

cases('CrossAccountBounded', [
  ['a role of another account', delegated(allow({ AWS: role('Reader', OTHER_ACCOUNT) }, USE)), []],
  ['another account', delegated(allow({ AWS: OTHER_ROOT }, USE)), [`finding Test: 'Test' lets in all of ${OTHER_ROOT} without a bound`]],
  ['another account by its id', delegated(allow({ AWS: OTHER_ACCOUNT }, USE)), [`finding Test: 'Test' lets in all of ${OTHER_ACCOUNT} without a bound`]],
  ['another account through a service', delegated(allow({ AWS: OTHER_ROOT }, USE, VIA_S3)), []],
  ['another account with a context', delegated(allow({ AWS: OTHER_ROOT }, 'kms:Decrypt', { StringEquals: { 'kms:EncryptionContext:Department': 'Finance' } })), []],
  ['a context that may be absent', delegated(allow({ AWS: OTHER_ROOT }, 'kms:Decrypt', { StringEqualsIfExists: { 'kms:EncryptionContext:Department': 'Finance' } })),
    [`finding Test: 'Test' lets in all of ${OTHER_ROOT} without a bound`]],
  ['another account that looks', delegated(allow({ AWS: OTHER_ROOT }, ['kms:DescribeKey', 'kms:GetKeyPolicy'])), []],
  ['another account that verifies signatures', delegated(allow({ AWS: OTHER_ROOT }, ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Verify'])), []],
  ['another account that verifies MACs', delegated(allow({ AWS: OTHER_ROOT }, 'kms:VerifyMac')), [`finding Test: 'Test' lets in all of ${OTHER_ROOT} without a bound`]],
  ['the own account', delegated(allow({ AWS: ACCOUNT }, USE)), []],
  ['an account of a parameter', delegated(allow({ AWS: { 'Fn::Sub': 'arn:aws:iam::${Parameter}:root' } }, USE)), [unclear('a principal')]],
  ['a parameter beside a role', delegated(allow({ AWS: [role('A'), PARAMETER] }, USE)), [unclear('a principal')]],
  ['a parameter with a bound', delegated(allow({ AWS: PARAMETER }, USE, VIA_S3)), []],
  ['another account by whom', delegated(allow({ AWS: OTHER_ROOT }, USE, { ArnLike: { 'aws:PrincipalArn': role('a*', OTHER_ACCOUNT) } })), []],
  ['another account for a source', delegated(allow({ AWS: OTHER_ROOT }, USE, { StringEquals: { 'aws:SourceVpce': 'vpce-1' } })), []],
  ['another account under a condition that is no bound', delegated(allow({ AWS: OTHER_ROOT }, USE, { Bool: { 'aws:SecureTransport': 'true' } })), [`finding Test: 'Test' lets in all of ${OTHER_ROOT} without a bound`]],
  ['another account denied', delegated({ ...allow({ AWS: OTHER_ROOT }, USE), Effect: 'Deny' }), []],
  ['all but another account', delegated({ ...allow(undefined, USE), NotPrincipal: { AWS: OTHER_ROOT } }), []],
  ['another account, nothing', delegated(allow({ AWS: OTHER_ROOT }, 'kms:Nothing')), []],
  ['both accounts', delegated(allow({ AWS: [ACCOUNT, OTHER_ACCOUNT] }, USE)), [`finding Test: 'Test' lets in all of ${OTHER_ACCOUNT} without a bound`]],
]);
test('accounts that are trusted need no bound, by id and by ARN', () => {
  const said = (principal: string) => verdicts('CrossAccountBounded', delegated(allow({ AWS: principal }, USE)), { trustedAccounts: [OTHER_ACCOUNT] });

  expect([said(OTHER_ACCOUNT), said(OTHER_ROOT)]).toEqual([[], []]);
  expect(said('555555555555')).toHaveLength(1);
});
test('an account of a stack that does not know its own may be another', () => {
  expect(verdicts('CrossAccountBounded', [template(delegated(allow({ AWS: OTHER_ROOT }, USE)), { account: '${AWS.AccountId}' })])).toEqual(
    ["undecidable EnableIamPolicies: 'EnableIamPolicies' is not known before deployment", "undecidable Test: 'Test' is not known before deployment"]);
});
test('accounts of the own organization need no bound', () => {
  const policy = delegated(allow({ AWS: OTHER_ROOT }, USE), allow({ AWS: '999900001111' }, USE, undefined, { Sid: 'Third' }));
  expect(verdicts('CrossAccountBounded', policy, { trustedAccounts: [OTHER_ACCOUNT] })).toEqual(["finding Third: 'Third' lets in all of 999900001111 without a bound"]);
});

const unbounded = (name: string) => [`finding Test: 'Test' lets ${name}.amazonaws.com use the key without a condition on source or encryption context`];
cases('ServicePrincipalBounded', [
  ['a source account', delegated(allow(service('config'), ['kms:Decrypt', 'kms:GenerateDataKey'], SOURCE)), []],
  ['a source ARN (CloudFront)', delegated(allow(service('cloudfront'), ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*'],
    { StringEquals: { 'aws:SourceArn': `arn:aws:cloudfront::${ACCOUNT}:distribution/E1` } })), []],
  ['an encryption context (CloudWatch Logs)', delegated(allow({ Service: `logs.${REGION}.amazonaws.com` }, ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${ACCOUNT}:*` } })), []],
  ['CloudTrail: DescribeKey and Decrypt without a condition', delegated(allow(service('cloudtrail'), 'kms:DescribeKey'), allow(service('cloudtrail'), 'kms:Decrypt', undefined, { Sid: 'Decrypt' })), []],
  ['EventBridge: DescribeKey without a condition', delegated(allow(service('events'), 'kms:DescribeKey')), []],
  ['EventBridge to an encrypted topic, where source conditions are not supported', delegated(allow(service('events'), ['kms:Decrypt', 'kms:GenerateDataKey*'])), []],
  ['DNSSEC: grants for an AWS resource', keyWith(ROOT, allow(service('dnssec-route53'), 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ['nothing', delegated(allow(service('s3'), ['kms:Decrypt', 'kms:GenerateDataKey'])), unbounded('s3')],
  ['CloudTrail encrypting for anybody', delegated(allow(service('cloudtrail'), 'kms:GenerateDataKey*')), unbounded('cloudtrail')],
  ['logs of every account', delegated(allow({ Service: `logs.${REGION}.amazonaws.com` }, USE)), unbounded(`logs.${REGION}`)],
  ['any source', delegated(allow(service('s3'), 'kms:Decrypt', { StringLike: { 'aws:SourceArn': '*' } })), unbounded('s3')],
  ['another condition', delegated(allow(service('s3'), 'kms:Decrypt', { Bool: { 'aws:SecureTransport': 'true' } })), unbounded('s3')],
  ['one of several services', delegated(allow({ Service: ['events.amazonaws.com', 's3.amazonaws.com'] }, 'kms:Decrypt')), unbounded('s3')],
  ['denied', delegated(deny({}, 'kms:Decrypt', service('s3'))), []],
  ['an action of a parameter', delegated(allow(service('s3'), ['kms:Decrypt', PARAMETER as any])), [unclear('an action')]],
  ['an organization', delegated(allow(service('s3'), 'kms:Decrypt', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })), []],
  ['an action that does not exist', delegated(allow(service('s3'), 'kms:Nothing')), []],
  ['reading about the key', delegated(allow(service('s3'), ['kms:DescribeKey', 'kms:ListGrants'])), []],
  ['CloudTrail reading about the key by patterns', delegated(allow(service('cloudtrail'), ['kms:Decrypt', 'kms:Describe*'])), []],
  ['CloudTrail reading, and more', delegated(allow(service('cloudtrail'), ['kms:Decrypt', 'kms:*'])), unbounded('cloudtrail')],
  ['a service of a region that needs no bound', delegated(allow(service('cloudtrail.ap-southeast-2'), 'kms:Decrypt')), []],
  ['a service of the region', delegated(allow({ Service: { 'Fn::Sub': 'cloudtrail.${AWS::Region}.amazonaws.com' } }, 'kms:Decrypt')), []],
  ['a service of a region that the deployment tells', { Key: key({ KeyPolicy: { Statement: [allow({ Service: 'cloudtrail.${AWS.Region}.amazonaws.com' }, 'kms:Decrypt')] } }) }, []],
  ['a service whose name looks like a region', delegated(allow(service('cloudtrail.something'), 'kms:Decrypt')), unbounded('cloudtrail.something')],
  ['grants for AWS resources, and use', delegated(allow(service('dnssec-route53'), ['kms:CreateGrant', 'kms:Sign'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), unbounded('dnssec-route53')],
  ['grants of any kind', delegated(allow(service('s3'), 'kms:CreateGrant')), unbounded('s3')],
  ['grants for AWS resources by another service', delegated(allow(service('s3'), ['kms:CreateGrant', 'KMS:ListGrants'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ['grants and their patterns', delegated(allow(service('dnssec-route53'), ['kms:CreateGrant', 'kms:RevokeGrant*'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), unbounded('dnssec-route53')],
]);

const createsGrants = (who: string): string => `finding Test: 'Test' lets ${who} create grants of any kind`;
cases('GrantsForAwsResources', [
  ['the account delegated', delegated(), []],
  ['for AWS resources', delegated(allow(APP, ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ['for AWS resources, written as a boolean', delegated(allow(APP, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': true } })), []],
  ['through a service', delegated(allow(APP, 'kms:CreateGrant', VIA_S3)), []],
  ['certain operations', delegated(allow(APP, 'kms:CreateGrant', { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'GenerateDataKey'] } })), []],
  ['a certain grantee', delegated(allow(APP, 'kms:CreateGrant', { StringEquals: { 'kms:GranteePrincipal': role('B') } })), []],
  ['a service for its source', delegated(allow(service('profile'), ['kms:CreateGrant'], SOURCE)), []],
  ['a role', delegated(allow(APP, ['kms:CreateGrant'])), [`finding Test: 'Test' lets ${role('App')} create grants of any kind`]],
  ['a role, but not for AWS resources', delegated(allow(APP, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'false' } })), [`finding Test: 'Test' lets ${role('App')} create grants of any kind`]],
  ['maybe for AWS resources', delegated(allow(APP, 'kms:CreateGrant', { BoolIfExists: { 'kms:GrantIsForAWSResource': 'true' } })), [`finding Test: 'Test' lets ${role('App')} create grants of any kind`]],
  ['grants of grants', delegated(allow(APP, 'kms:CreateGrant', { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['CreateGrant'] } })), [`finding Test: 'Test' lets ${role('App')} create grants of any kind`]],
  ['denied', delegated(deny({}, 'kms:CreateGrant')), []],
  ['a principal of a parameter', delegated(allow({ AWS: PARAMETER }, 'kms:CreateGrant')), [unclear('a principal')]],
  ['the account by the name of the action', delegated(allow({ AWS: ACCOUNT }, 'kms:CreateGrant')), []],
  ['the account under a condition', delegated(allow({ AWS: ACCOUNT }, 'kms:CreateGrant', { Bool: { 'aws:SecureTransport': 'true' } })), []],
  ['the account and a role', delegated(allow({ AWS: [ACCOUNT, role('App')] }, 'kms:CreateGrant')), [createsGrants(`${ACCOUNT}, ${role('App')}`)]],
  ['the account and a role under a condition', delegated(allow({ AWS: [ACCOUNT, role('App')] }, 'kms:CreateGrant', { Bool: { 'aws:SecureTransport': 'true' } })), [createsGrants(`${ACCOUNT}, ${role('App')}`)]],
  ['another account under a condition', delegated(allow({ AWS: OTHER_ACCOUNT }, 'kms:CreateGrant', { Bool: { 'aws:SecureTransport': 'true' } })), [createsGrants(OTHER_ACCOUNT)]],
  ['everyone, whom another rule finds', delegated(allow(EVERYONE, 'kms:CreateGrant')), []],
  ['everyone of an organization', delegated(allow(EVERYONE, 'kms:CreateGrant', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })), [createsGrants('*')]],
  ['a service under another condition', delegated(allow(service('profile'), 'kms:CreateGrant', { Bool: { 'aws:SecureTransport': 'true' } })), [createsGrants('profile.amazonaws.com')]],
  ['a service for its source, and a role', delegated(allow({ AWS: role('App'), ...service('profile') }, 'kms:CreateGrant', SOURCE)), [createsGrants(`${role('App')}, profile.amazonaws.com`)]],
  ['a pattern, which another rule finds', delegated(allow(APP, ['kms:CreateGrant*', '*CreateGrant'])), []],
]);

cases('FullAccessForAccountOnly', [
  ['the account', delegated(), []],
  ['a role', delegated(allow(ADMIN, 'kms:*')), [`finding Test: 'Test' gives kms:* to ${role('Admin')}`]],
  ['a role, everything', delegated(allow(ADMIN, '*')), [`finding Test: 'Test' gives kms:* to ${role('Admin')}`]],
  ['another account', delegated(allow({ AWS: OTHER_ROOT }, 'kms:*')), [`finding Test: 'Test' gives kms:* to ${OTHER_ROOT}`]],
  ['a service', delegated(allow(service('s3'), 'kms:*')), ["finding Test: 'Test' gives kms:* to s3.amazonaws.com"]],
  ['a role, some actions', delegated(allow(ADMIN, ['kms:Put*'])), []],
  ['denied', delegated(deny({})), []],
  ['a role of the app', { ...delegated(allow({ AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }, 'kms:*')), Role: { Type: 'AWS::IAM::Role' } }, ["finding Test: 'Test' gives kms:* to Role.Arn"]],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, 'kms:*')), ["undecidable Test: a principal of 'Test' is not known before deployment"]],
  ['a role, everything among more', delegated(allow(ADMIN, ['kms:DescribeKey', 'KMS:**'])), [`finding Test: 'Test' gives kms:* to ${role('Admin')}`]],
  ['a role, all that begins like an action', delegated(allow(ADMIN, ['kms:*Key', 'xkms:*'])), []],
  ['a role denied', delegated({ ...allow(ADMIN, 'kms:*'), Effect: 'Deny' }), []],
  ['a role, all but everything', delegated({ ...allow(ADMIN, ''), Action: undefined, NotAction: 'kms:*' }), []],
  ['an account that is not known', delegated(allow({ AWS: ['arn:aws:iam::${AWS.AccountId}:root', ACCOUNT] }, 'kms:*')), [unclearStatement]],
  ['a role of the account and a parameter', delegated(allow({ AWS: [role('Admin'), PARAMETER] }, 'kms:*')), [`finding Test: 'Test' gives kms:* to ${role('Admin')}`]],
  ['the account, under a condition that is not known', delegated({ ...allow({ AWS: ACCOUNT }, 'kms:*'), Condition: PARAMETER }), []],
  ['nobody', delegated(allow({}, 'kms:*')), []],
  ['a statement that the deployment chooses', keyWith(ROOT, PARAMETER), []],
]);

const MANAGE = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:TagResource'];
cases('AdministratorsCannotUse', [
  ['two roles', delegated(allow(ADMIN, MANAGE), allow(APP, USE)), []],
  ['one statement', delegated(allow(ADMIN, [...MANAGE, 'kms:Decrypt'])), [`finding arn-aws-iam-${ACCOUNT}-role-Admin: 'Test' lets ${role('Admin')} manage the key, which also uses it`]],
  ['two statements', delegated(allow(ADMIN, MANAGE), allow({ AWS: [role('Admin'), role('App')] }, 'kms:Sign')), [expect.stringContaining('which also uses it')]],
  ['an administrator that looks', delegated(allow(ADMIN, [...MANAGE, 'kms:DescribeKey', 'kms:GetPublicKey', 'kms:Verify'])), []],
  ['an importer that tries what it brought in', delegated(allow(APP, ['kms:ImportKeyMaterial', 'kms:DeleteImportedKeyMaterial', 'kms:Encrypt', 'kms:Decrypt'])), []],
  ['users only', delegated(allow(APP, USE)), []],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, MANAGE), allow(APP, USE)), ['undecidable administrators: an administrator is not known before deployment']],
  ['a parameter beside an administrator', delegated(allow({ AWS: [role('Admin'), PARAMETER] }, MANAGE), allow(APP, USE)), ['undecidable administrators: an administrator is not known before deployment']],
  ['a parameter, and nobody who uses the key', delegated(allow({ AWS: PARAMETER }, MANAGE)), []],
  ['a Deny of use', delegated(allow(ADMIN, MANAGE), { ...allow(ADMIN, 'kms:Decrypt'), Effect: 'Deny' }), []],
  ['a Deny of management', delegated({ ...allow(ADMIN, MANAGE), Effect: 'Deny' }, allow(ADMIN, 'kms:Decrypt')), []],
  ['all but one', delegated(allow(ADMIN, MANAGE), { ...allow(undefined, 'kms:Decrypt'), NotPrincipal: ADMIN }), []],
  ['the account for both', keyWith({ ...ROOT, Action: MANAGE }, { ...ROOT, Action: 'kms:Decrypt' }), []],
  ['a policy that is not known', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
] as Case[]);

const CONSOLE_ADMIN = ['kms:Create*', 'kms:Describe*', 'kms:Enable*', 'kms:List*', 'kms:Put*', 'kms:Update*', 'kms:Revoke*', 'kms:Disable*', 'kms:Get*', 'kms:Delete*', 'kms:ScheduleKeyDeletion'];
cases('AdministratorsCannotGrant', [
  ['a list', delegated(allow(ADMIN, [...MANAGE, 'kms:CreateAlias'])), []],
  ["the console's patterns", delegated(allow(ADMIN, CONSOLE_ADMIN)), [`finding Test: 'Test' gives kms:Create* to ${role('Admin')}, which reaches CreateGrant`]],
  ['a wider pattern', delegated(allow(ADMIN, ['kms:C*', 'kms:P*'])), [`finding Test: 'Test' gives kms:C* to ${role('Admin')}, which reaches CreateGrant`]],
  ['for AWS resources', delegated(allow(ADMIN, CONSOLE_ADMIN, { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ['no administrator', delegated(allow(APP, ['kms:Create*'])), []],
  ['the account', keyWith({ ...ROOT, Action: CONSOLE_ADMIN }), []],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, CONSOLE_ADMIN)), [unclear('a principal')]],
  ['a parameter beside everyone', delegated(allow({ AWS: ['*', PARAMETER] }, CONSOLE_ADMIN)), [unclear('a principal')]],
  ['denied', delegated({ ...allow(ADMIN, CONSOLE_ADMIN), Effect: 'Deny' }), []],
  ['everything, which another rule finds', delegated(allow(ADMIN, ['kms:**', 'kms:Put*'])), []],
  ['a pattern that begins with everything', delegated(allow(ADMIN, ['*Grant', 'kms:Put*'])), [`finding Test: 'Test' gives *Grant to ${role('Admin')}, which reaches CreateGrant`]],
  ['another account', delegated(allow({ AWS: OTHER_ROOT }, CONSOLE_ADMIN)), [`finding Test: 'Test' gives kms:Create* to ${OTHER_ROOT}, which reaches CreateGrant`]],
  ['the account and a service', delegated(allow({ AWS: ACCOUNT, ...service('s3') }, CONSOLE_ADMIN)), []],
]);

const FINANCE = { StringEquals: { 'kms:EncryptionContext:Department': 'Finance' } };
const restrictsNobody = (keys: string) => [`finding Test: 'Test' is conditional on ${keys}, but the account's IAM policies may allow the same without it`];
cases('ConditionalAllowRestricts', [
  ['no condition', delegated(allow(APP, USE)), []],
  ['a context next to the account', delegated(allow(APP, 'kms:Decrypt', FINANCE)), restrictsNobody('kms:EncryptionContext:Department')],
  ['a service next to the account', delegated(allow(APP, USE, VIA_S3)), restrictsNobody('kms:ViaService')],
  ['multi-factor authentication next to the account', delegated(allow(APP, 'kms:Decrypt', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })), restrictsNobody('aws:MultiFactorAuthPresent')],
  ['the account without use', keyWith(ADMINISTRATION, allow(APP, USE, FINANCE)), []],
  ['the account for some of the actions', keyWith({ ...ROOT, Action: 'kms:Decrypt' }, allow(APP, ['kms:Decrypt', 'kms:Encrypt'], FINANCE)), []],
  ['the account under a condition', keyWith({ ...ROOT, Condition: FINANCE }, allow(APP, 'kms:Decrypt', FINANCE)), []],
  ['a Deny beside it', delegated(allow(APP, 'kms:Decrypt', FINANCE), deny({ StringNotEquals: { 'kms:EncryptionContext:Department': 'Finance' } }, 'kms:Decrypt')), []],
  ['a role of another account, which it does restrict', delegated(allow({ AWS: role('Reader', OTHER_ACCOUNT) }, 'kms:Decrypt', FINANCE)), []],
  ['the service-linked role of Auto Scaling', delegated(allow({ AWS: role('aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling') }, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ['everyone of the account through a service', delegated(allow(EVERYONE, USE, { StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': `ec2.${REGION}.amazonaws.com` } })), []],
  ['the account through a service', delegated(allow({ AWS: ACCOUNT }, 'kms:Decrypt', VIA_S3)), []],
  ['readers of CloudTrail', delegated(allow(APP, 'kms:Decrypt', { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } })), []],
  ['a service', delegated(allow(service('s3'), 'kms:Decrypt', SOURCE)), []],
  ['a Deny', delegated({ ...allow(APP, 'kms:Decrypt', FINANCE), Effect: 'Deny' }), []],
  ['an Allow of all but a role', delegated({ ...allow(undefined, 'kms:Decrypt', FINANCE), NotPrincipal: APP }), []],
  ['reading about the key', delegated(allow(APP, 'kms:DescribeKey', VIA_S3)), []],
  ['reading and use, where the account may use', keyWith({ ...ROOT, Action: 'kms:Decrypt' }, allow(APP, ['kms:DescribeKey', 'kms:Decrypt'], VIA_S3)), restrictsNobody('kms:ViaService')],
  ['a Deny on some of it', delegated(allow(APP, ['kms:Decrypt', 'kms:Encrypt'], FINANCE), deny({ StringNotEquals: { 'kms:EncryptionContext:Department': 'Finance' } }, 'kms:Decrypt')), []],
  ['a role that is not known', delegated(allow({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${Parameter}' } }, 'kms:Decrypt', FINANCE)), restrictsNobody('kms:EncryptionContext:Department')],
] as Case[]);
test('of a role whose account is not known nobody knows whether it is restricted', () => {
  const elsewhere = (...accounts: string[]) => delegated(allow({ AWS: accounts.map(account => `arn:aws:iam::${account}:role/App`) }, 'kms:Decrypt', FINANCE));

  expect(verdicts('ConditionalAllowRestricts', elsewhere('${AWS.AccountId}'))).toEqual(["undecidable Test: 'Test' is not known before deployment"]);
  expect(verdicts('ConditionalAllowRestricts', elsewhere('${AWS.AccountId}', ACCOUNT))).toEqual(restrictsNobody('kms:EncryptionContext:Department'));
});
test('whether the account is delegated may depend on the deployment', () => {
  expect(verdicts('ConditionalAllowRestricts', [template(delegated(allow(APP, 'kms:Decrypt', FINANCE)), { account: '${AWS.AccountId}' })]))
    .toEqual(["undecidable Test: 'Test' is not known before deployment"]);
});

cases('PolicyCanBeChanged', [
  ['the account', delegated(), []],
  ['an administrator', keyWith(allow(ADMIN, MANAGE)), []],
  ['an administrator of the organization', keyWith(allow(ADMIN, MANAGE, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })), []],
  ['users only', keyWith(allow(APP, USE)), ['finding: no statement lets a principal of the account call kms:PutKeyPolicy without a condition']],
  ['nobody', keyWith(), ['finding: no statement lets a principal of the account call kms:PutKeyPolicy without a condition']],
  ['an administrator with multi-factor authentication', keyWith(allow(ADMIN, MANAGE, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })),
    ['finding: no statement lets a principal of the account call kms:PutKeyPolicy without a condition']],
  ['a service', keyWith(allow(service('s3'), 'kms:*')), ['finding: no statement lets a principal of the account call kms:PutKeyPolicy without a condition']],
  ['another account', keyWith(allow({ AWS: OTHER_ROOT }, 'kms:*')), ['finding: no statement lets a principal of the account call kms:PutKeyPolicy without a condition']],
  ['everyone denied', delegated({ ...deny({}), Condition: undefined }), ["finding: 'Test' denies kms:PutKeyPolicy to everyone"]],
  ['everyone but some denied', delegated(deny({ ArnNotLike: { 'aws:PrincipalArn': role('Admin') } })), []],
  ['everyone denied something else', delegated({ ...deny({}, 'kms:Decrypt'), Condition: undefined }), []],
  ['a parameter', keyWith(allow({ AWS: PARAMETER }, 'kms:*')), ['undecidable: who can change the key policy is not known before deployment']],
]);

cases('NoNotPrincipal', [
  ['principals', delegated(allow(APP, USE)), []],
  ['an Allow', delegated({ Sid: 'Test', Effect: 'Allow', NotPrincipal: APP, Action: USE, Resource: '*' }), ["finding Test: 'Test' uses NotPrincipal with Allow"]],
  ['a Deny', delegated({ Sid: 'Test', Effect: 'Deny', NotPrincipal: APP, Action: USE, Resource: '*' }), ["finding Test: 'Test' uses NotPrincipal with Deny"]],
]);
test('a policy of a parameter says nothing of NotPrincipal', () => {
  expect(verdicts('NoNotPrincipal', { Key: key({ KeyPolicy: PARAMETER }) })).toEqual(['undecidable: the policy is not known before deployment']);
});

const butDecrypt = (principal: any, effect = 'Allow') => ({ Sid: 'Test', Effect: effect, Principal: principal, NotAction: 'kms:Decrypt', Resource: '*' });
cases('NoNotAction', [
  ['a list', delegated(allow(APP, USE)), []],
  ['a role', delegated(butDecrypt(APP)), [`finding Test: 'Test' gives all but a few actions to ${role('App')}`]],
  ["the account, AWS's advice for enclaves", keyWith(butDecrypt({ AWS: ACCOUNT })), []],
  ['denied', delegated(butDecrypt(EVERYONE, 'Deny')), []],
  ['a parameter', delegated(butDecrypt({ AWS: PARAMETER })), [unclear('a principal')]],
]);

cases('SetOperators', [
  ['none', delegated(allow(APP, USE, VIA_S3)), []],
  ['on keys with several values', delegated(allow(APP, 'kms:CreateGrant', { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'], 'kms:EncryptionContextKeys': ['a'] }, 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } })), []],
  ['ForAllValues on one value', delegated(allow(APP, USE, { 'ForAllValues:StringEquals': { 'aws:RequestedRegion': ['us-east-1'] } })), ["finding Test: 'Test' has ForAllValues:StringEquals on aws:RequestedRegion, which holds one value"]],
  ['ForAnyValue on one value', delegated(allow(APP, USE, { 'ForAnyValue:StringEquals': { 'kms:EncryptionContext:a': 'b' } })), ["finding Test: 'Test' has ForAnyValue:StringEquals on kms:EncryptionContext:a, which holds one value"]],
  ['none on several values', delegated(allow(APP, USE, { StringEquals: { 'kms:EncryptionContextKeys': 'a' } })), ["finding Test: 'Test' has StringEquals on kms:EncryptionContextKeys, which holds several values"]],
  ['Null on several values', delegated(allow(APP, USE, { Null: { 'kms:EncryptionContextKeys': 'false' } })), []],
  ['a key of an identity provider', delegated(allow(APP, USE, { 'ForAllValues:StringEquals': { 'cognito-identity.amazonaws.com:amr': 'x' } })), []],
  ['a condition of a parameter', delegated(allow(APP, USE, { 'ForAllValues:StringEquals': PARAMETER })), [unclear('a condition').replace(/^/, '')]],
]);

const through = (operator: string, name: string): string => `finding Test: 'Test' has ${operator} on ${name}, which is true for requests without that key`;
const missesAccessKeys = "finding Test: 'Test' denies on aws:MultiFactorAuthPresent with Bool, which access keys never meet";
cases('AbsentKeys', [
  ['positive operators', delegated(allow(APP, USE, { ...FINANCE, Bool: { 'aws:MultiFactorAuthPresent': 'true' } })), []],
  ['a negated operator', delegated(allow(APP, USE, { StringNotEquals: { 'kms:EncryptionContext:Department': 'Finance' } })),
    ["finding Test: 'Test' has StringNotEquals on kms:EncryptionContext:Department, which is true for requests without that key"]],
  ['a negated operator with presence', delegated(allow(APP, USE, { StringNotEquals: { 'kms:EncryptionContext:Department': 'Finance' }, Null: { 'kms:EncryptionContext:Department': 'false' } })), []],
  ['a key that is always there', delegated(allow(APP, USE, { ArnNotLike: { 'aws:PrincipalArn': role('B') } })), []],
  ['IfExists', delegated(allow(APP, USE, { StringEqualsIfExists: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } })), ["finding Test: 'Test' has StringEqualsIfExists on kms:ViaService, which is true for requests without that key"]],
  ['ForAllValues', delegated(allow(APP, USE, { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['a'] } })), ["finding Test: 'Test' has ForAllValues:StringEquals on kms:EncryptionContextKeys, which is true for requests without that key"]],
  ['ForAllValues on operations of a grant, which are always there', delegated(allow(APP, 'kms:CreateGrant', { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } })), []],
  ['ForAllValues on tags of TagResource', delegated(allow(APP, ['kms:TagResource', 'kms:UntagResource'], { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } })), []],
  ['a Deny on a negated operator', delegated(deny({ StringNotEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } })), []],
  ['a Deny without multi-factor authentication that misses access keys', delegated(deny({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } })), ["finding Test: 'Test' denies on aws:MultiFactorAuthPresent with Bool, which access keys never meet"]],
  ['a Deny without multi-factor authentication', delegated(deny({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })), []],
  ['an action of a parameter', delegated(allow(APP, PARAMETER as any, { StringNotEquals: { 'kms:ViaService': 'x' } })), [unclear('an action')]],
  ['a negated operator with the presence of another key', delegated(allow(APP, USE, { StringNotEquals: { 'kms:ViaService': 'x' }, Null: { 'kms:EncryptionContext:a': 'false' } })), [through('StringNotEquals', 'kms:ViaService')]],
  ['a negated operator with the value of another key', delegated(allow(APP, USE, { StringNotEquals: { 'kms:ViaService': 'x' }, StringEquals: { 'kms:EncryptionContext:a': 'b' } })), [through('StringNotEquals', 'kms:ViaService')]],
  ['a negated operator where the key must be absent', delegated(allow(APP, USE, { StringNotEquals: { 'kms:ViaService': 'x' }, Null: { 'kms:ViaService': 'true' } })), [through('StringNotEquals', 'kms:ViaService')]],
  ['a negated operator with a positive one on the same key', delegated(allow(APP, USE, { StringNotEquals: { 'kms:ViaService': 'x' }, StringLike: { 'kms:ViaService': '*.amazonaws.com' } })), []],
  ['two negated operators', delegated(allow(APP, USE, { StringNotEquals: { 'kms:ViaService': 'x' }, StringNotLike: { 'kms:ViaService': 'y*' } })), [through('StringNotEquals', 'kms:ViaService')]],
  ['an absent key that is asked for', delegated(allow(APP, USE, { Null: { 'kms:ViaService': 'true' } })), []],
  ['ForAllValues on operations, for more than grants', delegated(allow(APP, ['kms:CreateGrant', 'kms:Decrypt'], { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } })), [through('ForAllValues:StringEquals', 'kms:GrantOperations')]],
  ['ForAllValues on tags, for more than tags', delegated(allow(APP, ['kms:TagResource', 'kms:Decrypt'], { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } })), [through('ForAllValues:StringEquals', 'aws:TagKeys')]],
  ['a Deny with access keys named beside it', delegated(deny({ Bool: { 'aws:MultiFactorAuthPresent': 'false' }, Null: { 'aws:MultiFactorAuthPresent': 'true' } })), []],
  ['a Deny where the key is there', delegated(deny({ Bool: { 'aws:MultiFactorAuthPresent': 'false' }, Null: { 'aws:MultiFactorAuthPresent': 'false' } })), [missesAccessKeys]],
  ['a Deny with another absent key', delegated(deny({ Bool: { 'aws:MultiFactorAuthPresent': 'false' }, Null: { 'kms:ViaService': 'true' } })), [missesAccessKeys]],
  ['a Deny that asks for true beside it', delegated(deny({ Bool: { 'aws:MultiFactorAuthPresent': 'false', 'aws:SecureTransport': 'true' } })), [missesAccessKeys]],
  ['a Deny of access keys alone', delegated(deny({ Null: { 'aws:MultiFactorAuthPresent': 'true' } })), []],
]);

const date = (value: any) => delegated(allow(APP, USE, { DateGreaterThan: { 'aws:CurrentTime': value } }));
cases('DateConditions', [
  ['a date and time', date('2027-01-31T08:00:00Z'), []],
  ['a date', date('2027-01-31'), []],
  ['an offset', date('2027-01-31T08:00:00.5+01:00'), []],
  ['Unix time', date('1893456000'), []],
  ['a time of day', date('08:00Z'), ["finding Test: 'Test' compares aws:CurrentTime with '08:00Z', which is no date"]],
  ['a time of day among dates', date(['2027-01-31', '18:00']), ["finding Test: 'Test' compares aws:CurrentTime with '18:00', which is no date"]],
  ['a time of day as text', delegated(allow(APP, USE, { StringLike: { 'aws:CurrentTime': '*T08:*' } })), ["finding Test: 'Test' compares aws:CurrentTime with '*T08:*', which is no date"]],
  ['a parameter', date(PARAMETER), ["undecidable Test: 'Test' is not known before deployment"]],
]);

cases('KnownActions', [
  ['names and patterns', delegated(allow(APP, [...USE, 'KMS:decrypt', 'kms:GenerateDataKeyWithoutPlainText', 'kms:*'])), []],
  ['a typing error', delegated(allow(APP, ['kms:Decrypt', 'kms:Decript'])), ["finding Test: 'Test' names 'kms:Decript', which is no action of KMS"]],
  ['an action of S3', delegated(allow(APP, 's3:GetObject')), ["finding Test: 'Test' names 's3:GetObject', which is no action of KMS"]],
  ['a pattern of nothing', delegated(allow(APP, 'kms:Rotate*Policy')), ["finding Test: 'Test' names 'kms:Rotate*Policy', which is no action of KMS"]],
  ['a parameter', delegated(allow(APP, PARAMETER as any)), [unclear('an action')]],
  ['a parameter among others', delegated(allow(APP, ['kms:Decrypt', PARAMETER] as any)), [unclear('an action')]],
]);

const on = (name: string) => delegated(allow(APP, USE, { StringEquals: { [name]: 'x' } }));
cases('KnownConditionKeys', [
  ...['kms:ViaService', 'KMS:callerACCOUNT', 'kms:EncryptionContext:aws:s3:arn', 'kms:RecipientAttestation:PCR0', 'aws:PrincipalTag/team', 'aws:SourceArn', 'saml:aud', 'token.actions.githubusercontent.com:sub']
    .map((name): Case => [name, on(name), []]),
  ...['kms:ViaServices', 'kms:EncryptionContext', 'kms:EncryptionContext:', 'aws:PrincipalOrgId2', 'aws:PrincipalTag', 'kms:Region']
    .map((name): Case => [`${name} does not exist`, on(name), [`finding Test: 'Test' compares '${name}', which is no condition key`]]),
  ['a parameter', delegated(allow(APP, USE, PARAMETER)), [unclear('a condition')]],
]);

cases('AliasesInIamOnly', [
  ['kms:RequestAlias', on('kms:RequestAlias'), []],
  ['kms:ResourceAliases', delegated(allow(APP, USE, { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/a' } })), ["finding Test: 'Test' compares kms:ResourceAliases in a key policy"]],
  ['a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
]);

cases('TagsInIamOnly', [
  ...['aws:RequestTag/team', 'aws:PrincipalTag/team', 'aws:TagKeys'].map((name): Case => [name, on(name), []]),
  ...['aws:ResourceTag/team', 'AWS:resourcetag/Team', 'kms:ResourceTag/team'].map((name): Case => [name, on(name), [`finding Test: 'Test' compares ${name} in a key policy`]]),
  ['in a Deny', delegated(deny({ StringNotEquals: { 'aws:ResourceTag/team': 'blue' } })), ["finding Test: 'Test' compares aws:ResourceTag/team in a key policy"]],
  ['a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
]);

cases('DescribeKeyWithoutContext', [
  ['apart', delegated(allow(APP, ['kms:Decrypt'], FINANCE), allow(APP, 'kms:DescribeKey')), []],
  ['together', delegated(allow(APP, ['kms:Decrypt', 'kms:DescribeKey'], FINANCE)), ["finding Test: 'Test' allows DescribeKey under kms:EncryptionContext:Department"]],
  ['together for a service', delegated(allow(service('events'), ['kms:Decrypt', 'kms:DescribeKey'], { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': 'arn' } })),
    ["finding Test: 'Test' allows DescribeKey under kms:EncryptionContext:aws:events:event-bus:arn"]],
  ["AWS's pattern for CloudWatch Logs", delegated(allow({ Service: `logs.${REGION}.amazonaws.com` }, ['kms:Decrypt', 'kms:Describe*'], { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:*' } })), []],
  ['a context that may be absent', delegated(allow(APP, ['kms:DescribeKey'], { StringEqualsIfExists: { 'kms:EncryptionContext:a': 'b' } })), []],
  ['denied', delegated(deny(FINANCE, 'kms:DescribeKey')), []],
  ['a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
]);

cases('ViaServiceForPeople', [
  ['a role', delegated(allow(APP, USE, VIA_S3)), []],
  ['a service', delegated(allow(service('s3'), USE, VIA_S3)), ["finding Test: 'Test' asks s3.amazonaws.com for kms:ViaService"]],
  ['a service with its source', delegated(allow(service('s3'), USE, SOURCE)), []],
  ['a service denied', delegated(deny(VIA_S3, 'kms:Decrypt', service('s3'))), []],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, USE, VIA_S3)), [unclear('a principal')]],
]);

cases('SourcesForServices', [
  ['a service', delegated(allow(service('s3'), USE, SOURCE)), []],
  ['everyone', delegated(allow(EVERYONE, USE, SOURCE)), []],
  ['a role', delegated(allow(APP, USE, SOURCE)), ["finding Test: 'Test' asks users or roles for aws:SourceAccount"]],
  ['a role where the key may be absent', delegated(allow(APP, USE, { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } })), []],
  ['service and account together (CloudFront)', delegated(allow({ AWS: ACCOUNT, Service: 'cloudfront.amazonaws.com' }, USE, SOURCE)), []],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, USE, SOURCE)), [unclear('a principal')]],
  ['a role denied', delegated({ ...allow(APP, USE, SOURCE), Effect: 'Deny' }), []],
  ['a role and a service', delegated(allow({ ...APP, ...service('s3') }, USE, SOURCE)), []],
  ['a parameter and a service', delegated(allow({ AWS: PARAMETER, ...service('s3') }, USE, SOURCE)), []],
  ['nobody', delegated(allow({}, USE, SOURCE)), []],
]);

cases('PrincipalKinds', [
  ['roles, users, sessions, accounts', delegated(allow({ AWS: [role('A'), `arn:aws:iam::${ACCOUNT}:user/u`, `arn:aws:sts::${ACCOUNT}:assumed-role/A/s`, ACCOUNT] }, USE)), []],
  ['everyone', delegated(allow(EVERYONE, USE)), []],
  ['an identity provider', delegated(allow({ Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/P` }, USE)), []],
  ['a group', delegated(allow({ AWS: `arn:aws:iam::${ACCOUNT}:group/g` }, USE)), [`finding Test: 'Test' names arn:aws:iam::${ACCOUNT}:group/g`]],
  ['a pattern', delegated(allow({ AWS: role('*') }, USE)), [`finding Test: 'Test' names ${role('*')}`]],
  ['a deleted role', delegated(allow({ AWS: 'AROAEXAMPLEEXAMPLE123' }, USE)), ["finding Test: 'Test' names AROAEXAMPLEEXAMPLE123"]],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, USE)), [unclear('a principal')]],
  ['a parameter among roles', delegated(allow({ AWS: [role('A'), PARAMETER] }, USE)), [unclear('a principal')]],
  ['a pattern with a parameter', delegated(allow({ AWS: { 'Fn::Sub': 'arn:aws:iam::${Parameter}:role/*' } }, USE)), [unclear('a principal')]],
  ['identity providers by pattern', delegated(allow({ Federated: '*' }, USE)), []],
  ['a role whose name looks like an id', delegated(allow({ AWS: role('AROA1') }, USE)), []],
]);

cases('StatementHasEffect', [
  ['this key', delegated(), []],
  ['keys by pattern', delegated(allow(APP, USE, undefined, { Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/*` })), []],
  ['no action', delegated({ Sid: 'Test', Effect: 'Allow', Principal: APP, Resource: '*' }), ["finding Test: 'Test' names no action"]],
  ['no resource', delegated(allow(APP, USE, undefined, { Resource: undefined })), ["finding Test: 'Test' names no resource"]],
  ['an alias', delegated(allow(APP, USE, undefined, { Resource: 'alias/a' })), ["finding Test: 'Test' is about alias/a, which is not this key"]],
  ['a bucket', delegated(allow(APP, USE, undefined, { Resource: 'arn:aws:s3:::b' })), ["finding Test: 'Test' is about arn:aws:s3:::b, which is not this key"]],
  ['a parameter', delegated(allow(APP, USE, undefined, { Resource: PARAMETER })), ["undecidable Test: 'Test' is not known before deployment"]],
  ['a statement chosen by a condition', keyWith(ROOT, conditional(allow(APP, USE), allow(APP, USE))), ['undecidable statement-2: statement 2 is chosen at deployment']],
]);

cases('NetworkDenySparesServices', [
  ['spared by aws:ViaAWSService', delegated(deny({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:ViaAWSService': 'false' } }, 'kms:Decrypt')), []],
  ['by address', delegated(deny({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'kms:Decrypt')), ["finding Test: 'Test' denies by aws:SourceIp without sparing AWS services"]],
  ['by endpoint', delegated(deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }, 'kms:Decrypt')), ["finding Test: 'Test' denies by aws:SourceVpce without sparing AWS services"]],
  ['of one network', delegated(deny({ IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, 'kms:Decrypt')), []],
  ['an Allow', delegated(allow(APP, USE, { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })), []],
  ['an action of a parameter', delegated(deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }, PARAMETER as any)), [unclear('an action')]],
]);

const large = (bytes: number, extra: any[] = []): Resources => {
  const empty = JSON.stringify({ Version: '2012-10-17', Statement: [ROOT, allow({ AWS: role('') }, 'kms:Decrypt'), ...extra] }).length;
  return keyWith(ROOT, allow({ AWS: role('x'.repeat(bytes - empty)) }, 'kms:Decrypt'), ...extra);
};
cases('PolicySize', [
  ['small', delegated(), []],
  ['just fitting', large(32_768), []],
  ['one byte too large', large(32_769), ['finding: takes at least 32769 bytes, KMS takes 32768']],
  ['maybe', large(32_700, [allow({ AWS: PARAMETER }, 'kms:Decrypt')]), [expect.stringMatching(/^undecidable: takes \d+ to \d+ bytes once deployed, KMS takes 32768$/) as any]],
]);

cases('PolicyCharacters', [
  ['Latin-1', delegated(allow(APP, USE, undefined, { Sid: 'Größe é' })), []],
  ['a dash', delegated(allow(APP, USE, undefined, { Sid: 'Use \u2013 all' })), ["finding: holds '\u2013' (U+2013)"]],
  ['beyond the basic plane', delegated(allow(APP, USE, undefined, { Sid: '\u{1F511}' })), ["finding: holds '\u{1F511}' (U+1F511)"]],
  ['a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
]);
