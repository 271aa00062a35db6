
/*
 * Values of a template, as far as they are known before deployment. A text that CloudFormation fills in later keeps a symbol in
 * its place:
 *
 *   ${AWS.AccountId}     a pseudo parameter of a stack that does not know where it is
 *   ${s3#Key}            Ref of the resource `Key` in the fourth stack of the app
 *   ${s3#Key.Arn}        its attribute Arn
 *   ${?Name}             nothing is known of it
 *
 * Policy variables such as ${aws:username} hold a colon and so stay what they are.
 */

const SYMBOL = /\$\{(?:(?:AWS|aws)\.\w+|s\d+#[^}]*|\?[^}]+)\}/;
export const SYMBOLS = new RegExp(SYMBOL, 'g');
const OPAQUE = '${?';

export const opaque = (what: string): string => `\${?${what.replace(/[{}:]/g, '.')}}`;
export const resourceSymbol = (stack: number, logicalId: string, attribute?: string): string =>
  `\${s${stack}#${logicalId}${attribute ? `.${attribute}` : ''}}`;

/** Whether nothing is known of a part of the text. */
export const isOpaque = (value: unknown): boolean => typeof value === 'string' && value.includes(OPAQUE);
/** Whether CloudFormation fills in a part of the text. */
export const hasSymbol = (value: string): boolean => value.includes('${') && SYMBOL.test(value);

export interface ResourceReference {
  readonly stack: number;
  readonly logicalId: string;
  readonly attribute?: string;
}

const REFERENCE = /^\$\{s(\d+)#([^.}]+)(?:\.([^}]+))?\}$/;
const LAST_REFERENCE = /\$\{s(\d+)#([^.}]+)(?:\.([^}]+))?\}$/;

const toReference = (match: RegExpExecArray | null): ResourceReference | undefined =>
  match ? { stack: Number(match[1]), logicalId: match[2], attribute: match[3] } : undefined;

/** The resource that a text is, when it is nothing else. */
export const referenceOf = (value: string): ResourceReference | undefined => toReference(REFERENCE.exec(value));
/** The resource that a text ends with: `arn:…:key/${s0#Key}`. */
export const trailingReference = (value: string): ResourceReference | undefined => toReference(LAST_REFERENCE.exec(value));

/** Whether two texts are the same attribute of one resource; undefined where they are not the same attribute of two. */
export function isReferenceTo(one: string, other: string): boolean | undefined {
  const [a, b] = [trailingReference(one), trailingReference(other)];
  if (!a || !b || a.attribute !== b.attribute || one.replace(LAST_REFERENCE, '') !== other.replace(LAST_REFERENCE, '')) { return undefined; }
  return a.stack === b.stack && a.logicalId === b.logicalId;
}

/** What people know the symbols of a text by, for what depends on them. */
export const symbolNames = (text: string): string[] => (text.match(SYMBOLS) ?? []).map(symbol =>
  symbol.startsWith('${AWS.') ? `AWS::${shown(symbol)}` : shown(symbol).replace(/^<(.*)>$/, '$1'));

/** In which partition or account the stack stands settles nothing that a parameter leaves open. */
const OF_THE_PLACE: ReadonlySet<string> = new Set(['AWS::AccountId', 'AWS::Partition', 'AWS::URLSuffix']);

/** What would settle several texts, each once. */
export function decisiveNames(texts: readonly string[]): string[] {
  const names = [...new Set(texts.flatMap(symbolNames))];
  const chosen = names.filter(name => !OF_THE_PLACE.has(name));
  return chosen.length > 0 ? chosen : names;
}

/** Whether a value has parts to read: neither null nor one that the deployment chooses. */
export const isObject = (value: unknown): value is { readonly [key: string]: unknown } => typeof value === 'object' && value !== null && !(value instanceof Either);

/** Two values, of which CloudFormation picks one by a condition. */
export class Either {
  constructor(public readonly whenTrue: unknown, public readonly whenFalse: unknown, public readonly condition: string = '') {}
}

/** Around what stands in for a symbol where a search takes it for a text like others, equal to itself alone. */
const [OPENS, CLOSES] = ['\u2039', '\u203a'];
/** The text with stand-ins for its symbols, in which no `?` is a wildcard. */
export const standingIn = (text: string): string => text.replace(SYMBOLS, symbol => OPENS + symbol.slice(2, -1).replace(/\?/g, '\u00bf') + CLOSES);
export const symbolsAgain = (text: string): string => text.replace(/\u2039([^\u203a]*)\u203a/g, (_, name: string) => `\${${name.replace(/\u00bf/g, '?')}}`);
/** Whether a text is a stand-in from its first letter on: an ARN, if that is what it stands for. */
export const isStandIn = (text: string): boolean => text.startsWith(OPENS);

/** How a symbol is shown to people: `Key.Arn`. */
export function shown(value: string): string {
  return value
    .replace(/\$\{s\d+#([^}]*)\}/g, '$1')
    .replace(/\$\{AWS\.(\w+)\}/g, '$1')
    .replace(/\$\{\?([^}]*)\}/g, '<$1>');
}

export type Truth = 'yes' | 'no' | 'unknown';

export const and = (values: readonly Truth[]): Truth => values.includes('no') ? 'no' : values.includes('unknown') ? 'unknown' : 'yes';
export const or = (values: readonly Truth[]): Truth => values.includes('yes') ? 'yes' : values.includes('unknown') ? 'unknown' : 'no';

export const not = (value: Truth): Truth => value === 'yes' ? 'no' : value === 'no' ? 'yes' : 'unknown';

/** Whether two values are the same account, region or the like. */
export const same = (a: string, b: string): Truth => a === b ? 'yes' : hasSymbol(a) || hasSymbol(b) ? 'unknown' : 'no';
