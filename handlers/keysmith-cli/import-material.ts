import { createHmac, KeyObject, randomBytes } from 'node:crypto';
import {
  DecryptCommand, DescribeKeyCommand, EncryptCommand, ExpirationModelType, GetParametersForImportCommand, GetPublicKeyCommand,
  ImportKeyMaterialCommand, ImportType, KeyMetadata, MacAlgorithmSpec, RotateKeyOnDemandCommand, VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { ImportRequest } from './arguments';
import { checkMaterial, generateMaterial, wipe } from './material';
import { defaultAlgorithm, wrap, wrappingKey } from './wrapping';
import { parseArn } from '../../src/private/arns';

/** As much of a KMS client as is needed. */
export interface Kms {
  send(command: any): Promise<any>;
}

export interface Surroundings {
  readonly kms: Kms;
  /** The key material that was brought; overwritten when all is done. */
  readonly material?: Buffer;
  /** The public key for a copy of generated material. */
  readonly copyKey?: KeyObject;
  readonly say: (message: string) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
}

export type Outcome = 'verified' | 'unverified' | 'failed' | 'dry run';

export interface ImportReport {
  readonly keyArn: string;
  readonly keyMaterialId?: string;
  readonly validTo?: string;
  readonly rotated: boolean;
  readonly outcome: Outcome;
  /** Generated material, wrapped for the owner of a public key: RSA_AES_KEY_WRAP_SHA_256, base64. */
  readonly wrappedCopy?: string;
}

/** The context under which the policy of an ImportedKey lets importers encrypt and decrypt. */
const VERIFICATION_CONTEXT = { keysmith: 'import-verification' };
const ROTATION_CHECKS = 30;

export async function importMaterial(request: ImportRequest, around: Surroundings): Promise<ImportReport> {
  const { kms, say } = around;
  let material = around.material;
  try {
    const key = await importable(request, kms);
    const partition = parseArn(key.Arn!)!.partition;
    material ??= generateMaterial(key.KeySpec!, partition);
    const publicKey = checkMaterial(material, key.KeySpec!, partition);
    if (request.dryRun) {
      say(`dry run, nothing is changed: would import ${request.generate ? 'new random' : 'this'} key material into ${key.Arn} (${key.KeySpec}, ${key.KeyState})${until(request)}`
        + `${request.newMaterial && request.rotate ? ', and rotate to it' : ''}`);
      return { keyArn: key.Arn!, validTo: request.validTo?.toISOString(), rotated: false, outcome: 'dry run' };
    }
    const wrappedCopy = around.copyKey && wrap(material, around.copyKey, 'RSA_AES_KEY_WRAP_SHA_256').toString('base64');
    const keyMaterialId = await bringIn(request, key, material, kms);
    say(`imported into ${key.Arn}${until(request)}`);
    const report = { keyArn: key.Arn!, keyMaterialId, validTo: request.validTo?.toISOString(), rotated: false, wrappedCopy };
    // From here on the material is in KMS: whatever fails is told with the report.
    try {
      const rotated = request.newMaterial && request.rotate && await rotate(key, keyMaterialId, around);
      const outcome = request.verify ? await verify(key, material, publicKey, around) : 'unverified';
      return { ...report, rotated, outcome };
    } catch (error) {
      say(`the key material is imported, but: ${(error as Error).message}`);
      return { ...report, outcome: 'failed' };
    }
  } finally {
    wipe(material);
  }
}

const until = ({ validTo }: ImportRequest): string => (validTo ? `, until ${validTo.toISOString()}` : ', forever');

async function importable(request: ImportRequest, kms: Kms): Promise<KeyMetadata> {
  const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId: request.keyId }));
  if (key.Origin !== 'EXTERNAL') { throw new Error(`${key.Arn} has origin ${key.Origin}: only a key of origin EXTERNAL takes imported key material`); }
  if (key.KeyState === 'PendingDeletion') { throw new Error(`${key.Arn} is scheduled for deletion; cancel that first`); }
  if (request.newMaterial && key.KeySpec !== 'SYMMETRIC_DEFAULT') { throw new Error(`--new-material is for symmetric keys; ${key.KeySpec} keys keep their first material`); }
  if (request.newMaterial && key.KeyState === 'PendingImport' && key.CurrentKeyMaterialId === undefined) {
    throw new Error(`${key.Arn} has no key material yet: leave out --new-material`);
  }
  if (key.MultiRegionConfiguration?.MultiRegionKeyType === 'REPLICA' && request.newMaterial) {
    throw new Error('new key material goes to the primary key first, then the same material to each replica');
  }
  return key;
}

async function bringIn(request: ImportRequest, key: KeyMetadata, material: Buffer, kms: Kms): Promise<string | undefined> {
  const algorithm = request.wrappingAlgorithm ?? defaultAlgorithm(key.KeySpec!);
  const parameters = await kms.send(new GetParametersForImportCommand({
    KeyId: key.Arn, WrappingAlgorithm: algorithm, WrappingKeySpec: request.wrappingKeySpec,
  }));
  const { KeyMaterialId } = await kms.send(new ImportKeyMaterialCommand({
    KeyId: key.Arn,
    ImportToken: parameters.ImportToken,
    EncryptedKeyMaterial: wrap(material, wrappingKey(parameters.PublicKey), algorithm),
    ...(request.validTo
      ? { ExpirationModel: ExpirationModelType.KEY_MATERIAL_EXPIRES, ValidTo: request.validTo }
      : { ExpirationModel: ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE }),
    ...(request.newMaterial ? { ImportType: ImportType.NEW_KEY_MATERIAL } : {}),
    ...(request.description ? { KeyMaterialDescription: request.description } : {}),
  }));
  return KeyMaterialId;
}

/** Makes new material the current one. KMS rotates a moment after it was asked to. */
async function rotate(key: KeyMetadata, keyMaterialId: string | undefined, { kms, say, wait }: Surroundings): Promise<boolean> {
  if ((key.MultiRegionConfiguration?.ReplicaKeys ?? []).length > 0) {
    say('not rotated: import the same material into each replica, then run aws kms rotate-key-on-demand on the primary');
    return false;
  }
  await kms.send(new RotateKeyOnDemandCommand({ KeyId: key.Arn }));
  for (let i = 0; i < ROTATION_CHECKS; i++) {
    const { KeyMetadata: now } = await kms.send(new DescribeKeyCommand({ KeyId: key.Arn }));
    if (now.CurrentKeyMaterialId === keyMaterialId) { return true; }
    await wait(2000);
  }
  throw new Error('the rotation was asked for and has not happened within a minute; look at aws kms list-key-rotations');
}

async function verify(key: KeyMetadata, material: Buffer, publicKey: KeyObject | undefined, { kms, say }: Surroundings): Promise<Outcome> {
  try {
    if (await matches(key, material, publicKey, kms)) { return 'verified'; }
    say('the key does not do what the key material does: do not use it');
    return 'failed';
  } catch (error) {
    if ((error as Error).name !== 'AccessDeniedException') { throw error; }
    say(`not verified, for lack of permission: ${(error as Error).message}`);
    return 'unverified';
  }
}

/** Symmetric keys by a round trip; the others by what can be worked out here as well. */
async function matches(key: KeyMetadata, material: Buffer, publicKey: KeyObject | undefined, kms: Kms): Promise<boolean> {
  const KeyId = key.Arn;
  if (publicKey) {
    const answer = await kms.send(new GetPublicKeyCommand({ KeyId }));
    return publicKey.export({ format: 'der', type: 'spki' }).equals(Buffer.from(answer.PublicKey));
  }
  const Message = randomBytes(32);
  if (key.KeyUsage === 'GENERATE_VERIFY_MAC') {
    const bits = key.KeySpec!.replace('HMAC_', '');
    const Mac = createHmac(`sha${bits}`, material).update(Message).digest();
    const answer = await kms.send(new VerifyMacCommand({ KeyId, Message, Mac, MacAlgorithm: `HMAC_SHA_${bits}` as MacAlgorithmSpec }));
    return answer.MacValid === true;
  }
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: Message, EncryptionContext: VERIFICATION_CONTEXT }));
  const { Plaintext } = await kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext: VERIFICATION_CONTEXT }));
  return Message.equals(Buffer.from(Plaintext));
}
