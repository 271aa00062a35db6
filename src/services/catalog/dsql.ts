import { ServiceUse, SYMMETRIC } from '../service-use';

const SERVICE = { caller: 'service', principal: 'dsql.amazonaws.com', source: ['aws:SourceArn'] } as const;

export const DSQL: ServiceUse = {
  id: 'DSQL',
  service: 'Amazon Aurora DSQL',
  use: 'clusters',
  sid: 'Dsql',
  styles: ['principal'],
  calls: [
    {
      purpose: '',
      ...SERVICE,
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncrypt*'],
      context: { 'aws:dsql:ClusterId': '{resource}' },
    },
    { purpose: 'Describe', ...SERVICE, actions: ['kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:dsql:{region}:{account}:cluster/{resource}',
  resourceName: 'cluster id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::DSQL::Cluster': ['KmsEncryptionKey'] },
  keyChange: 'data-encrypted-anew',
  gotchas: [
    'A cluster id is known once the cluster is made: name it in a second deployment.',
    'Each Region of a multi-Region cluster has a key of its own.',
    'Without its key the cluster is KMS_KEY_INACCESSIBLE and nobody connects; it comes back within 15 minutes after the key does.',
  ],
  source: 'aurora-dsql/latest/userguide/data-encryption.html#key-policy-customer-managed-key',
  checked: '2026-11-25',
  verified: true,
};
