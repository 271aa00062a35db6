/*
 * Time and memory of one run of the key lifecycle reporter over many keys. The bundle that ships runs under plain Node in a process of its
 * own, with the old space that Lambda would give it; this process holds the made-up fleet and the bucket, and answers over HTTP.
 *
 * Run: npm run bundle && npx tsx bench/reporter.ts [keys=10000] [ListGrants a second=all]   Fails when that process takes 256 MB or more.
 */
import { spawn } from 'child_process';
import { existsSync } from 'fs';
import { createServer, IncomingMessage, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { join } from 'path';
import { COHORTS, FakeKms, fleet, FleetKey, NOW } from '../test/support/key-fleet';
import { CONFIG, FUNCTION_ARN } from '../test/support/report-mocks';

const KEYS = Number(process.argv[2] ?? 10_000);
const LIST_GRANTS_A_SECOND = Number(process.argv[3] ?? 0);
const LIMIT_MB = 256;
/** What the Lambda runtime leaves to the old space of a function of that size: nine tenths. */
const OLD_SPACE_MB = Math.floor(LIMIT_MB * 0.9);
const BUNDLE = join(__dirname, '..', 'assets', 'key-lifecycle-reporter', 'index.js');

/** Runs the handler as the state machine does, and says what it took. */
const PROCESS = `
const { handler } = require(process.argv[1]);
const context = { invokedFunctionArn: process.env.FUNCTION_ARN, getRemainingTimeInMillis: () => 900000 };
const event = { runId: 'bench', startedAt: process.env.STARTED_AT };
(async () => {
  const loadedMB = process.memoryUsage().rss / 2 ** 20;
  const started = Date.now();
  while (!(await handler({ ...event, action: 'collect' }, context)).done);
  const read = Date.now();
  const readMB = process.resourceUsage().maxRSS / 1024;
  const { totals } = await handler({ ...event, action: 'publish' }, context);
  const cpu = process.cpuUsage();
  process.send({
    reported: totals.keys,
    withErrors: totals.withErrors,
    readSeconds: (read - started) / 1000,
    publishSeconds: (Date.now() - read) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    loadedMB,
    readMB,
    peakMB: process.resourceUsage().maxRSS / 1024,
  });
})();
`;

interface Taken { readonly [what: string]: number }

/** As many keys, in the shares of the test fleet. */
function manyKeys(): FleetKey[] {
  const sum = COHORTS.reduce((total, cohort) => total + cohort.count, 0);
  // Keys that stay throttled to the end are minutes of deliberate waiting, which is not what is measured.
  const slow = ['ThrottlingException', 'KMSInternalException', 'DependencyTimeoutException'];
  const cohorts = COHORTS.filter(cohort => !Object.values(cohort.template.faults ?? {}).some(fault => slow.includes(fault)))
    .map(cohort => ({ ...cohort, count: Math.round((cohort.count * KEYS) / sum) }));
  const missing = KEYS - cohorts.reduce((total, cohort) => total + cohort.count, 0);
  return fleet('eu-west-1', cohorts.map((cohort, i) => (i === 0 ? { ...cohort, count: cohort.count + missing } : cohort)));
}

/** Dates of the JSON protocol are seconds. */
const seconds = (value: unknown): unknown => (value instanceof Date ? value.getTime() / 1000
  : Array.isArray(value) ? value.map(seconds)
    : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, seconds(v)])) : value);

/** KMS and a bucket. Over `LIST_GRANTS_A_SECOND`, ListGrants is throttled; 0 means never. */
class Aws {
  public throttled = 0;
  private readonly objects = new Map<string, Buffer>();
  private second = 0;
  private grants = 0;

  constructor(private readonly kms: FakeKms) { }

  public get bucketMB(): number {
    return [...this.objects.values()].reduce((sum, body) => sum + body.length, 0) / 2 ** 20;
  }

  public async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) { pieces.push(piece); }
    const body = Buffer.concat(pieces);
    const target = request.headers['x-amz-target'];
    const [status, said] = typeof target === 'string' ? this.ofKms(target.split('.')[1], JSON.parse(body.toString())) : this.ofBucket(request, body);
    response.writeHead(status, { 'content-type': typeof target === 'string' ? 'application/x-amz-json-1.1' : 'application/xml' });
    response.end(said);
  }

  private ofKms(operation: string, input: any): [number, string] {
    const now = Math.floor(Date.now() / 1000);
    if (now !== this.second) { [this.second, this.grants] = [now, 0]; }
    if (operation === 'ListGrants' && LIST_GRANTS_A_SECOND && ++this.grants > LIST_GRANTS_A_SECOND) {
      this.throttled += 1;
      return [400, '{"__type":"ThrottlingException","message":"Rate exceeded"}'];
    }
    try {
      return [200, JSON.stringify(seconds(this.kms.answer(operation, input)))];
    } catch (error) {
      return [400, JSON.stringify({ __type: (error as Error).name, message: (error as Error).message })];
    }
  }

  private ofBucket({ method, url }: IncomingMessage, body: Buffer): [number, Buffer | string] {
    const key = decodeURIComponent(url!.split('?')[0]);
    if (method === 'PUT') {
      this.objects.set(key, body);
      return [200, ''];
    }
    const found = this.objects.get(key);
    return found ? [200, found] : [404, '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>'];
  }
}

function report(endpoint: string): Promise<Taken> {
  const child = spawn(process.execPath, [`--max-old-space-size=${OLD_SPACE_MB}`, '-e', PROCESS, BUNDLE], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      CONFIG: JSON.stringify(CONFIG),
      FUNCTION_ARN,
      STARTED_AT: NOW,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      NODE_NO_WARNINGS: '1',
    },
  });
  return new Promise((resolve, reject) => {
    let taken: Taken | undefined;
    child.on('message', message => {
      taken = message as Taken;
      child.disconnect();
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => (taken ? resolve(taken) : reject(new Error(`the reporter ended with ${code ?? signal}`))));
  });
}

async function main(): Promise<void> {
  if (!existsSync(BUNDLE)) { throw new Error('the handlers are not bundled: npm run bundle'); }
  const kms = new FakeKms(manyKeys());
  const aws = new Aws(kms);
  const server = createServer((request, response) => {
    aws.answer(request, response).catch(error => {
      response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const taken = await report(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const calls = Object.values(kms.calls).reduce((a, b) => a + b, 0);
    console.log(JSON.stringify({ listed: KEYS, calls, throttled: aws.throttled, ...taken, bucketMB: aws.bucketMB }, (_, v) => (typeof v === 'number' ? Math.round(v * 10) / 10 : v), 2));
    if (taken.peakMB >= LIMIT_MB) { throw new Error(`the reporter took ${Math.round(taken.peakMB)} MB, not less than ${LIMIT_MB}`); }
  } finally {
    server.close();
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
