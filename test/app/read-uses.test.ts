import { App } from '../../src/app/app';
import { NEEDS } from '../../src/app/needs';
import { Subject, SubjectKind, subjectsOf } from '../../src/checks/subjects';
import { allKeyProperties } from '../../src/services/resource-properties';
import { ServiceCall } from '../../src/services/service-use';
import { key, PARAMETER, Resources, template } from '../checks/support';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

const KEY = { Ref: 'Key' };
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const resource = (Type: string, Properties?: any) => ({ Type, Properties });
const none = { 'Fn::If': ['Condition', null, null] };

/** The subjects of a kind, with logical ids in place of keys. */
function subjects(kind: SubjectKind, resources: Resources): any[] {
  const all: readonly Subject<any>[] = subjectsOf(new App([template({ Key: key(), ...resources })]));
  const keys = new Map<unknown, string>(all.filter(subject => subject.kind === 'key').map(({ view, logicalId }) => [view, logicalId]));
  return all.filter(subject => subject.kind === kind)
    .map(({ logicalId, location, view: { resource: _, ...view } }) =>
      ({ logicalId, location, ...view, ...(view.key ? { key: keys.get(view.key) } : {}) }));
}

interface Expected {
  readonly need: keyof typeof NEEDS;
  readonly what: string;
  readonly request: { readonly [name: string]: readonly string[] };
  readonly location: string;
  readonly logicalId?: string;
  readonly key?: string;
}
const expected = ({ need, logicalId = 'User', key: used = 'Key', ...rest }: Expected) => ({ ...NEEDS[need](), logicalId, key: used, ...rest });
const from = (...arns: string[]) => ({ 'aws:sourcearn': arns, 'aws:sourceaccount': [ACCOUNT] });
const topicContext = (name: string) => ({ 'kms:encryptioncontext:aws:sns:topicarn': ['${s0#Topic}', `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`] });

const TOPIC = resource('AWS::SNS::Topic', { KmsMasterKeyId: KEY, TopicName: 'news' });
const QUEUE = resource('AWS::SQS::Queue', { KmsMasterKeyId: arnOf('Key') });
const BUCKET = resource('AWS::S3::Bucket', {
  BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arnOf('Key') } }] },
});
const LAUNCH = (...volumes: any[]) => resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { BlockDeviceMappings: volumes } });
const VOLUME = { Ebs: { KmsKeyId: arnOf('Key') } };

const logs = (LogGroupName?: any): Resources => ({ User: resource('AWS::Logs::LogGroup', { KmsKeyId: arnOf('Key'), LogGroupName }) });
const logsOf = (name: string): Expected => ({
  need: 'logGroup',
  what: 'the log group User',
  request: { 'kms:encryptioncontext:aws:logs:arn': [`arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`, '${s0#User.Arn}'] },
  location: 'Properties.KmsKeyId',
});
const trail = (TrailName?: any): Resources => ({ User: resource('AWS::CloudTrail::Trail', { KMSKeyId: arnOf('Key'), TrailName }) });
function trailOf(name: string): Expected {
  const arns = [`arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/${name}`, '${s0#User.Arn}'];
  return { need: 'trail', what: 'the trail User', request: { ...from(...arns), 'kms:encryptioncontext:aws:cloudtrail:arn': arns }, location: 'Properties.KMSKeyId' };
}
const bus = (Name?: any): Resources => ({ User: resource('AWS::Events::EventBus', { KmsKeyIdentifier: KEY, Name }) });
function busOf(name: string): Expected {
  const arns = [`arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${name}`, '${s0#User.Arn}'];
  return { need: 'eventBus', what: 'the event bus User', request: { ...from(...arns), 'kms:encryptioncontext:aws:events:event-bus:arn': arns }, location: 'Properties.KmsKeyIdentifier' };
}
const alarm = (properties: any, type = 'Alarm'): Resources => ({ Topic: TOPIC, User: resource(`AWS::CloudWatch::${type}`, properties) });
const alarmOf = (name: string, property: string): Expected => ({
  need: 'alarm',
  what: 'the alarm User, which publishes to the topic Topic',
  request: { ...from(`arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`, '${s0#User.Arn}'), ...topicContext('news') },
  location: `Properties.${property}`,
});
const rule = (properties: any, more: Resources = { Queue: QUEUE }): Resources => ({ ...more, User: resource('AWS::Events::Rule', properties) });
const toQueue = (path: string): Expected => ({
  need: 'ruleToQueue', what: 'the rule User, which sends to the queue Queue', request: from(`arn:aws:events:${REGION}:${ACCOUNT}:rule/${path}`, '${s0#User.Arn}'), location: 'Properties.Targets',
});
const TARGETS = [{ Arn: arnOf('Queue') }];
const subscription = (TopicArn: any, more: Resources = {}, properties: any = {}): Resources =>
  ({ Queue: QUEUE, ...more, User: resource('AWS::SNS::Subscription', { Protocol: 'sqs', TopicArn, Endpoint: arnOf('Queue'), ...properties }) });
const subscriptionOf = (arns: string[], account: string): Expected => ({
  need: 'topicToQueue', what: 'the subscription User of the queue Queue', request: { 'aws:sourcearn': arns, 'aws:sourceaccount': [account] }, location: 'Properties.Endpoint',
});
const notifying = (NotificationConfiguration: any, BucketName?: any): Resources => ({ Topic: TOPIC, Queue: QUEUE, User: resource('AWS::S3::Bucket', { NotificationConfiguration, BucketName }) });
const notificationOf = (word: string, list: string, name: string): Expected => ({
  need: 'bucketNotification',
  what: `the bucket User, which ${word}`,
  request: from(`arn:aws:s3:::${name}`, '${s0#User.Arn}', 'arn:aws:s3:::${s0#User}'),
  location: `Properties.NotificationConfiguration.${list}`,
});
const distribution = (...Origins: any[]): Resources => ({ Bucket: BUCKET, Topic: TOPIC, User: resource('AWS::CloudFront::Distribution', { DistributionConfig: { Origins } }) });
const ORIGIN = { DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] }, OriginAccessControlId: 'x' };
const DISTRIBUTION: Expected = {
  need: 'cloudFront',
  what: 'the distribution User, which reads the bucket Bucket',
  request: from(`arn:aws:cloudfront::${ACCOUNT}:distribution/\${s0#User}`),
  location: 'Properties.DistributionConfig.Origins',
};
const scaling = (properties: any): Resources => ({ Launch: LAUNCH(VOLUME, VOLUME), User: resource('AWS::AutoScaling::AutoScalingGroup', properties) });
const BY_ID = { LaunchTemplateId: { Ref: 'Launch' } };
const SCALING: Expected = { need: 'autoScaling', what: 'the Auto Scaling group User', request: {}, location: 'Properties' };

/** STACK-LOGICALID-END, of a stack whose name nobody knows. */
const GENERATED = '${AWS.StackName}-${s0#User.GeneratedMiddle}-${s0#User.GeneratedEnd}';

describe('a service that works with an encrypted resource', () => {
  test.each<[string, Resources, Expected[]]>([
    ['a log group', logs('/app/orders'), [logsOf('/app/orders')]],
    ['a log group that CloudFormation names', logs(), [logsOf(GENERATED)]],
    ['a log group that a parameter names', logs(PARAMETER), [logsOf('${?Parameter}')]],
    ['a log group of one of two names', logs({ 'Fn::If': ['Condition', 'a', 'b'] }), [logsOf('${?log group name}')]],
    ['a log group without key', { User: resource('AWS::Logs::LogGroup') }, []],
    ['a log group under a key elsewhere', { User: resource('AWS::Logs::LogGroup', { KmsKeyId: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1` }) }, []],

    ['a trail', trail('main'), [trailOf('main')]],
    ['a trail that CloudFormation names', trail(), [trailOf(GENERATED)]],

    ['an event bus', bus('orders'), [busOf('orders')]],
    ['an event bus that is not named', bus(none), [busOf('${?bus name}')]],

    ['an alarm', alarm({ AlarmName: 'high', AlarmActions: [{ Ref: 'Topic' }] }), [alarmOf('high', 'AlarmActions')]],
    ['an alarm that CloudFormation names', alarm({ OKActions: [{ Ref: 'Topic' }] }), [alarmOf(GENERATED, 'OKActions')]],
    ['a composite alarm', alarm({ AlarmName: 'all', InsufficientDataActions: [{ Ref: 'Topic' }] }, 'CompositeAlarm'), [alarmOf('all', 'InsufficientDataActions')]],
    ['an alarm with several actions', alarm({ AlarmName: 'high', AlarmActions: [null, 'arn:aws:automate:x', { Ref: 'Queue' }, { Ref: 'Topic' }], OKActions: [{ Ref: 'Topic' }] }),
      [alarmOf('high', 'AlarmActions'), alarmOf('high', 'OKActions')]],
    ['an alarm with actions that are not known', alarm({ AlarmActions: PARAMETER }), []],
    ['an alarm without', alarm({}), []],
    ['an alarm of a topic without key', { ...alarm({ AlarmActions: [{ Ref: 'Topic' }] }), Topic: resource('AWS::SNS::Topic') }, []],
    ['an alarm of what is no topic', { ...alarm({ AlarmActions: [{ Ref: 'Topic' }] }), Topic: QUEUE }, []],

    ['a rule with a topic', rule({ Targets: [{ Arn: { Ref: 'Topic' } }] }, { Topic: TOPIC }),
      [{ need: 'ruleToTopic', what: 'the rule User, which publishes to the topic Topic', request: topicContext('news'), location: 'Properties.Targets' }]],
    ['a rule with a topic that CloudFormation names', rule({ Targets: [{ Arn: { Ref: 'Topic' } }] }, { Topic: resource('AWS::SNS::Topic', { KmsMasterKeyId: KEY }) }),
      [{ need: 'ruleToTopic', what: 'the rule User, which publishes to the topic Topic', request: topicContext(GENERATED.replace(/User/g, 'Topic')), location: 'Properties.Targets' }]],
    ['a rule with a queue', rule({ Name: 'orders', Targets: TARGETS }), [toQueue('orders')]],
    ['a rule that CloudFormation names', rule({ Targets: TARGETS }), [toQueue(GENERATED)]],
    ['a rule of one of two names', rule({ Name: { 'Fn::If': ['Condition', 'a', 'b'] }, Targets: TARGETS }), [toQueue('${?rule name}')]],
    ['a rule of the default bus', rule({ Name: 'orders', EventBusName: 'default', Targets: TARGETS }), [toQueue('orders')]],
    ['a rule of a bus', rule({ Name: 'orders', EventBusName: 'shop', Targets: TARGETS }), [toQueue('shop/orders')]],
    ['a rule of a bus of the app', rule({ Name: 'orders', EventBusName: { Ref: 'Bus' }, Targets: TARGETS }, { Queue: QUEUE, Bus: resource('AWS::Events::EventBus') }), [toQueue('${s0#Bus}/orders')]],
    ['a rule of a bus by its ARN', rule({ Name: 'orders', EventBusName: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/shop`, Targets: TARGETS }), [toQueue('shop/orders')]],
    ['a rule of the bus of a partner by its ARN', rule({ Name: 'orders', EventBusName: `arn:aws:events:${REGION}::event-bus/aws.partner/shop/arn:1/2`, Targets: TARGETS }),
      [toQueue('aws.partner/shop/arn:1/2/orders')]],
    ['a rule of the bus of a partner', rule({ Name: 'orders', EventBusName: 'aws.partner/arn:1/2', Targets: TARGETS }), [toQueue('aws.partner/arn:1/2/orders')]],
    ['a rule of the default bus by its ARN', rule({ Name: 'orders', EventBusName: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`, Targets: TARGETS }), [toQueue('orders')]],
    ['a rule of a bus that is not known', rule({ Name: 'orders', EventBusName: { 'Fn::If': ['Condition', 'a', 'b'] }, Targets: TARGETS }), [toQueue('${?bus name}/orders')]],
    ['a rule with a dead-letter queue', rule({ Name: 'orders', Targets: [null, {}, { Arn: 'arn:aws:lambda:x', DeadLetterConfig: { Arn: arnOf('Queue') } }] }), [toQueue('orders')]],
    ['a rule without target', rule({ Name: 'orders' }), []],

    ['a subscription', subscription({ Ref: 'Topic' }, { Topic: TOPIC }), [subscriptionOf(['${s0#Topic}', `arn:aws:sns:${REGION}:${ACCOUNT}:news`], ACCOUNT)]],
    ['a subscription to a topic elsewhere', subscription(`arn:aws:sns:${REGION}:${OTHER_ACCOUNT}:news`), [subscriptionOf([`arn:aws:sns:${REGION}:${OTHER_ACCOUNT}:news`], OTHER_ACCOUNT)]],
    ['a subscription to a topic of a parameter', subscription(PARAMETER), [subscriptionOf(['${?Parameter}'], '${?account}')]],
    ['a subscription to one of two topics', subscription({ 'Fn::If': ['Condition', 'a', 'b'] }), [subscriptionOf(['${?topic}'], '${?account}')]],
    ['a subscription to no topic', subscription(undefined), [subscriptionOf(['${?topic}'], '${?account}')]],
    ['a subscription to a text that only ends like an ARN', subscription('0:1:2:3:4:arn:'), [subscriptionOf(['0:1:2:3:4:arn:'], '${?account}')]],
    ['a subscription of no queue', subscription({ Ref: 'Topic' }, {}, { Endpoint: 'arn:aws:sqs:x' }), []],
    ['a subscription of a function', subscription({ Ref: 'Topic' }, {}, { Protocol: 'lambda' }), []],
    ['a topic with subscriptions', { Queue: QUEUE, User: resource('AWS::SNS::Topic', { TopicName: 'news', Subscription: [null, { Protocol: 'lambda', Endpoint: arnOf('Queue') }, { Protocol: 'sqs', Endpoint: arnOf('Queue') }] }) },
      [{ ...subscriptionOf(['${s0#User}', `arn:aws:sns:${REGION}:${ACCOUNT}:news`], ACCOUNT), location: 'Properties.Subscription' }]],

    ['a bucket that notifies a topic', notifying({ TopicConfigurations: [null, { Topic: { Ref: 'Topic' } }] }, 'files'), [notificationOf('publishes to the topic Topic', 'TopicConfigurations', 'files')]],
    ['a bucket that notifies a queue', notifying({ QueueConfigurations: [{}, { Queue: arnOf('Queue') }] }), [notificationOf('sends to the queue Queue', 'QueueConfigurations', GENERATED.replace('Name', 'NameInLowerCase'))]],
    ['a bucket that notifies what is neither', notifying({ TopicConfigurations: [{ Topic: arnOf('Queue') }], QueueConfigurations: [{ Queue: { Ref: 'Topic' } }] }), []],
    ['a bucket whose notifications aws-cdk-lib sets', {
      Queue: QUEUE,
      Bucket: resource('AWS::S3::Bucket', { BucketName: 'files' }),
      User: resource('Custom::S3BucketNotifications', { BucketName: { Ref: 'Bucket' }, NotificationConfiguration: { QueueConfigurations: [{ QueueArn: arnOf('Queue') }] } }),
    }, [{
      ...notificationOf('', 'QueueConfigurations', 'files'), what: 'the bucket Bucket, which sends to the queue Queue', request: from('arn:aws:s3:::files', '${s0#Bucket.Arn}', 'arn:aws:s3:::${s0#Bucket}'),
    }]],
    ['a bucket elsewhere whose notifications aws-cdk-lib sets', {
      Queue: QUEUE, User: resource('Custom::S3BucketNotifications', { BucketName: 'elsewhere', NotificationConfiguration: { QueueConfigurations: [{ QueueArn: arnOf('Queue') }] } }),
    }, []],
    ['a bucket that notifies nobody', notifying(undefined), []],

    ['a distribution', distribution(ORIGIN), [DISTRIBUTION]],
    ['a distribution with several origins', distribution(null, { ...ORIGIN, OriginAccessControlId: undefined }, { ...ORIGIN, DomainName: 'example.com' }, { ...ORIGIN, DomainName: { Ref: 'Topic' } }, ORIGIN), [DISTRIBUTION]],
    ['a distribution without configuration', { User: resource('AWS::CloudFront::Distribution') }, []],
    ['a distribution of a bucket without key', { ...distribution(ORIGIN), Bucket: resource('AWS::S3::Bucket') }, []],

    ['an Auto Scaling group', scaling({ LaunchTemplate: BY_ID }), [SCALING]],
    ['an Auto Scaling group by the name of its template', scaling({ LaunchTemplate: { LaunchTemplateName: { Ref: 'Launch' } } }), [SCALING]],
    ['an Auto Scaling group of mixed instances', scaling({ MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: BY_ID } } }), [SCALING]],
    ['an Auto Scaling group with overrides', scaling({ MixedInstancesPolicy: { LaunchTemplate: { Overrides: [null, {}, { LaunchTemplateSpecification: BY_ID }] } } }), [SCALING]],
    ['an Auto Scaling group whose template is named twice', scaling({ LaunchTemplate: BY_ID, MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: BY_ID } } }), [SCALING]],
    ['an Auto Scaling group of volumes under two keys', { ...scaling({ LaunchTemplate: BY_ID }), Other: key(), Launch: LAUNCH(null, {}, VOLUME, { Ebs: { KmsKeyId: { Ref: 'Other' } } }) }, [SCALING, { ...SCALING, key: 'Other' }]],
    ['an Auto Scaling group of a template elsewhere', scaling({ LaunchTemplate: { LaunchTemplateId: 'lt-1' } }), []],
    ['an Auto Scaling group of a template without volumes', { ...scaling({ LaunchTemplate: BY_ID }), Launch: resource('AWS::EC2::LaunchTemplate') }, []],
    ['an Auto Scaling group without template', scaling({}), []],
  ])('%s', (_, resources, uses) => expect(subjects('use', resources)).toEqual(uses.map(expected)));
});

describe('a resource that is encrypted under a key of the app', () => {
  const consumers = (resources: Resources) => subjects('consumer', resources);

  test.each<[string, any, string, string]>([
    ['AWS::SNS::Topic', { KmsMasterKeyId: KEY }, 'the topic User', 'KmsMasterKeyId'],
    ['AWS::SQS::Queue', { KmsMasterKeyId: KEY }, 'the queue User', 'KmsMasterKeyId'],
    ['AWS::Logs::LogGroup', { KmsKeyId: KEY }, 'the log group User', 'KmsKeyId'],
    ['AWS::CloudTrail::Trail', { KMSKeyId: KEY }, 'the trail User', 'KMSKeyId'],
    ['AWS::Lambda::Function', { KmsKeyArn: KEY }, 'the function User', 'KmsKeyArn'],
    ['AWS::RDS::DBInstance', { KmsKeyId: KEY }, 'the database User', 'KmsKeyId'],
    ['AWS::RDS::DBCluster', { KmsKeyId: KEY }, 'the database cluster User', 'KmsKeyId'],
    ['AWS::DynamoDB::Table', { SSESpecification: { KMSMasterKeyId: KEY } }, 'the table User', 'SSESpecification.KMSMasterKeyId'],
    ['AWS::EFS::FileSystem', { KmsKeyId: KEY }, 'the file system User', 'KmsKeyId'],
    ['AWS::SecretsManager::Secret', { KmsKeyId: KEY }, 'the secret User', 'KmsKeyId'],
    ['AWS::EC2::Volume', { KmsKeyId: KEY }, 'the volume User', 'KmsKeyId'],
    ['AWS::Kinesis::Stream', { StreamEncryption: { KeyId: KEY } }, 'the stream User', 'StreamEncryption.KeyId'],
    ['AWS::ECR::Repository', { EncryptionConfiguration: { KmsKey: KEY } }, 'the repository User', 'EncryptionConfiguration.KmsKey'],
    ['AWS::Backup::BackupVault', { EncryptionKeyArn: KEY }, 'the backup vault User', 'EncryptionKeyArn'],
    ['AWS::Events::EventBus', { KmsKeyIdentifier: KEY }, 'the event bus User', 'KmsKeyIdentifier'],
    ['AWS::S3::Bucket', BUCKET.Properties, 'the bucket User', 'BucketEncryption'],
    ['AWS::EC2::LaunchTemplate', { LaunchTemplateData: { BlockDeviceMappings: [VOLUME, VOLUME] } }, 'a volume of the launch template User', 'LaunchTemplateData'],
  ])('%s', (type, properties, what, path) => {
    expect(consumers({ User: resource(type, properties) })).toEqual([{ logicalId: 'User', location: `Properties.${path}`, what, key: 'Key' }]);
    expect(consumers({ User: resource(type) })).toEqual([]);
  });

  /** Properties with a value at the end of a path, in lists of two. */
  const at = (path: string, value: unknown): any => {
    const [step, ...rest] = path.split('.');
    const inner = rest.length === 0 ? value : at(rest.join('.'), value);
    const name = step.replace(/[[\]{}]/g, '');
    return { [name]: step.endsWith('[]') ? [{}, inner] : step.endsWith('{}') ? { entry: inner } : inner };
  };

  // A bucket has one rule of encryption, which is read with its algorithm.
  const nested = allKeyProperties().filter(({ path }) => !path.startsWith('BucketEncryption.ServerSideEncryptionConfiguration'));
  test.each(nested.map(({ type, path }) => [type, path]))('%s by %s', (type, path) => {
    expect(consumers({ User: resource(type, at(path, KEY)) }).map(({ key: used }) => used)).toEqual(['Key']);
  });

  test('by a nested path, on either side of a condition', () => {
    const mapping = (id: unknown) => ({ BlockDeviceMappings: [{ Ebs: { KmsKeyId: { 'Fn::If': ['Condition', id, { Ref: 'AWS::NoValue' }] } } }] });
    expect(consumers({ User: resource('AWS::EC2::Instance', mapping(arnOf('Key'))) }))
      .toEqual([{ logicalId: 'User', location: 'Properties.BlockDeviceMappings.Ebs.KmsKeyId', what: 'the instance User', key: 'Key' }]);
  });

  test('by a path that has an end before the key', () => expect(consumers({ User: resource('AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: true } }) })).toEqual([]));
  test('and a key elsewhere', () => expect(consumers({ User: resource('AWS::SNS::Topic', { KmsMasterKeyId: 'alias/aws/sns' }) })).toEqual([]));
});

describe('a bucket to which another logs', () => {
  const logsTo = (target: any): Resources => ({ Bucket: BUCKET, Topic: TOPIC, User: resource('AWS::S3::Bucket', { LoggingConfiguration: { DestinationBucketName: target } }) });

  test('of the app', () => {
    expect(subjects('logBucket', logsTo({ Ref: 'Bucket' }))).toEqual([
      { logicalId: 'User', location: 'Properties.LoggingConfiguration', target: '0#Bucket', what: 'the bucket Bucket, to which User logs,', algorithm: { known: true, values: ['aws:kms'] } },
    ]);
  });

  test.each<[string, any]>([['of elsewhere', 'logs'], ['that is none', { Ref: 'Topic' }], ['that is not said', undefined]])('%s', (_, target) => expect(subjects('logBucket', logsTo(target))).toEqual([]));
});

describe('what a service needs', () => {
  const call = ({ caller, principal, regionalPrincipal, serviceLinkedRole, actions, context, source, grantIsForAwsResource }: ServiceCall) =>
    [caller, ...[principal, regionalPrincipal, serviceLinkedRole].filter(text => text !== undefined), actions.join(), ...Object.keys(context ?? {}), ...(source ?? []), ...(grantIsForAwsResource ? ['grant'] : [])].join(' ');

  test.each<[keyof typeof NEEDS, string, string, string[]]>([
    ['logGroup', 'Amazon CloudWatch Logs', 'AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
      ['service logs.amazonaws.com always kms:Decrypt,kms:Encrypt,kms:GenerateDataKey*,kms:ReEncrypt* aws:logs:arn']],
    ['trail', 'AWS CloudTrail', 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html',
      ['service cloudtrail.amazonaws.com kms:GenerateDataKey* aws:cloudtrail:arn aws:SourceArn', 'service cloudtrail.amazonaws.com kms:DescribeKey aws:SourceArn']],
    ['autoScaling', 'Amazon EC2 Auto Scaling', 'autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html', [
      'service-linked-role autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling kms:Decrypt,kms:DescribeKey,kms:Encrypt,kms:GenerateDataKey*,kms:ReEncrypt*',
      'service-linked-role autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling kms:CreateGrant grant',
    ]],
    ['alarm', 'Amazon CloudWatch', 'sns/latest/dg/sns-key-management.html', ['service cloudwatch.amazonaws.com kms:Decrypt,kms:GenerateDataKey* aws:SourceArn aws:SourceAccount']],
    ['bucketNotification', 'Amazon S3', 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html', ['service s3.amazonaws.com kms:Decrypt,kms:GenerateDataKey aws:SourceArn aws:SourceAccount']],
    ['cloudFront', 'Amazon CloudFront', 'AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html', ['service cloudfront.amazonaws.com kms:Decrypt aws:SourceArn']],
    ['eventBus', 'Amazon EventBridge', 'eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html',
      ['service events.amazonaws.com kms:Decrypt,kms:GenerateDataKey aws:events:event-bus:arn aws:SourceArn', 'service events.amazonaws.com kms:DescribeKey']],
    ['ruleToTopic', 'Amazon EventBridge', 'sns/latest/dg/sns-key-management.html', ['service events.amazonaws.com kms:Decrypt,kms:GenerateDataKey*']],
    ['ruleToQueue', 'Amazon EventBridge', 'eventbridge/latest/userguide/eb-troubleshooting.html', ['service events.amazonaws.com kms:Decrypt,kms:GenerateDataKey']],
    ['topicToQueue', 'Amazon SNS', 'sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html', ['service sns.amazonaws.com kms:Decrypt,kms:GenerateDataKey*']],
  ])('%s', (need, service, page, calls) => {
    const { calls: needed, ...rest } = NEEDS[need]();

    expect({ ...rest, calls: needed.map(call) }).toEqual({ service, page, calls });
  });

  test('beyond the catalog is one call without a name', () => {
    expect([NEEDS.ruleToTopic(), NEEDS.ruleToQueue(), NEEDS.topicToQueue()].flatMap(({ calls }) => calls.map(({ purpose }) => purpose))).toEqual(['', '', '']);
  });
});
