import { createPrivateKey, createPublicKey, KeyObject, randomBytes } from 'node:crypto';
import { readSync } from 'node:fs';
import { Format } from './arguments';

/*
 * Key material in memory. It never becomes a string, which could not be overwritten, and never touches a disk.
 */

/** Fewest and most bytes of key material. HMAC keys have from the length of the hash to its block (RFC 2104, section 3). */
interface Length {
  readonly least: number;
  readonly most: number;
}
const LENGTHS: { readonly [spec: string]: Length } = {
  SYMMETRIC_DEFAULT: { least: 32, most: 32 },
  HMAC_224: { least: 28, most: 64 },
  HMAC_256: { least: 32, most: 64 },
  HMAC_384: { least: 48, most: 128 },
  HMAC_512: { least: 64, most: 128 },
};
/** SM4 in the China Regions. */
const CHINA_SYMMETRIC_LENGTH = { least: 16, most: 16 };

const CURVES: { readonly [spec: string]: string } = {
  ECC_NIST_P256: 'prime256v1', ECC_NIST_P384: 'secp384r1', ECC_NIST_P521: 'secp521r1', ECC_SECG_P256K1: 'secp256k1',
};

export const materialLength = (keySpec: string, partition: string): Length | undefined =>
  keySpec === 'SYMMETRIC_DEFAULT' && partition === 'aws-cn' ? CHINA_SYMMETRIC_LENGTH : LENGTHS[keySpec];

export function generateMaterial(keySpec: string, partition: string): Buffer {
  const length = materialLength(keySpec, partition);
  if (length === undefined) {
    throw new Error(`--generate makes key material of symmetric and HMAC keys; make a key pair for ${keySpec} with a tool of your trust and bring it with --format pem`);
  }
  return randomBytes(length.least);
}

/** Reads everything from a file descriptor into one buffer, and overwrites what it was gathered in. */
export function readAll(fd: number, read: (fd: number, buffer: Buffer) => number = (from, into) => readSync(from, into)): Buffer {
  const chunks: Buffer[] = [];
  const limit = 64 * 1024;
  for (let total = 0; total <= limit;) {
    const chunk = Buffer.alloc(4096);
    const count = readSome(() => read(fd, chunk));
    chunks.push(chunk.subarray(0, count));
    total += count;
    if (count === 0) {
      const whole = Buffer.alloc(total);
      chunks.reduce((offset, part) => offset + part.copy(whole, offset), 0);
      chunks.forEach(wipe);
      return whole;
    }
  }
  chunks.forEach(wipe);
  throw new Error(`key material is at most ${limit} bytes`);
}

function readSome(read: () => number): number {
  for (;;) {
    try {
      return read();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') { return 0; }
      if (code !== 'EAGAIN') { throw error; }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

export const wipe = (buffer: Buffer | undefined): void => { buffer?.fill(0); };

/** Decodes and overwrites what was read. Fails for what can be no key material, before anybody is asked about the key. */
export function decode(text: Buffer, format: Format): Buffer {
  const blank = format !== 'raw' && text.every(isSpace);
  if (blank) { wipe(text); }
  const material = blank ? text.subarray(0, 0) : decoded(text, format);
  if (material.length === 0) { throw new Error('no key material: the input is empty'); }
  if (format === 'pem') {
    try {
      parsePrivateKey(material);
    } catch {
      wipe(material);
      throw new Error('the PEM holds no PKCS #8 private key; convert the key with: openssl pkcs8 -topk8 -nocrypt');
    }
  }
  return material;
}

function decoded(text: Buffer, format: Format): Buffer {
  try {
    switch (format) {
      case 'raw': return Buffer.from(text);
      case 'hex': return fromHex(text);
      case 'base64': return fromBase64(text);
      case 'pem': return fromPem(text);
    }
  } finally {
    wipe(text);
  }
}

const NO_DIGIT = 255;
const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

function fromHex(text: Buffer): Buffer {
  const digit = (byte: number): number => byte >= 48 && byte <= 57 ? byte - 48
    : byte >= 97 && byte <= 102 ? byte - 87
      : byte >= 65 && byte <= 70 ? byte - 55 : NO_DIGIT;
  const digits = text.filter(byte => !isSpace(byte)).map(digit);
  try {
    if (digits.length % 2 !== 0 || digits.includes(NO_DIGIT)) { throw new Error('the key material is not hexadecimal'); }
    return Buffer.from(digits.filter((_, i) => i % 2 === 0).map((high, i) => high * 16 + digits[2 * i + 1]));
  } finally {
    digits.fill(0);
  }
}

function fromBase64(text: Buffer): Buffer {
  const sextet = (byte: number): number => byte >= 65 && byte <= 90 ? byte - 65
    : byte >= 97 && byte <= 122 ? byte - 71
      : byte >= 48 && byte <= 57 ? byte + 4
        // + and /, and - and _ of base64url.
        : byte === 43 || byte === 45 ? 62 : byte === 47 || byte === 95 ? 63 : NO_DIGIT;
  const sextets = text.filter(byte => !isSpace(byte) && byte !== 61).map(sextet);
  try {
    if (sextets.includes(NO_DIGIT) || sextets.length % 4 === 1) { throw new Error('the key material is not base64'); }
    const bytes = Buffer.alloc(Math.floor(sextets.length * 6 / 8));
    for (let i = 0; i < bytes.length; i++) {
      const bit = i * 8;
      const first = Math.floor(bit / 6);
      const pair = sextets[first] * 64 + (sextets[first + 1] ?? 0);
      bytes[i] = Math.floor(pair / 2 ** (4 - bit % 6)) % 256;
    }
    return bytes;
  } finally {
    sextets.fill(0);
  }
}

function fromPem(text: Buffer): Buffer {
  const begin = '-----BEGIN PRIVATE KEY-----';
  const start = text.indexOf(begin);
  const end = text.indexOf('-----END PRIVATE KEY-----');
  if (start < 0 || end < start) { throw new Error('the key material is not an unencrypted PKCS #8 private key in PEM; convert it with: openssl pkcs8 -topk8 -nocrypt'); }
  return fromBase64(text.subarray(start + begin.length, end));
}

/** Checks that the material is what the key takes; gives the public key of a key pair. */
export function checkMaterial(material: Buffer, keySpec: string, partition: string): KeyObject | undefined {
  const length = materialLength(keySpec, partition);
  if (length !== undefined) {
    const { least, most } = length;
    if (material.length < least || material.length > most) {
      throw new Error(`key material of ${keySpec} has ${least === most ? least : `${least} to ${most}`} bytes, got: ${material.length}; look at --format`);
    }
    return undefined;
  }
  if (keySpec.startsWith('ML_DSA')) { throw new Error('KMS takes no imported key material for ML-DSA keys'); }
  if (keySpec === 'SM2') { throw new Error('this program does not import SM2 key pairs'); }
  const privateKey = parsePrivateKey(material);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = privateKey;
  const found = type === 'rsa' ? `RSA_${details.modulusLength}`
    : type === 'ed25519' ? 'ECC_NIST_EDWARDS25519'
      : type === 'ec' ? Object.keys(CURVES).find(spec => CURVES[spec] === details.namedCurve) : undefined;
  if (found !== keySpec) { throw new Error(`the key is of spec ${keySpec}, the key material of ${found ?? `${type} ${details.namedCurve ?? ''}`.trim()}`); }
  return createPublicKey(privateKey);
}

function parsePrivateKey(der: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch {
    throw new Error('the key material is not a PKCS #8 private key in DER; for PEM say --format pem');
  }
}
