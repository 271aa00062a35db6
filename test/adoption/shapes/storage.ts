import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { handler, table } from './messages';

/* Shapes of widely used constructs and patterns: buckets, databases, file systems, pipelines. */

const isolated = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
const network = (stack: Stack): ec2.Vpc => new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, restrictDefaultSecurityGroup: false });

/** A delivery stream to a bucket that logs access to another one. */
export function streamToBucket(stack: Stack): void {
  const accessLogs = new s3.Bucket(stack, 'AccessLogs');
  const bucket = new s3.Bucket(stack, 'Delivered', { serverAccessLogsBucket: accessLogs });
  new firehose.DeliveryStream(stack, 'Stream', { destination: new firehose.S3Bucket(bucket) });
}

/** A site behind CloudFront with origin access control, with logs. */
export function siteBehindCloudFront(stack: Stack): void {
  const content = new s3.Bucket(stack, 'Content', { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
  const logBucket = new s3.Bucket(stack, 'Logs', { objectOwnership: s3.ObjectOwnership.OBJECT_WRITER });
  new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: origins.S3BucketOrigin.withOriginAccessControl(content) }, enableLogging: true, logBucket });
}

/** A website of a bucket itself, and one behind the older origin access identity: nobody signs these requests with a key in mind. */
export function staticSites(stack: Stack): void {
  new s3.Bucket(stack, 'Website', {
    websiteIndexDocument: 'index.html', publicReadAccess: true, blockPublicAccess: new s3.BlockPublicAccess({ blockPublicPolicy: false, restrictPublicBuckets: false }),
  });
  const content = new s3.Bucket(stack, 'Older');
  new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: origins.S3BucketOrigin.withOriginAccessIdentity(content) } });
}

/** A transcoder: uploads, a queue, jobs in a table. */
export function transcoder(stack: Stack): void {
  const [input, output] = ['Input', 'Output'].map(id => new s3.Bucket(stack, id, { lifecycleRules: [{ expiration: Duration.days(30) }] }));
  const queue = new sqs.Queue(stack, 'Uploads');
  input.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.SqsDestination(queue));
  const jobs = table(stack, 'Jobs');
  const start = handler(stack, 'Start', { TABLE: jobs.tableName });
  jobs.grantReadWriteData(start);
  queue.grantConsumeMessages(start);
  const role = new iam.Role(stack, 'Convert', { assumedBy: new iam.ServicePrincipal('mediaconvert.amazonaws.com') });
  input.grantRead(role);
  output.grantReadWrite(role);
}

/** A data lake: raw and curated buckets, a catalog, delivery with a backup bucket. */
export function dataLake(stack: Stack): void {
  const [raw, curated] = ['Raw', 'Curated'].map(id => new s3.Bucket(stack, id, { removalPolicy: RemovalPolicy.RETAIN, versioned: true }));
  new glue.CfnDatabase(stack, 'Catalog', { catalogId: stack.account, databaseInput: { name: 'lake' } });
  const role = new iam.Role(stack, 'Delivery', { assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com') });
  raw.grantReadWrite(role);
  curated.grantReadWrite(role);
  new firehose.CfnDeliveryStream(stack, 'Ingest', {
    deliveryStreamType: 'DirectPut',
    extendedS3DestinationConfiguration: {
      bucketArn: curated.bucketArn, roleArn: role.roleArn, s3BackupMode: 'Enabled', s3BackupConfiguration: { bucketArn: raw.bucketArn, roleArn: role.roleArn },
    },
  });
}

/** A database with a proxy and its secret. */
export function databaseWithProxy(stack: Stack): void {
  const vpc = network(stack);
  const instance = new rds.DatabaseInstance(stack, 'Database', {
    engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 }), vpc, vpcSubnets: isolated, enablePerformanceInsights: true,
  });
  instance.addProxy('Proxy', { secrets: [instance.secret!], vpc, vpcSubnets: isolated });
}

/** Aurora as a global database's first cluster, which makes its administrator's secret itself. */
export function globalDatabase(stack: Stack): void {
  new rds.CfnGlobalCluster(stack, 'Global', { globalClusterIdentifier: 'orders', sourceDbClusterIdentifier: 'orders-primary' });
  new rds.CfnDBCluster(stack, 'Primary', {
    engine: 'aurora-postgresql', dbClusterIdentifier: 'orders-primary', masterUsername: 'postgres', manageMasterUserPassword: true, performanceInsightsEnabled: true,
  });
}

/** A service of ECS with a shared file system. */
export function serviceWithFiles(stack: Stack): void {
  const vpc = network(stack);
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true });
  const files = new efs.FileSystem(stack, 'Files', { vpc, vpcSubnets: isolated });
  const task = new ecs.FargateTaskDefinition(stack, 'Task', { volumes: [{ name: 'files', efsVolumeConfiguration: { fileSystemId: files.fileSystemId } }] });
  task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx'), logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }) });
  new ecs.FargateService(stack, 'Service', { cluster, taskDefinition: task, vpcSubnets: isolated, assignPublicIp: false, minHealthyPercent: 100 });
}

/** A pipeline by hand, with artifacts in two Regions. */
export function pipelineOfTwoRegions(stack: Stack): void {
  const artifacts = new s3.Bucket(stack, 'Artifacts');
  const role = new iam.Role(stack, 'PipelineRole', { assumedBy: new iam.ServicePrincipal('codepipeline.amazonaws.com') });
  artifacts.grantReadWrite(role);
  const build = new codebuild.PipelineProject(stack, 'Build');
  new codepipeline.CfnPipeline(stack, 'Pipeline', {
    roleArn: role.roleArn,
    artifactStores: [
      { region: stack.region, artifactStore: { type: 'S3', location: artifacts.bucketName } }, { region: 'us-east-1', artifactStore: { type: 'S3', location: 'artifacts-us-east-1' } },
    ],
    stages: [
      { name: 'Source', actions: [{ name: 'Source', actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' }, outputArtifacts: [{ name: 'Source' }] }] },
      {
        name: 'Build',
        actions: [{ name: 'Build', actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' }, inputArtifacts: [{ name: 'Source' }], configuration: { ProjectName: build.projectName } }],
      },
    ],
  });
}

/** Search that a delivery stream fills, with what it cannot deliver in a bucket. */
export function searchIngest(stack: Stack): void {
  const domain = new opensearch.Domain(stack, 'Search', { version: opensearch.EngineVersion.OPENSEARCH_2_19 });
  const failed = new s3.Bucket(stack, 'Failed');
  const role = new iam.Role(stack, 'Delivery', { assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com') });
  failed.grantReadWrite(role);
  domain.grantReadWrite(role);
  new firehose.CfnDeliveryStream(stack, 'Ingest', {
    amazonopensearchserviceDestinationConfiguration: {
      domainArn: domain.domainArn, indexName: 'events', roleArn: role.roleArn, s3Configuration: { bucketArn: failed.bucketArn, roleArn: role.roleArn },
    },
  });
}

/** A fleet by a launch template, and a table, backed up by a plan. */
export function fleetWithBackup(stack: Stack): void {
  new ec2.CfnLaunchTemplate(stack, 'Fleet', {
    launchTemplateData: {
      imageId: 'ami-0123456789abcdef0', instanceType: 't3.micro', blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { volumeSize: 30 } }, { deviceName: '/dev/xvdb', ebs: { volumeSize: 100 } }],
    },
  });
  const orders = table(stack, 'Orders');
  const plan = backup.BackupPlan.daily35DayRetention(stack, 'Daily');
  plan.addSelection('Orders', { resources: [backup.BackupResource.fromDynamoDbTable(orders)] });
  new lambda.CfnEventSourceMapping(stack, 'Filtered', {
    functionName: handler(stack, 'Reader').functionName, eventSourceArn: `arn:aws:sqs:${stack.region}:${stack.account}:elsewhere`, filterCriteria: { filters: [{ pattern: '{}' }] },
  });
}
