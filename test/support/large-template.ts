type Resources = { readonly Resources: { readonly [logicalId: string]: object } };

/** What the roles may do with their keys. */
const ACTIONS = ['kms:Decrypt', 'kms:Encrypt'];

/** Many keys, for benchmarks and budgets, in templates of a hundred, which CloudFormation takes. */
export const largeApp = (keys: number, actions = ACTIONS): { readonly [file: string]: Resources } => Object.fromEntries(
  Array.from({ length: Math.ceil(keys / 100) }, (_, i) => [`app-${i}.json`, largeTemplate(Math.min(100, keys - 100 * i), actions, 100 * i)]));

/** Keys with a policy of seven statements each, a bucket under it, and a role that uses it and describes every key. */
export function largeTemplate(keys: number, actions: readonly string[] = ACTIONS, first = 0): Resources {
  const resources: { [logicalId: string]: object } = {};
  for (let i = first; i < first + keys; i++) {
    const arn = { 'Fn::GetAtt': [`Key${i}`, 'Arn'] };
    const role = { 'Fn::GetAtt': [`Role${i}`, 'Arn'] };
    resources[`Key${i}`] = {
      Type: 'AWS::KMS::Key',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true, KeyPolicy: { Version: '2012-10-17', Statement: statements(i, role, actions) } },
    };
    resources[`Alias${i}`] = { Type: 'AWS::KMS::Alias', Properties: { AliasName: `alias/app/${i}`, TargetKeyId: { Ref: `Key${i}` } } };
    resources[`Bucket${i}`] = {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arn } }] } },
    };
    resources[`Role${i}`] = {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {},
        Policies: [{
          PolicyName: 'Keys',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: actions, Resource: arn }, { Effect: 'Allow', Action: 'kms:Describe*', Resource: '*' }],
          },
        }],
      },
    };
  }
  return { Resources: resources };
}

const ACCOUNT = { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } };
const allow = (Sid: string, Principal: object, Action: unknown, Condition?: object): object =>
  ({ Sid, Effect: 'Allow', Principal, Action, Resource: '*', ...(Condition ? { Condition } : {}) });

const statements = (i: number, role: object, actions: readonly string[]): object[] => [
  allow('EnableIamPolicies', ACCOUNT, 'kms:*'),
  allow('KeyUse', { AWS: role }, actions),
  allow('KeyAdministration', { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/KeyAdmin' } },
    ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:EnableKey', 'kms:UpdateAlias']),
  allow('Logs', { Service: 'logs.eu-west-1.amazonaws.com' }, ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:DescribeKey'],
    { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-west-1:111122223333:log-group:/app/${i}` } }),
  allow('ThroughS3', ACCOUNT, ['kms:Decrypt', 'kms:GenerateDataKey'], { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com', 'kms:CallerAccount': '111122223333' } }),
  { Sid: 'DenyGrantsToOthers', Effect: 'Deny', Principal: '*', Action: 'kms:CreateGrant', Resource: '*', Condition: { Bool: { 'kms:GrantIsForAWSResource': 'false' } } },
  { Sid: 'DenyOutsiders', Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*', Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abcdefghij' }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } },
];
