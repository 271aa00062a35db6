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

/**
 * A short text that two globs have in common; undefined where there is none. With `between`, one that has it where wildcards of both stand for any text:
 * `a*` and `*b` have `ab` in common, and `a…b`.
 */
export function commonText(one: Glob, other: Glob, between = ''): string | undefined {
  const [height, width] = [one.length + 1, other.length + 1];
  const seen = new Uint8Array(2 * height * width);
  // Depth first over pairs of positions; each pair is looked at once, and once more with what is between.
  const open: [number, number, string, boolean][] = [[0, 0, '', between === '']];
  while (open.length > 0) {
    const [i, j, text, whole] = open.pop()!;
    const place = (i + (whole ? height : 0)) * width + j;
    if (seen[place]) { continue; }
    seen[place] = 1;
    const [a, b] = [one[i], other[j]];
    if (a === undefined && b === undefined) {
      if (whole) { return text; }
      continue;
    }
    if (a === ANY_TEXT && b === ANY_TEXT && !whole) { open.push([i, j, text + between, true]); }
    if (a === ANY_TEXT && b !== undefined && b !== ANY_TEXT) { open.push([i, j + 1, text + character(b), whole]); }
    if (b === ANY_TEXT && a !== undefined && a !== ANY_TEXT) { open.push([i + 1, j, text + character(a), whole]); }
    if (a === ANY_TEXT) { open.push([i + 1, j, text, whole]); }
    if (b === ANY_TEXT) { open.push([i, j + 1, text, whole]); }
    if (a !== undefined && b !== undefined && a !== ANY_TEXT && b !== ANY_TEXT
      && (a === b || a === ANY_CHARACTER || b === ANY_CHARACTER)) { open.push([i + 1, j + 1, text + character(a === ANY_CHARACTER ? b : a), whole]); }
  }
  return undefined;
}

const character = (glob: Glob): string => glob === ANY_CHARACTER ? FILLER : glob;
