/*
 * The report against an emulator that is not ours: more than 500 keys in moto, made by its API in the states it knows. It has no
 * GetKeyLastUsage, so every last use must come out unknown, and not one key may be proposed, though all carry the opt-in tag.
 *
 * Run: npx tsx e2e/reporter.e2e.ts
 */
import {
  CreateAliasCommand, CreateGrantCommand, CreateKeyCommand, DisableKeyCommand, EnableKeyRotationCommand, KeySpec, KMSClient, PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SFNClient } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Checks, equal } from './support/check';
import { startMoto } from './support/emulator';
import { CLOCK, clients } from '../handlers/key-lifecycle-reporter/aws';
import { collect, newRun } from '../handlers/key-lifecycle-reporter/collect';
import { ReporterConfig } from '../handlers/key-lifecycle-reporter/config';
import { Report } from '../handlers/key-lifecycle-reporter/inventory';
import { publish } from '../handlers/key-lifecycle-reporter/publish';
import { Store } from '../handlers/key-lifecycle-reporter/store';

/** Of the account that the emulator says it is. */
const HOME = { partition: 'aws', region: 'us-east-1', account: '' };
const TAG = { TagKey: 'keysmith:clean-up', TagValue: 'allowed' };

interface Kind {
  readonly count: number;
  readonly spec?: KeySpec;
  readonly multiRegion?: boolean;
  readonly then?: (kms: KMSClient, KeyId: string, i: number) => Promise<unknown>;
}

const shared = (principal: string) => JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'EnableIamPolicies', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${HOME.account}:root` }, Action: 'kms:*', Resource: '*' },
    { Sid: 'Shared', Effect: 'Allow', Principal: { AWS: principal }, Action: 'kms:Decrypt', Resource: '*' },
  ],
});

const KINDS: { readonly [name: string]: Kind } = {
  plain: { count: 210 },
  rotated: { count: 80, then: (kms, KeyId) => kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 180 })) },
  disabled: { count: 60, then: (kms, KeyId) => kms.send(new DisableKeyCommand({ KeyId })) },
  pending: { count: 40, then: (kms, KeyId) => kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 30 })) },
  named: { count: 50, then: (kms, KeyId, i) => kms.send(new CreateAliasCommand({ TargetKeyId: KeyId, AliasName: `alias/orders-${i}` })) },
  signing: { count: 12, spec: KeySpec.ECC_NIST_P256 },
  multiRegion: { count: 8, multiRegion: true },
  granted: { count: 20, then: (kms, KeyId) => kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal: `arn:aws:iam::${HOME.account}:role/Volume`, Operations: ['Decrypt'] })) },
  shared: { count: 25, then: (kms, KeyId) => kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: shared('arn:aws:iam::444455556666:root') })) },
  open: { count: 15, then: (kms, KeyId) => kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: shared('*') })) },
};
const COUNT = Object.values(KINDS).reduce((sum, kind) => sum + kind.count, 0);

async function makeKeys(kms: KMSClient): Promise<void> {
  for (const [name, kind] of Object.entries(KINDS)) {
    for (let i = 0; i < kind.count; i++) {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({
        Tags: [TAG], KeySpec: kind.spec, KeyUsage: kind.spec ? 'SIGN_VERIFY' : undefined, MultiRegion: kind.multiRegion, Description: `key ${i}`,
      }));
      await kind.then?.(kms, KeyMetadata!.KeyId!, i).catch(error => { throw new Error(`${name}: ${error}`); });
    }
  }
}

async function main(): Promise<void> {
  const checks = new Checks();
  const moto = await startMoto();
  try {
    // What the handlers' own clients read.
    Object.assign(process.env, { AWS_ENDPOINT_URL: moto.endpoint, AWS_ACCESS_KEY_ID: 'e2e', AWS_SECRET_ACCESS_KEY: 'e2e', AWS_REGION: HOME.region });
    const own = { region: HOME.region };
    const s3 = new S3Client({ ...own, forcePathStyle: true });
    const sns = new SNSClient(own);
    HOME.account = (await new STSClient(own).send(new GetCallerIdentityCommand({}))).Account!;
    await s3.send(new CreateBucketCommand({ Bucket: 'reports' }));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'reports' }));
    await makeKeys(new KMSClient(own));

    const config: ReporterConfig = {
      bucket: 'reports',
      regions: ['us-east-1', 'eu-west-1'],
      memberAccounts: [],
      memberRoleName: 'Member',
      topicArn: TopicArn!,
      thresholds: { unusedDays: 90, oldDays: 730, highUsage: 1000 },
      usageMetrics: false,
      usageWindowDays: 30,
      eventDataStoreArn: null,
      securityHub: false,
      cleanUp: { mode: 'DRY_RUN', optInTagKey: TAG.TagKey, optInTagValue: TAG.TagValue, maxKeysPerRun: 100, disabledDays: 30, stateMachineArn: null },
    };
    const store = new Store('reports', s3);
    const lines: string[] = [];
    const log = () => undefined;
    let asked = 0;
    const collector = {
      config,
      store,
      log,
      clock: CLOCK,
      account: HOME.account,
      clients: clients(HOME, 'Member'),
      // Cut off before the second region, as moto gives all keys of a region in one page.
      remaining: () => (asked++ % 2 === 1 ? 1000 : 900_000),
    };

    const first = newRun(collector, 'e2e', new Date().toISOString());
    let rounds = 1;
    for (let done = await collect(collector, first); !done; rounds++) { done = await collect(collector, (await store.state('e2e'))!); }
    const published = await publish({
      config,
      home: HOME,
      store,
      clock: CLOCK,
      log,
      sns,
      sfn: new SFNClient(own),
      securityHub: new SecurityHubClient(own),
      print: line => lines.push(line),
    }, (await store.state('e2e'))!);
    const report = (await store.read<Report>(published.reportKey))!;
    const { totals } = report;

    await checks.check(`all ${COUNT} keys are in the report, over ${rounds} invocations`, async () => {
      equal([COUNT > 500, rounds > 1, totals.keys, report.complete], [true, true, COUNT, true]);
    });
    await checks.check('the states are exact', async () => equal(totals.byState, { Disabled: 60, Enabled: COUNT - 100, PendingDeletion: 40 }));
    await checks.check('the rotation is exact', async () => equal(totals.rotation, { 'on': 80, 'off': COUNT - 80 - 12, 'not possible': 12, 'unknown': 0 }));
    await checks.check('external access is exact', async () => equal([totals.external, totals.externalUnknown], [40, 0]));
    await checks.check('grants are exact', async () => equal(report.keys.filter(key => key.grants === 1).length, 20));
    await checks.check('aliases are exact', async () => equal(report.keys.flatMap(key => key.aliases).filter(alias => alias.startsWith('alias/orders-')).length, 50));
    await checks.check('multi-region keys are exact', async () => equal(totals.multiRegion, { no: COUNT - 8, primary: 8, replica: 0, unknown: 0 }));
    await checks.check('every last use is unknown, and no key is unused', async () => equal([totals.lastUse.unknown, totals.unused], [COUNT, 0]));
    await checks.check('the missing operation is an error of each key', async () =>
      equal(report.keys.every(key => key.errors.some(error => error.source === 'GetKeyLastUsage')), true));
    await checks.check('not one key is proposed, though all opted in', async () => {
      equal(published.proposed, 0);
      equal(report.keys.every(key => key.tags?.[TAG.TagKey] === TAG.TagValue), true);
    });
    await checks.check('the metrics were printed', async () => equal(JSON.parse(lines[0]).Keys, COUNT));
    await checks.check('nothing was changed', async () => {
      const again = newRun(collector, 'again', new Date().toISOString());
      for (let done = await collect(collector, again); !done;) { done = await collect(collector, (await store.state('again'))!); }
      const states: { [state: string]: number } = {};
      for await (const page of store.pages((await store.state('again'))!)) { for (const key of page) { states[key.state] = (states[key.state] ?? 0) + 1; } }
      equal(Object.entries(states).sort(), Object.entries(totals.byState).sort());
    });
  } finally {
    await moto.stop();
  }
  checks.finish();
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
