/*
 * Undoes a clean-up at any point: cancels the deletion, enables the key. An execution that waits finds the key enabled and ends. Only a key that
 * the clean-up disabled: one that somebody else disabled might be disabled for a reason.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { CancelKeyDeletionCommand, DescribeKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { readRun, Run } from '../key-clean-up/proof';
import { undone } from '../key-clean-up/words';
import { PATIENT } from '../key-lifecycle-reporter/aws';
import { homeOf, readConfig } from '../key-lifecycle-reporter/config';
import { executionOf } from '../shared/execution-name';
import { keyArnOf } from '../shared/key-arn';

export interface UndoEvent {
  readonly arn: string;
}

const logger = new Logger({ serviceName: 'key-clean-up-undo' });

export async function handler(event: UndoEvent, context: Pick<Context, 'invokedFunctionArn'>): Promise<{ done: string[] }> {
  const config = readConfig();
  const home = homeOf(context.invokedFunctionArn);
  const { arn, region } = keyArnOf(event.arn, home.account);
  const own = { ...PATIENT, region: home.region };
  const run = await recorded(new SFNClient(own), arn, config.cleanUp.stateMachineArn!, home.account);
  if (run?.disabledAt === undefined) {
    throw new Error(`the clean-up has not disabled ${arn}, as far as Step Functions keeps executions (90 days after they end); enable the key with aws kms enable-key if you are allowed to`);
  }
  const kms = new KMSClient({ ...PATIENT, region });
  const done: string[] = [];
  const state = (await kms.send(new DescribeKeyCommand({ KeyId: arn }))).KeyMetadata?.KeyState;
  if (state === 'PendingDeletion' || state === 'PendingReplicaDeletion') {
    await kms.send(new CancelKeyDeletionCommand({ KeyId: arn }));
    done.push('its deletion was cancelled');
  }
  // A cancelled deletion leaves the key disabled (API CancelKeyDeletion).
  if (state === 'Disabled' || state === 'PendingDeletion' || state === 'PendingReplicaDeletion') {
    await kms.send(new EnableKeyCommand({ KeyId: arn }));
    done.push('it was enabled');
  }
  logger.info('clean-up undone', { arn, state, done });
  const { subject, text } = undone({ arn, done });
  // What is done is done: a message that fails does not make it a failure.
  try {
    await new SNSClient(own).send(new PublishCommand({ TopicArn: config.topicArn!, Subject: subject, Message: text }));
  } catch (error) {
    logger.warn('nobody could be told', { subject, text, error: (error as Error).name });
  }
  return { done };
}

async function recorded(sfn: SFNClient, arn: string, stateMachineArn: string, account: string): Promise<Run | undefined> {
  try {
    return await readRun(sfn, executionOf(stateMachineArn, arn), stateMachineArn, account);
  } catch (error) {
    if ((error as Error).name === 'ExecutionDoesNotExist') { return undefined; }
    throw error;
  }
}
