import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'AWS DMS',
  keySpecs: SYMMETRIC,
  verified: true,
  styles: ['via', 'grant'],
  viaService: 'dms',
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  source: 'dms/latest/userguide/CHAP_Security.html',
  checked: '2026-11-24',
} as const;

export const DMS: ServiceUse = {
  ...common,
  id: 'DMS',
  use: 'replication instances and endpoints',
  sid: 'Dms',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncrypt*'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  keyProperties: {
    'AWS::DMS::Endpoint': ['KmsKeyId'],
    'AWS::DMS::ReplicationInstance': ['KmsKeyId'],
    'AWS::DMS::ReplicationConfig': ['ComputeConfig.KmsKeyId'],
  },
  gotchas: ['The key of a replication instance cannot be changed.'],
};

export const DMS_HOMOGENEOUS_MIGRATIONS: ServiceUse = {
  ...common,
  id: 'DMS_HOMOGENEOUS_MIGRATIONS',
  use: 'homogeneous data migrations',
  sid: 'DmsHomogeneous',
  // Migrations keep their data in EFS.
  alsoViaServices: ['elasticfilesystem'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext'] },
    {
      purpose: 'Grants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      grantIsForAwsResource: false,
      grantOperations: ['CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKeyWithoutPlaintext', 'RetireGrant'],
    },
  ],
  gotchas: ['Any condition on an encryption context makes these migrations fail.'],
};

export const DMS_SCHEMA_CONVERSION: ServiceUse = {
  ...common,
  id: 'DMS_SCHEMA_CONVERSION',
  use: 'projects of DMS Schema Conversion',
  sid: 'DmsSchemaConversion',
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      context: { 'aws:dms:migration-project-id': '{resource}' },
    },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'] },
    {
      purpose: 'Grants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      grantIsForAwsResource: false,
      grantOperations: ['CreateGrant', 'Decrypt', 'DescribeKey', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'],
    },
  ],
  resourceArn: 'arn:{partition}:dms:{region}:{account}:migration-project:{resource}',
  resourceName: 'migration project id',
  keyProperties: { 'AWS::DMS::InstanceProfile': ['KmsKeyArn'] },
  gotchas: ['The context is sent with Decrypt and GenerateDataKey only.'],
};
