import { ServiceUse, SYMMETRIC } from '../service-use';

export const HEALTHLAKE: ServiceUse = {
  id: 'HEALTHLAKE',
  service: 'AWS HealthLake',
  use: 'data stores',
  sid: 'HealthLake',
  styles: ['via', 'grant'],
  viaService: 'healthlake',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::HealthLake::FHIRDatastore': ['SseConfiguration.KmsEncryptionConfig.KmsKeyId'] },
  gotchas: ["AWS's example lacks the Region in kms:ViaService; such a condition is never met."],
  source: 'healthlake/latest/devguide/encryption-at-rest.html',
  checked: '2026-11-24',
  verified: true,
};
