import { ServiceUse, SYMMETRIC } from '../service-use';

export const CONFIG: ServiceUse = {
  id: 'CONFIG',
  service: 'AWS Config',
  use: 'history and snapshots in an encrypted bucket',
  sid: 'Config',
  styles: ['principal'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'config.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
      // The source is the account as a whole, never a recorder.
      sourceArn: 'arn:{partition}:config:{region}:{account}:*',
    },
  ],
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Config::DeliveryChannel': ['S3KmsKeyArn'] },
  gotchas: [
    'The statement belongs to the key of the bucket, also where Config has a role: a failed write is tried again as the service.',
    'Recorders of other Regions that deliver to the same bucket must be named in sourceArns.',
    'The service-linked role of Config has no access to keys.',
  ],
  source: 'config/latest/developerguide/s3-kms-key-policy.html',
  checked: '2026-11-25',
  verified: true,
};
