import { ServiceUse, SYMMETRIC } from '../service-use';

export const EFS: ServiceUse = {
  id: 'EFS',
  service: 'Amazon EFS',
  use: 'file systems',
  sid: 'Efs',
  styles: ['via', 'grant'],
  viaService: 'elasticfilesystem',
  // https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
  otherContext: ['aws:elasticfilesystem:filesystem:id'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::EFS::FileSystem': ['KmsKeyId', 'ReplicationConfiguration.Destinations[].KmsKeyId'] },
  keyChange: 'never',
  gotchas: [
    'Metadata of files stays under the AWS managed key aws/elasticfilesystem.',
  ],
  source: 'efs/latest/ug/encryption-at-rest.html',
  checked: '2026-11-25',
  verified: true,
};
