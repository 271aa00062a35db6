import { ServiceUse, SYMMETRIC } from '../service-use';

export const MAINFRAME_MODERNIZATION: ServiceUse = {
  id: 'MAINFRAME_MODERNIZATION',
  service: 'AWS Mainframe Modernization',
  use: 'applications and environments',
  sid: 'MainframeModernization',
  styles: ['via', 'grant'],
  viaService: 'm2',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::M2::Application': ['KmsKeyId'], 'AWS::M2::Environment': ['KmsKeyId'] },
  gotchas: ['The kms:ViaService name is m2.'],
  source: 'm2/latest/userguide/data-protection.html',
  checked: '2026-11-24',
  verified: true,
};
