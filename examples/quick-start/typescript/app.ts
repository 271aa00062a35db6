// The quick start of docs/languages.md: the same app in TypeScript, Python, Java, Go and C#, with the same templates.
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  CrossAccountKey, EncryptedKey, KeyAccess, KeyEnvironment, KeyRestriction, KeyService, KmsChecks, MultiRegionKey, ServiceKey,
} from '../../../src';

const app = new App();
const stack = new Stack(app, 'QuickStart', { env: { account: '111122223333', region: 'eu-west-1' } });
const security = new iam.ArnPrincipal('arn:aws:iam::111122223333:role/Security');
const api = new iam.ArnPrincipal('arn:aws:iam::111122223333:role/Api');

new EncryptedKey(stack, 'OrdersKey', {
  application: 'orders',
  environment: KeyEnvironment.PRODUCTION,
  administrators: [security],
  users: [api],
  access: [KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: ['/app/orders*'] })],
  restrictions: [KeyRestriction.minimumPendingWindow(Duration.days(30))],
});
new ServiceKey(stack, 'BucketKey', { service: KeyService.S3, users: [api] });
new CrossAccountKey(stack, 'SharedKey', { accounts: ['444455556666'], viaServices: [KeyService.S3] });
const replicated = new MultiRegionKey(stack, 'GlobalKey', { replicaRegions: ['us-east-1'] });
// What one of the two encrypts the other decrypts: both policies allow the same.
replicated.grantDecrypt(api);
replicated.replica('us-east-1').grantDecrypt(api);

Validations.of(app).addPlugins(new KmsChecks(app));
app.synth();
