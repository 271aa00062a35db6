import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon Redshift',
  keySpecs: SYMMETRIC,
  verified: true,
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;
const CALLS: ServiceUse['calls'] = [
  { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'] },
  { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
];

export const REDSHIFT: ServiceUse = {
  ...common,
  id: 'REDSHIFT',
  use: 'provisioned clusters and their snapshots',
  sid: 'Redshift',
  styles: ['via', 'grant'],
  viaService: 'redshift',
  calls: CALLS,
  crossAccount: 'supported',
  keyProperties: { 'AWS::Redshift::Cluster': ['KmsKeyId'], 'AWS::Redshift::SnapshotCopyGrant': ['KmsKeyId'] },
  gotchas: [
    'The Redshift Data API creates a grant of its own.',
    'Another account that restores a shared snapshot needs Decrypt on the key.',
  ],
  source: 'redshift/latest/mgmt/authorizing-kms-customer-managed-key.html',
  checked: '2026-11-24',
};

export const REDSHIFT_SERVERLESS: ServiceUse = {
  ...common,
  id: 'REDSHIFT_SERVERLESS',
  use: 'namespaces of Redshift Serverless',
  sid: 'RedshiftServerless',
  styles: ['via', 'grant'],
  viaService: 'redshift-serverless',
  calls: CALLS,
  keyProperties: { 'AWS::RedshiftServerless::Namespace': ['KmsKeyId', 'SnapshotCopyConfigurations[].DestinationKmsKeyId'] },
  gotchas: ['Serverless has a kms:ViaService name of its own, redshift-serverless.'],
  source: 'redshift/latest/mgmt/authorizing-kms-customer-managed-key.html',
  checked: '2026-11-24',
};

export const REDSHIFT_QUERY_EDITOR: ServiceUse = {
  ...common,
  id: 'REDSHIFT_QUERY_EDITOR',
  use: 'saved queries and results of query editor v2',
  sid: 'RedshiftQueryEditor',
  styles: ['via'],
  viaService: 'sqlworkbench',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] }],
  gotchas: ['The kms:ViaService name is sqlworkbench.'],
  source: 'redshift/latest/mgmt/query-editor-v2-getting-started.html',
  checked: '2026-11-24',
};

const OPERATIONS = ['CreateGrant', 'Decrypt', 'GenerateDataKey'];

export const REDSHIFT_ZERO_ETL: ServiceUse = {
  ...common,
  id: 'REDSHIFT_ZERO_ETL',
  use: 'zero-ETL integrations of Amazon RDS and Aurora with Redshift',
  sid: 'RedshiftZeroEtl',
  styles: ['principal', 'via', 'grant'],
  viaService: 'rds',
  calls: [
    {
      purpose: 'Grants',
      caller: 'service',
      principal: 'redshift.amazonaws.com',
      actions: ['kms:CreateGrant'],
      // AWS bounds the grant by its operations and the context of the integration.
      grantIsForAwsResource: false,
      grantOperations: OPERATIONS,
      contextPresent: ['aws:redshift:integration:arn'],
    },
    { purpose: 'Creators', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: false, grantOperations: OPERATIONS },
    { purpose: 'CreatorsDescribe', caller: 'user', actions: ['kms:DescribeKey'] },
  ],
  exclusive: false,
  keyProperties: { 'AWS::RDS::Integration': ['KMSKeyId'], 'AWS::Redshift::Integration': ['KMSKeyId'] },
  gotchas: ['Users are who makes the integration.'],
  source: 'AmazonRDS/latest/UserGuide/zero-etl.creating.html#zero-etl.kms-sample-policy',
  checked: '2026-11-25',
};
