import { Annotations, Tags, Token, Validations } from 'aws-cdk-lib';
import { contextCondition } from './access-conditions';
import { deployerArn } from './deployer';
import { IamDelegation } from './iam-delegation';
import { NamedResource, nameIn, asNames } from './named-resources';
import { RowContext } from './row-context';
import { fill, hasWildcard, viaServiceName } from '../private/arns';
import { refuse, WARNINGS } from '../private/errors';
import { Conditions, mergeConditions, ORDER, PolicyRow, PrincipalValue } from '../private/policy-rows';
import { servicePrincipalName } from '../services/service-principal';
import { ContextTemplates, creationOf, ServiceCall, ServiceUse, SourceKey, throughOf } from '../services/service-use';

/** What a service row is narrowed to, already checked. */
export interface ServiceBinding {
  readonly users: readonly PrincipalValue[];
  readonly userConditions: Conditions;
  readonly resources?: readonly NamedResource[];
  readonly sourceArns?: readonly string[];
  readonly sourceAccounts?: readonly string[];
  readonly serviceLinkedRoleSuffix?: string;
  readonly beforeServiceLinkedRole?: boolean;
}

/** Renders a row of the service catalog for one key. */
export function serviceRows(use: ServiceUse, binding: ServiceBinding, context: RowContext): PolicyRow[] {
  if (!use.verified) {
    Annotations.of(context.scope).addWarningV2(`${WARNINGS.unverifiedService}:${use.id}`,
      `${use.service} (${use.use}): ${use.unverified} could not be confirmed in AWS's documentation; test it before you rely on it`);
  }
  if (context.region.startsWith('cn-') && use.calls.some(call => call.regionalPrincipal === 'always')) {
    Annotations.of(context.scope).addWarningV2(`${WARNINGS.unverifiedService}:${use.id}-china`,
      `${use.service} (${use.use}): AWS does not say whether its principal in China ends in .amazonaws.com or .amazonaws.com.cn; KMS refuses the wrong one`);
  }
  if (Token.isUnresolved(context.region) && use.calls.some(call => call.regionalPrincipal === 'opt-in')) {
    Annotations.of(context.scope).addWarningV2(`${WARNINGS.principalNeedsRegion}:${use.id}`,
      `${use.service} (${use.use}): its principal carries the Region in opt-in Regions, and this stack does not know its own; give it an 'env' with a Region`);
  }
  if (context.multiRegion && use.multiRegion === 'refused') {
    Annotations.of(context.scope).addWarningV2(`${WARNINGS.multiRegionRefused}:${use.id}`,
      `${use.service} (${use.use}) refuses multi-Region keys; give it a key of its own`);
  }
  if (context.multiRegion && use.multiRegion === 'as-single-region') {
    Annotations.of(context.scope).addWarningV2(`${WARNINGS.multiRegionAsSingleRegion}:${use.id}`,
      `${use.service} (${use.use}) treats multi-Region keys as single-Region keys: data that it copies to another Region is decrypted and encrypted again there`);
  }
  for (const call of use.calls) {
    if (call.supposedSource?.length || (call.laterSource && !binding.resources && !binding.sourceArns)) {
      acknowledge(context, `Keysmith-ConditionKeyPresence[${use.sid}${call.purpose}]`, `${use.service} is not documented to send its source with each call`);
    }
    if (call.unboundGrants) { acknowledge(context, `Keysmith-GrantsForAwsResources[${use.sid}${call.purpose}]`, `${use.service}: ${call.unboundGrants}`); }
  }
  Object.entries(use.keyTags ?? {}).forEach(([name, value]) => Tags.of(context.scope).add(name, value));
  return [...use.calls.flatMap(call => {
    switch (call.caller) {
      case 'service': return [serviceRow(use, call, binding, context)];
      case 'service-linked-role': return [serviceLinkedRoleRow(use, call, binding, context)];
      case 'user': return userRows(use, call, binding, context);
    }
  }), ...creationRows(use, binding, context)];
}

const acknowledge = ({ scope }: RowContext, id: string, reason: string): void => { Validations.of(scope).acknowledge({ id, reason }); };

function serviceRow(use: ServiceUse, call: ServiceCall, binding: ServiceBinding, context: RowContext): PolicyRow {
  return {
    sid: `${use.sid}${call.purpose}`,
    effect: 'Allow',
    principals: [{ type: 'Service', value: servicePrincipalName(call, context.region) }],
    actions: call.actions,
    conditions: mergeConditions(
      throughConditions(use, call, context),
      sourceConditions(use, call, binding, context),
      contextConditions(use, call, binding, context),
      grantConditions(call),
    ),
    order: ORDER.service,
    ...(call.source || call.context ? {} : { accepted: ['any source'] }),
    // A service sends the context that it documents, and nothing else.
    ...(call.context ? { requests: { 'kms:EncryptionContext:*': null } } : {}),
  };
}

/** The accounts whose resources the key serves: its own unless others are named. */
const accountsOf = (binding: ServiceBinding, context: RowContext): readonly string[] => binding.sourceAccounts ?? [context.account];

function resourceArns(use: ServiceUse, binding: ServiceBinding, context: RowContext): string[] {
  const template = use.resourceArn ?? '{resource}';
  const accounts = template.includes('{account}') ? accountsOf(binding, context) : [context.account];
  return accounts.flatMap(account => (binding.resources ?? asNames(['*'])).map(({ text, isArn }) => isArn ? text : fill(template, { ...context, account }, bare(use, text))));
}

/** A name without what its ARN leaves out. */
const bare = (use: ServiceUse, name: string): string => use.namePrefix && name.startsWith(use.namePrefix) ? name.slice(use.namePrefix.length) : name;

const listOf = (value: string | readonly string[] = []): readonly string[] => ([] as string[]).concat(value);

/** Names for `{resource}`: of an ARN, where the row takes one, the last part. */
function resourceNames(template: string, binding: ServiceBinding): readonly string[] {
  const given = template.includes('{resource}') ? binding.resources ?? asNames(['*']) : asNames(['*']);
  return given.map(({ text, isArn }) => isArn ? nameIn('resources', text) : text);
}

function sourceConditions(use: ServiceUse, call: ServiceCall, binding: ServiceBinding, context: RowContext): Conditions {
  // What a creation might lack is only compared, until the resource is there to be named.
  const named = binding.resources !== undefined || binding.sourceArns !== undefined;
  return mergeConditions(
    sourceComparisons(call.source ?? [], '', use, call, binding, context),
    sourceComparisons(call.laterSource ?? [], named ? '' : 'IfExists', use, call, binding, context),
    sourceComparisons(call.supposedSource ?? [], 'IfExists', use, call, binding, context),
  );
}

function sourceComparisons(
  sends: readonly SourceKey[], ifExists: '' | 'IfExists', use: ServiceUse, call: ServiceCall, binding: ServiceBinding, context: RowContext,
): Conditions {
  const arns = binding.sourceArns
    ?? (call.sourceArn
      ? accountsOf(binding, context).flatMap(account => listOf(call.sourceArn).map(arn => fill(arn, { ...context, account })))
      : undefined)
    ?? (use.resourceArn || binding.resources ? resourceArns(use, binding, context) : undefined);
  return mergeConditions(
    sends.includes('aws:SourceArn') && arns ? { [`${arns.some(hasWildcard) ? 'ArnLike' : 'ArnEquals'}${ifExists}`]: { 'aws:SourceArn': [...arns] } } : {},
    sends.includes('aws:SourceAccount') ? { [`StringEquals${ifExists}`]: { 'aws:SourceAccount': [...accountsOf(binding, context)] } } : {},
  );
}

/** The service through which the call comes, in the Region of the key or in any. */
function throughConditions(use: ServiceUse, call: ServiceCall, context: RowContext): Conditions {
  const names = throughOf(use, call).map(prefix => viaServiceName(prefix, use.viaServiceInAnyRegion ? '*' : context.region));
  return names.length === 0 ? {} : { [use.viaServiceInAnyRegion ? 'StringLike' : 'StringEquals']: { 'kms:ViaService': names } };
}

function contextConditions(use: ServiceUse, call: ServiceCall, binding: ServiceBinding, context: RowContext): Conditions {
  const templates = { ...call.context, ...(binding.resources ? call.narrowedContext : {}) };
  return mergeConditions(
    ...Object.entries(templates).map(([name, template]) =>
      contextCondition(name, ([] as string[]).concat(template).flatMap(t => contextValues(t, use, binding, context)), call.contextOperator)),
    ...(call.contextPresent ?? []).map(name => ({ Null: { [`kms:EncryptionContext:${name}`]: 'false' } })),
    call.contextKeys ? { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': [...call.contextKeys] } } : {},
  );
}

function contextValues(template: string, use: ServiceUse, binding: ServiceBinding, context: RowContext): string[] {
  // What comes after an ARN, such as the objects of a bucket.
  if (template.startsWith('{resourceArn}')) {
    return resourceArns(use, binding, context).map(arn => `${arn}${template.slice('{resourceArn}'.length)}`);
  }
  const accounts = template.includes('{account}') ? accountsOf(binding, context) : [context.account];
  return accounts.flatMap(account => resourceNames(template, binding).map(resource => fill(template, { ...context, account }, bare(use, resource))));
}

/** Whether a template of a use's calls holds a placeholder. */
export function anyTemplate(use: ServiceUse, pattern: RegExp): boolean {
  return use.calls.some(call => [call.context, call.narrowedContext]
    .some(templates => Object.values(templates ?? {} as ContextTemplates).some(template => pattern.test(String(template)))));
}

function grantConditions(call: ServiceCall): Conditions {
  return mergeConditions(
    call.grantIsForAwsResource ? { Bool: { 'kms:GrantIsForAWSResource': 'true' } } : {},
    call.grantOperations
      ? { 'ForAllValues:StringEquals': { 'kms:GrantOperations': [...call.grantOperations] }, 'Null': { 'kms:GrantOperations': 'false' } }
      : {},
    call.grantConstraintType ? { StringEquals: { 'kms:GrantConstraintType': call.grantConstraintType } } : {},
  );
}

function serviceLinkedRoleRow(use: ServiceUse, call: ServiceCall, binding: ServiceBinding, context: RowContext): PolicyRow {
  const suffix = binding.serviceLinkedRoleSuffix ? `_${binding.serviceLinkedRoleSuffix}` : '';
  const role = `arn:${context.partition}:iam::${context.account}:role/aws-service-role/${call.serviceLinkedRole}${suffix}`;
  return {
    sid: `${use.sid}${call.purpose}`,
    effect: 'Allow',
    // KMS refuses a policy that names a role which does not exist yet; a condition can name it.
    principals: binding.beforeServiceLinkedRole ? [] : [{ type: 'AWS', value: role }],
    actions: call.actions,
    conditions: mergeConditions(
      throughConditions(use, call, context),
      contextConditions(use, call, binding, context),
      grantConditions(call),
      binding.beforeServiceLinkedRole ? { StringEquals: { 'kms:CallerAccount': context.account }, ArnEquals: { 'aws:PrincipalArn': role } } : {},
    ),
    order: ORDER.service,
  };
}

/**
 * Users reach the key through the service. With no users named, the account's IAM policies say who: a statement for the
 * account, through the service only, and none at all where the account has everything already.
 */
function userRows(use: ServiceUse, call: ServiceCall, binding: ServiceBinding, context: RowContext): PolicyRow[] {
  const named = binding.users.length > 0;
  if (!named && context.delegation === IamDelegation.FULL) { return []; }
  const via = throughConditions(use, call, context);
  // Without a service to go through, the whole account would be allowed.
  if (!named && (call.optional || Object.keys(via).length === 0)) {
    if (call.optional) { return []; }
    refuse({
      property: 'users',
      value: undefined,
      bound: `must name the roles that call KMS for KeyService.${use.id} (${use.use}): they do not come through the service`,
      remedy: 'or let IAM policies allow it with IamDelegation.FULL',
    });
  }
  return [{
    sid: `${use.sid}${call.purpose}`,
    effect: 'Allow',
    principals: named ? binding.users : [account(context)],
    actions: call.actions,
    conditions: mergeConditions(via, binding.userConditions, grantConditions(call), contextConditions(use, call, binding, context)),
    order: ORDER.service,
  }];
}

const account = (context: RowContext): PrincipalValue => ({ type: 'AWS', value: `arn:${context.partition}:iam::${context.account}:root` });

/**
 * What the resources' creator needs where users are named: the account's IAM policies say who, through the service. What no service
 * bounds, or could show data, is for the role alone that CloudFormation deploys with.
 */
function creationRows(use: ServiceUse, binding: ServiceBinding, context: RowContext): PolicyRow[] {
  if (binding.users.length === 0 || context.delegation === IamDelegation.FULL) { return []; }
  const deployer = deployerArn(context);
  return creationOf(use).flatMap(call => {
    const via = throughConditions(use, call, context);
    const alone = call.deployerOnly || Object.keys(via).length === 0;
    if (alone && deployer === undefined) { return []; }
    return [{
      sid: `${use.sid}${call.purpose}`,
      effect: 'Allow' as const,
      principals: [account(context)],
      actions: call.actions,
      conditions: mergeConditions(
        via,
        grantConditions(call),
        contextConditions(use, call, binding, context),
        alone ? { ArnEquals: { 'aws:PrincipalArn': deployer! } } : {},
      ),
      order: ORDER.service,
    }];
  });
}
