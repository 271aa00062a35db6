import { KeyPropertyUpdate } from './key-properties';
import { KeyChange, ServiceUse } from './service-use';

/*
 * What CloudFormation's specification does not say about a property that names a key: what must be said beside it, what says that the template has chosen already, where the
 * key of another Region is meant, and what is no data of the resource's own. Each type's own data comes first. What needs no more than a key has no row.
 */

/** A value at a path of the properties, `SSESpecification.SSEEnabled`. */
interface Setting {
  readonly [path: string]: string | boolean | readonly string[];
}

/** One property of a CloudFormation type that names a key. In paths `[]` stands for each entry of a list, `[0]` for one. */
export interface EncryptionAtRest {
  readonly type: string;
  /** Where the key is named. */
  readonly path: string;
  /** What must be there, and not be false, for the key to encrypt anything; empty for the resource itself. Whatever stands between it and the key is created where it is not. */
  readonly within: string;
  /** What must be said beside the key. */
  readonly beside: Setting;
  /** What must not be said beside the key. */
  readonly without: readonly string[];
  /** Paths whose presence says that the template has chosen how to encrypt, though it names no key. */
  readonly choices: readonly string[];
  /** Paths of `beside` that aws-cdk-lib writes unasked, or that say nothing of encryption: any value of these is no choice. */
  readonly unasked: readonly string[];
  /** Where the Region of the key is said, where it might be another than that of the resource. */
  readonly region?: string;
  /** Whether all entries of the list must have keys, or none. */
  readonly together?: boolean;
  /** The catalog's row of what the service needs; undefined where it has none. */
  readonly use?: ServiceUse;
  /** Why it stays as it is, whatever the resource. */
  readonly left?: string;
  /** What to do where there is nothing that a key could be named for. */
  readonly absent?: string;
  /** What CloudFormation does with an existing resource that gets a key, or another one. */
  readonly update: KeyPropertyUpdate;
  /** What happens to its data. */
  readonly change?: KeyChange;
  /** A reason why this one resource takes no key. */
  readonly exempt?: (properties: { readonly [name: string]: any }) => string | undefined;
}

/** What is known of a property beyond its path. */
export type EncryptionRow = Partial<Omit<EncryptionAtRest, 'type' | 'path' | 'use'>>;

const BUCKET_RULE = 'BucketEncryption.ServerSideEncryptionConfiguration[]';
const STORAGE_ENCRYPTED: EncryptionRow = { beside: { StorageEncrypted: true } };

/** A setting whose other values are another way of encryption. */
const says = (path: string, value: string | boolean): EncryptionRow => ({ beside: { [path]: value }, choices: [path] });

/** An object under a key of KMS by the name of the algorithm, as S3 and what is built on it has it. */
const algorithm = (path: string): EncryptionRow => says(path, 'aws:kms');

/** Where Data Firehose delivers to. CDK's L2 constructs say NoEncryption unasked: the objects then are under the bucket's key. */
const delivery = (at: string): EncryptionRow => ({ within: at, without: [`${at}.EncryptionConfiguration.NoEncryptionConfig`] });

/** Only new volumes come under another key. */
const VOLUMES_TO_COME: EncryptionRow = { change: 'data-stays' };
const EBS_DEFAULT = 'the volumes of its image are encrypted as the account says: use EbsEncryptionByDefault';

/** The secret that a database makes for its administrator. */
const managedPassword = (property: string): EncryptionRow => ({ within: property });

const STORAGE_LENS = (at: string): EncryptionRow => ({ within: at, choices: [`${at}.Encryption.SSES3`] });

/** The key of what the resource is given, not of what it stores. */
const GIVEN = (path: string): EncryptionRow => ({ within: path, left: 'names the key of what it is given' });

export const ENCRYPTION_ROWS: { readonly [type: string]: { readonly [path: string]: EncryptionRow } } = {
  'AWS::AIOps::InvestigationGroup': { 'EncryptionConfig.KmsKeyId': says('EncryptionConfig.EncryptionConfigurationType', 'CUSTOMER_MANAGED_KMS_KEY') },
  'AWS::AmazonMQ::Broker': { 'EncryptionOptions.KmsKeyId': says('EncryptionOptions.UseAwsOwnedKey', false) },
  'AWS::Athena::WorkGroup': {
    'WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.KmsKey': says('WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.EncryptionOption', 'SSE_KMS'),
    'WorkGroupConfigurationUpdates.ResultConfigurationUpdates.EncryptionConfiguration.KmsKey':
      says('WorkGroupConfigurationUpdates.ResultConfigurationUpdates.EncryptionConfiguration.EncryptionOption', 'SSE_KMS'),
    // Of Spark workgroups only, whose roles use the key directly.
    'WorkGroupConfiguration.CustomerContentEncryptionConfiguration.KmsKey': { within: 'WorkGroupConfiguration.CustomerContentEncryptionConfiguration' },
    'WorkGroupConfigurationUpdates.CustomerContentEncryptionConfiguration.KmsKey': { within: 'WorkGroupConfigurationUpdates.CustomerContentEncryptionConfiguration' },
  },
  'AWS::Cassandra::Table': { 'EncryptionSpecification.KmsKeyIdentifier': says('EncryptionSpecification.EncryptionType', 'CUSTOMER_MANAGED_KMS_KEY') },
  'AWS::CodeBuild::ReportGroup': { 'ExportConfig.S3Destination.EncryptionKey': says('ExportConfig.S3Destination.EncryptionDisabled', false) },
  'AWS::CodePipeline::Pipeline': {
    'ArtifactStore.EncryptionKey.Id': { beside: { 'ArtifactStore.EncryptionKey.Type': 'KMS' } },
    'ArtifactStores[].ArtifactStore.EncryptionKey.Id': { beside: { 'ArtifactStores[].ArtifactStore.EncryptionKey.Type': 'KMS' }, region: 'ArtifactStores[].Region' },
  },
  'AWS::Cognito::UserPool': {
    'KeyConfiguration.KmsKeyArn': says('KeyConfiguration.KeyType', 'CUSTOMER_MANAGED_KEY'),
    'LambdaConfig.KMSKeyID': { within: 'LambdaConfig.CustomSMSSender' },
  },
  'AWS::Cognito::UserPoolRegionalConfigurationAttachment': { 'LambdaConfig.KMSKeyID': { within: 'LambdaConfig.CustomSMSSender' } },
  'AWS::Connect::InstanceStorageConfig': {
    'KinesisVideoStreamConfig.EncryptionConfig.KeyId': says('KinesisVideoStreamConfig.EncryptionConfig.EncryptionType', 'KMS'),
    'S3Config.EncryptionConfig.KeyId': says('S3Config.EncryptionConfig.EncryptionType', 'KMS'),
  },
  'AWS::DLM::LifecyclePolicy': {
    'PolicyDetails.Actions[].CrossRegionCopy[].EncryptionConfiguration.CmkArn':
      { beside: { 'PolicyDetails.Actions[].CrossRegionCopy[].EncryptionConfiguration.Encrypted': true }, region: 'PolicyDetails.Actions[].CrossRegionCopy[].Target' },
    'PolicyDetails.Schedules[].CrossRegionCopyRules[].CmkArn':
      { beside: { 'PolicyDetails.Schedules[].CrossRegionCopyRules[].Encrypted': true }, region: 'PolicyDetails.Schedules[].CrossRegionCopyRules[].TargetRegion' },
  },
  'AWS::DMS::Endpoint': {
    'KmsKeyId': {},
    'RedshiftSettings.ServerSideEncryptionKmsKeyId': says('RedshiftSettings.EncryptionMode', 'SSE_KMS'),
    'S3Settings.ServerSideEncryptionKmsKeyId': says('S3Settings.EncryptionMode', 'SSE_KMS'),
  },
  'AWS::DRS::ReplicationConfigurationTemplate': { EbsEncryptionKeyArn: { ...says('EbsEncryption', 'CUSTOM'), unasked: ['EbsEncryption'] } },
  'AWS::DataExchange::EventAction': { 'Action.ExportRevisionToS3.Encryption.KmsKeyArn': algorithm('Action.ExportRevisionToS3.Encryption.Type') },
  'AWS::DataSync::LocationAzureBlob': { 'CmkSecretConfig.KmsKeyArn': { within: 'CmkSecretConfig' } },
  'AWS::DataSync::LocationFSxONTAP': { 'Protocol.SMB.CmkSecretConfig.KmsKeyArn': { within: 'Protocol.SMB.CmkSecretConfig' } },
  'AWS::DataSync::LocationFSxWindows': { 'CmkSecretConfig.KmsKeyArn': { within: 'CmkSecretConfig' } },
  'AWS::DataSync::LocationHDFS': { 'CmkSecretConfig.KmsKeyArn': { within: 'CmkSecretConfig' } },
  'AWS::DataSync::LocationObjectStorage': { 'CmkSecretConfig.KmsKeyArn': { within: 'CmkSecretConfig' } },
  'AWS::DataSync::LocationSMB': { 'CmkSecretConfig.KmsKeyArn': { within: 'CmkSecretConfig' } },
  'AWS::DocDB::DBCluster': { KmsKeyId: STORAGE_ENCRYPTED, MasterUserSecretKmsKeyId: managedPassword('ManageMasterUserPassword') },
  'AWS::DynamoDB::GlobalTable': {
    'Replicas[].SSESpecification.KMSMasterKeyId': {
      beside: { 'SSESpecification.SSEEnabled': true, 'SSESpecification.SSEType': 'KMS' }, choices: ['SSESpecification'], region: 'Replicas[].Region', together: true,
    },
  },
  'AWS::DynamoDB::Table': {
    'SSESpecification.KMSMasterKeyId': { beside: { 'SSESpecification.SSEEnabled': true, 'SSESpecification.SSEType': 'KMS' }, choices: ['SSESpecification'] },
  },
  'AWS::EC2::Instance': { 'BlockDeviceMappings[].Ebs.KmsKeyId': { absent: EBS_DEFAULT } },
  'AWS::EC2::LaunchTemplate': { 'LaunchTemplateData.BlockDeviceMappings[].Ebs.KmsKeyId': { ...VOLUMES_TO_COME, absent: EBS_DEFAULT } },
  'AWS::EC2::VerifiedAccessEndpoint': { 'SseSpecification.KmsKeyArn': says('SseSpecification.CustomerManagedKeyEnabled', true) },
  'AWS::EC2::VerifiedAccessGroup': { 'SseSpecification.KmsKeyArn': says('SseSpecification.CustomerManagedKeyEnabled', true) },
  'AWS::EC2::VerifiedAccessTrustProvider': { 'SseSpecification.KmsKeyArn': says('SseSpecification.CustomerManagedKeyEnabled', true) },
  'AWS::EC2::Volume': { KmsKeyId: { beside: { Encrypted: true } } },
  'AWS::ECR::Repository': { 'EncryptionConfiguration.KmsKey': says('EncryptionConfiguration.EncryptionType', 'KMS') },
  'AWS::ECR::RepositoryCreationTemplate': { 'EncryptionConfiguration.KmsKey': says('EncryptionConfiguration.EncryptionType', 'KMS') },
  'AWS::ECS::Cluster': { 'Configuration.ManagedStorageConfiguration.KmsKeyId': VOLUMES_TO_COME },
  'AWS::ECS::Service': { 'VolumeConfigurations[].ManagedEBSVolume.KmsKeyId': VOLUMES_TO_COME },
  'AWS::EFS::FileSystem': {
    'KmsKeyId': { beside: { Encrypted: true } },
    'ReplicationConfiguration.Destinations[].KmsKeyId': { region: 'ReplicationConfiguration.Destinations[].Region' },
  },
  'AWS::EKS::Cluster': { 'EncryptionConfig[].Provider.KeyArn': { within: '', beside: { 'EncryptionConfig[].Resources': ['secrets'] } } },
  'AWS::ElastiCache::ReplicationGroup': { KmsKeyId: { beside: { AtRestEncryptionEnabled: true } } },
  'AWS::Elasticsearch::Domain': { 'EncryptionAtRestOptions.KmsKeyId': { ...says('EncryptionAtRestOptions.Enabled', true), unasked: ['EncryptionAtRestOptions.Enabled'] } },
  'AWS::FSx::FileSystem': {
    KmsKeyId: {
      exempt: ({ FileSystemType, LustreConfiguration }) =>
        FileSystemType === 'LUSTRE' && /^SCRATCH/.test(LustreConfiguration?.DeploymentType ?? 'SCRATCH_1') ? 'scratch file systems take no key' : undefined,
    },
  },
  'AWS::Glue::DataCatalogEncryptionSettings': {
    'DataCatalogEncryptionSettings.EncryptionAtRest.SseAwsKmsKeyId': says('DataCatalogEncryptionSettings.EncryptionAtRest.CatalogEncryptionMode', 'SSE-KMS'),
    'DataCatalogEncryptionSettings.ConnectionPasswordEncryption.KmsKeyId':
      says('DataCatalogEncryptionSettings.ConnectionPasswordEncryption.ReturnConnectionPasswordEncrypted', true),
  },
  'AWS::HealthLake::FHIRDatastore': { 'SseConfiguration.KmsEncryptionConfig.KmsKeyId': says('SseConfiguration.KmsEncryptionConfig.CmkType', 'CUSTOMER_MANAGED_KMS_KEY') },
  'AWS::ImageBuilder::DistributionConfiguration': {
    'Distributions[].AmiDistributionConfiguration.KmsKeyId': { region: 'Distributions[].Region' },
  },
  'AWS::Kinesis::Stream': { 'StreamEncryption.KeyId': { beside: { 'StreamEncryption.EncryptionType': 'KMS' } } },
  'AWS::KinesisAnalyticsV2::Application': {
    'ApplicationConfiguration.ApplicationEncryptionConfiguration.KeyId': says('ApplicationConfiguration.ApplicationEncryptionConfiguration.KeyType', 'CUSTOMER_MANAGED_KEY'),
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    'DeliveryStreamEncryptionConfigurationInput.KeyARN': {
      ...says('DeliveryStreamEncryptionConfigurationInput.KeyType', 'CUSTOMER_MANAGED_CMK'),
      exempt: ({ DeliveryStreamType, KinesisStreamSourceConfiguration, MSKSourceConfiguration }) =>
        (DeliveryStreamType !== undefined && DeliveryStreamType !== 'DirectPut') || KinesisStreamSourceConfiguration || MSKSourceConfiguration
          ? 'only streams with direct PUT take a key, others have that of their source' : undefined,
    },
    ...Object.fromEntries([
      'S3DestinationConfiguration', 'ExtendedS3DestinationConfiguration', 'ExtendedS3DestinationConfiguration.S3BackupConfiguration', 'RedshiftDestinationConfiguration.S3Configuration',
      'RedshiftDestinationConfiguration.S3BackupConfiguration', 'AmazonopensearchserviceDestinationConfiguration.S3Configuration',
      'AmazonOpenSearchServerlessDestinationConfiguration.S3Configuration', 'ElasticsearchDestinationConfiguration.S3Configuration', 'HttpEndpointDestinationConfiguration.S3Configuration',
      'IcebergDestinationConfiguration.S3Configuration', 'SnowflakeDestinationConfiguration.S3Configuration', 'SplunkDestinationConfiguration.S3Configuration',
    ].map(at => [`${at}.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN`, delivery(at)])),
  },
  'AWS::Lambda::EventSourceMapping': { KmsKeyArn: { within: 'FilterCriteria' } },
  'AWS::Lambda::Function': { 'KmsKeyArn': {}, 'Code.SourceKMSKeyArn': GIVEN('Code.SourceKMSKeyArn') },
  'AWS::Lex::Bot': {
    'BotLocales[].SlotTypes[].ExternalSourceSetting.GrammarSlotTypeSetting.Source.KmsKeyArn': GIVEN('BotLocales[].SlotTypes[].ExternalSourceSetting.GrammarSlotTypeSetting.Source.KmsKeyArn'),
  },
  'AWS::Neptune::DBCluster': { KmsKeyId: STORAGE_ENCRYPTED },
  'AWS::ObservabilityAdmin::OrganizationCentralizationRule': {
    'Rule.Destination.DestinationLogsConfiguration.LogsEncryptionConfiguration.KmsKeyArn':
      says('Rule.Destination.DestinationLogsConfiguration.LogsEncryptionConfiguration.EncryptionStrategy', 'CUSTOMER_MANAGED'),
    'Rule.Destination.DestinationLogsConfiguration.BackupConfiguration.KmsKeyArn': { region: 'Rule.Destination.DestinationLogsConfiguration.BackupConfiguration.Region' },
  },
  'AWS::ObservabilityAdmin::S3TableIntegration': { 'Encryption.KmsKeyArn': algorithm('Encryption.SseAlgorithm') },
  'AWS::Omics::AnnotationStore': { 'SseConfig.KeyArn': says('SseConfig.Type', 'KMS') },
  'AWS::Omics::ReferenceStore': { 'SseConfig.KeyArn': says('SseConfig.Type', 'KMS') },
  'AWS::Omics::SequenceStore': { 'SseConfig.KeyArn': says('SseConfig.Type', 'KMS') },
  'AWS::Omics::VariantStore': { 'SseConfig.KeyArn': says('SseConfig.Type', 'KMS') },
  'AWS::OpenSearchServerless::Collection': { 'EncryptionConfig.KmsKeyArn': says('EncryptionConfig.AWSOwnedKey', false) },
  'AWS::OpenSearchService::Domain': {
    // aws-cdk-lib writes `Enabled: false` unasked.
    'EncryptionAtRestOptions.KmsKeyId': { ...says('EncryptionAtRestOptions.Enabled', true), unasked: ['EncryptionAtRestOptions.Enabled'] },
  },
  'AWS::RDS::DBCluster': {
    'KmsKeyId': STORAGE_ENCRYPTED,
    'MasterUserSecret.KmsKeyId': managedPassword('ManageMasterUserPassword'),
    'PerformanceInsightsKmsKeyId': { within: 'PerformanceInsightsEnabled' },
  },
  'AWS::RDS::DBInstance': {
    'KmsKeyId': {
      ...STORAGE_ENCRYPTED,
      exempt: ({ DBClusterIdentifier, SourceDBInstanceIdentifier, DBSnapshotIdentifier }) => DBClusterIdentifier ? 'an instance of a cluster has the key of the cluster'
        : SourceDBInstanceIdentifier ? 'a replica of the same Region has the key of its source'
          : DBSnapshotIdentifier ? 'an instance of a snapshot has the key of the snapshot; copy the snapshot under another key first' : undefined,
    },
    'MasterUserSecret.KmsKeyId': managedPassword('ManageMasterUserPassword'),
    'PerformanceInsightsKMSKeyId': { within: 'EnablePerformanceInsights' },
    'AutomaticBackupReplicationKmsKeyId': { within: 'AutomaticBackupReplicationRegion', region: 'AutomaticBackupReplicationRegion' },
  },
  'AWS::Redshift::Cluster': { KmsKeyId: { beside: { Encrypted: true } }, MasterPasswordSecretKmsKeyId: managedPassword('ManageMasterPassword') },
  'AWS::RedshiftServerless::Namespace': {
    'KmsKeyId': {},
    'AdminPasswordSecretKmsKeyId': managedPassword('ManageAdminPassword'),
    'SnapshotCopyConfigurations[].DestinationKmsKeyId': { region: 'SnapshotCopyConfigurations[].DestinationRegion' },
  },
  'AWS::S3::Bucket': {
    [`${BUCKET_RULE}.ServerSideEncryptionByDefault.KMSMasterKeyID`]: {
      within: '',
      beside: { [`${BUCKET_RULE}.ServerSideEncryptionByDefault.SSEAlgorithm`]: 'aws:kms', [`${BUCKET_RULE}.BucketKeyEnabled`]: true },
      choices: [`${BUCKET_RULE}.ServerSideEncryptionByDefault.SSEAlgorithm`],
      unasked: [`${BUCKET_RULE}.BucketKeyEnabled`],
      exempt: ({ WebsiteConfiguration, ReplicationConfiguration }) => WebsiteConfiguration ? 'a website serves callers that do not sign, and these read nothing under a key'
        : ReplicationConfiguration ? 'S3 replicates objects under a key only where its rules and their role say so: name the key in code' : undefined,
    },
    ...Object.fromEntries(['Annotation', 'Inventory', 'Journal'].map(table => {
      const at = `MetadataConfiguration.${table}TableConfiguration.EncryptionConfiguration`;
      return [`${at}.KmsKeyArn`, algorithm(`${at}.SseAlgorithm`)];
    })),
    'ReplicationConfiguration.Rules[].Destination.EncryptionConfiguration.ReplicaKmsKeyID': {
      left: 'S3 replicates objects under a key only where the rule, its role and the key of the other bucket say so: name them in code',
    },
  },
  'AWS::S3::StorageLens': Object.fromEntries(['DataExport', 'ExpandedPrefixesDataExport'].flatMap(where => ['S3BucketDestination', 'StorageLensTableDestination'].map(what => {
    const at = `StorageLensConfiguration.${where}.${what}`;
    return [`${at}.Encryption.SSEKMS.KeyId`, STORAGE_LENS(at)];
  }))),
  'AWS::S3Express::DirectoryBucket': { [`${BUCKET_RULE}.ServerSideEncryptionByDefault.KMSMasterKeyID`]: { within: '' } },
  'AWS::S3Tables::TableBucket': { 'EncryptionConfiguration.KMSKeyArn': algorithm('EncryptionConfiguration.SSEAlgorithm') },
  'AWS::S3Vectors::Index': { 'EncryptionConfiguration.KmsKeyArn': algorithm('EncryptionConfiguration.SseType') },
  'AWS::S3Vectors::VectorBucket': { 'EncryptionConfiguration.KmsKeyArn': algorithm('EncryptionConfiguration.SseType') },
  'AWS::SES::ReceiptRule': {
    'Rule.Actions[].S3Action.KmsKeyArn': { left: 'SES encrypts such mail itself, and readers must decrypt it themselves: a key of the bucket encrypts it as well, or name one in code' },
  },
  'AWS::SQS::Queue': { KmsMasterKeyId: { without: ['SqsManagedSseEnabled'], choices: ['SqsManagedSseEnabled'] } },
  'AWS::SSMIncidents::ReplicationSet': { 'Regions[].RegionConfiguration.SseKmsKeyId': { within: 'Regions[]', region: 'Regions[].RegionName' } },
  'AWS::SecretsManager::RotationSchedule': Object.fromEntries(['KmsKeyArn', 'MasterSecretKmsKeyArn', 'SuperuserSecretKmsKeyArn'].map(name => [`HostedRotationLambda.${name}`, GIVEN(`HostedRotationLambda.${name}`)])),
  'AWS::SecretsManager::Secret': { 'KmsKeyId': {}, 'ReplicaRegions[].KmsKeyId': { region: 'ReplicaRegions[].Region' } },
  'AWS::Serverless::Function': { 'KmsKeyArn': {}, 'Policies[].KMSDecryptPolicy.KeyId': GIVEN('Policies[].KMSDecryptPolicy.KeyId') },
  'AWS::StepFunctions::Activity': { 'EncryptionConfiguration.KmsKeyId': says('EncryptionConfiguration.Type', 'CUSTOMER_MANAGED_KMS_KEY') },
  'AWS::StepFunctions::StateMachine': { 'EncryptionConfiguration.KmsKeyId': says('EncryptionConfiguration.Type', 'CUSTOMER_MANAGED_KMS_KEY') },
  'AWS::StorageGateway::NFSFileShare': { KMSKey: { beside: { KMSEncrypted: true } } },
  'AWS::StorageGateway::SMBFileShare': { KMSKey: { beside: { KMSEncrypted: true } } },
  'AWS::StorageGateway::Tape': { KMSKey: { beside: { KMSEncrypted: true } } },
  'AWS::StorageGateway::Volume': { KMSKey: { beside: { KMSEncrypted: true } } },
  'AWS::Synthetics::Canary': { 'Replicas[].KmsKeyArn': { region: 'Replicas[].Location' } },
  'AWS::Timestream::Table': {
    'MagneticStoreWriteProperties.MagneticStoreRejectedDataLocation.S3Configuration.KmsKeyId':
      says('MagneticStoreWriteProperties.MagneticStoreRejectedDataLocation.S3Configuration.EncryptionOption', 'SSE_KMS'),
  },
  'AWS::WorkSpaces::Workspace': { VolumeEncryptionKey: { beside: { RootVolumeEncryptionEnabled: true, UserVolumeEncryptionEnabled: true } } },
};
