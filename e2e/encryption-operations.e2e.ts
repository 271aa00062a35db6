/*
 * The example encryption-operations: its stack is deployed to MiniStack, and its operations run with the key, in TypeScript and in Python. Both must
 * come to the same results, and each language must read what the other wrote.
 */
import { execFileSync } from 'child_process';
import { join } from 'path';
import { Checks, equal } from './support/check';
import { deploy, destroy, synthesize } from './support/deploy';
import { pythonWith, REGION, startMiniStack } from './support/emulator';
import { build } from '../examples/encryption-operations/app';
import { Envelopes, run } from '../examples/encryption-operations/operations';

const STACK = 'EncryptionOperations';
const EXPECTED = {
  'direct': 'same',
  'direct, other context': 'refused',
  'data key': 'same',
  'data key, other context': 'refused',
  'data key, changed data': 'refused',
  'envelope': 'same',
  'envelope, other context': 'refused',
  'envelope, changed message': 'refused',
  'cached': 'same same',
};

async function main(): Promise<void> {
  const python = join(pythonWith('encryption-sdk', ['boto3==1.44.8', 'aws-encryption-sdk==4.0.7', 'cryptography==50.0.2']), 'python');
  const ministack = await startMiniStack();
  const checks = new Checks();
  const { accessKeyId, secretAccessKey } = ministack.client.credentials;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION });
  try {
    const { KeyArn } = await deploy(ministack, synthesize(build), STACK);
    const inPython = (code: string): any => JSON.parse(execFileSync(python, ['-c', code], {
      cwd: join(__dirname, '..', 'examples', 'encryption-operations'),
      encoding: 'utf8',
      // The SDK logs what it refuses.
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, KEY_ARN: KeyArn, KMS_ENDPOINT: ministack.endpoint, PYTHONDONTWRITEBYTECODE: '1' },
    }));
    const prelude = 'import json, os, base64, operations as o\nkey, url = os.environ["KEY_ARN"], os.environ["KMS_ENDPOINT"]\n';
    await checks.check('TypeScript: every operation does what it says', async () => equal(await run(KeyArn, ministack.endpoint), EXPECTED));
    await checks.check('Python: every operation does what it says', async () => equal(inPython(`${prelude}print(json.dumps(o.run(key, url)))`), EXPECTED));
    const envelopes = new Envelopes(KeyArn, ministack.endpoint);
    await checks.check('Python reads what TypeScript encrypted', async () => {
      const message = Buffer.from(await envelopes.encrypt(Buffer.from('order 4711'), { Application: 'orders' })).toString('base64');
      equal(inPython(`${prelude}print(json.dumps(o.Envelopes(key, url).decrypt(base64.b64decode("${message}"), {"Application": "orders"}).decode()))`), 'order 4711');
    });
    await checks.check('TypeScript reads what Python encrypted', async () => {
      const message = inPython(`${prelude}print(json.dumps(base64.b64encode(o.Envelopes(key, url).encrypt(b"order 4712", {"Application": "orders"})).decode()))`);
      equal(Buffer.from(await envelopes.decrypt(Buffer.from(message, 'base64'), { Application: 'orders' })).toString(), 'order 4712');
    });
    await destroy(ministack, STACK);
  } finally {
    await ministack.stop();
  }
  checks.finish();
}

void main();
