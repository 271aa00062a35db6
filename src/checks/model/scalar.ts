import { Either, isOpaque, Truth } from './symbols';

/** A property of one resource: every value that it may have. */
export interface Scalar {
  /** False when the value may be one that is not listed. */
  readonly known: boolean;
  readonly values: readonly unknown[];
}

export function scalar(value: unknown): Scalar {
  if (value instanceof Either) {
    const [a, b] = [scalar(value.whenTrue), scalar(value.whenFalse)];
    return { known: a.known && b.known, values: [...a.values, ...b.values] };
  }
  if (isOpaque(value) || (value !== null && typeof value === 'object')) { return { known: false, values: [] }; }
  let found = SHARED.get(value);
  if (!found) {
    found = { known: true, values: [value] };
    if (SHARED.size < 1000) { SHARED.set(value, found); }
  }
  return found;
}

/** Most keys of an app have the same few values. */
const SHARED = new Map<unknown, Scalar>();

/** Whether the value has a property: 'unknown' where that depends on the deployment. */
export function holds(value: Scalar, test: (value: any) => boolean): Truth {
  if (value.known && value.values.length === 1) { return test(value.values[0]) ? 'yes' : 'no'; }
  const results = value.values.map(test);
  const every = results.every(Boolean);
  if (value.known && every) { return 'yes'; }
  return results.length > 0 && results.every(result => !result) && value.known ? 'no' : 'unknown';
}

/** CloudFormation takes 'true' for true. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true';
export const isFalse = (value: unknown): boolean => value === false || value === 'false';
export const toNumber = (value: unknown): number => typeof value === 'string' ? Number(value) : value as number;
