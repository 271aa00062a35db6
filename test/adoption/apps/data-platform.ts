import { App, RemovalPolicy, Size, Stack, Tags } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as redshift from 'aws-cdk-lib/aws-redshift';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';

/** A data platform in two stacks: databases, file systems, streams, a lake, its search and its warehouse, under what AWS does unasked. */
export function dataPlatform(app: App, env: { account: string; region: string }): Stack[] {
  const data = new Stack(app, 'Data', { env });
  const vpc = new ec2.Vpc(data, 'Vpc', { maxAzs: 2, natGateways: 0, restrictDefaultSecurityGroup: false });
  new rds.DatabaseCluster(data, 'Ledger', {
    engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_6 }),
    writer: rds.ClusterInstance.serverlessV2('writer'),
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    storageEncrypted: true,
  });
  new rds.DatabaseInstance(data, 'Reports', {
    engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 }), vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  });
  new efs.FileSystem(data, 'Files', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, encrypted: true });
  new ec2.Volume(data, 'Scratch', { availabilityZone: `${env.region}a`, size: Size.gibibytes(8), encrypted: true });
  const events = new kinesis.Stream(data, 'Events');
  const lake = new s3.Bucket(data, 'Lake', { removalPolicy: RemovalPolicy.RETAIN });
  new firehose.DeliveryStream(data, 'Delivery', { destination: new firehose.S3Bucket(lake) });
  new firehose.DeliveryStream(data, 'FromStream', { source: new firehose.KinesisStreamSource(events), destination: new firehose.S3Bucket(lake) });
  new opensearch.Domain(data, 'Search', { version: opensearch.EngineVersion.OPENSEARCH_2_19, encryptionAtRest: { enabled: true } });
  new redshift.CfnCluster(data, 'Warehouse', { clusterType: 'single-node', dbName: 'warehouse', masterUsername: 'admin', nodeType: 'ra3.large', manageMasterPassword: true, encrypted: true });
  Tags.of(data).add('DataClassification', 'confidential');

  const operations = new Stack(app, 'Operations', { env });
  new ecr.Repository(operations, 'Images');
  new codebuild.Project(operations, 'Build', { buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2' }), source: codebuild.Source.gitHub({ owner: 'example', repo: 'orders' }) });
  new cloudtrail.Trail(operations, 'Trail', { sendToCloudWatchLogs: true });
  new backup.BackupVault(operations, 'Vault');
  new athena.CfnWorkGroup(operations, 'Queries', { name: 'queries' });
  new stepfunctions.StateMachine(operations, 'Nightly', { definitionBody: stepfunctions.DefinitionBody.fromChainable(new stepfunctions.Pass(operations, 'Pass')) });
  new logs.LogGroup(operations, 'Audit', { logGroupName: '/platform/audit' });
  return [data, operations];
}
