import { Either, hasSymbol, SYMBOLS } from './symbols';
import { LIMITS } from '../private/limits';

/** How many bytes a policy takes once CloudFormation has filled in what is not known yet. */
export interface SizeBounds {
  readonly least: number;
  readonly most: number;
}

/**
 * The longest text that a key policy names: the ARN of a role with a path of 512 and a name of 64 characters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export const LONGEST_TEXT = 'arn:aws-us-gov:iam::111122223333:role'.length + 512 + 64;

const between = (shortest: string, longest: string): SizeBounds => ({ least: shortest.length, most: longest.length });

/** What CloudFormation fills in of which the length is known, or nearly so. */
const LENGTHS: readonly (readonly [RegExp, SizeBounds])[] = [
  [/\.AccountId\}/, { least: 12, most: 12 }],
  [/\.Partition\}/, between('aws', 'aws-us-gov')],
  [/\.Region\}/, between('eu-west-1', 'us-isof-south-1')],
  [/\.URLSuffix\}/, between('c2s.ic.gov', 'amazonaws.com.cn')],
  [/\.StackName(InLowerCase)?\}/, { least: 1, most: 128 }],
  // The random end of a generated name.
  [/\.GeneratedEnd\}/, { least: 12, most: 13 }],
];
const ANYTHING: SizeBounds = { least: 0, most: LONGEST_TEXT };

/** What a symbol will be, as far as that is known. */
type Known = (symbol: string) => string | undefined;

/**
 * The size of a policy as KMS counts it: without white space. Exact where nothing is left to CloudFormation; where it is, KMS takes
 * the policy if the most is within the limit, and refuses it if the least is not.
 */
export function policySize(document: unknown, known: Known = () => undefined): SizeBounds {
  if (document instanceof Either) { return either(policySize(document.whenTrue, known), policySize(document.whenFalse, known)); }
  if (typeof document !== 'string') { return sizeOf(document, known); }
  try {
    return sizeOf(JSON.parse(document), known);
  } catch {
    return sizeOfText(document, known);
  }
}

/** Whether a policy is within the limit whatever is filled in, told by its characters and how many texts are not known. Cheap, so asked first. */
export const fitsSurely = (characters: number, unknowns: number): boolean =>
  // Two bytes a character is the most that Latin-1 takes.
  characters * 2 + unknowns * LONGEST_TEXT <= LIMITS.policyBytes;

function sizeOf(value: unknown, known: Known): SizeBounds {
  if (value instanceof Either) { return either(sizeOf(value.whenTrue, known), sizeOf(value.whenFalse, known)); }
  // What JSON leaves out.
  if (value === undefined) { return NOTHING; }
  if (typeof value === 'string') { return sizeOfText(JSON.stringify(value), known); }
  if (typeof value !== 'object' || value === null) { return exactly(JSON.stringify(value)); }
  if (Array.isArray(value)) { return enclosed(value.map(one => sizeOf(one, known))); }
  return enclosed(Object.entries(value).map(([name, inner]) => {
    const { least, most } = sizeOf(inner, known);
    const named = sizeOfText(`${JSON.stringify(name)}:`, known);
    return { least: least && least + named.least, most: most && most + named.most };
  }));
}

/** Brackets around parts with commas between them. */
const enclosed = (parts: readonly SizeBounds[]): SizeBounds => ({ least: listed(parts.map(({ least }) => least)), most: listed(parts.map(({ most }) => most)) });
const listed = (sizes: readonly number[]): number => {
  const there = sizes.filter(size => size > 0);
  return 2 + Math.max(0, there.length - 1) + there.reduce((sum, size) => sum + size, 0);
};

function sizeOfText(text: string, known: Known): SizeBounds {
  if (!hasSymbol(text)) { return exactly(text); }
  const { least, most } = exactly(text.replace(SYMBOLS, ''));
  const filled = text.match(SYMBOLS)!.map(symbol => sizeOfSymbol(symbol, known));
  return { least: filled.reduce((sum, one) => sum + one.least, least), most: filled.reduce((sum, one) => sum + one.most, most) };
}

function sizeOfSymbol(symbol: string, known: Known): SizeBounds {
  const text = known(symbol);
  if (text !== undefined && text !== symbol) { return sizeOfText(text, () => undefined); }
  return LENGTHS.find(([pattern]) => pattern.test(symbol))?.[1] ?? ANYTHING;
}

const NOTHING: SizeBounds = { least: 0, most: 0 };
const exactly = (text: string): SizeBounds => {
  const bytes = Buffer.byteLength(text, 'utf8');
  return { least: bytes, most: bytes };
};
const either = (a: SizeBounds, b: SizeBounds): SizeBounds => ({ least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) });
