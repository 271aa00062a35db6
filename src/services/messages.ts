import { ServiceUse, SourceKey, SYMMETRIC } from './service-use';

/*
 * AWS services that put messages into an encrypted topic or queue as themselves: pairs of source and target, as AWS documents them.
 * Topics: the table of https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 * Queues: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services
 */

export type MessageTargetKind = 'topic' | 'queue';

/** How one pair works. */
export interface MessageWay {
  readonly actions: readonly string[];
  /** The source keys that the service sends with this kind of target; where that is unverified, they are compared only when they are there. */
  readonly source: readonly SourceKey[];
  /** The service through which the messages come: kms:ViaService is there for the sender's principal as well. */
  readonly through?: string;
  /** Bounds the statement by the topic where nothing else does: SNS sends `aws:sns:topicArn` with every call. */
  readonly byTopic?: boolean;
  readonly addedByCdk?: string;
  readonly gotchas?: readonly string[];
  readonly page: string;
  /** When the page was read, where that is another day than that of the table. */
  readonly checked?: string;
  /** What AWS's documentation does not confirm. */
  readonly unverified?: string;
}

/** A service that delivers. */
export interface MessageFacts {
  /** The name of the MessageSource static. */
  readonly id: string;
  readonly service: string;
  readonly sid: string;
  /** The principals it calls as, with what is added to the Sid and the ARN of a source. */
  readonly principals: readonly { readonly purpose: string; readonly name: string; readonly sourceArn: string }[];
  /** What a name in `resources` is. */
  readonly resourceName: string;
  /** How, or why not. */
  readonly topic: MessageWay | string;
  readonly queue: MessageWay | string;
}

const SNS_PAGE = 'sns/latest/dg/sns-key-management.html';
const SQS_PAGE = 'AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html';
const BOTH: readonly SourceKey[] = ['aws:SourceArn', 'aws:SourceAccount'];
const PUBLISH = ['kms:Decrypt', 'kms:GenerateDataKey*'];
const SEND = ['kms:Decrypt', 'kms:GenerateDataKey'];
const NO_QUEUE = 'sends to no queue as itself; let it publish to a topic, and subscribe the queue to that';

const topic: MessageWay = { actions: PUBLISH, source: BOTH, page: SNS_PAGE };
/** The page of SNS names the principal and both source keys in general; that this service sends them is not said of it. */
const assumed: MessageWay = { ...topic, unverified: 'that the service sends aws:SourceArn and aws:SourceAccount with calls to KMS' };

/** A service of the table with a principal of its own name and one kind of source. */
function publisher(
  id: string, sid: string, service: string, principal: string, sourceArn: string, resourceName: string, way: MessageWay = assumed,
): MessageFacts {
  return { id, service, sid, principals: [{ purpose: '', name: principal, sourceArn }], resourceName, topic: way, queue: NO_QUEUE };
}

const ALL: readonly MessageFacts[] = [
  {
    id: 'S3',
    service: 'Amazon S3',
    sid: 'S3',
    principals: [{ purpose: '', name: 's3.amazonaws.com', sourceArn: 'arn:{partition}:s3:::{resource}' }],
    resourceName: 'bucket name',
    // Bucket ARNs hold no account, so the account is compared as well.
    topic: {
      ...topic,
      actions: SEND,
      addedByCdk: 'aws-s3-notifications SnsDestination adds the same without a condition, '
        + 'if the feature flag s3-notifications:addS3TrustKeyPolicyForSnsSubscriptions is on.',
      page: 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html',
    },
    queue: {
      actions: SEND,
      source: BOTH,
      addedByCdk: 'aws-s3-notifications SqsDestination adds the same without a condition, and use of the key for the bucket by its ARN: '
        + 'a bucket and a queue with the same key then make a cycle.',
      page: 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html',
    },
  },
  {
    id: 'EVENTBRIDGE',
    service: 'Amazon EventBridge',
    sid: 'EventBridge',
    principals: [{ purpose: '', name: 'events.amazonaws.com', sourceArn: 'arn:{partition}:events:{region}:{account}:rule/{resource}' }],
    resourceName: 'rule name, with its bus as bus/rule',
    topic: {
      actions: PUBLISH,
      source: [],
      byTopic: true,
      addedByCdk: 'aws-events-targets SnsTopic adds use of the key without a condition, unless authorizeUsingRole is set.',
      gotchas: ['aws:SourceArn, aws:SourceAccount and aws:SourceOrgID are not supported in the key policy, delivery would fail silently: the topic bounds it.'],
      page: SNS_PAGE,
    },
    queue: {
      actions: SEND,
      source: ['aws:SourceArn'],
      addedByCdk: 'aws-events-targets SqsQueue adds use of the key for the account (aws:SourceAccount) '
        + 'if the feature flag aws-events:eventsTargetQueueSameAccount is on, else without a condition.',
      page: SQS_PAGE,
    },
  },
  publisher('CLOUDWATCH_ALARMS', 'CloudWatchAlarms', 'Amazon CloudWatch', 'cloudwatch.amazonaws.com', 'arn:{partition}:cloudwatch:{region}:{account}:alarm:{resource}', 'alarm name', {
    ...topic,
    gotchas: ["Without the statement nothing fails at deployment: the alarm's history shows an access error and no message comes."],
  }),
  {
    id: 'SNS',
    service: 'Amazon SNS',
    sid: 'Sns',
    principals: [{ purpose: '', name: 'sns.amazonaws.com', sourceArn: 'arn:{partition}:sns:{region}:{account}:{resource}' }],
    resourceName: 'topic name',
    topic: 'does not deliver to topics',
    queue: {
      actions: PUBLISH,
      source: ['aws:SourceArn'],
      addedByCdk: 'aws-sns-subscriptions SqsSubscription adds the same for its topic '
        + 'if the feature flag sns-subscriptions:restrictSqsDescryption is on, else without a condition.',
      page: SQS_PAGE,
    },
  },
  publisher('BUDGETS', 'Budgets', 'AWS Budgets', 'budgets.amazonaws.com', 'arn:{partition}:budgets::{account}:*', 'ARN', {
    ...assumed,
    page: 'cost-management/latest/userguide/budgets-sns-policy.html',
    gotchas: ['Topics of other accounts are not supported.'],
    unverified: 'that AWS Budgets sends to KMS the source keys that its page asks for in the policy of the topic',
  }),
  publisher('CLOUDTRAIL', 'CloudTrail', 'AWS CloudTrail', 'cloudtrail.amazonaws.com', 'arn:{partition}:cloudtrail:{region}:{account}:trail/{resource}', 'trail name', {
    ...topic,
    source: ['aws:SourceArn'],
    page: 'awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html',
    unverified: 'that CloudTrail sends aws:SourceArn with calls to KMS for a topic',
  }),
  // Its page bounds the statement by the service alone, and says nothing of the source; the topic is there as in every call of SNS.
  publisher('CODESTAR_NOTIFICATIONS', 'CodeStarNotifications', 'AWS CodeStar Notifications', 'codestar-notifications.amazonaws.com', '', 'notification rule', {
    actions: PUBLISH,
    source: [],
    byTopic: true,
    through: 'sns',
    addedByCdk: 'aws-codestarnotifications NotificationRule adds use of the key to the topic without a condition.',
    gotchas: ['Notification rules of CodeBuild, CodeCommit, CodeDeploy and CodePipeline come from it.'],
    page: 'dtconsole/latest/userguide/set-up-sns.html#set-up-sns',
  }),
  publisher('COST_ANOMALY_DETECTION', 'CostAnomalyDetection', 'AWS Cost Anomaly Detection', 'costalerts.amazonaws.com', 'arn:{partition}:ce::{account}:anomalysubscription/{resource}', 'anomaly subscription id', {
    ...topic,
    gotchas: ['The account is that of the subscription, which might be another than that of the topic.'],
    page: 'cost-management/latest/userguide/ad-SNS.html#protect-sns-sse',
  }),
  publisher('CODECOMMIT', 'CodeCommit', 'AWS CodeCommit', 'codecommit.amazonaws.com', 'arn:{partition}:codecommit:{region}:{account}:{resource}', 'repository name'),
  publisher('DIRECTORY_SERVICE', 'DirectoryService', 'AWS Directory Service', 'ds.amazonaws.com', 'arn:{partition}:ds:{region}:{account}:directory/{resource}', 'directory id'),
  publisher('DMS', 'Dms', 'AWS Database Migration Service', 'dms.amazonaws.com', 'arn:{partition}:dms:{region}:{account}:{resource}', 'resource of DMS'),
  publisher('DYNAMODB', 'DynamoDb', 'Amazon DynamoDB', 'dynamodb.amazonaws.com', 'arn:{partition}:dynamodb:{region}:{account}:table/{resource}', 'table name'),
  // Its page bounds the statement by the configuration and by the topic.
  publisher('GAMELIFT', 'GameLift', 'Amazon GameLift Servers', 'gamelift.amazonaws.com', 'arn:{partition}:gamelift:{region}:{account}:{resource}', 'matchmakingconfiguration/name or gamesessionqueue/name', {
    actions: SEND,
    source: ['aws:SourceArn'],
    byTopic: true,
    page: 'gamelift/latest/flexmatchguide/queue-notification-sns-sse.html',
  }),
  publisher('GLACIER', 'Glacier', 'Amazon S3 Glacier', 'glacier.amazonaws.com', 'arn:{partition}:glacier:{region}:{account}:vaults/{resource}', 'vault name'),
  {
    ...publisher('INCIDENT_MANAGER', 'IncidentManager', 'AWS Systems Manager Incident Manager', '', '', 'response-plan/name'),
    principals: [
      { purpose: '', name: 'ssm-incidents.amazonaws.com', sourceArn: 'arn:{partition}:ssm-incidents::{account}:{resource}' },
      { purpose: 'Contacts', name: 'ssm-contacts.amazonaws.com', sourceArn: 'arn:{partition}:ssm-contacts:{region}:{account}:*' },
    ],
  },
  publisher('INSPECTOR', 'Inspector', 'Amazon Inspector', 'inspector.amazonaws.com', 'arn:{partition}:inspector:{region}:{account}:{resource}', 'resource of Inspector Classic'),
  publisher('RDS_EVENTS', 'RdsEvents', 'Amazon RDS', 'events.rds.amazonaws.com', 'arn:{partition}:rds:{region}:{account}:{resource}', 'db:name, cluster:name or another resource of RDS', {
    ...assumed,
    gotchas: ['The source is the database, not the event subscription.'],
  }),
  publisher('REDSHIFT', 'Redshift', 'Amazon Redshift', 'redshift.amazonaws.com', 'arn:{partition}:redshift:{region}:{account}:{resource}', 'cluster:name or another resource of Redshift'),
  publisher('SES', 'Ses', 'Amazon SES', 'ses.amazonaws.com', 'arn:{partition}:ses:{region}:{account}:{resource}', 'identity/name or configuration-set/name', {
    ...assumed,
    actions: SEND,
    gotchas: ["SES refuses a topic whose key does not let it in (InvalidParameterValue). AWS's own statement has no condition."],
    page: 'ses/latest/dg/configure-sns-notifications.html',
  }),
  publisher('END_USER_MESSAGING_SMS', 'EndUserMessagingSms', 'AWS End User Messaging SMS', 'sms-voice.amazonaws.com', 'arn:{partition}:sms-voice:{region}:{account}:configuration-set/{resource}', 'configuration set name', {
    ...assumed,
    page: 'sms-voice/latest/userguide/configuration-sets-sns-creating-role.html',
  }),
  publisher('SNOWBALL', 'Snowball', 'AWS Snowball', 'importexport.amazonaws.com', 'arn:{partition}:importexport:{region}:{account}:{resource}', 'job'),
];

/**
 * Services that publish with an IAM role: one of yours, which is a user of the topic's or queue's key, or their service-linked role, which takes no IAM policy, so that the
 * key policy must name it. Dead-letter queues and destinations of AWS Lambda are sent to by the function's role.
 */
export const SENDERS_BY_ROLE: readonly { readonly service: string; readonly serviceLinkedRole?: string }[] = [
  { service: 'Amazon EC2 Auto Scaling', serviceLinkedRole: 'AWSServiceRoleForAutoScaling' },
  { service: 'AWS CodePipeline' },
  { service: 'AWS Config' },
  { service: 'AWS Elastic Beanstalk' },
  { service: 'Amazon Elastic Transcoder' },
  { service: 'EC2 Image Builder', serviceLinkedRole: 'AWSServiceRoleForImageBuilder' },
  { service: 'AWS IoT' },
  { service: 'AWS Lambda' },
];

/** Every source, by the id of its MessageSource static. */
export const DELIVERIES: { readonly [id: string]: MessageFacts } = Object.fromEntries(ALL.map(facts => [facts.id, facts]));

/** A pair as a use of the key of its target, bound to any topic or queue. */
export function deliveryUse(from: MessageFacts, to: MessageTargetKind, way: MessageWay): ServiceUse {
  return {
    id: `${from.id}_TO_${to.toUpperCase()}`,
    service: from.service,
    use: `messages to an encrypted ${to}`,
    sid: `${from.sid}To${to === 'topic' ? 'Topic' : 'Queue'}`,
    styles: ['principal'],
    calls: from.principals.map(({ purpose, name, sourceArn }, i) => ({
      purpose,
      caller: 'service',
      principal: name,
      actions: way.actions,
      ...(way.unverified === undefined ? { source: way.source } : { supposedSource: way.source }),
      through: way.through,
      // Names in `resources` are those of the first principal's sources.
      sourceArn: i === 0 ? undefined : sourceArn,
      context: way.byTopic ? { 'aws:sns:topicArn': 'arn:{partition}:sns:{region}:{account}:*' } : undefined,
    })),
    resourceArn: from.principals[0]?.sourceArn,
    resourceName: from.resourceName,
    exclusive: false,
    multiRegion: 'undocumented',
    crossAccount: 'undocumented',
    keySpecs: SYMMETRIC,
    addedByCdk: way.addedByCdk,
    gotchas: way.gotchas ?? [],
    source: way.page,
    checked: way.checked ?? '2026-11-25',
    verified: way.unverified === undefined,
    unverified: way.unverified,
  };
}

/** Every pair that works, as uses. */
export const messageUses = (): ServiceUse[] => Object.values(DELIVERIES).flatMap(facts => (['topic', 'queue'] as const)
  .flatMap(kind => typeof facts[kind] === 'string' ? [] : [deliveryUse(facts, kind, facts[kind])]));
