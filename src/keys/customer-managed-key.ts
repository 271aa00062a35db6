import { CfnOutput, CfnResource, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acrossEnvironments } from './cross-environment-grants';
import { KeyEnvironment } from './key-environment';
import { becomeReplica } from './replica-resource';
import { administrationActions } from '../access/access-rows';
import { IamDelegation } from '../access/iam-delegation';
import { KeyAccess } from '../access/key-access';
import { KeyPolicyDocument } from '../access/key-policy';
import { KeyRestriction } from '../access/key-restriction';
import { duplicateSidProblem, fitsSurely, lockOutProblem, sizeProblem } from '../access/policy-checks';
import { KeyKind, RowContext } from '../access/row-context';
import { refuse } from '../private/errors';
import { kmsRefusal } from '../private/key-specs';
import { LIMITS } from '../private/limits';
import { derivedAlias } from '../private/names';
import { ORDER, PolicyRow } from '../private/policy-rows';
import { aliasName, checkDays, checkNotEmpty, checkTag, checkText } from '../private/validate';

/** What every customer managed key of this library takes. */
export interface CustomerManagedKeyProps {
  /**
   * Name of the alias, with or without `alias/`; letters, digits and `: / _ -`, at most 256 characters with the prefix.
   *
   * IMPORTANT: another name replaces the alias.
   *
   * @default - `application-environment-id`, or the stack's name and the construct's path
   */
  readonly alias?: string;

  /**
   * The application that the key belongs to: tag `Application`, alias and description.
   *
   * @default - none
   */
  readonly application?: string;

  /**
   * Where the key lives: sets the deletion window, the removal policy and the tag `Environment`.
   *
   * @default KeyEnvironment.PRODUCTION
   */
  readonly environment?: KeyEnvironment;

  /**
   * Who answers for the key: tag `Owner`.
   *
   * @default - no tag
   */
  readonly owner?: string;

  /**
   * Who pays for the key: tag `CostCenter`.
   *
   * @default - no tag
   */
  readonly costCenter?: string;

  /**
   * How sensitive the data under the key is: tag `DataClassification`.
   *
   * @default - no tag
   */
  readonly dataClassification?: string;

  /**
   * What the key is for, Latin-1, at most 8192 characters.
   *
   * @default - made of application, environment and path
   */
  readonly description?: string;

  /**
   * Who manages the key: its policy, state, rotation, aliases and deletion. They can neither use it nor make grants on it.
   *
   * @default - whoever the account's IAM policies allow
   */
  readonly administrators?: iam.IGrantable[];

  /**
   * Rows that allow: who, what, when.
   *
   * @default - none but administrators and users
   */
  readonly access?: KeyAccess[];

  /**
   * Rows that deny: what nobody may do, except.
   *
   * @default - none
   */
  readonly restrictions?: KeyRestriction[];

  /**
   * What the account's own IAM policies may allow on the key.
   *
   * @default IamDelegation.FULL
   */
  readonly iamDelegation?: IamDelegation;

  /**
   * Lets one principal be administrator and user of the key.
   *
   * @default - false, but in KeyEnvironment.DEVELOPMENT
   */
  readonly allowAdministratorsToUse?: boolean;

  /**
   * Whether the key can be used.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Waiting period before the key is gone once its deletion is scheduled, 7 to 30 days.
   *
   * @default - 30 days in production, 7 elsewhere
   */
  readonly pendingWindow?: Duration;

  /**
   * What becomes of the key and its alias when they leave the stack.
   *
   * @default - RETAIN in production, DESTROY elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Adds the outputs KeyId, KeyArn and KeyAlias, exported as `StackName-KeyId` and so on.
   *
   * @default false
   */
  readonly exportOutputs?: boolean;

  /**
   * What stands before `KeyId`, `KeyArn` and `KeyAlias` in export names; needed for the second key of a stack that exports.
   *
   * @default - the stack's name and a dash
   */
  readonly exportPrefix?: string;
}

/** What a subclass adds to the props. @internal */
export interface KeyDefinition {
  readonly kind: KeyKind;
  /** As KMS spells them: the oldest aws-cdk-lib we work with has no name for some. */
  readonly keySpec?: string;
  readonly keyUsage?: string;
  readonly origin?: string;
  readonly multiRegion?: boolean;
  /** Makes the key a replica of this primary. */
  readonly primaryKeyArn?: string;
  readonly enableKeyRotation?: boolean;
  readonly rotationPeriod?: Duration;
  /** Rows that come with the kind of key, before the user's. */
  readonly access?: readonly KeyAccess[];
  /** Rows that deny and come with the kind of key. */
  readonly restrictions?: readonly KeyRestriction[];
}

/** The environment of a context, `this.node` not being there yet. */
const keyContext = (scope: Construct, props: CustomerManagedKeyProps, definition: KeyDefinition): RowContext => {
  const { partition, region, account } = Stack.of(scope);
  return {
    scope,
    partition,
    region,
    account,
    kind: definition.kind,
    multiRegion: definition.multiRegion ?? definition.primaryKeyArn !== undefined,
    delegation: props.iamDelegation ?? IamDelegation.FULL,
  };
};

/**
 * A KMS customer managed key whose policy is made of rows: the base of every key in this library, and a `kms.Key`.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#customer-cmk
 *
 * @internal
 */
export abstract class CustomerManagedKey extends kms.Key {
  /** Name of the key's alias, with `alias/`. */
  public readonly aliasName: string;

  /** The environment whose defaults the key has. */
  public readonly keyEnvironment: KeyEnvironment;

  /** The key's policy document. @internal */
  protected readonly _document: KeyPolicyDocument;
  /** Where the rows are bound. @internal */
  protected readonly _context: RowContext;
  private readonly keyRemovalPolicy: RemovalPolicy;
  private readonly keyPendingWindow: Duration;
  private keyGrants?: kms.KeyGrants;

  /** @internal */
  protected constructor(scope: Construct, id: string, props: CustomerManagedKeyProps, definition: KeyDefinition) {
    const environment = props.environment ?? KeyEnvironment.PRODUCTION;
    const context = keyContext(scope, props, definition);
    check(props, environment);
    checkSpec(definition, context);
    const pendingWindow = props.pendingWindow ?? environment.pendingWindow;
    const document = new KeyPolicyDocument();
    super(scope, id, {
      description: props.description ?? describe(scope, id, props, environment),
      enableKeyRotation: definition.enableKeyRotation,
      rotationPeriod: definition.rotationPeriod,
      enabled: props.enabled,
      keySpec: definition.keySpec as kms.KeySpec,
      keyUsage: definition.keyUsage as kms.KeyUsage,
      multiRegion: definition.multiRegion,
      pendingWindow,
      policy: document,
      removalPolicy: props.removalPolicy ?? environment.removalPolicy,
    });
    const replica = definition.primaryKeyArn === undefined ? undefined : becomeReplica(this, definition.primaryKeyArn);
    const resource = replica ?? this.node.defaultChild as kms.CfnKey;
    this._document = document;
    this._context = context;
    this.keyEnvironment = environment;
    this.keyRemovalPolicy = props.removalPolicy ?? environment.removalPolicy;
    this.keyPendingWindow = pendingWindow;
    // CDK's grant methods write to the key policy too when IAM policies alone would do nothing. The constructor prop that
    // says so is refused together with today's feature flags (aws-cdk #32286), the field is what counts.
    (this as unknown as { trustAccountIdentities: boolean }).trustAccountIdentities = context.delegation === IamDelegation.FULL;

    const access = [...(definition.access ?? []), ...(props.access ?? [])];
    separateDuties(props, access, environment);
    document.addRows(...delegationRows(context));
    for (const principal of props.administrators ?? []) { this.bind(KeyAccess.administer(principal)); }
    access.forEach(row => this.bind(row));
    for (const restriction of [...(definition.restrictions ?? []), ...(props.restrictions ?? [])]) { this.bindRestriction(restriction); }

    if (definition.origin) { (resource as kms.CfnKey).origin = definition.origin; }
    tags(props, environment).forEach(([key, value]) => resource.tags.setTag(key, value));
    this.aliasName = aliasName('alias', props.alias ?? derivedAlias(scope, id, props.application, props.application && environment.name));
    this.addAlias(this.aliasName);
    if (props.exportOutputs) { this.exportOutputs(props.exportPrefix); }
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** What kind of key it is, for its replicas. @internal */
  public get _kind(): KeyKind {
    return this._context.kind;
  }

  /** CDK's grants. For a role or user of another account or region they write the policies of both sides, without tying the stacks together. */
  public get grants(): kms.KeyGrants {
    this.keyGrants ??= acrossEnvironments(super.grants, () => ({ alias: this.aliasName, document: this._document, context: this._context }));
    return this.keyGrants;
  }

  /** Adds an alias that shares the key's removal policy: a retained key keeps its name (aws-cdk #38217). */
  public addAlias(alias: string): kms.Alias {
    const added = super.addAlias(aliasName('alias', alias));
    (added.node.defaultChild as CfnResource).applyRemovalPolicy(this.keyRemovalPolicy);
    return added;
  }

  /** What IAM policies may allow on the key. @internal */
  public get _delegation(): IamDelegation {
    return this._context.delegation;
  }

  /** Adds a row that allows. */
  public addAccess(access: KeyAccess): void {
    this.bind(access);
  }

  /** Adds a row that denies. */
  public addRestriction(restriction: KeyRestriction): void {
    this.bindRestriction(restriction);
  }

  /** What becomes of key and alias when they leave the stack. @internal */
  public get _removalPolicy(): RemovalPolicy {
    return this.keyRemovalPolicy;
  }

  private bind(access: KeyAccess): void {
    this._document.addRows(...access._row.bind(this._context));
    if (access._row.statement) { this._document.addStatements(access._row.statement); }
  }

  private bindRestriction(restriction: KeyRestriction): void {
    const pendingWindow = this.keyPendingWindow;
    const least = restriction._minimumWindowDays;
    if (least !== undefined && !pendingWindow.isUnresolved() && pendingWindow.toDays() < least) {
      refuse({
        property: 'pendingWindow',
        value: `${pendingWindow.toDays()} days`,
        bound: `must not be shorter than KeyRestriction.minimumDeletionWindow, ${least} days`,
        remedy: 'or CloudFormation could not delete the key',
      });
    }
    this._document.addRows(...restriction._bind(this._context));
    if (restriction._statement) { this._document.addStatements(restriction._statement); }
  }

  private exportOutputs(prefix?: string): void {
    const stack = Stack.of(this);
    const start = prefix ?? `${stack.stackName}-`;
    const taken = stack.node.findAll().find(c => c instanceof CfnOutput && c.exportName === `${start}KeyId`);
    if (taken) {
      refuse({ property: 'exportPrefix', value: start, bound: `is taken in this stack by ${taken.node.path}`, remedy: 'give each key that exports its own prefix' });
    }
    const output = (name: string, description: string, value: string) => new CfnOutput(this, name, { description, value, exportName: `${start}${name}` });
    output('KeyId', 'KMS Key ID', this.keyId);
    output('KeyArn', 'KMS Key ARN', this.keyArn);
    output('KeyAlias', 'KMS Key Alias', this.aliasName);
  }

  private problems(): string[] {
    // Actions, conditions and Sids are never tokens, so only the size of a large policy needs values resolved.
    const policy = this._document.toJSON();
    const size = fitsSurely(policy) ? undefined : sizeProblem(Stack.of(this).resolve(this._document));
    return [size, lockOutProblem(policy), duplicateSidProblem(policy), aliasClash(this, this.aliasName)].flatMap(problem => problem ?? []);
  }
}

function check(props: CustomerManagedKeyProps, environment: KeyEnvironment): void {
  checkNotEmpty('administrators', props.administrators);
  checkNotEmpty('access', props.access);
  checkNotEmpty('restrictions', props.restrictions);
  checkText('description', props.description, LIMITS.descriptionLength.max);
  checkDays('pendingWindow', props.pendingWindow, LIMITS.pendingWindowDays);
  if (props.alias !== undefined) { aliasName('alias', props.alias); }
  if (props.exportPrefix !== undefined && !props.exportOutputs) {
    refuse({ property: 'exportPrefix', value: props.exportPrefix, bound: "needs 'exportOutputs'" });
  }
  for (const [key, value] of tags(props, environment)) { checkTag(key.charAt(0).toLowerCase() + key.slice(1), key, value); }
}

/** The kinds of key make this impossible, but for a region that has no such keys and material that cannot be imported. */
function checkSpec({ keySpec, keyUsage, origin, enableKeyRotation }: KeyDefinition, { region }: RowContext): void {
  const refusal = kmsRefusal({ keySpec, keyUsage, enableKeyRotation, imported: origin === 'EXTERNAL', region: Token.isUnresolved(region) ? undefined : region });
  if (refusal) { refuse({ property: 'keySpec', value: keySpec, bound: `is refused by KMS: ${refusal}` }); }
}

function tags(props: CustomerManagedKeyProps, environment: KeyEnvironment): [string, string][] {
  const given: [string, string | undefined][] = [
    ['Application', props.application],
    ['Environment', props.application || props.environment ? environment.name : undefined],
    ['Owner', props.owner],
    ['CostCenter', props.costCenter],
    ['DataClassification', props.dataClassification],
  ];
  return given.filter((tag): tag is [string, string] => tag[1] !== undefined);
}

function describe(scope: Construct, id: string, props: CustomerManagedKeyProps, environment: KeyEnvironment): string {
  const path = [...scope.node.scopes.slice(1).map(s => s.node.id), id].join('/');
  return props.application ? `${props.application} ${environment.name} key, ${path}` : `Key of ${path}`;
}

function separateDuties(props: CustomerManagedKeyProps, access: readonly KeyAccess[], environment: KeyEnvironment): void {
  if (props.allowAdministratorsToUse ?? environment.allowAdministratorsToUse) { return; }
  const administrators = [...(props.administrators ?? []).map(p => KeyAccess.administer(p)), ...access].flatMap(row => row._row.administrators ?? []);
  const users = new Set(access.flatMap(row => row._row.users ?? []).map(principal => principal.value));
  const both = administrators.find(principal => users.has(principal.value));
  if (both) {
    refuse({
      property: 'administrators',
      value: Token.isUnresolved(both.value) ? 'a role or user of this app' : both.value,
      bound: 'must not also use the key (separation of duties)',
      remedy: "name another principal, or set 'allowAdministratorsToUse'",
    });
  }
}

function delegationRows(context: RowContext): PolicyRow[] {
  if (context.delegation === IamDelegation.NONE) { return []; }
  const full = context.delegation === IamDelegation.FULL;
  return [{
    sid: full ? 'EnableIamPolicies' : 'EnableIamAdministration',
    effect: 'Allow',
    principals: [{ type: 'AWS', value: `arn:${context.partition}:iam::${context.account}:root` }],
    actions: full ? ['kms:*'] : administrationActions(context),
    conditions: {},
    order: ORDER.delegation,
  }];
}

/** Aliases of an app by environment, to find two keys with one name. The root holds them, so they end with the app. */
const ALIASES = Symbol.for('cdk-keysmith.aliases');

/** @internal */
export function aliasClash(owner: Construct, alias: string): string | undefined {
  const stack = Stack.of(owner);
  const root = owner.node.root as unknown as { [ALIASES]?: Map<string, Construct> };
  const taken = (root[ALIASES] ??= new Map());
  // Stacks that know neither account nor region may or may not meet; only the same stack surely does.
  const known = !Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region);
  const name = `${known ? `${stack.account}/${stack.region}` : stack.node.addr}/${alias}`;
  const first = taken.get(name) ?? owner;
  taken.set(name, first);
  return first === owner ? undefined : `the alias '${alias}' is that of ${first.node.path} already; give one of them another 'alias'`;
}
