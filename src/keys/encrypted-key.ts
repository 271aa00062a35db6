import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { CustomerManagedKey } from './customer-managed-key';
import { CustomerManagedKeyProps } from './customer-managed-key-props';
import { KeyAccess } from '../access/key-access';
import { KeyAccessLevel } from '../access/key-access-options';
import { KeyKind } from '../access/row-context';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { LIMITS } from '../private/limits';
import { checkDays, checkNotEmpty } from '../private/validate';

/** Properties of an EncryptedKey. */
export interface EncryptedKeyProps extends CustomerManagedKeyProps {
  /**
   * Who uses the key: encrypt, decrypt, re-encrypt and data keys.
   *
   * @default - whoever `access` and the account's IAM policies allow
   */
  readonly users?: iam.IGrantable[];

  /**
   * Whether KMS makes new key material from time to time. Old material stays, so nothing has to be re-encrypted.
   *
   * @default true
   */
  readonly enableKeyRotation?: boolean;

  /**
   * Time between automatic rotations, 90 to 2560 days. A change restarts the rotation period.
   *
   * @default Duration.days(365)
   */
  readonly rotationPeriod?: Duration;

  /**
   * Whether the key can be replicated to other Regions. `MultiRegionKey` also makes the replicas.
   *
   * IMPORTANT: cannot be changed; CloudFormation fails the update.
   *
   * @default false
   */
  readonly multiRegion?: boolean;
}

/**
 * A symmetric customer managed key with safe defaults: rotated, with an alias, retained in production, and with a policy made of rows.
 *
 * Construction fails for what KMS or IAM would refuse later. Synthesis fails when the policy is over 32,768 bytes, would lock
 * everybody out or names two statements alike, or when two keys share an alias.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#symmetric-cmks
 *
 * @example
 * declare const securityRole: iam.Role;
 * declare const apiRole: iam.Role;
 *
 * new EncryptedKey(this, 'OrdersKey', {
 *   application: 'orders',
 *   administrators: [securityRole],
 *   users: [apiRole],
 * });
 */
@checked
@propertyInjectable
export class EncryptedKey extends CustomerManagedKey {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.EncryptedKey';

  /** Whether a value is an EncryptedKey, of this class or a subclass. */
  public static isEncryptedKey(x: any): x is EncryptedKey {
    return x instanceof EncryptedKey;
  }

  constructor(scope: Construct, id: string, props: EncryptedKeyProps = {}) {
    checkNotEmpty('users', props.users);
    checkDays('rotationPeriod', props.rotationPeriod, LIMITS.rotationPeriodDays);
    if (props.rotationPeriod && props.enableKeyRotation === false) {
      refuse({ property: 'rotationPeriod', value: `${props.rotationPeriod.toDays()} days`, bound: "needs 'enableKeyRotation'", remedy: 'leave one of them out' });
    }
    super(scope, id, props, {
      kind: KeyKind.SYMMETRIC,
      multiRegion: props.multiRegion,
      enableKeyRotation: props.enableKeyRotation ?? true,
      rotationPeriod: props.rotationPeriod,
      access: (props.users ?? []).map(user => KeyAccess._ofLevel(KeyAccessLevel.USE, user, {}, 'users')),
    });
  }

  /** Lets a principal use the key, as one of `users`. */
  public addUser(user: iam.IGrantable): void {
    this.addAccess(KeyAccess.use(user));
  }
}
