import { ServiceUse, SYMMETRIC } from '../service-use';

export const APPSYNC_CACHE: ServiceUse = {
  id: 'APPSYNC_CACHE',
  service: 'AWS AppSync',
  use: 'caches of APIs',
  sid: 'AppSyncCache',
  styles: ['none'],
  calls: [],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'refused',
  keySpecs: SYMMETRIC,
  unsupported: 'AppSync encrypts every cache with a key of its own, and has no setting for a key',
  gotchas: ['Leave caches to the encryption that is always on.'],
  source: 'securityhub/latest/userguide/appsync-controls.html',
  checked: '2026-11-24',
  verified: true,
};
