import { Duration, Names, Stack, TimeZone, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { BusinessDay, plan } from './business-hours';
import { ReplicaGuard } from './unguarded-replicas';
import { KeyKind } from '../access/row-context';
import { kindOf } from '../keys/kind-of';
import { allowPublishing } from '../monitoring/alarm-topic';
import * as actions from '../private/actions';
import { trustsAccount } from '../private/cdk-internals';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { isService, principalsOf } from '../private/principals';
import { checkNotEmpty, checkRegion, checkTag } from '../private/validate';

const REPLICAS = new ReplicaGuard('give each replica a BusinessHoursAccess, in a stack of its Region');

/** Properties of BusinessHoursAccess. */
export interface BusinessHoursAccessProps {
  /** The key, made by this app: its policy guards the tag. */
  readonly key: kms.IKey;

  /**
   * The roles and users who can use the key in these hours, and outside them cannot, whatever else allows them to. Their
   * policies must be this app's to change.
   */
  readonly users: iam.IGrantable[];

  /** When use begins, `HH:MM` from `00:00` to `23:59`. */
  readonly opens: string;

  /** When use ends, `HH:MM`; before `opens` means the day after. Open and closed times take at least 15 minutes. */
  readonly closes: string;

  /** The time zone of both, daylight saving time included. */
  readonly timeZone: TimeZone;

  /**
   * The days on which use begins.
   *
   * @default - Monday to Friday
   */
  readonly days?: BusinessDay[];

  /**
   * The Regions in which the key can be used (`aws:RequestedRegion`). For multi-Region keys; each replica has tags of its own.
   *
   * @default - the Region of the stack
   */
  readonly regions?: string[];

  /**
   * Who can open and close by hand, by setting the tag to `open` or `closed`.
   *
   * @default - nobody but the schedules
   */
  readonly manualOperators?: iam.IGrantable[];

  /**
   * Name of the tag, 1 to 128 characters. No other tag of the key can have it, in whatever letter case.
   *
   * @default - made of the construct's path
   */
  readonly tagName?: string;

  /**
   * Where an alarm goes when a schedule fails.
   *
   * @default - no alarm
   */
  readonly topic?: sns.ITopic;
}

const OPEN = 'open';
const CLOSED = 'closed';

/** What using means, by kind of key. */
const USE: { readonly [kind in KeyKind]: readonly string[] } = {
  [KeyKind.SYMMETRIC]: actions.USE_ACTIONS,
  [KeyKind.ASYMMETRIC_ENCRYPTION]: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GetPublicKey', 'kms:ReEncrypt*'],
  [KeyKind.SIGNING]: actions.SIGN_ACTIONS,
  [KeyKind.HMAC]: ['kms:DescribeKey', 'kms:GenerateMac', 'kms:VerifyMac'],
  [KeyKind.KEY_AGREEMENT]: actions.DERIVE_ACTIONS,
};

/**
 * Use of a key in business hours only. IAM has no condition on the time of day. So EventBridge Scheduler sets a tag of the key to
 * `open` and `closed`, without a function, and the users' own policies allow and deny by that tag.
 *
 * It fails closed: without the tag there is no use. Access starts at the first scheduled opening after the deployment. KMS takes up
 * to five minutes until a change counts. Only the schedules can set or remove the tag, in whatever letter case.
 *
 * The conditions are in the users' IAM policies: KMS refuses a key policy with `aws:ResourceTag`.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
 *
 * @example
 * declare const key: EncryptedKey;
 * declare const clerkRole: iam.Role;
 *
 * new BusinessHoursAccess(this, 'OfficeHours', {
 *   key,
 *   users: [clerkRole],
 *   opens: '08:00',
 *   closes: '18:00',
 *   timeZone: TimeZone.EUROPE_PARIS,
 * });
 */
@checked
@propertyInjectable
export class BusinessHoursAccess extends Construct {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.BusinessHoursAccess';

  /** Name of the tag that says whether the key is open. */
  public readonly tagName: string;
  /** The role by which the schedules set the tag. */
  public readonly schedulerRole: iam.Role;

  private readonly key: kms.IKey;

  constructor(scope: Construct, id: string, props: BusinessHoursAccessProps) {
    super(scope, id);
    const { key } = props;
    REPLICAS.guard(this, [key]);
    this.key = key;
    check(props);
    const hours = plan({ opens: props.opens, closes: props.closes, days: props.days ?? Object.values(BusinessDay).slice(0, 5) });
    this.tagName = props.tagName ?? Names.uniqueResourceName(this, { maxLength: 64, separator: '-', allowedSpecialCharacters: '-' });

    const stack = Stack.of(this);
    const group = new scheduler.CfnScheduleGroup(this, 'Schedules');
    this.schedulerRole = new iam.Role(this, 'Role', {
      description: 'Opens and closes a KMS key by a tag',
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnEquals: { 'aws:SourceArn': group.attrArn } },
      }),
    });
    this.allowTagging();
    this.guardTag(props.manualOperators ?? []);
    this.allowUse(props, props.regions ?? [stack.region]);

    const schedule = (name: string, description: string, value: string, expression: string, within: number) => new scheduler.CfnSchedule(this, name, {
      description,
      groupName: group.ref,
      scheduleExpression: expression,
      scheduleExpressionTimezone: props.timeZone.timezoneName,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        // A universal target: the schedule itself calls KMS.
        arn: `arn:${stack.partition}:scheduler:::aws-sdk:kms:tagResource`,
        roleArn: this.schedulerRole.roleArn,
        input: stack.toJsonString({ KeyId: key.keyArn, Tags: [{ TagKey: this.tagName, TagValue: value }] }),
        retryPolicy: { maximumEventAgeInSeconds: within * 60, maximumRetryAttempts: 185 },
      },
    });
    schedule('Open', 'Opens a KMS key', OPEN, hours.open, hours.openWithin);
    schedule('Close', 'Closes a KMS key', CLOSED, hours.close, hours.closeWithin);
    schedule('CloseAgain', 'Closes a KMS key that did not close', CLOSED, hours.closeAgain, hours.closeWithin);
    if (props.topic) { this.addAlarm(props.topic, group.ref); }
  }

  /** The schedules set this tag to these values, and no other. */
  private allowTagging(): void {
    const statement = new iam.PolicyStatement({
      actions: ['kms:TagResource'],
      resources: [this.key.keyArn],
      conditions: {
        'StringEquals': { [`aws:RequestTag/${this.tagName}`]: [OPEN, CLOSED] },
        'ForAllValues:StringEquals': { 'aws:TagKeys': [this.tagName] },
      },
    });
    this.schedulerRole.addToPolicy(statement);
    if (!trustsAccount(this.key)) {
      this.key.addToResourcePolicy(statement.copy({ sid: 'BusinessHours', principals: [this.schedulerRole], resources: ['*'] }));
    }
  }

  /** Whoever manages tags could open the key: nobody else touches this one, in whatever letter case. */
  private guardTag(manualOperators: readonly iam.IGrantable[]): void {
    const spared = manualOperators.flatMap(operator => principalsOf('manualOperators', operator).values.map(value => value.value));
    const { statementAdded } = this.key.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'DenyOpeningByOthers',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['kms:TagResource', 'kms:UntagResource'],
      resources: ['*'],
      conditions: {
        // KMS keeps tags whose keys differ in case; IAM reads `aws:ResourceTag/…` whatever the case, and picks one of them.
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html#access_tags_control-requests
        'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': [this.tagName] },
        'ArnNotEquals': { 'aws:PrincipalArn': [this.schedulerRole.roleArn, ...spared] },
      },
    }), true);
    if (!statementAdded) {
      refuse({ property: 'key', value: this.key.node.path, bound: 'must be made by this app: its policy must guard the tag that opens it' });
    }
    this.node.addValidation({ validate: () => this.tagProblems() });
  }

  /** A tag of the template would open or close the key at each deployment, and IAM would take it for this one in any letter case. */
  private tagProblems(): string[] {
    const { tags } = this.key.node.defaultChild as Partial<kms.CfnKey>;
    return (tags?.renderTags() ?? []).filter(({ key }: { key: string }) => key.toLowerCase() === this.tagName.toLowerCase())
      .map(({ key }: { key: string }) => `the key ${this.key.node.path} has a tag '${key}', which opens and closes it as '${this.tagName}'; give one of them another name`);
  }

  private allowUse(props: BusinessHoursAccessProps, regions: string[]): void {
    const use = [...USE[kindOf(this.key) ?? KeyKind.SYMMETRIC]];
    const resources = [this.key.keyArn];
    const tag = `aws:ResourceTag/${this.tagName}`;
    const inRegions = regions.length === 1 ? regions[0] : regions;
    const crypto = use.filter(action => !actions.CONTEXTLESS_ACTIONS.includes(action));
    const deny = (conditions: { [operator: string]: any }) =>
      new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: crypto, resources, conditions });
    const statements = () => [
      new iam.PolicyStatement({ actions: use, resources, conditions: { StringEquals: { [tag]: OPEN, 'aws:RequestedRegion': inRegions } } }),
      // A negated operator is true for a tag that is not there.
      deny({ StringNotEquals: { [tag]: OPEN } }),
      deny({ StringNotEquals: { 'aws:RequestedRegion': inRegions } }),
    ];
    const arns: string[] = [];
    for (const user of props.users) {
      const { values, conditions } = principalsOf('users', user);
      if (values.some(isService) || Object.keys(conditions).length > 0) {
        refuse({ property: 'users', value: values.map(value => value.type), bound: 'takes roles and users, not AWS services nor principals with conditions' });
      }
      const added = statements().every(statement => user.grantPrincipal.addToPrincipalPolicy(statement).statementAdded);
      if (!added) {
        refuse({
          property: 'users',
          value: values.map(value => Token.isUnresolved(value.value) ? value.type : value.value),
          bound: "must be roles or users whose policies this app can change, since KMS takes no 'aws:ResourceTag' in a key policy",
        });
      }
      arns.push(...values.map(value => value.value));
    }
    if (!trustsAccount(this.key)) {
      // The account's IAM policies count for these users, and no others.
      this.key.addToResourcePolicy(new iam.PolicyStatement({
        sid: 'KeyUseInBusinessHours',
        principals: [new iam.AccountRootPrincipal()],
        actions: use,
        resources: ['*'],
        conditions: { ArnEquals: { 'aws:PrincipalArn': arns }, StringEquals: { 'aws:RequestedRegion': inRegions } },
      }));
    }
  }

  private addAlarm(topic: sns.ITopic, scheduleGroup: string): void {
    allowPublishing(this, topic);
    new cloudwatch.Metric({
      namespace: 'AWS/Scheduler',
      metricName: 'TargetErrorCount',
      dimensionsMap: { ScheduleGroup: scheduleGroup },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(5),
    }).createAlarm(this, 'Alarm', {
      alarmDescription: `The business hours of the key ${this.key.node.path} could not be switched. Set the tag ${this.tagName} of the key to '${CLOSED}' by hand if the key should be closed.`,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }).addAlarmAction({ bind: () => ({ alarmActionArn: topic.topicArn }) });
  }
}

function check(props: BusinessHoursAccessProps): void {
  checkNotEmpty('users', props.users);
  checkNotEmpty('days', props.days);
  checkNotEmpty('regions', props.regions);
  checkNotEmpty('manualOperators', props.manualOperators);
  props.regions?.forEach(region => checkRegion('regions', region));
  if (props.tagName !== undefined) { checkTag('tagName', props.tagName, OPEN); }
  const { region } = Stack.of(props.key);
  if (props.regions && !Token.isUnresolved(region) && !props.regions.includes(region)) {
    refuse({ property: 'regions', value: props.regions, bound: `must hold the Region of the key, ${region}, or nobody could ever use it there` });
  }
}
