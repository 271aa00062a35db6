/**
 * Encryption operations in TypeScript, from the smallest to the fastest. `KMS_ENDPOINT` is for an emulator; in an application leave it out.
 *
 *   KEY_ARN=arn:aws:kms:... npx tsx examples/encryption-operations/operations.ts
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'crypto';
import {
  buildClient, CommitmentPolicy, getClient, getLocalCryptographicMaterialsCache, KmsKeyringNode, KMS, NodeCachingMaterialsManager,
} from '@aws-crypto/client-node';
import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';

type EncryptionContext = Record<string, string>;

/** Up to 4,096 bytes: KMS encrypts the data itself. The same context must be given to decrypt; it is not secret. */
export async function encryptDirectly(kms: KMSClient, keyArn: string, plaintext: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: keyArn, Plaintext: plaintext, EncryptionContext: context }));
  return CiphertextBlob!;
}

/** With the key named, KMS refuses ciphertext that was made under another key. */
export async function decryptDirectly(kms: KMSClient, keyArn: string, ciphertext: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
  const { Plaintext } = await kms.send(new DecryptCommand({ KeyId: keyArn, CiphertextBlob: ciphertext, EncryptionContext: context }));
  return Plaintext!;
}

/** What is stored of data that was encrypted under a data key. */
export interface Sealed { readonly encryptedKey: Uint8Array; readonly iv: Uint8Array; readonly tag: Uint8Array; readonly data: Uint8Array }

const associated = (context: EncryptionContext): Buffer => Buffer.from(JSON.stringify(Object.entries(context).sort()));

/** Data of any size: KMS generates a data key, AES-256-GCM encrypts with it here, and the encrypted data key is stored beside the data. */
export async function seal(kms: KMSClient, keyArn: string, plaintext: Uint8Array, context: EncryptionContext): Promise<Sealed> {
  const { Plaintext, CiphertextBlob } = await kms.send(new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: 'AES_256', EncryptionContext: context }));
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Plaintext!, iv).setAAD(associated(context));
  const data = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  // The data key is not needed any more: nothing of it stays in memory.
  Plaintext!.fill(0);
  return { encryptedKey: CiphertextBlob!, iv, tag: cipher.getAuthTag(), data };
}

export async function open(kms: KMSClient, keyArn: string, sealed: Sealed, context: EncryptionContext): Promise<Uint8Array> {
  const key = await decryptDirectly(kms, keyArn, sealed.encryptedKey, context);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.iv).setAAD(associated(context)).setAuthTag(sealed.tag);
  const plaintext = Buffer.concat([decipher.update(sealed.data), decipher.final()]);
  key.fill(0);
  return plaintext;
}

/** The AWS Encryption SDK does all of the above: one message holds the encrypted data key, the context and a signature. Prefer it. */
export class Envelopes {
  private readonly client = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  private readonly keyring: KmsKeyringNode;
  private readonly cached: NodeCachingMaterialsManager;

  constructor(keyArn: string, endpoint?: string) {
    const clientProvider = getClient(KMS, endpoint ? { endpoint } : {});
    this.keyring = new KmsKeyringNode({ generatorKeyId: keyArn, clientProvider });
    // A data key for at most a hundred messages or one minute: fewer calls of KMS, and a bound on what one data key opens.
    this.cached = new NodeCachingMaterialsManager({
      backingMaterials: this.keyring, cache: getLocalCryptographicMaterialsCache(100), maxAge: 60_000, maxMessagesEncrypted: 100,
    });
  }

  public async encrypt(plaintext: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
    return (await this.client.encrypt(this.keyring, plaintext, { encryptionContext: context })).result;
  }

  /** Data key caching: messages of one context share a data key. */
  public async encryptCached(plaintext: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
    return (await this.client.encrypt(this.cached, plaintext, { encryptionContext: context, plaintextLength: plaintext.length })).result;
  }

  /** Fails when the message was changed, or belongs to another context. */
  public async decrypt(message: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
    const { plaintext, messageHeader } = await this.client.decrypt(this.keyring, message);
    const other = Object.entries(context).find(([name, value]) => messageHeader.encryptionContext[name] !== value);
    if (other) { throw new Error(`the message was encrypted for another ${other[0]}`); }
    return plaintext;
  }
}

/** Runs each operation and returns what happened, one word for each. */
export async function run(keyArn: string, endpoint?: string): Promise<{ readonly [operation: string]: string }> {
  const kms = new KMSClient(endpoint ? { endpoint } : {});
  const envelopes = new Envelopes(keyArn, endpoint);
  const context = { Application: 'orders' };
  const text = new TextEncoder().encode('order 4711: 3 gears');
  const big = new Uint8Array(100_000).fill(7);
  const same = (a: Uint8Array, b: Uint8Array): string => Buffer.compare(a, b) === 0 ? 'same' : 'different';
  const refused = async (what: Promise<unknown>): Promise<string> => what.then(() => 'allowed', () => 'refused');
  const other = { Application: 'payroll' };

  const direct = await encryptDirectly(kms, keyArn, text, context);
  const sealed = await seal(kms, keyArn, big, context);
  const message = await envelopes.encrypt(big, context);
  const cached = [await envelopes.encryptCached(text, context), await envelopes.encryptCached(big, context)];
  return {
    'direct': same(await decryptDirectly(kms, keyArn, direct, context), text),
    'direct, other context': await refused(decryptDirectly(kms, keyArn, direct, other)),
    'data key': same(await open(kms, keyArn, sealed, context), big),
    'data key, other context': await refused(open(kms, keyArn, sealed, other)),
    'data key, changed data': await refused(open(kms, keyArn, { ...sealed, data: sealed.data.map((byte, i) => i === 0 ? 255 - byte : byte) }, context)),
    'envelope': same(await envelopes.decrypt(message, context), big),
    'envelope, other context': await refused(envelopes.decrypt(message, other)),
    'envelope, changed message': await refused(envelopes.decrypt(message.map((byte, i) => i === message.length - 1 ? 255 - byte : byte), context)),
    'cached': `${same(await envelopes.decrypt(cached[0], context), text)} ${same(await envelopes.decrypt(cached[1], context), big)}`,
  };
}

if (require.main === module) {
  void run(process.env.KEY_ARN!, process.env.KMS_ENDPOINT).then(results => console.log(JSON.stringify(results, undefined, 2)));
}
