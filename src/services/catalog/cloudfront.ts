import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon CloudFront',
  keySpecs: SYMMETRIC,
  verified: true,
  styles: ['principal'],
  // CloudFront is global: its ARNs have no Region.
  resourceArn: 'arn:{partition}:cloudfront::{account}:distribution/{resource}',
  resourceName: 'distribution id',
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'undocumented',
  addedByCdk: 'aws-cloudfront-origins S3BucketOrigin.withOriginAccessControl adds what its access levels need to the key of its bucket, '
    + 'for every distribution of the account.',
  source: 'AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html',
  checked: '2026-11-24',
} as const;

const GOTCHAS = [
  'An origin access identity (OAI) cannot read such objects, origin access control (OAC) can.',
  'Naming the distribution of the same stack makes a cycle: distribution, bucket, key. Leave resources out, or name it by its id after the first deployment.',
];

export const CLOUDFRONT: ServiceUse = {
  ...common,
  id: 'CLOUDFRONT',
  use: 'reading a bucket through origin access control',
  sid: 'CloudFront',
  calls: [{ purpose: '', caller: 'service', principal: 'cloudfront.amazonaws.com', actions: ['kms:Decrypt'], source: ['aws:SourceArn'] }],
  gotchas: GOTCHAS,
};

export const CLOUDFRONT_READ_WRITE: ServiceUse = {
  ...common,
  id: 'CLOUDFRONT_READ_WRITE',
  use: 'reading and writing a bucket through origin access control',
  sid: 'CloudFrontReadWrite',
  calls: [{
    purpose: '',
    caller: 'service',
    principal: 'cloudfront.amazonaws.com',
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*'],
    source: ['aws:SourceArn'],
  }],
  gotchas: GOTCHAS,
};
