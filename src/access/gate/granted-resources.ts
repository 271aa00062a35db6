import { CfnResource } from 'aws-cdk-lib';
import { FinishedPolicy, finishedPolicy, FinishedStatement, PolicyPart } from './finished-policy';
import { Finding } from './judgement';
import { ABSENT, GateRequest, KnownKeys, requestOf } from './requests';
import { callsThatUse, canBeUsed, ResourceUnderKey, wordFor } from './services-let-in';
import { askedBy, mayDo, throughEach, withContextOf } from './through-services';
import { Principal } from '../../iam/principal';
import { isNamed, VIEWING } from '../../iam/questions';
import { describe, WARNINGS } from '../../private/errors';
import { ORDER } from '../../private/policy-rows';
import { ServiceCall } from '../../services/service-use';

/*
 * Who was granted use of a key for a resource under it, through a service by which nobody reaches that resource. A grant is as narrow as its key:
 * where a key is shared through Amazon S3 only, the grant that a table makes never counts.
 */

/** A grant that aws-cdk-lib's methods made on the key. */
export interface GrantMade {
  /** Where the grantee is in the construct tree, or its ARN. */
  readonly grantee: string;
  /** What the grantee's own policies were given, as statements for the grantee. */
  readonly parts: readonly PolicyPart[];
  /** Whether policies of the app allow the grantee to work with the data of a resource. */
  isGranted(resource: CfnResource): boolean;
}

/** What grants and rows say in vain of the resources that the app encrypts under the key. */
export function allowedInVain(policy: FinishedPolicy, resources: readonly ResourceUnderKey[], grants: readonly GrantMade[]): Finding[] {
  const reachable = resources.filter(({ use }) => callsThatUse(use).some(({ caller }) => caller === 'user'));
  if (reachable.length === 0) { return []; }
  const denies = policy.statements.some(({ effect }) => effect === 'Deny');
  const byGrantee = new Map<string, GrantMade[]>();
  for (const grant of grants.filter(({ parts }) => denies || parts.some(isBound))) { byGrantee.set(grant.grantee, [...byGrantee.get(grant.grantee) ?? [], grant]); }
  return [
    ...[...byGrantee].flatMap(([grantee, mine]) => grantedInVain(policy, reachable, grantee, mine)),
    ...rowsInVain(policy, reachable, new Set(grants.flatMap(({ parts }) => statementsOf(policy, parts)).flatMap(({ principals }) => principals.map(({ text }) => text)))),
  ];
}

const isBound = ({ json }: PolicyPart): boolean => Object.keys((json as { Condition?: object }).Condition ?? {}).length > 0;
const statementsOf = ({ context }: FinishedPolicy, parts: readonly PolicyPart[]): readonly FinishedStatement[] => finishedPolicy(parts, context).statements;

function grantedInVain(policy: FinishedPolicy, resources: readonly ResourceUnderKey[], grantee: string, grants: readonly GrantMade[]): Finding[] {
  const statements = grants.map(({ parts }) => statementsOf(policy, parts)).flat();
  const principal = statements.flatMap(({ principals }) => principals).find(isNamed);
  const actions = usesOf(statements);
  // That nobody at all gets through is said elsewhere, of the service or the restriction.
  if (!principal || !mayDo(policy, [...actions], requestOf(policy, principal))) { return []; }
  const reached = ({ use }: ResourceUnderKey, by: readonly FinishedStatement[] | undefined, surely: boolean): boolean =>
    callsThatUse(use).filter(({ caller }) => caller === 'user').some(call => {
      const wanted = askedBy(call).filter(action => actions.has(action));
      return wanted.length > 0 && requestsOf(policy, { use, call }, principal, surely).some(request => mayDo(policy, wanted, request, by));
    });
  const isWanted = ({ use }: ResourceUnderKey): boolean => callsThatUse(use).some(call => askedBy(call).some(action => actions.has(action)));
  const wanted = resources.filter(isWanted);
  for (const under of wanted.filter(({ resource }) => grants.some(grant => grant.isGranted(resource)))) {
    if (!reached(under, undefined, true)) { return [{ message: describe(inVain(grantee, under)) }]; }
    if (!reached(under, undefined, false) || !reached(under, statements, false)) { return canBeUsed(policy, under.use) ? [warned(grantee, under)] : []; }
  }
  const usable = wanted.filter(({ use }) => canBeUsed(policy, use));
  const direct = mayDo(policy, [...actions], requestOf(policy, principal, { 'kms:viaservice': ABSENT }), statements);
  return usable.length === 0 || direct || usable.some(under => reached(under, undefined, false) && reached(under, statements, false)) ? [] : [warned(grantee, usable[0])];
}

const usesOf = (statements: readonly FinishedStatement[]): ReadonlySet<string> =>
  new Set(statements.flatMap(({ reach }) => [...reach]).filter(action => !VIEWING.has(action)));

/** The requests that a principal makes through the service of a resource; only what is sure, or with what the service says of the context. */
function requestsOf(policy: FinishedPolicy, { use, call }: { use: ResourceUnderKey['use']; call: ServiceCall }, principal: Principal, surely: boolean): GateRequest[] {
  return throughEach(policy, use, call).map(keys => requestOf(policy, principal, keys)).map(request => surely ? request : withContextOf(use, call, request));
}

const inVain = (grantee: string, { resource, use }: ResourceUnderKey) => ({
  property: 'grantee',
  value: grantee,
  bound: `is granted ${wordFor(resource)}, which is encrypted under the key, and the key policy never lets the grantee use the key through ${use.service}: the key is shared or kept for others`,
  remedy: `add KeyService.${use.id} where the key names its services ('viaServices', 'additionalServices', a restriction), or encrypt the resource under another key`,
});

const warned = (grantee: string, under: ResourceUnderKey): Finding => ({
  warning: `${WARNINGS.grantReachesNothing}:${grantee}`,
  message: `what ${grantee} is granted on the key never counts for ${wordFor(under.resource)}, which is encrypted under it: a grant is as narrow as its key, and ${under.use.service} does not meet its conditions; `
    + `add KeyService.${under.use.id} where the key names its services, or let IAM policies of the grantee allow the use`,
});

/** Rows for people, by whatever door, that ask for a service through which no resource of the app under the key is used. */
function rowsInVain(policy: FinishedPolicy, resources: readonly ResourceUnderKey[], judged: ReadonlySet<string>): Finding[] {
  // What a replica's Region holds is not known here.
  if (policy.context.multiRegion) { return []; }
  const usable = resources.filter(({ use }) => canBeUsed(policy, use));
  if (usable.length === 0) { return []; }
  return policy.statements.filter(isForPeople).flatMap(row => row.principals.filter(isNamed).filter(({ text }) => !judged.has(text))
    .filter(principal => isInVain(policy, usable, row, principal))
    .map(principal => ({
      warning: `${WARNINGS.rowReachesNothing}:${row.label}`,
      message: `'${row.label}' lets ${principal.text} use the key through a service by which nothing that this app encrypts under the key is used, such as ${wordFor(usable[0].resource)}; `
        + 'name its service too, or leave it out if the key is for resources elsewhere',
    })));
}

const isForPeople = ({ effect, row, conditions }: FinishedStatement): boolean =>
  effect === 'Allow' && conditions.length > 0 && (row === undefined || [ORDER.use, ORDER.custom, ORDER.grants].some(order => order === row.order));

function isInVain(policy: FinishedPolicy, resources: readonly ResourceUnderKey[], row: FinishedStatement, principal: Principal): boolean {
  const actions = [...usesOf([row])];
  const passes = (keys: KnownKeys, of = actions): boolean => mayDo(policy, of, requestOf(policy, principal, keys), [row]);
  if (!passes({}) || passes({ 'kms:viaservice': ABSENT })) { return false; }
  return !resources.some(({ use }) => callsThatUse(use).filter(({ caller }) => caller === 'user')
    .some(call => throughEach(policy, use, call).some(keys => passes(keys))));
}
