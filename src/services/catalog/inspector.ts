import { ServiceUse, SYMMETRIC } from '../service-use';

export const INSPECTOR_EXPORT: ServiceUse = {
  id: 'INSPECTOR_EXPORT',
  service: 'Amazon Inspector',
  use: 'exported findings and SBOM reports',
  sid: 'InspectorExport',
  styles: ['principal'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'inspector2.amazonaws.com',
      regionalPrincipal: 'opt-in',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
    },
  ],
  resourceArn: 'arn:{partition}:inspector2:{region}:{account}:report/{resource}',
  resourceName: 'report id',
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  gotchas: [
    'The key must be in the Region of the findings and of the bucket.',
    'In an opt-in Region the principal carries the Region: inspector2.REGION.amazonaws.com.',
  ],
  source: 'inspector/latest/user/findings-managing-exporting-reports.html',
  checked: '2026-11-24',
  verified: true,
};
