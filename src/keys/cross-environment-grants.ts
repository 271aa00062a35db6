import { Annotations, CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';
import { isGranted } from './granted-resource';
import { GrantMade } from '../access/gate/granted-resources';
import { GrantBounds, isThroughOneOf, withinBounds, withoutKeys } from '../access/grant-bounds';
import { IamDelegation } from '../access/iam-delegation';
import { KeyPolicyDocument } from '../access/key-policy';
import { dependsOn } from '../access/principals-afar';
import { RowContext } from '../access/row-context';
import { grantSid } from '../access/service-statements';
import { withoutHome } from '../access/without-home';
import { carriesContext } from '../private/actions';
import { mentioned, renderedResource, replaceActions, takesNoPolicies, wrapped } from '../private/cdk-internals';
import { refuse, WARNINGS } from '../private/errors';
import { Conditions, mergeConditions, ORDER } from '../private/policy-rows';
import { isAnyone, isService, principalsOf, wholeAccount } from '../private/principals';

/** The key that grants are created on. */
export interface GrantedKey {
  readonly key: kms.IKey;
  readonly alias: string;
  readonly document: KeyPolicyDocument;
  readonly context: RowContext;
  readonly bounds: GrantBounds;
  /** Says that a grant was created. */
  record(grant: GrantMade): void;
}

/**
 * Makes CDK's grants right wherever the role is, and as narrow as the key.
 *
 * For a role of another stack the CDK makes the key's stack depend on it, or opens the key to the whole account; for one of another
 * account or Region it writes `Resource: *` on the side of the role and names it in the key policy, which KMS refuses as long as the
 * role does not exist. Here the role's policy is bound to the key by its alias, account and Region, and the key policy names
 * the role by its account and ARN (principals-afar.ts): no stack has to refer to the other, and it does not matter which is deployed first.
 */
export function grantsOf(grants: kms.KeyGrants, granted: () => GrantedKey): kms.KeyGrants {
  const byCdk = grants.actions.bind(grants);
  // Every other method of the class goes through this one.
  return replaceActions(grants, (grantee, ...actions) => {
    const key = granted();
    const made = grant(key, grantee, actions, byCdk);
    key.record(recordOf(key, grantee, made));
    return made;
  });
}

/** A grant as it will be: constructs add conditions to what they are given. */
function recordOf({ context }: GrantedKey, grantee: iam.IGrantable, made: iam.Grant): GrantMade {
  const { principal } = unwrap(grantee.grantPrincipal);
  const statements = made.principalStatements.length > 0 ? made.principalStatements : made.resourceStatements;
  const values = hasFragment(principal) && !('groupArn' in grantee) ? principalsOf('grantee', { grantPrincipal: principal }).values : [];
  return {
    grantee: Construct.isConstruct(principal) ? principal.node.path : values[0]?.value ?? 'a principal',
    get parts() {
      return statements.flatMap(({ actions, conditions }) => values.map(({ type, value }) =>
        ({ json: { Effect: 'Allow', Principal: { [type]: value }, Action: actions, Resource: '*', Condition: keySide(conditions) } })));
    },
    isGranted: resource => isGranted(principal, textOf(Stack.of(context.scope), values[0]?.value), resource),
  };
}

/** The ARN of a principal, as far as the app knows it. */
const textOf = (stack: Stack, value = ''): string => {
  const resolved: unknown = stack.resolve(value);
  return typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
};

function grant(granted: GrantedKey, given: iam.IGrantable, actions: string[], byCdk: kms.KeyGrants['actions']): iam.Grant {
  const { key, context, bounds } = granted;
  const grantee = toOthers(given, context.account);
  const { principal, conditions } = unwrap(grantee.grantPrincipal);
  // Principals that no key policy can name have identity policies only, which the CDK writes.
  if (!hasFragment(principal)) { return byCdk(grantee, ...actions); }
  // Groups are in no key policy; here only their place counts.
  const { values } = 'groupArn' in grantee ? { values: [{ type: 'AWS', value: (grantee as iam.IGroup).groupArn }] } : principalsOf('grantee', { grantPrincipal: principal });
  // Services call as themselves: the key policy binds them (service-statements.ts).
  if (values.every(isService)) { return byCdk(grantee, ...actions); }
  // The policy of a role that the app imports is a resource of its stack as well.
  const own = Construct.isConstruct(principal) ? Stack.of(principal) : undefined;
  const here = Stack.of(context.scope);
  const owner = iam.principalIsOwnedResource(principal) ? own : undefined;
  const foreign = differs(owner?.account ?? accountIn(values[0].value) ?? context.account, context.account);
  if (bounds.creationIsWritten && !foreign && values.every(wholeAccount) && isThroughOneOf(conditions, bounds.conditions({ foreign }, true))) {
    // What Secret and Volume of aws-cdk-lib grant to the account, through their service, for whoever creates them.
    return iam.Grant.drop(grantee, 'written for creators by the rows of the service');
  }
  const groups = byConditions(actions, action => bounds.conditions({ foreign }, carriesContext(action)));
  const bounded = groups.some(group => Object.keys(group.conditions).length > 0);
  const afar = own !== undefined && own !== here;
  const keyPolicyToo: boolean = foreign || (context.delegation !== IamDelegation.FULL && !bounds.accountUses);
  // Groups have identity policies only; where the key policy must say it, this says that it cannot.
  if ('groupArn' in grantee && keyPolicyToo) { principalsOf('grantee', grantee); }
  // A reference to the key would tie the stack of the role to that of the key, in the direction that is not possible.
  const untied = afar
    && (differs(own.account, context.account) || differs(own.region, context.region) || Stage.of(own) !== Stage.of(here) || dependsOn(here, own));
  if (afar) { granted.document.addLazyRows(() => checkDirection(granted, principal as unknown as IConstruct)); }
  const narrowed = Object.keys(conditions).length > 0;
  // In one stack the CDK is right, except for conditions that it would write to one half only.
  const usual = principal === grantee.grantPrincipal || grantee.grantPrincipal instanceof kms.ViaServicePrincipal;
  if (!foreign && !bounded && !untied && usual && !(afar && (keyPolicyToo || narrowed))) {
    if (!keyPolicyToo) { warnOfLostPolicy(key, principal, actions); }
    return byCdk(grantee, ...actions);
  }
  const resource: IdentityResource = afar && (untied || keyPolicyToo || narrowed)
    ? { arn: keysOf(context), conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': granted.alias } } }
    : { arn: key.keyArn, conditions: {} };
  return groups
    .map(group => ({ ...group, conditions: withinBounds(conditions, group.conditions) }))
    .map(group => write(granted, principal, group.actions, group.conditions, resource, keyPolicyToo))
    .reduce((all, one) => all.combine(one));
}

/** Everyone of an organization, without the key's own account. */
function toOthers(grantee: iam.IGrantable, account: string): iam.IGrantable {
  const { grantPrincipal } = grantee;
  if (!hasFragment(grantPrincipal) || !principalsOf('grantee', { grantPrincipal }).values.some(isAnyone)) { return grantee; }
  const conditions = plainTexts(grantPrincipal.policyFragment.conditions);
  const bounded = withoutHome(conditions, account);
  return bounded === conditions ? grantee : new iam.PrincipalWithConditions(grantPrincipal, { StringNotEquals: bounded.StringNotEquals });
}

/** How an identity policy says which key. */
interface IdentityResource {
  readonly arn: string;
  readonly conditions: Conditions;
}

/**
 * A role whose stack comes before the key's cannot be granted what is in the key's stack, a bucket or a table: its policy would refer to
 * that. The CDK says so without a word of key or role, so it is said here, before the CDK looks for cycles.
 */
function checkDirection({ key, context }: GrantedKey, role: IConstruct): [] {
  const [here, there] = [Stack.of(context.scope), Stack.of(role)];
  if (!dependsOn(here, there)) { return []; }
  const resources = (stack: Stack, root: IConstruct) =>
    root.node.findAll().filter(CfnResource.isCfnResource).filter(found => Stack.of(found) === stack);
  const ids = new Set(resources(there, there).map(found => there.resolve(found.logicalId) as string));
  const held = new Map(resources(here, here).map(found => [here.resolve(found.logicalId) as string, found.node.path]));
  const referred = resources(there, role).flatMap(found => mentioned(renderedResource(found))).find(id => held.has(id) && !ids.has(id));
  if (referred) {
    refuse({
      property: 'grantee',
      value: role.node.path,
      bound: `is granted ${held.get(referred)} with the key ${key.node.path}, but its stack ${there.node.path} is deployed before ${here.node.path}`,
      remedy: `put the role into the stack of the key or one deployed after it, or take away the dependency of ${here.node.path} on ${there.node.path}`,
    });
  }
  return [];
}

/** Both halves of a grant, or the one that is needed. What aws-cdk-lib adds to the statement later counts for both. */
function write(
  granted: GrantedKey,
  principal: iam.IPrincipal,
  actions: string[],
  conditions: Conditions,
  resource: IdentityResource,
  keyPolicyToo: boolean,
): iam.Grant {
  const { key, document } = granted;
  const grantee = { grantPrincipal: principal };
  const identityConditions = plainTexts(mergeConditions(conditions, resource.conditions));
  const result = iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [resource.arn], conditions: identityConditions });
  if (!result.success) {
    // Up to aws-cdk-lib 2.275 the statement of the resource loses the conditions of a grant; those of its principal stay.
    const resourcePolicyPrincipal = Object.keys(conditions).length === 0 ? principal : new iam.PrincipalWithConditions(principal, conditions);
    return iam.Grant.addToPrincipalAndResource({ grantee, actions, resourceArns: [resource.arn], resourceSelfArns: ['*'], resource: key, resourcePolicyPrincipal });
  }
  const statement = result.principalStatement!;
  // A key policy that names the role itself is enough in its account.
  const sufficient = keyPolicyToo && accountIn(principalsOf('grantee', grantee).values[0].value) === granted.context.account;
  if (!sufficient) { warnOfLostPolicy(key, principal, actions, identityConditions); }
  if (keyPolicyToo) {
    const { values } = principalsOf('grantee', grantee);
    document.addLazyRows(() => [{
      sid: grantSid(statement.actions), effect: 'Allow', principals: values, actions: statement.actions, conditions: keySide(statement.conditions), order: ORDER.grants,
    }]);
  }
  return result;
}

/** The CDK drops what is granted to a role that takes no policies (`withoutPolicyUpdates`, `mutable: false`), and says nothing. */
function warnOfLostPolicy(key: kms.IKey, principal: iam.IPrincipal, actions: readonly string[], conditions: Conditions = {}): void {
  if (!takesNoPolicies(principal)) { return; }
  const { path } = principal.node;
  const condition = Object.keys(conditions).length > 0 ? ` with the condition ${JSON.stringify(Stack.of(key).resolve(conditions))}` : '';
  Annotations.of(key).addWarningV2(`${WARNINGS.identityPolicyNotWritten}:${path}`,
    `the role ${path} takes no policies of this app, and the key policy alone does not let it use the key: its own IAM policies must allow ${actions.join(', ')} on the key${condition}`);
}

/** The conditions of an identity policy as a key policy has them: without those that say which key, as texts. */
export const keySide = (conditions: { [operator: string]: any }): Conditions => withoutKeys(plainTexts(conditions), ['kms:ResourceAliases', 'aws:ResourceAccount']);

/** Conditions with texts for what stands alone. */
function plainTexts(conditions: { [operator: string]: any }): Conditions {
  const text = (value: any) => typeof value === 'boolean' ? String(value) : Array.isArray(value) && value.length === 1 ? value[0] : value;
  return Object.fromEntries(Object.entries(conditions).map(([operator, keys]) =>
    [operator, Object.fromEntries(Object.entries<any>(keys).map(([key, value]) => [key, text(value)]))]));
}

function byConditions(actions: readonly string[], conditionsOf: (action: string) => Conditions): { actions: string[]; conditions: Conditions }[] {
  const groups = new Map<string, { actions: string[]; conditions: Conditions }>();
  for (const action of actions) {
    const conditions = conditionsOf(action);
    const key = JSON.stringify(conditions);
    groups.set(key, { conditions, actions: [...groups.get(key)?.actions ?? [], action] });
  }
  return [...groups.values()];
}

function hasFragment(principal: iam.IPrincipal): boolean {
  try {
    return principal.policyFragment !== undefined;
  } catch {
    return false;
  }
}

const accountIn = (arn: string): string | undefined => /^(?:arn:.+:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(arn)?.[1];

/**
 * The principal behind others that only add conditions, and those. To the CDK `kms.ViaServicePrincipal` is a principal without an
 * identity policy of its own, so that `secret.grantRead` would write only half (aws-cdk #20087).
 */
export function unwrap(principal: iam.IPrincipal): { principal: iam.IPrincipal; conditions: Conditions } {
  const base = wrapped(principal);
  return base ? { principal: unwrap(base).principal, conditions: keySide(principal.policyFragment.conditions) } : { principal, conditions: {} };
}

/** Writes the identity policy that reaches the key from anywhere: its account, Region and alias are known, its id is not. */
export function allowPrincipal(
  principal: iam.IPrincipal, actions: string[], key: { readonly alias: string; readonly context: RowContext }, conditions: Conditions = {},
): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee: principal,
    actions,
    resourceArns: [keysOf(key.context)],
    conditions: mergeConditions(conditions, { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': key.alias } }),
  });
}

/** Every key of the place; the alias says which. A key's ARN would tie the stacks together. */
export const keysOf = (place: { readonly partition: string; readonly region: string; readonly account: string }): string =>
  `arn:${place.partition}:kms:${place.region}:${place.account}:key/*`;

/** Whether both values are known and differ. */
export const differs = (a: string, b: string): boolean => !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;
