import { ServiceUse } from '../service-use';
import * as cloudtrail from './cloudtrail';
import * as cloudwatchLogs from './cloudwatch-logs';
import * as ebs from './ebs';
import * as lambda from './lambda';
import * as rds from './rds';
import * as s3 from './s3';

const FILES: ReadonlyArray<{ readonly [id: string]: ServiceUse }> = [cloudtrail, cloudwatchLogs, ebs, lambda, rds, s3];

/** Every row of the catalog, by the id of its KeyService static. */
export const CATALOG: { readonly [id: string]: ServiceUse } = Object.fromEntries(
  FILES.flatMap(file => Object.values(file)).map(use => [use.id, use]),
);
