// A key with key material of your own: who imports it, who uses it, and who is notified before it expires.
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { EncryptedBucket, ImportedKey, KeyAccess, KeyService, MessageSource, MessageTarget, ServiceKey } from '../../src';

export const ACCOUNT = process.env.CDK_DEFAULT_ACCOUNT ?? '111122223333';
export const REGION = process.env.CDK_DEFAULT_REGION ?? 'us-east-1';

export function build(app: App): void {
  const stack = new Stack(app, 'Ledger', { env: { account: ACCOUNT, region: REGION } });

  // Deploy, then import as this role: npx keysmith import --key-id alias/ledger --expires 365d < material.bin
  const officer = new iam.Role(stack, 'KeyOfficer', { roleName: 'ledger-key-officer', assumedBy: new iam.AccountRootPrincipal() });
  const api = new iam.Role(stack, 'Api', { roleName: 'ledger-api', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

  // An encrypted topic, with the statements by which the alarm and the event of the expiry reach it.
  const topicKey = new ServiceKey(stack, 'TopicKey', { service: KeyService.SNS });
  const expiry = new sns.Topic(stack, 'Expiry', { masterKey: topicKey });
  topicKey.addAccess(KeyAccess.messages(MessageSource.CLOUDWATCH_ALARMS, MessageTarget.topic(expiry)));
  topicKey.addAccess(KeyAccess.messages(MessageSource.EVENTBRIDGE, MessageTarget.topic(expiry)));
  expiry.addSubscription(new subscriptions.EmailSubscription('key-officers@example.com'));

  const key = new ImportedKey(stack, 'LedgerKey', {
    alias: 'ledger',
    importers: [officer],
    users: [api],
    requireExpiry: true,
    expiryNotice: Duration.days(45),
    expiryTopic: expiry,
  });

  // A bucket needs no material to be created; a database would belong in a deployment after the import.
  EncryptedBucket.create(stack, 'Entries', key).grantReadWrite(api);
}
