import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon DynamoDB',
  keySpecs: SYMMETRIC,
  verified: true,
  styles: ['via', 'grant'],
  viaService: 'dynamodb',
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      // The context names the table, not its ARN.
      narrowedContext: { 'aws:dynamodb:tableName': '{resource}', 'aws:dynamodb:subscriberId': '{account}' },
    },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  resourceName: 'table name',
  resourceTypes: ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  source: 'amazondynamodb/latest/developerguide/encryption.usagenotes.html',
  checked: '2026-11-24',
} as const;

const GOTCHAS = [
  'DynamoDB holds a grant for each table; revoking one breaks the table.',
  'Backups made on demand go on needing the key of their time, and the old key must stay enabled until a change of keys is done.',
  'DAX cannot use a customer managed key of the table.',
];

export const DYNAMODB: ServiceUse = {
  ...common,
  id: 'DYNAMODB',
  use: 'tables and their streams and backups',
  sid: 'DynamoDb',
  keyProperties: { 'AWS::DynamoDB::Table': ['SSESpecification.KMSMasterKeyId'] },
  keyChange: 'data-encrypted-anew',
  gotchas: GOTCHAS,
};

export const DYNAMODB_GLOBAL_TABLES: ServiceUse = {
  ...common,
  id: 'DYNAMODB_GLOBAL_TABLES',
  use: 'global tables',
  sid: 'DynamoDbGlobalTables',
  viaServiceInAnyRegion: true,
  keyProperties: { 'AWS::DynamoDB::GlobalTable': ['Replicas[].SSESpecification.KMSMasterKeyId'] },
  keyChange: 'data-encrypted-anew',
  gotchas: ['Each replica has a key of its own Region.', ...GOTCHAS],
};

export const DYNAMODB_MULTI_ACCOUNT_GLOBAL_TABLES: ServiceUse = {
  ...common,
  id: 'DYNAMODB_MULTI_ACCOUNT_GLOBAL_TABLES',
  use: 'replication of global tables whose replicas are in several accounts',
  sid: 'DynamoDbReplication',
  styles: ['principal'],
  viaService: undefined,
  calls: [{
    purpose: '',
    caller: 'service',
    principal: 'replication.dynamodb.amazonaws.com',
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    source: ['aws:SourceArn', 'aws:SourceAccount'],
  }],
  // The replicas are in other Regions.
  resourceArn: 'arn:{partition}:dynamodb:*:{account}:table/{resource}',
  resourceName: 'table name',
  resourceTypes: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
  foreignSource: 'the accounts of all replicas, its own among them',
  exclusive: false,
  crossAccount: 'supported',
  addedByCdk: 'aws-dynamodb TableV2MultiAccountReplica adds use of the key for the principal without a condition, in both accounts.',
  gotchas: [
    'It stands beside KeyService.DYNAMODB_GLOBAL_TABLES, which is for the users, on the key of each replica.',
    'Without its key for 20 hours a replica becomes a table of its own for good.',
    'Delete the replica before its key is disabled.',
  ],
  source: 'amazondynamodb/latest/developerguide/globaltables_MA_security.html#globaltables_MA_kms',
  checked: '2026-11-25',
};
