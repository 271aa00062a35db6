import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EncryptedKey, KeyAccess } from '../../src';
import { testStack } from '../support/stack';

describe('condition keys that KMS refuses in a key policy', () => {
  const withCondition = (conditions: { [operator: string]: { [key: string]: string } }) => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', {
      access: [KeyAccess.statement(new iam.PolicyStatement({
        sid: 'Mine', principals: [new iam.AccountRootPrincipal()], actions: ['kms:Decrypt'], conditions,
      }))],
    });
    return () => Template.fromStack(stack);
  };

  test.each([
    [{ StringEquals: { 'aws:ResourceTag/Department': 'Finance' } }, 'aws:resourcetag/department'],
    [{ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/x' } }, 'kms:resourcealiases'],
  ])('fails when one has %j', (conditions, named) => {
    expect(withCondition(conditions as any)).toThrow(`KMS refuses a key policy with the condition ${named} ('Mine'); put it into IAM policies`);
  });

  test('tags of the request and aliases of the request are fine', () => {
    expect(withCondition({ StringEquals: { 'aws:RequestTag/Department': 'Finance', 'kms:RequestAlias': 'alias/x' } })).not.toThrow();
  });
});
