/*
 * What an execution of the clean-up's state machine proves. Whoever can invoke a function can write its event, and nothing of this: Step Functions
 * writes the history, the definition of the machine says in which order its states come, and the role of the function can read executions of this
 * one machine only.
 */
import { HistoryEvent, paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import { CleanUpState, CLEAN_UP_STATES } from './states';
import { allPages, Clock } from '../key-lifecycle-reporter/aws';
import { executionOf } from '../shared/execution-name';
import { KeyArn, keyArnOf } from '../shared/key-arn';

/** An execution as it is now. */
export interface Run {
  readonly key: KeyArn;
  /** The state that it is in; undefined once it has ended. */
  readonly state?: string;
  /** Answers that were approvals, by the state that asked. */
  readonly approved: ReadonlySet<string>;
  /** What went wrong when the last question was not answered. */
  readonly refusal?: string;
  /** When this execution disabled the key, ISO 8601. */
  readonly disabledAt?: string;
  /** Whether the time between disabling and deletion has passed. */
  readonly waited: boolean;
}

const ENDED = ['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut'];

/** Reads an execution. Fails when it is not the one of its key, or of another state machine. */
export async function readRun(sfn: SFNClient, execution: unknown, stateMachineArn: string, account: string, clock?: Clock): Promise<Run> {
  const prefix = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:`;
  if (typeof execution !== 'string' || !execution.startsWith(prefix)) { throw new Error('the event names no execution of the clean-up'); }
  const input = { executionArn: execution, includeExecutionData: true };
  const pages = await allPages(() => paginateGetExecutionHistory({ client: sfn, pageSize: 1000 }, input), clock);
  const run = runOf(pages.flatMap(page => page.events ?? []), account);
  if (executionOf(stateMachineArn, run.key.arn) !== execution) { throw new Error(`the execution does not have the name of its key ${run.key.arn}`); }
  return run;
}

/** Pure. */
export function runOf(events: readonly HistoryEvent[], account: string): Run {
  const { arn } = JSON.parse(events.find(event => event.type === 'ExecutionStarted')?.executionStartedEventDetails?.input ?? '{}') ?? {};
  const approved = new Set<string>();
  let state: string | undefined;
  let refusal: string | undefined;
  let disabledAt: string | undefined;
  let waited = false;
  for (const { type, stateEnteredEventDetails: entered, stateExitedEventDetails: exited, timestamp } of events) {
    if (entered?.name) { state = entered.name; }
    if (type && ENDED.includes(type)) { state = undefined; }
    if (!exited?.name) { continue; }
    const output = JSON.parse(exited.output ?? '{}') ?? {};
    switch (exited.name) {
      case CLEAN_UP_STATES.askToDisable:
      case CLEAN_UP_STATES.askToSchedule:
        if (output.answer?.approved === true) { approved.add(exited.name); }
        refusal = typeof output.answer?.Error === 'string' ? output.answer.Error : undefined;
        break;
      case CLEAN_UP_STATES.disable:
        if (output.said?.go === true) { disabledAt = new Date(timestamp!).toISOString(); }
        break;
      case CLEAN_UP_STATES.wait: waited = disabledAt !== undefined; break;
    }
  }
  return { key: keyArnOf(arn, account), state, approved, refusal, disabledAt, waited };
}

/** Fails when the execution is not where it says, or did not come there by the way of its approvals. */
export function prove(run: Run, state: unknown): asserts state is CleanUpState {
  if (run.state === undefined) { throw new NotProven('the execution has ended'); }
  if (run.state !== state) { throw new NotProven(`the execution is in the state ${run.state}, not in ${JSON.stringify(state)}`); }
  const { askToDisable, askToSchedule, disable, lookAgain, schedule } = CLEAN_UP_STATES;
  const needs = (proof: boolean, what: string): void => { if (!proof) { throw new NotProven(what); } };
  if ([disable, lookAgain, schedule].some(acting => acting === state)) { needs(run.approved.has(askToDisable), 'nobody approved that the key is disabled'); }
  if ([lookAgain, schedule].some(late => late === state)) { needs(run.waited, 'the key was not disabled for the whole time'); }
  if (state === schedule) { needs(run.approved.has(askToSchedule), 'nobody approved that its deletion is scheduled'); }
}

export class NotProven extends Error {
  public override readonly name = 'NotProven';
}
