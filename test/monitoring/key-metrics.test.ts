import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KeyMetrics, KeyMonitoring, KeyOperation, KeyRequestQuota } from '../../src/monitoring';
import { EVENT_KEY } from '../support/sample-events';
import { ACCOUNT, testStack } from '../support/stack';

describe('KeyMetrics', () => {
  const stack = testStack();
  const metrics = KeyMetrics.fromKey(kms.Key.fromKeyArn(stack, 'Key', EVENT_KEY));

  test.each(Object.values(KeyOperation))('counts %s by key ARN and operation', operation => {
    expect(metrics.metricSuccessfulRequest(operation)).toMatchObject({
      namespace: 'AWS/KMS', metricName: 'SuccessfulRequest', dimensions: { KeyArn: EVENT_KEY, Operation: operation }, statistic: 'Sum', period: Duration.minutes(5),
    });
  });

  test('takes options', () => {
    expect(metrics.metricSuccessfulRequest(KeyOperation.SIGN, { period: Duration.hours(1), statistic: 'Average', label: 'mine' }))
      .toMatchObject({ statistic: 'Average', label: 'mine', period: Duration.hours(1) });
  });

  test('knows the expiry of imported material by key id, not ARN', () => {
    expect(metrics.metricSecondsUntilKeyMaterialExpiration()).toMatchObject({
      namespace: 'AWS/KMS',
      metricName: 'SecondsUntilKeyMaterialExpiration',
      dimensions: { KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' },
      statistic: 'Minimum',
    });
  });

  test('sums operations, of several keys on one graph too', () => {
    const other = KeyMetrics.fromKey(kms.Key.fromKeyArn(stack, 'Other', EVENT_KEY.replace('1234abcd', 'ffffffff')));
    const sums = [metrics, other].map(of => of.metricSuccessfulRequests([KeyOperation.DECRYPT, KeyOperation.ENCRYPT], { period: Duration.hours(1) }));
    expect(sums[0].expression).toMatch(/^SUM\(\[decrypt_[0-9a-f]{8}, encrypt_[0-9a-f]{8}\]\)$/);
    expect(sums[0].expression).not.toBe(sums[1].expression);
    expect(() => new cloudwatch.GraphWidget({ left: sums }).toJson()).not.toThrow();
    expect(Object.values(sums[0].usingMetrics)[0]).toMatchObject({ period: Duration.hours(1) });
  });

  test.each(Object.values(KeyRequestQuota))('compares %s with its quota', quota => {
    const { expression, usingMetrics, period } = KeyMetrics.metricQuotaUtilization(quota);
    const [id] = Object.keys(usingMetrics);
    expect(expression).toBe(`(${id}/SERVICE_QUOTA(${id}))*100`);
    expect(period).toEqual(Duration.minutes(1));
    expect(usingMetrics[id]).toMatchObject({ namespace: 'AWS/Usage', metricName: 'CallCount', statistic: 'Sum', dimensions: { Service: 'KMS', Type: 'API', Resource: quota, Class: 'None' } });
  });

  test('of a key in another Region say so', () => {
    const app = new App();
    const far = new kms.Key(new Stack(app, 'Far', { env: { account: ACCOUNT, region: 'us-east-1' } }), 'Key');
    expect(KeyMetrics.fromKey(far).metricSecondsUntilKeyMaterialExpiration()).toMatchObject({ region: 'us-east-1', account: ACCOUNT });
  });

  test('fails when there are no operations', () => {
    expect(() => metrics.metricSuccessfulRequests([])).toThrow("'operations' must not be empty, got: []; name at least one");
  });
});

test('defaults of an organization reach the monitoring of an account', () => {
  const app = new App({
    propertyInjectors: [{ constructUniqueId: KeyMonitoring.PROPERTY_INJECTION_ID, inject: props => ({ dashboard: false, ...props }) }],
  });
  const stack = new Stack(app, 'Test');
  KeyMonitoring.account(stack, 'All');
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 11);
});
