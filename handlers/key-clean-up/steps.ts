/*
 * The steps of one key's clean-up. Each that changes the key reads it anew and asks the same rules as the report: what was true
 * when a person was asked may not be true when they answer.
 */
import { DisableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import * as words from './words';
import { ask, Clock, patiently, TargetClients } from '../key-lifecycle-reporter/aws';
import { Home, PENDING_WINDOW_DAYS, ReporterConfig } from '../key-lifecycle-reporter/config';
import { objection } from '../key-lifecycle-reporter/decisions';
import { failure, KeyFacts, LastUseFact, Sourced } from '../key-lifecycle-reporter/facts';
import { DAY, KeyRecord, toRecord } from '../key-lifecycle-reporter/inventory';
import { readKey } from '../key-lifecycle-reporter/read-key';
import { lastUses, Row, TrailSource } from '../key-lifecycle-reporter/trail';
import { countOperations } from '../key-lifecycle-reporter/usage';

export interface Steps {
  readonly config: ReporterConfig;
  readonly home: Home;
  readonly clock: Clock;
  readonly clients: TargetClients;
  /** The second source of last use. */
  readonly trail?: TrailSource;
  readonly sns: SNSClient;
  readonly undoFunction: string;
  readonly remaining: () => number;
  readonly log: (message: string, details: object) => void;
}

/** Whether the clean-up goes on, and why. */
export interface Outcome {
  readonly go: boolean;
  readonly reason: string;
  readonly at: string;
}

export type Read = { readonly key: KeyRecord } | { readonly gone: true };

export async function askToDisable(steps: Steps, arn: string, reason: string, token: string): Promise<void> {
  await tell(steps, words.askToDisable({ arn, reason, token, key: await described(steps, arn), disabledDays: steps.config.cleanUp.disabledDays }));
}

export async function disable(steps: Steps, arn: string): Promise<Outcome> {
  const held = await holdsBack(steps, arn, 'Enabled');
  if (held !== undefined) { return leave(steps, arn, 'disable', held); }
  await patiently(() => steps.clients.kms.send(new DisableKeyCommand({ KeyId: arn })), steps.clock);
  await tellOf(steps, words.disabled({ arn, undo: undo(steps, arn), disabledDays: steps.config.cleanUp.disabledDays }));
  return went(steps, arn, 'disable', 'approved, and nothing speaks against it');
}

/** Before anybody is asked again: is the key still disabled, and did nobody miss it? */
export async function recheck(steps: Steps, arn: string, disabledAt: string): Promise<Outcome> {
  const held = await heldFromDeletion(steps, arn, disabledAt);
  return held === undefined ? went(steps, arn, 'recheck', 'disabled long enough, and nobody missed it') : leave(steps, arn, 'recheck', held);
}

export async function askToSchedule(steps: Steps, arn: string, disabledAt: string, token: string): Promise<void> {
  await tell(steps, words.askToSchedule({ arn, disabledAt, token, key: await described(steps, arn), undo: undo(steps, arn) }));
}

export async function schedule(steps: Steps, arn: string, disabledAt: string): Promise<Outcome> {
  const held = await heldFromDeletion(steps, arn, disabledAt);
  if (held !== undefined) { return leave(steps, arn, 'schedule', held); }
  const command = new ScheduleKeyDeletionCommand({ KeyId: arn, PendingWindowInDays: PENDING_WINDOW_DAYS });
  const scheduled = await patiently(() => steps.clients.kms.send(command), steps.clock);
  const date = scheduled.DeletionDate?.toISOString().slice(0, 10) ?? `${PENDING_WINDOW_DAYS} days from now`;
  await tellOf(steps, words.scheduled({ arn, date, undo: undo(steps, arn) }));
  return went(steps, arn, 'schedule', `approved, disabled since ${disabledAt}; deletion on ${date}`);
}

/** Nobody approved in time, or somebody refused. */
export async function notApproved(steps: Steps, arn: string, stage: 'disable' | 'schedule'): Promise<Outcome> {
  return leave(steps, arn, stage, stage === 'disable' ? 'was not approved' : 'was not approved; it stays disabled until somebody enables it');
}

async function leave(steps: Steps, arn: string, step: string, reason: string): Promise<Outcome> {
  await tellOf(steps, words.left({ arn, reason, undo: undo(steps, arn) }));
  steps.log('clean-up decision', { arn, step, verdict: 'leave', reason });
  return { go: false, reason, at: new Date(steps.clock.now()).toISOString() };
}

function went(steps: Steps, arn: string, step: string, reason: string): Outcome {
  steps.log('clean-up decision', { arn, step, verdict: 'done', reason });
  return { go: true, reason, at: new Date(steps.clock.now()).toISOString() };
}

const heldFromDeletion = async (steps: Steps, arn: string, disabledAt: string): Promise<string | undefined> =>
  await holdsBack(steps, arn, 'Disabled') ?? await missed(steps, arn, disabledAt);

async function holdsBack(steps: Steps, arn: string, state: 'Enabled' | 'Disabled'): Promise<string | undefined> {
  const found = await read(steps, arn);
  if ('gone' in found) { return 'is gone'; }
  const { config, home } = steps;
  return objection(found.key, { ...config.cleanUp, thresholds: config.thresholds, account: home.account }, state);
}

/** The key as it is now, from every source that is configured. */
export async function read(steps: Steps, arn: string): Promise<Read> {
  const { clients, clock, config } = steps;
  const [, , , region, account, name] = arn.split(':');
  const keyId = name.replace('key/', '');
  const found = await readKey({ kms: clients.kms, clock, target: { account, region } }, { arn, keyId }, { ok: true, value: [] });
  if (found.kind === 'gone') { return { gone: true }; }
  const now = clock.now();
  const facts: KeyFacts = found.kind === 'key' ? found.facts : { ...aws(arn, keyId, account, region) };
  const window = { client: clients.cloudWatch, now, windowDays: config.usageWindowDays, clock };
  const counted = config.readUsageMetrics ? await countOperations(window, [facts]) : undefined;
  const operations = counted?.get(arn);
  const trail = steps.trail ? { trail: await trailFact(steps, steps.trail, arn, now), trailName: steps.trail.name } : {};
  return { key: toRecord({ ...facts, ...(operations ? { operations } : {}), ...trail }, now, config.thresholds) };
}

/** An AWS managed key is never read further, and so never touched. */
const aws = (arn: string, keyId: string, account: string, region: string): KeyFacts => {
  const no = failure('AwsManagedKey', 'keys of AWS services are left alone');
  return { arn, keyId, account, region, description: no, aliases: no, policy: no, grants: no, tags: no, lastUsage: no };
};

async function trailFact(steps: Steps, trail: TrailSource, arn: string, now: number): Promise<Sourced<LastUseFact>> {
  const { config, clock } = steps;
  const lookBackDays = config.thresholds.unusedDays + 30;
  return ask(async () => {
    const rows = await query(steps, trail, trail.lastUseQuery(now, lookBackDays, arn));
    return lastUses(rows, now - lookBackDays * DAY)[arn] ?? { at: null, operation: null, since: new Date(now - lookBackDays * DAY).toISOString() };
  }, clock);
}

/**
 * Calls that failed because the key is disabled: somebody misses it.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html
 */
async function missed(steps: Steps, arn: string, disabledAt: string): Promise<string | undefined> {
  const { trail, clock } = steps;
  if (!trail) { return undefined; }
  const rows = await ask(() => query(steps, trail, trail.attemptsQuery(arn, Date.parse(disabledAt), clock.now())), clock);
  if (!rows.ok) { return `whether it is missed is not known: ${rows.code}`; }
  const attempts = Number(rows.value[0]?.attempts ?? Number.NaN);
  if (!Number.isFinite(attempts)) { return 'whether it is missed is not known: the query gave no number'; }
  return attempts > 0 ? `is missed: ${attempts} calls failed since it was disabled` : undefined;
}

async function query({ clock, remaining }: Steps, trail: TrailSource, sql: string): Promise<Row[]> {
  const rows = await trail.rows(await trail.start(sql), clock.now() + remaining() - 30_000);
  if (rows === undefined) { throw new Error('the query took too long'); }
  return rows;
}

async function described(steps: Steps, arn: string): Promise<KeyRecord | undefined> {
  const found = await read(steps, arn);
  return 'gone' in found ? undefined : found.key;
}

const undo = ({ undoFunction, home }: Steps, arn: string): string => words.undoCommand(undoFunction, home.region, arn);

/** Of what is done or decided: a message that fails must not make the step be tried again, with the key in another state. */
async function tellOf(steps: Steps, message: words.Words): Promise<void> {
  await tell(steps, message).catch(error => steps.log('nobody could be told', { subject: message.subject, text: message.text, error: String(error) }));
}

async function tell({ sns, config, clock }: Steps, message: words.Words): Promise<void> {
  await patiently(() => sns.send(new PublishCommand({ TopicArn: config.topicArn!, Subject: message.subject, Message: message.text })), clock);
}
