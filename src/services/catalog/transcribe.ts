import { ServiceUse, SYMMETRIC } from '../service-use';

export const TRANSCRIBE: ServiceUse = {
  id: 'TRANSCRIBE',
  service: 'Amazon Transcribe',
  use: 'transcripts (whoever starts the job, or its data access role)',
  sid: 'Transcribe',
  styles: ['role'],
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      viaService: false,
    },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Chime::MediaInsightsPipelineConfiguration': ['Elements[].AmazonTranscribeCallAnalyticsProcessorConfiguration.PostCallAnalyticsSettings.OutputEncryptionKMSKeyId'],
  },
  gotchas: [
    'Name who starts jobs in users: AWS documents no service to go through.',
    'The context is the one given as KMSEncryptionContext; without it there is none.',
  ],
  source: 'transcribe/latest/dg/data-encryption.html',
  checked: '2026-11-24',
  verified: true,
};
