import { CHECKED, ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon DocumentDB',
  keySpecs: SYMMETRIC,
  checked: CHECKED,
  styles: ['via', 'grant'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  verified: false,
} as const;

export const DOCUMENTDB: ServiceUse = {
  ...common,
  id: 'DOCUMENTDB',
  use: 'instance-based clusters and snapshots',
  sid: 'DocumentDb',
  viaService: 'rds',
  gotchas: [
    'DocumentDB calls KMS as rds, and encrypts with aws/rds when no key is given.',
    'The key is fixed when the cluster is made; a lost key ends the cluster, and only a backup helps.',
  ],
  source: 'documentdb/latest/developerguide/encryption-at-rest.html',
  unverified: 'the list of actions and the kms:ViaService name rds',
};

export const DOCUMENTDB_ELASTIC: ServiceUse = {
  ...common,
  id: 'DOCUMENTDB_ELASTIC',
  use: 'elastic clusters',
  sid: 'DocumentDbElastic',
  viaService: 'docdb-elastic',
  gotchas: ['Elastic clusters have a kms:ViaService name of their own, docdb-elastic.'],
  source: 'documentdb/latest/developerguide/elastic-encryption.html',
  unverified: 'the list of actions',
};
