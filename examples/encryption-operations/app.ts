// A key for data that an application encrypts itself: who can encrypt, who can decrypt, and only with an encryption context.
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EncryptedKey, KeyAccess, KeyEnvironment, KeyRestriction } from '../../src';

const ACCOUNT = process.env.CDK_DEFAULT_ACCOUNT ?? '111122223333';
const REGION = process.env.CDK_DEFAULT_REGION ?? 'us-east-1';

/** What every message of the application is bound to. */
export const CONTEXT = { Application: ['orders'] };

export function build(app: App): void {
  const stack = new Stack(app, 'EncryptionOperations', { env: { account: ACCOUNT, region: REGION } });
  const writer = new iam.Role(stack, 'Writer', { assumedBy: new iam.AccountRootPrincipal() });
  const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
  const key = new EncryptedKey(stack, 'OrdersKey', {
    alias: 'orders-data',
    environment: KeyEnvironment.DEVELOPMENT,
    access: [
      KeyAccess.encrypt(writer, { encryptionContext: CONTEXT }),
      KeyAccess.decrypt(reader, { encryptionContext: CONTEXT }),
    ],
    // IAM policies of the account cannot leave the context out either.
    restrictions: [KeyRestriction.requireEncryptionContext(CONTEXT)],
  });
  new CfnOutput(stack, 'KeyArn', { value: key.keyArn });
}
