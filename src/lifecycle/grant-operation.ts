import { KeyKind } from '../access/row-context';

/** What a grant allows. Which operations there are depends on the kind of key. */
export enum GrantOperation {
  /** Decrypt; symmetric and asymmetric encryption keys. */
  DECRYPT = 'Decrypt',
  /** Encrypt; symmetric and asymmetric encryption keys. */
  ENCRYPT = 'Encrypt',
  /** Re-encrypt data that is under this key; symmetric and asymmetric encryption keys. */
  RE_ENCRYPT_FROM = 'ReEncryptFrom',
  /** Re-encrypt data so that it is under this key; symmetric and asymmetric encryption keys. */
  RE_ENCRYPT_TO = 'ReEncryptTo',
  /** Make a data key; symmetric keys. */
  GENERATE_DATA_KEY = 'GenerateDataKey',
  /** Make a data key without seeing it; symmetric keys. */
  GENERATE_DATA_KEY_WITHOUT_PLAINTEXT = 'GenerateDataKeyWithoutPlaintext',
  /** Make a data key pair; symmetric keys. */
  GENERATE_DATA_KEY_PAIR = 'GenerateDataKeyPair',
  /** Make a data key pair without seeing its private key; symmetric keys. */
  GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT = 'GenerateDataKeyPairWithoutPlaintext',
  /** Sign; signing keys. */
  SIGN = 'Sign',
  /** Verify a signature; signing keys. */
  VERIFY = 'Verify',
  /** Read the public key; asymmetric keys. */
  GET_PUBLIC_KEY = 'GetPublicKey',
  /** Compute a MAC; HMAC keys. */
  GENERATE_MAC = 'GenerateMac',
  /** Verify a MAC; HMAC keys. */
  VERIFY_MAC = 'VerifyMac',
  /** Derive a shared secret; key agreement keys. */
  DERIVE_SHARED_SECRET = 'DeriveSharedSecret',
  /** Read about the key; every key. */
  DESCRIBE_KEY = 'DescribeKey',
  /** Create grants that allow no more than this one; every key. */
  CREATE_GRANT = 'CreateGrant',
  /** Retire the grant; every key. */
  RETIRE_GRANT = 'RetireGrant',
}

const EVERY = [GrantOperation.DESCRIBE_KEY, GrantOperation.CREATE_GRANT, GrantOperation.RETIRE_GRANT];
const ENCRYPTING = [GrantOperation.DECRYPT, GrantOperation.ENCRYPT, GrantOperation.RE_ENCRYPT_FROM, GrantOperation.RE_ENCRYPT_TO];

/** https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#terms-grant-operations */
export const OPERATIONS_OF: { readonly [kind in KeyKind]: readonly GrantOperation[] } = {
  [KeyKind.SYMMETRIC]: [
    ...EVERY,
    ...ENCRYPTING,
    GrantOperation.GENERATE_DATA_KEY,
    GrantOperation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT,
    GrantOperation.GENERATE_DATA_KEY_PAIR,
    GrantOperation.GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT,
  ],
  [KeyKind.ASYMMETRIC_ENCRYPTION]: [...EVERY, ...ENCRYPTING, GrantOperation.GET_PUBLIC_KEY],
  [KeyKind.SIGNING]: [...EVERY, GrantOperation.SIGN, GrantOperation.VERIFY, GrantOperation.GET_PUBLIC_KEY],
  [KeyKind.HMAC]: [...EVERY, GrantOperation.GENERATE_MAC, GrantOperation.VERIFY_MAC],
  [KeyKind.KEY_AGREEMENT]: [...EVERY, GrantOperation.DERIVE_SHARED_SECRET, GrantOperation.GET_PUBLIC_KEY],
};
