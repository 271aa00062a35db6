import { Use } from './model';
import { actionsOf } from '../iam/actions';
import { reaches } from '../iam/applies';
import { conditionsOf } from '../iam/branches';
import { meets } from '../iam/questions';
import { Statement } from '../iam/statement';
import { and, isOpaque, not, or, Truth } from '../iam/symbols';
import { matches } from '../iam/values';
import { fill } from '../private/arns';
import { servicePrincipalName } from '../services/service-principal';
import { ServiceCall } from '../services/service-use';

/** What a key policy withholds from a service that works with a resource under the key. */
export interface MissingPermission {
  /** Who does not get it. */
  readonly principal: string;
  /** Actions, as the catalog writes them. */
  readonly actions: readonly string[];
  readonly certain: boolean;
}

/** What the catalog says the service needs and the policy does not give; also when it is allowed by its name without a Region, if that is asked. */
export function missingPermissions(use: Use, worldwide = false): MissingPermission[] {
  const { policy } = use.key;
  if (policy.statements === undefined) { return []; }
  return use.calls.flatMap((call): MissingPermission[] => {
    const principal = callerOf(call, use, worldwide);
    const given = call.actions.map(action => ({ action, allowed: allowed(action, principal, call, use) }));
    const missing = given.filter(({ allowed: a }) => a === 'no').map(({ action }) => action);
    const open = given.filter(({ allowed: a }) => a === 'unknown').map(({ action }) => action);
    if (missing.length > 0) { return [{ principal, actions: missing, certain: true }]; }
    return open.length > 0 ? [{ principal, actions: open, certain: false }] : [];
  });
}

function callerOf(call: ServiceCall, use: Use, worldwide: boolean): string {
  const { place } = use.key.policy;
  if (call.caller === 'service-linked-role') { return fill(`arn:{partition}:iam::{account}:role/aws-service-role/${call.serviceLinkedRole}`, place); }
  return worldwide ? call.principal! : servicePrincipalName(call, place.region);
}

/** Whether one of the policy's statements allows an action of the service, and none denies it outright. */
function allowed(action: string, principal: string, call: ServiceCall, use: Use): Truth {
  const statements = use.key.policy.statements!;
  // For a pattern such as GenerateDataKey* one of its actions is enough to work with the resource.
  const wanted = [...actionsOf(action)];
  const request = requestOf(action, principal, call, use);
  return or(wanted.map(one => and([
    or(statements.filter(statement => statement.effect === 'Allow').map(statement => and([isThere(statement, use), applies(statement, one, principal, call, request)]))),
    spared(use, one, principal, call, request),
  ])));
}

/** Whether no Deny hits. */
function spared(use: Use, action: string, principal: string, call: ServiceCall, request: Request): Truth {
  return not(or(use.key.policy.statements!.filter(statement => statement.effect === 'Deny').map(statement => and([isThere(statement, use), applies(statement, action, principal, call, request)]))));
}

/** Whether a statement of a branch is there where the resource is, which can hang on the same condition; nobody knows of others. */
function isThere({ branch }: Statement, { resource, key }: Use): Truth {
  if (branch === undefined) { return 'yes'; }
  const { Condition } = resource.raw;
  if (typeof Condition !== 'string' || resource.stack.index !== key.resource.stack.index) { return 'unknown'; }
  const conditions = conditionsOf(branch);
  return conditions.includes(`not ${Condition}`) ? 'no' : conditions.every(condition => condition === Condition) ? 'yes' : 'unknown';
}

const UNDOCUMENTED_SOURCE = { 'aws:sourcearn': ['${?source}'], 'aws:sourceaccount': ['${?source}'] };

type Request = { readonly [name: string]: readonly string[] };

function requestOf(action: string, principal: string, call: ServiceCall, use: Use): Request {
  const service = call.caller === 'service';
  const contextless = action === 'kms:DescribeKey';
  const context = Object.fromEntries(Object.entries(use.request).filter(([name]) => !contextless || !name.startsWith('kms:encryptioncontext')));
  const { account, region } = use.key.policy.place;
  return {
    ...context,
    'aws:principalisawsservice': [String(service)],
    ...(service ? { 'aws:principalservicename': [principal] } : { 'aws:principalarn': [principal], 'kms:calleraccount': [account], 'aws:principalaccount': [account] }),
    'aws:requestedregion': [region],
    'aws:securetransport': ['true'],
    // Services that AWS documents with an encryption context alone can send their source as well; nothing says so.
    ...(service && call.source === undefined && call.context !== undefined && use.request['aws:sourcearn'] === undefined ? UNDOCUMENTED_SOURCE : {}),
    ...(call.grantIsForAwsResource ? { 'kms:grantisforawsresource': ['true'] } : {}),
  };
}

function applies(statement: Statement, action: string, principal: string, call: ServiceCall, request: Request): Truth {
  if (statement.unread) { return 'unknown'; }
  return and([reaches(statement, action), names(statement, principal, call), ...statement.conditions.map(condition => isOpaque(condition.name) ? 'unknown' : meets(condition, request))]);
}

function names({ effect, notPrincipal, principals }: Statement, principal: string, call: ServiceCall): Truth {
  const named = or(principals.map(({ kind, own, text }) => {
    if (kind === 'everyone') { return 'yes'; }
    if (kind === 'opaque') { return 'unknown'; }
    if (call.caller === 'service') { return kind === 'service' ? matches(text, principal, false) : 'no'; }
    // What is denied to an account is denied to each of its roles; what it is allowed, IAM policies must pass on, and that of a service-linked role does not.
    if (kind === 'account' && effect === 'Deny' && !notPrincipal) { return own; }
    if (kind !== 'role') { return 'no'; }
    // A service-linked role of another name is the same service's; a role of the app might be it.
    return text.includes(`role/aws-service-role/${call.serviceLinkedRole!.split('/')[0]}/`) ? 'yes' : matches(text, principal, false);
  }));
  return notPrincipal ? not(named) : named;
}
