/** In the JSON of a policy a list of one may stand bare. */
export const list = (value: unknown): any[] => ([] as any[]).concat(value ?? []);

/** A pattern of IAM, in which `*` and `?` are wildcards. */
function expression(pattern: string, flags?: string): RegExp {
  const parts = pattern.split(/([*?])/).map(part => part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('')}$`, flags);
}

export const matchesPattern = (pattern: string, text: string): boolean => expression(pattern).test(text);

/** Whether an action pattern matches an action. IAM compares action names without regard to case. */
export const matchesAction = (pattern: string, action: string): boolean => expression(pattern, 'i').test(action);
