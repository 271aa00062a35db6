import { ServiceUse, SYMMETRIC } from '../service-use';

export const ELASTICACHE: ServiceUse = {
  id: 'ELASTICACHE',
  service: 'Amazon ElastiCache',
  use: 'caches and their backups',
  sid: 'ElastiCache',
  styles: ['via', 'grant'],
  viaService: 'elasticache',
  // AWS: put both names into the condition.
  alsoViaServices: ['dax'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::ElastiCache::ReplicationGroup': ['KmsKeyId'],
    'AWS::ElastiCache::ServerlessCache': ['KmsKeyId'],
    'AWS::ElastiCache::ServerlessCacheSnapshot': ['KmsKeyId'],
    'AWS::ElastiCache::Snapshot': ['KmsKeyId'],
  },
  gotchas: [
    'ElastiCache calls KMS under two names, elasticache and dax: a condition with one alone breaks it.',
    'The key is chosen when the cache is made and cannot be changed.',
  ],
  source: 'AmazonElastiCache/latest/dg/at-rest-encryption.html',
  checked: '2026-11-24',
  verified: true,
};
