import { createHash } from 'crypto';
import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refuse } from './errors';
import { LIMITS } from './limits';

/** `OrdersKey` → `orders-key`. */
export function kebab(text: string): string {
  return text.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/([A-Z])([A-Z][a-z])/g, '$1-$2').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '').toLowerCase();
}

/**
 * The alias of a key that names none: `application-environment-id`, or the stack's name and the path below it.
 * The same app gives the same alias, and two keys of one stack never share it.
 */
export function derivedAlias(scope: Construct, id: string, application?: string, environment?: string): string {
  const stack = Stack.of(scope);
  const path = [...scope.node.scopes.slice(stack.node.scopes.length), { node: { id } }].map(s => kebab(s.node.id)).filter(part => part !== '');
  const owner = application
    ? [ownerName(application), ...(environment ? [environment] : [])]
    // The name of a nested stack is only known to CloudFormation.
    : [Token.isUnresolved(stack.stackName) ? kebab(stack.node.path) : stack.stackName];
  const name = [...owner, ...path].join('-');
  const max = LIMITS.aliasLength.max - 'alias/'.length;
  return name.length <= max ? name : `${name.slice(0, max - 9)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** A name is made of letters that are known: of a token it would be made of the token's number, which any change of the app changes. */
function ownerName(application: string): string {
  const name = Token.isUnresolved(application) ? '' : kebab(application);
  return name !== '' ? name : refuse({
    property: 'application',
    value: application,
    bound: Token.isUnresolved(application) ? 'must be known at synthesis, since the alias is made of it' : 'must have letters or digits of ASCII, since the alias is made of it',
    remedy: "or give the key an 'alias'",
  });
}
