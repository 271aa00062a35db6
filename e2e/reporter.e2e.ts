/*
 * The report against an emulator that is not ours, with a proxy in between that is as troublesome as KMS can be: more than 500 keys
 * in moto, in all states, over five Regions. A share of all reads is throttled, single keys are denied or broken, keys are deleted while
 * the run goes on, one Region breaks off after its first page, one cannot be listed, one hides its aliases. The proxy answers
 * GetKeyLastUsage, which moto lacks. It counts every call, so that "nothing was changed" is what AWS would have seen.
 *
 * Run: npx tsx e2e/reporter.e2e.ts
 */
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { Checks, equal } from './support/check';
import { ACCOUNT, Emulator, startMoto } from './support/emulator';
import { FaultyKms } from './support/faulty-kms';
import { Answer, Call, startProxy } from './support/proxy';
import {
  BREAKS_OFF, expectedTotals, Fleet, GONE_WHEN_READ, GONE_WHILE_READ, HOME, inReport, makeFleet, NO_ALIASES, NOT_LISTED, REGIONS, said,
} from './support/report-fleet';
import { handler as cleanUp } from '../handlers/key-clean-up';
import { handler as report } from '../handlers/key-lifecycle-reporter';
import { ReporterConfig } from '../handlers/key-lifecycle-reporter/config';
import { Decision } from '../handlers/key-lifecycle-reporter/decisions';
import { Report } from '../handlers/key-lifecycle-reporter/inventory';
import { Published } from '../handlers/key-lifecycle-reporter/publish';
import { executionOf } from '../handlers/shared/execution-name';
import { historyOf } from '../test/support/clean-up-run';
import { NOW } from '../test/support/key-fleet';
import { CONFIG, FUNCTION_ARN } from '../test/support/report-mocks';

/** One in so many reads is throttled. */
const THROTTLE_EVERY = 300;

const NOT_TO_BE_DISABLED = [
  'used', 'last use denied', 'tags denied', 'policy denied', 'rotations denied', 'held by grants', 'primary with replicas', 'no such operation', 'new and not used yet',
];

interface Run {
  readonly published: Published;
  readonly report: Report;
  readonly decisions: readonly Decision[];
  readonly rounds: number;
  readonly kms: FaultyKms;
  readonly metrics: any;
}

/** moto runs no state machine: the history that each key's execution would have by now, approved, disabled or not. */
function proven(fleet: Fleet, machine: string, { service, operation, input }: Call): Answer | undefined {
  if (service !== 'states' || operation !== 'GetExecutionHistory') { return undefined; }
  const { arn } = fleet.keys.find(key => input.executionArn === executionOf(machine, key.arn))!;
  const events = historyOf({ arn }, at).map(event => ({ ...event, timestamp: event.timestamp!.getTime() / 1000 }));
  return { status: 200, body: Buffer.from(JSON.stringify({ events })) };
}
/** The state of every execution. */
let at = 'Disable';

/** A whole run, as the state machine makes it, through the handlers' own clients. */
async function run(moto: Emulator, fleet: Fleet, runId: string, config: ReporterConfig, then?: () => Promise<void>): Promise<Run> {
  const kms = new FaultyKms(fleet.overlays, fleet.regions, THROTTLE_EVERY);
  const proxy = await startProxy(moto.endpoint, async (call, forward) =>
    proven(fleet, config.cleanUp.stateMachineArn!, call) ?? await kms.intercept(call, forward));
  const lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  try {
    Object.assign(process.env, { CONFIG: JSON.stringify(config), AWS_ENDPOINT_URL: proxy.endpoint });
    // Cut off now and then, to go on in another invocation.
    let asked = 0;
    const context = { invokedFunctionArn: FUNCTION_ARN, getRemainingTimeInMillis: () => (++asked % 3 === 0 ? 1000 : 900_000) };
    process.stdout.write = ((line: string) => lines.push(String(line))) as any;
    let rounds = 0;
    for (let done = false; !done; rounds++) { done = (await report({ action: 'collect', runId, startedAt: NOW }, context) as { done: boolean }).done; }
    const published = await report({ action: 'publish', runId, startedAt: NOW }, context) as Published;
    await then?.();
    process.stdout.write = write;
    const s3 = new S3Client({ ...moto.client, region: HOME });
    const read = async (Key: string) => JSON.parse(await (await s3.send(new GetObjectCommand({ Bucket: 'reports', Key }))).Body!.transformToString());
    const folder = published.reportKey.replace('report.json', '');
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'reports', Prefix: `${folder}decisions` }));
    return {
      published,
      kms,
      rounds,
      report: await read(published.reportKey),
      decisions: Contents.length > 0 ? (await read(`${folder}decisions.json`)).decisions : [],
      metrics: JSON.parse(lines.find(line => line.includes('_aws')) ?? '{}'),
    };
  } finally {
    process.stdout.write = write;
    await proxy.stop();
  }
}

async function main(): Promise<void> {
  const checks = new Checks();
  const moto = await startMoto();
  try {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: 'e2e', AWS_REGION: HOME });
    const own = { ...moto.client, region: HOME };
    await new S3Client(own).send(new CreateBucketCommand({ Bucket: 'reports' }));
    const { TopicArn } = await new SNSClient(own).send(new CreateTopicCommand({ Name: 'reports' }));
    const { stateMachineArn } = await new SFNClient(own).send(new CreateStateMachineCommand({
      name: 'clean-up',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/CleanUp`,
      definition: JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 86_400, End: true } } }),
    }));
    const started = Date.now();
    const fleet = await makeFleet(moto);
    console.log(`# ${fleet.keys.length + GONE_WHEN_READ + GONE_WHILE_READ} keys made in ${Math.round((Date.now() - started) / 1000)} s`);
    const config: ReporterConfig = { ...CONFIG, regions: Object.keys(REGIONS), topicArn: TopicArn! };

    await byDefault(checks, moto, fleet, config);
    await dryRun(checks, moto, fleet, config);
    await withApproval(checks, moto, fleet, { ...config, cleanUp: { ...config.cleanUp, mode: 'WITH_APPROVAL', stateMachineArn: stateMachineArn! } });
  } finally {
    await moto.stop();
  }
  checks.finish();
}

async function byDefault(checks: Checks, moto: Emulator, fleet: Fleet, config: ReporterConfig): Promise<void> {
  const { report: found, published, kms, rounds, metrics } = await timed('default settings', () => run(moto, fleet, 'defaults', config));
  const records = new Map(found.keys.map(key => [key.arn, key]));
  const expected = inReport(fleet.keys);
  await checks.check(`more than 500 keys, read in ${rounds} invocations with ${kms.throttled} calls throttled`, async () => {
    equal([expected.length > 500, rounds > 3, kms.throttled > 10], [true, true, true]);
  });
  await checks.check('every total is exact: states, rotation, last use, external access, multi-Region, errors, cost, gone', async () =>
    equal(sorted(found.totals), sorted(expectedTotals(fleet.keys, GONE_WHEN_READ + GONE_WHILE_READ))));
  await checks.check('each key is in the report once, as its cohort is', async () => {
    equal([found.keys.length, expected.filter(key => !records.has(key.arn)).map(key => key.cohort.name)], [expected.length, []]);
    equal(expected.map(({ arn, cohort: { name, expected: e } }) => said(name, records.get(arn)!, e)).filter(text => text !== undefined), []);
  });
  await checks.check('aliases and grants are exact', async () => {
    const readable = found.keys.filter(key => key.region !== NO_ALIASES);
    equal(readable.filter(key => key.aliases.length !== 1 || !key.aliases[0].startsWith('alias/fleet/')), []);
    const granted = expected.flatMap(key => key.cohort.template.grants ?? []).length;
    equal(found.keys.reduce((sum, key) => sum + (key.grants ?? 0), 0), granted);
  });
  await checks.check('regions that broke are named, with why, and the others are complete', async () => {
    equal(found.complete, false);
    const broken = found.targets.filter(target => target.status !== 'complete').map(({ region, status, error }) => [region, status, error!.split(':')[0]]);
    equal(broken, [[BREAKS_OFF, 'partial', 'AccessDeniedException'], [NOT_LISTED, 'failed', 'TimeoutError']]);
    equal(found.targets.length, Object.keys(REGIONS).length);
  });
  await checks.check('the metrics were printed', async () => equal([metrics.Keys, metrics.FailedRegions], [expected.length, 2]));
  await checks.check('nothing was proposed, decided, scheduled or started, and no call would have changed a key', async () => {
    equal([published.proposed, published.started, kms.changes], [0, 0, []]);
    equal(Object.keys(kms.calls).filter(name => !/^(kms (Describe|Get|List)|s3 |sns Publish$)/.test(name)), []);
  });
}

async function dryRun(checks: Checks, moto: Emulator, fleet: Fleet, config: ReporterConfig): Promise<void> {
  const dry: ReporterConfig = { ...config, cleanUp: { ...config.cleanUp, mode: 'DRY_RUN', maxKeysPerRun: 100 } };
  const { decisions, report: found, published, kms } = await timed('dry run', () => run(moto, fleet, 'dry', dry));
  const byArn = new Map(fleet.keys.map(key => [key.arn, key]));
  const wanted = inReport(fleet.keys).filter(key => key.cohort.expected.proposable);
  await checks.check('the counts are those of the first run', async () => equal(sorted(found.totals), sorted(expectedTotals(fleet.keys, 0))));
  await checks.check(`a dry run proposes the ${wanted.length} keys that are old, idle, opted in and wholly known, and no other`, async () => {
    equal(wanted.length >= 50, true);
    equal(decisions.filter(decision => decision.verdict === 'propose').map(decision => decision.arn).sort(), wanted.map(key => key.arn).sort());
    equal(published.proposed, wanted.length);
  });
  await checks.check('no key is proposed of which any source faulted', async () => {
    const faulted = new Set(found.keys.filter(key => key.errors.length > 0).map(key => key.arn));
    equal([faulted.size >= 50, decisions.filter(({ arn, verdict }) => verdict === 'propose' && faulted.has(arn))], [true, []]);
  });
  await checks.check('every other key is left for its own reason', async () => {
    equal(decisions.length, inReport(fleet.keys).length);
    equal(decisions.filter(({ arn, verdict, reason }) => verdict === 'leave' && !byArn.get(arn)!.cohort.expected.objection?.test(reason)), []);
  });
  await checks.check('a dry run changes and starts nothing', async () => {
    equal([kms.changes, Object.keys(kms.calls).filter(name => name.startsWith('states '))], [[], []]);
  });
}

async function withApproval(checks: Checks, moto: Emulator, fleet: Fleet, config: ReporterConfig): Promise<void> {
  const context = { invokedFunctionArn: FUNCTION_ARN, getRemainingTimeInMillis: () => 600_000 };
  const of = (name: string) => fleet.keys.find(key => key.cohort.name === name && key.region !== NOT_LISTED)!.arn;
  const candidate = of('idle, opted in');
  const other = of('a day more');
  const outcomes: { [name: string]: boolean } = {};
  const { kms, published } = await timed('with approval', () => run(moto, fleet, 'approval', { ...config, regions: [BREAKS_OFF, NO_ALIASES] }, async () => {
    const disable = async (name: string, arn: string) => {
      at = 'Disable';
      outcomes[name] = (await cleanUp({ execution: executionOf(config.cleanUp.stateMachineArn!, arn), state: at }, context)).go;
    };
    await disable('candidate', candidate);
    // Scheduled before it was disabled and waited for: the step itself refuses.
    at = 'Schedule';
    outcomes['schedule an enabled key'] = (await cleanUp({ execution: executionOf(config.cleanUp.stateMachineArn!, other), state: at }, context)).go;
    for (const name of NOT_TO_BE_DISABLED) {
      await disable(name, of(name));
    }
  }));
  const kmsOf = (arn: string) => new KMSClient({ ...moto.client, region: arn.split(':')[3] });
  const state = async (arn: string) => (await kmsOf(arn).send(new DescribeKeyCommand({ KeyId: arn }))).KeyMetadata!.KeyState;
  await checks.check('with approval, the report starts one execution for each key it may ask about, and changes no key', async () => {
    const machines = new SFNClient({ ...moto.client, region: HOME });
    const { executions } = await machines.send(new ListExecutionsCommand({ stateMachineArn: config.cleanUp.stateMachineArn! }));
    equal([published.proposed, published.started, executions!.length], [5, 5, 5]);
    const asked = new Set(executions!.map(execution => execution.name!.split('-').slice(-5).join('-')));
    equal(fleet.keys.filter(key => asked.has(key.arn.split('/').pop()!)).map(key => key.cohort.expected.proposable), [true, true, true, true, true]);
  });
  await checks.check('an approved candidate is disabled in the emulator; a key that is in use, held or not wholly known is not', async () => {
    equal(Object.entries(outcomes).filter(([, go]) => go).map(([name]) => name), ['candidate']);
    equal(Object.keys(outcomes).length, NOT_TO_BE_DISABLED.length + 2);
    equal([await state(candidate), await state(of('used')), await state(of('last use denied'))], ['Disabled', 'Enabled', 'Enabled']);
  });
  await checks.check('the only changing call was that one; no deletion was scheduled', async () => {
    equal(kms.changes.map(({ operation, input }) => [operation, input]), [['DisableKey', { KeyId: candidate }]]);
    const scheduled = fleet.keys.filter(key => key.cohort.template.state === 'PendingDeletion').length;
    const pending: string[] = [];
    for (const key of fleet.keys) { if (await state(key.arn) === 'PendingDeletion') { pending.push(key.arn); } }
    equal(pending.length, scheduled);
  });
}

const sorted = (value: any): any => (value === null || typeof value !== 'object' ? value
  : Object.fromEntries(Object.entries(value).filter(([, v]) => v !== 0).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)])));

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const result = await work();
  console.log(`# ${name}: ${Math.round((Date.now() - started) / 1000)} s`);
  return result;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
