/**
 * Runs the bundled `keysmith` program against LocalEmu, which unwraps and uses imported key material. Prints ok or not ok for
 * each claim, and exits with 1 when one failed.
 *
 *     npx tsx e2e/import.e2e.ts
 *
 * Needs Python 3.12 or newer: the emulator comes from PyPI into .venv/localemu the first time. It listens on 127.0.0.1 only;
 * its default server, Twisted, would listen on every interface.
 * What it cannot show: that material expires, that KMS refuses other material for the same key, and permissions.
 */
import { ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CreateKeyCommand, CreateKeyCommandInput, DecryptCommand, DescribeKeyCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { buildSync } from 'esbuild';

const root = join(__dirname, '..');
const venv = join(root, '.venv', 'localemu');
const environment = { ...process.env, AWS_ACCESS_KEY_ID: '111122223333', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'eu-west-1' };

function install(): void {
  if (existsSync(join(venv, 'bin', 'localemu'))) { return; }
  const python = ['python3.14', 'python3.13', 'python3.12', 'python3', ...pyenvPythons()].find(name =>
    spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 12))']).status === 0);
  if (!python) { throw new Error('no Python 3.12 or newer on the PATH'); }
  execFileSync(python, ['-m', 'venv', venv], { stdio: 'inherit' });
  execFileSync(join(venv, 'bin', 'pip'), ['install', '-q', 'localemu==1.3.2'], { stdio: 'inherit' });
}

/** Versions that pyenv has but does not put on the PATH. */
function pyenvPythons(): string[] {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  return existsSync(versions) ? readdirSync(versions).sort().reverse().map(version => join(versions, version, 'bin', 'python3')) : [];
}

const freePort = (): Promise<number> => new Promise(resolve => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  });
});

async function start(port: number): Promise<ChildProcess> {
  const emulator = spawn(join(venv, 'bin', 'python'), ['-m', 'localemu.runtime.main'], {
    stdio: 'ignore',
    env: { ...environment, GATEWAY_SERVER: 'hypercorn', GATEWAY_LISTEN: `127.0.0.1:${port}`, DISABLE_EVENTS: '1', SKIP_SSL_CERT_DOWNLOAD: '1' },
  });
  for (let i = 0; i < 120; i++) {
    if (emulator.exitCode !== null) { throw new Error(`the emulator ended with ${emulator.exitCode}`); }
    if (await fetch(`http://127.0.0.1:${port}/_localemu/health`).then(answer => answer.ok, () => false)) { return emulator; }
    await setTimeout(1000);
  }
  emulator.kill('SIGKILL');
  throw new Error('the emulator did not answer within two minutes');
}

let failures = 0;
function check(claim: string, holds: boolean, detail = ''): void {
  if (!holds) { failures++; }
  process.stdout.write(`${holds ? 'ok' : 'not ok'} - ${claim}${holds ? '' : `: ${detail}`}\n`);
}

async function main(): Promise<void> {
  install();
  const work = mkdtempSync(join(tmpdir(), 'keysmith-e2e-'));
  const program = join(work, 'keysmith.js');
  buildSync({ entryPoints: [join(root, 'handlers', 'keysmith-cli', 'index.ts')], outfile: program, bundle: true, minify: true, platform: 'node', target: 'node20' });
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const emulator = await start(port);
  try {
    const kms = new KMSClient({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: '111122223333', secretAccessKey: 'x' } });
    const makeKey = async (input: CreateKeyCommandInput = {}) => (await kms.send(new CreateKeyCommand({ Origin: 'EXTERNAL', ...input }))).KeyMetadata!.KeyId!;
    const keysmith = (keyId: string, input: Buffer, ...args: string[]) => {
      const result = spawnSync(process.execPath, [program, 'import', '--key-id', keyId, '--region', 'eu-west-1', '--endpoint', endpoint, ...args], { input, env: environment });
      return { code: result.status, error: String(result.stderr), report: result.stdout.length > 0 ? JSON.parse(String(result.stdout)) : {} };
    };
    const state = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata!;

    const symmetric = await makeKey();
    const material = randomBytes(32);
    check('a key of origin EXTERNAL waits for its material', (await state(symmetric)).KeyState === 'PendingImport');
    const first = keysmith(symmetric, material, '--never-expires');
    check('raw key material is imported and verified by a round trip', first.code === 0 && first.report.outcome === 'verified', first.error);
    check('the key is enabled', (await state(symmetric)).KeyState === 'Enabled');
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: symmetric, Plaintext: Buffer.from('old') }));

    const next = keysmith(symmetric, Buffer.from(randomBytes(32).toString('hex')), '--format', 'hex', '--expires', '30d', '--new-material', '--wrapping-algorithm', 'RSA_AES_KEY_WRAP_SHA_256');
    check('new material wrapped by AES is imported and rotated to', next.code === 0 && next.report.rotated === true, next.error);
    check('the new material is another one', next.report.keyMaterialId !== first.report.keyMaterialId && (await state(symmetric)).CurrentKeyMaterialId === next.report.keyMaterialId);
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob }));
    check('what the old material encrypted still decrypts', Buffer.from(Plaintext ?? []).toString() === 'old');

    const generated = keysmith(await makeKey(), Buffer.alloc(0), '--generate', '--no-copy', '--valid-to', new Date(Date.now() + 86_400_000).toISOString());
    check('generated key material is imported', generated.code === 0 && generated.report.outcome === 'verified', generated.error);

    const mac = keysmith(await makeKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }), randomBytes(32), '--never-expires');
    check('an HMAC key makes the MACs of its material', mac.code === 0 && mac.report.outcome === 'verified', mac.error);

    const pem = (pair: { privateKey: any }) => Buffer.from(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const rsa = keysmith(await makeKey({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }), pem(generateKeyPairSync('rsa', { modulusLength: 2048 })), '--format', 'pem', '--never-expires');
    check('an RSA key pair has the public key of its material', rsa.code === 0 && rsa.report.outcome === 'verified', rsa.error);
    const ec = keysmith(await makeKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }), pem(generateKeyPairSync('ec', { namedCurve: 'prime256v1' })), '--format', 'pem', '--never-expires');
    check('an EC key pair has the public key of its material', ec.code === 0 && ec.report.outcome === 'verified', ec.error);

    const ours = keysmith(await makeKey({ Origin: 'AWS_KMS' }), material, '--never-expires');
    check('a key with material of KMS is left alone', ours.code === 1 && /only a key of origin EXTERNAL/.test(ours.error), ours.error);
    const short = keysmith(await makeKey(), randomBytes(16), '--never-expires');
    check('material of another length is refused', short.code === 1 && /has 32 bytes, got: 16/.test(short.error), short.error);
  } finally {
    emulator.kill('SIGTERM');
    await Promise.race([new Promise(resolve => emulator.once('exit', resolve)), setTimeout(10_000).then(() => emulator.kill('SIGKILL'))]);
    rmSync(work, { recursive: true, force: true });
  }
}

main().then(() => process.exit(failures > 0 ? 1 : 0), error => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
});
