import { hasSymbol, isObject, isOpaque, same, shown, Truth } from './symbols';
import { Evaluates, plain, texts } from './texts';
import { parsePrincipalArn } from '../private/arns';

/** A principal that a statement names. */
export interface Principal {
  readonly text: string;
  readonly kind: 'account' | 'role' | 'user' | 'session' | 'group' | 'everyone' | 'service' | 'federated' | 'other' | 'opaque';
  /** Whether it is of the key's account; 'unknown' for services and what cannot be told. */
  readonly own: Truth;
  /** Under which name the statement has a principal that is not known, where that is none of AWS: `Service`. */
  readonly type?: string;
  /** What a symbol will be, as far as that is known. */
  readonly physical?: string;
  /** Of an account: which. */
  readonly account?: string;
}

/** Where a policy stands. */
export interface PolicyPlace extends Evaluates {
  /** The account of the key. */
  readonly account: string;
  /** Where the account of the stack is not known: that of which the key can only be. */
  readonly home?: string;
  /** What a principal is that is a resource of the app: `${s0#Role.Arn}`. */
  resource(symbol: string): { readonly account: string; readonly kind: Principal['kind'] } | undefined;
}

/** The principals that a statement names, as the template has them. */
export function readPrincipals(raw: unknown, place: PolicyPlace): readonly Principal[] {
  const given = plain(raw, place);
  if (given === undefined) { return []; }
  if (given === '*') { return [EVERYONE]; }
  if (!isObject(given)) { return [{ text: String(given), kind: 'opaque', own: 'unknown' }]; }
  const principals: Principal[] = [];
  for (const type in given) {
    for (const text of texts(given[type], place)) { principals.push(readPrincipal(type, text, place)); }
  }
  return principals;
}

function readPrincipal(type: string, text: string, place: PolicyPlace): Principal {
  if (text === '*' && type === 'AWS') { return EVERYONE; }
  if (type !== 'AWS') {
    const name = type === 'Service' ? serviceName(text) : text;
    if (name !== text) { return readPrincipal(type, name, place); }
    const kind = isOpaque(text) ? 'opaque' : type === 'Service' ? 'service' : type === 'Federated' ? 'federated' : 'other';
    return { text, kind, own: type === 'Federated' ? ownProvider(text, place) : 'unknown', ...(kind === 'opaque' ? { type } : {}) };
  }
  return readAwsPrincipal(text, place);
}

/** Services have names that end in amazonaws.com in every partition; a template that knows no Region leaves the ending to AWS::URLSuffix. */
const serviceName = (text: string): string => text.replace(/\$\{AWS\.URLSuffix\}$/, 'amazonaws.com');

/** Providers of the web are of no account: their identities are of the one whose key names them. */
function ownProvider(text: string, place: PolicyPlace): Truth {
  const arn = parsePrincipalArn(text);
  return arn ? isOwn(arn.account, place) : 'yes';
}

const ACCOUNT_ID = /^\d{12}$/;
const EVERYONE: Principal = { text: '*', kind: 'everyone', own: 'no' };
const KINDS: { readonly [word: string]: Principal['kind'] } = {
  'root': 'account', 'user': 'user', 'role': 'role', 'group': 'group', 'assumed-role': 'session', 'federated-user': 'session',
};

/** Whether an account is that of the key. */
const isOwn = (named: string, { account, home }: PolicyPlace): Truth => home !== undefined && ACCOUNT_ID.test(named) ? same(named, home) : same(named, account);

function readAwsPrincipal(text: string, place: PolicyPlace): Principal {
  const { resource: find, physical } = place;
  if (ACCOUNT_ID.test(text) || text === '${AWS.AccountId}') { return { text, kind: 'account', own: isOwn(text, place), account: text }; }
  const arn = parsePrincipalArn(text);
  const kind = arn && Object.hasOwn(KINDS, arn.kind) ? KINDS[arn.kind] : undefined;
  if (arn && kind) {
    const will = hasSymbol(text) ? physical?.(text) : undefined;
    return { text, kind, own: isOwn(arn.account, place), ...(kind === 'account' ? { account: arn.account } : {}), ...(will === undefined ? {} : { physical: will }) };
  }
  const resource = find(text);
  if (resource) {
    const will = physical?.(text);
    return { text, kind: resource.kind, own: isOwn(resource.account, place), ...(will === undefined ? {} : { physical: will }) };
  }
  // Other texts are no principals, or the unique id (AIDA…, AROA…) of one that is gone.
  return { text, kind: text.includes('${') ? 'opaque' : 'other', own: 'unknown' };
}

/**
 * Whether a text is surely no principal, whatever the deployment fills in: an ARN of other than six parts, or of an account that has no 12 digits. Of services,
 * federated and canonical users nothing is said.
 */
export function isNoPrincipal({ kind, text }: Pick<Principal, 'kind' | 'text'>): boolean {
  // Symbols that might be anything, or a whole ARN.
  if (/\$\{(?!AWS\.)/.test(text) || !text.startsWith('arn:')) { return false; }
  if (kind === 'opaque' || kind === 'other') { return true; }
  const account = parsePrincipalArn(text)?.account;
  return account !== undefined && !ACCOUNT_ID.test(account) && account !== '${AWS.AccountId}' && account !== 'cloudfront';
}

/** By what somebody is the same, whether the template refers to the resource, makes the ARN of its name, or writes it out. */
export const identityOf = ({ text, physical, account }: Pick<Principal, 'text' | 'physical' | 'account'>): string => account ?? physical ?? text;

export const principalList = (principals: readonly Principal[]): string => principals.map(p => shown(p.text)).join(', ');
