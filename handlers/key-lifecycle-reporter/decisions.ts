/*
 * What the clean-up can do with a key, and why. Pure: every rule says no for a reason that is logged; only a key that no rule
 * holds back becomes a candidate, and only so many of them in a run.
 */
import { KeyRecord, Thresholds } from './inventory';

export interface CleanUpRules {
  readonly thresholds: Thresholds;
  readonly optInTagKey: string;
  readonly optInTagValue: string;
  readonly maxKeysPerRun: number;
  /** The account whose keys can be cleaned up: the reporter's own. */
  readonly account: string;
}

export type Verdict = 'propose' | 'leave';

export interface Decision {
  readonly arn: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** Why a key is left alone; undefined when nothing holds it back. `state` is the state that the step at hand expects. */
export function objection(key: KeyRecord, rules: CleanUpRules, state: 'Enabled' | 'Disabled' = 'Enabled'): string | undefined {
  if (key.errors.length > 0) { return `not everything is known: ${key.errors.map(e => `${e.source} ${e.code}`).join(', ')}`; }
  if (key.manager !== 'CUSTOMER') { return 'it is not a customer managed key'; }
  if (key.account !== rules.account) { return `it is a key of account ${key.account}; only the reporter's own account is cleaned up`; }
  if (key.tags === null) { return 'its tags are not known'; }
  if (!Object.hasOwn(key.tags, rules.optInTagKey)) { return `it has no tag '${rules.optInTagKey}'`; }
  if (key.tags[rules.optInTagKey] !== rules.optInTagValue) { return `its tag '${rules.optInTagKey}' is not '${rules.optInTagValue}'`; }
  if (key.state !== state) { return `it is ${key.state}, not ${state}`; }
  if (key.ageDays === null) { return 'its age is not known'; }
  if (key.ageDays <= rules.thresholds.unusedDays) { return `it is only ${key.ageDays} days old`; }
  if (!key.lastUse.known || key.lastUse.idleDays === null) { return 'its last use is not known'; }
  if (key.lastUse.idleDays <= rules.thresholds.unusedDays) {
    return key.lastUse.at === null
      ? `no use is on record, but only since ${key.lastUse.trackedSince}`
      : `it was used ${key.lastUse.idleDays} days ago`;
  }
  if (key.operations !== null && key.operations > 0) { return `CloudWatch counts ${key.operations} operations`; }
  if (key.grants === null) { return 'its grants are not known'; }
  // An attached EBS volume or a database holds a grant and might not call KMS for months.
  if (key.grants > 0) { return `it has ${key.grants} grants: something still holds it`; }
  if (key.multiRegion === 'unknown') { return 'its multi-Region role is not known'; }
  if (key.multiRegion === 'primary' && key.replicas.length > 0) { return `it has replicas: ${key.replicas.join(', ')}`; }
  return undefined;
}

/**
 * One decision for each key, in the order of the report. `underWay` are keys whose clean-up was started or asked before.
 * The longest idle come first; ties go by ARN.
 */
export function decide(keys: readonly KeyRecord[], rules: CleanUpRules, underWay: ReadonlySet<string> = new Set()): Decision[] {
  const objections = new Map(keys.map(key => [key.arn, objection(key, rules) ?? (underWay.has(key.arn) ? 'its clean-up was asked for within the last 90 days' : undefined)]));
  const ranked = keys.filter(key => objections.get(key.arn) === undefined)
    .sort((a, b) => b.lastUse.idleDays! - a.lastUse.idleDays! || (a.arn < b.arn ? -1 : 1));
  const proposed = new Set(ranked.slice(0, Math.max(0, rules.maxKeysPerRun)).map(key => key.arn));
  return keys.map(key => {
    const reason = objections.get(key.arn);
    if (reason !== undefined) { return { arn: key.arn, verdict: 'leave', reason }; }
    return proposed.has(key.arn)
      ? { arn: key.arn, verdict: 'propose', reason: proposal(key) }
      : { arn: key.arn, verdict: 'leave', reason: `it waits its turn: a run asks about at most ${rules.maxKeysPerRun} keys` };
  });
}

const proposal = (key: KeyRecord): string => `${useOf(key)}; ${key.aliases.length === 0 ? 'it has no alias' : `it is ${key.aliases.join(', ')}`}`;

/** When a key was used last, for people. */
export const useOf = ({ lastUse }: KeyRecord): string => (lastUse.at === null
  ? `no use on record in ${lastUse.idleDays} days, since ${lastUse.trackedSince}`
  : `last used ${lastUse.idleDays} days ago (${lastUse.operation ?? 'operation unknown'}, ${lastUse.source})`);
