import { ServiceUse, SYMMETRIC } from '../service-use';

const common = { keySpecs: SYMMETRIC, verified: true } as const;

export const EBS: ServiceUse = {
  ...common,
  id: 'EBS',
  service: 'Amazon EBS',
  use: 'volumes and snapshots',
  sid: 'Ebs',
  styles: ['via', 'grant'],
  // The name `ebs` does not exist.
  viaService: 'ec2',
  // https://docs.aws.amazon.com/kms/latest/developerguide/services-ebs.html
  otherContext: ['aws:ebs:id'],
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'],
    },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  // A volume of a snapshot under another key is encrypted again.
  creation: [
    { purpose: 'Creation', caller: 'user', actions: ['kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'] },
    { purpose: 'CreationGrants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  keyProperties: {
    'AWS::ImageBuilder::DistributionConfiguration': ['Distributions[].AmiDistributionConfiguration.KmsKeyId'],
    'AWS::EC2::Volume': ['KmsKeyId'],
    'AWS::EC2::Instance': ['BlockDeviceMappings[].Ebs.KmsKeyId'],
    'AWS::EC2::LaunchTemplate': ['LaunchTemplateData.BlockDeviceMappings[].Ebs.KmsKeyId'],
    'AWS::EC2::EC2Fleet': ['LaunchTemplateConfigs[].Overrides[].BlockDeviceMappings[].Ebs.KmsKeyId'],
    'AWS::ECS::Service': ['VolumeConfigurations[].ManagedEBSVolume.KmsKeyId'],
    'AWS::ECS::Cluster': ['Configuration.ManagedStorageConfiguration.KmsKeyId'],
    'AWS::ImageBuilder::ImageRecipe': ['BlockDeviceMappings[].Ebs.KmsKeyId'],
    'AWS::ImageBuilder::ContainerRecipe': ['InstanceConfiguration.BlockDeviceMappings[].Ebs.KmsKeyId'],
    'AWS::DLM::LifecyclePolicy': [
      'PolicyDetails.Actions[].CrossRegionCopy[].EncryptionConfiguration.CmkArn',
      'PolicyDetails.Schedules[].CrossRegionCopyRules[].CmkArn',
    ],
    'AWS::DRS::ReplicationConfigurationTemplate': ['EbsEncryptionKeyArn'],
    'AWS::MGN::ReplicationConfigurationTemplate': ['EbsEncryptionKeyArn'],
    'AWS::WorkspacesInstances::Volume': ['KmsKeyId'],
    'AWS::WorkspacesInstances::WorkspaceInstance': ['ManagedInstance.BlockDeviceMappings[].Ebs.KmsKeyId'],
    'AWS::BedrockAgentCore::CapacityProvider': [
      'ComputeConfiguration.Ec2Configuration.LaunchTemplateSource.LaunchParameters.EphemeralVolumes[].Ebs.KmsKeyId',
      'ComputeConfiguration.Ec2Configuration.RootVolume.KmsKeyId',
      'ComputeConfiguration.Ec2Configuration.Volumes[].EbsConfiguration.KmsKeyId',
    ],
  },
  keyChange: 'never',
  gotchas: [
    'Volumes that Amazon ECS manages need it for the infrastructure role.',
    'A wrong or disabled key is found out late: the call succeeds and the volume then fails, with an EventBridge event only.',
    'EBS calls KMS when a volume is attached, so a key in use can look unused for months.',
  ],
  source: 'ebs/latest/userguide/ebs-encryption.html',
  checked: '2026-11-25',
};

export const AUTO_SCALING: ServiceUse = {
  ...common,
  id: 'AUTO_SCALING',
  service: 'Amazon EC2 Auto Scaling',
  use: 'encrypted volumes of the instances it starts',
  sid: 'AutoScaling',
  styles: ['service-linked-role', 'grant'],
  viaService: undefined,
  calls: [
    {
      purpose: '',
      caller: 'service-linked-role',
      serviceLinkedRole: 'autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    },
    {
      purpose: 'Grants',
      caller: 'service-linked-role',
      serviceLinkedRole: 'autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
      actions: ['kms:CreateGrant'],
      grantIsForAwsResource: true,
    },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  gotchas: [
    'Without these statements instances start and stop at once with Client.InternalError.',
    'The role must exist before the key policy names it; a role deleted and made again loses its access.',
    'Spot Instances of a launch configuration use AWSServiceRoleForEC2Spot instead: KeyService.EC2_SPOT.',
  ],
  source: 'autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html',
  checked: '2026-11-25',
};

const SPOT = { caller: 'service-linked-role', serviceLinkedRole: 'spot.amazonaws.com/AWSServiceRoleForEC2Spot' } as const;

export const EC2_SPOT: ServiceUse = {
  ...common,
  id: 'EC2_SPOT',
  service: 'Amazon EC2',
  use: 'encrypted volumes of Spot Instances',
  sid: 'Ec2Spot',
  styles: ['service-linked-role', 'grant'],
  calls: [
    { purpose: '', ...SPOT, actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] },
    { purpose: 'Grants', ...SPOT, actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  gotchas: [
    'AWS gives the same by a grant to the role, which is the way for a key of another account.',
    'The role must exist before the key policy names it; a role deleted and made again loses its access.',
  ],
  source: 'AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html',
  checked: '2026-11-24',
};
