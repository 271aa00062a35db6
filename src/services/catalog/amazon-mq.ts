import { ServiceUse, SYMMETRIC } from '../service-use';

export const AMAZON_MQ: ServiceUse = {
  id: 'AMAZON_MQ',
  service: 'Amazon MQ',
  use: 'brokers',
  sid: 'AmazonMq',
  styles: ['via', 'grant'],
  viaService: 'mq',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::AmazonMQ::Broker': ['EncryptionOptions.KmsKeyId'] },
  gotchas: [
    'MQ makes two grants, for itself and for the storage below: do not bound the grantee.',
    'RabbitMQ brokers are quarantined (INVALID_KMS_KEY) while the key is disabled; a revoked grant means a new broker.',
  ],
  source: 'amazon-mq/latest/developer-guide/data-protection.html',
  checked: '2026-11-24',
  verified: true,
};
