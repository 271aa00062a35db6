import { GetExecutionHistoryCommand, HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { FakeError } from './key-fleet';
import { executionOf } from '../../handlers/shared/execution-name';

export const CLEAN_UP = 'arn:aws:states:eu-west-1:111122223333:stateMachine:clean-up';
export const DISABLED_AT = '2026-10-24T06:00:00.000Z';

/** States by their order in the clean-up of a key, and what is in `$.answer` or `$.said` when they end well. */
const WAY: readonly (readonly [string, object])[] = [
  ['Consider', { said: { go: true } }],
  ['AskToDisable', { answer: { approved: true } }],
  ['Disable', { said: { go: true } }],
  ['WaitDisabled', {}],
  ['LookAgain', { said: { go: true } }],
  ['AskToSchedule', { answer: { approved: true } }],
  ['Schedule', { said: { go: true } }],
];

export interface Way {
  /** Outputs of states, where they are not those that go on. */
  readonly outputs?: { readonly [state: string]: object };
  /** States that the history leaves out. */
  readonly without?: readonly string[];
  /** How the execution ended. */
  readonly ended?: string;
}

/** The history of an execution that is in a state now, `NotDisabled` and `NotScheduled` included. */
export function historyOf(input: unknown, state: string, { outputs = {}, without = [], ended }: Way = {}): HistoryEvent[] {
  const events: Partial<HistoryEvent>[] = [{ type: 'ExecutionStarted', executionStartedEventDetails: { input: JSON.stringify(input) } }];
  const last = { NotDisabled: 'AskToDisable', NotScheduled: 'AskToSchedule' }[state];
  for (const [name, output] of WAY) {
    if (name === state) { break; }
    if (!without.includes(name)) {
      events.push({ type: 'TaskStateEntered', stateEnteredEventDetails: { name } });
      events.push({ type: 'TaskStateExited', stateExitedEventDetails: { name, output: JSON.stringify(outputs[name] ?? (name === last ? { answer: { approved: false } } : output)) } });
    }
    if (name === last) { break; }
  }
  events.push({ type: 'TaskStateEntered', stateEnteredEventDetails: { name: state } });
  if (ended) { events.push({ type: ended as HistoryEvent['type'] }); }
  return events.map((event, i) => ({ id: i + 1, timestamp: new Date(DISABLED_AT), ...event }) as HistoryEvent);
}

export const execution = (arn: string): string => executionOf(CLEAN_UP, arn);

/** Step Functions with these executions, pages of three events. */
export function mockExecutions(histories: { readonly [executionArn: string]: readonly HistoryEvent[] }) {
  const sfn = mockClient(SFNClient);
  sfn.on(GetExecutionHistoryCommand).callsFake(({ executionArn, nextToken = '0' }: { executionArn: string; nextToken?: string }) => {
    const events = histories[executionArn];
    if (!events) { throw new FakeError('ExecutionDoesNotExist'); }
    const end = Number(nextToken) + 3;
    return { events: events.slice(Number(nextToken), end), ...(end < events.length ? { nextToken: String(end) } : {}) };
  });
  return sfn;
}
