/*
 * KeyGrant as a custom resource: MiniStack deploys the stack and runs the function, moto is the KMS that the function calls, since
 * MiniStack has no grants. Create, update by replacement, deletion, and a creation that is rolled back.
 */
import { CreateKeyCommand, KMSClient, ListGrantsCommand } from '@aws-sdk/client-kms';
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EncryptedKey, GrantOperation, KeyGrant } from '../src';
import { Checks, equal, refused } from './support/check';
import { deploy, destroy, synthesize, update } from './support/deploy';
import { ACCOUNT, Emulator, REGION, startMiniStack, startMoto } from './support/emulator';

const STACK = 'grants';

const nowhere = (keyArn: string): string => keyArn.replace(/key\/.*/, 'key/00000000-0000-0000-0000-000000000000');

/** The stack, with its function pointed at moto. */
function build(app: App, moto: Emulator, keyArn: string, operations: GrantOperation[], breaks = false): void {
  const stack = new Stack(app, STACK, { env: { account: ACCOUNT, region: REGION } });
  // A role that is there before the grant, as in a real stack.
  const grantee = new iam.Role(stack, 'Auditor', { roleName: 'auditor', assumedBy: new iam.AccountRootPrincipal() });
  new EncryptedKey(stack, 'Unrelated');
  const grant = new KeyGrant(stack, 'Audit', { key: kms.Key.fromKeyArn(stack, 'Key', keyArn), grantee, operations, encryptionContextSubset: { Department: 'Finance' } });
  const handler = stack.node.findChild('KeysmithKeyGrants').node.findChild('Function') as lambda.Function;
  handler.addEnvironment('AWS_ENDPOINT_URL_KMS', moto.endpoint);
  if (breaks) {
    // A second grant, on a key that does not exist: the stack fails after the first was made.
    const key = kms.Key.fromKeyArn(stack, 'Nowhere', nowhere(keyArn));
    new KeyGrant(stack, 'Broken', { key, grantee, operations }).node.addDependency(grant);
  }
  // The newest runtime that MiniStack knows runs the same code.
  (handler.node.defaultChild as lambda.CfnFunction).runtime = 'nodejs22.x';
}

async function main(): Promise<void> {
  const [ministack, moto] = await Promise.all([startMiniStack(), startMoto()]);
  const client = new KMSClient(moto.client);
  const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
  const keyArn = KeyMetadata!.Arn!;
  const assembly = (operations: GrantOperation[], breaks = false) => synthesize(app => { build(app, moto, keyArn, operations, breaks); });
  const grants = async () => (await client.send(new ListGrantsCommand({ KeyId: keyArn }))).Grants!
    .map(({ Operations, Name }) => ({ Operations, Name }));
  const checks = new Checks();
  let name: string | undefined;
  try {
    await checks.check('the stack makes the grant', async () => {
      await deploy(ministack, assembly([GrantOperation.DECRYPT]), STACK);
      const found = await grants();
      equal(found.map(grant => grant.Operations), [['Decrypt']]);
      name = found[0].Name;
    });

    await checks.check('a change of the operations replaces it', async () => {
      await update(ministack, assembly([GrantOperation.DECRYPT, GrantOperation.DESCRIBE_KEY]), STACK);
      equal((await grants()).at(-1), { Operations: ['Decrypt', 'DescribeKey'], Name: name });
    });

    await checks.check('the stack takes the grant along when it goes', async () => {
      await destroy(ministack, STACK);
      equal((await grants()).filter(grant => grant.Operations!.length === 2), []);
    });

    await checks.check('a stack that fails after the grant was made, for a reason that it tells, takes it back', async () => {
      await refused(deploy(ministack, assembly([GrantOperation.ENCRYPT], true), STACK), /ROLLBACK_COMPLETE[\s\S]*Custom::KeysmithKeyGrant: \w+/);
      equal((await grants()).filter(grant => grant.Operations![0] === 'Encrypt'), []);
      await destroy(ministack, STACK);
    });
  } catch (error) {
    console.error(ministack.log().split('\n').slice(-40).join('\n'));
    throw error;
  } finally {
    await Promise.all([ministack.stop(), moto.stop()]);
  }
  checks.finish();
}

void main();
