import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { accountOf, arnWithoutReference, regionOf, ResourceKind } from './resource-names';
import { RowContext } from './row-context';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { DELIVERIES, MessageFacts, MessageTargetKind } from '../services/messages';

/** A service that sends messages and that the table lacks. */
export interface MessageSourceProps {
  /** The service's name, letters and digits, for Sids: `MyService`. */
  readonly name: string;

  /** The service principal by which it calls KMS, `myservice.amazonaws.com`. */
  readonly servicePrincipal: string;

  /**
   * Whether it sends aws:SourceArn and aws:SourceAccount with its calls. Without, only topics can be targets: their ARN then bounds
   * the statement.
   *
   * @default true
   */
  readonly sendsSource?: boolean;
}

/** What a source is bound to, for one key. @internal */
export interface BoundSource {
  readonly arns?: string[];
  readonly account?: string;
  readonly region?: string;
}

/**
 * An AWS service, or one resource of it, that sends messages to an encrypted topic or queue as itself.
 *
 * Services that send with an IAM role are not listed here, such as EC2 Auto Scaling with `AWSServiceRoleForAutoScaling`: give the role as a user,
 * `KeyAccess.service(KeyService.SNS, { users: [role] })`.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
@checked
export class MessageSource {
  /** Notifications of every bucket of the account. */
  public static readonly S3 = MessageSource.row('S3');
  /** Every rule of the account and Region. */
  public static readonly EVENTBRIDGE = MessageSource.row('EVENTBRIDGE');
  /** Every alarm of the account and Region. */
  public static readonly CLOUDWATCH_ALARMS = MessageSource.row('CLOUDWATCH_ALARMS');
  /** Every topic of the account and Region, to a queue. */
  public static readonly SNS = MessageSource.row('SNS');
  /** AWS Budgets. */
  public static readonly BUDGETS = MessageSource.row('BUDGETS');
  /** Trails of AWS CloudTrail, about log files they delivered. */
  public static readonly CLOUDTRAIL = MessageSource.row('CLOUDTRAIL');
  /** AWS CodeStar Notifications: rules about CodeBuild, CodeCommit, CodeDeploy and CodePipeline. */
  public static readonly CODESTAR_NOTIFICATIONS = MessageSource.row('CODESTAR_NOTIFICATIONS');
  /** AWS Cost Anomaly Detection. */
  public static readonly COST_ANOMALY_DETECTION = MessageSource.row('COST_ANOMALY_DETECTION');
  /** Triggers of AWS CodeCommit. */
  public static readonly CODECOMMIT = MessageSource.row('CODECOMMIT');
  /** AWS Directory Service. */
  public static readonly DIRECTORY_SERVICE = MessageSource.row('DIRECTORY_SERVICE');
  /** AWS Database Migration Service. */
  public static readonly DMS = MessageSource.row('DMS');
  /** Amazon DynamoDB, with DAX. */
  public static readonly DYNAMODB = MessageSource.row('DYNAMODB');
  /** AWS End User Messaging SMS. */
  public static readonly END_USER_MESSAGING_SMS = MessageSource.row('END_USER_MESSAGING_SMS');
  /** Amazon GameLift Servers: matchmaking and queues of game sessions. */
  public static readonly GAMELIFT = MessageSource.row('GAMELIFT');
  /** Vaults of Amazon S3 Glacier. */
  public static readonly GLACIER = MessageSource.row('GLACIER');
  /** Incident Manager. */
  public static readonly INCIDENT_MANAGER = MessageSource.row('INCIDENT_MANAGER');
  /** Amazon Inspector Classic. */
  public static readonly INSPECTOR = MessageSource.row('INSPECTOR');
  /** Event subscriptions of Amazon RDS and Aurora. */
  public static readonly RDS_EVENTS = MessageSource.row('RDS_EVENTS');
  /** Amazon Redshift. */
  public static readonly REDSHIFT = MessageSource.row('REDSHIFT');
  /** Amazon SES: bounces, complaints, deliveries. */
  public static readonly SES = MessageSource.row('SES');
  /** AWS Snowball. */
  public static readonly SNOWBALL = MessageSource.row('SNOWBALL');

  /** Notifications of one bucket. A bucket whose name CloudFormation makes counts as every bucket of its account. */
  public static bucket(bucket: s3.IBucket): MessageSource {
    return new MessageSource(DELIVERIES.S3, context => bound(bucket, bucket.bucketArn, BUCKET, context));
  }

  /** One rule. A rule whose name CloudFormation makes counts as every rule of its event bus. */
  public static rule(rule: events.IRule): MessageSource {
    return new MessageSource(DELIVERIES.EVENTBRIDGE, context => bound(rule, rule.ruleArn, RULE, context));
  }

  /** One alarm. An alarm whose name CloudFormation makes counts as every alarm of its account and Region. */
  public static alarm(alarm: cloudwatch.IAlarm): MessageSource {
    return new MessageSource(DELIVERIES.CLOUDWATCH_ALARMS, context => bound(alarm, alarm.alarmArn, ALARM, context));
  }

  /** One topic, to a queue. A topic whose name CloudFormation makes counts as every topic of its account and Region. */
  public static topic(topic: sns.ITopic): MessageSource {
    return new MessageSource(DELIVERIES.SNS, context => bound(topic, topic.topicArn, TOPIC, context));
  }

  /** A service that the table lacks. */
  public static of(props: MessageSourceProps): MessageSource {
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(props.name)) {
      refuse({ property: 'name', value: props.name, bound: 'must be letters and digits, starting with a letter' });
    }
    if (!/^[a-z0-9.-]+\.amazonaws\.com$/.test(props.servicePrincipal)) {
      refuse({ property: 'servicePrincipal', value: props.servicePrincipal, bound: "must end in '.amazonaws.com'", remedy: "such as 'events.amazonaws.com'" });
    }
    const sends = props.sendsSource ?? true;
    const way = { actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], source: sends ? ['aws:SourceArn', 'aws:SourceAccount'] as const : [], page: 'given in code' };
    return new MessageSource({
      id: props.name,
      service: props.name,
      sid: props.name,
      principals: [{ purpose: '', name: props.servicePrincipal, sourceArn: 'arn:{partition}:*:{region}:{account}:{resource}' }],
      resourceName: 'ARN',
      topic: { ...way, byTopic: !sends },
      queue: sends ? way : 'sends no source key, so nothing would bound the statement',
    });
  }

  private static row(id: string): MessageSource {
    return new MessageSource(DELIVERIES[id]);
  }

  /** The name by which the table knows the service, `RDS_EVENTS`. */
  public readonly id: string;

  /** @internal */
  public readonly _facts: MessageFacts;
  /** @internal */
  public readonly _bind: (context: RowContext) => BoundSource;

  private constructor(facts: MessageFacts, bind: (context: RowContext) => BoundSource = () => ({})) {
    this.id = facts.id;
    this._facts = facts;
    this._bind = bind;
  }
}

/** An encrypted topic or queue that messages are sent to; the key is its key. */
@checked
export class MessageTarget {
  /** Every topic that has the key. */
  public static readonly ANY_TOPIC = new MessageTarget('topic');
  /** Every queue that has the key. */
  public static readonly ANY_QUEUE = new MessageTarget('queue');

  /** One topic. A topic whose name CloudFormation makes counts as every topic of its account and Region. */
  public static topic(topic: sns.ITopic): MessageTarget {
    return new MessageTarget('topic', context => arnWithoutReference(topic, topic.topicArn, TOPIC, context));
  }

  /** One queue. AWS documents nothing that a key policy could tell queues by, so it counts as every queue that has the key. */
  public static queue(queue: sqs.IQueue): MessageTarget {
    // An undefined queue is the mistake of a caller without types.
    if (!queue) { refuse({ property: 'queue', value: queue, bound: 'must be a queue' }); }
    return MessageTarget.ANY_QUEUE;
  }

  /** @internal */
  public readonly _kind: MessageTargetKind;
  /** The ARN of the topic, where one is given. @internal */
  public readonly _arn?: (context: RowContext) => string;

  private constructor(kind: MessageTargetKind, arn?: (context: RowContext) => string) {
    this._kind = kind;
    this._arn = arn;
  }
}

/** Options of `KeyAccess.messages`. */
export interface MessageOptions {
  /**
   * The resources that send, by name or ARN; `*` and `?` are wildcards. What a name is differs between services (docs/services.md).
   *
   * @default - the construct of the source, or every resource of the service in the accounts
   */
  readonly resources?: string[];

  /**
   * The accounts whose resources send.
   *
   * @default - the account of the source's construct, or of the key
   */
  readonly sourceAccounts?: string[];
}

const BUCKET: ResourceKind = { arn: 'arn:{partition}:s3:::{resource}', nameProperty: 'bucketName' };
const RULE: ResourceKind = { arn: 'arn:{partition}:events:{region}:{account}:rule/{resource}', nameProperty: 'name', parentProperty: 'eventBusName' };
const ALARM: ResourceKind = { arn: 'arn:{partition}:cloudwatch:{region}:{account}:alarm:{resource}', nameProperty: 'alarmName' };
const TOPIC: ResourceKind = { arn: 'arn:{partition}:sns:{region}:{account}:{resource}', nameProperty: 'topicName' };

type Source = s3.IBucket | events.IRule | cloudwatch.IAlarm | sns.ITopic;

const bound = (construct: Source, arn: string, kind: ResourceKind, context: RowContext): BoundSource => ({
  arns: [arnWithoutReference(construct, arn, kind, context)],
  account: accountOf(construct, context),
  region: regionOf(construct, context),
});
