import { Logger } from '@aws-lambda-powertools/logger';
import { KMSClient } from '@aws-sdk/client-kms';
import { GrantProperties, physicalId } from './grant';
import { createGrant, deleteGrant, Tools, updateGrant } from './operations';
import { Answer, answer, Put, ResourceEvent } from '../shared/custom-resource';

/** Stands for the grant of a creation that failed: its deletion looks the grant up by name. */
export const NOT_CREATED = 'not-created';

/**
 * One request of CloudFormation. A creation that was cut short might have left a grant; so a failed creation gets an id of its
 * own, and the deletion that follows finds what is there.
 */
export async function handle(event: ResourceEvent, tools: Tools, send?: Put): Promise<void> {
  const properties = event.ResourceProperties as GrantProperties;
  const old = (event.OldResourceProperties ?? {}) as GrantProperties;
  const id = event.PhysicalResourceId ?? NOT_CREATED;
  let given: Answer;
  try {
    switch (event.RequestType) {
      case 'Create': given = made(await createGrant(tools, properties)); break;
      case 'Update': given = made(await updateGrant(tools, id, properties, old)); break;
      case 'Delete':
        await deleteGrant(tools, id, properties);
        given = { Status: 'SUCCESS', PhysicalResourceId: id };
        break;
    }
  } catch (error) {
    const { name, message } = error as Error;
    tools.log.warn('The request failed', { error: name, requestType: event.RequestType });
    given = { Status: 'FAILED', PhysicalResourceId: id, Reason: reason(name, message, properties) };
  }
  await answer(event, given, tools.sleep, send);
}

const made = (grantId: string): Answer => ({ Status: 'SUCCESS', PhysicalResourceId: physicalId(grantId), Data: { GrantId: grantId } });

function reason(name: string, message: string, { KeyArn }: GrantProperties): string {
  const help: { [error: string]: string } = {
    DisabledException: 'enable the key first',
    KMSInvalidStateException: 'the key must be enabled, not pending deletion or import',
    InvalidArnException: 'the grantee or retiring principal does not exist',
    AccessDeniedException: 'the key policy must let this function create grants; a restriction might deny it',
    LimitExceededException: 'the key has too many grants',
  };
  return `${name}: ${message}${help[name] ? ` (${help[name]}, key ${KeyArn})` : ''}`;
}

const logger = new Logger({ serviceName: 'key-grant' });
const kms = new KMSClient({});

export const handler = (event: ResourceEvent): Promise<void> => handle(event, {
  kms,
  log: logger,
  sleep: milliseconds => new Promise(resolve => { setTimeout(resolve, milliseconds); }),
});
