/** In the JSON of a policy a list of one may stand bare. */
export const list = (value: unknown): any[] => ([] as any[]).concat(value ?? []);
