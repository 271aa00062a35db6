/*
 * Undoes a clean-up at any point: cancels the deletion, enables the key. An execution that waits finds the key enabled and ends.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { CancelKeyDeletionCommand, DescribeKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { undone } from '../key-clean-up/words';
import { PATIENT } from '../key-lifecycle-reporter/aws';
import { homeOf, readConfig } from '../key-lifecycle-reporter/config';

export interface UndoEvent {
  readonly arn: string;
}

const logger = new Logger({ serviceName: 'key-clean-up-undo' });

export async function handler({ arn }: UndoEvent, context: Pick<Context, 'invokedFunctionArn'>): Promise<{ done: string[] }> {
  const config = readConfig();
  const home = homeOf(context.invokedFunctionArn);
  const [, , service, region, account] = arn.split(':');
  if (service !== 'kms' || account !== home.account) { throw new Error(`not the ARN of a key of account ${home.account}: ${arn}`); }
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
  await new SNSClient({ ...PATIENT, region: home.region }).send(new PublishCommand({ TopicArn: config.topicArn!, Subject: subject, Message: text }));
  return { done };
}
