/**
 * What EncryptedKey costs beside a bare kms.Key with the same policy and alias: CPU and memory of building and synthesizing an app,
 * each size in a process of its own. Run by bench/run.ts; alone: `tsx bench/keys.ts encrypted 100`.
 */
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedKey } from '../src';

const KEYS_PER_STACK = 200;
const [variant, size] = [process.argv[2], Number(process.argv[3])];
const admin = () => new iam.ArnPrincipal('arn:aws:iam::111122223333:role/Admin');
const user = () => new iam.ArnPrincipal('arn:aws:iam::111122223333:role/App');

/** The actions that EncryptedKey gives administrators, so that both write the same bytes. */
const ADMINISTRATION = [
  'CancelKeyDeletion', 'CreateAlias', 'DeleteAlias', 'DescribeKey', 'DisableKey', 'DisableKeyRotation', 'EnableKey', 'EnableKeyRotation', 'GetKeyLastUsage',
  'GetKeyPolicy', 'GetKeyRotationStatus', 'ListGrants', 'ListKeyPolicies', 'ListKeyRotations', 'ListResourceTags', 'PutKeyPolicy', 'RevokeGrant',
  'RotateKeyOnDemand', 'ScheduleKeyDeletion', 'TagResource', 'UntagResource', 'UpdateAlias', 'UpdateKeyDescription',
].map(action => `kms:${action}`);

function bare(stack: Stack, id: string): void {
  const statement = (sid: string, principal: iam.IPrincipal, actions: string[]) => new iam.PolicyStatement({ sid, principals: [principal], actions, resources: ['*'] });
  const key = new kms.Key(stack, id, {
    description: `Key of ${stack.node.id}/${id}`,
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN,
    policy: new iam.PolicyDocument({
      statements: [
        statement('EnableIamPolicies', new iam.AccountRootPrincipal(), ['kms:*']),
        statement('KeyAdministration', admin(), ADMINISTRATION),
        statement('KeyUse', user(), ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*']),
      ],
    }),
  });
  key.addAlias(`alias/${stack.node.id}-${id}`);
}

const outdir = mkdtempSync(join(tmpdir(), 'keysmith-bench-'));
const before = process.cpuUsage();
const app = new App({ outdir, analyticsReporting: false });
let stack: Stack;
for (let i = 0; i < size; i++) {
  if (i % KEYS_PER_STACK === 0) { stack = new Stack(app, `S${i / KEYS_PER_STACK}`, { env: { account: '111122223333', region: 'eu-west-1' } }); }
  if (variant === 'bare') { bare(stack!, `Key${i}`); } else { new EncryptedKey(stack!, `Key${i}`, { administrators: [admin()], users: [user()] }); }
}
app.synth();
const cpu = process.cpuUsage(before);
rmSync(outdir, { recursive: true });
console.log(JSON.stringify({ cpuSeconds: (cpu.user + cpu.system) / 1e6, megabytes: process.resourceUsage().maxRSS / 1024 }));
