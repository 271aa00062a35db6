import { ServiceUse, SYMMETRIC } from '../service-use';

export const CLOUDWATCH_ALARMS: ServiceUse = {
  id: 'CLOUDWATCH_ALARMS',
  service: 'Amazon CloudWatch',
  use: 'alarms that publish to an encrypted topic',
  sid: 'CloudWatchAlarms',
  styles: ['principal'],
  calls: [{
    purpose: '',
    caller: 'service',
    principal: 'cloudwatch.amazonaws.com',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    source: ['aws:SourceArn', 'aws:SourceAccount'],
  }],
  resourceArn: 'arn:{partition}:cloudwatch:{region}:{account}:alarm:{resource}',
  resourceName: 'alarm name',
  resourceTypes: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  gotchas: [
    'The statement belongs to the key of the topic. KeyAccess.messages writes it for a topic and its alarms.',
    "Without it nothing fails at deployment: the alarm's history shows an access error and no message comes.",
  ],
  source: 'sns/latest/dg/sns-key-management.html',
  checked: '2026-11-24',
  verified: true,
};
