import { ServiceUse, SYMMETRIC } from '../service-use';

export const SECURITY_HUB: ServiceUse = {
  id: 'SECURITY_HUB',
  service: 'AWS Security Hub',
  use: 'findings',
  sid: 'SecurityHub',
  styles: ['none'],
  calls: [],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'refused',
  keySpecs: SYMMETRIC,
  unsupported: 'Security Hub documents no customer managed key for its findings',
  gotchas: ['Encrypt what it sends to: topics, queues and buckets behind EventBridge.'],
  source: 'securityhub/latest/userguide/data-protection.html',
  checked: '2026-11-24',
  verified: true,
};
