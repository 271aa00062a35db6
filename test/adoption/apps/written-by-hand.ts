import { App, CfnParameter, CfnResource, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';

/** What came from templates: L1 constructs, raw resources, a nested stack, functions of the template, one key that somebody made already. */
export function writtenByHand(app: App, env: { account: string; region: string }): Stack {
  const stack = new Stack(app, 'Legacy', { env });
  const stage = new CfnParameter(stack, 'Stage', { default: 'prod' });
  const old = new kms.CfnKey(stack, 'OldKey', { enableKeyRotation: true });
  const bucket = new s3.CfnBucket(stack, 'Documents', { versioningConfiguration: { status: 'Enabled' } });
  new s3.CfnBucket(stack, 'Ordered', {
    bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: old.attrArn } }] },
  });
  new s3.CfnBucket(stack, 'ManagedKey', { bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms' } }] } });
  new s3.CfnBucketPolicy(stack, 'DocumentsPolicy', { bucket: bucket.ref, policyDocument: { Version: '2012-10-17', Statement: [] } });
  new dynamodb.CfnTable(stack, 'Sessions', {
    keySchema: [{ attributeName: 'id', keyType: 'HASH' }], attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }], billingMode: 'PAY_PER_REQUEST',
  });
  new CfnResource(stack, 'Audit', { type: 'AWS::Logs::LogGroup', properties: { LogGroupName: Fn.join('', ['/legacy/', stage.valueAsString]), RetentionInDays: 30 } });
  const queue = new CfnResource(stack, 'Jobs', { type: 'AWS::SQS::Queue', properties: { SqsManagedSseEnabled: true } });
  const topic = new sns.CfnTopic(stack, 'Finished', { topicName: 'finished' });
  new sns.CfnSubscription(stack, 'FinishedToJobs', { protocol: 'sqs', topicArn: topic.ref, endpoint: queue.getAtt('Arn').toString() });
  new rds.CfnDBInstance(stack, 'Database', { dbInstanceClass: 'db.t4g.micro', engine: 'postgres', allocatedStorage: '20', masterUsername: 'admin', manageMasterUserPassword: true });
  new CfnResource(stack, 'Stream', {
    type: 'AWS::Kinesis::Stream',
    properties: { ShardCount: 1, StreamEncryption: { 'Fn::If': ['Unsupported', { Ref: 'AWS::NoValue' }, { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' }] } },
  });
  new lambda.CfnFunction(stack, 'Handler', { code: { zipFile: 'exports.handler = async () => {}' }, handler: 'index.handler', runtime: 'nodejs22.x', role: `arn:aws:iam::${env.account}:role/Handler` });
  const nested = new NestedStack(stack, 'Inner');
  new sqs.CfnQueue(nested, 'InnerJobs');
  new CfnResource(nested, 'Secret', { type: 'AWS::SecretsManager::Secret', properties: { GenerateSecretString: {} } });
  return stack;
}
