import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refuse } from '../private/errors';

/** Export names of a stack's keys. The stack holds them, so that each key looks them up without searching the stack. */
const EXPORTS = Symbol.for('cdk-keysmith.exports');

/** Claims export names for a key; refused when another key of the stack has one of them, reported at synthesis when another output has. */
export function claimExports(owner: Construct, prefix: string, names: readonly string[]): void {
  const stack = Stack.of(owner) as Stack & { [EXPORTS]?: Map<string, Construct> };
  const known = stack[EXPORTS];
  const claimed = known ?? (stack[EXPORTS] = new Map<string, Construct>());
  for (const name of names) {
    const taken = claimed.get(name);
    if (taken) {
      refuse({ property: 'exportPrefix', value: prefix, bound: `is taken in this stack by ${taken.node.path}`, remedy: 'give each key that exports its own prefix' });
    }
    claimed.set(name, owner);
  }
  // Once a stack, whatever the number of its keys.
  if (!known) { stack.node.addValidation({ validate: () => strangers(stack, claimed) }); }
}

function strangers(stack: Stack, claimed: ReadonlyMap<string, Construct>): string[] {
  return stack.node.findAll().flatMap(found => {
    const owner = found instanceof CfnOutput && found.stack === stack && found.exportName !== undefined ? claimed.get(found.exportName) : undefined;
    return owner === undefined || found.node.scope === owner
      ? []
      : [`the output ${found.node.path} has the export name '${(found as CfnOutput).exportName}' of the key ${owner.node.path}; give the key another 'exportPrefix'`];
  });
}
