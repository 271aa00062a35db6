/**
 * Installs the packed tarball into empty projects, beside cdk-nag 2, cdk-nag 3 and none, with npm, pnpm and yarn, and the wheel with pip; then
 * synthesizes the same app in each. Every app must give the same template and the same findings. Run after compile.
 *
 * Name managers to run only these: `npx tsx tools/install-matrix.ts npm pip`.
 */
import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

const root = join(__dirname, '..');
/** Outside of the repository, whose node_modules a project inside would see. */
const work = mkdtempSync(join(tmpdir(), 'keysmith-install-'));
const CDK = { 'aws-cdk-lib': '2.276.0', 'constructs': '10.8.1' };
const PYTHON_CDK = '2.275.0';
const NAGS = { 'no cdk-nag': undefined, 'cdk-nag 2': '2.37.55', 'cdk-nag 3': '3.0.2' } as const;
/** The managers' own versions, so that a new major of theirs is taken on purpose. */
const PNPM = 'pnpm@10';
const YARN = '@yarnpkg/cli-dist@4';
/** Yarn asks the registry even for what aws-cdk-lib bundles, which not every registry has: it gets the floor, which bundles less. */
const CDK_OF: { readonly [manager: string]: typeof CDK } = { yarn: { 'aws-cdk-lib': '2.257.0', 'constructs': '10.5.1' } };

const run = (command: string, args: string[], cwd: string) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 268_435_456, env: { ...process.env, npm_config_loglevel: 'error' } });

const APP = `
const { App, Stack, Validations } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const { EncryptedKey, IamDelegation, KmsChecks, mixins } = require('cdk-keysmith');
const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'Data', { env: { account: '111122223333', region: 'eu-west-1' } });
new EncryptedKey(stack, 'Key', { users: [iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/api')] });
const checks = new KmsChecks(app);
Validations.of(app).addPlugins(checks);
app.synth();
let deep = 'open';
try { require('cdk-keysmith/lib/private/limits'); } catch (error) { deep = error.code; }
let isPack = false;
try { isPack = checks instanceof require('cdk-nag').NagPack; } catch {}
console.log(JSON.stringify({ template: require('./cdk.out/Data.template.json'), ok: checks.validateScope(app).success, isPack, deep, mixin: typeof mixins.KeyRotation }));
`;

const PYTHON_APP = `
import json
from aws_cdk import App, Environment, Stack, Validations, aws_iam as iam
from cdk_keysmith import EncryptedKey, KmsChecks, mixins
app = App(outdir='cdk.out')
stack = Stack(app, 'Data', env=Environment(account='111122223333', region='eu-west-1'))
EncryptedKey(stack, 'Key', users=[iam.Role.from_role_arn(stack, 'Role', 'arn:aws:iam::111122223333:role/api')])
Validations.of(app).add_plugins(KmsChecks(app))
app.synth()
mixins.KeyRotation()
print(json.dumps({'template': json.load(open('cdk.out/Data.template.json'))}))
`;

const MANAGERS: { readonly [name: string]: (project: string) => void } = {
  npm: folder => { run('npm', ['install', '--no-audit', '--no-fund'], folder); },
  pnpm: folder => { run('npx', ['--yes', PNPM, 'install', '--ignore-scripts'], folder); },
  yarn: folder => {
    writeFileSync(join(folder, '.yarnrc.yml'), 'nodeLinker: node-modules\nenableTelemetry: false\n');
    run('npx', ['--yes', '-p', YARN, 'yarn', 'install'], folder);
  },
};

function project(name: string): string {
  const folder = join(work, name.replace(/ /g, '-'));
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Resources only: what tells the version of the CDK is left out. */
const keyOf = ({ template }: any): string => {
  const { CDKMetadata: _, ...resources } = template.Resources;
  return JSON.stringify(resources);
};

function javascript(tarball: string, manager: string, nag: keyof typeof NAGS): any {
  const folder = project(`${manager} ${nag}`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({
    name: 'app', private: true, version: '1.0.0', dependencies: { ...CDK_OF[manager] ?? CDK, 'cdk-keysmith': `file:${tarball}`, ...(NAGS[nag] ? { 'cdk-nag': NAGS[nag] } : {}) },
  }));
  writeFileSync(join(folder, 'app.js'), APP);
  MANAGERS[manager](folder);
  const result = JSON.parse(run('node', ['app.js'], folder).trim().split('\n').pop()!);
  const wrong = [
    ...(result.ok ? [] : ['KmsChecks fails the app']),
    ...(result.isPack === (nag === 'cdk-nag 3') ? [] : [`KmsChecks is ${result.isPack ? 'a' : 'no'} NagPack`]),
    ...(result.deep === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ? [] : [`deep imports: ${result.deep}`]),
    ...(result.mixin === 'function' ? [] : ['no mixins']),
  ];
  if (wrong.length > 0) { throw new Error(wrong.join(', ')); }
  return result;
}

function python(wheel: string, nag: keyof typeof NAGS): any {
  const folder = project(`pip ${nag}`);
  run('python3', ['-m', 'venv', 'venv'], folder);
  run(join(folder, 'venv', 'bin', 'pip'), ['install', '--quiet', `aws-cdk-lib==${PYTHON_CDK}`, wheel, ...(NAGS[nag] ? [`cdk-nag==${NAGS[nag]}`] : [])], folder);
  writeFileSync(join(folder, 'app.py'), PYTHON_APP);
  return JSON.parse(run(join(folder, 'venv', 'bin', 'python'), ['app.py'], folder).trim().split('\n').pop()!);
}

const chosen = process.argv.slice(2);
const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', work], root));
const tarball = join(work, filename);
const jobs: [string, () => any][] = Object.keys(MANAGERS).filter(name => chosen.length === 0 || chosen.includes(name))
  .flatMap(manager => Object.keys(NAGS).map((nag): [string, () => any] => [`${manager}, ${nag}`, () => javascript(tarball, manager, nag as keyof typeof NAGS)]));
if (chosen.length === 0 || chosen.includes('pip')) {
  run('npx', ['jsii-pacmak', '--target', 'python', '-o', join(work, 'dist')], root);
  const wheel = join(work, 'dist', 'python', readdirSync(join(work, 'dist', 'python')).find(file => file.endsWith('.whl'))!);
  jobs.push(...Object.keys(NAGS).map((nag): [string, () => any] => [`pip, ${nag}`, () => python(wheel, nag as keyof typeof NAGS)]));
}
let first: string | undefined;
for (const [name, job] of jobs) {
  const started = Date.now();
  try {
    const key = keyOf(job());
    first ??= key;
    if (key !== first) { throw new Error(`another template than the first project's:\n${key}\n${first}`); }
    console.log(`ok      ${name} (${Math.round((Date.now() - started) / 1000)} s)`);
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as { message: string; stdout?: string; stderr?: string };
    console.log(`FAILED  ${name}: ${message.slice(0, 300)}\n${stdout.slice(-1500)}\n${stderr.slice(-1500)}`);
    process.exitCode = 1;
  }
}
rmSync(work, { recursive: true, force: true });
