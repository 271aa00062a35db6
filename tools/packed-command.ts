/** The command as users get it: packed, and installed into a folder outside of the repository, whose node_modules a project inside would see. */
import { execFileSync, spawn, spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, dirname, join } from 'path';

const root = join(__dirname, '..');

export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Place {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
}

/** A folder of its own with these files. */
export function emptyFolder(files: { readonly [name: string]: string | object } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'keysmith-packed-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  }
  return folder;
}

/** Makes the tarball; needs the bundles and the compiled library. */
export function pack(): string {
  const folder = emptyFolder();
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 }));
  return join(folder, filename);
}

/** Installs packages into an empty project. */
export function install(...packages: readonly string[]): string {
  const folder = emptyFolder({ 'package.json': { name: 'app', private: true, version: '1.0.0' } });
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, npm_config_loglevel: 'error' } });
  return folder;
}

export function run(command: string, args: readonly string[], { cwd, env = process.env, input = '' }: Place): Answer {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error) { throw error; }
  return { code: status, out: stdout, err: stderr };
}

/** Runs a line of a pipeline, while this process answers as a server. */
export function runLine(line: string, { cwd, env = process.env }: Place): Promise<Answer> {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', text => { out += text; });
  child.stderr.on('data', text => { err += text; });
  return new Promise((done, failed) => { child.on('error', failed).on('close', code => { done({ code, out, err }); }); });
}

/** The environment of a process that finds these programs first. */
export const withPath = (...folders: readonly string[]): NodeJS.ProcessEnv => ({ ...process.env, PATH: [...folders, process.env.PATH].join(delimiter) });
