import { ServiceUse, SYMMETRIC } from '../service-use';

export const APPFABRIC: ServiceUse = {
  id: 'APPFABRIC',
  service: 'AWS AppFabric',
  use: 'app bundles',
  sid: 'AppFabric',
  styles: ['via', 'grant'],
  viaService: 'appfabric',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::AppFabric::AppBundle': ['CustomerManagedKeyIdentifier'] },
  gotchas: ['The key encrypts the intermediate bucket of an audit log ingestion as well, which AppFabric deletes after 30 days.'],
  source: 'appfabric/latest/adminguide/data-protection.html#key-policy',
  checked: '2026-11-26',
  verified: true,
};
