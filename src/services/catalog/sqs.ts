import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon SQS',
  keySpecs: SYMMETRIC,
  verified: true,
  styles: ['via'],
  viaService: 'sqs',
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  source: 'AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html',
  checked: '2026-11-24',
} as const;

/*
 * The encryption context aws:sqs:arn is on no page of AWS that was read, so queues are not narrowed by it. AWS's example with the
 * principal sqs.amazonaws.com contradicts its own text: SQS uses the identity of producers and consumers.
 */

export const SQS: ServiceUse = {
  ...common,
  id: 'SQS',
  use: 'queues: producers and consumers',
  sid: 'Sqs',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] }],
  addedByCdk: "aws-sqs Queue.grantSendMessages and grantConsumeMessages grant the same on the queue's key.",
  keyProperties: { 'AWS::SQS::Queue': ['KmsMasterKeyId'] },
  gotchas: [
    'AWS services that send as themselves are rows of KeyAccess.messages, not users.',
    'Messages keep the key they were sent with: keep an old key until its messages are consumed, also those of a dead-letter queue.',
  ],
};

export const SQS_CONSUMERS: ServiceUse = {
  ...common,
  id: 'SQS_CONSUMERS',
  use: 'queues: consumers only',
  sid: 'SqsConsumers',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt'] }],
  gotchas: ['Reading a dead-letter queue needs Decrypt on the key of the queue that the messages came from.'],
};
