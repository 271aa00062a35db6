import { App, Aws, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import { KeyGuardrail, KeyGuardrails } from '../../src';
import { LIMITS } from '../../src/private/limits';

const ORGANIZATION = 'o-a1b2c3d4e5';
const policies = (stack: Stack): any[] => Object.values<any>(Template.fromStack(stack).findResources('AWS::Organizations::Policy')).map(({ Properties }) => Properties);

test('makes the policies that the guardrails need, and no other', () => {
  const stack = new Stack(new App(), 'Organization');
  const both = new KeyGuardrails(stack, 'Both', {
    guardrails: [KeyGuardrail.noLockoutBypass(), KeyGuardrail.onlyOrganization(ORGANIZATION)], targetIds: ['r-ab12', 'ou-ab12-11111111', '111122223333'],
  });
  const people = new KeyGuardrails(stack, 'People', { guardrails: [KeyGuardrail.noDeletion()], policyName: 'keys' });
  expect(policies(stack)).toEqual([
    {
      Name: 'Organization-Both-37A280C6-service-control',
      Type: 'SERVICE_CONTROL_POLICY',
      Description: 'Guardrails for KMS keys',
      TargetIds: ['r-ab12', 'ou-ab12-11111111', '111122223333'],
      Content: {
        Version: '2012-10-17',
        Statement: [{
          Sid: 'DenyLockoutBypass', Effect: 'Deny', Action: ['kms:CreateKey', 'kms:PutKeyPolicy'], Resource: '*', Condition: { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } },
        }],
      },
    },
    {
      Name: 'Organization-Both-37A280C6-resource-control',
      Type: 'RESOURCE_CONTROL_POLICY',
      Description: 'Guardrails for KMS keys',
      TargetIds: ['r-ab12', 'ou-ab12-11111111', '111122223333'],
      Content: {
        Version: '2012-10-17',
        Statement: [{
          Sid: 'DenyOutsideOrganization',
          Effect: 'Deny',
          Principal: '*',
          Action: 'kms:*',
          Resource: '*',
          Condition: { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' }, StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION } },
        }],
      },
    },
    expect.objectContaining({ Name: 'keys-service-control', Type: 'SERVICE_CONTROL_POLICY' }),
  ]);
  expect([both.serviceControlPolicyId, both.resourceControlPolicyId, people.serviceControlPolicyId].every(id => id !== undefined)).toBe(true);
  expect(people.resourceControlPolicyId).toBeUndefined();
});

test('documents are undefined where the guardrails need none', () => {
  expect(KeyGuardrails.resourceControlPolicy([KeyGuardrail.noDeletion()])).toBeUndefined();
  expect(KeyGuardrails.serviceControlPolicy([KeyGuardrail.onlyOrganization(ORGANIZATION)])).toBeUndefined();
});

const accounts = (count: number): string[] => Array.from({ length: count }, (_, i) => `${100000000000 + i}`);

test('refuses what is larger than AWS Organizations takes', () => {
  const policy = (count: number) => KeyGuardrails.resourceControlPolicy([KeyGuardrail.onlyOrganization(ORGANIZATION, { exceptAccounts: accounts(count) })]);
  const size = (count: number): number => JSON.stringify(policy(count)).length;
  const most = Math.floor((LIMITS.resourceControlPolicyCharacters - size(1)) / '"100000000000",'.length);
  expect(size(most)).toBeLessThanOrEqual(LIMITS.resourceControlPolicyCharacters);
  expect(() => size(most + 2)).toThrow(/'guardrails' make a resource control policy of more than 5120 characters/);
  // A service control policy may be twice as large.
  expect(() => KeyGuardrails.serviceControlPolicy([KeyGuardrail.noDeletion({ exceptAccounts: accounts(most + 2) })])).not.toThrow();
  expect(() => KeyGuardrails.serviceControlPolicy([KeyGuardrail.noDeletion({ exceptAccounts: accounts(2 * most + 40) })]))
    .toThrow(/'guardrails' make a service control policy of more than 10240 characters/);
});

test.each([['a name', 'Production'], ['an ARN', 'arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/ou-ab12-11111111']])('refuses %s as a target', (_, target) => {
  const stack = new Stack(new App(), 'Organization');
  expect(() => new KeyGuardrails(stack, 'K', { guardrails: [KeyGuardrail.minimumPendingWindow(Duration.days(7))], targetIds: [target] }))
    .toThrow(/\[Organization\/K\] 'targetIds' must be the id of a root/);
});

test('refuses to be empty', () => {
  expect(() => new KeyGuardrails(new Stack(new App(), 'S'), 'K', { guardrails: [] })).toThrow(/'guardrails' must not be empty/);
});

test('ids and names that are known at deployment only', () => {
  const stack = new Stack(new App(), 'Organization');
  const organization = new organizations.CfnOrganization(stack, 'Org');
  const role = new iam.Role(stack, 'Administrator', { assumedBy: new iam.AccountRootPrincipal() });
  new KeyGuardrails(stack, 'K', {
    guardrails: [
      KeyGuardrail.onlyOrganization(organization.attrId, { exceptAccounts: [Aws.ACCOUNT_ID] }),
      KeyGuardrail.noDeletion({ exceptRoles: [role.roleName], exceptPrincipalArnPatterns: [role.roleArn] }),
    ],
    targetIds: [organization.attrRootId],
  });
  const [service, resource] = policies(stack);
  expect(resource.TargetIds).toEqual([{ 'Fn::GetAtt': ['Org', 'RootId'] }]);
  expect(resource.Content.Statement[0].Condition.StringNotEqualsIfExists).toEqual({ 'aws:PrincipalOrgID': { 'Fn::GetAtt': ['Org', 'Id'] }, 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } });
  expect(JSON.stringify(service.Content)).toContain('"Fn::GetAtt":["AdministratorF23F67B6","Arn"]');
});
