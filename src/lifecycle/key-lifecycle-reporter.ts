import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { CleanUpWorkflow } from './clean-up-workflow';
import { KeyCleanUpMode } from './key-clean-up';
import { KeyLifecycleReporterProps } from './key-lifecycle-reporter-props';
import * as access from './reporter-access';
import { configOf, Settings, settingsOf } from './reporter-settings';
import { allowTrailQueries, keepsResults, RESULT_PREFIX } from './trail-access';
import { ServiceKey } from '../keys/service-key';
import { checked } from '../private/checked';
import { given } from '../private/given';
import { handlerFunction } from '../private/handler-function';
import { KeyService } from '../services/key-service';

/** Of the handler's embedded metrics. */
const NAMESPACE = 'CdkKeysmith/KeyLifecycle';

/**
 * A regular report of all customer managed keys of an account: state, rotation, age, last use, aliases, policy size, grants,
 * external access and cost. It is written as JSON and as a page to an encrypted bucket, with metrics and a summary.
 *
 * It changes no key. The clean-up of unused keys is off; `cleanUp` switches on a dry run, or a clean-up that asks a person
 * before each step. A key whose use is not known is never unused.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html
 *
 * @example
 * declare const securityTopic: sns.Topic;
 *
 * new KeyLifecycleReporter(this, 'KeyReport', {
 *   regions: ['eu-west-1', 'us-east-1'],
 *   topic: securityTopic,
 *   cleanUp: { mode: KeyCleanUpMode.DRY_RUN },
 * });
 */
@checked
@propertyInjectable
export class KeyLifecycleReporter extends Construct {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.KeyLifecycleReporter';

  /** Where the reports are: `latest.json` names the newest. */
  public readonly bucket: s3.IBucket;

  /** The function that reads the keys and writes the report. */
  public readonly reportFunction: lambda.Function;

  /** The run: it calls the function until all keys are read, then publishes. */
  public readonly stateMachine: sfn.StateMachine;

  /** The clean-up of a key, with approval. Who can call `states:SendTaskSuccess` on it can approve. */
  public readonly cleanUpStateMachine?: sfn.StateMachine;

  /** Takes `{"arn": "…"}`, cancels the deletion of that key and enables it, if the clean-up disabled it. Only with approval. */
  public readonly restoreFunction?: lambda.Function;

  constructor(scope: Construct, id: string, props: KeyLifecycleReporterProps = {}) {
    super(scope, id);
    const settings = settingsOf(this, props);
    const cleanUp = settings.cleanUp.mode === KeyCleanUpMode.WITH_APPROVAL ? this.makeCleanUp(settings) : undefined;
    this.cleanUpStateMachine = cleanUp?.stateMachine;
    this.restoreFunction = cleanUp?.restoreFunction;
    this.reportFunction = handlerFunction(this, 'Report', {
      handler: 'key-lifecycle-reporter',
      description: 'Reports the KMS keys of the account',
      timeout: Duration.minutes(15),
      memorySize: settings.memorySize,
      roleName: settings.roleName,
    }).fn;
    // Whoever queries writes the results, and so uses the key of the bucket.
    const querying = cleanUp && keepsResults(settings.athenaTrail) ? [cleanUp.stepFunction] : [];
    this.bucket = props.bucket ?? this.makeBucket(settings, [this.reportFunction, ...querying]);
    this.reportFunction.addEnvironment('CONFIG', configOf(this, settings, this.bucket, this.cleanUpStateMachine?.stateMachineArn));
    this.allow(settings, props.bucket !== undefined);
    for (const fn of [this.reportFunction, ...(cleanUp ? [cleanUp.stepFunction] : [])]) { allowTrailQueries(fn, settings, this.bucket); }
    if (props.bucket) { querying.forEach(fn => this.bucket.encryptionKey?.grantEncryptDecrypt(fn)); }
    this.stateMachine = this.makeRun();
    new events.Rule(this, 'Schedule', {
      description: 'Starts the report of KMS keys',
      schedule: props.schedule ?? events.Schedule.cron({ weekDay: 'MON', hour: '6', minute: '0' }),
      targets: [new targets.SfnStateMachine(this.stateMachine)],
    });
  }

  /** Lets somebody read the reports. */
  public grantRead(identity: iam.IGrantable): iam.Grant {
    return this.bucket.grantRead(identity);
  }

  /** A metric of the last run by its name; each that the report sends has a method of its own too. */
  public metric(name: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: NAMESPACE,
      metricName: name,
      dimensionsMap: { Account: Stack.of(this).account },
      statistic: 'Maximum',
      period: Duration.days(1),
      ...given(options),
    });
  }

  /** Customer managed keys of the last run. */
  public metricKeys(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('Keys', options);
  }

  /** Keys of the last run that are enabled. */
  public metricEnabledKeys(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('EnabledKeys', options);
  }

  /** Keys of the last run that are disabled. */
  public metricDisabledKeys(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DisabledKeys', options);
  }

  /** Keys of the last run that wait for their deletion. */
  public metricPendingDeletionKeys(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('PendingDeletionKeys', options);
  }

  /** Keys of the last run that wait for key material to be imported. */
  public metricPendingImportKeys(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('PendingImportKeys', options);
  }

  /** Keys of the last run that are unused. */
  public metricUnusedKeys(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('UnusedKeys', options);
  }

  /** Keys of the last run whose last use is not known. */
  public metricLastUseUnknown(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('LastUseUnknownKeys', options);
  }

  /** Enabled keys of the last run that are older than `oldAfter`. */
  public metricOldKeys(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('OldKeys', options);
  }

  /** Keys of the last run with more operations than `highUsageThreshold`. */
  public metricHighUsageKeys(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('HighUsageKeys', options);
  }

  /** Keys of the last run that could be rotated automatically and are not. */
  public metricRotationOff(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('RotationOffKeys', options);
  }

  /** Keys of the last run that other accounts or anybody can reach. */
  public metricExternalAccess(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ExternalAccessKeys', options);
  }

  /** Keys of the last run about which something could not be read. */
  public metricKeysWithErrors(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('KeysWithErrors', options);
  }

  /** Regions of the last run that could not be read in full. */
  public metricFailedRegions(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('FailedRegions', options);
  }

  /** What the keys of the last run cost in a month, in US dollars. */
  public metricMonthlyCost(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('MonthlyCost', options);
  }

  private makeCleanUp(settings: Settings): CleanUpWorkflow {
    return new CleanUpWorkflow(this, 'CleanUp', {
      ...settings.cleanUp,
      regions: settings.regions,
      topic: settings.topic!,
      unusedDays: settings.unusedDays,
      readUsageMetrics: settings.readUsageMetrics,
      // Of the bucket, which is made later, it needs to know only where query results go.
      config: stateMachineArn => Lazy.string({
        produce: () => configOf(this, settings, keepsResults(settings.athenaTrail) ? this.bucket : undefined, stateMachineArn),
      }),
    });
  }

  private makeBucket(settings: Settings, users: lambda.Function[]): s3.Bucket {
    const key = new ServiceKey(this, 'Key', { service: KeyService.S3, users });
    return new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        // Checkpoints are of no use once the run is published.
        { id: 'Runs', prefix: 'runs/', expiration: Duration.days(7) },
        { id: 'Reports', prefix: 'reports/', expiration: settings.retention },
        ...(keepsResults(settings.athenaTrail) ? [{ id: 'QueryResults', prefix: RESULT_PREFIX, expiration: Duration.days(7) }] : []),
        { id: 'Uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
  }

  private allow(settings: Settings, foreignBucket: boolean): void {
    const { reportFunction, bucket } = this;
    const allow = (statement: iam.PolicyStatement) => reportFunction.addToRolePolicy(statement);
    allow(access.listKeys(settings.regions));
    allow(access.readKeys(this, settings.regions));
    allow(new iam.PolicyStatement({
      sid: 'WriteReports',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: ['runs/*', 'reports/*', 'findings/*', 'latest.json'].map(prefix => bucket.arnForObjects(prefix)),
    }));
    // Without it a missing checkpoint reads as AccessDenied (API GetObject).
    allow(new iam.PolicyStatement({ sid: 'FindCheckpoints', actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    if (foreignBucket) { bucket.encryptionKey?.grantEncryptDecrypt(reportFunction); }
    if (settings.readUsageMetrics) { allow(access.readMetrics(settings.regions)); }
    if (settings.securityHubFindings) { allow(access.importFindings(this)); }
    if (settings.memberAccounts.length > 0) { allow(access.assumeMemberRoles(this, settings.memberAccounts, settings.memberRoleName)); }
    settings.topic?.grantPublish(reportFunction);
    if (this.cleanUpStateMachine) {
      allow(new iam.PolicyStatement({
        sid: 'StartCleanUps', actions: ['states:ListExecutions', 'states:StartExecution'], resources: [this.cleanUpStateMachine.stateMachineArn],
      }));
    }
  }

  private makeRun(): sfn.StateMachine {
    const invoke = (id: string, action: string) => {
      const task = new tasks.LambdaInvoke(this, id, {
        lambdaFunction: this.reportFunction,
        payload: sfn.TaskInput.fromObject({
          action,
          runId: sfn.JsonPath.stringAt('$$.Execution.Name'),
          startedAt: sfn.JsonPath.stringAt('$$.Execution.StartTime'),
        }),
        outputPath: '$.Payload',
        retryOnServiceExceptions: false,
      });
      // A function that died goes on from its checkpoint.
      task.addRetry({ errors: ['States.ALL'], interval: Duration.seconds(30), maxAttempts: 3, backoffRate: 2 });
      return task;
    };
    const collect = invoke('Collect', 'collect');
    const done = new sfn.Choice(this, 'AllRead?');
    return new sfn.StateMachine(this, 'Run', {
      definitionBody: sfn.DefinitionBody.fromChainable(collect.next(done
        .when(sfn.Condition.booleanEquals('$.done', true), invoke('Publish', 'publish'))
        .otherwise(collect))),
      timeout: Duration.hours(12),
      comment: 'Reads all KMS keys, as many invocations as it takes, and publishes the report',
    });
  }
}
