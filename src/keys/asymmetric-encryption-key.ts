import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { AsymmetricOrHmacKey, AsymmetricOrHmacKeyProps } from './asymmetric-or-hmac-key';
import { KeyAccess } from '../access/key-access';
import { KeyAccessLevel } from '../access/key-access-options';
import { KeyKind } from '../access/row-context';
import { checked } from '../private/checked';
import { checkNotEmpty } from '../private/validate';

/** The key pairs that KMS encrypts with. */
export enum AsymmetricEncryptionKeySpec {
  /** RSA of 2048 bits: messages up to 214 bytes (190 with SHA-256). NIST allows it until 2030. */
  RSA_2048 = 'RSA_2048',
  /** RSA of 3072 bits: messages up to 342 bytes (318 with SHA-256). */
  RSA_3072 = 'RSA_3072',
  /** RSA of 4096 bits: messages up to 470 bytes (446 with SHA-256). */
  RSA_4096 = 'RSA_4096',
  /** SM2PKE, in China Regions only. */
  SM2 = 'SM2',
}

/** Properties of an AsymmetricEncryptionKey. */
export interface AsymmetricEncryptionKeyProps extends AsymmetricOrHmacKeyProps {
  /**
   * The key pair.
   *
   * IMPORTANT: cannot be changed; CloudFormation fails the update.
   *
   * @default AsymmetricEncryptionKeySpec.RSA_4096
   */
  readonly keySpec?: AsymmetricEncryptionKeySpec;

  /**
   * Who encrypts in KMS and reads the public key. Whoever has the public key encrypts without KMS, also after the key is deleted.
   *
   * @default - whoever `access` and the account's IAM policies allow
   */
  readonly encryptors?: iam.IGrantable[];

  /**
   * Who decrypts.
   *
   * @default - whoever `access` and the account's IAM policies allow
   */
  readonly decryptors?: iam.IGrantable[];
}

/**
 * A key pair that encrypts short messages from senders who have no AWS account: they use the public key. AWS services do not
 * take such a key; theirs is the symmetric `EncryptedKey`.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/symmetric-asymmetric.html
 *
 * @example
 * declare const intakeRole: iam.Role;
 *
 * new AsymmetricEncryptionKey(this, 'IntakeKey', { decryptors: [intakeRole] });
 */
@checked
@propertyInjectable
export class AsymmetricEncryptionKey extends AsymmetricOrHmacKey {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.AsymmetricEncryptionKey';

  /** Whether a value is an AsymmetricEncryptionKey, of this class or a subclass. */
  public static isAsymmetricEncryptionKey(x: any): x is AsymmetricEncryptionKey {
    return x instanceof AsymmetricEncryptionKey;
  }

  constructor(scope: Construct, id: string, props: AsymmetricEncryptionKeyProps = {}) {
    checkNotEmpty('encryptors', props.encryptors);
    checkNotEmpty('decryptors', props.decryptors);
    super(scope, id, props, {
      kind: KeyKind.ASYMMETRIC_ENCRYPTION,
      keySpec: props.keySpec ?? AsymmetricEncryptionKeySpec.RSA_4096,
      keyUsage: 'ENCRYPT_DECRYPT',
      access: [
        ...(props.encryptors ?? []).map(encryptor => KeyAccess._ofLevel(KeyAccessLevel.ENCRYPT, encryptor, {}, 'encryptors')),
        ...(props.decryptors ?? []).map(decryptor => KeyAccess._ofLevel(KeyAccessLevel.DECRYPT, decryptor, {}, 'decryptors')),
      ],
    });
  }
}
