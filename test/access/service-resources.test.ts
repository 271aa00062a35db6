import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { EncryptedKey, KeyAccess, KeyService, ServiceAccessOptions } from '../../src';
import { CATALOG } from '../../src/services/catalog';
import { RESOURCE_TYPES } from '../../src/services/resource-types';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, REGION, statement, testStack } from '../support/stack';

const user = new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/App`);
const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

function condition(stack: Stack, service: KeyService, options: ServiceAccessOptions, sid: string): any {
  new EncryptedKey(stack, 'TheKey', { access: [KeyAccess.service(service, options)] });
  return statement(keyPolicy(stack, 'TheKey'), sid).Condition;
}

describe('constructs as resources of a service', () => {
  test('a log group may have the key whose policy names it', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key');
    const group = new logs.LogGroup(stack, 'Group', { logGroupName: '/app/orders', encryptionKey: key });
    key.addAccess(KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resourcesOf: [group] }));
    expect(statement(keyPolicy(stack), 'CloudWatchLogs').Condition).toEqual({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn('logs', 'log-group:/app/orders') } });
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } });
  });

  test('a name that CloudFormation makes is a wildcard, beside names that are given', () => {
    const stack = testStack();
    const group = new logs.LogGroup(stack, 'Group');
    expect(condition(stack, KeyService.CLOUDWATCH_LOGS, { resources: ['/app/x'], resourcesOf: [group] }, 'CloudWatchLogs'))
      .toEqual({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': [arn('logs', 'log-group:*'), arn('logs', 'log-group:/app/x')] } });
  });

  test('a resource from elsewhere is named by its name', () => {
    const stack = testStack();
    const group = logs.LogGroup.fromLogGroupName(stack, 'Group', '/app/orders');
    expect(condition(stack, KeyService.CLOUDWATCH_LOGS, { resourcesOf: [group] }, 'CloudWatchLogs'))
      .toEqual({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn('logs', 'log-group:/app/orders') } });
  });

  // One construct of each type, and what its row makes of it.
  const code = lambda.Code.fromInline('x');
  const made: [KeyService, (stack: Stack) => any, string, object][] = [
    [KeyService.S3_INVENTORY, stack => new s3.Bucket(stack, 'X', { bucketName: 'orders' }), 'S3Inventory', { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::orders' } }],
    [KeyService.SNS, stack => new sns.Topic(stack, 'X', { topicName: 'orders' }), 'Sns', { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': arn('sns', 'orders') } }],
    [KeyService.DYNAMODB, stack => new dynamodb.TableV2(stack, 'X', { tableName: 'orders', partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }), 'DynamoDb',
      { StringEquals: { 'kms:EncryptionContext:aws:dynamodb:tableName': 'orders' } }],
    [KeyService.KINESIS, stack => new kinesis.Stream(stack, 'X', { streamName: 'orders' }), 'Kinesis',
      { StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': arn('kinesis', 'stream/orders') } }],
    [KeyService.LAMBDA_CODE, stack => new lambda.Function(stack, 'X', { functionName: 'orders', runtime: lambda.Runtime.NODEJS_22_X, handler: 'x', code }), 'LambdaCode',
      { StringEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': arn('lambda', 'function:orders') } }],
    [KeyService.SECRETS_MANAGER, stack => new secretsmanager.Secret(stack, 'X', { secretName: 'orders' }), 'SecretsManager',
      { StringLike: { 'kms:EncryptionContext:SecretARN': arn('secretsmanager', 'secret:orders-??????') } }],
    [KeyService.PARAMETER_STORE, stack => new ssm.StringParameter(stack, 'X', { parameterName: '/app/orders', stringValue: 'x' }), 'ParameterStore',
      { StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': arn('ssm', 'parameter/app/orders') } }],
    [KeyService.EVENTBRIDGE, stack => new events.EventBus(stack, 'X', { eventBusName: 'orders' }), 'EventBridge', { ArnEquals: { 'aws:SourceArn': arn('events', 'event-bus/orders') } }],
    [KeyService.CLOUDWATCH_ALARMS, stack => new cloudwatch.CompositeAlarm(stack, 'X', { compositeAlarmName: 'orders', alarmRule: cloudwatch.AlarmRule.fromBoolean(true) }),
      'CloudWatchAlarms', { ArnEquals: { 'aws:SourceArn': arn('cloudwatch', 'alarm:orders') } }],
  ];
  test.each(made.map(row => [row[0].id, ...row] as [string, ...typeof row]))('%s', (_, service, construct, sid, wanted) => {
    const stack = testStack();
    const takesUsers = service._use.calls.every(call => call.caller === 'user');
    expect(condition(stack, service, { resourcesOf: [construct(stack)], ...(takesUsers ? { users: [user] } : {}) }, sid)).toMatchObject(wanted);
  });

  test('every type of a row is known', () => {
    const named = Object.values(CATALOG).flatMap(({ resourceTypes = [] }) => resourceTypes);
    expect(Object.keys(RESOURCE_TYPES)).toEqual(expect.arrayContaining(named));
    expect(named).not.toEqual([]);
  });

  test('fails for a construct of another kind', () => {
    const stack = testStack();
    expect(() => KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resourcesOf: [new sqs.Queue(stack, 'Queue')] }))
      .toThrow("'resourcesOf' takes constructs of AWS::Logs::LogGroup, this is AWS::SQS::Queue, got: 'Test/Queue'");
    expect(() => KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resourcesOf: [sqs.Queue.fromQueueArn(stack, 'Imported', arn('sqs', 'orders'))] }))
      .toThrow("'resourcesOf' takes constructs of AWS::Logs::LogGroup, got: 'Test/Imported'");
  });

  test('names all types that would do', () => {
    expect(() => KeyAccess.service(KeyService.CLOUDWATCH_ALARMS, { resourcesOf: [new sqs.Queue(testStack(), 'Queue')] }))
      .toThrow("'resourcesOf' takes constructs of AWS::CloudWatch::Alarm and AWS::CloudWatch::CompositeAlarm, this is AWS::SQS::Queue, got: 'Test/Queue'");
  });

  test('a resource from elsewhere whose name is another resource is a wildcard', () => {
    const stack = testStack();
    const group = logs.LogGroup.fromLogGroupName(stack, 'Group', new s3.Bucket(stack, 'Bucket').bucketName);
    expect(condition(stack, KeyService.CLOUDWATCH_LOGS, { resourcesOf: [group] }, 'CloudWatchLogs'))
      .toEqual({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn('logs', 'log-group:*') } });
  });

  test('fails where it would do nothing', () => {
    const stack = testStack();
    expect(() => KeyAccess.service(KeyService.EBS, { resourcesOf: [new sqs.Queue(stack, 'Queue')] })).toThrow("'resourcesOf' does nothing for KeyService.EBS");
    // The message names constructs by their paths.
    expect(() => KeyAccess.service(KeyService.S3_INVENTORY, { users: [new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() })] }))
      .toThrow('["Test/Role"]');
    expect(() => KeyAccess.service(KeyService.S3, { resourcesOf: [] })).toThrow("'resourcesOf' must not be empty");
  });

  test('fails for a resource of another account that is not named', () => {
    const app = new App();
    const stack = new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } });
    const bucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'orders', account: OTHER_ACCOUNT });
    const row = (options: ServiceAccessOptions) => new EncryptedKey(stack, `Key${stack.node.children.length}`, { access: [KeyAccess.service(KeyService.S3_INVENTORY, options)] });
    expect(() => row({ resourcesOf: [bucket] })).toThrow(`'resourcesOf' is in the account ${OTHER_ACCOUNT}, the key in ${ACCOUNT}`);
    expect(() => row({ resourcesOf: [bucket], sourceAccounts: [OTHER_ACCOUNT] })).not.toThrow();
  });
});
