/** In the JSON of a policy a list of one can stand bare. */
export const list = (value: unknown): any[] => ([] as any[]).concat(value ?? []);

/** Whether a value that was parsed is a mapping. */
export const isRecord = (value: unknown): value is { readonly [name: string]: unknown } => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value of a template is an intrinsic function: `{ Ref: 'Key' }`, `{ 'Fn::GetAtt': [...] }`. */
export function isFunction(value: unknown): boolean {
  const names = isRecord(value) ? Object.keys(value) : [];
  return names.length === 1 && (names[0] === 'Ref' || names[0].startsWith('Fn::'));
}

/** The logical ids that a value of a template mentions. */
export function mentioned(value: any): string[] {
  if (Array.isArray(value)) { return value.flatMap(mentioned); }
  if (value === null || typeof value !== 'object') { return []; }
  return Object.entries<any>(value).flatMap(([name, inner]) => {
    if (name === 'Ref') { return [String(inner)]; }
    if (name === 'Fn::GetAtt') { return [String(Array.isArray(inner) ? inner[0] : String(inner).split('.')[0])]; }
    if (name === 'DependsOn') { return ([] as string[]).concat(inner); }
    if (name === 'Fn::Sub') { return [...JSON.stringify(inner).matchAll(/\$\{([A-Za-z0-9]+)/g)].map(([, id]) => id).concat(mentioned(inner)); }
    return mentioned(inner);
  });
}
