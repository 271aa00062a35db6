import { Annotations, AspectPriority, Aspects, CfnResource, Stack, Stage, TagManager, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { throughService } from './account-access';
import { AppInventory } from './app-inventory';
import { DeployedStacks } from './deployed-stacks';
import { setKey } from './encryption-setting';
import { isPlacedKey, KeyPlacement } from './key-placement';
import { leftAlone, monthlyCostOf, noKeyIn, PlannedResource, PlanRow, planRows, planText } from '../app/encryption-plan';
import { encryptionToday, placesOf, Properties, regionAt, UNKNOWN_REGION } from '../app/encryption-today';
import { NOT_ENCRYPTED } from '../app/not-encrypted';
import { goesTo } from '../app/propose-keys';
import { CustomerManagedKey } from '../keys/customer-managed-key';
import { checkKey, checkService } from '../keys/resource-key';
import { beforeSynthesis, logicalIdOf, renderedProperties } from '../private/cdk-internals';
import { checked } from '../private/checked';
import { refuse, WARNINGS } from '../private/errors';
import { EncryptionAtRest, encryptionsAtRest, NOT_ENCRYPTABLE } from '../services/encryption-at-rest';
import { KeyService } from '../services/key-service';

/** Properties of EncryptionDefaults. */
export interface EncryptionDefaultsProps {
  /** Which key a resource gets. */
  readonly keys: KeyPlacement;

  /**
   * Folder of the templates that are deployed now: a cloud assembly, such as the `cdk.out` of the last release, or templates named `STACK.json`. Resources that are not in them
   * are new: nothing of theirs can be lost.
   *
   * @default - every resource might be deployed already
   */
  readonly deployed?: string;

  /**
   * Construct paths, or `STACK/LOGICALID`, of resources that can be replaced, their data with them.
   *
   * @default - none: what CloudFormation would replace stays as it is, and is listed
   */
  readonly replace?: string[];

  /**
   * Construct paths of resources, or of what they are in, that stay as they are.
   *
   * @default - none
   */
  readonly exclude?: string[];

  /**
   * Whether resources get a key whose code chooses another way of encryption without naming a key, such as `BucketEncryption.S3_MANAGED`. A customer managed key that the code
   * names always stays.
   *
   * @default false
   */
  readonly override?: boolean;

  /**
   * The services whose resources get keys.
   *
   * @default - all that the catalog knows
   */
  readonly services?: KeyService[];
}

/** One use of a key, or of none, by a resource in the plan of EncryptionDefaults. */
export interface EncryptionPlanRow {
  /** Name of the stack. */
  readonly stack: string;
  /** Logical id of the resource. */
  readonly logicalId: string;
  /** CloudFormation type. */
  readonly type: string;
  /**
   * The property that names the key, `BlockDeviceMappings[0].Ebs.KmsKeyId`.
   *
   * @default - none: the type has no such property
   */
  readonly property?: string;
  /** How it is encrypted without EncryptionDefaults. */
  readonly keyToday: string;
  /** How it is encrypted with. */
  readonly keyThen: string;
  /** `new`, `unchanged`, `in place`, `replaced`, `refused` or `uncovered`. */
  readonly change: string;
  /** What happens to the data that is there. */
  readonly data: string;
  /**
   * The use whose statements the key policy has for it, `S3`.
   *
   * @default - none: it gets no key
   */
  readonly statements?: string;
  /**
   * Why it is refused or uncovered.
   *
   * @default - it is neither
   */
  readonly reason?: string;
}

/**
 * Encrypts what an app, stage or stack stores under customer managed keys, without a change of the code that creates the resources. It reaches L1 and L2 constructs, what these
 * create inside, and what is added later.
 *
 * Key policies get what the services need, the messages and deliveries between resources included. Whoever can use a service can use the key through it, so that roles need no
 * further permissions. What code says itself stays: a key that it names always, another way of encryption unless `override` is set.
 *
 * A resource that would be replaced stays as it is unless you name it in `replace` or it is not in `deployed`. What is left without a key is listed by `plan`
 * and has a warning. Of several EncryptionDefaults above a resource the nearest counts.
 *
 * @example
 * declare const app: App;
 *
 * const encryption = EncryptionDefaults.of(app, { keys: KeyPlacement.byService({ owner: 'orders' }) });
 * app.synth();
 * const plan: string = encryption.planText();
 */
@checked
export class EncryptionDefaults {
  /** Encrypts what is in the scope, now and later. Fails for a scope that has EncryptionDefaults already. */
  public static of(scope: IConstruct, props: EncryptionDefaultsProps): EncryptionDefaults {
    if (APPLIED.has(scope)) { refuse({ property: 'scope', value: scope.node.path, bound: 'has EncryptionDefaults already' }); }
    const defaults = new EncryptionDefaults(scope, props);
    APPLIED.set(scope, defaults);
    defaults.reach(scope);
    // Aspects stop at the stages in their scope.
    const reachStages = (): void => scope.node.findAll().filter(Stage.isStage).forEach(stage => defaults.reach(stage));
    reachStages();
    const stage = Stage.isStage(scope) ? scope : Stage.of(scope);
    if (stage) { beforeSynthesis(stage, reachStages); }
    return defaults;
  }

  private readonly reached = new Set<IConstruct>();
  private readonly seen = new Map<IConstruct, PlannedResource>();
  private readonly keys = new Map<IConstruct, CustomerManagedKey>();
  private readonly deployed?: DeployedStacks;
  private readonly app: AppInventory;

  private constructor(private readonly scope: IConstruct, private readonly props: EncryptionDefaultsProps) {
    this.app = AppInventory.of(scope);
    this.deployed = props.deployed === undefined ? undefined : new DeployedStacks(props.deployed);
  }

  /** What happens to each resource that stores data. Call it once the app is synthesized. */
  public plan(): EncryptionPlanRow[] {
    return this.rows().map(({ stack, logicalId, type, property, keyToday, keyThen, change, data, statements, reason }) => ({
      stack,
      logicalId,
      type,
      keyToday,
      keyThen,
      change,
      data,
      ...(property === null ? {} : { property }),
      ...(statements === null ? {} : { statements }),
      ...(reason === null ? {} : { reason }),
    }));
  }

  /** The same as a table, with what the keys of the scope cost each month. */
  public planText(): string {
    const resources = this.scope.node.findAll().filter(CfnResource.isCfnResource);
    const cost = (of: CfnResource[]): number => monthlyCostOf(of.map(({ cfnResourceType }) => cfnResourceType));
    return planText(this.rows(), {
      before: cost(resources.filter(resource => !isPlacedKey(resource))), after: cost(resources),
    });
  }

  private reach(scope: IConstruct): void {
    if (this.reached.has(scope)) { return; }
    this.reached.add(scope);
    // After tags and aspects of the app's own, which say more about a resource, and before what only reads.
    Aspects.of(scope).add({ visit: node => { if (nearest(node) === this) { this.visit(node); } } }, { priority: AspectPriority.DEFAULT + 100 });
  }

  private rows(): PlanRow[] {
    let written: DeployedStacks | undefined;
    // What is deployed names keys of other stacks by exports and parameters, which synthesis alone gives their names.
    const synthesized = (): DeployedStacks => written ??= new DeployedStacks((this.scope.node.root as Stage).synth().directory);
    return this.scope.node.findAll().flatMap(node => nearest(node)?.rowsOf(node, synthesized) ?? []);
  }

  private rowsOf(node: IConstruct, synthesized: () => DeployedStacks): PlanRow[] {
    const resource = this.seen.get(node);
    if (!resource) { return []; }
    const after = this.deployed && synthesized().propertiesOf(resource.stack, resource.logicalId);
    return planRows({ ...resource, after: after ?? resource.after });
  }

  private visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || this.seen.has(node)) { return; }
    this.app.deliveries.visit(node);
    const { cfnResourceType: type } = node;
    const rows = encryptionsAtRest(type);
    if (rows.length === 0 && NOT_ENCRYPTABLE[type] === undefined) { return; }
    const properties = renderedProperties(node);
    const { stackName } = Stack.of(node);
    const logicalId = logicalIdOf(node);
    const stack = Token.isUnresolved(stackName) ? Stack.of(node).node.path : stackName;
    // A new resource has nothing to lose; without templates of what is deployed each might be there.
    const before = this.deployed ? this.deployed.propertiesOf(stack, logicalId) : properties;
    const reasons: { [property: string]: string } = {};
    const resource = { stack, logicalId, path: node.node.path, type, before, reasons };
    this.seen.set(node, { ...resource, after: properties });
    rows.forEach(row => this.encrypt(node, row, before, reasons));
    this.seen.set(node, { ...resource, after: renderedProperties(node) });
    const left: { [name: string]: string } = {};
    for (const { reason, property } of planRows(this.seen.get(node)!)) {
      if (reason === null) { continue; }
      if (reason !== EXCLUDED && reason !== OTHER_SERVICE) { left[property ?? type] = reason; }
      const what = property === null || property === rows[0].path ? '' : `${property} `;
      Annotations.of(node).addWarningV2(`${WARNINGS.notEncrypted}:${logicalId}`, `${what}gets no customer managed key from EncryptionDefaults: ${reason}`);
    }
    if (Object.keys(left).length > 0) { node.addMetadata(NOT_ENCRYPTED, left); }
  }

  /** Gives what a row is of its key, wherever it is in the resource, or writes down why it stays as it is. */
  private encrypt(node: CfnResource, row: EncryptionAtRest, before: Properties | undefined, reasons: { [property: string]: string }): void {
    const properties = renderedProperties(node);
    const own = this.app.regionOf(node);
    const places = placesOf(row, properties).map(place => ({ place, region: regionAt(place, properties, own) })).filter(({ place }) => encryptionToday(place, properties).kind !== 'customer');
    // Those of other Regions first: where they get none, and all must have one, no key is created.
    places.sort((a, b) => Number(a.region === undefined) - Number(b.region === undefined));
    const chosen: (() => void)[] = [];
    for (const { place, region } of places) {
      const key = this.keyFor(node, place, properties, before, region);
      if (typeof key !== 'string') {
        chosen.push(() => this.use(key, node, place, region));
        continue;
      }
      reasons[place.path] = key;
      if (row.together) {
        places.forEach(({ place: { path } }) => { reasons[path] = key; });
        return;
      }
    }
    chosen.forEach(use => use());
  }

  /** The key for one place; the reason where it stays as it is. */
  private keyFor(node: CfnResource, row: EncryptionAtRest, properties: Properties, before: Properties | undefined, region: string | undefined): kms.IKey | string {
    const { props } = this;
    if (isNamed(node, props.exclude)) { return EXCLUDED; }
    if (row.use && props.services && !props.services.some(({ id }) => id === row.use!.id)) { return OTHER_SERVICE; }
    const why = leftAlone(row, properties, { before, override: props.override, mayBeReplaced: isNamed(node, props.replace) })
      ?? (row === encryptionsAtRest(node.cfnResourceType)[0] || row.within === '' ? this.app.withoutKey(node) : undefined);
    if (why) { return why; }
    if (region === UNKNOWN_REGION) { return noKeyIn(region, row); }
    const bucket = this.app.destinationOf(row, node);
    if (bucket) {
      const defaults = nearest(bucket);
      defaults?.visit(bucket);
      return defaults?.keys.get(bucket) ?? goesTo(logicalIdOf(bucket));
    }
    const key = props.keys.keyFor({ construct: node, service: serviceOf(row), tags: tagsOf(node), ...(region === undefined ? {} : { region }) });
    return key ?? (region === undefined ? 'the placement has no key for it' : noKeyIn(region, row));
  }

  private use(key: kms.IKey, node: CfnResource, row: EncryptionAtRest, region: string | undefined): void {
    if (!(key instanceof CustomerManagedKey)) {
      refuse({ property: 'keys', value: key.node.path, bound: 'must be keys of this library, whose policies can be added to', remedy: 'make them an EncryptedKey, or a KeySet' });
    }
    const service = serviceOf(row);
    checkKey(key, node, region);
    checkService(key, service);
    if (!key._serves(service)) { key.addAccess(throughService(service)); }
    setKey(node, row, key.keyArn);
    if (row.path !== encryptionsAtRest(node.cfnResourceType)[0].path.replace(/\[\]/g, '[0]')) { return; }
    this.keys.set(node, key);
    this.app.deliveries.add(node, key);
  }
}

const EXCLUDED = 'it is excluded';
const OTHER_SERVICE = "its service is not among 'services'";

const APPLIED = new WeakMap<IConstruct, EncryptionDefaults>();

/** The EncryptionDefaults that count for a construct. */
function nearest(node: IConstruct): EncryptionDefaults | undefined {
  for (let at: IConstruct | undefined = node; at; at = at.node.scope) {
    const defaults = APPLIED.get(at);
    if (defaults) { return defaults; }
  }
  return undefined;
}

const serviceOf = ({ use }: EncryptionAtRest): KeyService => (KeyService as unknown as { readonly [id: string]: KeyService })[use!.id];

/** Whether one of the paths is that of a resource, of what it is in, or `STACK/LOGICALID`. */
function isNamed(node: CfnResource, paths: readonly string[] = []): boolean {
  const names = [...node.node.scopes.map(({ node: { path } }) => path), `${Stack.of(node).stackName}/${logicalIdOf(node)}`];
  return paths.some(path => names.includes(path));
}

/** Tags as far as they are known: those of an aspect are there by now. */
function tagsOf(node: CfnResource): { [name: string]: string } {
  const manager = TagManager.of(node);
  if (!manager) { return {}; }
  return manager.tagValues();
}
