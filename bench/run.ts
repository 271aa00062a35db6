/**
 * Runs the benchmarks, each against its peer in the same run, and writes bench/README.md with the machine and the versions.
 * `--quick` leaves out the largest app. Needs a compiled package (npm run compile && npm run post-compile) for the import time.
 */
import { execFileSync, spawnSync } from 'child_process';
import { existsSync, readFileSync, writeFileSync } from 'fs';
import { cpus, totalmem } from 'os';
import { join } from 'path';

const root = join(__dirname, '..');
const quick = process.argv.includes('--quick');
const SIZES = quick ? [1, 100, 1000] : [1, 100, 1000, 20000];

interface Cost {
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

/** Runs a benchmark. One that is over its budget says so by its exit code, and its numbers count all the same. */
const tsx = (file: string, ...args: string[]): string => spawnSync('npx', ['tsx', join(__dirname, file), ...args],
  { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=8192' } }).stdout;

const once = (variant: string, size: number): Cost => JSON.parse(tsx('keys.ts', variant, String(size)).trim().split('\n').pop()!);

function medians(runs: readonly Cost[]): Cost {
  const median = (pick: (run: Cost) => number) => runs.map(pick).sort((a, b) => a - b)[Math.floor(runs.length / 2)];
  return { cpuSeconds: median(run => run.cpuSeconds), megabytes: median(run => run.megabytes) };
}

/** By turns, as one run says little on a shared machine, and what disturbs one then disturbs the other too. */
const rows = SIZES.map(size => {
  const runs = Array.from({ length: size < 1000 ? 5 : 3 }, () => ({ bare: once('bare', size), ours: once('encrypted', size) }));
  return { size, bare: medians(runs.map(({ bare }) => bare)), ours: medians(runs.map(({ ours }) => ours)) };
});
const table = rows.map(({ size, bare, ours }) => `| ${size} | ${bare.cpuSeconds.toFixed(2)} | ${ours.cpuSeconds.toFixed(2)} | ${(ours.cpuSeconds / bare.cpuSeconds).toFixed(2)} | `
  + `${Math.round(bare.megabytes)} | ${Math.round(ours.megabytes)} | ${(ours.megabytes / bare.megabytes).toFixed(2)} |`);

// Growth between the two largest sizes, without what an app costs that has one key.
const [one] = rows;
const [smaller, larger] = rows.slice(-2);
const added = (row: typeof rows[number]) => row.ours.cpuSeconds - one.ours.cpuSeconds;
const exponent = Math.log(added(larger) / added(smaller)) / Math.log(larger.size / smaller.size);

const version = (name: string) => JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
const sections: string[] = [];
const section = (title: string, file: string, ...runs: string[][]) => {
  const said = (runs.length > 0 ? runs : [[]]).map(args => tsx(file, ...args).trim());
  sections.push(`## ${title}\n\n\`\`\`\n${said.join('\n')}\n\`\`\`\n`);
};
section('KmsChecks beside AwsSolutionsChecks', 'checks.ts', ['2000'], ['2000', 'unlike'], ['2000', 'different']);
section('Bytes of policy for each service', 'policy-bytes.ts');
section('Keys in many accounts and regions', 'multi-region.ts');
section('Many keys in one stack, monitored', 'monitoring.ts');
section('The keysmith command and 500 keys', 'command.ts');
section('The lifecycle report of 10,000 keys', 'reporter.ts');
const imported = existsSync(join(root, 'lib', 'index.js'))
  ? execFileSync('npx', ['tsx', join(root, 'tools', 'import-cost.ts')], { cwd: root, encoding: 'utf8' }).trim()
  : 'not measured: the package was not compiled';

writeFileSync(join(__dirname, 'README.md'), `# Benchmarks

\`npm run bench\` writes this page. ${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version},
aws-cdk-lib ${version('aws-cdk-lib')}, constructs ${version('constructs')}, cdk-nag ${version('cdk-nag')}. CPU seconds and peak memory of a process that builds and synthesizes
an app, medians of five runs of each by turns (three from 1,000 keys on). Ratios are what counts; the seconds are this machine's.

## EncryptedKey beside a bare kms.Key with the same policy and alias

| keys | bare, CPU s | ours, CPU s | ratio (target ≤ 1.10) | bare, MB | ours, MB | ratio (target ≤ 1.10) |
|---|---|---|---|---|---|---|
${table.join('\n')}

CPU grows with keys to the power of ${exponent.toFixed(2)} (target ≤ 1.05), from ${smaller.size} to ${larger.size} keys.

## Import

${imported}.

${sections.join('\n')}`);
console.log(readFileSync(join(__dirname, 'README.md'), 'utf8'));
