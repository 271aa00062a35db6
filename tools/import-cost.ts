/**
 * What `require('cdk-keysmith')` adds to a process that has aws-cdk-lib/aws-kms already, on the compiled package. Fails when it
 * loads cdk-nag, or takes clearly more than the 30 ms that users are promised.
 */
import { spawnSync } from 'child_process';
import { join } from 'path';

const PROMISED_MS = 30;
const root = join(__dirname, '..');
const script = `
  require('aws-cdk-lib'); require('aws-cdk-lib/aws-kms');
  const start = process.hrtime.bigint();
  require(${JSON.stringify(root)});
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  const nag = Object.keys(require.cache).some(file => file.includes('/node_modules/cdk-nag/'));
  console.log(JSON.stringify({ ms, nag }));
`;
const runs = Array.from({ length: 5 }, () => JSON.parse(spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }).stdout));
const ms = runs.map(run => run.ms).sort((a, b) => a - b)[2];
console.log(`importing adds ${ms.toFixed(1)} ms (median of ${runs.length}, promised: ${PROMISED_MS}), cdk-nag loaded: ${runs.some(run => run.nag)}`);
if (ms > PROMISED_MS || runs.some(run => run.nag)) { process.exitCode = 1; }
