import { constructPath, FinishedPolicy, FinishedStatement } from './finished-policy';
import { Finding } from './judgement';
import { ABSENT, ANY_ATTESTATION, ANY_CONTEXT, denying, GateRequest, KnownKeys, named, ofPeople, requestOf, requestOfAnybody, requestOfArn, someMayPass } from './requests';
import { letsHomeIn } from './unnamed';
import { Principal } from '../../iam/principal';
import { isNamed, narrowedBy, narrows, VIEWING } from '../../iam/questions';
import { WARNINGS } from '../../private/errors';
import { ORDER } from '../../private/policy-rows';

/*
 * Every Allow against every Deny: a row that can never count is a mistake, and found in an emergency otherwise.
 */

/** Rows that the denials of the same policy take all from, or all but what comes through a service or with a context. */
export function shutOut(policy: FinishedPolicy): Finding[] {
  const denies = policy.statements.filter(({ effect, accepted }) => effect === 'Deny' && !accepted.includes('shuts out'));
  if (denies.length === 0) { return []; }
  return rows(policy).flatMap(allow => allow.principals.flatMap(principal => judge(policy, denies, allow, principal)));
}

/** Rows whose own conditions no request of theirs meets. */
export function contradictions(policy: FinishedPolicy): Finding[] {
  return rows(policy).filter(({ conditions }) => conditions.length > 0).flatMap(allow => allow.principals.filter(isJudged)
    .filter(principal => !someMayPass(policy, [...allow.reach], requestOf(policy, principal), { allows: [allow], denies: [] }))
    .map(principal => ({
      message: `'${allow.label}' can never count for ${nameOf(policy, principal)}: no request of ${principal.kind === 'service' ? 'that service' : 'that principal'} meets its conditions on `
        + `${[...new Set(allow.conditions.map(({ key }) => key))].join(' and ')}; leave out those that it never meets`,
    })));
}

const rows = ({ statements }: FinishedPolicy): readonly FinishedStatement[] =>
  statements.filter(({ effect, row, notPrincipal }) => effect === 'Allow' && !notPrincipal && row?.order !== ORDER.delegation);

const isJudged = (principal: Principal): boolean => isNamed(principal) || principal.kind === 'service' || principal.kind === 'account';
const nameOf = ({ context }: FinishedPolicy, { text }: Principal): string => constructPath(context, text) ?? text;

function judge(policy: FinishedPolicy, denies: readonly FinishedStatement[], allow: FinishedStatement, principal: Principal): Finding[] {
  const anybody = principal.kind === 'everyone';
  if (!anybody && !isJudged(principal)) { return []; }
  const carried = Object.fromEntries(Object.entries(allow.row?.requests ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const actions = meant(allow);
  const deniedOf = (request: GateRequest, of: readonly string[] = actions): string | undefined => {
    const found = denying(policy, of, request, { allows: [allow], denies });
    return found && named(found);
  };
  const listed = new Set(allow.conditions.filter(condition => narrows(condition, allow)).map(({ name }) => name));
  const request = (keys: KnownKeys = {}): GateRequest => ({
    ...anybody ? requestOfAnybody(policy, !letsHomeIn(allow, policy.place.account), { ...carried, ...keys }) : requestOf(policy, principal, { ...carried, ...keys }), listed,
  });
  const who = anybody ? 'principals of other accounts' : nameOf(policy, principal);
  // A grant that is not for a resource of a service is made by people.
  const always = deniedOf(carried['kms:grantisforawsresource'] === 'false' ? ofPeople(request()) : request());
  if (always) {
    return [{ message: `'${allow.label}' can never count for ${who}: ${always} all of it; exempt them there, or leave the row out` }];
  }
  const partly = (when: string, denied: string): Finding[] =>
    [{ warning: `${WARNINGS.rowPartlyDenied}:${allow.label}`, message: `'${allow.label}' counts for ${who} ${when} only: ${denied} everything else` }];
  // Grants of the CDK say who uses the key, never through what.
  if (allow.label !== allow.sid) { return []; }
  const people = deniedOf(ofPeople(request()));
  if (people) { return partly('in roles of AWS services', people); }
  for (const { name, missing, when } of PLAIN) {
    const denied = missing(allow) ? deniedOf(ofPeople(request({ [name]: ABSENT }))) : undefined;
    if (denied) { return partly(when, denied); }
  }
  // What a service encrypts it reads again.
  const reads = principal.kind === 'service' && allow.reach.has('decrypt') ? deniedOf(request(), ['decrypt']) : undefined;
  if (reads) { return partly('to encrypt', reads); }
  const grants = allow.reach.has('creategrant') ? deniedOf(request({ 'kms:grantisforawsresource': 'false' }), ['creategrant']) : undefined;
  return grants ? partly('for grants that an AWS service asks for', grants) : [];
}

const isForPeople = ({ row }: FinishedStatement): boolean => row?.order === ORDER.use;
const isThroughService = (allow: FinishedStatement): boolean => narrowedBy(allow, name => name === 'kms:viaservice');

/** What requests go without unless somebody sees to it. People are told to send a context; services and emergency roles cannot, or forget it. */
const PLAIN = [
  { name: 'kms:viaservice', missing: (allow: FinishedStatement) => !isThroughService(allow), when: 'through a service' },
  { name: ANY_ATTESTATION, missing: (allow: FinishedStatement) => isThroughService(allow), when: 'with an attestation document, which no service has' },
  { name: ANY_CONTEXT, missing: (allow: FinishedStatement) => !isForPeople(allow) || isThroughService(allow), when: 'with an encryption context of yours' },
];

/** The actions that a row is there for; reading about the key comes along. */
function meant({ reach }: FinishedStatement): readonly string[] {
  const all = [...reach];
  const uses = all.filter(action => !VIEWING.has(action));
  return uses.length > 0 ? uses : all;
}

/** The denials by which a principal could do none of the actions, whatever else allows them. */
export function deniedAll(policy: FinishedPolicy, arn: string, actions: readonly string[], keys: KnownKeys): string | undefined {
  const denies = policy.statements.filter(({ effect }) => effect === 'Deny');
  return denying(policy, actions.map(action => action.toLowerCase()), requestOfArn(policy, arn, keys), { denies })
    ?.map(({ label }) => label).join("' and '");
}
