import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { AsymmetricOrHmacKey, AsymmetricOrHmacKeyProps } from './asymmetric-or-hmac-key';
import { KeyAccess } from '../access/key-access';
import { KeyAccessLevel } from '../access/key-access-options';
import { KeyRestriction } from '../access/key-restriction';
import { KeyKind } from '../access/row-context';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { KEY_SPECS } from '../private/key-specs';
import { ORDER } from '../private/policy-rows';
import { checkNotEmpty } from '../private/validate';

/** The key pairs that KMS signs with. */
export enum SigningKeySpec {
  /** RSA of 2048 bits, PSS and PKCS #1. NIST allows it until 2030. */
  RSA_2048 = 'RSA_2048',
  /** RSA of 3072 bits, PSS and PKCS #1. */
  RSA_3072 = 'RSA_3072',
  /** RSA of 4096 bits, PSS and PKCS #1. */
  RSA_4096 = 'RSA_4096',
  /** ECDSA on the NIST curve P-256: the widest support, JWT's ES256. */
  ECC_NIST_P256 = 'ECC_NIST_P256',
  /** ECDSA on the NIST curve P-384. */
  ECC_NIST_P384 = 'ECC_NIST_P384',
  /** ECDSA on the NIST curve P-521. */
  ECC_NIST_P521 = 'ECC_NIST_P521',
  /** Ed25519: deterministic signatures, no random numbers to get wrong. */
  ECC_NIST_EDWARDS25519 = 'ECC_NIST_EDWARDS25519',
  /** ECDSA on secp256k1, the curve of crypto-currencies. */
  ECC_SECG_P256K1 = 'ECC_SECG_P256K1',
  /** Post-quantum ML-DSA, security category 2 (FIPS 204). */
  ML_DSA_44 = 'ML_DSA_44',
  /** Post-quantum ML-DSA, security category 3 (FIPS 204). */
  ML_DSA_65 = 'ML_DSA_65',
  /** Post-quantum ML-DSA, security category 5 (FIPS 204). */
  ML_DSA_87 = 'ML_DSA_87',
  /** SM2DSA, in China Regions only. */
  SM2 = 'SM2',
}

/** How a signature is made of a message; which of them a key has depends on its spec. */
export enum SigningAlgorithmSpec {
  /** RSA, probabilistic padding, SHA-256. */
  RSASSA_PSS_SHA_256 = 'RSASSA_PSS_SHA_256',
  /** RSA, probabilistic padding, SHA-384. */
  RSASSA_PSS_SHA_384 = 'RSASSA_PSS_SHA_384',
  /** RSA, probabilistic padding, SHA-512. */
  RSASSA_PSS_SHA_512 = 'RSASSA_PSS_SHA_512',
  /** RSA, PKCS #1 v1.5 padding, SHA-256; for what cannot do PSS. */
  RSASSA_PKCS1_V1_5_SHA_256 = 'RSASSA_PKCS1_V1_5_SHA_256',
  /** RSA, PKCS #1 v1.5 padding, SHA-384; for what cannot do PSS. */
  RSASSA_PKCS1_V1_5_SHA_384 = 'RSASSA_PKCS1_V1_5_SHA_384',
  /** RSA, PKCS #1 v1.5 padding, SHA-512; for what cannot do PSS. */
  RSASSA_PKCS1_V1_5_SHA_512 = 'RSASSA_PKCS1_V1_5_SHA_512',
  /** ECDSA with P-256 or secp256k1. */
  ECDSA_SHA_256 = 'ECDSA_SHA_256',
  /** ECDSA with P-384. */
  ECDSA_SHA_384 = 'ECDSA_SHA_384',
  /** ECDSA with P-521. */
  ECDSA_SHA_512 = 'ECDSA_SHA_512',
  /** Ed25519 over the whole message. */
  ED25519_SHA_512 = 'ED25519_SHA_512',
  /** Ed25519ph over a digest; does not verify as Ed25519. */
  ED25519_PH_SHA_512 = 'ED25519_PH_SHA_512',
  /** ML-DSA. */
  ML_DSA_SHAKE_256 = 'ML_DSA_SHAKE_256',
  /** SM2, in China Regions only. */
  SM2DSA = 'SM2DSA',
}

/** Properties of a SigningKey. */
export interface SigningKeyProps extends AsymmetricOrHmacKeyProps {
  /**
   * The key pair.
   *
   * IMPORTANT: cannot be changed; CloudFormation fails the update. `ManuallyRotatedKey` moves to another one.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
   */
  readonly keySpec: SigningKeySpec;

  /**
   * Denies signing and verifying with every other algorithm; each must be one of the key spec.
   *
   * @default - every algorithm of the key spec
   */
  readonly signingAlgorithms?: SigningAlgorithmSpec[];

  /**
   * Who signs; they can verify and read the public key too.
   *
   * @default - whoever `access` and the account's IAM policies allow
   */
  readonly signers?: iam.IGrantable[];

  /**
   * Who verifies, in KMS or with the public key. Other accounts: `KeyAccess.account` with `KeyAccessLevel.VERIFY`.
   *
   * @default - whoever `access` and the account's IAM policies allow
   */
  readonly verifiers?: iam.IGrantable[];
}

/**
 * A key pair that signs. The private key never leaves KMS; the public key can be read and used anywhere.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/symmetric-asymmetric.html
 *
 * @example
 * declare const releaseRole: iam.Role;
 *
 * new SigningKey(this, 'ReleaseKey', {
 *   keySpec: SigningKeySpec.ML_DSA_65,
 *   signers: [releaseRole],
 *   access: [KeyAccess.account('444455556666', { accessLevel: KeyAccessLevel.VERIFY })],
 * });
 */
@checked
@propertyInjectable
export class SigningKey extends AsymmetricOrHmacKey {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.SigningKey';

  /** Whether a value is a SigningKey, of this class or a subclass. */
  public static isSigningKey(x: any): x is SigningKey {
    return x instanceof SigningKey;
  }

  constructor(scope: Construct, id: string, props: SigningKeyProps) {
    checkNotEmpty('signers', props.signers);
    checkNotEmpty('verifiers', props.verifiers);
    super(scope, id, props, {
      kind: KeyKind.SIGNING,
      keySpec: props.keySpec,
      keyUsage: 'SIGN_VERIFY',
      access: [
        ...(props.signers ?? []).map(signer => KeyAccess._ofLevel(KeyAccessLevel.SIGN, signer, {}, 'signers')),
        ...(props.verifiers ?? []).map(verifier => KeyAccess._ofLevel(KeyAccessLevel.VERIFY, verifier, {}, 'verifiers')),
      ],
      restrictions: algorithmRestrictions(props),
    });
  }
}

function algorithmRestrictions({ keySpec, signingAlgorithms }: SigningKeyProps): KeyRestriction[] {
  if (!signingAlgorithms) { return []; }
  checkNotEmpty('signingAlgorithms', signingAlgorithms);
  const possible = KEY_SPECS[keySpec].algorithms.SIGN_VERIFY!;
  const stranger = signingAlgorithms.find(algorithm => !possible.includes(algorithm));
  if (stranger) {
    refuse({ property: 'signingAlgorithms', value: stranger, bound: `must be of key spec ${keySpec}: ${possible.join(', ')}`, remedy: 'choose another algorithm or key spec' });
  }
  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-signing-algorithm
  return [KeyRestriction._rows(() => [{
    sid: 'DenyOtherSigningAlgorithms',
    effect: 'Deny',
    principals: [],
    actions: ['kms:Sign', 'kms:Verify'],
    conditions: { StringNotEquals: { 'kms:SigningAlgorithm': signingAlgorithms } },
    order: ORDER.restriction,
  }])];
}
