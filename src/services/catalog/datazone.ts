import { ServiceUse, SYMMETRIC } from '../service-use';

const DOMAIN = ['aws:datazone:domainId'];

export const DATAZONE: ServiceUse = {
  id: 'DATAZONE',
  service: 'Amazon DataZone',
  use: 'domains',
  sid: 'DataZone',
  styles: ['role', 'via', 'grant'],
  viaService: 'datazone',
  // AWS's example asks for kms:ViaService where the grants are created, and for the name in the context alone in the rest.
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      contextKeys: DOMAIN,
      narrowedContext: { 'aws:datazone:domainId': '{resource}' },
      viaService: false,
    },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'], viaService: false },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true, contextKeys: DOMAIN },
  ],
  resourceName: 'domain id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::DataZone::Domain': ['KmsKeyIdentifier'] },
  gotchas: ['Users are who makes the domain and its domain execution role, by which the data portal reads.'],
  source: 'datazone/latest/userguide/encryption-rest-datazone.html#create-kms-key-datazone',
  checked: '2026-11-25',
  verified: true,
};
