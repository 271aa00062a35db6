/*
 * What KMS accepts of key specs, usages and the rest, as it documents it; the one place where this stands.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html (KeySpec, KeyUsage)
 * https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-compare.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-conceptual.html
 */

export type Usage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC' | 'KEY_AGREEMENT';

export interface KeySpecFacts {
  /** The usages that the spec can be created with, and the algorithms of each. */
  readonly algorithms: { readonly [usage in Usage]?: readonly string[] };
  /** Whether KMS rotates a key of this spec, by itself or on demand. */
  readonly rotates: boolean;
  /** Whether the key material can be yours. */
  readonly importable: boolean;
  readonly chinaOnly: boolean;
}

const RSA_SIGNING = [
  'RSASSA_PSS_SHA_256', 'RSASSA_PSS_SHA_384', 'RSASSA_PSS_SHA_512',
  'RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PKCS1_V1_5_SHA_384', 'RSASSA_PKCS1_V1_5_SHA_512',
];
const ASYMMETRIC = { rotates: false, importable: true, chinaOnly: false };
const RSA: KeySpecFacts = { algorithms: { ENCRYPT_DECRYPT: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'], SIGN_VERIFY: RSA_SIGNING }, ...ASYMMETRIC };
const nist = (ecdsa: string): KeySpecFacts => ({ algorithms: { SIGN_VERIFY: [ecdsa], KEY_AGREEMENT: ['ECDH'] }, ...ASYMMETRIC });
const hmac = (mac: string): KeySpecFacts => ({ algorithms: { GENERATE_VERIFY_MAC: [mac] }, ...ASYMMETRIC });
/** Key material of ML-DSA keys cannot be imported (DG importing-keys-conceptual). */
const ML_DSA: KeySpecFacts = { algorithms: { SIGN_VERIFY: ['ML_DSA_SHAKE_256'] }, ...ASYMMETRIC, importable: false };

export const KEY_SPECS: { readonly [spec: string]: KeySpecFacts } = {
  SYMMETRIC_DEFAULT: { algorithms: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] }, rotates: true, importable: true, chinaOnly: false },
  RSA_2048: RSA,
  RSA_3072: RSA,
  RSA_4096: RSA,
  ECC_NIST_P256: nist('ECDSA_SHA_256'),
  ECC_NIST_P384: nist('ECDSA_SHA_384'),
  ECC_NIST_P521: nist('ECDSA_SHA_512'),
  ECC_NIST_EDWARDS25519: { algorithms: { SIGN_VERIFY: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'] }, ...ASYMMETRIC },
  ECC_SECG_P256K1: { algorithms: { SIGN_VERIFY: ['ECDSA_SHA_256'] }, ...ASYMMETRIC },
  HMAC_224: hmac('HMAC_SHA_224'),
  HMAC_256: hmac('HMAC_SHA_256'),
  HMAC_384: hmac('HMAC_SHA_384'),
  HMAC_512: hmac('HMAC_SHA_512'),
  ML_DSA_44: ML_DSA,
  ML_DSA_65: ML_DSA,
  ML_DSA_87: ML_DSA,
  SM2: { algorithms: { ENCRYPT_DECRYPT: ['SM2PKE'], SIGN_VERIFY: ['SM2DSA'], KEY_AGREEMENT: ['ECDH'] }, ...ASYMMETRIC, chinaOnly: true },
};

/** A key as KMS is asked for it. */
export interface KeyRequest {
  readonly keySpec?: string;
  readonly keyUsage?: string;
  readonly enableKeyRotation?: boolean;
  readonly rotationPeriodInDays?: number;
  readonly imported?: boolean;
  /** Undefined where it is only known when deployed. */
  readonly region?: string;
}

/** Why KMS refuses such a key, or undefined. */
export function kmsRefusal({ keySpec = 'SYMMETRIC_DEFAULT', keyUsage, enableKeyRotation, rotationPeriodInDays, imported, region }: KeyRequest): string | undefined {
  const facts = KEY_SPECS[keySpec];
  if (!facts) { return `KMS knows no key spec ${keySpec}`; }
  if (keyUsage === undefined && keySpec !== 'SYMMETRIC_DEFAULT') { return `a key of spec ${keySpec} needs a key usage`; }
  if (!((keyUsage ?? 'ENCRYPT_DECRYPT') in facts.algorithms)) {
    return `a key of spec ${keySpec} is for ${Object.keys(facts.algorithms).join(' or ')}, never for ${keyUsage}`;
  }
  const rotated = enableKeyRotation || rotationPeriodInDays !== undefined;
  if (rotated && !facts.rotates) { return `KMS does not rotate keys of spec ${keySpec}`; }
  if (rotated && imported) { return 'KMS does not rotate imported key material by itself'; }
  if (imported && !facts.importable) { return `key material of spec ${keySpec} cannot be imported`; }
  if (facts.chinaOnly && region !== undefined && !region.startsWith('cn-')) { return `keys of spec ${keySpec} exist in China Regions only, not in ${region}`; }
  return undefined;
}

/** What a key is for. */
export type Kind = 'symmetric encryption' | 'signing' | 'HMAC' | 'asymmetric encryption' | 'key agreement';

const KINDS: { readonly [usage: string]: Kind } = { SIGN_VERIFY: 'signing', GENERATE_VERIFY_MAC: 'HMAC', KEY_AGREEMENT: 'key agreement' };

/** The kind of a key of a spec and usage; undefined for usages that KMS does not have. */
export const kindOf = (spec = 'SYMMETRIC_DEFAULT', usage = 'ENCRYPT_DECRYPT'): Kind | undefined =>
  usage === 'ENCRYPT_DECRYPT' ? spec === 'SYMMETRIC_DEFAULT' ? 'symmetric encryption' : 'asymmetric encryption' : KINDS[usage];

/** A key of a kind, in a sentence. */
export const aKey = (kind: `${Kind}`): string => `${/^(asymmetric|HMAC)/.test(kind) ? 'an' : 'a'} ${kind} key`;
