/*
 * From facts to records and totals: pure, no SDK, no clock. What is not known stays null or 'unknown' all the way.
 */
import { ExternalPrincipal, KeyFacts, LastUseFact, Sourced, TargetResult } from './facts';
import { parseArn } from '../../src/private/arns';

export const DAY = 86_400_000;

/** When a key counts as unused, old or busy. */
export interface Thresholds {
  readonly unusedDays: number;
  readonly oldDays: number;
  readonly highUsage: number;
}

export interface SourceState {
  readonly source: string;
  readonly ok: boolean;
  readonly code: string | null;
}

export interface LastUse {
  /** False unless every source answered. An unknown use is never "unused". */
  readonly known: boolean;
  /** The latest use that any source saw. */
  readonly at: string | null;
  readonly operation: string | null;
  readonly source: string | null;
  readonly trackedSince: string | null;
  /** Days since the last use, or since tracking began when no use is on record. Null when not known. */
  readonly idleDays: number | null;
  readonly sources: readonly SourceState[];
}

export interface KeyError {
  readonly source: string;
  readonly code: string;
  readonly message: string;
}

export type Rotation = 'on' | 'off' | 'not possible' | 'unknown';

export interface KeyRecord {
  readonly arn: string;
  readonly keyId: string;
  readonly account: string;
  readonly region: string;
  readonly manager: string;
  readonly state: string;
  readonly description: string;
  readonly aliases: readonly string[];
  readonly spec: string;
  readonly usage: string;
  readonly origin: string;
  readonly createdAt: string | null;
  readonly ageDays: number | null;
  readonly deletionDate: string | null;
  readonly materialExpiresAt: string | null;
  readonly rotation: Rotation;
  readonly rotationPeriodDays: number | null;
  readonly rotations: number | null;
  readonly lastUse: LastUse;
  readonly operations: number | null;
  readonly policyBytes: number | null;
  readonly grants: number | null;
  /** Null when policy or grants could not be read. */
  readonly external: readonly ExternalPrincipal[] | null;
  readonly multiRegion: 'no' | 'primary' | 'replica' | 'unknown';
  readonly replicas: readonly string[];
  readonly tags: { readonly [key: string]: string } | null;
  readonly monthlyCostUsd: number | null;
  readonly errors: readonly KeyError[];
  readonly unused: boolean;
  readonly old: boolean;
  readonly highUsage: boolean;
}

export interface Totals {
  readonly keys: number;
  readonly byState: { readonly [state: string]: number };
  readonly rotation: { readonly [rotation in Rotation]: number };
  readonly lastUse: { readonly 'used': number; readonly 'no use on record': number; readonly 'unknown': number };
  readonly unused: number;
  readonly old: number;
  readonly highUsage: number;
  readonly external: number;
  readonly externalUnknown: number;
  readonly multiRegion: { readonly no: number; readonly primary: number; readonly replica: number; readonly unknown: number };
  readonly withErrors: number;
  readonly monthlyCostUsd: number;
  readonly costUnknown: number;
  readonly awsManaged: number;
  readonly gone: number;
}

export interface Report {
  readonly formatVersion: 1;
  readonly runId: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** False when a Region failed or broke off: then the totals are lower bounds. */
  readonly complete: boolean;
  readonly thresholds: Thresholds;
  readonly totals: Totals;
  readonly targets: readonly TargetResult[];
  readonly keys: readonly KeyRecord[];
}

const days = (from: string, now: number): number => Math.max(0, Math.floor((now - Date.parse(from)) / DAY));

const trailName = (facts: KeyFacts): string => facts.trailName ?? 'CloudTrailLake';

function errorsOf(facts: KeyFacts): KeyError[] {
  const sources: [string, Sourced<unknown> | undefined][] = [
    ['DescribeKey', facts.description],
    ['ListAliases', facts.aliases],
    ['GetKeyRotationStatus', facts.rotation],
    ['ListKeyRotations', facts.rotations],
    ['GetKeyPolicy', facts.policy],
    ['ListGrants', facts.grants],
    ['ListResourceTags', facts.tags],
    ['GetKeyLastUsage', facts.lastUsage],
    [trailName(facts), facts.trail],
    ['CloudWatch', facts.operations],
  ];
  return sources.flatMap(([source, sourced]) => (sourced && !sourced.ok ? [{ source, code: sourced.code, message: sourced.message }] : []));
}

const validTime = (time: string | null): string | null => (time !== null && Number.isFinite(Date.parse(time)) ? time : null);

export function lastUseOf(facts: KeyFacts, now: number): LastUse {
  const asked: [string, Sourced<LastUseFact>][] = [['GetKeyLastUsage', facts.lastUsage], ...(facts.trail ? [[trailName(facts), facts.trail] as [string, Sourced<LastUseFact>]] : [])];
  const sources = asked.map(([source, sourced]) => ({ source, ok: sourced.ok, code: sourced.ok ? null : sourced.code }));
  const seen = asked.flatMap(([source, sourced]) => {
    const at = sourced.ok ? validTime(sourced.value.at) : null;
    return sourced.ok && at !== null ? [{ source, at, operation: sourced.value.operation }] : [];
  }).sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
  const trackedSince = facts.lastUsage.ok ? validTime(facts.lastUsage.value.since) : null;
  // No use on record says nothing without the day on which the record begins.
  const reference = seen?.at ?? trackedSince;
  const known = sources.every(source => source.ok) && reference !== null;
  return {
    known,
    at: seen?.at ?? null,
    operation: seen?.operation ?? null,
    source: seen?.source ?? null,
    trackedSince,
    idleDays: known ? days(reference!, now) : null,
    sources,
  };
}

/** Automatic rotation is for symmetric keys whose material KMS made, outside custom key stores (DG rotate-keys). */
export const canRotate = (key: { spec: string; origin: string }): boolean => key.spec === 'SYMMETRIC_DEFAULT' && key.origin === 'AWS_KMS';

function rotationOf(facts: KeyFacts): Rotation {
  if (!facts.description.ok) { return 'unknown'; }
  if (!canRotate(facts.description.value)) { return 'not possible'; }
  if (!facts.rotation?.ok) { return 'unknown'; }
  return facts.rotation.value.enabled ? 'on' : 'off';
}

/**
 * 1 USD a month, and 1 USD for each of the first two rotations; nothing while deletion is pending. List price outside China.
 *
 * @see https://aws.amazon.com/kms/pricing/
 */
function costOf(facts: KeyFacts): number | null {
  if (!facts.description.ok || parseArn(facts.arn)?.partition === 'aws-cn') { return null; }
  if (facts.description.value.state === 'PendingDeletion') { return 0; }
  if (!facts.rotations) { return 1; }
  return facts.rotations.ok ? 1 + Math.min(2, facts.rotations.value) : null;
}

export function toRecord(facts: KeyFacts, now: number, thresholds: Thresholds): KeyRecord {
  const found = facts.description.ok ? facts.description.value : undefined;
  const createdAt = validTime(found?.createdAt ?? null);
  const ageDays = createdAt === null ? null : days(createdAt, now);
  const lastUse = lastUseOf(facts, now);
  const operations = facts.operations?.ok ? facts.operations.value : null;
  const enabled = found?.state === 'Enabled';
  return {
    arn: facts.arn,
    keyId: facts.keyId,
    account: facts.account,
    region: facts.region,
    manager: found?.manager ?? 'UNKNOWN',
    state: found?.state ?? 'Unknown',
    description: found?.description ?? '',
    aliases: facts.aliases.ok ? facts.aliases.value : [],
    spec: found?.spec ?? 'unknown',
    usage: found?.usage ?? 'unknown',
    origin: found?.origin ?? 'unknown',
    createdAt,
    ageDays,
    deletionDate: found?.deletionDate ?? null,
    materialExpiresAt: found?.materialExpiresAt ?? null,
    rotation: rotationOf(facts),
    rotationPeriodDays: facts.rotation?.ok ? facts.rotation.value.periodDays : null,
    rotations: facts.rotations?.ok ? facts.rotations.value : null,
    lastUse,
    operations,
    policyBytes: facts.policy.ok ? facts.policy.value.bytes : null,
    grants: facts.grants.ok ? facts.grants.value.count : null,
    external: facts.policy.ok && facts.grants.ok ? [...facts.policy.value.external, ...facts.grants.value.external] : null,
    multiRegion: found?.multiRegion ?? 'unknown',
    replicas: found?.replicas ?? [],
    tags: facts.tags.ok ? facts.tags.value : null,
    monthlyCostUsd: costOf(facts),
    errors: errorsOf(facts),
    // A key younger than the threshold was not given the time to be used.
    unused: enabled && lastUse.idleDays !== null && lastUse.idleDays > thresholds.unusedDays && ageDays !== null && ageDays > thresholds.unusedDays,
    old: enabled && ageDays !== null && ageDays > thresholds.oldDays,
    highUsage: enabled && operations !== null && operations > thresholds.highUsage,
  };
}

export function totalsOf(keys: readonly KeyRecord[], targets: readonly TargetResult[]): Totals {
  const count = (test: (key: KeyRecord) => boolean) => keys.filter(test).length;
  const byState: { [state: string]: number } = {};
  for (const state of keys.map(key => key.state).sort()) { byState[state] = (byState[state] ?? 0) + 1; }
  const sum = (of: (target: TargetResult) => number) => targets.reduce((total, target) => total + of(target), 0);
  return {
    keys: keys.length,
    byState,
    rotation: {
      'on': count(key => key.rotation === 'on'),
      'off': count(key => key.rotation === 'off'),
      'not possible': count(key => key.rotation === 'not possible'),
      'unknown': count(key => key.rotation === 'unknown'),
    },
    lastUse: {
      'used': count(key => key.lastUse.known && key.lastUse.at !== null),
      'no use on record': count(key => key.lastUse.known && key.lastUse.at === null),
      'unknown': count(key => !key.lastUse.known),
    },
    unused: count(key => key.unused),
    old: count(key => key.old),
    highUsage: count(key => key.highUsage),
    external: count(key => key.external !== null && key.external.length > 0),
    externalUnknown: count(key => key.external === null),
    multiRegion: {
      no: count(key => key.multiRegion === 'no'),
      primary: count(key => key.multiRegion === 'primary'),
      replica: count(key => key.multiRegion === 'replica'),
      unknown: count(key => key.multiRegion === 'unknown'),
    },
    withErrors: count(key => key.errors.length > 0),
    monthlyCostUsd: keys.reduce((total, key) => total + (key.monthlyCostUsd ?? 0), 0),
    costUnknown: count(key => key.monthlyCostUsd === null),
    awsManaged: sum(target => target.awsManaged),
    gone: sum(target => target.gone),
  };
}

export interface RunFacts {
  readonly runId: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly thresholds: Thresholds;
  readonly targets: readonly TargetResult[];
}

/** Records in the order of account, Region and ARN; a key read twice (a resumed page) counts once. */
export function toReport(run: RunFacts, records: readonly KeyRecord[]): Report {
  const keys = [...new Map(records.map(record => [record.arn, record])).values()]
    .sort((a, b) => compare(a.account, b.account) || compare(a.region, b.region) || compare(a.arn, b.arn));
  return {
    formatVersion: 1,
    runId: run.runId,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    complete: run.targets.every(target => target.status === 'complete'),
    thresholds: run.thresholds,
    totals: totalsOf(keys, run.targets),
    targets: run.targets,
    keys,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
