import { ServiceUse, SYMMETRIC } from '../service-use';

const SERVICE = { caller: 'service', principal: 'logs.amazonaws.com', regionalPrincipal: 'always', source: ['aws:SourceArn', 'aws:SourceAccount'] } as const;

export const CLOUDWATCH_LOGS_ANOMALY_DETECTORS: ServiceUse = {
  id: 'CLOUDWATCH_LOGS_ANOMALY_DETECTORS',
  service: 'Amazon CloudWatch Logs',
  use: 'anomaly detectors and their results',
  sid: 'CloudWatchLogsAnomalies',
  styles: ['principal'],
  calls: [
    { purpose: '', ...SERVICE, actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*'], context: { 'aws:logs:arn': '{resourceArn}' } },
    // What is re-encrypted carries the context under another name.
    {
      purpose: 'ReEncrypt',
      ...SERVICE,
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      context: { 'aws-crypto-ec:aws:logs:arn': '{resourceArn}' },
    },
    { purpose: 'Describe', ...SERVICE, source: ['aws:SourceAccount'], actions: ['kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:logs:{region}:{account}:anomaly-detector:{resource}',
  resourceName: 'anomaly detector id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Logs::LogAnomalyDetector': ['KmsKeyId'] },
  keyChange: 'never',
  gotchas: ['Unlike for log groups, the service sends aws:SourceArn and aws:SourceAccount here.'],
  source: 'AmazonCloudWatch/latest/logs/LogsAnomalyDetection-KMS.html#cmk-permissions-ad',
  checked: '2026-11-25',
  verified: true,
};
