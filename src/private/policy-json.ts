/** In the JSON of a policy a list of one may stand bare. */
export const list = (value: unknown): any[] => ([] as any[]).concat(value ?? []);

/** A pattern of IAM, in which `*` and `?` are wildcards. */
export function expression(pattern: string, flags?: string): RegExp {
  const parts = pattern.split(/([*?])/).map(part => part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('')}$`, flags);
}

export const matchesPattern = (pattern: string, text: string): boolean => expression(pattern).test(text);

/** Whether an action pattern matches an action. IAM compares action names without regard to case. */
export const matchesAction = (pattern: string, action: string): boolean => expression(pattern, 'i').test(action);

/** Conditions on who the principal is keep the door to a key open; one on how or when it comes may close it for good. */
export const IDENTIFYING_CONDITIONS: ReadonlySet<string> = new Set([
  'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount', 'aws:principaltype', 'kms:calleraccount',
]);
