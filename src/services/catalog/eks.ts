import { CHECKED, ServiceUse, SYMMETRIC } from '../service-use';

export const EKS: ServiceUse = {
  id: 'EKS',
  service: 'Amazon EKS',
  use: 'secrets and all other data of the Kubernetes API',
  sid: 'Eks',
  styles: ['grant'],
  // There is no kms:ViaService name for EKS.
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'], viaService: false },
    // AWS: kms:GrantIsForAWSResource is not supported for CreateCluster.
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: false, viaService: false },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  gotchas: [
    'Name who makes the cluster in users: in a deployment by CDK that is the CloudFormation execution role.',
    'A condition on kms:GrantIsForAWSResource makes CreateCluster fail.',
    'The key cannot be taken away again; since 1.28 it encrypts all API data, not secrets alone.',
    'A disabled key degrades the cluster at once and must be enabled within 30 days; a deleted key is the end of the cluster.',
    'EKS calls KMS when API servers start, so a key in use can look unused.',
  ],
  source: 'eks/latest/userguide/enable-kms.html',
  checked: CHECKED,
  verified: true,
};
