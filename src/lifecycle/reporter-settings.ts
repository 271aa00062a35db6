import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { KeyCleanUpMode } from './key-clean-up';
import { KeyLifecycleReporterProps } from './key-lifecycle-reporter-props';
import { MEMBER_ROLE, REPORTER_ROLE } from './reporter-access';
import { checkAthena, resultPrefix, resultsOf, TrailSettings } from './trail-access';
import { checkSymmetric } from '../keys/resource-key';
import { refuse } from '../private/errors';
import { checkAccountId, checkArn, checkDays, checkNotEmpty, checkRegion, checkTag } from '../private/validate';

/** The properties, checked and with their defaults. */
export interface Settings extends TrailSettings {
  readonly regions: readonly string[];
  readonly memberAccounts: readonly string[];
  readonly memberRoleName: string;
  readonly roleName?: string;
  readonly topic?: sns.ITopic;
  readonly retention: Duration;
  readonly unusedDays: number;
  readonly oldDays: number;
  readonly highUsageThreshold: number;
  readonly readUsageMetrics: boolean;
  readonly usageWindowDays: number;
  readonly securityHubFindings: boolean;
  readonly memorySize: number;
  readonly cleanUp: {
    readonly mode: KeyCleanUpMode;
    readonly optInTagKey: string;
    readonly optInTagValue: string;
    readonly maxKeysPerRun: number;
    readonly disabledFor: Duration;
    readonly approvalTimeout: Duration;
  };
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Clean-up acts on the idle time, and a key that is not idle for a quarter can just be a report's. */
const LEAST_UNUSED_DAYS_FOR_CLEAN_UP = 30;

export function settingsOf(scope: Construct, props: KeyLifecycleReporterProps): Settings {
  const { region, account } = Stack.of(scope);
  check(props, account);
  const cleanUp = props.cleanUp ?? {};
  const days = (property: string, value: Duration | undefined, bounds: Bounds, standard: number) => checkDays(property, value, bounds) ?? standard;
  const settings: Settings = {
    regions: [...new Set(props.regions ?? [region])],
    memberAccounts: [...new Set(props.memberAccounts ?? [])],
    memberRoleName: props.memberRoleName ?? MEMBER_ROLE,
    roleName: props.roleName ?? (props.memberAccounts ? REPORTER_ROLE : undefined),
    topic: props.topic,
    retention: Duration.days(days('retention', props.retention, { min: 1, max: 36_500 }, 400)),
    unusedDays: days('unusedAfter', props.unusedAfter, { min: 1, max: 3650 }, 90),
    oldDays: days('oldAfter', props.oldAfter, { min: 1, max: 36_500 }, 730),
    highUsageThreshold: whole('highUsageThreshold', props.highUsageThreshold, { min: 0, max: Number.MAX_SAFE_INTEGER }, 1000),
    readUsageMetrics: props.readUsageMetrics ?? false,
    usageWindowDays: days('usageWindow', props.usageWindow, { min: 1, max: 60 }, 30),
    eventDataStoreArn: props.eventDataStoreArn,
    eventDataStoreKey: props.eventDataStoreKey,
    athenaTrail: props.athenaTrail,
    securityHubFindings: props.securityHubFindings ?? false,
    memorySize: whole('memorySize', props.memorySize, { min: 256, max: 10_240 }, 512),
    cleanUp: {
      mode: cleanUp.mode ?? KeyCleanUpMode.OFF,
      optInTagKey: cleanUp.optInTagKey ?? 'keysmith:clean-up',
      optInTagValue: cleanUp.optInTagValue ?? 'allowed',
      maxKeysPerRun: whole('cleanUp.maxKeysPerRun', cleanUp.maxKeysPerRun, { min: 1, max: 100 }, 5),
      disabledFor: Duration.days(days('cleanUp.disabledFor', cleanUp.disabledFor, { min: 7, max: 180 }, 30)),
      approvalTimeout: Duration.days(days('cleanUp.approvalTimeout', cleanUp.approvalTimeout, { min: 1, max: 30 }, 7)),
    },
  };
  checkTag('cleanUp.optInTagKey', settings.cleanUp.optInTagKey, settings.cleanUp.optInTagValue);
  if (settings.cleanUp.mode === KeyCleanUpMode.WITH_APPROVAL) { checkApproval(settings); }
  return settings;
}

function check(props: KeyLifecycleReporterProps, account: string): void {
  checkNotEmpty('regions', props.regions);
  props.regions?.forEach(region => checkRegion('regions', region));
  checkNotEmpty('memberAccounts', props.memberAccounts);
  props.memberAccounts?.forEach(member => checkAccountId('memberAccounts', member));
  const own = props.memberAccounts?.find(member => !Token.isUnresolved(account) && member === account);
  if (own) { refuse({ property: 'memberAccounts', value: own, bound: "is the reporter's own account, which is reported anyway", remedy: 'leave it out' }); }
  if (props.memberRoleName !== undefined && !props.memberAccounts) {
    refuse({ property: 'memberRoleName', value: props.memberRoleName, bound: "needs 'memberAccounts'" });
  }
  if (props.eventDataStoreArn !== undefined) {
    checkArn('eventDataStoreArn', props.eventDataStoreArn, 'cloudtrail', 'arn:PARTITION:cloudtrail:REGION:ACCOUNT:eventdatastore/ID');
  }
  if (props.eventDataStoreKey && props.eventDataStoreArn === undefined) {
    refuse({ property: 'eventDataStoreKey', value: props.eventDataStoreKey.node.path, bound: "needs 'eventDataStoreArn'" });
  }
  if (props.eventDataStoreKey) { checkSymmetric(props.eventDataStoreKey, 'eventDataStoreKey'); }
  if (props.athenaTrail?.trailKey) { checkSymmetric(props.athenaTrail.trailKey, 'trailKey'); }
  if (props.athenaTrail) {
    if (props.eventDataStoreArn !== undefined) {
      refuse({ property: 'athenaTrail', value: props.athenaTrail.table, bound: "is instead of 'eventDataStoreArn'", remedy: 'name one of the two' });
    }
    checkAthena(props.athenaTrail);
  }
  for (const property of ['usageWindow', 'highUsageThreshold'] as const) {
    const value = props[property];
    if (value !== undefined && !props.readUsageMetrics) {
      refuse({ property, value: value instanceof Duration ? `${value.toDays()} days` : value, bound: "does nothing without 'readUsageMetrics'", remedy: "set 'readUsageMetrics'" });
    }
  }
  if (props.bucket && props.retention) {
    refuse({ property: 'retention', value: `${props.retention.toDays()} days`, bound: "is for the bucket that the reporter makes, not for 'bucket'", remedy: 'give your bucket a lifecycle rule' });
  }
}

function checkApproval(settings: Settings): void {
  if (!settings.topic) {
    refuse({ property: 'topic', value: undefined, bound: 'is needed for a clean-up with approval', remedy: 'name the topic that the approvers are subscribed to' });
  }
  if (settings.unusedDays < LEAST_UNUSED_DAYS_FOR_CLEAN_UP) {
    refuse({
      property: 'unusedAfter',
      value: `${settings.unusedDays} days`,
      bound: `must be at least ${LEAST_UNUSED_DAYS_FOR_CLEAN_UP} days for a clean-up with approval`,
      remedy: 'work that runs once a month would look unused',
    });
  }
}

function whole(property: string, value: number | undefined, bounds: Bounds, standard: number): number {
  if (value === undefined || Token.isUnresolved(value)) { return value ?? standard; }
  if (!Number.isInteger(value) || value < bounds.min || value > bounds.max) {
    refuse({ property, value, bound: `must be a whole number from ${bounds.min} to ${bounds.max}` });
  }
  return value;
}

/** What the handlers read from CONFIG: handlers/key-lifecycle-reporter/config.ts. */
export function configOf(scope: Construct, settings: Settings, bucket?: s3.IBucket, stateMachineArn?: string): string {
  const { cleanUp, athenaTrail } = settings;
  const results = athenaTrail && resultsOf(athenaTrail, bucket);
  return Stack.of(scope).toJsonString({
    bucket: bucket?.bucketName ?? '',
    regions: settings.regions,
    memberAccounts: settings.memberAccounts,
    memberRoleName: settings.memberRoleName,
    topicArn: settings.topic?.topicArn ?? null,
    thresholds: { unusedDays: settings.unusedDays, oldDays: settings.oldDays, highUsage: settings.highUsageThreshold },
    readUsageMetrics: settings.readUsageMetrics,
    usageWindowDays: settings.usageWindowDays,
    eventDataStoreArn: settings.eventDataStoreArn ?? null,
    athenaTrail: athenaTrail ? {
      database: athenaTrail.database,
      table: athenaTrail.table,
      workGroup: athenaTrail.workGroup ?? 'primary',
      outputLocation: athenaTrail.workGroupResults || !results ? null : `s3://${results.bucketName}/${resultPrefix(athenaTrail)}`,
      datePartition: athenaTrail.datePartition ?? null,
    } : null,
    securityHub: settings.securityHubFindings,
    cleanUp: {
      mode: cleanUp.mode,
      optInTagKey: cleanUp.optInTagKey,
      optInTagValue: cleanUp.optInTagValue,
      maxKeysPerRun: cleanUp.maxKeysPerRun,
      disabledDays: cleanUp.disabledFor.toDays(),
      stateMachineArn: stateMachineArn ?? null,
    },
  });
}
