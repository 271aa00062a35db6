import { ServiceUse } from '../service-use';
import * as agentcore from './agentcore';
import * as aiops from './aiops';
import * as amazonMq from './amazon-mq';
import * as apiGateway from './api-gateway';
import * as appRunner from './app-runner';
import * as appconfig from './appconfig';
import * as appfabric from './appfabric';
import * as appflow from './appflow';
import * as appsync from './appsync';
import * as athena from './athena';
import * as backup from './backup';
import * as bedrock from './bedrock';
import * as bedrockFlows from './bedrock-flows';
import * as chime from './chime';
import * as cleanRooms from './clean-rooms';
import * as cloudfront from './cloudfront';
import * as cloudtrail from './cloudtrail';
import * as cloudwatch from './cloudwatch';
import * as cloudwatchLogs from './cloudwatch-logs';
import * as cloudwatchLogsAnomalies from './cloudwatch-logs-anomalies';
import * as codeartifact from './codeartifact';
import * as codebuild from './codebuild';
import * as codecommit from './codecommit';
import * as codepipeline from './codepipeline';
import * as cognito from './cognito';
import * as comprehend from './comprehend';
import * as config from './config';
import * as connect from './connect';
import * as databrew from './databrew';
import * as datasync from './datasync';
import * as datazone from './datazone';
import * as deadline from './deadline';
import * as dms from './dms';
import * as documentdb from './documentdb';
import * as dsql from './dsql';
import * as dynamodb from './dynamodb';
import * as ebs from './ebs';
import * as ecr from './ecr';
import * as ecs from './ecs';
import * as efs from './efs';
import * as eks from './eks';
import * as elasticLoadBalancing from './elastic-load-balancing';
import * as elasticache from './elasticache';
import * as emr from './emr';
import * as entityResolution from './entity-resolution';
import * as eventbridge from './eventbridge';
import * as eventbridgeConnections from './eventbridge-connections';
import * as firehose from './firehose';
import * as fsx from './fsx';
import * as glue from './glue';
import * as guardduty from './guardduty';
import * as healthImaging from './health-imaging';
import * as healthOmics from './health-omics';
import * as healthlake from './healthlake';
import * as identityCenter from './identity-center';
import * as imageBuilder from './image-builder';
import * as incidentManager from './incident-manager';
import * as inspector from './inspector';
import * as iotCore from './iot-core';
import * as iotSitewise from './iot-sitewise';
import * as kendra from './kendra';
import * as keyspaces from './keyspaces';
import * as kinesis from './kinesis';
import * as kinesisVideo from './kinesis-video';
import * as lambda from './lambda';
import * as lex from './lex';
import * as location from './location';
import * as logDelivery from './log-delivery';
import * as macie from './macie';
import * as mainframeModernization from './mainframe-modernization';
import * as managedFlink from './managed-flink';
import * as mediaconvert from './mediaconvert';
import * as mediatailor from './mediatailor';
import * as memorydb from './memorydb';
import * as msk from './msk';
import * as mwaa from './mwaa';
import * as neptune from './neptune';
import * as opensearch from './opensearch';
import * as parameterStore from './parameter-store';
import * as personalize from './personalize';
import * as prometheus from './prometheus';
import * as qBusiness from './q-business';
import * as qDeveloper from './q-developer';
import * as rds from './rds';
import * as redshift from './redshift';
import * as rekognition from './rekognition';
import * as route53 from './route53';
import * as s3 from './s3';
import * as s3Express from './s3-express';
import * as s3Files from './s3-files';
import * as s3Tables from './s3-tables';
import * as s3Vectors from './s3-vectors';
import * as sagemaker from './sagemaker';
import * as scheduler from './scheduler';
import * as secretsManager from './secrets-manager';
import * as securityAgent from './security-agent';
import * as securityHub from './security-hub';
import * as securityLake from './security-lake';
import * as ses from './ses';
import * as sns from './sns';
import * as sqs from './sqs';
import * as stepFunctions from './step-functions';
import * as storageGateway from './storage-gateway';
import * as synthetics from './synthetics';
import * as timestream from './timestream';
import * as transcribe from './transcribe';
import * as transferFamily from './transfer-family';
import * as translate from './translate';
import * as verifiedAccess from './verified-access';
import * as verifiedPermissions from './verified-permissions';
import * as workmail from './workmail';
import * as workspaces from './workspaces';
import * as workspacesWeb from './workspaces-web';
import * as xray from './xray';

const FILES: ReadonlyArray<{ readonly [id: string]: ServiceUse }> = [
  agentcore,
  aiops,
  amazonMq,
  apiGateway,
  appRunner,
  appconfig,
  appfabric,
  appflow,
  appsync,
  athena,
  backup,
  bedrock,
  bedrockFlows,
  chime,
  cleanRooms,
  cloudfront,
  cloudtrail,
  cloudwatch,
  cloudwatchLogs,
  cloudwatchLogsAnomalies,
  codeartifact,
  codebuild,
  codecommit,
  codepipeline,
  cognito,
  comprehend,
  config,
  connect,
  databrew,
  datasync,
  datazone,
  deadline,
  dms,
  documentdb,
  dsql,
  dynamodb,
  ebs,
  ecr,
  ecs,
  efs,
  eks,
  elasticLoadBalancing,
  elasticache,
  emr,
  entityResolution,
  eventbridge,
  eventbridgeConnections,
  firehose,
  fsx,
  glue,
  guardduty,
  healthImaging,
  healthOmics,
  healthlake,
  identityCenter,
  imageBuilder,
  incidentManager,
  inspector,
  iotCore,
  iotSitewise,
  kendra,
  keyspaces,
  kinesis,
  kinesisVideo,
  lambda,
  lex,
  location,
  logDelivery,
  macie,
  mainframeModernization,
  managedFlink,
  mediaconvert,
  mediatailor,
  memorydb,
  msk,
  mwaa,
  neptune,
  opensearch,
  parameterStore,
  personalize,
  prometheus,
  qBusiness,
  qDeveloper,
  rds,
  redshift,
  rekognition,
  route53,
  s3,
  s3Express,
  s3Files,
  s3Tables,
  s3Vectors,
  sagemaker,
  scheduler,
  secretsManager,
  securityAgent,
  securityHub,
  securityLake,
  ses,
  sns,
  sqs,
  stepFunctions,
  storageGateway,
  synthetics,
  timestream,
  transcribe,
  transferFamily,
  translate,
  verifiedAccess,
  verifiedPermissions,
  workmail,
  workspaces,
  workspacesWeb,
  xray,
];

/** Every row of the catalog, by the id of its KeyService static. */
export const CATALOG: { readonly [id: string]: ServiceUse } = Object.fromEntries(
  FILES.flatMap(file => Object.values(file)).map(use => [use.id, use]),
);
