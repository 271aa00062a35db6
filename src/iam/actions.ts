import { matchesPattern } from './pattern';
import { KMS_ACTIONS } from './reference-data';
import { remember } from '../private/remember';

export const EVERY_ACTION: ReadonlySet<string> = new Set(KMS_ACTIONS.map(action => action.toLowerCase()));

/** The name by which actions are compared. */
export function actionName(action: string): string {
  const name = action.toLowerCase();
  return name.startsWith('kms:') ? name.slice(4) : name;
}

/** The actions of KMS that a pattern stands for. */
export const actionsOf: (pattern: string) => ReadonlySet<string> = remember(pattern => {
  const named = pattern.toLowerCase();
  return new Set([...EVERY_ACTION].filter(action => matchesPattern(named, `kms:${action}`)));
});

/** Whether a pattern is every action of KMS: `*`, `kms:*`. */
export const isEveryAction = (pattern: string): boolean => actionsOf(pattern).size === EVERY_ACTION.size;
/** Whether a pattern is every action of every service. */
export const isEverything = (pattern: string): boolean => /^\*+(:\*+)?$/.test(pattern);
/** Whether a pattern stands for this action of KMS and no other, in whatever case and with whatever wildcards. */
export const isOnly = (pattern: string, action: string): boolean => actionsOf(pattern).size === 1 && actionsOf(pattern).has(action);

/** The actions of KMS that a list of patterns stands for, or all but these. */
export const reachOf = (actions: readonly string[], not: boolean): ReadonlySet<string> => (not ? allBut : reached)(actions.join(SEPARATOR));

/** No part of a name, unlike the comma by which some write two actions as one. */
const SEPARATOR = '\n';

const reached: (patterns: string) => ReadonlySet<string> = remember(patterns =>
  new Set(patterns.split(SEPARATOR).flatMap(pattern => [...actionsOf(pattern)])));
const allBut: (patterns: string) => ReadonlySet<string> = remember(patterns => {
  const named = reached(patterns);
  return new Set([...EVERY_ACTION].filter(action => !named.has(action)));
});
