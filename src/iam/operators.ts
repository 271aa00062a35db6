import { isIP } from 'net';
import { ANY_CHARACTER, ANY_TEXT, Glob, globOf } from './pattern';
import { hasSymbol, isStandIn, Truth } from './symbols';
import { isArn, isArnPattern, matchesArn, matchesValue, Value } from './values';
import { remember } from '../private/remember';

/*
 * The families of condition operators: how one value of a policy compares with one value of a request. `Not` and the set operators are
 * made of these by the condition.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */

/** Whether a value of a request is that of the policy. 'invalid': one of the two is nothing that the operator compares. */
export type Match = Truth | 'invalid';
export type Comparison = (wanted: Glob, given: Value) => Match;

/** How the values of an operator are read: whether `*` and `?` are wildcards in them, and in which case. */
export interface Family {
  readonly compare: Comparison;
  readonly wildcards: boolean;
}

const text: Comparison = matchesValue;
const textIgnoringCase: Comparison = (wanted, given) => matchesValue(wanted.toLowerCase(), given.map(value => value.toLowerCase()));

/** Operators on what a text says: not known while CloudFormation fills in a part of it. */
const ofMeaning = <T>(read: (text: string) => T | undefined, holds: (given: T, wanted: T) => boolean): Comparison => (wanted, given) => {
  const known = given.find(value => !hasSymbol(value));
  if (known === undefined || hasSymbol(wanted)) { return 'unknown'; }
  const [a, b] = [read(known), read(wanted)];
  return a === undefined || b === undefined ? 'invalid' : holds(a, b) ? 'yes' : 'no';
};

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const toNumber = (value: string): number | undefined => NUMBER.test(value) ? Number(value) : undefined;
/** W3C's profile of ISO 8601, or seconds since 1970. */
const DATE = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d))?)?)?$/;
export const toTime = remember((value: string): number | undefined => {
  if (/^\d{5,}$/.test(value)) { return Number(value) * 1000; }
  const time = DATE.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
});
const toBoolean = (value: string): boolean | undefined => ({ true: true, false: false } as { [text: string]: boolean })[value.toLowerCase()];
const toBytes = (value: string): string | undefined => /^[A-Za-z0-9+/]*={0,2}$/.test(value) ? Buffer.from(value, 'base64').toString('hex') : undefined;

interface Network {
  readonly version: number;
  readonly bits: bigint;
  readonly prefix: number;
}

/** Bits of an address: 32 for IPv4, 128 for IPv6. */
export const addressLength = (version: number): number => version === 4 ? 32 : 128;

export const toNetwork = remember((value: string): Network | undefined => {
  const [address, prefix, more] = value.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) { return undefined; }
  const length = prefix === undefined ? addressLength(version) : Number(prefix);
  return length > addressLength(version) ? undefined : { version, bits: version === 4 ? bitsOf(address.split('.'), 10, 256n) : bitsOf(groups(address), 16, 65_536n), prefix: length };
});

const bitsOf = (parts: readonly string[], base: number, values: bigint): bigint =>
  parts.reduce((bits, part) => bits * values + BigInt(parseInt(part, base)), 0n);

/** The eight groups of an IPv6 address. */
function groups(address: string): string[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const hex = dotted ? `${dotted[1]}${[[2, 3], [4, 5]].map(pair => pair.map(i => Number(dotted[i]).toString(16).padStart(2, '0')).join('')).join(':')}` : address;
  const [head, tail] = hex.split('::').map(part => part === '' ? [] : part.split(':'));
  return tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
}

/** Whether the first network holds the second. */
function contains(outer: Network, inner: Network): boolean {
  const size = 2n ** BigInt(addressLength(outer.version) - outer.prefix);
  return outer.version === inner.version && inner.prefix >= outer.prefix && inner.bits / size === outer.bits / size;
}

/** Whether it can take the deployment to make an ARN of a text. */
const isOpenArn = (value: string): boolean => hasSymbol(value) || isStandIn(value);

/**
 * Two ARNs are compared, or nothing is. Of `*` alone AWS does not say whether it stands for every ARN, as people who write it mean, or for none, as it has not
 * the six parts that are compared one by one (docs/decisions/0038-what-aws-does-not-say-of-conditions.md).
 */
const arn: Comparison = (wanted, given) => {
  if (isEveryText(wanted)) { return 'unknown'; }
  if (!isOpenArn(wanted) && !isArnPattern(wanted)) { return 'invalid'; }
  const known = given.find(value => !isOpenArn(value));
  if (isOpenArn(wanted) || known === undefined) { return matchesArn(wanted, given); }
  return isArn(known) ? matchesArn(wanted, [known]) : 'invalid';
};

/** Whether a glob stands for every text. */
const isEveryText = (glob: Glob): boolean => glob !== '' && glob.replaceAll(ANY_TEXT, '') === '';

/** Whether a condition asks for an ARN by a value of which it is not known whether it stands for any: `ArnLike` of `*`. */
export const asksForWhateverArn = (base: string, value: string): boolean => base.startsWith('arn') && isEveryText(globOf(value));

const numeric = (holds: (given: number, wanted: number) => boolean): Family => ({ compare: ofMeaning(toNumber, holds), wildcards: false });
const date = (holds: (given: number, wanted: number) => boolean): Family => ({ compare: ofMeaning(toTime, holds), wildcards: false });
const equal = (a: unknown, b: unknown): boolean => a === b;
const less = (a: number, b: number): boolean => a < b;
const greater = (a: number, b: number): boolean => a > b;
const atMost = (a: number, b: number): boolean => a <= b;
const atLeast = (a: number, b: number): boolean => a >= b;

/** By the base of the operator without `Not`. */
export const FAMILIES: { readonly [base: string]: Family | undefined } = {
  stringequals: { compare: text, wildcards: false },
  stringequalsignorecase: { compare: textIgnoringCase, wildcards: false },
  stringlike: { compare: text, wildcards: true },
  arnequals: { compare: arn, wildcards: true },
  arnlike: { compare: arn, wildcards: true },
  bool: { compare: ofMeaning(toBoolean, equal), wildcards: false },
  binaryequals: { compare: ofMeaning(toBytes, equal), wildcards: false },
  ipaddress: { compare: ofMeaning(toNetwork, (given, wanted) => contains(wanted, given)), wildcards: false },
  numericequals: numeric(equal),
  numericlessthan: numeric(less),
  numericlessthanequals: numeric(atMost),
  numericgreaterthan: numeric(greater),
  numericgreaterthanequals: numeric(atLeast),
  dateequals: date(equal),
  datelessthan: date(less),
  datelessthanequals: date(atMost),
  dategreaterthan: date(greater),
  dategreaterthanequals: date(atLeast),
};

/** `${aws:username}` or `${aws:username, 'nobody'}`. Symbols and escapes hold no colon. */
const VARIABLE = /\$\{([^{}:,]+:[^{},]+)(?:,\s*'([^']*)')?\}/g;
export const hasVariable = (value: string): boolean => value.includes('${') && value.search(VARIABLE) !== -1;
/** The condition keys that the policy variables of a text name, in lower case. */
export const variablesOf = (value: string): string[] => [...value.matchAll(VARIABLE)].map(([, key]) => key.trim().toLowerCase());

/** What a text becomes once its policy variables are filled in: undefined where a variable has no value, 'unknown' where that is not known. */
export function filled(value: string, wildcards: boolean, valueOf: (key: string) => readonly Value[] | undefined): { readonly glob: Glob } | 'unknown' | undefined {
  let state: 'known' | 'unknown' | 'none' = 'known';
  const globs: string[] = [];
  // The rest is a pattern; what is filled in is not.
  const parts = value.replace(VARIABLE, (_, key: string, otherwise: string | undefined) => {
    const values = valueOf(key.trim().toLowerCase());
    const only = values?.length === 1 ? values[0][0] : otherwise;
    if (values === undefined) { state = state === 'none' ? 'none' : 'unknown'; } else if (only === undefined) { state = 'none'; }
    globs.push(only ?? '');
    return PLACE;
  }).split(PLACE);
  return state === 'known' ? { glob: parts.map((part, i) => globPart(part, wildcards) + (globs[i] ?? '')).join('') } : state === 'unknown' ? 'unknown' : undefined;
}

const PLACE = '\u0002';
const globPart = (part: string, wildcards: boolean): Glob => wildcards ? globOf(part) : part;

/** Whether a glob stands for more than one text. */
export const isOpenGlob = (glob: Glob): boolean => glob.includes(ANY_TEXT) || glob.includes(ANY_CHARACTER);
