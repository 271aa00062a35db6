import { isMultivalued, Test } from './condition-test';
import { addressLength, FAMILIES, filled, hasVariable, toNetwork, toTime } from './operators';
import { ANY_CHARACTER, ANY_TEXT, commonText, Glob, globOf } from './pattern';
import { Value } from './values';
import { arnParts } from '../private/arns';
import { remember } from '../private/remember';

/*
 * The values of a condition key that policies can tell apart. A policy names finitely many values and patterns; one value for each way in which
 * a request can meet them decides what all requests can.
 */

/** Values that stand for every value of a key, as far as these conditions look at it. Whether the key might be absent is another question. */
export function candidates(tests: readonly Test[], variables: (key: string) => readonly Value[] | undefined): readonly string[] {
  if (tests.some(({ condition }) => condition.values.some(hasVariable))) { return candidatesOf(tests, variables); }
  // One search after the other asks of the same conditions: other callers, other actions.
  return candidatesAgain(JSON.stringify(tests.map(({ condition: { base, values } }) => [base, values])))(() => candidatesOf(tests, variables));
}

const candidatesAgain = remember((_conditions: string) => {
  let made: readonly string[] | undefined;
  return (make: () => readonly string[]): readonly string[] => made ??= make();
}, 500);

function candidatesOf(tests: readonly Test[], variables: (key: string) => readonly Value[] | undefined): readonly string[] {
  const found = new Set<string>();
  const globs: Glob[] = [];
  const arns: Glob[] = [];
  const meanings = new Map<(texts: readonly string[]) => string[], string[]>();
  for (const { condition: { base, values } } of tests) {
    const kind = base.replace('not', '');
    const family = FAMILIES[kind];
    if (family === undefined) { continue; }
    const texts = values.flatMap(value => {
      if (!hasVariable(value)) { return [family.wildcards ? globOf(value) : value]; }
      const text = filled(value, family.wildcards, variables);
      return text === undefined || text === 'unknown' ? [] : [text.glob];
    });
    const more = SAMPLES.find(([start]) => kind.startsWith(start))?.[1];
    if (more) {
      meanings.set(more, [...meanings.get(more) ?? [], ...texts]);
      continue;
    }
    (kind.startsWith('arn') ? arns : globs).push(...texts);
    if (kind.endsWith('ignorecase')) { texts.forEach(text => globs.push(text.toUpperCase(), text.toLowerCase())); }
  }
  for (const [samples, texts] of meanings) { samples(texts).forEach(text => found.add(text)); }
  const all = [...new Set([...globs, ...arns])];
  // What only one of two patterns matches, and what both do.
  for (const glob of [...all, ...pairs(all).flatMap(([a, b]) => common(a, b)), ...pairs([...new Set(arns)]).flatMap(([a, b]) => commonArns(a, b))]) {
    samplesOf(glob).forEach(text => found.add(text));
  }
  if (all.length > 0) { found.add(arns.length > 0 ? 'arn:other:other:other:other:other' : 'other'); }
  return [...found];
}

/** More pairs than this are not tried: then a difference might be missed that needs a value of just these two. */
const MOST_PATTERNS = 40;
function pairs(globs: readonly Glob[]): [Glob, Glob][] {
  const open = globs.filter(glob => glob.includes(ANY_TEXT) || glob.includes(ANY_CHARACTER)).slice(0, MOST_PATTERNS);
  return open.flatMap((a, i) => open.slice(i + 1).map((b): [Glob, Glob] => [a, b]));
}

/** Texts that a glob stands for: with nothing, and with something unusual, in place of its wildcards. */
export const samplesOf = (glob: Glob): string[] => ['', 'x', 'some-other'].map(text => glob.replaceAll(ANY_TEXT, text).replaceAll(ANY_CHARACTER, 'x'));

/** What two globs have in common: the least, and what might be anything in between. */
const common = (a: Glob, b: Glob): Glob[] => [commonText(a, b), commonText(a, b, ANY_TEXT)].filter(isThere);
const isThere = (glob: Glob | undefined): glob is Glob => glob !== undefined;

/** ARNs are compared part by part. */
function commonArns(a: Glob, b: Glob): Glob[] {
  const [one, other] = [arnParts(a), arnParts(b)];
  const parts = one.length === other.length ? one.map((part, i) => common(part, other[i])) : [[]];
  return parts.some(part => part.length === 0) ? [] : [parts.map(([least]) => least).join(':'), parts.map(part => part[part.length - 1]).join(':')];
}

/** Every bound, what is just beside it, and what is between two. */
function around(bounds: readonly number[], step: number): number[] {
  const sorted = [...new Set(bounds)].sort((a, b) => a - b);
  return [...sorted.flatMap(bound => [bound - step, bound, bound + step]), ...sorted.slice(1).map((bound, i) => (bound + sorted[i]) / 2)];
}

const isNumber = (value: number | undefined): value is number => value !== undefined && !Number.isNaN(value);

function addressesOf(texts: readonly string[]): string[] {
  return texts.flatMap(text => {
    const network = toNetwork(text);
    if (!network) { return []; }
    const length = addressLength(network.version);
    const size = 2n ** BigInt(length - network.prefix);
    const first = network.bits - network.bits % size;
    // Of two networks one holds the other, or they share nothing: where the one ends, what is left of the other begins.
    const addresses = [first - 1n, first, first + size].filter(bits => bits >= 0n && bits < 2n ** BigInt(length));
    return addresses.map(bits => written(bits, network.version));
  });
}

function written(bits: bigint, version: number): string {
  const [count, base] = version === 4 ? [4, 256n] : [8, 65_536n];
  const parts = Array.from({ length: count }, (_, i) => bits / base ** BigInt(count - 1 - i) % base);
  return version === 4 ? parts.join('.') : parts.map(part => part.toString(16)).join(':');
}

/** Samples for operators that compare by meaning, by how their names start. */
const SAMPLES: readonly (readonly [string, (texts: readonly string[]) => string[]])[] = [
  ['numeric', texts => around(texts.map(Number).filter(isNumber), 1).map(String)],
  ['date', texts => around(texts.map(toTime).filter(isNumber), 1000).map(time => new Date(time).toISOString())],
  ['bool', () => ['true', 'false']],
  ['ipaddress', texts => [...addressesOf(texts), '203.0.113.77']],
  ['binary', texts => [...texts, 'b3RoZXI=']],
];

/** What a key can still be, after some conditions were asked to hold or not to. */
export interface Domain {
  /** Whether the request can lack the key. */
  readonly absent: boolean;
  /** Values that the key can have; each value of a key of several values is one of these. */
  readonly allowed: readonly string[];
  /** For keys of several values: of each list the request has one at least. */
  readonly needed: readonly (readonly string[])[];
}

/** The values that a key can have in a request: undefined where nothing is left. */
export function valuesOf({ absent, allowed, needed }: Domain): readonly string[] | undefined {
  const chosen = needed.map(list => list.find(value => allowed.includes(value)));
  if (allowed.length > 0 && !chosen.includes(undefined)) {
    return needed.length === 0 && absent ? [] : chosen.length === 0 ? [allowed[0]] : [...new Set(chosen as string[])];
  }
  return absent ? [] : undefined;
}

/** The domain once a condition must hold, or must not; undefined where it cannot. */
export function narrowed(domain: Domain, test: Test, wanted: boolean, variables: (key: string) => readonly Value[] | undefined): Domain | undefined {
  const { name, set } = test.condition;
  const truth = wanted ? 'yes' : 'no';
  const holds = (values: readonly Value[]): boolean => test.holds({ get: key => key === name ? values : variables(key) }) === truth;
  const absent = domain.absent && holds([]);
  const passing = (): string[] => domain.allowed.filter(value => holds([[value]]));
  const next: Domain = !isMultivalued(name) || (set === 'all') === wanted
    ? { ...domain, absent, allowed: passing() }
    : { ...domain, absent, needed: [...domain.needed, passing()] };
  return valuesOf(next) === undefined ? undefined : next;
}
