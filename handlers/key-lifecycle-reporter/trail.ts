/*
 * The second source of last use: a CloudTrail Lake event data store. It can show a use that GetKeyLastUsage does not, never
 * prove that there was none. Lake takes no new customers since 31 May 2026, those who have it keep it.
 *
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-limitations.html (all of Trino's SELECT)
 */
import { CloudTrailClient, DescribeQueryCommand, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudtrail';
import { Clock, patiently } from './aws';
import { LastUseFact } from './facts';
import { DAY } from './inventory';

/** Cryptographic operations; reading about a key is no use of it. */
const CRYPTOGRAPHIC = [
  'Decrypt', 'DeriveSharedSecret', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext', 'GenerateMac', 'ReEncrypt', 'Sign', 'Verify', 'VerifyMac',
];

const storeId = (eventDataStoreArn: string): string => {
  const id = eventDataStoreArn.split('/').pop()!;
  if (!/^[A-Za-z0-9-]+$/.test(id)) { throw new Error(`not the ARN of an event data store: ${eventDataStoreArn}`); }
  return id;
};
const sqlTime = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The last successful use of every key, or of one, in the `lookBackDays` before `now`. */
export const lastUseQuery = (eventDataStoreArn: string, now: number, lookBackDays: number, keyArn?: string): string => [
  'SELECT key_arn, max(eventTime) AS last_use, max_by(eventName, eventTime) AS operation',
  `FROM ${storeId(eventDataStoreArn)}`,
  'CROSS JOIN UNNEST(transform(resources, r -> r.arn)) AS used (key_arn)',
  `WHERE eventSource = 'kms.amazonaws.com' AND eventTime > '${sqlTime(now - lookBackDays * DAY)}' AND eventTime <= '${sqlTime(now)}'`,
  `AND errorCode IS NULL AND eventName IN (${CRYPTOGRAPHIC.map(quoted).join(', ')})`,
  ...(keyArn === undefined ? [] : [`AND key_arn = ${quoted(keyArn)}`]),
  'GROUP BY key_arn',
].join(' ');

/** Attempts to use a key since it was disabled: somebody still needs it. */
export const attemptsQuery = (eventDataStoreArn: string, keyArn: string, since: number, now: number): string => [
  `SELECT count(*) AS attempts FROM ${storeId(eventDataStoreArn)}`,
  `WHERE eventSource = 'kms.amazonaws.com' AND eventTime > '${sqlTime(since)}' AND eventTime <= '${sqlTime(now)}'`,
  "AND errorCode LIKE 'Disabled%'",
  `AND (any_match(resources, r -> r.arn = ${quoted(keyArn)}) OR element_at(requestParameters, 'keyId') IN (${quoted(keyArn)}, ${quoted(keyArn.split('/').pop()!)})`,
  `OR errorMessage LIKE ${quoted(`%${keyArn}%`)})`,
].join(' ');

export async function startQuery(client: CloudTrailClient, sql: string, clock: Clock): Promise<string> {
  return (await patiently(() => client.send(new StartQueryCommand({ QueryStatement: sql })), clock)).QueryId!;
}

/** A row of a result, by column. */
export interface Row {
  readonly [column: string]: string;
}

/** All rows once the query is finished, undefined when `deadline` comes first. Fails when the query fails. */
export async function queryRows(client: CloudTrailClient, QueryId: string, deadline: number, clock: Clock): Promise<Row[] | undefined> {
  for (;;) {
    const { QueryStatus, ErrorMessage } = await patiently(() => client.send(new DescribeQueryCommand({ QueryId })), clock);
    if (QueryStatus === 'FINISHED') { break; }
    if (QueryStatus !== 'QUEUED' && QueryStatus !== 'RUNNING') { throw new Error(`the query ${QueryStatus}: ${ErrorMessage ?? ''}`); }
    if (clock.now() + 2000 > deadline) { return undefined; }
    await clock.sleep(2000);
  }
  const rows: Row[] = [];
  let NextToken: string | undefined;
  do {
    const page = await patiently(() => client.send(new GetQueryResultsCommand({ QueryId, NextToken, MaxQueryResults: 1000 })), clock);
    for (const row of page.QueryResultRows ?? []) { rows.push(Object.assign({}, ...row)); }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return rows;
}

/** `2026-11-20 08:15:00.000` is UTC. */
export function lastUses(rows: readonly Row[], since: number): { [keyArn: string]: LastUseFact } {
  return Object.fromEntries(rows.filter(row => row.key_arn).map(row => [row.key_arn, {
    at: new Date(`${row.last_use.replace(' ', 'T').replace(/(\.\d+)?Z?$/, '')}Z`).toISOString(),
    operation: row.operation ?? null,
    since: new Date(since).toISOString(),
  }]));
}
