import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';

/** A serverless API as AWS's samples have them: functions, tables, a queue behind a topic, uploads, an alarm, a nightly run. Nobody thought of keys. */
export function ordersApi(app: App, env: { account: string; region: string }): Stack {
  const stack = new Stack(app, 'Orders', { env });
  const code = lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });');
  const runtime = lambda.Runtime.NODEJS_22_X;

  const orders = new dynamodb.Table(stack, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE });
  const customers = new dynamodb.TableV2(stack, 'Customers', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const uploads = new s3.Bucket(stack, 'Uploads', { enforceSSL: true, removalPolicy: RemovalPolicy.RETAIN });
  const accessLogs = new s3.Bucket(stack, 'AccessLogs');
  new s3.Bucket(stack, 'Public', { encryption: s3.BucketEncryption.S3_MANAGED, serverAccessLogsBucket: accessLogs });
  const dead = new sqs.Queue(stack, 'Dead');
  const work = new sqs.Queue(stack, 'Work', { deadLetterQueue: { queue: dead, maxReceiveCount: 3 }, visibilityTimeout: Duration.minutes(3) });
  const created = new sns.Topic(stack, 'Created');
  created.addSubscription(new subscriptions.SqsSubscription(work));
  uploads.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.SqsDestination(work));
  const password = new secrets.Secret(stack, 'Password');
  const logGroup = new logs.LogGroup(stack, 'ApiLogs');
  const api = new lambda.Function(stack, 'Api', { runtime, code, handler: 'index.handler', logGroup, environment: { TABLE: orders.tableName } });
  const worker = new lambda.Function(stack, 'Worker', { runtime, code, handler: 'index.handler' });
  worker.addEventSource(new SqsEventSource(work));
  orders.grantReadWriteData(api);
  customers.grantReadData(api);
  uploads.grantRead(worker);
  password.grantRead(api);
  created.grantPublish(api);
  new apigateway.LambdaRestApi(stack, 'Rest', { handler: api });
  const alarms = new sns.Topic(stack, 'Alarms');
  const alarm = new cloudwatch.Alarm(stack, 'Errors', { metric: api.metricErrors(), threshold: 1, evaluationPeriods: 1 });
  alarm.addAlarmAction(new actions.SnsAction(alarms));
  new events.Rule(stack, 'Nightly', { schedule: events.Schedule.rate(Duration.days(1)), targets: [new targets.SqsQueue(work), new targets.SnsTopic(created)] });
  return stack;
}
