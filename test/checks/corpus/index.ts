import { App, CfnDeletionPolicy, CfnOutput, CfnResource, PolicyValidationPluginReport, Stack, Token } from 'aws-cdk-lib';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { BAD_CONSUMERS, BAD_KEYS } from './bad-keys';
import { BAD_ACCESS, BAD_MEANING } from './bad-policies';
import { ACCOUNT, BadCase, Case, REGION, REPLICA_REGION, REPLICAS, Resource, Resources } from './case';
import { GOOD_EXAMPLES } from './good-examples';
import { GOOD_KEYS } from './good-keys';
import { GOOD_POLICIES } from './good-policies';
import { GOOD_SERVICES } from './good-services';

export * from './case';

export const GOOD: readonly Case[] = [...GOOD_POLICIES, ...GOOD_SERVICES, ...GOOD_EXAMPLES, ...GOOD_KEYS];
export const BAD: readonly BadCase[] = [...BAD_ACCESS, ...BAD_MEANING, ...BAD_KEYS, ...BAD_CONSUMERS];

/** One app, a stack or two for each case, named after it; resources keep their logical ids. */
export function corpusApp(cases: readonly Case[] = [...GOOD, ...BAD], outdir?: string): App {
  const app = new App({ analyticsReporting: false, outdir });
  const add = (name: string, region: string, resources: Resources, outputs: Case['outputs'] = {}) => {
    const stack = new Stack(app, name, { env: { account: ACCOUNT, region } });
    for (const [logicalId, resource] of Object.entries(resources)) { addResource(stack, logicalId, resource); }
    for (const [id, { Value }] of Object.entries(outputs)) { new CfnOutput(stack, id, { value: Token.asString(Value) }); }
  };
  for (const { name, resources, outputs, replicas } of cases) {
    add(name, REGION, resources, outputs);
    if (replicas) { add(`${name}${REPLICAS}`, REPLICA_REGION, replicas); }
  }
  return app;
}

/** The case that a stack is of. */
export const caseOf = (stackName: string): string => stackName.endsWith(REPLICAS) ? stackName.slice(0, -REPLICAS.length) : stackName;

function addResource(stack: Stack, logicalId: string, { Type, Properties, DeletionPolicy, UpdateReplacePolicy }: Resource): void {
  // Rules of cdk-nag look for the class.
  const made = Type === 'AWS::KMS::Key' ? new CfnKey(stack, logicalId, lowerCamel(Properties)) : new CfnResource(stack, logicalId, { type: Type, properties: Properties });
  made.overrideLogicalId(logicalId);
  made.cfnOptions.deletionPolicy = DeletionPolicy as CfnDeletionPolicy | undefined;
  made.cfnOptions.updateReplacePolicy = UpdateReplacePolicy as CfnDeletionPolicy | undefined;
}

const lowerCamel = (properties: Resource['Properties']): any =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]));

/** Ids of the rules that found something in each case, without the pack's name and the statement. */
export function findingsByCase(report: PolicyValidationPluginReport, counts: (severity: string) => boolean = () => true): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { ruleName, severity, violatingResources } of report.violations) {
    if (!counts(severity ?? '')) { continue; }
    for (const { constructPath } of violatingResources) {
      const name = caseOf(constructPath!.split('/')[0]);
      const rule = ruleName.replace(/\[.*$/, '');
      const rules = found.get(name) ?? [];
      if (!rules.includes(rule)) { found.set(name, [...rules, rule].sort()); }
    }
  }
  return found;
}
