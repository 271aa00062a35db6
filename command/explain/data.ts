import { DATA_TYPES, DataType } from './data-types';
import { Asker, findPrincipal } from './principals';
import { Answer, explain, Question } from './run-explain';
import { App } from '../../src/app/app';
import { Consumer, Key } from '../../src/app/model';
import { decide, Decision, Policy } from '../../src/iam/decide';
import { matchesAction } from '../../src/iam/pattern';
import { Statement, Statements } from '../../src/iam/statement';
import { resourceSymbol } from '../../src/iam/symbols';
import { fill, viaServiceName } from '../../src/private/arns';
import { CATALOG } from '../../src/services/catalog';
import { constructName, Resource } from '../../src/template/template';
import { titleOf } from '../find-key';
import { dataRemedy, Remedy, remedyFor } from '../remedy';
import { addressOf, namesOfResource } from '../resource-names';
import { quoted, suggestion, UserError } from '../user-error';

/*
 * Who can read and write what is encrypted under a key: two halves, the policies about the data and those about the key, and both must let
 * somebody in. Services use the key in the name of the caller, so that the key is asked with kms:ViaService.
 */

/** One half of an answer. */
export interface Half {
  readonly half: 'data' | 'key';
  readonly action: string;
  readonly verdict: Decision['verdict'];
  readonly words: readonly string[];
  readonly dependsOn: readonly string[];
}

/** Public: the JSON of `explain` about data. */
export interface ExplainDataResult {
  readonly schemaVersion: 1;
  readonly command: 'explain';
  readonly resource: { readonly stack: string; readonly logicalId: string; readonly type: string };
  readonly key: { readonly stack: string; readonly logicalId: string; readonly aliases: readonly string[] };
  readonly principal: string;
  readonly action: 'read' | 'write';
  readonly verdict: Decision['verdict'];
  readonly halves: readonly Half[];
  /** Which half lets nobody in; null where neither does, or both do. */
  readonly missing: 'data' | 'key' | 'both' | null;
  readonly remedies: readonly Remedy[];
}

export interface DataAnswer {
  readonly result: ExplainDataResult;
  readonly sentence: string;
}

/** The encrypted resource of a name; undefined where nothing is called so. */
export function findData(app: App, wanted: string): Consumer | undefined {
  const found = app.consumers.filter(({ resource }) => dataNames(app, resource).includes(wanted));
  const unique = [...new Map(found.map(one => [`${one.resource.stack.index} ${one.resource.logicalId}`, one])).values()];
  if (unique.length > 1) { throw new UserError(`${quoted(wanted)} names ${unique.length} resources: ${unique.map(one => addressOf(one.resource)).join(', ')}`); }
  return unique[0];
}

function dataNames(app: App, resource: Resource): unknown[] {
  const type = DATA_TYPES[resource.raw.Type];
  const named = type?.nameProperty === undefined ? undefined : app.value(resource, type.nameProperty);
  return [
    ...namesOfResource(resource), constructName(resource), named,
    ...(type && typeof named === 'string' ? arnsOf(app, resource, type).map(arn => arn.replace(/[/:](object|log-stream:stream)$|-AbCdEf$/, '')) : []),
  ];
}

/** Texts that stand for the ARN of what is read. */
function arnsOf(app: App, resource: Resource, { arns, nameProperty }: DataType): string[] {
  const given = nameProperty === undefined ? undefined : app.value(resource, nameProperty);
  const symbol = (attribute?: string) => resourceSymbol(resource.stack.index, resource.logicalId, attribute);
  const names = [...(typeof given === 'string' ? [given] : []), symbol()];
  return [...new Set(arns.flatMap(text => names.map(name => fill(text.replace('{arn}', symbol('Arn')).replace('{id}', symbol()).replace('{name}', '{resource}'), resource.stack.place, name))))];
}

/** The ARN to paste: whatever is in the resource. */
const pastedArn = (app: App, resource: Resource, type: DataType): string => arnsOf(app, resource, type).find(arn => arn.startsWith('${s'))!.replace(/\/object$/, '/*');

/** Both halves of a question about data. */
export function explainData(app: App, { resource, key }: Consumer, question: Omit<Question, 'key' | 'action'> & { readonly action?: string }): DataAnswer {
  const type = DATA_TYPES[resource.raw.Type];
  const title = `${type?.word ?? 'resource'} ${constructName(resource)}`;
  if (!type) { throw new UserError(`the service of ${resource.raw.Type} uses the key by itself for whoever can read ${quoted(constructName(resource))}: ask about its key, ${titleOf(key)}`); }
  // Of a topic there is nothing to read: who sends is the question.
  const action = actionOf(question.action ?? (type.read ? 'read' : 'write'), type, title);
  const operation = type[action]!;
  const asker = findPrincipal(app, key, question.who);
  const data = dataHalf(app, resource, type, operation.action, asker, question);
  const answers = operation.key.map(of => explain(app, { ...question, key: addressOf(key.resource), action: of, when: { 'kms:ViaService': [viaServiceOf(type, key)], ...question.when } }));
  const keyHalf = halfOf(answers);
  const { implicit: _, ...shown } = data;
  const halves: readonly Half[] = [shown, keyHalf];
  const denied = halves.filter(({ verdict }) => verdict === 'denied');
  const verdict = denied.length > 0 ? 'denied' : halves.some(half => half.verdict === 'depends') ? 'depends' : 'allowed';
  const missing = denied.length === 2 ? 'both' : denied[0]?.half ?? null;
  const who = asker.name;
  const what = `${action} the ${title}`;
  return {
    result: {
      schemaVersion: 1,
      command: 'explain',
      resource: { stack: resource.stack.title, logicalId: resource.logicalId, type: resource.raw.Type },
      key: { stack: key.resource.stack.title, logicalId: key.resource.logicalId, aliases: key.aliases.map(({ name }) => name) },
      principal: question.who,
      action,
      verdict,
      halves,
      missing,
      remedies: [...data.verdict === 'denied' && data.implicit && asker.identityOf ? [dataRemedy(asker.identityOf, resource, operation.action, pastedArn(app, resource, type), action, pageOf(type))] : [], ...remediesOf(answers, type, key)],
    },
    sentence: verdict === 'allowed' ? `Yes: ${who} can ${what}, and use its key, ${titleOf(key)}.`
      : verdict === 'depends' ? `It depends: whether ${who} can ${what} is settled by ${[...new Set(halves.flatMap(({ dependsOn }) => dependsOn))].join(', ') || 'the deployment'}.`
        : `No: ${who} cannot ${what}: ${missing === 'both' ? 'neither data nor key lets it' : missing === 'key' ? `${leave(data)}, the key, ${titleOf(key)}, does not` : `${leave(keyHalf)}, the data does not`}.`,
  };
}

/** What the half that does not deny says. */
const leave = ({ half, verdict }: Half): string => verdict === 'allowed' ? `the ${half} lets it` : `whatever the ${half} says`;

/** The page of AWS on who needs the key. */
const pageOf = ({ use }: DataType): string => `https://docs.aws.amazon.com/${CATALOG[use].source}`;

function actionOf(given: string, type: DataType, title: string): 'read' | 'write' {
  const known = (['read', 'write'] as const).filter(one => type[one] !== undefined);
  const found = known.find(one => one === given || type[one]!.action.toLowerCase() === given.toLowerCase());
  if (!found) {
    const words = known.flatMap(one => [one, type[one]!.action]);
    throw new UserError(`--can must be ${words.join(', ')} for a ${title}, got ${quoted(given)}${suggestion(given, words)}`);
  }
  return found;
}

const viaServiceOf = ({ service }: DataType, { resource: { stack: { place } } }: Key): string => viaServiceName(service, place.region);

/** The policies about the data decide as those of a key whose account always counts: IAM policies or the resource's own let somebody of its account in. */
function dataHalf(app: App, resource: Resource, type: DataType, action: string, asker: Asker, { exact, when, organization }: Pick<Question, 'exact' | 'when' | 'organization'>): Half & { readonly implicit: boolean } {
  const { place } = resource.stack;
  const about = (policy: Policy): Policy => ({ ...policy, statements: aboutAction(policy.statements, action) });
  const account = app.readDocument({ Version: '2012-10-17', Statement: [{ Sid: 'Account', Effect: 'Allow', Principal: { AWS: fill('arn:{partition}:iam::{account}:root', place) }, Action: 'kms:*', Resource: '*' }] }, resource);
  const own = resourcePolicies(app, resource, type).map(statements => aboutAction(statements, action));
  const policies = {
    key: { name: 'resource policy', statements: own.some(statements => statements === undefined) ? undefined : [...account.decidable!, ...own.flatMap(statements => statements!)] },
    identity: asker.identity?.map(about),
    boundary: asker.boundary && about(asker.boundary),
    serviceControl: organization.serviceControl?.map(level => level.map(about)),
    resourceControl: organization.resourceControl?.map(about),
  };
  const texts = arnsOf(app, resource, type);
  // Whichever way a policy writes the ARN.
  const forms = texts.filter(text => text.startsWith('arn:')).map(arn => [arn, ...texts.filter(text => !text.startsWith('arn:'))]);
  const decisions = forms.map(form => decide({ caller: asker.caller, action: 'kms:Decrypt', key: { texts: form, account: place.account, region: place.region }, context: { ...asker.context, ...when }, exact }, policies));
  const best = decisions.find(({ verdict, reasons }) => verdict === 'denied' && reasons.some(({ effect }) => effect === 'deny')) ?? decisions.find(({ verdict }) => verdict === 'allowed')
    ?? decisions.find(({ verdict }) => verdict === 'depends') ?? decisions[0];
  const words = best.reasons.filter(({ statement }) => statement?.label !== 'Account').map(({ effect, source, policy, statement }) => {
    const where = source === 'key policy' ? 'the resource policy' : source === 'identity policy' ? `the IAM policy ${policy?.name ?? ''}`.trim() : `the ${source}`;
    if (effect === 'implicit') { return source === 'key policy' ? `no resource policy allows ${action} to ${asker.name}` : `no IAM policy of ${asker.name} allows ${action}`; }
    return `'${statement!.label}' in ${where} ${effect === 'allow' ? 'allows' : 'denies'} ${action}`;
  });
  return { half: 'data', action, verdict: best.verdict, words: words.length > 0 ? words : [`${asker.name} needs nobody's leave within the account`], dependsOn: best.dependsOn, implicit: best.reasons.every(({ effect }) => effect !== 'deny') };
}

/** Statements that read as if the action were one of a key. */
function aboutAction(statements: Statements, action: string): Statements {
  return statements?.map((statement): Statement => {
    const named = statement.actions.some(pattern => matchesAction(pattern, action));
    const reach = (named || statement.actions.some(pattern => pattern === 'kms:*' && statement.label === 'Account')) !== statement.notAction;
    const choice = statement.choice && {
      ...statement.choice,
      whenTrue: aboutAction(statement.choice.whenTrue, action)!,
      whenFalse: aboutAction(statement.choice.whenFalse, action)!,
    };
    return { ...statement, reach: reach ? DECRYPTS : NOTHING, choice };
  });
}
const DECRYPTS: ReadonlySet<string> = new Set(['decrypt']);
const NOTHING: ReadonlySet<string> = new Set();

function resourcePolicies(app: App, resource: Resource, { policy }: DataType): Statements[] {
  const own = app.value(resource, 'ResourcePolicy')?.PolicyDocument;
  const inline = own === undefined ? [] : [app.readDocument(own, resource).decidable];
  if (!policy) { return inline; }
  const apart = app.all(policy.type).filter(one => [app.value(one, policy.of)].flat().some(text => app.resourceOf(text)?.raw === resource.raw));
  return [...inline, ...apart.map(one => app.readDocument(one.raw.Properties?.[policy.document], one).decidable)];
}

function halfOf(answers: readonly Answer[]): Half {
  const worst = answers.find(({ result }) => result.verdict === 'denied') ?? answers.find(({ result }) => result.verdict === 'depends') ?? answers[0];
  const { action, verdict, reasons, dependsOn } = worst.result;
  return { half: 'key', action: verdict === 'allowed' ? answers.map(({ result }) => result.action).join(', ') : action, verdict, words: reasons.map(({ words }) => words), dependsOn };
}

/** What lets somebody use the key, through the service alone. */
function remediesOf(answers: readonly Answer[], type: DataType, key: Key): Remedy[] {
  const denied = answers.filter(({ remedy }) => remedy !== undefined);
  if (denied.length === 0) { return []; }
  const [{ remedy }] = denied;
  const through = { name: viaServiceOf(type, key), use: type.use };
  return [{ ...remedyFor({ ...remedy!, actions: denied.map(({ result }) => result.action), through }), page: pageOf(type) }];
}
