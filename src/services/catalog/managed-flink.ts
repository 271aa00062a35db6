import { ServiceUse, SYMMETRIC } from '../service-use';

const DURABLE = { caller: 'service', principal: 'kinesisanalytics.amazonaws.com' } as const;
const RUNNING = { caller: 'service', principal: 'infrastructure.kinesisanalytics.amazonaws.com' } as const;
const SOURCE = ['aws:SourceArn', 'aws:SourceAccount'] as const;
const CONTEXT = { 'aws:kinesisanalytics:arn': '{resourceArn}' };

export const MANAGED_FLINK: ServiceUse = {
  id: 'MANAGED_FLINK',
  service: 'Amazon Managed Service for Apache Flink',
  use: 'state of applications',
  sid: 'ManagedFlink',
  styles: ['principal', 'via', 'grant'],
  viaService: 'kinesisanalytics',
  calls: [
    // Statements of one purpose become one that names both services.
    { purpose: 'Describe', ...DURABLE, actions: ['kms:DescribeKey'], source: SOURCE },
    { purpose: 'Describe', ...RUNNING, actions: ['kms:DescribeKey'], source: SOURCE },
    { purpose: 'DurableState', ...DURABLE, actions: ['kms:GenerateDataKey'], source: SOURCE, context: CONTEXT },
    // AWS's statements for Decrypt and for the running state name no source.
    { purpose: 'DurableStateDecrypt', ...DURABLE, actions: ['kms:Decrypt'], context: CONTEXT },
    { purpose: 'RunningState', ...RUNNING, actions: ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext'], context: CONTEXT },
    {
      purpose: 'Grants',
      ...RUNNING,
      actions: ['kms:CreateGrant'],
      context: CONTEXT,
      grantIsForAwsResource: false,
      grantOperations: ['Decrypt'],
    },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'], context: CONTEXT },
    { purpose: 'CallersDescribe', caller: 'user', actions: ['kms:DescribeKey'] },
    {
      purpose: 'CallersGrants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      context: CONTEXT,
      grantIsForAwsResource: false,
      grantOperations: ['Decrypt'],
    },
  ],
  creation: [
    { purpose: 'CreationDescribe', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'CreationGrants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: false, grantOperations: ['Decrypt'] },
  ],
  resourceArn: 'arn:{partition}:kinesisanalytics:{region}:{account}:application/{resource}',
  resourceName: 'application name',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::KinesisAnalyticsV2::Application': ['ApplicationConfiguration.ApplicationEncryptionConfiguration.KeyId'] },
  gotchas: [
    'Without both service principals in the key policy the application is refused.',
    'Snapshots taken before stay under their old key.',
  ],
  source: 'managed-flink/latest/java/manage-cmk-api.html',
  checked: '2026-11-24',
  verified: true,
};
