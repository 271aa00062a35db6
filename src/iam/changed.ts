import { actionName } from './actions';
import { names, reaches } from './applies';
import { Policies, withBranches } from './policies';
import { Caller } from './request';
import { Statement, Statements } from './statement';
import { rememberOf } from '../private/remember';

/*
 * Which statements two sets of policies do not share. A request that none of them is about is decided alike by both: most callers and most
 * actions need no search.
 */

/** A text that is the same for statements that say the same in the same words. */
export const printOf: (statement: Statement) => string = rememberOf(statement => {
  const { effect, principals, notPrincipal, actions, notAction, resources, notResource, conditions, variables, unread, effectUnknown, unknown, branch, choice } = statement;
  const chosen = choice && [choice.condition, choice.whenTrue.map(printOf), choice.whenFalse.map(printOf)];
  // Labels and Sids say nothing about access.
  return JSON.stringify(
    [effect, principals, notPrincipal, actions, notAction, resources, notResource, conditions, variables, unread, effectUnknown, unknown, branch, chosen]);
});

/** The same of all but the actions. */
const bodyOf = rememberOf((statement: Statement): string => printOf({ ...statement, actions: [], notAction: false }));

/** What is in one of two lists only. */
export interface Unshared {
  readonly old: readonly Statement[];
  readonly now: readonly Statement[];
}

function unshared(old: Statements = [], now: Statements = []): Unshared {
  if (old === now) { return { old: [], now: [] }; }
  const [a, b] = [new Set(old.map(printOf)), new Set(now.map(printOf))];
  return { old: old.filter(statement => !b.has(printOf(statement))), now: now.filter(statement => !a.has(printOf(statement))) };
}

/** The statements of the key policy that only one side has. */
export const changedOfKey = (old: Policies['key'], now: Policies['key']): Unshared => unshared(old.statements, now.statements);

/** The statements that might be about a request of a caller. */
export function concerning({ key, identity = [], boundary, serviceControl = [], resourceControl = [] }: Policies, caller: Caller): Statement[] {
  const named = [key, ...resourceControl].flatMap(({ statements = [] }) => withBranches(statements))
    .filter(statement => isOpen(statement) || names(statement, { caller, bounded: boundary !== undefined }, 'either') !== 'no');
  return [...named, ...[...identity, ...(boundary ? [boundary] : []), ...serviceControl.flat()].flatMap(({ statements = [] }) => withBranches(statements))];
}

/** Whether two sets of policies of a caller can decide differently about an action. */
export function mayDiffer(old: Policies, now: Policies, caller: Caller, ofKey: Unshared): (action: string) => boolean {
  if ((old.boundary === undefined) !== (now.boundary === undefined) || organization(old) !== organization(now)) { return () => true; }
  const statements = ({ identity = [] }: Policies): Statements => identity.length === 1 ? identity[0].statements : identity.flatMap(policy => policy.statements ?? []);
  const concerned = (list: readonly Statement[]): Statement[] =>
    list.filter(statement => isOpen(statement) || names(statement, { caller, bounded: old.boundary !== undefined }, 'either') !== 'no');
  const changed = [
    { old: concerned(ofKey.old), now: concerned(ofKey.now) },
    unshared(statements(old), statements(now)),
    unshared(old.boundary?.statements, now.boundary?.statements),
  ].filter(one => one.old.length + one.now.length > 0);
  if (changed.some(one => [...one.old, ...one.now].some(isOpen))) { return () => true; }
  return action => changed.some(one => differs(one, actionName(action)));
}

/** Whether what is about an action is more than the same statement with other actions beside it. */
function differs({ old, now }: Unshared, action: string): boolean {
  const bodies = (list: readonly Statement[]): Set<string> => new Set(list.filter(statement => reaches(statement, action) !== 'no').map(bodyOf));
  const [before, after] = [bodies(old), bodies(now)];
  return before.size !== after.size || [...before].some(body => !after.has(body));
}

/** Whether the deployment chooses what a statement is, or a part of it that every request is asked by. */
const isOpen = ({ unknown }: Statement): boolean => unknown !== undefined;

const organization = ({ serviceControl = [], resourceControl = [] }: Policies): string => serviceControl.length + resourceControl.length === 0 ? ''
  : JSON.stringify([serviceControl.map(level => level.map(({ statements }) => statements?.map(printOf))), resourceControl.map(({ statements }) => statements?.map(printOf))]);
