import { ServiceUse, SYMMETRIC } from '../service-use';

export const KENDRA: ServiceUse = {
  id: 'KENDRA',
  service: 'Amazon Kendra',
  use: 'indexes',
  sid: 'Kendra',
  styles: ['via', 'grant'],
  viaService: 'kendra',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Kendra::Index': ['ServerSideEncryptionConfiguration.KmsKeyId'] },
  gotchas: ['Roles of data sources need Decrypt on the keys of what they read, through the service that holds it.'],
  source: 'kendra/latest/dg/gs-prerequisites.html',
  checked: '2026-11-24',
  verified: true,
};
