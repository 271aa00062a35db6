import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * A table of CloudTrail's log files in Athena, made as AWS's CREATE TABLE statements make it, as the second source of last use.
 *
 * Where Lake Formation guards the table, give the functions' roles SELECT on it as well.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
 */
export interface AthenaTrailOptions {
  /** Name of the database in the Data Catalog of the account and Region, 1 to 255 letters, digits, `_` and `-`. */
  readonly database: string;

  /** Name of the table, 1 to 255 letters, digits, `_` and `-`. */
  readonly table: string;

  /** The bucket of the log files. */
  readonly trailBucket: s3.IBucket;

  /**
   * Prefix of the log files, without a leading `/`, such as `AWSLogs/111122223333/`.
   *
   * @default - the whole bucket can be read
   */
  readonly trailPrefix?: string;

  /**
   * The key of the log files.
   *
   * @default - the key of `trailBucket`, as far as CDK knows it
   */
  readonly trailKey?: kms.IKey;

  /**
   * Name of a partition column of days such as `2026/11/24`; `timestamp` in AWS's statement with partition projection.
   *
   * IMPORTANT: without it each query scans, and Athena charges, the whole table.
   *
   * @default - the partitions are not used
   */
  readonly datePartition?: string;

  /**
   * The work group that runs the queries, 1 to 128 letters, digits, `.`, `_` and `-`.
   *
   * @default 'primary'
   */
  readonly workGroup?: string;

  /**
   * Leaves it to the work group where results go. Name its bucket as `resultBucket`, unless Athena manages the results.
   *
   * @default false
   */
  readonly workGroupResults?: boolean;

  /**
   * Where results go.
   *
   * @default - the bucket of the reports, unless `workGroupResults` is set
   */
  readonly resultBucket?: s3.IBucket;

  /**
   * Prefix of the results, without a leading and with a trailing `/`.
   *
   * @default 'athena/'
   */
  readonly resultPrefix?: string;
}
