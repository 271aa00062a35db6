import { ServiceUse, SYMMETRIC } from '../service-use';

export const SECURITY_LAKE: ServiceUse = {
  id: 'SECURITY_LAKE',
  service: 'Amazon Security Lake',
  use: 'buckets of the data lake',
  sid: 'SecurityLake',
  styles: ['via', 'grant'],
  viaService: 'securitylake',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: false,
  multiRegion: 'refused',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  gotchas: [
    'Rollup Regions and the replication role need the key as well: see KeyService.S3_REPLICATION_SOURCE.',
    'Security Lake itself never decrypts: the role of the Lake Formation location and subscribers, who read through S3, need KeyService.S3 on the key.',
  ],
  keyProperties: { 'AWS::SecurityLake::DataLake': ['EncryptionConfiguration.KmsKeyId'] },
  source: 'security-lake/latest/userguide/data-protection.html#customer-managed-key',
  checked: '2026-11-25',
  verified: true,
};
