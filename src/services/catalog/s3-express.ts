import { ServiceUse, SYMMETRIC } from '../service-use';

export const S3_EXPRESS: ServiceUse = {
  id: 'S3_EXPRESS',
  service: 'Amazon S3 Express One Zone',
  use: 'objects in directory buckets',
  sid: 'S3Express',
  styles: ['via'],
  // Which name kms:ViaService has here is not documented, so none stands.
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      narrowedContext: { 'aws:s3express:arn': '{resourceArn}' },
      viaService: false,
    },
  ],
  resourceArn: 'arn:{partition}:s3express:{region}:{account}:bucket/{resource}',
  resourceName: 'directory bucket name',
  keyProperties: { 'AWS::S3Express::DirectoryBucket': ['BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.KMSMasterKeyID'] },
  keyChange: 'never',
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  gotchas: [
    'Name who reads and writes in users: there is no service to go through.',
    'S3 Bucket Keys are always on, so the context is the ARN of the bucket.',
    'A directory bucket takes one customer managed key in its life, by key id or ARN, never by alias, and never aws/s3.',
    'Other accounts give the full ARN of the key.',
  ],
  source: 'AmazonS3/latest/userguide/s3-express-UsingKMSEncryption.html',
  checked: '2026-11-26',
  verified: true,
};
