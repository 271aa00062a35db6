import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EncryptedKey, EncryptedFunction, IamDelegation, KeyAccessLevel, KeyService, ServiceKey } from '../../src';
import { decide, decisionTable } from '../support/oracle';
import { ACCOUNT, deployed, keyPolicy, REGION, testStack } from '../support/stack';

const CODE = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;') };

function identityPolicy(stack: Stack): any {
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policy.Properties.PolicyDocument;
}

test('the environment is encrypted with the key, and the role gets nothing for that', () => {
  const stack = testStack();
  const key = new ServiceKey(stack, 'Key', { service: KeyService.LAMBDA });
  EncryptedFunction.create(stack, 'Api', key, { ...CODE, environment: { STAGE: 'production' } });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Function', { KmsKeyArn: stack.resolve(key.keyArn), Environment: { Variables: { STAGE: 'production' } } });
  template.resourceCountIs('AWS::IAM::Policy', 0);
});

test("the role's policy names the key and the encryption context, DescribeKey apart", () => {
  const stack = testStack();
  const key = new EncryptedKey(stack, 'Key');
  EncryptedFunction.allowUse(new lambda.Function(stack, 'Api', CODE), key, { accessLevel: KeyAccessLevel.DECRYPT, encryptionContext: { Department: ['Finance'] } });
  const Resource = stack.resolve(key.keyArn);
  expect(identityPolicy(stack).Statement).toEqual([
    { Effect: 'Allow', Action: 'kms:Decrypt', Resource, Condition: { StringEquals: { 'kms:EncryptionContext:Department': ['Finance'] } } },
    { Effect: 'Allow', Action: 'kms:DescribeKey', Resource },
  ]);
});

describe('a key named by its alias', () => {
  const stack = testStack();
  EncryptedFunction.allowUseByAlias(new lambda.Function(stack, 'Api', CODE), 'orders-production', { encryptionContext: { Department: ['Fin*'] } });
  const policy = deployed(identityPolicy(stack));

  test('is any key of account and Region that has the alias', () => {
    expect(policy.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`,
        Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/orders-production' }, 'StringLike': { 'kms:EncryptionContext:Department': ['Fin*'] } },
      },
      {
        Effect: 'Allow',
        Action: 'kms:DescribeKey',
        Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`,
        Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/orders-production' } },
      },
    ]);
  });

  const request = (aliases: string[], department: string) => ({
    principal: `arn:aws:iam::${ACCOUNT}:role/Api`,
    identity: [policy],
    context: { ...(aliases.length > 0 ? { 'kms:ResourceAliases': aliases } : {}), 'kms:EncryptionContext:Department': department },
  });
  const delegating = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }] };
  decisionTable(() => delegating, [
    ['the alias and the context', request(['alias/orders-production'], 'Finance'), 'Allowed'],
    ['one of two aliases', request(['alias/other', 'alias/orders-production'], 'Finance'), 'Allowed'],
    ['another alias', request(['alias/other'], 'Finance'), 'ImplicitlyDenied'],
    ['no alias', request([], 'Finance'), 'ImplicitlyDenied'],
    ['another context', request(['alias/orders-production'], 'Sales'), 'ImplicitlyDenied'],
  ]);
});

describe('a key whose policy lets no IAM policy give use', () => {
  test('gets a row for the role, with the same context', async () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION });
    const role = new iam.Role(stack, 'Worker', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    EncryptedFunction.allowUse(new lambda.Function(stack, 'Api', { ...CODE, role }), key, { encryptionContext: { Department: ['Finance'] } });
    const policy = keyPolicy(stack);
    const principal = policy.Statement.find(s => s.Sid === 'KeyUse').Principal.AWS;
    expect(await decide({ principal, policy, context: { 'kms:EncryptionContext:Department': 'Finance' } })).toBe('Allowed');
    expect(await decide({ principal, policy, context: { 'kms:EncryptionContext:Department': 'Sales' } })).toBe('ImplicitlyDenied');
  });

  test('fails when the role is of another stack', () => {
    const app = new App();
    const key = new EncryptedKey(new Stack(app, 'Keys'), 'Key', { iamDelegation: IamDelegation.ADMINISTRATION });
    const api = new lambda.Function(new Stack(app, 'Code'), 'Api', CODE);
    expect(() => EncryptedFunction.allowUse(api, key)).toThrow("'grantee' is of another stack than the key, whose policy must name it, got: 'Code/Api/ServiceRole'; "
      + "name its account in the key's 'access', with 'principalArnPatterns' and 'encryptionContext'");
  });
});

describe('fails when', () => {
  const stack = testStack();
  const key = new EncryptedKey(stack, 'Key');

  test('the function has another key', () => {
    expect(() => EncryptedFunction.create(stack, 'Api', key, { ...CODE, environmentEncryption: new kms.Key(stack, 'Other') }))
      .toThrow("'environmentEncryption' is set by EncryptedFunction.create, got: 'Test/Other'");
  });

  test('the principal takes no policy', () => {
    expect(() => EncryptedFunction.allowUse(new iam.ServicePrincipal('lambda.amazonaws.com'), key))
      .toThrow("'grantee' takes no IAM policy, got: 'ServicePrincipal(lambda.amazonaws.com)'; give it a row in the key's 'access'");
  });

  test('the alias is reserved', () => {
    expect(() => EncryptedFunction.allowUseByAlias(new lambda.Function(stack, 'F', CODE), 'aws/lambda')).toThrow("'alias' must not start with 'alias/aws/'");
  });

  test('the context names an operator', () => {
    expect(() => EncryptedFunction.allowUse(new lambda.Function(stack, 'G', CODE), key, { encryptionContext: { StringEquals: ['x'] } }))
      .toThrow("'encryptionContext' takes names of the encryption context, not condition operators");
  });
});
