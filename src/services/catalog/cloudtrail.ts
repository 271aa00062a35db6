import { CHECKED, ServiceCall, ServiceUse, SYMMETRIC } from '../service-use';

const common = { service: 'AWS CloudTrail', keySpecs: SYMMETRIC, checked: CHECKED, verified: true } as const;
const SERVICE = { caller: 'service', principal: 'cloudtrail.amazonaws.com' } as const;
const PAGE = 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html';

const TRAIL_CALLS: ServiceCall[] = [
  {
    purpose: 'Encrypt',
    ...SERVICE,
    actions: ['kms:GenerateDataKey*'],
    source: ['aws:SourceArn'],
    context: { 'aws:cloudtrail:arn': 'arn:{partition}:cloudtrail:*:{account}:trail/*' },
  },
  // Decrypt: creating or changing a trail whose bucket has an S3 Bucket Key.
  { purpose: 'Describe', ...SERVICE, actions: ['kms:Decrypt', 'kms:DescribeKey'], source: ['aws:SourceArn'] },
  // Readers get their logs from S3; AWS asks for the context of a trail to be there.
  { purpose: 'Readers', caller: 'user', actions: ['kms:Decrypt'], contextPresent: ['aws:cloudtrail:arn'], viaService: false, optional: true },
];

export const CLOUDTRAIL: ServiceUse = {
  ...common,
  id: 'CLOUDTRAIL',
  use: 'log and digest files of trails',
  sid: 'CloudTrail',
  styles: ['principal'],
  calls: TRAIL_CALLS,
  resourceArn: 'arn:{partition}:cloudtrail:{region}:{account}:trail/{resource}',
  resourceName: 'trail name',
  resourceTypes: ['AWS::CloudTrail::Trail'],
  exclusive: false,
  multiRegion: 'supported',
  crossAccount: 'supported',
  gotchas: [
    'The key must be in the region of the bucket, which may not be that of the trail.',
    'A disabled key or a wrong policy stops delivery silently.',
    'Users are readers of the logs.',
  ],
  source: PAGE,
};

export const CLOUDTRAIL_ORGANIZATION: ServiceUse = {
  ...common,
  id: 'CLOUDTRAIL_ORGANIZATION',
  use: 'log and digest files of organization trails',
  sid: 'CloudTrailOrganization',
  styles: ['principal'],
  calls: TRAIL_CALLS,
  resourceArn: 'arn:{partition}:cloudtrail:{region}:{account}:trail/{resource}',
  resourceName: 'trail name',
  resourceTypes: ['AWS::CloudTrail::Trail'],
  foreignSource: 'the management account, which owns the trail',
  exclusive: false,
  multiRegion: 'supported',
  crossAccount: 'supported',
  gotchas: [
    'The trail and its encryption context belong to the management account, also for events of member accounts.',
    'The key must be in the region of the bucket, which may not be that of the trail.',
  ],
  source: PAGE,
  verified: false,
  unverified: 'that the encryption context of an organization trail names the management account',
};

export const CLOUDTRAIL_LAKE: ServiceUse = {
  ...common,
  id: 'CLOUDTRAIL_LAKE',
  use: 'event data stores (CloudTrail Lake)',
  sid: 'CloudTrailLake',
  styles: ['principal'],
  // AWS: aws:SourceArn and aws:SourceAccount are not supported for event data stores.
  calls: [
    { purpose: '', ...SERVICE, actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    // Whoever queries the store.
    { purpose: 'Users', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], viaService: false, optional: true },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  gotchas: [
    'CloudTrail sends no source key for event data stores: give this key to nothing else.',
    'Users are those who query the store.',
  ],
  source: PAGE,
};
