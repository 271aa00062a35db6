import { buildClient, CommitmentPolicy, KmsKeyringNode } from '@aws-crypto/client-node';

/** What a document belongs to. Bound to the ciphertext: it opens for the same context only, and CloudTrail shows it. */
export type EncryptionContext = Readonly<Record<string, string>>;

// Only messages that commit to their key: a ciphertext opens to one plaintext, never to two.
const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);

/**
 * Envelope encryption: each document gets a data key of its own, which KMS encrypts under the customer managed key and which travels with the
 * ciphertext. So a document can be larger than the 4 KB that KMS takes, and it never leaves the function unencrypted.
 */
export class Envelope {
  private readonly keyring: KmsKeyringNode;

  /** The key by its ARN: what was sealed under another key is refused, wherever the ciphertext came from. */
  constructor(keyArn: string) {
    this.keyring = new KmsKeyringNode({ generatorKeyId: keyArn });
  }

  public async seal(plaintext: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
    const { result } = await encrypt(this.keyring, plaintext, { encryptionContext: { ...context } });
    return result;
  }

  /** Fails when the ciphertext was changed in any bit, and when it was sealed for another context. */
  public async open(ciphertext: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
    const { plaintext, messageHeader } = await decrypt(this.keyring, ciphertext);
    // The SDK adds a pair of its own for the signature, so ours must be among them.
    const strange = Object.entries(context).find(([name, value]) => messageHeader.encryptionContext[name] !== value);
    if (strange) { throw new Error(`the document was sealed for another ${strange[0]}`); }
    return plaintext;
  }
}
