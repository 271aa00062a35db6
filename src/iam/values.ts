import { ANY_TEXT, commonText, Glob, globOf, matchesGlob } from './pattern';
import { and, hasSymbol, isReferenceTo, SYMBOLS, Truth } from './symbols';
import { arnParts } from '../private/arns';

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

/** Whether a text is an ARN, whatever follows. */
export const isArn = (text: string): boolean => text.startsWith('arn:');
/** Whether ARNs can match a glob: one of six parts, of which the first can be a wildcard, or one that begins as they do. */
export const isArnPattern = (glob: Glob): boolean => isArn(glob) || (arnParts(glob).length === 6 && matchesGlob(arnParts(glob)[0], 'arn'));

/**
 * The same for ARNs: each of the six parts is compared on its own, and no wildcard reaches past a colon into the next part but in the last.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function matchesArn(glob: Glob, value: Value): Truth {
  const answers = value.map(text => isArnPattern(glob) && isArn(text) ? matchesParts(arnParts(glob), arnParts(text)) : matchesValue(glob, [text]));
  return answers.includes('yes') ? 'yes' : value.length === 0 || answers.includes('no') ? 'no' : 'unknown';
}

/** Symbols that stand within one part of an ARN: what they become holds no colon. */
const WITHIN_PART = /\$\{AWS\.(?:AccountId|Partition|Region)\}/g;
const mightHoldColon = (part: string): boolean => hasSymbol(part.replace(WITHIN_PART, ''));

function matchesParts(pattern: readonly string[], parts: readonly string[]): Truth {
  const found = pattern.length === parts.length ? and(pattern.map((part, i) => matchesValue(part, [parts[i]]))) : 'no';
  // From a symbol on that can hold colons nobody knows which part is which; in the last part colons are letters like others.
  const certain = [0, 1, 2, 3, 4].find(i => mightHoldColon(pattern[i] ?? '') || mightHoldColon(parts[i] ?? ''));
  if (certain === undefined || found === 'yes') { return found; }
  const start = and(pattern.slice(0, certain).map((part, i) => matchesValue(part, parts.slice(i, i + 1))));
  const rest = [pattern, parts].map(all => all.slice(certain).join(':'));
  return start === 'no' || matchesValue(rest[0], [rest[1]]) === 'no' ? 'no' : 'unknown';
}
