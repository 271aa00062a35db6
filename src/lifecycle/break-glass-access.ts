import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { ReplicaGuard } from './unguarded-replicas';
import { referringTo, roleOfApp } from '../access/principals-afar';
import { KeyKind } from '../access/row-context';
import { kindOf } from '../keys/kind-of';
import { allowPublishing, AlarmTopic } from '../monitoring/alarm-topic';
import { takeReadOnlyCalls } from '../monitoring/key-events';
import * as actions from '../private/actions';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { aKey } from '../private/key-specs';
import { isAnyone, isService, principalsOf } from '../private/principals';
import { checkNotEmpty } from '../private/validate';

/** Properties of BreakGlassAccess. */
export interface BreakGlassAccessProps {
  /** The keys, made by this app, that can be used for decryption in an emergency. Each replica of a `MultiRegionKey` is a key of its own. */
  readonly keys: kms.IKey[];

  /**
   * Who can take the emergency role, with multi-factor authentication: IAM users, or accounts, whose IAM policies choose. Roles and
   * federated users bring no MFA that AWS can see.
   */
  readonly assumedBy: iam.IGrantable[];

  /**
   * Where each use is reported. An encrypted topic's key must let `events.amazonaws.com` in.
   *
   * @default - a new topic, encrypted under a key of its own that does
   */
  readonly topic?: sns.ITopic;

  /**
   * Name of the role.
   *
   * @default - made by CloudFormation
   */
  readonly roleName?: string;

  /**
   * How long a session lasts, 1 to 12 hours.
   *
   * @default Duration.hours(1)
   */
  readonly maxSessionDuration?: Duration;

  /**
   * How long ago the person can have used the MFA device, up to the age of the session with which the role is taken; at least a minute.
   *
   * @default Duration.hours(1)
   */
  readonly maxMfaAge?: Duration;
}

const REPLICAS = new ReplicaGuard("name them in 'keys' as well: key.replica(region)");

const ROLES_OF = new WeakMap<kms.IKey, number>();

/**
 * Emergency access: a role that people take with multi-factor authentication, that can decrypt with the keys and nothing else, and
 * each use of which is reported at once.
 *
 * The key policies deny the role everything but decryption, and everything without MFA, so no IAM policy widens it.
 *
 * A trail of the account must log management events, KMS's included; assuming the role is recorded in the Region whose STS
 * endpoint was called.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 *
 * @example
 * declare const key: EncryptedKey;
 * declare const topic: sns.Topic;
 *
 * new BreakGlassAccess(this, 'Emergency', {
 *   keys: [key],
 *   assumedBy: [new iam.AccountRootPrincipal()],
 *   topic,
 * });
 */
@checked
@propertyInjectable
export class BreakGlassAccess extends Construct {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.BreakGlassAccess';

  /** The emergency role. */
  public readonly role: iam.Role;
  /** Where each use is reported. */
  public readonly topic: sns.ITopic;

  constructor(scope: Construct, id: string, props: BreakGlassAccessProps) {
    super(scope, id);
    check(this, props);
    const mfaAge = (props.maxMfaAge ?? Duration.hours(1)).toSeconds();
    this.role = new iam.Role(this, 'Role', {
      description: 'Emergency access: decryption with MFA, every use is reported',
      roleName: props.roleName,
      maxSessionDuration: props.maxSessionDuration,
      assumedBy: new iam.CompositePrincipal(...props.assumedBy.map(trusted => new iam.PrincipalWithConditions(referred(trusted, this), {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        NumericLessThan: { 'aws:MultiFactorAuthAge': `${mfaAge}` },
      }))),
    });
    props.keys.forEach(key => this.open(key));
    REPLICAS.guard(this, props.keys);

    this.topic = props.topic ?? new AlarmTopic(this, 'Topic');
    allowPublishing(this, this.topic);
    this.tell('Taken', 'The break-glass role was assumed.', {
      source: ['aws.sts'],
      detailType: ['AWS API Call via CloudTrail'],
      detail: { eventSource: ['sts.amazonaws.com'], eventName: ['AssumeRole'], requestParameters: { roleArn: [this.role.roleArn] } },
    });
    this.tell('Used', 'The emergency role called KMS.', {
      source: ['aws.kms'],
      detailType: ['AWS API Call via CloudTrail'],
      detail: { eventSource: ['kms.amazonaws.com'], userIdentity: { sessionContext: { sessionIssuer: { arn: [this.role.roleArn] } } } },
    });
  }

  /** Decryption with MFA is allowed; all else is denied, so that no IAM policy, grant or other row widens the role. */
  private open(key: kms.IKey): void {
    // Several emergency roles on one key have statements of their own; Sids must differ.
    const count = (ROLES_OF.get(key) ?? 0) + 1;
    ROLES_OF.set(key, count);
    const statement = (purpose: string, effect: iam.Effect, rest: iam.PolicyStatementProps) =>
      key.addToResourcePolicy(new iam.PolicyStatement({ sid: `${purpose}${count > 1 ? count : ''}`, effect, resources: ['*'], ...rest }), true).statementAdded;
    // A role that is deleted and made again has the same ARN, but is another principal: conditions see the ARN.
    const role = { 'aws:PrincipalArn': this.role.roleArn };
    const added = statement('BreakGlassDecrypt', iam.Effect.ALLOW, {
      principals: [this.role],
      actions: actions.DECRYPT_ACTIONS,
      conditions: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    });
    if (!added) { refuse({ property: 'keys', value: key.node.path, bound: 'must be made by this app: their policies name the emergency role' }); }
    statement('DenyBreakGlassBeyondDecrypt', iam.Effect.DENY, {
      principals: [new iam.AnyPrincipal()],
      notActions: actions.DECRYPT_ACTIONS,
      conditions: { ArnEquals: role },
    });
    statement('DenyBreakGlassWithoutMfa', iam.Effect.DENY, {
      principals: [new iam.AnyPrincipal()],
      actions: ['kms:*'],
      // IfExists: long-lived credentials carry no such key at all, and are denied as well.
      conditions: { ArnEquals: role, BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    });
  }

  private tell(name: string, title: string, eventPattern: events.EventPattern): void {
    const field = (path: string): string => events.EventField.fromPath(path);
    const rule = new events.Rule(this, name, { description: title, eventPattern });
    // AssumeRole and Decrypt are read-only calls in CloudTrail's eyes.
    takeReadOnlyCalls(rule);
    const input = events.RuleTargetInput.fromMultilineText([
      title,
      `Role: ${this.role.roleArn}`,
      `By: ${field('$.detail.userIdentity.arn')}, session ${field('$.detail.requestParameters.roleSessionName')}`,
      `What: ${field('$.detail.eventName')} ${field('$.detail.resources[0].ARN')} ${field('$.detail.errorCode')}, from ${field('$.detail.sourceIPAddress')}`,
      `When: ${field('$.time')}, account ${field('$.account')}, Region ${field('$.region')}`,
      'What to do: Ask the person which emergency this is. If there is none, revoke the sessions of the role in the IAM console.',
    ].join('\n'));
    rule.addTarget({ bind: () => ({ arn: this.topic.topicArn, input }) });
  }
}

function check(scope: Construct, props: BreakGlassAccessProps): void {
  const home = Stack.of(scope).account;
  checkNotEmpty('keys', props.keys);
  checkNotEmpty('assumedBy', props.assumedBy);
  for (const trusted of props.assumedBy) {
    for (const value of principalsOf('assumedBy', trusted).values) {
      if (isAnyone(value) || isService(value) || value.type !== 'AWS') {
        refuse({ property: 'assumedBy', value: isAnyone(value) ? '*' : value.type, bound: 'must be IAM users or accounts: nobody else signs in with an MFA that AWS can see' });
      }
      const role = roleOfApp(value.value) ?? (Token.isUnresolved(value.value) ? undefined : /.*:(role|assumed-role)\/.*/.exec(value.value)?.[0]);
      if (role) {
        refuse({ property: 'assumedBy', value: role, bound: 'must not be a role: a role that takes another role brings no MFA along', remedy: 'name the users, or their account' });
      }
    }
  }
  for (const key of props.keys) {
    const kind = kindOf(key);
    if (kind !== undefined && kind !== KeyKind.SYMMETRIC && kind !== KeyKind.ASYMMETRIC_ENCRYPTION) {
      refuse({ property: 'keys', value: key.node.path, bound: `must be keys that decrypt, this is ${aKey(kind)}` });
    }
    const { account } = key.env;
    if (!Token.isUnresolved(account) && !Token.isUnresolved(home) && account !== home) {
      refuse({ property: 'keys', value: key.node.path, bound: `must be in the account of the role, ${home}` });
    }
  }
  const age = props.maxMfaAge;
  if (age && !age.isUnresolved() && age.toSeconds() < 60) { refuse({ property: 'maxMfaAge', value: age.toHumanString(), bound: 'must be at least a minute' }); }
  const session = props.maxSessionDuration;
  if (session && !session.isUnresolved() && (session.toHours({ integral: false }) < 1 || session.toHours({ integral: false }) > 12)) {
    refuse({ property: 'maxSessionDuration', value: session.toHumanString(), bound: 'must be 1 to 12 hours' });
  }
}

/** A user of another stack must be there first. */
function referred(trusted: iam.IGrantable, scope: Construct): iam.IPrincipal {
  const { values: [{ type, value }, ...others], conditions } = principalsOf('assumedBy', trusted);
  if (type !== 'AWS' || others.length > 0) { return trusted.grantPrincipal; }
  const user = new iam.ArnPrincipal(referringTo('assumedBy', value, scope));
  return Object.keys(conditions).length === 0 ? user : new iam.PrincipalWithConditions(user, conditions);
}
