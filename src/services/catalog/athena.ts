import { ServiceUse, SYMMETRIC } from '../service-use';

export const ATHENA_RESULTS: ServiceUse = {
  id: 'ATHENA_RESULTS',
  service: 'Amazon Athena',
  use: 'query results (SSE-KMS)',
  sid: 'AthenaResults',
  styles: ['role', 'via'],
  // Athena reads and writes with the identity of its user, and S3 is the one that asks KMS.
  viaService: 's3',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] }],
  exclusive: true,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Athena::WorkGroup': [
      'WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.KmsKey',
      'WorkGroupConfigurationUpdates.ResultConfigurationUpdates.EncryptionConfiguration.KmsKey',
    ],
  },
  gotchas: [
    'Results encrypted on the client (CSE-KMS) need the same two actions without kms:ViaService.',
    'Many small objects throttle KMS: turn on S3 Bucket Keys.',
    'An encrypted Data Catalog needs KeyService.GLUE_DATA_CATALOG as well.',
  ],
  source: 'athena/latest/ug/encryption.html',
  checked: '2026-11-25',
  verified: true,
};
