/*
 * Patterns of IAM, in which `*` stands for any text and `?` for one character. By two positions and no regular expression: a pattern is
 * text of a user, and `kms:*********x` must take no longer than `kms:*x`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
 */

/** Whether the `?` at a position is none of a symbol or an escape: `${?Name}`, `${?}`. */
const isWildcard = (pattern: string, at: number): boolean => pattern[at] === '?' && !(at >= 2 && pattern[at - 1] === '{' && pattern[at - 2] === '$');

/** Whether a text matches a pattern. */
export function matchesPattern(pattern: string, text: string): boolean {
  let [at, position, star, resume] = [0, 0, -1, 0];
  while (position < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      resume = position;
    } else if (at < pattern.length && (pattern[at] === text[position] || isWildcard(pattern, at))) {
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
  while (pattern[at] === '*') { at++; }
  return at === pattern.length;
}

/** Whether an action pattern matches an action. IAM compares action names without regard to case. */
export const matchesAction = (pattern: string, action: string): boolean => matchesPattern(pattern.toLowerCase(), action.toLowerCase());

/** Whether a pattern matches whatever there is. */
export const matchesEverything = (pattern: string): boolean => /^\*+$/.test(pattern);
