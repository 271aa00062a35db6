import { runSimulation } from '@cloud-copilot/iam-simulate';
import { Duration, Lazy } from 'aws-cdk-lib';
import { GuardedKeyOrigin, GuardrailExceptions, KeyGuardrail, KeyGuardrails } from '../../src';
import { KMS_ACTIONS } from '../../src/iam/reference-data';
import { AccessRequest, decide, Decision, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT } from '../support/stack';

const ORGANIZATION = 'o-a1b2c3d4e5';
const OUTSIDE = '444455556666';
const ORDERS = `arn:aws:iam::${ACCOUNT}:role/Orders`;
const ADMINISTRATOR = `arn:aws:iam::${ACCOUNT}:role/KeyAdministrator`;
const FULL_ACCESS = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const OPEN_KEY = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${OUTSIDE}:root`] }, Action: 'kms:*', Resource: '*' },
    { Effect: 'Allow', Principal: { Service: 'logs.amazonaws.com' }, Action: 'kms:*', Resource: '*' },
  ],
};

type Context = { [key: string]: string | string[] };
type Row = [who: string, action: string, context: Context, wanted: Decision];

/** Asks for a request on a key that lets everybody in, so that only the guardrails can deny. */
function ask(guardrails: KeyGuardrail[], [principal, action, context]: Row): Promise<Decision> {
  const service = KeyGuardrails.serviceControlPolicy(guardrails);
  const resource = KeyGuardrails.resourceControlPolicy(guardrails);
  const inside = principal.includes(`:${ACCOUNT}:`);
  const request: AccessRequest = {
    principal,
    action,
    policy: OPEN_KEY,
    identity: [identityAllowing('kms:*')],
    context: { ...(inside ? { 'aws:PrincipalOrgID': ORGANIZATION } : {}), ...context },
    // What the organization says counts for its own people only, and for its own keys.
    serviceControl: service && inside ? [[FULL_ACCESS, service]] : [],
    resourceControl: resource ? [resource] : [],
  };
  return decide(request);
}

function table(name: string, guardrail: KeyGuardrail, rows: Row[]): void {
  describe(name, () => {
    test.each(rows)('%s %s %j: %s', async (...row) => { expect(await ask([guardrail], row)).toBe(row[3]); });
  });
}

/** CreateKey and the like have no key yet: they are asked of every resource. */
async function askWithoutKey(guardrails: KeyGuardrail | KeyGuardrail[], action: string, context: Context, principal = ORDERS): Promise<Decision> {
  const result = await runSimulation({
    request: { principal, action, resource: { resource: '*', accountId: ACCOUNT }, contextVariables: { 'aws:PrincipalArn': principal, ...context } },
    identityPolicies: [{ name: 'identity', policy: identityAllowing('kms:*') }],
    serviceControlPolicies: [{ orgIdentifier: 'root', policies: [{ name: 'full', policy: FULL_ACCESS }, { name: 'scp', policy: KeyGuardrails.serviceControlPolicy([guardrails].flat()) }] }],
    resourceControlPolicies: [],
  } as any, {} as any) as any;
  if (result.resultType === 'error') { throw new Error(JSON.stringify(result.errors)); }
  return result.overallResult;
}

const days = (n: number): Context => ({ 'kms:ScheduleKeyDeletionPendingWindowInDays': `${n}` });

table('minimumPendingWindow', KeyGuardrail.minimumPendingWindow(Duration.days(14), { exceptRoles: ['KeyAdministrator'] }), [
  [ORDERS, 'kms:ScheduleKeyDeletion', days(13), 'ExplicitlyDenied'],
  [ORDERS, 'kms:ScheduleKeyDeletion', days(14), 'Allowed'],
  [ORDERS, 'kms:DisableKey', {}, 'Allowed'],
  [ADMINISTRATOR, 'kms:ScheduleKeyDeletion', days(7), 'Allowed'],
  [`arn:aws:iam::${ACCOUNT}:root`, 'kms:ScheduleKeyDeletion', days(7), 'ExplicitlyDenied'],
  [`arn:aws:iam::${ACCOUNT}:role/KeyAdministrators`, 'kms:ScheduleKeyDeletion', days(7), 'ExplicitlyDenied'],
]);

table('noDeletion', KeyGuardrail.noDeletion({ exceptAccounts: ['777788889999'] }), [
  [ORDERS, 'kms:ScheduleKeyDeletion', { ...days(30), 'aws:PrincipalAccount': ACCOUNT }, 'ExplicitlyDenied'],
  [ORDERS, 'kms:ScheduleKeyDeletion', { ...days(30), 'aws:PrincipalAccount': '777788889999' }, 'Allowed'],
  [ORDERS, 'kms:CancelKeyDeletion', {}, 'Allowed'],
]);

table('staysUsable', KeyGuardrail.staysUsable({ exceptPrincipalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/Key*`] }), [
  [ORDERS, 'kms:DisableKey', {}, 'ExplicitlyDenied'],
  [ORDERS, 'kms:DeleteImportedKeyMaterial', {}, 'ExplicitlyDenied'],
  [ORDERS, 'kms:EnableKey', {}, 'Allowed'],
  [ADMINISTRATOR, 'kms:DisableKey', {}, 'Allowed'],
  [`arn:aws:sts::${ACCOUNT}:assumed-role/KeyAdministrator/anna`, 'kms:DisableKey', {}, 'Allowed'],
  [`arn:aws:sts::${ACCOUNT}:assumed-role/Orders/anna`, 'kms:DisableKey', {}, 'ExplicitlyDenied'],
]);

test.each(['kms:DisconnectCustomKeyStore', 'kms:DeleteCustomKeyStore'])('staysUsable denies %s, which makes every key of the store useless', async action => {
  expect(await askWithoutKey(KeyGuardrail.staysUsable(), action, {})).toBe('ExplicitlyDenied');
});

table('rotationStaysOn', KeyGuardrail.rotationStaysOn({ maximumPeriod: Duration.days(400) }), [
  [ORDERS, 'kms:DisableKeyRotation', {}, 'ExplicitlyDenied'],
  [ORDERS, 'kms:EnableKeyRotation', { 'kms:RotationPeriodInDays': '400' }, 'Allowed'],
  [ORDERS, 'kms:EnableKeyRotation', { 'kms:RotationPeriodInDays': '401' }, 'ExplicitlyDenied'],
  [ORDERS, 'kms:EnableKeyRotation', {}, 'Allowed'],
]);

table('rotationStaysOn below the default', KeyGuardrail.rotationStaysOn({ maximumPeriod: Duration.days(180) }), [
  [ORDERS, 'kms:EnableKeyRotation', { 'kms:RotationPeriodInDays': '180' }, 'Allowed'],
  [ORDERS, 'kms:EnableKeyRotation', {}, 'ExplicitlyDenied'],
]);

table('rotationStaysOn without a period', KeyGuardrail.rotationStaysOn(), [
  [ORDERS, 'kms:DisableKeyRotation', {}, 'ExplicitlyDenied'],
  [ORDERS, 'kms:EnableKeyRotation', { 'kms:RotationPeriodInDays': '2560' }, 'Allowed'],
]);

table('noLockoutBypass', KeyGuardrail.noLockoutBypass(), [
  [ORDERS, 'kms:PutKeyPolicy', { 'kms:BypassPolicyLockoutSafetyCheck': 'true' }, 'ExplicitlyDenied'],
  [ORDERS, 'kms:PutKeyPolicy', { 'kms:BypassPolicyLockoutSafetyCheck': 'false' }, 'Allowed'],
  [ORDERS, 'kms:PutKeyPolicy', {}, 'Allowed'],
]);

test('noLockoutBypass counts for CreateKey, which has no key yet', async () => {
  expect(await askWithoutKey(KeyGuardrail.noLockoutBypass(), 'kms:CreateKey', { 'kms:BypassPolicyLockoutSafetyCheck': 'true' })).toBe('ExplicitlyDenied');
  expect(await askWithoutKey(KeyGuardrail.noLockoutBypass(), 'kms:CreateKey', { 'kms:BypassPolicyLockoutSafetyCheck': 'false' })).toBe('Allowed');
});

table('onlyOrganization', KeyGuardrail.onlyOrganization(ORGANIZATION, { exceptAccounts: ['777788889999'] }), [
  [ORDERS, 'kms:Decrypt', {}, 'Allowed'],
  [`arn:aws:iam::${OUTSIDE}:role/App`, 'kms:Decrypt', { 'aws:PrincipalOrgID': 'o-zzzzzzzzzz' }, 'ExplicitlyDenied'],
  // In no organization at all.
  [`arn:aws:iam::${OUTSIDE}:role/App`, 'kms:Decrypt', {}, 'ExplicitlyDenied'],
  [`arn:aws:iam::${OUTSIDE}:role/App`, 'kms:CreateGrant', {}, 'ExplicitlyDenied'],
  [`arn:aws:iam::${OUTSIDE}:role/App`, 'kms:Decrypt', { 'aws:PrincipalAccount': '777788889999' }, 'Allowed'],
  ['logs.amazonaws.com', 'kms:Decrypt', {}, 'Allowed'],
]);

table('servicesForOrganizationOnly', KeyGuardrail.servicesForOrganizationOnly(ORGANIZATION, ['777788889999']), [
  ['logs.amazonaws.com', 'kms:Decrypt', { 'aws:SourceAccount': ACCOUNT, 'aws:SourceOrgID': ORGANIZATION }, 'Allowed'],
  ['logs.amazonaws.com', 'kms:Decrypt', { 'aws:SourceAccount': OUTSIDE, 'aws:SourceOrgID': 'o-zzzzzzzzzz' }, 'ExplicitlyDenied'],
  ['logs.amazonaws.com', 'kms:Decrypt', { 'aws:SourceAccount': OUTSIDE }, 'ExplicitlyDenied'],
  ['logs.amazonaws.com', 'kms:Decrypt', { 'aws:SourceAccount': '777788889999' }, 'Allowed'],
  // Services that do not say for whom they work.
  ['logs.amazonaws.com', 'kms:Decrypt', {}, 'Allowed'],
  [ORDERS, 'kms:Decrypt', {}, 'Allowed'],
]);

table('grantsForAwsResourcesOnly', KeyGuardrail.grantsForAwsResourcesOnly({ exceptRoles: ['KeyAdministrator'] }), [
  [ORDERS, 'kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'true' }, 'Allowed'],
  [ORDERS, 'kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'false' }, 'ExplicitlyDenied'],
  [ORDERS, 'kms:CreateGrant', {}, 'ExplicitlyDenied'],
  [ADMINISTRATOR, 'kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'false' }, 'Allowed'],
  [`arn:aws:iam::${OUTSIDE}:role/App`, 'kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'false' }, 'ExplicitlyDenied'],
  ['logs.amazonaws.com', 'kms:CreateGrant', {}, 'Allowed'],
  [ORDERS, 'kms:Decrypt', {}, 'Allowed'],
]);

describe('onlyOrigins', () => {
  const guardrail = KeyGuardrail.onlyOrigins([GuardedKeyOrigin.AWS_KMS], { exceptRoles: ['KeyAdministrator'] });
  test.each<[string, Context, string, Decision]>([
    ['kms:CreateKey', { 'kms:KeyOrigin': 'AWS_KMS' }, ORDERS, 'Allowed'],
    ['kms:CreateKey', { 'kms:KeyOrigin': 'EXTERNAL' }, ORDERS, 'ExplicitlyDenied'],
    ['kms:CreateKey', { 'kms:KeyOrigin': 'EXTERNAL_KEY_STORE' }, ORDERS, 'ExplicitlyDenied'],
    ['kms:CreateKey', { 'kms:KeyOrigin': 'EXTERNAL' }, ADMINISTRATOR, 'Allowed'],
    ['kms:CreateCustomKeyStore', {}, ORDERS, 'ExplicitlyDenied'],
    ['kms:DescribeCustomKeyStores', {}, ORDERS, 'Allowed'],
  ])('%s %j by %s: %s', async (action, context, principal, wanted) => { expect(await askWithoutKey(guardrail, action, context, principal)).toBe(wanted); });

  test('a custom key store that is allowed can be created', async () => {
    const stores = KeyGuardrail.onlyOrigins([GuardedKeyOrigin.AWS_CLOUDHSM, GuardedKeyOrigin.AWS_KMS]);
    expect(await askWithoutKey(stores, 'kms:CreateCustomKeyStore', {})).toBe('Allowed');
    expect(await askWithoutKey(stores, 'kms:CreateKey', { 'kms:KeyOrigin': 'AWS_CLOUDHSM' })).toBe('Allowed');
    expect(await askWithoutKey(stores, 'kms:CreateKey', { 'kms:KeyOrigin': 'EXTERNAL' })).toBe('ExplicitlyDenied');
  });

  test('material can still be imported into keys that exist', async () => {
    expect(await ask([guardrail], [ORDERS, 'kms:ImportKeyMaterial', { 'kms:KeyOrigin': 'EXTERNAL' }, 'Allowed'])).toBe('Allowed');
  });
});

table('onlyRegions', KeyGuardrail.onlyRegions(['eu-central-1', 'eu-west-1']), [
  [ORDERS, 'kms:Decrypt', { 'aws:RequestedRegion': 'eu-west-1' }, 'Allowed'],
  [ORDERS, 'kms:Decrypt', { 'aws:RequestedRegion': 'us-east-1' }, 'ExplicitlyDenied'],
  // Clean-up of what is elsewhere stays possible.
  [ORDERS, 'kms:ScheduleKeyDeletion', { 'aws:RequestedRegion': 'us-east-1' }, 'Allowed'],
  [ORDERS, 'kms:ReplicateKey', { 'aws:RequestedRegion': 'eu-west-1', 'kms:ReplicaRegion': 'eu-central-1' }, 'Allowed'],
  [ORDERS, 'kms:ReplicateKey', { 'aws:RequestedRegion': 'eu-west-1', 'kms:ReplicaRegion': 'us-east-1' }, 'ExplicitlyDenied'],
]);

table('onlyReplicaRegions', KeyGuardrail.onlyReplicaRegions(['eu-central-1']), [
  [ORDERS, 'kms:ReplicateKey', { 'kms:ReplicaRegion': 'eu-central-1' }, 'Allowed'],
  [ORDERS, 'kms:ReplicateKey', { 'kms:ReplicaRegion': 'us-east-1' }, 'ExplicitlyDenied'],
  [ORDERS, 'kms:Decrypt', { 'aws:RequestedRegion': 'us-east-1' }, 'Allowed'],
]);

table('onlyReplicaRegions without a Region', KeyGuardrail.onlyReplicaRegions([]), [
  [ORDERS, 'kms:ReplicateKey', { 'kms:ReplicaRegion': 'eu-central-1' }, 'ExplicitlyDenied'],
]);

const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const NAMESAKE = `arn:aws:iam::${OUTSIDE}:role/KeyAdministrator`;
const OUTSIDER = { 'aws:PrincipalOrgID': 'o-zzzzzzzzzz', 'aws:ResourceOrgID': ORGANIZATION };

describe('a role outside of the organization, of the name of one that is exempt', () => {
  const outside = { ...OUTSIDER, 'kms:GrantIsForAWSResource': 'false' };
  const byName = KeyGuardrail.grantsForAwsResourcesOnly({ exceptRoles: ['KeyAdministrator'] });
  const byPattern = KeyGuardrail.grantsForAwsResourcesOnly({ exceptPrincipalArnPatterns: ['arn:aws:iam::*:role/KeyAdministrator'] });
  const byArn = KeyGuardrail.grantsForAwsResourcesOnly({ exceptPrincipalArnPatterns: [NAMESAKE] });
  test.each<[string, KeyGuardrail, string, Context, Decision]>([
    ['is not exempt by its name', byName, NAMESAKE, outside, 'ExplicitlyDenied'],
    ['is not exempt by a pattern', byPattern, NAMESAKE, outside, 'ExplicitlyDenied'],
    ['is exempt by its ARN', byArn, NAMESAKE, outside, 'Allowed'],
    ['creates grants for AWS resources', byName, NAMESAKE, { ...outside, 'kms:GrantIsForAWSResource': 'true' }, 'Allowed'],
    ['is not who is exempt inside', byName, ADMINISTRATOR, { 'kms:GrantIsForAWSResource': 'false', 'aws:ResourceOrgID': ORGANIZATION }, 'Allowed'],
  ])('%s', async (_, guardrail, principal, context, wanted) => { expect(await ask([guardrail], [principal, 'kms:CreateGrant', context, wanted])).toBe(wanted); });
});

/** All that an organization might want at once, with one role that is exempt from what is about people. */
const administrators = { exceptRoles: ['KeyAdministrator'] };
const ORGANIZATION_WIDE = [
  KeyGuardrail.minimumPendingWindow(Duration.days(14), administrators),
  KeyGuardrail.staysUsable(administrators),
  KeyGuardrail.rotationStaysOn({ maximumPeriod: Duration.days(365), ...administrators }),
  KeyGuardrail.noLockoutBypass(),
  KeyGuardrail.onlyOrganization(ORGANIZATION, { exceptAccounts: ['777788889999'] }),
  KeyGuardrail.servicesForOrganizationOnly(ORGANIZATION),
  KeyGuardrail.grantsForAwsResourcesOnly(administrators),
  KeyGuardrail.onlyOrigins([GuardedKeyOrigin.AWS_KMS, GuardedKeyOrigin.EXTERNAL], administrators),
  KeyGuardrail.onlyRegions(['eu-central-1', 'eu-west-1'], administrators),
];
const HERE = { 'aws:RequestedRegion': 'eu-west-1', 'aws:ResourceOrgID': ORGANIZATION };
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/KeyAdministrator/anna`;

describe('many guardrails at once', () => {
  test.each<Row>([
    // Inside.
    [ORDERS, 'kms:Decrypt', HERE, 'Allowed'],
    [ORDERS, 'kms:GenerateDataKey', HERE, 'Allowed'],
    [ORDERS, 'kms:PutKeyPolicy', HERE, 'Allowed'],
    [ORDERS, 'kms:PutKeyPolicy', { ...HERE, 'kms:BypassPolicyLockoutSafetyCheck': 'true' }, 'ExplicitlyDenied'],
    [ORDERS, 'kms:ScheduleKeyDeletion', { ...HERE, ...days(7) }, 'ExplicitlyDenied'],
    [ORDERS, 'kms:ScheduleKeyDeletion', { ...HERE, ...days(30) }, 'Allowed'],
    // Without a window KMS takes 30 days.
    [ORDERS, 'kms:ScheduleKeyDeletion', HERE, 'Allowed'],
    [ORDERS, 'kms:DisableKey', HERE, 'ExplicitlyDenied'],
    [ORDERS, 'kms:EnableKey', HERE, 'Allowed'],
    [ORDERS, 'kms:DeleteImportedKeyMaterial', HERE, 'ExplicitlyDenied'],
    [ORDERS, 'kms:ImportKeyMaterial', HERE, 'Allowed'],
    [ORDERS, 'kms:DisableKeyRotation', HERE, 'ExplicitlyDenied'],
    [ORDERS, 'kms:EnableKeyRotation', { ...HERE, 'kms:RotationPeriodInDays': '366' }, 'ExplicitlyDenied'],
    [ORDERS, 'kms:RotateKeyOnDemand', HERE, 'Allowed'],
    [ORDERS, 'kms:CreateGrant', { ...HERE, 'kms:GrantIsForAWSResource': 'true' }, 'Allowed'],
    [ORDERS, 'kms:CreateGrant', { ...HERE, 'kms:GrantIsForAWSResource': 'false' }, 'ExplicitlyDenied'],
    [ORDERS, 'kms:RetireGrant', HERE, 'Allowed'],
    [ORDERS, 'kms:RevokeGrant', HERE, 'Allowed'],
    [ORDERS, 'kms:ReplicateKey', { ...HERE, 'kms:ReplicaRegion': 'eu-central-1' }, 'Allowed'],
    [ORDERS, 'kms:ReplicateKey', { ...HERE, 'kms:ReplicaRegion': 'us-east-1' }, 'ExplicitlyDenied'],
    [ORDERS, 'kms:Decrypt', { ...HERE, 'aws:RequestedRegion': 'us-east-1' }, 'ExplicitlyDenied'],
    // Looking is nobody's harm.
    [ORDERS, 'kms:DescribeKey', { ...HERE, 'aws:RequestedRegion': 'us-east-1' }, 'Allowed'],
    // The root user of a member account.
    [ROOT, 'kms:DisableKey', HERE, 'ExplicitlyDenied'],
    [ROOT, 'kms:ScheduleKeyDeletion', { ...HERE, ...days(7) }, 'ExplicitlyDenied'],
    [ROOT, 'kms:Decrypt', HERE, 'Allowed'],
    // Exempt, as a role and as its session; not from what exempts nobody.
    [ADMINISTRATOR, 'kms:DisableKey', HERE, 'Allowed'],
    [SESSION, 'kms:DisableKey', HERE, 'Allowed'],
    [SESSION, 'kms:ScheduleKeyDeletion', { ...HERE, ...days(7) }, 'Allowed'],
    [SESSION, 'kms:CreateGrant', { ...HERE, 'kms:GrantIsForAWSResource': 'false' }, 'Allowed'],
    [SESSION, 'kms:Decrypt', { ...HERE, 'aws:RequestedRegion': 'us-east-1' }, 'Allowed'],
    [SESSION, 'kms:PutKeyPolicy', { ...HERE, 'kms:BypassPolicyLockoutSafetyCheck': 'true' }, 'ExplicitlyDenied'],
    [`arn:aws:iam::${ACCOUNT}:role/team/KeyAdministrator`, 'kms:DisableKey', HERE, 'ExplicitlyDenied'],
    [`arn:aws:iam::${ACCOUNT}:user/KeyAdministrator`, 'kms:DisableKey', HERE, 'ExplicitlyDenied'],
    // Outside: another organization, none, a partner, and a namesake of who is exempt.
    [`arn:aws:iam::${OUTSIDE}:role/App`, 'kms:Decrypt', { ...HERE, ...OUTSIDER }, 'ExplicitlyDenied'],
    [`arn:aws:iam::${OUTSIDE}:role/App`, 'kms:Decrypt', HERE, 'ExplicitlyDenied'],
    [`arn:aws:iam::${OUTSIDE}:root`, 'kms:DescribeKey', { ...HERE, ...OUTSIDER }, 'ExplicitlyDenied'],
    [`arn:aws:iam::${OUTSIDE}:role/App`, 'kms:Decrypt', { ...HERE, ...OUTSIDER, 'aws:PrincipalAccount': '777788889999' }, 'Allowed'],
    [NAMESAKE, 'kms:Decrypt', { ...HERE, ...OUTSIDER }, 'ExplicitlyDenied'],
    [NAMESAKE, 'kms:CreateGrant', { ...HERE, ...OUTSIDER, 'kms:GrantIsForAWSResource': 'false' }, 'ExplicitlyDenied'],
    // A member of the organization in another account, which service control policies of its own reach.
    [`arn:aws:iam::${OUTSIDE}:role/App`, 'kms:Decrypt', { ...HERE, 'aws:PrincipalOrgID': ORGANIZATION }, 'Allowed'],
    // AWS services that call as themselves.
    ['logs.amazonaws.com', 'kms:Decrypt', { 'aws:SourceAccount': ACCOUNT, 'aws:SourceOrgID': ORGANIZATION }, 'Allowed'],
    ['logs.amazonaws.com', 'kms:Decrypt', { 'aws:SourceAccount': OUTSIDE, 'aws:SourceOrgID': 'o-zzzzzzzzzz' }, 'ExplicitlyDenied'],
    ['logs.amazonaws.com', 'kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'true' }, 'Allowed'],
    ['logs.amazonaws.com', 'kms:GenerateDataKey', {}, 'Allowed'],
  ])('%s %s %j: %s', async (...row) => { expect(await ask(ORGANIZATION_WIDE, row)).toBe(row[3]); });

  test.each<[string, string, Context, Decision]>([
    [ORDERS, 'kms:CreateKey', { 'kms:KeyOrigin': 'AWS_KMS', 'aws:RequestedRegion': 'eu-west-1' }, 'Allowed'],
    [ORDERS, 'kms:CreateKey', { 'kms:KeyOrigin': 'AWS_KMS', 'aws:RequestedRegion': 'us-east-1' }, 'ExplicitlyDenied'],
    [ORDERS, 'kms:CreateKey', { 'kms:KeyOrigin': 'EXTERNAL', 'aws:RequestedRegion': 'eu-west-1' }, 'Allowed'],
    [ORDERS, 'kms:CreateKey', { 'kms:KeyOrigin': 'AWS_CLOUDHSM', 'aws:RequestedRegion': 'eu-west-1' }, 'ExplicitlyDenied'],
    [ORDERS, 'kms:CreateKey', { 'kms:KeyOrigin': 'AWS_KMS', 'aws:RequestedRegion': 'eu-west-1', 'kms:BypassPolicyLockoutSafetyCheck': 'true' }, 'ExplicitlyDenied'],
    [SESSION, 'kms:CreateKey', { 'aws:PrincipalArn': ADMINISTRATOR, 'kms:KeyOrigin': 'EXTERNAL_KEY_STORE', 'aws:RequestedRegion': 'eu-west-1' }, 'Allowed'],
    [ORDERS, 'kms:CreateCustomKeyStore', { 'aws:RequestedRegion': 'eu-west-1' }, 'ExplicitlyDenied'],
    [ORDERS, 'kms:ConnectCustomKeyStore', { 'aws:RequestedRegion': 'eu-west-1' }, 'ExplicitlyDenied'],
    [ORDERS, 'kms:DeleteCustomKeyStore', { 'aws:RequestedRegion': 'eu-west-1' }, 'ExplicitlyDenied'],
    [ORDERS, 'kms:ListKeys', { 'aws:RequestedRegion': 'us-east-1' }, 'Allowed'],
  ])('%s %s %j, which has no key: %s', async (principal, action, context, wanted) => { expect(await askWithoutKey(ORGANIZATION_WIDE, action, context, principal)).toBe(wanted); });
});

const EVERY: { readonly [name: string]: KeyGuardrail } = {
  minimumPendingWindow: KeyGuardrail.minimumPendingWindow(Duration.days(30)),
  noDeletion: KeyGuardrail.noDeletion(),
  staysUsable: KeyGuardrail.staysUsable(),
  rotationStaysOn: KeyGuardrail.rotationStaysOn({ maximumPeriod: Duration.days(365) }),
  noLockoutBypass: KeyGuardrail.noLockoutBypass(),
  onlyOrganization: KeyGuardrail.onlyOrganization(ORGANIZATION),
  servicesForOrganizationOnly: KeyGuardrail.servicesForOrganizationOnly(ORGANIZATION, [OUTSIDE]),
  grantsForAwsResourcesOnly: KeyGuardrail.grantsForAwsResourcesOnly(),
  onlyOrigins: KeyGuardrail.onlyOrigins([GuardedKeyOrigin.AWS_KMS]),
  onlyRegions: KeyGuardrail.onlyRegions(['eu-west-1']),
  onlyReplicaRegions: KeyGuardrail.onlyReplicaRegions(['eu-west-1']),
};

describe('traps of public collections', () => {
  test('every guardrail is in this test', () => {
    const statics = Object.getOwnPropertyNames(KeyGuardrail).filter(name => typeof (KeyGuardrail as any)[name] === 'function' && !/^for(People|Keys)$/.test(name));
    expect(Object.keys(EVERY).sort()).toEqual(statics.sort());
  });

  test.each(Object.entries(EVERY))('%s names actions and condition keys that exist, and that its actions know', async (_, guardrail) => {
    const documents = [KeyGuardrails.serviceControlPolicy([guardrail]), KeyGuardrails.resourceControlPolicy([guardrail])].filter(document => document !== undefined);
    expect(documents).not.toEqual([]);
    for (const document of documents) { expect(await unknownNames(document as any)).toEqual([]); }
  });

  test('no pattern of actions reaches nothing, as `kms:Delete*` does for keys', () => {
    const patterns = statementsOf(Object.values(EVERY)).flatMap(({ Action }) => [Action].flat()).filter(action => action !== 'kms:*');
    expect(patterns).toContain('kms:ScheduleKeyDeletion');
    for (const pattern of patterns) {
      const name = new RegExp(`^${pattern.replace('kms:', '').replace('*', '.*')}$`);
      expect(KMS_ACTIONS.filter(action => name.test(action))).not.toEqual([]);
    }
  });

  test('no resource control policy is about actions that have no key', () => {
    const document = KeyGuardrails.resourceControlPolicy(Object.values(EVERY))!;
    const named = document.Statement.flatMap(({ Action }: any) => [Action].flat());
    expect(named.filter((action: string) => /CreateKey|CustomKeyStore|RetireGrant/.test(action))).toEqual([]);
  });

  test('no policy holds placeholders', () => {
    expect(JSON.stringify(statementsOf(Object.values(EVERY)))).not.toMatch(/\$\{(?!aws:[A-Za-z]+\})|<|my-org/);
  });

  test('a guardrail may be given twice, with other exceptions', () => {
    const { Statement } = KeyGuardrails.serviceControlPolicy([
      KeyGuardrail.minimumPendingWindow(Duration.days(30), { exceptRoles: ['A'] }), KeyGuardrail.minimumPendingWindow(Duration.days(7)),
    ])!;
    expect(Statement.map(({ Sid }: any) => Sid)).toEqual(['DenyShortDeletionWindow', 'DenyShortDeletionWindow2']);
  });
});

const statementsOf = (guardrails: KeyGuardrail[]): any[] =>
  [KeyGuardrails.serviceControlPolicy(guardrails), KeyGuardrails.resourceControlPolicy(guardrails)].flatMap(document => document?.Statement ?? []);

describe('refuses', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['an ARN as a role', () => KeyGuardrail.staysUsable({ exceptRoles: [ADMINISTRATOR] }), /'exceptRoles' must be names of roles/],
    ['every role', () => KeyGuardrail.staysUsable({ exceptRoles: ['*'] }), /'exceptRoles' would exempt every role/],
    ['every role by its path', () => KeyGuardrail.staysUsable({ exceptRoles: ['*/*'] }), /'exceptRoles' would exempt every role/],
    ['every role of every account', () => KeyGuardrail.staysUsable({ exceptPrincipalArnPatterns: ['arn:aws:iam::*:role/*'] }), /would exempt every role/],
    ['the ARN of a session', () => KeyGuardrail.staysUsable({ exceptPrincipalArnPatterns: [`arn:aws:sts::${ACCOUNT}:assumed-role/A/b`] }), /'exceptPrincipalArnPatterns' must be ARN patterns/],
    ['an empty exception', () => KeyGuardrail.staysUsable({ exceptRoles: [] }), /'exceptRoles' must not be empty/],
    ['an account that is none', () => KeyGuardrail.noDeletion({ exceptAccounts: ['1111'] }), /'exceptAccounts' must be an account id/],
    ['a short window', () => KeyGuardrail.minimumPendingWindow(Duration.days(6)), /'minimumPendingWindow' must be a whole number of days from 7 to 30/],
    ['a long period', () => KeyGuardrail.rotationStaysOn({ maximumPeriod: Duration.days(2561) }), /'maximumPeriod' must be a whole number of days from 90 to 2560/],
    ['an organization that is none', () => KeyGuardrail.onlyOrganization('123'), /'organizationId' must be an organization id/],
    ['a name of a role that outsiders may have', () => KeyGuardrail.onlyOrganization(ORGANIZATION, { exceptRoles: ['Partner'] }), /'exceptRoles' would exempt a role of that name in every account outside of the organization/],
    ['a pattern of such a role', () => KeyGuardrail.onlyOrganization(ORGANIZATION, { exceptPrincipalArnPatterns: ['arn:aws:iam::*:role/Partner'] }), /'exceptPrincipalArnPatterns' would exempt a role of that name/],
    ['no origin', () => KeyGuardrail.onlyOrigins([]), /'origins' must not be empty/],
    ['a zone', () => KeyGuardrail.onlyRegions(['eu-west-1a']), /'regions' must be a Region code/],
    ['no Region', () => KeyGuardrail.onlyRegions([]), /'regions' must not be empty/],
    ['a zone for replicas', () => KeyGuardrail.onlyReplicaRegions(['eu-west-1a']), /'regions' must be a Region code/],
    ['no pattern', () => KeyGuardrail.staysUsable({ exceptPrincipalArnPatterns: [] }), /'exceptPrincipalArnPatterns' must not be empty/],
    ['no account', () => KeyGuardrail.staysUsable({ exceptAccounts: [] }), /'exceptAccounts' must not be empty/],
    ['an account that is none, for services', () => KeyGuardrail.servicesForOrganizationOnly(ORGANIZATION, ['1111']), /'exceptAccounts' must be an account id/],
    ['an organization that is none, for services', () => KeyGuardrail.servicesForOrganizationOnly('123'), /'organizationId' must be an organization id/],
    ['every user of every account', () => KeyGuardrail.staysUsable({ exceptPrincipalArnPatterns: ['arn:aws:iam::*:user/?*'] }), /'exceptPrincipalArnPatterns' would exempt every role of every account.*; name the role$/],
    ['a role of that path in whatever account', () => KeyGuardrail.staysUsable({ exceptRoles: ['*/'] }), /ARNs go into 'exceptPrincipalArnPatterns'$/],
    ['what is a session, and says so', () => KeyGuardrail.staysUsable({ exceptPrincipalArnPatterns: ['arn:aws:iam::*:group/A'] }),
      /must be ARN patterns of roles, users or root users, such as 'arn:aws:iam::\*:role\/KeyAdministrator', got: 'arn:aws:iam::\*:group\/A'; a session counts as its role$/],
    ['what comes before an ARN', () => KeyGuardrail.staysUsable({ exceptPrincipalArnPatterns: [`x${ADMINISTRATOR}`] }), /must be ARN patterns/],
    ['what comes after a root user', () => KeyGuardrail.staysUsable({ exceptPrincipalArnPatterns: [`${ROOT}s`] }), /must be ARN patterns/],
    ['a partner whose account may be any', () => KeyGuardrail.onlyOrganization(ORGANIZATION, { exceptPrincipalArnPatterns: [NAMESAKE, 'arn:aws:iam::44445555666?:role/Partner'] }),
      /got: 'arn:aws:iam::44445555666\?:role\/Partner'; name partners in 'exceptAccounts', or by an ARN with its account in 'exceptPrincipalArnPatterns'$/],
  ])('%s', (_, make, message) => { expect(make).toThrow(message); });

  test('every role of one account is meant', () => {
    expect(() => KeyGuardrail.staysUsable({ exceptPrincipalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/*`] })).not.toThrow();
  });
});

describe('takes as an exception', () => {
  const exempt = (exceptions: GuardrailExceptions): any => statementsOf([KeyGuardrail.noDeletion(exceptions)])[0].Condition;
  const later = Lazy.string({ produce: () => 'later' });
  test.each<[string, GuardrailExceptions, object]>([
    ['a role with a path', { exceptRoles: ['platform/keys-*'] }, { ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:*:iam::*:role/platform/keys-*' } }],
    ['two roles', { exceptRoles: ['A', 'B'] }, { ArnNotLikeIfExists: { 'aws:PrincipalArn': ['arn:*:iam::*:role/A', 'arn:*:iam::*:role/B'] } }],
    ['a role that is known at deployment', { exceptRoles: [later] }, { ArnNotLikeIfExists: { 'aws:PrincipalArn': `arn:*:iam::*:role/${later}` } }],
    ['an ARN that is known at deployment', { exceptPrincipalArnPatterns: [later] }, { ArnNotLikeIfExists: { 'aws:PrincipalArn': later } }],
    ['the root user of any account', { exceptPrincipalArnPatterns: ['arn:aws-cn:iam::*:root'] }, { ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws-cn:iam::*:root' } }],
    ['a user', { exceptPrincipalArnPatterns: ['arn:aws:iam::*:user/anna'] }, { ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/anna' } }],
    ['accounts', { exceptAccounts: [ACCOUNT, OUTSIDE] }, { StringNotEqualsIfExists: { 'aws:PrincipalAccount': [ACCOUNT, OUTSIDE] } }],
  ])('%s', (_, exceptions, condition) => { expect(exempt(exceptions)).toEqual(condition); });

  test('an ARN that is known at deployment also where outsiders are denied', () => {
    expect(statementsOf([KeyGuardrail.onlyOrganization(ORGANIZATION, { exceptPrincipalArnPatterns: [later] })])[0].Condition.ArnNotLikeIfExists).toEqual({ 'aws:PrincipalArn': later });
  });
});

describe('exceptions from grantsForAwsResourcesOnly', () => {
  const sids = (exceptions: GuardrailExceptions): string[] =>
    KeyGuardrails.resourceControlPolicy([KeyGuardrail.grantsForAwsResourcesOnly(exceptions)])!.Statement.map(({ Sid }: any) => Sid);
  test.each<[string, GuardrailExceptions, boolean]>([
    ['none', {}, false],
    ['a role of whatever account', { exceptRoles: ['A'] }, true],
    ['a pattern of whatever account', { exceptPrincipalArnPatterns: ['arn:aws:iam::*:role/A'] }, true],
    ['an ARN with its account', { exceptPrincipalArnPatterns: [ADMINISTRATOR] }, false],
    ['accounts', { exceptAccounts: [OUTSIDE] }, false],
    ['an ARN with its account, and one without', { exceptPrincipalArnPatterns: [ADMINISTRATOR, 'arn:aws:iam::*:role/A'] }, true],
  ])('that are %s: outsiders have a statement of their own: %s', (_, exceptions, more) => {
    expect(sids(exceptions)).toEqual(['DenyGrantsToOthers', ...(more ? ['DenyGrantsByOutsiders'] : [])]);
  });

  test('of accounts count for outsiders too', async () => {
    const guardrail = KeyGuardrail.grantsForAwsResourcesOnly({ exceptRoles: ['A'], exceptAccounts: ['777788889999'] });
    const grant = (context: Context) => ask([guardrail], [`arn:aws:iam::${OUTSIDE}:role/App`, 'kms:CreateGrant', { ...OUTSIDER, 'kms:GrantIsForAWSResource': 'false', ...context }, 'Allowed']);
    expect([await grant({ 'aws:PrincipalAccount': '777788889999' }), await grant({ 'aws:PrincipalAccount': OUTSIDE })]).toEqual(['Allowed', 'ExplicitlyDenied']);
  });
});

test.each([[['eu-west-1'], 'eu-west-1'], [['eu-west-1', 'eu-central-1'], ['eu-west-1', 'eu-central-1']]])('a list of one is written as a text: %j', (regions, written) => {
  expect(statementsOf([KeyGuardrail.onlyReplicaRegions(regions)])[0].Condition).toEqual({ StringNotEquals: { 'kms:ReplicaRegion': written } });
});

test('keys can be kept in a custom key store of either kind', () => {
  const stores = [GuardedKeyOrigin.AWS_CLOUDHSM, GuardedKeyOrigin.EXTERNAL_KEY_STORE].map(origin => statementsOf([KeyGuardrail.onlyOrigins([origin])]).map(({ Sid }) => Sid));
  expect(stores).toEqual([['DenyOtherOrigins'], ['DenyOtherOrigins']]);
});

/* Whoever looks for a denial in CloudTrail has the Sid; a policy that names it otherwise is another one. */
test('statements have these Sids', () => {
  expect(Object.values(EVERY).flatMap(guardrail => statementsOf([guardrail])).map(({ Sid }) => Sid)).toEqual([
    'DenyShortDeletionWindow', 'DenyKeyDeletion', 'DenyMakingKeysUseless', 'DenyRotationOff', 'DenyLongRotationPeriod', 'DenyLockoutBypass', 'DenyOutsideOrganization', 'DenyServicesForOthers',
    'DenyGrantsToOthers', 'DenyGrantsToOthers', 'DenyOtherOrigins', 'DenyCustomKeyStores', 'DenyOtherRegions', 'DenyReplicasElsewhere', 'DenyReplicasElsewhere',
  ]);
});
