/**
 * Runs public scanners over template files: cfn-lint, checkov's KMS checks and the Control Tower KMS rules of cfn-guard. The Python tools are installed
 * in .venv/scan, with the versions below.
 */
import { execFileSync, spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { join } from 'path';

export const ROOT = join(__dirname, '..');
export const VERSIONS = { 'cfn-lint': '1.58.0', 'checkov': '3.2.489' } as const;

const venv = join(ROOT, '.venv', 'scan');
const bin = (name: string) => join(venv, 'bin', name);

/** What a scanner says of one resource of one file. */
export interface ScannerFinding {
  readonly tool: string;
  readonly rule: string;
  readonly file: string;
  readonly resource: string;
}

export const pythonToolsInstalled = (): boolean => existsSync(bin('checkov')) && existsSync(bin('cfn-lint'));

export function installPythonTools(): void {
  if (pythonToolsInstalled()) { return; }
  execFileSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' });
  execFileSync(bin('pip'), ['install', '--quiet', ...Object.entries(VERSIONS).map(([name, version]) => `${name}==${version}`)], { stdio: 'inherit' });
}

/** The JSON that a tool prints; that a tool finds something shows in its exit code, so the output alone tells whether it ran. */
function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): any {
  const { stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 268_435_456, env: { ...process.env, ...env } });
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`${command} printed no JSON: ${error?.message ?? ''}${stderr.slice(0, 2000)}${stdout.slice(0, 2000)}`);
  }
}

/** Errors of cfn-lint, and the warning that an action does not exist. */
export function cfnLint(files: readonly string[]): ScannerFinding[] {
  return (run(bin('cfn-lint'), ['-f', 'json', '-t', ...files]) as any[]).filter(match => match.Level === 'Error' || match.Rule.Id === 'W3037')
    .map(match => ({ tool: 'cfn-lint', rule: match.Rule.Id, file: match.Filename, resource: (match.Location.Path ?? []).slice(0, 2).join('/') }));
}

/** checkov's two checks of keys. */
export function checkov(files: readonly string[]): ScannerFinding[] {
  const args = ['--framework', 'cloudformation', '--check', 'CKV_AWS_7,CKV_AWS_33', '--quiet', '--compact', '--skip-download', '-o', 'json', ...files.flatMap(file => ['-f', file])];
  return ([] as any[]).concat(run(bin('checkov'), args, { BC_SKIP_MAPPING: 'TRUE' }))
    .flatMap(report => report.results?.failed_checks ?? [])
    .map(check => ({ tool: 'checkov', rule: check.check_id, file: check.file_abs_path, resource: check.resource }));
}

const validator = join(ROOT, 'node_modules', '@cdklabs', 'cdk-validator-cfnguard');
const cfnGuardProgram = join(validator, 'bin', process.platform === 'darwin' ? 'macos' : 'ubuntu', process.arch === 'arm64' ? 'aarch64' : 'x86_64', 'cfn-guard');

/** The proactive controls of AWS Control Tower, by service. */
export const CONTROL_TOWER_RULES = join(validator, 'rules', 'control-tower', 'cfn-guard');

/** Whether cfn-guard runs here: its package has programs for Linux and macOS. */
export const hasCfnGuard = (): boolean => spawnSync(cfnGuardProgram, ['--version']).status === 0;

/** What cfn-guard says of one file: names of rules. */
export interface GuardReport {
  readonly file: string;
  readonly compliant: readonly string[];
  readonly notApplicable: readonly string[];
  readonly notCompliant: readonly { readonly rule: string; readonly resources: readonly string[] }[];
}

/** Runs the rules of a file or folder. */
export function runCfnGuard(files: readonly string[], rules: string): GuardReport[] {
  if (!existsSync(rules)) { throw new Error(`no rules in ${rules}`); }
  const args = ['validate', '-r', rules, '-o', 'json', '--structured', '--show-summary', 'none', ...files.flatMap(file => ['-d', file])];
  return (run(cfnGuardProgram, args) as any[]).map(report => ({
    file: report.name,
    compliant: report.compliant,
    notApplicable: report.not_applicable,
    notCompliant: (report.not_compliant as any[]).map(entry => ({
      rule: entry.Rule.name,
      resources: [...new Set([...JSON.stringify(entry).matchAll(/\/Resources\/([A-Za-z0-9]+)/g)].map(match => match[1]))],
    })),
  }));
}

/** The rules CT.KMS.PR.1 to PR.3, by the names that the rule files give them. */
export const cfnGuard = (files: readonly string[]): ScannerFinding[] => runCfnGuard(files, join(CONTROL_TOWER_RULES, 'keymanagementservice')).flatMap(({ file, notCompliant }) =>
  notCompliant.flatMap(({ rule, resources }) => (resources.length > 0 ? resources : ['?']).map(resource => ({ tool: 'cfn-guard', rule, file, resource }))));
