import { App, Lazy, Stack } from 'aws-cdk-lib';
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

describe('a grant on what is encrypted under an L1 key', () => {
  const principal = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
  const grantOn = (group: logs.CfnLogGroup, grantee: iam.IGrantable) => iam.EncryptedResources.of(group)!.grantOnKey(grantee, 'kms:Decrypt').grant;

  test('of the same account is on the role', () => {
    const stack = testStack();
    KeyGrantTraits.register(stack);
    const key = new kms.CfnKey(stack, 'Key');
    expect(grantOn(new logs.CfnLogGroup(stack, 'Group', { kmsKeyId: key.attrArn }), role(stack))?.success).toBe(true);
    expect(onKeys(stack)).toEqual([{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': ['Key', 'Arn'] } }]);
  });

  test.each<[string, (key: kms.CfnKey) => string]>([['ARN', key => key.attrArn], ['id', key => key.ref]])('that is named by its %s is in its policy, for whoever has no policy here', async (_, named) => {
    const stack = testStack();
    KeyGrantTraits.register(stack);
    const key = new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [] } });
    const grant = grantOn(new logs.CfnLogGroup(stack, 'Group', { kmsKeyId: named(key) }), new iam.ArnPrincipal(principal('App')));
    expect(grant?.success).toBe(true);
    const policy = deployed(Object.values<any>(Template.fromStack(stack).findResources('AWS::KMS::Key'))[0].Properties.KeyPolicy);
    const ask = (who: string, action: string) => decide({ policy, principal: principal(who), action });
    expect([await ask('App', 'kms:Decrypt'), await ask('App', 'kms:Encrypt'), await ask('Other', 'kms:Decrypt')]).toEqual(['Allowed', 'ImplicitlyDenied', 'ImplicitlyDenied']);
  });

  test('whose policy only a deployment knows is none', () => {
    const stack = testStack();
    KeyGrantTraits.register(stack);
    const key = new kms.CfnKey(stack, 'Key', { keyPolicy: Lazy.any({ produce: () => ({ Statement: [] }) }) });
    const statement = new iam.PolicyStatement({ principals: [new iam.AccountRootPrincipal()], actions: ['kms:*'], resources: ['*'] });
    expect(iam.ResourceWithPolicies.of(key)!.addToResourcePolicy(statement)).toEqual({ statementAdded: false });
    grantOn(new logs.CfnLogGroup(stack, 'Group', { kmsKeyId: key.attrArn }), new iam.ArnPrincipal(principal('App')));
    expect(Object.values<any>(Template.fromStack(stack).findResources('AWS::KMS::Key'))[0].Properties.KeyPolicy.Statement).toEqual([]);
  });

  test('keeps the statements that a document has', () => {
    const stack = testStack();
    KeyGrantTraits.register(stack);
    const statement = new iam.PolicyStatement({ sid: 'Mine', principals: [new iam.AccountRootPrincipal()], actions: ['kms:*'], resources: ['*'] });
    const key = new kms.CfnKey(stack, 'Key', { keyPolicy: new iam.PolicyDocument({ statements: [statement] }) });
    grantOn(new logs.CfnLogGroup(stack, 'Group', { kmsKeyId: key.attrArn }), new iam.ArnPrincipal(principal('App')));
    const [{ Properties }] = Object.values<any>(Template.fromStack(stack).findResources('AWS::KMS::Key'));
    expect(Properties.KeyPolicy.Statement.map(({ Sid, Action }: any) => Sid ?? Action)).toEqual(['Mine', 'kms:Decrypt']);
  });

  test('is on a replica where that is named', () => {
    const stack = testStack();
    KeyGrantTraits.register(stack);
    const replica = new kms.CfnReplicaKey(stack, 'Replica', { primaryKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/mrk-1`, keyPolicy: { Version: '2012-10-17', Statement: [] } });
    grantOn(new logs.CfnLogGroup(stack, 'Group', { kmsKeyId: replica.attrArn }), new iam.ArnPrincipal(principal('App')));
    const [{ Properties }] = Object.values<any>(Template.fromStack(stack).findResources('AWS::KMS::ReplicaKey'));
    expect(Properties.KeyPolicy.Statement.map(({ Action }: any) => Action)).toEqual(['kms:Decrypt']);
  });

  test('is on the key of the same stack, where two stacks have one of that id', () => {
    const app = new App();
    KeyGrantTraits.register(app);
    const stacks = ['One', 'Other'].map(id => new Stack(app, id, { env: { account: ACCOUNT, region: REGION } }));
    const keys = stacks.map(stack => new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [] } }));
    grantOn(new logs.CfnLogGroup(stacks[1], 'Group', { kmsKeyId: keys[1].attrArn }), new iam.ArnPrincipal(principal('App')));
    expect(stacks.map(stack => Object.values<any>(Template.fromStack(stack).findResources('AWS::KMS::Key'))[0].Properties.KeyPolicy.Statement.length)).toEqual([0, 1]);
  });
});

test('what is encrypted, and its key, are of the account and Region of their stack', () => {
  const stack = testStack();
  KeyGrantTraits.register(stack);
  const key = new kms.CfnKey(stack, 'Key');
  const env = { account: ACCOUNT, region: REGION };
  expect([iam.EncryptedResources.of(new logs.CfnLogGroup(stack, 'Group'))!.env, iam.ResourceWithPolicies.of(key)!.env]).toEqual([env, env]);
});
