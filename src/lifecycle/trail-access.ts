/*
 * What a function can do to query CloudTrail's events, in CloudTrail Lake or in Athena.
 */
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AthenaTrailOptions } from './athena-trail';
import { viaServiceName } from '../private/arns';
import { trustsAccount } from '../private/cdk-internals';
import { refuse } from '../private/errors';

/** A second source of last use; neither is there without one. */
export interface TrailSettings {
  readonly eventDataStoreArn?: string;
  readonly eventDataStoreKey?: kms.IKey;
  readonly athenaTrail?: AthenaTrailOptions;
}

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const WORK_GROUP = /^[A-Za-z0-9._-]{1,128}$/;
const PREFIX = /^[A-Za-z0-9!_.()=-][A-Za-z0-9!_.()=/-]*$/;

export function checkAthena(options: AthenaTrailOptions): void {
  const check = (property: keyof AthenaTrailOptions, pattern: RegExp, bound: string) => {
    const value = options[property] as string | undefined;
    // A token would be part of a query that nobody looked at.
    if (value !== undefined && !pattern.test(value)) { refuse({ property: `athenaTrail.${property}`, value, bound }); }
  };
  for (const property of ['database', 'table', 'datePartition'] as const) {
    check(property, NAME, 'must be a name of 1 to 255 letters, digits, _ and -');
  }
  check('workGroup', WORK_GROUP, 'must be a name of 1 to 128 letters, digits, ., _ and -');
  check('trailPrefix', PREFIX, 'must be a prefix without a leading /, a wildcard or a blank');
  check('resultPrefix', PREFIX, 'must be a prefix without a leading /, a wildcard or a blank');
  if (options.resultPrefix !== undefined && !options.resultPrefix.endsWith('/')) {
    refuse({ property: 'athenaTrail.resultPrefix', value: options.resultPrefix, bound: "must end with '/'" });
  }
  if (options.resultPrefix !== undefined && !options.resultBucket) {
    refuse({ property: 'athenaTrail.resultPrefix', value: options.resultPrefix, bound: "needs 'athenaTrail.resultBucket'" });
  }
}

export const RESULT_PREFIX = 'athena/';
export const resultPrefix = (options: AthenaTrailOptions): string => options.resultPrefix ?? RESULT_PREFIX;

/** Whether results go to the bucket of the reports. */
export const keepsResults = (athenaTrail?: AthenaTrailOptions): boolean =>
  athenaTrail !== undefined && !athenaTrail.resultBucket && !athenaTrail.workGroupResults;

/** The bucket to which results go, unless the work group says it; `reports` is the bucket of the reports. */
export const resultsOf = (athenaTrail: AthenaTrailOptions, reports?: s3.IBucket): s3.IBucket | undefined =>
  athenaTrail.resultBucket ?? (keepsResults(athenaTrail) ? reports : undefined);

export function allowTrailQueries(fn: lambda.Function, settings: TrailSettings, reports: s3.IBucket): void {
  if (settings.eventDataStoreArn) { allowLake(fn, settings.eventDataStoreArn, settings.eventDataStoreKey); }
  if (settings.athenaTrail) { allowAthena(fn, settings.athenaTrail, resultsOf(settings.athenaTrail, reports)); }
}

function allowLake(fn: lambda.Function, eventDataStoreArn: string, key?: kms.IKey): void {
  fn.addToRolePolicy(new iam.PolicyStatement({
    sid: 'QueryTrail', actions: ['cloudtrail:DescribeQuery', 'cloudtrail:GetQueryResults', 'cloudtrail:StartQuery'], resources: [eventDataStoreArn],
  }));
  // Without kms:ViaService: AWS documents no value for CloudTrail, and one that is wrong would leave every last use unknown.
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
  if (key) { allowKey(fn, key, 'UseKeyOfTrail', ['kms:Decrypt', 'kms:GenerateDataKey']); }
}

/** https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena.html: Athena reads and writes as its caller. */
function allowAthena(fn: lambda.Function, options: AthenaTrailOptions, results: s3.IBucket | undefined): void {
  const { partition, region, account } = Stack.of(fn);
  const { database, table, trailBucket, trailPrefix = '', workGroup = 'primary' } = options;
  const allow = (sid: string, actions: string[], resources: string[], conditions?: { [operator: string]: { [key: string]: string } }) =>
    fn.addToRolePolicy(new iam.PolicyStatement({ sid, actions, resources, conditions }));
  allow('QueryAthena', ['athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:StartQueryExecution'], [
    `arn:${partition}:athena:${region}:${account}:workgroup/${workGroup}`,
  ]);
  allow('ReadTrailTable', ['glue:BatchGetPartition', 'glue:GetDatabase', 'glue:GetPartition', 'glue:GetPartitions', 'glue:GetTable'],
    ['catalog', `database/${database}`, `table/${database}/${table}`].map(name => `arn:${partition}:glue:${region}:${account}:${name}`));
  allow('ReadTrail', ['s3:GetObject'], [trailBucket.arnForObjects(`${trailPrefix}*`)]);
  allow('ListTrail', ['s3:ListBucket'], [trailBucket.bucketArn], trailPrefix ? { StringLike: { 's3:prefix': `${trailPrefix}*` } } : undefined);
  allow('LocateTrail', ['s3:GetBucketLocation'], [trailBucket.bucketArn, ...(results ? [results.bucketArn] : [])]);
  const trailKey = options.trailKey ?? trailBucket.encryptionKey;
  if (trailKey) { allowKey(fn, trailKey, 'DecryptTrail', ['kms:Decrypt'], 's3'); }
  if (!results) { return; }
  allow('WriteQueryResults', ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'], [
    results.arnForObjects(`${resultPrefix(options)}*`),
  ]);
  allow('ListQueryResults', ['s3:ListBucket', 's3:ListBucketMultipartUploads'], [results.bucketArn]);
  // The key of the reports is opened where the bucket is created.
  if (options.resultBucket?.encryptionKey) { allowKey(fn, options.resultBucket.encryptionKey, 'EncryptQueryResults', ['kms:Decrypt', 'kms:GenerateDataKey'], 's3'); }
}

function allowKey(fn: lambda.Function, key: kms.IKey, sid: string, actions: string[], service?: string): void {
  const conditions = service ? { StringEquals: { 'kms:ViaService': viaServiceName(service, key.env.region) } } : undefined;
  fn.addToRolePolicy(new iam.PolicyStatement({ sid, actions, resources: [key.keyArn], conditions }));
  // Where the account's policies count for nothing, the key's own has to say it.
  if (!trustsAccount(key)) { key.addToResourcePolicy(new iam.PolicyStatement({ actions, resources: ['*'], principals: [fn.role!], conditions })); }
}
