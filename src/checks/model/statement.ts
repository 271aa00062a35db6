import { Either, isOpaque, same, shown, Truth } from './symbols';
import { KMS_ACTIONS } from '../reference-data';

/** A principal that a statement names. */
export interface Principal {
  readonly text: string;
  readonly kind: 'account' | 'role' | 'user' | 'session' | 'group' | 'everyone' | 'service' | 'federated' | 'other' | 'opaque';
  /** Whether it is of the key's account; 'unknown' for services and what cannot be told. */
  readonly own: Truth;
}

export interface Condition {
  /** As written: `ForAllValues:StringEqualsIfExists`. */
  readonly operator: string;
  /** `stringequals` */
  readonly base: string;
  readonly set: '' | 'any' | 'all';
  readonly ifExists: boolean;
  readonly negated: boolean;
  /** As written. */
  readonly key: string;
  /** The key in lower case, by which it is compared. */
  readonly name: string;
  readonly values: readonly string[];
}

export interface Statement {
  /** The Sid, or the position: `statement 2`. */
  readonly label: string;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly principals: readonly Principal[];
  readonly everyone: boolean;
  readonly notPrincipal: boolean;
  readonly actions: readonly string[];
  readonly notAction: boolean;
  /** Actions of KMS that the statement is about, lower case without the prefix. */
  readonly reach: ReadonlySet<string>;
  readonly resources: readonly string[];
  readonly notResource: boolean;
  readonly conditions: readonly Condition[];
  /** What of the statement is not known before deployment. */
  readonly unknown?: string;
}

/** The statements of one policy; undefined when the policy as a whole is not known. */
export type Statements = readonly Statement[] | undefined;

const EVERY_ACTION: ReadonlySet<string> = new Set(KMS_ACTIONS.map(action => action.toLowerCase()));
const NOTHING: ReadonlySet<string> = new Set();
const reached = new Map<string, ReadonlySet<string>>();

/** The actions of KMS that a pattern stands for. */
export function actionsOf(pattern: string): ReadonlySet<string> {
  let found = reached.get(pattern);
  if (!found) {
    const text = pattern.toLowerCase();
    if (text === '*' || text === 'kms:*') {
      found = EVERY_ACTION;
    } else if (!/^kms:/.test(text) && !/^k?m?s?\*/.test(text)) {
      found = NOTHING;
    } else {
      const expression = new RegExp(`^${text.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
      found = new Set([...EVERY_ACTION].filter(action => expression.test(`kms:${action}`)));
    }
    if (reached.size > 10_000) { reached.clear(); }
    reached.set(pattern, found);
  }
  return found;
}

const combined = new Map<string, ReadonlySet<string>>();

function reachOf(actions: readonly string[], not: boolean): ReadonlySet<string> {
  if (actions.length === 1 && !not) { return actionsOf(actions[0]); }
  const key = `${not}${actions.join()}`;
  let found = combined.get(key);
  if (!found) {
    const named = new Set(actions.flatMap(action => [...actionsOf(action)]));
    found = not ? new Set([...EVERY_ACTION].filter(action => !named.has(action))) : named;
    if (combined.size > 10_000) { combined.clear(); }
    combined.set(key, found);
  }
  return found;
}

type Json = { readonly [key: string]: unknown };

const list = (value: unknown): unknown[] => Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** Where a policy stands. */
export interface PolicyPlace {
  /** The account of the key. */
  readonly account: string;
  /** What a principal is that is a resource of the app: `${s0#Role.Arn}`. */
  resource(symbol: string): { readonly account: string; readonly kind: Principal['kind'] } | undefined;
}

/** Reads an evaluated policy document. */
export function readPolicy(document: unknown, place: PolicyPlace): Statements {
  const read = typeof document === 'string' && document.trimStart().startsWith('{') ? parse(document) : document;
  if (read === null || typeof read !== 'object' || read instanceof Either || Array.isArray(read)) { return undefined; }
  const statements = (read as Json).Statement;
  if (typeof statements === 'string' || statements instanceof Either) { return undefined; }
  return list(statements).map((statement, i) => readStatement(statement, i, place));
}

function parse(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}

function readStatement(given: unknown, index: number, place: PolicyPlace): Statement {
  const label = `statement ${index + 1}`;
  if (given === null || typeof given !== 'object' || given instanceof Either) {
    return {
      label, effect: 'Allow', principals: [], everyone: false, notPrincipal: false, actions: [], notAction: false, reach: NOTHING,
      resources: [], notResource: false, conditions: [], unknown: `${label} is chosen at deployment`,
    };
  }
  const { Sid, Effect, Principal: principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition: condition } = given as any;
  const name = typeof Sid === 'string' && Sid !== '' ? Sid : label;
  const problems: string[] = [];
  const texts = (value: unknown, what: string): string[] => list(value).flatMap(v => {
    if (typeof v !== 'string' || isOpaque(v)) { problems.push(`${what} of '${name}' is not known before deployment`); }
    return typeof v === 'string' ? [v] : [];
  });
  const principals = readPrincipals(principal ?? NotPrincipal, place, what => problems.push(`${what} of '${name}' is not known before deployment`));
  const actions = texts(Action ?? NotAction, 'an action');
  const conditions = readConditions(condition, () => problems.push(`a condition of '${name}' is not known before deployment`));
  return {
    label: name,
    sid: typeof Sid === 'string' ? Sid : undefined,
    effect: Effect === 'Deny' ? 'Deny' : 'Allow',
    principals,
    everyone: principals.some(p => p.kind === 'everyone'),
    notPrincipal: principal === undefined && NotPrincipal !== undefined,
    actions,
    notAction: Action === undefined && NotAction !== undefined,
    reach: reachOf(actions, Action === undefined && NotAction !== undefined),
    // What a Resource is matters to the rules about resources alone, and these look for themselves.
    resources: list(Resource ?? NotResource).filter((r): r is string => typeof r === 'string'),
    notResource: Resource === undefined && NotResource !== undefined,
    conditions,
    unknown: typeof Effect === 'string' && !isOpaque(Effect) ? problems[0] : `the effect of '${name}' is not known before deployment`,
  };
}

function readPrincipals(given: unknown, place: PolicyPlace, unknown: (what: string) => void): Principal[] {
  if (given === undefined) { return []; }
  if (given === '*') { return [EVERYONE]; }
  if (given === null || typeof given !== 'object' || given instanceof Either) {
    unknown('the principal');
    return [{ text: String(given), kind: 'opaque', own: 'unknown' }];
  }
  return Object.entries(given).flatMap(([type, values]) => list(values).map(value => {
    if (typeof value !== 'string') {
      unknown('a principal');
      return { text: '?', kind: 'opaque', own: 'unknown' } as Principal;
    }
    if (type === 'Service') {
      if (isOpaque(value)) { unknown('a principal'); }
      return { text: value, kind: isOpaque(value) ? 'opaque' : 'service', own: 'unknown' } as Principal;
    }
    if (type === 'Federated') { return { text: value, kind: 'federated', own: 'yes' } as Principal; }
    if (type !== 'AWS') { return { text: value, kind: 'other', own: 'unknown' } as Principal; }
    const principal = readAwsPrincipal(value, place);
    if (principal.kind === 'opaque') { unknown('a principal'); }
    return principal;
  }));
}

const EVERYONE: Principal = { text: '*', kind: 'everyone', own: 'no' };
/** arn:PARTITION:iam::ACCOUNT:role/…, where each part may be a symbol. */
const IAM_ARN = /^arn:[^:]+:(iam|sts)::([^:]*):(root|user|role|group|assumed-role|federated-user)(?:\/(.*))?$/;
const KINDS: { [word: string]: Principal['kind'] } = {
  'root': 'account', 'user': 'user', 'role': 'role', 'group': 'group', 'assumed-role': 'session', 'federated-user': 'session',
};

function readAwsPrincipal(text: string, { account, resource: find }: PolicyPlace): Principal {
  if (text === '*') { return EVERYONE; }
  if (/^\d{12}$/.test(text) || text === '${AWS.AccountId}') { return { text, kind: 'account', own: same(text, account) }; }
  const arn = IAM_ARN.exec(text);
  if (arn && !isOpaque(arn[2])) { return { text, kind: KINDS[arn[3]], own: same(arn[2], account) }; }
  if (text.startsWith('${s')) {
    const resource = find(text);
    if (resource) { return { text, kind: resource.kind, own: same(resource.account, account) }; }
  }
  // AIDA…, AROA…: the unique id of a user or role, which KMS writes where the principal is gone.
  if (/^A(ID|RO)A[A-Z0-9]{12,}$/.test(text)) { return { text, kind: 'other', own: 'unknown' }; }
  return isOpaque(text) || text.includes('${') ? { text, kind: 'opaque', own: 'unknown' } : { text, kind: 'other', own: 'unknown' };
}

const OPERATOR = /^(?:for(any|all)values?:)?(.*?)(ifexists)?$/;
const operators = new Map<string, Pick<Condition, 'base' | 'set' | 'ifExists' | 'negated'>>();

function readOperator(operator: string): Pick<Condition, 'base' | 'set' | 'ifExists' | 'negated'> {
  let found = operators.get(operator);
  if (!found) {
    const [, set, base, ifExists] = OPERATOR.exec(operator.toLowerCase())!;
    found = { base, set: (set ?? '') as Condition['set'], ifExists: ifExists !== undefined, negated: /not/.test(base) };
    operators.set(operator, found);
  }
  return found;
}

function readConditions(given: unknown, unknown: () => void): Condition[] {
  if (given === undefined) { return []; }
  if (given === null || typeof given !== 'object' || given instanceof Either) {
    unknown();
    return [];
  }
  const conditions: Condition[] = [];
  for (const [operator, keys] of Object.entries(given)) {
    if (keys === null || typeof keys !== 'object' || keys instanceof Either) {
      unknown();
      continue;
    }
    const read = readOperator(operator);
    for (const [key, value] of Object.entries(keys)) {
      const values = list(value).map(v => v !== null && typeof v === 'object' ? '${?value}' : String(v));
      conditions.push({ operator, ...read, key, name: key.toLowerCase(), values });
    }
  }
  return conditions;
}

/** How a statement is named in an acknowledgement: `Keysmith-Rule[AllowUse]`. */
export const findingId = (statement: Statement): string => statement.label.replace(/[^A-Za-z0-9]+/g, '-');
export const principalList = (principals: readonly Principal[]): string => principals.map(p => shown(p.text)).join(', ');
