import { Stack, Validations } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KmsChecks } from '../../src/checks';
import { ACCOUNT, testStack } from '../support/stack';

const ROOT = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
const service = (name: string) => ({ Effect: 'Allow', Principal: { Service: `${name}.amazonaws.com` }, Action: 'kms:Decrypt', Resource: '*' });

function keyOf(...statements: any[]): { stack: Stack; key: kms.CfnKey } {
  const stack = testStack();
  return { stack, key: new kms.CfnKey(stack, 'Key', { enableKeyRotation: true, keyPolicy: { Statement: [ROOT, ...statements] } }) };
}
const violations = (stack: Stack) => new KmsChecks(undefined, { disabledRules: ['KeyHasAlias', 'KeyRetained'] }).validateScope(stack).violations;
const acknowledge = (key: kms.CfnKey, id: string) => Validations.of(key).acknowledge({ id, reason: 'test' });

test('a finding without a Sid is acknowledged by what its statement says, also when another comes before it', () => {
  const [{ ruleName }] = violations(keyOf(service('s3')).stack);
  const { stack, key } = keyOf(service('sns'), service('s3'));
  acknowledge(key, ruleName);

  expect(ruleName).toMatch(/^Keysmith-ServicePrincipalBounded\[s3-Decrypt-\w{6}\]$/);
  expect(violations(stack).map(({ ruleName: id }) => id)).toEqual([expect.stringContaining('[sns-Decrypt-')]);
});

test('a finding that is acknowledged by its position stays, and says by what to acknowledge it', () => {
  const { stack, key } = keyOf(service('s3'));
  acknowledge(key, 'Keysmith-ServicePrincipalBounded[statement-2]');
  const [{ severity, description, ruleName }] = violations(stack);

  expect(severity).toBe('error');
  expect(description).toContain(`It is acknowledged as 'Keysmith-ServicePrincipalBounded[statement-2]', a position that another statement can take: acknowledge '${ruleName}'.`);
});

test('a finding that is acknowledged under the former name of its rule fails nothing, and says the new one', () => {
  const open = { Sid: 'Open', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/App` }, Action: 'kms:CreateGrant', Resource: '*', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' }, Bool: { 'kms:GrantIsForAWSResource': 'true' } } };
  const { stack, key } = keyOf(open);
  const before = violations(stack).map(({ ruleName, severity }) => [ruleName, severity]);
  acknowledge(key, 'Keysmith-AbsentKeys[Open]');
  const [{ severity, description }] = violations(stack);

  expect(before).toContainEqual(['Keysmith-ConditionKeyPresence[Open]', 'warning']);
  expect([severity, description]).toEqual(['info', "Acknowledged as 'Keysmith-AbsentKeys[Open]', which is called 'Keysmith-ConditionKeyPresence[Open]' now."]);
});
