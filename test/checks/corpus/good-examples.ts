import { ACCOUNT, allow, API, Case, good, IAM_MANAGES, IAM_POLICIES, key, OTHER_ACCOUNT, REGION } from './case';

const service = (...principals: string[]) => ({ Service: principals.map(principal => `${principal}.amazonaws.com`) });
const arn = (name: string, rest: string, account = ACCOUNT, region = REGION) => `arn:aws:${name}:${region}:${account}:${rest}`;
const via = (name: string) => ({ 'kms:ViaService': `${name}.${REGION}.amazonaws.com` });
const context = (name: string, value: string) => ({ [`kms:EncryptionContext:${name}`]: value });
const source = (of: string, account: string | string[] = ACCOUNT) => ({ 'aws:SourceArn': of, 'aws:SourceAccount': account });
const LOGS = { StringLike: context('SourceArn', arn('logs', '*')) };
const VECTORS = { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['aws:s3vectors:arn', 'aws:s3vectors:resource-id'] } };
const GATEWAY = context('aws:bedrock-agentcore-gateway:arn', arn('bedrock-agentcore', 'gateway/g-1'));
const DETECTORS = arn('logs', 'anomaly-detector:*');

/** The example key policies of AWS's pages that rows of the catalog cite: their facts, in our names. */
export const GOOD_EXAMPLES: readonly Case[] = [
  good('example-firehose', 'firehose/latest/dev/encryption.html', name => key(name, [
    IAM_MANAGES, allow('Producers', API, ['kms:GenerateDataKey', 'kms:Decrypt'], { StringEquals: via('firehose') }),
    allow('Creators', API, 'kms:CreateGrant', { StringEquals: via('firehose') }),
  ])),
  good('example-glue', 'glue/latest/dg/encrypt-glue-data-catalog.html', name => key(name, [
    IAM_MANAGES, allow('Use', API, ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'], { StringEquals: via('glue') }), allow('Describe', API, 'kms:DescribeKey'),
    allow('Grants', API, 'kms:CreateGrant', { StringEquals: context('glue_catalog_id', ACCOUNT), Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
  ])),
  good('example-event-data-store', 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html', name => key(name, [
    IAM_POLICIES, allow('Store', service('cloudtrail'), ['kms:GenerateDataKey', 'kms:Decrypt'], { StringEquals: source(arn('cloudtrail', 'eventdatastore/1234')) }),
  ])),
  good('example-trail-decrypt', 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html', name => key(name, [
    IAM_POLICIES, allow('AllowCloudTrailDecryptTrail', service('cloudtrail'), 'kms:Decrypt'),
  ])),
  good('example-query-results', 'AmazonCloudWatch/latest/logs/CloudWatchLogs-Insights-Query-Encrypt.html', name => key(name, [
    IAM_POLICIES, allow('Results', service(`logs.${REGION}`), ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      { ArnEquals: { 'aws:SourceArn': arn('logs', 'query-result:*') }, StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
  ])),
  good('example-anomaly-detector', 'AmazonCloudWatch/latest/logs/LogsAnomalyDetection-KMS.html', name => key(name, [
    IAM_POLICIES,
    allow('Encryption', service(`logs.${REGION}`), ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*'],
      { StringEquals: { 'aws:SourceAccount': ACCOUNT }, StringLike: context('aws:logs:arn', DETECTORS), ArnLike: { 'aws:SourceArn': DETECTORS } }),
    allow('Describe', service(`logs.${REGION}`), 'kms:DescribeKey', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
  ])),
  good('example-cost-anomalies', 'cost-management/latest/userguide/ad-SNS.html', name => key(name, [
    IAM_POLICIES, allow('Alerts', service('costalerts'), ['kms:GenerateDataKey*', 'kms:Decrypt'], { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
  ])),
  good('example-connections', 'eventbridge/latest/userguide/encryption-connections.html', name => key(name, [
    IAM_MANAGES, allow('Connections', API, ['kms:GenerateDataKey', 'kms:Decrypt'], {
      StringLike: { 'kms:ViaService': 'secretsmanager.*.amazonaws.com', ...context('SecretARN', 'arn:aws:secretsmanager:*:*:secret:events!connection/*') },
    }),
  ])),
  good('example-bus-logs', 'eventbridge/latest/userguide/encryption-bus-logs.html', name => key(name, [
    IAM_POLICIES, allow('Bus', service('events'), 'kms:GenerateDataKey', LOGS), allow('Delivery', service('delivery.logs'), ['kms:Decrypt', 'kms:GenerateDataKey'], LOGS),
  ])),
  good('example-cognito-logs', 'cognito/latest/developerguide/data-protection.html', name => key(name, [
    IAM_POLICIES, allow('Pool', service('cognito-idp'), ['kms:GenerateDataKey', 'kms:Encrypt'], LOGS),
    allow('Delivery', service('delivery.logs'), ['kms:GenerateDataKey', 'kms:Decrypt'], LOGS),
  ])),
  good('example-identity-center', 'singlesignon/latest/userguide/baseline-KMS-key-policy.html', name => key(name, [
    IAM_MANAGES,
    allow('Describe', service('sso', 'identitystore'), 'kms:DescribeKey', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
    allow('Use', service('sso', 'identitystore'), ['kms:Decrypt', 'kms:ReEncryptTo', 'kms:ReEncryptFrom', 'kms:GenerateDataKeyWithoutPlaintext'], {
      'StringEquals': { 'aws:SourceAccount': ACCOUNT },
      'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['aws:sso:instance-arn', 'aws:identitystore:identitystore-arn'] },
    }),
    allow('Administrators', API, 'kms:Decrypt', { StringEquals: via('sso') }),
  ])),
  good('example-dsql', 'aurora-dsql/latest/userguide/data-encryption.html', name => key(name, [
    IAM_POLICIES,
    allow('Cluster', service('dsql'), ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      { StringLike: { ...context('aws:dsql:ClusterId', 'w4abucpbwuxx'), 'aws:SourceArn': arn('dsql', 'cluster/w4abucpbwuxx') } }),
    allow('Describe', service('dsql'), 'kms:DescribeKey', { StringLike: { 'aws:SourceArn': arn('dsql', 'cluster/w4abucpbwuxx') } }),
  ])),
  good('example-s3-vectors', 'AmazonS3/latest/userguide/s3-vectors-data-encryption.html', name => key(name, [
    IAM_MANAGES,
    allow('Indexing', service('indexing.s3vectors'), 'kms:Decrypt',
      { ...VECTORS, ArnLike: { 'aws:SourceArn': arn('s3vectors', 'bucket/*') }, StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
    allow('Application', API, ['kms:Decrypt', 'kms:GenerateDataKey'], { ...VECTORS, StringEquals: via('s3vectors') }),
  ])),
  good('example-s3-tables', 'AmazonS3/latest/userguide/s3-tables-kms-permissions.html', name => key(name, [
    IAM_MANAGES,
    allow('Maintenance', service('maintenance.s3tables', 'metadata.s3'), ['kms:GenerateDataKey', 'kms:Decrypt'], { StringLike: context('aws:s3:arn', `${arn('s3tables', 'bucket/orders')}/*`) }),
    allow('Engines', API, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ])),
  good('example-agentcore-gateway', 'bedrock-agentcore/latest/devguide/gateway-encryption.html', name => key(name, [
    IAM_MANAGES,
    allow('Describe', API, 'kms:DescribeKey', { StringEquals: via('bedrock-agentcore') }),
    allow('Use', API, ['kms:Decrypt', 'kms:GenerateDataKey'], { StringEquals: via('bedrock-agentcore'), StringLike: GATEWAY }),
    allow('Grants', API, 'kms:CreateGrant', {
      'StringEquals': { ...via('bedrock-agentcore'), 'kms:GrantConstraintType': 'EncryptionContextSubset' },
      'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'GenerateDataKey'] },
      'StringLike': GATEWAY,
    }),
    allow('Logging', service('delivery.logs'), ['kms:GenerateDataKey', 'kms:Decrypt'], { StringEquals: context('SourceArn', arn('logs', '*')) }),
  ])),
  good('example-bedrock-flow', 'bedrock/latest/userguide/encryption-flows.html', name => key(name, [
    IAM_MANAGES, allow('Flow', API, ['kms:GenerateDataKey', 'kms:Decrypt'], { StringEquals: { ...via('bedrock'), ...context('aws:bedrock-flows:arn', arn('bedrock', 'flow/F1')) } }),
  ])),
  good('example-zero-etl', 'AmazonRDS/latest/UserGuide/zero-etl.creating.html', name => key(name, [
    IAM_MANAGES,
    allow('Redshift', service('redshift'), 'kms:CreateGrant', {
      'StringEquals': context('aws:redshift:integration:arn', arn('rds', 'integration:1')),
      'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'GenerateDataKey', 'CreateGrant'] },
    }),
    allow('Creator', API, 'kms:CreateGrant', { StringEquals: via('rds') }),
  ])),
  good('example-datazone', 'datazone/latest/userguide/encryption-rest-datazone.html', name => key(name, [
    IAM_MANAGES,
    allow('Domain', API, ['kms:Decrypt', 'kms:GenerateDataKey'], { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'aws:datazone:domainId' } }),
    allow('Grants', API, 'kms:CreateGrant', { StringLike: { 'kms:CallerAccount': ACCOUNT, ...via('datazone') }, Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
  ])),
  good('example-policy-store', 'verifiedpermissions/latest/userguide/security-data-protection-cmk.html', name => key(name, [
    IAM_MANAGES,
    allow('Store', service('verifiedpermissions'), ['kms:Decrypt', 'kms:ReEncryptTo', 'kms:ReEncryptFrom', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:Encrypt'], {
      StringEquals: { 'aws:SourceAccount': ACCOUNT }, StringLike: { 'aws:SourceArn': `arn:aws:verifiedpermissions::${ACCOUNT}:policy-store/*` },
    }),
    allow('Caller', API, ['kms:Decrypt', 'kms:DescribeKey'], { StringEquals: via('verifiedpermissions') }),
  ])),
  good('example-replicas-in-accounts', 'amazondynamodb/latest/developerguide/globaltables_MA_security.html', name => key(name, [
    IAM_POLICIES, allow('Replication', service('replication.dynamodb'), ['kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      { StringEquals: { 'aws:SourceAccount': [ACCOUNT, OTHER_ACCOUNT], 'aws:SourceArn': [arn('dynamodb', 'table/A'), arn('dynamodb', 'table/B', OTHER_ACCOUNT, 'eu-south-1')] } }),
  ])),
  good('example-prometheus', 'prometheus/latest/userguide/encryption-at-rest-Amazon-Service-Prometheus.html', name => key(name, [
    IAM_MANAGES, allow('Grants', API, 'kms:CreateGrant', { StringEquals: context('aws:aps:arn', arn('aps', 'workspace/ws-1')) }),
  ])),
  good('example-fargate', 'AmazonECS/latest/developerguide/fargate-create-storage-key.html', name => key(name, [
    IAM_POLICIES,
    allow('Generate', service('fargate'), 'kms:GenerateDataKeyWithoutPlaintext', { StringEquals: { ...context('aws:ecs:clusterAccount', ACCOUNT), ...context('aws:ecs:clusterName', 'orders') } }),
    allow('Grants', service('fargate'), 'kms:CreateGrant', {
      'StringEquals': { ...context('aws:ecs:clusterAccount', ACCOUNT), ...context('aws:ecs:clusterName', 'orders') },
      'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] },
    }),
  ])),
];
