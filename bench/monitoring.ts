/*
 * How one stack grows with its keys: bare EncryptedKeys, with exported outputs, and under one KeyMonitoring.
 *
 *   npx tsx bench/monitoring.ts
 *
 * Prints CPU seconds of building and synthesizing each size. It grows linearly when the time for a key stays about the same; fails when 800 keys
 * cost more than three times as much as 400.
 */
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { EncryptedKey, EncryptedKeyProps, KeyMonitoring } from '../src';

// AWS's own validator, which synthesis ends with, would hide the difference.
process.env.CDK_VALIDATION = 'false';
const SIZES = [200, 400, 800];

interface Way {
  readonly props?: (i: number) => EncryptedKeyProps;
  readonly with?: (stack: Stack, keys: EncryptedKey[]) => void;
}

const WAYS: { readonly [name: string]: Way } = {
  'keys': {},
  'with exportOutputs': { props: i => ({ exportOutputs: true, exportPrefix: `Key${i}-` }) },
  'under KeyMonitoring': { with: (stack, keys) => new KeyMonitoring(stack, 'Monitoring', { keys }) },
};

function measure(size: number, { props = () => ({}), with: add = () => {} }: Way): number {
  const outdir = mkdtempSync(join(tmpdir(), 'keysmith-bench-'));
  const started = process.cpuUsage();
  const app = new App({ analyticsReporting: false, outdir, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  const stack = new Stack(app, 'Keys', { env: { account: '111122223333', region: 'eu-west-1' } });
  add(stack, Array.from({ length: size }, (_, i) => new EncryptedKey(stack, `Key${i}`, props(i))));
  app.synth();
  const { user, system } = process.cpuUsage(started);
  rmSync(outdir, { recursive: true });
  return (user + system) / 1e6;
}

// The first synthesis of a process also loads the CDK.
for (const way of Object.values(WAYS)) { measure(20, way); }
for (const [name, way] of Object.entries(WAYS)) {
  const seconds = SIZES.map(size => measure(size, way));
  console.log([name.padEnd(20), ...SIZES.map((size, i) => `${size} keys ${seconds[i].toFixed(2)} s, ${(seconds[i] * 1000 / size).toFixed(1)} ms a key`.padStart(32))].join(''));
  if (seconds[2] > 3 * seconds[1]) {
    console.log(`${name}: 800 keys cost ${(seconds[2] / seconds[1]).toFixed(1)} times as much as 400`);
    process.exitCode = 1;
  }
}
