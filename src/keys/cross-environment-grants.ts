import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { IamDelegation } from '../access/iam-delegation';
import { KeyPolicyDocument } from '../access/key-policy';
import { RowContext } from '../access/row-context';
import { Conditions, mergeConditions, ORDER } from '../private/policy-rows';
import { principalsOf } from '../private/principals';

/** The key that grants are made on. */
export interface GrantedKey {
  readonly alias: string;
  readonly document: KeyPolicyDocument;
  readonly context: RowContext;
}

/**
 * Makes CDK's grants right for roles and users of other accounts and regions.
 *
 * The CDK writes `Resource: *` on the side of the principal, names the role in the key policy, which KMS refuses as long as
 * the role does not exist, and opens the key to the whole account once the role's stack depends on that of the key. Here the
 * principal's policy is bound to the key by its alias, account and region, and the key policy names the account, narrowed to
 * the role: no stack has to refer to the other, and it does not matter which is deployed first.
 */
export function acrossEnvironments(grants: kms.KeyGrants, granted: () => GrantedKey): kms.KeyGrants {
  const within = grants.actions.bind(grants);
  // Every other method of the class goes through this one.
  grants.actions = (grantee: iam.IGrantable, ...actions: string[]) => {
    const { principal, conditions } = unwrap(grantee.grantPrincipal);
    const key = granted();
    if (isElsewhere(principal, key.context)) { return grantAcross(key, principal, conditions, actions); }
    return principal !== grantee.grantPrincipal && isOfAnotherStack(principal, key.context) && key.context.delegation === IamDelegation.FULL
      // Bound to a service, the CDK writes to the key policy only, which ties the stack of the key to that of the role (aws-cdk #14213).
      ? allowPrincipal(principal, actions, key, conditions)
      : within(grantee, ...actions);
  };
  return grants;
}

/**
 * The principal behind a `kms.ViaServicePrincipal`, and the service it is bound to. To the CDK that is a principal without an
 * identity policy of its own, so that `secret.grantRead` would write only half (aws-cdk #20087).
 */
export function unwrap(principal: iam.IPrincipal): { principal: iam.IPrincipal; conditions: Conditions } {
  const base = principal instanceof kms.ViaServicePrincipal ? (principal as unknown as { basePrincipal: iam.IPrincipal }).basePrincipal : undefined;
  return base
    ? { principal: base, conditions: { StringEquals: { 'kms:ViaService': (principal.policyFragment.conditions as any).StringEquals['kms:ViaService'] } } }
    : { principal, conditions: {} };
}

function isElsewhere(principal: iam.IPrincipal, context: RowContext): boolean {
  if (!iam.principalIsOwnedResource(principal)) { return false; }
  const stack = Stack.of(principal);
  return differs(stack.account, context.account) || differs(stack.region, context.region)
    // In one place the CDK is right, but for a key policy that would refer to a stack which uses the key: a cycle.
    || (isOfAnotherStack(principal, context) && context.delegation !== IamDelegation.FULL && knownArn(principal, context.partition) !== undefined);
}

const isOfAnotherStack = (principal: iam.IPrincipal, context: RowContext): boolean =>
  iam.principalIsOwnedResource(principal) && Stack.of(principal) !== Stack.of(context.scope);

/** The ARN of a role or user that has a name, written so that it refers to no stack. */
function knownArn(principal: iam.IPrincipal & IConstruct, partition: string): string | undefined {
  const resource = principal.node.defaultChild;
  const [kind, name, path] = resource instanceof iam.CfnRole ? ['role', resource.roleName, resource.path]
    : resource instanceof iam.CfnUser ? ['user', resource.userName, resource.path] : [];
  return name === undefined || Token.isUnresolved(name) || Token.isUnresolved(path)
    ? undefined
    : `arn:${partition}:iam::${Stack.of(principal).account}:${kind}${path ?? '/'}${name}`;
}

/** Writes the identity policy that reaches the key from anywhere: its account, region and alias are known, its id is not. */
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

function grantAcross({ alias, document, context }: GrantedKey, principal: iam.IPrincipal, conditions: Conditions, actions: string[]): iam.Grant {
  const owned = principal as iam.IPrincipal & IConstruct;
  const { account } = Stack.of(owned);
  const grant = allowPrincipal(principal, actions, { alias, context }, conditions);
  // In the account that the key policy delegates to, the identity policy is enough.
  if (account !== context.account || context.delegation !== IamDelegation.FULL) {
    const [{ value }] = principalsOf('grantee', principal).values;
    document.addRows({
      sid: '',
      effect: 'Allow',
      principals: [{ type: 'AWS', value: `arn:${context.partition}:iam::${account}:root` }],
      actions,
      conditions: mergeConditions(conditions, { ArnEquals: { 'aws:PrincipalArn': knownArn(owned, context.partition) ?? value } }),
      order: ORDER.grants,
    });
  }
  return grant;
}

/** Every key of the place; the alias says which. A key's ARN would tie the stacks together. */
export const keysOf = (place: { readonly partition: string; readonly region: string; readonly account: string }): string =>
  `arn:${place.partition}:kms:${place.region}:${place.account}:key/*`;

/** Whether both values are known and differ. */
export const differs = (a: string, b: string): boolean => !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;
