import { ServiceUse, SYMMETRIC } from '../service-use';

export const API_GATEWAY_CACHE: ServiceUse = {
  id: 'API_GATEWAY_CACHE',
  service: 'Amazon API Gateway',
  use: 'caches of stages',
  sid: 'ApiGatewayCache',
  styles: ['none'],
  calls: [],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'refused',
  keySpecs: SYMMETRIC,
  unsupported: 'API Gateway encrypts caches with keys of its own, and has no setting for a key',
  gotchas: ['Turn on the encryption of the cache without a key.'],
  source: 'apigateway/latest/developerguide/data-protection-encryption.html',
  checked: '2026-11-24',
  verified: true,
};
