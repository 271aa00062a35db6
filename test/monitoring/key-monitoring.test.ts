import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EncryptedKey } from '../../src';
import { KeyEventType, KeyMonitoring } from '../../src/monitoring';
import { matchesPattern } from '../support/event-pattern';
import { decisionTable } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { aboutAnotherKey, EVENT_KEY, SAMPLE_EVENTS } from '../support/sample-events';
import { ACCOUNT, deployed, keyPolicy, OTHER_ACCOUNT, REGION, statement, testStack } from '../support/stack';

const TYPES = Object.values(KeyEventType);
const SAME = new EncryptedKey(testStack(), 'Same');

const ofType = (stack: Stack, type: string): any[] =>
  Object.values<any>(Template.fromStack(stack).findResources(type)).map(resource => deployed(resource.Properties));

function importedKey(stack: Stack, id = 'Key', arn = EVENT_KEY): kms.IKey {
  return kms.Key.fromKeyArn(stack, id, arn);
}

/** The text that a person gets: EventBridge fills the fields of an event into the template. */
function received(rule: any, event: any): string[] {
  const { InputPathsMap, InputTemplate } = rule.Targets[0].InputTransformer;
  const at = (path: string): string => {
    const value = path.replace('$.', '').split('.').reduce((v, part) => {
      const [, name, index] = /^([^[]+)(?:\[(\d+)\])?$/.exec(part)!;
      return index === undefined ? v?.[name] : v?.[name]?.[Number(index)];
    }, event);
    return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  };
  return (InputTemplate as string).split('\n').map(line => JSON.parse(line) as string)
    .map(line => line.replace(/<([A-Za-z0-9-]+)>/g, (_, name) => at(InputPathsMap[name])));
}

describe('KeyMonitoring', () => {
  describe('rules', () => {
    test('one for each type of event, to the topic', () => {
      const stack = testStack();
      const topic = sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:alarms`);
      new KeyMonitoring(stack, 'Watch', { keys: [importedKey(stack)], topic });
      const rules = ofType(stack, 'AWS::Events::Rule');
      expect(rules).toHaveLength(TYPES.length);
      expect(new Set(rules.map(rule => rule.Targets[0].Arn))).toEqual(new Set([`arn:aws:sns:${REGION}:${ACCOUNT}:alarms`]));
    });

    test('only those asked for', () => {
      const stack = testStack();
      new KeyMonitoring(stack, 'Watch', { keys: [importedKey(stack)], eventTypes: [KeyEventType.DISABLED] });
      expect(ofType(stack, 'AWS::Events::Rule').map(rule => rule.EventPattern.detail.eventName)).toEqual([['DisableKey']]);
    });

    test('many keys share rules that stay under the size of a pattern', () => {
      const same = new Stack(new App(), 'Gov', { env: { account: ACCOUNT, region: 'us-gov-east-1' } });
      const keys = Array.from({ length: 20 }, (_, i) =>
        importedKey(same, `Key${i}`, `arn:aws-us-gov:kms:us-gov-east-1:${ACCOUNT}:key/mrk-${String(i).padStart(32, '0')}`));
      new KeyMonitoring(same, 'Watch', { keys });
      const rules = ofType(same, 'AWS::Events::Rule');
      expect(rules).toHaveLength(4 * TYPES.length);
      expect(Math.max(...rules.map(rule => JSON.stringify(rule.EventPattern).length))).toBeLessThanOrEqual(2048);
      expect(Math.max(...rules.map(rule => rule.Targets[0].InputTransformer.InputTemplate.length))).toBeLessThanOrEqual(8192);
      const known = new Set(rules.filter(rule => rule.EventPattern.detail?.eventName?.[0] === 'DisableKey').flatMap(rule => rule.EventPattern.detail.resources.ARN));
      expect(known.size).toBe(20);
    });

    test.each([1, 5, 6, 7, 8, 9, 12, 30])('%i keys keep the ids of their rules when others are added before and after', count => {
      const ids = (from: number, to: number) => {
        const stack = testStack();
        const keys = Array.from({ length: to - from }, (_, i) =>
          importedKey(stack, `Key${from + i}`, `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890${from + i}`));
        new KeyMonitoring(stack, 'Watch', { keys, topic: new sns.Topic(stack, 'Topic'), dashboard: false, eventTypes: [KeyEventType.DISABLED, KeyEventType.USE_DENIED] });
        return Object.keys(Template.fromStack(stack).findResources('AWS::Events::Rule'));
      };
      const before = ids(20, 20 + count);
      expect(ids(20, 21 + count)).toEqual(expect.arrayContaining(before));
      expect(ids(18, 24 + count)).toEqual(expect.arrayContaining(before));
    });
  });

  describe('messages', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Orders', { alias: 'orders' });
    new KeyMonitoring(stack, 'Watch', { keys: [key] });
    const rules = ofType(stack, 'AWS::Events::Rule');
    const about = (event: any) => JSON.parse(JSON.stringify(event).replaceAll(EVENT_KEY, `arn:aws:iam::${ACCOUNT}:role/${keyId}`));
    const keyId = Object.keys(Template.fromStack(stack).findResources('AWS::KMS::Key')).find(id => id.startsWith('Orders'))!;
    const message = (name: string) => {
      const event = about(SAMPLE_EVENTS[name]);
      const matching = rules.filter(rule => matchesPattern(rule.EventPattern, event));
      expect(matching).toHaveLength(1);
      return received(matching[0], event);
    };

    test('say what happened to which key, by whom, when, and what to do', () => {
      const arn = `arn:aws:iam::${ACCOUNT}:role/${keyId}`;
      expect(message('schedule-key-deletion')).toEqual([
        'Deletion of a KMS key was scheduled. The key cannot be used now, and is deleted permanently after its waiting period.',
        `Key: alias/orders, ${arn}`,
        'Gone on: Dec 14, 2026 9:30:00 AM',
        'By: arn:aws:iam::111122223333:user/Alice , call ScheduleKeyDeletion, from 192.0.2.0',
        'When: 2026-11-24T09:30:00Z, account 111122223333, Region eu-west-1',
        `What to do: If nobody planned this, cancel it and enable the key again: aws kms cancel-key-deletion --key-id ${arn}, then aws kms enable-key --key-id ${arn}`,
      ]);
    });

    test('tell of a grant to whom and for what', () => {
      expect(message('create-grant-other-account')[2]).toBe('Grantee: arn:aws:iam::444455556666:role/Reader, operations: ["Decrypt"]');
    });

    test('tell where an alias went', () => {
      expect(message('update-alias-away')[2]).toBe('Alias: alias/orders, new key: 0987dcba-09fe-87dc-65ba-ab0987654321');
    });

    test('show the error of a refused use', () => {
      expect(message('decrypt-pending-deletion')[2]).toMatch(/^Error: KMSInvalidStateException: arn:aws:.* is pending deletion\.$/);
    });

    test.each(['kms-cmk-rotation', 'kms-cmk-deletion'])('of KMS itself name no person: %s', name => {
      expect(message(name)[2]).toBe('By: AWS KMS');
    });

    test('of lost key material name the key whether it expired or was deleted', () => {
      const line = `What to do: Import the same key material again: aws kms get-parameters-for-import --key-id arn:aws:iam::${ACCOUNT}:role/${keyId}`;
      expect(message('kms-imported-key-material-expiration').at(-1)).toBe(line);
      expect(message('delete-imported-key-material').at(-1)).toBe(line);
    });
  });

  describe('the topic', () => {
    const TOPICS = `arn:aws:sns:${REGION}:${ACCOUNT}:*`;
    const stack = testStack();
    new KeyMonitoring(stack, 'Watch', { keys: [importedKey(stack)] });
    const policy = keyPolicy(stack);

    test('is encrypted under a key that lets alarms and rules in', () => {
      const use = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' };
      expect(statement(policy, 'CloudWatchAlarmsToTopic')).toEqual({
        ...use,
        Sid: 'CloudWatchAlarmsToTopic',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: {
          ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:*` },
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
        },
      });
      // EventBridge sends no source key to an encrypted topic.
      expect(statement(policy, 'EventBridgeToTopic')).toEqual({
        ...use,
        Sid: 'EventBridgeToTopic',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': TOPICS } },
      });
      Template.fromStack(stack).hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } });
    });

    test('has a key policy of names that exist', async () => expect(await unknownNames(policy)).toEqual([]));

    const named = { 'kms:EncryptionContext:aws:sns:topicArn': TOPICS.replace('*', 'Alarms') };
    const alarm = { ...named, 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:Any` };
    decisionTable(() => policy, [
      ['alarms of the account', { principal: 'cloudwatch.amazonaws.com', action: 'kms:GenerateDataKey', context: alarm }, 'Allowed'],
      ['alarms of another account', { principal: 'cloudwatch.amazonaws.com', action: 'kms:GenerateDataKey', context: { ...alarm, 'aws:SourceAccount': OTHER_ACCOUNT } }, 'ImplicitlyDenied'],
      ['rules, which name no source', { principal: 'events.amazonaws.com', action: 'kms:GenerateDataKey', context: named }, 'Allowed'],
      ['rules that publish to a topic of another account',
        { principal: 'events.amazonaws.com', action: 'kms:GenerateDataKey', context: { 'kms:EncryptionContext:aws:sns:topicArn': `arn:aws:sns:${REGION}:${OTHER_ACCOUNT}:Alarms` } },
        'ImplicitlyDenied'],
      ['another service', { principal: 'lambda.amazonaws.com', action: 'kms:GenerateDataKey', context: alarm }, 'ImplicitlyDenied'],
    ]);

    test('lets both publish, and nobody without TLS', () => {
      const [{ PolicyDocument }] = ofType(stack, 'AWS::SNS::TopicPolicy');
      expect(PolicyDocument.Statement.map((s: any) => [s.Sid, s.Effect, s.Principal.Service])).toEqual([
        ['AllowPublishThroughSSLOnly', 'Deny', undefined],
        ['CloudWatchAlarms', 'Allow', 'cloudwatch.amazonaws.com'],
        ['EventBridgeRules', 'Allow', 'events.amazonaws.com'],
      ]);
      expect(PolicyDocument.Statement[1].Condition.StringEquals).toEqual({ 'aws:SourceAccount': ACCOUNT });
    });

    test('shared by two, has each statement once', () => {
      const both = testStack();
      const topic = new sns.Topic(both, 'Topic');
      new KeyMonitoring(both, 'One', { keys: [importedKey(both, 'A')], topic });
      KeyMonitoring.account(both, 'All', { topic });
      const [{ PolicyDocument }] = ofType(both, 'AWS::SNS::TopicPolicy');
      expect(PolicyDocument.Statement.map((s: any) => s.Sid)).toEqual(['CloudWatchAlarms', 'EventBridgeRules']);
    });
  });

  describe('alarms', () => {
    test('on imported key material that is about to expire', () => {
      const stack = testStack();
      const key = new EncryptedKey(stack, 'Key', { enableKeyRotation: false });
      (key.node.defaultChild as kms.CfnKey).origin = 'EXTERNAL';
      const { alarms } = new KeyMonitoring(stack, 'Watch', { keys: [key], expiryNotice: Duration.days(14), topic: new sns.Topic(stack, 'Topic') });
      expect(alarms).toHaveLength(1);
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/KMS',
        MetricName: 'SecondsUntilKeyMaterialExpiration',
        Dimensions: [{ Name: 'KeyId', Value: { Ref: Match.stringLikeRegexp('^Key') } }],
        Statistic: 'Minimum',
        Period: 3600,
        ComparisonOperator: 'LessThanOrEqualToThreshold',
        Threshold: 1209600,
        // The metric ends when the material expires: an alarm that took that for good would turn OK.
        TreatMissingData: 'ignore',
        AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
      });
    });

    test('none by default for keys with material of KMS', () => {
      const stack = testStack();
      expect(new KeyMonitoring(stack, 'Watch', { keys: [new EncryptedKey(stack, 'Key')] }).alarms).toEqual([]);
    });

    test('on requests in an hour, summed over the operations of the kind of key', () => {
      const stack = testStack();
      new KeyMonitoring(stack, 'Watch', { keys: [importedKey(stack)], maxRequestsPerHour: 1000 });
      const [alarm] = ofType(stack, 'AWS::CloudWatch::Alarm');
      expect(alarm.Threshold).toBe(1000);
      expect(alarm.Metrics[0].Expression).toMatch(/^SUM\(\[decrypt_\w{8}, encrypt_\w{8}, generateDataKey_\w{8}, generateDataKeyWithoutPlaintext_\w{8}\]\)$/);
      expect(alarm.Metrics[1].MetricStat).toEqual({
        Metric: { Namespace: 'AWS/KMS', MetricName: 'SuccessfulRequest', Dimensions: [{ Name: 'KeyArn', Value: EVENT_KEY }, { Name: 'Operation', Value: 'Decrypt' }] },
        Period: 3600,
        Stat: 'Sum',
      });
    });

    test('on an unusual number of signatures', () => {
      const stack = testStack();
      const key = new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY });
      new KeyMonitoring(stack, 'Watch', { keys: [key], anomalyDetection: true });
      const [alarm] = ofType(stack, 'AWS::CloudWatch::Alarm');
      expect(alarm.ComparisonOperator).toBe('LessThanLowerOrGreaterThanUpperThreshold');
      expect(JSON.stringify(alarm.Metrics)).toContain('"Value":"Sign"');
      expect(JSON.stringify(alarm.Metrics)).toContain('ANOMALY_DETECTION_BAND');
    });
  });

  describe('the dashboard', () => {
    const body = (stack: Stack) => JSON.parse(ofType(stack, 'AWS::CloudWatch::Dashboard')[0].DashboardBody);

    test('shows all keys together, quotas, and each key', () => {
      const stack = testStack();
      new KeyMonitoring(stack, 'Watch', { keys: [new EncryptedKey(stack, 'A', { alias: 'a' }), new EncryptedKey(stack, 'B', { alias: 'b' })], dashboardName: 'keys' });
      const { widgets } = body(stack);
      expect(widgets.map((widget: any) => widget.properties.title)).toEqual([
        'Requests by key', 'Request quotas of the account and Region, % used', 'alias/a', 'alias/b',
      ]);
    });

    test('shows alarms and the time that imported material has left', () => {
      const stack = testStack();
      const key = new EncryptedKey(stack, 'Key', { alias: 'mine', enableKeyRotation: false });
      (key.node.defaultChild as kms.CfnKey).origin = 'EXTERNAL';
      new KeyMonitoring(stack, 'Watch', { keys: [key] });
      expect(body(stack).widgets.map((widget: any) => widget.properties.title)).toEqual([
        'Alarms', 'Requests by key', 'Request quotas of the account and Region, % used', 'alias/mine', 'Key material expires in',
      ]);
    });

    test('is left out on demand', () => {
      const stack = testStack();
      expect(new KeyMonitoring(stack, 'Watch', { keys: [importedKey(stack)], dashboard: false }).dashboard).toBeUndefined();
      Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    });
  });

  describe('account', () => {
    const stack = testStack();
    const trailLogGroup = logs.LogGroup.fromLogGroupName(stack, 'Trail', 'trail');
    KeyMonitoring.account(stack, 'All', { trailLogGroup });
    const rules = ofType(stack, 'AWS::Events::Rule');

    test('hears of every key, but not of denied use and rotations unless asked', () => {
      expect(rules).toHaveLength(TYPES.length - 2);
      const matched = (change: (event: any) => any) => Object.keys(SAMPLE_EVENTS).filter(name =>
        rules.some(rule => matchesPattern(rule.EventPattern, change(SAMPLE_EVENTS[name]))));
      expect(matched(event => event)).toEqual(matched(aboutAnotherKey));
      expect(matched(event => event)).toEqual(expect.arrayContaining(['schedule-key-deletion', 'kms-cmk-deletion', 'decrypt-pending-deletion', 'update-alias-away']));
      expect(matched(event => event)).not.toEqual(expect.arrayContaining(['decrypt-denied']));
    });

    test('reads the pattern that CIS asks for from the trail, word for word', () => {
      Template.fromStack(stack).hasResourceProperties('AWS::Logs::MetricFilter', {
        FilterPattern: '{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}',
        LogGroupName: 'trail',
        MetricTransformations: [{ MetricName: 'KeysDisabledOrScheduledForDeletion', MetricNamespace: 'Keysmith/CloudTrail', MetricValue: '1' }],
      });
    });

    test('passes Prowler\'s expression for that filter', () => {
      // prowler: cloudwatch_log_metric_filter_disable_or_scheduled_deletion_of_kms_cmk
      const prowler = /\$\.eventSource\s*=\s*.?kms.amazonaws.com.+\$\.eventName\s*=\s*.?DisableKey.+\$\.eventName\s*=\s*.?ScheduleKeyDeletion.?/;
      expect(ofType(stack, 'AWS::Logs::MetricFilter').filter(filter => prowler.test(filter.FilterPattern))).toHaveLength(1);
    });

    test('has an alarm for each filter and quota', () => {
      const alarms = ofType(stack, 'AWS::CloudWatch::Alarm');
      const filters = ofType(stack, 'AWS::Logs::MetricFilter');
      expect(alarms).toHaveLength(filters.length + 3);
      expect(filters.map(filter => filter.MetricTransformations[0].MetricName).sort())
        .toEqual(alarms.flatMap(alarm => alarm.Namespace === 'Keysmith/CloudTrail' ? [alarm.MetricName] : []).sort());
      expect(alarms.every(alarm => alarm.AlarmActions.length === 1 && alarm.AlarmDescription.length > 20)).toBe(true);
    });

    test('compares requests with the quota that the account really has', () => {
      const alarm = ofType(stack, 'AWS::CloudWatch::Alarm').find(a => JSON.stringify(a).includes('CryptographicOperationsSymmetric'));
      expect(alarm.Threshold).toBe(80);
      expect(alarm.Metrics[0].Expression).toBe('(usageSymmetric/SERVICE_QUOTA(usageSymmetric))*100');
      expect(alarm.Metrics[1].MetricStat.Metric).toEqual({
        Namespace: 'AWS/Usage',
        MetricName: 'CallCount',
        Dimensions: [{ Name: 'Class', Value: 'None' }, { Name: 'Resource', Value: 'CryptographicOperationsSymmetric' }, { Name: 'Service', Value: 'KMS' }, { Name: 'Type', Value: 'API' }],
      });
    });
  });

  describe('refuses', () => {
    const stack = testStack();
    const keys = [importedKey(stack)];
    let count = 0;
    const make = (props: any) => () => new KeyMonitoring(stack, `Watch${count++}`, { keys, ...props });

    test('fails when there are no keys', () => {
      expect(make({ keys: [] })).toThrow("'keys' must not be empty, got: []; use KeyMonitoring.account for all keys of the account");
    });
    test('fails when a key is in another Region', () => {
      expect(make({ keys: [importedKey(stack, 'Far', `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`)] }))
        .toThrow(/'keys' must be in the Region of the stack, eu-west-1: .* monitor it in a stack of us-east-1$/);
    });
    test.each<[string, any, RegExp | string]>([
      ['eventTypes is empty', { eventTypes: [] }, /'eventTypes' must not be empty/],
      ['maxRequestsPerHour is 0', { maxRequestsPerHour: 0 }, /'maxRequestsPerHour' must be above 0/],
      ['a key is named twice', { keys: [SAME, SAME] }, "'keys' has a key twice, got: 'Test/Same'; name each key once"],
      ['a key is named twice, by its alias', { keys: [SAME, SAME.node.findChild('Alias') as kms.Alias] }, "'keys' has a key twice: Test/Same is the same key, got: 'Test/Same/Alias'"],
      ['a key is imported twice', { keys: ['A', 'B'].map(id => importedKey(SAME.stack, id)) }, "'keys' has a key twice: Test/A is the same key, got: 'Test/B'"],
      ['expiryNotice is under a day', { expiryNotice: Duration.hours(1) }, /'expiryNotice' must be at least one day/],
      ['a name is given to no dashboard', { dashboard: false, dashboardName: 'x' }, /'dashboardName' needs 'dashboard'/],
    ])('fails when %s', (_, props, message) => expect(make(props)).toThrow(message));
    test.each([0, 101, NaN])('fails when quotaUtilization is %d', quotaUtilization => {
      expect(() => KeyMonitoring.account(testStack(), 'All', { quotaUtilization })).toThrow(/'quotaUtilization' must be above 0 and at most 100/);
    });
  });

  test('a topic of another stack still gets the messages', () => {
    const stack = testStack();
    const topic = sns.Topic.fromTopicArn(stack, 'Central', `arn:aws:sns:${REGION}:${OTHER_ACCOUNT}:security`);
    new KeyMonitoring(stack, 'Watch', { keys: [new kms.Key(stack, 'Key')], topic });
    expect(new Set(ofType(stack, 'AWS::Events::Rule').map(rule => rule.Targets[0].Arn))).toEqual(new Set([`arn:aws:sns:${REGION}:${OTHER_ACCOUNT}:security`]));
  });
});
