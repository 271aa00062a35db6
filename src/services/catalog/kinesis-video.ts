import { ServiceUse, SYMMETRIC } from '../service-use';

export const KINESIS_VIDEO: ServiceUse = {
  id: 'KINESIS_VIDEO',
  service: 'Amazon Kinesis Video Streams',
  use: 'streams (producers and consumers)',
  sid: 'KinesisVideo',
  styles: ['via'],
  viaService: 'kinesisvideo',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] }],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::KinesisVideo::Stream': ['KmsKeyId'] },
  gotchas: [
    'A wrong key is found out late: the stream is made, and PutMedia and GetMedia fail.',
    'The key of a stream cannot be changed.',
    'A producer needs GenerateDataKey only, a consumer Decrypt only.',
  ],
  source: 'kinesisvideostreams/latest/dg/how-kms.html',
  checked: '2026-11-24',
  verified: true,
};
