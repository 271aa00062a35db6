/*
 * A table of CloudTrail's log files in Athena, as AWS's own CREATE TABLE statements make it: lower-case columns, times and request
 * parameters as text, and resources as an array of structs. Nothing is assumed of its partitions.
 *
 * https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
 */
import { AthenaClient, GetQueryExecutionCommand, paginateGetQueryResults, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { allPages, Clock, patiently } from './aws';
import { AthenaConfig } from './config';
import { DAY } from './inventory';
import { CRYPTOGRAPHIC, finishes, listed, quoted, Row, TrailSource } from './trail';

/** Of which accounts and Regions the events are. */
export interface TrailScope {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

const sqlTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
/** `yyyy/MM/dd`, as in the paths of the log files. */
const sqlDay = (time: number): string => new Date(time).toISOString().slice(0, 10).replaceAll('-', '/');

/** Names come from the construct, which refused others; a second look costs nothing. */
function identifier(name: string): string {
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) { throw new Error(`not a name of Athena: ${name}`); }
  return `"${name}"`;
}

export class AthenaTrail implements TrailSource {
  public readonly name = 'Athena';

  constructor(
    private readonly client: AthenaClient, private readonly config: AthenaConfig, private readonly scope: TrailScope, private readonly clock: Clock,
  ) { }

  public lastUseQuery(now: number, lookBackDays: number, keyArn?: string): string {
    return [
      'SELECT key_arn, max(eventtime) AS last_use, max_by(eventname, eventtime) AS operation',
      `FROM ${this.table()}`,
      'CROSS JOIN UNNEST(transform(resources, r -> r.arn)) AS used (key_arn)',
      `WHERE ${this.between(now - lookBackDays * DAY, now)}`,
      `AND (errorcode IS NULL OR errorcode = '') AND eventname IN (${listed(CRYPTOGRAPHIC)})`,
      // Other resources of an event, such as the grantee of a key, are not keys.
      keyArn === undefined ? "AND key_arn LIKE 'arn:%:kms:%:key/%'" : `AND key_arn = ${quoted(keyArn)}`,
      'GROUP BY key_arn',
    ].join(' ');
  }

  public attemptsQuery(keyArn: string, since: number, now: number): string {
    return [
      `SELECT count(*) AS attempts FROM ${this.table()}`,
      `WHERE ${this.between(since, now)}`,
      "AND errorcode LIKE 'Disabled%'",
      `AND (any_match(resources, r -> r.arn = ${quoted(keyArn)})`,
      `OR json_extract_scalar(requestparameters, '$.keyId') IN (${listed([keyArn, keyArn.split('/').pop()!])})`,
      `OR errormessage LIKE ${quoted(`%${keyArn}%`)})`,
    ].join(' ');
  }

  public async start(sql: string): Promise<string> {
    const { database, workGroup, outputLocation } = this.config;
    const command = new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workGroup,
      QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: database },
      ...(outputLocation === null ? {} : { ResultConfiguration: { OutputLocation: outputLocation } }),
    });
    return (await patiently(() => this.client.send(command), this.clock)).QueryExecutionId!;
  }

  public async rows(QueryExecutionId: string, deadline: number): Promise<Row[] | undefined> {
    const { client, clock } = this;
    const ask = async () => {
      const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      return { state: QueryExecution?.Status?.State, reason: QueryExecution?.Status?.StateChangeReason };
    };
    if (!await finishes(ask, 'SUCCEEDED', deadline, clock)) { return undefined; }
    const rows: Row[] = [];
    let first = true;
    for (const page of await allPages(() => paginateGetQueryResults({ client, pageSize: 1000 }, { QueryExecutionId }), clock)) {
      const columns = (page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(column => column.Name!);
      const values = (page.ResultSet?.Rows ?? []).map(row => (row.Data ?? []).map(datum => datum.VarCharValue));
      // The first row of the first page is the heading (API GetQueryResults).
      for (const row of first ? values.slice(1) : values) {
        rows.push(Object.fromEntries(columns.flatMap((column, i) => (row[i] === undefined ? [] : [[column, row[i]!]]))));
      }
      first = false;
    }
    return rows;
  }

  private table(): string {
    return `${identifier(this.config.database)}.${identifier(this.config.table)}`;
  }

  private between(since: number, until: number): string {
    const { datePartition } = this.config;
    const { accounts, regions } = this.scope;
    return [
      ...(datePartition === null ? [] : [`${identifier(datePartition)} BETWEEN '${sqlDay(since)}' AND '${sqlDay(until + DAY)}'`]),
      "eventsource = 'kms.amazonaws.com'",
      `eventtime > '${sqlTime(since)}' AND eventtime <= '${sqlTime(until)}'`,
      `recipientaccountid IN (${listed(accounts)}) AND awsregion IN (${listed(regions)})`,
    ].join(' AND ');
  }
}
