import { App, Duration, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as fsx from 'aws-cdk-lib/aws-fsx';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as schedulerTargets from 'aws-cdk-lib/aws-scheduler-targets';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { KmsChecks } from '../../src/checks';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

/*
 * What aws-cdk-lib's own constructs write into key policies, synthesized from real apps: no rule calls any of it an error.
 */

type Make = (stack: Stack, key: kms.Key) => unknown;

const vpc = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
const bucket = (stack: Stack, encryptionKey?: kms.Key) => new s3.Bucket(stack, 'Bucket', { encryptionKey });
const queue = (stack: Stack, encryptionMasterKey: kms.Key) => new sqs.Queue(stack, 'Queue', { encryptionMasterKey });
const topic = (stack: Stack, masterKey: kms.Key) => new sns.Topic(stack, 'Topic', { masterKey });
const role = (stack: Stack, by: iam.IPrincipal = new iam.ServicePrincipal('ec2.amazonaws.com')) => new iam.Role(stack, 'Role', { assumedBy: by });
const fn = (stack: Stack, props: Partial<lambda.FunctionProps> = {}) =>
  new lambda.Function(stack, 'Function', { code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_LATEST, ...props });
const table = (stack: Stack, encryptionKey: kms.Key) =>
  new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey });
const machine = (stack: Stack, key: kms.Key, props: Partial<sfn.StateMachineProps> = {}) => new sfn.StateMachine(stack, 'Machine', {
  definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')), encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key), ...props,
});
const rule = (stack: Stack, target: events.IRuleTarget) => new events.Rule(stack, 'Rule', { schedule: events.Schedule.rate(Duration.days(1)), targets: [target] });
const volume = (stack: Stack, encryptionKey: kms.Key) => new ec2.Volume(stack, 'Volume', { availabilityZone: 'us-east-1a', encrypted: true, encryptionKey, size: { toGibibytes: () => 8 } as any });

const PATTERNS: { readonly [pattern: string]: Make } = {
  'a bucket': bucket,
  'a bucket that a role reads and writes': (stack, key) => bucket(stack, key).grantReadWrite(role(stack)),
  'a bucket that another account reads': (stack, key) => bucket(stack, key).grantRead(new iam.AccountPrincipal(OTHER_ACCOUNT)),
  'a bucket that an organization reads': (stack, key) => bucket(stack, key).grantRead(new iam.OrganizationPrincipal('o-exampleorgid')),
  'a bucket with access logs': (stack, key) => new s3.Bucket(stack, 'Source', { serverAccessLogsBucket: bucket(stack, key) }),
  'a bucket with inventories': (stack, key) => new s3.Bucket(stack, 'Source', { inventories: [{ destination: { bucket: bucket(stack, key) } }] }),
  'a bucket that replicates': (stack, key) => new s3.Bucket(stack, 'Source', {
    encryptionKey: key,
    versioned: true,
    replicationRules: [{ destination: new s3.Bucket(stack, 'Replica', { versioned: true }), kmsKey: key, priority: 1, sseKmsEncryptedObjects: true }],
  }),
  'a bucket that notifies a queue': (stack, key) => bucket(stack).addObjectCreatedNotification(new s3n.SqsDestination(queue(stack, key))),
  'a distribution over a bucket': (stack, key) => new cloudfront.Distribution(stack, 'Distribution', { defaultBehavior: { origin: origins.S3BucketOrigin.withOriginAccessControl(bucket(stack, key)) } }),
  'a distribution that writes': (stack, key) => new cloudfront.Distribution(stack, 'Distribution', {
    defaultBehavior: {
      origin: origins.S3BucketOrigin.withOriginAccessControl(bucket(stack, key), { originAccessLevels: [cloudfront.AccessLevel.READ, cloudfront.AccessLevel.WRITE] }),
    },
  }),
  'a topic with a publisher': (stack, key) => topic(stack, key).grantPublish(role(stack)),
  'a queue with a sender and a consumer': (stack, key) => { const q = queue(stack, key); q.grantSendMessages(role(stack)); q.grantConsumeMessages(fn(stack)); },
  'a queue that a topic feeds': (stack, key) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.SqsSubscription(queue(stack, key))),
  'a queue that a function reads': (stack, key) => fn(stack).addEventSource(new sources.SqsEventSource(queue(stack, key))),
  'a dead-letter queue of a function': (stack, key) => fn(stack, { deadLetterQueue: queue(stack, key) }),
  'a rule that publishes': (stack, key) => rule(stack, new targets.SnsTopic(topic(stack, key))),
  'a rule that sends': (stack, key) => rule(stack, new targets.SqsQueue(queue(stack, key))),
  'an event bus': (stack, kmsKey) => new events.EventBus(stack, 'Bus', { kmsKey }),
  'an archive': (stack, kmsKey) => new events.Archive(stack, 'Archive', { kmsKey, sourceEventBus: new events.EventBus(stack, 'Bus'), eventPattern: { account: [ACCOUNT] } }),
  'a schedule': (stack, key) => new scheduler.Schedule(stack, 'Schedule', { key, schedule: scheduler.ScheduleExpression.rate(Duration.days(1)), target: new schedulerTargets.LambdaInvoke(fn(stack)) }),
  'a state machine': (stack, key) => machine(stack, key),
  'a state machine that logs': (stack, key) => machine(stack, key, { logs: { destination: new logs.LogGroup(stack, 'Logs'), level: sfn.LogLevel.ALL } }),
  'an activity': (stack, key) => new sfn.Activity(stack, 'Activity', { encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key) }),
  'a function': (stack, environmentEncryption) => fn(stack, { environmentEncryption, environment: { A: 'b' } }),
  // Newer than the lowest version of aws-cdk-lib that this library takes.
  ...lambda.S3ObjectStorageMode && {
    'code of a function in place': (stack, key) => fn(stack, { code: lambda.Code.fromBucketV2(bucket(stack, key), 'a.zip', { objectVersion: 'v', s3ObjectStorageMode: lambda.S3ObjectStorageMode.REFERENCE }) }),
  },
  'a table': table,
  'a table that a role reads': (stack, key) => table(stack, key).grantReadData(role(stack)),
  'a table of version two': (stack, key) => new dynamodb.TableV2(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, encryption: dynamodb.TableEncryptionV2.customerManagedKey(key) }),
  'a stream': (stack, encryptionKey) => new kinesis.Stream(stack, 'Stream', { encryptionKey }).grantReadWrite(role(stack)),
  'a delivery stream': (stack, key) => new firehose.DeliveryStream(stack, 'Delivery', { destination: new firehose.S3Bucket(bucket(stack, key)), encryption: firehose.StreamEncryption.customerManagedKey(key) }),
  'a secret': (stack, encryptionKey) => new secrets.Secret(stack, 'Secret', { encryptionKey }).grantRead(role(stack)),
  'a secret of another account': (stack, encryptionKey) => new secrets.Secret(stack, 'Secret', { encryptionKey }).grantRead(new iam.ArnPrincipal(`arn:aws:iam::${OTHER_ACCOUNT}:role/Reader`)),
  'a secret that rotates': (stack, encryptionKey) => new secrets.Secret(stack, 'Secret', { encryptionKey }).addRotationSchedule('Rotation', { rotationLambda: fn(stack) }),
  'a parameter': (stack, encryptionKey) =>
    ssm.StringParameter.fromSecureStringParameterAttributes(stack, 'Parameter', { parameterName: '/app/password', encryptionKey }).grantRead(role(stack)),
  'a database': (stack, storageEncryptionKey) => new rds.DatabaseInstance(stack, 'Database', {
    engine: rds.DatabaseInstanceEngine.POSTGRES,
    vpc: vpc(stack),
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    storageEncryptionKey,
    performanceInsightEncryptionKey: storageEncryptionKey,
    credentials: rds.Credentials.fromGeneratedSecret('admin', { encryptionKey: storageEncryptionKey }),
  }),
  'a file system': (stack, kmsKey) => new efs.FileSystem(stack, 'Files', { vpc: vpc(stack), kmsKey, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }),
  'a file system of Lustre': (stack, kmsKey) => {
    const network = vpc(stack);
    return new fsx.LustreFileSystem(stack, 'Files', { vpc: network, vpcSubnet: network.isolatedSubnets[0], kmsKey, storageCapacityGiB: 1200, lustreConfiguration: { deploymentType: fsx.LustreDeploymentType.SCRATCH_2 } });
  },
  'a volume that an instance attaches': (stack, key) => volume(stack, key).grantAttachVolume(role(stack)),
  'a repository of images': (stack, encryptionKey) => new ecr.Repository(stack, 'Images', { encryptionKey }),
  'a repository of code': (stack, kmsKey) => new codecommit.Repository(stack, 'Code', { repositoryName: 'code', kmsKey }),
  'a build': (stack, encryptionKey) => new codebuild.Project(stack, 'Build', { buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2' }), encryptionKey }),
  'a pipeline': (stack, key) => {
    const [source, out] = [new codepipeline.Artifact(), bucket(stack, key)];
    return new codepipeline.Pipeline(stack, 'Pipeline', {
      artifactBucket: out,
      stages: [
        { stageName: 'Source', actions: [new actions.S3SourceAction({ actionName: 'S3', bucket: new s3.Bucket(stack, 'In', { versioned: true }), bucketKey: 'a.zip', output: source })] },
        { stageName: 'Deploy', actions: [new actions.S3DeployAction({ actionName: 'Deploy', bucket: out, input: source })] },
      ],
    });
  },
  'storage of tasks': (stack, key) => new ecs.Cluster(stack, 'Cluster', { vpc: vpc(stack), managedStorageConfiguration: { fargateEphemeralStorageKmsKey: key } }),
  'a vault': (stack, encryptionKey) => new backup.BackupVault(stack, 'Vault', { encryptionKey }),
  'a search domain': (stack, kmsKey) => new opensearch.Domain(stack, 'Domain', { version: opensearch.EngineVersion.OPENSEARCH_2_19, encryptionAtRest: { enabled: true, kmsKey } }),
};

function errors(make: Make, keyProps: kms.KeyProps = { enableKeyRotation: true }): string[] {
  const app = new App({ analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: 'us-east-1' } });
  const key = new kms.Key(stack, 'Key', keyProps);
  make(stack, key);
  return new KmsChecks(app).validateScope(app).violations.filter(({ severity }) => severity === 'error')
    .map(({ ruleName, description }) => `${ruleName}: ${description}`);
}

test('there are forty patterns', () => expect(Object.keys(PATTERNS).length).toBeGreaterThanOrEqual(40));

test.each(Object.entries(PATTERNS))('%s', (_, make) => {
  expect(errors(make)).toEqual([]);
});

test('DNSSEC of a hosted zone', () => {
  expect(errors((stack, kmsKey) => {
    const hostedZone = new route53.HostedZone(stack, 'Zone', { zoneName: 'example.com' });
    return new route53.KeySigningKey(stack, 'Signing', { hostedZone, kmsKey, keySigningKeyName: 'signing' });
  }, { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY })).toEqual([]);
});

/*
 * What aws-cdk-lib leaves out of the key policy stays an error: the service fails once deployed.
 */
test.each<[string, Make]>([
  ['a trail', (stack, encryptionKey) => new cloudtrail.Trail(stack, 'Trail', { encryptionKey })],
  ['a log group', (stack, encryptionKey) => new logs.LogGroup(stack, 'Logs', { encryptionKey })],
  ['a bucket that notifies a topic', (stack, key) => bucket(stack).addObjectCreatedNotification(new s3n.SnsDestination(topic(stack, key)))],
  ['code of a function', (stack, sourceKMSKey) => fn(stack, { code: lambda.Code.fromBucketV2(bucket(stack), 'a.zip', { sourceKMSKey }) })],
  ['an Auto Scaling group', (stack, kmsKey) => new autoscaling.AutoScalingGroup(stack, 'Group', {
    vpc: vpc(stack),
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    launchTemplate: new ec2.LaunchTemplate(stack, 'Template', {
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.genericLinux({ 'us-east-1': 'ami-0123456789abcdef0' }),
      role: role(stack),
      blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey }) }],
    }),
  })],
])('%s has no statement of aws-cdk-lib\'s', (_, make) => {
  expect(errors(make).filter(error => error.includes('ServiceCanUseKey'))).toHaveLength(1);
});
