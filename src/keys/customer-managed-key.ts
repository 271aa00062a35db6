import { Annotations, CfnOutput, CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { aliasClash } from './alias-clash';
import { allowPrincipal, grantsOf, keySide } from './cross-environment-grants';
import { CustomerManagedKeyProps } from './customer-managed-key-props';
import { ICustomerManagedKey } from './customer-managed-key-ref';
import { withDefaults } from './default-props';
import { claimExports } from './export-names';
import { check, checkSpec, delegationRows, describe, KeyDefinition, tags } from './key-definition';
import { KeyEnvironment } from './key-environment';
import { becomeReplica } from './replica-resource';
import { resourcesUnder } from './resources-under-key';
import { FinishedPolicy, finishedPolicy, partOf, PolicyPart } from '../access/gate/finished-policy';
import { checkBound, judge, refuseSharedDuties, tell } from '../access/gate/gate';
import { allowedInVain, GrantMade } from '../access/gate/granted-resources';
import { resourcesShutOut } from '../access/gate/services-let-in';
import { GrantBounds, UNBOUND } from '../access/grant-bounds';
import { IamDelegation } from '../access/iam-delegation';
import { KeyAccess } from '../access/key-access';
import { documentOf, KeyPolicyDocument } from '../access/key-policy';
import { KeyRestriction } from '../access/key-restriction';
import { duplicateSidProblem, lockOutProblem, refusedKeyProblem, sizeProblem } from '../access/policy-checks';
import { ownerAfar } from '../access/principals-afar';
import { KeyKind, RowContext } from '../access/row-context';
import { fitsSurely } from '../iam/policy-size';
import { trustAccountIdentities } from '../private/cdk-internals';
import { checked } from '../private/checked';
import { refuse, WARNINGS } from '../private/errors';
import { derivedAlias } from '../private/names';
import { ORDER, PolicyRow } from '../private/policy-rows';
import { checkAlias } from '../private/validate';
import { KeyService } from '../services/key-service';

/** What JSON has for a value that is not resolved. */
const UNRESOLVED = /\$\{Token\[|<unresolved-token>/;

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
@checked
export abstract class CustomerManagedKey extends kms.Key implements ICustomerManagedKey {
  /** Name of the key's alias, with `alias/`. */
  public readonly aliasName: string;

  /** The environment whose defaults the key has. */
  public readonly keyEnvironment: KeyEnvironment;

  /** What the key was made of: its own props, those that injectors put in, and the defaults of its scopes. @internal */
  protected readonly _props: CustomerManagedKeyProps;
  /** The key's policy document. @internal */
  protected readonly _document: KeyPolicyDocument;
  /** Where the rows are bound. @internal */
  protected readonly _context: RowContext;
  private readonly keyRemovalPolicy: RemovalPolicy;
  private readonly keyPendingWindow: Duration;
  private readonly services = new Map<string, boolean>();
  private readonly allowAdministratorsToUse: boolean;
  private keyGrants?: kms.KeyGrants;
  private readonly grantsMade: GrantMade[] = [];
  private readonly replicaStacks: Stack[] = [];

  /** @internal */
  protected constructor(scope: Construct, id: string, own: CustomerManagedKeyProps, definition: KeyDefinition) {
    const props = withDefaults(scope, own);
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
    this._props = props;
    document.boundTo({ ...context, scope: this });
    this._document = document;
    this._context = context;
    // Rows for roles of other stacks say it.
    this.aliasName = checkAlias('alias', props.alias ?? derivedAlias(scope, id, props.application, props.application && environment.name));
    this.keyEnvironment = environment;
    this.keyRemovalPolicy = props.removalPolicy ?? environment.removalPolicy;
    this.keyPendingWindow = pendingWindow;
    // CDK's grant methods write to the key policy too when IAM policies alone would do nothing.
    trustAccountIdentities(this, context.delegation === IamDelegation.FULL);

    const access = [...(definition.access ?? []), ...(props.access ?? [])];
    document.addRows(...delegationRows(context));
    for (const principal of props.administrators ?? []) { this.bind(KeyAccess._ofAdministrator(principal)); }
    access.forEach(row => this.bind(row));
    this.allowAdministratorsToUse = props.allowAdministratorsToUse ?? environment.allowAdministratorsToUse;
    if (!this.allowAdministratorsToUse) { refuseSharedDuties(document.partsSoFar, context); }
    for (const restriction of [...(definition.restrictions ?? []), ...(props.restrictions ?? [])]) { this.bindRestriction(restriction); }

    if (definition.origin) { (resource as kms.CfnKey).origin = definition.origin; }
    tags(props, environment).forEach(([key, value]) => resource.tags.setTag(key, value));
    this.addAlias(this.aliasName);
    if (props.exportOutputs) { this.exportOutputs(props.exportPrefix); }
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** Says that a stack has a replica of this key: whoever deploys it replicates the key. @internal */
  public _replicatedIn(stack: Stack): void {
    this.replicaStacks.push(stack);
  }

  /** What kind of key it is, for its replicas. @internal */
  public get _kind(): KeyKind {
    return this._context.kind;
  }

  /**
   * CDK's grants, as narrow as the key. For a role or user of another stack, account or Region they write the policies of both sides
   * without tying the stacks together.
   */
  public get grants(): kms.KeyGrants {
    this.keyGrants ??= grantsOf(super.grants, () =>
      ({
        key: this, alias: this.aliasName, document: this._document, context: this._context, bounds: this._grantBounds, record: grant => { this.grantsMade.push(grant); },
      }));
    return this.keyGrants;
  }

  /** How narrow the key is for whoever is granted use of it. @internal */
  protected get _grantBounds(): GrantBounds {
    return UNBOUND;
  }

  /** Adds an alias that shares the key's removal policy: a retained key keeps its name (aws-cdk #38217). */
  public addAlias(aliasName: string): kms.Alias {
    const added = super.addAlias(checkAlias('alias', aliasName));
    (added.node.defaultChild as CfnResource).applyRemovalPolicy(this.keyRemovalPolicy);
    return added;
  }

  /** What IAM policies can allow on the key. @internal */
  public get _delegation(): IamDelegation {
    return this._context.delegation;
  }

  /** Lets a principal manage the key, as one of `administrators`. */
  public addAdministrator(administrator: iam.IGrantable): void {
    this.addAccess(KeyAccess.administer(administrator));
  }

  /** Adds a row that allows. */
  public addAccess(access: KeyAccess): void {
    this.bind(access);
  }

  /** Adds a row that denies. */
  public addRestriction(restriction: KeyRestriction): void {
    this.bindRestriction(restriction);
  }

  /** What happens to key and alias when they leave the stack. @internal */
  public get _removalPolicy(): RemovalPolicy {
    return this.keyRemovalPolicy;
  }

  /** Whether the key's policy, or IAM policies by its delegation, let a service use it. @internal */
  public _serves(service: KeyService): boolean {
    return this._context.delegation === IamDelegation.FULL || this.services.has(service.id);
  }

  /** Whether a service uses the key for some principals only. @internal */
  public _namesUsersOf(service: KeyService): boolean {
    return this._context.delegation !== IamDelegation.FULL && this.services.get(service.id) === true;
  }

  private bind(access: KeyAccess): void {
    if (access._row.service) { this.services.set(access._row.service.id, (access._row.users ?? []).length > 0); }
    const { property = 'access', statement, accepted = [] } = access._row;
    const rows = access._row.bind(this._context);
    checkBound(property, rows.map(partOf), this._context);
    this._document.addRows(...rows);
    rows.forEach(row => this.allowFromAfar(row));
    if (statement) {
      checkBound(property, [{ json: statement.toStatementJson(), accepted }], this._context);
      this.allowStatementFromAfar(statement);
      this._document.addAsItIs(statement, accepted);
    }
  }

  /** Adds a statement to the key policy; roles of other stacks in it are named by account, and their IAM policies allow the same. */
  public addToResourcePolicy(statement: iam.PolicyStatement, allowNoOp?: boolean): iam.AddToResourcePolicyResult {
    this.allowStatementFromAfar(statement);
    return super.addToResourcePolicy(statement, allowNoOp);
  }

  private allowStatementFromAfar({ effect, principals, actions, conditions }: iam.PolicyStatement): void {
    if (effect !== iam.Effect.ALLOW || actions.length === 0) { return; }
    const values = principals.flatMap(({ policyFragment }) => Object.entries(policyFragment.principalJson)
      .flatMap(([type, list]) => ([] as unknown[]).concat(list).map(value => ({ type, value: String(value) }))));
    this.allowFromAfar({ sid: '', effect: 'Allow', principals: values, actions, conditions: keySide(conditions), order: ORDER.grants });
  }

  /** The other half of a row for roles of other stacks: their account is the principal, so their IAM policies count. */
  private allowFromAfar(row: PolicyRow): void {
    if (row.effect !== 'Allow') { return; }
    for (const principal of row.principals) {
      const owner = ownerAfar(principal, row, this._context);
      if (owner) { allowPrincipal(owner, [...row.actions], { alias: this.aliasName, context: this._context }, row.conditions); }
    }
  }

  private bindRestriction(restriction: KeyRestriction): void {
    const pendingWindow = this.keyPendingWindow;
    const least = restriction._minimumWindowDays;
    if (least !== undefined && pendingWindow.toDays() < least) {
      refuse({
        property: 'pendingWindow',
        value: `${pendingWindow.toDays()} days`,
        bound: `must not be shorter than KeyRestriction.minimumPendingWindow, ${least} days`,
        remedy: 'or CloudFormation could not delete the key',
      });
    }
    this._document.addRows(...restriction._bind(this._context));
    if (restriction._statement) { this._document.addStatements(restriction._statement); }
  }

  private exportOutputs(prefix?: string): void {
    const stack = Stack.of(this);
    const start = prefix ?? `${stack.stackName}-`;
    claimExports(this, start, ['KeyId', 'KeyArn', 'KeyAlias'].map(name => `${start}${name}`));
    const output = (name: string, description: string, value: string) => new CfnOutput(this, name, { description, value, exportName: `${start}${name}` });
    output('KeyId', 'KMS Key ID', this.keyId);
    output('KeyArn', 'KMS Key ARN', this.keyArn);
    output('KeyAlias', 'KMS Key Alias', this.aliasName);
  }

  private problems(): string[] {
    const { parts } = this._document;
    const policy = finishedPolicy(parts, this._context);
    const { statements } = policy;
    const lockOut = lockOutProblem(statements);
    const all = [this.sizeProblem(policy, parts), lockOut, duplicateSidProblem(statements), refusedKeyProblem(statements), aliasClash(this, this.aliasName)];
    return [...all.flatMap(problem => problem ?? []), ...this.pass(policy, lockOut !== undefined)];
  }

  /** Measuring asks what each token stands for, which only a large policy needs. */
  private sizeProblem(policy: FinishedPolicy, parts: readonly PolicyPart[]): string | undefined {
    const text = JSON.stringify(documentOf(parts)) ?? '';
    const problem = fitsSurely(text.length, text.split(UNRESOLVED).length - 1) ? undefined : sizeProblem(policy);
    if (problem?.certain === false) { Annotations.of(this).addWarningV2(WARNINGS.policyMayBeTooLarge, problem.message); }
    return problem?.certain ? problem.message : undefined;
  }

  /** What the gate says of the finished policy: errors are returned, warnings written. */
  private pass(policy: FinishedPolicy, lockedOut: boolean): string[] {
    const resource = this.node.defaultChild as kms.CfnKey;
    const findings = judge(policy, {
      allowAdministratorsToUse: this.allowAdministratorsToUse,
      pendingWindowDays: this.keyPendingWindow.toDays(),
      rotates: resource.enableKeyRotation === true,
      lockedOut,
      replicaStacks: this.replicaStacks,
    });
    const under = resourcesUnder(resource);
    return tell(this, [...findings, ...resourcesShutOut(policy, under), ...allowedInVain(policy, under, this.grantsMade)]);
  }
}
