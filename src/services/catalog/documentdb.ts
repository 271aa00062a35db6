import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon DocumentDB',
  keySpecs: SYMMETRIC,
  styles: ['via', 'grant'],
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;

export const DOCUMENTDB: ServiceUse = {
  ...common,
  id: 'DOCUMENTDB',
  use: 'instance-based clusters and snapshots',
  sid: 'DocumentDb',
  // AWS does not say that DocumentDB comes as rds, so kms:ViaService is not asked for.
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], viaService: false },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true, viaService: false },
  ],
  exclusive: false,
  keyProperties: { 'AWS::DocDB::DBCluster': ['KmsKeyId'] },
  keyChange: 'never',
  gotchas: [
    'Name who makes clusters in users: there is no service to go through. Without a key DocumentDB encrypts with aws/rds.',
    'The key is fixed when the cluster is made; without its key the cluster waits 7 days, inaccessible but recoverable, and is then lost, and only a backup helps; members of a global cluster are lost at once.',
  ],
  source: 'documentdb/latest/devguide/encryption-at-rest.html',
  checked: '2026-11-26',
  verified: false,
  unverified: 'the list of actions, and by which service users come',
};

export const DOCUMENTDB_ELASTIC: ServiceUse = {
  ...common,
  id: 'DOCUMENTDB_ELASTIC',
  use: 'elastic clusters',
  sid: 'DocumentDbElastic',
  viaService: 'docdb-elastic',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  keyProperties: { 'AWS::DocDBElastic::Cluster': ['KmsKeyId'] },
  gotchas: ['Elastic clusters have a kms:ViaService name of their own, docdb-elastic.'],
  source: 'aws-managed-policy/latest/reference/AmazonDocDBElasticFullAccess.html',
  checked: '2026-11-25',
  verified: true,
};
