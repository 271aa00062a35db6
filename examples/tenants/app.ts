// A service for several customers: a key for each tenant, use only in the name of that tenant, and a tenant who brings a key of an account of their own.
import { App, CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { EncryptedKey, EncryptionDefaults, IamDelegation, KeyAccess, KeyPlacement, KeyRestriction, RemoteKey } from '../../src';

export const ACCOUNT = process.env.CDK_DEFAULT_ACCOUNT ?? '111122223333';
export const REGION = process.env.CDK_DEFAULT_REGION ?? 'us-east-1';
export const TENANTS = ['acme', 'globex'];
/** The key of a tenant who wants to be able to take it away. */
export const OWN_KEY = `arn:aws:kms:${REGION}:777788889999:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

export function build(app: App): void {
  const env = { account: ACCOUNT, region: REGION };
  const service = new Stack(app, 'Service', { env });

  // What the service encrypts itself: one key for each tenant, deleted with the tenant and not before.
  for (const tenant of TENANTS) {
    const role = new iam.Role(service, `Role-${tenant}`, { roleName: `tenant-${tenant}`, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    new EncryptedKey(service, `Key-${tenant}`, {
      alias: `tenants/${tenant}`,
      iamDelegation: IamDelegation.ADMINISTRATION,
      access: [KeyAccess.use(role, { encryptionContext: { Tenant: [tenant] } })],
      // Nobody uses it for another tenant, or without saying for which one: a mistake in the code becomes an error.
      restrictions: [KeyRestriction.requireEncryptionContext({ Tenant: [tenant] })],
    });
  }

  // A tenant's own key, in their account: our half is an IAM policy, theirs is the statement in the output.
  const initech = new iam.Role(service, 'Role-initech', { roleName: 'tenant-initech', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const theirs = RemoteKey.fromKeyArn(service, 'Key-initech', OWN_KEY);
  initech.addToPolicy(new iam.PolicyStatement({
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    resources: [theirs.keyArn],
  }));
  RemoteKey.addAccess(theirs, KeyAccess.use(initech, { encryptionContext: { Tenant: ['initech'] } }));
  new CfnOutput(service, 'ForInitech', { value: RemoteKey.ownerStatements(theirs) });

  // What AWS services store: a key for each value of the tag; what has none shares one.
  const queues = new Stack(app, 'Queues', { env });
  EncryptionDefaults.of(queues, { keys: KeyPlacement.byTag('Tenant', { untagged: 'shared' }) });
  for (const tenant of TENANTS) { Tags.of(new sqs.Queue(queues, `Work-${tenant}`)).add('Tenant', tenant); }
  new sqs.Queue(queues, 'Billing');
}
