import { ServiceUse, SYMMETRIC } from '../service-use';

export const DEADLINE_CLOUD: ServiceUse = {
  id: 'DEADLINE_CLOUD',
  service: 'AWS Deadline Cloud',
  use: 'farms',
  sid: 'DeadlineCloud',
  styles: ['via', 'grant'],
  viaService: 'deadline',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    // AWS bounds the grants by the service; some have a role of Deadline Cloud as their grantee, for the volumes of workers.
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: false },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Deadline::Farm': ['KmsKeyArn'] },
  gotchas: ['Who only reads needs Decrypt and DescribeKey.', 'The key must not be rotated on demand; automatic rotation is supported.'],
  source: 'deadline-cloud/latest/userguide/key-management.html#cmk-policy',
  checked: '2026-11-25',
  verified: true,
};
