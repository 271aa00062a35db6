import { ACCOUNT, build, GUARDRAILS, ORGANIZATION, PARTNER } from '../../examples/organization/app';
import { KeyGuardrails } from '../../src';
import { reviewedExample } from '../support/example';
import { decide, Decision, identityAllowing } from '../support/oracle';

const { world } = reviewedExample('organization', build);
const [{ policy }] = world.keys();

const [reader, administrator, outsider] = ['Reader', 'KeyAdministrator'].map(name => `arn:aws:iam::${ACCOUNT}:role/${name}`).concat('arn:aws:iam::444455556666:role/KeyAdministrator');
const window = (days: number) => ({ 'kms:ScheduleKeyDeletionPendingWindowInDays': `${days}` });

test.each<[string, string, { [key: string]: string }, Decision]>([
  [reader, 'kms:Decrypt', {}, 'Allowed'],
  [reader, 'kms:ScheduleKeyDeletion', window(7), 'ExplicitlyDenied'],
  [reader, 'kms:ScheduleKeyDeletion', window(30), 'Allowed'],
  [reader, 'kms:DisableKey', {}, 'ExplicitlyDenied'],
  [administrator, 'kms:ScheduleKeyDeletion', window(7), 'Allowed'],
  [administrator, 'kms:DisableKey', {}, 'Allowed'],
  [administrator, 'kms:PutKeyPolicy', { 'kms:BypassPolicyLockoutSafetyCheck': 'true' }, 'ExplicitlyDenied'],
  [outsider, 'kms:Decrypt', { 'aws:PrincipalOrgID': 'o-zzzzzzzzzz' }, 'ExplicitlyDenied'],
  // The guardrails would let a partner in; the key does not.
  [`arn:aws:iam::${PARTNER}:role/App`, 'kms:Decrypt', { 'aws:PrincipalOrgID': 'o-zzzzzzzzzz' }, 'ImplicitlyDenied'],
])('%s %s %j: %s', async (principal, action, context, wanted) => {
  const inside = principal.includes(ACCOUNT);
  expect(await decide({
    principal,
    action,
    policy,
    identity: [identityAllowing('kms:*')],
    context: { ...(inside ? { 'aws:PrincipalOrgID': ORGANIZATION } : {}), ...context },
    serviceControl: inside ? [[{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, KeyGuardrails.serviceControlPolicy(GUARDRAILS)]] : [],
    resourceControl: [KeyGuardrails.resourceControlPolicy(GUARDRAILS)],
  })).toBe(wanted);
});
