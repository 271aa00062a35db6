import { constructPath, FinishedPolicy, FinishedStatement } from './finished-policy';
import { Finding } from './judgement';
import { ABSENT, ANY_CONTEXT, counts, KnownRequest, requestOf } from './requests';
import { Principal } from '../../iam/principal';
import { isNamed, narrowedBy, narrows, VIEWING } from '../../iam/questions';
import { WARNINGS } from '../../private/errors';
import { ORDER } from '../../private/policy-rows';

/*
 * Every Allow against every Deny: a row that can never count is a mistake, and found in an emergency otherwise.
 */

/** Rows that a Deny of the same policy takes all from, or all but what comes through a service or with a context. */
export function shutOut(policy: FinishedPolicy): Finding[] {
  const denies = policy.statements.filter(({ effect, row }) => effect === 'Deny' && !row?.accepted?.includes('shuts out'));
  if (denies.length === 0) { return []; }
  return policy.statements.filter(({ effect, row, notPrincipal }) => effect === 'Allow' && !notPrincipal && row?.order !== ORDER.delegation)
    .flatMap(allow => allow.principals.flatMap(principal => judge(policy, denies, allow, principal)));
}

function judge(policy: FinishedPolicy, denies: readonly FinishedStatement[], allow: FinishedStatement, principal: Principal): Finding[] {
  if (!isNamed(principal) && principal.kind !== 'service' && principal.kind !== 'account') { return []; }
  const requests = requestsOf(policy, allow, principal);
  const actions = meant(allow);
  const who = constructPath(policy.context, principal.text) ?? principal.text;
  const always = deniedAlways(denies, actions, requests);
  if (always) {
    return [{ message: `'${allow.label}' can never count for ${who}: '${always.label}' denies all of it; exempt them there, or leave the row out` }];
  }
  // Grants of the CDK say who uses the key, never through what.
  if (allow.label !== allow.sid) { return []; }
  for (const { name, missing, when } of PLAIN) {
    if (!missing(allow)) { continue; }
    const denied = deniedAlways(denies, actions, requests.map(({ keys, ...request }) => ({ ...request, keys: { ...keys, [name]: ABSENT } })));
    if (denied) {
      return [{ warning: `${WARNINGS.rowPartlyDenied}:${allow.label}`, message: `'${allow.label}' counts for ${who} ${when} only: '${denied.label}' denies everything else` }];
    }
  }
  return [];
}

const isForPeople = ({ row }: FinishedStatement): boolean => row?.order === ORDER.use;
const isThroughService = (allow: FinishedStatement): boolean => narrowedBy(allow, name => name === 'kms:viaservice');

/** What requests go without unless somebody sees to it. People are told to send a context; services and emergency roles cannot, or forget it. */
const PLAIN = [
  { name: 'kms:viaservice', missing: (allow: FinishedStatement) => !isThroughService(allow), when: 'through a service' },
  { name: ANY_CONTEXT, missing: (allow: FinishedStatement) => !isForPeople(allow) || isThroughService(allow), when: 'with an encryption context of yours' },
];

/** The actions that a row is there for; reading about the key comes along. */
function meant({ reach }: FinishedStatement): readonly string[] {
  const all = [...reach];
  const uses = all.filter(action => !VIEWING.has(action));
  return uses.length > 0 ? uses : all;
}

/** The Deny that takes all, if there is no request that gets through. */
function deniedAlways(
  denies: readonly FinishedStatement[], actions: readonly string[], requests: readonly KnownRequest[],
): FinishedStatement | undefined {
  let found: FinishedStatement | undefined;
  for (const action of actions) {
    for (const request of requests) {
      found = denies.find(deny => counts(deny, action, request) === 'yes');
      if (!found) { return undefined; }
    }
  }
  return found;
}

/** The Deny by which a principal could do none of the actions, whatever else allows them. */
export function deniedAll(policy: FinishedPolicy, arn: string, actions: readonly string[], keys: KnownRequest['keys']): string | undefined {
  const principal = String(policy.place.evaluate(arn));
  const denies = policy.statements.filter(({ effect }) => effect === 'Deny');
  const request = requestOf(principal, String(policy.place.evaluate(policy.context.region)), keys);
  return deniedAlways(denies, actions.map(action => action.toLowerCase()), [request])?.label;
}

const MOST_REQUESTS = 64;

/** The requests that a row is for, as far as its conditions say what they carry. */
function requestsOf(
  { context: { region }, place }: FinishedPolicy, allow: FinishedStatement, { kind, text }: Principal,
): KnownRequest[] {
  const { conditions, row } = allow;
  const keys = Object.fromEntries(Object.entries(row?.requests ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const principal = kind === 'account' && !text.includes(':') ? `arn:aws:iam::${text}:root` : text;
  const request = requestOf(principal, String(place.evaluate(region)), keys);
  let requests = [request];
  for (const condition of conditions) {
    if (!narrows(condition, allow) || condition.set !== '' || !/^(string|arn|bool)/.test(condition.base) || condition.values.some(value => /[*?]/.test(value))) { continue; }
    if (requests.length * condition.values.length > MOST_REQUESTS) { continue; }
    requests = requests.flatMap(one => condition.values.map(value => ({ ...one, keys: { ...one.keys, [condition.name]: value } })));
  }
  return requests;
}
