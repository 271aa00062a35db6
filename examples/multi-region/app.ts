// One key in two Regions, and what takes the key of its Region: replicated secrets, a global table, replicated buckets, copies of databases and volumes.
import { App, Stack } from 'aws-cdk-lib';
import { databaseCopies } from './lib/database-copies';
import { globalTable } from './lib/global-table';
import { replicatedBuckets } from './lib/replicated-buckets';
import { replicatedSecret } from './lib/replicated-secret';
import { KeyRestriction, MultiRegionKey } from '../../src';

export const ACCOUNT = process.env.CDK_DEFAULT_ACCOUNT ?? '111122223333';
/** Where the primary is and where the replica. */
export const REGIONS = { home: 'us-east-1', away: 'eu-west-1' };

export function build(app: App): void {
  const home = { account: ACCOUNT, region: REGIONS.home };
  // A stack of its own: the stacks that use the replica are deployed after the replica's, which is deployed after this one.
  const keys = new Stack(app, 'GlobalKeys', { env: home });
  const key = new MultiRegionKey(keys, 'DataKey', {
    application: 'orders',
    replicaRegions: [REGIONS.away],
    restrictions: [KeyRestriction.onlyRegions([REGIONS.home, REGIONS.away])],
  });
  replicatedSecret(app, key, REGIONS);
  globalTable(app, key, REGIONS);
  replicatedBuckets(app, key, REGIONS);
  databaseCopies(app, key, REGIONS);
}
