import { policy, statement } from './statements';
import { bothDuties } from '../../../src/access/gate/duties';
import { IamDelegation } from '../../../src/access/iam-delegation';
import { ORDER } from '../../../src/private/policy-rows';
import { ACCOUNT, OTHER_ACCOUNT } from '../../support/stack';

const arn = (resource: string, account = ACCOUNT) => `arn:aws:iam::${account}:${resource}`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/Admin/anna`;
const manages = (principal: unknown, more: object = {}) => statement({ Sid: 'Manage', Principal: principal, Action: 'kms:PutKeyPolicy', ...more });
const uses = (principal: unknown, more: object = {}) => statement({ Sid: 'Use', Principal: principal, ...more });
const like = (...patterns: string[]) => ({ Condition: { ArnLike: { 'aws:PrincipalArn': patterns } } });
const ROOT = { AWS: arn('root') };
const ADMIN = { AWS: arn('role/Admin') };
const both = (...args: Parameters<typeof policy>) => bothDuties(policy(...args))?.value;

test.each<[string, ReturnType<typeof statement>[], string]>([
  ['a role in both', [manages(ADMIN), uses(ADMIN)], arn('role/Admin')],
  ['a role in one statement', [manages(ADMIN, { Action: 'kms:*' })], arn('role/Admin')],
  ['a role and its session', [manages(ADMIN), uses({ AWS: SESSION })], arn('role/Admin')],
  ['a role with a path and without', [manages({ AWS: arn('role/ops/Admin') }), uses(ADMIN)], arn('role/ops/Admin')],
  ['a role that a pattern lets use the key', [manages(ADMIN), uses({ AWS: '*' }, like(arn('role/A*')))], arn('role/Admin')],
  ['a role that a pattern of the account lets use the key', [manages(ADMIN), uses(ROOT, like(arn('role/A*')))], arn('role/Admin')],
  ['a role that a pattern lets manage the key', [manages({ AWS: '*' }, like(arn('role/A*'))), uses(ADMIN)], arn('role/Admin')],
  ['a role that a condition names', [manages(ROOT, like(arn('role/Admin'))), uses(ADMIN)], arn('role/Admin')],
  ['a role whose IAM policies may allow use', [manages(ADMIN), uses(ROOT)], arn('role/Admin')],
  ['the account, by its ARN and its id', [manages(ROOT), uses({ AWS: ACCOUNT })], ACCOUNT],
  ['the account, by its name and by a condition on everyone', [manages({ AWS: '*' }, { Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } } }), uses({ AWS: ACCOUNT })], ACCOUNT],
  ['a role whose account a condition on everyone lets use the key', [manages(ADMIN), uses({ AWS: '*' }, like(arn('role/*')))], arn('role/Admin')],
  ['one of two roles', [manages({ AWS: [arn('role/Other'), arn('role/Admin')] }), uses(ADMIN)], arn('role/Admin')],
  ['a role that a pattern for one of several principals lets use the key', [manages(ADMIN), uses({ AWS: [arn('role/App'), arn('root')] }, like(arn('role/A*')))], arn('role/Admin')],
  ['one of two accounts', [manages({ AWS: ACCOUNT }), uses({ AWS: [OTHER_ACCOUNT, ACCOUNT] })], ACCOUNT],
  ['by a verification of MACs', [manages(ADMIN), uses(ADMIN, { Action: 'kms:VerifyMac' })], arn('role/Admin')],
  ['by a grant of its own', [manages(ADMIN), uses(ADMIN, { Action: 'kms:CreateGrant' })], arn('role/Admin')],
])('manages and uses the key: %s', (_, statements, who) => expect(both(statements)).toBe(who));

test.each<[string, ReturnType<typeof statement>[]]>([
  ['two roles', [manages(ADMIN), uses({ AWS: arn('role/App') })]],
  ['a role and a user of one name', [manages(ADMIN), uses({ AWS: arn('user/Admin') })]],
  ['roles of one name in two accounts', [manages(ADMIN), uses({ AWS: arn('role/Admin', OTHER_ACCOUNT) })]],
  ['a pattern of others', [manages(ADMIN), uses({ AWS: '*' }, like(arn('role/B*')))]],
  ['a pattern that says whom not', [manages(ADMIN), uses({ AWS: '*' }, { Condition: { ArnNotLike: { 'aws:PrincipalArn': arn('role/A*') } } })]],
  ['another account', [manages(ADMIN), uses({ AWS: OTHER_ACCOUNT })]],
  ['an account through a service', [manages(ADMIN), uses(ROOT, { Condition: { StringEquals: { 'aws:PrincipalArn': arn('role/App') } } })]],
  ['reading about the key', [manages(ADMIN), uses(ADMIN, { Action: 'kms:DescribeKey' })]],
  ['deleting imported key material, which its importer does', [manages(ADMIN, { Action: 'kms:DeleteImportedKeyMaterial' }), uses(ADMIN)]],
  ['a Deny', [manages(ADMIN), uses(ADMIN, { Effect: 'Deny' })]],
  ['all but one', [manages(ADMIN), uses(undefined, { NotPrincipal: ADMIN })]],
  ['two accounts', [manages({ AWS: ACCOUNT }), uses({ AWS: OTHER_ACCOUNT })]],
  ['a service and a role', [manages({ Service: 'sns.amazonaws.com' }), uses({ Service: 'sns.amazonaws.com' })]],
  ['a pattern beside a role, which it does not name', [manages(ADMIN), uses({ AWS: arn('role/App') }, like(arn('role/A*')))]],
  ['patterns in both, of which nobody is known', [manages(ROOT, like(arn('role/A*'))), uses(ROOT, like(arn('role/A*')))]],
  ['what the account delegates', [manages(ROOT, { Action: 'kms:*' }), uses({ AWS: arn('role/App') })].map((one, i) => i === 0 ? { ...one, row: { order: ORDER.delegation } as any } : one)],
  ['what the account delegates, to one who manages', [manages(ADMIN), { ...uses(ROOT), row: { order: ORDER.delegation } as any }]],
  ['what the account delegates, and what it may use', [{ ...manages(ROOT), row: { order: ORDER.delegation } as any }, uses({ AWS: ACCOUNT })]],
  ['what is said to be no use', [manages(ADMIN), { ...uses(ADMIN), accepted: ['no use'] }]],
])('separates duties: %s', (_, statements) => expect(both(statements)).toBeUndefined());

test('under full delegation the account says nothing of one role', () => {
  expect(both([manages(ADMIN), uses(ROOT)], IamDelegation.FULL)).toBeUndefined();
  expect(both([manages(ADMIN), uses(ADMIN)], IamDelegation.FULL)).toBe(arn('role/Admin'));
});

test('the statements are named', () => {
  expect(bothDuties(policy([manages(ADMIN), uses({ AWS: arn('role/App') }), statement({ Sid: 'Also', Principal: ADMIN })]))?.statements).toEqual(['Manage', 'Also']);
});

test('who it is, and what to do', () => {
  expect(bothDuties(policy([manages(ADMIN), uses(ADMIN)]))).toEqual({
    value: arn('role/Admin'), bound: 'must not also use the key (separation of duties)', remedy: "name another principal, or set 'allowAdministratorsToUse'", statements: ['Manage', 'Use'],
  });
});
