import { remember } from '../private/remember';

/*
 * Patterns of IAM, in which `*` stands for any text and `?` for one character. By two positions and no regular expression: a pattern is
 * text of a user, and `kms:*********x` must take no longer than `kms:*x`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
 */

/** A pattern whose wildcards are the two characters below, which no policy holds: what is filled in for a variable has none then. */
export type Glob = string;
export const ANY_TEXT = '\u0000';
export const ANY_CHARACTER = '\u0001';

/** Symbols (`${?Name}`) keep their question mark, and `${*}`, `${?}` and `${$}` are the characters themselves. */
const SPECIAL = /\$\{\?[^}]+\}|\$\{[*?$]\}|[*?]/g;

/** The glob of a pattern. */
export const globOf: (pattern: string) => Glob = remember(pattern => pattern.replace(SPECIAL, part =>
  part === '*' ? ANY_TEXT : part === '?' ? ANY_CHARACTER : part.length === '${*}'.length ? part[2] : part));

/** Whether a text matches a glob. */
export function matchesGlob(glob: Glob, text: string): boolean {
  let [at, position, star, resume] = [0, 0, -1, 0];
  while (position < text.length) {
    if (glob[at] === ANY_TEXT) {
      star = at++;
      resume = position;
    } else if (glob[at] === text[position] || glob[at] === ANY_CHARACTER) {
      at++;
      position++;
    } else if (star >= 0) {
      // The last `*` takes one character more; earlier ones have no need to.
      at = star + 1;
      position = ++resume;
    } else {
      return false;
    }
  }
  while (glob[at] === ANY_TEXT) { at++; }
  return at === glob.length;
}

/** Whether a text matches a pattern. */
export const matchesPattern = (pattern: string, text: string): boolean => matchesGlob(globOf(pattern), text);

/** Whether an action pattern matches an action. IAM compares action names without regard to case. */
export const matchesAction = (pattern: string, action: string): boolean => matchesPattern(pattern.toLowerCase(), action.toLowerCase());

/** Whether a pattern matches whatever there is. */
export const matchesEverything = (pattern: string): boolean => /^\*+$/.test(pattern);

/** What stands for a wildcard in a text made from a glob. */
const FILLER = 'x';

/** A short text that two globs have in common; undefined where there is none. */
export function commonText(one: Glob, other: Glob): string | undefined {
  const width = other.length + 1;
  const seen = new Uint8Array((one.length + 1) * width);
  // Depth first over pairs of positions; each pair is looked at once.
  const open: [number, number, string][] = [[0, 0, '']];
  while (open.length > 0) {
    const [i, j, text] = open.pop()!;
    if (seen[i * width + j]) { continue; }
    seen[i * width + j] = 1;
    const [a, b] = [one[i], other[j]];
    if (a === undefined && b === undefined) { return text; }
    if (a === ANY_TEXT && b !== undefined && b !== ANY_TEXT) { open.push([i, j + 1, text + character(b)]); }
    if (b === ANY_TEXT && a !== undefined && a !== ANY_TEXT) { open.push([i + 1, j, text + character(a)]); }
    if (a === ANY_TEXT) { open.push([i + 1, j, text]); }
    if (b === ANY_TEXT) { open.push([i, j + 1, text]); }
    if (a !== undefined && b !== undefined && a !== ANY_TEXT && b !== ANY_TEXT
      && (a === b || a === ANY_CHARACTER || b === ANY_CHARACTER)) { open.push([i + 1, j + 1, text + character(a === ANY_CHARACTER ? b : a)]); }
  }
  return undefined;
}

const character = (glob: Glob): string => glob === ANY_CHARACTER ? FILLER : glob;
