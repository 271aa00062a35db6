/*
 * The second source of last use: CloudTrail's events, in CloudTrail Lake or in a table of Athena. They can show a use that
 * GetKeyLastUsage does not, never prove that there was none.
 */
import { Clock, patiently } from './aws';
import { LastUseFact } from './facts';

/** Cryptographic operations; reading about a key is no use of it. */
export const CRYPTOGRAPHIC: readonly string[] = [
  'Decrypt', 'DeriveSharedSecret', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext', 'GenerateMac', 'ReEncrypt', 'Sign', 'Verify', 'VerifyMac',
];

/** A row of a result, by column. */
export interface Row {
  readonly [column: string]: string;
}

/** Where CloudTrail's events can be queried. Both dialects are Trino's. */
export interface TrailSource {
  readonly name: 'CloudTrailLake' | 'Athena';
  /** The last successful use of every key, or of one, in the `lookBackDays` before `now`: key_arn, last_use, operation. */
  lastUseQuery(now: number, lookBackDays: number, keyArn?: string): string;
  /** Attempts to use a key since it was disabled, when somebody still needs it: attempts. */
  attemptsQuery(keyArn: string, since: number, now: number): string;
  /** Starts a query and returns its id. */
  start(sql: string): Promise<string>;
  /** All rows once the query is finished, undefined when `deadline` comes first. Fails when the query fails. */
  rows(queryId: string, deadline: number): Promise<Row[] | undefined>;
}

/** Asks for the state of a query until it is `done`; false when `deadline` comes first. Fails when the query fails. */
export async function finishes(
  ask: () => Promise<{ state?: string; reason?: string }>, done: string, deadline: number, clock: Clock,
): Promise<boolean> {
  for (;;) {
    const { state, reason } = await patiently(ask, clock);
    if (state === done) { return true; }
    if (state !== 'QUEUED' && state !== 'RUNNING') { throw new Error(`the query ${state}: ${reason ?? ''}`); }
    if (clock.now() + 2000 > deadline) { return false; }
    await clock.sleep(2000);
  }
}

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const listed = (texts: readonly string[]): string => texts.map(quoted).join(', ');

/** `2026-11-20 08:15:00.000` of Lake and `2026-11-20T08:15:00Z` of Athena are UTC. */
export function lastUses(rows: readonly Row[], since: number): { [keyArn: string]: LastUseFact } {
  return Object.fromEntries(rows.filter(row => row.key_arn).map(row => [row.key_arn, {
    at: new Date(`${row.last_use.replace(' ', 'T').replace(/(\.\d+)?Z?$/, '')}Z`).toISOString(),
    operation: row.operation ?? null,
    since: new Date(since).toISOString(),
  }]));
}
