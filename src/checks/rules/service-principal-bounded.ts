import { actionsOf } from '../../iam/actions';
import { principalList } from '../../iam/principal';
import { grantsAreBounded, isContext, isSource, narrowedBy, reachesOnly, VIEWING } from '../../iam/questions';
import { Statement, Trait } from '../../iam/statement';
import { CATALOG } from '../../services/catalog';
import { messageUses } from '../../services/messages';
import { ServiceCall, sourceKeysOf } from '../../services/service-use';
import { statementwise, rule } from '../rule';

/** `logs.eu-west-1.amazonaws.com` is `logs.amazonaws.com`. */
const withoutRegion = (principal: string): string => principal.replace(/\.[a-z]{2,4}(-[a-z]+)+-\d(?=\.)|\.\$\{[^}]*\}(?=\.)/, '');

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

/** Services that AWS bounds by the service through which they come, and those that are not confirmed to send their source each time. */
const USES = [...Object.values(CATALOG), ...messageUses()];
const principalsOf = (test: (call: ServiceCall) => boolean): Set<string> =>
  new Set(USES.flatMap(use => use.calls.filter(call => call.caller === 'service' && test(call)).map(call => call.principal!)));
const COMING_THROUGH = principalsOf(call => call.through !== undefined);
const SOURCE_UNSURE = principalsOf(call => call.laterSource !== undefined || call.supposedSource !== undefined);

/** Bounded as far as the service lets anybody bound it. */
const boundedEnough = (statement: Statement, principal: string): boolean => statement.conditions.some(({ name, negated, ifExists, set }) => !negated && set !== 'all'
  && ((ifExists && isSource(name) && SOURCE_UNSURE.has(withoutRegion(principal))) || (!ifExists && name === 'kms:viaservice' && COMING_THROUGH.has(withoutRegion(principal)))));

/** What a service does that grants for its own resources. */
const GRANTING = new Set(['kms:creategrant', 'kms:listgrants', 'kms:revokegrant']);

const boundable = (statement: Statement, principal: string): boolean =>
  !statement.actions.every(action => UNBOUNDABLE.get(withoutRegion(principal))?.has(action.toLowerCase()) || isViewing(action));
const isViewing = (action: string): boolean => [...actionsOf(action)].every(name => VIEWING.has(name));

export const SERVICE_PRINCIPAL_BOUNDED = rule({
  id: 'ServicePrincipalBounded',
  title: 'AWS services use the key only for a known resource or account',
  info: 'An AWS service may use the key for anybody (confused deputy).',
  explanation: 'A service principal works for every customer of the service. Unless a condition says for which resource, account or encryption context it may use the '
    + 'key, another customer can make the service use it. Services that tell neither are known to the rule and are left alone.',
  page: 'kms/latest/developerguide/key-policy-services.html#key-policy-services-permissions',
  fix: 'Add aws:SourceArn and aws:SourceAccount, or the encryption context that the service sends; KeyAccess.service(...) does.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.SERVICE, statement => {
    if (statement.effect !== 'Allow' || reachesOnly(statement, VIEWING)) { return undefined; }
    const services = statement.principals.filter(({ kind, text }) => kind === 'service' && boundable(statement, text) && !boundedEnough(statement, text));
    if (services.length === 0) { return undefined; }
    if (narrowedBy(statement, name => isSource(name) || isContext(name) || name === 'aws:principalorgid')) { return undefined; }
    // Grants that a service makes for its own resources; the page of DNSSEC writes no source condition here.
    if (statement.actions.every(action => GRANTING.has(action.toLowerCase())) && grantsAreBounded(statement)) { return undefined; }
    return statement.unknown ? true : `lets ${principalList(services)} use the key without a condition on source or encryption context`;
  }),
});
