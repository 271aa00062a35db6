import { shortTitle } from './pages';

/** The sections of the site and their pages, in reading order. A page that no section names comes last, under "More". */
export const SECTIONS: readonly { readonly title: string; readonly pages: readonly string[] }[] = [
  { title: 'First steps', pages: ['start', 'choosing', 'concepts', 'languages', 'examples'] },
  {
    title: 'Tasks',
    pages: ['encrypted-key', 'encrypted-resources', 'encrypt-an-app', 'encryption-operations', 'sharing-keys-between-stacks', 'cross-account', 'multi-region', 'key-kinds', 'rotation',
      'import', 'deletion', 'kms-grants', 'time-and-emergency-access', 'monitoring', 'lifecycle-report', 'organization-defaults', 'guardrails'],
  },
  { title: 'Existing apps', pages: ['existing-apps', 'migrating', 'adopt-a-key', 're-keying', 'command', 'pipelines', 'access-report', 'acknowledging-findings'] },
  { title: 'Help', pages: ['troubleshooting', 'faq', 'cost', 'feature-flags', 'glossary'] },
  { title: 'Reference', pages: ['services', 'resource-types', 'rules', 'controls', 'api/index', 'versioning', 'changes'] },
  { title: 'How it is built', pages: ['alternatives', 'architecture', 'decisions/index', 'adding-a-service', 'comparison', 'scanners', 'mutation', 'guide', 'contributing', 'security'] },
];

export interface Item { readonly text: string; readonly link?: string; readonly items?: readonly Item[] }

export interface Titled { readonly path: string; readonly title: string }

const item = ({ path, title }: Titled): Item => ({ text: shortTitle(title).replace(/^Keysmith-/, ''), link: `/${path.replace(/(^|\/)index$/, '$1')}` });

/** What stands at the side, from the pages that there are. Folders of many pages have a side of their own. */
export function sidebars(pages: readonly Titled[], folders: { readonly [folder: string]: readonly Item[] }): { [path: string]: readonly Item[] } {
  const byPath = new Map(pages.map(page => [page.path, page]));
  const inSections = new Set(SECTIONS.flatMap(section => section.pages));
  const more = pages.filter(({ path }) => !path.includes('/') && path !== 'index' && !inSections.has(path));
  const main = [
    ...SECTIONS.map(({ title, pages: names }) => ({ text: title, items: names.flatMap(name => byPath.has(name) ? [item(byPath.get(name)!)] : []) })),
    ...more.length > 0 ? [{ text: 'More', items: more.map(item) }] : [],
  ].filter(({ items }) => items.length > 0);
  const inFolder = (folder: string): Item[] => pages.filter(({ path }) => path.startsWith(`${folder}/`) && !path.endsWith('/index')).map(item);
  const documentation = { text: 'Documentation', link: '/start' };
  const index = (folder: string): string => byPath.has(folder) ? `/${folder}` : `/${folder}/`;
  const named = (folder: string): string => folder[0].toUpperCase() + folder.slice(1);
  return {
    ...Object.fromEntries(['services', 'rules', 'decisions'].map(folder => [`/${folder}/`, [documentation, { text: `All ${folder}`, link: index(folder) }, { text: named(folder), items: inFolder(folder) }]])),
    ...Object.fromEntries(Object.entries(folders).map(([folder, items]) => [`/${folder}/`, [documentation, { text: 'All types', link: index(folder) }, ...items]])),
    '/': main,
  };
}
