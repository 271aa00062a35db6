import { existsSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';

/** `[`text`](../src/file.ts#L57)`: line 57 of the file holds the text. */
const LINK = /\[`([^`]+)`\]\(([^)\s#:]+)#L(\d+)\)/g;

const at = (page: string, path: string): string => join(dirname(page), path);

/** The line of a file that holds a text, the nearest to where it was; undefined where none does. */
function lineOf(file: string, text: string, was: number): number | undefined {
  if (!existsSync(file)) { return undefined; }
  const lines = readFileSync(file, 'utf8').split('\n').flatMap((line, i) => line.includes(text) ? [i + 1] : []);
  return lines.sort((a, b) => Math.abs(a - was) - Math.abs(b - was))[0];
}

/** Links of a page to lines that do not hold what the link says. */
export function wrongLines(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(LINK)].flatMap(([, text, path, line]) => {
    const now = lineOf(at(page, path), text, Number(line));
    return now === Number(line) ? [] : [`${page}: ${path}#L${line} does not hold '${text}'${now === undefined ? '' : `, line ${now} does; run \`npm run docs\``}`];
  });
}

/** Writes the lines as they are now. */
export function refreshLines(page: string): void {
  const markdown = readFileSync(page, 'utf8');
  const now = markdown.replace(LINK, (_, text: string, path: string, line: string) => `[\`${text}\`](${path}#L${lineOf(at(page, path), text, Number(line)) ?? line})`);
  if (now !== markdown) { writeFileSync(page, now); }
}
