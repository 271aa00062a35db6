import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'AWS Step Functions',
  keySpecs: SYMMETRIC,
  verified: true,
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  source: 'step-functions/latest/dg/encryption-at-rest.html',
  checked: '2026-11-24',
} as const;

export const STEP_FUNCTIONS: ServiceUse = {
  ...common,
  id: 'STEP_FUNCTIONS',
  use: 'state machines: execution roles',
  sid: 'StepFunctions',
  styles: ['role'],
  // AWS warns that kms:ViaService on an execution role can stop new executions and fail running ones.
  calls: [{
    purpose: '',
    caller: 'user',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    context: { 'aws:states:stateMachineArn': '{resourceArn}' },
    viaService: false,
  }],
  resourceArn: 'arn:{partition}:states:{region}:{account}:stateMachine:{resource}',
  resourceName: 'state machine name',
  resourceTypes: ['AWS::StepFunctions::StateMachine'],
  addedByCdk: 'aws-stepfunctions StateMachine adds the same to its execution role, which counts with IamDelegation.FULL.',
  keyProperties: { 'AWS::StepFunctions::StateMachine': ['EncryptionConfiguration.KmsKeyId'] },
  gotchas: [
    'Users are the execution roles. A role of a synchronous Express workflow needs Decrypt only.',
    'A disabled key fails running executions and stops new ones; EventBridge events of executions carry no input or output.',
    'A key of another account must be named by its ARN or the ARN of its alias.',
  ],
};

export const STEP_FUNCTIONS_CALLERS: ServiceUse = {
  ...common,
  id: 'STEP_FUNCTIONS_CALLERS',
  use: 'state machines and activities: who creates, describes or polls them',
  sid: 'StepFunctionsCallers',
  styles: ['via'],
  viaService: 'states',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] }],
  exclusive: false,
  gotchas: [
    'Starting, stopping and redriving an execution needs nothing on the key; reading its input and output needs Decrypt.',
    'Execution roles must not come this way: name them in KeyService.STEP_FUNCTIONS.',
  ],
};

export const STEP_FUNCTIONS_ACTIVITIES: ServiceUse = {
  ...common,
  id: 'STEP_FUNCTIONS_ACTIVITIES',
  use: 'activities: execution roles that use them',
  sid: 'StepFunctionsActivities',
  styles: ['role'],
  calls: [{
    purpose: '',
    caller: 'user',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    context: { 'aws:states:activityArn': '{resourceArn}' },
    viaService: false,
  }],
  resourceArn: 'arn:{partition}:states:{region}:{account}:activity:{resource}',
  resourceName: 'activity name',
  resourceTypes: ['AWS::StepFunctions::Activity'],
  addedByCdk: 'aws-stepfunctions Activity adds a statement for states.amazonaws.com, bound to the activity, that AWS does not document.',
  keyProperties: { 'AWS::StepFunctions::Activity': ['EncryptionConfiguration.KmsKeyId'] },
  keyChange: 'never',
  gotchas: ['The key of an activity cannot be changed: another key makes a new activity.'],
};

export const STEP_FUNCTIONS_LOGS: ServiceUse = {
  ...common,
  id: 'STEP_FUNCTIONS_LOGS',
  use: 'logs of state machines that have a key',
  sid: 'StepFunctionsLogs',
  styles: ['principal', 'role'],
  calls: [
    // AWS's example for the service has no condition. What it decrypts was made by the role with this context, and KMS decrypts
    // with the same context only, so the condition takes nothing away. SourceArn is a name in the context here.
    {
      purpose: '',
      caller: 'service',
      principal: 'delivery.logs.amazonaws.com',
      actions: ['kms:Decrypt'],
      context: { SourceArn: 'arn:{partition}:logs:{region}:{account}:*' },
    },
    {
      purpose: 'Roles',
      caller: 'user',
      actions: ['kms:GenerateDataKey'],
      context: { SourceArn: 'arn:{partition}:logs:{region}:{account}:*' },
      viaService: false,
      optional: true,
    },
  ],
  addedByCdk: 'aws-stepfunctions StateMachine with logs adds Decrypt* for delivery.logs.amazonaws.com without a condition, and its role the rest.',
  gotchas: [
    'The statement belongs to the key of the state machine. Users are its execution roles.',
    'A log group with a key of its own needs KeyService.CLOUDWATCH_LOGS on that key as well.',
  ],
};
