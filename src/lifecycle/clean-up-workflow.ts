import { ArnFormat, Duration, Names, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { keysOf, readKeys, readMetrics } from './reporter-access';
import { handlerFunction } from '../private/handler-function';
import { LIMITS } from '../private/limits';

export interface CleanUpWorkflowProps {
  readonly regions: readonly string[];
  readonly topic: sns.ITopic;
  readonly optInTagKey: string;
  readonly optInTagValue: string;
  readonly unusedDays: number;
  readonly disabledFor: Duration;
  readonly approvalTimeout: Duration;
  readonly readUsageMetrics: boolean;
  /** The functions' configuration, JSON, with the ARN of the state machine. */
  readonly config: (stateMachineArn: string) => string;
}

/**
 * One key's way out: consider, ask, disable, wait, look again, ask again, schedule. Whoever can call `states:SendTaskSuccess` on the
 * machine can approve. The machine sends all messages and owns the order of things; the function acts only on what the history of an
 * execution proves.
 */
export class CleanUpWorkflow extends Construct {
  public readonly stateMachine: sfn.StateMachine;
  public readonly restoreFunction: lambda.Function;
  public readonly stepFunction: lambda.Function;

  constructor(scope: Construct, id: string, props: CleanUpWorkflowProps) {
    super(scope, id);
    const tag = { [`aws:ResourceTag/${props.optInTagKey}`]: props.optInTagValue };
    // By name, so that the functions know the machine which calls them.
    const stateMachineName = Names.uniqueResourceName(this, { maxLength: 80, separator: '-', allowedSpecialCharacters: '-_' });
    const arnOf = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    const config = props.config(arnOf('stateMachine', stateMachineName));
    const readExecutions = new iam.PolicyStatement({
      sid: 'ReadExecutions', actions: ['states:GetExecutionHistory'], resources: [arnOf('execution', `${stateMachineName}:*`)],
    });
    this.restoreFunction = this.makeUndo(props, tag, config);
    this.stepFunction = this.makeSteps(props, tag, config);
    for (const fn of [this.restoreFunction, this.stepFunction]) { fn.addToRolePolicy(readExecutions); }
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      stateMachineName,
      definitionBody: sfn.DefinitionBody.fromChainable(this.definition(props)),
      timeout: Duration.days(365),
      comment: 'Disables an unused KMS key and schedules its deletion, each after an approval',
    });
    props.topic.grantPublish(this.stateMachine);
  }

  private makeUndo(props: CleanUpWorkflowProps, tag: { [key: string]: string }, config: string): lambda.Function {
    const { fn } = handlerFunction(this, 'Undo', {
      handler: 'key-clean-up-undo',
      description: 'Cancels the deletion of a KMS key and enables it',
      timeout: Duration.minutes(1),
      environment: { CONFIG: config },
    });
    const resources = keysOf(this, props.regions);
    fn.addToRolePolicy(new iam.PolicyStatement({ sid: 'FindKey', actions: ['kms:DescribeKey'], resources }));
    fn.addToRolePolicy(new iam.PolicyStatement({
      sid: 'RestoreKey', actions: ['kms:CancelKeyDeletion', 'kms:EnableKey'], resources, conditions: { StringEquals: tag },
    }));
    props.topic.grantPublish(fn);
    return fn;
  }

  private makeSteps(props: CleanUpWorkflowProps, tag: { [key: string]: string }, config: string): lambda.Function {
    const { fn } = handlerFunction(this, 'Steps', {
      handler: 'key-clean-up',
      description: 'Does the clean-up of an unused KMS key',
      timeout: Duration.minutes(10),
      environment: { CONFIG: config, UNDO_FUNCTION: this.restoreFunction.functionName },
    });
    fn.addToRolePolicy(readKeys(this, props.regions));
    if (props.readUsageMetrics) { fn.addToRolePolicy(readMetrics(props.regions)); }
    // AWS itself checks the tag, the idle time and the window: were the code wrong, it could still not harm a key in use.
    const idle = { 'kms:TrailingDaysWithoutKeyUsage': String(props.unusedDays) };
    const resources = keysOf(this, props.regions);
    fn.addToRolePolicy(new iam.PolicyStatement({
      sid: 'DisableUnusedKeys', actions: ['kms:DisableKey'], resources, conditions: { StringEquals: tag, NumericGreaterThan: idle },
    }));
    fn.addToRolePolicy(new iam.PolicyStatement({
      sid: 'ScheduleDeletionOfUnusedKeys',
      actions: ['kms:ScheduleKeyDeletion'],
      resources,
      conditions: {
        StringEquals: tag,
        NumericGreaterThan: idle,
        NumericEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(LIMITS.pendingWindowDays.max) },
      },
    }));
    return fn;
  }

  /** Names of states are those of handlers/key-clean-up/states.ts. */
  private definition(props: CleanUpWorkflowProps): sfn.IChainable {
    const done = new sfn.Succeed(this, 'Done');
    const left = new sfn.Succeed(this, 'LeftAlone');
    const failed = this.publish('TellStopped', props.topic, 'Stopped: clean-up of a KMS key',
      sfn.JsonPath.format('The clean-up stopped because of an error. Look at the execution {}.', sfn.JsonPath.stringAt('$$.Execution.Id')))
      .next(new sfn.Fail(this, 'Stopped', { error: 'Stopped', cause: 'A step failed again and again' }));
    const tell = (id: string) => this.publish(id, props.topic, sfn.JsonPath.stringAt('$.said.subject'), sfn.JsonPath.stringAt('$.said.text'));
    const tellLeft = tell('TellLeft').addCatch(left, { resultPath: '$.untold' });
    tellLeft.next(left);
    const ask = (id: string) => this.ask(id, props);
    const step = (id: string) => this.step(id);
    const ifGo = (id: string, path: string, next: sfn.IChainable) => new sfn.Choice(this, id)
      .when(sfn.Condition.and(sfn.Condition.isPresent(path), sfn.Condition.booleanEquals(path, true)), next);
    const acting = (id: string) => step(id).addCatch(failed, { resultPath: '$.failed' });

    const notDisabled = step('NotDisabled').next(tellLeft);
    const notScheduled = step('NotScheduled').next(tellLeft);
    const tellScheduled = tell('TellScheduled').addCatch(done, { resultPath: '$.untold' });
    const schedule = acting('Schedule').next(ifGo('Scheduled?', '$.said.go', tellScheduled.next(done)).otherwise(tellLeft));
    const askToSchedule = ask('AskToSchedule')
      .addCatch(notScheduled, { resultPath: '$.answer' })
      .next(ifGo('MaySchedule?', '$.answer.approved', schedule).otherwise(notScheduled));
    const wait = new sfn.Wait(this, 'WaitDisabled', { time: sfn.WaitTime.duration(props.disabledFor) })
      .next(acting('LookAgain'))
      .next(ifGo('StillUnused?', '$.said.go', askToSchedule).otherwise(tellLeft));
    const tellDisabled = tell('TellDisabled').addCatch(wait, { resultPath: '$.untold' });
    const disable = acting('Disable').next(ifGo('Disabled?', '$.said.go', tellDisabled.next(wait)).otherwise(tellLeft));
    const askToDisable = ask('AskToDisable')
      .addCatch(notDisabled, { resultPath: '$.answer' })
      .next(ifGo('MayDisable?', '$.answer.approved', disable).otherwise(notDisabled));
    return step('Consider').next(ifGo('Unused?', '$.said.go', askToDisable).otherwise(left));
  }

  /** The function gets to know the execution and its state, and reads from AWS what that proves. */
  private step(id: string): tasks.LambdaInvoke {
    const task = new tasks.LambdaInvoke(this, id, {
      lambdaFunction: this.stepFunction,
      payload: sfn.TaskInput.fromObject({ execution: sfn.JsonPath.stringAt('$$.Execution.Id'), state: sfn.JsonPath.stringAt('$$.State.Name') }),
      payloadResponseOnly: true,
      resultPath: '$.said',
      retryOnServiceExceptions: false,
    });
    task.addRetry({ errors: ['States.ALL'], interval: Duration.minutes(1), maxAttempts: 3, backoffRate: 2 });
    return task;
  }

  private ask(id: string, { topic, approvalTimeout }: CleanUpWorkflowProps): tasks.SnsPublish {
    const { format, stringAt, taskToken } = sfn.JsonPath;
    const piece = (i: number) => stringAt(`$.said.question[${i}]`);
    const task = new tasks.SnsPublish(this, id, {
      topic,
      integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      subject: stringAt('$.said.subject'),
      message: sfn.TaskInput.fromText(format('{}{}{}{}{}', piece(0), taskToken, piece(1), taskToken, piece(2))),
      resultPath: '$.answer',
      taskTimeout: sfn.Timeout.duration(approvalTimeout),
    });
    // An answer is an answer; anything else, such as a throttle, is a question that did not reach anybody.
    task.addRetry({ errors: ['Refused', 'States.Timeout'], maxAttempts: 0 });
    task.addRetry({ errors: ['States.ALL'], interval: Duration.minutes(1), maxAttempts: 3, backoffRate: 2 });
    return task;
  }

  private publish(id: string, topic: sns.ITopic, subject: string, message: string): tasks.SnsPublish {
    const task = new tasks.SnsPublish(this, id, { topic, subject, message: sfn.TaskInput.fromText(message), resultPath: sfn.JsonPath.DISCARD });
    task.addRetry({ errors: ['States.ALL'], interval: Duration.minutes(1), maxAttempts: 3, backoffRate: 2 });
    return task;
  }
}
