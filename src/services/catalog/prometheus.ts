import { ServiceUse, SYMMETRIC } from '../service-use';

export const PROMETHEUS: ServiceUse = {
  id: 'PROMETHEUS',
  service: 'Amazon Managed Service for Prometheus',
  use: 'workspaces',
  sid: 'Prometheus',
  styles: ['grant'],
  // AWS documents no kms:ViaService name for it.
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'], viaService: false },
    {
      purpose: 'Grants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      // AWS bounds the grant by its context.
      grantIsForAwsResource: false,
      context: { 'aws:aps:arn': '{resourceArn}' },
      viaService: false,
    },
  ],
  resourceArn: 'arn:{partition}:aps:{region}:{account}:workspace/{resource}',
  resourceName: 'workspace id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::APS::Workspace': ['KmsKeyArn'] },
  keyChange: 'never',
  gotchas: [
    'Name who makes workspaces in users: there is no service to go through.',
    'The key of a workspace cannot be changed.',
    'Principals that a resource policy allows from other accounts need grants on the key.',
  ],
  source: 'prometheus/latest/userguide/encryption-at-rest-Amazon-Service-Prometheus.html',
  checked: '2026-11-25',
  verified: true,
};
