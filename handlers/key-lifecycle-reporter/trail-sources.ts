import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { Clock, PATIENT } from './aws';
import { Home, ReporterConfig } from './config';
import { TrailSource } from './trail';
import { AthenaTrail } from './trail-athena';
import { LakeTrail } from './trail-lake';

/** The second source that is configured, if any. */
export function trailSource(config: ReporterConfig, home: Home, clock: Clock): TrailSource | undefined {
  const own = { ...PATIENT, region: home.region };
  if (config.athenaTrail) {
    const scope = { accounts: [...new Set([home.account, ...config.memberAccounts])], regions: config.regions };
    return new AthenaTrail(new AthenaClient(own), config.athenaTrail, scope, clock);
  }
  return config.eventDataStoreArn ? new LakeTrail(new CloudTrailClient(own), config.eventDataStoreArn, clock) : undefined;
}
