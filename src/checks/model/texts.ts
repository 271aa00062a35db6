export type Json = { readonly [key: string]: unknown };

/** Fills in intrinsic functions. */
export interface Evaluates {
  evaluate(value: unknown): unknown;
}

/** A value whose own intrinsic function is filled in, while what it holds stays as it is. */
export function plain(value: unknown, place: Evaluates): unknown {
  return isIntrinsic(value) ? place.evaluate(value) : value;
}

function isIntrinsic(value: unknown): boolean {
  for (const name in value as object) { return name === 'Ref' || name.startsWith('Fn::'); }
  return false;
}

export const NO_TEXTS: readonly string[] = [];
export const UNKNOWN_TEXT = '${?value}';

/** One text or several, as a list; the given list itself where it holds nothing but texts. */
export function texts(value: unknown, place: Evaluates): readonly string[] {
  if (value === undefined) { return NO_TEXTS; }
  if (typeof value === 'string') { return value === '*' ? ANY : [known(value)]; }
  if (!Array.isArray(value)) {
    const evaluated = place.evaluate(value);
    return Array.isArray(evaluated) ? texts(evaluated, place) : [toText(evaluated)];
  }
  if (value.every(isPlainText)) { return value; }
  return value.flatMap(one => {
    const evaluated = place.evaluate(one);
    return evaluated === undefined ? [] : Array.isArray(evaluated) ? evaluated.map(toText) : [toText(evaluated)];
  });
}

const isPlainText = (value: unknown): value is string => typeof value === 'string' && !value.includes('{{resolve:');
const known = (value: string): string => value.includes('{{resolve:') ? UNKNOWN_TEXT : value;
/** Booleans and numbers are written without quotes at times. */
const toText = (value: unknown): string => typeof value === 'string' ? known(value) : typeof value === 'boolean' || typeof value === 'number' ? String(value) : UNKNOWN_TEXT;
export const ANY: readonly string[] = ['*'];
