import { ServiceUse, SYMMETRIC } from '../service-use';

export const ATHENA_RESULTS: ServiceUse = {
  id: 'ATHENA_RESULTS',
  service: 'Amazon Athena',
  use: 'query results (SSE-KMS)',
  sid: 'AthenaResults',
  styles: ['role', 'via'],
  // Athena reads and writes with the identity of its user, and S3 is the one that asks KMS.
  viaService: 's3',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] }],
  exclusive: true,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Athena::WorkGroup': [
      'WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.KmsKey',
      'WorkGroupConfigurationUpdates.ResultConfigurationUpdates.EncryptionConfiguration.KmsKey',
    ],
  },
  gotchas: [
    'Results encrypted on the client (CSE-KMS) need the same two actions without kms:ViaService.',
    'Many small objects throttle KMS: turn on S3 Bucket Keys.',
    'An encrypted Data Catalog needs KeyService.GLUE_DATA_CATALOG as well.',
  ],
  source: 'athena/latest/ug/encryption.html',
  checked: '2026-11-25',
  verified: true,
};

const WORK_GROUP = { 'aws:athena:arn': '{resourceArn}' };

export const ATHENA_MANAGED_RESULTS: ServiceUse = {
  id: 'ATHENA_MANAGED_RESULTS',
  service: 'Amazon Athena',
  use: 'managed query results',
  sid: 'AthenaManagedResults',
  styles: ['principal', 'role'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'encryption.athena.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
      context: WORK_GROUP,
      contextOperator: 'ArnLike',
    },
    { purpose: 'Describe', caller: 'service', principal: 'encryption.athena.amazonaws.com', actions: ['kms:DescribeKey'], source: ['aws:SourceArn', 'aws:SourceAccount'] },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], viaService: false },
  ],
  resourceArn: 'arn:{partition}:athena:{region}:{account}:workgroup/{resource}',
  resourceName: 'workgroup name',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Athena::WorkGroup': [
      'WorkGroupConfiguration.ManagedQueryResultsConfiguration.EncryptionConfiguration.KmsKey',
      'WorkGroupConfigurationUpdates.ManagedQueryResultsConfiguration.EncryptionConfiguration.KmsKey',
    ],
  },
  keyChange: 'data-stays',
  gotchas: ['Users are who runs queries and reads their results: no kms:ViaService name is documented for them.'],
  source: 'athena/latest/ug/managed-results.html',
  checked: '2026-11-26',
  verified: true,
};

export const ATHENA_SPARK_LOGS: ServiceUse = {
  id: 'ATHENA_SPARK_LOGS',
  service: 'Amazon Athena',
  use: 'logs of Spark sessions (execution role)',
  sid: 'AthenaSparkLogs',
  styles: ['role'],
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], viaService: false }],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Athena::WorkGroup': [
      'WorkGroupConfiguration.MonitoringConfiguration.ManagedLoggingConfiguration.KmsKey',
      'WorkGroupConfiguration.MonitoringConfiguration.S3LoggingConfiguration.KmsKey',
      'WorkGroupConfigurationUpdates.MonitoringConfiguration.ManagedLoggingConfiguration.KmsKey',
      'WorkGroupConfigurationUpdates.MonitoringConfiguration.S3LoggingConfiguration.KmsKey',
    ],
  },
  gotchas: ['Name the execution roles in users: there is no service to go through.'],
  source: 'athena/latest/ug/notebooks-spark-logging-monitoring.html',
  checked: '2026-11-26',
  verified: true,
};
