import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon CloudWatch Logs',
  keySpecs: SYMMETRIC,
  verified: true,
  styles: ['principal'],
  calls: [{
    purpose: '',
    caller: 'service',
    principal: 'delivery.logs.amazonaws.com',
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    source: ['aws:SourceArn', 'aws:SourceAccount'],
  }],
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
} as const;

const GOTCHAS = [
  'The statement belongs to the key of the bucket. An AWS managed key there makes logs that nobody can read.',
  "Name the key by its ARN in the bucket's default encryption: delivery fails for a bare key id.",
  'AWS warns of S3 Bucket Keys here: the encryption context then names the bucket, not the object.',
];

export const LOG_DELIVERY: ServiceUse = {
  ...common,
  id: 'LOG_DELIVERY',
  use: 'vended logs to an encrypted bucket, first kind (VPC flow logs, Network Load Balancer and others)',
  sid: 'LogDelivery',
  resourceArn: 'arn:{partition}:logs:{region}:{account}:{resource}',
  resourceName: 'resource of CloudWatch Logs',
  gotchas: GOTCHAS,
  source: 'AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html',
  checked: '2026-11-24',
};

export const LOG_DELIVERY_V2: ServiceUse = {
  ...common,
  id: 'LOG_DELIVERY_V2',
  use: 'vended logs to an encrypted bucket, second kind (delivery sources: CloudFront, Application Load Balancer, WAF and others)',
  sid: 'LogDeliveryV2',
  resourceArn: 'arn:{partition}:logs:{region}:{account}:delivery-source:{resource}',
  resourceName: 'delivery source name',
  gotchas: GOTCHAS,
  source: 'AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html',
  checked: '2026-11-25',
};
