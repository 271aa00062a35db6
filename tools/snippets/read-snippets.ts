import { existsSync, readFileSync, readdirSync } from 'fs';
import { join } from 'path';

/** A piece of TypeScript that readers see. */
export interface Snippet {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

/** Every file of a folder, and of the folders in it, whose name ends so. */
export function filesUnder(folder: string, end: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap(entry => entry.isDirectory()
      ? filesUnder(join(folder, entry.name), end)
      : entry.name.endsWith(end) ? [join(folder, entry.name)] : []).sort()
    : [];
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** The blocks of a page in a language. */
export function snippetsIn(file: string, language: string): Snippet[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`(?:${language})(?![a-z])[^\\n]*\\n([\\s\\S]*?)^\`\`\``, 'gm'))]
    .map(match => ({ file, line: lineOf(text, match.index) + 1, code: match[1] }));
}

/** The blocks of TypeScript in a page. */
export const snippetsOfPage = (file: string): Snippet[] => snippetsIn(file, 'ts|typescript');

/** The examples in the doc comments of a source file. */
export function snippetsOfSource(file: string): Snippet[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/@example[^\n]*\n([\s\S]*?)(?=\n\s*\*\s*@|\*\/)/g)].map(match => ({
    file,
    line: lineOf(text, match.index),
    code: match[1].split('\n').map(line => line.replace(/^\s*\* ?/, '')).join('\n'),
  }));
}
