import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { dirname, join, relative } from 'path';
import { filesUnder } from './snippets/read-snippets';

export interface WritePagesOptions {
  /** Where the paths of the pages begin. */
  readonly root: string;
  /** A folder of generated pages only: a page there that is not written is removed. */
  readonly folder?: string;
  /** Write nothing; fail where a page differs. */
  readonly check: boolean;
  /** The command that writes the pages. */
  readonly how: string;
}

/** Writes generated pages, or says which are stale. */
export function writePages(pages: { readonly [page: string]: string }, { root, folder, check, how }: WritePagesOptions): void {
  const stale = Object.keys(pages).filter(page => !existsSync(join(root, page)) || readFileSync(join(root, page), 'utf8') !== pages[page]);
  const strange = folder === undefined ? [] : filesUnder(join(root, folder), '.md').map(file => relative(root, file).replace(/\\/g, '/')).filter(page => !(page in pages));
  if (check) {
    if (stale.length + strange.length > 0) {
      console.error(`${[...stale, ...strange].join(', ')}: not what would be generated; run ${how}`);
      process.exitCode = 1;
    }
    return;
  }
  for (const page of stale) {
    mkdirSync(dirname(join(root, page)), { recursive: true });
    writeFileSync(join(root, page), pages[page]);
  }
  for (const page of strange) { rmSync(join(root, page)); }
}

/** The page of an AWS service, as docs/ has it. */
export const servicePagePath = (service: string): string => `services/${service.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}.md`;
