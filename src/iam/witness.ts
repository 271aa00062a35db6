import { actionName, EVERY_ACTION } from './actions';
import { Asked, covers, names, reaches, testsOf, As } from './applies';
import { Condition } from './condition';
import { contextOf } from './condition-test';
import { samplesOf } from './domain';
import { asksForWhateverArn } from './operators';
import { globOf } from './pattern';
import { inForce, isOwnerOnly, Policies, Policy } from './policies';
import { Principal } from './principal';
import { KEYLESS_ACTIONS, KMS_ACTIONS } from './reference-data';
import { Caller, callerNamed, callerOf, fromCaller, lacks, Request, RequestedKey } from './request';
import { all, any, Fixed, Formula, negated, solve } from './search';
import { Statement } from './statement';
import { standingIn, symbolsAgain } from './symbols';
import { carriesContext, OWNER_ONLY_ACTIONS } from '../private/actions';
import { parseArn } from '../private/arns';
import { rememberOf } from '../private/remember';

/*
 * Requests as witnesses: is there one that some statements allow and others do not stop? What CloudFormation fills in later is one text
 * that nothing else is equal to.
 */

/** The statement with texts for symbols. */
const literal = rememberOf((statement: Statement): Statement => ({
  ...statement,
  principals: statement.principals.map(principal => ({
    ...principal,
    kind: principal.kind === 'opaque' ? 'role' : principal.kind,
    text: standingIn(principal.text),
    account: principal.account && standingIn(principal.account),
  })),
  actions: statement.actions.map(standingIn),
  resources: statement.resources.map(standingIn),
  conditions: statement.conditions.map(literalCondition),
}));

/** The search takes `ArnLike` of `*` for every ARN: of what it finds, `decide` says whether it is sure. */
const literalCondition = (condition: Condition): Condition => condition.values.some(value => asksForWhateverArn(condition.base, value))
  ? { ...condition, base: condition.negated ? 'stringnotlike' : 'stringlike', values: ['*'] } : { ...condition, values: condition.values.map(standingIn) };

const literalKey = ({ texts, account, region }: RequestedKey): RequestedKey => ({ texts: texts.map(standingIn), account: standingIn(account), region });
const literalCaller = ({ kind, texts, account, role }: Caller): Caller =>
  ({ kind, texts: texts.map(standingIn), account: account && standingIn(account), role: role?.map(standingIn) });

/** Actions that no statement tells apart, by one of them. */
export interface ActionClass {
  readonly action: string;
  readonly actions: readonly string[];
}

const KEY_ACTION_NAMES = KMS_ACTIONS.filter(action => !KEYLESS_ACTIONS.includes(action));

/** The actions on keys: `kms:Decrypt`. */
export const KEY_ACTIONS: readonly string[] = KEY_ACTION_NAMES.map(name => `kms:${name}`);

/** What KMS's own rules tell apart, whatever the statements. */
const OWN_CLASSES = KEY_ACTION_NAMES.map(name => ({
  action: `kms:${name}`,
  name: name.toLowerCase(),
  rules: [OWNER_ONLY_ACTIONS.includes(name), carriesContext(`kms:${name}`), name === 'RetireGrant'].map(Number).join(''),
}));

/** The actions on keys, as far as statements tell them apart. */
export function actionClasses(statements: readonly Statement[]): ActionClass[] {
  const reaching = [...new Set(statements.map(({ reach }) => reach))].filter(reach => reach.size < EVERY_ACTION.size);
  const classes = new Map<string, string[]>();
  for (const { action, name, rules } of OWN_CLASSES) {
    const signature = reaching.reduce((text, reach) => text + (reach.has(name) ? '1' : '0'), rules);
    const alike = classes.get(signature);
    if (alike) { alike.push(action); } else { classes.set(signature, [action]); }
  }
  return [...classes.values()].map(actions => ({ action: actions[0], actions }));
}

/** Callers that statements can tell apart: those that they name, and strangers. */
export function callersOf(statements: readonly Statement[], key: RequestedKey): Caller[] {
  const partition = key.texts.map(text => parseArn(text)?.partition).find(found => found !== undefined) ?? 'aws';
  const stranger = (account: string): Caller => ({ kind: 'role', texts: [`arn:${partition}:iam::${account}:role/some-role`], account });
  const found: Caller[] = [stranger(key.account), stranger('000000000000'), { kind: 'service', texts: ['some-service.amazonaws.com'] }];
  for (const { principals, conditions } of statements) {
    for (const principal of principals) { found.push(...named(principal, key, stranger, partition)); }
    for (const { name, values } of conditions) {
      if (name === 'aws:principalarn') { found.push(...values.flatMap(value => samplesOf(globOf(value))).flatMap(text => callerOf(text) ?? whole(text, key))); }
      if (name === 'kms:calleraccount' || name === 'aws:principalaccount') { found.push(...values.filter(value => !/[*?]/.test(value)).map(stranger)); }
    }
  }
  return [...new Map(found.map(caller => [`${caller.kind} ${caller.texts[0]}`, caller])).values()];
}

/** A principal that is one symbol. */
const whole = (text: string, { account }: RequestedKey): Caller[] => /^\$\{[^}]+\}$/.test(text) ? [{ kind: 'role', texts: [text], account }] : [];

function named(principal: Principal, key: RequestedKey, stranger: (account: string) => Caller, partition: string): Caller[] {
  const { kind, text, account = '' } = principal;
  switch (kind) {
    case 'account': return [stranger(account), { kind: 'root', texts: [`arn:${partition}:iam::${account}:root`], account }];
    case 'service': return [{ kind, texts: [text] }];
    case 'federated': return [{ kind, texts: [text], account: key.account }];
    case 'role': case 'user': case 'session': case 'opaque': return [callerNamed(principal, key.account)];
    default: return [];
  }
}

const NOTHING_KNOWN = contextOf({}, () => true);

/** When a statement is about a request of a caller. */
function formulaOf(given: Statement, asked: Omit<Asked, 'context'>, as?: As): Formula {
  if (given.unread) { return false; }
  const statement = literal(given);
  const certain = reaches(statement, asked.action) === 'yes' && (as === undefined || names(statement, asked, as) === 'yes')
    && covers(statement, { ...asked, context: NOTHING_KNOWN }) === 'yes';
  return certain && all(testsOf(statement).map(test => ({ test, holds: true })));
}

const of = (policies: readonly Policy[], effect: Statement['effect']): readonly Statement[] =>
  policies.flatMap(({ statements = [] }) => statements.filter(statement => statement.effect === effect && !statement.effectUnknown));

/** When policies let a caller's request through: `decide`, as a question of which request. */
export function permits(asked: Omit<Asked, 'context'>, policies: Policies): Formula {
  const { caller, key, action } = asked;
  const { identity = [], boundary } = policies;
  const { serviceControl: levels, resourceControl } = inForce(asked, policies);
  const boundaries = boundary ? [boundary] : [];
  const allowing = (given: readonly Policy[], as?: As): Formula => any(of(given, 'Allow').map(statement => formulaOf(statement, asked, as)));
  const byKey = (as: As): Formula => allowing([policies.key], as);
  const held = boundary === undefined || caller.kind === 'root' ? true : allowing(boundaries);
  const iam = all([caller.kind === 'root' ? true : allowing(identity), held]);
  const allowed = caller.account === undefined || caller.kind === 'federated' ? any([byKey('itself'), byKey('role')])
    : caller.account === key.account ? any([byKey('itself'), all([byKey('role'), held]), all([byKey('account'), iam])])
      : isOwnerOnly(action) ? false : all([byKey('either'), iam]);
  // What nothing allows no Deny needs to stop.
  if (allowed === false) { return false; }
  const denied = any([
    ...of([policies.key, ...resourceControl], 'Deny').map(statement => formulaOf(statement, asked, 'either')),
    ...of([...identity, ...boundaries, ...levels.flat()], 'Deny').map(statement => formulaOf(statement, asked)),
  ]);
  return all([allowed, negated(denied), ...levels.map(level => allowing(level))]);
}

/** A caller and an action on the way to a request. */
export interface Candidate {
  readonly caller: Caller;
  readonly action: string;
  readonly key: RequestedKey;
  /** Choices that are tried before the search gives up with a SearchLimitError. */
  readonly mostSteps?: number;
}

/** The request of a caller that meets a formula; undefined where none does. */
export function requestThat(formula: (asked: Omit<Asked, 'context'>) => Formula, { caller, action, key, mostSteps }: Candidate, bounded = false): Request | undefined {
  const who = literalCaller(caller);
  const given = fromCaller(who);
  const fixed: Fixed = name => given[name] ?? (lacks(name, who, action) ? [] : undefined);
  const found = solve(formula({ caller: who, action: actionName(action), key: literalKey(key), bounded }), fixed, mostSteps);
  if (!found) { return undefined; }
  // What follows from the caller need not be said.
  const said = Object.entries(found).filter(([name]) => fixed(name) === undefined);
  const context = Object.fromEntries(said.map(([name, values]) => [name, values.map(symbolsAgain)]));
  return { caller, action, key, context, exact: true };
}

/** Statements of a key policy, and the key. */
export interface Question {
  readonly allows: readonly Statement[];
  readonly denies: readonly Statement[];
  readonly key: RequestedKey;
}

/** A request that one of the statements of a key policy allows and no other denies; undefined where there is none. */
export function findWitness({ allows, denies, key }: Question): Request | undefined {
  const statements = [...allows, ...denies];
  const callers = callersOf(statements, key);
  const wanted = (asked: Omit<Asked, 'context'>): Formula => all([
    any(allows.map(statement => formulaOf(statement, asked, 'either'))),
    negated(any(denies.map(statement => formulaOf(statement, asked, 'either')))),
  ]);
  for (const { action } of actionClasses(statements)) {
    for (const caller of callers) {
      const request = requestThat(wanted, { caller, action, key });
      if (request) { return request; }
    }
  }
  return undefined;
}
