import { ServiceUse, SYMMETRIC } from '../service-use';

export const VERIFIED_ACCESS: ServiceUse = {
  id: 'VERIFIED_ACCESS',
  service: 'AWS Verified Access',
  use: 'policies, trust provider secrets and other settings',
  sid: 'VerifiedAccess',
  styles: ['via', 'grant'],
  viaService: 'verified-access',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::EC2::VerifiedAccessEndpoint': ['SseSpecification.KmsKeyArn'],
    'AWS::EC2::VerifiedAccessGroup': ['SseSpecification.KmsKeyArn'],
    'AWS::EC2::VerifiedAccessTrustProvider': ['SseSpecification.KmsKeyArn'],
  },
  gotchas: ['The kms:ViaService name is verified-access.'],
  source: 'verified-access/latest/ug/encryption-at-rest.html',
  checked: '2026-11-25',
  verified: true,
};
