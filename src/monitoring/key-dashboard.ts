import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { KeyMetrics, KeyOperation, KeyRequestQuota } from './key-metrics';
import { subjectKey } from './subjects';

const FULL_WIDTH = 24;
const HOUR = Duration.hours(1);

export interface WatchedKey {
  readonly key: kms.IKey;
  readonly operations: KeyOperation[];
  readonly imported: boolean;
}

/** An overview of all keys, a graph for each, and the account's request quotas. */
export function addDashboard(scope: Construct, keys: readonly WatchedKey[], alarms: cloudwatch.Alarm[], name?: string): cloudwatch.Dashboard {
  const dashboard = new cloudwatch.Dashboard(scope, 'Dashboard', { dashboardName: name, defaultInterval: Duration.days(7) });
  const titleOf = ({ key }: WatchedKey) => subjectKey('keys', key).alias ?? key.keyId;
  if (alarms.length > 0) {
    dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({ title: 'Alarms', width: FULL_WIDTH, alarms }));
  }
  if (keys.length > 0) {
    dashboard.addWidgets(new cloudwatch.GraphWidget({
      title: 'Requests by key',
      width: FULL_WIDTH,
      stacked: true,
      left: keys.map(watched =>
        KeyMetrics.fromKey(watched.key).metricSuccessfulRequests(watched.operations, { label: titleOf(watched), period: HOUR })),
    }));
  }
  dashboard.addWidgets(new cloudwatch.GraphWidget({
    title: 'Request quotas of the account and Region, % used',
    width: FULL_WIDTH,
    left: Object.values(KeyRequestQuota).map(quota => KeyMetrics.metricQuotaUtilization(quota)),
    leftYAxis: { min: 0, max: 100, label: '%', showUnits: false },
  }));
  for (const watched of keys) {
    const metrics = KeyMetrics.fromKey(watched.key);
    dashboard.addWidgets(
      new cloudwatch.GraphWidget({
        title: titleOf(watched),
        width: watched.imported ? FULL_WIDTH - 6 : FULL_WIDTH,
        left: watched.operations.map(operation => metrics.metricSuccessfulRequest(operation, { period: HOUR })),
      }),
      ...(watched.imported
        ? [new cloudwatch.SingleValueWidget({ title: 'Key material expires in', width: 6, metrics: [metrics.metricSecondsUntilKeyMaterialExpiration()] })]
        : []),
    );
  }
  return dashboard;
}
