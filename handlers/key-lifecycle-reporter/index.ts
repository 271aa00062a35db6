/*
 * Entry of the reporter: the state machine calls `collect` until it is done, then `publish`.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { CLOCK, clients, PATIENT } from './aws';
import { collect, newRun } from './collect';
import { homeOf, readConfig } from './config';
import { publish, Published } from './publish';
import { Store } from './store';
import { trailSource } from './trail-sources';

export interface ReporterEvent {
  readonly action: 'collect' | 'publish';
  /** Name of the state machine's execution. */
  readonly runId: string;
  /** When the execution started, ISO 8601. */
  readonly startedAt: string;
}

export interface Collected {
  readonly runId: string;
  readonly done: boolean;
}

const logger = new Logger({ serviceName: 'key-lifecycle-reporter' });
const log = (message: string, details: object) => logger.info(message, { ...details });

export async function handler(event: ReporterEvent, context: Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>): Promise<Collected | Published> {
  const config = readConfig();
  const home = homeOf(context.invokedFunctionArn);
  // Whoever can invoke the function can write the event: a name that Step Functions could have given, and no time to come, in which keys would be idle.
  if (typeof event.runId !== 'string' || !/^[\w-]{1,80}$/.test(event.runId)) { throw new Error(`not the name of a run: ${JSON.stringify(event.runId)?.slice(0, 200)}`); }
  const store = new Store(config.bucket);
  const state = await store.state(event.runId);
  if (event.action === 'publish') {
    if (state === undefined) { throw new Error(`there is no run '${event.runId}' to publish`); }
    const own = { ...PATIENT, region: home.region };
    return publish({
      config,
      home,
      store,
      clock: CLOCK,
      log,
      sns: new SNSClient(own),
      sfn: new SFNClient(own),
      securityHub: new SecurityHubClient(own),
      print: line => process.stdout.write(`${line}\n`),
    }, state);
  }
  const collector = {
    config,
    store,
    clock: CLOCK,
    log,
    account: home.account,
    clients: clients(home, config.memberRoleName),
    trail: trailSource(config, home, CLOCK),
    remaining: () => context.getRemainingTimeInMillis(),
  };
  const done = await collect(collector, state ?? newRun(collector, event.runId, startOf(event)));
  return { runId: event.runId, done };
}

/** Clocks of AWS differ by seconds. */
const TOLERANCE = 300_000;

function startOf({ startedAt }: ReporterEvent): string {
  const time = Date.parse(startedAt);
  if (!Number.isFinite(time) || time > CLOCK.now() + TOLERANCE) { throw new Error(`not the start of a run: ${JSON.stringify(startedAt)?.slice(0, 200)}`); }
  return new Date(time).toISOString();
}
