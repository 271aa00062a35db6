/*
 * The report as metrics and as a message. Pure.
 */
import { Decision } from './decisions';
import { Report } from './inventory';
import { oneLine } from '../shared/one-line';

export const NAMESPACE = 'CdkKeysmith/KeyLifecycle';

/**
 * One line of embedded metric format: the totals of the run, by the account that reports.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLine(report: Report, account: string): string {
  const { totals } = report;
  const values = {
    Keys: totals.keys,
    EnabledKeys: totals.byState.Enabled ?? 0,
    DisabledKeys: totals.byState.Disabled ?? 0,
    PendingDeletionKeys: totals.byState.PendingDeletion ?? 0,
    PendingImportKeys: totals.byState.PendingImport ?? 0,
    UnusedKeys: totals.unused,
    LastUseUnknownKeys: totals.lastUse.unknown,
    OldKeys: totals.old,
    HighUsageKeys: totals.highUsage,
    RotationOffKeys: totals.rotation.off,
    ExternalAccessKeys: totals.external,
    KeysWithErrors: totals.withErrors,
    FailedRegions: report.targets.filter(target => target.status !== 'complete').length,
    MonthlyCost: totals.monthlyCostUsd,
  };
  return JSON.stringify({
    _aws: {
      Timestamp: Date.parse(report.finishedAt),
      CloudWatchMetrics: [{
        Namespace: NAMESPACE,
        Dimensions: [['Account']],
        Metrics: Object.keys(values).map(name => ({ Name: name, Unit: name === 'MonthlyCost' ? 'None' : 'Count' })),
      }],
    },
    Account: account,
    RunId: report.runId,
    ...values,
  });
}

/** SNS takes subjects of printable ASCII, under 100 characters. */
export function subject(report: Report): string {
  return `KMS keys: ${report.totals.keys}, unused ${report.totals.unused}, external ${report.totals.external}${report.complete ? '' : ' (incomplete)'}`.slice(0, 99);
}

export interface Place {
  readonly bucket: string;
  readonly pageKey: string;
  readonly reportKey: string;
}

/** SNS takes 256 KB. */
const few = (lines: string[]): string[] => (lines.length > 100 ? [...lines.slice(0, 100), `  and ${lines.length - 100} more`] : lines).map(oneLine);

export function message(report: Report, place: Place, decisions: readonly Decision[], mode: string, refused?: string): string {
  const { totals, thresholds } = report;
  const states = Object.entries(totals.byState).map(([state, count]) => `${count} ${state}`).join(', ') || 'none';
  const broken = report.targets.filter(target => target.status !== 'complete');
  const proposed = decisions.filter(decision => decision.verdict === 'propose');
  return [
    `${totals.keys} customer managed keys: ${states}.`,
    ...(broken.length ? ['', 'INCOMPLETE, the numbers are lower bounds:', ...few(broken.map(t => `  ${t.region} of ${t.account}: ${t.error}`))] : []),
    '',
    `Unused (enabled, idle over ${thresholds.unusedDays} days): ${totals.unused}`,
    `Last use unknown (never counted as unused): ${totals.lastUse.unknown}`,
    `Older than ${thresholds.oldDays} days: ${totals.old}`,
    `Over ${thresholds.highUsage} operations: ${totals.highUsage}`,
    `Rotation on ${totals.rotation.on}, off ${totals.rotation.off}, not possible ${totals.rotation['not possible']}, unknown ${totals.rotation.unknown}`,
    `External access: ${totals.external}`,
    `Not fully read: ${totals.withErrors}`,
    `Monthly cost of the keys: ${totals.monthlyCostUsd} USD${totals.costUnknown ? `, ${totals.costUnknown} keys unknown` : ''}`,
    ...(mode === 'OFF' ? [] : [
      '',
      mode === 'DRY_RUN' ? `Clean-up (dry run, nothing was changed) would ask about ${proposed.length} keys:` : `Clean-up asks about ${proposed.length} keys; each needs an approval:`,
      ...few(proposed.map(decision => `  ${decision.arn}: ${decision.reason}`)),
    ]),
    ...(refused ? ['', `Security Hub refused: ${oneLine(refused)}`] : []),
    '',
    `Report: s3://${place.bucket}/${place.pageKey}`,
    `Data:   s3://${place.bucket}/${place.reportKey}`,
  ].join('\n');
}
