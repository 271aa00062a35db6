import { ServiceUse, SYMMETRIC } from '../service-use';

const GROUPS = 'arn:{partition}:aiops:{region}:{account}:investigation-group/*';
const CONTEXT = { 'aws:aiops:investigation-group-arn': GROUPS };

export const CLOUDWATCH_INVESTIGATIONS: ServiceUse = {
  id: 'CLOUDWATCH_INVESTIGATIONS',
  service: 'Amazon CloudWatch',
  use: 'investigation groups of CloudWatch investigations',
  sid: 'CloudWatchInvestigations',
  styles: ['principal', 'via'],
  viaService: 'aiops',
  calls: [
    { purpose: '', caller: 'service', principal: 'aiops.amazonaws.com', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], source: ['aws:SourceArn', 'aws:SourceAccount'], sourceArn: GROUPS, context: CONTEXT, contextOperator: 'ArnLike' },
    { purpose: 'Describe', caller: 'service', principal: 'aiops.amazonaws.com', actions: ['kms:DescribeKey'], source: ['aws:SourceArn', 'aws:SourceAccount'], sourceArn: GROUPS },
    {
      purpose: 'Alarms',
      caller: 'service',
      principal: 'aiops.alarms.cloudwatch.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
      sourceArn: 'arn:{partition}:cloudwatch:{region}:{account}:alarm:*',
      context: CONTEXT,
      contextOperator: 'ArnLike',
      through: 'aiops',
    },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: CONTEXT, contextOperator: 'ArnLike' },
    { purpose: 'CallersDescribe', caller: 'user', actions: ['kms:DescribeKey'] },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::AIOps::InvestigationGroup': ['EncryptionConfig.KmsKeyId'] },
  keyChange: 'data-stays',
  gotchas: [
    'Users are who administers, runs and reads investigations.',
    'Investigations of state machines under a key need Decrypt for aiops.amazonaws.com through Step Functions on the key of the state machine.',
  ],
  source: 'AmazonCloudWatch/latest/monitoring/Investigations-Security.html',
  checked: '2026-11-26',
  verified: true,
};
