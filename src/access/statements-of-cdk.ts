import { withoutRegion } from '../iam/boundable';
import { PolicyRow } from '../private/policy-rows';

/** A statement that a construct of aws-cdk-lib writes into key policies for an AWS service: without a Sid, a source or an encryption context. */
export interface StatementOfCdk {
  /** Module and class, and the method or property that writes it where that is not the constructor. */
  readonly construct: string;
  readonly principal: string;
  readonly actions: readonly string[];
  /** What AWS says of the permission. */
  readonly page: string;
}

const SENDS = ['kms:Decrypt', 'kms:GenerateDataKey*'];
const READS_AND_WRITES = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/**
 * What nobody wrote who uses the constructs, and nobody can take away. It is bounded where AWS documents how (service-statements.ts), and
 * warned of elsewhere; whatever else lets a service work for anybody is refused.
 */
export const STATEMENTS_OF_CDK: readonly StatementOfCdk[] = [
  { construct: 'aws-s3-notifications.SqsDestination', principal: 's3.amazonaws.com', actions: SENDS, page: 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html' },
  { construct: 'aws-s3-notifications.SnsDestination', principal: 's3.amazonaws.com', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], page: 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html' },
  { construct: 'aws-sns-subscriptions.SqsSubscription', principal: 'sns.amazonaws.com', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], page: 'sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html' },
  { construct: 'aws-events-targets.SnsTopic', principal: 'events.amazonaws.com', actions: SENDS, page: 'sns/latest/dg/sns-key-management.html#compatibility-with-aws-services' },
  { construct: 'aws-events-targets.SqsQueue', principal: 'events.amazonaws.com', actions: READS_AND_WRITES, page: 'eventbridge/latest/userguide/eb-encryption.html' },
  { construct: 'aws-sns.Topic.bindAsNotificationRuleTarget', principal: 'codestar-notifications.amazonaws.com', actions: SENDS, page: 'dtconsole/latest/userguide/set-up-sns.html' },
  { construct: 'aws-backup.BackupVault.notificationTopic', principal: 'backup.amazonaws.com', actions: SENDS, page: 'aws-backup/latest/devguide/backup-notifications.html' },
  { construct: 'aws-stepfunctions.StateMachine.logs', principal: 'delivery.logs.amazonaws.com', actions: ['kms:Decrypt*'], page: 'step-functions/latest/dg/encryption-at-rest.html#encrypt-logs' },
  { construct: 'aws-s3.Bucket.serverAccessLogsBucket', principal: 'logging.s3.amazonaws.com', actions: READS_AND_WRITES, page: 'AmazonS3/latest/userguide/enable-server-access-logging.html' },
  {
    construct: 'aws-dynamodb.TableV2MultiAccountReplica',
    principal: 'replication.dynamodb.amazonaws.com',
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    page: 'amazondynamodb/latest/developerguide/globaltables_MA_security.html',
  },
];

/** The construct of aws-cdk-lib that writes such a statement for a service principal. */
export function constructOf({ sid, actions, conditions }: PolicyRow, principal: string): string | undefined {
  if (sid !== '' || Object.keys(conditions).length > 0) { return undefined; }
  const asked = sortedActions(actions);
  return STATEMENTS_OF_CDK.find(statement => statement.principal === withoutRegion(principal) && sortedActions(statement.actions) === asked)?.construct;
}

const sortedActions = (actions: readonly string[]): string => [...new Set(actions)].sort().join();
