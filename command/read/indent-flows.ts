import { parseDocument } from 'yaml';

/*
 * JSON within YAML, pasted as it was: `Key: {` and its lines no further in than the key. YAML wants them further in; CloudFormation takes them as they are.
 */

export const YAML_OPTIONS = { logLevel: 'error', uniqueKeys: true, keepSourceTokens: false, prettyErrors: false } as const;

export const isBadIndent = ({ code }: { readonly code: string }): boolean => code === 'BAD_INDENT';

/** Further in than anything of a template. */
const INDENT = ' '.repeat(400);
/** Texts with more of them are left as they are. */
const MOST_FLOWS = 100;

/** The text with the lines of each collection in brackets far enough in; the lines stay the same. */
export function withIndentedFlows(text: string): string {
  let indented = text;
  for (let i = 0; i < MOST_FLOWS; i++) {
    const wrong = parseDocument(indented, YAML_OPTIONS).errors.find(isBadIndent);
    if (!wrong) { return indented; }
    const end = endOfFlow(indented, wrong.pos[0]);
    if (end === undefined) { return text; }
    const start = indented.lastIndexOf('\n', wrong.pos[0]) + 1;
    indented = indented.slice(0, start) + indented.slice(start, end).replace(/^/gm, INDENT) + indented.slice(end);
  }
  return text;
}

/** Behind the bracket that closes the collection in which a place is. */
function endOfFlow(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"' || letter === "'") {
      const close = text.indexOf(letter, at + 1);
      if (close < 0) { return undefined; }
      at = close;
    } else if (letter === '{' || letter === '[') {
      depth++;
    } else if ((letter === '}' || letter === ']') && --depth === 0) {
      return at + 1;
    }
  }
  return undefined;
}
