import { Duration, Lazy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IamDelegation, KeyEnvironment, KeyService, KeySet } from '../../src';
import { decide, identityAllowing } from '../support/oracle';
import { ACCOUNT, keyPolicy, testStack } from '../support/stack';

const keySet = (props?: ConstructorParameters<typeof KeySet>[2]): KeySet => new KeySet(testStack(), 'Keys', props);

test('makes one key for a service, with what all share', () => {
  const stack = testStack();
  const keys = new KeySet(stack, 'Keys', { application: 'orders', environment: KeyEnvironment.STAGING });
  expect(keys.keys).toEqual([]);
  expect(keys.key(KeyService.S3)).toBe(keys.key(KeyService.S3));
  expect(keys.keys.map(made => made.aliasName)).toEqual(['alias/orders-staging-keys-s3']);
  keys.key(KeyService.CLOUDWATCH_LOGS);
  expect(keys.keys.map(({ node }) => node.id)).toEqual(['S3', 'CLOUDWATCH_LOGS']);
  Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 2);
});

test('makes one key for a name, with what all share', () => {
  const stack = testStack();
  const keys = new KeySet(stack, 'Keys', { pendingWindow: Duration.days(9) });
  expect(keys.namedKeys).toEqual([]);
  expect(keys.named('confidential')).toBe(keys.named('confidential'));
  keys.named('public');
  expect([keys.namedKeys.map(({ node }) => node.id), keys.keys]).toEqual([['confidential', 'public'], []]);
  Template.fromStack(stack).allResourcesProperties('AWS::KMS::Key', { PendingWindowInDays: 9 });
});

test.each<[string, IamDelegation | undefined, string, string]>([
  ['administer the key of a name', undefined, 'kms:PutKeyPolicy', 'Allowed'],
  ['not use it', undefined, 'kms:Decrypt', 'ImplicitlyDenied'],
  ['use it where the set delegates everything', IamDelegation.FULL, 'kms:Decrypt', 'Allowed'],
])('IAM policies of the account can %s', async (_, iamDelegation, action, wanted) => {
  const keys = keySet({ iamDelegation });
  keys.named('confidential');
  expect(await decide({ policy: keyPolicy(keys), principal: `arn:aws:iam::${ACCOUNT}:role/Admin`, action, identity: [identityAllowing('kms:*')] })).toBe(wanted);
});

test.each(['a', 'A1', '_', 'data-1', 'team x', 'a.b:c+d=e@f'])('takes the name %p', name => { expect(keySet().named(name).node.id).toBe(name); });

test.each(['', '-a', ' a', 'a/b', 'ä', Lazy.string({ produce: () => 'later' })])('refuses the name %p', name => {
  expect(() => keySet().named(name)).toThrow("'name' must be a name of letters, digits and _ . : @ + = - that is known at synthesis");
});

test.each([{ alias: 'orders' }, { description: 'mine' }, { exportOutputs: true }])('refuses %p', props => {
  const [[name, value]] = Object.entries(props);
  expect(() => keySet(props)).toThrow(`'${name}' is of one key, not for all of a set, got: ${typeof value === 'string' ? `'${value}'` : value}; leave it out`);
});

test('has a name for injectors', () => { expect(KeySet.PROPERTY_INJECTION_ID).toBe('cdk-keysmith.KeySet'); });
