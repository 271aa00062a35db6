import { execFileSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, resolve } from 'path';
import { oneLine, quoted, UserError } from '../user-error';

/** A path at a revision: `main:cdk.out`. */
export interface AtRevision {
  readonly revision: string;
  readonly path: string;
}

/** What `REV:path` says; undefined for what is a path on this machine. */
export function atRevision(given: string, cwd: string): AtRevision | undefined {
  if (existsSync(resolve(cwd, given)) || /^[A-Za-z]:[\\/]/.test(given)) { return undefined; }
  const [, revision, path] = /^([^:]+):(.+)$/.exec(given) ?? [];
  return revision === undefined ? undefined : { revision, path };
}

/** What is read of a folder: templates, and what the CDK says of them. */
const READ = /\.(json|yaml|yml|template)$/i;

/** Writes the files of a revision into a folder of its own, for as long as they are read. */
export function withRevision<T>({ revision, path }: AtRevision, cwd: string, read: (folder: string, path: string) => T): T {
  // What begins with a dash would be an option of git.
  if (revision.startsWith('-') || path.startsWith('-')) { throw new UserError(`${quoted(`${revision}:${path}`)} is no revision`); }
  const commit = git(cwd, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], `git knows no revision ${quoted(revision)}`).trim();
  const names = git(cwd, ['ls-tree', '-r', '-z', '--name-only', commit, '--', path], `git cannot list ${quoted(path)}`).split('\0').filter(name => name !== '');
  const files = names.filter(name => READ.test(name));
  if (files.length === 0) { throw new UserError(`there is no template at ${quoted(`${revision}:${path}`)}`); }
  const folder = mkdtempSync(join(tmpdir(), 'keysmith-'));
  try {
    for (const name of files) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, git(cwd, ['show', `${commit}:./${name}`], `git cannot read ${quoted(name)}`));
    }
    return read(folder, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The largest that git can say: templates are at most 1 MB. */
const MOST_BYTES = 64 * 1024 * 1024;

function git(cwd: string, args: readonly string[], otherwise: string): string {
  try {
    return execFileSync('git', [...args], { cwd, encoding: 'utf8', maxBuffer: MOST_BYTES, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    throw new UserError(code === 'ENOENT' ? 'git is not installed: a revision cannot be read' : `${otherwise}${stderr ? `: ${oneLine(stderr, 160)}` : ''}`);
  }
}
