/*
 * Reads every Region page by page. After each page the checkpoint is in the bucket, so a run that is cut off goes on there.
 */
import { ListKeysCommand, paginateListAliases } from '@aws-sdk/client-kms';
import { ask, Clients, Clock, TargetClients } from './aws';
import { ReporterConfig } from './config';
import { answer, failure, KeyFacts, LastUseFact, Sourced } from './facts';
import { DAY, KeyRecord, Thresholds, toRecord } from './inventory';
import { readKey } from './read-key';
import { RunState, Store, TargetState, TrailUses } from './store';
import { lastUses, TrailSource } from './trail';
import { countOperations } from './usage';

/** Keys of a page, which is the unit of a checkpoint. */
const PAGE = 100;
/** Keys read at a time; the SDK slows down by itself when KMS throttles. */
const AT_ONCE = 10;
/** Time kept back for the last page and the checkpoint, at least. */
const RESERVE = 60_000;
/** A run that needs more invocations than this goes round in circles. */
const MAX_ROUNDS = 200;

export interface Collector {
  readonly config: ReporterConfig;
  readonly account: string;
  readonly store: Store;
  readonly clients: Clients;
  /** The second source of last use. */
  readonly trail?: TrailSource;
  readonly clock: Clock;
  /** Milliseconds that the invocation has left. */
  readonly remaining: () => number;
  readonly log: (message: string, details: object) => void;
}

export function newRun(collector: Collector, runId: string, startedAt: string): RunState {
  const { config, account } = collector;
  const thresholds: Thresholds = config.thresholds;
  return {
    runId,
    startedAt,
    thresholds,
    targets: [account, ...config.memberAccounts.filter(member => member !== account)].flatMap(owner => config.regions.map(region => ({
      account: owner, region, status: 'waiting' as const, error: null, marker: null, pages: 0, awsManaged: 0, gone: 0,
    }))),
    trail: { status: collector.trail ? 'asked' : 'off', queryId: null, error: null },
    rounds: 0,
  };
}

/** Reads as much as the time allows. True when all Regions are done. */
export async function collect(collector: Collector, state: RunState): Promise<boolean> {
  const { store } = collector;
  state.rounds += 1;
  if (state.rounds > MAX_ROUNDS) { throw new Error(`the run ${state.runId} is not done after ${MAX_ROUNDS} invocations`); }
  const trail = await trailUses(collector, state);
  if (trail === 'later') {
    await store.saveState(state);
    return false;
  }
  for (const [index, target] of state.targets.entries()) {
    if (target.status !== 'waiting' && target.status !== 'reading') { continue; }
    const done = await readTarget(collector, state, index, target, trail);
    if (!done) { return false; }
  }
  return true;
}

async function readTarget(collector: Collector, state: RunState, index: number, target: TargetState, trail: Trail): Promise<boolean> {
  const { store, clock, log } = collector;
  // One Region that cannot be read leaves the others alone, and the report says so. The bucket is another matter: without a
  // checkpoint the run fails.
  const broken = async ({ code, message }: { code: string; message: string }): Promise<true> => {
    target.status = target.pages > 0 ? 'partial' : 'failed';
    target.error = `${code}: ${message}`;
    log('a Region could not be read', { account: target.account, region: target.region, error: target.error });
    await store.saveState(state);
    return true;
  };
  const clients = await ask(() => collector.clients.of(target), clock);
  if (!clients.ok) { return broken(clients); }
  const aliases = await ask(() => listAliases(clients.value), clock);
  target.status = 'reading';
  for (let slowest = 0; ;) {
    if (collector.remaining() < RESERVE + 2 * slowest) {
      await store.saveState(state);
      log('out of time, going on in another invocation', { account: target.account, region: target.region, pages: target.pages });
      return false;
    }
    const before = clock.now();
    const listed = await ask(() => clients.value.kms.send(new ListKeysCommand({ Limit: PAGE, Marker: target.marker ?? undefined })), clock);
    if (!listed.ok && listed.code === 'InvalidMarkerException' && target.marker !== null) {
      // The marker aged while the run waited: this Region starts again.
      Object.assign(target, { marker: null, pages: 0, awsManaged: 0, gone: 0, status: 'waiting' });
      await store.saveState(state);
      return false;
    }
    if (!listed.ok) { return broken(listed); }
    const keys = (listed.value.Keys ?? []).map(key => ({ keyId: key.KeyId!, arn: key.KeyArn! }));
    const page = await readPage(collector, clients.value, target, keys, aliases, state, trail);
    await store.savePage(state.runId, index, target.pages, page.records);
    target.pages += 1;
    target.awsManaged += page.awsManaged;
    target.gone += page.gone;
    target.marker = listed.value.Truncated ? listed.value.NextMarker ?? null : null;
    slowest = Math.max(slowest, clock.now() - before);
    if (target.marker === null) { target.status = 'complete'; }
    await store.saveState(state);
    if (target.marker === null) { return true; }
  }
}

interface Page {
  readonly records: KeyRecord[];
  readonly awsManaged: number;
  readonly gone: number;
}

async function readPage(
  collector: Collector, clients: TargetClients, target: TargetState, keys: { keyId: string; arn: string }[],
  aliases: Sourced<Map<string, string[]>>, state: RunState, trail: Trail,
): Promise<Page> {
  const { clock, config } = collector;
  const reader = { kms: clients.kms, clock, target };
  const read = await inParallel(keys, AT_ONCE, key => readKey(reader, key, aliases.ok ? answer(aliases.value.get(key.keyId) ?? []) : aliases));
  const facts = read.flatMap(found => (found.kind === 'key' ? [found.facts] : []));
  const now = Date.parse(state.startedAt);
  const window = { client: clients.cloudWatch, now, windowDays: config.usageWindowDays, clock };
  const operations = config.readUsageMetrics ? await countOperations(window, facts) : undefined;
  const complete = (key: KeyFacts): KeyFacts => ({
    ...key,
    ...(trail === 'off' ? {} : { trail: trailFact(key.arn, trail), trailName: collector.trail?.name }),
    ...(operations ? { operations: operations.get(key.arn) ?? failure('Incomplete', 'CloudWatch did not answer for this key') } : {}),
  });
  return {
    records: facts.map(key => toRecord(complete(key), now, state.thresholds)),
    awsManaged: read.filter(found => found.kind === 'aws').length,
    gone: read.filter(found => found.kind === 'gone').length,
  };
}

async function listAliases({ kms }: TargetClients): Promise<Map<string, string[]>> {
  const aliases = new Map<string, string[]>();
  for await (const page of paginateListAliases({ client: kms, pageSize: 100 }, {})) {
    for (const { AliasName, TargetKeyId } of page.Aliases ?? []) {
      if (TargetKeyId === undefined || AliasName === undefined) { continue; }
      aliases.set(TargetKeyId, [...(aliases.get(TargetKeyId) ?? []), AliasName].sort());
    }
  }
  return aliases;
}

type Trail = 'off' | { readonly uses: TrailUses; readonly since: number } | { readonly error: string };

function trailFact(arn: string, trail: Exclude<Trail, 'off'>): Sourced<LastUseFact> {
  if ('error' in trail) { return failure('QueryFailed', trail.error); }
  return answer(trail.uses[arn] ?? { at: null, operation: null, since: new Date(trail.since).toISOString() });
}

/** One query a run for all keys; `later` when it is not finished before the time is up. */
async function trailUses(collector: Collector, state: RunState): Promise<Trail | 'later'> {
  const { trail: source, clock, store } = collector;
  if (state.trail.status === 'off' || source === undefined) { return 'off'; }
  if (state.trail.status === 'failed') { return { error: state.trail.error! }; }
  // A little further back than the threshold, for keys on its edge.
  const lookBackDays = state.thresholds.unusedDays + 30;
  const started = Date.parse(state.startedAt);
  const since = started - lookBackDays * DAY;
  if (state.trail.status === 'complete') {
    const uses = await store.trailUses(state.runId);
    return uses ? { uses, since } : { error: 'the result of the query is missing' };
  }
  try {
    if (state.trail.queryId === null) {
      state.trail.queryId = await source.start(source.lastUseQuery(started, lookBackDays));
      await store.saveState(state);
    }
    const rows = await source.rows(state.trail.queryId, clock.now() + collector.remaining() - RESERVE);
    if (rows === undefined) { return 'later'; }
    const uses = lastUses(rows, since);
    await store.saveTrailUses(state.runId, uses);
    state.trail.status = 'complete';
    return { uses, since };
  } catch (error) {
    const message = String((error as Error).message).slice(0, 300);
    Object.assign(state.trail, { status: 'failed', error: message });
    return { error: message };
  }
}

async function inParallel<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
