import { Aws, CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { KeyAccess, KeyService, ServiceKey } from '../../src';
import { nameIn, namedResources } from '../../src/access/named-resources';
import { keyPolicy, testStack } from '../support/stack';

const stack = new Stack();
const bucket = new s3.Bucket(stack, 'Bucket');
const logGroup = new logs.LogGroup(stack, 'LogGroup');
const topic = new sns.Topic(stack, 'Topic');
const machine = new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')) });
const parameter = new CfnParameter(stack, 'Parameter').valueAsString;
const elsewhere = s3.Bucket.fromBucketName(stack, 'Elsewhere', Fn.importValue('shared-bucket'));
const lazy = (value: string) => Lazy.string({ produce: () => value });

const kindOf = (text: string): string => {
  try {
    const [{ text: same, isArn }] = namedResources('resources', [text], stack);
    expect(same).toBe(text);
    return isArn ? 'ARN' : 'name';
  } catch (error) {
    return (error as Error).message.includes('must show whether it is a name or an ARN') ? 'refused' : `${error}`;
  }
};

test.each([
  ['/app', 'name'], ['my-arn:x', 'name'], ['*', 'name'], ['arn:aws:logs:eu-west-1:444455556666:log-group:x', 'ARN'],
  [`arn:${Aws.PARTITION}:sns:eu-west-1:111122223333:x`, 'ARN'], [stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: parameter }), 'ARN'],
  // Attributes of resources of the app.
  [bucket.bucketArn, 'ARN'], [bucket.bucketName, 'name'], [`${bucket.bucketArn}/*`, 'ARN'], [`${bucket.bucketName}-logs`, 'name'],
  [logGroup.logGroupName, 'name'], [logGroup.logGroupArn, 'ARN'], [topic.topicArn, 'ARN'], [topic.topicName, 'name'], [machine.stateMachineArn, 'ARN'],
  [machine.stateMachineName, 'name'],
  // What CloudFormation makes of its functions.
  [elsewhere.bucketArn, 'ARN'], [Aws.STACK_NAME, 'name'], [`${Aws.STACK_NAME}-logs`, 'name'], [Fn.select(5, Fn.split(':', parameter)), 'name'],
  [Fn.join('', ['arn:', parameter]), 'ARN'], [Fn.sub('arn:${AWS::Partition}:s3:::x'), 'ARN'], [lazy('arn:aws:s3:::x'), 'ARN'], [lazy('orders'), 'name'],
  // Nothing tells.
  [parameter, 'refused'], [elsewhere.bucketName, 'refused'], [`${parameter}/*`, 'refused'], [`${parameter}:x`, 'refused'], [Fn.importValue('x'), 'refused'],
  // A name with a token in it.
  [`app-${parameter}`, 'name'], [`${parameter}-app`, 'name'],
])('%s is taken for: %s', (text, wanted) => { expect(kindOf(text)).toBe(wanted); });

test('a name is not cut out of an ARN that is one value', () => {
  expect(nameIn('resources', 'arn:aws:sns:us-east-1:111122223333:orders')).toBe('orders');
  expect(nameIn('resources', `arn:${Aws.PARTITION}:s3:::${bucket.bucketName}`)).toBe(bucket.bucketName);
  expect(() => nameIn('resources', topic.topicArn)).toThrow("'resources' must give the name of each, which cannot be cut out of an ARN that is known at deployment");
});

test.each([
  ['an ARN of another service', 'arn:aws:s3:::bucket', "'resources' must be resources of KeyService.CLOUDWATCH_LOGS"],
  ['an ARN of another Region', 'arn:aws:logs:us-east-1:111122223333:log-group:x', "'resources' must be in the Region of the key, eu-west-1"],
  ['an empty name', '', "'resources' must not hold an empty name"],
  ['a value known at deployment', parameter, "'resources' must show whether it is a name or an ARN"],
])('a key fails for %s', (_, resource, message) => {
  expect(() => new ServiceKey(testStack(), 'Key', { service: KeyService.CLOUDWATCH_LOGS, resources: [resource] })).toThrow(message);
  expect(() => new ServiceKey(testStack(), 'Key', { service: KeyService.S3, access: [KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: [resource] })] })).toThrow(message);
});

test('a ServiceKey takes constructs, as KeyAccess.service does', () => {
  const home = testStack();
  const named = new logs.LogGroup(home, 'Named', { logGroupName: '/app/orders' });
  new ServiceKey(home, 'Key', { service: KeyService.CLOUDWATCH_LOGS, resourcesOf: [named] });
  expect(JSON.stringify(keyPolicy(home))).toContain(':log-group:/app/orders');
});
