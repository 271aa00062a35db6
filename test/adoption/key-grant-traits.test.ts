import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { EncryptedKey, KeyGrantTraits } from '../../src';
import { decide, identityAllowing } from '../support/oracle';
import { ACCOUNT, deployed, REGION, testStack } from '../support/stack';

const role = (stack: Stack): iam.Role => new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
const encrypted = (stack: Stack, key: string): s3.CfnBucket => new s3.CfnBucket(stack, 'Bucket', {
  bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key } }] },
});
/** The statements of IAM policies that name KMS. */
const onKeys = (stack: Stack): any[] => Object.values<any>(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
  .flatMap(({ Properties }) => Properties.PolicyDocument.Statement).filter(({ Action }) => JSON.stringify(Action).includes('kms:'));

test('a grant on an L1 bucket reaches the key', () => {
  const stack = testStack();
  KeyGrantTraits.register(stack);
  const key = new EncryptedKey(stack, 'Key');
  s3.BucketGrants.fromBucket(encrypted(stack, key.keyArn)).read(role(stack));
  expect(onKeys(stack)).toEqual([expect.objectContaining({ Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: stack.resolve(key.keyArn) })]);
});

test('and a key of another stack', () => {
  const app = new App();
  const env = { account: ACCOUNT, region: REGION };
  const key = new EncryptedKey(new Stack(app, 'Keys', { env }), 'Key');
  const stack = new Stack(app, 'S', { env });
  KeyGrantTraits.register(app);
  s3.BucketGrants.fromBucket(encrypted(stack, key.keyArn)).read(role(stack));
  expect(onKeys(stack).length).toBe(1);
});

test('resources that aws-cdk-lib does not know find their keys', () => {
  const stack = testStack();
  KeyGrantTraits.register(stack);
  const key = new EncryptedKey(stack, 'Key');
  const group = new logs.CfnLogGroup(stack, 'Group', { kmsKeyId: key.keyArn });
  iam.EncryptedResources.of(group)!.grantOnKey(role(stack), 'kms:Decrypt');
  expect(onKeys(stack)).toEqual([expect.objectContaining({ Action: 'kms:Decrypt' })]);
});

test('a resource without a key, or with one elsewhere, grants nothing', () => {
  const stack = testStack();
  KeyGrantTraits.register(stack);
  const [bare, elsewhere] = [new logs.CfnLogGroup(stack, 'A'), new logs.CfnLogGroup(stack, 'B', { kmsKeyId: `arn:aws:kms:${REGION}:${ACCOUNT}:key/x` })];
  const reader = role(stack);
  for (const group of [bare, elsewhere]) { expect(iam.EncryptedResources.of(group)!.grantOnKey(reader, 'kms:Decrypt').grant).toBeUndefined(); }
});

test("an L1 key without a policy starts from KMS's default one", async () => {
  const stack = testStack();
  KeyGrantTraits.register(stack);
  const key = new kms.CfnKey(stack, 'Key');
  kms.KeyGrants.fromKey(key).decrypt(new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/App`));
  const [{ Properties }] = Object.values<any>(Template.fromStack(stack).findResources('AWS::KMS::Key'));
  const policy = deployed(Properties.KeyPolicy);
  expect(await decide({ policy, principal: `arn:aws:iam::${ACCOUNT}:role/Admin`, action: 'kms:PutKeyPolicy', identity: [identityAllowing('kms:*')] })).toBe('Allowed');
  expect(await decide({ policy, principal: `arn:aws:iam::${ACCOUNT}:role/App` })).toBe('Allowed');
  expect(await decide({ policy, principal: `arn:aws:iam::${ACCOUNT}:role/Other` })).toBe('ImplicitlyDenied');
});

test('a replica takes statements', () => {
  const stack = testStack();
  KeyGrantTraits.register(stack);
  const replica = new kms.CfnReplicaKey(stack, 'Replica', {
    primaryKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab`, keyPolicy: { Version: '2012-10-17', Statement: [] },
  });
  const added = iam.ResourceWithPolicies.of(replica)!.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.AccountRootPrincipal()], actions: ['kms:*'], resources: ['*'] }));
  expect(added.statementAdded).toBe(true);
  const [{ Properties }] = Object.values<any>(Template.fromStack(stack).findResources('AWS::KMS::ReplicaKey'));
  expect(Properties.KeyPolicy.Statement.length).toBe(1);
});
