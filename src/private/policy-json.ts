/** In the JSON of a policy a list of one may stand bare. */
export const list = (value: unknown): any[] => ([] as any[]).concat(value ?? []);

/** Whether an action pattern matches an action. IAM compares action names without regard to case. */
export function matchesAction(pattern: string, action: string): boolean {
  const expression = pattern.split('*').map(part => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\?/g, '.')).join('.*');
  return new RegExp(`^${expression}$`, 'i').test(action);
}
