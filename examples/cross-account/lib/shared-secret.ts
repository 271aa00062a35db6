// A secret that another account reads, from an app of its own that knows the owner's key by its alias only.
import { App, CfnOutput, Environment, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CrossAccountKey, KeyAccessLevel, KeyService, RemoteKey } from '../../../src';

export function sharedSecret(app: App, owner: Environment, user: Environment): void {
  // The owner's app.
  const sharing = new Stack(app, 'SecretOwner', { env: owner });
  const key = new CrossAccountKey(sharing, 'SecretKey', {
    alias: 'shared-secrets',
    principalArnPatterns: [`arn:${sharing.partition}:iam::${user.account}:role/orders-*`],
    accounts: [user.account!],
    viaServices: [KeyService.SECRETS_MANAGER],
    accessLevel: KeyAccessLevel.DECRYPT,
  });
  const secret = new secretsmanager.Secret(sharing, 'Secret', { secretName: 'orders/token', encryptionKey: key });
  secret.addToResourcePolicy(new iam.PolicyStatement({
    actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
    principals: [new iam.AccountPrincipal(user.account)],
    resources: ['*'],
    conditions: { ArnLike: { 'aws:PrincipalArn': `arn:${sharing.partition}:iam::${user.account}:role/orders-*` } },
  }));

  // The user's app: no object of the owner's app is used here.
  const reading = new Stack(app, 'SecretUser', { env: user });
  const reader = new iam.Role(reading, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), roleName: 'orders-reader' });
  const remote = RemoteKey.fromAlias(reading, 'SecretKey', { account: owner.account!, region: owner.region!, alias: 'shared-secrets' });
  const imported = secretsmanager.Secret.fromSecretAttributes(reading, 'Secret', {
    secretPartialArn: `arn:${reading.partition}:secretsmanager:${owner.region}:${owner.account}:secret:orders/token`,
    encryptionKey: remote,
  });
  imported.grantRead(reader);
  // What to ask the owner for, had it not been there already.
  new CfnOutput(reading, 'ForTheOwner', { value: RemoteKey.ownerStatements(remote) });
}
