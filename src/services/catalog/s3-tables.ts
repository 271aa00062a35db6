import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon S3 Tables',
  keySpecs: SYMMETRIC,
  verified: true,
  resourceArn: 'arn:{partition}:s3tables:{region}:{account}:bucket/{resource}',
  resourceName: 'table bucket name',
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  source: 'AmazonS3/latest/userguide/s3-tables-kms-permissions.html',
  checked: '2026-11-25',
} as const;
const CONTEXT = { 'aws:s3:arn': '{resourceArn}/*' };

export const S3_TABLES: ServiceUse = {
  ...common,
  id: 'S3_TABLES',
  use: 'tables and their maintenance',
  sid: 'S3Tables',
  styles: ['principal', 'via'],
  viaService: 's3tables',
  calls: [
    {
      purpose: 'Maintenance',
      caller: 'service',
      principal: 'maintenance.s3tables.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      context: CONTEXT,
    },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
    // AWS's example for engines that read tables themselves has no kms:ViaService.
    { purpose: 'Engines', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], viaService: false, optional: true },
  ],
  keyProperties: { 'AWS::S3Tables::TableBucket': ['EncryptionConfiguration.KMSKeyArn'] },
  gotchas: [
    'Without the maintenance statement a table cannot be made under the key; taken away later, compaction stops silently.',
    'With Lake Formation its service role needs the key as well.',
  ],
};

export const S3_METADATA: ServiceUse = {
  ...common,
  id: 'S3_METADATA',
  use: 'tables of S3 Metadata',
  sid: 'S3Metadata',
  styles: ['principal'],
  calls: [
    { purpose: '', caller: 'service', principal: 'metadata.s3.amazonaws.com', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: CONTEXT },
    { purpose: '', caller: 'service', principal: 'maintenance.s3tables.amazonaws.com', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: CONTEXT },
  ],
  keyProperties: {
    'AWS::S3::Bucket': [
      'MetadataConfiguration.AnnotationTableConfiguration.EncryptionConfiguration.KmsKeyArn',
      'MetadataConfiguration.InventoryTableConfiguration.EncryptionConfiguration.KmsKeyArn',
      'MetadataConfiguration.JournalTableConfiguration.EncryptionConfiguration.KmsKeyArn',
    ],
  },
  gotchas: ['Who queries metadata tables needs KeyService.S3_TABLES on the same key.'],
};

/** A service that keeps tables of its own in a table bucket, with the maintenance of that bucket. */
const systemTables = (principal: string, bucket: string): ServiceUse['calls'] => [
  { purpose: '', caller: 'service', principal, actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], source: ['aws:SourceAccount'] },
  {
    purpose: 'Maintenance',
    caller: 'service',
    principal: 'maintenance.s3tables.amazonaws.com',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    context: { 'aws:s3:arn': `arn:{partition}:s3tables:{region}:{account}:bucket/${bucket}/*` },
  },
];

export const S3_STORAGE_LENS_TABLES: ServiceUse = {
  ...common,
  id: 'S3_STORAGE_LENS_TABLES',
  use: 'tables of S3 Storage Lens',
  sid: 'S3StorageLensTables',
  styles: ['principal'],
  resourceArn: undefined,
  resourceName: undefined,
  calls: systemTables('systemtables.s3.amazonaws.com', 'aws-s3'),
  keyProperties: {
    'AWS::S3::StorageLens': [
      'StorageLensConfiguration.DataExport.StorageLensTableDestination.Encryption.SSEKMS.KeyId',
      'StorageLensConfiguration.ExpandedPrefixesDataExport.StorageLensTableDestination.Encryption.SSEKMS.KeyId',
    ],
  },
  gotchas: ['Who queries the tables needs KeyService.S3_TABLES on the same key.'],
  source: 'AmazonS3/latest/userguide/storage-lens-s3-tables-permissions.html',
  checked: '2026-11-26',
};

export const CLOUDWATCH_LOGS_S3_TABLES: ServiceUse = {
  ...common,
  id: 'CLOUDWATCH_LOGS_S3_TABLES',
  service: 'Amazon CloudWatch Logs',
  use: 'logs in table buckets',
  sid: 'CloudWatchLogsS3Tables',
  styles: ['principal'],
  resourceArn: undefined,
  resourceName: undefined,
  calls: systemTables('systemtables.cloudwatch.amazonaws.com', 'aws-cloudwatch'),
  keyProperties: { 'AWS::ObservabilityAdmin::S3TableIntegration': ['Encryption.KmsKeyArn'] },
  gotchas: ['Who queries the tables needs KeyService.S3_TABLES on the same key.'],
  source: 'AmazonCloudWatch/latest/logs/s3-tables-integration.html',
  checked: '2026-11-26',
};
