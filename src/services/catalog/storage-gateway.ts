import { ServiceUse, SYMMETRIC } from '../service-use';

export const STORAGE_GATEWAY: ServiceUse = {
  id: 'STORAGE_GATEWAY',
  service: 'AWS Storage Gateway',
  use: 'volumes, tapes and file shares',
  sid: 'StorageGateway',
  styles: ['via', 'grant'],
  viaService: 'storagegateway',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::StorageGateway::Tape': ['KMSKey'],
    'AWS::StorageGateway::Volume': ['KMSKey'],
    'AWS::StorageGateway::NFSFileShare': ['KMSKey'],
    'AWS::StorageGateway::SMBFileShare': ['KMSKey'],
  },
  keyChange: 'never',
  gotchas: [
    'The key of a volume or tape cannot be changed.',
    'File shares are objects in S3: their role needs KeyService.S3 instead.',
  ],
  source: 'storagegateway/latest/vgw/encryption.html',
  checked: '2026-11-25',
  verified: false,
  unverified: 'the list of actions',
};
