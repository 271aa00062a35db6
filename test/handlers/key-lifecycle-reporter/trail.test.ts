import { CloudTrailClient, DescribeQueryCommand, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { collect, newRun } from '../../../handlers/key-lifecycle-reporter/collect';
import { KeyRecord } from '../../../handlers/key-lifecycle-reporter/inventory';
import { Store } from '../../../handlers/key-lifecycle-reporter/store';
import { LakeTrail } from '../../../handlers/key-lifecycle-reporter/trail-lake';
import { FakeKms, fleet, NOW } from '../../support/key-fleet';
import { CONFIG, mockBucket, mockKms, stillClock } from '../../support/report-mocks';

const STORE = 'arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000';
const keys = fleet().filter(key => key.cohort.name === 'idle, opted in');

/** The records of a run whose query goes through these states. */
async function run(states: string[], lastUse: string, remaining = 900_000): Promise<{ records: KeyRecord[]; rounds: number; queries: string[] }> {
  mockKms(new FakeKms(keys));
  mockBucket();
  const trail = mockClient(CloudTrailClient);
  trail.on(StartQueryCommand).resolves({ QueryId: 'q' });
  trail.on(DescribeQueryCommand).callsFake(() => ({ QueryStatus: states.shift() ?? 'FINISHED' }));
  trail.on(GetQueryResultsCommand).callsFake(({ NextToken }: any) => (NextToken
    ? { QueryResultRows: [[{ key_arn: keys[1].arn }, { last_use: lastUse }, { operation: 'Encrypt' }]] }
    : { QueryResultRows: [[{ key_arn: keys[0].arn }, { last_use: lastUse }, { operation: 'Decrypt' }]], NextToken: 'more' }));
  const store = new Store('reports');
  const clock = stillClock();
  const collector = {
    config: { ...CONFIG, eventDataStoreArn: STORE },
    account: '111122223333',
    store,
    clock,
    log: () => undefined,
    remaining: () => remaining,
    trail: new LakeTrail(new CloudTrailClient({}), STORE, clock),
    clients: { of: async () => ({ kms: new KMSClient({}), cloudWatch: new CloudWatchClient({}) }) },
  };
  let state = newRun(collector, 'run', NOW);
  let rounds = 1;
  while (!await collect(collector, state)) {
    state = (await store.state('run'))!;
    remaining = 900_000;
    rounds += 1;
  }
  const records: KeyRecord[] = [];
  for await (const page of store.pages(state)) { records.push(...page); }
  return { records, rounds, queries: trail.commandCalls(StartQueryCommand).map(call => call.args[0].input.QueryStatement!) };
}

const unused = (records: KeyRecord[]) => records.filter(key => key.unused).length;

test('a later use that CloudTrail Lake saw counts, on every page of the result', async () => {
  const { records, queries } = await run(['QUEUED', 'RUNNING'], '2026-11-20 08:15:00.000');
  expect(unused(records)).toBe(keys.length - 2);
  expect(records.filter(key => key.lastUse.source === 'CloudTrailLake').map(key => [key.lastUse.at, key.lastUse.operation]).sort())
    .toEqual([['2026-11-20T08:15:00.000Z', 'Decrypt'], ['2026-11-20T08:15:00.000Z', 'Encrypt']]);
  expect(queries).toHaveLength(1);
  expect(queries[0]).toMatch(/^SELECT key_arn, .* FROM 0a1b2c3d-0000-4000-8000-000000000000 CROSS JOIN .* GROUP BY key_arn$/);
  expect(queries[0]).toContain("eventTime > '2026-07-27 06:00:00'");
});

test('an earlier use that it saw changes nothing', async () => {
  expect(unused((await run([], '2026-01-01 00:00:00.000')).records)).toBe(keys.length);
});

test('a query that takes longer than the invocation is asked once, and waited for in the next', async () => {
  const { records, rounds, queries } = await run(['RUNNING', 'RUNNING', 'RUNNING'], '2026-11-20 08:15:00.000', 63_000);
  expect([rounds, queries.length]).toEqual([2, 1]);
  expect(unused(records)).toBe(keys.length - 2);
});

test.each(['FAILED', 'CANCELLED', 'TIMED_OUT'])('a query that %s leaves every last use unknown', async status => {
  const { records } = await run([status], '2026-11-20 08:15:00.000');
  expect(records).toHaveLength(keys.length);
  expect(records.filter(key => key.unused || key.lastUse.known)).toEqual([]);
  expect(records[0].errors).toEqual([{ source: 'CloudTrailLake', code: 'QueryFailed', message: `the query ${status}: ` }]);
});
