import { ChildProcess, execFileSync, spawn } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';

const ROOT = join(__dirname, '..', '..');
const START_SECONDS = 60;

/** What the examples take for an account and a Region when there is none. */
export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

/** A server that answers like AWS, on the loopback interface only, until it is stopped. */
export interface Emulator {
  readonly endpoint: string;
  /** For every client of the AWS SDK. The access key is how the emulators tell accounts apart. */
  readonly client: ClientConfig;
  /** What the server wrote so far, for when something failed. */
  log(): string;
  stop(): Promise<void>;
}

export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly forcePathStyle: boolean;
  readonly maxAttempts: number;
}

/**
 * MiniStack: deploys CloudFormation, runs Lambda functions as local processes, needs no container. It stores policies and enforces none, so what
 * it shows is wiring, never authorization. `env` are further settings of it.
 */
export async function startMiniStack(env: { [name: string]: string } = {}): Promise<Emulator> {
  const python = pythonWith('ministack', ['ministack==1.5.33', 'cryptography==50.0.2']);
  const port = await freePort();
  return start(join(python, 'ministack'), [], `http://127.0.0.1:${port}`, '/_ministack/health', {
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: `${port}`,
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    MINISTACK_REGION: REGION,
    LAMBDA_EXECUTOR: 'local',
    ...env,
  });
}

/**
 * moto: KMS operations that MiniStack lacks, such as ReplicateKey, grants, ReEncrypt and on-demand rotation. It runs no function and ignores most
 * of a key's template.
 */
export async function startMoto(): Promise<Emulator> {
  const python = pythonWith('moto', ['moto[server]==5.2.5']);
  const port = await freePort();
  return start(join(python, 'python'), [join(__dirname, 'moto_server.py'), '-H', '127.0.0.1', '-p', `${port}`], `http://127.0.0.1:${port}`, '/moto-api/', { MOTO_ACCOUNT_ID: ACCOUNT });
}

/** A virtual environment under .venv with these packages, made on first use; returns its folder of programs. */
export function pythonWith(name: string, packages: readonly string[]): string {
  const folder = join(ROOT, '.venv', name);
  const programs = join(folder, 'bin');
  const stamp = join(folder, 'installed.txt');
  const wanted = packages.join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) { return programs; }
  console.log(`# installing ${packages.join(' ')} into .venv/${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(ROOT, '.venv'), { recursive: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(join(programs, 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], { stdio: 'inherit' });
  writeFileSync(stamp, wanted);
  return programs;
}

async function start(program: string, args: string[], endpoint: string, health: string, env: { [name: string]: string }): Promise<Emulator> {
  const folder = mkdtempSync(join(tmpdir(), 'keysmith-e2e-'));
  const logFile = join(folder, 'emulator.log');
  const output = openSync(logFile, 'w');
  // A group of its own, so that the functions it started end with it; credentials of a person stay out of it.
  const child = spawn(program, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, ...env },
  });
  const emulator: Emulator = {
    endpoint,
    client: { endpoint, region: REGION, credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'emulated' }, forcePathStyle: true, maxAttempts: 2 },
    log: () => readFileSync(logFile, 'utf8'),
    stop: async () => {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  process.once('exit', () => { kill(child); });
  try {
    await healthy(child, `${endpoint}${health}`);
  } catch (error) {
    console.error(emulator.log());
    await emulator.stop();
    throw error;
  }
  return emulator;
}

async function healthy(child: ChildProcess, url: string): Promise<void> {
  const until = Date.now() + START_SECONDS * 1000;
  while (Date.now() < until && child.exitCode === null) {
    const ok = await fetch(url).then(response => response.ok, () => false);
    if (ok) { return; }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  throw new Error(`${url} did not answer within ${START_SECONDS} seconds`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) { return; }
  const ended = new Promise(resolve => child.once('exit', resolve));
  kill(child);
  await ended;
}

/** Ends the server and what it started. It keeps nothing worth saving. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) { return; }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') { throw error; }
  }
}

/** A port that nobody has at the moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
