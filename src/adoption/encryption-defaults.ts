import { Annotations, AspectPriority, Aspects, CfnResource, Stack, Stage, TagManager, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { throughService } from './account-access';
import { Deliveries } from './deliveries';
import { DeployedStacks } from './deployed-stacks';
import { setKey } from './encryption-setting';
import { isPlacedKey, KeyPlacement } from './key-placement';
import { changeOf, exemption, monthlyCostOf, PlannedResource, PlanRow, planRow, planText, REFUSED_BY_CLOUDFORMATION, WOULD_BE_REPLACED } from '../app/encryption-plan';
import { encryptionToday } from '../app/encryption-today';
import { CustomerManagedKey } from '../keys/customer-managed-key';
import { checkKey, checkService } from '../keys/resource-key';
import { logicalIdOf, renderedProperties } from '../private/cdk-internals';
import { checked } from '../private/checked';
import { refuse, WARNINGS } from '../private/errors';
import { EncryptionAtRest, encryptionAtRest, NOT_ENCRYPTABLE } from '../services/encryption-at-rest';
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
   * Construct paths, or `STACK/LOGICALID`, of resources that may be replaced, their data with them.
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

/** One resource of the plan of EncryptionDefaults. */
export interface EncryptionPlanRow {
  /** Name of the stack. */
  readonly stack: string;
  /** Logical id of the resource. */
  readonly logicalId: string;
  /** CloudFormation type. */
  readonly type: string;
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
 * Encrypts what an app, stage or stack stores under customer managed keys, without a change of the code that makes the resources: what L1 and L2 constructs make, what these
 * make inside, and what is added later.
 *
 * Key policies get what the services need, the messages and deliveries between resources included. Whoever may use a service may use the key through it, so that roles need no
 * further permissions. What code says itself stays: a key that it names always, another way of encryption unless `override` is set.
 *
 * A resource that would be replaced stays as it is unless you name it in `replace` or it is not in `deployed`. What is left without a key is listed by `plan`
 * and has a warning.
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
    APPLIED.add(scope);
    const defaults = new EncryptionDefaults(scope, props);
    // After tags and aspects of the app's own, which say more about a resource, and before what only reads.
    Aspects.of(scope).add({ visit: node => defaults.visit(node) }, { priority: AspectPriority.DEFAULT + 100 });
    return defaults;
  }

  private readonly seen = new Map<IConstruct, PlannedResource>();
  private readonly deliveries: Deliveries;
  private readonly deployed?: DeployedStacks;

  private constructor(private readonly scope: IConstruct, private readonly props: EncryptionDefaultsProps) {
    this.deliveries = new Deliveries(scope);
    this.deployed = props.deployed === undefined ? undefined : new DeployedStacks(props.deployed);
  }

  /** What happens to each resource that stores data. Call it once the app is synthesized. */
  public plan(): EncryptionPlanRow[] {
    return this.rows()
      .map(({ stack, logicalId, type, keyToday, keyThen, change, data, statements, reason }) => (
        { stack, logicalId, type, keyToday, keyThen, change, data, ...(statements === null ? {} : { statements }), ...(reason === null ? {} : { reason }) }));
  }

  /** The same as a table, with what the keys of the scope cost each month. */
  public planText(): string {
    const resources = this.scope.node.findAll().filter(CfnResource.isCfnResource);
    const cost = (of: CfnResource[]): number => monthlyCostOf(of.map(({ cfnResourceType }) => cfnResourceType));
    return planText(this.rows(), {
      before: cost(resources.filter(resource => !isPlacedKey(resource))), after: cost(resources),
    });
  }

  private rows(): PlanRow[] {
    // What is deployed names keys of other stacks by exports and parameters, which synthesis alone gives their names.
    const written = this.deployed && new DeployedStacks((this.scope.node.root as Stage).synth().directory);
    return [...this.seen.values()].flatMap(resource => planRow({ ...resource, after: written?.propertiesOf(resource.stack, resource.logicalId) ?? resource.after }) ?? []);
  }

  private visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || this.seen.has(node)) { return; }
    this.deliveries.visit(node);
    const { cfnResourceType: type } = node;
    const row = encryptionAtRest(type);
    if (!row && NOT_ENCRYPTABLE[type] === undefined) { return; }
    const after = renderedProperties(node);
    const { stackName } = Stack.of(node);
    const logicalId = logicalIdOf(node);
    const stack = Token.isUnresolved(stackName) ? Stack.of(node).node.path : stackName;
    // A new resource has nothing to lose; without templates of what is deployed each might be there.
    const before = this.deployed ? this.deployed.propertiesOf(stack, logicalId) : after;
    const about = { stack, logicalId, path: node.node.path, type, before };
    const encrypted = row && this.encrypt(node, row, after, before);
    const key = typeof encrypted === 'object' ? encrypted : undefined;
    this.seen.set(node, { ...about, after: key ? renderedProperties(node) : after, reason: typeof encrypted === 'string' ? encrypted : undefined });
    if (key) { this.deliveries.encrypted(node, key); }
    const planned = planRow(this.seen.get(node)!);
    if (planned && planned.reason !== null) {
      Annotations.of(node).addWarningV2(`${WARNINGS.notEncrypted}:${logicalId}`, `gets no customer managed key from EncryptionDefaults: ${planned.reason}`);
    }
  }

  /** Gives a resource its key; the reason where it stays as it is. */
  private encrypt(node: CfnResource, row: EncryptionAtRest, properties: Properties, before?: Properties): CustomerManagedKey | string | undefined {
    const { props } = this;
    const today = encryptionToday(row, properties);
    if (today.kind === 'customer') { return undefined; }
    if (isNamed(node, props.exclude)) { return 'it is excluded'; }
    const service = (KeyService as unknown as { readonly [id: string]: KeyService })[row.use.id];
    if (props.services && !props.services.some(({ id }) => id === service.id)) { return "its service is not among 'services'"; }
    if (today.kind === 'unreadable') { return `its encryption is ${today.words}`; }
    const why = exemption(row, properties) ?? this.deliveries.logBucket(node);
    if (why) { return why; }
    if (!props.override && today.kind === 'chosen') { return `the code says so: ${today.words}`; }
    const change = before && changeOf(row, encryptionToday(row, before));
    if (change === 'refused') { return REFUSED_BY_CLOUDFORMATION; }
    if (change === 'replaced' && !isNamed(node, props.replace)) { return WOULD_BE_REPLACED; }
    const key = props.keys.keyFor({ construct: node, service, tags: tagsOf(node) });
    if (key === undefined) { return 'the placement has no key for it'; }
    return this.use(key, node, row, service);
  }

  private use(key: kms.IKey, node: CfnResource, row: EncryptionAtRest, service: KeyService): CustomerManagedKey {
    if (!(key instanceof CustomerManagedKey)) {
      refuse({ property: 'keys', value: key.node.path, bound: 'must be keys of this library, whose policies can be added to', remedy: 'make them an EncryptedKey, or a KeySet' });
    }
    checkKey(key, node);
    checkService(key, service);
    if (!key._serves(service)) { key.addAccess(throughService(service)); }
    setKey(node, row, key.keyArn);
    return key;
  }
}

type Properties = { readonly [name: string]: any };

const APPLIED = new WeakSet<IConstruct>();

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
