import { ServiceUse, SYMMETRIC } from '../service-use';

export const MEMORYDB: ServiceUse = {
  id: 'MEMORYDB',
  service: 'Amazon MemoryDB',
  use: 'clusters and snapshots',
  sid: 'MemoryDb',
  styles: ['via', 'grant'],
  viaService: 'memorydb',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::MemoryDB::Cluster': ['KmsKeyId'], 'AWS::MemoryDB::Snapshot': ['KmsKeyId'] },
  gotchas: [
    'A snapshot under a customer managed key cannot be exported to S3.',
    'MemoryDB takes one grant for a cluster and one for each snapshot.',
  ],
  source: 'memorydb/latest/devguide/at-rest-encryption.html',
  checked: '2026-11-24',
  verified: true,
};
