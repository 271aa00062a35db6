import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { given } from '../private/given';

export const DEFAULT_EXPIRY_NOTICE = Duration.days(30);

/** Seconds until imported key material expires. Its dimension is not KeyArn, as that of other metrics of KMS. */
export function expiryMetric(keyId: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/KMS',
    metricName: 'SecondsUntilKeyMaterialExpiration',
    dimensionsMap: { KeyId: keyId },
    statistic: cloudwatch.Stats.MINIMUM,
    period: Duration.hours(1),
    ...given(options),
  });
}

/**
 * The one way to watch the expiry of key material.
 * https://docs.aws.amazon.com/kms/latest/developerguide/imported-key-material-expiration-alarm.html
 */
export function expiryAlarm(scope: Construct, id: string, keyId: string, name: string, notice: Duration = DEFAULT_EXPIRY_NOTICE): cloudwatch.Alarm {
  return expiryMetric(keyId).createAlarm(scope, id, {
    alarmDescription: `Key material of ${name} expires within ${notice.toDays()} days. Import the same key material again before then: the key cannot be used without it.`,
    threshold: notice.toSeconds(),
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    // The metric ends with the material: an alarm must not turn quiet because its reason has come true.
    treatMissingData: cloudwatch.TreatMissingData.IGNORE,
  });
}
