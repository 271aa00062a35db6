import { ServiceUse, SYMMETRIC } from '../service-use';

export const MEDIATAILOR: ServiceUse = {
  id: 'MEDIATAILOR',
  service: 'AWS Elemental MediaTailor',
  use: 'access tokens of source locations',
  sid: 'MediaTailor',
  styles: ['via', 'grant'],
  viaService: 'mediatailor',
  calls: [{ purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true }],
  multiRegion: 'undocumented',
  gotchas: ['The statement belongs to the key of the secret that holds the token.'],
  exclusive: true,
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  verified: true,
  source: 'mediatailor/latest/ug/channel-assembly-access-configuration-access-token-how-to-create-kms.html',
  checked: '2026-11-24',
};
