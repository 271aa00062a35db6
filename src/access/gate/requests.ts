import { FinishedPolicy, FinishedStatement } from './finished-policy';
import { conditionOf, mayPass, PartlyKnown, Sides } from '../../iam/passes';
import { Principal } from '../../iam/principal';
import { isContext } from '../../iam/questions';
import { Caller, callerOf } from '../../iam/request';
import { all, Formula, negated } from '../../iam/search';
import { Statement } from '../../iam/statement';
import { opaque } from '../../iam/symbols';
import { Value } from '../../iam/values';

/** A key that the request surely lacks. */
export const ABSENT = null;

/** Keys of a request, in lower case; `kms:encryptioncontext:*` stands for all names of the encryption context that are not listed, `kms:recipientattestation:*` for all measurements. */
export interface KnownKeys {
  readonly [name: string]: string | typeof ABSENT;
}

export const ANY_CONTEXT = 'kms:encryptioncontext:*';
/** What an enclave proves of itself: it is never there where an AWS service calls. */
export const ANY_ATTESTATION = 'kms:recipientattestation:*';

/** Requests of one principal, or of any principal of an account, of which only some is known. */
export interface GateRequest {
  readonly caller: Caller;
  readonly keys: KnownKeys;
  /** Names of the encryption context that `kms:encryptioncontext:*` does not stand for. */
  readonly listed?: Pick<ReadonlySet<string>, 'has'>;
  /** What the ARN of the caller is like, where it is not known. */
  readonly given?: Formula;
}

/** What a request of a principal carries always. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
export function requestOf({ place, context: { region } }: FinishedPolicy, principal: Pick<Principal, 'kind' | 'text' | 'account' | 'own'>, keys: KnownKeys = {}): GateRequest {
  const { kind, text } = principal;
  const byService = kind === 'service' || typeof keys['kms:viaservice'] === 'string';
  const known: KnownKeys = { 'aws:requestedregion': String(place.evaluate(region)), ...byService ? { [ANY_ATTESTATION]: ABSENT } : {}, ...keys };
  if (kind === 'account') {
    const account = principal.account ?? text;
    return { caller: { kind: 'role', texts: [], account }, keys: known, given: arnLike([`arn:*:iam::${account}:*`]) };
  }
  if (kind === 'service') { return { caller: { kind, texts: [text] }, keys: known }; }
  return { caller: callerOf(text) ?? { kind: kind === 'user' || kind === 'session' ? kind : 'role', texts: [text], account: place.account }, keys: known };
}

/** Requests of anybody, but of the key's own account where a statement leaves that out. */
export function requestOfAnybody({ place, context: { region } }: FinishedPolicy, leavesHomeOut: boolean, keys: KnownKeys = {}): GateRequest {
  return {
    caller: { kind: 'role', texts: [], account: opaque('account') },
    keys: { 'aws:requestedregion': String(place.evaluate(region)), ...keys },
    ...leavesHomeOut ? { given: negated(arnLike([`arn:*:iam::${place.account}:*`])) } : {},
  };
}

/** The role that an ARN names. */
export const requestOfArn = (policy: FinishedPolicy, arn: string, keys: KnownKeys = {}): GateRequest =>
  requestOf(policy, { kind: 'role', text: String(policy.place.evaluate(arn)), own: 'yes' }, keys);

/** Requests of people and their roles: not of the roles by which AWS services work on resources. */
export const ofPeople = (request: GateRequest): GateRequest =>
  ({ ...request, given: all([request.given ?? true, negated(arnLike(['arn:*:iam::*:role/aws-service-role/*', 'arn:*:iam::*:role/aws:*']))]) });

const arnLike = (patterns: readonly string[]): Formula => conditionOf('ArnLike', 'aws:PrincipalArn', 'aws:principalarn', patterns);

/** Whether one of the actions can get through: allowed, and not surely denied whatever else the request carries. */
export const someMayPass = ({ place }: FinishedPolicy, actions: readonly string[], request: GateRequest, { allows, denies }: Sides): boolean =>
  actions.some(action => mayPass(asked(request, action, place.account), { allows, denies: denies.filter(({ reach }) => reach.has(action)) }));

/** The statements that together deny all of the actions, as few as will do; undefined where something can get through, or nothing was allowed. */
export function denying(
  policy: FinishedPolicy,
  actions: readonly string[],
  request: GateRequest,
  { allows, denies }: { readonly allows?: readonly Statement[]; readonly denies: readonly FinishedStatement[] },
): readonly FinishedStatement[] | undefined {
  // What no statement denies needs no search.
  if (!actions.every(action => denies.some(({ reach }) => reach.has(action)))) { return undefined; }
  const pass = (left: readonly FinishedStatement[]): boolean => someMayPass(policy, actions, request, { allows, denies: left });
  if (pass(denies) || !pass([])) { return undefined; }
  return denies.reduce((left, deny) => {
    const others = left.filter(one => one !== deny);
    return pass(others) ? left : others;
  }, denies);
}

/** `'DenyUseByOthers' denies`, `'A' and 'B' together deny` */
export const named = (denies: readonly FinishedStatement[]): string =>
  denies.length === 1 ? `'${denies[0].label}' denies` : `${denies.map(({ label }) => `'${label}'`).join(' and ')} together deny`;

function asked({ caller, keys, listed, given }: GateRequest, action: string, account: string): PartlyKnown {
  const known = (name: string): readonly Value[] | null | undefined => {
    const value = Object.prototype.hasOwnProperty.call(keys, name) ? keys[name]
      : isContext(name) && !listed?.has(name) ? keys[ANY_CONTEXT]
        : name.startsWith('kms:recipientattestation:') ? keys[ANY_ATTESTATION] : undefined;
    if (value !== undefined) { return value === ABSENT ? [] : [[value]]; }
    // Of an account's principals only the account is known.
    return caller.texts.length === 0 && name === 'aws:principalarn' ? null : undefined;
  };
  return { caller, action, account, known, given };
}
