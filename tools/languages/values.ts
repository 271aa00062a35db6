/** An expression of no language yet: each language writes it in its own way. */
export type Value =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'number'; readonly number: number }
  /** The stack, or the key under test, as the type that the call takes. */
  | { readonly is: 'variable'; readonly name: 'stack' | 'key'; readonly as?: string }
  /** Elements are texts where no type is given. */
  | { readonly is: 'list'; readonly of?: string; readonly items: readonly Value[] }
  | { readonly is: 'struct'; readonly type: string; readonly properties: { readonly [name: string]: Value } }
  | { readonly is: 'new'; readonly type: string; readonly args: readonly Value[] }
  | { readonly is: 'static'; readonly type: string; readonly method: string; readonly args: readonly Value[] }
  /** A constant of a class, or a member of an enum. */
  | { readonly is: 'constant'; readonly type: string; readonly name: string }
  | { readonly is: 'method'; readonly type: string; readonly on: Value; readonly method: string; readonly args: readonly Value[] }
  | { readonly is: 'property'; readonly on: Value; readonly name: string };

export const text = (value: string): Value => ({ is: 'text', text: value });
export const STACK: Value = { is: 'variable', name: 'stack' };
export const constant = (type: string, name: string): Value => ({ is: 'constant', type, name });
export const created = (type: string, ...args: Value[]): Value => ({ is: 'new', type, args });
export const called = (type: string, method: string, ...args: Value[]): Value => ({ is: 'static', type, method, args });
export const struct = (type: string, properties: { readonly [name: string]: Value }): Value => ({ is: 'struct', type, properties });
export const texts = (...values: string[]): Value => ({ is: 'list', items: values.map(text) });
