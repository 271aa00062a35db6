import { actionsOf, EVERY_ACTION, reachOf } from './actions';
import { Condition, readConditions } from './condition';
import { PolicyPlace, Principal, readPrincipals } from './principal';
import { Either, isObject, isOpaque } from './symbols';
import { ANY, Json, plain, texts } from './texts';

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

/** Reads a policy document as the template has it: of most only a few texts have to be evaluated. */
export function readPolicy(document: unknown, place: PolicyPlace): Statements {
  const given = plain(document, place);
  const read = typeof given === 'string' ? parse(given) : given;
  if (!isObject(read) || Array.isArray(read)) { return undefined; }
  const statements = plain(read.Statement, place);
  if (typeof statements === 'string' || statements instanceof Either) { return undefined; }
  if (statements === undefined || statements === null) { return []; }
  return Array.isArray(statements) ? statements.map((statement, i) => readStatement(statement, i, place)) : [readStatement(statements, 0, place)];
}

function parse(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}

const NOT_KNOWN: Json = {};

function readStatement(raw: unknown, index: number, place: PolicyPlace): Statement {
  const given = plain(raw, place);
  const elements = isObject(given) ? given : NOT_KNOWN;
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
    unknown: elements === NOT_KNOWN ? `${name} is chosen at deployment` : unknown && `${unknown} of '${name}' is not known before deployment`,
  };
  return Object.assign(statement, { traits: traitsOf(statement) });
}

/** How a statement is named in an acknowledgement: `Keysmith-Rule[AllowUse]`. */
export const findingId = (statement: Statement): string => statement.label.replace(/[^A-Za-z0-9]+/g, '-');
