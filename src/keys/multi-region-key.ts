import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { EncryptedKey, EncryptedKeyProps } from './encrypted-key';
import { ReplicaKey, ReplicaKeyProps } from './replica-key';
import { replicaStack } from './replica-stack';
import { KeyAccess } from '../access/key-access';
import { KeyRestriction } from '../access/key-restriction';
import { warnOfUnknownRegions } from '../access/known-regions';
import { declaredOnly } from '../private/check-types';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { given } from '../private/given';
import { partitionOf } from '../private/regions';
import { checkNotEmpty, checkRegion } from '../private/validate';

/** What differs for the replica of one Region. */
export interface ReplicaOptions {
  /**
   * Rows that allow, for this Region besides those of all Regions.
   *
   * @default - none
   */
  readonly access?: KeyAccess[];

  /**
   * Rows that deny, for this Region besides those of all Regions.
   *
   * @default - none
   */
  readonly restrictions?: KeyRestriction[];

  /**
   * Whether the replica can be used.
   *
   * @default - as the primary
   */
  readonly enabled?: boolean;

  /**
   * Waiting period between scheduling the deletion of the replica and deleting it, 7 to 30 days.
   *
   * @default - as the primary
   */
  readonly pendingWindow?: Duration;

  /**
   * What the replica is for, Latin-1, at most 8192 characters.
   *
   * @default - as the primary
   */
  readonly description?: string;

  /**
   * The stack to put the replica in, of this Region and the primary's account. References from it to other Regions are as strong
   * as your app makes them.
   *
   * @default - `STACK-replicas-REGION`, made beside the stack of the primary
   */
  readonly stack?: Stack;
}

/** Properties of a MultiRegionKey. */
export interface MultiRegionKeyProps extends EncryptedKeyProps {
  /** The Regions to replicate to, without the primary's; at least one, all of its partition. */
  readonly replicaRegions: string[];

  /**
   * What differs between Regions, by Region.
   *
   * @default - every replica is as the primary
   */
  readonly replicaOptions?: { [region: string]: ReplicaOptions };
}

/**
 * A primary and its replicas in other regions: the same key material and key id, and the same rows, alias, tags, description and
 * removal policy, bound again for each Region.
 *
 * The primary is in the stack of the construct, which must know its Region; each replica is in a stack of its Region. Stacks of
 * the primary's Region that name a replica are deployed after it, so give the key a stack of its own. What `addAccess`,
 * `addRestriction` and `addAlias` add reaches all Regions; a CDK grant, and a statement of `addToResourcePolicy`, reaches the key
 * that it is made on. `KeyRestriction.statement` and `KeyAccess.statement` are for all.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
 *
 * @example
 * declare const stack: Stack; // of us-east-1
 * declare const readerRole: iam.Role;
 *
 * const key = new MultiRegionKey(stack, 'GlobalKey', { replicaRegions: ['eu-west-1'] });
 * key.replica('eu-west-1').grants.decrypt(readerRole);
 */
@checked
@propertyInjectable
export class MultiRegionKey extends EncryptedKey {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.MultiRegionKey';

  /** Whether a value is a MultiRegionKey, of this class or a subclass. */
  public static isMultiRegionKey(x: any): x is MultiRegionKey {
    return x instanceof MultiRegionKey;
  }

  /** The Regions of the replicas, in the order given. */
  public readonly replicaRegions: string[];

  private byRegion?: Map<string, ReplicaKey>;
  /** What was added after the key was created, for replicas that come later still. */
  private readonly added: ((replica: ReplicaKey) => void)[] = [];

  constructor(scope: Construct, id: string, props: MultiRegionKeyProps) {
    const { replicaRegions, replicaOptions = {}, ...own } = props;
    check(Stack.of(scope), props);
    super(scope, id, { ...own, multiRegion: true });
    this.replicaRegions = [];
    this.byRegion = new Map();
    replicaRegions.forEach(region => this.replicate(region, replicaOptions[region]));
  }

  /** The replicas, in the order of `replicaRegions`. */
  public get replicas(): ReplicaKey[] {
    return [...(this.byRegion?.values() ?? [])];
  }

  /**
   * Adds a replica in another Region, with all that this key has so far. Fails for a Region that has one, for that of the primary, and for one of
   * another partition.
   */
  public addReplica(region: string, options: ReplicaOptions = {}): ReplicaKey {
    checkReplica(Stack.of(this), region, this.replicaRegions, options);
    return this.replicate(region, options);
  }

  private replicate(region: string, { stack, access = [], restrictions = [], ...options }: ReplicaOptions = {}): ReplicaKey {
    warnOfUnknownRegions(this, 'replicaRegions', [region]);
    // What the primary became, not what it was given: injectors and defaults count for replicas too.
    const shared = { ...declaredOnly('ReplicaKeyProps', this._props as ReplicaKeyProps), exportOutputs: undefined, exportPrefix: undefined };
    [...(shared.restrictions ?? []), ...restrictions].forEach(restriction => checkAllowed(restriction, region));
    const path = this.node.scopes.slice(Stack.of(this).node.scopes.length).map(s => s.node.id).join('-');
    const replica = new ReplicaKey(stack ?? replicaStack(Stack.of(this), region), path, {
      ...shared,
      description: (this.node.defaultChild as kms.CfnKey).description,
      alias: this.aliasName,
      primary: this,
      ...given(options),
      access: orNone([...(shared.access ?? []), ...access]),
      restrictions: orNone([...(shared.restrictions ?? []), ...restrictions]),
    });
    this.added.forEach(add => add(replica));
    this.replicaRegions.push(region);
    this.byRegion!.set(region, replica);
    return replica;
  }

  /** The replica of a Region, a key of its own to grant on and to encrypt with. Fails for a Region that is not in `replicaRegions`. */
  public replica(region: string): ReplicaKey {
    return this.byRegion?.get(region) ?? refuse({
      property: 'region',
      value: region,
      bound: `must be one of the replicas' Regions, ${this.replicaRegions.join(', ')}`,
      remedy: region === Stack.of(this).region ? 'the primary is the MultiRegionKey itself' : "add it to 'replicaRegions'",
    });
  }

  /** The key of a Region, primary or replica. Fails for a Region that has none. */
  public keyIn(region: string): kms.Key {
    return region === Stack.of(this).region ? this : this.replica(region);
  }

  /** Adds a row that allows, in every Region. */
  public addAccess(access: KeyAccess): void {
    super.addAccess(access);
    this.inReplicas(replica => replica.addAccess(access));
  }

  /** Adds a row that denies, in every Region. Fails when it denies a Region that has a replica. */
  public addRestriction(restriction: KeyRestriction): void {
    this.replicaRegions.forEach(region => checkAllowed(restriction, region));
    super.addRestriction(restriction);
    this.inReplicas(replica => replica.addRestriction(restriction));
  }

  /** Adds an alias in every Region, and returns that of the primary. */
  public addAlias(aliasName: string): kms.Alias {
    this.inReplicas(replica => replica.addAlias(aliasName));
    return super.addAlias(aliasName);
  }

  /** Undefined while the base class makes the primary. */
  private inReplicas(add: (replica: ReplicaKey) => void): void {
    if (!this.byRegion) { return; }
    this.byRegion.forEach(add);
    this.added.push(add);
  }
}

const orNone = <T>(list: T[]): T[] | undefined => list.length > 0 ? list : undefined;

/** A replica in a Region that the key cannot be replicated to would fail at deployment, and could not be used. */
function checkAllowed(restriction: KeyRestriction, region: string): void {
  const allowed = restriction._onlyRegions;
  if (allowed && !allowed.includes(region)) {
    refuse({ property: 'replicaRegions', value: region, bound: `is denied by KeyRestriction.onlyRegions, which allows ${allowed.join(', ')}` });
  }
}

function check(stack: Stack, props: MultiRegionKeyProps): void {
  const { replicaRegions, replicaOptions = {} } = props;
  if (props.multiRegion === false) {
    refuse({ property: 'multiRegion', value: false, bound: 'must be true for a MultiRegionKey', remedy: 'use an EncryptedKey' });
  }
  if (Token.isUnresolved(stack.region)) {
    refuse({
      property: 'replicaRegions',
      value: replicaRegions,
      bound: 'needs a stack that knows its Region',
      remedy: "give the stack of the primary an 'env' with a Region",
    });
  }
  checkNotEmpty('replicaRegions', replicaRegions, 'use an EncryptedKey where there is nothing to replicate');
  replicaRegions.forEach((region, i) => checkReplica(stack, region, replicaRegions.slice(0, i), replicaOptions[region], props.restrictions));
  const stranger = Object.keys(replicaOptions).find(region => !replicaRegions.includes(region));
  if (stranger !== undefined) { refuse({ property: 'replicaOptions', value: stranger, bound: "names a Region that is not in 'replicaRegions'" }); }
}

function checkReplica(
  stack: Stack, region: string, others: readonly string[], options: ReplicaOptions = {}, restrictions: readonly KeyRestriction[] = [],
): void {
  if (Token.isUnresolved(region)) {
    refuse({ property: 'replicaRegions', value: 'a token', bound: 'must be known at synthesis', remedy: "write the Region's code" });
  }
  checkRegion('replicaRegions', region);
  if (others.includes(region)) { refuse({ property: 'replicaRegions', value: region, bound: 'names a Region twice' }); }
  if (region === stack.region) {
    refuse({ property: 'replicaRegions', value: region, bound: 'is the Region of the primary', remedy: 'name the other Regions only' });
  }
  if (partitionOf(region) !== partitionOf(stack.region)) {
    refuse({ property: 'replicaRegions', value: region, bound: `is not in the partition of ${stack.region}; multi-Region keys stay in one` });
  }
  [...restrictions, ...(options.restrictions ?? [])].forEach(restriction => checkAllowed(restriction, region));
  const { stack: own } = options;
  if (own && own.region !== region) {
    refuse({ property: `replicaOptions.${region}.stack`, value: own.node.path, bound: `must be a stack of ${region}`, remedy: "set the stack's 'env'" });
  }
}
