import { ServiceUse, SYMMETRIC } from '../service-use';

const common = { service: 'Amazon S3', keySpecs: SYMMETRIC, verified: true } as const;

export const S3: ServiceUse = {
  ...common,
  id: 'S3',
  use: 'objects (SSE-KMS)',
  sid: 'S3',
  styles: ['via'],
  viaService: 's3',
  // x-amz-server-side-encryption-context
  passesContextOn: true,
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      // The bucket itself with an S3 Bucket Key, its objects without.
      narrowedContext: { 'aws:s3:arn': ['{resourceArn}', '{resourceArn}/*'] },
    },
  ],
  resourceArn: 'arn:{partition}:s3:::{resource}',
  resourceName: 'bucket name',
  resourceTypes: ['AWS::S3::Bucket'],
  addedByCdk: "aws-s3 Bucket.grantRead, grantWrite and grantReadWrite grant use of the bucket's key.",
  exclusive: true,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  // The role of the service writes these objects.
  keyProperties: {
    'AWS::S3::Bucket': ['BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.KMSMasterKeyID'],
    'AWS::DataExchange::EventAction': ['Action.ExportRevisionToS3.Encryption.KmsKeyArn'],
    'AWS::DMS::Endpoint': ['RedshiftSettings.ServerSideEncryptionKmsKeyId', 'S3Settings.ServerSideEncryptionKmsKeyId'],
    'AWS::EMR::Step': ['EncryptionKeyArn'],
    'AWS::EMR::Studio': ['EncryptionKeyArn'],
    'AWS::Lex::Bot': ['BotLocales[].SlotTypes[].ExternalSourceSetting.GrammarSlotTypeSetting.Source.KmsKeyArn'],
    'AWS::NeptuneGraph::Graph': ['ImportTask.ImportOptions.Neptune.S3ExportKmsKeyId'],
    'AWS::Personalize::MetricAttribution': ['MetricsOutputConfig.S3DataDestination.KmsKeyArn'],
    'AWS::SES::MailManagerRuleSet': ['Rules[].Actions[].WriteToS3.S3SseKmsKeyId'],
    'AWS::Timestream::Table': ['MagneticStoreWriteProperties.MagneticStoreRejectedDataLocation.S3Configuration.KmsKeyId'],
  },
  keyChange: 'data-stays',
  gotchas: [
    'The encryption context aws:s3:arn is the object ARN, but the bucket ARN once an S3 Bucket Key is on: a condition on object ARNs then stops working.',
    'A multipart upload needs Decrypt as well as GenerateDataKey.',
    'Another account must name the key by its full ARN.',
  ],
  source: 'AmazonS3/latest/userguide/UsingKMSEncryption.html',
  checked: '2026-11-24',
};

const REPLICATION = {
  ...common,
  styles: ['role', 'via'],
  viaService: 's3',
  passesContextOn: true,
  resourceArn: 'arn:{partition}:s3:::{resource}',
  resourceName: 'bucket name',
  resourceTypes: ['AWS::S3::Bucket'],
  exclusive: true,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  source: 'AmazonS3/latest/userguide/replication-config-for-kms-objects.html',
  checked: '2026-11-24',
} as const;

export const S3_REPLICATION_SOURCE: ServiceUse = {
  ...REPLICATION,
  id: 'S3_REPLICATION_SOURCE',
  use: 'replication out of a bucket',
  sid: 'S3ReplicationSource',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt'], narrowedContext: { 'aws:s3:arn': ['{resourceArn}', '{resourceArn}/*'] } }],
  gotchas: ['Users are the replication roles. The row belongs to the key of the source bucket.'],
};

export const S3_REPLICATION_DESTINATION: ServiceUse = {
  ...REPLICATION,
  id: 'S3_REPLICATION_DESTINATION',
  use: 'replication into a bucket',
  sid: 'S3ReplicationDestination',
  calls: [{
    purpose: '',
    caller: 'user',
    // GenerateDataKey: sources without SSE-KMS. Decrypt: S3 checks the key of a bucket that has an S3 Bucket Key.
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
    narrowedContext: { 'aws:s3:arn': ['{resourceArn}', '{resourceArn}/*'] },
  }],
  keyProperties: { 'AWS::S3::Bucket': ['ReplicationConfiguration.Rules[].Destination.EncryptionConfiguration.ReplicaKmsKeyID'] },
  gotchas: [
    'Users are the replication roles, also of another account. The row belongs to the key of the destination bucket, in its Region.',
    'Multi-Region keys save nothing: S3 decrypts and re-encrypts, as with two keys.',
  ],
};

export const S3_INVENTORY: ServiceUse = {
  ...common,
  id: 'S3_INVENTORY',
  use: 'inventory reports',
  sid: 'S3Inventory',
  styles: ['principal'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 's3.amazonaws.com',
      actions: ['kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
    },
  ],
  resourceArn: 'arn:{partition}:s3:::{resource}',
  resourceName: 'source bucket name',
  resourceTypes: ['AWS::S3::Bucket'],
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  gotchas: ['The AWS managed key aws/s3 cannot encrypt inventory reports.'],
  source: 'AmazonS3/latest/userguide/configure-inventory.html',
  checked: '2026-11-24',
};

export const S3_EVENT_NOTIFICATIONS: ServiceUse = {
  ...common,
  id: 'S3_EVENT_NOTIFICATIONS',
  use: 'event notifications to an encrypted topic or queue',
  sid: 'S3Notifications',
  styles: ['principal'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 's3.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
    },
  ],
  resourceArn: 'arn:{partition}:s3:::{resource}',
  resourceName: 'bucket name',
  resourceTypes: ['AWS::S3::Bucket'],
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'undocumented',
  addedByCdk: 'aws-s3-notifications SqsDestination and SnsDestination add an unbounded statement for s3.amazonaws.com to a key in the same app.',
  gotchas: ['The statement belongs to the key of the topic or queue, not on that of the bucket.'],
  source: 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html',
  checked: '2026-11-25',
};

export const S3_STORAGE_LENS: ServiceUse = {
  ...common,
  id: 'S3_STORAGE_LENS',
  use: 'Storage Lens exports',
  sid: 'S3StorageLens',
  styles: ['principal'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'storage-lens.s3.amazonaws.com',
      actions: ['kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
    },
  ],
  resourceArn: 'arn:{partition}:s3:{region}:{account}:storage-lens/{resource}',
  resourceName: 'dashboard id',
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'undocumented',
  keyProperties: {
    'AWS::S3::StorageLens': [
      'StorageLensConfiguration.DataExport.S3BucketDestination.Encryption.SSEKMS.KeyId',
      'StorageLensConfiguration.ExpandedPrefixesDataExport.S3BucketDestination.Encryption.SSEKMS.KeyId',
    ],
  },
  gotchas: ['The key must be in the Region of the export bucket.'],
  source: 'AmazonS3/latest/userguide/storage_lens_encrypt_permissions.html',
  checked: '2026-11-24',
};

export const S3_ACCESS_LOGS: ServiceUse = {
  ...common,
  id: 'S3_ACCESS_LOGS',
  use: 'server access logs',
  sid: 'S3AccessLogs',
  styles: ['none'],
  calls: [],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'refused',
  unsupported: 'S3 delivers server access logs only to a bucket whose default encryption is SSE-S3, and drops them without an error otherwise',
  addedByCdk: 'aws-s3 Bucket.serverAccessLogsBucket accepts a log bucket with a key of its own and lets logging.s3.amazonaws.com use that key.',
  gotchas: ['Give the log bucket BucketEncryption.S3_MANAGED.'],
  source: 'AmazonS3/latest/userguide/enable-server-access-logging.html',
  checked: '2026-11-24',
};
