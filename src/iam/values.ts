import { ANY_TEXT, commonText, Glob, globOf, matchesGlob } from './pattern';
import { hasSymbol, isReferenceTo, SYMBOLS, Truth } from './symbols';

/** One value of a request, by every text that stands for it: the ARN of a queue, and the symbol of its attribute. */
export type Value = readonly string[];

/** Whether a value is one that a glob stands for; 'unknown' where that depends on what CloudFormation fills in. */
export function matchesValue(glob: Glob, value: Value): Truth {
  if (value.some(text => text === glob || matchesGlob(glob, text))) { return 'yes'; }
  const open = hasSymbol(glob);
  // A text that is known in full decides, and so does the same attribute of another resource.
  if (open ? value.some(text => isReferenceTo(glob, text) === false) : value.some(text => !hasSymbol(text))) { return 'no'; }
  // All texts stand for the one value: what none of them could be, it is not.
  return value.length > 0 && value.every(text => commonText(opened(glob), opened(text)) !== undefined) ? 'unknown' : 'no';
}

/** A symbol can become any text. */
const opened = (text: string): Glob => text.replace(SYMBOLS, ANY_TEXT);

/** Whether a text matches a pattern; 'unknown' where a symbol could be anything. */
export const matches = (pattern: string, text: string, wildcards = true): Truth => matchesValue(wildcards ? globOf(pattern) : pattern, [text]);
