import { ServiceUse, SYMMETRIC } from '../service-use';

export const SNS: ServiceUse = {
  id: 'SNS',
  service: 'Amazon SNS',
  use: 'topics: publishers',
  sid: 'Sns',
  styles: ['via'],
  viaService: 'sns',
  calls: [{
    purpose: '',
    caller: 'user',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    // On the page of SNS only in words; Amazon GameLift's page for encrypted topics compares it.
    narrowedContext: { 'aws:sns:topicArn': '{resourceArn}' },
  }],
  resourceArn: 'arn:{partition}:sns:{region}:{account}:{resource}',
  resourceName: 'topic name',
  resourceTypes: ['AWS::SNS::Topic'],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  addedByCdk: "aws-sns Topic.grantPublish grants Decrypt and GenerateDataKey* on the topic's key.",
  keyProperties: { 'AWS::SNS::Topic': ['KmsMasterKeyId'] },
  gotchas: [
    'AWS services that publish as themselves are rows of KeyAccess.messages, not users.',
    'EC2 Auto Scaling, CodePipeline, Config, Elastic Beanstalk, Image Builder and IoT publish with an IAM role: name the role as user.',
    'Subscribers need nothing on the key. Only the body of messages is encrypted.',
  ],
  source: 'sns/latest/dg/sns-key-management.html',
  checked: '2026-11-25',
  verified: true,
};
