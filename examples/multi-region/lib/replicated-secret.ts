// A secret with a copy in another Region, each under the key of its Region, read by a role in each.
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { MultiRegionKey } from '../../../src';

export function replicatedSecret(app: App, key: MultiRegionKey, regions: { home: string; away: string }): void {
  const { account } = Stack.of(key);
  const stack = new Stack(app, 'Secret', { env: { account, region: regions.home } });
  const secret = new secretsmanager.Secret(stack, 'Secret', {
    secretName: 'orders/token',
    encryptionKey: key,
    replicaRegions: [{ region: regions.away, encryptionKey: key.replica(regions.away) }],
  });
  secret.grantRead(new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), roleName: 'orders-home' }));

  // In the other Region the secret is a secret of that Region, and its key is the replica.
  const away = new Stack(app, 'SecretAway', { env: { account, region: regions.away } });
  const reader = new iam.Role(away, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), roleName: 'orders-away' });
  secretsmanager.Secret.fromSecretNameV2(away, 'Secret', 'orders/token').grantRead(reader);
  key.replica(regions.away).grantDecrypt(new kms.ViaServicePrincipal(`secretsmanager.${regions.away}.amazonaws.com`, reader));
}
