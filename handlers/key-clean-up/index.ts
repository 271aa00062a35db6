/*
 * Entry of the clean-up's state machine. The event names an execution and the state that it should be in; all else is read from AWS.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import { prove, readRun } from './proof';
import { CLEAN_UP_STATES } from './states';
import { consider, disable, lookAgain, notApproved, Outcome, schedule, Steps } from './steps';
import { CLOCK, clients, PATIENT } from '../key-lifecycle-reporter/aws';
import { homeOf, readConfig } from '../key-lifecycle-reporter/config';
import { trailSource } from '../key-lifecycle-reporter/trail-sources';

export interface CleanUpEvent {
  /** ARN of the execution. */
  readonly execution: string;
  /** Name of its state. */
  readonly state: string;
}

const logger = new Logger({ serviceName: 'key-clean-up' });

export async function handler(event: CleanUpEvent, context: Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>): Promise<Outcome> {
  const config = readConfig();
  const home = homeOf(context.invokedFunctionArn);
  if (config.cleanUp.mode !== 'WITH_APPROVAL') { throw new Error('the clean-up is off'); }
  const sfn = new SFNClient({ ...PATIENT, region: home.region });
  const run = await readRun(sfn, event.execution, config.cleanUp.stateMachineArn!, home.account, CLOCK);
  const { state } = event;
  prove(run, state);
  const steps: Steps = {
    config,
    home,
    key: run.key,
    disabledAt: run.disabledAt,
    clock: CLOCK,
    clients: await clients(home, config.memberRoleName).of(run.key),
    trail: trailSource(config, home, CLOCK),
    restoreFunction: process.env.UNDO_FUNCTION ?? '',
    remaining: () => context.getRemainingTimeInMillis(),
    log: (message, details) => logger.info(message, { ...details }),
  };
  switch (state) {
    case CLEAN_UP_STATES.consider: return consider(steps);
    case CLEAN_UP_STATES.disable: return disable(steps);
    case CLEAN_UP_STATES.lookAgain: return lookAgain(steps);
    case CLEAN_UP_STATES.schedule: return schedule(steps);
    case CLEAN_UP_STATES.notDisabled:
    case CLEAN_UP_STATES.notScheduled: return notApproved(steps, run.refusal);
    default: throw new Error(`nothing is done in the state ${JSON.stringify(state)}`);
  }
}
