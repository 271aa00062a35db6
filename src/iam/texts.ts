export type Json = { readonly [key: string]: unknown };

/** Fills in intrinsic functions. */
export interface Evaluates {
  evaluate(value: unknown): unknown;
  /** What a text with a symbol will be, as far as that is known: of the ARN of a role its name, or how the name begins. */
  physical?(text: string): string | undefined;
}

/** A value whose own intrinsic function is filled in, while what it holds stays as it is. */
export function plain(value: unknown, place: Evaluates): unknown {
  return isIntrinsic(value) ? place.evaluate(value) : value;
}

function isIntrinsic(value: unknown): boolean {
  if (typeof value !== 'object' || Array.isArray(value)) { return false; }
  for (const name in value) { return name === 'Ref' || name.startsWith('Fn::'); }
  return false;
}

export const UNKNOWN_TEXT = '${?value}';

/** One text or several, as a list. */
export function texts(value: unknown, place: Evaluates): readonly string[] {
  if (value === '*') { return ANY; }
  const evaluated = place.evaluate(value);
  if (evaluated === undefined) { return []; }
  return (Array.isArray(evaluated) ? evaluated.flat() : [evaluated]).map(toText);
}

/** Booleans and numbers are written without quotes at times. */
const toText = (value: unknown): string => typeof value === 'object' ? UNKNOWN_TEXT : String(value);
export const ANY: readonly string[] = ['*'];
