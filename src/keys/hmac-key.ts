import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { AsymmetricOrHmacKey, AsymmetricOrHmacKeyProps } from './asymmetric-or-hmac-key';
import { KeyAccess } from '../access/key-access';
import { KeyAccessLevel } from '../access/key-access-options';
import { KeyKind } from '../access/row-context';
import { checked } from '../private/checked';
import { checkNotEmpty } from '../private/validate';

/** The HMAC keys of KMS, by the hash function. */
export enum HmacKeySpec {
  /** HMAC with SHA-224. */
  HMAC_224 = 'HMAC_224',
  /** HMAC with SHA-256: JWT's HS256. */
  HMAC_256 = 'HMAC_256',
  /** HMAC with SHA-384. */
  HMAC_384 = 'HMAC_384',
  /** HMAC with SHA-512. */
  HMAC_512 = 'HMAC_512',
}

/** Properties of a HmacKey. */
export interface HmacKeyProps extends AsymmetricOrHmacKeyProps {
  /**
   * The key's length and hash function.
   *
   * IMPORTANT: cannot be changed; CloudFormation fails the update.
   *
   * @default HmacKeySpec.HMAC_256
   */
  readonly keySpec?: HmacKeySpec;

  /**
   * Who makes message authentication codes; they cannot verify, unless named there too.
   *
   * @default - whoever `access` and the account's IAM policies allow
   */
  readonly generators?: iam.IGrantable[];

  /**
   * Who verifies message authentication codes.
   *
   * @default - whoever `access` and the account's IAM policies allow
   */
  readonly verifiers?: iam.IGrantable[];
}

/**
 * An HMAC key: proves that a message comes from somebody who can use the key, and was not changed. Faster and cheaper than
 * signatures, and safe against quantum computers; but whoever verifies needs KMS.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/hmac.html
 *
 * @example
 * declare const issuer: iam.Role;
 * declare const gateway: iam.Role;
 *
 * new HmacKey(this, 'TokenKey', { generators: [issuer], verifiers: [gateway] });
 */
@checked
@propertyInjectable
export class HmacKey extends AsymmetricOrHmacKey {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.HmacKey';

  /** Whether a value is an HmacKey, of this class or a subclass. */
  public static isHmacKey(x: any): x is HmacKey {
    return x instanceof HmacKey;
  }

  constructor(scope: Construct, id: string, props: HmacKeyProps = {}) {
    checkNotEmpty('generators', props.generators);
    checkNotEmpty('verifiers', props.verifiers);
    super(scope, id, props, {
      kind: KeyKind.HMAC,
      keySpec: props.keySpec ?? HmacKeySpec.HMAC_256,
      keyUsage: 'GENERATE_VERIFY_MAC',
      access: [
        ...(props.generators ?? []).map(generator => KeyAccess._ofLevel(KeyAccessLevel.GENERATE_MAC, generator, {}, 'generators')),
        ...(props.verifiers ?? []).map(verifier => KeyAccess._ofLevel(KeyAccessLevel.VERIFY_MAC, verifier, {}, 'verifiers')),
      ],
    });
  }
}
