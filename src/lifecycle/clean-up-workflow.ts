import { Duration } from 'aws-cdk-lib';
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
  /** The functions' configuration, JSON. */
  readonly config: string;
}

/**
 * One key's way out: ask, disable, wait, look again, ask again, schedule. Whoever may call `states:SendTaskSuccess` on the
 * machine may approve.
 */
export class CleanUpWorkflow extends Construct {
  public readonly stateMachine: sfn.StateMachine;
  public readonly restoreFunction: lambda.Function;
  public readonly stepFunction: lambda.Function;

  constructor(scope: Construct, id: string, props: CleanUpWorkflowProps) {
    super(scope, id);
    const tag = { [`aws:ResourceTag/${props.optInTagKey}`]: props.optInTagValue };
    this.restoreFunction = this.makeUndo(props, tag);
    this.stepFunction = this.makeSteps(props, tag);
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      definitionBody: sfn.DefinitionBody.fromChainable(this.definition(props)),
      timeout: Duration.days(365),
      comment: 'Disables an unused KMS key and schedules its deletion, each after an approval',
    });
  }

  private makeUndo(props: CleanUpWorkflowProps, tag: { [key: string]: string }): lambda.Function {
    const undo = handlerFunction(this, 'Undo', {
      handler: 'key-clean-up-undo',
      description: 'Cancels the deletion of a KMS key and enables it',
      timeout: Duration.minutes(1),
      environment: { CONFIG: props.config },
    }).fn;
    const resources = keysOf(this, props.regions);
    undo.addToRolePolicy(new iam.PolicyStatement({ sid: 'FindKey', actions: ['kms:DescribeKey'], resources }));
    undo.addToRolePolicy(new iam.PolicyStatement({
      sid: 'RestoreKey', actions: ['kms:CancelKeyDeletion', 'kms:EnableKey'], resources, conditions: { StringEquals: tag },
    }));
    props.topic.grantPublish(undo);
    return undo;
  }

  private makeSteps(props: CleanUpWorkflowProps, tag: { [key: string]: string }): lambda.Function {
    const steps = handlerFunction(this, 'Steps', {
      handler: 'key-clean-up',
      description: 'Asks for and does the clean-up of an unused KMS key',
      timeout: Duration.minutes(10),
      environment: { CONFIG: props.config, UNDO_FUNCTION: this.restoreFunction.functionName },
    }).fn;
    steps.addToRolePolicy(readKeys(this, props.regions));
    if (props.readUsageMetrics) { steps.addToRolePolicy(readMetrics(props.regions)); }
    // AWS itself checks the tag, the idle time and the window: were the code wrong, it could still not harm a key in use.
    const idle = { 'kms:TrailingDaysWithoutKeyUsage': String(props.unusedDays) };
    const resources = keysOf(this, props.regions);
    steps.addToRolePolicy(new iam.PolicyStatement({
      sid: 'DisableUnusedKeys', actions: ['kms:DisableKey'], resources, conditions: { StringEquals: tag, NumericGreaterThan: idle },
    }));
    steps.addToRolePolicy(new iam.PolicyStatement({
      sid: 'ScheduleDeletionOfUnusedKeys',
      actions: ['kms:ScheduleKeyDeletion'],
      resources,
      conditions: {
        StringEquals: tag,
        NumericGreaterThan: idle,
        NumericEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(LIMITS.pendingWindowDays.max) },
      },
    }));
    props.topic.grantPublish(steps);
    return steps;
  }

  private definition(props: CleanUpWorkflowProps): sfn.IChainable {
    const arn = sfn.JsonPath.stringAt('$.arn');
    const disabledAt = sfn.JsonPath.stringAt('$.disabled.at');
    const done = new sfn.Succeed(this, 'Done');
    const left = new sfn.Succeed(this, 'LeftAlone');
    const invoke = (id: string, payload: { [key: string]: unknown }, resultPath: string) => {
      const task = new tasks.LambdaInvoke(this, id, {
        lambdaFunction: this.stepFunction,
        payload: sfn.TaskInput.fromObject({ arn, ...payload }),
        resultSelector: { 'go.$': '$.Payload.go', 'reason.$': '$.Payload.reason', 'at.$': '$.Payload.at' },
        resultPath,
        retryOnServiceExceptions: false,
      });
      task.addRetry({ errors: ['States.ALL'], interval: Duration.minutes(1), maxAttempts: 3, backoffRate: 2 });
      return task;
    };
    const ask = (id: string, payload: { [key: string]: unknown }) => new tasks.LambdaInvoke(this, id, {
      lambdaFunction: this.stepFunction,
      integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: sfn.TaskInput.fromObject({ arn, ...payload, token: sfn.JsonPath.taskToken }),
      resultPath: '$.answer',
      taskTimeout: sfn.Timeout.duration(props.approvalTimeout),
      retryOnServiceExceptions: false,
    });
    const ifGo = (id: string, path_: string, next: sfn.IChainable) => new sfn.Choice(this, id)
      .when(sfn.Condition.and(sfn.Condition.isPresent(path_), sfn.Condition.booleanEquals(path_, true)), next);

    const notDisabled = invoke('TellNotDisabled', { step: 'not-approved', stage: 'disable' }, '$.ended').next(left);
    const notScheduled = invoke('TellNotScheduled', { step: 'not-approved', stage: 'schedule' }, '$.ended').next(left);
    const schedule = invoke('Schedule', { step: 'schedule', disabledAt }, '$.scheduled')
      .next(ifGo('Scheduled?', '$.scheduled.go', done).otherwise(left));
    const askToSchedule = ask('AskToSchedule', { step: 'ask-schedule', disabledAt })
      .addCatch(notScheduled, { errors: ['States.ALL'], resultPath: '$.refused' })
      .next(ifGo('MaySchedule?', '$.answer.approved', schedule).otherwise(notScheduled));
    const wait = new sfn.Wait(this, 'WaitDisabled', { time: sfn.WaitTime.duration(props.disabledFor) })
      .next(invoke('LookAgain', { step: 'recheck', disabledAt }, '$.again'))
      .next(ifGo('StillUnused?', '$.again.go', askToSchedule).otherwise(left));
    const disable = invoke('Disable', { step: 'disable' }, '$.disabled')
      .next(ifGo('Disabled?', '$.disabled.go', wait).otherwise(left));
    return ask('AskToDisable', { step: 'ask-disable', reason: sfn.JsonPath.stringAt('$.reason') })
      .addCatch(notDisabled, { errors: ['States.ALL'], resultPath: '$.refused' })
      .next(ifGo('MayDisable?', '$.answer.approved', disable).otherwise(notDisabled));
  }
}
