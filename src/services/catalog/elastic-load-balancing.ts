import { ServiceUse, SYMMETRIC } from '../service-use';

export const ELB_ACCESS_LOGS: ServiceUse = {
  id: 'ELB_ACCESS_LOGS',
  service: 'Elastic Load Balancing',
  use: 'access and connection logs of Application and Classic Load Balancers, classic path',
  sid: 'ElbAccessLogs',
  styles: ['none'],
  calls: [],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'refused',
  keySpecs: SYMMETRIC,
  unsupported: 'load balancers write these logs only to a bucket with SSE-S3',
  gotchas: ['Give the log bucket bucketEncryption S3_MANAGED, or deliver through CloudWatch (KeyService.LOG_DELIVERY_V2).'],
  source: 'elasticloadbalancing/latest/application/enable-access-logging.html',
  checked: '2026-11-24',
  verified: true,
};
