import { runSimulation } from '@cloud-copilot/iam-simulate';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { EncryptedBucket, KeyService, ServiceKey } from '../../src';
import { KEY_ARN } from '../support/oracle';
import { ACCOUNT, deployed, testStack } from '../support/stack';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/Uploader`;
const BUCKET = 'arn:aws:s3:::documents';

function bucketPolicy(stack: Stack): any {
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::S3::BucketPolicy'));
  return policy.Properties.PolicyDocument;
}

test('the bucket encrypts with the key by default, with a bucket key, and takes TLS only', () => {
  const stack = testStack();
  const key = new ServiceKey(stack, 'Key', { service: KeyService.S3 });
  EncryptedBucket.create(stack, 'Documents', key, { versioned: true });
  Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: stack.resolve(key.keyArn) },
      }],
    },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    VersioningConfiguration: { Status: 'Enabled' },
  });
});

test('the bucket policy is four denials', () => {
  const stack = testStack();
  const key = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
  EncryptedBucket.create(stack, 'Documents', key, { bucketName: 'documents' });
  const bucket = { 'Fn::GetAtt': [expect.stringMatching(/^Documents/), 'Arn'] };
  const objects = { 'Fn::Join': ['', [bucket, '/*']] };
  const everyone = { AWS: '*' };
  const header = 's3:x-amz-server-side-encryption';
  expect(bucketPolicy(stack).Statement).toEqual([
    { Effect: 'Deny', Principal: everyone, Action: 's3:*', Resource: [bucket, objects], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    {
      Sid: 'DenyUnencryptedObjectUploads',
      Effect: 'Deny',
      Principal: everyone,
      Action: 's3:PutObject',
      Resource: objects,
      Condition: { StringNotEquals: { [header]: 'aws:kms' }, Null: { [header]: 'false' } },
    },
    {
      Sid: 'DenyWrongKMSKey',
      Effect: 'Deny',
      Principal: everyone,
      Action: 's3:PutObject',
      Resource: objects,
      Condition: { StringNotEquals: { [`${header}-aws-kms-key-id`]: KEY_ARN }, Null: { [header]: 'false' } },
    },
    {
      Sid: 'DenyCustomerProvidedKeys',
      Effect: 'Deny',
      Principal: everyone,
      Action: 's3:PutObject',
      Resource: objects,
      Condition: { Null: { [`${header}-customer-algorithm`]: 'false' } },
    },
  ]);
});

describe('uploads, judged by the rules of IAM', () => {
  const stack = testStack();
  EncryptedBucket.enforceKey(new s3.Bucket(stack, 'Bucket'), kms.Key.fromKeyArn(stack, 'Key', KEY_ARN));
  const policy = JSON.parse(JSON.stringify(bucketPolicy(stack)).replace(/\{"Fn::GetAtt":\["Bucket[^"]*","Arn"\]\}/g, `"${BUCKET}"`));
  const resourcePolicy = deployed(policy);

  test.each<[string, { [header: string]: string }, string]>([
    ['no header at all', {}, 'Allowed'],
    ['the key by its ARN', { 's3:x-amz-server-side-encryption': 'aws:kms', 's3:x-amz-server-side-encryption-aws-kms-key-id': KEY_ARN }, 'Allowed'],
    ['SSE-S3', { 's3:x-amz-server-side-encryption': 'AES256' }, 'ExplicitlyDenied'],
    ['dual-layer encryption', { 's3:x-amz-server-side-encryption': 'aws:kms:dsse', 's3:x-amz-server-side-encryption-aws-kms-key-id': KEY_ARN }, 'ExplicitlyDenied'],
    ['the AWS managed key', { 's3:x-amz-server-side-encryption': 'aws:kms' }, 'ExplicitlyDenied'],
    ['another key', { 's3:x-amz-server-side-encryption': 'aws:kms', 's3:x-amz-server-side-encryption-aws-kms-key-id': KEY_ARN.replace('1234', '9999') }, 'ExplicitlyDenied'],
    ['the key by its id', { 's3:x-amz-server-side-encryption': 'aws:kms', 's3:x-amz-server-side-encryption-aws-kms-key-id': KEY_ARN.split('/')[1] }, 'ExplicitlyDenied'],
    ['a key of the client', { 's3:x-amz-server-side-encryption-customer-algorithm': 'AES256' }, 'ExplicitlyDenied'],
  ])('%s', async (_, contextVariables, decision) => {
    const result: any = await runSimulation({
      request: { principal: ROLE, action: 's3:PutObject', resource: { resource: `${BUCKET}/report.pdf`, accountId: ACCOUNT }, contextVariables },
      identityPolicies: [{ name: 'put', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }] } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy,
    } as any, {} as any);
    expect(result.resultType).not.toBe('error');
    expect(result.overallResult).toBe(decision);
  });
});

test('a bucket of another app is warned about', () => {
  const stack = testStack();
  new kms.Key(stack, 'Resource');
  EncryptedBucket.enforceKey(s3.Bucket.fromBucketName(stack, 'Foreign', 'foreign'), kms.Key.fromKeyArn(stack, 'Key', KEY_ARN));
  Annotations.fromStack(stack).hasWarning('/Test/Foreign', 'the bucket is not of this app, so its policy stays as it is: EncryptedBucket.enforceKey does nothing; '
    + 'add the statements where the bucket is defined [ack: cdk-keysmith:bucketPolicyNotAdded]');
});

test('a bucket and its key in two stacks depend one way', () => {
  const app = new App({ analyticsReporting: false });
  const keys = new Stack(app, 'Keys');
  const data = new Stack(app, 'Data');
  EncryptedBucket.create(data, 'Documents', new ServiceKey(keys, 'Key', { service: KeyService.S3 }));
  app.synth();
  expect(data.dependencies).toEqual([keys]);
  expect(keys.dependencies).toEqual([]);
});

describe('fails when', () => {
  const stack = testStack();
  const key = new ServiceKey(stack, 'Key', { service: KeyService.S3 });
  const other = new kms.Key(stack, 'Other');

  test.each<[string, s3.BucketProps, string]>([
    ['another encryption is asked for', { encryption: s3.BucketEncryption.S3_MANAGED }, "'encryption' is set by EncryptedBucket.create, got: 'S3_MANAGED'; leave it out, or define the bucket yourself"],
    ['another key is given', { encryptionKey: other }, "'encryptionKey' is set by EncryptedBucket.create, got: 'Test/Other'"],
    ['TLS is switched off', { enforceSSL: false }, "'enforceSSL' is set by EncryptedBucket.create, got: false"],
  ])('%s', (_, props, message) => {
    expect(() => EncryptedBucket.create(stack, 'Bucket', key, props)).toThrow(message);
  });

  test('the key is an alias', () => {
    const alias = kms.Key.fromKeyArn(stack, 'ByAlias', KEY_ARN);
    Object.defineProperty(alias, 'keyArn', { value: `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/orders` });
    expect(() => EncryptedBucket.enforceKey(new s3.Bucket(stack, 'Aliased'), alias)).toThrow("'key' must be a key, S3 compares the ARN of the key");
  });
});
