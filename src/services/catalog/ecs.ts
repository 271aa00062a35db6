import { ServiceUse, SYMMETRIC } from '../service-use';

const SERVICE = { caller: 'service', principal: 'fargate.amazonaws.com' } as const;
// The context, not a source, says for which cluster Fargate calls.
const CONTEXT = { 'aws:ecs:clusterAccount': '{account}', 'aws:ecs:clusterName': '{resource}' };

export const ECS_FARGATE_EPHEMERAL_STORAGE: ServiceUse = {
  id: 'ECS_FARGATE_EPHEMERAL_STORAGE',
  service: 'Amazon ECS',
  use: 'ephemeral storage of Fargate tasks',
  sid: 'EcsFargate',
  styles: ['principal', 'grant'],
  calls: [
    { purpose: '', ...SERVICE, actions: ['kms:GenerateDataKeyWithoutPlaintext'], context: CONTEXT },
    {
      purpose: 'Grants',
      ...SERVICE,
      actions: ['kms:CreateGrant'],
      context: CONTEXT,
      grantIsForAwsResource: false,
      grantOperations: ['Decrypt'],
    },
    { purpose: 'Operators', caller: 'user', actions: ['kms:DescribeKey'], viaService: false, optional: true },
  ],
  resourceArn: 'arn:{partition}:ecs:{region}:{account}:cluster/{resource}',
  resourceName: 'cluster name',
  exclusive: false,
  multiRegion: 'refused',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  addedByCdk: 'aws-ecs Cluster with managedStorageConfiguration.fargateEphemeralStorageKmsKey adds both statements for the service.',
  keyProperties: { 'AWS::ECS::Cluster': ['Configuration.ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId'] },
  gotchas: [
    'Aliases and multi-Region keys are refused.',
    'The context holds the name of the cluster, not its ARN.',
    'Fargate makes one grant a task; Linux platform 1.4.0 or later only.',
    'Name who configures the cluster in users: they need DescribeKey.',
  ],
  source: 'AmazonECS/latest/developerguide/fargate-create-storage-key.html',
  checked: '2026-11-25',
  verified: true,
};

export const ECS_SERVICE_CONNECT: ServiceUse = {
  id: 'ECS_SERVICE_CONNECT',
  service: 'Amazon ECS',
  use: 'private keys of Service Connect with TLS (infrastructure role)',
  sid: 'EcsServiceConnect',
  styles: ['role'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair'], viaService: false },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::ECS::Service': ['ServiceConnectConfiguration.Services[].Tls.KmsKey'],
  },
  gotchas: [
    'Name the infrastructure role in users.',
    'Delete the service before its key: it is stuck in draining otherwise.',
  ],
  source: 'AmazonECS/latest/developerguide/service-connect-tls.html#service-connect-kms',
  checked: '2026-11-26',
  verified: true,
};
