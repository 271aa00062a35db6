import { ServiceUse, SYMMETRIC } from '../service-use';

export const ENTITY_RESOLUTION: ServiceUse = {
  id: 'ENTITY_RESOLUTION',
  service: 'AWS Entity Resolution',
  use: 'matching and ID mapping workflows',
  sid: 'EntityResolution',
  styles: ['via', 'grant'],
  viaService: 'entityresolution',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    // AWS bounds the grants by the service.
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: false },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::CleanRooms::IdMappingTable': ['KmsKeyArn'],
    'AWS::EntityResolution::IdMappingWorkflow': ['OutputSourceConfig[].KMSArn'],
    'AWS::EntityResolution::MatchingWorkflow': ['OutputSourceConfig[].KMSArn'],
  },
  gotchas: [
    'Who starts a matching job needs Decrypt and GenerateDataKey.',
    'A provider of ID mapping reads through S3 from an account of its own: KeyAccess.decrypt with viaServices names it.',
  ],
  source: 'entityresolution/latest/userguide/data-protection.html#create-customer-managed-key',
  checked: '2026-11-25',
  verified: true,
};
