import { ACCOUNT, allow, API, Case, deny, good, IAM_MANAGES, IAM_POLICIES, key, MANAGEMENT, OTHER_ACCOUNT, PARTNER, REGION, retained, SECURITY, USE, WORKER, alias } from './case';

const DG = 'kms/latest/developerguide';
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });

/** Who may do what: shapes of the KMS developer guide. */
export const GOOD_POLICIES: readonly Case[] = [
  good('default-policy', `${DG}/key-policy-default.html`, name => key(name, [IAM_POLICIES])),
  good('no-key-policy', `${DG}/key-policy-default.html`, name => ({
    Key: retained('AWS::KMS::Key', { Description: name, EnableKeyRotation: true }),
    Alias: alias(name),
  })),
  good('key-users', `${DG}/key-policy-default.html`, name => key(name, [
    IAM_POLICIES,
    allow('Allow use of the key', { AWS: [API.AWS, WORKER.AWS] }, USE),
    allow('Allow attachment of persistent resources', API, ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
  ])),
  good('listed-administrators', `${DG}/key-policy-default.html`, name => key(name, [IAM_POLICIES, allow('Allow access for key administrators', SECURITY, MANAGEMENT)])),
  good('administrators-and-users', `${DG}/key-policy-default.html`, name => key(name, [
    IAM_MANAGES,
    allow('KeyAdministration', SECURITY, MANAGEMENT),
    allow('KeyUse', WORKER, USE),
  ])),
  good('one-statement-no-list', 'written', name => key(name, [], {
    KeyPolicy: { Version: '2012-10-17', Id: 'key-default-1', Statement: IAM_POLICIES },
  })),
  good('account-by-id', 'written', name => key(name, [{ ...IAM_POLICIES, Principal: { AWS: ACCOUNT } }])),
  good('decrypt-for-role-of-other-account', `${DG}/key-policy-modifying-external-accounts.html`, name => key(name, [
    IAM_POLICIES,
    allow('Allow use by a role of another account', PARTNER, ['kms:Decrypt', 'kms:DescribeKey']),
  ])),
  good('other-account-through-service', `${DG}/conditions-kms.html#conditions-kms-via-service`, name => key(name, [
    IAM_POLICIES,
    allow('Other account through S3', root(OTHER_ACCOUNT), ['kms:Decrypt', 'kms:GenerateDataKey*'], { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } }),
  ])),
  good('other-account-views', `${DG}/key-policy-modifying-external-accounts.html`, name => key(name, [IAM_POLICIES, allow('View', root(OTHER_ACCOUNT), ['kms:DescribeKey', 'kms:GetPublicKey'])])),
  good('organization', `${DG}/key-policy-services.html`, name => key(name, [
    IAM_POLICIES,
    allow('Organization', { AWS: '*' }, ['kms:Decrypt', 'kms:DescribeKey'], { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }),
  ])),
  good('organizational-unit', 'IAM/latest/UserGuide/reference_policies_condition-keys.html', name => key(name, [
    IAM_POLICIES,
    allow('Unit', '*', 'kms:Decrypt', {
      'StringEquals': { 'aws:PrincipalOrgID': 'o-exampleorgid' },
      'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-exampleorgid/r-ab12/ou-ab12-11111111/*' },
    }),
  ])),
  good('ebs-through-ec2', `${DG}/conditions-kms.html#conditions-kms-caller-account`, name => key(name, [
    IAM_POLICIES,
    allow('Allow access through EBS for all principals in the account that are authorized to use EBS', { AWS: '*' },
      ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:CreateGrant', 'kms:DescribeKey'],
      { StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': `ec2.${REGION}.amazonaws.com` } }),
  ])),
  good('several-services', `${DG}/conditions-kms.html#conditions-kms-via-service`, name => key(name, [
    IAM_MANAGES,
    allow('Through EC2 and RDS', WORKER, [...USE, 'kms:CreateGrant', 'kms:ListGrants'],
      { StringEquals: { 'kms:ViaService': [`ec2.${REGION}.amazonaws.com`, `rds.${REGION}.amazonaws.com`] } }),
  ])),
  good('encryption-context', `${DG}/conditions-kms.html#conditions-kms-encryption-context`, name => key(name, [
    IAM_MANAGES,
    allow('Finance', API, ['kms:Decrypt', 'kms:GenerateDataKey'], { StringEquals: { 'kms:EncryptionContext:AppName': 'ExampleApp', 'kms:EncryptionContext:FilePath': '/var/opt/secrets/' } }),
    allow('Describe', API, 'kms:DescribeKey'),
  ])),
  good('encryption-context-keys', `${DG}/conditions-kms.html#conditions-kms-encryption-context-keys`, name => key(name, [
    IAM_MANAGES,
    allow('Only AppName', API, ['kms:Encrypt', 'kms:GenerateDataKey*'], {
      'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['AppName', 'FilePath'] },
      'Null': { 'kms:EncryptionContextKeys': 'false' },
    }),
  ])),
  good('grant-operations', `${DG}/conditions-kms.html#conditions-kms-grant-operations`, name => key(name, [
    IAM_POLICIES,
    allow('Grants of encryption', API, 'kms:CreateGrant', { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Encrypt', 'GenerateDataKey'] } }),
  ])),
  good('grantee-principal', `${DG}/conditions-kms.html#conditions-kms-grantee-principal`, name => key(name, [
    IAM_POLICIES,
    allow('Grants for the worker', API, 'kms:CreateGrant', { StringEquals: { 'kms:GranteePrincipal': WORKER.AWS } }),
  ])),
  good('request-alias', `${DG}/conditions-kms.html#conditions-kms-request-alias`, name => key(name, [
    IAM_MANAGES,
    allow('By alias', root(ACCOUNT), ['kms:Decrypt', 'kms:GenerateDataKey'], { StringEquals: { 'kms:RequestAlias': 'alias/orders' } }),
  ])),
  good('tagged-principals', `${DG}/abac.html`, name => key(name, [
    IAM_MANAGES,
    allow('By tag', root(ACCOUNT), ['kms:Encrypt', 'kms:Decrypt'], { StringEquals: { 'aws:PrincipalTag/Project': 'Orders' } }),
  ])),
  good('enclave', `${DG}/conditions-nitro-enclave.html`, name => key(name, [
    IAM_MANAGES,
    allow('Enclave', API, ['kms:Decrypt', 'kms:GenerateRandom'], { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': '9fedcba8abcdef7abcdef6abcdef5abcdef4abcdef3abcdef2abcdef1abcdef1' } }),
  ])),
  good('multi-factor-to-delete', 'written', name => key(name, [
    IAM_POLICIES,
    deny('Deletion needs multi-factor authentication', { AWS: '*' }, ['kms:ScheduleKeyDeletion', 'kms:DisableKey'], { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }),
  ])),
  good('break-glass', 'written', name => key(name, [
    IAM_MANAGES,
    allow('KeyUse', WORKER, USE),
    allow('BreakGlass', { AWS: `arn:aws:iam::${ACCOUNT}:role/BreakGlass` }, ['kms:Decrypt', 'kms:DescribeKey'], {
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
    }),
  ])),
  good('access-until', 'IAM/latest/UserGuide/reference_policies_examples_aws-dates.html', name => key(name, [
    IAM_MANAGES,
    allow('Migration', WORKER, ['kms:Decrypt'], { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' }, DateLessThan: { 'aws:CurrentTime': '2026-03-31T23:59:59Z' } }),
  ])),
  good('deny-short-window', `${DG}/conditions-kms.html#conditions-kms-schedule-key-deletion-pending-window-in-days`, name => key(name, [
    IAM_POLICIES,
    deny('Thirty days at least', { AWS: '*' }, 'kms:ScheduleKeyDeletion', { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } }),
  ])),
  good('deny-bypass', `${DG}/conditions-kms.html#conditions-kms-bypass-policy-lockout-safety-check`, name => key(name, [
    IAM_POLICIES,
    deny('Keep the check', { AWS: '*' }, 'kms:PutKeyPolicy', { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } }),
  ])),
  good('deny-other-regions', `${DG}/conditions-kms.html#conditions-kms-replica-region`, name => key(name, [
    IAM_POLICIES,
    deny('Replicas in two Regions only', { AWS: '*' }, 'kms:ReplicateKey', { StringNotEquals: { 'kms:ReplicaRegion': ['us-east-1', 'eu-central-1'] } }),
  ], { MultiRegion: true })),
  good('deny-plain-http', 'written', name => key(name, [IAM_POLICIES, deny('Transport', '*', 'kms:*', { Bool: { 'aws:SecureTransport': 'false' } })])),
  good('deny-outside-endpoint', `${DG}/vpce-policy-condition.html`, name => key(name, [
    IAM_POLICIES,
    deny('Only through the endpoint', { AWS: '*' }, ['kms:Encrypt', 'kms:Decrypt'], {
      StringNotEquals: { 'aws:SourceVpce': 'vpce-1234abcdf5678c90a' },
      BoolIfExists: { 'aws:ViaAWSService': 'false' },
      ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/aws:ec2-infrastructure' },
    }),
  ])),
  good('data-perimeter', 'IAM/latest/UserGuide/access_policies_data-perimeters.html', name => key(name, [
    IAM_POLICIES,
    deny('Perimeter', { AWS: '*' }, 'kms:*', {
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    }),
  ])),
  good('deny-without-context', `${DG}/conditions-kms.html#conditions-kms-encryption-context`, name => key(name, [
    IAM_POLICIES,
    deny('Context', { AWS: '*' }, ['kms:Encrypt', 'kms:GenerateDataKey*'], { Null: { 'kms:EncryptionContext:Department': 'true' } }),
  ])),
  good('session-of-a-role', 'IAM/latest/UserGuide/reference_policies_elements_principal.html', name => key(name, [
    IAM_POLICIES,
    allow('Session', { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/OrdersApi/nightly` }, ['kms:Decrypt', 'kms:DescribeKey']),
  ])),
  good('principal-by-intrinsics', 'AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html', name => key(name, [
    { ...IAM_POLICIES, Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] } } },
  ])),
  good('grants-by-services-only', 'controltower/latest/controlreference/kms-rules.html', name => key(name, [
    IAM_POLICIES,
    deny('Grants', '*', 'kms:CreateGrant', { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' } }),
  ])),
];
