import { Thresholds } from './inventory';
import { parseArn } from '../../src/private/arns';

/** How far the clean-up goes. */
export type CleanUpMode = 'OFF' | 'DRY_RUN' | 'WITH_APPROVAL';

/** A table of CloudTrail's log files in Athena. */
export interface AthenaConfig {
  readonly database: string;
  readonly table: string;
  readonly workGroup: string;
  /** s3://…/, null where the work group says it. */
  readonly outputLocation: string | null;
  /** A partition by day, yyyy/MM/dd. */
  readonly datePartition: string | null;
}

/** What the construct tells the functions, as JSON in CONFIG. */
export interface ReporterConfig {
  readonly bucket: string;
  readonly regions: readonly string[];
  /** Accounts beside the reporter's own, read through `memberRoleName`. */
  readonly memberAccounts: readonly string[];
  readonly memberRoleName: string;
  readonly topicArn: string | null;
  readonly thresholds: Thresholds;
  readonly readUsageMetrics: boolean;
  readonly usageWindowDays: number;
  /** ARN of a CloudTrail Lake event data store. */
  readonly eventDataStoreArn: string | null;
  /** Instead of the event data store. */
  readonly athenaTrail: AthenaConfig | null;
  readonly securityHub: boolean;
  readonly cleanUp: {
    readonly mode: CleanUpMode;
    readonly optInTagKey: string;
    readonly optInTagValue: string;
    readonly maxKeysPerRun: number;
    readonly disabledDays: number;
    readonly stateMachineArn: string | null;
  };
}

/** ScheduleKeyDeletion with the longest window there is. */
export const PENDING_WINDOW_DAYS = 30;

export function readConfig(env: { readonly [name: string]: string | undefined } = process.env): ReporterConfig {
  if (!env.CONFIG) { throw new Error('the environment variable CONFIG is missing'); }
  return JSON.parse(env.CONFIG);
}

/** Where and under which role a function runs, from its own ARN. */
export interface Home {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

export function homeOf(functionArn: string): Home {
  const { partition, region, account } = parseArn(functionArn)!;
  return { partition, region, account };
}
