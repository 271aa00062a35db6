import { allowWords, Wording } from './condition-words';
import { branchWords, mayBeAbout } from './statement-summary';
import { AttachedPolicy, Key } from '../app/model';

/** Some of what is allowed: actions, and the conditions under which they are. */
export interface Allowance {
  readonly reach: ReadonlySet<string>;
  readonly conditions: readonly string[];
}

/** What a permissions boundary leaves of something that is allowed, under the conditions of both. What it denies is told elsewhere. */
export function within(boundary: AttachedPolicy | undefined, { reach, conditions }: Allowance, key: Key, wording: Wording): Allowance[] {
  if (boundary === undefined) { return [{ reach, conditions }]; }
  if (boundary.statements === undefined) { return [{ reach, conditions: [...conditions, `within ${boundary.name}`] }]; }
  const allowing = boundary.statements
    .filter(statement => (statement.effect === 'Allow' || statement.effectUnknown) && mayBeAbout(statement, key))
    .map(statement => ({ ...statement, words: [...branchWords(statement), ...allowWords(statement.conditions, wording)] }))
    .sort((a, b) => a.words.length - b.words.length);
  const settled = new Set<string>();
  return allowing.flatMap(statement => {
    const left = new Set([...reach].filter(action => statement.reach.has(action) && !settled.has(action)));
    if (left.size === 0) { return []; }
    if (statement.words.length === 0) { left.forEach(action => settled.add(action)); }
    return [{ reach: left.size === reach.size ? reach : left, conditions: [...new Set([...conditions, ...statement.words])] }];
  });
}
