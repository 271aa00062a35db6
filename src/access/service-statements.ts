import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { ResourceKind } from './resource-names';
import { RowContext } from './row-context';
import { serviceRows } from './service-access';
import { constructOf } from './statements-of-cdk';
import { matchesAction } from '../iam/pattern';
import { fill, hasWildcard } from '../private/arns';
import { mentioned, renderedResource } from '../private/cdk-internals';
import { Conditions, ConditionValue, mergeConditions, PolicyRow } from '../private/policy-rows';
import { isService } from '../private/principals';
import { ADDED_BY_CDK } from '../services/added-by-cdk';
import { CATALOG } from '../services/catalog';
import { DELIVERIES, deliveryUse, MessageTargetKind } from '../services/messages';
import { ServiceUse } from '../services/service-use';

/*
 * Statements that aws-cdk-lib's constructs add to a key policy: grants, notifications, targets of rules, replication. They get a Sid. What
 * they say of AWS services is bounded where they are known to forget to (statements-of-cdk.ts), and refers to no resource that refers to the key, which would be a cycle.
 */

/** A statement of another construct, or of the app's own, as this library writes it. */
export function fromOutside(row: PolicyRow, context: RowContext, own: boolean): PolicyRow[] {
  if (row.effect !== 'Allow') { return [row]; }
  if (row.principals.length === 0 || !row.principals.every(isService)) { return [{ ...row, sid: row.sid || grantSid(row.actions) }]; }
  if (row.principals.length > 1) { return row.principals.flatMap(principal => fromOutside({ ...row, principals: [principal] }, context, own)); }
  const [service] = row.principals;
  const principal = nameOf(service.value, context);
  const untied = {
    ...row,
    principals: [{ ...service, value: principal || service.value }],
    sid: row.sid || serviceSid(principal),
    conditions: withoutCycle(row.conditions, context),
  };
  // What an app says itself stays as it is; the gate judges it.
  return own || constructOf(row, principal) === undefined ? [untied] : known(untied, principal, context) ?? [{ ...untied, accepted: ['of aws-cdk-lib'] }];
}

/** `GrantDecrypt`: the same for whoever is granted the same. */
export function grantSid(actions: readonly string[]): string {
  const verbs = actions.map(action => action.replace(/^kms:/i, '').replace(/\W/g, '')).filter(verb => verb !== 'DescribeKey');
  const shown = verbs.filter(verb => !verb.startsWith('ReEncrypt') && !(verb.startsWith('GenerateDataKey') && verbs.includes('Encrypt')));
  const order = ['Encrypt', 'Decrypt'];
  const sorted = [...new Set(shown)].sort((a, b) => (order.indexOf(a) + 1 || 9) - (order.indexOf(b) + 1 || 9) || (a < b ? -1 : 1));
  return verbs.length === 0 ? 'GrantDescribeKey' : sorted.length === 0 ? 'GrantReEncrypt' : sorted.length > 4 ? 'GrantMany' : `Grant${sorted.join('')}`;
}

/** `CodestarNotifications` of codestar-notifications.amazonaws.com. */
const serviceSid = (principal: string): string => principal.replace(/\.amazonaws\.com.*$/, '')
  .split(/[^A-Za-z0-9]+/).map(part => part.charAt(0).toUpperCase() + part.slice(1)).join('') || 'Service';

/** The plain name of a service principal, which is a token in aws-cdk-lib. */
const nameOf = (value: string, context: RowContext): string => {
  const resolved: unknown = Token.isUnresolved(value) ? Stack.of(context.scope).resolve(value) : value;
  return typeof resolved === 'string' ? resolved : '';
};

/** What says which account or resource a service works for. */
const BOUNDS = /^(aws:source(arn|account|orgid|orgpaths)|aws:principalorgid|kms:encryptioncontext:.*|kms:calleraccount)$/i;
const isBounded = (conditions: Conditions): boolean => Object.entries(conditions)
  .some(([operator, keys]) => !/^(Null|.*Not.*)$/.test(operator) && Object.keys(keys).some(key => BOUNDS.test(key)));

/** The statement as the tables of services have it, as far as it allows the same; undefined for a service that no table has. */
function known(row: PolicyRow, principal: string, context: RowContext): PolicyRow[] | undefined {
  const uses = [...deliveries(principal), ...ADDED_BY_CDK.filter(calledBy(principal))];
  const found = uses.length > 0 ? uses : Object.values(CATALOG).filter(use => !use.unsupported && calledBy(principal)(use));
  const rows = found
    // Nobody asked for the rows, so nothing is warned of.
    .map(use => ({ ...use, verified: true, multiRegion: 'undocumented' as const, keyTags: undefined }))
    .flatMap(use => serviceRows(use, { users: [], userConditions: {}, sourceAccounts: accounts(use, context) }, context))
    .filter(candidate => candidate.principals.some(p => p.value === principal) && isBounded(candidate.conditions))
    .map(candidate => ({ ...candidate, actions: candidate.actions.filter(action => row.actions.some(asked => overlap(asked, action))) }))
    .filter(candidate => candidate.actions.length > 0)
    .map(candidate => ({ ...candidate, conditions: mergeConditions(candidate.conditions, without(row.conditions, candidate.conditions)) }));
  return rows.length > 0 ? rows : undefined;
}

const calledBy = (principal: string) => (use: ServiceUse): boolean => use.calls.some(call => call.caller === 'service' && call.principal === principal);

const overlap = (a: string, b: string): boolean => matchesAction(a, b) || matchesAction(b, a);

/** Conditions that the others do not have. */
const without = (conditions: Conditions, others: Conditions): Conditions => Object.fromEntries(Object.entries(conditions)
  .map(([operator, keys]) => [operator, Object.fromEntries(Object.entries(keys).filter(([key]) => others[operator]?.[key] === undefined))] as const)
  .filter(([, keys]) => Object.keys(keys).length > 0));

/** A statement does not say whether the key is that of a topic or of a queue, so each pair that works counts. */
function deliveries(principal: string): ServiceUse[] {
  return Object.values(DELIVERIES)
    .filter(facts => facts.principals.some(({ name }) => name === principal))
    .flatMap(facts => (['queue', 'topic'] as MessageTargetKind[]).flatMap(kind => {
      const way = facts[kind];
      return typeof way === 'string' ? [] : [deliveryUse(facts, kind, { ...way, byTopic: way.byTopic || (kind === 'topic' && way.source.length === 0) })];
    }));
}

/** The accounts of the app that take part, where the service works across accounts. */
function accounts(use: ServiceUse & { readonly acrossAccountsOf?: string }, context: RowContext): string[] | undefined {
  const type = use.acrossAccountsOf;
  if (type === undefined) { return undefined; }
  const taking = context.scope.node.root.node.findAll().filter(CfnResource.isCfnResource).filter(resource => resource.cfnResourceType === type);
  return [...new Set([context.account, ...taking.map(construct => Stack.of(construct).account)])].sort();
}

/** How the ARNs of resources that aws-cdk-lib names in key policies are made; those without an account in it are bounded by one besides. */
const KINDS: { readonly [type: string]: ResourceKind } = {
  'AWS::DynamoDB::GlobalTable': { arn: 'arn:{partition}:dynamodb:{region}:{account}:table/{resource}', nameProperty: 'tableName' },
  'AWS::DynamoDB::Table': { arn: 'arn:{partition}:dynamodb:{region}:{account}:table/{resource}', nameProperty: 'tableName' },
  'AWS::Events::EventBus': { arn: 'arn:{partition}:events:{region}:{account}:event-bus/{resource}', nameProperty: 'name' },
  'AWS::Events::Rule': { arn: 'arn:{partition}:events:{region}:{account}:rule/{resource}', nameProperty: 'name' },
  'AWS::Lambda::Function': { arn: 'arn:{partition}:lambda:{region}:{account}:function:{resource}', nameProperty: 'functionName' },
  'AWS::S3::Bucket': { arn: 'arn:{partition}:s3:::{resource}', nameProperty: 'bucketName' },
  'AWS::SNS::Topic': { arn: 'arn:{partition}:sns:{region}:{account}:{resource}', nameProperty: 'topicName' },
  'AWS::SQS::Queue': { arn: 'arn:{partition}:sqs:{region}:{account}:{resource}', nameProperty: 'queueName' },
};

/** Conditions whose values name resources by what is known of them, where a reference would lead back to the key. */
function withoutCycle(conditions: Conditions, context: RowContext): Conditions {
  const more: Conditions[] = [];
  const changed = Object.entries(conditions).map(([operator, keys]) => Object.entries(keys).map(([key, value]) => {
    const [named, account] = naming(value, context);
    if (named === value) { return { [operator]: { [key]: value } }; }
    if (account !== undefined && key.toLowerCase() === 'aws:sourcearn') { more.push({ StringEquals: { 'aws:SourceAccount': account } }); }
    return { [([] as string[]).concat(named).some(hasWildcard) ? operator.replace('Equals', 'Like') : operator]: { [key]: named } };
  })).flat();
  return mergeConditions(...changed, ...more.filter(() => conditions.StringEquals?.['aws:SourceAccount'] === undefined));
}

function naming(value: ConditionValue, context: RowContext): [ConditionValue, string?] {
  let account: string | undefined;
  const one = (text: string): string => {
    const resource = typeof text === 'string' ? referredTo(text) : undefined;
    const kind = resource && KINDS[resource.cfnResourceType];
    if (!resource || !kind || !isTied(resource, context)) { return text; }
    const place = Stack.of(resource);
    if (!kind.arn.includes('{account}')) { account = place.account; }
    const name = (resource as unknown as { [property: string]: unknown })[kind.nameProperty];
    const parts = { partition: context.partition, region: place.region, account: place.account };
    return fill(kind.arn, parts, typeof name === 'string' && !Token.isUnresolved(name) ? name : '*');
  };
  if (!Array.isArray(value)) { const named = one(value); return [named === value ? value : named, account]; }
  const named = value.map(one);
  return [named.every((text, i) => text === value[i]) ? value : named, account];
}

function referredTo(text: string): CfnResource | undefined {
  if (!Token.isUnresolved(text)) { return undefined; }
  const { tokens, firstToken } = Tokenization.reverseString(text);
  return tokens.length === 1 && Reference.isReference(firstToken) && CfnResource.isCfnResource(firstToken.target) ? firstToken.target : undefined;
}

/** Whether a key policy that refers to the resource makes a cycle, between stacks or in the stack. */
function isTied(resource: CfnResource, { scope }: RowContext): boolean {
  const stack = Stack.of(scope);
  if (Stack.of(resource) !== stack) { return true; }
  const key = scope.node.defaultChild;
  const resources = stack.node.findAll().filter(CfnResource.isCfnResource).filter(resourceHere => Stack.of(resourceHere) === stack);
  const byId = new Map(resources.map(resourceHere => [stack.resolve(resourceHere.logicalId) as string, resourceHere]));
  const seen = new Set<CfnResource>();
  const leadsToKey = (from: CfnResource): boolean => {
    if (from === key) { return true; }
    if (seen.has(from) || /^AWS::KMS::/.test(from.cfnResourceType)) { return false; }
    seen.add(from);
    return mentioned(renderedResource(from)).some(id => byId.has(id) && leadsToKey(byId.get(id)!));
  };
  return leadsToKey(resource);
}
