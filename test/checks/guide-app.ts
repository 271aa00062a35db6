import { App, CfnResource, Stack } from 'aws-cdk-lib';

/*
 * The tutorial this library turns into constructs, as far as it can be written as CloudFormation: literally, mistakes included.
 * Names of accounts and resources are the tutorial's.
 */

const ACCOUNT = '123456789012';
const ROOT = { Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
const ADMINISTRATION = [
  'kms:Create*', 'kms:Describe*', 'kms:Enable*', 'kms:List*', 'kms:Put*', 'kms:Update*', 'kms:Revoke*', 'kms:Disable*', 'kms:Get*', 'kms:Delete*',
  'kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion',
];
const role = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;
const policy = (...statements: object[]) => ({ Version: '2012-10-17', Statement: [ROOT, ...statements] });

/** The tutorial as one app of one stack. */
export function guideApp(): App {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Guide', { env: { account: ACCOUNT, region: 'us-east-1' } });
  const add = (id: string, type: string, properties: object): CfnResource => new CfnResource(stack, id, { type, properties: properties as any });
  const key = (id: string, properties: object) => add(id, 'AWS::KMS::Key', properties);
  const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

  // Creating & Managing KMS Keys, 3: the template. 1: an elliptic curve that should encrypt. 2: staging without rotation.
  key('ApplicationKey', {
    Description: 'web-app production encryption key',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyRotationStatus: 'true',
    PendingWindowInDays: 30,
    KeyPolicy: policy({ Sid: 'Allow use of the key for encryption', Effect: 'Allow', Principal: { AWS: role('ApplicationRole') }, Action: USE, Resource: '*' }),
  });
  add('ApplicationKeyAlias', 'AWS::KMS::Alias', { AliasName: 'alias/web-app-production-key', TargetKeyId: { Ref: 'ApplicationKey' } });
  key('EccKey', { KeyUsage: 'ENCRYPT_DECRYPT', KeySpec: 'ECC_NIST_P256', Description: 'ECC key for encryption' });
  key('StagingKey', { Description: 'ecommerce staging encryption key', EnableKeyRotation: false, PendingWindowInDays: 7 });

  // Key Policies & Access Control, 3: the examples.
  key('Example1', {
    EnableKeyRotation: true,
    KeyPolicy: policy(
      { Sid: 'Allow application role to use the key', Effect: 'Allow', Principal: { AWS: [role('WebApplicationRole'), role('BackgroundJobRole')] }, Action: USE, Resource: '*' },
      { Sid: 'Allow administrators to manage the key', Effect: 'Allow', Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:user/admin1`, role('AdminRole')] }, Action: ADMINISTRATION, Resource: '*' },
      { Sid: 'Allow CloudTrail to describe key', Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: ['kms:DescribeKey', 'kms:GetKeyPolicy'], Resource: '*' },
    ),
  });
  add('Trail', 'AWS::CloudTrail::Trail', { S3BucketName: 'my-cloudtrail-logs', IsLogging: true, KMSKeyId: arn('Example1') });
  key('Example2', {
    EnableKeyRotation: true,
    KeyPolicy: policy(
      {
        Sid: 'Allow cross-account access',
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam::987654321098:root', role('CrossAccountRole', '111122223333')] },
        Action: USE,
        Resource: '*',
        Condition: { StringEquals: { 'kms:ViaService': ['s3.us-east-1.amazonaws.com', 's3.us-west-2.amazonaws.com'] } },
      },
      {
        Sid: 'Restrict to specific encryption context',
        Effect: 'Allow',
        Principal: { AWS: role('DataProcessingRole', '987654321098') },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:EncryptionContext:Department': 'Finance', 'kms:EncryptionContext:Project': 'DataAnalytics' } },
      },
    ),
  });
  key('Example3', {
    EnableKeyRotation: true,
    KeyPolicy: policy(
      {
        Sid: 'Allow access during business hours only',
        Effect: 'Allow',
        Principal: { AWS: role('BusinessHoursRole') },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: {
          'DateGreaterThan': { 'aws:CurrentTime': '08:00Z' },
          'DateLessThan': { 'aws:CurrentTime': '18:00Z' },
          'ForAllValues:StringEquals': { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] },
        },
      },
      {
        Sid: 'Emergency access outside business hours',
        Effect: 'Allow',
        Principal: { AWS: role('EmergencyRole') },
        Action: ['kms:Decrypt', 'kms:DescribeKey'],
        Resource: '*',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
    ),
  });

  // 4, via Terraform: CloudWatch Logs by its global principal.
  key('LogsKey', {
    EnableKeyRotation: true,
    KeyPolicy: policy({
      Sid: 'Allow CloudWatch Logs',
      Effect: 'Allow',
      Principal: { Service: 'logs.amazonaws.com' },
      Action: USE,
      Resource: '*',
      Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/*` } },
    }),
  });
  add('FunctionLogs', 'AWS::Logs::LogGroup', { LogGroupName: '/aws/lambda/my-secure-function', KmsKeyId: arn('LogsKey') });

  // 5: the administrator's IAM policy.
  add('AdministratorPolicy', 'AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'AllowKeyManagement', Effect: 'Allow', Action: [...ADMINISTRATION, 'kms:TagResource', 'kms:UntagResource'], Resource: '*' },
        {
          Sid: 'AllowKeyUsage',
          Effect: 'Allow',
          Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
          Resource: '*',
        },
      ],
    },
  });

  // Key Rotation, 1: the alarm.
  add('RotationAlarm', 'AWS::CloudWatch::Alarm', {
    AlarmName: 'kms-key-rotation-overdue',
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    MetricName: 'DaysUntilKeyRotation',
    Namespace: 'AWS/KMS',
    Period: 86400,
    Statistic: 'Maximum',
    Threshold: 400,
    Dimensions: [{ Name: 'KeyId', Value: { Ref: 'ApplicationKey' } }],
  });

  // Integration with AWS services, 1 and 3: the bucket policy and the function's role.
  key('S3Key', { Description: 'S3 bucket encryption key', PendingWindowInDays: 30, EnableKeyRotation: true });
  add('S3KeyAlias', 'AWS::KMS::Alias', { AliasName: 'alias/s3-encryption-key', TargetKeyId: { Ref: 'S3Key' } });
  add('SecureBucket', 'AWS::S3::Bucket', {
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arn('S3Key') } }] },
  });
  const denyUpload = (sid: string, header: string, value: unknown) => ({
    Sid: sid,
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: { 'Fn::Join': ['', [arn('SecureBucket'), '/*']] },
    Condition: { StringNotEquals: { [header]: value } },
  });
  add('SecureBucketPolicy', 'AWS::S3::BucketPolicy', {
    Bucket: { Ref: 'SecureBucket' },
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        denyUpload('DenyUnencryptedObjectUploads', 's3:x-amz-server-side-encryption', 'aws:kms'),
        denyUpload('DenyWrongKMSKey', 's3:x-amz-server-side-encryption-aws-kms-key-id', arn('S3Key')),
      ],
    },
  });
  add('LambdaRole', 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
    Policies: [{
      PolicyName: 'lambda-kms-policy',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
          Resource: [arn('ApplicationKey'), 'alias/lambda-data-key'],
          Condition: { StringEquals: { 'kms:EncryptionContext:LambdaFunctionName': 'my-secure-function' } },
        }],
      },
    }],
  });
  return app;
}
