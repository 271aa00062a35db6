import { runSimulation } from '@cloud-copilot/iam-simulate';
import { Duration } from 'aws-cdk-lib';
import { GuardedKeyOrigin, KeyGuardrail, KeyGuardrails } from '../../src';
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
async function askWithoutKey(guardrail: KeyGuardrail, action: string, context: Context, principal = ORDERS): Promise<Decision> {
  const result = await runSimulation({
    request: { principal, action, resource: { resource: '*', accountId: ACCOUNT }, contextVariables: { 'aws:PrincipalArn': principal, ...context } },
    identityPolicies: [{ name: 'identity', policy: identityAllowing('kms:*') }],
    serviceControlPolicies: [{ orgIdentifier: 'root', policies: [{ name: 'full', policy: FULL_ACCESS }, { name: 'scp', policy: KeyGuardrails.serviceControlPolicy([guardrail]) }] }],
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
    expect(JSON.stringify(statementsOf(Object.values(EVERY)))).not.toMatch(/\$\{|<|my-org/);
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
    ['no origin', () => KeyGuardrail.onlyOrigins([]), /'origins' must not be empty/],
    ['a zone', () => KeyGuardrail.onlyRegions(['eu-west-1a']), /'regions' must be a region code/],
    ['no Region', () => KeyGuardrail.onlyRegions([]), /'regions' must not be empty/],
  ])('%s', (_, make, message) => { expect(make).toThrow(message); });

  test('every role of one account is meant', () => {
    expect(() => KeyGuardrail.staysUsable({ exceptPrincipalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/*`] })).not.toThrow();
  });
});
