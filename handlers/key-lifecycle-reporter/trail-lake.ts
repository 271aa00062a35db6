/*
 * A CloudTrail Lake event data store. Lake takes no new customers since 31 May 2026, those who have it keep it.
 *
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-limitations.html (all of Trino's SELECT)
 */
import { CloudTrailClient, DescribeQueryCommand, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudtrail';
import { Clock, patiently } from './aws';
import { DAY } from './inventory';
import { CRYPTOGRAPHIC, finishes, listed, quoted, Row, TrailSource } from './trail';

const sqlTime = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

export class LakeTrail implements TrailSource {
  public readonly name = 'CloudTrailLake';
  private readonly storeId: string;

  constructor(private readonly client: CloudTrailClient, eventDataStoreArn: string, private readonly clock: Clock) {
    this.storeId = eventDataStoreArn.split('/').pop()!;
    if (!/^[A-Za-z0-9-]+$/.test(this.storeId)) { throw new Error(`not the ARN of an event data store: ${eventDataStoreArn}`); }
  }

  public lastUseQuery(now: number, lookBackDays: number, keyArn?: string): string {
    return [
      'SELECT key_arn, max(eventTime) AS last_use, max_by(eventName, eventTime) AS operation',
      `FROM ${this.storeId}`,
      'CROSS JOIN UNNEST(transform(resources, r -> r.arn)) AS used (key_arn)',
      `WHERE ${between(now - lookBackDays * DAY, now)}`,
      `AND errorCode IS NULL AND eventName IN (${listed(CRYPTOGRAPHIC)})`,
      ...(keyArn === undefined ? [] : [`AND key_arn = ${quoted(keyArn)}`]),
      'GROUP BY key_arn',
    ].join(' ');
  }

  public attemptsQuery(keyArn: string, since: number, now: number): string {
    return [
      `SELECT count(*) AS attempts FROM ${this.storeId}`,
      `WHERE ${between(since, now)}`,
      "AND errorCode LIKE 'Disabled%'",
      `AND (any_match(resources, r -> r.arn = ${quoted(keyArn)}) OR element_at(requestParameters, 'keyId') IN (${listed([keyArn, keyArn.split('/').pop()!])})`,
      `OR errorMessage LIKE ${quoted(`%${keyArn}%`)})`,
    ].join(' ');
  }

  public async start(sql: string): Promise<string> {
    return (await patiently(() => this.client.send(new StartQueryCommand({ QueryStatement: sql })), this.clock)).QueryId!;
  }

  public async rows(QueryId: string, deadline: number): Promise<Row[] | undefined> {
    const { client, clock } = this;
    const ask = async () => {
      const { QueryStatus, ErrorMessage } = await client.send(new DescribeQueryCommand({ QueryId }));
      return { state: QueryStatus, reason: ErrorMessage };
    };
    if (!await finishes(ask, 'FINISHED', deadline, clock)) { return undefined; }
    const rows: Row[] = [];
    let NextToken: string | undefined;
    do {
      const page = await patiently(() => client.send(new GetQueryResultsCommand({ QueryId, NextToken, MaxQueryResults: 1000 })), clock);
      for (const row of page.QueryResultRows ?? []) { rows.push(Object.assign({}, ...row)); }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return rows;
  }
}

const between = (since: number, until: number): string =>
  `eventSource = 'kms.amazonaws.com' AND eventTime > '${sqlTime(since)}' AND eventTime <= '${sqlTime(until)}'`;
