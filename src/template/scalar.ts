import { Either, hasSymbol, symbolNames, Truth } from '../iam/symbols';
import { remember } from '../private/remember';

/** A property of one resource: every value that it can have. */
export interface Scalar {
  /** False when the value can be one that is not listed. */
  readonly known: boolean;
  readonly values: readonly unknown[];
  /** What the deployment gives it by, where it has not one value only: parameters, conditions and the like. */
  readonly names?: readonly string[];
}

export function scalar(value: unknown): Scalar {
  if (value instanceof Either) {
    const [a, b] = [scalar(value.whenTrue), scalar(value.whenFalse)];
    return { known: a.known && b.known, values: [...a.values, ...b.values], names: [...value.condition ? [value.condition] : [], ...a.names ?? [], ...b.names ?? []] };
  }
  if (typeof value === 'string' && hasSymbol(value)) { return { known: false, values: [], names: symbolNames(value) }; }
  return typeof value === 'object' ? { known: false, values: [] } : shared(value);
}

/** Most keys of an app have the same few values. */
const shared = remember((value: unknown): Scalar => ({ known: true, values: [value] }));

/** The values that one can be, by the conditions of the template. */
export const eachOf = (value: unknown): readonly unknown[] =>
  value instanceof Either ? [...eachOf(value.whenTrue), ...eachOf(value.whenFalse)] : [value];

/** Whether the value has a property: 'unknown' where that depends on the deployment. */
export function holds(value: Scalar, test: (value: any) => boolean): Truth {
  if (!value.known) { return 'unknown'; }
  const found = value.values.map(test);
  return found.some(one => one !== found[0]) ? 'unknown' : found[0] ? 'yes' : 'no';
}

/** CloudFormation takes 'true' for true. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true';
export const isFalse = (value: unknown): boolean => value === false || value === 'false';
export const toNumber = (value: unknown): number => Number(value);
