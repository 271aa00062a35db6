/*
 * Time and memory of one run of the key lifecycle reporter over many keys. Everything is real but the network: the SDK's clients
 * serialize, sign and parse, and an HTTP handler answers from a made-up fleet.
 *
 * Run: NODE_OPTIONS=--expose-gc npx tsx bench/reporter.ts [keys=10000] [ListGrants a second=all]      Fails over 256 MB of heap.
 */
import { Readable } from 'stream';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { CLOCK, PATIENT } from '../handlers/key-lifecycle-reporter/aws';
import { collect, newRun } from '../handlers/key-lifecycle-reporter/collect';
import { homeOf } from '../handlers/key-lifecycle-reporter/config';
import { publish } from '../handlers/key-lifecycle-reporter/publish';
import { Store } from '../handlers/key-lifecycle-reporter/store';
import { COHORTS, FakeKms, fleet, NOW } from '../test/support/key-fleet';
import { CONFIG, FUNCTION_ARN } from '../test/support/report-mocks';

const KEYS = Number(process.argv[2] ?? 10_000);
const LIMIT_MB = 256;
const own = { region: 'eu-west-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
let throttled = 0;
const mb = (bytes: number): number => Math.round(bytes / 1024 / 1024);

const response = (statusCode: number, body: string) => ({ response: { statusCode, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: Readable.from([Buffer.from(body)]) } });
/** Dates of the JSON protocol are seconds. */
const seconds = (value: unknown): unknown => (value instanceof Date ? value.getTime() / 1000
  : Array.isArray(value) ? value.map(seconds)
    : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, seconds(v)])) : value);

/** `listGrants` is how many ListGrants a second are answered, the rest is throttled; 0 means all. */
function kms(fake: FakeKms, listGrants: number): KMSClient {
  let second = 0;
  let grants = 0;
  return new KMSClient({
    ...PATIENT,
    ...own,
    requestHandler: {
      async handle(request: any) {
        await new Promise(resolve => setImmediate(resolve));
        const operation = request.headers['x-amz-target'].split('.')[1];
        const now = Math.floor(Date.now() / 1000);
        if (now !== second) { [second, grants] = [now, 0]; }
        if (operation === 'ListGrants' && listGrants && ++grants > listGrants) {
          throttled += 1;
          return response(400, '{"__type":"ThrottlingException","message":"Rate exceeded"}');
        }
        try {
          return response(200, JSON.stringify(seconds(fake.answer(operation, JSON.parse(Buffer.from(request.body).toString())))));
        } catch (error) {
          return response(400, JSON.stringify({ __type: (error as Error).name, message: (error as Error).message }));
        }
      },
    } as any,
  });
}

/** Objects are kept outside the heap, as in a bucket. */
function bucket(): S3Client {
  const objects = new Map<string, Buffer>();
  return new S3Client({
    ...own,
    requestHandler: {
      async handle(request: any) {
        const key = decodeURIComponent(request.path);
        if (request.method === 'PUT') {
          objects.set(key, Buffer.from(request.body));
          return response(200, '');
        }
        const found = objects.get(key);
        return found ? { response: { statusCode: 200, headers: {}, body: Readable.from([found]) } }
          : response(404, '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
      },
    } as any,
  });
}

async function main(): Promise<void> {
  const cohorts = COHORTS.map(cohort => ({ ...cohort, count: Math.round((cohort.count * KEYS) / COHORTS.reduce((sum, c) => sum + c.count, 0)) }))
    // Keys that stay throttled to the end are minutes of deliberate waiting, which is not what is measured.
    .filter(cohort => !['ThrottlingException', 'KMSInternalException', 'DependencyTimeoutException'].some(code => Object.values(cohort.template.faults ?? {}).includes(code)));
  const missing = KEYS - cohorts.reduce((sum, c) => sum + c.count, 0);
  const keys = fleet('eu-west-1', cohorts.map((cohort, i) => (i === 0 ? { ...cohort, count: cohort.count + missing } : cohort)));
  const fake = new FakeKms(keys);
  global.gc?.();
  const before = process.memoryUsage();
  let heap = 0;
  let resident = 0;
  const watch = setInterval(() => {
    const now = process.memoryUsage();
    heap = Math.max(heap, now.heapUsed - before.heapUsed);
    resident = Math.max(resident, now.rss);
  }, 20);
  const home = homeOf(FUNCTION_ARN);
  const store = new Store('reports', bucket());
  const log = () => undefined;
  const client = kms(fake, Number(process.argv[3] ?? 0));
  const started = Date.now();
  const collector = {
    config: CONFIG,
    account: home.account,
    store,
    clock: CLOCK,
    log,
    remaining: () => 900_000,
    clients: { trail: new CloudTrailClient(own), of: async () => ({ kms: client, cloudWatch: new CloudWatchClient(own) }) },
  };
  const state = newRun(collector, 'bench', NOW);
  await collect(collector, state);
  const collected = Date.now();
  const published = await publish({
    config: CONFIG,
    home,
    store,
    clock: CLOCK,
    log,
    print: () => undefined,
    sns: new SNSClient(own),
    sfn: new SFNClient(own),
    securityHub: new SecurityHubClient(own),
  }, state);
  const done = Date.now();
  clearInterval(watch);
  const calls = Object.values(fake.calls).reduce((a, b) => a + b, 0);
  console.log(JSON.stringify({
    listed: keys.length,
    reported: published.totals.keys,
    calls,
    throttled,
    withErrors: published.totals.withErrors,
    readSeconds: (collected - started) / 1000,
    publishSeconds: (done - collected) / 1000,
    heapMB: mb(heap),
    residentMB: mb(resident),
    residentBeforeMB: mb(before.rss),
    ofWhichFleetMB: mb(before.heapUsed),
  }, null, 2));
  if (mb(heap) > LIMIT_MB) { throw new Error(`the run took ${mb(heap)} MB of heap, more than ${LIMIT_MB}`); }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
