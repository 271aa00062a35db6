/**
 * Writes schemas/<command>.schema.json from the types of the command's answers, which are public. `--check` fails when one is stale.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { createGenerator } from 'ts-json-schema-generator';

const root = join(__dirname, '..');

/** The answer of each command: the file of its type, and its name. */
const ANSWERS: { readonly [command: string]: readonly [file: string, type: string] } = {
  'check': ['command/check/run-check.ts', 'CheckResult'],
  'cost': ['command/cost/run-cost.ts', 'CostResult'],
  'diff': ['command/diff/changes.ts', 'DiffResult'],
  'explain': ['command/explain/run-explain.ts', 'ExplainResult'],
  'plan': ['command/plan/run-plan.ts', 'PlanResult'],
  'report': ['command/report/run-report.ts', 'ReportResult'],
  'explain-data': ['command/explain/data.ts', 'ExplainDataResult'],
  'explain-expectations': ['command/explain/expectations.ts', 'ExpectationsResult'],
};

mkdirSync(join(root, 'schemas'), { recursive: true });
for (const [command, [file, type]] of Object.entries(ANSWERS)) {
  const schema = createGenerator({ path: join(root, file), tsconfig: join(root, 'command', 'tsconfig.json'), type, skipTypeCheck: true, additionalProperties: false, topRef: false }).createSchema(type);
  const text = `${JSON.stringify({ ...schema, $id: `https://cdk-keysmith.github.io/cdk-keysmith/schemas/${command}.schema.json`, title: `keysmith ${command.replace('-', ' --')}` }, undefined, 2)}\n`;
  const target = join(root, 'schemas', `${command}.schema.json`);
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text);
  } else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    console.error(`schemas/${command}.schema.json is stale; run \`npm run docs\``);
    process.exitCode = 1;
  }
}
