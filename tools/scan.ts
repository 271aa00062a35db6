/**
 * Runs public scanners over the templates of every example: cfn-lint, the Control Tower KMS rules of cfn-guard, checkov's KMS checks
 * and the four packs of cdk-nag. A finding is a failure unless docs/scanners.md lists it, with the reason why the scanner is mistaken.
 * Every action, condition key and operator in every policy is also looked up in the Service Authorization Reference; there are no excuses for those.
 *
 * Name tools to run only these: `npm run scan -- reference-data cdk-nag`.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'fs';
import { join, relative } from 'path';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { cfnGuard, cfnLint, checkov, installPythonTools, ROOT } from './scanners';
import { policiesOf, unknownNamesInTemplate } from '../test/support/template-policies';

const out = join(ROOT, 'reports', 'scan');

interface Finding {
  readonly tool: string;
  readonly rule: string;
  readonly where: string;
}

interface Example {
  readonly build: (app: App) => void;
}

/** Synthesizes every example; gives its templates, and what the packs of cdk-nag find on keys. */
async function synthesize(): Promise<{ files: string[]; nag: Finding[] }> {
  rmSync(out, { recursive: true, force: true });
  const examples = join(ROOT, 'examples');
  const nag: Finding[] = [];
  for (const name of readdirSync(examples).filter(entry => existsSync(join(examples, entry, 'app.ts')))) {
    const { build } = await import(join(examples, name, 'app.ts')) as Example;
    const app = new App({ analyticsReporting: false, outdir: join(out, name) });
    build(app);
    app.synth();
    const packs = [new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new HIPAASecurityChecks(app), new PCIDSS321Checks(app)];
    nag.push(...packs.flatMap(pack => pack.validateScope(app).violations)
      .filter(violation => /KMS/.test(violation.ruleName))
      .flatMap(violation => violation.violatingResources.map(resource => ({
        tool: 'cdk-nag', rule: violation.ruleName, where: `${name}/${resource.constructPath ?? resource.resourceLogicalId}`,
      }))));
  }
  const files = (readdirSync(out, { recursive: true }) as string[]).filter(file => file.endsWith('.template.json')).map(file => join(out, file)).sort();
  return { files, nag };
}

/** Findings that docs/scanners.md explains: rows `| tool | rule | pattern of where | reason |`. */
function explained(): { tool: string; rule: string; where: RegExp }[] {
  return readFileSync(join(ROOT, 'docs', 'scanners.md'), 'utf8').split('\n')
    .map(line => /^\| (\S+) \| (\S+) \| `([^`]+)` \| .+ \|$/.exec(line))
    .flatMap(match => match ? [{ tool: match[1], rule: match[2], where: new RegExp(match[3]) }] : []);
}

/** Names in the policies of the templates that AWS does not know; says how many policies were read. */
async function unknownNames(files: readonly string[]): Promise<Finding[]> {
  let policies = 0;
  const findings: Finding[] = [];
  for (const file of files) {
    const template = JSON.parse(readFileSync(file, 'utf8'));
    policies += policiesOf(template).length;
    findings.push(...(await unknownNamesInTemplate(template)).map(({ where, problem }) => ({ tool: 'reference-data', rule: problem, where: `${relative(out, file)} ${where}` })));
  }
  console.log(`${policies} policies looked up in the Service Authorization Reference`);
  if (policies === 0) { findings.push({ tool: 'reference-data', rule: 'no policies', where: 'every template' }); }
  return findings;
}

const TOOLS = ['cfn-lint', 'checkov', 'cfn-guard', 'cdk-nag', 'reference-data'];

async function main(named: readonly string[]): Promise<void> {
  const stranger = named.find(name => !TOOLS.includes(name));
  if (stranger) { throw new Error(`no scanner '${stranger}'; there are ${TOOLS.join(', ')}`); }
  const runs = (tool: string) => named.length === 0 || named.includes(tool);
  if (runs('cfn-lint') || runs('checkov')) { installPythonTools(); }
  const { files, nag } = await synthesize();
  const scanners = { 'cfn-lint': cfnLint, 'checkov': checkov, 'cfn-guard': cfnGuard };
  const ofTemplates = Object.entries(scanners).flatMap(([tool, scan]) => runs(tool) ? scan(files) : [])
    .map(({ tool, rule, file, resource }) => ({ tool, rule, where: `${relative(out, file)} ${resource}` }));
  const findings = [...ofTemplates, ...(runs('cdk-nag') ? nag : []), ...(runs('reference-data') ? await unknownNames(files) : [])];
  const reasons = explained().filter(({ tool }) => runs(tool));
  const explains = (reason: typeof reasons[number], finding: Finding) =>
    reason.tool === finding.tool && reason.rule === finding.rule && reason.where.test(finding.where);
  const open = findings.filter(finding => !reasons.some(reason => explains(reason, finding)));
  const unused = reasons.filter(reason => !findings.some(finding => explains(reason, finding)));
  for (const finding of open) { console.log(`${finding.tool} ${finding.rule}: ${finding.where}`); }
  for (const reason of unused) { console.log(`docs/scanners.md explains what no scanner finds: ${reason.tool} ${reason.rule} ${reason.where.source}`); }
  console.log(`${files.length} templates, ${findings.length} findings, ${findings.length - open.length} explained, ${open.length} open`);
  process.exitCode = open.length + unused.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
