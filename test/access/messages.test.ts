import { readFileSync } from 'fs';
import { join } from 'path';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { MessageOptions, MessageSource, MessageTarget, EncryptedKey, KeyAccess, HmacKey, HmacKeySpec, ServiceKey, KeyService } from '../../src';
import { DELIVERIES, deliveryUse, MessageTargetKind, SENDERS_BY_ROLE } from '../../src/services/messages';
import { decisionTable, TableRow } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, REGION, statement, testStack } from '../support/stack';

const { S3, EVENTBRIDGE, CLOUDWATCH_ALARMS, SNS } = MessageSource;
const { ANY_TOPIC, ANY_QUEUE } = MessageTarget;
const arn = (service: string, rest: string, account = ACCOUNT): string => `arn:aws:${service}:${REGION}:${account}:${rest}`;

/** The policy of a key that has this one row. */
function policyOf(source: MessageSource, target: MessageTarget, options?: MessageOptions, stack = testStack()) {
  new EncryptedKey(stack, 'Key', { access: [KeyAccess.messages(source, target, options)] });
  return keyPolicy(stack, 'Key');
}

const PAIRS = Object.values(DELIVERIES).flatMap(facts => (['topic', 'queue'] as MessageTargetKind[]).map(kind => [facts.id, kind] as [string, MessageTargetKind]));
const source = (id: string): MessageSource => (MessageSource as any)[id];
const any = (kind: MessageTargetKind): MessageTarget => kind === 'topic' ? ANY_TOPIC : ANY_QUEUE;
const works = ([id, kind]: [string, MessageTargetKind]): boolean => typeof DELIVERIES[id][kind] !== 'string';

describe('the table of pairs', () => {
  test('has a static for each source and a source for each static', () => {
    const statics = Object.entries(MessageSource).filter(([, value]) => value instanceof MessageSource).map(([name]) => name);
    expect(statics.sort()).toEqual(Object.keys(DELIVERIES).sort());
    statics.forEach(name => expect(source(name).id).toBe(name));
  });

  test.each(PAIRS.filter(works))('%s to a %s is bound', async (id, kind) => {
    const policy = policyOf(source(id), any(kind));
    const rows = policy.Statement.filter(s => s.Principal.Service);
    expect(rows.map(row => row.Principal.Service).sort()).toEqual(DELIVERIES[id].principals.map(p => p.name).sort());
    rows.forEach(row => expect(JSON.stringify(row.Condition)).toMatch(/aws:Source|aws:sns:topicArn/));
    rows.forEach(row => expect(JSON.stringify(row.Condition)).toContain(ACCOUNT));
    expect(await unknownNames(policy)).toEqual([]);
    expect(deliveryUse(DELIVERIES[id], kind, DELIVERIES[id][kind] as any).source).toMatch(/\/.+\.html(#[\w-]+)?$/);
  });

  test.each(PAIRS.filter(pair => !works(pair)))('fails for %s to a %s, and says why', (id, kind) => {
    expect(() => KeyAccess.messages(source(id), any(kind))).toThrow(`'source' cannot deliver to a ${kind}: ${DELIVERIES[id].service} ${DELIVERIES[id][kind]}`);
  });

  test('has no static for those that send with a role, which could only fail', () => {
    const services = Object.values(DELIVERIES).map(({ service }) => service);
    expect(SENDERS_BY_ROLE.filter(({ service }) => services.includes(service))).toEqual([]);
    const pages = readFileSync(join(__dirname, '..', '..', 'docs', 'services.md'), 'utf8');
    for (const { service, serviceLinkedRole = '' } of SENDERS_BY_ROLE) { expect(pages).toMatch(new RegExp(`These send with an IAM role.*${service}.*${serviceLinkedRole}`)); }
  });

  test('warns once of what AWS does not confirm', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { access: [KeyAccess.messages(MessageSource.SES, ANY_TOPIC)] });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('Amazon SES.*could not be confirmed.*unverifiedService:SES_TO_TOPIC'));
  });
});

/** What a service sends: for a resource of ours, and spoiled. */
function table(principal: string, sent: { [key: string]: string }, foreign: { [key: string]: string }): TableRow[] {
  return [
    ...['kms:Decrypt', 'kms:GenerateDataKey'].map(action => [`may ${action}`, { principal, action, context: sent }, 'Allowed'] as TableRow),
    ['may not Encrypt', { principal, action: 'kms:Encrypt', context: sent }, 'ImplicitlyDenied'],
    ['another service may not', { principal: 'other.amazonaws.com', context: sent }, 'ImplicitlyDenied'],
    ...Object.keys(foreign).map(key => [`not with ${key} of a stranger`, { principal, context: { ...sent, [key]: foreign[key] } }, 'ImplicitlyDenied'] as TableRow),
    ...Object.keys(foreign).map(key => [`not without ${key}`, { principal, context: Object.fromEntries(Object.entries(sent).filter(([k]) => k !== key)) }, 'ImplicitlyDenied'] as TableRow),
  ];
}

describe('a bucket that notifies', () => {
  describe.each([['topic', ANY_TOPIC], ['queue', ANY_QUEUE]] as [string, MessageTarget][])('a %s', (_, target) => {
    const policy = policyOf(S3, target, { resources: ['orders'] });
    decisionTable(() => policy, table('s3.amazonaws.com',
      { 'aws:SourceArn': 'arn:aws:s3:::orders', 'aws:SourceAccount': ACCOUNT },
      { 'aws:SourceArn': 'arn:aws:s3:::strangers', 'aws:SourceAccount': OTHER_ACCOUNT }));
  });

  test('in another Region calls by the same principal, unlike a topic', () => {
    const stack = testStack('eu-south-1');
    const bucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'orders', region: 'us-east-1' });
    expect(statement(policyOf(MessageSource.bucket(bucket), ANY_QUEUE, {}, stack), 'S3ToQueue').Principal.Service).toBe('s3.amazonaws.com');
  });

  test('is named by the account that it is in', () => {
    const stack = testStack();
    const bucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'orders', account: OTHER_ACCOUNT });
    expect(statement(policyOf(MessageSource.bucket(bucket), ANY_QUEUE, {}, stack), 'S3ToQueue').Condition).toEqual({
      ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::orders' },
      StringEquals: { 'aws:SourceAccount': OTHER_ACCOUNT },
    });
  });
});

describe('a rule', () => {
  const topic = (stack: Stack) => sns.Topic.fromTopicArn(stack, 'Topic', arn('sns', 'orders'));
  const stack = testStack();
  const policy = policyOf(EVENTBRIDGE, MessageTarget.topic(topic(stack)), {}, stack);

  // EventBridge sends no source key for topics: any rule that may publish to our topic may use its key.
  describe('to a topic', () => {
    decisionTable(() => policy, table('events.amazonaws.com',
      { 'kms:EncryptionContext:aws:sns:topicArn': arn('sns', 'orders') },
      { 'kms:EncryptionContext:aws:sns:topicArn': arn('sns', 'strangers') }));

    test('carries no source key, which would stop it without a word', () => {
      expect(JSON.stringify(policy)).not.toContain('aws:Source');
      expect(() => KeyAccess.messages(EVENTBRIDGE, ANY_TOPIC, { resources: ['orders'] })).toThrow("'resources' does nothing: Amazon EventBridge sends no aws:SourceArn for a topic");
      expect(() => KeyAccess.messages(EVENTBRIDGE, ANY_TOPIC, { sourceAccounts: [OTHER_ACCOUNT] })).toThrow(
        "'sourceAccounts' does nothing: Amazon EventBridge sends no aws:SourceAccount for a topic, got: [\"444455556666\"]; "
        + 'name the topic in MessageTarget.topic, and bound the source in the policy of the topic',
      );
    });

    test('is bound to the topics of the account where none is named', () => {
      expect(statement(policyOf(EVENTBRIDGE, ANY_TOPIC), 'EventBridgeToTopic').Condition)
        .toEqual({ StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': arn('sns', '*') } });
    });
  });

  describe('to a queue', () => {
    const toQueue = policyOf(EVENTBRIDGE, ANY_QUEUE, { resources: ['orders', 'bus/orders'] });
    decisionTable(() => toQueue, [
      ...table('events.amazonaws.com', { 'aws:SourceArn': arn('events', 'rule/orders') }, { 'aws:SourceArn': arn('events', 'rule/strangers') }),
      ['on a bus of its own', { principal: 'events.amazonaws.com', context: { 'aws:SourceArn': arn('events', 'rule/bus/orders') } }, 'Allowed'],
    ]);
  });

  test.each([
    ['of no bus', undefined, 'rule/orders'],
    ['of the default bus', 'default', 'rule/orders'],
    ['of a named bus', 'shop', 'rule/shop/orders'],
  ])('%s is named without a reference', (_, bus, resource) => {
    const scope = testStack();
    const rule = new events.Rule(scope, 'Rule', {
      ruleName: 'orders',
      eventPattern: { source: ['x'] },
      eventBus: bus ? events.EventBus.fromEventBusName(scope, 'Bus', bus) : undefined,
    });
    expect(statement(policyOf(MessageSource.rule(rule), ANY_QUEUE, {}, scope), 'EventBridgeToQueue').Condition).toEqual({ ArnEquals: { 'aws:SourceArn': arn('events', resource) } });
  });

  test('of a bus that CloudFormation names counts as any rule of that name on a bus', () => {
    const scope = testStack();
    const rule = new events.Rule(scope, 'Rule', { ruleName: 'orders', eventPattern: { source: ['x'] }, eventBus: new events.EventBus(scope, 'Bus') });
    // EventBus makes its name from the construct's path, which is known.
    expect(JSON.stringify(statement(policyOf(MessageSource.rule(rule), ANY_QUEUE, {}, scope), 'EventBridgeToQueue').Condition)).toMatch(/rule\/[^"]+\/orders"/);
  });
});

describe('an alarm to a topic', () => {
  const policy = policyOf(CLOUDWATCH_ALARMS, ANY_TOPIC, { resources: ['orders-*'] });
  decisionTable(() => policy, table('cloudwatch.amazonaws.com',
    { 'aws:SourceArn': arn('cloudwatch', 'alarm:orders-1'), 'aws:SourceAccount': ACCOUNT },
    { 'aws:SourceArn': arn('cloudwatch', 'alarm:strangers'), 'aws:SourceAccount': OTHER_ACCOUNT }));
});

describe('a topic to a queue', () => {
  const policy = policyOf(SNS, ANY_QUEUE, { resources: ['orders'] });
  decisionTable(() => policy, table('sns.amazonaws.com', { 'aws:SourceArn': arn('sns', 'orders') }, { 'aws:SourceArn': arn('sns', 'orders', OTHER_ACCOUNT) }));

  test.each([
    ['eu-west-1', 'eu-west-1', 'sns.amazonaws.com'],
    ['eu-west-1', 'us-east-1', 'sns.amazonaws.com'],
    ['eu-south-1', 'eu-south-1', 'sns.amazonaws.com'],
    ['eu-south-1', 'us-east-1', 'sns.eu-south-1.amazonaws.com'],
    ['eu-west-1', 'me-south-1', 'sns.me-south-1.amazonaws.com'],
  ])('for a queue in %s and a topic in %s calls as %s', (queueRegion, topicRegion, principal) => {
    const stack = testStack(queueRegion);
    const topic = sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${topicRegion}:${ACCOUNT}:orders`);
    expect(statement(policyOf(MessageSource.topic(topic), ANY_QUEUE, {}, stack), 'SnsToQueue').Principal.Service).toBe(principal);
  });
});

describe('constructs of the same stack', () => {
  test('make no cycle between key, topic, queue and what sends to them, whatever the order', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key');
    const topic = new sns.Topic(stack, 'Topic', { masterKey: key, topicName: 'orders' });
    const queue = new sqs.Queue(stack, 'Queue', { encryptionMasterKey: key });
    // With the same key for the bucket, SqsDestination makes a cycle of its own.
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new ServiceKey(stack, 'BucketKey', { service: KeyService.S3 }) });
    const alarm = new cloudwatch.Alarm(stack, 'Alarm', { metric: topic.metricNumberOfMessagesPublished(), threshold: 1, evaluationPeriods: 1 });
    const rule = new events.Rule(stack, 'Rule', { eventPattern: { source: ['x'] } });
    alarm.addAlarmAction(new actions.SnsAction(topic));
    rule.addTarget(new targets.SnsTopic(topic));
    rule.addTarget(new targets.SqsQueue(queue));
    topic.addSubscription(new subscriptions.SqsSubscription(queue));
    bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.SqsDestination(queue));
    const to = MessageTarget.topic(topic);
    const toQueue = MessageTarget.queue(queue);
    key.addAccess(KeyAccess.messages(MessageSource.alarm(alarm), to));
    key.addAccess(KeyAccess.messages(MessageSource.rule(rule), to));
    key.addAccess(KeyAccess.messages(MessageSource.rule(rule), toQueue));
    key.addAccess(KeyAccess.messages(MessageSource.bucket(bucket), toQueue));
    key.addAccess(KeyAccess.messages(MessageSource.topic(topic), toQueue));

    // Template.fromStack fails on a cycle; here the references themselves are looked at as well.
    const [, policy] = Object.entries(Template.fromStack(stack).findResources('AWS::KMS::Key')).find(([id]) => id.startsWith('Key'))!;
    const ours = policy.Properties.KeyPolicy.Statement.filter((s: any) => /To(Topic|Queue)$/.test(s.Sid ?? ''));
    expect(ours.map((s: any) => s.Sid)).toEqual(['CloudWatchAlarmsToTopic', 'EventBridgeToQueue', 'EventBridgeToTopic', 'S3ToQueue', 'SnsToQueue']);
    expect(JSON.stringify(ours)).not.toContain('Fn::GetAtt');
    expect(JSON.stringify(ours).match(/"Ref":"[^"]+"/g)!.every(ref => ref.includes('AWS::'))).toBe(true);
  });

  test('are named where the app names them, and by wildcards where CloudFormation does', () => {
    const stack = testStack();
    const named = new sns.Topic(stack, 'Named', { topicName: 'orders' });
    const unnamed = new sns.Topic(stack, 'Unnamed');
    const composed = new sns.Topic(stack, 'Composed', { topicName: `orders-${stack.region}-${stack.urlSuffix}` });
    const referring = new sns.Topic(stack, 'Referring', { topicName: `after-${named.topicName}` });
    // A parameter is no resource: naming it ties nothing to anything.
    const given = new sns.Topic(stack, 'Given', { topicName: new CfnParameter(stack, 'TopicName').valueAsString });
    const mixed = new sns.Topic(stack, 'Mixed', { topicName: `${new CfnParameter(stack, 'Prefix').valueAsString}-${new s3.Bucket(stack, 'Bucket').bucketName}` });
    const lent = sns.Topic.fromTopicArn(stack, 'Lent', unnamed.topicArn);
    const topics = [named, unnamed, composed, referring, given, mixed, lent];
    topics.forEach((topic, i) => new EncryptedKey(stack, `Key${i}`, { access: [KeyAccess.messages(EVENTBRIDGE, MessageTarget.topic(topic))] }));
    const contexts = topics.map((_, i) => Object.values<any>(statement(keyPolicy(stack, `Key${i}`), 'EventBridgeToTopic').Condition)
      .map(condition => condition['kms:EncryptionContext:aws:sns:topicArn'])[0]);
    expect(contexts).toEqual([arn('sns', 'orders'), arn('sns', '*'), arn('sns', `orders-${REGION}-amazonaws.com`), arn('sns', '*'), arn('sns', 'TopicName'), arn('sns', '*'), arn('sns', '*')]);
  });

  test('from elsewhere are named by their ARN', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'TopicArn');
    const topic = sns.Topic.fromTopicArn(stack, 'Topic', parameter.valueAsString);
    const policy = policyOf(EVENTBRIDGE, MessageTarget.topic(topic), {}, stack);
    expect(statement(policy, 'EventBridgeToTopic').Condition).toEqual({ StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': 'TopicArn' } });
  });

  test('of another stack make no dependency between the stacks', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const keys = new Stack(app, 'Keys', { env });
    const topics = new Stack(app, 'Topics', { env });
    const key = new EncryptedKey(keys, 'Key');
    const topic = new sns.Topic(topics, 'Topic', { masterKey: key });
    key.addAccess(KeyAccess.messages(CLOUDWATCH_ALARMS, MessageTarget.topic(topic)));
    app.synth();
    expect(keys.dependencies).toEqual([]);
    expect(topics.dependencies).toEqual([keys]);
  });
});

describe("what aws-cdk-lib's constructs add", () => {
  const services = (policy: { Statement: any[] }, name: string) => policy.Statement.filter(s => s.Principal.Service === name);

  test('for a bucket to a topic stands once', () => {
    const stack = testStack(REGION, ACCOUNT, { context: { '@aws-cdk/s3-notifications:addS3TrustKeyPolicyForSnsSubscriptions': true } });
    const key = new EncryptedKey(stack, 'Key', { access: [KeyAccess.messages(S3, ANY_TOPIC)] });
    const topic = new sns.Topic(stack, 'Topic', { masterKey: key });
    new s3.Bucket(stack, 'Bucket').addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.SnsDestination(topic));
    // Theirs has no condition; it is written as ours is.
    const ofAccount = { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' }, StringEquals: { 'aws:SourceAccount': ACCOUNT } };
    expect(services(keyPolicy(stack, 'Key'), 's3.amazonaws.com')).toEqual([{
      Sid: expect.stringMatching(/^S3To(Topic|Queue)$/),
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: ofAccount,
    }]);
  });

  test('for a bucket to a queue is bounded as ours is', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key', { access: [KeyAccess.messages(S3, ANY_QUEUE)] });
    const queue = new sqs.Queue(stack, 'Queue', { encryptionMasterKey: key });
    new s3.Bucket(stack, 'Bucket').addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.SqsDestination(queue));
    // Two: what S3 needs, of which theirs says the same without a condition, and their use of the key for the bucket.
    expect(services(keyPolicy(stack, 'Key'), 's3.amazonaws.com').map(s => [s.Sid, s.Condition !== undefined])).toEqual([['S3ToQueue', true], ['S3', true]]);
  });

  test('for an alarm is nothing, so that ours stands alone', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key');
    const topic = new sns.Topic(stack, 'Topic', { masterKey: key });
    const alarm = new cloudwatch.Alarm(stack, 'Alarm', { alarmName: 'orders', metric: topic.metricNumberOfMessagesPublished(), threshold: 1, evaluationPeriods: 1 });
    alarm.addAlarmAction(new actions.SnsAction(topic));
    key.addAccess(KeyAccess.messages(MessageSource.alarm(alarm), MessageTarget.topic(topic)));
    expect(services(keyPolicy(stack, 'Key'), 'cloudwatch.amazonaws.com').map(s => s.Condition)).toEqual([{
      ArnEquals: { 'aws:SourceArn': arn('cloudwatch', 'alarm:orders') },
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': arn('sns', '*') },
    }]);
  });

  test('for a topic to a queue stands beside ours only where each allows something the other does not', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key', { access: [KeyAccess.messages(SNS, ANY_QUEUE)] });
    const queue = new sqs.Queue(stack, 'Queue', { encryptionMasterKey: key });
    new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.SqsSubscription(queue));
    // Without today's feature flags SqsSubscription writes no condition, but plain GenerateDataKey.
    expect(services(keyPolicy(stack, 'Key'), 'sns.amazonaws.com').map(s => s.Sid)).toEqual(['SnsToQueue', undefined]);
  });

  test('is kept for every other service and person', () => {
    const stack = testStack();
    const key = new ServiceKey(stack, 'Key', { service: KeyService.SQS, access: [KeyAccess.messages(S3, ANY_QUEUE)] });
    const queue = new sqs.Queue(stack, 'Queue', { encryptionMasterKey: key });
    new events.Rule(stack, 'Rule', { eventPattern: { source: ['x'] } }).addTarget(new targets.SqsQueue(queue));
    const policy = keyPolicy(stack, 'Key');
    expect(services(policy, 's3.amazonaws.com').map(s => s.Sid)).toEqual(['S3ToQueue']);
    // Whether the key is that of a queue or of a topic is not said.
    expect(services(policy, 'events.amazonaws.com').map(s => [s.Sid, s.Condition !== undefined])).toEqual([['EventBridgeToQueue', true], ['EventBridgeToTopic', true]]);
  });
});

describe('MessageSource.of', () => {
  test('takes a service that the table lacks', () => {
    const policy = policyOf(MessageSource.of({ name: 'Chime', servicePrincipal: 'chime.amazonaws.com' }), ANY_QUEUE, { resources: [arn('chime', 'vc/1')] });
    expect(statement(policy, 'ChimeToQueue')).toEqual({
      Sid: 'ChimeToQueue',
      Effect: 'Allow',
      Principal: { Service: 'chime.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { ArnEquals: { 'aws:SourceArn': arn('chime', 'vc/1') }, StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    });
  });

  test('bounds a service without source keys by the topic, and fails for a queue', () => {
    const silent = MessageSource.of({ name: 'Silent', servicePrincipal: 'silent.amazonaws.com', sendsSource: false });
    expect(statement(policyOf(silent, ANY_TOPIC), 'SilentToTopic').Condition).toEqual({ StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': arn('sns', '*') } });
    expect(() => KeyAccess.messages(silent, ANY_QUEUE)).toThrow('nothing would bound the statement');
  });

  test('fails for a name or principal that cannot be', () => {
    expect(() => MessageSource.of({ name: 'My Service', servicePrincipal: 'x.amazonaws.com' })).toThrow("'name' must be letters and digits");
    expect(() => MessageSource.of({ name: 'X', servicePrincipal: 'x.example.com' })).toThrow("'servicePrincipal' must end in '.amazonaws.com'");
  });
});

test('fails on a key that encrypts nothing', () => {
  expect(() => new HmacKey(testStack(), 'Key', { keySpec: HmacKeySpec.HMAC_256, access: [KeyAccess.messages(S3, ANY_QUEUE)] }))
    .toThrow("'access' takes symmetric encryption keys only, this is an HMAC key, got: 'delivery from S3'");
});

test('fails for empty lists and accounts that are none', () => {
  expect(() => KeyAccess.messages(S3, ANY_QUEUE, { resources: [] })).toThrow("'resources' must not be empty");
  expect(() => KeyAccess.messages(S3, ANY_QUEUE, { sourceAccounts: [] })).toThrow("'sourceAccounts' must not be empty");
  expect(() => KeyAccess.messages(S3, ANY_QUEUE, { sourceAccounts: ['12'] })).toThrow("'sourceAccounts' must be an account id of 12 digits");
  expect(() => MessageTarget.queue(undefined as any)).toThrow("'queue' must be a queue");
});
