import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** One metric made of a trail's log group, and the alarm on it. */
interface TrailFilter {
  readonly id: string;
  readonly pattern: string;
  readonly metricName: string;
  readonly description: string;
  /** How often in five minutes it takes to raise the alarm. */
  readonly threshold: number;
}

export const TRAIL_METRICS_NAMESPACE = 'Keysmith/CloudTrail';

const TRAIL_FILTERS: readonly TrailFilter[] = [
  {
    id: 'DisabledOrDeleted',
    // Word for word as Security Hub's CloudWatch.7 (CIS AWS Foundations 4.7, formerly 3.7) has it: scanners compare the text.
    // https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-7
    pattern: '{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}',
    metricName: 'KeysDisabledOrScheduledForDeletion',
    description: 'A KMS key was disabled or its deletion was scheduled. If nobody planned this: cancel the deletion, enable the key.',
    threshold: 1,
  },
  {
    id: 'UsedWhilePendingDeletion',
    // https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-creating-cloudwatch-alarm.html
    pattern: '{ $.eventSource = kms* && $.errorMessage = "* is pending deletion."}',
    metricName: 'KeyUsesWhilePendingDeletion',
    description: 'Somebody tried to use a KMS key that waits for its deletion. Cancel the deletion: the key is still needed.',
    threshold: 1,
  },
  {
    id: 'UseDenied',
    pattern: '{($.eventSource=kms.amazonaws.com) && ($.errorCode="AccessDenied*") && (($.eventName=Decrypt) || ($.eventName=ReEncrypt*) || ($.eventName=GenerateDataKey*))}',
    metricName: 'DeniedKeyUses',
    description: 'Decryption or data keys were denied several times. Find out who asks, and whether they should have access.',
    threshold: 5,
  },
  {
    id: 'Throttled',
    pattern: '{($.eventSource=kms.amazonaws.com) && ($.errorCode="ThrottlingException")}',
    metricName: 'ThrottledKeyRequests',
    description: 'KMS throttled requests. Use S3 Bucket Keys or data key caching, or ask for a higher quota.',
    threshold: 1,
  },
];

/** Metric filters and alarms on the log group of a trail. They see all keys of all accounts and Regions that the trail sees. */
export function addTrailFilters(scope: Construct, logGroup: logs.ILogGroup): cloudwatch.Alarm[] {
  return TRAIL_FILTERS.map(({ id, pattern, metricName, description, threshold }) => {
    const filter = new logs.MetricFilter(scope, id, {
      logGroup,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace: TRAIL_METRICS_NAMESPACE,
      metricName,
      metricValue: '1',
    });
    return filter.metric({ statistic: cloudwatch.Stats.SUM, period: Duration.minutes(5) }).createAlarm(scope, `${id}Alarm`, {
      alarmDescription: description,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  });
}
