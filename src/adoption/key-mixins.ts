import { Duration, Mixin, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { kmsDefaultPolicy } from './kms-default-policy';
import { judgeRestrictions, tell } from '../access/gate/gate';
import { contextOf, policyOf, settingsOf } from '../access/gate/key-resource';
import { KeyPolicyDocument } from '../access/key-policy';
import { KeyRestriction } from '../access/key-restriction';
import { KeyKind, kindOfResource } from '../access/row-context';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { LIMITS } from '../private/limits';
import { list } from '../private/policy-json';
import { render } from '../private/policy-rows';
import { checkDays, checkNotEmpty } from '../private/validate';

/** Options of the mixin KeyRotation. */
export interface KeyRotationOptions {
  /**
   * Time between rotations of keys that name none, 90 to 2560 days.
   *
   * @default - what each key says, or KMS's 365 days
   */
  readonly rotationPeriod?: Duration;
}

/**
 * Mixin: keys of any app rotate. Asymmetric keys, HMAC keys and keys with imported material, which KMS cannot rotate by itself, stay as they are.
 *
 * @example
 * declare const app: App;
 *
 * Mixins.of(app, ConstructSelector.resourcesOfType('AWS::KMS::Key')).apply(new mixins.KeyRotation());
 */
@checked
export class KeyRotation extends Mixin {
  constructor(private readonly options: KeyRotationOptions = {}) {
    super();
    checkDays('rotationPeriod', options.rotationPeriod, LIMITS.rotationPeriodDays);
  }

  /** Whether KMS can rotate the key. */
  public supports(construct: IConstruct): construct is kms.CfnKey {
    return kms.CfnKey.isCfnKey(construct) && kindOfResource(construct) === KeyKind.SYMMETRIC && (construct.origin ?? 'AWS_KMS') === 'AWS_KMS';
  }

  /** Switches rotation on, and sets the period where the key has none. */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) { return; }
    construct.enableKeyRotation = true;
    construct.rotationPeriodInDays ??= this.options.rotationPeriod?.toDays();
  }
}

/** Options of the mixin KeyRetention. */
export interface KeyRetentionOptions {
  /**
   * Waiting period of keys, where theirs is shorter, 7 to 30 days.
   *
   * @default Duration.days(30)
   */
  readonly pendingWindow?: Duration;
}

/**
 * Mixin: keys and aliases of any app stay when they leave their stack, and have the longest waiting period.
 *
 * @example
 * declare const app: App;
 *
 * Mixins.of(app, ConstructSelector.resourcesOfType('AWS::KMS::Key', 'AWS::KMS::Alias')).apply(new mixins.KeyRetention());
 */
@checked
export class KeyRetention extends Mixin {
  private readonly days: number | undefined;

  constructor(options: KeyRetentionOptions = {}) {
    super();
    this.days = checkDays('pendingWindow', options.pendingWindow ?? Duration.days(LIMITS.pendingWindowDays.max), LIMITS.pendingWindowDays);
  }

  /** Keys, replicas and aliases. */
  public supports(construct: IConstruct): construct is kms.CfnKey | kms.CfnReplicaKey | kms.CfnAlias {
    return kms.CfnKey.isCfnKey(construct) || kms.CfnReplicaKey.isCfnReplicaKey(construct) || kms.CfnAlias.isCfnAlias(construct);
  }

  /** Sets both policies to retain except for a failed first deployment, and the waiting period of a key. */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) { return; }
    construct.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    if (kms.CfnAlias.isCfnAlias(construct) || this.days === undefined || Token.isUnresolved(construct.pendingWindowInDays)) { return; }
    construct.pendingWindowInDays = Math.max(construct.pendingWindowInDays ?? LIMITS.pendingWindowDays.max, this.days);
  }
}

/**
 * Mixin: restrictions on the keys of any app, whatever construct made them. A key without a policy gets KMS's default one as well. Fails for a
 * policy that cannot be read.
 *
 * @example
 * declare const app: App;
 *
 * Mixins.of(app, ConstructSelector.resourcesOfType('AWS::KMS::Key')).apply(
 *   new mixins.KeyPolicyRestrictions([KeyRestriction.grantsForAwsResourcesOnly(), KeyRestriction.minimumPendingWindow(Duration.days(30))]),
 * );
 */
@checked
export class KeyPolicyRestrictions extends Mixin {
  constructor(private readonly restrictions: KeyRestriction[]) {
    super();
    checkNotEmpty('restrictions', restrictions);
  }

  /** Keys; a replica has its own policy and counts as a key. */
  public supports(construct: IConstruct): construct is kms.CfnKey | kms.CfnReplicaKey {
    return kms.CfnKey.isCfnKey(construct) || kms.CfnReplicaKey.isCfnReplicaKey(construct);
  }

  /** Adds the statements to the key's policy. */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) { return; }
    const context = contextOf(construct);
    this.restrictions.forEach(restriction => checkFits(construct, restriction));
    const statements = this.restrictions.flatMap(restriction => [
      ...restriction._bind(context).map(row => iam.PolicyStatement.fromJson(render(row))),
      ...(restriction._statement ? [restriction._statement] : []),
    ]);
    add(construct, statements);
    judgeLater(construct);
  }
}

/** As the constructs refuse it: CloudFormation deletes with the key's own window, and a key is used in its own Region. */
function checkFits(key: kms.CfnKey | kms.CfnReplicaKey, { _minimumWindowDays: least, _onlyRegions: regions }: KeyRestriction): void {
  const days = key.pendingWindowInDays ?? LIMITS.pendingWindowDays.max;
  if (least !== undefined && !Token.isUnresolved(days) && days < least) {
    refuse({
      property: 'pendingWindow',
      value: `${days} days`,
      bound: `must not be shorter than KeyRestriction.minimumPendingWindow, ${least} days`,
      remedy: `or CloudFormation could not delete the key ${key.node.path}`,
    });
  }
  const { region } = Stack.of(key);
  if (regions && !Token.isUnresolved(region) && !regions.includes(region)) {
    refuse({ property: 'restrictions', value: regions, bound: `must hold the Region of ${key.node.path}, ${region}, or nobody could use the key` });
  }
}

const JUDGED = new WeakSet<IConstruct>();

/** What restrictions do to a policy of somebody else, once it is finished. Keys of this library judge theirs themselves. */
function judgeLater(key: kms.CfnKey | kms.CfnReplicaKey): void {
  if (JUDGED.has(key) || key.keyPolicy instanceof KeyPolicyDocument) { return; }
  JUDGED.add(key);
  key.node.addValidation({
    validate: () => {
      const policy = policyOf(key);
      return policy ? tell(key, judgeRestrictions(policy, settingsOf(key))) : [];
    },
  });
}

function add(key: kms.CfnKey | kms.CfnReplicaKey, statements: iam.PolicyStatement[]): void {
  const policy: any = key.keyPolicy ?? kmsDefaultPolicy();
  if (policy instanceof iam.PolicyDocument) {
    policy.addStatements(...statements);
    key.keyPolicy = policy;
  } else if (policy.Statement !== undefined && !Token.isUnresolved(policy.Statement)) {
    // One statement can stand without a list.
    key.keyPolicy = { ...policy, Statement: [...list(policy.Statement), ...statements.map(statement => statement.toStatementJson())] };
  } else {
    refuse({ property: 'restrictions', value: key.node.path, bound: 'need a key policy that can be read', remedy: 'leave the key out of the selection' });
  }
}
