import { ServiceUse, SYMMETRIC } from '../service-use';

export const KEYSPACES: ServiceUse = {
  id: 'KEYSPACES',
  service: 'Amazon Keyspaces',
  use: 'tables',
  sid: 'Keyspaces',
  styles: ['via', 'grant'],
  viaService: 'cassandra',
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      narrowedContext: { 'aws:cassandra:keyspaceName': '{resource}' },
    },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  resourceName: 'keyspace name',
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Cassandra::Table': ['EncryptionSpecification.KmsKeyIdentifier'] },
  gotchas: [
    'The kms:ViaService name is cassandra; some events in CloudTrail name dynamodb, on which Keyspaces is built.',
    'The key of a table can be changed at any time.',
  ],
  source: 'keyspaces/latest/devguide/encryption.customermanaged.html',
  checked: '2026-11-24',
  verified: true,
};
