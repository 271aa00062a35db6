// S3 replication to another Region. S3 treats the two keys as two: it decrypts with the one and encrypts with the other.
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { MultiRegionKey } from '../../../src';

export function replicatedBuckets(app: App, key: MultiRegionKey, regions: { home: string; away: string }): void {
  const { account } = Stack.of(key);
  const common = { bucketKeyEnabled: true, enforceSSL: true, versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL };
  const away = new Stack(app, 'BucketsAway', { env: { account, region: regions.away } });
  const destination = new s3.Bucket(away, 'Reports', { ...common, bucketName: `orders-reports-${account}-${regions.away}`, encryptionKey: key.replica(regions.away) });

  const home = new Stack(app, 'Buckets', { env: { account, region: regions.home } });
  const replicationRole = new iam.Role(home, 'ReplicationRole', { assumedBy: new iam.ServicePrincipal('s3.amazonaws.com'), roleName: 'orders-replication' });
  const source = new s3.Bucket(home, 'Reports', {
    ...common,
    bucketName: `orders-reports-${account}-${regions.home}`,
    encryptionKey: key,
    replicationRole,
    replicationRules: [{ destination, kmsKey: key.replica(regions.away), sseKmsEncryptedObjects: true }],
  });
  source.grantReplicationPermission(replicationRole, {
    sourceDecryptionKey: key,
    destinations: [{ bucket: destination, encryptionKey: key.replica(regions.away) }],
  });
  // With an S3 Bucket Key, S3 also decrypts what it has written there, to verify the bucket's key.
  key.replica(regions.away).grantDecrypt(replicationRole);
  // The destination must be there first; names alone make no dependency.
  home.node.addDependency(away);
}
