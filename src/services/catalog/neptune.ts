import { ServiceUse, SYMMETRIC } from '../service-use';

export const NEPTUNE: ServiceUse = {
  id: 'NEPTUNE',
  service: 'Amazon Neptune',
  use: 'clusters and snapshots',
  sid: 'Neptune',
  styles: ['via', 'grant'],
  // Neptune has no name of its own.
  viaService: 'rds',
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
    },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Neptune::DBCluster': ['KmsKeyId'] },
  gotchas: [
    'Neptune calls KMS as rds.',
    'A lost key ends the cluster, and only a backup helps.',
  ],
  source: 'neptune/latest/userguide/encrypt.html',
  checked: '2026-11-24',
  verified: true,
};
