import { allow, arn, AwsExample, context, CRYPTO, FOR_AWS_RESOURCE, from, role, service, via } from './example';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const S3_PAGES = 'AmazonS3/latest/userguide';
const TABLES = arn('s3tables', 'bucket/orders/*');
const AUTO_SCALING = { AWS: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling` };
const VECTOR_KEYS = { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['aws:s3vectors:arn', 'aws:s3vectors:resource-id'] } };

/** Buckets, tables, volumes, backups and databases. */
export const STORAGE_EXAMPLES: readonly AwsExample[] = [
  { name: 'inventory', page: `${S3_PAGES}/configure-inventory.html`, use: 'S3_INVENTORY', options: { resources: ['orders'] }, statements: [allow(service('s3'), 'GenerateDataKey', from('arn:aws:s3:::orders'))] },
  {
    name: 'storage-lens',
    page: `${S3_PAGES}/storage_lens_encrypt_permissions.html`,
    use: 'S3_STORAGE_LENS',
    options: { resources: ['board'] },
    statements: [allow(service('storage-lens.s3'), 'GenerateDataKey', { StringEquals: { 'aws:SourceArn': arn('s3', 'storage-lens/board'), 'aws:SourceAccount': ACCOUNT } })],
  },
  {
    name: 'storage-lens-in-table-buckets',
    page: `${S3_PAGES}/storage-lens-s3-tables-permissions.html`,
    use: 'S3_STORAGE_LENS_TABLES',
    statements: [
      allow(service('systemtables.s3'), 'DescribeKey GenerateDataKey Decrypt', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
      allow(service('maintenance.s3tables'), 'GenerateDataKey Decrypt', { StringLike: context('aws:s3:arn', arn('s3tables', 'bucket/aws-s3/*')) }),
    ],
  },
  {
    name: 'table-maintenance',
    page: `${S3_PAGES}/s3-tables-kms-permissions.html`,
    use: 'S3_TABLES',
    options: { resources: ['orders'] },
    statements: [allow(service('maintenance.s3tables'), 'GenerateDataKey Decrypt', { StringLike: context('aws:s3:arn', TABLES) }), allow(role, 'Decrypt GenerateDataKey')],
  },
  {
    name: 'table-metadata',
    page: `${S3_PAGES}/s3-tables-kms-permissions.html`,
    use: 'S3_METADATA',
    statements: [allow(service('maintenance.s3tables', 'metadata.s3'), 'GenerateDataKey Decrypt', { StringLike: context('aws:s3:arn', arn('s3tables', 'bucket/aws-s3/*')) })],
  },
  { name: 'directory-bucket', page: `${S3_PAGES}/s3-express-UsingKMSEncryption.html`, use: 'S3_EXPRESS', statements: [allow(role, 'GenerateDataKey Decrypt')] },
  {
    name: 'directory-bucket-by-context',
    page: `${S3_PAGES}/s3-express-UsingKMSEncryption.html`,
    use: 'S3_EXPRESS',
    options: { resources: ['orders--euw1-az1--x-s3'] },
    statements: [allow(role, 'GenerateDataKey Decrypt', { StringEquals: context('aws:s3express:arn', arn('s3express', 'bucket/orders--euw1-az1--x-s3')) })],
  },
  {
    name: 'vector-bucket',
    page: `${S3_PAGES}/s3-vectors-data-encryption.html`,
    use: 'S3_VECTORS',
    statements: [
      allow(service('indexing.s3vectors'), 'Decrypt', { ...from(arn('s3vectors', 'bucket/*')), ...VECTOR_KEYS }),
      allow(role, 'Decrypt GenerateDataKey', { StringEquals: via('s3vectors'), ...VECTOR_KEYS }),
    ],
  },
  {
    name: 'file-systems-over-buckets',
    page: `${S3_PAGES}/s3-files-encryption.html`,
    use: 'S3_FILES',
    statements: [allow(role, 'Decrypt GenerateDataKeyWithoutPlaintext CreateGrant DescribeKey')],
    sends: { 'kms:GrantIsForAWSResource': 'true' },
  },
  {
    name: 'volumes-of-tasks',
    page: 'AmazonECS/latest/developerguide/ebs-kms-encryption.html',
    use: 'EBS',
    statements: [
      allow(role, 'DescribeKey'),
      allow(role, 'GenerateDataKey* ReEncryptTo ReEncryptFrom CreateGrant', { 'StringEquals': via('ec2'), 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'aws:ebs:id' } }),
    ],
    sends: { ...via('ec2'), 'kms:GrantIsForAWSResource': 'true' },
    leavesOut: { 'kms:GenerateDataKey': 'EC2 asks for data keys without plaintext' },
  },
  { name: 'bucket-events', page: `${S3_PAGES}/grant-destinations-permissions-to-s3.html`, statements: [allow(service('s3'), 'GenerateDataKey Decrypt')] },
  {
    name: 'replication-of-objects',
    page: `${S3_PAGES}/replication-config-for-kms-objects.html`,
    use: 'S3_REPLICATION_SOURCE',
    options: { resources: ['orders'] },
    statements: [allow(role, 'Decrypt', { StringLike: { ...via('s3'), ...context('aws:s3:arn', 'arn:aws:s3:::orders/*') } })],
  },
  {
    name: 'distribution-with-origin-access-control',
    page: 'AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html',
    use: 'CLOUDFRONT_READ_WRITE',
    options: { resources: ['E1234567890ABC'] },
    statements: [allow(service('cloudfront'), 'Decrypt Encrypt GenerateDataKey*', { StringEquals: { 'aws:SourceArn': `arn:aws:cloudfront::${ACCOUNT}:distribution/E1234567890ABC` } })],
  },
  {
    name: 'auto-scaling',
    page: 'autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html',
    use: 'AUTO_SCALING',
    statements: [allow(AUTO_SCALING, CRYPTO), allow(AUTO_SCALING, 'CreateGrant', FOR_AWS_RESOURCE)],
  },
  {
    name: 'auto-scaling-of-another-account',
    page: 'autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html',
    statements: [allow({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, CRYPTO), allow({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, 'CreateGrant')],
  },
  {
    name: 'backup-vault',
    page: 'aws-backup/latest/devguide/encryption.html',
    use: 'BACKUP',
    statements: [
      allow(role, 'DescribeKey GenerateDataKey'),
      allow(role, 'CreateGrant', { ...FOR_AWS_RESOURCE, 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'aws:backup:backup-vault' }, 'StringLike': via('backup', '*') }),
    ],
  },
  {
    name: 'fargate-storage',
    page: 'AmazonECS/latest/developerguide/fargate-create-storage-key.html',
    use: 'ECS_FARGATE_EPHEMERAL_STORAGE',
    options: { resources: ['orders'] },
    statements: [
      allow(service('fargate'), 'GenerateDataKeyWithoutPlaintext', { StringEquals: { ...context('aws:ecs:clusterAccount', ACCOUNT), ...context('aws:ecs:clusterName', 'orders') } }),
      allow(service('fargate'), 'CreateGrant', {
        'StringEquals': { ...context('aws:ecs:clusterAccount', ACCOUNT), ...context('aws:ecs:clusterName', 'orders') },
        'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] },
      }),
      allow(role, 'DescribeKey'),
    ],
  },
  {
    name: 'repository',
    page: 'AmazonECR/latest/userguide/encryption-at-rest.html',
    use: 'ECR',
    statements: [allow(role, 'CreateGrant RetireGrant DescribeKey')],
    sends: { ...via('ecr'), 'kms:GrantIsForAWSResource': 'true' },
    leavesOut: { 'kms:RetireGrant': 'counts in IAM policies only, as the gotcha of the row says' },
  },
  {
    name: 'cluster-secrets',
    page: 'eks/latest/userguide/enable-kms.html',
    use: 'EKS',
    statements: [allow(role, 'DescribeKey CreateGrant')],
  },
  {
    name: 'dynamodb-tables',
    page: 'amazondynamodb/latest/developerguide/encryption.usagenotes.html',
    use: 'DYNAMODB',
    statements: [allow(role, `${CRYPTO} CreateGrant`, { StringLike: via('dynamodb', '*') })],
    sends: { ...via('dynamodb'), 'kms:GrantIsForAWSResource': 'true' },
  },
  {
    name: 'dynamodb-for-the-account',
    page: 'amazondynamodb/latest/developerguide/encryption.usagenotes.html',
    statements: [
      allow({ AWS: '*' }, `${CRYPTO} CreateGrant`, { StringEquals: { 'kms:CallerAccount': ACCOUNT, ...via('dynamodb') } }),
      allow(service('dynamodb'), 'Describe* Get* List*'),
    ],
  },
  {
    name: 'global-tables-of-several-accounts',
    page: 'amazondynamodb/latest/developerguide/globaltables_MA_security.html',
    use: 'DYNAMODB_MULTI_ACCOUNT_GLOBAL_TABLES',
    options: { resources: ['orders'], sourceAccounts: [ACCOUNT, OTHER_ACCOUNT] },
    wider: { 'aws:SourceArn': 'one template makes the ARN of each replica, for whatever Region it is in; the accounts are those given' },
    statements: [allow(service('replication.dynamodb'), 'Decrypt ReEncrypt* GenerateDataKey* DescribeKey', {
      StringEquals: { 'aws:SourceAccount': [ACCOUNT, OTHER_ACCOUNT], 'aws:SourceArn': [arn('dynamodb', 'table/orders'), arn('dynamodb', 'table/orders', 'eu-south-1', OTHER_ACCOUNT)] },
    })],
  },
  {
    name: 'dsql-cluster',
    page: 'aurora-dsql/latest/userguide/data-encryption.html',
    use: 'DSQL',
    options: { resources: ['w4abucpbwuxx'] },
    statements: [
      allow(service('dsql'), 'Decrypt GenerateDataKey Encrypt ReEncryptFrom ReEncryptTo', {
        StringLike: { ...context('aws:dsql:ClusterId', 'w4abucpbwuxx'), 'aws:SourceArn': arn('dsql', 'cluster/w4abucpbwuxx') },
      }),
      allow(service('dsql'), 'DescribeKey', { StringLike: { 'aws:SourceArn': arn('dsql', 'cluster/w4abucpbwuxx') } }),
    ],
    sends: { 'aws:SourceAccount': ACCOUNT },
  },
  {
    name: 'databases',
    page: 'AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html',
    use: 'RDS',
    statements: [allow(role, 'CreateGrant DescribeKey', { StringEquals: via('rds') })],
    sends: { 'kms:GrantIsForAWSResource': 'true' },
  },
  {
    name: 'performance-insights',
    page: 'AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.cmk-policy.html',
    use: 'RDS_PERFORMANCE_INSIGHTS',
    options: { resources: ['db-AAAAABBBBBCCCCDDDDDEEEEE'] },
    statements: [allow(role, 'Decrypt GenerateDataKey', {
      'StringEquals': via('rds'),
      'ForAnyValue:StringEquals': { ...context('aws:pi:service', 'rds'), ...context('service', 'pi'), ...context('aws:rds:db-id', 'db-AAAAABBBBBCCCCDDDDDEEEEE') },
    })],
  },
  {
    name: 'zero-etl',
    wider: { 'kms:EncryptionContext:aws:redshift:integration:arn': 'AWS leaves the context of the example to the reader' },
    page: 'AmazonRDS/latest/UserGuide/zero-etl.creating.html',
    use: 'REDSHIFT_ZERO_ETL',
    statements: [
      allow(service('redshift'), 'CreateGrant', { 'StringEquals': context('aws:redshift:integration:arn', arn('rds', 'integration:1')), 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'GenerateDataKey', 'CreateGrant'] } }),
      allow(role, 'CreateGrant', { 'StringEquals': { ...context('aws:redshift:integration:arn', arn('rds', 'integration:1')), ...via('rds') }, 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'GenerateDataKey', 'CreateGrant'] } }),
      allow(role, 'DescribeKey'),
    ],
    sends: via('rds'),
  },
  {
    name: 'snapshot-export-by-another-account',
    page: 'AmazonRDS/latest/UserGuide/USER_ExportSnapshot.html',
    statements: [allow({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/Export` }, `${CRYPTO} CreateGrant RetireGrant`)],
  },
  {
    name: 'search-domain',
    page: 'opensearch-service/latest/developerguide/encryption-at-rest.html',
    use: 'OPENSEARCH',
    statements: [allow(role, 'CreateGrant DescribeKey', { StringEquals: via('es'), ...FOR_AWS_RESOURCE })],
  },
];
