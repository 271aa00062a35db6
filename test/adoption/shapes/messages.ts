import { Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sesActions from 'aws-cdk-lib/aws-ses-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';

/* Shapes of widely used constructs and patterns: functions, queues, topics, events. */

export const handler = (stack: Stack, id: string, environment?: { [name: string]: string }): lambda.Function => new lambda.Function(stack, id, {
  runtime: lambda.Runtime.NODEJS_22_X, code: lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler', environment,
});

export const table = (stack: Stack, id: string): dynamodb.Table => new dynamodb.Table(stack, id, {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
});

/** A function that sends to a queue with a dead-letter queue. */
export function functionToQueue(stack: Stack): void {
  const dead = new sqs.Queue(stack, 'Dead');
  const queue = new sqs.Queue(stack, 'Queue', { deadLetterQueue: { queue: dead, maxReceiveCount: 15 } });
  queue.grantSendMessages(handler(stack, 'Sender', { QUEUE: queue.queueUrl }));
}

/** A function with a table. */
export function functionToTable(stack: Stack): void {
  const items = table(stack, 'Items');
  items.grantReadWriteData(handler(stack, 'Writer', { TABLE: items.tableName }));
}

/** A bucket that tells a topic of new objects. */
export function bucketToTopic(stack: Stack): void {
  const bucket = new s3.Bucket(stack, 'Uploads');
  const topic = new sns.Topic(stack, 'Topic');
  bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.SnsDestination(topic));
}

/** An API whose gateway sends to a queue by its own role. */
export function apiToQueue(stack: Stack): void {
  const queue = new sqs.Queue(stack, 'Queue');
  const role = new iam.Role(stack, 'ApiRole', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
  queue.grantSendMessages(role);
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('POST', new apigateway.AwsIntegration({ service: 'sqs', path: `${stack.account}/${queue.queueName}`, options: { credentialsRole: role } }));
}

/** A rule that sends to a topic and a queue. */
export function ruleToTopic(stack: Stack): void {
  const topic = new sns.Topic(stack, 'Topic');
  const queue = new sqs.Queue(stack, 'Queue');
  new events.Rule(stack, 'Rule', { schedule: events.Schedule.rate(Duration.minutes(5)), targets: [new targets.SnsTopic(topic), new targets.SqsQueue(queue)] });
}

/** A topic that fans out to queues, each with a function: "the big fan". */
export function fanOut(stack: Stack): void {
  const topic = new sns.Topic(stack, 'Fan');
  for (const status of ['Created', 'Other']) {
    const queue = new sqs.Queue(stack, `${status}Queue`, { visibilityTimeout: Duration.minutes(5) });
    topic.addSubscription(new subscriptions.SqsSubscription(queue, { rawMessageDelivery: true }));
    handler(stack, `${status}Function`).addEventSource(new sources.SqsEventSource(queue));
  }
}

/** "The scheduled Lambda": a rule, a function, a table. */
export function scheduledFunction(stack: Stack): void {
  const hits = table(stack, 'Hits');
  const run = handler(stack, 'Run', { TABLE: hits.tableName });
  hits.grantReadWriteData(run);
  new events.Rule(stack, 'Schedule', { schedule: events.Schedule.rate(Duration.minutes(2)), targets: [new targets.LambdaFunction(run)] });
}

/** "The saga": a state machine over functions that share a table. */
export function saga(stack: Stack): void {
  const bookings = table(stack, 'Bookings');
  const steps = ['Reserve', 'Pay', 'Confirm'].map(name => {
    const step = handler(stack, `${name}Function`, { TABLE: bookings.tableName });
    bookings.grantReadWriteData(step);
    return new tasks.LambdaInvoke(stack, name, { lambdaFunction: step });
  });
  new stepfunctions.StateMachine(stack, 'Saga', { definitionBody: stepfunctions.DefinitionBody.fromChainable(steps[0].next(steps[1]).next(steps[2])) });
}

/** A state machine with logs of its own. */
export function machineWithLogs(stack: Stack): void {
  const destination = new logs.LogGroup(stack, 'MachineLogs');
  new stepfunctions.StateMachine(stack, 'Machine', {
    definitionBody: stepfunctions.DefinitionBody.fromChainable(new stepfunctions.Pass(stack, 'Pass')), logs: { destination, level: stepfunctions.LogLevel.ALL },
  });
}

/** Mail received to a bucket, and a function that reads it. */
export function mailToFunction(stack: Stack): void {
  const bucket = new s3.Bucket(stack, 'Mail');
  const topic = new sns.Topic(stack, 'Received');
  new ses.ReceiptRuleSet(stack, 'Rules', { rules: [{ recipients: ['example.com'], actions: [new sesActions.S3({ bucket, topic })] }] });
  const reader = handler(stack, 'Reader');
  bucket.grantRead(reader);
  topic.addSubscription(new subscriptions.LambdaSubscription(reader));
}
