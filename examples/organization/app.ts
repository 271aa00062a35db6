// What nobody in an organization is allowed to do with its keys, and the key of an application under it.
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EncryptedKey, KeyGuardrail, KeyGuardrails } from '../../src';

export const ACCOUNT = process.env.CDK_DEFAULT_ACCOUNT ?? '111122223333';
export const REGION = process.env.CDK_DEFAULT_REGION ?? 'eu-west-1';
export const ORGANIZATION = 'o-a1b2c3d4e5';
/** An account outside of the organization that uses keys of it. */
export const PARTNER = '777788889999';

/** The people who can do what others cannot, in whatever account of the organization. */
const administrators = { exceptRoles: ['KeyAdministrator'] };

export const GUARDRAILS = [
  KeyGuardrail.minimumPendingWindow(Duration.days(30), administrators),
  KeyGuardrail.staysUsable(administrators),
  KeyGuardrail.rotationStaysOn(administrators),
  KeyGuardrail.noLockoutBypass(),
  KeyGuardrail.grantsForAwsResourcesOnly(administrators),
  KeyGuardrail.onlyOrganization(ORGANIZATION, { exceptAccounts: [PARTNER] }),
];

export function build(app: App): void {
  // In the management account, or in the account to which it delegated the policies.
  const organization = new Stack(app, 'Organization', { env: { account: ACCOUNT, region: REGION } });
  new KeyGuardrails(organization, 'KeyGuardrails', { guardrails: GUARDRAILS, targetIds: ['ou-ab12-11111111'] });

  // In an account below: the key is an ordinary one, and the guardrails count for it.
  const orders = new Stack(app, 'Orders', { env: { account: ACCOUNT, region: REGION } });
  const reader = new iam.Role(orders, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const key = new EncryptedKey(orders, 'DataKey', { application: 'orders' });
  key.grantDecrypt(reader);
}
