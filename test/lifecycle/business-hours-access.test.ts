import { Stack, Tags, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EncryptedKey, EncryptedKeyProps, IamDelegation } from '../../src';
import { BusinessHoursAccess, BusinessHoursAccessProps, BusinessDay } from '../../src/lifecycle';
import { decide, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, deployed, deployer, keyPolicy, REGION, statement, testStack } from '../support/stack';

const TAG = 'BusinessHours';

interface Built {
  readonly stack: Stack;
  readonly hours: BusinessHoursAccess;
  readonly policy: any;
  /** The policies of the clerk, of the scheduler, by role. */
  readonly identity: { [role: string]: any };
}

/** The key's ARN, as `deployed` writes it. */
const keyArn = (stack: Stack) => `arn:aws:iam::${ACCOUNT}:role/${stack.getLogicalId(stack.node.findChild('Key').node.defaultChild as kms.CfnKey)}`;

function build(keyProps: EncryptedKeyProps = {}, props: Partial<BusinessHoursAccessProps> = {}): Built {
  const stack = testStack();
  const key = new EncryptedKey(stack, 'Key', keyProps);
  const clerk = new iam.Role(stack, 'Clerk', { assumedBy: new iam.AccountRootPrincipal() });
  const hours = new BusinessHoursAccess(stack, 'Office', {
    key,
    users: [clerk],
    opens: '08:00',
    closes: '18:00',
    timeZone: TimeZone.EUROPE_PARIS,
    tagName: TAG,
    ...props,
  });
  const identity: { [role: string]: any } = {};
  for (const { Properties } of Object.values<any>(Template.fromStack(stack).findResources('AWS::IAM::Policy'))) {
    for (const role of Properties.Roles ?? []) { identity[role.Ref] = deployed(Properties.PolicyDocument); }
  }
  return { stack, hours, policy: keyPolicy(stack), identity };
}

const roleId = (stack: Stack, prefix: string) => Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Role')).find(id => id.startsWith(prefix))!;

describe('BusinessHoursAccess', () => {
  const full = build();
  const narrow = build({ iamDelegation: IamDelegation.ADMINISTRATION });

  describe('schedules', () => {
    const schedules = Object.values<any>(Template.fromStack(full.stack).findResources('AWS::Scheduler::Schedule')).map(s => deployed(s.Properties));

    test('open and close by the clock of a time zone, without a function', () => {
      expect(schedules.map(({ ScheduleExpression, ScheduleExpressionTimezone, Target: { Input, RetryPolicy } }) =>
        [ScheduleExpression, ScheduleExpressionTimezone, JSON.parse(Input).Tags[0], RetryPolicy.MaximumEventAgeInSeconds])).toEqual([
        ['cron(0 8 ? * MON,TUE,WED,THU,FRI *)', 'Europe/Paris', { TagKey: TAG, TagValue: 'open' }, 3600],
        ['cron(0 18 ? * MON,TUE,WED,THU,FRI *)', 'Europe/Paris', { TagKey: TAG, TagValue: 'closed' }, 25200],
        ['cron(0 19 ? * MON,TUE,WED,THU,FRI *)', 'Europe/Paris', { TagKey: TAG, TagValue: 'closed' }, 25200],
      ]);
      Template.fromStack(full.stack).resourceCountIs('AWS::Lambda::Function', 0);
    });

    test('call KMS themselves, with a role of their own', () => {
      expect(schedules[0]).toMatchObject({
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: 'arn:aws:scheduler:::aws-sdk:kms:tagResource', RoleArn: expect.stringContaining('role/OfficeRole') },
      });
      expect(JSON.parse(schedules[0].Target.Input).KeyId).toBe(keyArn(full.stack));
    });

    test('work in China', () => {
      const template = Template.fromStack(full.stack).findResources('AWS::Scheduler::Schedule');
      const arns = Object.values<any>(template).map(s => deployed(s.Properties.Target.Arn, { account: ACCOUNT, region: 'cn-north-1', partition: 'aws-cn' }));
      expect(new Set(arns)).toEqual(new Set(['arn:aws-cn:scheduler:::aws-sdk:kms:tagResource']));
    });

    test('other days', () => {
      const { stack } = build({}, { days: [BusinessDay.SATURDAY, BusinessDay.SUNDAY] });
      const [open] = Object.values<any>(Template.fromStack(stack).findResources('AWS::Scheduler::Schedule'));
      expect(open.Properties.ScheduleExpression).toBe('cron(0 8 ? * SAT,SUN *)');
    });

    test('the role is for this group of schedules only, and may set this tag to these values only', () => {
      const id = roleId(full.stack, 'OfficeRole');
      const role = deployed(Template.fromStack(full.stack).findResources('AWS::IAM::Role')[id].Properties.AssumeRolePolicyDocument);
      expect(role.Statement[0]).toEqual({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnEquals: { 'aws:SourceArn': expect.stringContaining('OfficeSchedules') } },
      });
      expect(full.identity[id].Statement).toEqual([{
        Effect: 'Allow',
        Action: 'kms:TagResource',
        Resource: keyArn(full.stack),
        Condition: { 'StringEquals': { [`aws:RequestTag/${TAG}`]: ['open', 'closed'] }, 'ForAllValues:StringEquals': { 'aws:TagKeys': [TAG] } },
      }]);
    });
  });

  describe('key policy', () => {
    test('holds no condition that KMS refuses in a key policy', () => {
      // KMS: "These condition keys are not permitted in a key policy: aws:ResourceTag, kms:ResourceTag, kms:ResourceAliases".
      for (const { policy } of [full, narrow]) { expect(JSON.stringify(policy)).not.toMatch(/:ResourceTag\/|kms:ResourceAliases/); }
    });

    test.each([['full', full], ['narrow', narrow]])('names what exists, delegation %s', async (_, { policy, identity }) => {
      expect(await unknownNames(policy)).toEqual([]);
      // The tags of a resource count for whatever works on the resource; the reference lists them with the resource only.
      const tags = new RegExp(`^aws:ResourceTag/${TAG} counts for none`);
      for (const document of Object.values(identity)) { expect((await unknownNames(document)).filter(problem => !tags.test(problem))).toEqual([]); }
    });

    test('lets the IAM policies of these users count, and of nobody else', () => {
      expect(statement(narrow.policy, 'KeyUseInBusinessHours')).toEqual({
        Sid: 'KeyUseInBusinessHours',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/${roleId(narrow.stack, 'Clerk')}` },
          StringEquals: { 'aws:RequestedRegion': REGION },
        },
      });
      expect(full.policy.Statement.map((s: any) => s.Sid)).toEqual(['EnableIamPolicies', 'DenyOpeningByOthers']);
    });

    test('guards the tag', () => {
      expect(statement(full.policy, 'DenyOpeningByOthers')).toEqual({
        Sid: 'DenyOpeningByOthers',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['kms:TagResource', 'kms:UntagResource'],
        Resource: '*',
        Condition: {
          'ArnNotEquals': { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/${roleId(full.stack, 'OfficeRole')}` },
          'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': TAG },
        },
      });
    });

    test('no tag in the template, so that no deployment opens or closes the key', () => {
      const [key] = Object.values<any>(Template.fromStack(full.stack).findResources('AWS::KMS::Key'));
      expect(JSON.stringify(key.Properties.Tags ?? [])).not.toContain(TAG);
    });
  });

  describe.each([['IAM policies may allow anything', full], ['IAM policies may not allow use', narrow]])('decisions, %s', (_, { stack, policy, identity }) => {
    const clerk = `arn:aws:iam::${ACCOUNT}:role/${roleId(stack, 'Clerk')}`;
    const scheduler = `arn:aws:iam::${ACCOUNT}:role/${roleId(stack, 'OfficeRole')}`;
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const own = (role: string) => [JSON.parse(JSON.stringify(identity[roleId(stack, role)]).replaceAll(keyArn(stack), arn))];
    const open = { [`aws:ResourceTag/${TAG}`]: 'open', 'aws:RequestedRegion': REGION };
    const opens = { [`aws:RequestTag/${TAG}`]: 'open', 'aws:TagKeys': [TAG] };
    const wide = identityAllowing('kms:*');

    test.each<[string, any, string]>([
      ['open', { context: open }, 'Allowed'],
      ['open, a data key', { context: open, action: 'kms:GenerateDataKey' }, 'Allowed'],
      ['closed', { context: { ...open, [`aws:ResourceTag/${TAG}`]: 'closed' } }, 'ExplicitlyDenied'],
      ['no tag', { context: { 'aws:RequestedRegion': REGION } }, 'ExplicitlyDenied'],
      ['another value', { context: { ...open, [`aws:ResourceTag/${TAG}`]: 'Open' } }, 'ExplicitlyDenied'],
      ['the wrong region', { context: { ...open, 'aws:RequestedRegion': 'us-east-1' } }, 'ExplicitlyDenied'],
      ['no region', { context: { [`aws:ResourceTag/${TAG}`]: 'open' } }, 'ExplicitlyDenied'],
      ['closed, whatever another policy of the role allows', { context: { 'aws:RequestedRegion': REGION }, identity: [...own('Clerk'), wide] }, 'ExplicitlyDenied'],
      ['open, but managing the key', { context: open, action: 'kms:PutKeyPolicy' }, 'ImplicitlyDenied'],
      ['opening by itself', { context: opens, action: 'kms:TagResource', identity: [...own('Clerk'), wide] }, 'ExplicitlyDenied'],
      ['the schedule opens', { principal: scheduler, identity: own('OfficeRole'), context: opens, action: 'kms:TagResource' }, 'Allowed'],
      ['the schedule sets another tag', { principal: scheduler, identity: own('OfficeRole'), context: { 'aws:RequestTag/Owner': 'x', 'aws:TagKeys': ['Owner'] }, action: 'kms:TagResource' }, 'ImplicitlyDenied'],
      ['the schedule sets another value', { principal: scheduler, identity: own('OfficeRole'), context: { ...opens, [`aws:RequestTag/${TAG}`]: 'wide open' }, action: 'kms:TagResource' }, 'ImplicitlyDenied'],
      ['the schedule decrypts', { principal: scheduler, identity: own('OfficeRole'), context: open }, 'ImplicitlyDenied'],
      ['an administrator opens', { principal: `arn:aws:iam::${ACCOUNT}:role/Admin`, identity: [wide], context: opens, action: 'kms:TagResource' }, 'ExplicitlyDenied'],
      ['an administrator removes the tag', { principal: `arn:aws:iam::${ACCOUNT}:role/Admin`, identity: [wide], context: { 'aws:TagKeys': [TAG] }, action: 'kms:UntagResource' }, 'ExplicitlyDenied'],
      ...[TAG.toLowerCase(), TAG.toUpperCase()].flatMap<[string, any, string]>(other => [
        [`an administrator opens by ${other}`, { principal: `arn:aws:iam::${ACCOUNT}:role/Admin`, identity: [wide], context: { [`aws:RequestTag/${other}`]: 'open', 'aws:TagKeys': ['Owner', other] }, action: 'kms:TagResource' }, 'ExplicitlyDenied'],
        [`an administrator removes ${other}`, { principal: `arn:aws:iam::${ACCOUNT}:role/Admin`, identity: [wide], context: { 'aws:TagKeys': [other] }, action: 'kms:UntagResource' }, 'ExplicitlyDenied'],
        [`the schedule sets ${other}`, { principal: scheduler, identity: own('OfficeRole'), context: { [`aws:RequestTag/${other}`]: 'open', 'aws:TagKeys': [other] }, action: 'kms:TagResource' }, 'ImplicitlyDenied'],
        // IAM finds the tag in any letter case, so a key that somebody could tag so would be open before the first opening.
        [`IAM takes ${other} for the tag`, { context: { [`aws:ResourceTag/${other}`]: 'open', 'aws:RequestedRegion': REGION } }, 'Allowed'],
      ]),
      ['an administrator sets another tag', { principal: `arn:aws:iam::${ACCOUNT}:role/Admin`, identity: [wide], context: { 'aws:TagKeys': ['Owner'] }, action: 'kms:TagResource' }, 'Allowed'],
    ])('%s', async (__, request, wanted) => {
      expect(await decide({ principal: clerk, identity: own('Clerk'), policy, ...request })).toBe(wanted);
    });
  });

  test('somebody else in the account gets nothing where IAM policies do not count', async () => {
    const other = `arn:aws:iam::${ACCOUNT}:role/Other`;
    expect(await decide({ principal: other, policy: narrow.policy, identity: [identityAllowing('kms:*')], context: { 'aws:RequestedRegion': REGION } })).toBe('ImplicitlyDenied');
  });

  test('whoever may override opens by hand', async () => {
    const onCall = `arn:aws:iam::${ACCOUNT}:role/OnCall`;
    const { policy } = build({}, { manualOperators: [new iam.ArnPrincipal(onCall)] });
    expect(await decide({ principal: onCall, policy, identity: [identityAllowing('kms:TagResource')], action: 'kms:TagResource', context: { 'aws:TagKeys': [TAG] } })).toBe('Allowed');
    for (const other of [TAG, TAG.toLowerCase()]) {
      expect(await decide({ principal: `${onCall}2`, policy, identity: [identityAllowing('kms:TagResource')], action: 'kms:TagResource', context: { 'aws:TagKeys': [other] } })).toBe('ExplicitlyDenied');
    }
  });

  test.each([TAG, TAG.toLowerCase()])('a tag %s in the template is refused', name => {
    const stack = testStack();
    Tags.of(stack).add(name, 'open');
    new BusinessHoursAccess(stack, 'Office', {
      key: new EncryptedKey(stack, 'Key'), users: [new iam.User(stack, 'User')], opens: '08:00', closes: '18:00', timeZone: TimeZone.ETC_UTC, tagName: TAG,
    });
    expect(() => Template.fromStack(stack)).toThrow(`the key Test/Key has a tag '${name}', which opens and closes it as '${TAG}'; give one of them another name`);
  });

  test('nobody is locked out with the key alone in charge, and the schedule still works', async () => {
    const { stack, policy, identity } = build({ iamDelegation: IamDelegation.NONE, administrators: [new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/Admin`), deployer()] });
    const scheduler = roleId(stack, 'OfficeRole');
    const context = { [`aws:RequestTag/${TAG}`]: 'closed', 'aws:TagKeys': [TAG] };
    expect(identity[scheduler]).toBeDefined();
    expect(await decide({ principal: `arn:aws:iam::${ACCOUNT}:role/${scheduler}`, policy, action: 'kms:TagResource', context })).toBe('Allowed');
  });

  test('several Regions, for a multi-Region key', () => {
    const { identity, stack } = build({ multiRegion: true }, { regions: [REGION, 'eu-central-1'] });
    expect(identity[roleId(stack, 'Clerk')].Statement[0].Condition.StringEquals['aws:RequestedRegion']).toEqual([REGION, 'eu-central-1']);
  });

  test('a signing key is open for signing', () => {
    const stack = testStack();
    const key = new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY });
    const user = new iam.User(stack, 'Signer');
    new BusinessHoursAccess(stack, 'Office', { key, users: [user], opens: '08:00', closes: '18:00', timeZone: TimeZone.ETC_UTC });
    const [policy] = Object.values<any>(Template.fromStack(stack).findResources('AWS::IAM::Policy', { Properties: { Users: [{}] } }));
    expect(policy.Properties.PolicyDocument.Statement.map((s: any) => s.Action)).toEqual([
      ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign', 'kms:Verify'], ['kms:Sign', 'kms:Verify'], ['kms:Sign', 'kms:Verify'],
    ]);
  });

  test('an alarm when a schedule fails', () => {
    const stack = testStack();
    const topic = new sns.Topic(stack, 'Topic');
    new BusinessHoursAccess(stack, 'Office', {
      key: new EncryptedKey(stack, 'Key'), users: [new iam.User(stack, 'User')], opens: '08:00', closes: '18:00', timeZone: TimeZone.ETC_UTC, topic,
    });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Scheduler', MetricName: 'TargetErrorCount', Dimensions: [{ Name: 'ScheduleGroup', Value: { Ref: 'OfficeSchedulesD648027E' } }],
    });
    Template.fromStack(stack).resourceCountIs('AWS::SNS::TopicPolicy', 1);
  });

  test.each<[string, (stack: Stack) => Partial<BusinessHoursAccessProps>, string | RegExp]>([
    ['there are no users', () => ({ users: [] }), "'users' must not be empty"],
    ['a user has no policy to change', () => ({ users: [new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/Other`)] }),
      `'users' must be roles or users whose policies this app can change, since KMS takes no 'aws:ResourceTag' in a key policy, got: ["arn:aws:iam::${ACCOUNT}:role/Other"]`],
    ['a user is a service', () => ({ users: [new iam.ServicePrincipal('lambda.amazonaws.com')] }), "'users' takes roles and users, not AWS services"],
    ['the key is imported', stack => ({ key: kms.Key.fromKeyArn(stack, 'Imported', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`) }),
      "'key' must be made by this app: its policy must guard the tag that opens it, got: 'Test/Imported'"],
    ['the Region of the key is left out', () => ({ regions: ['us-east-1'] }), "'regions' must hold the Region of the key, eu-west-1, or nobody could ever use it there, got: [\"us-east-1\"]"],
    ['a tag belongs to AWS', () => ({ tagName: 'aws:hours' }), "'tagName' must not start with 'aws:', got: 'aws:hours'"],
    ['days are empty', () => ({ days: [] }), "'days' must not be empty"],
    ['a time is wrong', () => ({ opens: '8' }), "'opens' must be a time of day"],
  ])('fails when %s', (_, props, message) => {
    const stack = testStack();
    const defaults = { key: new EncryptedKey(stack, 'Key'), users: [new iam.User(stack, 'User')], opens: '08:00', closes: '18:00', timeZone: TimeZone.ETC_UTC };
    expect(() => new BusinessHoursAccess(stack, 'Office', { ...defaults, ...props(stack) })).toThrow(message);
  });
});
