/*
 * Statements for a service without a condition that AWS's own pages show. Whoever pastes one is warned of the confused deputy, and not
 * stopped: the page itself asks for no more.
 */

export interface UnboundExample {
  readonly principals: readonly string[];
  /** Everything the page lets the service do with data. */
  readonly actions: readonly string[];
  readonly page: string;
}

const SNS_SENDERS = [
  'cloudwatch', 'codecommit', 'dms', 'ds', 'dynamodb', 'events.rds', 'glacier', 'importexport', 'inspector', 'redshift', 's3', 'ses', 'ssm-contacts', 'ssm-incidents',
];

export const UNBOUND_EXAMPLES: readonly UnboundExample[] = [
  // The table of senders, before the step that adds source conditions.
  { principals: SNS_SENDERS.map(name => `${name}.amazonaws.com`), actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], page: 'sns/latest/dg/sns-key-management.html#compatibility-with-aws-services' },
  { principals: ['s3.amazonaws.com'], actions: ['kms:Decrypt', 'kms:GenerateDataKey'], page: 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html' },
  { principals: ['sns.amazonaws.com'], actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], page: 'sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html' },
  { principals: ['ses.amazonaws.com'], actions: ['kms:Decrypt', 'kms:GenerateDataKey'], page: 'ses/latest/dg/receiving-email-permissions.html#receiving-email-permissions-sns' },
  { principals: ['delivery.logs.amazonaws.com'], actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], page: 'AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html' },
  { principals: ['delivery.logs.amazonaws.com'], actions: ['kms:GenerateDataKey*'], page: 'AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html' },
  { principals: ['delivery.logs.amazonaws.com'], actions: ['kms:Decrypt'], page: 'step-functions/latest/dg/encryption-at-rest.html#encrypt-logs' },
  { principals: ['logs.amazonaws.com'], actions: ['kms:Decrypt', 'kms:GenerateDataKey'], page: 'AmazonCloudWatch/latest/logs/S3ExportTasks.html' },
  { principals: ['cloudtrail.amazonaws.com'], actions: ['kms:Decrypt', 'kms:GenerateDataKey'], page: 'awscloudtrail/latest/userguide/default-kms-key-policy.html' },
  { principals: ['securityagent.amazonaws.com'], actions: ['kms:Decrypt', 'kms:GenerateDataKey'], page: 'securityagent/latest/userguide/customer-managed-keys.html#cmk-key-policy' },
  {
    principals: ['cloudtrail.amazonaws.com', 's3.amazonaws.com'],
    actions: ['kms:Decrypt*', 'kms:GenerateDataKey*'],
    page: 'audit-manager/latest/userguide/security_iam_resource-based-policy-examples.html',
  },
];
