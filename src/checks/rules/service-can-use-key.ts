import { describesUnderContext } from './describe-key-without-context';
import { MissingPermission, missingPermissions } from '../../app/missing-permissions';
import { Use } from '../../app/model';
import { withoutRegion } from '../../iam/boundable';
import { isSource } from '../../iam/questions';
import { Statement } from '../../iam/statement';
import { shown } from '../../iam/symbols';
import { COMPLIANT, finding, rule, undecidable, UNREADABLE } from '../rule';

/** What is missing for sure, or what might be where nothing is. */
const actionsOf = (missing: readonly MissingPermission[]): readonly string[] =>
  [...new Set(missing.filter(one => one.certain || !missing.some(other => other.certain)).flatMap(one => one.actions))];

/** Whether less is missing for sure, or of what is. */
function isLess(one: readonly MissingPermission[], other: readonly MissingPermission[]): boolean {
  const [mine, others] = [one, other].map(missing => missing.filter(({ certain }) => certain).length);
  return mine < others || (mine === others && actionsOf(one).length < actionsOf(other).length);
}

/** A statement for a service that asks for a source which AWS does not say that the service sends. */
const askingForSource = ({ key, request }: Use, principal: string): Statement | undefined => key.policy.statements?.find(({ effect, unknown, branch, principals, conditions }) =>
  effect === 'Allow' && unknown === undefined && branch === undefined && principals.some(({ kind, text }) => kind === 'service' && withoutRegion(text) === withoutRegion(principal))
  && conditions.some(({ name }) => isSource(name) && request[name] === undefined));

export const SERVICE_CAN_USE_KEY = rule({
  id: 'ServiceCanUseKey',
  title: 'A service that works with an encrypted resource can use its key',
  info: 'The key policy lacks what the service needs, so that it fails once deployed, often without an error.',
  explanation: 'Log groups, trails, event buses and archives, event data stores, user pools, table and vector buckets, delivery channels, query results, Auto Scaling groups with encrypted volumes, and alarms, rules, buckets, trails, event subscriptions and topics that deliver to an encrypted topic or queue call KMS '
    + 'as a service, which IAM policies cannot allow: only the key policy can. Without it alarms stay silent, instances stop as they start, and messages are lost.',
  page: 'kms/latest/developerguide/key-policy-services.html',
  fix: 'Add the statement for the service: KeyAccess.service(...) writes it, and so does ServiceKey.',
  level: 'error',
  subject: 'use',
  check: use => {
    if (use.unsupported) {
      const fix = 'Give it a topic or queue that is not encrypted under a customer managed key.';
      return [{ ...finding(`${use.what} gets no message through: ${use.unsupported} (docs.aws.amazon.com/${use.page})`, use.service.replace(/[^A-Za-z0-9]+/g, '-')), level: 'warning', fix }];
    }
    if (use.key.policy.statements === undefined) { return [undecidable(UNREADABLE)]; }
    const named = missingPermissions(use);
    if (named.length === 0) { return COMPLIANT; }
    const elsewhere = missingPermissions(use, true);
    const { principal } = named[0];
    // What a service gets by its other name is not what it lacks.
    const all = isLess(elsewhere, named) ? elsewhere : named;
    const actions = actionsOf(all).join(', ');
    // Mended in the policy of the key, for all of its resources at once.
    const fault = JSON.stringify([use.key.resource.stack.index, use.key.resource.logicalId, principal, actions, use.page]);
    const id = shown(principal).replace(/[^A-Za-z0-9]+/g, '-');
    if (elsewhere.length === 0) {
      const global = principal.replace(/^([a-z0-9-]+)\.[^.]+(?:\.[^.]+)*?\.amazonaws/, '$1.amazonaws');
      return [{ ...finding(`${use.what} is allowed as ${global}, where AWS's page names ${shown(principal)} (docs.aws.amazon.com/${use.page})`, id), level: 'warning', fault }];
    }
    // That it is allowed in vain, under an encryption context, DescribeKeyWithoutContext says.
    if (actions === 'kms:DescribeKey' && use.key.policy.statements.some(statement => describesUnderContext(statement)
      && statement.principals.some(({ text }) => text === principal))) { return COMPLIANT; }
    const bySource = askingForSource(use, principal);
    if (use.certainOnly && !all.some(({ certain }) => certain)) { return COMPLIANT; }
    return [all.some(({ certain }) => certain)
      ? { ...finding(`${use.what} needs ${actions} for ${shown(principal)} in its key policy (docs.aws.amazon.com/${use.page})`, id), fault: `${fault} ${use.what}` }
      : {
        ...undecidable(bySource === undefined ? `whether ${use.what} gets ${actions} for ${shown(principal)} is not known before deployment`
          : `whether ${shown(principal)} tells its source when it calls for ${use.what} is not documented, and '${bySource.label}' asks for it (docs.aws.amazon.com/${use.page})`, id),
        fault,
      }];
  },
});
