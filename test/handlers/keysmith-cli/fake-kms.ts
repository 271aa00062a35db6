import { constants, createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, KeyObject, privateDecrypt, randomUUID } from 'node:crypto';
import { Kms } from '../../../handlers/keysmith-cli/import-material';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Making RSA keys takes seconds, so a test file makes one of each length. */
const RSA = new Map<string, { privateKey: KeyObject; publicKey: KeyObject }>();

function rsaOf(spec: string): { privateKey: KeyObject; publicKey: KeyObject } {
  const pair = RSA.get(spec) ?? generateKeyPairSync('rsa', { modulusLength: Number(spec.replace('RSA_', '')) });
  RSA.set(spec, pair);
  return pair;
}

/** As much of KMS as an import touches. What is imported is really unwrapped with the RSA key that belongs to the wrapping key. */
export class FakeKms implements Kms {
  public readonly requests: { name: string; input: any }[] = [];
  /** The key material, the current last. */
  public readonly materials: { id: string; bytes: Buffer }[] = [];
  public readonly denied = new Set<string>();
  /** Answers with the material that came in, changed, as a key that is not what was imported would. */
  public corrupt = false;
  /** How often a rotation is still under way when asked. */
  public rotationDelay = 1;
  private pending?: { id: string; bytes: Buffer };
  private wrapping?: { privateKey: KeyObject; token: Buffer; algorithm: string };
  private readonly sealed = new Map<string, { plaintext: Buffer; context: string }>();

  constructor(private readonly metadata: { [name: string]: unknown } = {}) {}

  public async send(command: any): Promise<any> {
    const name = command.constructor.name.replace(/Command$/, '');
    this.requests.push({ name, input: command.input });
    if (this.denied.has(name)) { throw Object.assign(new Error(`not authorized to perform: kms:${name}`), { name: 'AccessDeniedException' }); }
    return (this as any)[name](command.input);
  }

  public named(name: string): any[] {
    return this.requests.filter(request => request.name === name).map(request => request.input);
  }

  protected DescribeKey(): any {
    if (this.pending && this.rotationDelay-- <= 0) {
      this.materials.push(this.pending);
      this.pending = undefined;
    }
    return {
      KeyMetadata: {
        Arn: ARN,
        Origin: 'EXTERNAL',
        KeySpec: 'SYMMETRIC_DEFAULT',
        KeyUsage: 'ENCRYPT_DECRYPT',
        KeyState: this.materials.length === 0 ? 'PendingImport' : 'Enabled',
        CurrentKeyMaterialId: this.materials.at(-1)?.id,
        ...this.metadata,
      },
    };
  }

  protected GetParametersForImport({ WrappingAlgorithm, WrappingKeySpec }: any): any {
    const { privateKey, publicKey } = rsaOf(WrappingKeySpec);
    this.wrapping = { privateKey, token: Buffer.from(randomUUID()), algorithm: WrappingAlgorithm };
    return { PublicKey: publicKey.export({ format: 'der', type: 'spki' }), ImportToken: this.wrapping.token };
  }

  protected ImportKeyMaterial({ EncryptedKeyMaterial, ImportToken, ImportType }: any): any {
    if (!this.wrapping?.token.equals(ImportToken)) { throw Object.assign(new Error('the token is not that of the wrapping key'), { name: 'InvalidImportTokenException' }); }
    const bytes = this.unwrap(Buffer.from(EncryptedKeyMaterial));
    const id = createHash('sha256').update(bytes).digest('hex');
    if (ImportType === 'NEW_KEY_MATERIAL') {
      this.pending = { id, bytes };
    } else if (this.materials.length > 0 && this.materials.at(-1)!.id !== id) {
      throw Object.assign(new Error('the key material was never in this key'), { name: 'IncorrectKeyMaterialException' });
    } else if (this.materials.length === 0) {
      this.materials.push({ id, bytes });
    }
    return { KeyMaterialId: id };
  }

  protected RotateKeyOnDemand(): any { return { KeyId: ARN }; }

  protected Encrypt({ Plaintext, EncryptionContext }: any): any {
    const name = randomUUID();
    this.sealed.set(name, { plaintext: Buffer.from(Plaintext), context: JSON.stringify(EncryptionContext) });
    return { CiphertextBlob: Buffer.from(name) };
  }

  protected Decrypt({ CiphertextBlob, EncryptionContext }: any): any {
    const { plaintext, context } = this.sealed.get(Buffer.from(CiphertextBlob).toString())!;
    if (context !== JSON.stringify(EncryptionContext)) { throw new Error('InvalidCiphertextException'); }
    return { Plaintext: this.corrupt ? Buffer.from(plaintext).reverse() : plaintext };
  }

  protected VerifyMac({ Message, Mac, MacAlgorithm }: any): any {
    const key = this.corrupt ? Buffer.alloc(32, 7) : this.materials.at(-1)!.bytes;
    return { MacValid: createHmac(MacAlgorithm.replace('HMAC_SHA_', 'sha'), key).update(Message).digest().equals(Buffer.from(Mac)) };
  }

  protected GetPublicKey(): any {
    return { PublicKey: createPublicKey(createPrivateKey({ key: this.materials.at(-1)!.bytes, format: 'der', type: 'pkcs8' })).export({ format: 'der', type: 'spki' }) };
  }

  private unwrap(wrapped: Buffer): Buffer {
    const { privateKey, algorithm } = this.wrapping!;
    const rsa = (bytes: Buffer) => privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, bytes);
    if (algorithm === 'RSAES_OAEP_SHA_256') { return rsa(wrapped); }
    const size = privateKey.asymmetricKeyDetails!.modulusLength! / 8;
    const cipher = createDecipheriv('id-aes256-wrap-pad', rsa(wrapped.subarray(0, size)), Buffer.from('A65959A6', 'hex'));
    return Buffer.concat([cipher.update(wrapped.subarray(size)), cipher.final()]);
  }
}
