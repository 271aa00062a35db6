import { ServiceUse, SYMMETRIC } from '../service-use';

const UNBOUND = 'CreateCluster fails with kms:GrantIsForAWSResource, and EKS has no kms:ViaService name';

export const EKS: ServiceUse = {
  id: 'EKS',
  service: 'Amazon EKS',
  use: 'secrets and all other data of the Kubernetes API',
  sid: 'Eks',
  styles: ['grant'],
  // There is no kms:ViaService name for EKS.
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'], viaService: false },
    // AWS (enable-kms.html, "deprecated" for versions since 1.28): kms:GrantIsForAWSResource is not supported for CreateCluster.
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: false, unboundGrants: UNBOUND, viaService: false },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::EKS::Cluster': ['EncryptionConfig[].Provider.KeyArn'] },
  keyChange: 'never',
  gotchas: [
    'Name who makes the cluster in users: the CloudFormation execution role, or for aws-eks Cluster the creation role of its custom resource.',
    'A condition on kms:GrantIsForAWSResource makes CreateCluster fail.',
    'The key cannot be taken away again; since 1.28 it encrypts all API data, not secrets alone.',
    'A disabled key degrades the cluster at once and must be enabled within 30 days; a deleted key is the end of the cluster.',
    'EKS calls KMS when API servers start, so a key in use can look unused.',
  ],
  source: 'eks/latest/userguide/envelope-encryption.html',
  checked: '2026-11-25',
  verified: true,
};
