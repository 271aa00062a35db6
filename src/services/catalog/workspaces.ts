import { ServiceUse, SYMMETRIC } from '../service-use';

export const WORKSPACES: ServiceUse = {
  id: 'WORKSPACES',
  service: 'Amazon WorkSpaces',
  use: 'volumes',
  sid: 'WorkSpaces',
  styles: ['via', 'grant'],
  viaService: 'workspaces',
  // One grant for WorkSpaces, one for EBS.
  alsoViaServices: ['ec2'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::WorkSpaces::Workspace': ['VolumeEncryptionKey'] },
  gotchas: [
    'A WorkSpace cannot be encrypted after it was started.',
    'A WorkSpace that loses its key cannot be rebooted.',
  ],
  source: 'workspaces/latest/adminguide/encrypt-workspaces.html',
  checked: '2026-11-24',
  verified: true,
};
