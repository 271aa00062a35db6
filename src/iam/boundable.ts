import { actionsOf } from './actions';
import { VIEWING } from './questions';
import { Statement } from './statement';
import { CATALOG } from '../services/catalog';
import { sourceKeysOf } from '../services/service-use';
import { UNBOUND_EXAMPLES } from '../services/unbound-examples';

/** `logs.eu-west-1.amazonaws.com` is `logs.amazonaws.com`. */
export const withoutRegion = (principal: string): string => principal.replace(/\.[a-z]{2,4}(-[a-z]+)+-\d(?=\.)|\.\$\{[^}]*\}(?=\.)/, '');

/** Actions that a service calls without telling for whom, so that nothing could bound them: principal → actions, from the catalog. */
const UNBOUNDABLE = new Map<string, Set<string>>();
for (const use of Object.values(CATALOG)) {
  for (const call of use.calls) {
    if (call.caller !== 'service' || sourceKeysOf(call).length > 0 || call.context || call.through) { continue; }
    const actions = UNBOUNDABLE.get(call.principal!) ?? new Set<string>();
    call.actions.forEach(action => actions.add(action.toLowerCase()));
    UNBOUNDABLE.set(call.principal!, actions);
  }
}
// AWS writes no condition for the Decrypt of trails.
UNBOUNDABLE.set('cloudtrail.amazonaws.com', new Set([...UNBOUNDABLE.get('cloudtrail.amazonaws.com') ?? [], 'kms:decrypt']));
// Source conditions are not supported for rules that publish to an encrypted topic or queue (sns-key-management, "Important").
UNBOUNDABLE.set('events.amazonaws.com', new Set(['kms:decrypt', 'kms:generatedatakey', 'kms:generatedatakey*']));

/** Whether a condition could bound what a statement lets a service do. */
export const isBoundable = (statement: Statement, principal: string): boolean =>
  !statement.actions.every(action => UNBOUNDABLE.get(withoutRegion(principal))?.has(action.toLowerCase()) || isViewing(action));
const isViewing = (action: string): boolean => [...actionsOf(action)].every(name => VIEWING.has(name));

/** The page of AWS that shows this very statement, without a condition. */
export function shownUnbound(statement: Statement): string | undefined {
  if (statement.conditions.length > 0 || statement.principals.some(({ kind }) => kind !== 'service')) { return undefined; }
  const actions = statement.actions.filter(action => !isViewing(action)).map(action => action.toLowerCase()).sort().join();
  return UNBOUND_EXAMPLES.find(example => statement.principals.every(({ text }) => example.principals.includes(withoutRegion(text)))
    && example.actions.map(action => action.toLowerCase()).sort().join() === actions)?.page;
}
