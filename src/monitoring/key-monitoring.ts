import { CfnResource, Duration, Names, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { AlarmTopic, allowPublishing } from './alarm-topic';
import { messageOf } from './event-message';
import { Subject, SubjectKey, watchedEvent } from './event-patterns';
import { addDashboard, WatchedKey } from './key-dashboard';
import { KeyEventType } from './key-event-type';
import { takeReadOnlyCalls } from './key-events';
import { KeyMetrics, KeyOperation, KeyRequestQuota } from './key-metrics';
import { subjectKey, subjectOf } from './subjects';
import { addTrailFilters } from './trail-filters';
import { expiryAlarm } from '../keys/expiry-alarm';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { checkNotEmpty } from '../private/validate';

/** What monitoring of some keys and of all keys share. */
export interface KeyMonitoringOptions {
  /**
   * Where messages and alarms go. An encrypted topic's key must let `cloudwatch.amazonaws.com` and `events.amazonaws.com`
   * in; the topic's policy is taken care of.
   *
   * @default - a new topic, encrypted under a key of its own that does
   */
  readonly topic?: sns.ITopic;

  /**
   * The events to report.
   *
   * @default - all; for an account all but USE_DENIED and ROTATED
   */
  readonly eventTypes?: KeyEventType[];

  /**
   * Makes a dashboard: an overview, a graph for each key, and request quotas. The first three of an account are free.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * Name of the dashboard, letters, digits, `-` and `_`.
   *
   * @default - made by CloudFormation
   */
  readonly dashboardName?: string;
}

/** Properties of KeyMonitoring. */
export interface KeyMonitoringProps extends KeyMonitoringOptions {
  /** The keys, all of this stack's account and Region; an alias stands for its key where the app knows it. */
  readonly keys: kms.IKey[];

  /**
   * How long before imported key material expires the alarm goes off, at least one day. Only for keys of origin EXTERNAL.
   *
   * @default Duration.days(30)
   */
  readonly expiryNotice?: Duration;

  /**
   * Raises an alarm when a key has more successful requests than this in an hour.
   *
   * @default - no alarm
   */
  readonly maxRequestsPerHour?: number;

  /**
   * Raises an alarm when a key's decryptions (signatures, MACs) leave the band that CloudWatch learned from two weeks.
   *
   * @default false
   */
  readonly anomalyDetection?: boolean;
}

/** Properties of `KeyMonitoring.account`. */
export interface AccountKeyMonitoringProps extends KeyMonitoringOptions {
  /**
   * The log group to which a trail of the account delivers, for metric filters: what CIS asks for, denied use, throttling.
   *
   * @default - no metric filters
   */
  readonly trailLogGroup?: logs.ILogGroup;

  /**
   * Percent of a request quota at which the alarm goes off, above 0 and at most 100.
   *
   * @default 80
   */
  readonly quotaUtilization?: number;
}

/** Marks props that mean the whole account; not reachable from outside. */
const ACCOUNT = Symbol('account');

/** A pattern can have 2,048 characters, and a bus 300 rules: keys share rules. */
const KEYS_PER_RULE = 6;

const NOISY_FOR_ACCOUNTS = [KeyEventType.USE_DENIED, KeyEventType.ROTATED];

/**
 * Tells a topic what happens to keys: rules on events of KMS and CloudTrail, alarms on the metrics that KMS really has, and a
 * dashboard. Messages say what happened to which key, who did it, when, and what to do.
 *
 * A trail of the account must log management events, KMS's included.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/monitoring-overview.html
 *
 * @example
 * declare const key: EncryptedKey;
 * declare const topic: sns.Topic;
 *
 * new KeyMonitoring(this, 'Watch', { keys: [key], topic });
 */
@checked
@propertyInjectable
export class KeyMonitoring extends Construct {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.KeyMonitoring';

  /** Monitors all keys of the stack's account and Region, also those that no stack knows. */
  public static account(scope: Construct, id: string, props: AccountKeyMonitoringProps = {}): KeyMonitoring {
    const { trailLogGroup, quotaUtilization, ...shared } = props;
    return new KeyMonitoring(scope, id, { ...shared, keys: [], [ACCOUNT]: props } as KeyMonitoringProps);
  }

  /** Where messages and alarms go. */
  public readonly topic: sns.ITopic;
  /** The alarms, in the order in which they were made. */
  public readonly alarms: cloudwatch.Alarm[] = [];
  /** The dashboard, if there is one. */
  public readonly dashboard?: cloudwatch.Dashboard;

  constructor(scope: Construct, id: string, props: KeyMonitoringProps) {
    super(scope, id);
    const account = (props as { [ACCOUNT]?: AccountKeyMonitoringProps })[ACCOUNT];
    check(this, props, account);
    this.topic = props.topic ?? new AlarmTopic(this, 'Topic');
    allowPublishing(this, this.topic);

    const types = props.eventTypes ?? Object.values(KeyEventType).filter(type => !account || !NOISY_FOR_ACCOUNTS.includes(type));
    const subjects = account ? undefined : subjectsOf(props.keys);
    for (const [name, group] of groups(subjects)) {
      const rules = new Construct(this, name);
      types.forEach(type => this.addRule(rules, type, subjectOf(this, group)));
    }

    const keys = props.keys.map(watched);
    keys.forEach(key => this.addKeyAlarms(key, props));
    if (account) { this.addAccountAlarms(account); }
    for (const alarm of this.alarms) { alarm.addAlarmAction({ bind: () => ({ alarmActionArn: this.topic.topicArn }) }); }
    if (props.dashboard ?? true) { this.dashboard = addDashboard(this, keys, this.alarms, props.dashboardName); }
  }

  private addRule(scope: Construct, type: KeyEventType, subject: Subject): void {
    const event = watchedEvent(type);
    const rule = new events.Rule(scope, type, { description: event.title, eventPattern: event.pattern(subject) });
    if (event.readOnly) { takeReadOnlyCalls(rule); }
    rule.addTarget({ bind: () => ({ arn: this.topic.topicArn, input: messageOf(event, subject.keys) }) });
  }

  private addKeyAlarms({ key, operations, imported }: WatchedKey, props: KeyMonitoringProps): void {
    const metrics = KeyMetrics.fromKey(key);
    const scope = new Construct(this, `Alarms${Names.nodeUniqueId(key.node)}`);
    const name = subjectKey('keys', key).alias ?? key.keyId;
    if (imported) {
      this.alarms.push(expiryAlarm(scope, 'Expiry', key.keyId, name, props.expiryNotice));
    }
    if (props.maxRequestsPerHour !== undefined) {
      this.alarms.push(metrics.metricSuccessfulRequests(operations, { period: Duration.hours(1) }).createAlarm(scope, 'Requests', {
        alarmDescription: `${name} had more than ${props.maxRequestsPerHour} requests in an hour. Find out who uses it: requests cost money and share a quota.`,
        threshold: props.maxRequestsPerHour,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }));
    }
    if (props.anomalyDetection) {
      this.alarms.push(new cloudwatch.AnomalyDetectionAlarm(scope, 'Anomaly', {
        alarmDescription: `${name} is used much more or much less than usual (${operations[0]}). Find out what changed.`,
        metric: metrics.metricSuccessfulRequest(operations[0], { period: Duration.minutes(15) }),
        stdDevs: 3,
        evaluationPeriods: 2,
      }));
    }
  }

  private addAccountAlarms(props: AccountKeyMonitoringProps): void {
    const percent = props.quotaUtilization ?? 80;
    for (const quota of Object.values(KeyRequestQuota)) {
      this.alarms.push(KeyMetrics.metricQuotaUtilization(quota).createAlarm(this, quota, {
        alarmDescription: `Requests to KMS took more than ${percent}% of the quota ${quota}. KMS throttles above it: use S3 Bucket Keys or data key caching, or ask for more.`,
        threshold: percent,
        evaluationPeriods: 5,
        datapointsToAlarm: 3,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }));
    }
    if (props.trailLogGroup) { this.alarms.push(...addTrailFilters(new Construct(this, 'Trail'), props.trailLogGroup)); }
  }
}

function check(scope: Construct, props: KeyMonitoringProps, account?: AccountKeyMonitoringProps): void {
  checkNotEmpty('eventTypes', props.eventTypes);
  if (!account) { checkNotEmpty('keys', props.keys, 'use KeyMonitoring.account for all keys of the account'); }
  const stack = Stack.of(scope);
  for (const key of props.keys) {
    const { region } = key.env;
    if (!Token.isUnresolved(region) && !Token.isUnresolved(stack.region) && region !== stack.region) {
      refuse({
        property: 'keys',
        value: key.node.path,
        bound: `must be in the Region of the stack, ${stack.region}: events and metrics of a key stay in its Region`,
        remedy: `monitor it in a stack of ${region}`,
      });
    }
  }
  const { quotaUtilization: percent } = account ?? {};
  if (percent !== undefined && !(percent > 0 && percent <= 100)) {
    refuse({ property: 'quotaUtilization', value: percent, bound: 'must be above 0 and at most 100' });
  }
  if (props.maxRequestsPerHour !== undefined && !(props.maxRequestsPerHour > 0)) {
    refuse({ property: 'maxRequestsPerHour', value: props.maxRequestsPerHour, bound: 'must be above 0' });
  }
  if (props.expiryNotice && !props.expiryNotice.isUnresolved() && props.expiryNotice.toSeconds() < Duration.days(1).toSeconds()) {
    refuse({ property: 'expiryNotice', value: props.expiryNotice.toHumanString(), bound: 'must be at least one day' });
  }
  if (props.dashboardName !== undefined && props.dashboard === false) {
    refuse({ property: 'dashboardName', value: props.dashboardName, bound: "needs 'dashboard'" });
  }
}

/** Keys that share rules, under the names of their places in the list: a key that is added changes what rules match, and adds rules at the end. */
function groups(subjects?: readonly SubjectKey[]): [string, readonly SubjectKey[] | undefined][] {
  if (!subjects) { return [['Account', undefined]]; }
  return Array.from({ length: Math.ceil(subjects.length / KEYS_PER_RULE) }, (_, i) => [`Events${i + 1}`, subjects.slice(i * KEYS_PER_RULE, (i + 1) * KEYS_PER_RULE)]);
}

/** The keys as events name them; a key twice would be reported twice, and its alarms made twice. */
function subjectsOf(keys: readonly kms.IKey[]): SubjectKey[] {
  const first = new Map<string, kms.IKey>();
  return keys.map(key => {
    const subject = subjectKey('keys', key);
    const before = first.get(subject.arn);
    if (before) {
      refuse({
        property: 'keys',
        value: key.node.path,
        bound: before === key ? 'has a key twice' : `has a key twice: ${before.node.path} is the same key`,
        remedy: 'name each key once',
      });
    }
    first.set(subject.arn, key);
    return subject;
  });
}

const SYMMETRIC = [KeyOperation.DECRYPT, KeyOperation.ENCRYPT, KeyOperation.GENERATE_DATA_KEY, KeyOperation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT];

/** The operations that a key can be used for, the telling one first. An imported key is taken for a symmetric one. */
function watched(key: kms.IKey): WatchedKey {
  const resource = key.node.defaultChild;
  const { keySpec, keyUsage, origin } = resource instanceof CfnResource && resource.cfnResourceType === 'AWS::KMS::Key' ? resource as kms.CfnKey : {} as Partial<kms.CfnKey>;
  const operations: { [usage: string]: KeyOperation[] } = {
    SIGN_VERIFY: [KeyOperation.SIGN, KeyOperation.VERIFY],
    GENERATE_VERIFY_MAC: [KeyOperation.GENERATE_MAC, KeyOperation.VERIFY_MAC],
    KEY_AGREEMENT: [KeyOperation.DERIVE_SHARED_SECRET],
    ENCRYPT_DECRYPT: keySpec && keySpec !== 'SYMMETRIC_DEFAULT' ? [KeyOperation.DECRYPT, KeyOperation.ENCRYPT] : SYMMETRIC,
  };
  return { key, operations: operations[keyUsage ?? 'ENCRYPT_DECRYPT'] ?? SYMMETRIC, imported: origin === 'EXTERNAL' };
}
