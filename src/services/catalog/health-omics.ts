import { ServiceUse, SYMMETRIC } from '../service-use';

export const HEALTH_OMICS: ServiceUse = {
  id: 'HEALTH_OMICS',
  service: 'AWS HealthOmics',
  use: 'sequence, reference and annotation stores',
  sid: 'HealthOmics',
  styles: ['via', 'grant'],
  viaService: 'omics',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Omics::AnnotationStore': ['SseConfig.KeyArn'],
    'AWS::Omics::ReferenceStore': ['SseConfig.KeyArn'],
    'AWS::Omics::SequenceStore': ['SseConfig.KeyArn'],
    'AWS::Omics::VariantStore': ['SseConfig.KeyArn'],
  },
  gotchas: [
    "AWS's example lacks the Region in kms:ViaService; such a condition is never met.",
    'Workflows make no grants.',
  ],
  source: 'omics/latest/dev/data-protection.html',
  checked: '2026-11-24',
  verified: true,
};
