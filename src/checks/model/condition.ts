import { Either } from './symbols';
import { Evaluates, Json, plain, texts, UNKNOWN_TEXT } from './texts';

export interface Condition {
  /** As written: `ForAllValues:StringEqualsIfExists`. */
  readonly operator: string;
  /** `stringequals` */
  readonly base: string;
  readonly set: '' | 'any' | 'all';
  readonly ifExists: boolean;
  readonly negated: boolean;
  /** As written. */
  readonly key: string;
  /** The key in lower case, by which it is compared. */
  readonly name: string;
  readonly values: readonly string[];
}

export const NO_CONDITIONS: readonly Condition[] = [];

const OPERATOR = /^(?:for(any|all)values?:)?(.*?)(ifexists)?$/;
const operators = new Map<string, Pick<Condition, 'base' | 'set' | 'ifExists' | 'negated'>>();

function readOperator(operator: string): Pick<Condition, 'base' | 'set' | 'ifExists' | 'negated'> {
  let found = operators.get(operator);
  if (!found) {
    const [, set, base, ifExists] = OPERATOR.exec(operator.toLowerCase())!;
    found = { base, set: (set ?? '') as Condition['set'], ifExists: ifExists !== undefined, negated: /not/.test(base) };
    operators.set(operator, found);
  }
  return found;
}

/** The conditions of a statement, one for each key. */
export function readConditions(raw: unknown, place: Evaluates): readonly Condition[] {
  const given = plain(raw, place);
  if (given === undefined) { return NO_CONDITIONS; }
  if (given === null || typeof given !== 'object' || given instanceof Either) { return [{ ...readOperator(UNKNOWN_TEXT), operator: UNKNOWN_TEXT, key: UNKNOWN_TEXT, name: UNKNOWN_TEXT, values: [] }]; }
  const conditions: Condition[] = [];
  for (const operator in given) {
    const keys = plain((given as Json)[operator], place);
    const { base, set, ifExists, negated } = readOperator(operator);
    if (keys === null || typeof keys !== 'object' || keys instanceof Either) {
      conditions.push({ operator, base, set, ifExists, negated, key: UNKNOWN_TEXT, name: UNKNOWN_TEXT, values: [] });
      continue;
    }
    for (const key in keys) {
      conditions.push({ operator, base, set, ifExists, negated, key, name: key.toLowerCase(), values: texts((keys as Json)[key], place) });
    }
  }
  return conditions;
}
