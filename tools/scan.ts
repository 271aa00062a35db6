/**
 * Runs public scanners over the templates of every example: cfn-lint, the Control Tower KMS rules of cfn-guard, checkov's KMS checks
 * and the four packs of cdk-nag. A finding is a failure unless docs/scanners.md lists it, with the reason why the scanner is mistaken.
 *
 * The Python tools are installed in .venv/scan, with the versions below.
 */
import { execFileSync, spawnSync } from 'child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'fs';
import { join, relative } from 'path';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';

const root = join(__dirname, '..');
const venv = join(root, '.venv', 'scan');
const bin = (name: string) => join(venv, 'bin', name);
const PYTHON_TOOLS = ['cfn-lint==1.40.4', 'checkov==3.2.489'];
const out = join(root, 'reports', 'scan');

interface Finding {
  readonly tool: string;
  readonly rule: string;
  readonly where: string;
}

function installTools(): void {
  if (existsSync(bin('checkov')) && existsSync(bin('cfn-lint'))) { return; }
  execFileSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' });
  execFileSync(bin('pip'), ['install', '--quiet', ...PYTHON_TOOLS], { stdio: 'inherit' });
}

interface Example {
  readonly build: (app: App) => void;
}

/** Synthesizes every example; gives its templates, and what the packs of cdk-nag find on keys. */
async function synthesize(): Promise<{ files: string[]; nag: Finding[] }> {
  rmSync(out, { recursive: true, force: true });
  const examples = join(root, 'examples');
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

const where = (file: string, id: string) => `${relative(out, file)} ${id}`;

function cfnLint(files: string[]): Finding[] {
  // W3005: CDK writes DependsOn that a Ref implies already.
  const { stdout } = spawnSync(bin('cfn-lint'), ['-i', 'W3005', '-f', 'json', '-t', ...files], { encoding: 'utf8', maxBuffer: 268_435_456 });
  return (JSON.parse(stdout || '[]') as any[]).filter(match => match.Level === 'Error')
    .map(match => ({ tool: 'cfn-lint', rule: match.Rule.Id, where: where(match.Filename, (match.Location.Path ?? []).slice(0, 2).join('/')) }));
}

function checkov(files: string[]): Finding[] {
  const args = ['--framework', 'cloudformation', '--check', 'CKV_AWS_7,CKV_AWS_33', '--quiet', '--compact', '--skip-download', '-o', 'json', ...files.flatMap(file => ['-f', file])];
  const { stdout } = spawnSync(bin('checkov'), args, { encoding: 'utf8', maxBuffer: 268_435_456, env: { ...process.env, BC_SKIP_MAPPING: 'TRUE' } });
  const reports = ([] as any[]).concat(JSON.parse(stdout || '[]'));
  return reports.flatMap(report => report.results?.failed_checks ?? [])
    .map(check => ({ tool: 'checkov', rule: check.check_id, where: where(check.file_abs_path, check.resource) }));
}

function cfnGuard(files: string[]): Finding[] {
  const validator = join(root, 'node_modules', '@cdklabs', 'cdk-validator-cfnguard');
  const platform = process.platform === 'darwin' ? 'macos' : 'ubuntu';
  const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const rules = join(validator, 'rules', 'control-tower', 'cfn-guard', 'kms');
  return files.flatMap(file => {
    const { stdout } = spawnSync(join(validator, 'bin', platform, arch, 'cfn-guard'),
      ['validate', '-r', rules, '-d', file, '-o', 'json', '--structured', '--show-summary', 'none'], { encoding: 'utf8', maxBuffer: 268_435_456 });
    return (JSON.parse(stdout || '[]') as any[]).flatMap(report => report.not_compliant ?? []).flatMap(entry => {
      const ids = [...new Set([...JSON.stringify(entry).matchAll(/\/Resources\/([A-Za-z0-9]+)/g)].map(match => match[1]))];
      return (ids.length > 0 ? ids : ['?']).map(id => ({ tool: 'cfn-guard', rule: entry.Rule.name, where: where(file, id) }));
    });
  });
}

/** Findings that docs/scanners.md explains: rows `| tool | rule | pattern of where | reason |`. */
function explained(): { tool: string; rule: string; where: RegExp }[] {
  return readFileSync(join(root, 'docs', 'scanners.md'), 'utf8').split('\n')
    .map(line => /^\| (\S+) \| (\S+) \| `([^`]+)` \| .+ \|$/.exec(line))
    .flatMap(match => match ? [{ tool: match[1], rule: match[2], where: new RegExp(match[3]) }] : []);
}

async function main(): Promise<void> {
  installTools();
  const { files, nag } = await synthesize();
  const findings = [...cfnLint(files), ...checkov(files), ...cfnGuard(files), ...nag];
  const reasons = explained();
  const explains = (reason: typeof reasons[number], finding: Finding) =>
    reason.tool === finding.tool && reason.rule === finding.rule && reason.where.test(finding.where);
  const open = findings.filter(finding => !reasons.some(reason => explains(reason, finding)));
  const unused = reasons.filter(reason => !findings.some(finding => explains(reason, finding)));
  for (const finding of open) { console.log(`${finding.tool} ${finding.rule}: ${finding.where}`); }
  for (const reason of unused) { console.log(`docs/scanners.md explains what no scanner finds: ${reason.tool} ${reason.rule} ${reason.where.source}`); }
  console.log(`${files.length} templates, ${findings.length} findings, ${findings.length - open.length} explained, ${open.length} open`);
  process.exitCode = open.length + unused.length === 0 ? 0 : 1;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
