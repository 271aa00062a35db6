import { App as CdkApp, Duration, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as notifications from 'aws-cdk-lib/aws-codestarnotifications';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { EXPECTED } from './support';
import { App } from '../../src/app/app';
import { READ_TYPES } from '../../src/app/types';
import { Finding } from '../../src/checks/finding';
import { findingsOf } from '../../src/checks/findings';
import { RULES } from '../../src/checks/rules';
import { fromTree } from '../../src/template/load-tree';
import { ACCOUNT, REGION } from '../support/stack';

/*
 * What aws-cdk-lib's own constructs write into a key policy today, and what the rules say of it: nobody can edit such a statement.
 */

type Make = (stack: Stack, key: kms.Key) => unknown;

const rule = (stack: Stack, target: events.IRuleTarget) => new events.Rule(stack, 'Rule', { schedule: events.Schedule.rate(Duration.days(1)), targets: [target] });
const queue = (stack: Stack, encryptionMasterKey: kms.Key) => new sqs.Queue(stack, 'Queue', { encryptionMasterKey });
const topic = (stack: Stack, masterKey?: kms.Key) => new sns.Topic(stack, 'Topic', { masterKey });
const role = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
const code = (given: lambda.Code) => ({ code: given, handler: 'index.handler', runtime: lambda.Runtime.NODEJS_LATEST });
const machine = (stack: Stack, key: kms.Key) => new sfn.StateMachine(stack, 'Machine', {
  definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')),
  encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key),
  logs: { destination: new logs.LogGroup(stack, 'Logs'), level: sfn.LogLevel.ALL },
});
const notify = (stack: Stack, target: sns.Topic) => new notifications.NotificationRule(stack, 'Notifications', {
  source: new codebuild.Project(stack, 'Project', { buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2' }) }),
  events: ['codebuild-project-build-state-succeeded'],
  targets: [target],
});
function execute(stack: Stack, kmsKey: kms.Key) {
  const cluster = new ecs.Cluster(stack, 'Cluster', {
    vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 }),
    executeCommandConfiguration: {
      kmsKey,
      logging: ecs.ExecuteCommandLogging.OVERRIDE,
      logConfiguration: { cloudWatchLogGroup: new logs.LogGroup(stack, 'Logs', { encryptionKey: kmsKey }), cloudWatchEncryptionEnabled: true },
    },
  });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('App', { image: ecs.ContainerImage.fromRegistry('app') });
  new ecs.FargateService(stack, 'Service', { cluster, taskDefinition, enableExecuteCommand: true });
}

/** What the rules say of the policy and the uses of a key, under these feature flags. */
function found(make: Make, flags: { [flag: string]: boolean } = {}): Finding[] {
  const app = new CdkApp({ analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true, ...flags } });
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  key.addAlias('alias/a');
  make(stack, key);
  const { templates } = fromTree(app, READ_TYPES);
  return findingsOf(new App(templates), { rules: RULES, expectations: EXPECTED, reportUnknown: true })
    .filter(({ subject: { kind } }) => ['keyPolicy', 'use', 'logBucket'].includes(kind));
}
const lines = (findings: Finding[]) => findings.map(({ level, rule: { id } }) => `${level} ${id}`);
const BOUND = 'warning ServicePrincipalBounded';

test.each<[string, Make, string[], string?]>([
  ['s3n.SqsDestination', (stack, key) => new s3.Bucket(stack, 'Bucket').addObjectCreatedNotification(new s3n.SqsDestination(queue(stack, key))), [BOUND]],
  ['serverAccessLogsBucket', (stack, key) => new s3.Bucket(stack, 'Bucket', { serverAccessLogsBucket: new s3.Bucket(stack, 'Target', { encryptionKey: key }) }), [BOUND, 'warning AccessLogsWithoutKms']],
  ['StateMachine with logs', machine, [BOUND]],
  ['NotificationRule', (stack, key) => notify(stack, topic(stack, key)), [BOUND]],
  ['EventBus', (stack, key) => new events.EventBus(stack, 'Bus', { kmsKey: key }), ['warning DescribeKeyWithoutContext']],
  ['Secret.grantRead', (stack, key) => new secrets.Secret(stack, 'Secret', { encryptionKey: key }).grantRead(role(stack)), ['warning ConditionalAllowRestricts']],
  ['grantWrite', (stack, key) => new secrets.Secret(stack, 'Secret', { encryptionKey: key }).grantWrite(role(stack)), ['warning ConditionalAllowRestricts']],
  ['addRotationSchedule', (stack, key) => new secrets.Secret(stack, 'Secret', { encryptionKey: key })
    .addRotationSchedule('Rotation', { rotationLambda: new lambda.Function(stack, 'Function', code(lambda.Code.fromInline('x'))) }), ['warning ConditionalAllowRestricts']],
])('%s is named where it wrote the statement', (by, make, says) => {
  const findings = found(make);

  expect(lines(findings)).toEqual(says);
  expect(findings[0].message).toContain('aws-cdk-lib writes it (');
  expect(findings[0].message).toContain(by);
});

test.each<[string, string, Make]>([
  ['SqsSubscription', '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption', (stack, key) => topic(stack).addSubscription(new subscriptions.SqsSubscription(queue(stack, key)))],
  ['targets.SqsQueue', '@aws-cdk/aws-events:eventsTargetQueueSameAccount', (stack, key) => rule(stack, new targets.SqsQueue(queue(stack, key)))],
])('the feature flag that is said of %s ends the finding', (by, flag, make) => {
  const [finding, ...others] = found(make, { [flag]: false });

  expect([lines([finding]), others]).toEqual([[BOUND], []]);
  expect(finding.message).toContain(`aws-cdk-lib writes it (${by})`);
  expect(finding.fix).toBe(`Set the feature flag '${flag}'.`);
  expect(found(make, { [flag]: true })).toEqual([]);
});

test('the feature flag that is said of s3n.SnsDestination makes the statement', () => {
  const flag = '@aws-cdk/s3-notifications:addS3TrustKeyPolicyForSnsSubscriptions';
  const make: Make = (stack, key) => new s3.Bucket(stack, 'Bucket').addObjectCreatedNotification(new s3n.SnsDestination(topic(stack, key)));
  const [finding, ...others] = found(make, { [flag]: true });

  expect([lines([finding]), others]).toEqual([[BOUND], []]);
  expect(finding.message).toContain('aws-cdk-lib writes it (s3n.SnsDestination)');
  expect(finding.fix).toContain(`Turn the feature flag '${flag}' off`);
  // Then S3 is not allow at all, which is another finding.
  expect(lines(found(make, { [flag]: false }))).toEqual(['error ServiceCanUseKey']);
});

test('a statement of one\'s own for kms:DescribeKey ends the finding about an event bus', () => {
  expect(found((stack, key) => {
    new events.EventBus(stack, 'Bus', { kmsKey: key });
    key.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.ServicePrincipal('events.amazonaws.com')], actions: ['kms:DescribeKey'], resources: ['*'] }));
  })).toEqual([]);
});

test.each<[string, Make]>([
  ['a rule and a topic', (stack, key) => rule(stack, new targets.SnsTopic(topic(stack, key)))],
  ['an archive', (stack, key) => new events.Archive(stack, 'Archive', { kmsKey: key, sourceEventBus: new events.EventBus(stack, 'Bus'), eventPattern: { account: ['1'] } })],
  ['an activity', (stack, key) => new sfn.Activity(stack, 'Activity', { encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key) })],
  ['code of a function', (stack, key) => new lambda.Function(stack, 'Function', code(lambda.Code.fromBucket(new s3.Bucket(stack, 'Bucket', { encryptionKey: key }), 'code.zip')))],
  ['commands in containers', execute],
])('nothing is said of what aws-cdk-lib writes for %s', (_, make) => expect(found(make)).toEqual([]));

test('a lost message stays an error, whoever wrote the rest', () => {
  expect(lines(found((stack, key) => rule(stack, new targets.SnsTopic(topic(stack), { deadLetterQueue: queue(stack, key) }))))).toEqual(['error ServiceCanUseKey']);
});
