import { ServiceUse } from '../service-use';
import * as backup from './backup';
import * as cloudfront from './cloudfront';
import * as cloudtrail from './cloudtrail';
import * as cloudwatch from './cloudwatch';
import * as cloudwatchLogs from './cloudwatch-logs';
import * as dynamodb from './dynamodb';
import * as ebs from './ebs';
import * as ecr from './ecr';
import * as efs from './efs';
import * as eventbridge from './eventbridge';
import * as firehose from './firehose';
import * as kinesis from './kinesis';
import * as lambda from './lambda';
import * as logDelivery from './log-delivery';
import * as parameterStore from './parameter-store';
import * as rds from './rds';
import * as s3 from './s3';
import * as secretsManager from './secrets-manager';
import * as sns from './sns';
import * as sqs from './sqs';
import * as stepFunctions from './step-functions';

const FILES: ReadonlyArray<{ readonly [id: string]: ServiceUse }> = [
  backup,
  cloudfront,
  cloudtrail,
  cloudwatch,
  cloudwatchLogs,
  dynamodb,
  ebs,
  ecr,
  efs,
  eventbridge,
  firehose,
  kinesis,
  lambda,
  logDelivery,
  parameterStore,
  rds,
  s3,
  secretsManager,
  sns,
  sqs,
  stepFunctions,
];

/** Every row of the catalog, by the id of its KeyService static. */
export const CATALOG: { readonly [id: string]: ServiceUse } = Object.fromEntries(
  FILES.flatMap(file => Object.values(file)).map(use => [use.id, use]),
);
