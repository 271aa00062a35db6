import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  keySpecs: SYMMETRIC,
  verified: true,
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;

export const EMR: ServiceUse = {
  ...common,
  id: 'EMR',
  service: 'Amazon EMR',
  use: 'local disks, EMRFS data and logs of clusters on EC2 (instance and service roles)',
  sid: 'Emr',
  styles: ['role', 'grant'],
  // The nodes themselves call KMS, so no service stands between.
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      viaService: false,
    },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true, viaService: false },
  ],
  keyProperties: { 'AWS::EMR::Cluster': ['LogEncryptionKmsKeyId'] },
  gotchas: [
    'Name the instance profile role and the EMRFS roles in users, and with EBS encryption (5.24.0 and later) the service role.',
    'The key must be in the Region of the cluster.',
  ],
  source: 'emr/latest/ManagementGuide/emr-encryption-enable.html',
  checked: '2026-11-24',
};

export const EMR_SERVERLESS: ServiceUse = {
  ...common,
  id: 'EMR_SERVERLESS',
  service: 'Amazon EMR Serverless',
  use: 'disks of workers',
  sid: 'EmrServerless',
  styles: ['principal', 'via'],
  viaService: 'emr-serverless',
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'emr-serverless.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
      context: { applicationId: '{resource}' },
    },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
  ],
  resourceArn: 'arn:{partition}:emr-serverless:{region}:{account}:/applications/{resource}',
  resourceName: 'application id',
  keyProperties: {
    'AWS::EMRServerless::Application': [
      'MonitoringConfiguration.CloudWatchLoggingConfiguration.EncryptionKeyArn',
      'MonitoringConfiguration.ManagedPersistenceMonitoringConfiguration.EncryptionKeyArn',
      'MonitoringConfiguration.S3MonitoringConfiguration.EncryptionKeyArn',
    ],
  },
  gotchas: [
    'A job is refused when its submitter cannot use the key; its runtime role needs KeyService.EMR_SERVERLESS_JOB_ROLE.',
    'A context given in diskEncryptionConfiguration is sent beside applicationId.',
  ],
  source: 'emr/latest/EMR-Serverless-UserGuide/disk-encryption-cmk.html',
  checked: '2026-11-24',
};

export const EMR_SERVERLESS_JOB_ROLE: ServiceUse = {
  ...common,
  id: 'EMR_SERVERLESS_JOB_ROLE',
  service: 'Amazon EMR Serverless',
  use: 'disks of workers (job runtime role)',
  sid: 'EmrServerlessJobRole',
  styles: ['role'],
  // AWS documents no service to go through for the role.
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], viaService: false }],
  gotchas: ['Name the job runtime roles in users, and give KeyService.EMR_SERVERLESS to the same key.'],
  source: 'emr/latest/EMR-Serverless-UserGuide/disk-encryption-cmk.html',
  checked: '2026-11-24',
};
