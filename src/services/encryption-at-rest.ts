import { CATALOG } from './catalog';
import { KeyPropertyUpdate } from './key-properties';
import { keyPropertiesOf } from './resource-properties';
import { KeyChange, ServiceUse } from './service-use';

/*
 * How the data that a resource stores gets a customer managed key by CloudFormation: the one property that names the key, what must be said beside it,
 * and what says that the template has chosen already. Not every property that takes a key is here: where output goes to, and what another resource encrypts, is not
 * the resource's own data.
 */

/** A value at a path of the properties, `SSESpecification.SSEEnabled`. */
interface Setting {
  readonly [path: string]: string | boolean;
}

/** Encryption at rest of one CloudFormation type. */
export interface EncryptionAtRest {
  readonly type: string;
  /** Where the key is named. A list that the path goes through has one entry, `[]`, made where there is none. */
  readonly path: string;
  /** What must be said beside the key. */
  readonly beside: Setting;
  /** What must not be said beside the key. */
  readonly without: readonly string[];
  /** Paths whose presence says that the template has chosen how to encrypt, though it names no key. */
  readonly choices: readonly string[];
  /** The catalog's row of what the service needs. */
  readonly use: ServiceUse;
  /** What CloudFormation does with an existing resource that gets a key, or another one. */
  readonly update: KeyPropertyUpdate | 'refused';
  /** What happens to its data. */
  readonly change?: KeyChange;
  /** A reason why this one resource takes no key. */
  readonly exempt?: (properties: { readonly [name: string]: any }) => string | undefined;
}

type Row = Partial<Pick<EncryptionAtRest, 'beside' | 'without' | 'choices' | 'update' | 'exempt'>> & { readonly path: string };

const BUCKET_RULE = 'BucketEncryption.ServerSideEncryptionConfiguration[]';
const STORAGE_ENCRYPTED = { beside: { StorageEncrypted: true } };

const ROWS: { readonly [type: string]: Row } = {
  'AWS::APS::Workspace': { path: 'KmsKeyArn' },
  'AWS::AmazonMQ::Broker': { path: 'EncryptionOptions.KmsKeyId', beside: { 'EncryptionOptions.UseAwsOwnedKey': false }, choices: ['EncryptionOptions.UseAwsOwnedKey'] },
  'AWS::Backup::BackupVault': { path: 'EncryptionKeyArn' },
  'AWS::Cassandra::Table': {
    path: 'EncryptionSpecification.KmsKeyIdentifier',
    beside: { 'EncryptionSpecification.EncryptionType': 'CUSTOMER_MANAGED_KMS_KEY' },
    choices: ['EncryptionSpecification.EncryptionType'],
  },
  'AWS::CloudTrail::EventDataStore': { path: 'KmsKeyId' },
  'AWS::CloudTrail::Trail': { path: 'KMSKeyId' },
  'AWS::CodeArtifact::Domain': { path: 'EncryptionKey' },
  'AWS::CodeBuild::Project': { path: 'EncryptionKey' },
  'AWS::DMS::ReplicationInstance': { path: 'KmsKeyId' },
  'AWS::DSQL::Cluster': { path: 'KmsEncryptionKey' },
  'AWS::DocDB::DBCluster': { path: 'KmsKeyId', ...STORAGE_ENCRYPTED },
  'AWS::DocDBElastic::Cluster': { path: 'KmsKeyId' },
  'AWS::DynamoDB::GlobalTable': {
    path: 'Replicas[].SSESpecification.KMSMasterKeyId',
    beside: { 'SSESpecification.SSEEnabled': true, 'SSESpecification.SSEType': 'KMS' },
    choices: ['SSESpecification'],
    exempt: ({ Replicas }) => Array.isArray(Replicas) && Replicas.length > 1 ? 'each replica takes a key of its own Region: name them in the table' : undefined,
  },
  'AWS::DynamoDB::Table': {
    path: 'SSESpecification.KMSMasterKeyId', beside: { 'SSESpecification.SSEEnabled': true, 'SSESpecification.SSEType': 'KMS' }, choices: ['SSESpecification'],
  },
  // CloudFormation changes nothing of a volume's encryption: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-volume.html
  'AWS::EC2::Volume': { path: 'KmsKeyId', beside: { Encrypted: true }, update: 'refused' },
  'AWS::ECR::Repository': {
    path: 'EncryptionConfiguration.KmsKey', beside: { 'EncryptionConfiguration.EncryptionType': 'KMS' }, choices: ['EncryptionConfiguration.EncryptionType'],
  },
  'AWS::EFS::FileSystem': { path: 'KmsKeyId', beside: { Encrypted: true } },
  'AWS::ElastiCache::ReplicationGroup': { path: 'KmsKeyId', beside: { AtRestEncryptionEnabled: true } },
  'AWS::ElastiCache::ServerlessCache': { path: 'KmsKeyId' },
  'AWS::Events::Archive': { path: 'KmsKeyIdentifier' },
  'AWS::Events::EventBus': { path: 'KmsKeyIdentifier' },
  'AWS::FSx::FileSystem': {
    path: 'KmsKeyId',
    exempt: ({ FileSystemType, LustreConfiguration }) =>
      FileSystemType === 'LUSTRE' && /^SCRATCH/.test(LustreConfiguration?.DeploymentType ?? 'SCRATCH_1') ? 'scratch file systems take no key' : undefined,
  },
  'AWS::Kendra::Index': { path: 'ServerSideEncryptionConfiguration.KmsKeyId' },
  'AWS::Kinesis::Stream': { path: 'StreamEncryption.KeyId', beside: { 'StreamEncryption.EncryptionType': 'KMS' } },
  'AWS::KinesisFirehose::DeliveryStream': {
    path: 'DeliveryStreamEncryptionConfigurationInput.KeyARN',
    beside: { 'DeliveryStreamEncryptionConfigurationInput.KeyType': 'CUSTOMER_MANAGED_CMK' },
    choices: ['DeliveryStreamEncryptionConfigurationInput.KeyType'],
    exempt: ({ DeliveryStreamType, KinesisStreamSourceConfiguration, MSKSourceConfiguration }) =>
      (DeliveryStreamType !== undefined && DeliveryStreamType !== 'DirectPut') || KinesisStreamSourceConfiguration || MSKSourceConfiguration
        ? 'only streams with direct PUT take a key, others have that of their source' : undefined,
  },
  'AWS::KinesisVideo::Stream': { path: 'KmsKeyId' },
  'AWS::Lambda::Function': { path: 'KmsKeyArn' },
  'AWS::Logs::LogGroup': { path: 'KmsKeyId' },
  'AWS::MSK::Cluster': { path: 'EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId' },
  'AWS::MWAA::Environment': { path: 'KmsKey' },
  'AWS::MemoryDB::Cluster': { path: 'KmsKeyId' },
  'AWS::Neptune::DBCluster': { path: 'KmsKeyId', ...STORAGE_ENCRYPTED },
  'AWS::OpenSearchService::Domain': { path: 'EncryptionAtRestOptions.KmsKeyId', beside: { 'EncryptionAtRestOptions.Enabled': true } },
  'AWS::Pipes::Pipe': { path: 'KmsKeyIdentifier' },
  'AWS::RDS::DBCluster': { path: 'KmsKeyId', ...STORAGE_ENCRYPTED },
  'AWS::RDS::DBInstance': {
    path: 'KmsKeyId',
    ...STORAGE_ENCRYPTED,
    exempt: ({ DBClusterIdentifier, SourceDBInstanceIdentifier, DBSnapshotIdentifier }) => DBClusterIdentifier ? 'an instance of a cluster has the key of the cluster'
      : SourceDBInstanceIdentifier ? 'a replica of the same Region has the key of its source'
        : DBSnapshotIdentifier ? 'an instance of a snapshot has the key of the snapshot; copy the snapshot under another key first' : undefined,
  },
  'AWS::Redshift::Cluster': { path: 'KmsKeyId', beside: { Encrypted: true } },
  'AWS::RedshiftServerless::Namespace': { path: 'KmsKeyId' },
  'AWS::S3::Bucket': {
    path: `${BUCKET_RULE}.ServerSideEncryptionByDefault.KMSMasterKeyID`,
    beside: { [`${BUCKET_RULE}.ServerSideEncryptionByDefault.SSEAlgorithm`]: 'aws:kms', [`${BUCKET_RULE}.BucketKeyEnabled`]: true },
    choices: [`${BUCKET_RULE}.ServerSideEncryptionByDefault.SSEAlgorithm`],
  },
  'AWS::S3Tables::TableBucket': {
    path: 'EncryptionConfiguration.KMSKeyArn', beside: { 'EncryptionConfiguration.SSEAlgorithm': 'aws:kms' }, choices: ['EncryptionConfiguration.SSEAlgorithm'],
  },
  'AWS::S3Vectors::VectorBucket': {
    path: 'EncryptionConfiguration.KmsKeyArn', beside: { 'EncryptionConfiguration.SseType': 'aws:kms' }, choices: ['EncryptionConfiguration.SseType'],
  },
  'AWS::SNS::Topic': { path: 'KmsMasterKeyId' },
  'AWS::SQS::Queue': { path: 'KmsMasterKeyId', without: ['SqsManagedSseEnabled'], choices: ['SqsManagedSseEnabled'] },
  'AWS::SageMaker::NotebookInstance': { path: 'KmsKeyId' },
  'AWS::Scheduler::Schedule': { path: 'KmsKeyArn' },
  'AWS::SecretsManager::Secret': { path: 'KmsKeyId' },
  'AWS::StepFunctions::StateMachine': {
    path: 'EncryptionConfiguration.KmsKeyId', beside: { 'EncryptionConfiguration.Type': 'CUSTOMER_MANAGED_KMS_KEY' }, choices: ['EncryptionConfiguration.Type'],
  },
  'AWS::Timestream::Database': { path: 'KmsKeyId' },
};

const ALL: ReadonlyMap<string, EncryptionAtRest> = new Map(Object.entries(ROWS).map(([type, row]) => {
  const property = keyPropertiesOf(type).find(({ path }) => path === row.path)!;
  return [type, { type, beside: {}, without: [], choices: [], update: property.update, change: property.change, use: CATALOG[property.use!], ...row }];
}));

/** How a type encrypts at rest under a customer managed key; undefined where it does not, or is not known. */
export const encryptionAtRest = (type: string): EncryptionAtRest | undefined => ALL.get(type);

/** Every type that is known to. */
export const typesEncryptedAtRest = (): readonly EncryptionAtRest[] => [...ALL.values()];

/** Why the service itself takes no key without more being said: a role of the app's must be named among the users of the key. */
export const needsNamedUsers = (use: ServiceUse): boolean => use.calls.some(call => call.caller === 'user' && call.viaService === false && !call.optional);

/** Types that store data, and that CloudFormation gives no customer managed key: why, or what to do. */
export const NOT_ENCRYPTABLE: { readonly [type: string]: string } = {
  'AWS::ApiGateway::Stage': 'caches of stages take no customer managed key',
  'AWS::AppSync::ApiCache': 'caches of APIs take no customer managed key',
  'AWS::ElastiCache::CacheCluster': 'clusters without a replication group are not encrypted at rest; use AWS::ElastiCache::ReplicationGroup',
  'AWS::DAX::Cluster': 'DAX takes no customer managed key',
  'AWS::SSM::Parameter': 'CloudFormation creates no SecureString; parameters of other types are not encrypted under a key',
  'Custom::LogRetention': 'the log group is made by a custom resource; make it a logs.LogGroup and give it to the function as logGroup',
};
