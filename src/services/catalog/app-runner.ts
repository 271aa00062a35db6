import { ServiceUse, SYMMETRIC } from '../service-use';

export const APP_RUNNER: ServiceUse = {
  id: 'APP_RUNNER',
  service: 'AWS App Runner',
  use: 'stored copies of source images and bundles',
  sid: 'AppRunner',
  styles: ['via', 'grant'],
  viaService: 'apprunner',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::AppRunner::Service': ['EncryptionConfiguration.KmsKey'] },
  keyChange: 'never',
  gotchas: ['App Runner takes no new customers any more.', 'The key is given when the service is made and cannot be changed.'],
  source: 'apprunner/latest/dg/security-data-protection-encryption.html',
  checked: '2026-11-25',
  verified: false,
  unverified: 'the list of actions',
};
