import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon MWAA',
  keySpecs: SYMMETRIC,
  verified: true,
  multiRegion: 'refused',
  crossAccount: 'undocumented',
  exclusive: false,
} as const;

export const MWAA: ServiceUse = {
  ...common,
  id: 'MWAA',
  use: 'environments',
  sid: 'Mwaa',
  styles: ['via', 'grant'],
  viaService: 'airflow',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  keyProperties: { 'AWS::MWAA::Environment': ['KmsKey'] },
  gotchas: [
    'MWAA makes four grants for each environment, for CloudWatch Logs, SQS, Aurora, Secrets Manager and S3 among others.',
    'The logs of the environment need KeyService.CLOUDWATCH_LOGS on the same key.',
    'Aliases and multi-Region keys are refused.',
  ],
  source: 'mwaa/latest/userguide/custom-keys-certs.html',
  checked: '2026-11-24',
};

export const MWAA_EXECUTION_ROLE: ServiceUse = {
  ...common,
  id: 'MWAA_EXECUTION_ROLE',
  use: 'queue and bucket of environments (execution role)',
  sid: 'MwaaExecution',
  styles: ['role', 'via'],
  viaService: 's3',
  alsoViaServices: ['sqs'],
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*'] }],
  creation: [],
  gotchas: ['Name the execution roles in users.'],
  source: 'mwaa/latest/userguide/mwaa-create-role.html',
  checked: '2026-11-24',
};
