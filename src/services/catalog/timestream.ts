import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon Timestream',
  keySpecs: SYMMETRIC,
  verified: true,
  styles: ['via', 'grant'],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;

export const TIMESTREAM: ServiceUse = {
  ...common,
  id: 'TIMESTREAM',
  use: 'databases of Timestream for LiveAnalytics',
  sid: 'Timestream',
  viaService: 'timestream',
  // As in the managed policy AmazonTimestreamFullAccess.
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    {
      purpose: 'Grants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      grantIsForAwsResource: true,
      contextKeys: ['aws:timestream:database-name'],
    },
  ],
  keyProperties: { 'AWS::Timestream::Database': ['KmsKeyId'], 'AWS::Timestream::ScheduledQuery': ['KmsKeyId'] },
  gotchas: [
    'Only the magnetic store and the credentials of queries use the key.',
    'Keys are cached for five minutes, so a disabled key stops it late.',
  ],
  source: 'timestream/latest/developerguide/EncryptionAtRest.html',
  checked: '2026-11-25',
};

export const TIMESTREAM_INFLUXDB: ServiceUse = {
  ...common,
  id: 'TIMESTREAM_INFLUXDB',
  use: 'clusters of Timestream for InfluxDB 3',
  sid: 'TimestreamInfluxDb',
  viaService: 'timestream-influxdb',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    {
      purpose: 'Grants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      grantIsForAwsResource: true,
      grantOperations: [
        'CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo',
      ],
    },
  ],
  crossAccount: 'refused',
  keyProperties: { 'AWS::Timestream::InfluxDBCluster': ['KmsKeyId'], 'AWS::Timestream::InfluxDBInstance': ['KmsKeyId'] },
  gotchas: [
    'InfluxDB has a kms:ViaService name of its own, timestream-influxdb.',
    'The key is chosen when the cluster is made, in its own account and Region, and cannot be changed.',
    'Root volumes stay under a key of the service.',
    'A backup is restored to a new cluster only.',
  ],
  source: 'timestream/latest/developerguide/influxdb3-cmk-encryption.html',
  checked: '2026-11-24',
};
