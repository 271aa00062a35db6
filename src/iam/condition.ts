import { hasSymbol, isObject } from './symbols';
import { Evaluates, plain, texts, UNKNOWN_TEXT } from './texts';
import { remember } from '../private/remember';

export interface Condition {
  /** As written: `ForAllValues:StringEqualsIfExists`. */
  readonly operator: string;
  /** `stringequals` */
  readonly base: string;
  readonly set: '' | 'any' | 'all';
  /** Whether the operator holds for requests without the key, which no `Null` of the statement asks for. */
  readonly ifExists: boolean;
  readonly negated: boolean;
  /** As written. */
  readonly key: string;
  /** The key in lower case, by which it is compared. */
  readonly name: string;
  readonly values: readonly string[];
  /** What values with symbols will be, as far as that is known. */
  readonly physical?: { readonly [value: string]: string };
}

const OPERATOR = /^(?:for(any|all)values?:)?(.*?)(ifexists)?$/;

const readOperator = remember((operator: string): Pick<Condition, 'base' | 'set' | 'ifExists' | 'negated'> => {
  const [, set = '', base, ifExists] = OPERATOR.exec(operator.toLowerCase())!;
  return { base, set: set as Condition['set'], ifExists: ifExists !== undefined, negated: /not/.test(base) };
});

const unknownCondition = (operator: string): Condition =>
  ({ ...readOperator(operator), operator, key: UNKNOWN_TEXT, name: UNKNOWN_TEXT, values: [] });

/** The conditions of a statement, one for each key. */
export function readConditions(raw: unknown, place: Evaluates): readonly Condition[] {
  const given = plain(raw, place);
  if (given === undefined) { return []; }
  if (!isObject(given)) { return [unknownCondition(UNKNOWN_TEXT)]; }
  const conditions: Condition[] = [];
  for (const operator in given) {
    const keys = plain(given[operator], place);
    // AWS::NoValue leaves the object.
    if (keys === undefined) { continue; }
    const { base, set, ifExists, negated } = readOperator(operator);
    if (!isObject(keys)) {
      conditions.push(unknownCondition(operator));
      continue;
    }
    for (const key in keys) {
      if (plain(keys[key], place) === undefined) { continue; }
      const values = once(isTruth(base) ? texts(keys[key], place).map(toTruth) : texts(keys[key], place));
      conditions.push({ operator, base, set, ifExists, negated, key, name: key.toLowerCase(), values, ...physicalOf(values, place) });
    }
  }
  return conditions.map(condition => condition.ifExists && isThere(condition.name, conditions) ? { ...condition, ifExists: false } : condition);
}

/** Whether requests must have the key of a condition, so that IfExists says nothing. */
const isThere = (key: string, conditions: readonly Condition[]): boolean =>
  conditions.some(({ base, set, name, values }) => base === 'null' && set === '' && name === key && values.length > 0 && values.every(value => value === 'false'));

/** A value that is written twice is one. */
const once = (values: readonly string[]): readonly string[] => values.length > 1 ? [...new Set(values)] : values;

const isTruth = (base: string): boolean => base === 'bool' || base === 'null';
/** `True` is `true`. */
const toTruth = (value: string): string => /^(true|false)$/i.test(value) ? value.toLowerCase() : value;

function physicalOf(values: readonly string[], place: Evaluates): Pick<Condition, 'physical'> | undefined {
  const known = place.physical ? values.filter(hasSymbol).flatMap(value => {
    const will = place.physical!(value);
    return will === undefined ? [] : [[value, will]];
  }) : [];
  return known.length > 0 ? { physical: Object.fromEntries(known) } : undefined;
}
