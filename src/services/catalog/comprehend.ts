import { ServiceUse, SYMMETRIC } from '../service-use';

export const COMPREHEND: ServiceUse = {
  id: 'COMPREHEND',
  service: 'Amazon Comprehend',
  use: 'input, output and volumes of jobs (data access role)',
  sid: 'Comprehend',
  styles: ['role', 'grant'],
  viaService: 's3',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
    // For the volumes; AWS documents no service to go through.
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true, viaService: false },
  ],
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Comprehend::DocumentClassifier': ['ModelKmsKeyId', 'OutputDataConfig.KmsKeyId', 'VolumeKmsKeyId'],
    'AWS::Comprehend::EntityRecognizer': ['ModelKmsKeyId', 'VolumeKmsKeyId'],
    'AWS::Comprehend::Flywheel': ['DataSecurityConfig.DataLakeKmsKeyId', 'DataSecurityConfig.ModelKmsKeyId', 'DataSecurityConfig.VolumeKmsKeyId'],
  },
  gotchas: ['Name the data access roles of the jobs in users.', 'Output and volumes can have different keys.'],
  source: 'comprehend/latest/dg/kms-in-comprehend.html',
  checked: '2026-11-24',
  verified: true,
};
