import { CATALOG } from '../../../src/services/catalog';
import { ACCOUNT, REGION } from '../../support/stack';
import { Case, allow, cases, conditional, delegated, deny, key, keyWith, PARAMETER, Resources, ROOT, template, verdicts } from '../support';

const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const UNREADABLE = ['undecidable: the policy is not known before deployment'];

const bucket = (algorithm?: any) => ({
  Type: 'AWS::S3::Bucket',
  Properties: algorithm ? { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] } } }] } } : {},
});
const bucketPolicy = (condition: any, algorithm: any = 'aws:kms', name: any = { Ref: 'Bucket' }): Resources => ({
  Key: key(),
  Bucket: bucket(algorithm),
  Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: name, PolicyDocument: { Statement: [{ ...deny(condition, 's3:PutObject'), Resource: 'arn:aws:s3:::b/*' }] } } },
});
const HEADER = 's3:x-amz-server-side-encryption';
const NO_HEADER = ["finding Test: 'Test' denies uploads without the header x-amz-server-side-encryption"];
const withStatement = (more: any): Resources => {
  const { Policy, ...others } = bucketPolicy({});
  return { ...others, Policy: { ...Policy, Properties: { ...Policy.Properties, PolicyDocument: { Statement: [{ ...deny({}, 's3:PutObject'), ...more }] } } } };
};
/** A Deny of what names no KMS, beside another Deny. */
const beside = (condition: any, more: any = {}, chosen = false): Resources => {
  const { Policy, ...others } = bucketPolicy({ StringNotEquals: { [HEADER]: 'aws:kms' } });
  const [statement] = (Policy.Properties as any).PolicyDocument.Statement;
  const sibling = { ...statement, Sid: 'Sibling', Condition: condition, ...more };
  return { ...others, Policy: { ...Policy, Properties: { ...Policy.Properties, PolicyDocument: { Statement: [statement, chosen ? conditional(sibling, { Ref: 'AWS::NoValue' }) : sibling] } } } };
};
cases('HeaderlessUploadsAllowed', [
  ['IfExists, which makes no difference to a negated operator', bucketPolicy({ StringNotEqualsIfExists: { [HEADER]: 'aws:kms' } }),
    ["finding Test: 'Test' denies uploads without the header x-amz-server-side-encryption"]],
  ['with presence', bucketPolicy({ StringNotEquals: { [HEADER]: 'aws:kms' }, Null: { [HEADER]: 'false' } }), []],
  ['the key, of uploads that ask for an algorithm', bucketPolicy({ StringNotEquals: { [`${HEADER}-aws-kms-key-id`]: KEY_ARN }, Null: { [HEADER]: 'false' } }), []],
  ['the algorithm', bucketPolicy({ StringNotEquals: { [HEADER]: 'aws:kms' } }), ["finding Test: 'Test' denies uploads without the header x-amz-server-side-encryption"]],
  ['the key', bucketPolicy({ StringNotEquals: { [`${HEADER}-aws-kms-key-id`]: KEY_ARN } }), ["finding Test: 'Test' denies uploads without the header x-amz-server-side-encryption-aws-kms-key-id"]],
  ['a bucket that does not encrypt under KMS', bucketPolicy({ StringNotEquals: { [HEADER]: 'aws:kms' } }, null), 'n/a'],
  ['a bucket elsewhere', bucketPolicy({ StringNotEquals: { [HEADER]: 'aws:kms' } }, 'aws:kms', 'elsewhere'), ["undecidable Test: whether the bucket of 'Test' encrypts with KMS by default is not known before deployment"]],
  ['another condition', bucketPolicy({ Bool: { 'aws:SecureTransport': 'false' } }), []],
  ['presence of another header', bucketPolicy({ StringNotEquals: { [HEADER]: 'aws:kms' }, Null: { 's3:x-amz-acl': 'false' } }), NO_HEADER],
  ['absence of the header', bucketPolicy({ StringNotEquals: { [HEADER]: 'aws:kms' }, Null: { [HEADER]: 'true' } }), NO_HEADER],
  ['another condition on the header', bucketPolicy({ StringNotEquals: { [HEADER]: 'aws:kms' }, StringEquals: { [HEADER]: 'false' } }), NO_HEADER],
  ['presence of the key', bucketPolicy({ StringNotEquals: { [HEADER]: 'aws:kms' }, Null: { [`${HEADER}-aws-kms-key-id`]: 'false' } }), []],
  ['a header that is asked for', bucketPolicy({ StringEquals: { [HEADER]: 'AES256' } }), []],
  ['another header', bucketPolicy({ StringNotEquals: { 's3:x-amz-acl': 'private' } }), []],
  ['a bucket that encrypts twice', bucketPolicy({ StringNotEquals: { [HEADER]: 'aws:kms' } }, 'aws:kms:dsse'), NO_HEADER],
  ['a bucket that encrypts by a parameter', bucketPolicy({ StringNotEquals: { [HEADER]: 'aws:kms' } }, PARAMETER), ["undecidable Test: whether the bucket of 'Test' encrypts with KMS by default is not known before deployment: it depends on Parameter"]],
  ['an Allow', withStatement({ Effect: 'Allow', Condition: { StringNotEquals: { [HEADER]: 'aws:kms' } } }), []],
  // Whoever refuses uploads without a header in so many words means it.
  ['beside a Deny of no header', beside({ Null: { [HEADER]: 'true' } }), []],
  ['beside a Deny of no key', beside({ Null: { [`${HEADER}-aws-kms-key-id`]: ['true'] } }), []],
  ['beside a Deny of no header, of more', beside({ Null: { [HEADER]: true } }, { Action: 's3:*', Resource: '*', Principal: '*' }), []],
  ['beside a Deny of no header for one role', beside({ Null: { [HEADER]: 'true' } }, { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/App` } }), NO_HEADER],
  ['beside a Deny of no header under a prefix', beside({ Null: { [HEADER]: 'true' } }, { Resource: 'arn:aws:s3:::b/x/*' }), NO_HEADER],
  ['beside a Deny of no header of another action', beside({ Null: { [HEADER]: 'true' } }, { Action: 's3:GetObject' }), NO_HEADER],
  ['beside a Deny of all other actions', beside({ Null: { [HEADER]: 'true' } }, { Action: undefined, NotAction: 's3:GetObject' }), NO_HEADER],
  ['beside a Deny of no header in plain text', beside({ Null: { [HEADER]: 'true' }, Bool: { 'aws:SecureTransport': 'false' } }), NO_HEADER],
  ['beside a Deny of a header', beside({ Null: { [HEADER]: 'false' } }), NO_HEADER],
  ['beside a Deny of a header or none', beside({ Null: { [HEADER]: ['true', 'false'] } }), NO_HEADER],
  ['beside a Deny of no other header', beside({ Null: { 's3:x-amz-acl': 'true' } }), NO_HEADER],
  ['beside an Allow of no header', beside({ Null: { [HEADER]: 'true' } }, { Effect: 'Allow' }), NO_HEADER],
  ['beside a Deny of no header where a condition of the template says so', beside({ Null: { [HEADER]: 'true' } }, {}, true), NO_HEADER],
  ['beside another that hits them unawares', beside({ StringNotEquals: { [`${HEADER}-aws-kms-key-id`]: KEY_ARN } }),
    [...NO_HEADER, "finding Sibling: 'Sibling' denies uploads without the header x-amz-server-side-encryption-aws-kms-key-id"]],
  ['an action of a parameter', withStatement({ Action: PARAMETER, Condition: { StringNotEquals: { [HEADER]: 'aws:kms' } } }), ["undecidable Test: 'Test' depends on Parameter, which only the deployment knows"]],
  ['a policy of a parameter', { ...bucketPolicy({}), Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: PARAMETER } } }, UNREADABLE],
]);

const KEY_REF = { Ref: 'Key' };
const service = (principal: string, actions: string | string[], condition?: any) => allow({ Service: principal }, actions, condition);
const LOGS = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'];
const group = (name?: any) => ({ Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] }, ...(name ? { LogGroupName: name } : {}) } });
const logs = (condition: any, principal = `logs.${REGION}.amazonaws.com`, name: any = '/app/orders'): Resources => ({ ...delegated(service(principal, LOGS, condition)), Group: group(name) });
const context = (operator: string, value: string) => ({ [operator]: { 'kms:EncryptionContext:aws:logs:arn': value } });
const LOG_ARN = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/app/orders`;
const LOGS_LACK = [`finding logs-${REGION}-amazonaws-com: the log group Group needs kms:Decrypt, kms:Encrypt, kms:GenerateDataKey*, kms:ReEncrypt* for logs.${REGION}.amazonaws.com in its key policy `
  + '(docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html)'];
cases('ServiceCanUseKey', [
  ['log group: the default policy', { ...delegated(), Group: group('/app/orders') }, LOGS_LACK],
  ['log group: no policy at all', { Key: key(), Group: group('/app/orders') }, LOGS_LACK],
  ['log group: itself', logs(context('ArnEquals', LOG_ARN)), []],
  ['log group: every one of the account', logs(context('ArnLike', `arn:aws:logs:${REGION}:${ACCOUNT}:*`)), []],
  ['log group: another', logs(context('ArnEquals', `${LOG_ARN}2`)), LOGS_LACK],
  ['log group: the wrong principal', logs(context('ArnLike', `arn:aws:logs:${REGION}:${ACCOUNT}:*`), 'logs.amazonaws.com'), [expect.stringContaining('is allowed as logs.amazonaws.com, where AWS\'s page names logs.eu-west-1.amazonaws.com') as any]],
  ['log group: denied', { ...delegated(service(`logs.${REGION}.amazonaws.com`, LOGS), { ...deny({}), Condition: undefined }), Group: group('/app/orders') }, LOGS_LACK],
  ['log group: a Deny that spares services', { ...delegated(service(`logs.${REGION}.amazonaws.com`, LOGS), deny({ Bool: { 'aws:PrincipalIsAWSService': 'false' } })), Group: group('/app/orders') }, []],
  ['log group: a name not known', logs(context('ArnEquals', LOG_ARN), undefined, PARAMETER), [expect.stringContaining('undecidable') as any]],
  ['log group: a name not known, by pattern', logs(context('ArnLike', `arn:aws:logs:${REGION}:${ACCOUNT}:*`), undefined, PARAMETER), []],
  ['log group: a key policy not known', { Key: key({ KeyPolicy: PARAMETER }), Group: group() }, UNREADABLE],
  ['log group: a key elsewhere', { Group: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: KEY_ARN } } }, 'n/a'],
]);

test('CloudTrail needs GenerateDataKey with its context and DescribeKey', () => {
  const TRAIL = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main`;
  const trail = (...statements: any[]) => ({ ...delegated(...statements), Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { TrailName: 'main', KMSKeyId: KEY_REF } } });
  const encrypting = { StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` }, StringEquals: { 'aws:SourceArn': TRAIL } };
  const describe = service('cloudtrail.amazonaws.com', 'kms:DescribeKey', { StringEquals: { 'aws:SourceArn': TRAIL } });
  expect(verdicts('ServiceCanUseKey', trail(service('cloudtrail.amazonaws.com', 'kms:GenerateDataKey*', encrypting), describe))).toEqual([]);
  expect(verdicts('ServiceCanUseKey', trail(service('cloudtrail.amazonaws.com', ['kms:DescribeKey', 'kms:GetKeyPolicy'])))).toEqual([expect.stringMatching(/^finding cloudtrail-amazonaws-com: the trail Trail needs kms:GenerateDataKey\* for /)]);
  expect(verdicts('ServiceCanUseKey', trail(service('cloudtrail.amazonaws.com', 'kms:GenerateDataKey*', { StringEquals: { 'aws:SourceArn': `${TRAIL}2` } }), describe))).toEqual([expect.stringContaining('needs kms:GenerateDataKey*')]);
});

test('of what a service lacks for sure only that is said, of what it may lack all', () => {
  const arn = { StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main` } };
  const unnamed = (...statements: any[]) => ({ ...delegated(...statements), Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { TrailName: PARAMETER, KMSKeyId: KEY_REF } } });
  const encrypt = service('cloudtrail.amazonaws.com', 'kms:GenerateDataKey*', arn);

  expect(verdicts('ServiceCanUseKey', unnamed(encrypt))).toEqual([expect.stringContaining('the trail Trail needs kms:DescribeKey for cloudtrail.amazonaws.com in its key policy')]);
  expect(verdicts('ServiceCanUseKey', unnamed(encrypt, { ...service('cloudtrail.amazonaws.com', 'kms:DescribeKey', arn), Sid: 'Describe' })))
    .toEqual(['undecidable cloudtrail-amazonaws-com: whether the trail Trail gets kms:GenerateDataKey*, kms:DescribeKey for cloudtrail.amazonaws.com is not known before deployment']);
});

const TOPIC = { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: KEY_REF } };
const QUEUE = { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } };
const QUEUE_ARN = { 'Fn::GetAtt': ['Queue', 'Arn'] };
const PUBLISH = ['kms:Decrypt', 'kms:GenerateDataKey*'];
const SENDERS: [string, string, Resources][] = [
  ['an alarm', 'cloudwatch', { Topic: TOPIC, Sender: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: 'Topic' }] } } }],
  ['a composite alarm that recovers', 'cloudwatch', { Topic: TOPIC, Sender: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { OKActions: [{ Ref: 'Topic' }] } } }],
  ['a rule with a topic', 'events', { Topic: TOPIC, Sender: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Id: 't', Arn: { Ref: 'Topic' } }] } } }],
  ['a rule with a queue', 'events', { Queue: QUEUE, Sender: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Id: 't', Arn: QUEUE_ARN }] } } }],
  ['a rule with a dead-letter queue', 'events', { Queue: QUEUE, Sender: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Id: 't', Arn: 'arn:aws:lambda:x', DeadLetterConfig: { Arn: QUEUE_ARN } }] } } }],
  ['a subscription of a queue', 'sns', { Queue: QUEUE, Topic: { Type: 'AWS::SNS::Topic' }, Sender: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'sqs', TopicArn: { Ref: 'Topic' }, Endpoint: QUEUE_ARN } } }],
  ['a topic with a queue', 'sns', { Queue: QUEUE, Sender: { Type: 'AWS::SNS::Topic', Properties: { Subscription: [{ Protocol: 'sqs', Endpoint: QUEUE_ARN }] } } }],
  ['a bucket that notifies a topic', 's3', { Topic: TOPIC, Sender: { Type: 'AWS::S3::Bucket', Properties: { NotificationConfiguration: { TopicConfigurations: [{ Topic: { Ref: 'Topic' } }] } } } }],
  ['a bucket that notifies a queue', 's3', { Queue: QUEUE, Sender: { Type: 'AWS::S3::Bucket', Properties: { NotificationConfiguration: { QueueConfigurations: [{ Queue: QUEUE_ARN }] } } } }],
  ['a distribution with an encrypted bucket', 'cloudfront', {
    Bucket: bucket('aws:kms'),
    Sender: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: { Origins: [{ DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] }, OriginAccessControlId: 'x' }] } } },
  }],
  ['an event bus', 'events', { Sender: { Type: 'AWS::Events::EventBus', Properties: { Name: 'orders', KmsKeyIdentifier: KEY_REF } } }],
];
describe('senders to encrypted targets', () => {
  test.each(SENDERS)('%s needs a statement for %s', (_, principal, resources) => {
    const said = verdicts('ServiceCanUseKey', { ...delegated(), ...resources }) as string[];
    expect(said.length).toBe(1);
    expect(said[0]).toMatch(new RegExp(`^finding ${principal}-amazonaws-com: the .* Sender.* needs kms:Decrypt.* for ${principal}\\.amazonaws\\.com in its key policy`));
  });
  test.each(SENDERS)('%s has it from %s', (_, principal, resources) => {
    expect(verdicts('ServiceCanUseKey', { ...delegated(service(`${principal}.amazonaws.com`, [...PUBLISH, 'kms:DescribeKey'])), ...resources })).toEqual([]);
  });
  test.each(SENDERS)('%s has it not from another service than %s', (_, __, resources) => {
    expect(verdicts('ServiceCanUseKey', { ...delegated(service('lambda.amazonaws.com', PUBLISH)), ...resources })).toHaveLength(1);
  });
  test.each(SENDERS.filter(([name]) => !name.includes('rule') && !name.includes('event bus')))('%s has it for the account as source from %s', (_, principal, resources) => {
    expect(verdicts('ServiceCanUseKey', { ...delegated(service(`${principal}.amazonaws.com`, PUBLISH, { StringEquals: { 'aws:SourceAccount': ACCOUNT } })), ...resources })).toEqual([]);
  });
  test('a rule that publishes to an encrypted topic sends no source: the condition silences it', () => {
    const [, , resources] = SENDERS[2];
    expect(verdicts('ServiceCanUseKey', { ...delegated(service('events.amazonaws.com', PUBLISH, { StringEquals: { 'aws:SourceAccount': ACCOUNT } })), ...resources }))
      .toEqual([expect.stringMatching(/^finding events-amazonaws-com: the rule Sender, which publishes to the topic Topic needs /)]);
  });
  test('an alarm of another name is not allow', () => {
    const alarm = { Topic: TOPIC, Sender: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'a', AlarmActions: [{ Ref: 'Topic' }] } } };
    const named = (name: string) => service('cloudwatch.amazonaws.com', PUBLISH, { ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}` } });
    expect(verdicts('ServiceCanUseKey', { ...delegated(named('a')), ...alarm })).toEqual([]);
    expect(verdicts('ServiceCanUseKey', { ...delegated(named('b')), ...alarm })).toEqual([expect.stringContaining('finding')]);
  });
  test('a topic or queue under a key elsewhere is nobody\'s to judge', () => {
    expect(verdicts('ServiceCanUseKey', { Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'alias/aws/sns' } }, Sender: SENDERS[0][2].Sender })).toEqual('n/a');
  });
});

test('Auto Scaling needs statements for its service-linked role', () => {
  const SLR = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
  const scaling = (...statements: any[]): Resources => ({
    ...delegated(...statements),
    Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { KmsKeyId: KEY_REF } }] } } },
    Group: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' } } } },
  });
  const use = allow({ AWS: SLR }, ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey']);
  const grants = allow({ AWS: SLR }, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': true } });
  expect(verdicts('ServiceCanUseKey', scaling(use, grants))).toEqual([]);
  expect(verdicts('ServiceCanUseKey', scaling(use))).toEqual([
    `finding arn-aws-iam-${ACCOUNT}-role-aws-service-role-autoscaling-amazonaws-com-AWSServiceRoleForAutoScaling: the Auto Scaling group Group needs kms:CreateGrant for ${SLR} in its key policy`
    + ` (docs.aws.amazon.com/${CATALOG.AUTO_SCALING.source})`,
  ]);
  expect(verdicts('ServiceCanUseKey', scaling())).toEqual([expect.stringContaining('needs kms:Decrypt, kms:DescribeKey, kms:Encrypt, kms:GenerateDataKey*, kms:ReEncrypt*, kms:CreateGrant')]);
});

const consumer = (properties: any): Resources => ({ Key: key(properties), Topic: TOPIC, Queue: QUEUE, Bucket: bucket('aws:kms') });
cases('ConsumerKeySymmetric', [
  ['a symmetric key', consumer({}), []],
  ['an asymmetric key', consumer({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }), ['finding: the topic Topic has a key of spec RSA_2048', 'finding: the queue Queue has a key of spec RSA_2048', 'finding: the bucket Bucket has a key of spec RSA_2048']],
  ['a parameter', { Key: key({ KeySpec: PARAMETER }), Topic: TOPIC }, ['undecidable: the spec of the key of the topic Topic is not known before deployment: it depends on Parameter']],
  ['a key elsewhere', { Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: KEY_ARN } } }, 'n/a'],
  ['an asymmetric key of either kind', { Key: key({ KeySpec: conditional('RSA_2048', 'HMAC_256') }), Topic: TOPIC }, ['finding: the topic Topic has a key of spec RSA_2048 or HMAC_256']],
  ['a symmetric key or not', { Key: key({ KeySpec: conditional('RSA_2048', 'SYMMETRIC_DEFAULT') }), Topic: TOPIC }, ['undecidable: the spec of the key of the topic Topic is not known before deployment: it depends on Condition']],
]);
cases('ConsumerKeyEnabled', [
  ['an enabled key', consumer({}), []],
  ['a disabled key', { Key: key({ Enabled: false }), Topic: TOPIC }, ['finding: the topic Topic has a disabled key']],
  ['a parameter', { Key: key({ Enabled: PARAMETER }), Topic: TOPIC }, ['undecidable: whether the key of the topic Topic is enabled is not known before deployment: it depends on Parameter']],
]);
test.each([
  ['AWS::Lambda::Function', { KmsKeyArn: KEY_REF }], ['AWS::RDS::DBInstance', { KmsKeyId: KEY_REF }], ['AWS::DynamoDB::Table', { SSESpecification: { KMSMasterKeyId: KEY_REF } }],
  ['AWS::Kinesis::Stream', { StreamEncryption: { KeyId: KEY_REF } }], ['AWS::ECR::Repository', { EncryptionConfiguration: { KmsKey: KEY_REF } }], ['AWS::Backup::BackupVault', { EncryptionKeyArn: KEY_REF }],
  ['AWS::SecretsManager::Secret', { KmsKeyId: KEY_REF }], ['AWS::EC2::Volume', { KmsKeyId: KEY_REF }], ['AWS::EFS::FileSystem', { KmsKeyId: KEY_REF }],
])('%s is encrypted under its key', (type, properties) => {
  expect(verdicts('ConsumerKeyEnabled', { Key: key({ Enabled: false }), User: { Type: type, Properties: properties } })).toEqual([expect.stringMatching(/^finding: the .+ User has a disabled key$/)]);
});

const logBucket = (algorithm: any): Resources => ({ Key: key(), Logs: bucket(algorithm), Bucket: { Type: 'AWS::S3::Bucket', Properties: { LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' } } } } });
const left = (notes: object, type = 'AWS::SQS::Queue'): Resources => ({ Key: key(), Data: { Type: type, Properties: {}, Metadata: { 'cdk-keysmith:notEncrypted': notes } } });
cases('DataUnderCustomerKey', [
  ['without EncryptionDefaults', { Key: key(), Data: { Type: 'AWS::SQS::Queue' } }, 'n/a'],
  ['all of it encrypted', left({}), 'n/a'],
  ['left as it is', left({ KmsMasterKeyId: 'the code says so' }), ['finding KmsMasterKeyId: Data has no customer managed key in KmsMasterKeyId: the code says so']],
  ['twice', left({ KmsKeyId: 'refused', PerformanceInsightsKmsKeyId: 'none' }, 'AWS::RDS::DBCluster'), [
    'finding KmsKeyId: Data has no customer managed key in KmsKeyId: refused', 'finding PerformanceInsightsKmsKeyId: Data has no customer managed key in PerformanceInsightsKmsKeyId: none',
  ]],
  ['of a type that takes no key', left({ 'AWS::DAX::Cluster': 'takes no key' }, 'AWS::DAX::Cluster'), ['finding: Data has no customer managed key: takes no key']],
  ['something else in the metadata', left('no mapping' as any), 'n/a'],
]);

cases('AccessLogsWithoutKms', [
  ['SSE-S3', logBucket('AES256'), []],
  ['nothing said', logBucket(undefined), []],
  ['SSE-KMS', logBucket('aws:kms'), ['finding: the bucket Logs, to which Bucket logs, encrypts under a key of KMS']],
  ['a parameter', logBucket(PARAMETER), ['undecidable: how the bucket Logs, to which Bucket logs, encrypts is not known before deployment: it depends on Parameter']],
  ['SSE-KMS twice', logBucket('aws:kms:dsse'), ['finding: the bucket Logs, to which Bucket logs, encrypts under a key of KMS']],
]);

const alarm = (metric: any, dimensions?: string[], namespace: any = 'AWS/KMS'): Resources => ({
  Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Namespace: namespace, MetricName: metric, Dimensions: dimensions?.map(name => ({ Name: name, Value: 'x' })) } },
});
cases('KmsMetricExists', [
  ['requests by key ARN', alarm('SuccessfulRequest', ['Operation', 'KeyArn']), []],
  ['expiry by key id', alarm('SecondsUntilKeyMaterialExpiration', ['KeyId']), []],
  ['a metric of external key stores', alarm('XksProxyLatency', ['Any']), []],
  ['rotation', alarm('DaysUntilKeyRotation', ['KeyId']), ['finding: AWS/KMS has no metric DaysUntilKeyRotation']],
  ['requests that succeeded', alarm('NumberOfRequestsSucceeded', ['KeyId', 'Operation']), ['finding: AWS/KMS has no metric NumberOfRequestsSucceeded']],
  ['expiry by ARN', alarm('SecondsUntilKeyMaterialExpiration', ['KeyArn']), ['finding: SecondsUntilKeyMaterialExpiration is published by KeyId, not by KeyArn']],
  ['requests without dimension', alarm('SuccessfulRequest'), ['finding: SuccessfulRequest is published by KeyArn and Operation, or DestinationKeyArn and Operation and SourceKeyArn, not by no dimension']],
  ['another namespace', alarm('DaysUntilKeyRotation', [], 'Custom'), 'n/a'],
  ['metric math', { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [{ Expression: 'a' }, { MetricStat: { Metric: { Namespace: 'AWS/KMS', MetricName: 'KeyRotation' } } }] } } }, ['finding: AWS/KMS has no metric KeyRotation']],
  ['a parameter', alarm(PARAMETER, ['KeyId']), ['undecidable: the metric is not known before deployment']],
  ['dimensions of a parameter', { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Namespace: 'AWS/KMS', MetricName: 'SuccessfulRequest', Dimensions: PARAMETER } } }, ['undecidable: the dimensions are not known before deployment']],
  ...['XksProxyErrors', 'XksExternalKeyManagerStates', 'XksProxyLatency'].map((name): Case => [`${name}, whose dimensions are many`, alarm(name), []]),
  ...([
    ['XksProxyCredentialAge', ['CustomKeyStoreId']], ['XksProxyCertificateDaysToExpire', ['CustomKeyStoreId', 'CertificateName']],
    ['CloudHSMKeyStoreThrottle', ['KmsOperation', 'CustomKeyStoreId', 'KeySpec']], ['ExternalKeyStoreThrottle', ['KeySpec', 'CustomKeyStoreId', 'KmsOperation']],
  ] as [string, string[]][]).flatMap(([name, dimensions]): Case[] => [
    [`${name} by its dimensions`, alarm(name, dimensions), []],
    [`${name} by others`, alarm(name, ['KeyId']), [`finding: ${name} is published by ${[...dimensions].sort().join(' and ')}, not by KeyId`]],
  ]),
  ['one of two metrics', alarm(conditional('SuccessfulRequest', 'None'), ['KeyId']), ['undecidable: the metric is not known before deployment']],
  ['neither of two metrics', alarm(conditional('One', 'Two')), ['finding: AWS/KMS has no metric One or Two']],
  ['a metric of a namespace of a parameter', alarm('DaysUntilKeyRotation', ['KeyId'], PARAMETER), 'n/a'],
]);

describe('values across stacks', () => {
  const GROUP_ARN = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:*`;
  const good = keyWith(ROOT, service(`logs.${REGION}.amazonaws.com`, LOGS, context('ArnLike', GROUP_ARN)));
  const imports = (value: any): Resources => ({ Group: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: value } } });
  test('exports and imports are followed', () => {
    const owner = (resources: Resources) => template(resources, { outputs: { Out: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] }, Export: { Name: 'Owner:Key' } } } });
    const user = template(imports({ 'Fn::ImportValue': 'Owner:Key' }), { index: 1 });
    expect(verdicts('ServiceCanUseKey', [owner(good), user])).toEqual([]);
    expect(verdicts('ServiceCanUseKey', [owner(delegated()), user])).toEqual([expect.stringContaining('finding')]);
    expect(verdicts('ServiceCanUseKey', [owner(delegated()), template(imports({ 'Fn::ImportValue': 'Other:Key' }), { index: 1 })])).toEqual('n/a');
  });
  test('parameters and outputs of nested stacks are followed', () => {
    const parent = (resources: Resources) => template({ ...resources, Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { TheKey: { 'Fn::GetAtt': ['Key', 'Arn'] } } } } });
    const child = template(imports({ Ref: 'TheKey' }), { index: 1, parent: { stack: 0, logicalId: 'Nested' } });
    expect(verdicts('ServiceCanUseKey', [parent(good), child])).toEqual([]);
    expect(verdicts('ServiceCanUseKey', [parent(delegated()), child])).toEqual([expect.stringContaining('finding')]);
    const keys = template(delegated(), { index: 1, parent: { stack: 0, logicalId: 'Nested' }, outputs: { Arn: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] } } } });
    expect(verdicts('ServiceCanUseKey', [template({ ...imports({ 'Fn::GetAtt': ['Nested', 'Outputs.Arn'] }), Nested: { Type: 'AWS::CloudFormation::Stack' } }), keys])).toEqual([expect.stringContaining('finding')]);
  });
  test('an alias names its key', () => {
    const byAlias = (properties: any): Resources => ({ ...imports('alias/logs'), ...delegated(), Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/logs', TargetKeyId: { Ref: 'Key' }, ...properties } } });
    expect(verdicts('ServiceCanUseKey', byAlias({}))).toEqual([expect.stringContaining('finding')]);
    expect(verdicts('ServiceCanUseKey', byAlias({ AliasName: 'alias/other' }))).toEqual('n/a');
  });
  test('Fn::Sub, Fn::Select and dynamic references', () => {
    expect(verdicts('CrossAccountBounded', delegated(allow({ AWS: { 'Fn::Sub': ['arn:aws:iam::${Account}:root', { Account: '444455556666' }] } }, 'kms:Decrypt')))).toHaveLength(1);
    expect(verdicts('CrossAccountBounded', delegated(allow({ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }, 'kms:Decrypt')))).toEqual([]);
    expect(verdicts('KnownActions', delegated(allow({ AWS: ACCOUNT }, { 'Fn::Select': [1, ['kms:Decrypt', 'kms:Nothing']] } as any)))).toEqual([expect.stringContaining('kms:Nothing')]);
    expect(verdicts('GrantsForAwsResources', delegated(allow({ AWS: '{{resolve:ssm:/role}}' }, 'kms:CreateGrant')))).toEqual([expect.stringContaining('undecidable')]);
  });
});

/* A service by its name in the Region, and by the one without: what it gets by either is not missing; of two lacks the smaller is said. */
test.each<[string, string[], string[], string]>([
  ['more by the other name', ['kms:Decrypt'], ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*'], 'kms:GenerateDataKey*'],
  ['more by its own', ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*'], ['kms:Decrypt'], 'kms:GenerateDataKey*'],
  ['as much by either', ['kms:Decrypt', 'kms:Encrypt'], ['kms:GenerateDataKey*', 'kms:ReEncrypt*'], 'kms:GenerateDataKey*, kms:ReEncrypt*'],
  ['nothing by the other', ['kms:Decrypt'], [], 'kms:Encrypt, kms:GenerateDataKey*, kms:ReEncrypt*'],
  ['nothing by its own', [], ['kms:Decrypt'], 'kms:Encrypt, kms:GenerateDataKey*, kms:ReEncrypt*'],
])('ServiceCanUseKey: a service that gets %s', (_, own, other, missing) => {
  const byName = (principal: string, actions: string[]) => actions.length === 0 ? [] : [service(principal, [...actions, 'kms:Describe*'], context('ArnEquals', LOG_ARN))];
  const policy = delegated(...byName(`logs.${REGION}.amazonaws.com`, own), ...byName('logs.amazonaws.com', other));
  expect(verdicts('ServiceCanUseKey', { ...policy, Group: group('/app/orders') }))
    .toEqual([expect.stringContaining(`the log group Group needs ${missing} for logs.${REGION}.amazonaws.com`)]);
});
