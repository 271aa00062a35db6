import { CHECKED, ServiceUse, SYMMETRIC } from '../service-use';

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
      context: { 'aws:s3:arn': '{resourceArn}' },
      viaService: false,
    },
  ],
  resourceArn: 'arn:{partition}:s3express:{region}:{account}:bucket/{resource}',
  resourceName: 'directory bucket name',
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  gotchas: [
    'Name who reads and writes in users: there is no service to go through.',
    'S3 Bucket Keys are always on, so the context is the ARN of the bucket.',
    'A directory bucket takes one customer managed key in its life.',
  ],
  source: 'AmazonS3/latest/userguide/s3-express-UsingKMSEncryption.html',
  checked: CHECKED,
  verified: false,
  unverified: 'the encryption context',
};
