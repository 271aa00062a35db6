import { allow, arn, AwsExample, context, CRYPTO, FOR_AWS_RESOURCE, role, service, via } from './example';
import { ACCOUNT, REGION } from '../support/stack';

const GROUP = { ArnLike: context('aws:aiops:investigation-group-arn', arn('aiops', 'investigation-group/*')) };
const GROUP_SOURCE = { StringEquals: { 'aws:SourceAccount': ACCOUNT }, StringLike: { 'aws:SourceArn': arn('aiops', 'investigation-group/*') } };
const INVESTIGATIONS = 'AmazonCloudWatch/latest/monitoring/Investigations-Security.html';
const WORK_GROUP = arn('athena', 'workgroup/orders');
const CLEAN_ROOMS = 'clean-rooms/latest/userguide/data-protection.html';
const ML_GRANTS = {
  'ForAllValues:StringEquals': {
    'kms:GrantOperations': ['Decrypt', 'Encrypt', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo', 'CreateGrant', 'DescribeKey', 'RetireGrant', 'GenerateDataKey'],
  },
};

/** Investigations, jobs, models, devices. */
export const MORE_EXAMPLES: readonly AwsExample[] = [
  {
    name: 'investigations',
    page: INVESTIGATIONS,
    use: 'CLOUDWATCH_INVESTIGATIONS',
    statements: [
      allow(role, 'DescribeKey', { StringEquals: via('aiops') }),
      allow(role, 'Decrypt GenerateDataKey', { StringEquals: via('aiops'), ...GROUP }),
      allow(service('aiops'), 'DescribeKey', GROUP_SOURCE),
      allow(service('aiops'), 'Decrypt GenerateDataKey', { ...GROUP_SOURCE, ...GROUP }),
      allow(service('aiops.alarms.cloudwatch'), 'Decrypt GenerateDataKey', {
        ...GROUP, StringEquals: { 'aws:SourceAccount': ACCOUNT, ...via('aiops') }, StringLike: { 'aws:SourceArn': arn('cloudwatch', 'alarm:*') },
      }),
    ],
  },
  {
    name: 'investigations-of-state-machines',
    page: INVESTIGATIONS,
    statements: [allow(service('aiops'), 'Decrypt', { StringEquals: { ...via('states'), ...context('aws:states:stateMachineArn', arn('states', 'stateMachine:*')) } })],
  },
  {
    name: 'managed-query-results',
    page: 'athena/latest/ug/managed-results.html',
    use: 'ATHENA_MANAGED_RESULTS',
    options: { resources: ['orders'] },
    statements: [
      allow(service('encryption.athena'), 'Decrypt GenerateDataKey DescribeKey', {
        ArnLike: { ...context('aws:athena:arn', WORK_GROUP), 'aws:SourceArn': WORK_GROUP }, StringEquals: { 'aws:SourceAccount': ACCOUNT },
      }),
      allow(role, 'Decrypt GenerateDataKey DescribeKey'),
    ],
  },
  { name: 'spark-logs', page: 'athena/latest/ug/notebooks-spark-logging-monitoring.html', use: 'ATHENA_SPARK_LOGS', statements: [allow(role, CRYPTO)] },
  {
    name: 'app-bundles',
    page: 'appfabric/latest/adminguide/data-protection.html',
    use: 'APPFABRIC',
    statements: [allow(role, 'DescribeKey CreateGrant GenerateDataKey Decrypt')],
    sends: { ...via('appfabric'), 'kms:GrantIsForAWSResource': 'true' },
  },
  {
    name: 'models-in-clean-rooms',
    page: CLEAN_ROOMS,
    use: 'CLEAN_ROOMS_ML',
    statements: [
      allow(role, 'GenerateDataKey CreateGrant Decrypt', { StringEquals: via('cleanrooms-ml'), ...ML_GRANTS, BoolIfExists: FOR_AWS_RESOURCE.Bool }),
      allow(role, 'DescribeKey', { StringEquals: via('cleanrooms-ml') }),
      allow(service('cleanrooms-ml'), 'GenerateDataKey CreateGrant Decrypt', ML_GRANTS),
      allow(service('cleanrooms-ml'), 'DescribeKey'),
    ],
  },
  { name: 'input-channels-of-clean-rooms', page: CLEAN_ROOMS, use: 'CLEAN_ROOMS_ML', statements: [allow(service('cleanrooms-ml'), 'DescribeKey GenerateDataKey Decrypt')] },
  {
    name: 'imaging-data-store',
    page: 'healthimaging/latest/devguide/data-encryption.html',
    use: 'HEALTH_IMAGING',
    options: { resources: ['d1'] },
    statements: [
      allow(service('medical-imaging'), 'Decrypt GenerateDataKey GenerateDataKeyWithoutPlaintext', {
        StringEquals: { ...context('kms-arn', arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab')), ...context('aws:medical-imaging:datastoreId', 'd1') },
      }),
      allow(role, 'CreateGrant GenerateDataKey RetireGrant Decrypt ReEncrypt*'),
    ],
    wider: { 'kms:EncryptionContext:kms-arn': 'a key policy cannot name the ARN of its own key' },
    sends: { 'kms:GrantOperations': ['Decrypt', 'Encrypt', 'GenerateDataKey', 'CreateGrant'] },
    leavesOut: { 'kms:RetireGrant': 'counts in IAM policies only, as the gotcha of the row says' },
  },
  {
    name: 'devices',
    page: 'iot/latest/developerguide/encryption-at-rest.html',
    use: 'IOT_CORE',
    statements: [allow(role, 'DescribeKey Decrypt Encrypt ReEncryptTo ReEncryptFrom GenerateDataKeyWithoutPlaintext')],
  },
  { name: 'recipe-jobs', page: 'databrew/latest/dg/encryption-security-configuration.html', use: 'DATABREW', statements: [allow(role, 'Encrypt* Decrypt* ReEncrypt* GenerateDataKey* Describe*')] },
  { name: 'canary-artifacts', page: 'AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_artifact_encryption.html', use: 'SYNTHETICS', statements: [allow(role, 'GenerateDataKey Decrypt')] },
  {
    name: 'developer-subscriptions',
    page: 'amazonq/latest/qdeveloper-ug/security_iam_manage-access-with-kms-policies.html',
    use: 'Q_DEVELOPER',
    statements: [
      allow(role, 'GenerateDataKeyWithoutPlaintext Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey Encrypt', { StringEquals: { ...via('q', REGION), ...context('aws-crypto-ec:aws:qdeveloper:accountId', ACCOUNT) } }),
      allow(role, 'DescribeKey'),
    ],
  },
];
