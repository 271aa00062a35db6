import { opaque } from '../iam/symbols';
import { fill } from '../private/arns';
import { CATALOG } from '../services/catalog';
import { ServiceCall, sourceKeysOf } from '../services/service-use';

/*
 * The catalog read backwards: which resources of a template make which service call KMS, and what the service then needs.
 */

export interface Need {
  readonly service: string;
  readonly page: string;
  readonly calls: readonly ServiceCall[];
}

const service = (principal: string, actions: string[]): ServiceCall => ({ purpose: '', caller: 'service', principal, actions });

/** Only what the service itself does: users bring their own permissions. */
function fromCatalog(id: string, only: (call: ServiceCall) => boolean = () => true): Need {
  const use = CATALOG[id];
  return {
    service: use.service,
    page: use.source,
    calls: use.calls.filter(call => call.caller !== 'user' && only(call)),
  };
}

/** Uses whose lack shows late or never: what the service does with the key of a resource as itself. */
const SILENT: ReadonlySet<string> = new Set([
  'ATHENA_MANAGED_RESULTS', 'CLOUDTRAIL_LAKE', 'CLOUDWATCH_LOGS_S3_TABLES', 'COGNITO_USER_POOLS', 'CONFIG', 'DSQL', 'EVENTBRIDGE_ARCHIVE', 'GUARDDUTY_EXPORT', 'LAMBDA_CODE',
  'S3_STORAGE_LENS', 'S3_STORAGE_LENS_TABLES', 'S3_TABLES', 'S3_VECTORS', 'VERIFIED_PERMISSIONS',
]);

/** What a use needs, and what the service sends for one of its resources, whose name only the deployment tells. */
export function silentNeed(id: string | undefined, { account, partition, region }: { account: string; partition: string; region: string }):
{ need: () => Need; request: { readonly [name: string]: readonly string[] } } | undefined {
  if (id === undefined || !SILENT.has(id)) { return undefined; }
  const use = CATALOG[id];
  const name = opaque(use.resourceName ?? 'name');
  const filled = (template: string): string => fill(template.replace('{resourceArn}', use.resourceArn ?? opaque('ARN')), { account, partition, region }, name);
  const request: { [name: string]: readonly string[] } = { 'aws:sourceaccount': [account] };
  for (const call of use.calls.filter(({ caller }) => caller === 'service')) {
    if (sourceKeysOf(call).includes('aws:SourceArn')) { request['aws:sourcearn'] = [...[call.sourceArn ?? use.resourceArn ?? opaque('ARN')].flat()].map(filled); }
    for (const [key, template] of Object.entries({ ...call.context, ...call.narrowedContext })) {
      request[`kms:encryptioncontext:${key.toLowerCase()}`] = [...[template].flat()].map(filled);
    }
    if (call.contextKeys) { request['kms:encryptioncontextkeys'] = call.contextKeys; }
  }
  return { need: () => fromCatalog(id), request };
}

const describes = (call: ServiceCall): boolean => call.actions.includes('kms:DescribeKey');

export const NEEDS = {
  // AWS's own example gives log groups Describe* under the encryption context, where it never counts; logs come all the same.
  logGroup: () => fromCatalog('CLOUDWATCH_LOGS', call => !describes(call)),
  trail: () => {
    const { calls, ...rest } = fromCatalog('CLOUDTRAIL');
    // Decrypt is for trails whose bucket has a bucket key; AWS's page asks for the other two always.
    return { ...rest, calls: calls.map(call => ({ ...call, actions: call.actions.filter(action => action !== 'kms:Decrypt') })) };
  },
  autoScaling: () => fromCatalog('AUTO_SCALING'),
  alarm: () => fromCatalog('CLOUDWATCH_ALARMS'),
  bucketNotification: () => fromCatalog('S3_EVENT_NOTIFICATIONS'),
  cloudFront: () => fromCatalog('CLOUDFRONT'),
  eventBus: () => fromCatalog('EVENTBRIDGE'),
  eventBusLogs: () => fromCatalog('EVENTBRIDGE_LOGS'),
  stateMachineLogs: () => fromCatalog('STEP_FUNCTIONS_LOGS'),
  ruleToTopic: (): Need => ({
    service: 'Amazon EventBridge',
    // AWS: source conditions are not supported for encrypted topics, the message is lost without an error.
    page: 'sns/latest/dg/sns-key-management.html',
    calls: [service('events.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey*'])],
  }),
  ruleToQueue: (): Need => ({
    service: 'Amazon EventBridge',
    page: 'eventbridge/latest/userguide/eb-troubleshooting.html',
    calls: [service('events.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey'])],
  }),
  topicToQueue: (): Need => ({
    service: 'Amazon SNS',
    page: 'sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html',
    calls: [service('sns.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey*'])],
  }),
} as const;
