import { Asked, covers, names, reaches, testsOf } from './applies';
import { Condition } from './condition';
import { contextOf, Test, testOf } from './condition-test';
import { asksForWhateverArn } from './operators';
import { requiresPresence } from './questions';
import { fromCaller, lacks } from './request';
import { all, any, Fixed, Formula, negated, SearchLimitError, solve } from './search';
import { Statement } from './statement';
import { hasSymbol, isOpaque, opaque, Truth } from './symbols';
import { Value } from './values';

/*
 * Whether a request of which only some is known can get through a key policy. What is not known can be anything, and what CloudFormation
 * fills in later might be any text, so that 'no' is sure, and so is 'yes'.
 */

/** Who asks for what. */
export interface PartlyKnown extends Pick<Asked, 'caller' | 'action'> {
  /** The account of the key. */
  readonly account: string;
  /** What the request is known to carry, by names in lower case; none: it surely lacks the key. `null` says of one from the caller that it is not known. */
  readonly known?: (name: string) => readonly Value[] | null | undefined;
  /** What else is true of the request. */
  readonly given?: Formula;
}

/** Statements of a key policy. */
export interface Sides {
  /** Those of which one must allow the request; left out where it is allowed elsewhere. */
  readonly allows?: readonly Statement[];
  readonly denies: readonly Statement[];
}

/** Whether there might be such a request that is allowed and that nothing surely denies. */
export const mayPass = (request: PartlyKnown, sides: Sides, mostSteps?: number): boolean => canPass(request, sides, false, mostSteps) !== 'no';

/** Whether there is such a request that is allowed and that nothing denies. */
export function passes(request: PartlyKnown, sides: Sides, mostSteps?: number): Truth {
  if (!mayPass(request, sides, mostSteps)) { return 'no'; }
  return canPass(request, sides, true, mostSteps) === 'yes' ? 'yes' : 'unknown';
}

/** Surely, whatever the deployment fills in, or perhaps; not known where the search gives up. */
function canPass(request: PartlyKnown, { allows, denies }: Sides, surely: boolean, mostSteps?: number): Truth {
  const { caller, action, account, known, given = true } = request;
  const follows = fromCaller(caller);
  const fixed: Fixed = name => {
    const said = known?.(name);
    if (said !== undefined) { return said ?? undefined; }
    // A service that comes through another carries its name.
    return follows[name] ?? (name !== 'kms:viaservice' && lacks(name, caller, `kms:${action}`) ? [] : undefined);
  };
  const asked = { caller, action, key: { texts: [opaque('key')], account }, context: contextOf({}, () => false) };
  const isMet = (statements: readonly Statement[], certain: boolean): Formula => any(statements.map(statement => aboutIt(statement, asked, fixed, certain)));
  const formula = all([given, allows === undefined || isMet(allows, surely), negated(isMet(denies, !surely))]);
  try {
    return solve(formula, fixed, mostSteps) === undefined ? 'no' : 'yes';
  } catch (error) {
    if (error instanceof SearchLimitError) { return 'unknown'; }
    throw error;
  }
}

/** When a statement is about a request: surely, or perhaps. */
function aboutIt(statement: Statement, asked: Asked, fixed: Fixed, surely: boolean): Formula {
  const isAbout = (truth: Truth): boolean => truth === 'yes' || (truth === 'unknown' && !surely);
  if (statement.unread) { return !surely; }
  if (surely && (statement.branch !== undefined || statement.effectUnknown)) { return false; }
  if (!isAbout(reaches(statement, asked.action)) || !isAbout(names(statement, asked, 'either')) || !isAbout(covers(statement, asked))) { return false; }
  return all(testsOf(statement).map(test => whenItHolds(test, fixed, surely)));
}

function whenItHolds(test: Test, fixed: Fixed, surely: boolean): Formula {
  const { condition } = test;
  const given = fixed(condition.name);
  if (given !== undefined || isOpaque(condition.name)) {
    const truth = test.holds({ get: name => fixed(name) });
    return truth === 'unknown' ? !surely : truth === 'yes';
  }
  const isOpen = (value: string): boolean => hasSymbol(value) || asksForWhateverArn(condition.base, value);
  if (!condition.values.some(isOpen)) { return { test, holds: true }; }
  // A symbol is equal to nothing for sure, and to everything that is there perhaps.
  if (!surely) { return !requiresPresence(condition) || negated(isAbsent(condition)); }
  return condition.negated ? condition.set !== 'any' && isAbsent(condition) : { test: testOf({ ...condition, values: condition.values.filter(value => !isOpen(value)) }, true), holds: true };
}

const isAbsent = ({ key, name }: Condition): Formula => conditionOf('Null', key, name, ['true']);

/** A condition of a request: `ArnLike`, on a key of it. */
export const conditionOf = (operator: string, key: string, name: string, values: readonly string[]): Formula => ({
  test: testOf({ operator, base: operator.toLowerCase(), set: '', ifExists: false, negated: false, key, name, values }, true), holds: true,
});
