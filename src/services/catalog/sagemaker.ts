import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon SageMaker AI',
  keySpecs: SYMMETRIC,
  verified: true,
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;

export const SAGEMAKER_VOLUMES: ServiceUse = {
  ...common,
  id: 'SAGEMAKER_VOLUMES',
  use: 'volumes of jobs, endpoints and notebooks',
  sid: 'SageMakerVolumes',
  styles: ['via', 'grant'],
  viaService: 'sagemaker',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  keyProperties: {
    'AWS::SageMaker::Cluster': [
      'InstanceGroups[].InstanceStorageConfigs[].EbsVolumeConfig.VolumeKmsKeyId',
      'RestrictedInstanceGroups[].InstanceStorageConfigs[].EbsVolumeConfig.VolumeKmsKeyId',
    ],
    'AWS::SageMaker::DataQualityJobDefinition': ['JobResources.ClusterConfig.VolumeKmsKeyId'],
    'AWS::SageMaker::ModelBiasJobDefinition': ['JobResources.ClusterConfig.VolumeKmsKeyId'],
    'AWS::SageMaker::ModelExplainabilityJobDefinition': ['JobResources.ClusterConfig.VolumeKmsKeyId'],
    'AWS::SageMaker::ModelQualityJobDefinition': ['JobResources.ClusterConfig.VolumeKmsKeyId'],
    'AWS::SageMaker::MonitoringSchedule': ['MonitoringScheduleConfig.MonitoringJobDefinition.MonitoringResources.ClusterConfig.VolumeKmsKeyId'],
    'AWS::SageMaker::ProcessingJob': ['ProcessingResources.ClusterConfig.VolumeKmsKeyId'],
    'AWS::SageMaker::ModelPackage': ['ValidationSpecification.ValidationProfiles[].TransformJobDefinition.TransformResources.VolumeKmsKeyId'],
    'AWS::SageMaker::NotebookInstance': ['KmsKeyId'],
    'AWS::SageMaker::EndpointConfig': ['KmsKeyId'],
    'AWS::SageMaker::InferenceExperiment': ['KmsKey'],
    'AWS::SageMaker::Domain': ['KmsKeyId'],
  },
  gotchas: ['Instance types with local NVMe storage encrypt by themselves and refuse a KMS key.'],
  source: 'sagemaker/latest/dg/api-permissions-reference.html',
  checked: '2026-11-24',
};

export const SAGEMAKER_OUTPUT: ServiceUse = {
  ...common,
  id: 'SAGEMAKER_OUTPUT',
  use: 'output in S3 (execution role)',
  sid: 'SageMakerOutput',
  styles: ['role', 'via'],
  viaService: 's3',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'] }],
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  keyProperties: {
    'AWS::SageMaker::DataQualityJobDefinition': ['DataQualityJobOutputConfig.KmsKeyId'],
    'AWS::SageMaker::ModelBiasJobDefinition': ['ModelBiasJobOutputConfig.KmsKeyId'],
    'AWS::SageMaker::ModelExplainabilityJobDefinition': ['ModelExplainabilityJobOutputConfig.KmsKeyId'],
    'AWS::SageMaker::ModelQualityJobDefinition': ['ModelQualityJobOutputConfig.KmsKeyId'],
    'AWS::SageMaker::MonitoringSchedule': ['MonitoringScheduleConfig.MonitoringJobDefinition.MonitoringOutputConfig.KmsKeyId'],
    'AWS::SageMaker::ProcessingJob': [
      'ProcessingInputs[].DatasetDefinition.AthenaDatasetDefinition.KmsKeyId',
      'ProcessingInputs[].DatasetDefinition.RedshiftDatasetDefinition.KmsKeyId',
      'ProcessingOutputConfig.KmsKeyId',
    ],
    'AWS::SageMaker::InferenceExperiment': ['DataStorageConfig.KmsKey'],
    'AWS::SageMaker::ModelPackage': ['ValidationSpecification.ValidationProfiles[].TransformJobDefinition.TransformOutput.KmsKeyId'],
    'AWS::SageMaker::EndpointConfig': [
      'AsyncInferenceConfig.OutputConfig.KmsKeyId',
      'DataCaptureConfig.KmsKeyId',
      'ProductionVariants[].CoreDumpConfig.KmsKeyId',
      'ShadowProductionVariants[].CoreDumpConfig.KmsKeyId',
    ],
    'AWS::SageMaker::Domain': ['DefaultUserSettings.SharingSettings.S3KmsKeyId'],
    'AWS::SageMaker::UserProfile': ['UserSettings.SharingSettings.S3KmsKeyId'],
    'AWS::SageMaker::DeviceFleet': ['OutputConfig.KmsKeyId'],
  },
  gotchas: [
    'Output to another account needs a customer managed key.',
    'Output to S3 Express One Zone is encrypted with SSE-S3 only.',
  ],
  source: 'sagemaker/latest/APIReference/API_OutputDataConfig.html',
  checked: '2026-11-24',
};

export const SAGEMAKER_FEATURE_STORE: ServiceUse = {
  ...common,
  id: 'SAGEMAKER_FEATURE_STORE',
  use: 'online store of Feature Store',
  sid: 'SageMakerFeatureStore',
  styles: ['via', 'grant'],
  viaService: 'sagemaker',
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ListGrants',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
        'kms:RetireGrant',
      ],
    },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  keyProperties: {
    'AWS::SageMaker::FeatureGroup': ['OfflineStoreConfig.S3StorageConfig.KmsKeyId', 'OnlineStoreConfig.SecurityConfig.KmsKeyId'],
  },
  gotchas: ['The offline store goes through S3: CreateFeatureGroup fails when both stores share a key with this condition.'],
  source: 'sagemaker/latest/dg/feature-store-security.html',
  checked: '2026-11-24',
};
