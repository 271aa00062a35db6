import { ServiceUse, SYMMETRIC } from '../service-use';

export const EVENTBRIDGE_SCHEDULER: ServiceUse = {
  id: 'EVENTBRIDGE_SCHEDULER',
  service: 'Amazon EventBridge Scheduler',
  use: 'payloads of schedules',
  sid: 'EventBridgeScheduler',
  styles: ['role'],
  // The execution role decrypts as itself; whoever makes the schedule needs all three. Nothing says that either comes through the service.
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt'], narrowedContext: { 'aws:scheduler:schedule:arn': '{resourceArn}' }, viaService: false },
    { purpose: 'Creators', caller: 'user', actions: ['kms:DescribeKey', 'kms:GenerateDataKey'], viaService: false },
  ],
  resourceArn: 'arn:{partition}:scheduler:{region}:{account}:schedule/{resource}',
  resourceName: 'schedule, as group/name',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Scheduler::Schedule': ['KmsKeyArn'] },
  addedByCdk: "aws-scheduler Schedule grants its target's role Decrypt on the key.",
  gotchas: [
    'Name in users the execution roles and who makes schedules: there is no service to go through.',
    'Only the payload is encrypted under the key; names, times and targets stay under a key of AWS.',
    'Scheduler makes no grants.',
  ],
  source: 'scheduler/latest/UserGuide/encryption-rest.html#key-management',
  checked: '2026-11-25',
  verified: true,
};
