/**
 * Builds the documentation site into site/dist, from docs/, the pages beside it and the compiled library. Needs no network.
 *
 *   npx tsx tools/site/build.ts            builds
 *   npx tsx tools/site/build.ts --pages    writes the pages only, into site/pages
 *   npx tsx tools/site/build.ts --twice    builds twice, and fails where the two differ
 */
import { createHash } from 'crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { Api } from './api';
import { llms } from './llms';
import { sidebars } from './navigation';
import { deadAnchors, examplesOf, pagesOfRepository, summaryOf, titleOf, withTabs } from './pages';
import { translate } from './translate';

const root = join(__dirname, '..', '..');
const site = join(root, 'site');

/** Writes what VitePress reads. */
function writeSources(): void {
  const api = new Api();
  const pages = [...pagesOfRepository(), ...api.pages()].sort((a, b) => a.path < b.path ? -1 : 1);
  const dead = deadAnchors(pages);
  if (dead.length > 0) { throw new Error(dead.join('\n')); }
  const translations = translate(pages.flatMap(({ markdown }) => examplesOf(markdown)));
  const out = join(site, 'pages');
  rmSync(out, { recursive: true, force: true });
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(out, file)), { recursive: true });
    writeFileSync(join(out, file), text);
  };
  for (const { path, markdown } of pages) { write(`${path}.md`, withTabs(markdown, translations)); }
  cpSync(join(root, 'docs', 'images'), join(out, 'images'), { recursive: true });
  write('public/llms.txt', llms(pages));
  cpSync(join(site, 'key.svg'), join(out, 'public', 'key.svg'));
  cpSync(join(root, 'docs', 'images', 'report-light.png'), join(out, 'public', 'report.png'));
  const json = (name: string, value: unknown): void => writeFileSync(join(site, name), `${JSON.stringify(value, undefined, 2)}\n`);
  json('navigation.json', sidebars(pages.map(page => ({ path: page.path, title: titleOf(page) })), { api: api.sidebar() }));
  json('descriptions.json', Object.fromEntries(pages.map(page => [page.path, summaryOf(page)])));
}

async function build(): Promise<string> {
  writeSources();
  if (process.argv.includes('--pages')) { return ''; }
  const { build: vitepress } = await import('vitepress');
  await vitepress(site);
  return fingerprint(join(site, 'dist'));
}

/** Of every file and its name. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => a.name < b.name ? -1 : 1)) {
      if (entry.isDirectory()) { add(join(path, entry.name)); } else { hash.update(`${join(path, entry.name).slice(folder.length)}\n`).update(readFileSync(join(path, entry.name))); }
    }
  };
  add(folder);
  return hash.digest('hex');
}

async function main(): Promise<void> {
  const first = await build();
  if (first !== '') { console.log(`site/dist: ${first}`); }
  if (process.argv.includes('--twice')) {
    const second = await build();
    console.log(`again:     ${second}`);
    if (first !== second) { throw new Error('two builds of the same sources differ'); }
  }
}

void main().catch((error: Error) => { console.error(error.message); process.exitCode = 1; });
