import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon EventBridge',
  keySpecs: SYMMETRIC,
  verified: true,
  resourceArn: 'arn:{partition}:events:{region}:{account}:event-bus/{resource}',
  resourceName: 'event bus name',
  resourceTypes: ['AWS::Events::EventBus'],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;

const SERVICE = { caller: 'service', principal: 'events.amazonaws.com' } as const;
// DescribeKey, by which EventBridge sees that the key is symmetric, carries no encryption context; AWS's example has no condition.
const DESCRIBE = { purpose: 'Describe', ...SERVICE, actions: ['kms:DescribeKey'] } as const;

export const EVENTBRIDGE: ServiceUse = {
  ...common,
  id: 'EVENTBRIDGE',
  use: 'custom event buses and their rules',
  sid: 'EventBridge',
  styles: ['principal', 'via'],
  viaService: 'events',
  calls: [
    {
      purpose: '',
      ...SERVICE,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      source: ['aws:SourceArn'],
      context: { 'aws:events:event-bus:arn': '{resourceArn}' },
    },
    DESCRIBE,
    {
      purpose: 'Callers',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    },
  ],
  addedByCdk: 'aws-events EventBus adds a statement for its bus that puts DescribeKey under the encryption context, where it never counts.',
  keyProperties: { 'AWS::Events::EventBus': ['KmsKeyIdentifier'] },
  gotchas: [
    'Users are those who create the bus and its rules.',
    'Events of AWS services on the default bus stay under a key that AWS owns.',
    'Such a bus has no schema discovery; give it a dead-letter queue, as events that cannot be encrypted are lost.',
  ],
  source: 'eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html',
  checked: '2026-11-25',
};

export const EVENTBRIDGE_ARCHIVE: ServiceUse = {
  ...common,
  id: 'EVENTBRIDGE_ARCHIVE',
  use: 'archives',
  sid: 'EventBridgeArchive',
  styles: ['principal'],
  calls: [
    // AWS's example has no aws:SourceArn here; calls for archives carry none.
    {
      purpose: '',
      ...SERVICE,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncrypt*'],
      context: { 'aws:events:event-bus:arn': '{resourceArn}' },
    },
    DESCRIBE,
  ],
  addedByCdk: 'aws-events Archive and EventBus.archive add the same two statements for their bus.',
  keyProperties: { 'AWS::Events::Archive': ['KmsKeyIdentifier'] },
  gotchas: ['Resources are the event buses whose events are archived, not the archives.'],
  source: 'eventbridge/latest/userguide/encryption-archives.html',
  checked: '2026-11-24',
};

export const EVENTBRIDGE_PIPES: ServiceUse = {
  ...common,
  id: 'EVENTBRIDGE_PIPES',
  use: 'filter patterns, enrichments and input transformers of pipes',
  sid: 'EventBridgePipes',
  styles: ['role'],
  resourceArn: undefined,
  resourceName: undefined,
  resourceTypes: undefined,
  // AWS names the context key aws:pipe:arn in its example and aws:pipes:arn in its text, so none is compared.
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], viaService: false }],
  keyProperties: { 'AWS::Pipes::Pipe': ['KmsKeyIdentifier'] },
  gotchas: ["Users are the pipes' execution roles: EventBridge never calls as itself here."],
  source: 'eventbridge/latest/userguide/eb-encryption-pipes-cmkey.html',
  checked: '2026-11-25',
};

export const EVENTBRIDGE_PIPES_LOGS: ServiceUse = {
  ...common,
  id: 'EVENTBRIDGE_PIPES_LOGS',
  use: 'logs of pipes that include execution data',
  sid: 'EventBridgePipesLogs',
  styles: ['principal', 'role'],
  resourceArn: undefined,
  resourceName: undefined,
  resourceTypes: undefined,
  calls: [
    // Here SourceArn is a name in the encryption context, not the global condition key.
    {
      purpose: '',
      caller: 'service',
      principal: 'delivery.logs.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
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
  gotchas: [
    "Users are the pipes' execution roles.",
    'A log group with a key of its own needs KeyService.CLOUDWATCH_LOGS on that key as well.',
  ],
  source: 'eventbridge/latest/userguide/eb-encryption-pipes-cmkey.html',
  checked: '2026-11-25',
};

const LOGS = { SourceArn: 'arn:{partition}:logs:{region}:{account}:*' };

export const EVENTBRIDGE_LOGS: ServiceUse = {
  ...common,
  id: 'EVENTBRIDGE_LOGS',
  use: 'logs of event buses that have a customer managed key',
  sid: 'EventBridgeLogs',
  styles: ['principal'],
  resourceArn: undefined,
  resourceName: undefined,
  resourceTypes: undefined,
  // Here too SourceArn is a name in the encryption context.
  calls: [
    { purpose: '', ...SERVICE, actions: ['kms:GenerateDataKey'], context: LOGS },
    { purpose: 'Delivery', caller: 'service', principal: 'delivery.logs.amazonaws.com', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: LOGS },
  ],
  gotchas: ['An event bus with a key and a log configuration needs it beside KeyService.EVENTBRIDGE; without, its logs stay empty without an error.'],
  source: 'eventbridge/latest/userguide/encryption-bus-logs.html',
  checked: '2026-11-25',
};
