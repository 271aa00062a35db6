import { AthenaClient, GetQueryExecutionCommand, GetQueryResultsCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as cleanUp } from '../../../handlers/key-clean-up';
import { handler } from '../../../handlers/key-lifecycle-reporter';
import { CLOCK } from '../../../handlers/key-lifecycle-reporter/aws';
import { AthenaConfig } from '../../../handlers/key-lifecycle-reporter/config';
import { Report } from '../../../handlers/key-lifecycle-reporter/inventory';
import { Published } from '../../../handlers/key-lifecycle-reporter/publish';
import { AthenaTrail } from '../../../handlers/key-lifecycle-reporter/trail-athena';
import { CLEAN_UP, execution, historyOf, mockExecutions } from '../../support/clean-up-run';
import { FakeError, FakeKms, fleet, NOW } from '../../support/key-fleet';
import { CONFIG, FUNCTION_ARN, mockBucket, mockKms, stillClock } from '../../support/report-mocks';

const ATHENA: AthenaConfig = { database: 'audit', table: 'cloudtrail_logs', workGroup: 'audit', outputLocation: 's3://reports/athena/', datePartition: null };
const keys = fleet().filter(key => key.cohort.name === 'idle, opted in');
const SEEN = '2026-11-20T08:15:00Z';

interface Answers {
  readonly states?: string[];
  /** Pages of rows, each of values by column; the first one gets the heading. */
  readonly pages?: (string | undefined)[][][];
  readonly columns?: string[];
}

/** What Athena answers; returns the queries that were started. */
function mockAthena({ states = [], pages = [[]], columns = ['key_arn', 'last_use', 'operation'] }: Answers) {
  const athena = mockClient(AthenaClient);
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q' });
  athena.on(GetQueryExecutionCommand).callsFake(() => ({ QueryExecution: { Status: { State: states.shift() ?? 'SUCCEEDED', StateChangeReason: 'because' } } }));
  athena.on(GetQueryResultsCommand).callsFake(({ NextToken }: any) => {
    const page = Number(NextToken ?? 0);
    return {
      ResultSet: {
        ResultSetMetadata: { ColumnInfo: columns.map(Name => ({ Name, Type: 'varchar' })) },
        Rows: [...(page === 0 ? [columns] : []), ...pages[page]].map(row => ({ Data: row.map(VarCharValue => ({ VarCharValue })) })),
      },
      ...(page + 1 < pages.length ? { NextToken: String(page + 1) } : {}),
    };
  });
  return { athena, started: () => athena.commandCalls(StartQueryExecutionCommand).map(call => call.args[0].input) };
}

async function run(config: Partial<AthenaConfig> = {}, remaining: () => number = () => 900_000): Promise<{ report: Report; rounds: number }> {
  process.env.CONFIG = JSON.stringify({ ...CONFIG, regions: ['eu-west-1', 'us-east-1'], memberAccounts: [], athenaTrail: { ...ATHENA, ...config } });
  mockKms(new FakeKms(keys));
  const { objects } = mockBucket();
  const context = { invokedFunctionArn: FUNCTION_ARN, getRemainingTimeInMillis: remaining };
  let rounds = 0;
  for (let done = false; !done; rounds++) { done = (await handler({ action: 'collect', runId: 'run', startedAt: NOW }, context) as { done: boolean }).done; }
  const published = await handler({ action: 'publish', runId: 'run', startedAt: NOW }, context) as Published;
  return { rounds, report: JSON.parse(objects.get(published.reportKey)!) };
}

beforeEach(() => {
  const clock = stillClock();
  jest.spyOn(CLOCK, 'now').mockImplementation(clock.now);
  jest.spyOn(CLOCK, 'sleep').mockImplementation(clock.sleep);
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => { jest.restoreAllMocks(); });

const unused = (report: Report) => report.keys.filter(key => key.unused).length;

test('a later use that Athena saw counts, on every page of the result, and the heading is no row', async () => {
  const { started } = mockAthena({ states: ['QUEUED', 'RUNNING'], pages: [[[keys[0].arn, SEEN, 'Decrypt']], [[keys[1].arn, SEEN, undefined]]] });
  const { report } = await run();
  expect(unused(report)).toBe(keys.length - 2);
  expect(report.keys.filter(key => key.lastUse.source === 'Athena').map(key => [key.lastUse.at, key.lastUse.operation]).sort())
    .toEqual([['2026-11-20T08:15:00.000Z', null], ['2026-11-20T08:15:00.000Z', 'Decrypt']]);
  expect(started()).toEqual([{
    QueryString: expect.any(String),
    WorkGroup: 'audit',
    QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: 'audit' },
    ResultConfiguration: { OutputLocation: 's3://reports/athena/' },
  }]);
});

test('the query names table, time, accounts and Regions, and only uses that succeeded', async () => {
  const { started } = mockAthena({});
  await run();
  expect(started()[0].QueryString).toBe([
    'SELECT key_arn, max(eventtime) AS last_use, max_by(eventname, eventtime) AS operation',
    'FROM "audit"."cloudtrail_logs"',
    'CROSS JOIN UNNEST(transform(resources, r -> r.arn)) AS used (key_arn)',
    "WHERE eventsource = 'kms.amazonaws.com' AND eventtime > '2026-07-27T06:00:00Z' AND eventtime <= '2026-11-24T06:00:00Z'",
    "AND recipientaccountid IN ('111122223333') AND awsregion IN ('eu-west-1', 'us-east-1')",
    "AND (errorcode IS NULL OR errorcode = '')",
    "AND eventname IN ('Decrypt', 'DeriveSharedSecret', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext',",
    "'GenerateDataKeyWithoutPlaintext', 'GenerateMac', 'ReEncrypt', 'Sign', 'Verify', 'VerifyMac')",
    "AND key_arn LIKE 'arn:%:kms:%:key/%'",
    'GROUP BY key_arn',
  ].join(' '));
});

test('a partition of days bounds what is scanned; where the work group says where results go, nothing else does', async () => {
  const { started } = mockAthena({});
  await run({ datePartition: 'timestamp', outputLocation: null });
  expect(started()[0].QueryString).toContain('WHERE "timestamp" BETWEEN \'2026/07/27\' AND \'2026/11/25\' AND eventsource');
  expect(started()[0].ResultConfiguration).toBeUndefined();
});

test('an earlier use that it saw changes nothing', async () => {
  mockAthena({ pages: [[[keys[0].arn, '2026-01-01T00:00:00Z', 'Decrypt']]] });
  expect(unused((await run()).report)).toBe(keys.length);
});

test.each(['FAILED', 'CANCELLED'])('a query that %s leaves every last use unknown', async state => {
  mockAthena({ states: [state] });
  const { report } = await run();
  expect(report.keys).toHaveLength(keys.length);
  expect(report.keys.filter(key => key.unused || key.lastUse.known)).toEqual([]);
  expect(report.keys[0].errors).toEqual([{ source: 'Athena', code: 'QueryFailed', message: `the query ${state}: because` }]);
});

test('a time that cannot be read leaves every last use unknown', async () => {
  mockAthena({ pages: [[[keys[0].arn, 'yesterday', 'Decrypt']]] });
  expect((await run()).report.totals).toMatchObject({ unused: 0, lastUse: { unknown: keys.length } });
});

test('a query that takes longer than the invocation is asked once, and waited for in the next', async () => {
  const { started } = mockAthena({ states: ['RUNNING', 'RUNNING', 'RUNNING'], pages: [[[keys[0].arn, SEEN, 'Decrypt']]] });
  let calls = 0;
  const { report, rounds } = await run({}, () => (calls++ === 0 ? 63_000 : 900_000));
  expect([rounds, started().length, unused(report)]).toEqual([2, 1, keys.length - 1]);
});

test('too many requests are waited out', async () => {
  const { athena } = mockAthena({ pages: [[[keys[0].arn, SEEN, 'Decrypt']]] });
  athena.on(StartQueryExecutionCommand).rejectsOnce(new FakeError('TooManyRequestsException')).resolves({ QueryExecutionId: 'q' });
  expect(unused((await run()).report)).toBe(keys.length - 1);
});

describe('the clean-up', () => {
  const context = { invokedFunctionArn: FUNCTION_ARN, getRemainingTimeInMillis: () => 600_000 };
  const prepare = (state: 'Disable' | 'Schedule') => {
    const key = { ...keys[0], metadata: { ...keys[0].metadata, KeyState: state === 'Disable' ? 'Enabled' : 'Disabled' } };
    process.env.CONFIG = JSON.stringify({ ...CONFIG, topicArn: 'topic', athenaTrail: ATHENA, cleanUp: { ...CONFIG.cleanUp, mode: 'WITH_APPROVAL', stateMachineArn: CLEAN_UP } });
    mockExecutions({ [execution(key.arn)]: historyOf({ arn: key.arn }, state) });
    const fake = new FakeKms([key]);
    mockKms(fake);
    return { key, fake };
  };

  test('leaves alone a key whose use only Athena saw, and asks for that key only', async () => {
    const { key, fake } = prepare('Disable');
    const { started } = mockAthena({ pages: [[[key.arn, SEEN, 'Decrypt']]] });
    expect(await cleanUp({ execution: execution(key.arn), state: 'Disable' }, context)).toMatchObject({ go: false, reason: 'it was used 3 days ago' });
    expect(started()[0].QueryString).toContain(`AND key_arn = '${key.arn}' GROUP BY`);
    expect(fake.changes).toEqual([]);
  });

  test('does not schedule the deletion of a key that somebody misses', async () => {
    const { key, fake } = prepare('Schedule');
    const athena = mockClient(AthenaClient);
    athena.on(StartQueryExecutionCommand).callsFake(({ QueryString }: any) => ({ QueryExecutionId: QueryString.includes('attempts') ? 'attempts' : 'uses' }));
    athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: 'SUCCEEDED' } } });
    athena.on(GetQueryResultsCommand).callsFake(({ QueryExecutionId }: any) => {
      const rows = QueryExecutionId === 'attempts' ? [['attempts'], ['7']] : [['key_arn']];
      const Rows = rows.map(row => ({ Data: row.map(VarCharValue => ({ VarCharValue })) }));
      return { ResultSet: { ResultSetMetadata: { ColumnInfo: [{ Name: rows[0][0] }] }, Rows } };
    });
    expect(await cleanUp({ execution: execution(key.arn), state: 'Schedule' }, context))
      .toMatchObject({ go: false, reason: 'it is missed: 7 calls failed since it was disabled' });
    const queries = athena.commandCalls(StartQueryExecutionCommand).map(call => call.args[0].input.QueryString!);
    expect(queries[1]).toBe([
      'SELECT count(*) AS attempts FROM "audit"."cloudtrail_logs"',
      "WHERE eventsource = 'kms.amazonaws.com' AND eventtime > '2026-10-24T06:00:00Z' AND eventtime <= '2026-11-24T06:00:00Z'",
      "AND recipientaccountid IN ('111122223333') AND awsregion IN ('eu-west-1')",
      "AND errorcode LIKE 'Disabled%'",
      `AND (any_match(resources, r -> r.arn = '${key.arn}')`,
      `OR json_extract_scalar(requestparameters, '$.keyId') IN ('${key.arn}', '${key.id}')`,
      `OR errormessage LIKE '%${key.arn}%')`,
    ].join(' '));
    expect(fake.changes).toEqual([]);
  });
});

test.each([['database', 'a"; DROP'], ['table', 'a b'], ['datePartition', 'x"']])('fails when the %s is no name, and quotes what is text', (property, name) => {
  const trail = (config: object) => new AthenaTrail(new AthenaClient({}), { ...ATHENA, ...config }, { accounts: ["1'2"], regions: [] }, stillClock());
  expect(() => trail({ [property]: name }).lastUseQuery(Date.parse(NOW), 1)).toThrow('not a name of Athena');
  expect(trail({}).lastUseQuery(Date.parse(NOW), 1, "x' OR '1' = '1")).toContain("AND key_arn = 'x'' OR ''1'' = ''1' GROUP BY");
  expect(trail({}).lastUseQuery(Date.parse(NOW), 1)).toContain("recipientaccountid IN ('1''2')");
});
