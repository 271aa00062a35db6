import { ServiceUse, SYMMETRIC } from '../service-use';

const OPERATIONS = ['CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo', 'RetireGrant'];

export const CLEAN_ROOMS_ML: ServiceUse = {
  id: 'CLEAN_ROOMS_ML',
  service: 'AWS Clean Rooms',
  use: 'custom models and input channels of Clean Rooms ML',
  sid: 'CleanRoomsMl',
  styles: ['principal', 'via', 'grant'],
  viaService: 'cleanrooms-ml',
  // The page: neither source nor encryption context of the service is supported in key policies.
  calls: [
    { purpose: '', caller: 'service', principal: 'cleanrooms-ml.amazonaws.com', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'service', principal: 'cleanrooms-ml.amazonaws.com', actions: ['kms:CreateGrant'], grantIsForAwsResource: false, grantOperations: OPERATIONS },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'CallersGrants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: false, grantOperations: OPERATIONS },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::CleanRoomsML::ConfiguredModelAlgorithm': ['KmsKeyArn'] },
  gotchas: [
    'Nothing binds the service to an account: neither source nor encryption context is supported, so give this use a key of its own.',
    'Input channels without synthetic data make no grants.',
  ],
  source: 'clean-rooms/latest/userguide/data-protection.html#encrypt-key-policy',
  checked: '2026-11-26',
  verified: true,
};

export const CLEAN_ROOMS_INTERMEDIATE_TABLES: ServiceUse = {
  id: 'CLEAN_ROOMS_INTERMEDIATE_TABLES',
  service: 'AWS Clean Rooms',
  use: 'intermediate tables',
  sid: 'CleanRoomsTables',
  styles: ['principal', 'via'],
  viaService: 'cleanrooms',
  calls: [
    { purpose: '', caller: 'service', principal: 'cleanrooms.amazonaws.com', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], source: ['aws:SourceArn'], sourceArn: 'arn:{partition}:cleanrooms:{region}:{account}:membership/*', context: { 'aws:cleanrooms:intermediateTableArn': '{resourceArn}' } },
    { purpose: 'Describe', caller: 'service', principal: 'cleanrooms.amazonaws.com', actions: ['kms:DescribeKey'] },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
  ],
  resourceArn: 'arn:{partition}:cleanrooms:{region}:{account}:membership/*/intermediatetable/{resource}',
  resourceName: 'intermediate table id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::CleanRooms::IntermediateTable': ['KmsKeyArn'],
  },
  keyChange: 'data-stays',
  gotchas: [
    'Memberships of the other members of a collaboration are sources as well: name their accounts in sourceAccounts.',
    'Another key is used from the next time that the table is populated.',
  ],
  source: 'clean-rooms/latest/userguide/data-protection.html#encrypt-intermediate-tables',
  checked: '2026-11-26',
  verified: true,
};
