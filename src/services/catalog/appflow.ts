import { ServiceUse, SYMMETRIC } from '../service-use';

export const APPFLOW: ServiceUse = {
  id: 'APPFLOW',
  service: 'Amazon AppFlow',
  use: 'flows and connections',
  sid: 'AppFlow',
  styles: ['via', 'grant'],
  viaService: 'appflow',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey', 'kms:ListGrants'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::AppFlow::ConnectorProfile': ['KMSArn'], 'AWS::AppFlow::Flow': ['KMSArn'], 'AWS::CustomerProfiles::Integration': ['FlowDefinition.KmsArn'] },
  gotchas: ['The console needs ListKeys and ListAliases as well, which no key policy gives.'],
  source: 'appflow/latest/userguide/security-iam-service-with-iam.html',
  checked: '2026-11-25',
  verified: true,
};
