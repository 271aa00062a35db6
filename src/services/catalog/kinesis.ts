import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon Kinesis Data Streams',
  keySpecs: SYMMETRIC,
  verified: true,
  styles: ['via'],
  viaService: 'kinesis',
  resourceArn: 'arn:{partition}:kinesis:{region}:{account}:stream/{resource}',
  resourceName: 'stream name',
  resourceTypes: ['AWS::Kinesis::Stream'],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  source: 'streams/latest/dev/permissions-user-key-KMS.html',
  checked: '2026-11-24',
} as const;
// The Firehose console writes this context into the policies it makes; the page of Kinesis does not name it.
const CONTEXT = { 'aws:kinesis:arn': '{resourceArn}' };

export const KINESIS: ServiceUse = {
  ...common,
  id: 'KINESIS',
  use: 'data streams: producers and consumers',
  sid: 'Kinesis',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], narrowedContext: CONTEXT },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'] },
  ],
  keyProperties: { 'AWS::Kinesis::Stream': ['StreamEncryption.KeyId'] },
  gotchas: [
    'Reading and writing fail for principals that cannot use the key, whatever their permissions on the stream are.',
    'Services that write to the stream by a service-linked role, such as DynamoDB, come through Kinesis as well.',
  ],
};

export const KINESIS_CONSUMERS: ServiceUse = {
  ...common,
  id: 'KINESIS_CONSUMERS',
  use: 'data streams: consumers only',
  sid: 'KinesisConsumers',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt'], narrowedContext: CONTEXT }],
  gotchas: [],
};
