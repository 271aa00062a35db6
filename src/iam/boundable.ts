import { actionsOf, reachOf } from './actions';
import { VIEWING } from './questions';
import { Statement } from './statement';
import { CATALOG } from '../services/catalog';
import { sourceKeysOf } from '../services/service-use';
import { UNBOUND_EXAMPLES } from '../services/unbound-examples';

/** `logs.eu-west-1.amazonaws.com` is `logs.amazonaws.com`. */
export const withoutRegion = (principal: string): string => principal.replace(/\.[a-z]{2,4}(-[a-z]+)+-\d(?=\.)|\.\$\{[^}]*\}(?=\.)/, '');

/** Actions that a service calls without naming an account or resource, so that nothing could bound them: principal → actions, from the catalog. */
const UNBOUNDABLE = new Map<string, Set<string>>();
const addUnboundable = (principal: string, actions: readonly string[]): void => {
  UNBOUNDABLE.set(principal, new Set([...UNBOUNDABLE.get(principal) ?? [], ...reachOf(actions, false)]));
};
for (const use of Object.values(CATALOG)) {
  for (const call of use.calls) {
    if (call.caller === 'service' && sourceKeysOf(call).length === 0 && !call.context && !call.through) { addUnboundable(call.principal!, call.actions); }
  }
}
// AWS writes no condition for the Decrypt of trails.
addUnboundable('cloudtrail.amazonaws.com', ['kms:Decrypt']);
// Source conditions are not supported for rules that publish to an encrypted topic or queue (sns-key-management, "Important").
addUnboundable('events.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey*']);

/** What a statement lets do with a key, other than reading about it. */
const usesOf = (reach: ReadonlySet<string>): readonly string[] => [...reach].filter(action => !VIEWING.has(action)).sort();

/** Whether a condition could bound what a statement lets a service do. */
export const isBoundable = (statement: Statement, principal: string): boolean =>
  !usesOf(statement.reach).every(action => UNBOUNDABLE.get(withoutRegion(principal))?.has(action));

/** The same actions, or narrower ones: kms:GenerateDataKey for kms:GenerateDataKey*. */
function isNoWider(asked: readonly string[], example: readonly string[]): boolean {
  const [inner, outer] = [asked, example].map(actions => actions.map(action => usesOf(actionsOf(action))).filter(({ length }) => length > 0));
  const isWithin = (one: readonly string[], other: readonly string[]): boolean => one.every(action => other.includes(action));
  return inner.every(one => outer.some(other => isWithin(one, other))) && outer.every(other => inner.some(one => isWithin(one, other)));
}

const isUnconditional = ({ effect, notPrincipal, notAction, conditions }: Statement): boolean => effect === 'Allow' && !notPrincipal && !notAction && conditions.length === 0;

/** What a policy allows a service of a statement without a condition: by this statement, and by others of the same branch. */
const allowedAlike = (service: string, statement: Statement, statements: readonly Statement[]): readonly string[] => [statement, ...statements.filter(other => other !== statement
  && isUnconditional(other) && other.branch === statement.branch && other.principals.some(({ text }) => text === service))].flatMap(({ actions }) => actions);

/** The page of AWS that shows what this statement allows each of some of its services, and other statements of the policy do, or wider actions, without a condition; any condition allows less. */
export function shownUnbound(services: readonly string[], statement: Statement, statements: readonly Statement[]): string | undefined {
  const pages = services.map(service => pageOf(service, statement, statements));
  return pages.includes(undefined) ? undefined : pages[0];
}

function pageOf(service: string, statement: Statement, statements: readonly Statement[]): string | undefined {
  const examples = UNBOUND_EXAMPLES.filter(example => example.principals.includes(withoutRegion(service)));
  const actions = statement.notAction ? undefined : allowedAlike(service, statement, statements);
  const uses = usesOf(actions ? reachOf(actions, false) : statement.reach).join();
  const shown = examples.find(example => usesOf(reachOf(example.actions, false)).join() === uses)
    ?? examples.find(example => actions && isNoWider(actions, example.actions));
  return shown?.page;
}
