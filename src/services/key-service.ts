import { CATALOG } from './catalog';
import { customUse } from './custom-use';
import { KeyServiceProps } from './key-service-props';
import { ServiceUse } from './service-use';
import { checked } from '../private/checked';

/**
 * An AWS service and what it does with a key: one row of the service catalog.
 *
 * Service by service, with sources and what surprises people: docs/services.md.
 *
 * @example
 * new ServiceKey(this, 'BucketKey', { service: KeyService.S3 });
 */
@checked
export class KeyService {
  // Statics are in the order of the catalog's files. Each is one row; docs/services.md is generated from the same rows. A row that cannot take a key has none.

  /** Amazon MQ: brokers. */
  public static readonly AMAZON_MQ = KeyService.row('AMAZON_MQ');
  /** AWS App Runner: stored copies of source images and bundles. */
  public static readonly APP_RUNNER = KeyService.row('APP_RUNNER');
  /** AWS AppConfig: deployed configuration. */
  public static readonly APPCONFIG = KeyService.row('APPCONFIG');
  /** AWS AppFabric: app bundles. */
  public static readonly APPFABRIC = KeyService.row('APPFABRIC');
  /** Amazon AppFlow: flows and connections. */
  public static readonly APPFLOW = KeyService.row('APPFLOW');
  /** Amazon Athena: query results (SSE-KMS). */
  public static readonly ATHENA_RESULTS = KeyService.row('ATHENA_RESULTS');
  /** Amazon Athena: managed query results. */
  public static readonly ATHENA_MANAGED_RESULTS = KeyService.row('ATHENA_MANAGED_RESULTS');
  /** Amazon Athena: logs of Spark sessions (execution role). */
  public static readonly ATHENA_SPARK_LOGS = KeyService.row('ATHENA_SPARK_LOGS');
  /** Vaults of AWS Backup. */
  public static readonly BACKUP = KeyService.row('BACKUP');
  /** Logically air-gapped vaults of AWS Backup. */
  public static readonly BACKUP_AIR_GAPPED_VAULT = KeyService.row('BACKUP_AIR_GAPPED_VAULT');
  /** AWS Backup: credentials of hypervisors (Backup gateway). */
  public static readonly BACKUP_GATEWAY = KeyService.row('BACKUP_GATEWAY');
  /** Amazon Bedrock AgentCore: gateways (service role). */
  public static readonly BEDROCK_AGENTCORE_GATEWAY = KeyService.row('BEDROCK_AGENTCORE_GATEWAY');
  /** Amazon Bedrock AgentCore: memories (execution role). */
  public static readonly BEDROCK_AGENTCORE_MEMORY = KeyService.row('BEDROCK_AGENTCORE_MEMORY');
  /** Amazon Bedrock AgentCore: policy engines. */
  public static readonly BEDROCK_AGENTCORE_POLICY_ENGINES = KeyService.row('BEDROCK_AGENTCORE_POLICY_ENGINES');
  /** Amazon Bedrock AgentCore: custom evaluators. */
  public static readonly BEDROCK_AGENTCORE_EVALUATORS = KeyService.row('BEDROCK_AGENTCORE_EVALUATORS');
  /** Amazon Bedrock AgentCore: datasets of evaluations. */
  public static readonly BEDROCK_AGENTCORE_DATASETS = KeyService.row('BEDROCK_AGENTCORE_DATASETS');
  /** Amazon CloudWatch: investigation groups of CloudWatch investigations. */
  public static readonly CLOUDWATCH_INVESTIGATIONS = KeyService.row('CLOUDWATCH_INVESTIGATIONS');
  /** Amazon Bedrock AgentCore: token vault of AgentCore Identity. */
  public static readonly BEDROCK_AGENTCORE_TOKEN_VAULT = KeyService.row('BEDROCK_AGENTCORE_TOKEN_VAULT');
  /** Amazon Bedrock: agents. */
  public static readonly BEDROCK_AGENTS = KeyService.row('BEDROCK_AGENTS');
  /** Amazon Bedrock: schemas of action groups that lie encrypted in S3. */
  public static readonly BEDROCK_AGENT_SCHEMAS = KeyService.row('BEDROCK_AGENT_SCHEMAS');
  /** Amazon Bedrock: sessions of agents with memory. */
  public static readonly BEDROCK_AGENT_MEMORY = KeyService.row('BEDROCK_AGENT_MEMORY');
  /** Amazon Bedrock: custom and imported models. */
  public static readonly BEDROCK_CUSTOM_MODELS = KeyService.row('BEDROCK_CUSTOM_MODELS');
  /** Amazon Bedrock: flows. */
  public static readonly BEDROCK_FLOWS = KeyService.row('BEDROCK_FLOWS');
  /** Amazon Bedrock: prompts of prompt management. */
  public static readonly BEDROCK_PROMPTS = KeyService.row('BEDROCK_PROMPTS');
  /** Amazon Bedrock: sessions. */
  public static readonly BEDROCK_SESSIONS = KeyService.row('BEDROCK_SESSIONS');
  /** Amazon Bedrock: projects, blueprints and libraries of Data Automation. */
  public static readonly BEDROCK_DATA_AUTOMATION = KeyService.row('BEDROCK_DATA_AUTOMATION');
  /** Amazon Bedrock: guardrails. */
  public static readonly BEDROCK_GUARDRAILS = KeyService.row('BEDROCK_GUARDRAILS');
  /** Amazon Bedrock: fully managed knowledge bases. */
  public static readonly BEDROCK_KNOWLEDGE_BASES = KeyService.row('BEDROCK_KNOWLEDGE_BASES');
  /** Amazon Bedrock: transient data while a custom knowledge base ingests (service role). */
  public static readonly BEDROCK_KNOWLEDGE_BASE_INGESTION = KeyService.row('BEDROCK_KNOWLEDGE_BASE_INGESTION');
  /** Amazon Chime SDK: recordings of media pipelines in an encrypted bucket. */
  public static readonly CHIME_MEDIA_PIPELINES = KeyService.row('CHIME_MEDIA_PIPELINES');
  /** AWS Clean Rooms: custom models and input channels of Clean Rooms ML. */
  public static readonly CLEAN_ROOMS_ML = KeyService.row('CLEAN_ROOMS_ML');
  /** AWS Clean Rooms: intermediate tables. */
  public static readonly CLEAN_ROOMS_INTERMEDIATE_TABLES = KeyService.row('CLEAN_ROOMS_INTERMEDIATE_TABLES');
  /** Amazon CloudFront that reads an encrypted bucket through origin access control. */
  public static readonly CLOUDFRONT = KeyService.row('CLOUDFRONT');
  /** Amazon CloudFront that reads and writes an encrypted bucket through origin access control. */
  public static readonly CLOUDFRONT_READ_WRITE = KeyService.row('CLOUDFRONT_READ_WRITE');
  /** Trails of AWS CloudTrail. */
  public static readonly CLOUDTRAIL = KeyService.row('CLOUDTRAIL');
  /** Organization trails of AWS CloudTrail; `sourceAccounts` names the management account. */
  public static readonly CLOUDTRAIL_ORGANIZATION = KeyService.row('CLOUDTRAIL_ORGANIZATION');
  /** Event data stores of AWS CloudTrail Lake. */
  public static readonly CLOUDTRAIL_LAKE = KeyService.row('CLOUDTRAIL_LAKE');
  /** Alarms of Amazon CloudWatch that publish to an encrypted topic. */
  public static readonly CLOUDWATCH_ALARMS = KeyService.row('CLOUDWATCH_ALARMS');
  /** Log groups of Amazon CloudWatch Logs. */
  public static readonly CLOUDWATCH_LOGS = KeyService.row('CLOUDWATCH_LOGS');
  /** Amazon CloudWatch Logs: anomaly detectors and their results. */
  public static readonly CLOUDWATCH_LOGS_ANOMALY_DETECTORS = KeyService.row('CLOUDWATCH_LOGS_ANOMALY_DETECTORS');
  /** Lookup tables of CloudWatch Logs Insights. */
  public static readonly CLOUDWATCH_LOGS_LOOKUP_TABLES = KeyService.row('CLOUDWATCH_LOGS_LOOKUP_TABLES');
  /** Results of CloudWatch Logs Insights queries. */
  public static readonly CLOUDWATCH_LOGS_QUERY_RESULTS = KeyService.row('CLOUDWATCH_LOGS_QUERY_RESULTS');
  /** AWS CodeArtifact: assets of domains. */
  public static readonly CODEARTIFACT = KeyService.row('CODEARTIFACT');
  /** AWS CodeBuild: build artifacts. */
  public static readonly CODEBUILD = KeyService.row('CODEBUILD');
  /** Repositories of AWS CodeCommit. */
  public static readonly CODECOMMIT = KeyService.row('CODECOMMIT');
  /** AWS CodePipeline: artifacts. */
  public static readonly CODEPIPELINE = KeyService.row('CODEPIPELINE');
  /** Amazon Cognito: exported logs of user pools that have a customer managed key. */
  public static readonly COGNITO_LOGS = KeyService.row('COGNITO_LOGS');
  /** Amazon Cognito: codes for custom email and SMS senders. */
  public static readonly COGNITO_CUSTOM_SENDERS = KeyService.row('COGNITO_CUSTOM_SENDERS');
  /** Amazon Cognito: user pools. */
  public static readonly COGNITO_USER_POOLS = KeyService.row('COGNITO_USER_POOLS');
  /** Amazon Comprehend: input, output and volumes of jobs (data access role). */
  public static readonly COMPREHEND = KeyService.row('COMPREHEND');
  /** AWS Config: history and snapshots in an encrypted bucket. */
  public static readonly CONFIG = KeyService.row('CONFIG');
  /** Amazon Connect: recordings, transcripts, reports and live media of instances. */
  public static readonly CONNECT = KeyService.row('CONNECT');
  /** Amazon Connect: knowledge content of Amazon Q in Connect (Wisdom). */
  public static readonly CONNECT_ASSISTANT = KeyService.row('CONNECT_ASSISTANT');
  /** AWS Glue DataBrew: output and logs of jobs (role of the job). */
  public static readonly DATABREW = KeyService.row('DATABREW');
  /** Amazon Connect: domains of Customer Profiles. */
  public static readonly CONNECT_CUSTOMER_PROFILES = KeyService.row('CONNECT_CUSTOMER_PROFILES');
  /** AWS DataSync: S3 locations (bucket access role). */
  public static readonly DATASYNC = KeyService.row('DATASYNC');
  /** Amazon DataZone: domains. */
  public static readonly DATAZONE = KeyService.row('DATAZONE');
  /** Farms of AWS Deadline Cloud. */
  public static readonly DEADLINE_CLOUD = KeyService.row('DEADLINE_CLOUD');
  /** AWS DMS: replication instances and endpoints. */
  public static readonly DMS = KeyService.row('DMS');
  /** AWS DMS: homogeneous data migrations. */
  public static readonly DMS_HOMOGENEOUS_MIGRATIONS = KeyService.row('DMS_HOMOGENEOUS_MIGRATIONS');
  /** AWS DMS: projects of DMS Schema Conversion. */
  public static readonly DMS_SCHEMA_CONVERSION = KeyService.row('DMS_SCHEMA_CONVERSION');
  /** Amazon DocumentDB: instance-based clusters and snapshots. */
  public static readonly DOCUMENTDB = KeyService.row('DOCUMENTDB');
  /** Amazon DocumentDB: elastic clusters. */
  public static readonly DOCUMENTDB_ELASTIC = KeyService.row('DOCUMENTDB_ELASTIC');
  /** Amazon Aurora DSQL: clusters. */
  public static readonly DSQL = KeyService.row('DSQL');
  /** Tables of Amazon DynamoDB. */
  public static readonly DYNAMODB = KeyService.row('DYNAMODB');
  /** Global tables of Amazon DynamoDB. */
  public static readonly DYNAMODB_GLOBAL_TABLES = KeyService.row('DYNAMODB_GLOBAL_TABLES');
  /** Amazon DynamoDB: replication of global tables in several accounts, which `sourceAccounts` names. */
  public static readonly DYNAMODB_MULTI_ACCOUNT_GLOBAL_TABLES = KeyService.row('DYNAMODB_MULTI_ACCOUNT_GLOBAL_TABLES');
  /** Volumes and snapshots of Amazon EBS. */
  public static readonly EBS = KeyService.row('EBS');
  /** Instances with encrypted volumes that EC2 Auto Scaling starts. */
  public static readonly AUTO_SCALING = KeyService.row('AUTO_SCALING');
  /** Spot Instances with encrypted volumes. */
  public static readonly EC2_SPOT = KeyService.row('EC2_SPOT');
  /** Repositories of Amazon ECR. */
  public static readonly ECR = KeyService.row('ECR');
  /** Amazon ECS: ephemeral storage of Fargate tasks. */
  public static readonly ECS_FARGATE_EPHEMERAL_STORAGE = KeyService.row('ECS_FARGATE_EPHEMERAL_STORAGE');
  /** Amazon ECS: private keys of Service Connect with TLS (infrastructure role). */
  public static readonly ECS_SERVICE_CONNECT = KeyService.row('ECS_SERVICE_CONNECT');
  /** File systems of Amazon EFS. */
  public static readonly EFS = KeyService.row('EFS');
  /** Amazon EKS: secrets and all other data of the Kubernetes API. */
  public static readonly EKS = KeyService.row('EKS');
  /** Amazon ElastiCache: caches and their backups. */
  public static readonly ELASTICACHE = KeyService.row('ELASTICACHE');
  /** Amazon EMR: local disks, EMRFS data and logs of clusters on EC2 (instance and service roles). */
  public static readonly EMR = KeyService.row('EMR');
  /** Amazon EMR Serverless: disks of workers. */
  public static readonly EMR_SERVERLESS = KeyService.row('EMR_SERVERLESS');
  /** Amazon EMR Serverless: disks of workers (job runtime role). */
  public static readonly EMR_SERVERLESS_JOB_ROLE = KeyService.row('EMR_SERVERLESS_JOB_ROLE');
  /** AWS Entity Resolution: matching and ID mapping workflows. */
  public static readonly ENTITY_RESOLUTION = KeyService.row('ENTITY_RESOLUTION');
  /** Custom event buses of Amazon EventBridge. */
  public static readonly EVENTBRIDGE = KeyService.row('EVENTBRIDGE');
  /** Archives of Amazon EventBridge. */
  public static readonly EVENTBRIDGE_ARCHIVE = KeyService.row('EVENTBRIDGE_ARCHIVE');
  /** Amazon EventBridge: authorization of connections. */
  public static readonly EVENTBRIDGE_CONNECTIONS = KeyService.row('EVENTBRIDGE_CONNECTIONS');
  /** Amazon EventBridge: logs of event buses that have a customer managed key. */
  public static readonly EVENTBRIDGE_LOGS = KeyService.row('EVENTBRIDGE_LOGS');
  /** Pipes of Amazon EventBridge; users are their execution roles. */
  public static readonly EVENTBRIDGE_PIPES = KeyService.row('EVENTBRIDGE_PIPES');
  /** Logs of EventBridge pipes that include execution data. */
  public static readonly EVENTBRIDGE_PIPES_LOGS = KeyService.row('EVENTBRIDGE_PIPES_LOGS');
  /** Amazon EventBridge Scheduler: payloads of schedules. */
  public static readonly EVENTBRIDGE_SCHEDULER = KeyService.row('EVENTBRIDGE_SCHEDULER');
  /** Streams of Amazon Data Firehose with server-side encryption. */
  public static readonly FIREHOSE = KeyService.row('FIREHOSE');
  /** Delivery of Amazon Data Firehose to an encrypted bucket; users are the delivery roles. */
  public static readonly FIREHOSE_DELIVERY = KeyService.row('FIREHOSE_DELIVERY');
  /** Amazon FSx: file systems and backups. */
  public static readonly FSX = KeyService.row('FSX');
  /** AWS Glue: metadata and connection passwords of the Data Catalog. */
  public static readonly GLUE_DATA_CATALOG = KeyService.row('GLUE_DATA_CATALOG');
  /** AWS Glue: data and bookmarks of jobs and crawlers (security configurations). */
  public static readonly GLUE_JOBS = KeyService.row('GLUE_JOBS');
  /** Amazon GuardDuty: exported findings. */
  public static readonly GUARDDUTY_EXPORT = KeyService.row('GUARDDUTY_EXPORT');
  /** Amazon GuardDuty: malware scans of encrypted EBS volumes. */
  public static readonly GUARDDUTY_MALWARE_PROTECTION = KeyService.row('GUARDDUTY_MALWARE_PROTECTION');
  /** AWS HealthImaging: data stores. */
  public static readonly HEALTH_IMAGING = KeyService.row('HEALTH_IMAGING');
  /** Amazon GuardDuty: malware scans of objects in an encrypted bucket (plan role). */
  public static readonly GUARDDUTY_MALWARE_PROTECTION_S3 = KeyService.row('GUARDDUTY_MALWARE_PROTECTION_S3');
  /** AWS HealthOmics: sequence, reference and annotation stores. */
  public static readonly HEALTH_OMICS = KeyService.row('HEALTH_OMICS');
  /** AWS HealthLake: data stores. */
  public static readonly HEALTHLAKE = KeyService.row('HEALTHLAKE');
  /** AWS IAM Identity Center: identities, groups and permission sets. */
  public static readonly IDENTITY_CENTER = KeyService.row('IDENTITY_CENTER');
  /** Amazon EC2 Image Builder: workflows (execution role). */
  public static readonly IMAGE_BUILDER_WORKFLOWS = KeyService.row('IMAGE_BUILDER_WORKFLOWS');
  /** AWS Systems Manager Incident Manager: replication sets. */
  public static readonly INCIDENT_MANAGER = KeyService.row('INCIDENT_MANAGER');
  /** Amazon Inspector: exported findings and SBOM reports. */
  public static readonly INSPECTOR_EXPORT = KeyService.row('INSPECTOR_EXPORT');
  /** AWS IoT Core: all data of an account at rest (access role and callers). */
  public static readonly IOT_CORE = KeyService.row('IOT_CORE');
  /** AWS IoT SiteWise: asset properties and their values. */
  public static readonly IOT_SITEWISE = KeyService.row('IOT_SITEWISE');
  /** Amazon Kendra: indexes. */
  public static readonly KENDRA = KeyService.row('KENDRA');
  /** Amazon Keyspaces: tables. */
  public static readonly KEYSPACES = KeyService.row('KEYSPACES');
  /** Streams of Amazon Kinesis Data Streams: producers and consumers. */
  public static readonly KINESIS = KeyService.row('KINESIS');
  /** Streams of Amazon Kinesis Data Streams: consumers only. */
  public static readonly KINESIS_CONSUMERS = KeyService.row('KINESIS_CONSUMERS');
  /** Amazon Kinesis Video Streams: streams (producers and consumers). */
  public static readonly KINESIS_VIDEO = KeyService.row('KINESIS_VIDEO');
  /** Environment variables and SnapStart snapshots of AWS Lambda. */
  public static readonly LAMBDA = KeyService.row('LAMBDA');
  /** .zip deployment packages of AWS Lambda. */
  public static readonly LAMBDA_CODE = KeyService.row('LAMBDA_CODE');
  /** AWS Lambda: code that lies in an encrypted bucket and is read there. */
  public static readonly LAMBDA_CODE_IN_PLACE = KeyService.row('LAMBDA_CODE_IN_PLACE');
  /** Filter criteria of AWS Lambda event source mappings. */
  public static readonly LAMBDA_EVENT_FILTERS = KeyService.row('LAMBDA_EVENT_FILTERS');
  /** State of AWS Lambda durable functions. */
  public static readonly LAMBDA_DURABLE = KeyService.row('LAMBDA_DURABLE');
  /** Amazon Lex: audio logs of conversations in S3 (role of the bot). */
  public static readonly LEX_CONVERSATION_LOGS = KeyService.row('LEX_CONVERSATION_LOGS');
  /** Amazon Location Service: trackers and geofence collections. */
  public static readonly LOCATION = KeyService.row('LOCATION');
  /** Vended logs to an encrypted bucket: VPC flow logs, Network Load Balancer and others. */
  public static readonly LOG_DELIVERY = KeyService.row('LOG_DELIVERY');
  /** Vended logs to an encrypted bucket through delivery sources: CloudFront, Application Load Balancer, WAF and others. */
  public static readonly LOG_DELIVERY_V2 = KeyService.row('LOG_DELIVERY_V2');
  /** Amazon Macie: inspection of objects in encrypted buckets. */
  public static readonly MACIE_DISCOVERY = KeyService.row('MACIE_DISCOVERY');
  /** Amazon Macie: exported results of sensitive data discovery. */
  public static readonly MACIE_EXPORT = KeyService.row('MACIE_EXPORT');
  /** AWS Mainframe Modernization: applications and environments. */
  public static readonly MAINFRAME_MODERNIZATION = KeyService.row('MAINFRAME_MODERNIZATION');
  /** Amazon Managed Service for Apache Flink: state of applications. */
  public static readonly MANAGED_FLINK = KeyService.row('MANAGED_FLINK');
  /** AWS Elemental MediaConvert: input and output in encrypted buckets (role of the job). */
  public static readonly MEDIACONVERT = KeyService.row('MEDIACONVERT');
  /** AWS Elemental MediaTailor: access tokens of source locations. */
  public static readonly MEDIATAILOR = KeyService.row('MEDIATAILOR');
  /** Amazon MemoryDB: clusters and snapshots. */
  public static readonly MEMORYDB = KeyService.row('MEMORYDB');
  /** Amazon MSK: data volumes of clusters. */
  public static readonly MSK = KeyService.row('MSK');
  /** Amazon MWAA: environments. */
  public static readonly MWAA = KeyService.row('MWAA');
  /** Amazon MWAA: queue and bucket of environments (execution role). */
  public static readonly MWAA_EXECUTION_ROLE = KeyService.row('MWAA_EXECUTION_ROLE');
  /** Amazon Neptune: clusters and snapshots. */
  public static readonly NEPTUNE = KeyService.row('NEPTUNE');
  /** Amazon OpenSearch Service: domains. */
  public static readonly OPENSEARCH = KeyService.row('OPENSEARCH');
  /** Amazon OpenSearch Service: collections of OpenSearch Serverless. */
  public static readonly OPENSEARCH_SERVERLESS = KeyService.row('OPENSEARCH_SERVERLESS');
  /** Standard secure strings of Systems Manager Parameter Store. */
  public static readonly PARAMETER_STORE = KeyService.row('PARAMETER_STORE');
  /** Advanced secure strings of Systems Manager Parameter Store. */
  public static readonly PARAMETER_STORE_ADVANCED = KeyService.row('PARAMETER_STORE_ADVANCED');
  /** Amazon Personalize: dataset groups and the results of jobs. */
  public static readonly PERSONALIZE = KeyService.row('PERSONALIZE');
  /** Amazon Managed Service for Prometheus: workspaces. */
  public static readonly PROMETHEUS = KeyService.row('PROMETHEUS');
  /** Amazon Q Business: applications and indexes. */
  public static readonly Q_BUSINESS = KeyService.row('Q_BUSINESS');
  /** Amazon Q Developer: customizations and chats of subscribers. */
  public static readonly Q_DEVELOPER = KeyService.row('Q_DEVELOPER');
  /** Storage of Amazon RDS and Aurora. */
  public static readonly RDS = KeyService.row('RDS');
  /** Performance Insights of Amazon RDS and Aurora. */
  public static readonly RDS_PERFORMANCE_INSIGHTS = KeyService.row('RDS_PERFORMANCE_INSIGHTS');
  /** Database activity streams of Amazon Aurora; users are their consumers. */
  public static readonly RDS_ACTIVITY_STREAMS = KeyService.row('RDS_ACTIVITY_STREAMS');
  /** Amazon Redshift: provisioned clusters and their snapshots. */
  public static readonly REDSHIFT = KeyService.row('REDSHIFT');
  /** Amazon Redshift: saved queries and results of query editor v2. */
  public static readonly REDSHIFT_QUERY_EDITOR = KeyService.row('REDSHIFT_QUERY_EDITOR');
  /** Amazon Redshift: namespaces of Redshift Serverless. */
  public static readonly REDSHIFT_SERVERLESS = KeyService.row('REDSHIFT_SERVERLESS');
  /** Zero-ETL integrations of Amazon RDS and Aurora with Redshift. */
  public static readonly REDSHIFT_ZERO_ETL = KeyService.row('REDSHIFT_ZERO_ETL');
  /** Amazon Rekognition: training data and results of Custom Labels. */
  public static readonly REKOGNITION = KeyService.row('REKOGNITION');
  /** Amazon Route 53: key-signing keys of DNSSEC. */
  public static readonly ROUTE53_DNSSEC = KeyService.row('ROUTE53_DNSSEC');
  /** Objects in Amazon S3. */
  public static readonly S3 = KeyService.row('S3');
  /** Replication out of a bucket, on its key; users are the replication roles. */
  public static readonly S3_REPLICATION_SOURCE = KeyService.row('S3_REPLICATION_SOURCE');
  /** Replication into a bucket, on its key; users are the replication roles. */
  public static readonly S3_REPLICATION_DESTINATION = KeyService.row('S3_REPLICATION_DESTINATION');
  /** Inventory reports of Amazon S3. */
  public static readonly S3_INVENTORY = KeyService.row('S3_INVENTORY');
  /** Event notifications of Amazon S3 to an encrypted topic or queue. */
  public static readonly S3_EVENT_NOTIFICATIONS = KeyService.row('S3_EVENT_NOTIFICATIONS');
  /** Storage Lens exports of Amazon S3. */
  public static readonly S3_STORAGE_LENS = KeyService.row('S3_STORAGE_LENS');
  /** Amazon S3 Express One Zone: objects in directory buckets. */
  public static readonly S3_EXPRESS = KeyService.row('S3_EXPRESS');
  /** Amazon S3 Tables: tables of S3 Metadata. */
  public static readonly S3_METADATA = KeyService.row('S3_METADATA');
  /** Amazon S3 Tables: tables of S3 Storage Lens. */
  public static readonly S3_STORAGE_LENS_TABLES = KeyService.row('S3_STORAGE_LENS_TABLES');
  /** Amazon CloudWatch Logs: logs in table buckets. */
  public static readonly CLOUDWATCH_LOGS_S3_TABLES = KeyService.row('CLOUDWATCH_LOGS_S3_TABLES');
  /** Amazon S3 Files: file systems over buckets. */
  public static readonly S3_FILES = KeyService.row('S3_FILES');
  /** Amazon S3 Vectors: vector buckets and their indexes. */
  public static readonly S3_VECTORS = KeyService.row('S3_VECTORS');
  /** Amazon S3 Tables: tables and their maintenance. */
  public static readonly S3_TABLES = KeyService.row('S3_TABLES');
  /** Amazon SageMaker AI: online store of Feature Store. */
  public static readonly SAGEMAKER_FEATURE_STORE = KeyService.row('SAGEMAKER_FEATURE_STORE');
  /** Amazon SageMaker AI: output in S3 (execution role). */
  public static readonly SAGEMAKER_OUTPUT = KeyService.row('SAGEMAKER_OUTPUT');
  /** Amazon SageMaker AI: volumes of jobs, endpoints and notebooks. */
  public static readonly SAGEMAKER_VOLUMES = KeyService.row('SAGEMAKER_VOLUMES');
  /** Secrets of AWS Secrets Manager. */
  public static readonly SECRETS_MANAGER = KeyService.row('SECRETS_MANAGER');
  /** Secrets of AWS Secrets Manager that other accounts read. */
  public static readonly SECRETS_MANAGER_CROSS_ACCOUNT = KeyService.row('SECRETS_MANAGER_CROSS_ACCOUNT');
  /** AWS Security Agent: agent spaces. */
  public static readonly SECURITY_AGENT_SPACES = KeyService.row('SECURITY_AGENT_SPACES');
  /** AWS Security Agent: integrations. */
  public static readonly SECURITY_AGENT_INTEGRATIONS = KeyService.row('SECURITY_AGENT_INTEGRATIONS');
  /** AWS Security Agent: security requirement packs. */
  public static readonly SECURITY_AGENT_REQUIREMENT_PACKS = KeyService.row('SECURITY_AGENT_REQUIREMENT_PACKS');
  /** Amazon Security Lake: buckets of the data lake. */
  public static readonly SECURITY_LAKE = KeyService.row('SECURITY_LAKE');
  /** Amazon SES: archives of Mail Manager. */
  public static readonly SES_ARCHIVING = KeyService.row('SES_ARCHIVING');
  /** Amazon SES: received mail that SES encrypts on its way to S3. */
  public static readonly SES_RECEIVING = KeyService.row('SES_RECEIVING');
  /** Amazon SES: received mail to an encrypted bucket. */
  public static readonly SES_RECEIVING_BUCKET = KeyService.row('SES_RECEIVING_BUCKET');
  /** Publishers to topics of Amazon SNS. */
  public static readonly SNS = KeyService.row('SNS');
  /** Producers and consumers of queues of Amazon SQS. */
  public static readonly SQS = KeyService.row('SQS');
  /** Consumers of queues of Amazon SQS. */
  public static readonly SQS_CONSUMERS = KeyService.row('SQS_CONSUMERS');
  /** State machines of AWS Step Functions; users are their execution roles. */
  public static readonly STEP_FUNCTIONS = KeyService.row('STEP_FUNCTIONS');
  /** Who creates, describes or polls state machines and activities of AWS Step Functions. */
  public static readonly STEP_FUNCTIONS_CALLERS = KeyService.row('STEP_FUNCTIONS_CALLERS');
  /** Activities of AWS Step Functions; users are the execution roles that use them. */
  public static readonly STEP_FUNCTIONS_ACTIVITIES = KeyService.row('STEP_FUNCTIONS_ACTIVITIES');
  /** Logs of AWS Step Functions state machines that have a key. */
  public static readonly STEP_FUNCTIONS_LOGS = KeyService.row('STEP_FUNCTIONS_LOGS');
  /** AWS Storage Gateway: cached volumes, stored volumes and tapes. */
  public static readonly STORAGE_GATEWAY = KeyService.row('STORAGE_GATEWAY');
  /** Amazon CloudWatch Synthetics: artifacts of canaries in S3 (role of the canary). */
  public static readonly SYNTHETICS = KeyService.row('SYNTHETICS');
  /** Amazon Timestream: databases of Timestream for LiveAnalytics. */
  public static readonly TIMESTREAM = KeyService.row('TIMESTREAM');
  /** Amazon Timestream: clusters of Timestream for InfluxDB 3. */
  public static readonly TIMESTREAM_INFLUXDB = KeyService.row('TIMESTREAM_INFLUXDB');
  /** Amazon Transcribe: transcripts (whoever starts the job, or its data access role). */
  public static readonly TRANSCRIBE = KeyService.row('TRANSCRIBE');
  /** AWS Transfer Family: files of users in an encrypted bucket. */
  public static readonly TRANSFER_FAMILY = KeyService.row('TRANSFER_FAMILY');
  /** Amazon Translate: output of batch jobs (service role). */
  public static readonly TRANSLATE = KeyService.row('TRANSLATE');
  /** AWS Verified Access: policies, trust provider secrets and other settings. */
  public static readonly VERIFIED_ACCESS = KeyService.row('VERIFIED_ACCESS');
  /** Amazon Verified Permissions: policy stores. */
  public static readonly VERIFIED_PERMISSIONS = KeyService.row('VERIFIED_PERMISSIONS');
  /** Amazon WorkMail: mailboxes of organizations. */
  public static readonly WORKMAIL = KeyService.row('WORKMAIL');
  /** Amazon WorkSpaces: volumes. */
  public static readonly WORKSPACES = KeyService.row('WORKSPACES');
  /** Amazon WorkSpaces Secure Browser: portals and their settings. */
  public static readonly WORKSPACES_SECURE_BROWSER = KeyService.row('WORKSPACES_SECURE_BROWSER');
  /** AWS X-Ray: traces. */
  public static readonly XRAY = KeyService.row('XRAY');

  /** A service that the catalog lacks. Fails without a way by which the service calls KMS. */
  public static of(props: KeyServiceProps): KeyService {
    return new KeyService(customUse(props));
  }

  private static row(id: string): KeyService {
    return new KeyService(CATALOG[id]);
  }

  /** The name by which the catalog knows the use, `CLOUDWATCH_LOGS`. */
  public readonly id: string;
  /** The prefix of the service's `kms:ViaService` name, if it calls with its user's identity. */
  public readonly viaService?: string;

  /** @internal */
  public readonly _use: ServiceUse;

  private constructor(use: ServiceUse) {
    this.id = use.id;
    this.viaService = use.viaService;
    this._use = use;
  }
}
