import { decide, identityAllowing } from './support/oracle';
import { unknownNames } from './support/reference';

/* The gates themselves: each finds the fault that it is there for. */

const APP = 'arn:aws:iam::111122223333:role/App';
const statement = (more: any) => ({ Sid: 'Test', Effect: 'Allow', Principal: { AWS: APP }, Action: 'kms:Decrypt', Resource: '*', ...more });
const policy = (...statements: any[]) => ({ Version: '2012-10-17', Statement: statements });

describe('the oracle', () => {
  test('a Deny on an encryption context fires', async () => {
    const denied = policy(statement({}), statement({ Effect: 'Deny', Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'red' } } }));
    expect(await decide({ principal: APP, policy: denied, context: { 'kms:EncryptionContext:tenant': 'red' } })).toBe('ExplicitlyDenied');
    expect(await decide({ principal: APP, policy: denied, context: { 'kms:EncryptionContext:tenant': 'blue' } })).toBe('Allowed');
  });

  test('fails when a condition key of the request is ignored', async () => {
    await expect(decide({ principal: APP, policy: policy(statement({})), context: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' } })).rejects.toThrow('the oracle dropped');
  });

  test('fails for an action that does not exist', async () => {
    await expect(decide({ principal: APP, policy: policy(statement({})), action: 'kms:Decypt' })).rejects.toThrow('invalid.action');
  });

  test('IAM policies count only where the key policy delegates', async () => {
    const root = statement({ Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*' });
    expect(await decide({ principal: APP, policy: policy(root), identity: [identityAllowing('kms:Decrypt')] })).toBe('Allowed');
    expect(await decide({ principal: APP, policy: policy(root) })).toBe('ImplicitlyDenied');
    expect(await decide({ principal: `${APP}2`, policy: policy(statement({})), identity: [identityAllowing('kms:Decrypt')] })).toBe('ImplicitlyDenied');
  });
});

describe('the reference data', () => {
  test.each<[string, any, string]>([
    ['an action that does not exist', { Action: 'kms:Decypt' }, 'unknown action kms:Decypt'],
    ['a pattern that matches nothing', { Action: 'kms:Destroy*' }, 'unknown action kms:Destroy*'],
    ['an action of another service', { Action: 's3:GetObject' }, 'unknown action s3:GetObject'],
    ['a condition key that does not exist', { Condition: { StringEquals: { 'kms:ViaServices': 'x' } } }, 'unknown condition key kms:ViaServices'],
    ['a condition key of other actions', { Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' } } }, 'counts for none of kms:Decrypt'],
    ['an operator that does not fit', { Condition: { NumericEquals: { 'kms:ViaService': '1' } } }, 'NumericEquals does not fit kms:ViaService of type String'],
    ['a boolean under a string operator', { Action: 'kms:CreateGrant', Condition: { StringEquals: { 'kms:GrantIsForAWSResource': 'true' } } },
      'StringEquals does not fit kms:GrantIsForAWSResource of type Bool'],
    ['a set operator on a single value', { Condition: { 'ForAllValues:StringEquals': { 'kms:CallerAccount': ['1'] } } }, 'does not fit'],
  ])('finds %s', async (_, more, problem) => {
    expect((await unknownNames(policy(statement(more)))).join()).toContain(problem);
  });

  test('is silent on what exists', async () => {
    expect(await unknownNames(policy(statement({ Condition: { StringEquals: { 'kms:ViaService': 'x' }, Bool: { 'aws:SecureTransport': 'true' } } })))).toEqual([]);
  });
});
