import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';
import { KeySet } from './key-set';
import { ICustomerManagedKey } from '../keys/customer-managed-key-ref';
import { EncryptedKeyProps } from '../keys/encrypted-key';
import { MultiRegionKey } from '../keys/multi-region-key';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { KeyService } from '../services/key-service';

/** A resource for which a key is looked for. */
export interface ResourceToEncrypt {
  /** The resource, an L1 construct. */
  readonly construct: IConstruct;
  /** What of which service encrypts it. */
  readonly service: KeyService;
  /** Its tags, those of the scopes above it among them. */
  readonly tags: { [name: string]: string };
  /**
   * The Region that the key must be of, for what is kept in another one: a replica of a global table, of a secret.
   *
   * @default - the Region of the resource
   */
  readonly region?: string;
}

/** Options of `KeyPlacement.byTag`. */
export interface TagPlacementOptions {
  /**
   * The name of the key for resources without the tag.
   *
   * @default - they stay as they are, and are listed
   */
  readonly untagged?: string;

  /**
   * What all keys share.
   *
   * @default - the defaults of EncryptedKey
   */
  readonly keyProps?: EncryptedKeyProps;
}

/**
 * Which key a resource gets. Keys are created in the stack of the resource when the first one needs them, in a KeySet named `EncryptionKeys`, and share
 * owner, environment and administrators.
 *
 * Extend it for a choice of your own.
 *
 * @example
 * declare const app: App;
 *
 * EncryptionDefaults.of(app, { keys: KeyPlacement.byTag('DataClassification', { untagged: 'internal' }) });
 */
@checked
export abstract class KeyPlacement {
  /** One key for each service and stack. */
  public static byService(keyProps: EncryptedKeyProps = {}): KeyPlacement {
    return new Chosen(({ construct, service }) => keySetFor(construct, keyProps).named(service.id));
  }

  /** One key for each stack, for everything in it. */
  public static byStack(keyProps: EncryptedKeyProps = {}): KeyPlacement {
    return new Chosen(({ construct }) => keySetFor(construct, keyProps).named('data'));
  }

  /** One key for each stack and value of a tag: a data classification, an owner, a tenant. */
  public static byTag(tagName: string, options: TagPlacementOptions = {}): KeyPlacement {
    return new Chosen(({ construct, tags }) => {
      const name = tags[tagName] ?? options.untagged;
      return name === undefined ? undefined : keySetFor(construct, options.keyProps ?? {}).named(name);
    });
  }

  /** The keys of a KeySet that you made, one for each service. IAM policies of the account say who uses these, unless the set names users. */
  public static keySet(keys: KeySet): KeyPlacement {
    return new Chosen(({ service }) => keys.key(service));
  }

  /** One key for all; of a MultiRegionKey each Region's own. For replicas of what a stack of the primary's Region has, give the key a stack of its own. */
  public static key(key: ICustomerManagedKey): KeyPlacement {
    return new Everywhere(key);
  }

  /** The key for a resource; undefined leaves it as it is. Called once for each property that names a key. */
  public abstract keyFor(resource: ResourceToEncrypt): kms.IKey | undefined;
}

/** Makes or has keys of the resource's own Region. */
class Chosen extends KeyPlacement {
  constructor(private readonly choose: (resource: ResourceToEncrypt) => kms.IKey | undefined) {
    super();
  }

  public keyFor(resource: ResourceToEncrypt): kms.IKey | undefined {
    return resource.region === undefined ? this.choose(resource) : undefined;
  }
}

class Everywhere extends KeyPlacement {
  constructor(private readonly key: ICustomerManagedKey) {
    super();
  }

  public keyFor({ construct, region }: ResourceToEncrypt): kms.IKey | undefined {
    const { key } = this;
    const wanted = region ?? Stack.of(construct).region;
    if (key instanceof MultiRegionKey && key.replicaRegions.includes(wanted)) { return key.replica(wanted); }
    return region === undefined || region === key.env.region ? key : undefined;
  }
}

const SET = 'EncryptionKeys';
const MADE = new WeakSet<IConstruct>();

/** Whether a construct is part of a KeySet that a placement made. @internal */
export const isPlacedKey = (construct: IConstruct): boolean => construct.node.scopes.some(scope => MADE.has(scope));

/** The keys of the stack that a resource is deployed with: a nested stack is part of another one. */
function keySetFor(resource: IConstruct, props: EncryptedKeyProps): KeySet {
  let stack = Stack.of(resource);
  while (stack.nestedStackParent) { stack = stack.nestedStackParent; }
  const there = stack.node.tryFindChild(SET);
  if (there === undefined) {
    const made = new KeySet(stack as Construct, SET, props);
    MADE.add(made);
    return made;
  }
  if (!(there instanceof KeySet)) { refuse({ property: 'keys', value: there.node.path, bound: `must be free: it is the id of the keys that ${KeyPlacement.name} makes`, remedy: 'rename the construct' }); }
  return there;
}
