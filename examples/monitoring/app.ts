// Keys that are watched: a notification when a key is disabled or scheduled for deletion, alarms on its use, a dashboard, and the same for every key of the account.
import { App, Stack } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { EncryptedKey, KeyEventType, KeyMetrics, KeyMonitoring, KeyOperation } from '../../src';

export const ACCOUNT = process.env.CDK_DEFAULT_ACCOUNT ?? '111122223333';
export const REGION = process.env.CDK_DEFAULT_REGION ?? 'us-east-1';

export function build(app: App): void {
  const env = { account: ACCOUNT, region: REGION };

  // One key closely: everything that happens to it, and how much it is used.
  const orders = new Stack(app, 'Orders', { env });
  const key = new EncryptedKey(orders, 'DataKey', { application: 'orders' });
  const watch = new KeyMonitoring(orders, 'Watch', { keys: [key], maxRequestsPerHour: 100_000, dashboard: true });
  watch.topic.addSubscription(new subscriptions.EmailSubscription('orders-on-call@example.com'));

  // Data that is rarely read: many decryptions in an hour are a sign of a copy being made.
  const manyDecrypts = KeyMetrics.fromKey(key).metricSuccessfulRequest(KeyOperation.DECRYPT).createAlarm(orders, 'ManyDecrypts', { threshold: 5_000, evaluationPeriods: 1 });
  manyDecrypts.addAlarmAction(new actions.SnsAction(watch.topic));

  // Every key of the account and Region, those without a template among them: only what makes data unreadable.
  const account = new Stack(app, 'Account', { env });
  const all = KeyMonitoring.account(account, 'Watch', { eventTypes: [KeyEventType.DELETION_SCHEDULED, KeyEventType.DISABLED, KeyEventType.KEY_MATERIAL_REMOVED] });
  all.topic.addSubscription(new subscriptions.EmailSubscription('security@example.com'));
}
