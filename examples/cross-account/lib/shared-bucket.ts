// A bucket whose objects a role of another account reads: both stacks are of this app, one grant writes both halves.
import { App, Environment, PhysicalName, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrossAccountKey, KeyAccessLevel, KeyService } from '../../../src';

export function sharedBucket(app: App, owner: Environment, user: Environment): void {
  const reading = new Stack(app, 'BucketUser', { env: user });
  // The name is what the owner's policies know the role by, before it exists.
  const reader = new iam.Role(reading, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), roleName: 'reports-reader' });

  const sharing = new Stack(app, 'BucketOwner', { env: owner });
  const key = new CrossAccountKey(sharing, 'ReportsKey', {
    application: 'reports',
    principals: [reader],
    viaServices: [KeyService.S3],
    accessLevel: KeyAccessLevel.DECRYPT,
  });
  const bucket = new s3.Bucket(sharing, 'Reports', {
    bucketName: PhysicalName.GENERATE_IF_NEEDED,
    encryptionKey: key,
    bucketKeyEnabled: true,
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  });
  bucket.grantRead(reader);
}
