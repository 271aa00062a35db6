import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon Data Firehose',
  keySpecs: SYMMETRIC,
  verified: true,
  exclusive: true,
  multiRegion: 'undocumented',
} as const;

export const FIREHOSE: ServiceUse = {
  ...common,
  id: 'FIREHOSE',
  use: 'streams that records are put to directly (SSE)',
  sid: 'Firehose',
  styles: ['via', 'grant'],
  viaService: 'firehose',
  calls: [
    // Producers: Firehose tries these for the caller of PutRecord and PutRecordBatch. Its encryption context is internal.
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  crossAccount: 'undocumented',
  keyProperties: { 'AWS::KinesisFirehose::DeliveryStream': ['DeliveryStreamEncryptionConfigurationInput.KeyARN'] },
  addedByCdk: "aws-kinesisfirehose DeliveryStream grants its own role the use of the stream's key, in the key policy where IAM policies do not count; "
    + 'its grantPutRecords gives producers no use of the key.',
  gotchas: [
    'Users are the producers, who need the key with each PutRecord, and those who create the stream or start its encryption.',
    'Both the IAM policy of a producer and the key policy must allow Decrypt and GenerateDataKey.',
    'The call must not be made with credentials of a session older than six hours, or the grant fails.',
    'On a key error Firehose keeps records for 24 hours and then drops them; watch KMSKeyAccessDenied and KMSKeyDisabled.',
  ],
  notice: 'AWS Health: producers need the key for streams made since 2026-04-20, for older ones from 2027-02-28',
  source: 'firehose/latest/dev/encryption.html',
  checked: '2026-11-25',
};

export const FIREHOSE_DELIVERY: ServiceUse = {
  ...common,
  id: 'FIREHOSE_DELIVERY',
  use: 'delivery to an encrypted bucket',
  sid: 'FirehoseDelivery',
  styles: ['role', 'via'],
  viaService: 's3',
  calls: [{
    purpose: '',
    caller: 'user',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    // The bucket itself with an S3 Bucket Key, its objects without.
    narrowedContext: { 'aws:s3:arn': ['{resourceArn}', '{resourceArn}/*'] },
  }],
  resourceArn: 'arn:{partition}:s3:::{resource}',
  resourceName: 'bucket name',
  resourceTypes: ['AWS::S3::Bucket'],
  crossAccount: 'supported',
  keyProperties: {
    'AWS::KinesisFirehose::DeliveryStream': [
      'AmazonOpenSearchServerlessDestinationConfiguration.S3Configuration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
      'AmazonopensearchserviceDestinationConfiguration.S3Configuration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
      'ElasticsearchDestinationConfiguration.S3Configuration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
      'ExtendedS3DestinationConfiguration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
      'ExtendedS3DestinationConfiguration.S3BackupConfiguration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
      'HttpEndpointDestinationConfiguration.S3Configuration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
      'IcebergDestinationConfiguration.S3Configuration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
      'RedshiftDestinationConfiguration.S3BackupConfiguration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
      'RedshiftDestinationConfiguration.S3Configuration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
      'S3DestinationConfiguration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
      'SnowflakeDestinationConfiguration.S3Configuration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
      'SplunkDestinationConfiguration.S3Configuration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN',
    ],
  },
  gotchas: [
    "Users are the streams' delivery roles.",
    'A stream that reads an encrypted Kinesis stream needs KeyService.KINESIS_CONSUMERS for its role on the key of that stream.',
  ],
  source: 'firehose/latest/dev/controlling-access.html',
  checked: '2026-11-24',
};
