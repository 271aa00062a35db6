import { ServiceUse, SYMMETRIC } from '../service-use';

export const IOT_SITEWISE: ServiceUse = {
  id: 'IOT_SITEWISE',
  service: 'AWS IoT SiteWise',
  use: 'asset properties and their values',
  sid: 'IotSiteWise',
  styles: ['via', 'grant'],
  viaService: 'iotsitewise',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::IoTSiteWise::Workspace': ['KmsKeyId'] },
  gotchas: ['The key is set once for the account and Region.'],
  source: 'iot-sitewise/latest/userguide/encryption-at-rest.html',
  checked: '2026-11-24',
  verified: true,
};
