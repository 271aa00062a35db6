/*
 * The steps of one key's clean-up. Each that changes the key reads it again and asks the same rules as the report: what was true when a person was
 * asked cannot be true when they answer. A step that is repeated after it went through finds the key as it left it, and says so. None of them sends
 * a message: the state machine does, so that nobody else can.
 */
import { DisableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import * as words from './words';
import { ask, Clock, codeOf, patiently, TargetClients } from '../key-lifecycle-reporter/aws';
import { Home, PENDING_WINDOW_DAYS, ReporterConfig } from '../key-lifecycle-reporter/config';
import { objection, useOf } from '../key-lifecycle-reporter/decisions';
import { failure, KeyFacts, LastUseFact, Sourced } from '../key-lifecycle-reporter/facts';
import { DAY, KeyRecord, toRecord } from '../key-lifecycle-reporter/inventory';
import { readKey } from '../key-lifecycle-reporter/read-key';
import { lastUses, Row, TrailSource } from '../key-lifecycle-reporter/trail';
import { countOperations } from '../key-lifecycle-reporter/usage';
import { KeyArn } from '../shared/key-arn';

export interface Steps {
  readonly config: ReporterConfig;
  readonly home: Home;
  readonly key: KeyArn;
  /** When the execution disabled the key. */
  readonly disabledAt?: string;
  readonly clock: Clock;
  readonly clients: TargetClients;
  /** The second source of last use. */
  readonly trail?: TrailSource;
  readonly restoreFunction: string;
  readonly remaining: () => number;
  readonly log: (message: string, details: object) => void;
}

/** Whether the clean-up goes on, why, and what the state machine sends: a message or, with the tokens of its task, a question. */
export interface Outcome {
  readonly go: boolean;
  readonly reason: string;
  readonly subject: string;
  readonly text: string;
  readonly question: readonly string[];
}

type Read = { readonly key: KeyRecord } | { readonly gone: true };
const GONE = 'it no longer exists';

/** Whoever can start an execution can name a key; only about one that the report would propose is anybody asked. */
export async function consider(steps: Steps): Promise<Outcome> {
  const found = await read(steps);
  const held = 'gone' in found ? GONE : objectionTo(steps, found.key, 'Enabled');
  if (held !== undefined || 'gone' in found) { return outcome(steps, 'consider', false, held ?? GONE); }
  const reason = useOf(found.key);
  const question = words.askToDisable({ ...asked(steps, found.key), reason, disabledDays: steps.config.cleanUp.disabledDays });
  return outcome(steps, 'consider', true, reason, question);
}

export async function disable(steps: Steps): Promise<Outcome> {
  const found = await read(steps);
  if ('gone' in found) { return leave(steps, 'disable', GONE); }
  const already = found.key.state === 'Disabled';
  const held = objectionTo(steps, found.key, already ? 'Disabled' : 'Enabled')
    ?? (already ? undefined : await act(steps, 'Disabled', () => steps.clients.kms.send(new DisableKeyCommand({ KeyId: steps.key.arn }))));
  if (held !== undefined) { return leave(steps, 'disable', held); }
  const message = words.disabled({ arn: steps.key.arn, undo: undo(steps), disabledDays: steps.config.cleanUp.disabledDays });
  return outcome(steps, 'disable', true, 'approved, and nothing speaks against it', message);
}

/** Before anybody is asked again: is the key still disabled, and did nobody miss it? */
export async function lookAgain(steps: Steps): Promise<Outcome> {
  const found = await read(steps);
  const held = 'gone' in found ? GONE : await heldFromDeletion(steps, found.key);
  if (held !== undefined || 'gone' in found) { return leave(steps, 'recheck', held ?? GONE); }
  const question = words.askToSchedule({ ...asked(steps, found.key), disabledAt: steps.disabledAt!, undo: undo(steps) });
  return outcome(steps, 'recheck', true, 'disabled long enough, and nobody missed it', question);
}

export async function schedule(steps: Steps): Promise<Outcome> {
  const found = await read(steps);
  if ('gone' in found) { return leave(steps, 'schedule', GONE); }
  let { deletionDate } = found.key;
  if (found.key.state !== 'PendingDeletion') {
    const held = await heldFromDeletion(steps, found.key) ?? await act(steps, 'PendingDeletion', async () => {
      const command = new ScheduleKeyDeletionCommand({ KeyId: steps.key.arn, PendingWindowInDays: PENDING_WINDOW_DAYS });
      const { DeletionDate } = await steps.clients.kms.send(command);
      deletionDate = DeletionDate?.toISOString() ?? null;
    });
    if (held !== undefined) { return leave(steps, 'schedule', held); }
    if (deletionDate === null) {
      const again = await read(steps);
      deletionDate = 'gone' in again ? null : again.key.deletionDate;
    }
  }
  const date = deletionDate?.slice(0, 10) ?? `the day ${PENDING_WINDOW_DAYS} days from now`;
  const message = words.scheduled({ arn: steps.key.arn, date, undo: undo(steps) });
  return outcome(steps, 'schedule', true, `approved, disabled since ${steps.disabledAt}; deletion on ${date}`, message);
}

/** Nobody approved in time, or somebody refused. `refusal` is the error by which the question ended. */
export async function notApproved(steps: Steps, refusal?: string): Promise<Outcome> {
  const why = refusal === undefined || refusal === 'Refused' ? 'it was not approved'
    : refusal === 'States.Timeout' ? 'it was not approved in time' : `nobody could be asked: ${refusal}`;
  return leave(steps, 'ask', steps.disabledAt === undefined ? why : `${why}; the key stays disabled until somebody enables it`);
}

const asked = ({ key: { arn }, home: { region } }: Steps, key: KeyRecord) => ({ arn, key, region });
const undo = ({ restoreFunction, home, key }: Steps): string => words.undoCommand(restoreFunction, home.region, key.arn);

function leave(steps: Steps, step: string, reason: string): Outcome {
  const message = words.left({ arn: steps.key.arn, reason, ...(steps.disabledAt === undefined ? {} : { undo: undo(steps) }) });
  return outcome(steps, step, false, reason, message);
}

function outcome({ key: { arn }, log }: Steps, step: string, go: boolean, reason: string, said?: words.Words | words.Question): Outcome {
  log('clean-up decision', { arn, step, verdict: go ? 'done' : 'leave', reason });
  return { go, reason, subject: '', text: '', question: [], ...said };
}

/** Changes the key. A reason when AWS does not allow it; an error is for the state machine to try again. */
async function act(steps: Steps, reached: 'Disabled' | 'PendingDeletion', change: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await patiently(change, steps.clock);
    return undefined;
  } catch (error) {
    // Of two calls at once, or after an answer that got lost, the later one finds the key as it should be.
    const found = await read(steps);
    if (!('gone' in found) && found.key.state === reached) { return undefined; }
    if (codeOf(error) === 'AccessDeniedException') { return 'AWS denies it to the clean-up: the tag, the idle time or a key policy'; }
    throw error;
  }
}

const heldFromDeletion = async (steps: Steps, key: KeyRecord): Promise<string | undefined> =>
  objectionTo(steps, key, 'Disabled') ?? await missed(steps);

const objectionTo = ({ config, home }: Steps, key: KeyRecord, state: 'Enabled' | 'Disabled'): string | undefined =>
  objection(key, { ...config.cleanUp, thresholds: config.thresholds, account: home.account }, state);

/** The key as it is now, from every source that is configured. */
async function read(steps: Steps): Promise<Read> {
  const { clients, clock, config, key: { arn, keyId, account, region } } = steps;
  const found = await readKey({ kms: clients.kms, clock, target: { account, region } }, { arn, keyId }, { ok: true, value: [] });
  if (found.kind === 'gone') { return { gone: true }; }
  const now = clock.now();
  const facts: KeyFacts = found.kind === 'key' ? found.facts : awsManaged(steps.key);
  const window = { client: clients.cloudWatch, now, windowDays: config.usageWindowDays, clock };
  const counted = config.readUsageMetrics ? await countOperations(window, [facts]) : undefined;
  const operations = counted?.get(arn);
  const trail = steps.trail ? { trail: await trailFact(steps, steps.trail, now), trailName: steps.trail.name } : {};
  return { key: toRecord({ ...facts, ...(operations ? { operations } : {}), ...trail }, now, config.thresholds) };
}

/** An AWS managed key is never read further, and so never touched. */
function awsManaged({ arn, keyId, account, region }: KeyArn): KeyFacts {
  const no = failure('AwsManagedKey', 'keys of AWS services are left alone');
  return { arn, keyId, account, region, description: no, aliases: no, policy: no, grants: no, tags: no, lastUsage: no };
}

async function trailFact(steps: Steps, trail: TrailSource, now: number): Promise<Sourced<LastUseFact>> {
  const { config, clock, key: { arn } } = steps;
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
async function missed(steps: Steps): Promise<string | undefined> {
  const { trail, clock, key: { arn }, disabledAt } = steps;
  if (!trail) { return undefined; }
  const rows = await ask(() => query(steps, trail, trail.attemptsQuery(arn, Date.parse(disabledAt!), clock.now())), clock);
  if (!rows.ok) { return `whether it is missed is not known: ${rows.code}`; }
  const attempts = Number(rows.value[0]?.attempts ?? Number.NaN);
  if (!Number.isFinite(attempts)) { return 'whether it is missed is not known: the query gave no number'; }
  return attempts > 0 ? `it is missed: ${attempts} calls failed since it was disabled` : undefined;
}

async function query({ clock, remaining }: Steps, trail: TrailSource, sql: string): Promise<Row[]> {
  const rows = await trail.rows(await trail.start(sql), clock.now() + remaining() - 30_000);
  if (rows === undefined) { throw new Error('the query took too long'); }
  return rows;
}
