import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { differs } from './cross-environment-grants';
import { CustomerManagedKey } from './customer-managed-key';
import { CustomerManagedKeyProps } from './customer-managed-key-props';
import { primaryArnFor, replicaArn } from './primary-reference';

import { KeyAccess } from '../access/key-access';
import { KeyAccessLevel } from '../access/key-access-options';
import { KeyKind } from '../access/row-context';
import { parseArn } from '../private/arns';
import { relocate } from '../private/cdk-internals';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { checkNotEmpty } from '../private/validate';

/** Properties of a ReplicaKey. */
export interface ReplicaKeyProps extends CustomerManagedKeyProps {
  /**
   * The primary, a key of another Region in this app or an imported one. Its stack is deployed before that of the replica.
   *
   * @default - `primaryKeyArn`
   */
  readonly primary?: kms.IKey;

  /**
   * The ARN of the primary where it lives elsewhere, `arn:aws:kms:REGION:ACCOUNT:key/mrk-…`.
   *
   * IMPORTANT: another primary replaces the replica.
   *
   * @default - `primary`
   */
  readonly primaryKeyArn?: string;

  /**
   * Who uses the replica: encrypt, decrypt, re-encrypt and data keys. The users of the primary do not count here.
   *
   * @default - whoever `access` and the account's IAM policies allow
   */
  readonly users?: iam.IGrantable[];
}

/** What KMS copies from the primary, in props that AWS::KMS::ReplicaKey does not have. */
const OF_THE_PRIMARY = ['enableKeyRotation', 'rotationPeriod', 'keySpec', 'keyUsage', 'origin', 'multiRegion'];

/**
 * A replica of a multi-Region key, in the Region of its stack. It is a key of its own, with a policy, an alias and grants of its
 * own; key material, key id, spec and rotation are those of the primary.
 *
 * `MultiRegionKey` makes a primary with its replicas. Fails for a primary of the same Region, of another account, or that is
 * not a multi-Region primary, and for rotation and spec settings. The kind of key is that of `primary`; symmetric when only an ARN is known.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
 *
 * @example
 * declare const readerRole: iam.Role;
 *
 * const replica = new ReplicaKey(this, 'Replica', {
 *   primaryKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
 * });
 * replica.grants.decrypt(readerRole);
 */
@checked
@propertyInjectable
export class ReplicaKey extends CustomerManagedKey {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.ReplicaKey';

  /** Whether a value is a ReplicaKey, of this class or a subclass. */
  public static isReplicaKey(x: any): x is ReplicaKey {
    return x instanceof ReplicaKey;
  }

  constructor(scope: Construct, id: string, props: ReplicaKeyProps) {
    const { primary, primaryKeyArn } = props;
    const misplaced = OF_THE_PRIMARY.find(property => (props as { [property: string]: unknown })[property] !== undefined);
    if (misplaced) {
      refuse({ property: misplaced, value: (props as { [property: string]: unknown })[misplaced], bound: 'belongs to the primary, replicas share it', remedy: 'set it on the primary' });
    }
    if ((primary === undefined) === (primaryKeyArn === undefined)) {
      refuse({ property: 'primary', value: primary?.node.path ?? primaryKeyArn, bound: "or 'primaryKeyArn' must say which key to replicate, one of them" });
    }
    checkNotEmpty('users', props.users);
    const stack = Stack.of(scope);
    const arn = primary ? primaryArnFor(stack, primary) : primaryKeyArn!;
    checkPrimaryArn(stack, primary ? 'primary' : 'primaryKeyArn', arn);
    super(scope, id, props, {
      kind: primary instanceof CustomerManagedKey ? primary._kind : KeyKind.SYMMETRIC,
      primaryKeyArn: arn,
      access: (props.users ?? []).map(user => KeyAccess._ofLevel(KeyAccessLevel.USE, user, {}, 'users')),
    });
    if (primary instanceof CustomerManagedKey) { primary._replicatedIn(stack); }
    if (primary) {
      relocate(this, replicaArn(this, this.keyArn, primary));
      // Also where the ARN is that of an imported key, which depends on nothing.
      this.node.addDependency(primary);
    }
  }

  /** Lets a principal use the replica, as one of `users`. */
  public addUser(user: iam.IGrantable): void {
    this.addAccess(KeyAccess.use(user));
  }
}

function checkPrimaryArn(stack: Stack, property: string, arn: string): void {
  if (Token.isUnresolved(arn)) { return; }
  const { service, region, account, resource } = parseArn(arn) ?? { service: '', region: '', account: '', resource: '' };
  if (service !== 'kms' || region === '' || !/^\d{12}$/.test(account) || !/^key\/mrk-[0-9a-f]+$/.test(resource)) {
    refuse({
      property,
      value: arn,
      bound: 'must be the ARN of a multi-Region key',
      remedy: "such as 'arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab'; an alias or a single-Region key cannot be replicated",
    });
  }
  if (stack.region === region) {
    refuse({ property, value: arn, bound: `is in ${region} as the replica is`, remedy: 'put the replica in a stack of another Region' });
  }
  if (differs(stack.account, account)) {
    refuse({ property, value: arn, bound: `is in another account than the stack, ${stack.account}; a replica is in the account of its primary`, remedy: 'share the key with a CrossAccountKey' });
  }
}
