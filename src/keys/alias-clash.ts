import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Aliases of an app by environment, to find two keys with one name. The root holds them, so they end with the app. */
const ALIASES = Symbol.for('cdk-keysmith.aliases');

/** A message when another key of the same account and Region has the alias already. */
export function aliasClash(owner: Construct, alias: string): string | undefined {
  const stack = Stack.of(owner);
  const root = owner.node.root as unknown as { [ALIASES]?: Map<string, Construct> };
  const taken = (root[ALIASES] ??= new Map());
  // Stacks that know neither account nor Region can or cannot meet; only the same stack surely does.
  const known = !Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region);
  const name = `${known ? `${stack.account}/${stack.region}` : stack.node.addr}/${alias}`;
  const first = taken.get(name) ?? owner;
  taken.set(name, first);
  return first === owner ? undefined : `the alias '${alias}' is that of ${first.node.path} already; give one of them another 'alias'`;
}
