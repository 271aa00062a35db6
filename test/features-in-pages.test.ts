import { existsSync, readdirSync, readFileSync } from 'fs';
import { join, posix } from 'path';
import { Command } from 'commander';
import * as ts from 'typescript';
import { COMMANDS } from '../command/commands';
import { Io } from '../command/io';
import * as library from '../src';
import { CLASSES } from '../src/private/declared-types';
import { SECTIONS } from '../tools/site/navigation';
import { SITE } from '../tools/site/pages';
import { snippetsIn, snippetsOfPage } from '../tools/snippets/read-snippets';

/*
 * What the package advertises has an example in a page that readers reach. The examples are compiled and run by tools/check-docs.ts; here only which there are.
 */

const ROOT = join(__dirname, '..');
const BLOB = 'https://github.com/cdk-keysmith/cdk-keysmith/blob/main/';

/** The file of the repository that a link of a page leads to, if it is a page. */
function target(from: string, link: string): string | undefined {
  const [path] = link.split('#');
  const file = path.startsWith(SITE) ? `docs/${path.slice(SITE.length).replace(/\.html$/, '.md')}`
    : path.startsWith(BLOB) ? path.slice(BLOB.length)
      : /^[a-z]+:/.test(path) || path === '' ? '' : posix.normalize(posix.join(posix.dirname(from), path));
  return file.endsWith('.md') && existsSync(join(ROOT, file)) ? file : undefined;
}

/** The pages that readers reach from README and the navigation of the site, by links. */
function reached(): string[] {
  const pages = new Set(['README.md', ...SECTIONS.flatMap(({ pages: names }) => names).map(name => `docs/${name}.md`).filter(file => existsSync(join(ROOT, file)))]);
  for (const page of pages) {
    for (const [, link] of readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)) {
      const next = target(page, link);
      if (next?.startsWith('docs/')) { pages.add(next); }
    }
  }
  return [...pages];
}

const PAGES = reached();

/** `new X`, `X.member` and `.method`, as the examples of the pages write them. */
function written(): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node)) { found.add(`new ${node.expression.getText().replace(/^.*\./, '')}`); }
    if (ts.isPropertyAccessExpression(node)) {
      found.add(`.${node.name.text}`);
      found.add(`${node.expression.getText().replace(/^.*\./, '')}.${node.name.text}`);
    }
    if (ts.isMethodDeclaration(node)) { found.add(`.${node.name.getText()}`); }
    ts.forEachChild(node, visit);
  };
  for (const { file, code } of PAGES.flatMap(page => snippetsOfPage(join(ROOT, page)))) {
    if (!code.startsWith('// not compiled:')) { visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true)); }
  }
  return found;
}

const WRITTEN = written();
const TEXT = PAGES.map(page => readFileSync(join(ROOT, page), 'utf8')).join('\n');
const EXPORTED = new Set([...Object.keys(library), ...Object.keys(library.mixins)]);

/** Calls of one form, of which an example of one is enough, and what the CDK calls rather than users. */
const NOT_EACH = /^(is[A-Z]\w*|metric\w*|on[A-Z]\w*|supports|applyTo|validate|validateScope)$/;

/** Classes that are exported, and the methods of their bases; test/public-api/every-input.test.ts holds the table against the sources. */
const features = [...new Set(Object.entries(CLASSES).flatMap(([name, members]) => Object.keys(members)
  .filter(member => !NOT_EACH.test(member.replace('()', '')))
  .map(member => member === 'new' ? `new ${name}` : member.endsWith('()') ? `${name}.${member.slice(0, -2)}` : `.${member}`)))]
  .filter(feature => !/^(new )?[A-Z]/.test(feature.replace('new ', '')) || EXPORTED.has(feature.replace('new ', '').split('.')[0]));

test.each(features)('%s is in an example of a page', feature => { expect(WRITTEN.has(feature)).toBe(true); });

/** Specs, algorithms and operations have KMS's own names, services a page each; what is left are choices of this library. */
const OF_KMS = /^(KeyService|\w*KeySpec|SigningAlgorithmSpec|GrantOperation|KeyOperation|KeyRequestQuota|GuardedKeyOrigin|BusinessDay|OPERATIONS_OF)$/;
const choices = Object.entries<object>(library).filter(([name]) => !OF_KMS.test(name))
  .flatMap(([name, exported]) => Object.keys(exported).filter(key => /^[A-Z][A-Z0-9_]*$/.test(key)).map(key => [name, key]));

test.each(choices)('%s.%s has its name in a page', (_, choice) => { expect(new RegExp(`[^A-Z_]${choice}(?![A-Z_])`).test(TEXT)).toBe(true); });

const program = new Command();
for (const add of COMMANDS) { add(program, {} as Io, () => Promise.resolve()); }
const SHELL = PAGES.flatMap(page => snippetsIn(join(ROOT, page), 'console|sh|bash|yaml')).map(({ code }) => code).join('\n');

test.each([...program.commands.map(command => command.name()), 'import'])('a page shows keysmith %s', name => { expect(new RegExp(`keysmith ${name}\\b`).test(SHELL)).toBe(true); });

test('every page of docs has a place in the navigation of the site', () => {
  const named = SECTIONS.flatMap(({ pages }) => pages);
  expect(readdirSync(join(ROOT, 'docs')).filter(file => file.endsWith('.md') && file !== 'README.md').map(file => file.slice(0, -3)).filter(page => !named.includes(page))).toEqual([]);
});

test('every page of docs is reached by a link from README or the navigation', () => {
  const pages = ['docs', 'docs/services', 'docs/rules'].flatMap(folder => readdirSync(join(ROOT, folder)).filter(file => file.endsWith('.md')).map(file => `${folder}/${file}`));
  expect(pages.filter(page => page !== 'docs/README.md' && !PAGES.includes(page))).toEqual([]);
});
