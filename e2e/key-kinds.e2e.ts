/*
 * The kinds of key that do not encrypt with a symmetric key, and generations, in MiniStack: what each is for is done with it, and what it is not
 * for is refused. MiniStack has no DeriveSharedSecret and no ML-DSA; KMS's answers to these are not shown.
 */
import { createHash, createPublicKey, verify as verifyLocally } from 'crypto';
import {
  DecryptCommand, DescribeKeyCommand, EncryptCommand, GenerateMacCommand, GetPublicKeyCommand, KMSClient, ListAliasesCommand, SignCommand,
  VerifyCommand, VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import {
  DnssecKey, AsymmetricEncryptionKey, ImportedKey, KeyAgreementKey, ManuallyRotatedKey, KeyFactory, HmacKey,
  SigningAlgorithmSpec, SigningKey, SigningKeySpec,
} from '../src';
import { Checks, equal, refused } from './support/check';
import { deploy, destroy, synthesize, update } from './support/deploy';
import { ACCOUNT, Emulator, REGION, startMiniStack } from './support/emulator';

const KINDS = 'key-kinds';
const GENERATIONS = 'generations';
const ENV = { account: ACCOUNT, region: REGION };
const MESSAGE = Buffer.from('order 4711: 3 gears');

/** The specs that MiniStack makes, with one of the algorithms of each. */
const SIGNING: { readonly [spec in SigningKeySpec]?: SigningAlgorithmSpec } = {
  RSA_2048: SigningAlgorithmSpec.RSASSA_PSS_SHA_256,
  RSA_3072: SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_384,
  RSA_4096: SigningAlgorithmSpec.RSASSA_PSS_SHA_512,
  ECC_NIST_P256: SigningAlgorithmSpec.ECDSA_SHA_256,
  ECC_NIST_P384: SigningAlgorithmSpec.ECDSA_SHA_384,
  ECC_NIST_P521: SigningAlgorithmSpec.ECDSA_SHA_512,
  ECC_SECG_P256K1: SigningAlgorithmSpec.ECDSA_SHA_256,
  ECC_NIST_EDWARDS25519: SigningAlgorithmSpec.ED25519_SHA_512,
};

const alias = (kind: string): string => `alias/${kind.toLowerCase().replaceAll('_', '-')}`;

function buildKinds(app: App): void {
  const stack = new Stack(app, KINDS, { env: ENV });
  const signer = new iam.Role(stack, 'Signer', { assumedBy: new iam.AccountRootPrincipal() });
  for (const keySpec of Object.keys(SIGNING) as SigningKeySpec[]) {
    new SigningKey(stack, `Sign${keySpec}`, { keySpec, alias: alias(`sign_${keySpec}`), signers: [signer] });
  }
  new HmacKey(stack, 'Mac', { alias: alias('mac'), generators: [signer] });
  new AsymmetricEncryptionKey(stack, 'Pair', { alias: alias('pair'), decryptors: [signer] });
  new KeyAgreementKey(stack, 'Agreement', { alias: alias('agreement'), users: [signer] });
  new DnssecKey(stack, 'Dnssec', { alias: alias('dnssec'), hostedZones: [new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' })] });
  new ImportedKey(stack, 'Imported', { alias: alias('imported'), importers: [signer], removalPolicy: RemovalPolicy.DESTROY });
}

interface Rollover {
  readonly generations: number;
  readonly disabledGenerations?: number[];
  readonly removedGenerations?: number[];
}

function buildGenerations(app: App, rollover: Rollover): void {
  const stack = new Stack(app, GENERATIONS, { env: ENV });
  new ManuallyRotatedKey(stack, 'Tokens', { alias: 'tokens', factory: KeyFactory.signing({ keySpec: SigningKeySpec.ECC_NIST_P256 }), ...rollover });
}

async function main(): Promise<void> {
  const ministack = await startMiniStack();
  const checks = new Checks();
  const kms = new KMSClient(ministack.client);
  try {
    await kinds(ministack, kms, checks);
    await generations(ministack, kms, checks);
  } finally {
    await ministack.stop();
  }
  checks.finish();
}

async function kinds(ministack: Emulator, kms: KMSClient, checks: Checks): Promise<void> {
  const sign = async (KeyId: string, algorithm: SigningAlgorithmSpec) =>
    (await kms.send(new SignCommand({ KeyId, Message: MESSAGE, SigningAlgorithm: algorithm }))).Signature!;
  const publicKey = async (KeyId: string) =>
    createPublicKey({ key: Buffer.from((await kms.send(new GetPublicKeyCommand({ KeyId }))).PublicKey!), format: 'der', type: 'spki' });

  await checks.check('every kind of key deploys', async () => { await deploy(ministack, synthesize(buildKinds), KINDS); });

  for (const [spec, algorithm] of Object.entries(SIGNING)) {
    const KeyId = alias(`sign_${spec}`);
    await checks.check(`${spec} signs, and refuses a changed message`, async () => {
      const Signature = await sign(KeyId, algorithm);
      const verified = await kms.send(new VerifyCommand({ KeyId, Message: MESSAGE, Signature, SigningAlgorithm: algorithm }));
      equal(verified.SignatureValid, true);
      await refused(kms.send(new VerifyCommand({ KeyId, Message: Buffer.from('order 4711: 4 gears'), Signature, SigningAlgorithm: algorithm })), /KMSInvalidSignature/);
    });
  }

  await checks.check('a signature is verified outside of KMS with the public key', async () => {
    const KeyId = alias('sign_ECC_NIST_P256');
    equal(verifyLocally('sha256', MESSAGE, await publicKey(KeyId), await sign(KeyId, SigningAlgorithmSpec.ECDSA_SHA_256)), true);
  });

  await checks.check('a signing key encrypts nothing', async () => {
    await refused(kms.send(new EncryptCommand({ KeyId: alias('sign_RSA_2048'), Plaintext: MESSAGE, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' })), /InvalidKeyUsage|Unsupported|Validation/);
  });

  await checks.check('a MAC is verified, and a changed one refused', async () => {
    const input = { KeyId: alias('mac'), MacAlgorithm: 'HMAC_SHA_256' as const };
    const { Mac } = await kms.send(new GenerateMacCommand({ ...input, Message: MESSAGE }));
    equal((await kms.send(new VerifyMacCommand({ ...input, Message: MESSAGE, Mac }))).MacValid, true);
    await refused(kms.send(new VerifyMacCommand({ ...input, Message: Buffer.from('order 4711: 4 gears'), Mac })), /KMSInvalidMac/);
  });

  await checks.check('what the public key encrypts, the key pair decrypts', async () => {
    const input = { KeyId: alias('pair'), EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' as const };
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ ...input, Plaintext: MESSAGE }));
    const { Plaintext } = await kms.send(new DecryptCommand({ ...input, CiphertextBlob }));
    equal(Buffer.from(Plaintext!).toString(), MESSAGE.toString());
  });

  await checks.check('the key for key agreement has a public key on the curve of its spec', async () => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: alias('agreement') }));
    const key = await publicKey(alias('agreement'));
    equal([KeyMetadata!.KeyUsage, KeyMetadata!.KeySpec, key.asymmetricKeyDetails?.namedCurve], ['KEY_AGREEMENT', 'ECC_NIST_P256', 'prime256v1']);
  });

  await checks.check('the key for DNSSEC signs with ECDSA on P-256, as Route 53 asks of it', async () => {
    equal(verifyLocally('sha256', MESSAGE, await publicKey(alias('dnssec')), await sign(alias('dnssec'), SigningAlgorithmSpec.ECDSA_SHA_256)), true);
  });

  await checks.check('the key for imported material has none of KMS', async () => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: alias('imported') }));
    equal(KeyMetadata!.Origin, 'EXTERNAL');
  });

  await destroy(ministack, KINDS);
}

async function generations(ministack: Emulator, kms: KMSClient, checks: Checks): Promise<void> {
  const assembly = (rollover: Rollover) => synthesize(app => { buildGenerations(app, rollover); });
  const targets = async () => {
    const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
    return Object.fromEntries(Aliases.filter(({ AliasName }) => AliasName!.startsWith('alias/tokens')).map(({ AliasName, TargetKeyId }) => [AliasName, TargetKeyId]));
  };
  const stateOf = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata!.KeyState;
  const algorithm = { MessageType: 'DIGEST' as const, SigningAlgorithm: SigningAlgorithmSpec.ECDSA_SHA_256 };
  const Message = createHash('sha256').update(MESSAGE).digest();
  let first = '';
  let second = '';
  let signature: Uint8Array | undefined;

  await checks.check('the first generation has the alias', async () => {
    await deploy(ministack, assembly({ generations: 1 }), GENERATIONS);
    const found = await targets();
    first = found['alias/tokens']!;
    equal(found, { 'alias/tokens': first, 'alias/tokens/1': first });
    signature = (await kms.send(new SignCommand({ KeyId: 'alias/tokens', Message, ...algorithm }))).Signature;
  });

  await checks.check('one more generation moves the alias to a new key and keeps the old one', async () => {
    await update(ministack, assembly({ generations: 2 }), GENERATIONS);
    const found = await targets();
    second = found['alias/tokens']!;
    equal([found, second !== first], [{ 'alias/tokens': second, 'alias/tokens/1': first, 'alias/tokens/2': second }, true]);
  });

  await checks.check('what the old generation signed is verified by it, not by the new one', async () => {
    const verified = await kms.send(new VerifyCommand({ KeyId: 'alias/tokens/1', Message, Signature: signature, ...algorithm }));
    equal(verified.SignatureValid, true);
    await refused(kms.send(new VerifyCommand({ KeyId: 'alias/tokens', Message, Signature: signature, ...algorithm })), /KMSInvalidSignature/);
  });

  await checks.check('a generation on its way out is disabled, and enabled again when it is needed after all', async () => {
    await update(ministack, assembly({ generations: 2, disabledGenerations: [1] }), GENERATIONS);
    equal(await stateOf(first), 'Disabled');
    await refused(kms.send(new VerifyCommand({ KeyId: first, Message, Signature: signature, ...algorithm })), /DisabledException/);
    await update(ministack, assembly({ generations: 2 }), GENERATIONS);
    equal(await stateOf(first), 'Enabled');
  });

  await checks.check('a removedGenerations generation waits for its deletion, the newest stays in use', async () => {
    await update(ministack, assembly({ generations: 2, disabledGenerations: [1] }), GENERATIONS);
    await update(ministack, assembly({ generations: 2, removedGenerations: [1] }), GENERATIONS);
    equal([await stateOf(first), await stateOf(second)], ['PendingDeletion', 'Enabled']);
    equal(await targets(), { 'alias/tokens': second, 'alias/tokens/2': second });
  });
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
