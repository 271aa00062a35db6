/*
 * How synthesis of multi-Region and cross-account keys grows with keys, regions and accounts.
 *
 *   npx tsx bench/multi-region.ts
 *
 * Prints time, stacks and keys of each size, and the time a key. It grows linearly when the last column stays about the same.
 */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { fleet, FLEET_ACCOUNTS, FLEET_REGIONS } from '../test/support/fleet';

function measure(accounts: string[], regions: string[], keysPerAccount: number): void {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'keysmith-bench-'));
  const start = performance.now();
  const app = new App({ analyticsReporting: false, outdir });
  fleet(app, accounts, regions, keysPerAccount);
  const assembly = app.synth();
  const seconds = (performance.now() - start) / 1000;
  const keys = accounts.length * (regions.length * keysPerAccount + 1);
  console.log([
    `${accounts.length} accounts × ${regions.length} regions × ${keysPerAccount}`.padEnd(28),
    `${seconds.toFixed(2)} s`.padStart(9),
    `${assembly.stacks.length} stacks`.padStart(10),
    `${keys} keys`.padStart(9),
    `${(seconds * 1000 / keys).toFixed(1)} ms a key`.padStart(16),
  ].join(' '));
  fs.rmSync(outdir, { recursive: true });
}

// The first synthesis of a process also loads the CDK.
measure(FLEET_ACCOUNTS.slice(0, 1), FLEET_REGIONS.slice(0, 2), 1);
for (const keysPerAccount of [1, 4, 16, 64]) { measure(FLEET_ACCOUNTS, FLEET_REGIONS, keysPerAccount); }
