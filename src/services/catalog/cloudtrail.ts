import { CHECKED, ServiceUse, SYMMETRIC } from '../service-use';

const common = { service: 'AWS CloudTrail', keySpecs: SYMMETRIC, checked: CHECKED, verified: true } as const;
const SERVICE = { caller: 'service', principal: 'cloudtrail.amazonaws.com' } as const;
const PAGE = 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html';

export const CLOUDTRAIL: ServiceUse = {
  ...common,
  id: 'CLOUDTRAIL',
  use: 'log and digest files of trails',
  sid: 'CloudTrail',
  styles: ['principal'],
  calls: [
    {
      purpose: 'Encrypt',
      ...SERVICE,
      actions: ['kms:GenerateDataKey*'],
      source: ['aws:SourceArn'],
      context: { 'aws:cloudtrail:arn': 'arn:{partition}:cloudtrail:*:{account}:trail/*' },
    },
    // Decrypt: creating or changing a trail whose bucket has an S3 Bucket Key.
    { purpose: 'Describe', ...SERVICE, actions: ['kms:Decrypt', 'kms:DescribeKey'], source: ['aws:SourceArn'] },
  ],
  resourceArn: 'arn:{partition}:cloudtrail:{region}:{account}:trail/{resource}',
  resourceName: 'trail name',
  exclusive: false,
  multiRegion: 'supported',
  crossAccount: 'supported',
  gotchas: [
    'The key must be in the region of the bucket, which may not be that of the trail.',
    'A disabled key or a wrong policy stops delivery silently.',
    'Readers of the logs need Decrypt, with the context aws:cloudtrail:arn present.',
  ],
  source: PAGE,
};

export const CLOUDTRAIL_LAKE: ServiceUse = {
  ...common,
  id: 'CLOUDTRAIL_LAKE',
  use: 'event data stores (CloudTrail Lake)',
  sid: 'CloudTrailLake',
  styles: ['principal'],
  // AWS: aws:SourceArn and aws:SourceAccount are not supported for event data stores.
  calls: [{ purpose: '', ...SERVICE, actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] }],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  gotchas: [
    'CloudTrail sends no source key for event data stores: give this key to nothing else.',
    'The key of an event data store cannot be changed.',
  ],
  source: PAGE,
};
