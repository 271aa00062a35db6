import { ServiceUse, SYMMETRIC } from '../service-use';

export const IMAGE_BUILDER_WORKFLOWS: ServiceUse = {
  id: 'IMAGE_BUILDER_WORKFLOWS',
  service: 'Amazon EC2 Image Builder',
  use: 'workflows (execution role)',
  sid: 'ImageBuilder',
  styles: ['role'],
  calls: [{
    purpose: '',
    caller: 'user',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    context: { 'aws:imagebuilder:arn': 'arn:{partition}:imagebuilder:*:{account}:workflow/*' },
    viaService: false,
  }],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::ImageBuilder::Workflow': ['KmsKeyId'] },
  gotchas: [
    'Name the execution roles in users: there is no service to go through.',
    'Images and snapshots under a key need KeyService.EBS on it.',
  ],
  source: 'imagebuilder/latest/userguide/data-protection.html',
  checked: '2026-11-26',
  verified: true,
};
