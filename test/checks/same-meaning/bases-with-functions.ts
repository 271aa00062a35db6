import { Resources } from '../support';

/*
 * Templates as people write them with the functions of CloudFormation: parameters, conditions, mappings, and references between resources.
 */

const sub = (text: string, values?: object) => ({ 'Fn::Sub': values ? [text, values] : text });
const att = (id: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [id, attribute] });
const ref = (Ref: string) => ({ Ref });
const join = (delimiter: string, ...parts: unknown[]) => ({ 'Fn::Join': [delimiter, parts] });
const when = (condition: string, whenTrue: unknown, whenFalse: unknown = ref('AWS::NoValue')) => ({ 'Fn::If': [condition, whenTrue, whenFalse] });
const find = (...keys: unknown[]) => ({ 'Fn::FindInMap': keys });

const RETAINED = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const ACCOUNT_ROOT = { Sid: 'Root', Effect: 'Allow', Principal: { AWS: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') }, Action: 'kms:*', Resource: '*' };
const allow = (Principal: unknown, Action: unknown, Condition?: unknown, more: object = {}) => ({ Effect: 'Allow', Principal, Action, Resource: '*', ...(Condition ? { Condition } : {}), ...more });
const may = (Action: unknown, Resource: unknown, Condition?: unknown) => ({ Effect: 'Allow', Action, Resource, ...(Condition ? { Condition } : {}) });
const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });
const key = (...statements: unknown[]) => ({ Type: 'AWS::KMS::Key', ...RETAINED, Properties: { EnableKeyRotation: true, KeyPolicy: document(ACCOUNT_ROOT, ...statements) } });
const alias = (name: unknown = 'alias/orders', target: unknown = ref('Key')) => ({ Type: 'AWS::KMS::Alias', ...RETAINED, Properties: { AliasName: name, TargetKeyId: target } });
const ASSUMED = { AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }) };
const role = (more: object = {}) => ({ Type: 'AWS::IAM::Role', Properties: { ...ASSUMED, ...more } });

const MESSAGE = ['kms:Decrypt', 'kms:GenerateDataKey*'];
const DATA = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
const MANAGE = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DisableKey'];
const OF_LOGS = { Service: sub('logs.${AWS::Region}.amazonaws.com') };
const LOG_ARN = sub('arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*');

/** A template by its name: resources, and what of conditions, parameters and mappings they need. */
export const WITH_FUNCTIONS: readonly (readonly [name: string, Resources: Resources, more?: object])[] = [
  ['a log group under a key', {
    Key: key(allow(OF_LOGS, DATA, { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': LOG_ARN } })),
    Alias: alias(sub('alias/${AWS::StackName}')),
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: sub('/app/${AWS::StackName}'), KmsKeyId: att('Key') } },
  }],
  ['a log group whose service the key does not let in', { Key: key(), Alias: alias(), Group: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: att('Key') } } }],
  ['roles of the stack, one that manages and uses', {
    Admin: role({ RoleName: 'Admin' }), App: role(), Key: key(allow({ AWS: att('Admin') }, MANAGE, undefined, { Sid: 'Manage' }), allow({ AWS: [att('App'), att('Admin')] }, DATA)), Alias: alias(),
  }],
  ['a role that has everything', { App: role({ RoleName: 'App', Path: '/' }), Key: key(allow({ AWS: att('App') }, 'kms:*')), Alias: alias() }],
  ['a role whose name a parameter gives', {
    Key: key(allow({ AWS: sub('arn:aws:iam::${AWS::AccountId}:role/${RoleName}') }, 'kms:*'), allow({ AWS: join('', 'arn:aws:iam::', ref('AWS::AccountId'), ':role/', ref('RoleName')) }, ['kms:Create*', 'kms:PutKeyPolicy'])),
    Alias: alias(sub('alias/${Name}')),
  }, { Parameters: { RoleName: { Type: 'String' }, Name: { Type: 'String', Default: 'orders' } } }],
  ['another account in production', {
    Key: key(allow({ AWS: when('IsProd', sub('arn:aws:iam::${Partner}:root', { Partner: find('Accounts', ref('Stage'), 'partner') }), 'arn:aws:iam::444455556666:root') }, DATA)), Alias: alias(),
  }, {
    Parameters: { Stage: { Type: 'String', AllowedValues: ['prod', 'dev'] } },
    Mappings: { Accounts: { prod: { partner: '555566667777' }, dev: { partner: '666677778888' } } },
    Conditions: { IsProd: { 'Fn::Equals': [ref('Stage'), 'prod'] } },
  }],
  ['everyone where it is public', {
    Key: key(when('IsPublic', allow('*', 'kms:Decrypt', { StringEquals: { 'kms:ViaService': sub('s3.${AWS::Region}.amazonaws.com') } })), allow({ AWS: '*' }, DATA, { StringEquals: { 'kms:CallerAccount': ref('AWS::AccountId') } })),
    Alias: alias(),
  }, { Parameters: { Open: { Type: 'String' } }, Conditions: { IsPublic: { 'Fn::Not': [{ 'Fn::Equals': [ref('Open'), ''] }] } } }],
  ['a topic with an alarm', {
    Key: key(allow({ Service: [sub('cloudwatch.${AWS::URLSuffix}'), 'events.amazonaws.com'] }, MESSAGE, when('IsBound', { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } }))),
    Alias: alias(),
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: sub('${AWS::StackName}-alarms'), KmsMasterKeyId: ref('Key') } },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors', Namespace: 'App', ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 1, AlarmActions: [ref('Topic')] } },
  }, { Parameters: { Bound: { Type: 'String' } }, Conditions: { IsBound: { 'Fn::Equals': [ref('Bound'), 'true'] } } }],
  ['principals of several kinds', {
    App: role(), Key: key(allow({ AWS: [att('App'), 'arn:aws:iam::444455556666:root'], Service: ['s3.amazonaws.com', 'sns.amazonaws.com'] }, MESSAGE)), Alias: alias(),
  }],
  ['policies of roles', {
    App: role({ RoleName: sub('${AWS::StackName}-app'), Policies: [{ PolicyName: 'kms', PolicyDocument: document(may(['kms:Decrypt', 'kms:DescribeKey'], '*')) }], ManagedPolicyArns: [ref('Managed')] }),
    Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', Roles: [ref('App')], PolicyDocument: document(may([...MANAGE, 'kms:CreateGrant'], [att('Key'), sub('arn:${AWS::Partition}:kms:*:${AWS::AccountId}:key/*')])) } },
    Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(may('kms:GenerateDataKey*', [att('Key'), join(':', 'arn:aws:kms', ref('AWS::Region'), ref('AWS::AccountId'), 'alias/orders')])) } },
    Key: key(),
    Alias: alias(),
  }],
  ['a boundary', {
    Limits: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(may('kms:*', '*')) } },
    App: role({ PermissionsBoundary: ref('Limits'), Policies: [{ PolicyName: 'kms', PolicyDocument: document(may('kms:*', att('Key'))) }] }),
    Key: key(),
    Alias: alias(),
  }],
  ['a function of AWS SAM', {
    Function: { Type: 'AWS::Serverless::Function', Properties: { Policies: [{ KMSDecryptPolicy: { KeyId: ref('Key') } }, document(may('kms:Decrypt', sub('arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/*')))] } },
    Key: key(allow({ AWS: att('FunctionRole') }, 'kms:Decrypt')),
    Alias: alias(),
  }],
  ['conditions of numbers, dates and networks', {
    Key: key(
      { Effect: 'Deny', Principal: '*', Action: 'kms:ScheduleKeyDeletion', Resource: '*', Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': 30 } } },
      { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*', Condition: { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', ref('Network')] }, Bool: { 'aws:ViaAWSService': false }, Null: { 'aws:SourceIp': false } } },
      allow({ AWS: 'arn:aws:iam::444455556666:role/etl' }, 'kms:Decrypt', { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' }, NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '3600' } }),
      allow({ AWS: 'arn:aws:iam::444455556666:role/etl' }, 'kms:CreateGrant', { 'Bool': { 'kms:GrantIsForAWSResource': 'true' }, 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'Encrypt'] } }),
    ),
    Alias: alias(),
  }, { Parameters: { Network: { Type: 'String' } } }],
  ['a role by a reference that CloudFormation looks up', { Key: key(allow({ AWS: '{{resolve:ssm:/app/role}}' }, ['kms:Create*', 'kms:Put*', 'kms:Decrypt'])), Alias: alias() }],
  ['a queue behind a topic', {
    Key: key(allow({ Service: 'sns.amazonaws.com' }, MESSAGE, { ArnEquals: { 'aws:SourceArn': ref('Topic') } })),
    Alias: alias(),
    Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: att('Key', 'KeyId') } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: ref('Alias') } },
    Subscription: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: ref('Topic'), Protocol: 'sqs', Endpoint: att('Queue') } },
  }],
  ['a trail and a bucket', {
    Key: key(allow({ Service: 'cloudtrail.amazonaws.com' }, 'kms:GenerateDataKey*', { StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': sub('arn:${AWS::Partition}:cloudtrail:*:${AWS::AccountId}:trail/*') } })),
    Alias: alias(),
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: att('Key') } }] } } },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: ref('Bucket'),
        PolicyDocument: document({
          Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: sub('${Bucket.Arn}/*'), Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
        }),
      },
    },
    Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { TrailName: 'audit', IsLogging: true, S3BucketName: ref('Bucket'), KMSKeyId: att('Key') } },
  }],
  ['a key of a kind that a condition chooses', {
    Key: { Type: 'AWS::KMS::Key', Condition: 'IsProd', DeletionPolicy: 'Delete', Properties: { KeySpec: when('IsSigning', 'RSA_2048'), KeyUsage: when('IsSigning', 'SIGN_VERIFY', 'ENCRYPT_DECRYPT'), EnableKeyRotation: when('IsSigning', false, true), Enabled: 'false', PendingWindowInDays: '7', KeyPolicy: document(ACCOUNT_ROOT) } },
    Alias: { ...alias(when('IsProd', 'alias/prod', 'alias/dev')), Condition: 'IsProd' },
  }, {
    Parameters: { Stage: { Type: 'String' }, Kind: { Type: 'String' } },
    Conditions: { IsProd: { 'Fn::Equals': [ref('Stage'), 'prod'] }, IsSigning: { 'Fn::And': [{ Condition: 'IsProd' }, { 'Fn::Equals': [ref('Kind'), 'sign'] }] } },
  }],
  ['users and groups', {
    Group: { Type: 'AWS::IAM::Group', Properties: { Policies: [{ PolicyName: 'g', PolicyDocument: document(may('kms:*', '*', { StringEquals: { 'aws:RequestedRegion': ref('AWS::Region') } })) }] } },
    User: { Type: 'AWS::IAM::User', Properties: { Groups: [ref('Group')], Policies: [{ PolicyName: 'u', PolicyDocument: { Statement: may('kms:CreateGrant', '*') } }] } },
    Key: key(allow({ AWS: [att('User'), sub('${User.Arn}')] }, [...MANAGE, 'kms:Decrypt'])),
    Alias: alias('alias/users', att('Key', 'KeyId')),
  }],
];
