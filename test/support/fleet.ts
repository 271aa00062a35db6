import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { KeyAccessLevel, KeyService, CrossAccountKey, MultiRegionKey } from '../../src';

export const FLEET_ACCOUNTS = ['111122223333', '444455556666', '777788889999'];
export const FLEET_REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2', 'sa-east-1'];

/**
 * An app of many accounts and Regions in which everything refers to everything: each account has multi-Region keys, a workload in
 * each Region that uses the key there, and a key that the roles of all other accounts share.
 */
export function fleet(app: App, accounts = FLEET_ACCOUNTS, regions = FLEET_REGIONS, keysPerAccount = 1): void {
  const [home, ...away] = regions;
  const readers: { [account: string]: iam.Role } = {};
  for (const account of accounts) {
    const keys = new Stack(app, `Keys-${account}`, { env: { account, region: home } });
    for (let i = 0; i < keysPerAccount; i++) {
      const key = new MultiRegionKey(keys, `Data${i}`, { replicaRegions: away });
      for (const region of regions) {
        const stackName = `Workload-${account}-${region}`;
        const stack = app.node.tryFindChild(stackName) as Stack ?? new Stack(app, stackName, { env: { account, region } });
        const role = new iam.Role(stack, `Role${i}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), roleName: `reader-${region}-${i}` });
        new s3.Bucket(stack, `Bucket${i}`, { encryptionKey: key.keyIn(region) }).grantRead(role);
        // Every workload also reads at home, and at home every Region is read.
        key.grantDecrypt(role);
        if (region === home) { away.forEach(other => key.replica(other).grantDecrypt(role)); readers[account] = role; }
      }
    }
  }
  for (const account of accounts) {
    const others = accounts.filter(other => other !== account);
    if (others.length === 0) { continue; }
    const stack = new Stack(app, `Shared-${account}`, { env: { account, region: home } });
    const shared = new CrossAccountKey(stack, 'Shared', { accounts: others, viaServices: [KeyService.S3], accessLevel: KeyAccessLevel.DECRYPT });
    others.forEach(other => shared.grantDecrypt(readers[other]));
  }
}
