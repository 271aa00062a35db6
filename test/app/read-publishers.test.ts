import { Stack } from 'aws-cdk-lib';
import { EncryptedKey, KeyAccess, MessageSource, MessageTarget } from '../../src';
import { PUBLISHING_TYPES } from '../../src/app/read-publishers';
import { key, Resources, template, verdicts } from '../checks/support';
import { ACCOUNT, REGION, testStack } from '../support/stack';

const TOPIC = { Ref: 'Topic' };
/** What makes a service publish, by its type: its properties, the source of the library, and the service. */
const PUBLISHERS: { readonly [type: string]: readonly [object, MessageSource, string] } = {
  'AWS::CloudTrail::Trail': [{ SnsTopicName: { 'Fn::GetAtt': ['Topic', 'TopicName'] } }, MessageSource.CLOUDTRAIL, 'cloudtrail'],
  'AWS::RDS::EventSubscription': [{ SnsTopicArn: TOPIC }, MessageSource.RDS_EVENTS, 'events.rds'],
  'AWS::Redshift::EventSubscription': [{ SnsTopicArn: TOPIC }, MessageSource.REDSHIFT, 'redshift'],
  'AWS::DMS::EventSubscription': [{ SnsTopicArn: TOPIC }, MessageSource.DMS, 'dms'],
  'AWS::Budgets::Budget': [{ NotificationsWithSubscribers: [{ Subscribers: [{ SubscriptionType: 'EMAIL', Address: 'a@example.com' }, { SubscriptionType: 'SNS', Address: TOPIC }] }] }, MessageSource.BUDGETS, 'budgets'],
  'AWS::CE::AnomalySubscription': [{ Subscribers: [{ Type: 'SNS', Address: TOPIC }] }, MessageSource.COST_ANOMALY_DETECTION, 'costalerts'],
  'AWS::CodeStarNotifications::NotificationRule': [{ Targets: [{ TargetType: 'SNS', TargetAddress: TOPIC }] }, MessageSource.CODESTAR_NOTIFICATIONS, 'codestar-notifications'],
  'AWS::SES::ConfigurationSetEventDestination': [{ EventDestination: { SnsDestination: { TopicARN: TOPIC } } }, MessageSource.SES, 'ses'],
  'AWS::GameLift::MatchmakingConfiguration': [{ NotificationTarget: TOPIC }, MessageSource.GAMELIFT, 'gamelift'],
  'AWS::GameLift::GameSessionQueue': [{ NotificationTarget: TOPIC }, MessageSource.GAMELIFT, 'gamelift'],
};

const resources = (Type: string, Properties: object, keyPolicy?: unknown): Resources => ({
  Key: key(keyPolicy === undefined ? {} : { KeyPolicy: keyPolicy }),
  Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
  User: { Type, Properties: Properties as any },
});

/** The key policy that the library writes for a source. */
function policyFor(source: MessageSource): unknown {
  const stack: Stack = testStack();
  const made = new EncryptedKey(stack, 'Key', { alias: 'a', access: [KeyAccess.messages(source, MessageTarget.ANY_TOPIC)] });
  return stack.resolve((made.node.findChild('Resource') as any).keyPolicy ?? (made.node.findChild('Resource').node.defaultChild as any).keyPolicy);
}

test('every type that publishes is here', () => {
  expect(PUBLISHING_TYPES.filter(type => !PUBLISHERS[type])).toEqual(['AWS::Config::DeliveryChannel']);
});

describe.each(Object.entries(PUBLISHERS))('%s', (type, [properties, source, service]) => {
  test('needs its service in the policy of the topic\'s key', () => {
    const [said, ...more] = verdicts('ServiceCanUseKey', resources(type, properties)) as string[];

    expect(more).toEqual([]);
    expect(said).toContain(`finding ${service.replace('.', '-')}-amazonaws-com: the `);
    expect(said).toContain('User, which publishes to the topic Topic, needs kms:Decrypt, kms:GenerateDataKey');
  });

  test('is content with what the library writes', () => {
    expect(verdicts('ServiceCanUseKey', resources(type, properties, policyFor(source)))).toEqual([]);
  });

  test('is not allow by a statement for another account\'s resources', () => {
    const policy = JSON.parse(JSON.stringify(policyFor(source)).replaceAll(ACCOUNT, '444455556666').replaceAll(REGION, 'ap-south-1'));
    const bound = JSON.stringify(policy.Statement.find((one: any) => one.Principal?.Service)?.Condition ?? {});

    expect(bound).not.toBe('{}');
    expect(verdicts('ServiceCanUseKey', resources(type, properties, policy))).toHaveLength(1);
  });
});

test('nothing is said of topics under other keys, and of other targets', () => {
  const { Topic: _, ...without } = resources('AWS::RDS::EventSubscription', { SnsTopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:news` });

  expect(verdicts('ServiceCanUseKey', without)).toBe('n/a');
  expect(verdicts('ServiceCanUseKey', [template({ ...resources('AWS::RDS::EventSubscription', { SnsTopicArn: TOPIC }), Topic: { Type: 'AWS::SNS::Topic', Properties: {} } })])).toBe('n/a');
});

test('a topic that is named twice is told once', () => {
  expect(verdicts('ServiceCanUseKey', resources('AWS::CE::AnomalySubscription', { Subscribers: [{ Address: TOPIC }, { Address: TOPIC }] }))).toHaveLength(1);
});

test('AWS Config takes no encrypted topic', () => {
  expect(verdicts('ServiceCanUseKey', resources('AWS::Config::DeliveryChannel', { SnsTopicARN: TOPIC }))).toEqual([
    'finding AWS-Config: the delivery channel User, which publishes to the topic Topic, gets no message through: AWS Config does not support encrypted topics '
    + '(docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html)',
  ]);
});
