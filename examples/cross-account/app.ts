// Keys that another account uses: a shared bucket, a shared secret, shared snapshots and backups, the artifacts of a pipeline.
import { App } from 'aws-cdk-lib';
import { pipelineArtifacts } from './lib/pipeline-artifacts';
import { sharedBucket } from './lib/shared-bucket';
import { sharedSecret } from './lib/shared-secret';
import { sharedSnapshots } from './lib/shared-snapshots';

/** Who owns the keys and who uses them. */
export const ACCOUNTS = { owner: '111122223333', user: '444455556666' };
export const REGION = process.env.CDK_DEFAULT_REGION ?? 'us-east-1';

export function build(app: App): void {
  const owner = { account: ACCOUNTS.owner, region: REGION };
  const user = { account: ACCOUNTS.user, region: REGION };
  sharedBucket(app, owner, user);
  sharedSecret(app, owner, user);
  sharedSnapshots(app, owner, user);
  pipelineArtifacts(app, owner, user);
}
