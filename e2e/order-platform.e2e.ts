/**
 * Deploys the order platform to an emulator and calls it with the AWS SDK. What is proven: the templates deploy, keys, aliases, rotation and
 * policies come out as declared, encryption contexts are bound, and the function seals and opens documents. What is not: authorization, which no
 * emulator decides as KMS does (the unit tests judge policies by IAM's rules), and that S3 really encrypts.
 */
import {
  DecryptCommand, DescribeKeyCommand, EncryptCommand, GenerateDataKeyCommand, GetKeyPolicyCommand, GetKeyRotationStatusCommand, KMSClient,
  ListAliasesCommand, ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetBucketPolicyCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Checks, equal, refused } from './support/check';
import { deploy, destroy, synthesize } from './support/deploy';
import { Emulator, startMiniStack } from './support/emulator';
import { build } from '../examples/order-platform/app';

const PRODUCTION = 'OrderPlatform-production';
const STAGING = 'OrderPlatform-staging';

async function main(): Promise<void> {
  const emulator = await startMiniStack();
  const checks = new Checks();
  try {
    await run(emulator, checks);
  } finally {
    await emulator.stop();
  }
  checks.finish();
}

async function run(emulator: Emulator, checks: Checks): Promise<void> {
  const kms = new KMSClient(emulator.client);
  const s3 = new S3Client(emulator.client);
  const functions = new LambdaClient(emulator.client);
  const assembly = synthesize(build);
  const outputs: { [stack: string]: { readonly [name: string]: string } } = {};

  for (const stack of [PRODUCTION, STAGING]) {
    await checks.check(`${stack} deploys`, async () => { outputs[stack] = await deploy(emulator, assembly, stack); });
  }
  const value = (stack: string, name: string) => Object.entries(outputs[stack] ?? {}).find(([output]) => output.startsWith(name))?.[1] ?? '';
  const keyArn = value(PRODUCTION, 'DataKeyKeyArn');
  const aliases = async () => (await kms.send(new ListAliasesCommand({}))).Aliases ?? [];

  await checks.check('every key has the alias of its environment', async () => {
    const names = (await aliases()).map(alias => alias.AliasName).filter(name => name?.startsWith('alias/order-platform-'));
    equal(names.sort(), ['production', 'staging'].flatMap(env => ['bucket-key', 'data-key', 'environment-key', 'logs-key'].map(key => `alias/order-platform-${env}-${key}`)));
  });

  await checks.check('outputs name the data key by id, ARN and alias', async () => {
    equal(value(PRODUCTION, 'DataKeyKeyAlias'), 'alias/order-platform-production-data-key');
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/order-platform-production-data-key' }));
    equal([KeyMetadata?.Arn, KeyMetadata?.KeyId], [keyArn, value(PRODUCTION, 'DataKeyKeyId')]);
    equal([KeyMetadata?.KeySpec, KeyMetadata?.KeyUsage, KeyMetadata?.KeyState], ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'Enabled']);
  });

  await checks.check('every key rotates once a year', async () => {
    for (const { AliasName, TargetKeyId } of await aliases()) {
      if (!AliasName?.startsWith('alias/order-platform-')) { continue; }
      const { KeyRotationEnabled } = await kms.send(new GetKeyRotationStatusCommand({ KeyId: TargetKeyId }));
      equal([AliasName, KeyRotationEnabled], [AliasName, true]);
    }
  });

  await checks.check('the key policy is the one of the template, with the names of this deployment', async () => {
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default' }));
    const statements: any[] = JSON.parse(Policy!).Statement;
    equal(statements.map(s => s.Sid), [
      'EnableIamAdministration', 'KeyAdministration', 'KeyDecrypt', 'KeyDecryptDescribe', 'KeyUse', 'DenyGrantsToOthers', 'DenyShortDeletionWindow',
    ]);
    equal(statements[0].Principal, { AWS: 'arn:aws:iam::111122223333:root' });
    equal(statements[2].Condition, { StringEquals: { 'kms:EncryptionContext:Department': 'Finance' } });
    equal(statements[4].Principal.AWS.every((arn: string) => /^arn:aws:iam::111122223333:role\/.*Roles(Api|Worker)/.test(arn)), true);
    equal(statements[6].Condition, { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } });
  });

  await checks.check('the key is tagged', async () => {
    const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId: keyArn }));
    // CloudFormation adds tags of its own, aws:cloudformation:stack-name and so on.
    const tags = Object.fromEntries(Tags.filter(({ TagKey }) => !TagKey?.startsWith('aws:')).map(({ TagKey, TagValue }) => [TagKey, TagValue]));
    equal(tags, { Application: 'order-platform', Environment: 'production', Owner: 'orders-team', CostCenter: 'CC-1234', DataClassification: 'confidential' });
  });

  const secret = Buffer.from('order 4711: 3 gears');
  await checks.check('what is encrypted for Finance decrypts for Finance', async () => {
    const EncryptionContext = { Department: 'Finance' };
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: keyArn, Plaintext: secret, EncryptionContext }));
    const { Plaintext, KeyId } = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    equal([Buffer.from(Plaintext!).toString(), KeyId], [secret.toString(), keyArn]);
  });

  await checks.check('and for nobody else, nor without a context', async () => {
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: keyArn, Plaintext: secret, EncryptionContext: { Department: 'Finance' } }));
    await refused(kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { Department: 'Sales' } })), /InvalidCiphertextException/);
    await refused(kms.send(new DecryptCommand({ CiphertextBlob })), /InvalidCiphertextException/);
  });

  await checks.check('a data key comes in plaintext and sealed, and the sealed one opens to the same', async () => {
    const EncryptionContext = { Department: 'Finance' };
    const { Plaintext, CiphertextBlob } = await kms.send(new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: 'AES_256', EncryptionContext }));
    equal(Plaintext?.length, 32);
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    equal(Buffer.from(opened.Plaintext!).equals(Buffer.from(Plaintext!)), true);
  });

  await checks.check('the bucket takes TLS only, refuses other encryptions and spares plain uploads', async () => {
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: value(PRODUCTION, 'DocumentsBucket') }));
    const statements: any[] = JSON.parse(Policy!).Statement;
    equal(statements.filter(s => s.Sid).map(s => s.Sid), ['DenyUnencryptedObjectUploads', 'DenyWrongKMSKey', 'DenyCustomerProvidedKeys']);
    equal(statements.find(s => s.Sid === 'DenyWrongKMSKey').Condition.Null, { 's3:x-amz-server-side-encryption': 'false' });
  });

  const invoke = async (request: object): Promise<any> => {
    const { FunctionError, Payload } = await functions.send(new InvokeCommand({ FunctionName: value(PRODUCTION, 'EnvelopeFunction'), Payload: JSON.stringify(request) }));
    const answer = JSON.parse(Buffer.from(Payload!).toString() || 'null');
    if (FunctionError) { throw new Error(`${answer.errorType}: ${answer.errorMessage}`); }
    return answer;
  };
  const document = 'one line of an order\n'.repeat(1000);
  const object = { Bucket: value(PRODUCTION, 'DocumentsBucket'), Key: 'order-4711.sealed' };
  const stored = async () => (await s3.send(new GetObjectCommand(object))).Body!.transformToByteArray();

  await checks.check(`the function seals a document of ${document.length} bytes and opens it again`, async () => {
    const { bytes } = await invoke({ operation: 'seal', name: 'order-4711', department: 'Finance', document });
    equal(bytes > document.length, true);
    equal(await invoke({ operation: 'open', name: 'order-4711', department: 'Finance' }), { name: 'order-4711', bytes: document.length, document });
  });

  await checks.check('what is stored shows nothing of the document', async () => {
    const bytes = await stored();
    equal([bytes.length > 4096, Buffer.from(bytes).includes('one line of an order')], [true, false]);
  });

  await checks.check('the function opens it for no other department', async () => {
    await refused(invoke({ operation: 'open', name: 'order-4711', department: 'Sales' }), /sealed for another Department/);
  });

  await checks.check('a ciphertext with one byte changed is refused', async () => {
    const bytes = await stored();
    for (const at of [Math.floor(bytes.length / 2), bytes.length - 1]) {
      const changed = Uint8Array.from(bytes);
      changed[at] = 255 - changed[at];
      await s3.send(new PutObjectCommand({ ...object, Body: changed }));
      await refused(invoke({ operation: 'open', name: 'order-4711', department: 'Finance' }), /Error/);
    }
    await s3.send(new PutObjectCommand({ ...object, Body: bytes }));
    equal((await invoke({ operation: 'open', name: 'order-4711', department: 'Finance' })).document, document);
  });

  await checks.check('a production key and its alias outlive their stack', async () => {
    await destroy(emulator, PRODUCTION);
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/order-platform-production-data-key' }));
    equal([KeyMetadata?.Arn, KeyMetadata?.KeyState], [keyArn, 'Enabled']);
  });

  await checks.check('a staging key goes with its stack, after its waiting time', async () => {
    const KeyId = value(STAGING, 'DataKeyKeyId');
    await destroy(emulator, STAGING);
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    equal(KeyMetadata?.KeyState, 'PendingDeletion');
    equal((await aliases()).some(alias => alias.AliasName === 'alias/order-platform-staging-data-key'), false);
  });
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
