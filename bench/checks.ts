/*
 * What KmsChecks costs on an app of many keys, against AwsSolutionsChecks of cdk-nag in the same synthesis.
 *
 *   npx tsx bench/checks.ts [keys] [unlike | different]
 *
 * Prints the CPU time of both packs and their ratio, the median of five processes, and how the cost of KmsChecks grows with twice the keys. With `unlike` each policy has
 * names and Sids of its own; with `different` each also allows other actions, so that it is read and judged on its own.
 * Exits 1 over the budget.
 */
import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, IPolicyValidationPlugin, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildSync } from 'esbuild';
import type * as checks from '../src/checks';

const BUDGET = 1 / 5;
const KEYS_PER_STACK = 200;

/** The pack as it is published: tsx would add a call to each of its functions, and none to those of cdk-nag. */
function published(): typeof checks {
  const outfile = path.join(__dirname, '..', 'reports', 'bench', 'checks.js');
  buildSync({ entryPoints: [path.join(__dirname, '..', 'src', 'checks', 'index.ts')], outfile, bundle: true, packages: 'external', platform: 'node', target: 'es2022', logLevel: 'error' });
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(outfile);
}

const { KmsChecks } = published();

/** CPU time of this process, in milliseconds: what else the machine does is not counted. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs a plugin as it is, and keeps the time. */
function timed(plugin: IPolicyValidationPlugin, times: { [name: string]: number }): IPolicyValidationPlugin {
  return {
    name: plugin.name,
    validate: context => {
      const start = cpu();
      const report = plugin.validate(context);
      times[plugin.name] = cpu() - start;
      // Findings would end the synthesis.
      return { ...report, success: true };
    },
  };
}

type Likeness = 'alike' | 'unlike' | 'different';

const USES = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
const MORE = ['GenerateDataKeyPair', 'GenerateDataKeyWithoutPlaintext', 'GetKeyPolicy', 'GetKeyRotationStatus', 'GetPublicKey', 'ListGrants', 'ListResourceTags', 'ListKeyRotations'];
/** Other actions for each number. */
const actionsOf = (i: number): string[] => [...USES, ...MORE.filter((_, bit) => Math.floor(i / 2 ** bit) % 2 === 1).map(name => `kms:${name}`)];

/** Keys as an app that does not use this library makes them: each with principals, a service and a bound of its own. */
function synthesize(keys: number, likeness: Likeness = 'alike'): { [name: string]: number } {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'keysmith-bench-'));
  const app = new App({ analyticsReporting: false, outdir, context: { 'aws:cdk:enable-asset-metadata': false } });
  for (let first = 0; first < keys; first += KEYS_PER_STACK) {
    const stack = new Stack(app, `Stack${first / KEYS_PER_STACK}`, { env: { account: '111122223333', region: 'eu-west-1' } });
    for (let i = first; i < Math.min(first + KEYS_PER_STACK, keys); i++) {
      const key = new kms.Key(stack, `Key${i}`, { enableKeyRotation: true });
      key.addAlias(`app/${i}`).applyRemovalPolicy(RemovalPolicy.RETAIN);
      key.addToResourcePolicy(new iam.PolicyStatement({
        sid: likeness === 'alike' ? 'KeyUse' : `KeyUse${i}`,
        actions: likeness === 'different' ? actionsOf(i) : USES,
        principals: [new iam.ArnPrincipal(`arn:aws:iam::111122223333:role/app-${i}`)],
        resources: ['*'],
      }));
      key.addToResourcePolicy(new iam.PolicyStatement({
        sid: 'Logs',
        actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        principals: [new iam.ServicePrincipal('logs.eu-west-1.amazonaws.com')],
        resources: ['*'],
        conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': `arn:${stack.partition}:logs:eu-west-1:111122223333:log-group:/app/${i}` } },
      }));
    }
  }
  const times: { [name: string]: number } = {};
  Validations.of(app).addPlugins(timed(new AwsSolutionsChecks(app), times), timed(new KmsChecks(app), times));
  const warn = console.error;
  console.error = () => undefined;
  try { app.synth(); } finally {
    console.error = warn;
    fs.rmSync(outdir, { recursive: true, force: true });
  }
  return times;
}

const ONCE = '--once';
const RUNS = 5;
const keys = Number(process.argv[2] ?? 2000);

interface Cost {
  readonly ours: number;
  readonly theirs: number;
}

/** The first synthesis of a process: what an app pays. */
function once(likeness: Likeness): Cost {
  const times = synthesize(keys, likeness);
  return { ours: times.KmsChecks, theirs: Object.entries(times).find(([name]) => name !== 'KmsChecks')![1] };
}

/** The median of several processes, as one says little on a shared machine. */
function compare(what: string, likeness: Likeness): number {
  const costs = Array.from({ length: RUNS }, (): Cost => JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', __filename, String(keys), likeness, ONCE], { encoding: 'utf8' })));
  const sorted = [...costs].sort((a, b) => a.ours / a.theirs - b.ours / b.theirs);
  const ratios = sorted.map(({ ours, theirs }) => ours / theirs);
  const middle = Math.floor(RUNS / 2);
  console.log(`${keys} keys, ${what}: KmsChecks ${sorted[middle].ours.toFixed(0)} ms, AwsSolutionsChecks ${sorted[middle].theirs.toFixed(0)} ms, ratio ${ratios[middle].toFixed(3)}, `
    + `of ${RUNS} runs from ${ratios[0].toFixed(3)} to ${ratios[RUNS - 1].toFixed(3)} (budget ${BUDGET})`);
  return ratios[middle];
}

const likeness = process.argv[3] as Likeness | undefined;
if (process.argv.includes(ONCE)) {
  console.log(JSON.stringify(once(likeness!)));
} else if (likeness === 'unlike') {
  compare('no two policies alike', likeness);
} else if (likeness === 'different') {
  compare('policies that allow other actions each', likeness);
} else {
  const ratio = compare('policies that differ in names', 'alike');
  synthesize(keys);
  const half = synthesize(keys / 2).KmsChecks;
  const whole = synthesize(keys).KmsChecks;
  console.log(`growth, warm: ${keys / 2} keys ${half.toFixed(0)} ms, ${keys} keys ${whole.toFixed(0)} ms, factor ${(whole / half).toFixed(2)}`);
  process.exitCode = ratio <= BUDGET ? 0 : 1;
}
