import { actionsOf, EVERY_ACTION, reachOf } from './actions';
import { Condition, readConditions } from './condition';
import { isNoPrincipal, PolicyPlace, Principal, readPrincipals } from './principal';
import { Either, isObject, isOpaque } from './symbols';
import { ANY, Json, plain, texts } from './texts';

export interface Statement {
  /** The Sid, or the position: `statement 2`. */
  readonly label: string;
  /** Where it is in the list of the policy, from 0; absent where a condition of the template chooses the list. */
  readonly index?: number;
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
  /** Whether it can allow and can deny. */
  readonly effectUnknown?: boolean;
  /** Whether nothing at all is known of it. */
  readonly unread?: boolean;
  /** Where a condition of the template chooses it: both branches. */
  readonly choice?: Choice;
  /** Of a statement of one branch: which, `if IsProd`. */
  readonly branch?: string;
  /** Whether policy variables are filled in, as policies of version 2012-10-17 have it. */
  readonly variables: boolean;
  /** What rules can have to say something about: the letters of Trait, in their order. */
  readonly traits: string;
}

/** Statements of which a condition of the template chooses. */
export interface Choice {
  readonly condition: string;
  readonly whenTrue: readonly Statement[];
  readonly whenFalse: readonly Statement[];
}

/** By what rules tell at once which statements they are about; most statements of most policies are nothing to most rules. */
export enum Trait {
  CONDITIONS = 'C',
  EVERYONE = 'E',
  SERVICE = 'S',
  /** A whole account that is not, or might not be, that of the key. */
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

/** Whether something else of a statement than its principals is not known before deployment. */
export const isUnknownBesidePrincipals = ({ unread, effectUnknown, actions, conditions }: Statement): boolean =>
  unread === true || effectUnknown === true || actions.some(isOpaque) || conditions.some(({ key }) => isOpaque(key));

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
      case 'account': foreign ||= own !== 'yes'; odd ||= isNoPrincipal({ kind, text }); break;
      case 'role': case 'user': case 'session': odd ||= text.includes('*') || isNoPrincipal({ kind, text }); break;
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

/** Reads a policy document as the template has it: of most only a few texts have to be evaluated. */
export function readPolicy(document: unknown, place: PolicyPlace): Statements {
  const read = parsed(plain(document, place));
  if (!isObject(read) || Array.isArray(read)) { return undefined; }
  const statements = plain(read.Statement, place);
  return typeof statements === 'string' || statements instanceof Either ? undefined : readList(statements, plain(read.Version, place) === VARIABLES_SINCE, place);
}

/** Reads a policy document, and where a condition of the template chooses the document or its statements, both that might be. */
export function readBranches(document: unknown, place: PolicyPlace): Statements {
  const read = parsed(plain(document, place));
  if (read instanceof Either) { return chosenOf(read, branch => readBranches(branch, place)); }
  if (!isObject(read) || Array.isArray(read)) { return undefined; }
  const statements = plain(read.Statement, place);
  const variables = plain(read.Version, place) === VARIABLES_SINCE;
  if (statements instanceof Either) { return chosenOf(statements, branch => isText(branch) ? undefined : readList(branch, variables, place)); }
  return isText(statements) ? undefined : readList(statements, variables, place);
}

/** One statement that is those of either branch; undefined where one cannot be read. */
function chosenOf(either: Either, read: (branch: unknown) => Statements): Statements {
  const [whenTrue, whenFalse] = [read(either.whenTrue), read(either.whenFalse)];
  return whenTrue && whenFalse && [{ ...UNREAD, choice: { condition: either.condition || 'of the policy', whenTrue, whenFalse } }];
}

const VARIABLES_SINCE = '2012-10-17';
const isText = (value: unknown): boolean => typeof value === 'string';
const parsed = (given: unknown): unknown => typeof given === 'string' ? parse(given) : given;

function readList(statements: unknown, variables: boolean, place: PolicyPlace): readonly Statement[] {
  if (statements === undefined || statements === null) { return []; }
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  // AWS::NoValue leaves the list.
  return list.flatMap((statement, i) => isNoValue(statement, place) ? [] : [readStatement(statement, i, variables, place)]);
}

const isNoValue = (statement: unknown, place: PolicyPlace): boolean => statement !== undefined && statement !== null && plain(statement, place) === undefined;

function parse(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}

const NOT_KNOWN: Json = {};

/** The elements of a statement that are there: AWS::NoValue takes one out. */
function withoutNoValues(elements: Json, place: PolicyPlace): Json {
  const absent = Object.keys(elements).filter(name => isNoValue(elements[name], place));
  return absent.length === 0 ? elements : Object.fromEntries(Object.entries(elements).filter(([name]) => !absent.includes(name)));
}

function readStatement(raw: unknown, index: number, variables: boolean, place: PolicyPlace): Statement {
  const given = plain(raw, place);
  const elements = isObject(given) ? withoutNoValues(given, place) : NOT_KNOWN;
  const { Sid, Effect: effect, Principal: principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition: condition } = elements;
  const name = typeof Sid === 'string' && Sid !== '' ? Sid : `statement ${index + 1}`;
  const Effect = plain(effect, place);
  const principals = readPrincipals(principal ?? NotPrincipal, place);
  const notAction = Action === undefined && NotAction !== undefined;
  const actions = texts(Action ?? NotAction, place);
  const conditions = readConditions(condition, place);
  const unknown = typeof Effect !== 'string' || isOpaque(Effect) ? 'the effect'
    : principals.some(({ kind }) => kind === 'opaque') ? 'a principal'
      : actions.some(isOpaque) ? 'an action'
        : conditions.some(({ key }) => isOpaque(key)) ? 'a condition' : undefined;
  const statement: Omit<Statement, 'traits'> = {
    label: name,
    index,
    sid: typeof Sid === 'string' ? Sid : undefined,
    effect: Effect === 'Deny' ? 'Deny' : 'Allow',
    principals,
    everyone: principals.some(({ kind }) => kind === 'everyone'),
    notPrincipal: principal === undefined && NotPrincipal !== undefined,
    actions,
    notAction,
    reach: reachOf(actions, notAction),
    // What a Resource is matters to the rules about resources alone, and these look for themselves.
    resources: texts(Resource ?? NotResource, place),
    notResource: Resource === undefined && NotResource !== undefined,
    conditions,
    variables,
    unread: elements === NOT_KNOWN || undefined,
    effectUnknown: typeof Effect !== 'string' || isOpaque(Effect) || undefined,
    choice: given instanceof Either ? {
      condition: given.condition || `of '${name}'`,
      whenTrue: branch(given.whenTrue, index, variables, place),
      whenFalse: branch(given.whenFalse, index, variables, place),
    } : undefined,
    unknown: elements === NOT_KNOWN ? `${name} is chosen at deployment` : unknown && `${unknown} of '${name}' is not known before deployment`,
  };
  return Object.assign(statement, { traits: traitsOf(statement) });
}

/** AWS::NoValue leaves the list. */
const branch = (given: unknown, index: number, variables: boolean, place: PolicyPlace): readonly Statement[] =>
  given === undefined ? [] : [readStatement(given, index, variables, place)];

const UNREAD: Statement = {
  label: 'the policy',
  effect: 'Allow',
  principals: [],
  everyone: false,
  notPrincipal: false,
  actions: [],
  notAction: false,
  reach: new Set(),
  resources: [],
  notResource: false,
  conditions: [],
  variables: false,
  unread: true,
  effectUnknown: true,
  unknown: 'the policy is chosen at deployment',
  traits: Trait.ODD,
};
