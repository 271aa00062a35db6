/** In the JSON of a policy a list of one may stand bare. */
export const list = (value: unknown): any[] => ([] as any[]).concat(value ?? []);

/** Whether a value that was parsed is a mapping. */
export const isRecord = (value: unknown): value is { readonly [name: string]: unknown } => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value of a template is an intrinsic function: `{ Ref: 'Key' }`, `{ 'Fn::GetAtt': [...] }`. */
export function isFunction(value: unknown): boolean {
  const names = isRecord(value) ? Object.keys(value) : [];
  return names.length === 1 && (names[0] === 'Ref' || names[0].startsWith('Fn::'));
}
