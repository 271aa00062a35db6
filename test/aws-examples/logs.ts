import { allow, arn, AwsExample, context, CRYPTO, from, role, service, via } from './example';
import { ACCOUNT, REGION } from '../support/stack';

const LOGS = service(`logs.${REGION}`);
const LOG_PAGES = 'AmazonCloudWatch/latest/logs';
const TRAIL_PAGE = 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html';
const DELIVERY = service('delivery.logs');
const LOGGED = { StringLike: context('SourceArn', arn('logs', '*')) };
const TRAIL = arn('cloudtrail', 'trail/audit');
const STORE = arn('cloudtrail', 'eventdatastore/EXAMPLE-f852-4e8f-8bd1-bcf6cEXAMPLE');
const TRAIL_CONTEXT = 'aws:cloudtrail:arn';

/** Logs and trails, and what carries them to their place. */
export const LOG_EXAMPLES: readonly AwsExample[] = [
  {
    name: 'logs-of-one-group',
    page: `${LOG_PAGES}/encrypt-log-data-kms.html`,
    use: 'CLOUDWATCH_LOGS',
    options: { resources: ['/app/orders'] },
    statements: [allow(LOGS, 'Encrypt Decrypt ReEncrypt* GenerateDataKey* Describe*', { ArnEquals: context('aws:logs:arn', arn('logs', 'log-group:/app/orders')) })],
  },
  {
    name: 'logs-of-an-account',
    page: `${LOG_PAGES}/encrypt-log-data-kms.html`,
    use: 'CLOUDWATCH_LOGS',
    statements: [allow(LOGS, 'Encrypt Decrypt ReEncrypt* GenerateDataKey* Describe*', { ArnLike: context('aws:logs:arn', arn('logs', '*')) })],
    sends: context('aws:logs:arn', arn('logs', 'log-group:any')),
  },
  {
    name: 'logs-readers',
    page: `${LOG_PAGES}/encrypt-log-data-kms.html`,
    use: 'CLOUDWATCH_LOGS',
    statements: [allow(role, 'Encrypt Decrypt ReEncrypt* GenerateDataKey* Describe*', { StringEquals: via('logs') })],
  },
  {
    name: 'logs-query-results',
    page: `${LOG_PAGES}/CloudWatchLogs-Insights-Query-Encrypt.html`,
    use: 'CLOUDWATCH_LOGS_QUERY_RESULTS',
    statements: [allow(LOGS, 'Encrypt* Decrypt* ReEncrypt* GenerateDataKey* Describe*', {
      ArnEquals: { 'aws:SourceArn': arn('logs', 'query-result:*') }, StringEquals: { 'aws:SourceAccount': ACCOUNT },
    })],
  },
  { name: 'logs-export-task', page: `${LOG_PAGES}/S3ExportTasks.html`, statements: [allow(LOGS, 'GenerateDataKey Decrypt'), allow(role, 'GenerateDataKey Decrypt')] },
  {
    name: 'logs-to-bucket',
    page: `${LOG_PAGES}/AWS-logs-infrastructure-S3.html`,
    use: 'LOG_DELIVERY',
    statements: [allow(DELIVERY, CRYPTO, from(arn('logs', '*')))],
  },
  {
    name: 'logs-to-bucket-v2',
    page: `${LOG_PAGES}/AWS-logs-infrastructure-V2-S3.html`,
    use: 'LOG_DELIVERY_V2',
    statements: [allow(DELIVERY, CRYPTO, from(arn('logs', 'delivery-source:*')))],
  },
  {
    name: 'distribution-logs-to-bucket-v2',
    page: 'AmazonCloudFront/latest/DeveloperGuide/standard-logging.html',
    statements: [allow(DELIVERY, CRYPTO, from(arn('logs', 'delivery-source:*', 'us-east-1')))],
  },
  { name: 'distribution-logs-to-bucket', page: 'AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html', statements: [allow(DELIVERY, 'GenerateDataKey* Decrypt')] },
  { name: 'distribution-logs-encrypted-only', page: 'AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html', statements: [allow(DELIVERY, 'GenerateDataKey*')] },
  {
    name: 'lookup-tables',
    page: `${LOG_PAGES}/encrypt-lookup-tables-kms.html`,
    use: 'CLOUDWATCH_LOGS_LOOKUP_TABLES',
    options: { resources: ['codes'] },
    statements: [
      allow(LOGS, 'Decrypt GenerateDataKey', {
        StringEquals: { ...context('aws:logs:arn', arn('logs', 'lookup-table:codes')), 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': arn('logs', 'lookup-table:codes') },
      }),
      allow(role, 'Decrypt GenerateDataKey', { StringEquals: via('logs') }),
    ],
  },
  {
    name: 'scheduled-query-results',
    page: `${LOG_PAGES}/scheduled-queries-s3-destination.html`,
    use: 'S3',
    options: { resources: ['results'] },
    statements: [allow(role, 'GenerateDataKey', { StringEquals: via('s3'), StringLike: context('aws:s3:arn', 'arn:aws:s3:::results*') })],
    sends: context('aws:s3:arn', 'arn:aws:s3:::results/today'),
  },
  {
    name: 'logs-in-table-buckets',
    page: `${LOG_PAGES}/s3-tables-integration.html`,
    use: 'CLOUDWATCH_LOGS_S3_TABLES',
    statements: [
      allow(service('systemtables.cloudwatch'), 'DescribeKey GenerateDataKey Decrypt', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
      allow(service('maintenance.s3tables'), 'GenerateDataKey Decrypt', { StringLike: context('aws:s3:arn', arn('s3tables', 'bucket/aws-cloudwatch/*')) }),
    ],
  },
  {
    name: 'trail',
    page: TRAIL_PAGE,
    use: 'CLOUDTRAIL',
    options: { resources: ['audit'] },
    statements: [
      allow(service('cloudtrail'), 'GenerateDataKey*', { StringEquals: { 'aws:SourceArn': TRAIL }, StringLike: context(TRAIL_CONTEXT, arn('cloudtrail', 'trail/*', '*')) }),
      allow(service('cloudtrail'), 'DescribeKey', { StringEquals: { 'aws:SourceArn': TRAIL } }),
    ],
  },
  {
    name: 'trail-that-decrypts',
    page: TRAIL_PAGE,
    use: 'CLOUDTRAIL',
    options: { resources: ['audit'] },
    statements: [allow(service('cloudtrail'), 'Decrypt')],
    // The page: CloudTrail sends aws:SourceArn for trails.
    sends: { 'aws:SourceArn': TRAIL },
  },
  { name: 'trail-readers', page: TRAIL_PAGE, use: 'CLOUDTRAIL', statements: [allow(role, 'Decrypt', { Null: { [`kms:EncryptionContext:${TRAIL_CONTEXT}`]: 'false' } })] },
  {
    name: 'trail-as-the-console-writes',
    page: 'awscloudtrail/latest/userguide/default-kms-key-policy.html',
    statements: [
      allow(service('cloudtrail'), 'GenerateDataKey*', { StringEquals: { 'aws:SourceArn': TRAIL }, StringLike: context(TRAIL_CONTEXT, arn('cloudtrail', 'trail/*', '*')) }),
      allow(service('cloudtrail'), 'DescribeKey'),
      allow({ AWS: '*' }, 'Decrypt ReEncryptFrom', { StringEquals: { 'kms:CallerAccount': ACCOUNT }, StringLike: context(TRAIL_CONTEXT, arn('cloudtrail', 'trail/*', '*')) }),
    ],
  },
  { name: 'event-data-store-as-the-console-writes', page: 'awscloudtrail/latest/userguide/default-kms-key-policy.html', statements: [allow(service('cloudtrail'), 'GenerateDataKey Decrypt'), allow(role, 'Decrypt GenerateDataKey')] },
  {
    name: 'event-data-store',
    page: TRAIL_PAGE,
    use: 'CLOUDTRAIL_LAKE',
    options: { resources: ['EXAMPLE-f852-4e8f-8bd1-bcf6cEXAMPLE'] },
    statements: [
      allow(service('cloudtrail'), 'GenerateDataKey Decrypt', { StringEquals: { 'aws:SourceArn': STORE, 'aws:SourceAccount': ACCOUNT } }),
      allow(role, 'Decrypt GenerateDataKey'),
    ],
  },
  { name: 'assessment-evidence', page: 'audit-manager/latest/userguide/security_iam_resource-based-policy-examples.html', statements: [allow(service('cloudtrail'), 'Decrypt* GenerateDataKey*'), allow(service('s3'), 'Decrypt* GenerateDataKey*')] },
  {
    name: 'bus-logs',
    page: 'eventbridge/latest/userguide/encryption-bus-logs.html',
    use: 'EVENTBRIDGE_LOGS',
    statements: [allow(service('events'), 'GenerateDataKey', LOGGED), allow(DELIVERY, 'Decrypt GenerateDataKey', LOGGED)],
  },
  {
    name: 'user-pool-logs',
    page: 'cognito/latest/developerguide/data-protection.html',
    use: 'COGNITO_LOGS',
    statements: [allow(service('cognito-idp'), 'GenerateDataKey Encrypt', LOGGED), allow(DELIVERY, 'GenerateDataKey Decrypt', LOGGED)],
  },
  {
    name: 'state-machine-logs',
    page: 'step-functions/latest/dg/encryption-at-rest.html',
    use: 'STEP_FUNCTIONS_LOGS',
    statements: [allow(DELIVERY, 'Decrypt'), allow(role, 'GenerateDataKey', { StringEquals: context('SourceArn', arn('logs', '*')) })],
    // The context that AWS documents for the delivery of logs of pipes, buses and user pools. Its asterisk is the service's own.
    sends: context('SourceArn', arn('logs', '*')),
    wider: { 'kms:EncryptionContext:SourceArn': 'compared by pattern, which the asterisk meets, and any log of the account' },
  },
  {
    name: 'configuration-delivery',
    page: 'config/latest/developerguide/s3-kms-key-policy.html',
    use: 'CONFIG',
    statements: [allow(service('config'), 'Decrypt GenerateDataKey', { StringEquals: { 'aws:SourceAccount': ACCOUNT } })],
    sends: { 'aws:SourceArn': arn('config', '*') },
  },
  { name: 'configuration-delivery-by-roles', page: 'config/latest/developerguide/s3-kms-key-policy.html', statements: [allow({ AWS: `arn:aws:iam::${ACCOUNT}:root` }, 'Decrypt GenerateDataKey')] },
];
