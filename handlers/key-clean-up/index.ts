/*
 * Entry of the clean-up's state machine.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { askToDisable, askToSchedule, disable, notApproved, Outcome, recheck, schedule, Steps } from './steps';
import { CLOCK, clients, PATIENT } from '../key-lifecycle-reporter/aws';
import { homeOf, readConfig } from '../key-lifecycle-reporter/config';
import { trailSource } from '../key-lifecycle-reporter/trail-sources';

export interface CleanUpEvent {
  readonly step: 'ask-disable' | 'disable' | 'recheck' | 'ask-schedule' | 'schedule' | 'not-approved';
  readonly arn: string;
  readonly reason?: string;
  readonly disabledAt?: string;
  readonly token?: string;
  readonly stage?: 'disable' | 'schedule';
}

const logger = new Logger({ serviceName: 'key-clean-up' });

export async function handler(event: CleanUpEvent, context: Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>): Promise<Outcome | void> {
  const config = readConfig();
  const home = homeOf(context.invokedFunctionArn);
  const [, , , region, account] = event.arn.split(':');
  // A schedule of steps that somebody else wrote must not reach keys that the report would not propose.
  if (account !== home.account) { throw new Error(`only keys of account ${home.account} are cleaned up, got: ${event.arn}`); }
  if (config.cleanUp.mode !== 'WITH_APPROVAL') { throw new Error('the clean-up is off'); }
  const steps: Steps = {
    config,
    home,
    clock: CLOCK,
    clients: await clients(home, config.memberRoleName).of({ account, region }),
    trail: trailSource(config, home, CLOCK),
    sns: new SNSClient({ ...PATIENT, region: home.region }),
    undoFunction: process.env.UNDO_FUNCTION ?? '',
    remaining: () => context.getRemainingTimeInMillis(),
    log: (message, details) => logger.info(message, { ...details }),
  };
  switch (event.step) {
    case 'ask-disable': return askToDisable(steps, event.arn, event.reason ?? 'no reason was given', event.token!);
    case 'disable': return disable(steps, event.arn);
    case 'recheck': return recheck(steps, event.arn, event.disabledAt!);
    case 'ask-schedule': return askToSchedule(steps, event.arn, event.disabledAt!, event.token!);
    case 'schedule': return schedule(steps, event.arn, event.disabledAt!);
    case 'not-approved': return notApproved(steps, event.arn, event.stage!);
    default: throw new Error(`there is no step '${event.step}'`);
  }
}
