import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { unknownNamesInTemplate } from './template-policies';
import { KmsChecks } from '../../src';

/** What the checks say of the stack's app: level, rule and the resource's path. */
export const said = (stack: Stack): string[] => new KmsChecks().validateScope(stack.node.root).violations
  .flatMap(({ ruleName, severity, violatingResources }) => violatingResources.map(({ constructPath }) => `${severity} ${ruleName} ${constructPath}`));

/** Names in any policy of the stack's app that AWS does not know, or that do not fit. The examples are looked up by tools/scan.ts. */
export async function unknown(stack: Stack): Promise<string[]> {
  const templates = stack.node.root.node.findAll().filter(Stack.isStack).map(one => Template.fromStack(one).toJSON());
  const problems = await Promise.all(templates.map(unknownNamesInTemplate));
  return problems.flat().map(({ where, problem }) => `${where}: ${problem}`);
}
