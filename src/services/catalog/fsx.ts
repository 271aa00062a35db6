import { ServiceUse, SYMMETRIC } from '../service-use';

export const FSX: ServiceUse = {
  id: 'FSX',
  service: 'Amazon FSx',
  use: 'file systems and backups',
  sid: 'Fsx',
  styles: ['via', 'grant'],
  viaService: 'fsx',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::FSx::FileSystem': ['KmsKeyId'], 'AWS::FSx::FileCache': ['KmsKeyId'] },
  gotchas: [
    'The key of a file system cannot be changed.',
    'A file system for Lustre that is linked to an encrypted bucket needs KeyService.S3 on the key of the bucket, for its service-linked role.',
  ],
  source: 'fsx/latest/WindowsGuide/encryption-at-rest.html',
  checked: '2026-11-24',
  verified: true,
};
