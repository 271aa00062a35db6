import { Condition } from './condition';
import { testOf } from './condition-test';
import { Principal } from './principal';
import { Statement } from './statement';
import { isOpaque, or, Truth } from './symbols';
import { Value } from './values';

/*
 * Questions that several rules ask of statements.
 */

/** Whether a request fails the condition that lacks its key: only then does it bind anybody. */
export function requiresPresence(condition: Condition): boolean {
  if (condition.base === 'null') { return condition.set === '' ? condition.values.every(value => value === 'false') : condition.set === 'any'; }
  return !condition.negated && !condition.ifExists && condition.set !== 'all';
}

/**
 * Whether no request meets a condition, whatever it is. Of an empty list, `ForAllValues` and `IfExists` hold where the key is absent, and negated operators always.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-empty-array-condition
 */
export const neverHolds = ({ base, set, values, negated, ifExists, name }: Condition): boolean => !isOpaque(name)
  && (base === 'null' && set !== '' ? set === 'any' : values.length === 0 && !ifExists && set !== 'all' && !negated);

/** Whether a statement asks for a condition key to be there: by one of its conditions, `Null: false` among them. */
export const demandsPresence = ({ conditions }: Pick<Statement, 'conditions'>, name: string): boolean =>
  conditions.some(condition => condition.name === name && requiresPresence(condition));

/** Whether a condition leaves only some of the values of its key, where the key is there. */
const limits = ({ base, negated, values }: Condition): boolean => base !== 'null' && !negated && values.length > 0
  && values.every(value => !/^\*+$/.test(value) && !/^arn:\*/.test(value));

/** Whether a condition, together with the others of its statement, leaves only some of the values of its key. */
export const narrows = (condition: Condition, statement: Pick<Statement, 'conditions'>): boolean =>
  limits(condition) && (requiresPresence(condition) || demandsPresence(statement, condition.name));

export const narrowedBy = (statement: Statement, test: (name: string) => boolean): boolean =>
  statement.conditions.some(condition => test(condition.name) && narrows(condition, statement));

/** Conditions that say for which resource or account a service works. */
const SOURCES = new Set(['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceowner', 'aws:sourceorgid', 'aws:sourceorgpaths']);
export const isSource = (name: string): boolean => SOURCES.has(name);
export const isContext = (name: string): boolean => name.startsWith('kms:encryptioncontext:');
export const isContextOrKeys = (name: string): boolean => name.startsWith('kms:encryptioncontext');

/** Conditions that say who. */
export const IDENTITIES: ReadonlySet<string> = new Set([...SOURCES, 'aws:principalarn', 'aws:principalaccount', 'aws:principalorgid', 'aws:principalorgpaths',
  'kms:calleraccount', 'aws:userid', 'aws:username', 'aws:principalservicename', 'aws:principalservicenameslist',
  // Networks are somebody's too.
  'aws:sourcevpc', 'aws:sourcevpce', 'aws:sourceip', 'aws:sourcevpcarn', 'aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths']);
/**
 * Conditions on who the principal is keep the door to a key open; one on how or when it comes can close it for good.
 */
export const IDENTIFYING_CONDITIONS: ReadonlySet<string> = new Set([
  'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount', 'aws:principaltype', 'kms:calleraccount',
]);
/** Of these, those that every principal has, and of which a list names people or accounts. */
const PEOPLE: ReadonlySet<string> = new Set(['aws:principalarn', 'aws:principalaccount', 'aws:principalorgid', 'aws:principalorgpaths', 'kms:calleraccount']);
export const saysWho = (name: string): boolean => IDENTITIES.has(name);

/** Uses that reveal or make what the key protects. */
export const SECRET_USE: ReadonlySet<string> = new Set(['decrypt', 'derivesharedsecret', 'encrypt', 'generatedatakey', 'generatedatakeypair',
  'generatedatakeypairwithoutplaintext', 'generatedatakeywithoutplaintext', 'generatemac', 'reencryptfrom', 'reencryptto', 'sign']);
/** By any of these one manages a key. */
export const ADMINISTRATION: ReadonlySet<string> = new Set(['putkeypolicy', 'schedulekeydeletion', 'disablekey', 'disablekeyrotation', 'deleteimportedkeymaterial']);
/** Reading about a key harms nobody. */
export const VIEWING: ReadonlySet<string> = new Set(['describekey', 'getkeylastusage', 'getkeypolicy', 'getkeyrotationstatus', 'getpublickey', 'listgrants',
  'listkeypolicies', 'listkeyrotations', 'listresourcetags', 'listaliases', 'listkeys', 'describecustomkeystores', 'listretirablegrants', 'getparametersforimport']);

export const reachesAny = (statement: Statement, actions: ReadonlySet<string>): boolean => {
  for (const action of actions) { if (statement.reach.has(action)) { return true; } }
  return false;
};
export const reachesOnly = (statement: Statement, actions: ReadonlySet<string>): boolean => {
  for (const action of statement.reach) { if (!actions.has(action)) { return false; } }
  return true;
};

/** Reading about a key, and verifying signatures, which anybody can do with the public key: nothing secret is given away. */
const HARMLESS: ReadonlySet<string> = new Set([...VIEWING, 'verify']);
export const givesNothingAway = (statement: Statement): boolean => reachesOnly(statement, HARMLESS);

/** Whether a statement says through what, for what or for which of its accounts. */
export const isBounded = (statement: Statement): boolean =>
  narrowedBy(statement, name => name.startsWith('kms:') || name.startsWith('aws:principal') || name.startsWith('aws:source'));

/** Whether CreateGrant creates grants for AWS services only, or of certain operations or grantees only. */
export const grantsAreBounded = (statement: Statement): boolean => statement.conditions.some(({ name, values, set, ...rest }) =>
  name === 'kms:grantisforawsresource'
    ? values.every(value => value === 'true') && !rest.negated && !rest.ifExists
    : (name === 'kms:viaservice' || name === 'kms:granteeprincipal' || name === 'kms:granteeserviceprincipal' || name === 'kms:grantconstraintsourcearn' || name === 'kms:grantconstrainttype'
      || (name === 'kms:grantoperations' && values.every(value => !/\*/.test(value) && value !== 'CreateGrant')))
      && !rest.negated && !rest.ifExists && values.every(value => value !== '*')
      // A CreateGrant always names its operations, so ForAllValues is never empty here.
      && (set !== 'all' || name === 'kms:grantoperations'));

/** The account's own principal without a condition: what it is allowed, IAM policies of the account can pass on. */
export function delegates(statement: Statement, action: string): Truth {
  if (statement.effect !== 'Allow' || statement.conditions.length > 0 || !statement.reach.has(action)) { return 'no'; }
  return or(statement.principals.filter(isAccount).map(principal => principal.own));
}

/** Whether a statement is written for KMS: each of a key policy, and of an IAM policy those that name an action of KMS. */
export const isWrittenForKms = ({ principals, notPrincipal, actions }: Statement): boolean =>
  principals.length > 0 || notPrincipal || actions.some(action => /^kms:/i.test(action));

/** Whether a resource of an IAM policy is every key of an account, or more. */
export const isEveryKey = (resource: string): boolean => /^(\*|arn:[^:]+:(\*|kms:[^:]*:[^:]*:(\*|key\/\*+)))$/.test(resource);

export const isAccount = (principal: Principal): boolean => principal.kind === 'account';
/** A user or role by name: not an account, everyone or a service. */
export const isNamed = ({ kind }: Principal): boolean => kind === 'role' || kind === 'user' || kind === 'session';

/** Whether a condition holds for what is known of a request, where a key can have several texts that stand for its one value. */
export function meets(condition: Condition, request: { readonly [name: string]: Value }): Truth {
  const value = Object.prototype.hasOwnProperty.call(request, condition.name) ? request[condition.name] : undefined;
  return testOf(condition, true).holds({ get: () => value === undefined ? [] : [value] });
}

/** Whether a policy denies again, whatever the request, those of the actions that a statement of it allows. */
export function isTakenBack(statement: Statement, statements: readonly Statement[], actions: ReadonlySet<string>): boolean {
  const denials = statements.filter(({ effect, conditions, notResource, resources, branch }) => effect === 'Deny' && conditions.length === 0 && !notResource && branch === undefined
    && (resources.includes('*') || statement.resources.every(resource => resources.includes(resource))));
  return denials.length > 0 && [...actions].filter(action => statement.reach.has(action)).every(action => denials.some(({ reach }) => reach.has(action)));
}

/** Whether a Deny leaves of what a statement allows only those that it names: everybody else, who has another ARN, account or organization or none, is denied. */
export function isDeniedToStrangers(statement: Statement, statements: readonly Statement[]): boolean {
  const denials = statements.filter(({ effect, effectUnknown, everyone, notPrincipal, conditions: [condition, ...others], resources, notResource, branch }) =>
    effect === 'Deny' && !effectUnknown && everyone && !notPrincipal && branch === undefined && !notResource && resources.includes('*')
    && condition !== undefined && others.length === 0 && PEOPLE.has(condition.name) && condition.negated && condition.set !== 'any'
    && condition.values.length > 0 && condition.values.every(value => !/^\*+$|^arn:\*|^arn:[^:]*:[^:]*:[^:]*:\*/.test(value)));
  return denials.length > 0 && [...statement.reach].every(action => denials.some(({ reach }) => reach.has(action)));
}

/** KMS has the Region in every value of the key, and the same ending in every partition (DG conditions-kms#conditions-kms-via-service). */
const SERVICE_IN_REGION = /^[\w.-]+\.[a-z]{2,4}(-[a-z]+)+-\d\.amazonaws\.com$/i;
/** Whether a condition asks for a service as KMS never names one. */
export const asksForNoService = (condition: Condition): boolean => condition.name === 'kms:viaservice' && /^string(equals|like)/.test(condition.base) && requiresPresence(condition)
  && condition.values.length > 0 && condition.values.every(value => !/[$*?]/.test(value) && !SERVICE_IN_REGION.test(value));
