import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { CLEAN_UP_STATES } from '../../handlers/key-clean-up/states';
import { readConfig } from '../../handlers/key-lifecycle-reporter/config';
import { toReport } from '../../handlers/key-lifecycle-reporter/inventory';
import { metricLine, NAMESPACE } from '../../handlers/key-lifecycle-reporter/output';
import { KeyCleanUpMode, KeyLifecycleMemberRole, KeyLifecycleReporter, KeyLifecycleReporterProps } from '../../src/lifecycle';
import { decide } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { sampleRecords } from '../support/sample-report';
import { ACCOUNT, deployed, keyPolicy, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';

const STORE = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000`;

function reporter(props: KeyLifecycleReporterProps | ((stack: Stack) => KeyLifecycleReporterProps) = {}, stack = testStack()) {
  const made = new KeyLifecycleReporter(stack, 'Report', typeof props === 'function' ? props(stack) : props);
  return { made, stack, template: Template.fromStack(stack) };
}
const withApproval = (more: object = {}) => (stack: Stack): KeyLifecycleReporterProps => ({
  topic: new sns.Topic(stack, 'Topic'), cleanUp: { mode: KeyCleanUpMode.WITH_APPROVAL }, ...more,
});

/** Statements of the role whose logical id starts so, as deployed. */
function statementsOf(template: Template, prefix: string): any[] {
  const found = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith(prefix));
  expect(found).toHaveLength(1);
  return deployed(found[0][1].Properties.PolicyDocument.Statement);
}
const actionsOf = (template: Template): string[] => Object.values(template.findResources('AWS::IAM::Policy'))
  .flatMap(policy => policy.Properties.PolicyDocument.Statement.flatMap((s: any) => [].concat(s.Action))).sort();
const configOf = (template: Template, description: string) => {
  const [found] = Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Description: description } }));
  return readConfig(deployed(found.Properties.Environment.Variables));
};
const REPORTS = 'Reports the KMS keys of the account';
const CHANGING = /^kms:(?!Describe|Get|List|Decrypt$|GenerateDataKey)/;

describe('KeyLifecycleReporter', () => {
  describe('by default', () => {
    const { template, stack } = reporter();

    test('reports the Region of the stack, on Mondays, with the thresholds of the guide and without clean-up', () => {
      expect(configOf(template, REPORTS)).toEqual({
        bucket: expect.stringMatching(/^ReportBucket/),
        regions: [REGION],
        memberAccounts: [],
        memberRoleName: 'KeysmithKeyLifecycleMember',
        topicArn: null,
        thresholds: { unusedDays: 90, oldDays: 730, highUsage: 1000 },
        readUsageMetrics: false,
        usageWindowDays: 30,
        eventDataStoreArn: null,
        athenaTrail: null,
        securityHub: false,
        cleanUp: { mode: 'OFF', optInTagKey: 'keysmith:clean-up', optInTagValue: 'allowed', maxKeysPerRun: 5, disabledDays: 30, stateMachineArn: null },
      });
      template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(0 6 ? * MON *)', State: 'ENABLED' });
    });

    test('its role reads keys and writes its own reports, and nothing else', () => {
      const keys = `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`;
      expect(statementsOf(template, 'ReportReportRole')).toEqual([
        { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Effect: 'Allow', Resource: expect.stringMatching(/role\/ReportReportLogs/) },
        { Sid: 'ListKeys', Action: ['kms:ListAliases', 'kms:ListKeys'], Effect: 'Allow', Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': [REGION] } } },
        {
          Sid: 'ReadKeys',
          Effect: 'Allow',
          Resource: keys,
          Action: ['kms:DescribeKey', 'kms:GetKeyLastUsage', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListGrants', 'kms:ListKeyRotations', 'kms:ListResourceTags'],
        },
        { Sid: 'WriteReports', Action: ['s3:GetObject', 's3:PutObject'], Effect: 'Allow', Resource: expect.arrayContaining([expect.stringMatching(/\/runs\/\*$/), expect.stringMatching(/\/reports\/\*$/)]) },
        { Sid: 'FindCheckpoints', Action: 's3:ListBucket', Effect: 'Allow', Resource: expect.any(String) },
      ]);
    });

    test('nothing in the stack may change a key', () => {
      expect(actionsOf(template).filter(action => CHANGING.test(action))).toEqual([]);
      template.resourceCountIs('AWS::Lambda::Function', 1);
      template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
    });

    test('the bucket is private, encrypted under a key of its own, kept on removal, and forgets checkpoints', () => {
      template.hasResource('AWS::S3::Bucket', {
        DeletionPolicy: 'Retain',
        Properties: {
          BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Match.anyValue() } }] },
          PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
          LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ Prefix: 'runs/', ExpirationInDays: 7 }), Match.objectLike({ Prefix: 'reports/', ExpirationInDays: 400 })]) },
        },
      });
    });

    test('the key of the bucket is for the function, through S3 only', async () => {
      const policy = keyPolicy(stack);
      expect(await unknownNames(policy)).toEqual([]);
      const [id] = Object.keys(template.findResources('AWS::IAM::Role', { Properties: { Description: REPORTS } }));
      const principal = `arn:aws:iam::${ACCOUNT}:role/${id}`;
      expect(await decide({ principal, policy, context: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } })).toBe('Allowed');
      expect(await decide({ principal, policy })).toBe('ImplicitlyDenied');
    });

    test('a function that died is started again, and goes on until all keys are read', () => {
      const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
      const { States } = JSON.parse(deployed(machine.Properties.DefinitionString));
      expect(States.Collect).toMatchObject({ Next: 'AllRead?', Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 3 }] });
      expect(States['AllRead?']).toEqual({ Type: 'Choice', Choices: [{ Variable: '$.done', BooleanEquals: true, Next: 'Publish' }], Default: 'Collect' });
      expect(States.Collect.Parameters.Payload).toEqual({ 'action': 'collect', 'runId.$': '$$.Execution.Name', 'startedAt.$': '$$.Execution.StartTime' });
    });

    test('errata 14 and 15: no metric that KMS does not have is named', () => {
      expect(JSON.stringify(template.toJSON())).not.toMatch(/DaysUntilKeyRotation|NumberOfRequestsSucceeded/);
    });
  });

  describe('sources and outputs', () => {
    test('each adds just what it needs to the role', () => {
      const { template } = reporter(stack => ({
        topic: new sns.Topic(stack, 'Topic'), readUsageMetrics: true, eventDataStoreArn: STORE, securityHubFindings: true, memberAccounts: [OTHER_ACCOUNT], regions: [REGION, 'us-east-1'],
      }));
      const statements = statementsOf(template, 'ReportReportRole');
      const by = (sid: string) => statements.find(s => s.Sid === sid);
      expect(by('ReadMetrics')).toMatchObject({ Action: 'cloudwatch:GetMetricData', Condition: { StringEquals: { 'aws:RequestedRegion': [REGION, 'us-east-1'] } } });
      expect(by('QueryTrail')).toMatchObject({ Action: ['cloudtrail:DescribeQuery', 'cloudtrail:GetQueryResults', 'cloudtrail:StartQuery'], Resource: STORE });
      expect(by('ImportFindings')).toMatchObject({ Resource: `arn:aws:securityhub:${REGION}:${ACCOUNT}:product/${ACCOUNT}/default` });
      expect(by('ReadMemberAccounts')).toMatchObject({ Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${OTHER_ACCOUNT}:role/KeysmithKeyLifecycleMember` });
      expect(by('ReadKeys').Resource).toEqual([REGION, 'us-east-1'].map(region => `arn:aws:kms:${region}:${ACCOUNT}:key/*`));
      expect(statements.filter(s => s.Action === 'sns:Publish')).toHaveLength(1);
      template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'KeysmithKeyLifecycleReporter' });
    });

    test('a bucket of yours is used, and its key opened to the function', () => {
      const { template } = reporter(stack => ({ bucket: new s3.Bucket(stack, 'Mine', { encryption: s3.BucketEncryption.KMS }) }));
      template.resourceCountIs('AWS::S3::Bucket', 1);
      expect(configOf(template, REPORTS).bucket).toMatch(/^Mine/);
      expect(actionsOf(template)).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']));
    });

    test('the schedule is yours', () => {
      const { template } = reporter({ schedule: events.Schedule.rate(Duration.days(1)) });
      template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)' });
    });

    test('metrics are of this account, in the namespace that the handler writes', () => {
      const { made } = reporter();
      const methods: string[] = [];
      for (let type = made; type !== Construct.prototype; type = Object.getPrototypeOf(type)) { methods.push(...Object.getOwnPropertyNames(type).filter(name => /^metric./.test(name))); }
      const metrics = methods.map(name => (made as any)[name]({ label: 'x' }) as cloudwatch.Metric);
      expect(metrics.map(m => [m.namespace, m.dimensions, m.label])).toEqual(methods.map(() => [NAMESPACE, { Account: ACCOUNT }, 'x']));
      const { CloudWatchMetrics: [{ Metrics }] } = JSON.parse(metricLine(toReport({
        runId: 'x', startedAt: '2026-11-24T06:00:00.000Z', finishedAt: '2026-11-24T06:00:00.000Z', thresholds: { unusedDays: 90, oldDays: 730, highUsage: 1000 }, targets: [],
      }, sampleRecords(3)), ACCOUNT))._aws;
      expect(metrics.map(m => m.metricName).sort()).toEqual(Metrics.map(({ Name }: any) => Name).sort());
    });

    test('readers get the reports and their key', () => {
      const stack = testStack();
      const made = new KeyLifecycleReporter(stack, 'Report');
      made.grantRead(new iam.Role(stack, 'Auditor', { assumedBy: new iam.AccountRootPrincipal() }));
      expect(statementsOf(Template.fromStack(stack), 'Auditor').flatMap(s => s.Action)).toEqual(['s3:GetObject*', 's3:GetBucket*', 's3:List*', 'kms:Decrypt', 'kms:DescribeKey']);
    });

    test('other partitions are named right', () => {
      const stack = new Stack(new App(), 'China', { env: { account: ACCOUNT, region: 'cn-north-1' } });
      expect(JSON.stringify(reporter({}, stack).template.toJSON())).not.toContain('arn:aws:');
    });
  });

  describe('clean-up', () => {
    test('a dry run may change no key either', () => {
      const { template, made } = reporter({ cleanUp: { mode: KeyCleanUpMode.DRY_RUN } });
      expect(actionsOf(template).filter(action => CHANGING.test(action))).toEqual([]);
      template.resourceCountIs('AWS::Lambda::Function', 1);
      expect(made.cleanUpStateMachine).toBeUndefined();
      expect(configOf(template, REPORTS).cleanUp.mode).toBe('DRY_RUN');
    });

    describe('with approval', () => {
      const { template } = reporter(withApproval());

      test('AWS itself holds the steps to tagged keys, idle long enough, and the window of 30 days', () => {
        const statements = statementsOf(template, 'ReportCleanUpStepsRole');
        const keys = `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`;
        const idle = { StringEquals: { 'aws:ResourceTag/keysmith:clean-up': 'allowed' }, NumericGreaterThan: { 'kms:TrailingDaysWithoutKeyUsage': '90' } };
        expect(statements.filter(s => [].concat(s.Action).some((action: string) => CHANGING.test(action)))).toEqual([
          { Sid: 'DisableUnusedKeys', Effect: 'Allow', Action: 'kms:DisableKey', Resource: keys, Condition: idle },
          {
            Sid: 'ScheduleDeletionOfUnusedKeys',
            Effect: 'Allow',
            Action: 'kms:ScheduleKeyDeletion',
            Resource: keys,
            Condition: { ...idle, NumericEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } },
          },
        ]);
      });

      test('undoing may only cancel and enable, and only tagged keys', () => {
        expect(statementsOf(template, 'ReportCleanUpUndoRole').filter(s => /^kms/.test([].concat(s.Action)[0]))).toEqual([
          { Sid: 'FindKey', Effect: 'Allow', Action: 'kms:DescribeKey', Resource: expect.any(String) },
          {
            Sid: 'RestoreKey',
            Effect: 'Allow',
            Action: ['kms:CancelKeyDeletion', 'kms:EnableKey'],
            Resource: expect.any(String),
            Condition: { StringEquals: { 'aws:ResourceTag/keysmith:clean-up': 'allowed' } },
          },
        ]);
      });

      test('the reporter itself only starts the clean-up', () => {
        const actions = statementsOf(template, 'ReportReportRole').flatMap(s => s.Action);
        expect(actions.filter((action: string) => CHANGING.test(action))).toEqual([]);
        expect(actions).toEqual(expect.arrayContaining(['states:ListExecutions', 'states:StartExecution']));
      });

      describe('the state machine', () => {
        const [machineId, machine] = Object.entries(template.findResources('AWS::StepFunctions::StateMachine')).find(([id]) => id.includes('CleanUp'))!;
        const { StartAt, States } = JSON.parse(deployed(machine.Properties.DefinitionString));
        const entries = (step: string) => Object.entries<any>(States)
          .filter(([, s]) => s.Default === step || [s, ...(s.Choices ?? []), ...(s.Catch ?? [])].some(way => way.Next === step))
          .map(([name]) => name);

        test('has the states that the function knows', () => {
          expect(Object.keys(States)).toEqual(expect.arrayContaining(Object.values(CLEAN_UP_STATES)));
        });

        test('leads to a changing step through an answer that approves only', () => {
          expect(StartAt).toBe('Consider');
          for (const [step, question, asking, before] of [['Disable', 'MayDisable?', 'AskToDisable', 'Unused?'], ['Schedule', 'MaySchedule?', 'AskToSchedule', 'StillUnused?']]) {
            expect([entries(step), entries(question), entries(asking)]).toEqual([[question], [asking], [before]]);
            expect(States[question].Default).not.toBe(step);
            expect(States[question].Choices).toEqual([{
              And: [{ Variable: '$.answer.approved', IsPresent: true }, { Variable: '$.answer.approved', BooleanEquals: true }], Next: step,
            }]);
          }
          expect(States.WaitDisabled).toMatchObject({ Type: 'Wait', Seconds: 30 * 86_400, Next: 'LookAgain' });
          expect(new Set(entries('WaitDisabled'))).toEqual(new Set(['TellDisabled']));
          expect(entries('TellDisabled')).toEqual(['Disabled?']);
        });

        test('tells the function nothing that a caller could write', () => {
          const parameters = Object.values<any>(States).flatMap(s => (s.Parameters?.['execution.$'] ? [s.Parameters] : []));
          expect(parameters).toHaveLength(6);
          for (const given of parameters) { expect(given).toEqual({ 'execution.$': '$$.Execution.Id', 'state.$': '$$.State.Name' }); }
        });

        test.each(['AskToDisable', 'AskToSchedule'])('%s survives a throttle, and an answer is an answer', name => {
          expect(States[name].Resource).toMatch(/sns:publish\.waitForTaskToken$/);
          expect(States[name]).toMatchObject({
            TimeoutSeconds: 7 * 86_400,
            Retry: [
              { ErrorEquals: ['Refused', 'States.Timeout'], MaxAttempts: 0 },
              { ErrorEquals: ['States.ALL'], IntervalSeconds: 60, MaxAttempts: 3, BackoffRate: 2 },
            ],
            Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.answer' }],
          });
          expect(States[name].Parameters['Message.$'].match(/\$\$\.Task\.Token/g)).toHaveLength(2);
        });

        test('sends every message itself, and goes on when one fails', () => {
          for (const name of ['TellDisabled', 'TellScheduled', 'TellLeft']) {
            expect(States[name]).toMatchObject({ Parameters: { 'Subject.$': '$.said.subject', 'Message.$': '$.said.text' }, ResultPath: null, Catch: [{ ErrorEquals: ['States.ALL'] }] });
          }
          expect(statementsOf(template, 'ReportCleanUpStepsRole').flatMap(s => s.Action)).not.toContain('sns:Publish');
        });

        test('is the one whose executions the functions can read', () => {
          const name = deployed(machine.Properties.StateMachineName);
          expect(name).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
          for (const role of ['ReportCleanUpStepsRole', 'ReportCleanUpUndoRole']) {
            expect(statementsOf(template, role).filter(s => /^states:/.test(s.Action))).toEqual([{
              Sid: 'ReadExecutions', Effect: 'Allow', Action: 'states:GetExecutionHistory', Resource: `arn:aws:states:${REGION}:${ACCOUNT}:execution:${name}:*`,
            }]);
          }
          for (const fn of Object.values<any>(template.findResources('AWS::Lambda::Function')).filter(f => f.Properties.Environment.Variables.UNDO_FUNCTION)) {
            expect(JSON.parse(deployed(fn.Properties.Environment.Variables.CONFIG)).cleanUp.stateMachineArn).toBe(`arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`);
          }
          expect(machineId).toMatch(/^ReportCleanUp/);
        });
      });

      describe('the role of a function, and whoever can only', () => {
        const key = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
        const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }] };
        const tagged = { 'aws:ResourceTag/keysmith:clean-up': 'allowed', 'kms:TrailingDaysWithoutKeyUsage': '91', 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' };
        const roles = { report: 'ReportReportRole', steps: 'ReportCleanUpStepsRole', undo: 'ReportCleanUpUndoRole' };
        const attacker = (action: string) => [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] }];
        const of = (role: keyof typeof roles) => [{ Version: '2012-10-17', Statement: statementsOf(template, roles[role]) }];

        test.each<[string, any[], string, object, string]>([
          ['steps: a key without the tag', of('steps'), 'kms:DisableKey', { ...tagged, 'aws:ResourceTag/keysmith:clean-up': 'no' }, 'ImplicitlyDenied'],
          ['steps: a key in use', of('steps'), 'kms:DisableKey', { ...tagged, 'kms:TrailingDaysWithoutKeyUsage': '90' }, 'ImplicitlyDenied'],
          ['steps: an idle key with the tag', of('steps'), 'kms:DisableKey', tagged, 'Allowed'],
          ['steps: a shorter window', of('steps'), 'kms:ScheduleKeyDeletion', { ...tagged, 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' }, 'ImplicitlyDenied'],
          ['steps: the window of 30 days', of('steps'), 'kms:ScheduleKeyDeletion', tagged, 'Allowed'],
          ['steps: tagging', of('steps'), 'kms:TagResource', { ...tagged, 'aws:TagKeys': ['keysmith:clean-up'] }, 'ImplicitlyDenied'],
          ['undo: a key without the tag', of('undo'), 'kms:EnableKey', { ...tagged, 'aws:ResourceTag/keysmith:clean-up': 'no' }, 'ImplicitlyDenied'],
          ['undo: disabling', of('undo'), 'kms:DisableKey', tagged, 'ImplicitlyDenied'],
          ['report: disabling', of('report'), 'kms:DisableKey', tagged, 'ImplicitlyDenied'],
          ...['kms:DisableKey', 'kms:ScheduleKeyDeletion', 'kms:EnableKey', 'kms:Decrypt'].flatMap<[string, any[], string, object, string]>(action =>
            ['lambda:InvokeFunction', 'states:StartExecution', 'kms:TagResource', 'kms:UpdateKeyDescription'].map<[string, any[], string, object, string]>(may =>
              [`${may}: ${action}`, attacker(may), action, tagged, 'ImplicitlyDenied'])),
        ])('%s', async (_, identity, action, context, wanted) => {
          const given = Object.fromEntries(Object.entries(context).filter(([name]) => name === 'aws:ResourceTag/keysmith:clean-up' || name === 'aws:TagKeys'
            || (name.startsWith('kms:Trailing') && /Disable|Schedule/.test(action)) || (name.startsWith('kms:Schedule') && action === 'kms:ScheduleKeyDeletion'))) as any;
          expect(await decide({ principal: `arn:aws:iam::${ACCOUNT}:role/Somebody`, policy, identity, action, context: given, keyArn: key })).toBe(wanted);
        });
      });

      test('tag, waiting and threshold are yours', () => {
        const { template: own } = reporter(withApproval({
          unusedAfter: Duration.days(200),
          cleanUp: { mode: KeyCleanUpMode.WITH_APPROVAL, optInTagKey: 'retire', optInTagValue: 'yes', disabledFor: Duration.days(60), approvalTimeout: Duration.days(2), maxKeysPerRun: 1 },
        }));
        expect(statementsOf(own, 'ReportCleanUpStepsRole').find(s => s.Sid === 'DisableUnusedKeys').Condition)
          .toEqual({ StringEquals: { 'aws:ResourceTag/retire': 'yes' }, NumericGreaterThan: { 'kms:TrailingDaysWithoutKeyUsage': '200' } });
        expect(configOf(own, REPORTS).cleanUp).toMatchObject({ optInTagKey: 'retire', optInTagValue: 'yes', maxKeysPerRun: 1, disabledDays: 60 });
      });
    });
  });

  describe('fails', () => {
    test.each<[string, KeyLifecycleReporterProps, string]>([
      ['for a clean-up with approval and no topic', { cleanUp: { mode: KeyCleanUpMode.WITH_APPROVAL } }, "'topic' is needed for a clean-up with approval"],
      ['for no region', { regions: [] }, "'regions' must not be empty"],
      ['for an availability zone', { regions: ['eu-west-1a'] }, "'regions' must be a Region code"],
      ['for an account id that is none', { memberAccounts: ['1234'] }, "'memberAccounts' must be an account id of 12 digits"],
      ['for its own account as a member', { memberAccounts: [ACCOUNT] }, "'memberAccounts' is the reporter's own account"],
      ['for a member role without members', { memberRoleName: 'x' }, "'memberRoleName' needs 'memberAccounts'"],
      ['for a store that is no ARN', { eventDataStoreArn: 'store' }, "'eventDataStoreArn' must be an ARN of cloudtrail"],
      ['for a window without metrics', { usageWindow: Duration.days(7) }, "'usageWindow' does nothing without 'readUsageMetrics'"],
      ['for a threshold without metrics', { highUsageThreshold: 5 }, "'highUsageThreshold' does nothing without 'readUsageMetrics'"],
      ['for no days', { unusedAfter: Duration.days(0) }, "'unusedAfter' must be a whole number of days from 1 to 3650"],
      ['for too many keys a run', { cleanUp: { maxKeysPerRun: 1000 } }, "'cleanUp.maxKeysPerRun' must be a whole number from 1 to 100"],
      ['for too short a wait', { cleanUp: { disabledFor: Duration.days(1) } }, "'cleanUp.disabledFor' must be a whole number of days from 7 to 180"],
      ['for a reserved tag', { cleanUp: { optInTagKey: 'aws:x' } }, "'cleanUp.optInTagKey' must not start with 'aws:'"],
      ['for too little memory', { memorySize: 128 }, "'memorySize' must be a whole number from 256 to 10240"],
    ])('%s', (_, props, message) => {
      expect(() => reporter(props)).toThrow(message);
    });

    test('for a clean-up of keys that were used last month', () => {
      expect(() => reporter(withApproval({ unusedAfter: Duration.days(14) }))).toThrow("'unusedAfter' must be at least 30 days for a clean-up with approval");
    });

    test('for a retention of a bucket that is not its own', () => {
      const stack = testStack();
      expect(() => reporter({ bucket: new s3.Bucket(stack, 'B'), retention: Duration.days(5) }, stack)).toThrow("'retention' is for the bucket that the reporter makes");
    });
  });
});

describe('KeyLifecycleMemberRole', () => {
  const stack = testStack('eu-west-1', OTHER_ACCOUNT);
  new KeyLifecycleMemberRole(stack, 'Member', { reporterAccount: ACCOUNT, regions: ['eu-west-1'] });
  const template = Template.fromStack(stack);

  test('trusts the reporter only', () => {
    const [role] = Object.values(template.findResources('AWS::IAM::Role'));
    expect(role.Properties.RoleName).toBe('KeysmithKeyLifecycleMember');
    expect(deployed(role.Properties.AssumeRolePolicyDocument.Statement)).toEqual([{
      Action: 'sts:AssumeRole',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/KeysmithKeyLifecycleReporter` } },
    }]);
  });

  test('reads, and neither uses nor changes keys', () => {
    expect(actionsOf(template).filter(action => !/^(kms:(Describe|Get|List)|cloudwatch:GetMetricData)/.test(action))).toEqual([]);
  });

  test('fails for an account id that is none', () => {
    expect(() => new KeyLifecycleMemberRole(testStack(), 'M', { reporterAccount: 'x' })).toThrow("'reporterAccount' must be an account id");
  });
});
