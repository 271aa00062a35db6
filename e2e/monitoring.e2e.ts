/*
 * KeyMonitoring in MiniStack: every sample event is put onto the event bus of a deployed stack, and what comes out of the topic is read.
 * Nobody but AWS may put events of the source aws.kms, so the deployed rules are put again for a source of ours.
 * MiniStack's own matcher also judges each rule's pattern, so that the matcher of the unit tests does not judge alone.
 */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { EventBridgeClient, ListRulesCommand, PutEventsCommand, PutRuleCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KeyEventType, KeyMonitoring } from '../src';
import { Checks, equal } from './support/check';
import { deploy, destroy, synthesize } from './support/deploy';
import { ACCOUNT, REGION, startMiniStack } from './support/emulator';
import { matchesPattern } from '../test/support/event-pattern';

const STACK = 'monitoring';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const EVENTS = join(__dirname, '..', 'test', 'monitoring', 'events');

/** The samples, moved to the emulator's Region. */
const samples: { [name: string]: any } = Object.fromEntries(readdirSync(EVENTS).sort().map(file =>
  [file.replace('.json', ''), JSON.parse(readFileSync(join(EVENTS, file), 'utf8').replaceAll('eu-west-1', REGION))]));

function build(app: App): void {
  const stack = new Stack(app, STACK, { env: { account: ACCOUNT, region: REGION } });
  const topic = new sns.Topic(stack, 'Topic');
  const queue = new sqs.Queue(stack, 'Queue');
  new sns.CfnSubscription(stack, 'Subscription', { topicArn: topic.topicArn, protocol: 'sqs', endpoint: queue.queueArn, rawMessageDelivery: true });
  const key = kms.Key.fromKeyArn(stack, 'Key', KEY.replace('eu-west-1', REGION));
  const { topic: told } = new KeyMonitoring(stack, 'Watch', { keys: [key], topic, dashboard: false });
  new CfnOutput(stack, 'QueueUrl', { value: queue.queueUrl });
  new CfnOutput(stack, 'TopicArn', { value: told.topicArn });
}

async function main(): Promise<void> {
  const ministack = await startMiniStack();
  const bridge = new EventBridgeClient(ministack.client);
  const queues = new SQSClient(ministack.client);
  const checks = new Checks();
  try {
    const { QueueUrl } = await deploy(ministack, synthesize(build), STACK);
    const { Rules = [] } = await bridge.send(new ListRulesCommand({}));
    const patterns = Rules.map(({ EventPattern }) => EventPattern!);

    await checks.check('there is a rule for each type of event', async () => {
      equal(patterns.length, Object.keys(KeyEventType).length);
    });

    const received = async (): Promise<string[]> => {
      const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
      await Promise.all(Messages.map(({ ReceiptHandle }) => queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))));
      return Messages.map(({ Body }) => Body!);
    };

    // The emulator's bus also knows no other state than ENABLED.
    for (const { Name, EventPattern } of Rules) {
      await bridge.send(new PutRuleCommand({ Name, EventPattern: EventPattern!.replaceAll('aws.kms', 'test.kms'), State: 'ENABLED' }));
    }

    for (const [name, event] of Object.entries(samples)) {
      const meant = patterns.filter(pattern => matchesPattern(JSON.parse(pattern), event));

      await checks.check(`${name}: the emulator's matcher agrees with that of the tests`, async () => {
        const judged = await Promise.all(patterns.map(async EventPattern =>
          (await bridge.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }))).Result));
        equal(patterns.filter((_, i) => judged[i]), meant);
      });

      await checks.check(`${name}: ${meant.length === 0 ? 'nobody is told' : 'somebody is told'}`, async () => {
        await bridge.send(new PutEventsCommand({
          Entries: [{ Source: event.source.replace('aws.', 'test.'), DetailType: event['detail-type'], Detail: JSON.stringify(event.detail), Resources: event.resources }],
        }));
        const messages = await received();
        equal(messages.length, meant.length);
        for (const message of messages) {
          for (const part of ['Key: ', 'When: ', 'What to do: ']) { equal(message.includes(part), true); }
        }
      });
    }
    await destroy(ministack, STACK);
  } finally {
    await ministack.stop();
  }
  checks.finish();
}

void main();
