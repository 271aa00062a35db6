import { ACCOUNT, allow, API, bad, BadCase, badPair, deny, IAM_MANAGES, IAM_POLICIES, key, MANAGEMENT, OTHER_ACCOUNT, REGION, replicaKey, replicated, SECURITY, USE, WORKER } from './case';

const DG = 'kms/latest/developerguide';
const READ = ['kms:Decrypt', 'kms:DescribeKey'];
const ROLES = `arn:aws:iam::${ACCOUNT}:role`;
const CONDITIONS = `${DG}/conditions-kms.html`;
const OTHER = { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` };
const service = (principal: string) => ({ Service: `${principal}.amazonaws.com` });

/** Key policies that allow too many, for too much. */
export const BAD_ACCESS: readonly BadCase[] = [
  bad('service-of-an-organization-of-principals', 'refused', 'ServiceConditionKeys', 'IAM/latest/UserGuide/reference_policies_condition-keys.html', name => key(name, [
    IAM_POLICIES, allow('Topics', service('sns'), ['kms:Decrypt', 'kms:GenerateDataKey*'], { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }),
  ])),
  bad('two-values-at-once', 'refused', 'StatementCanApply', 'written', name => key(name, [
    IAM_POLICIES, allow('Both', API, ['kms:GetPublicKey'], { StringEquals: { 'aws:PrincipalTag/team': 'a' }, StringLike: { 'aws:PrincipalTag/team': 'b' } }),
  ])),
  bad('resource-by-arn', 'privilege', 'ResourceIsAny', `${DG}/key-policy-overview.html`, name => key(name, [
    IAM_POLICIES, { ...allow('Named', API, READ), Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab` },
  ])),
  bad('enclave-and-its-instance', 'privilege', 'AttestationNotBypassed', `${DG}/conditions-attestation.html`, name => key(name, [
    IAM_MANAGES,
    allow('Enclave', API, ['kms:Decrypt'], { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': '9fedcba8' } }),
    allow('Instance', API, ['kms:Decrypt']),
  ])),
  bad('context-that-no-service-sends', 'condition', 'EncryptionContextSent', `${DG}/conditions-kms.html`, name => key(name, [
    IAM_MANAGES, allow('Table', API, ['kms:Decrypt'], { StringEquals: { 'kms:EncryptionContext:aws:dynamodb:table/arn': `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/Orders` } }),
  ])),
  bad('public', 'open to all', 'WildcardPrincipal', `${DG}/key-policy-overview.html`, name => key(name, [IAM_POLICIES, allow('All', '*', READ)])),
  bad('public-as-aws', 'open to all', 'WildcardPrincipal', `${DG}/key-policy-overview.html`, name => key(name, [IAM_POLICIES, allow('All', { AWS: '*' }, READ)])),
  bad('public-in-a-list', 'open to all', 'WildcardPrincipal', 'written', name => key(name, [IAM_POLICIES, allow('All', { AWS: [API.AWS, '*'] }, READ)])),
  bad('public-full-access', 'open to all', 'WildcardPrincipal', 'written', name => key(name, [IAM_POLICIES, allow('All', { AWS: '*' }, 'kms:*')])),
  bad('public-through-a-service', 'open to all', 'WildcardPrincipal', `${CONDITIONS}#conditions-kms-via-service`, name => key(name, [
    IAM_POLICIES, allow('Through S3', { AWS: '*' }, USE, { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } }),
  ])),
  bad('public-any-account', 'open to all', 'WildcardPrincipal', 'written', name => key(name, [
    IAM_POLICIES, allow('Any account', { AWS: '*' }, USE, { StringLike: { 'kms:CallerAccount': '*' } }),
  ])),
  bad('public-if-no-organization', 'open to all', ['WildcardPrincipal', 'ConditionKeyPresence'], 'written', name => key(name, [
    IAM_POLICIES, allow('Organization', { AWS: '*' }, READ, { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }),
  ])),
  bad('public-but-one-account', 'open to all', 'WildcardPrincipal', 'written', name => key(name, [
    IAM_POLICIES, allow('Not them', { AWS: '*' }, READ, { StringNotEquals: { 'aws:PrincipalAccount': OTHER_ACCOUNT } }),
  ])),
  bad('public-under-a-context', 'open to all', 'WildcardPrincipal', 'written', name => key(name, [
    IAM_POLICIES, allow('Context', '*', ['kms:Decrypt'], { StringEquals: { 'kms:EncryptionContext:Department': 'Finance' } }),
  ])),
  bad('public-replica', 'open to all', 'WildcardPrincipal', `${DG}/multi-region-keys-overview.html`, name => replicaKey(name, [IAM_POLICIES, allow('All', { AWS: '*' }, READ)])),
  badPair('replica-lets-in-more', 'privilege', 'ReplicaPolicyMatches', `${DG}/multi-region-keys-auth.html`, replicated(
    [IAM_MANAGES, allow('KeyUse', API, USE)], [IAM_MANAGES, allow('KeyUse', { AWS: [API.AWS, WORKER.AWS] }, USE)],
  )),
  badPair('replica-without-the-deny-of-its-primary', 'privilege', 'ReplicaPolicyMatches', 'written', replicated(
    [IAM_POLICIES, deny('Organization', '*', ['kms:Decrypt'], { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' }, Bool: { 'aws:PrincipalIsAWSService': 'false' } })],
    [IAM_POLICIES],
  )),
  bad('everybody-but-one', 'open to all', 'NoNotPrincipal', 'IAM/latest/UserGuide/reference_policies_elements_notprincipal.html', name => key(name, [
    IAM_POLICIES, { Sid: 'NotHim', Effect: 'Allow', NotPrincipal: WORKER, Action: READ, Resource: '*' },
  ])),
  bad('deny-by-not-principal', 'condition', 'NoNotPrincipal', 'IAM/latest/UserGuide/reference_policies_elements_notprincipal.html', name => key(name, [
    IAM_POLICIES, { Sid: 'OnlySecurity', Effect: 'Deny', NotPrincipal: SECURITY, Action: 'kms:ScheduleKeyDeletion', Resource: '*' },
  ])),
  bad('full-access-for-a-role', 'privilege', 'FullAccessForAccountOnly', 'IAM/latest/UserGuide/best-practices.html', name => key(name, [IAM_POLICIES, allow('Api', API, 'kms:*')])),
  bad('star-for-a-user', 'privilege', 'FullAccessForAccountOnly', 'written', name => key(name, [IAM_POLICIES, allow('Ops', { AWS: `arn:aws:iam::${ACCOUNT}:user/ops` }, '*')])),
  bad('full-access-for-a-service', 'privilege', 'FullAccessForAccountOnly', 'written', name => key(name, [
    IAM_POLICIES, allow('S3', service('s3'), 'kms:*', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
  ])),
  bad('full-access-for-another-account', 'privilege', 'FullAccessForAccountOnly', 'written', name => key(name, [
    IAM_POLICIES, allow('Partner', OTHER, 'kms:*', { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } }),
  ])),
  bad('all-actions-but-one', 'privilege', 'NoNotAction', 'IAM/latest/UserGuide/reference_policies_elements_notaction.html', name => key(name, [
    IAM_POLICIES, { Sid: 'AlmostAll', Effect: 'Allow', Principal: API, NotAction: 'kms:ScheduleKeyDeletion', Resource: '*' },
  ])),
  bad('console-administrators', 'privilege', 'AdministratorsCannotGrant', `${DG}/key-policy-default.html`, name => key(name, [
    IAM_POLICIES,
    allow('Allow access for Key Administrators', SECURITY, ['kms:Create*', 'kms:Describe*', 'kms:Enable*', 'kms:List*', 'kms:Put*', 'kms:Update*', 'kms:Revoke*', 'kms:Disable*', 'kms:Get*',
      'kms:Delete*', 'kms:TagResource', 'kms:UntagResource', 'kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion', 'kms:RotateKeyOnDemand']),
  ])),
  bad('administrator-is-user', 'privilege', 'AdministratorsCannotUse', 'prescriptive-guidance/latest/encryption-best-practices/kms.html', name => key(name, [
    IAM_POLICIES, allow('KeyAdministration', SECURITY, MANAGEMENT), allow('KeyUse', { AWS: [SECURITY.AWS, API.AWS] }, USE),
  ])),
  bad('management-and-use-in-one', 'privilege', 'AdministratorsCannotUse', 'written', name => key(name, [
    IAM_POLICIES, allow('Everything', API, [...MANAGEMENT, ...USE.filter(action => !MANAGEMENT.includes(action))]),
  ])),
  bad('grants-by-a-role', 'grants', 'GrantsForAwsResources', `${DG}/grants.html`, name => key(name, [IAM_POLICIES, allow('Grants', API, ['kms:CreateGrant', 'kms:ListGrants'])])),
  bad('grants-if-said-so', 'grants', ['GrantsForAwsResources', 'ConditionKeyPresence'], `${CONDITIONS}#conditions-kms-grant-is-for-aws-resource`, name => key(name, [
    IAM_POLICIES, allow('Grants', API, 'kms:CreateGrant', { BoolIfExists: { 'kms:GrantIsForAWSResource': 'true' } }),
  ])),
  bad('grants-not-for-services', 'grants', 'GrantsForAwsResources', 'written', name => key(name, [
    IAM_POLICIES, allow('Grants', WORKER, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'false' } }),
  ])),
  bad('grants-by-another-account', 'grants', 'GrantsForAwsResources', 'written', name => key(name, [
    IAM_POLICIES, allow('Grants', { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/Deployer` }, ['kms:CreateGrant', 'kms:DescribeKey']),
  ])),
  bad('service-without-source', 'confused deputy', 'ServicePrincipalBounded', `${DG}/key-policy-services.html`, name => key(name, [
    IAM_POLICIES, allow('CloudTrail', service('cloudtrail'), 'kms:GenerateDataKey*'),
  ])),
  bad('events-of-any-bucket', 'confused deputy', 'ServicePrincipalBounded', 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html', name => key(name, [
    IAM_POLICIES, allow('Events', service('s3'), ['kms:GenerateDataKey', 'kms:Decrypt']),
  ])),
  bad('any-source', 'confused deputy', 'ServicePrincipalBounded', 'written', name => key(name, [
    IAM_POLICIES, allow('Alarms', service('cloudwatch'), ['kms:GenerateDataKey*', 'kms:Decrypt'], { ArnLike: { 'aws:SourceArn': '*' } }),
  ])),
  bad('source-if-any', 'confused deputy', ['ServicePrincipalBounded', 'ConditionKeyPresence'], 'written', name => key(name, [
    IAM_POLICIES, allow('Topics', service('sns'), ['kms:GenerateDataKey*', 'kms:Decrypt'], { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } }),
  ])),
  bad('all-of-another-account', 'cross-account', 'CrossAccountBounded', `${DG}/key-policy-modifying-external-accounts.html`, name => key(name, [
    IAM_POLICIES, allow('Partner', OTHER, USE),
  ])),
  bad('all-of-another-account-by-id', 'cross-account', 'CrossAccountBounded', 'written', name => key(name, [IAM_POLICIES, allow('Partner', { AWS: OTHER_ACCOUNT }, READ)])),
];

/** Key policies that do not say what they mean. */
export const BAD_MEANING: readonly BadCase[] = [
  bad('business-hours', 'condition', 'DateConditions', 'IAM/latest/UserGuide/reference_policies_examples_aws-dates.html', name => key(name, [
    IAM_MANAGES, allow('Office hours', API, USE.slice(0, 2), { DateGreaterThan: { 'aws:CurrentTime': '08:00:00Z' }, DateLessThan: { 'aws:CurrentTime': '18:00:00Z' } }),
  ])),
  bad('set-operator-on-one-value', 'condition', 'SetOperators', `${CONDITIONS}#conditions-kms-via-service`, name => key(name, [
    IAM_MANAGES, allow('Any service', API, USE, { 'ForAnyValue:StringEquals': { 'kms:ViaService': [`s3.${REGION}.amazonaws.com`, `rds.${REGION}.amazonaws.com`] } }),
  ])),
  bad('several-values-without-set-operator', 'condition', 'SetOperators', `${CONDITIONS}#conditions-kms-encryption-context-keys`, name => key(name, [
    IAM_MANAGES, allow('Keys', API, ['kms:Encrypt'], { StringEquals: { 'kms:EncryptionContextKeys': 'AppName' } }),
  ])),
  bad('context-keys-may-be-none', 'condition', 'ConditionKeyPresence', `${CONDITIONS}#conditions-kms-encryption-context-keys`, name => key(name, [
    IAM_MANAGES, allow('Keys', API, ['kms:Encrypt', 'kms:Decrypt'], { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['AppName'] } }),
  ])),
  bad('not-through-a-service', 'condition', 'ConditionKeyPresence', 'IAM/latest/UserGuide/reference_policies_elements_condition_operators.html', name => key(name, [
    IAM_MANAGES, allow('Not through EC2', API, USE, { StringNotEquals: { 'kms:ViaService': `ec2.${REGION}.amazonaws.com` } }),
  ])),
  bad('endpoint-if-any', 'condition', 'ConditionKeyPresence', 'written', name => key(name, [
    IAM_MANAGES, allow('Endpoint', API, ['kms:Decrypt'], { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1234abcdf5678c90a' } }),
  ])),
  bad('multi-factor-deny-that-misses-access-keys', 'condition', 'ConditionKeyPresence', 'IAM/latest/UserGuide/reference_policies_condition-keys.html', name => key(name, [
    IAM_POLICIES, deny('Multi-factor', '*', 'kms:ScheduleKeyDeletion', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
  ])),
  bad('conditional-allow-restricts-nobody', 'condition', 'ConditionalAllowRestricts', `${DG}/key-policy-default.html`, name => key(name, [
    IAM_POLICIES, allow('Only with multi-factor', API, ['kms:Decrypt'], { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
  ])),
  bad('context-restricts-nobody', 'condition', 'ConditionalAllowRestricts', `${CONDITIONS}#conditions-kms-encryption-context`, name => key(name, [
    IAM_POLICIES, allow('Finance', WORKER, ['kms:Decrypt', 'kms:Encrypt'], { StringEquals: { 'kms:EncryptionContext:Department': 'Finance' } }),
  ])),
  bad('source-asked-of-a-role', 'condition', 'NoSourceConditionForIdentity', `${DG}/key-policy-services.html`, name => key(name, [
    IAM_MANAGES, allow('Backup', WORKER, USE, { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
  ])),
  bad('network-deny-hits-services', 'condition', 'NetworkDenySparesServices', 'IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html', name => key(name, [
    IAM_POLICIES, deny('Office', { AWS: '*' }, ['kms:Decrypt', 'kms:GenerateDataKey*'], { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } }),
  ])),
  bad('network-deny-hits-volumes', 'condition', 'NetworkDenySparesServices', 'ebs/latest/userguide/ebs-encryption-requirements.html', name => key(name, [
    IAM_POLICIES, allow('Volumes', API, ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext'], {
      StringEquals: { 'kms:ViaService': `ec2.${REGION}.amazonaws.com` },
    }),
    deny('Vpc', { AWS: '*' }, ['kms:Decrypt', 'kms:GenerateDataKey*'], {
      StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-0123456789abcdef0' },
      BoolIfExists: { 'aws:ViaAWSService': 'false', 'aws:PrincipalIsAWSService': 'false' },
    }),
  ])),
  bad('describe-under-a-context', 'condition', 'DescribeKeyWithoutContext', `${CONDITIONS}#conditions-kms-encryption-context`, name => key(name, [
    IAM_MANAGES, allow('Finance', API, READ, { StringEquals: { 'kms:EncryptionContext:Department': 'Finance' } }),
  ])),
  bad('aliases-in-a-key-policy', 'refused', 'NoResourceAliasesInKeyPolicy', `${CONDITIONS}#conditions-kms-resource-aliases`, name => key(name, [
    IAM_MANAGES, allow('By alias', API, ['kms:Decrypt'], { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/orders' } }),
  ])),
  bad('tags-in-a-key-policy', 'refused', 'NoResourceTagInKeyPolicy', `${DG}/tag-authorization.html`, name => key(name, [
    IAM_MANAGES, allow('By tag', API, ['kms:Decrypt'], { StringEquals: { 'aws:ResourceTag/team': 'orders' } }),
  ])),
  bad('unknown-action', 'dead statement', 'KnownActions', 'service-authorization/latest/reference/list_awskeymanagementservice.html', name => key(name, [
    IAM_POLICIES, allow('KeyUse', API, ['kms:Decrypt', 'kms:DecryptDataKey', 'kms:DescribeKey']),
  ])),
  bad('action-of-another-service', 'dead statement', 'KnownActions', 'written', name => key(name, [IAM_POLICIES, allow('KeyUse', API, ['kms:Decrypt', 's3:GetObject'])])),
  bad('unknown-condition-key', 'dead statement', 'KnownConditionKeys', 'service-authorization/latest/reference/list_awskeymanagementservice.html', name => key(name, [
    IAM_MANAGES, allow('Office', API, ['kms:Decrypt'], { StringEquals: { 'kms:CallerAccountId': ACCOUNT } }),
  ])),
  bad('resource-is-an-alias', 'dead statement', 'StatementAppliesToKey', `${DG}/key-policy-overview.html`, name => key(name, [
    IAM_POLICIES, { ...allow('KeyUse', API, ['kms:Decrypt']), Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:alias/orders` },
  ])),
  bad('resource-is-a-bucket', 'dead statement', 'StatementAppliesToKey', 'written', name => key(name, [
    IAM_POLICIES, { ...allow('KeyUse', API, ['kms:Decrypt']), Resource: 'arn:aws:s3:::orders' },
  ])),
  bad('no-account', 'lock-out', 'PolicyCanBeChanged', `${DG}/key-policy-default.html#prevent-unmanageable-key`, name => key(name, [allow('KeyUse', API, USE)])),
  bad('only-another-account', 'lock-out', 'PolicyCanBeChanged', 'written', name => key(name, [allow('Partner', { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/Admin` }, MANAGEMENT)])),
  bad('policy-denied-to-all', 'lock-out', 'PolicyCanBeChanged', 'written', name => key(name, [IAM_POLICIES, deny('Frozen', { AWS: '*' }, 'kms:PutKeyPolicy')])),
  bad('managed-under-a-condition', 'lock-out', 'PolicyCanBeChanged', 'written', name => key(name, [
    { ...IAM_POLICIES, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1234abcdf5678c90a' } } },
  ])),
  bad('lockout-check-bypassed', 'lock-out', 'LockoutSafetyCheckOn', `${DG}/key-policy-default.html#prevent-unmanageable-key`, name => key(name, [IAM_POLICIES], { BypassPolicyLockoutSafetyCheck: true })),
  bad('group', 'refused', 'PrincipalKinds', 'IAM/latest/UserGuide/reference_policies_elements_principal.html', name => key(name, [
    IAM_POLICIES, allow('Developers', { AWS: `arn:aws:iam::${ACCOUNT}:group/Developers` }, READ),
  ])),
  bad('role-pattern', 'refused', 'PrincipalKinds', 'IAM/latest/UserGuide/reference_policies_elements_principal.html', name => key(name, [IAM_POLICIES, allow('Roles', { AWS: `${ROLES}/Orders*` }, READ)])),
  bad('deleted-role', 'refused', 'PrincipalKinds', 'IAM/latest/UserGuide/reference_policies_elements_principal.html', name => key(name, [
    IAM_POLICIES, allow('Gone', { AWS: 'AROAEXAMPLEROLEID1234' }, READ),
  ])),
  bad('policy-too-large', 'refused', 'PolicySize', `${DG}/resource-limits.html`, name => key(name, [
    IAM_POLICIES, ...[...Array(40).keys()].map(n => allow(`KeyUse${n}`, { AWS: [...Array(12).keys()].map(m => `${ROLES}/applications/orders/service-${n}-worker-${m}`) }, USE)),
  ])),
  bad('policy-with-a-dash', 'refused', 'PolicyCharacters', 'kms/latest/APIReference/API_PutKeyPolicy.html', name => key(name, [IAM_POLICIES, allow('Orders \u2013 readers', API, READ)])),
];
