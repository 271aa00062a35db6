import { Condition } from './condition';
import { FAMILIES, filled, hasVariable, Match, variablesOf } from './operators';
import { globOf } from './pattern';
import { MULTIVALUED_KEYS } from './reference-data';
import { and, isOpaque, not, or, symbolNames, Truth } from './symbols';
import { Value } from './values';

/** What is known of the condition keys of a request. */
export interface Context {
  /** The values of a key, by its name in lower case: none where the request lacks the key, undefined where that is not known. */
  get(name: string): readonly Value[] | undefined;
}

/** A condition made ready to be asked of many requests. */
export interface Test {
  readonly condition: Condition;
  /** Whether the condition holds for a request. */
  holds(context: Context): Truth;
  /** How a value that the request has compares with those of the condition, regardless of `Not`. */
  match(value: Value, context: Context): Match;
  /** What would settle it where the answer is 'unknown', in words. */
  needs(context: Context): string[];
}

const MULTIVALUED: ReadonlySet<string> = new Set(MULTIVALUED_KEYS.map(name => name.toLowerCase()));
export const isMultivalued = (name: string): boolean => MULTIVALUED.has(name);

/** Makes a condition ready. Policy variables are filled in only in policies of version 2012-10-17. */
export function testOf(condition: Condition, variables: boolean): Test {
  const { base, negated, name, values, physical } = condition;
  const family = FAMILIES[base.replace('not', '')];
  const wanted = values.map(value => ({ value, glob: !family?.wildcards ? value : globOf(value), variable: variables && hasVariable(value), physical: physical?.[value] }));
  const match = (value: Value, context: Context): Match => family === undefined ? 'unknown' : best(wanted, one => {
    if (!one.variable) {
      const found = family.compare(one.glob, value);
      return found === 'unknown' && one.physical !== undefined ? family.compare(one.physical, value) : found;
    }
    const text = filled(one.value, family.wildcards, key => context.get(key));
    return text === 'unknown' ? text : text === undefined ? 'invalid' : family.compare(text.glob, value);
  });
  const holds = (context: Context): Truth => {
    const given = isOpaque(name) ? undefined : context.get(name);
    if (given === undefined) { return 'unknown'; }
    if (base === 'null') { return condition.set === '' ? isNull(given.length === 0, values) : setOfNull(condition.set); }
    if (given.length === 0) { return whenAbsent(condition); }
    // A key of several values is compared by a set operator only.
    if (condition.set === '' && isMultivalued(name)) { return 'no'; }
    const one = (value: Value): Truth => {
      const found = match(value, context);
      return found === 'invalid' ? 'no' : negated ? not(found) : found;
    };
    return given.length === 1 ? one(given[0]) : condition.set === 'all' || (negated && condition.set === '') ? and(given.map(one)) : or(given.map(one));
  };
  return { condition, holds, match, needs: context => needs(condition, variables, context) };
}

/** One value of the policy is enough. */
function best<T>(wanted: readonly T[], compare: (one: T) => Match): Match {
  let found: Match = 'no';
  for (const one of wanted) {
    const next = compare(one);
    if (next === 'yes') { return next; }
    if (next === 'unknown' || (next === 'invalid' && found === 'no')) { found = next; }
  }
  return found;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-null-with-qualifier */
const setOfNull = (set: 'any' | 'all'): Truth => set === 'all' ? 'yes' : 'no';

function isNull(absent: boolean, values: readonly string[]): Truth {
  return or(values.map(value => ['true', 'false'].includes(value.toLowerCase()) ? (value.toLowerCase() === 'true') === absent ? 'yes' : 'no' : 'unknown'));
}

/** Whether a condition on a key that the request lacks holds. */
function whenAbsent({ negated, ifExists, set }: Condition): Truth {
  return ifExists || set === 'all' || (negated && set !== 'any') ? 'yes' : 'no';
}

function needs({ name, key, values, operator }: Condition, variables: boolean, context: Context): string[] {
  if (isOpaque(name)) { return symbolNames(key); }
  const given = context.get(name);
  if (given === undefined) { return [`condition key ${key}`]; }
  const keys = variables ? values.flatMap(variablesOf).filter(variable => context.get(variable) === undefined) : [];
  const symbols = [...values, ...given.flat()].flatMap(symbolNames);
  return [...keys.map(variable => `condition key ${variable}`), ...symbols, ...(symbols.length + keys.length === 0 ? [`operator ${operator}`] : [])];
}

/** A context of known values; keys that are not among them are absent, or not known. */
export function contextOf(given: { readonly [name: string]: readonly Value[] | undefined }, isAbsent: (name: string) => boolean): Context {
  return { get: name => Object.prototype.hasOwnProperty.call(given, name) ? given[name] : isAbsent(name) ? NONE : undefined };
}
const NONE: readonly Value[] = [];
