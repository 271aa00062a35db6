import { ServiceUse, SYMMETRIC } from '../service-use';

export const CHIME_MEDIA_PIPELINES: ServiceUse = {
  id: 'CHIME_MEDIA_PIPELINES',
  service: 'Amazon Chime SDK',
  use: 'recordings of media pipelines in an encrypted bucket',
  sid: 'ChimeMediaPipelines',
  styles: ['principal'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'mediapipelines.chime.amazonaws.com',
      // Decrypt: concatenation reads what capture wrote.
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
      sourceArn: 'arn:{partition}:chime:*:{account}:*',
    },
  ],
  exclusive: false,
  multiRegion: 'as-single-region',
  gotchas: ['The statement belongs to the key of the bucket.'],
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  verified: true,
  source: 'chime-sdk/latest/dg/sse-kms.html',
  checked: '2026-11-24',
};
