import { constants, createCipheriv, createPublicKey, KeyObject, publicEncrypt, randomBytes } from 'node:crypto';
import { WrappingAlgorithm } from './arguments';
import { wipe } from './material';

/** The default initial value of AES key wrap with padding (RFC 5649, section 3). */
const RFC_5649_IV = Buffer.from('A65959A6', 'hex');

/** RSA private keys are too long for RSA alone (DG importing-keys-get-public-key-and-token). */
export const defaultAlgorithm = (keySpec: string): WrappingAlgorithm => keySpec.startsWith('RSA_') ? 'RSA_AES_KEY_WRAP_SHA_256' : 'RSAES_OAEP_SHA_256';

/**
 * Encrypts key material under KMS's wrapping key, as the algorithm's name says.
 * https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-encrypt-key-material.html
 */
export function wrap(material: Buffer, publicKey: KeyObject, algorithm: WrappingAlgorithm): Buffer {
  return algorithm === 'RSAES_OAEP_SHA_256' ? oaep(material, publicKey) : aesThenRsa(material, publicKey);
}

function oaep(material: Buffer, publicKey: KeyObject): Buffer {
  const longest = (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8 - 66;
  if (material.length > longest) {
    throw new Error(`RSAES_OAEP_SHA_256 wraps at most ${longest} bytes under this key, got: ${material.length}; use --wrapping-algorithm RSA_AES_KEY_WRAP_SHA_256`);
  }
  return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, material);
}

/** An AES key for this once, RSA-wrapped, and the material wrapped under it (PKCS #11 CKM_RSA_AES_KEY_WRAP). */
function aesThenRsa(material: Buffer, publicKey: KeyObject): Buffer {
  const aesKey = randomBytes(32);
  try {
    const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, RFC_5649_IV);
    return Buffer.concat([oaep(aesKey, publicKey), cipher.update(material), cipher.final()]);
  } finally {
    wipe(aesKey);
  }
}

export const wrappingKey = (der: Uint8Array): KeyObject => createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });

/** The public key that a copy is made for. */
export function copyKey(pem: string): KeyObject {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 3072) {
    throw new Error('--wrapped-copy-for takes an RSA public key of at least 3072 bits');
  }
  return key;
}
