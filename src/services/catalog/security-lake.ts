import { CHECKED, ServiceUse, SYMMETRIC } from '../service-use';

export const SECURITY_LAKE: ServiceUse = {
  id: 'SECURITY_LAKE',
  service: 'Amazon Security Lake',
  use: 'buckets of the data lake',
  sid: 'SecurityLake',
  styles: ['via', 'grant'],
  viaService: 'securitylake',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  gotchas: [
    'Rollup regions and the replication role need the key as well: see KeyService.S3_REPLICATION_SOURCE.',
    'Subscribers that read the data through S3 need Decrypt.',
  ],
  source: 'security-lake/latest/userguide/data-protection.html',
  checked: CHECKED,
  verified: false,
  unverified: 'the list of actions',
};
