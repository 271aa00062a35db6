import { ServiceUse, SYMMETRIC } from '../service-use';

export const Q_BUSINESS: ServiceUse = {
  id: 'Q_BUSINESS',
  service: 'Amazon Q Business',
  use: 'applications and indexes',
  sid: 'QBusiness',
  styles: ['via', 'grant'],
  viaService: 'qbusiness',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    // Q Business is not among the services of which AWS documents kms:GrantIsForAWSResource.
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: false },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::QBusiness::Application': ['EncryptionConfiguration.KmsKeyId'] },
  gotchas: ['Roles of web experiences need Decrypt through the service as well: add KeyAccess.decrypt with viaServices.'],
  source: 'amazonq/latest/qbusiness-ug/data-encryption.html',
  checked: '2026-11-24',
  verified: true,
};
