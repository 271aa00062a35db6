import { expression } from '../../private/policy-json';
import { KMS_ACTIONS } from '../reference-data';

export const EVERY_ACTION: ReadonlySet<string> = new Set(KMS_ACTIONS.map(action => action.toLowerCase()));
export const NOTHING: ReadonlySet<string> = new Set();
const reached = new Map<string, ReadonlySet<string>>();

/** The actions of KMS that a pattern stands for. */
export function actionsOf(pattern: string): ReadonlySet<string> {
  let found = reached.get(pattern);
  if (!found) {
    const text = pattern.toLowerCase();
    if (text === '*' || text === 'kms:*') {
      found = EVERY_ACTION;
    } else if (!/^kms:/.test(text) && !/^k?m?s?\*/.test(text)) {
      found = NOTHING;
    } else {
      const named = expression(text);
      found = new Set([...EVERY_ACTION].filter(action => named.test(`kms:${action}`)));
    }
    if (reached.size > 10_000) { reached.clear(); }
    reached.set(pattern, found);
  }
  return found;
}

const combined = new Map<string, ReadonlySet<string>>();

/** The actions of KMS that a list of patterns stands for, or all but these. */
export function reachOf(actions: readonly string[], not: boolean): ReadonlySet<string> {
  if (actions.length === 1 && !not) { return actionsOf(actions[0]); }
  const key = `${not}${actions.join()}`;
  let found = combined.get(key);
  if (!found) {
    const named = new Set(actions.flatMap(action => [...actionsOf(action)]));
    found = not ? new Set([...EVERY_ACTION].filter(action => !named.has(action))) : named;
    if (combined.size > 10_000) { combined.clear(); }
    combined.set(key, found);
  }
  return found;
}
