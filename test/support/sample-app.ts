/*
 * A small app as people write it in CloudFormation: five keys, the data under them, and those who use both. For pages, and for what the docs show.
 */

type Template = { readonly Resources: { readonly [logicalId: string]: object } };

const ROOT = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' };
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const allow = (Sid: string, Principal: object, Action: unknown, Condition?: object) => ({ Sid, Effect: 'Allow', Principal, Action, Resource: '*', ...(Condition ? { Condition } : {}) });
const DELEGATE = allow('EnableIamPolicies', { AWS: ROOT }, 'kms:*');
const USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:DescribeKey'];
const key = (statements: readonly object[], properties: object = {}) => ({
  Type: 'AWS::KMS::Key',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: { EnableKeyRotation: true, PendingWindowInDays: 30, ...properties, KeyPolicy: { Version: '2012-10-17', Statement: statements } },
});
const alias = (name: string, target: string) => ({ Type: 'AWS::KMS::Alias', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties: { AliasName: `alias/${name}`, TargetKeyId: { Ref: target } } });
const role = (...statements: readonly object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: 'Own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }] },
});
const may = (Action: unknown, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

/** The files of the app. */
export const sampleApp = (): { readonly 'app.json': Template } => ({
  'app.json': {
    Resources: {
      OrdersKey: key([DELEGATE, allow('KeyUse', { AWS: arn('Api') }, USE), { Sid: 'DenyGrantsToOthers', Effect: 'Deny', Principal: '*', Action: 'kms:CreateGrant', Resource: '*', Condition: { Bool: { 'kms:GrantIsForAWSResource': 'false' } } }]),
      OrdersAlias: alias('orders', 'OrdersKey'),
      Orders: { Type: 'AWS::DynamoDB::Table', Properties: { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: arn('OrdersKey') } } },
      Jobs: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: arn('OrdersKey') } },
      DocumentsKey: key([DELEGATE, allow('ThroughS3', { AWS: arn('Reporting') }, ['kms:Decrypt', 'kms:GenerateDataKey'], { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } })]),
      DocumentsAlias: alias('documents', 'DocumentsKey'),
      Documents: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arn('DocumentsKey') } }] } },
      },
      LogsKey: key([DELEGATE, allow('CloudWatchLogs', { Service: 'logs.eu-west-1.amazonaws.com' }, USE,
        { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Sub': 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/orders/api' } } })]),
      LogsAlias: alias('logs', 'LogsKey'),
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/orders/api', KmsKeyId: arn('LogsKey') } },
      SecretsKey: key([DELEGATE, allow('PartnerReads', { AWS: 'arn:aws:iam::999988887777:root' }, ['kms:Decrypt', 'kms:DescribeKey'])]),
      SecretsAlias: alias('secrets', 'SecretsKey'),
      Password: { Type: 'AWS::SecretsManager::Secret', Properties: { KmsKeyId: arn('SecretsKey') } },
      SigningKey: key([DELEGATE, allow('KeySigning', { AWS: arn('Api') }, ['kms:Sign', 'kms:GetPublicKey'])], { EnableKeyRotation: false, KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
      SigningAlias: alias('invoices', 'SigningKey'),
      Api: role(may(['dynamodb:GetItem', 'dynamodb:PutItem'], arn('Orders')), may('sqs:SendMessage', arn('Jobs'))),
      Reporting: role(may(['s3:GetObject', 's3:ListBucket'], [arn('Documents'), { 'Fn::Sub': '${Documents.Arn}/*' }]), may('dynamodb:Scan', arn('Orders'))),
      Operator: role(may(['kms:Describe*', 'kms:List*', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'], '*')),
    },
  },
});
