import { Context, Test, testOf } from './condition-test';
import { filled, hasVariable } from './operators';
import { globOf } from './pattern';
import { Principal } from './principal';
import { Caller, RequestedKey } from './request';
import { Statement } from './statement';
import { and, isOpaque, not, or, same, symbolNames, Truth } from './symbols';
import { matchesValue } from './values';
import { arnParts, withoutPath } from '../private/arns';
import { rememberOf } from '../private/remember';

/*
 * Whether one statement is about a request. What of it can be made ready once is kept with the statement.
 */

/** A request on its way through statements. */
export interface Asked {
  readonly caller: Caller;
  /** Lower case, without the prefix. */
  readonly action: string;
  readonly key: RequestedKey;
  readonly context: Context;
  /** Whether a permissions boundary holds the caller. */
  readonly bounded?: boolean;
}

/**
 * The ways in which a key policy names a caller: itself, as a role (whose permissions boundary counts then), or as one of its account, whose IAM
 * policies decide.
 */
export type As = 'itself' | 'role' | 'account' | 'either';

/** The conditions of a statement, ready to be asked. */
export const testsOf = rememberOf(({ conditions, variables }: Statement): readonly Test[] => conditions.map(condition => testOf(condition, variables)));

/** Whether a statement of a key policy, or another policy of a resource, is about a request. */
export const appliesTo = (statement: Statement, asked: Asked, as: As = 'either'): Truth => statement.unread ? 'unknown' : allOf([
  () => reaches(statement, asked.action),
  () => names(statement, asked, as),
  () => covers(statement, asked),
  () => conditionsHold(statement, asked.context),
]);

/** Whether a statement of a policy that names no principals is about a request. */
export const concerns = (statement: Statement, asked: Asked): Truth => statement.unread ? 'unknown' : allOf([
  () => reaches(statement, asked.action),
  () => covers(statement, asked),
  () => conditionsHold(statement, asked.context),
]);

/** `and` that asks no further than the first 'no'. */
function allOf(questions: readonly (() => Truth)[]): Truth {
  let result: Truth = 'yes';
  for (const question of questions) {
    const answer = question();
    if (answer === 'no') { return answer; }
    if (answer === 'unknown') { result = answer; }
  }
  return result;
}

export function reaches({ actions, notAction, reach }: Statement, action: string): Truth {
  const reached = reach.has(action);
  // An action that is not known can add to those of Action, and take from those that NotAction leaves.
  return reached === notAction && actions.some(isOpaque) ? 'unknown' : reached ? 'yes' : 'no';
}

export function conditionsHold(statement: Statement, context: Context): Truth {
  let result: Truth = 'yes';
  for (const test of testsOf(statement)) {
    const answer = test.holds(context);
    if (answer === 'no') { return answer; }
    if (answer === 'unknown') { result = answer; }
  }
  return result;
}

/** Whether a statement names a caller. */
export function names({ effect, principals, notPrincipal }: Statement, { caller, bounded }: Pick<Asked, 'caller' | 'bounded'>, as: As): Truth {
  if (notPrincipal) {
    // Deny with NotPrincipal always denies those that a permissions boundary holds, whatever it names (IAM reference_policies_elements_notprincipal).
    if (effect === 'Deny' && bounded) { return 'yes'; }
    return as !== 'either' && as !== unnamedFor(caller) ? 'no' : not(or(principals.map(principal => isNamedBy(principal, caller))));
  }
  let result: Truth = 'no';
  for (const principal of principals) {
    if (as !== 'either' && as !== nameFor(principal, caller)) { continue; }
    const named = isNamedBy(principal, caller);
    if (named === 'yes') { return named; }
    if (named === 'unknown') { result = named; }
  }
  return result;
}

/** Everyone but some: a role is allowed as a role. */
const unnamedFor = ({ kind }: Caller): As => kind === 'role' ? 'role' : 'itself';
const nameFor = ({ kind }: Principal, caller: Caller): As => kind === 'role' ? 'role' : kind === 'account' && caller.kind !== 'root' ? 'account' : 'itself';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function isNamedBy({ kind, text, physical, account = '' }: Principal, caller: Caller): Truth {
  const matching = (texts: readonly string[]): Truth => {
    const found = matchesValue(text, texts);
    return found === 'unknown' && physical !== undefined ? matchesValue(physical, texts) : found;
  };
  switch (kind) {
    case 'everyone': return 'yes';
    case 'opaque': return 'unknown';
    case 'account': return caller.account === undefined ? 'no' : same(account, caller.account);
    case 'role': return caller.kind === 'role' ? matching(caller.texts) : caller.role ? isSessionOf(physical ?? text, caller.role) : 'no';
    case 'user': return caller.kind === 'user' ? matching(caller.texts) : 'no';
    case 'session': return caller.kind === 'session' || caller.kind === 'federated-user' ? matchesValue(text, caller.texts) : 'no';
    case 'service': return caller.kind === 'service' ? matchesValue(text, caller.texts) : 'no';
    default: return caller.texts.includes(text) ? 'yes' : 'no';
  }
}

/** The ARN of a session holds the name of its role without the path. */
const isSessionOf = (role: string, texts: readonly string[]): Truth => or([matchesValue(role, texts), matchesValue(withoutPath(role), texts)]);

/** Whether a statement is about the key. */
export function covers({ resources, notResource, variables }: Statement, { key, context }: Pick<Asked, 'key' | 'context'>): Truth {
  const found = or(resources.map(resource => isKey(resource, variables, key, context)));
  return notResource ? not(found) : found;
}

function isKey(resource: string, variables: boolean, key: RequestedKey, context: Context): Truth {
  if (resource === '*') { return 'yes'; }
  const glob = variables && hasVariable(resource) ? filled(resource, true, name => context.get(name)) : { glob: globOf(resource) };
  if (glob === undefined) { return 'no'; }
  if (glob === 'unknown') { return glob; }
  const arn = key.texts.find(text => text.startsWith('arn:'));
  if (arn === undefined || !resource.startsWith('arn:')) { return matchesValue(glob.glob, key.texts); }
  const exact = key.texts.includes(resource) ? 'yes' : 'no';
  const pattern = arnParts(glob.glob);
  const parts = arnParts(arn);
  // The last part of a short pattern stands for all that follows.
  const given = [...parts.slice(0, pattern.length - 1), parts.slice(pattern.length - 1).join(':')];
  return or([exact, and(pattern.map((part, i) => matchesValue(part, [given[i]])))]);
}

/** What would settle whether a statement is about a request, in words; asked where that is 'unknown'. */
export function needsOf(statement: Statement, asked: Asked): string[] {
  const open = testsOf(statement).filter(test => test.holds(asked.context) === 'unknown').flatMap(test => test.needs(asked.context));
  const symbols = [
    ...statement.principals.filter(principal => isNamedBy(principal, asked.caller) === 'unknown').map(({ text }) => text),
    ...(reaches(statement, asked.action) === 'unknown' ? statement.actions : []),
    ...(covers(statement, asked) === 'unknown' ? statement.resources : []),
  ].flatMap(symbolNames);
  return [...open, ...symbols, ...(open.length + symbols.length === 0 ? [statement.unknown ?? statement.label] : [])];
}
