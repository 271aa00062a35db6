import { existsSync, readFileSync } from 'fs';
import { join, posix, relative } from 'path';
import { LANGUAGES, Translation } from './translate';
import { filesUnder } from '../snippets/read-snippets';

const root = join(__dirname, '..', '..');
export const SITE = 'https://cdk-keysmith.github.io/cdk-keysmith/';
const REPOSITORY = 'https://github.com/cdk-keysmith/cdk-keysmith/blob/main/';

/** A page of the site, before its examples are in tabs. */
export interface Page {
  /** Without its ending: `rules/RotationEnabled`. */
  readonly path: string;
  readonly markdown: string;
}

/** Pages that live elsewhere in the repository, by their path in the site. */
const ELSEWHERE: { readonly [path: string]: string } = {
  examples: 'examples/README.md', architecture: 'ARCHITECTURE.md', contributing: 'CONTRIBUTING.md', security: 'SECURITY.md', changes: 'CHANGELOG.md',
};

const withoutEnd = (file: string): string => file.replace(/\.md$/, '').replace(/(^|\/)README$/, '$1index');

/** Where a file of the repository is in the site, if it is. */
function inSite(file: string): string | undefined {
  if (file.startsWith('docs/') && file.endsWith('.md')) { return withoutEnd(file.slice('docs/'.length)); }
  return Object.keys(ELSEWHERE).find(path => ELSEWHERE[path] === file);
}

/** The file of the repository that a page is made of. */
function fileOf(page: string): string {
  return ELSEWHERE[page] ?? [`docs/${page}.md`, `docs/${page.replace(/(^|\/)index$/, '$1README')}.md`].find(file => existsSync(join(root, file)))!;
}

/** Every page that people wrote or a generator left in docs, and the few that are elsewhere. */
export function pagesOfRepository(): Page[] {
  const files = [...filesUnder(join(root, 'docs'), '.md').map(file => relative(root, file).replace(/\\/g, '/')), ...Object.values(ELSEWHERE)];
  const home = { path: 'index', markdown: readFileSync(join(root, 'site', 'home.md'), 'utf8') };
  return [home, ...files.map(file => ({ path: inSite(file)!, markdown: linked(file, readFileSync(join(root, file), 'utf8')) })).filter(({ path }) => path !== 'index')];
}

/** The anchor of a heading, as GitHub and the site make it. */
export const slug = (heading: string): string =>
  heading.replace(/[`*\\]/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');

/** Links to a heading that the page does not have. */
export function deadAnchors(pages: readonly Page[]): string[] {
  const anchors = new Map(pages.map(({ path, markdown }) => {
    const headings: string[] = [];
    outsideCode(markdown, text => { headings.push(...[...text.matchAll(/^#{1,6} (.*)$/gm)].map(match => slug(match[1]))); return text; });
    return [path, new Set(headings)] as const;
  }));
  return pages.flatMap(({ path, markdown }) => {
    const dead: string[] = [];
    outsideCode(markdown, text => text.replace(/\]\((?:\/([^)#\s]*?)\.md)?#([^)\s]+)\)/g, (all, target: string | undefined, anchor: string) => {
      if (anchors.get(target ?? path)?.has(anchor) === false) { dead.push(`${path}: no heading for ${target ?? path}#${anchor}`); }
      return all;
    }));
    return dead;
  });
}

/** Links as the site has them: to pages of it, or to files in the repository. A link to what does not exist is an error. */
function linked(file: string, markdown: string): string {
  return outsideCode(markdown, text => text.replace(/(!?\[[^\]]*\])\(([^)\s]+)\)/g, (all, label: string, target: string) => {
    if (/^(https?:|mailto:|#)/.test(target)) { return target.startsWith(SITE) ? `${label}(/${target.slice(SITE.length)})` : all; }
    const [path, anchor] = target.split('#');
    const wanted = posix.normalize(posix.join(posix.dirname(file), path)).replace(/\/$/, '');
    if (!existsSync(join(root, wanted))) { throw new Error(`${file}: a dead link to ${target}`); }
    const page = inSite(wanted) ?? (existsSync(join(root, wanted, 'README.md')) ? inSite(`${wanted}/README.md`) : undefined);
    if (page !== undefined) {
      // A file's name is for readers of the repository; the site names the page.
      const words = /^\[[\w/.-]+\.md\]$/.test(label) ? `[${shortTitle(titleOf({ path: page, markdown: readFileSync(join(root, fileOf(page)), 'utf8') }))}]` : label;
      return `${words}(/${page}.md${anchor ? `#${anchor}` : ''})`;
    }
    return label.startsWith('!') && wanted.startsWith('docs/') ? `${label}(/${wanted.slice('docs/'.length)})` : `${label}(${REPOSITORY}${wanted}${anchor ? `#${anchor}` : ''})`;
  }));
}

/** Changes the text of a page, and leaves its blocks and spans of code alone. */
export function outsideCode(markdown: string, change: (text: string) => string): string {
  return markdown.split(/(^```[\s\S]*?^```|^~~~[\s\S]*?^~~~)/m).map((part, i) => i % 2 === 1 ? part : change(part)).join('');
}

const BLOCK = /^```(?:ts|typescript)\n([\s\S]*?)^```$/gm;

/** The examples of a page. */
export const examplesOf = (markdown: string): string[] => [...markdown.matchAll(BLOCK)].map(match => match[1]).filter(code => !code.startsWith('// not compiled:'));

/** The page with each example in tabs, one for each language. */
export function withTabs(markdown: string, translations: ReadonlyMap<string, Translation>): string {
  // What cannot be compiled says why; readers need the reason only where it helps them.
  return markdown.replace(/^\/\/ not compiled: (an excerpt .*)$/gm, '// $1').replace(/^\/\/ not compiled: .*\n/gm, '').replace(BLOCK, (all, code: string) => {
    const translation = translations.get(code);
    return translation === undefined ? all : [
      '::: code-group',
      '',
      ...LANGUAGES.flatMap(({ title, highlight }) => [`\`\`\`${highlight} [${title}]`, translation[title], '```', '']),
      ':::',
    ].join('\n');
  });
}

/** The first heading of a page, as text. */
export function titleOf({ path, markdown }: Page): string {
  return (/^title: (.*)$/m.exec(/^---\n[\s\S]*?\n---/.exec(markdown)?.[0] ?? '')?.[1] ?? /^# (.*)$/m.exec(markdown)?.[1] ?? path).replace(/[`*\\]/g, '').trim();
}

/** A title without what follows its colon: for the side and for links. */
export const shortTitle = (title: string): string => title.split(': ')[0];

/** The first paragraph of a page, as one line of text. */
export function summaryOf({ markdown }: Page): string {
  const paragraph = markdown.replace(/^---\n[\s\S]*?\n---\n/, '').replace(/<!--[\s\S]*?-->/g, '').split(/\n\s*\n/).map(part => part.trim())
    .find(part => part !== '' && !/^(#|\||```|:::|!\[|[-*] |\d+\. )/.test(part)) ?? '';
  return paragraph.replace(/\s+/g, ' ').replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*`\\]/g, '');
}
