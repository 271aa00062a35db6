import { ServiceUse, SYMMETRIC } from '../service-use';

export const S3_FILES: ServiceUse = {
  id: 'S3_FILES',
  service: 'Amazon S3 Files',
  use: 'file systems over buckets',
  sid: 'S3Files',
  styles: ['grant'],
  // Which name kms:ViaService has here is not documented, so none stands.
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'], viaService: false },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true, viaService: false },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::S3Files::FileSystem': ['KmsKeyId'] },
  gotchas: ['Name who makes file systems in users: no kms:ViaService name is documented for them.'],
  source: 'AmazonS3/latest/userguide/s3-files-encryption.html',
  checked: '2026-11-25',
  verified: true,
};
