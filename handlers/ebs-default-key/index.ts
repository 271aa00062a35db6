import { Logger } from '@aws-lambda-powertools/logger';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Claims } from './claims';
import { DefaultKey } from './default-key';
import { prove } from './proof';
import { Answer, answer, Put, ResourceEvent } from '../shared/custom-resource';

/** What the function is for, from its configuration: nothing that it acts upon comes from an event. */
export interface Settings {
  readonly key: string;
  /** The parameter of this construct, and the path of all of them. */
  readonly claim: string;
  readonly claims: string;
  readonly stackId: string;
  readonly logicalId: string;
}

export interface Tools {
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly cloudFormation: CloudFormationClient;
  readonly log: { warn(message: string, fields: { [name: string]: string }): void };
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const PHYSICAL_ID = 'ebs-encryption-by-default';

export async function handle(event: ResourceEvent, settings: Settings, tools: Tools, send?: Put): Promise<void> {
  let given: Answer = { Status: 'SUCCESS', PhysicalResourceId: PHYSICAL_ID };
  try {
    await prove(tools.cloudFormation, { StackName: settings.stackId, LogicalResourceId: settings.logicalId }, event.RequestType, tools.sleep);
    const defaultKey = new DefaultKey(tools.ec2, new Claims(tools.ssm, settings.claims, settings.claim));
    await (event.RequestType === 'Delete' ? defaultKey.release() : defaultKey.claim(settings.key));
  } catch (error) {
    const { name, message } = error as Error;
    tools.log.warn('The request failed', { error: name, reason: message, requestType: event.RequestType });
    given = { ...given, Status: 'FAILED', Reason: `${name}: ${message}` };
  }
  await answer(event, given, tools.sleep, send);
}

const environment = (name: string): string => process.env[name] ?? '';
const logger = new Logger({ serviceName: 'ebs-default-key' });
const clients = { maxAttempts: 8 };

export const handler = (event: ResourceEvent): Promise<void> => handle(event, {
  key: environment('KEY_ARN'),
  claim: environment('CLAIM'),
  claims: environment('CLAIMS'),
  stackId: environment('STACK_ID'),
  logicalId: environment('LOGICAL_ID'),
}, {
  ec2: new EC2Client(clients),
  ssm: new SSMClient(clients),
  cloudFormation: new CloudFormationClient(clients),
  log: logger,
  sleep: milliseconds => new Promise(resolve => { setTimeout(resolve, milliseconds); }),
});
