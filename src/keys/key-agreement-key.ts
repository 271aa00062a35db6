import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { AsymmetricOrHmacKey, AsymmetricOrHmacKeyProps } from './asymmetric-or-hmac-key';
import { KeyAccess } from '../access/key-access';
import { KeyAccessLevel } from '../access/key-access-options';
import { KeyKind } from '../access/row-context';
import { checked } from '../private/checked';
import { checkNotEmpty } from '../private/validate';

/** The key pairs that KMS agrees on secrets with (ECDH). */
export enum KeyAgreementKeySpec {
  /** The NIST curve P-256. */
  ECC_NIST_P256 = 'ECC_NIST_P256',
  /** The NIST curve P-384. */
  ECC_NIST_P384 = 'ECC_NIST_P384',
  /** The NIST curve P-521. */
  ECC_NIST_P521 = 'ECC_NIST_P521',
  /** SM2, in China Regions only. */
  SM2 = 'SM2',
}

/** Properties of a KeyAgreementKey. */
export interface KeyAgreementKeyProps extends AsymmetricOrHmacKeyProps {
  /**
   * The key pair; the other side needs one on the same curve.
   *
   * IMPORTANT: cannot be changed; CloudFormation fails the update.
   *
   * @default KeyAgreementKeySpec.ECC_NIST_P256
   */
  readonly keySpec?: KeyAgreementKeySpec;

  /**
   * Who derives secrets and reads the public key.
   *
   * @default - whoever `access` and the account's IAM policies allow
   */
  readonly users?: iam.IGrantable[];
}

/**
 * A key pair that agrees on a secret with the owner of another key pair, over a channel that others can listen to.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DeriveSharedSecret.html
 *
 * @example
 * declare const messagingRole: iam.Role;
 *
 * new KeyAgreementKey(this, 'MessagingKey', { keySpec: KeyAgreementKeySpec.ECC_NIST_P384, users: [messagingRole] });
 */
@checked
@propertyInjectable
export class KeyAgreementKey extends AsymmetricOrHmacKey {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.KeyAgreementKey';

  /** Whether a value is a KeyAgreementKey, of this class or a subclass. */
  public static isKeyAgreementKey(x: any): x is KeyAgreementKey {
    return x instanceof KeyAgreementKey;
  }

  constructor(scope: Construct, id: string, props: KeyAgreementKeyProps = {}) {
    checkNotEmpty('users', props.users);
    super(scope, id, props, {
      kind: KeyKind.KEY_AGREEMENT,
      keySpec: props.keySpec ?? KeyAgreementKeySpec.ECC_NIST_P256,
      keyUsage: 'KEY_AGREEMENT',
      access: (props.users ?? []).map(user => KeyAccess._ofLevel(KeyAccessLevel.DERIVE_SHARED_SECRET, user, {}, 'users')),
    });
  }
}
