import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon Macie',
  keySpecs: SYMMETRIC,
  verified: true,
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
} as const;

export const MACIE_EXPORT: ServiceUse = {
  ...common,
  id: 'MACIE_EXPORT',
  use: 'exported results of sensitive data discovery',
  sid: 'MacieExport',
  styles: ['principal'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'macie.amazonaws.com',
      regionalPrincipal: 'opt-in',
      actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
      sourceArn: [
        'arn:{partition}:macie2:{region}:{account}:export-configuration:*',
        'arn:{partition}:macie2:{region}:{account}:classification-job/*',
      ],
    },
  ],
  gotchas: [
    'Key and bucket must be in the same Region.',
    'Results of other Regions or accounts need sourceArns and sourceAccounts.',
    'In an opt-in Region the principal carries the Region: macie.REGION.amazonaws.com.',
  ],
  source: 'macie/latest/user/discovery-results-repository-s3.html',
  checked: '2026-11-25',
};

export const MACIE_DISCOVERY: ServiceUse = {
  ...common,
  id: 'MACIE_DISCOVERY',
  use: 'inspection of objects in encrypted buckets',
  sid: 'MacieDiscovery',
  styles: ['service-linked-role'],
  calls: [
    {
      purpose: '',
      caller: 'service-linked-role',
      serviceLinkedRole: 'macie.amazonaws.com/AWSServiceRoleForAmazonMacie',
      actions: ['kms:Decrypt'],
    },
  ],
  gotchas: [
    'The statement belongs to the keys of the buckets that Macie inspects.',
    'The role must exist before the key policy names it.',
  ],
  source: 'macie/latest/user/discovery-supported-encryption-types.html',
  checked: '2026-11-24',
};
