import { ServiceCall, ServiceUse, SYMMETRIC } from '../service-use';

const common = { service: 'AWS CloudTrail', keySpecs: SYMMETRIC, verified: true } as const;
const SERVICE = { caller: 'service', principal: 'cloudtrail.amazonaws.com' } as const;
const PAGE = 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html';

const ENCRYPT = { purpose: 'Encrypt', ...SERVICE, actions: ['kms:GenerateDataKey*'], source: ['aws:SourceArn'] } as const;
const TRAIL_CALLS: ServiceCall[] = [
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
  calls: [{ ...ENCRYPT, context: { 'aws:cloudtrail:arn': 'arn:{partition}:cloudtrail:*:{account}:trail/*' } }, ...TRAIL_CALLS],
  resourceArn: 'arn:{partition}:cloudtrail:{region}:{account}:trail/{resource}',
  resourceName: 'trail name',
  resourceTypes: ['AWS::CloudTrail::Trail'],
  keyProperties: { 'AWS::CloudTrail::Trail': ['KMSKeyId'] },
  keyChange: 'data-stays',
  exclusive: false,
  multiRegion: 'supported',
  crossAccount: 'supported',
  gotchas: [
    'The key must be in the Region of the bucket, which is not always that of the trail.',
    'A disabled key or a wrong policy stops delivery silently.',
    'Users are readers of the logs.',
  ],
  source: PAGE,
  checked: '2026-11-25',
};

export const CLOUDTRAIL_ORGANIZATION: ServiceUse = {
  ...common,
  id: 'CLOUDTRAIL_ORGANIZATION',
  use: 'log and digest files of organization trails',
  sid: 'CloudTrailOrganization',
  styles: ['principal'],
  // Whose account the context of an organization trail names is not documented; the source is its trail, which is.
  calls: [{ ...ENCRYPT, contextPresent: ['aws:cloudtrail:arn'] }, ...TRAIL_CALLS],
  resourceArn: 'arn:{partition}:cloudtrail:{region}:{account}:trail/{resource}',
  resourceName: 'trail name',
  resourceTypes: ['AWS::CloudTrail::Trail'],
  foreignSource: 'the management account, which owns the trail',
  exclusive: false,
  multiRegion: 'supported',
  crossAccount: 'supported',
  gotchas: [
    'The trail belongs to the management account, also for events of member accounts.',
    'The key must be in the Region of the bucket, which is not always that of the trail.',
  ],
  source: PAGE,
  checked: '2026-11-25',
};

export const CLOUDTRAIL_LAKE: ServiceUse = {
  ...common,
  id: 'CLOUDTRAIL_LAKE',
  use: 'event data stores (CloudTrail Lake)',
  sid: 'CloudTrailLake',
  styles: ['principal'],
  calls: [
    // AWS: "Add these conditions after you create the event data store", so its creation might come without them.
    { purpose: '', ...SERVICE, actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], laterSource: ['aws:SourceArn', 'aws:SourceAccount'] },
    // Whoever queries the store.
    { purpose: 'Users', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], viaService: false, optional: true },
  ],
  resourceArn: 'arn:{partition}:cloudtrail:{region}:{account}:eventdatastore/{resource}',
  resourceName: 'event data store id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keyProperties: { 'AWS::CloudTrail::EventDataStore': ['KmsKeyId'] },
  keyChange: 'never',
  gotchas: [
    'Deploy once without resources, then name the event data store: its creation might carry no source, so until then stores of others are '
      + 'denied only where CloudTrail says whose they are.',
    'A query that joins event data stores needs each of them in resources, on the key of each.',
    'Users are those who query the store.',
  ],
  source: `${PAGE}#create-kms-key-policy-for-cloudtrail-encrypt-eds`,
  checked: '2026-11-25',
};
