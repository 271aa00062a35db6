import { GetMetricDataCommand, CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../../handlers/key-lifecycle-reporter';
import { CLOCK } from '../../../handlers/key-lifecycle-reporter/aws';
import { ReporterConfig } from '../../../handlers/key-lifecycle-reporter/config';
import { Report } from '../../../handlers/key-lifecycle-reporter/inventory';
import { Published } from '../../../handlers/key-lifecycle-reporter/publish';
import { executionName } from '../../../handlers/shared/execution-name';
import { COHORTS, Cohort, FakeKms, fleet, FleetKey, NOW } from '../../support/key-fleet';
import { CONFIG, FUNCTION_ARN, mockBucket, mockKms } from '../../support/report-mocks';

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:clean-up';

interface Run {
  readonly keys: FleetKey[];
  readonly fake: FakeKms;
  readonly objects: Map<string, string>;
  readonly report: Report;
  readonly page: string;
  readonly decisions: { arn: string; verdict: string; reason: string }[];
  readonly published: Published;
  readonly rounds: number;
  readonly messages: any[];
  readonly started: any[];
  readonly findings: any[];
  readonly metrics: any;
}

interface Options {
  readonly config?: Partial<ReporterConfig>;
  readonly keys?: FleetKey[];
  readonly prepare?: (fake: FakeKms) => void;
  /** Milliseconds left, by the number of calls to KMS so far. */
  readonly remaining?: (fake: FakeKms) => number;
  readonly objects?: Map<string, string>;
  readonly executions?: string[];
  readonly metricValues?: (arn: string, operation: string) => number[];
}

/** A whole run, as the state machine makes it. */
async function run(options: Options = {}): Promise<Run> {
  jest.spyOn(CLOCK, 'now').mockReturnValue(Date.parse(NOW));
  jest.spyOn(CLOCK, 'sleep').mockResolvedValue();
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  for (const method of ['info', 'log', 'error', 'warn'] as const) { jest.spyOn(console, method).mockReturnValue(); }
  process.env.CONFIG = JSON.stringify({ ...CONFIG, ...options.config });
  const keys = options.keys ?? fleet();
  const fake = new FakeKms(keys);
  options.prepare?.(fake);
  mockKms(fake);
  const { objects } = mockBucket(options.objects);
  const sns = mockClient(SNSClient);
  const sfn = mockClient(SFNClient);
  sfn.on(ListExecutionsCommand).resolves({ executions: (options.executions ?? []).map(name => ({ name } as any)) });
  sfn.on(StartExecutionCommand).resolves({});
  const hub = mockClient(SecurityHubClient);
  hub.on(BatchImportFindingsCommand).resolves({ FailedCount: 0 });
  mockClient(CloudWatchClient).on(GetMetricDataCommand).callsFake((input: any) => ({
    MetricDataResults: input.MetricDataQueries.map((query: any) => {
      const [arn, operation] = query.MetricStat.Metric.Dimensions.map((d: any) => d.Value);
      return { Id: query.Id, StatusCode: 'Complete', Values: options.metricValues?.(arn, operation) ?? [] };
    }),
  }));
  const context = { invokedFunctionArn: FUNCTION_ARN, getRemainingTimeInMillis: () => options.remaining?.(fake) ?? 900_000 };
  let rounds = 0;
  for (let done = false; !done; rounds++) { done = (await handler({ action: 'collect', runId: 'run-1', startedAt: NOW }, context) as { done: boolean }).done; }
  const published = await handler({ action: 'publish', runId: 'run-1', startedAt: NOW }, context) as Published;
  const read = (key: string) => objects.get(key) ?? '';
  return {
    keys,
    fake,
    objects,
    published,
    rounds,
    report: JSON.parse(read(published.reportKey)),
    page: read(published.pageKey),
    decisions: JSON.parse(read(published.reportKey.replace('report.json', 'decisions.json')) || '{"decisions":[]}').decisions,
    messages: sns.commandCalls(PublishCommand).map(call => call.args[0].input),
    started: sfn.commandCalls(StartExecutionCommand).map(call => call.args[0].input),
    findings: hub.commandCalls(BatchImportFindingsCommand).flatMap(call => call.args[0].input.Findings ?? []),
    metrics: JSON.parse(out.mock.calls.map(([line]) => String(line)).find(line => line.includes('_aws')) ?? '{}'),
  };
}

/** The sum over the cohorts of keys for which a test holds. */
const expected = (test: (cohort: Cohort) => boolean): number =>
  COHORTS.filter(cohort => (cohort.expected.kind ?? 'key') === 'key' && test(cohort)).reduce((sum, cohort) => sum + cohort.count, 0);
const kinds = (kind: string): number => COHORTS.filter(cohort => cohort.expected.kind === kind).reduce((sum, cohort) => sum + cohort.count, 0);
const group = (of: (cohort: Cohort) => string): { [name: string]: number } => {
  const groups: { [name: string]: number } = {};
  for (const cohort of COHORTS.filter(c => (c.expected.kind ?? 'key') === 'key')) { groups[of(cohort)] = (groups[of(cohort)] ?? 0) + cohort.count; }
  return groups;
};

afterEach(() => { jest.restoreAllMocks(); });

describe('a run over keys in all states, with faults', () => {
  let result: Run;
  beforeAll(async () => { result = await run(); });

  test('covers more than 500 keys', () => {
    expect(expected(() => true)).toBeGreaterThan(500);
  });

  test('counts exactly', () => {
    const { totals, complete } = result.report;
    expect(complete).toBe(true);
    expect(totals).toEqual({
      keys: expected(() => true),
      byState: group(c => c.expected.state),
      rotation: { 'on': 0, 'off': 0, 'not possible': 0, 'unknown': 0, ...group(c => c.expected.rotation) },
      lastUse: group(c => c.expected.lastUse),
      unused: expected(c => c.expected.unused === true),
      old: expected(c => c.expected.old === true),
      highUsage: 0,
      external: expected(c => c.expected.external === true),
      externalUnknown: expected(c => c.expected.externalUnknown === true),
      multiRegion: { no: expected(c => !/replica$|^primary|described/.test(c.name)), primary: 8, replica: 8, unknown: 12 },
      withErrors: expected(c => c.expected.errors === true),
      monthlyCostUsd: COHORTS.filter(c => (c.expected.kind ?? 'key') === 'key').reduce((sum, c) => sum + c.count * (c.expected.cost ?? 0), 0),
      costUnknown: expected(c => c.expected.cost === undefined),
      awsManaged: kinds('aws'),
      gone: kinds('gone'),
    });
  });

  test('says of every key what its cohort is', () => {
    const records = new Map(result.report.keys.map(key => [key.arn, key]));
    for (const { arn, cohort } of result.keys.filter(key => (key.cohort.expected.kind ?? 'key') === 'key')) {
      const key = records.get(arn)!;
      const { state, unused = false, errors = false } = cohort.expected;
      expect({ name: cohort.name, unused: key.unused, state: key.state, errors: key.errors.length > 0, aliases: key.aliases.length })
        .toEqual({ name: cohort.name, unused, state, errors, aliases: 1 });
    }
  });

  test('changes nothing, decides nothing, starts nothing, and tells nobody', () => {
    expect(result.published).toMatchObject({ proposed: 0, started: 0 });
    expect(result.fake.changes).toEqual([]);
    expect(result.started).toEqual([]);
    expect(result.messages).toEqual([]);
    expect([...result.objects.keys()].filter(key => key.includes('decisions'))).toEqual([]);
  });

  test('a throttled key is tried again, four times in all, and then said to be unknown', () => {
    const throttled = COHORTS.find(c => c.template.faults?.GetKeyLastUsage === 'ThrottlingException')!.count;
    const asked = expected(() => true) + 5;
    expect(result.fake.calls.GetKeyLastUsage).toBe(asked + 3 * throttled);
  });

  test('the totals are metrics', () => {
    expect(result.metrics).toMatchObject({
      Account: '111122223333',
      Keys: result.report.totals.keys,
      UnusedKeys: result.report.totals.unused,
      LastUseUnknownKeys: result.report.totals.lastUse.unknown,
      _aws: { CloudWatchMetrics: [{ Namespace: 'CdkKeysmith/KeyLifecycle', Dimensions: [['Account']] }] },
    });
    for (const { Name } of result.metrics._aws.CloudWatchMetrics[0].Metrics) { expect(typeof result.metrics[Name]).toBe('number'); }
  });

  test('latest.json names the report', () => {
    expect(JSON.parse(result.objects.get('latest.json')!)).toEqual({
      bucket: 'reports', pageKey: 'reports/2026-11-24/run-1/report.html', reportKey: 'reports/2026-11-24/run-1/report.json',
    });
  });
});

describe('the clean-up', () => {
  const cleanUp = (more: Partial<ReporterConfig['cleanUp']>) => ({ ...CONFIG.cleanUp, ...more });

  test('a dry run proposes only what may go, names a reason for every key, and touches nothing', async () => {
    const { keys, decisions, fake, started, messages } = await run({ config: { topicArn: 'topic', cleanUp: cleanUp({ mode: 'DRY_RUN', maxKeysPerRun: 1000 }) } });
    const cohorts = new Map(keys.map(key => [key.arn, key.cohort]));
    expect(decisions).toHaveLength(expected(() => true));
    for (const { arn, verdict, reason } of decisions) {
      const { name, expected: e } = cohorts.get(arn)!;
      expect({ name, verdict }).toEqual({ name, verdict: e.proposable ? 'propose' : 'leave' });
      if (e.objection) { expect(reason).toMatch(e.objection); }
    }
    expect(fake.changes).toEqual([]);
    expect(started).toEqual([]);
    expect(messages[0].Message).toContain(`dry run, nothing was changed) would ask about ${expected(c => c.expected.proposable === true)} keys`);
  });

  test('at most N keys a run', async () => {
    const { decisions } = await run({ config: { cleanUp: cleanUp({ mode: 'DRY_RUN', maxKeysPerRun: 3 }) } });
    expect(decisions.filter(d => d.verdict === 'propose')).toHaveLength(3);
  });

  test('with approval it starts one execution a key, named by the key, and changes no key itself', async () => {
    const { started, fake, published } = await run({ config: { topicArn: 'topic', cleanUp: cleanUp({ mode: 'WITH_APPROVAL', stateMachineArn: MACHINE }) } });
    expect(started).toHaveLength(5);
    expect(published).toMatchObject({ proposed: 5, started: 5 });
    for (const { stateMachineArn, name, input } of started) {
      const { arn, ...rest } = JSON.parse(input);
      expect({ stateMachineArn, name }).toEqual({ stateMachineArn: MACHINE, name: executionName(arn) });
      expect(name.length).toBeLessThanOrEqual(80);
      // Why is for the clean-up to find out: an input can be written by whoever may start an execution.
      expect(rest).toEqual({ runId: 'run-1' });
    }
    expect(fake.changes).toEqual([]);
  });

  test('nobody is asked twice about a key', async () => {
    const keys = fleet();
    const candidates = keys.filter(key => key.cohort.expected.proposable).map(key => executionName(key.arn));
    const { started } = await run({ executions: candidates.slice(0, -2), config: { cleanUp: cleanUp({ mode: 'WITH_APPROVAL', stateMachineArn: MACHINE, maxKeysPerRun: 50 }) } });
    expect(started.map(s => s.name).sort()).toEqual(candidates.slice(-2).sort());
  });

  test('an operation that CloudWatch counts holds the clean-up back', async () => {
    const keys = fleet().filter(key => key.cohort.name === 'idle, opted in').slice(0, 2);
    const { report, decisions } = await run({
      keys,
      metricValues: (arn, operation) => (arn === keys[0].arn && operation === 'Decrypt' ? [600, 500] : []),
      config: { readUsageMetrics: true, cleanUp: cleanUp({ mode: 'DRY_RUN' }) },
    });
    expect(report.keys.map(key => key.operations)).toEqual(report.keys.map(key => (key.arn === keys[0].arn ? 1100 : 0)));
    expect(report.totals.highUsage).toBe(1);
    expect(decisions.find(d => d.arn === keys[0].arn)).toMatchObject({ verdict: 'leave', reason: 'CloudWatch counts 1100 operations' });
    expect(decisions.find(d => d.arn === keys[1].arn)).toMatchObject({ verdict: 'propose' });
  });
});

test('grants and tags of many pages are counted to the last', async () => {
  const [key] = fleet().filter(k => k.cohort.name === 'used');
  const grants = Array.from({ length: 250 }, (_, i) => `arn:aws:iam::${i === 249 ? '444455556666' : '111122223333'}:role/R${i}`);
  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`tag${i}`, 'x']));
  const { report } = await run({ keys: [{ ...key, grants, tags }] });
  expect(report.keys[0].grants).toBe(250);
  expect(report.keys[0].external).toEqual([{ principal: 'arn:aws:iam::444455556666:role/R249', through: 'grant', boundedBy: [] }]);
  expect(Object.keys(report.keys[0].tags!)).toHaveLength(50);
});

describe('trouble', () => {
  const small = () => fleet().slice(0, 350);

  test('a run that nears its timeout goes on from the checkpoint, and ends with the same report', async () => {
    const whole = await run({ keys: small() });
    jest.restoreAllMocks();
    let calls = 0;
    // Time for one page in each invocation.
    const cut = await run({ keys: small(), remaining: () => (calls++ % 2 === 0 ? 900_000 : 30_000) });
    expect(cut.rounds).toBe(4);
    expect(cut.report).toEqual(whole.report);
    expect(cut.fake.calls.DescribeKey).toBe(whole.fake.calls.DescribeKey);
    expect(cut.fake.calls.ListKeys).toBe(4);
  });

  test('an invocation that dies in the middle of a page loses that page only', async () => {
    const objects = new Map<string, string>();
    const keys = small();
    let dying = true;
    // The third page's checkpoint is never written.
    const set = objects.set.bind(objects);
    objects.set = (key, value) => {
      if (dying && key.endsWith('0-00002.json')) {
        dying = false;
        throw new Error('the process died');
      }
      return set(key, value);
    };
    await expect(run({ keys, objects })).rejects.toThrow('the process died');
    jest.restoreAllMocks();
    const { report, fake } = await run({ keys, objects });
    expect(fake.calls.ListKeys).toBe(2);
    expect(report.totals.keys + report.totals.awsManaged + report.totals.gone).toBe(350);
  });

  test('throttling of the listing is waited out', async () => {
    const { report } = await run({
      keys: small(),
      prepare: fake => {
        fake.failNext('ListKeys', 'ThrottlingException', 3);
        fake.failNext('ListAliases', 'ThrottlingException', 2);
        fake.failNext('DescribeKey', 'KMSInternalException', 2);
      },
    });
    expect(report.complete).toBe(true);
    expect(report.totals.keys + report.totals.awsManaged + report.totals.gone).toBe(350);
  });

  test('a Region that fails leaves the others alone, and the report is incomplete', async () => {
    const { report, messages } = await run({
      keys: small(),
      config: { regions: ['eu-west-1', 'us-east-1'], topicArn: 'topic' },
      prepare: fake => fake.failNext('ListKeys', 'AccessDeniedException'),
    });
    expect(report.complete).toBe(false);
    expect(report.targets.map(t => [t.region, t.status])).toEqual([['eu-west-1', 'failed'], ['us-east-1', 'complete']]);
    expect(messages[0].Subject).toContain('(incomplete)');
    expect(messages[0].Message).toContain('eu-west-1 of 111122223333: AccessDeniedException');
  });

  test('a Region whose listing breaks off is said to be read in part', async () => {
    const keys = small();
    const { report, page } = await run({
      keys,
      prepare: fake => {
        const answer = fake.answer.bind(fake);
        fake.answer = (operation, input) => {
          if (operation === 'ListKeys' && input.Marker === '200') { throw Object.assign(new Error('no'), { name: 'AccessDeniedException' }); }
          return answer(operation, input);
        };
      },
    });
    expect(report.targets[0]).toMatchObject({ status: 'partial', error: 'AccessDeniedException: no' });
    expect(report.totals.keys + report.totals.awsManaged + report.totals.gone).toBe(200);
    expect(page).toContain('This report is incomplete');
  });

  test('a marker that grew old starts the Region again, and counts no key twice', async () => {
    const keys = small();
    const { report } = await run({
      keys,
      prepare: fake => {
        const answer = fake.answer.bind(fake);
        let old = true;
        fake.answer = (operation, input) => {
          if (operation === 'ListKeys' && input.Marker === '200' && old) {
            old = false;
            throw Object.assign(new Error('old'), { name: 'InvalidMarkerException' });
          }
          return answer(operation, input);
        };
      },
    });
    expect(report.complete).toBe(true);
    expect(report.totals.keys + report.totals.awsManaged + report.totals.gone).toBe(350);
  });

  test('aliases that cannot be listed are an error of every key, not an absence', async () => {
    const { report } = await run({ keys: small(), prepare: fake => fake.failNext('ListAliases', 'AccessDeniedException') });
    expect(report.keys.every(key => key.errors.some(e => e.source === 'ListAliases'))).toBe(true);
  });

  test('member accounts are read through their role, and one without it fails alone', async () => {
    const sts = mockClient(STSClient);
    sts.on(AssumeRoleCommand, { RoleArn: 'arn:aws:iam::444455556666:role/KeysmithKeyLifecycleMember' })
      .resolves({ Credentials: { AccessKeyId: 'a', SecretAccessKey: 's', SessionToken: 't', Expiration: new Date('2026-11-24T07:00:00Z') } });
    sts.on(AssumeRoleCommand, { RoleArn: 'arn:aws:iam::777788889999:role/KeysmithKeyLifecycleMember' }).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    const { report } = await run({ keys: small(), config: { memberAccounts: ['444455556666', '777788889999'] } });
    expect(report.targets.map(t => [t.account, t.status])).toEqual([['111122223333', 'complete'], ['444455556666', 'complete'], ['777788889999', 'failed']]);
  });
});

describe('Security Hub', () => {
  test('gets one finding for each broken rule, and a passed one when the rule is kept again', async () => {
    const keys = fleet().filter(key => ['rotation off', 'open to all', 'shared by policy', 'idle, no tag'].includes(key.cohort.name));
    const objects = new Map<string, string>();
    const first = await run({ keys, objects, config: { securityHub: true } });
    const by = (findings: any[], status: string) => findings.filter(f => f.Compliance.Status === status).map(f => f.GeneratorId.split('/').pop()).reduce((n, id) => ({ ...n, [id]: (n[id] ?? 0) + 1 }), {});
    expect(by(first.findings, 'FAILED')).toEqual({ 'rotation-off': 35, 'public-access': 5, 'external-access': 15, 'unused': 40 });
    jest.restoreAllMocks();
    for (const key of [...objects.keys()].filter(name => name.startsWith('runs/'))) { objects.delete(key); }
    const repaired = keys.map(key => (key.cohort.name === 'rotation off' ? { ...key, rotation: true } : key));
    const second = await run({ keys: repaired, objects, config: { securityHub: true } });
    expect(by(second.findings, 'PASSED')).toEqual({ 'rotation-off': 35 });
    expect(second.findings.filter(f => f.Compliance.Status === 'PASSED').every(f => f.RecordState === 'ARCHIVED')).toBe(true);
    expect(second.findings[0]).toMatchObject({
      SchemaVersion: '2018-10-08', AwsAccountId: '111122223333', CreatedAt: NOW, ProductArn: 'arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default',
    });
  });
});

describe('attempts', () => {
  const context = { invokedFunctionArn: FUNCTION_ARN, getRemainingTimeInMillis: () => 900_000 };
  const approval = { topicArn: 'topic', cleanUp: { ...CONFIG.cleanUp, mode: 'WITH_APPROVAL' as const, stateMachineArn: MACHINE } };
  const publish = (runId = 'run-1') => handler({ action: 'publish', runId, startedAt: NOW }, context) as Promise<Published>;

  test('a run that is published again, whoever asks, says the same and starts nothing', async () => {
    const first = await run({ config: approval });
    const sfn = mockClient(SFNClient);
    const sns = mockClient(SNSClient);
    expect(await publish()).toEqual(first.published);
    expect([sfn.calls().length, sns.calls().length]).toEqual([0, 0]);
  });

  test('a publication that died after it had started clean-ups tells of them, in the message and in the decisions', async () => {
    const first = await run({ config: approval });
    const { objects } = first;
    // The first attempt got as far as its decisions and the executions.
    for (const key of [...objects.keys()].filter(name => /published|reports|latest/.test(name))) { objects.delete(key); }
    const sns = mockClient(SNSClient);
    const sfn = mockClient(SFNClient);
    sfn.on(ListExecutionsCommand).resolves({ executions: first.started.map(({ name }) => ({ name }) as any) });
    sfn.on(StartExecutionCommand).rejects(Object.assign(new Error('exists'), { name: 'ExecutionAlreadyExists' }));
    expect(await publish()).toEqual(first.published);
    expect(sns.commandCalls(PublishCommand)[0].args[0].input.Message).toContain('Clean-up asks about 5 keys');
    const { decisions } = JSON.parse(objects.get(first.published.reportKey.replace('report.json', 'decisions.json'))!);
    expect(decisions).toEqual(first.decisions);
  });

  test('of two publications at once, the one that decided first counts', async () => {
    const first = await run({ config: approval });
    const { objects } = first;
    const kept = objects.get('runs/run-1/decisions.json')!;
    for (const key of [...objects.keys()].filter(name => /published|decisions/.test(name))) { objects.delete(key); }
    mockClient(SNSClient);
    const sfn = mockClient(SFNClient);
    // The other one writes while this one reads which executions there are.
    sfn.on(ListExecutionsCommand).callsFake(() => {
      objects.set('runs/run-1/decisions.json', kept);
      return { executions: first.started.map(({ name }) => ({ name })) };
    });
    expect(await publish()).toEqual(first.published);
  });

  test('a throttled start is tried again, and one that fails is told', async () => {
    await run({ config: approval });
    const { objects } = await run({ config: approval, objects: new Map() });
    for (const key of [...objects.keys()].filter(name => /published/.test(name))) { objects.delete(key); }
    mockClient(SNSClient);
    const sfn = mockClient(SFNClient);
    sfn.on(StartExecutionCommand).rejectsOnce(Object.assign(new Error('slow'), { name: 'ThrottlingException' })).resolves({});
    expect((await publish()).started).toBe(5);
  });

  test('a run that is still read is not published', async () => {
    const { objects } = await run();
    objects.delete('runs/run-1/published.json');
    const state = JSON.parse(objects.get('runs/run-1/state.json')!);
    state.targets[0].status = 'reading';
    objects.set('runs/run-1/state.json', JSON.stringify(state));
    await expect(publish()).rejects.toThrow("the run 'run-1' is still reading eu-west-1 of 111122223333");
  });

  test.each<[string, any, string]>([
    ['a time to come, in which keys would be idle', { runId: 'forged', startedAt: '2030-01-01T00:00:00Z' }, 'not the start of a run'],
    ['no time', { runId: 'forged', startedAt: 'now' }, 'not the start of a run'],
    ['no time at all', { runId: 'forged' }, 'not the start of a run'],
    ['a path', { runId: '../reports/x', startedAt: NOW }, 'not the name of a run'],
    ['no name', { startedAt: NOW }, 'not the name of a run'],
  ])('an event with %s starts no run', async (_, event, message) => {
    const { objects } = await run();
    const before = objects.size;
    await expect(handler({ action: 'collect', ...event }, context)).rejects.toThrow(message);
    expect(objects.size).toBe(before);
  });

  test('texts by strangers are one line of the page and of the message', async () => {
    const forged = 'old\n\nUnused: 0\u202e</td><script>alert(1)</script>';
    const [first] = fleet().filter(key => key.cohort.name === 'idle, opted in');
    const key = { ...first, metadata: { ...first.metadata, Description: forged } };
    const { page, messages, report } = await run({ keys: [key], config: approval });
    expect(page).toContain('old\\n\\nUnused: 0\\u202e&lt;/td&gt;&lt;script&gt;');
    expect(page).not.toContain('<script>alert');
    expect(messages[0].Message).not.toContain('\n\nUnused: 0');
    // The data are as KMS has them.
    expect(report.keys[0].description).toBe(forged);
  });
});

test('fails when there is no run to publish', async () => {
  process.env.CONFIG = JSON.stringify(CONFIG);
  mockBucket();
  await expect(handler({ action: 'publish', runId: 'none', startedAt: NOW }, { invokedFunctionArn: FUNCTION_ARN, getRemainingTimeInMillis: () => 1 }))
    .rejects.toThrow("there is no run 'none' to publish");
});
