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
  /** What rules may have to say something about: the letters of Trait, in their order. */
  readonly traits: string;
}

/** By what rules tell at once which statements they are about; most statements of most policies are nothing to most rules. */
export enum Trait {
  CONDITIONS = 'C',
  EVERYONE = 'E',
  SERVICE = 'S',
  /** A whole account that is not, or may not be, that of the key. */
  FOREIGN = 'A',
  /** NotPrincipal, NotAction or NotResource. */
  NEGATED = 'N',
  /** Reaches CreateGrant. */
  GRANTS = 'G',
  /** `*` or `kms:*`. */
  FULL = 'F',
  DECRYPTS = 'D',
  /** Something unusual in it, or not known before deployment: every rule looks. */
  ODD = 'O',
}

/** Whether rules about a trait look at a statement. */
export const hasTrait = ({ traits }: Statement, trait: Trait): boolean => traits.includes(trait) || traits.includes(Trait.ODD);

function traitsOf(statement: Omit<Statement, 'traits'>): string {
  const { actions, conditions, principals, reach, resources } = statement;
  let [everyone, service, foreign, full] = [false, false, false, false];
  let odd = statement.unknown !== undefined || actions.length === 0 || resources !== ANY;
  for (const action of actions) {
    const { size } = actionsOf(action);
    full ||= size === EVERY_ACTION.size;
    odd ||= size === 0;
  }
  for (const { kind, own, text } of principals) {
    switch (kind) {
      case 'everyone': everyone = true; break;
      case 'service': service = true; break;
      case 'account': foreign ||= own !== 'yes'; break;
      case 'role': case 'user': case 'session': odd ||= text.includes('*'); break;
      default: odd = true;
    }
  }
  const negated = statement.notAction || statement.notPrincipal || statement.notResource;
  return (conditions.length > 0 ? Trait.CONDITIONS : '')
    + (everyone ? Trait.EVERYONE : '')
    + (service ? Trait.SERVICE : '')
    + (foreign ? Trait.FOREIGN : '')
    + (negated ? Trait.NEGATED : '')
    + (reach.has('creategrant') ? Trait.GRANTS : '')
    + (full ? Trait.FULL : '')
    + (reach.has('decrypt') || reach.has('reencryptfrom') ? Trait.DECRYPTS : '')
    + (odd ? Trait.ODD : '');
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

/** Where a policy stands. */
export interface PolicyPlace {
  /** The account of the key. */
  readonly account: string;
  /** Fills in intrinsic functions. */
  evaluate(value: unknown): unknown;
  /** What a principal is that is a resource of the app: `${s0#Role.Arn}`. */
  resource(symbol: string): { readonly account: string; readonly kind: Principal['kind'] } | undefined;
}

/** Reads a policy document as the template has it: of most only a few texts have to be evaluated. */
export function readPolicy(document: unknown, place: PolicyPlace): Statements {
  const given = plain(document, place);
  const read = typeof given === 'string' && given.trimStart().startsWith('{') ? parse(given) : given;
  if (read === null || typeof read !== 'object' || read instanceof Either || Array.isArray(read)) { return undefined; }
  const statements = plain((read as Json).Statement, place);
  if (typeof statements === 'string' || statements instanceof Either) { return undefined; }
  if (statements === undefined || statements === null) { return []; }
  return Array.isArray(statements) ? statements.map((statement, i) => readStatement(statement, i, place)) : [readStatement(statements, 0, place)];
}

/** A value whose own intrinsic function is filled in, while what it holds stays as it is. */
function plain(value: unknown, place: PolicyPlace): unknown {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && isIntrinsic(value) ? place.evaluate(value) : value;
}

function isIntrinsic(value: object): boolean {
  for (const name in value) { return name === 'Ref' || name.startsWith('Fn::'); }
  return false;
}

function parse(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}

function readStatement(raw: unknown, index: number, place: PolicyPlace): Statement {
  const given = plain(raw, place);
  if (given === null || typeof given !== 'object' || given instanceof Either) {
    const label = `statement ${index + 1}`;
    return {
      label,
      effect: 'Allow',
      principals: NOBODY,
      everyone: false,
      notPrincipal: false,
      actions: NO_TEXTS,
      notAction: false,
      reach: NOTHING,
      resources: NO_TEXTS,
      notResource: false,
      conditions: NO_CONDITIONS,
      unknown: `${label} is chosen at deployment`,
      traits: Trait.ODD,
    };
  }
  const { Sid, Effect: effect, Principal: principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition: condition } = given as any;
  const name = typeof Sid === 'string' && Sid !== '' ? Sid : `statement ${index + 1}`;
  const Effect = plain(effect, place);
  const principals = readPrincipals(principal ?? NotPrincipal, place);
  const notAction = Action === undefined && NotAction !== undefined;
  const actions = texts(Action ?? NotAction, place);
  const conditions = readConditions(condition, place);
  const unknown = typeof Effect !== 'string' || isOpaque(Effect) ? 'the effect'
    : principals.some(isUnknown) ? 'a principal'
      : actions.some(isOpaque) ? 'an action'
        : conditions.length > 0 && conditions.some(({ key }) => isOpaque(key)) ? 'a condition' : undefined;
  const statement: Omit<Statement, 'traits'> = {
    label: name,
    sid: typeof Sid === 'string' ? Sid : undefined,
    effect: Effect === 'Deny' ? 'Deny' : 'Allow',
    principals,
    everyone: principals.includes(EVERYONE),
    notPrincipal: principal === undefined && NotPrincipal !== undefined,
    actions,
    notAction,
    reach: reachOf(actions, notAction),
    // What a Resource is matters to the rules about resources alone, and these look for themselves.
    resources: texts(Resource ?? NotResource, place),
    notResource: Resource === undefined && NotResource !== undefined,
    conditions,
    unknown: unknown && `${unknown} of '${name}' is not known before deployment`,
  };
  return Object.assign(statement, { traits: traitsOf(statement) });
}

const NOBODY: readonly Principal[] = [];
const NO_TEXTS: readonly string[] = [];
const NO_CONDITIONS: readonly Condition[] = [];
const UNKNOWN_TEXT = '${?value}';
const isUnknown = ({ kind }: Principal): boolean => kind === 'opaque';

/** One text or several, as a list; the given list itself where it holds nothing but texts. */
function texts(value: unknown, place: PolicyPlace): readonly string[] {
  if (value === undefined) { return NO_TEXTS; }
  if (typeof value === 'string') { return value === '*' ? ANY : [known(value)]; }
  if (!Array.isArray(value)) {
    const evaluated = typeof value === 'object' && value !== null && !(value instanceof Either) ? place.evaluate(value) : value;
    return Array.isArray(evaluated) ? texts(evaluated, place) : [toText(evaluated)];
  }
  if (value.every(isPlainText)) { return value; }
  return value.flatMap(one => {
    const evaluated = typeof one === 'object' && one !== null && !(one instanceof Either) ? place.evaluate(one) : one;
    return evaluated === undefined ? [] : Array.isArray(evaluated) ? evaluated.map(toText) : [toText(evaluated)];
  });
}

const isPlainText = (value: unknown): value is string => typeof value === 'string' && !value.includes('{{resolve:');
const known = (value: string): string => value.includes('{{resolve:') ? UNKNOWN_TEXT : value;
/** Booleans and numbers are written without quotes at times. */
const toText = (value: unknown): string => typeof value === 'string' ? known(value) : typeof value === 'boolean' || typeof value === 'number' ? String(value) : UNKNOWN_TEXT;
const ANY: readonly string[] = ['*'];

function readPrincipals(raw: unknown, place: PolicyPlace): readonly Principal[] {
  const given = plain(raw, place);
  if (given === undefined) { return NOBODY; }
  if (given === '*') { return [EVERYONE]; }
  if (given === null || typeof given !== 'object' || given instanceof Either) { return [{ text: String(given), kind: 'opaque', own: 'unknown' }]; }
  const principals: Principal[] = [];
  for (const type in given) {
    for (const text of texts((given as Json)[type], place)) { principals.push(readPrincipal(type, text, place)); }
  }
  return principals;
}

function readPrincipal(type: string, text: string, place: PolicyPlace): Principal {
  if (text === '*' && type === 'AWS') { return EVERYONE; }
  if (type !== 'AWS') {
    const kind = isOpaque(text) ? 'opaque' : type === 'Service' ? 'service' : type === 'Federated' ? 'federated' : 'other';
    return { text, kind, own: type === 'Federated' ? 'yes' : 'unknown' };
  }
  return readAwsPrincipal(text, place);
}

const EVERYONE: Principal = { text: '*', kind: 'everyone', own: 'no' };
/** arn:PARTITION:iam::ACCOUNT:role/…, where each part may be a symbol. */
const IAM_ARN = /^arn:[^:]+:(?:iam|sts)::([^:]*):(root|user|role|group|assumed-role|federated-user)(?:\/|$)/;
const KINDS: { readonly [word: string]: Principal['kind'] } = {
  'root': 'account', 'user': 'user', 'role': 'role', 'group': 'group', 'assumed-role': 'session', 'federated-user': 'session',
};

function readAwsPrincipal(text: string, { account, resource: find }: PolicyPlace): Principal {
  if (/^\d{12}$/.test(text) || text === '${AWS.AccountId}') { return { text, kind: 'account', own: same(text, account) }; }
  const arn = IAM_ARN.exec(text);
  if (arn && !isOpaque(arn[1])) { return { text, kind: KINDS[arn[2]], own: same(arn[1], account) }; }
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

function readConditions(raw: unknown, place: PolicyPlace): readonly Condition[] {
  const given = plain(raw, place);
  if (given === undefined) { return NO_CONDITIONS; }
  if (given === null || typeof given !== 'object' || given instanceof Either) { return [{ ...readOperator(UNKNOWN_TEXT), operator: UNKNOWN_TEXT, key: UNKNOWN_TEXT, name: UNKNOWN_TEXT, values: [] }]; }
  const conditions: Condition[] = [];
  for (const operator in given) {
    const keys = plain((given as Json)[operator], place);
    const { base, set, ifExists, negated } = readOperator(operator);
    if (keys === null || typeof keys !== 'object' || keys instanceof Either) {
      conditions.push({ operator, base, set, ifExists, negated, key: UNKNOWN_TEXT, name: UNKNOWN_TEXT, values: [] });
      continue;
    }
    for (const key in keys) {
      conditions.push({ operator, base, set, ifExists, negated, key, name: key.toLowerCase(), values: texts((keys as Json)[key], place) });
    }
  }
  return conditions;
}

/** How a statement is named in an acknowledgement: `Keysmith-Rule[AllowUse]`. */
export const findingId = (statement: Statement): string => statement.label.replace(/[^A-Za-z0-9]+/g, '-');
export const principalList = (principals: readonly Principal[]): string => principals.map(p => shown(p.text)).join(', ');
