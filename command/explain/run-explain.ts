import { OrganizationPolicies } from './organization';
import { Asker, findPrincipal, policiesFor } from './principals';
import { App } from '../../src/app/app';
import { Key } from '../../src/app/model';
import { requestedKey } from '../../src/app/requested-key';
import { CONDITION_KEYS, isConditionKey } from '../../src/iam/condition-keys';
import { decide, Decision, Reason } from '../../src/iam/decide';
import { KMS_ACTIONS } from '../../src/iam/reference-data';
import { shown } from '../../src/iam/symbols';
import { findKey, titleOf } from '../find-key';
import { MissingAccess, Remedy, remedyFor } from '../remedy';
import { nearest, quoted, suggestion, UserError } from '../user-error';

export interface Question {
  readonly key: string;
  readonly who: string;
  readonly action: string;
  readonly when: { readonly [conditionKey: string]: readonly string[] };
  readonly exact: boolean;
  readonly organization: OrganizationPolicies;
}

export interface ReportedReason {
  readonly effect: Reason['effect'];
  readonly source: Reason['source'];
  readonly stack: string | null;
  readonly logicalId: string | null;
  /** The statement's Sid, or its place. */
  readonly statement: string | null;
  readonly words: string;
}

/** Public: the JSON of `explain`. */
export interface ExplainResult {
  readonly schemaVersion: 1;
  readonly command: 'explain';
  readonly key: { readonly stack: string; readonly logicalId: string; readonly aliases: readonly string[] };
  readonly principal: string;
  readonly action: string;
  readonly context: { readonly [conditionKey: string]: readonly string[] };
  readonly verdict: Decision['verdict'];
  readonly reasons: readonly ReportedReason[];
  readonly dependsOn: readonly string[];
  /** The statement that would allow it; null where it is allowed, or a statement denies it. */
  readonly remedy: Remedy | null;
}

/** One answer, and everything that words need. */
export interface Answer {
  readonly key: Key;
  readonly asker: Asker;
  readonly decision: Decision;
  readonly result: ExplainResult;
  /** What is missing, where something is. */
  readonly remedy?: MissingAccess;
}

/** `kms:Decrypt`, from whatever way somebody writes it. */
export function actionOf(text: string): string {
  const name = text.replace(/^kms:/i, '');
  const known = KMS_ACTIONS.find(action => action.toLowerCase() === name.toLowerCase());
  if (known === undefined) { throw new UserError(`there is no action ${quoted(text)}${suggestion(name, KMS_ACTIONS)}`); }
  return `kms:${known}`;
}

/** `KEY=VALUE` of `--when`; repeated, a key has several values. */
export function contextOf(given: readonly string[]): { [conditionKey: string]: string[] } {
  const context: { [conditionKey: string]: string[] } = {};
  for (const text of given) {
    const equals = text.indexOf('=');
    if (equals < 1) { throw new UserError(`--when takes KEY=VALUE, got ${quoted(text)}`); }
    const name = text.slice(0, equals);
    const meant = isConditionKey(name) ? undefined : nearest(name, CONDITION_KEYS);
    if (meant !== undefined) { throw new UserError(`--when: there is no condition key ${quoted(name)}; did you mean ${quoted(meant)}?`); }
    (context[name] ??= []).push(text.slice(equals + 1));
  }
  return context;
}

/** Answers one question. */
export function explain(app: App, question: Question): Answer {
  const key = findKey(app, question.key);
  const action = actionOf(question.action);
  const asker = findPrincipal(app, key, question.who);
  const context = { ...ofKey(key), ...asker.context, ...question.when };
  const policies = policiesFor(key, asker, question.organization);
  const decision = decide({ caller: asker.caller, action, key: requestedKey(key), context, exact: question.exact }, policies);
  const { stack, logicalId } = key.resource;
  const remedy = missingOf(decision, key, asker, action);
  return {
    remedy,
    key,
    asker,
    decision,
    result: {
      schemaVersion: 1,
      command: 'explain',
      key: { stack: stack.title, logicalId, aliases: key.aliases.map(({ name }) => name) },
      principal: question.who,
      action,
      context: question.when,
      verdict: decision.verdict,
      reasons: decision.reasons.map(reason => told(reason, app, key, asker, action)),
      dependsOn: decision.dependsOn.map(need => settledBy(need, key)),
      remedy: remedy ? remedyFor(remedy) : null,
    },
  };
}

/** What would let somebody do it who is not stopped by a Deny. Nobody lets an unnamed one in. */
function missingOf({ verdict, reasons }: Decision, key: Key, { caller: { kind, texts: [principal] }, identityOf }: Asker, action: string): MissingAccess | undefined {
  const source = reasons.find(({ effect }) => effect === 'implicit')?.source;
  if (verdict !== 'denied' || !['role', 'user'].includes(kind) || /:role\/(STRANGER|OUTSIDER)$/.test(principal)) { return undefined; }
  return source === 'key policy' || source === 'identity policy' ? { key, principal, identity: identityOf, actions: [action], where: source } : undefined;
}

/** What the template says of the key, as condition keys. */
function ofKey(key: Key): { [conditionKey: string]: readonly string[] } {
  const context: { [conditionKey: string]: readonly string[] } = {};
  if (!key.mayHaveOtherAlias) { context['kms:ResourceAliases'] = key.aliases.map(({ name }) => name); }
  const say = (name: string, { known, values }: Key['spec'], otherwise: string) => {
    if (known && values.length === 1) { context[name] = [String(values[0] ?? otherwise)]; }
  };
  if (!key.replica) {
    say('kms:KeySpec', key.spec, 'SYMMETRIC_DEFAULT');
    say('kms:KeyUsage', key.usage, 'ENCRYPT_DECRYPT');
    say('kms:KeyOrigin', key.origin, 'AWS_KMS');
  }
  return context;
}

/** A value that only the deployment knows, in words: `parameter Env (default prod)`, `import shared-key`. */
function settledBy(need: string, key: Key): string {
  const name = need.replace(/^parameter /, '');
  const parameter = key.resource.stack.parameters?.[name];
  if (parameter) { return `parameter ${name}${parameter.Default === undefined ? '' : ` (default ${String(parameter.Default)})`}`; }
  const [, exported] = /^ImportValue\((.*)\)$/.exec(need) ?? [];
  return exported === undefined ? need : `import ${exported}`;
}

function told({ effect, source, policy, statement }: Reason, app: App, key: Key, asker: Asker, action: string): ReportedReason {
  const at = source === 'key policy' ? key.policy : source === 'identity policy' ? app.identityPolicies.find(({ decidable }) => decidable === policy?.statements) : undefined;
  const label = statement ? shown(statement.label) : null;
  return {
    effect,
    source,
    stack: at?.resource.stack.title ?? null,
    logicalId: at?.resource.logicalId ?? null,
    statement: label,
    words: words(effect, source, policy?.name, label, asker, action, key),
  };
}

function words(effect: Reason['effect'], source: Reason['source'], policy: string | undefined, label: string | null, { name }: Asker, action: string, key: Key): string {
  const of = source === 'identity policy' && policy !== undefined ? `the identity policy ${shown(policy)}` : `the ${source}`;
  if (effect === 'implicit') {
    return source === 'identity policy' ? `no IAM policy of ${name} allows ${action} on the key`
      : source === 'key policy' ? `no statement of the key policy of ${shown(titleOf(key))} allows ${action} to ${name}`
        : `no statement of ${of} allows ${action}`;
  }
  return `${label === null ? of : `'${label}' in ${of}`} ${effect === 'allow' ? 'allows' : 'denies'} it`;
}
