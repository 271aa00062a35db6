import { ServiceUse, SYMMETRIC } from '../service-use';

export const XRAY: ServiceUse = {
  id: 'XRAY',
  service: 'AWS X-Ray',
  use: 'traces',
  sid: 'XRay',
  styles: ['via', 'grant'],
  viaService: 'xray',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  gotchas: [
    'X-Ray stops storing traces when it loses the key.',
    'Insights sends no EventBridge notifications under a customer managed key.',
  ],
  source: 'xray/latest/devguide/xray-console-encryption.html',
  checked: '2026-11-24',
  verified: true,
};
