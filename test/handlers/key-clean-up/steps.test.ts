import { CloudTrailClient, DescribeQueryCommand, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudtrail';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../../handlers/key-clean-up';
import { handler as undo } from '../../../handlers/key-clean-up-undo';
import { CLOCK } from '../../../handlers/key-lifecycle-reporter/aws';
import { ReporterConfig } from '../../../handlers/key-lifecycle-reporter/config';
import { COHORTS, FakeKms, fleet, FleetKey, NOW } from '../../support/key-fleet';
import { CONFIG, FUNCTION_ARN, mockKms } from '../../support/report-mocks';

const CONTEXT = { invokedFunctionArn: FUNCTION_ARN, getRemainingTimeInMillis: () => 600_000 };
const STORE = 'arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000';
const only = (name: string): FleetKey => {
  const found = fleet().find(key => key.cohort.name === name);
  if (!found) { throw new Error(`there is no cohort '${name}'`); }
  return { ...found, metadata: { ...found.metadata } };
};

let fake: FakeKms;
let messages: () => { Subject?: string; Message?: string }[];
let logged: string[];

function prepare(key: FleetKey, config: Partial<ReporterConfig> = {}): void {
  process.env.CONFIG = JSON.stringify({ ...CONFIG, topicArn: 'topic', cleanUp: { ...CONFIG.cleanUp, mode: 'WITH_APPROVAL' }, ...config });
  process.env.UNDO_FUNCTION = 'undo-function';
  fake = new FakeKms([key]);
  mockKms(fake);
  const sns = mockClient(SNSClient);
  messages = () => sns.commandCalls(PublishCommand).map(call => call.args[0].input);
}

/** What CloudTrail Lake answers. */
function mockTrail(rows: { [column: string]: string }[], status = 'FINISHED'): () => string[] {
  const trail = mockClient(CloudTrailClient);
  trail.on(StartQueryCommand).resolves({ QueryId: 'q' });
  trail.on(DescribeQueryCommand).resolves({ QueryStatus: status as any });
  const QueryResultRows = rows.map(row => Object.entries(row).map(([column, value]) => ({ [column]: value })));
  trail.on(GetQueryResultsCommand).resolves({ QueryResultRows });
  return () => trail.commandCalls(StartQueryCommand).map(call => call.args[0].input.QueryStatement!);
}

beforeEach(() => {
  jest.spyOn(CLOCK, 'now').mockReturnValue(Date.parse(NOW));
  jest.spyOn(CLOCK, 'sleep').mockResolvedValue();
  logged = [];
  // The logger writes there, not to the global console.
  jest.spyOn(process.stdout, 'write').mockImplementation(line => { logged.push(String(line)); return true; });
});
afterEach(() => { jest.restoreAllMocks(); });

const decisions = (): any[] => logged.filter(line => line.includes('clean-up decision')).map(line => JSON.parse(line));

describe('disable', () => {
  test('disables a key that nothing speaks for, says how to undo it, and logs why', async () => {
    const key = only('idle, opted in');
    prepare(key);
    expect(await handler({ step: 'disable', arn: key.arn }, CONTEXT)).toEqual({ go: true, reason: 'approved, and nothing speaks against it', at: NOW });
    expect(fake.changes).toEqual([{ operation: 'DisableKey', input: { KeyId: key.arn } }]);
    expect(messages()[0].Message).toContain(`--function-name undo-function --cli-binary-format raw-in-base64-out --payload '{"arn":"${key.arn}"}'`);
    expect(decisions()).toMatchObject([{ arn: key.arn, step: 'disable', verdict: 'done' }]);
  });

  test.each(COHORTS.filter(cohort => !cohort.expected.proposable).map(cohort => cohort.name))('leaves alone a key that is: %s', async name => {
    const key = only(name);
    prepare(key);
    expect(await handler({ step: 'disable', arn: key.arn }, CONTEXT)).toMatchObject({ go: false });
    expect(fake.changes).toEqual([]);
    expect(messages()[0].Subject).toMatch(/^Left alone/);
    expect(decisions()).toMatchObject([{ verdict: 'leave', reason: expect.stringMatching(/./) }]);
  });

  test('leaves alone a key that was used after somebody was asked', async () => {
    const key = { ...only('idle, opted in'), lastUse: { at: new Date(NOW), operation: 'Decrypt' } };
    prepare(key);
    expect(await handler({ step: 'disable', arn: key.arn }, CONTEXT)).toMatchObject({ go: false, reason: 'was used 0 days ago' });
    expect(fake.changes).toEqual([]);
  });

  test('leaves alone a key whose use only CloudTrail Lake saw', async () => {
    const key = only('idle, opted in');
    prepare(key, { eventDataStoreArn: STORE });
    const queries = mockTrail([{ key_arn: key.arn, last_use: '2026-11-20 08:15:00.000', operation: 'Decrypt' }]);
    expect(await handler({ step: 'disable', arn: key.arn }, CONTEXT)).toMatchObject({ go: false, reason: 'was used 3 days ago' });
    expect(queries()[0]).toContain(`AND key_arn = '${key.arn}'`);
  });

  test('leaves alone a key when CloudTrail Lake fails', async () => {
    const key = only('idle, opted in');
    prepare(key, { eventDataStoreArn: STORE });
    mockTrail([], 'FAILED');
    expect(await handler({ step: 'disable', arn: key.arn }, CONTEXT)).toMatchObject({ go: false, reason: expect.stringContaining('CloudTrailLake') });
    expect(fake.changes).toEqual([]);
  });

  test('a message that cannot be sent does not undo the step or repeat it', async () => {
    const key = only('idle, opted in');
    prepare(key);
    mockClient(SNSClient).on(PublishCommand).rejects(new Error('no topic'));
    expect(await handler({ step: 'disable', arn: key.arn }, CONTEXT)).toMatchObject({ go: true });
    expect(logged.some(line => line.includes('nobody could be told'))).toBe(true);
  });

  test('does nothing in another mode, nor to keys of another account', async () => {
    const key = only('idle, opted in');
    prepare(key, { cleanUp: { ...CONFIG.cleanUp, mode: 'DRY_RUN' } });
    await expect(handler({ step: 'disable', arn: key.arn }, CONTEXT)).rejects.toThrow('the clean-up is off');
    await expect(handler({ step: 'disable', arn: key.arn.replace('111122223333', '444455556666') }, CONTEXT)).rejects.toThrow('only keys of account 111122223333');
    expect(fake.changes).toEqual([]);
  });
});

describe('schedule', () => {
  const DISABLED_AT = '2026-10-24T06:00:00.000Z';
  const disabledKey = () => {
    const key = only('idle, opted in');
    return { ...key, metadata: { ...key.metadata, KeyState: 'Disabled' } };
  };

  test('schedules the deletion of a disabled key with the window of 30 days', async () => {
    const key = disabledKey();
    prepare(key);
    expect(await handler({ step: 'recheck', arn: key.arn, disabledAt: DISABLED_AT }, CONTEXT)).toMatchObject({ go: true });
    expect(fake.changes).toEqual([]);
    expect(await handler({ step: 'schedule', arn: key.arn, disabledAt: DISABLED_AT }, CONTEXT)).toMatchObject({ go: true });
    expect(fake.changes).toEqual([{ operation: 'ScheduleKeyDeletion', input: { KeyId: key.arn, PendingWindowInDays: 30 } }]);
    expect(messages()[0].Message).toContain('is deleted on 2026-12-24');
  });

  test.each(['recheck', 'schedule'] as const)('%s: a key that somebody enabled again stays', async step => {
    const key = only('idle, opted in');
    prepare(key);
    expect(await handler({ step, arn: key.arn, disabledAt: DISABLED_AT }, CONTEXT)).toMatchObject({ go: false, reason: 'is Enabled, not Disabled' });
    expect(fake.changes).toEqual([]);
  });

  test.each([
    ['attempts to use it', [{ attempts: '3' }], 'is missed: 3 calls failed since it was disabled'],
    ['no number', [], 'whether it is missed is not known: the query gave no number'],
  ])('a disabled key stays when CloudTrail Lake shows %s', async (_, attempts, reason) => {
    const key = disabledKey();
    prepare(key, { eventDataStoreArn: STORE });
    mockTrail(attempts as any);
    expect(await handler({ step: 'schedule', arn: key.arn, disabledAt: DISABLED_AT }, CONTEXT)).toMatchObject({ go: false, reason });
    expect(fake.changes).toEqual([]);
  });

  test('a disabled key that nobody missed goes on', async () => {
    const key = disabledKey();
    prepare(key, { eventDataStoreArn: STORE });
    const queries = mockTrail([{ attempts: '0' }]);
    expect(await handler({ step: 'schedule', arn: key.arn, disabledAt: DISABLED_AT }, CONTEXT)).toMatchObject({ go: true });
    expect(queries()[1]).toMatch(/eventTime > '2026-10-24 06:00:00' AND eventTime <= '2026-11-24 06:00:00' AND errorCode LIKE 'Disabled%'/);
  });
});

describe('questions', () => {
  test('say what the key is, why, and how to answer', async () => {
    const key = only('idle, opted in');
    prepare(key);
    await handler({ step: 'ask-disable', arn: key.arn, reason: 'last used 200 days ago', token: 'TOKEN' }, CONTEXT);
    const [{ Subject, Message }] = messages();
    expect(Subject!.length).toBeLessThan(100);
    expect(Message).toContain('looks unused: last used 200 days ago.');
    expect(Message).toContain('of cohort idle, opted in');
    expect(Message).toContain('aws stepfunctions send-task-success --task-output \'{"approved":true}\' --task-token \'TOKEN\'');
    expect(fake.changes).toEqual([]);
  });

  test('before the deletion they point to calls that failed', async () => {
    const key = only('disabled');
    prepare(key);
    await handler({ step: 'ask-schedule', arn: key.arn, disabledAt: '2026-10-24T06:00:00.000Z', token: 'TOKEN' }, CONTEXT);
    expect(messages()[0].Message).toContain('DisabledException');
    expect(fake.changes).toEqual([]);
  });

  test('that nobody approved end with the key as it is', async () => {
    const key = only('disabled');
    prepare(key);
    expect(await handler({ step: 'not-approved', arn: key.arn, stage: 'schedule' }, CONTEXT)).toMatchObject({ go: false, reason: 'was not approved; it stays disabled until somebody enables it' });
    expect(messages()[0].Message).toContain('Nothing more is done to it.');
    expect(fake.changes).toEqual([]);
  });
});

describe('undo', () => {
  test.each([
    ['PendingDeletion', ['CancelKeyDeletion', 'EnableKey'], ['its deletion was cancelled', 'it was enabled']],
    ['Disabled', ['EnableKey'], ['it was enabled']],
    ['Enabled', [], []],
  ])('of a key that is %s', async (state, calls, done) => {
    const found = only('idle, opted in');
    const key = { ...found, metadata: { ...found.metadata, KeyState: state } };
    prepare(key);
    expect(await undo({ arn: key.arn }, CONTEXT)).toEqual({ done });
    expect(fake.changes.map(change => change.operation)).toEqual(calls);
    expect(messages()[0].Subject).toMatch(/^Undone/);
  });

  test('fails for what is no key of this account', async () => {
    prepare(only('idle, opted in'));
    await expect(undo({ arn: 'arn:aws:kms:eu-west-1:444455556666:key/k' }, CONTEXT)).rejects.toThrow('not the ARN of a key of account 111122223333');
  });
});
