import { ServiceUse, SYMMETRIC } from '../service-use';

export const MSK: ServiceUse = {
  id: 'MSK',
  service: 'Amazon MSK',
  use: 'data volumes of clusters',
  sid: 'Msk',
  styles: ['via', 'grant'],
  viaService: 'kafka',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::MSK::Cluster': ['EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId'] },
  gotchas: [
    'The key is chosen when the cluster is made and cannot be changed.',
    'Broker logs to an encrypted bucket need KeyService.LOG_DELIVERY on the key of the bucket.',
  ],
  // The actions are those of the managed policy AmazonMSKFullAccess.
  source: 'msk/latest/developerguide/msk-encryption.html',
  checked: '2026-11-25',
  verified: true,
};
