import { Context, contextOf } from './condition-test';
import { Principal } from './principal';
import { Value } from './values';
import { carriesContext } from '../private/actions';
import { parsePrincipalArn, roleOfSession } from '../private/arns';

/** Who asks. */
export interface Caller {
  readonly kind: 'root' | 'role' | 'user' | 'session' | 'federated-user' | 'service' | 'federated';
  /** Every text by which a policy can name it: its ARN, the symbol of its attribute; the name of a service. */
  readonly texts: readonly string[];
  /** The account; absent for services. */
  readonly account?: string;
  /** Of a session: the texts of its role. */
  readonly role?: readonly string[];
}

/** The key that is asked for. */
export interface RequestedKey {
  /** Every text that stands for its ARN. */
  readonly texts: readonly string[];
  readonly account: string;
  readonly region?: string;
}

/** One request of KMS. */
export interface Request {
  readonly caller: Caller;
  /** `kms:Decrypt` */
  readonly action: string;
  readonly key: RequestedKey;
  /** Condition keys that are known; no value: the request lacks the key. What follows from the caller need not be given. */
  readonly context?: { readonly [key: string]: string | readonly string[] };
  /** Whether keys that are not given are absent; otherwise nothing is known of them. */
  readonly exact?: boolean;
}

const KINDS: { readonly [word: string]: Caller['kind'] } = {
  'root': 'root', 'role': 'role', 'user': 'user', 'assumed-role': 'session', 'federated-user': 'federated-user', 'saml-provider': 'federated', 'oidc-provider': 'federated',
};

/** The caller of an ARN, or of the name of a service; undefined for texts that are neither. */
export function callerOf(text: string): Caller | undefined {
  const arn = parsePrincipalArn(text);
  const kind = arn && Object.hasOwn(KINDS, arn.kind) && (arn.kind === 'root') === (arn.name === '') ? KINDS[arn.kind] : undefined;
  if (arn && kind) {
    return { kind, texts: [text], account: arn.account, ...(kind === 'session' ? { role: [roleOfSession(text)] } : {}) };
  }
  return /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(text) ? { kind: 'service', texts: [text] } : undefined;
}

/** The user, role or session that a policy names: of the account given, unless it is known to be of another. */
export const callerNamed = ({ kind, text, physical, own }: Principal, account: string): Caller => callerOf(text) ?? {
  kind: kind === 'user' || kind === 'session' ? kind : 'role',
  texts: physical === undefined ? [text] : [text, physical],
  account: own === 'no' ? 'another account' : account,
};

export const isServiceLinked = ({ texts, role = [] }: Caller): boolean => [...texts, ...role].some(text => text.includes(':role/aws-service-role/'));

/** What the condition keys of a request are, as far as that is known. */
export function requestContext({ caller, action, key, context = {}, exact = false }: Request): Context {
  const known: { [name: string]: readonly Value[] } = { ...fromCaller(caller) };
  // It is in every request, and true only of one that a service makes with the credentials of a principal.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-viaawsservice
  if (exact || caller.kind === 'service') { known['aws:viaawsservice'] = [['false']]; }
  if (!exact) {
    known['aws:securetransport'] = [['true']];
    if (key.region !== undefined) { known['aws:requestedregion'] = [[key.region]]; }
  }
  for (const name in context) { known[name.toLowerCase()] = ([] as string[]).concat(context[name]).map(value => [value]); }
  return contextOf(known, name => exact || lacks(name, caller, action));
}

/**
 * The condition keys that follow from the caller.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties
 */
export function fromCaller({ kind, texts, account, role }: Caller): { readonly [name: string]: readonly Value[] } {
  if (kind === 'service') { return { 'aws:principalisawsservice': [['true']], 'aws:principalservicename': [texts] }; }
  const accounts: { readonly [name: string]: readonly Value[] } = account === undefined ? {} : { 'kms:calleraccount': [[account]], 'aws:principalaccount': [[account]] };
  return { 'aws:principalisawsservice': [['false']], 'aws:principalarn': [role ?? texts], ...accounts };
}

/** Keys of principals, which services lack, and keys of services, which principals lack. */
const OF_PRINCIPALS = /^(?:aws:(?:principal(?:arn|account|orgid|orgpaths|type|tag\/.*)|userid|username|multifactorauth.*|calledvia.*|tokenissuetime)|kms:(?:calleraccount|viaservice))$/;
const OF_SERVICES = /^aws:(?:source(?:arn|account|owner|orgid|orgpaths)|principalservicename|principalservicenameslist)$/;

/** Whether a condition key is about principals of accounts, so that AWS services lack it. */
export const isOfPrincipals = (name: string): boolean => OF_PRINCIPALS.test(name);

/** Whether a request never has a condition key, whatever else it is. */
export function lacks(name: string, { kind }: Caller, action: string): boolean {
  return (kind === 'service' ? OF_PRINCIPALS : OF_SERVICES).test(name) || (name.startsWith('kms:encryptioncontext') && !carriesContext(action));
}
