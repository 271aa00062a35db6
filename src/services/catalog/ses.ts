import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon SES',
  keySpecs: SYMMETRIC,
  verified: true,
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;
const SERVICE = { caller: 'service', principal: 'ses.amazonaws.com' } as const;
const RECEIVING = {
  styles: ['principal'],
  resourceArn: 'arn:{partition}:ses:{region}:{account}:receipt-rule-set/{resource}',
  resourceName: "rule, 'RULE_SET:receipt-rule/RULE'",
  source: 'ses/latest/dg/receiving-email-permissions.html',
  checked: '2026-11-24',
  addedByCdk: 'aws-ses-actions S3 with kmsKey adds a statement bound to the context aws:ses:source-account.',
} as const;

export const SES_RECEIVING: ServiceUse = {
  ...common,
  ...RECEIVING,
  id: 'SES_RECEIVING',
  use: 'received mail that SES encrypts on its way to S3',
  sid: 'SesReceiving',
  calls: [{ purpose: '', ...SERVICE, actions: ['kms:GenerateDataKey*'], source: ['aws:SourceArn', 'aws:SourceAccount'] }],
  keyProperties: { 'AWS::SES::ReceiptRule': ['Rule.Actions[].S3Action.KmsKeyArn'] },
  gotchas: ['Mail encrypted this way is opened with the S3 encryption client, not by S3.'],
};

export const SES_RECEIVING_BUCKET: ServiceUse = {
  ...common,
  ...RECEIVING,
  id: 'SES_RECEIVING_BUCKET',
  use: 'received mail to an encrypted bucket',
  sid: 'SesReceivingBucket',
  calls: [{ purpose: '', ...SERVICE, actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], source: ['aws:SourceArn', 'aws:SourceAccount'] }],
  gotchas: ['The statement belongs to the key of the bucket.', 'An encrypted SNS topic that SES notifies needs the same two actions.'],
};

export const SES_ARCHIVING: ServiceUse = {
  ...common,
  id: 'SES_ARCHIVING',
  use: 'archives of Mail Manager',
  sid: 'SesArchiving',
  styles: ['principal', 'via'],
  viaService: 'ses',
  calls: [
    // AWS: no encryption context when an archive is made; the documented statement has no source either.
    { purpose: '', ...SERVICE, actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
  ],
  keyProperties: { 'AWS::SES::MailManagerArchive': ['KmsKeyArn'] },
  gotchas: ['SES sends neither context nor source when it makes an archive: give this key to nothing else.'],
  source: 'ses/latest/dg/encryption-rest.html',
  checked: '2026-11-24',
};
