import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EncryptedKey, IamDelegation } from '../../src';
import { BreakGlassAccess, BreakGlassAccessProps } from '../../src/lifecycle';
import { matchesPattern } from '../support/event-pattern';
import { decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { SAMPLE_EVENTS } from '../support/sample-events';
import { ACCOUNT, deployed, keyPolicy, OTHER_ACCOUNT, REGION, statement, testStack } from '../support/stack';

function build(iamDelegation: IamDelegation, props: Partial<BreakGlassAccessProps> = {}): { stack: Stack; role: string; policy: any } {
  const stack = testStack();
  const key = new EncryptedKey(stack, 'Key', { iamDelegation });
  new BreakGlassAccess(stack, 'Emergency', { keys: [key], assumedBy: [new iam.AccountRootPrincipal()], topic: new sns.Topic(stack, 'Topic'), ...props });
  const role = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Role'))[0];
  return { stack, role: `arn:aws:iam::${ACCOUNT}:role/${role}`, policy: keyPolicy(stack, 'Key') };
}

describe('BreakGlassAccess', () => {
  describe.each([['IAM policies may allow anything', IamDelegation.FULL], ['IAM policies may not allow use', IamDelegation.ADMINISTRATION]])('decisions, %s', (_, delegation) => {
    const { role, policy } = build(delegation);
    const mfa = { 'aws:MultiFactorAuthPresent': 'true' };
    const wide = [identityAllowing('kms:*')];
    test('names exist', async () => expect(await unknownNames({ Statement: policy.Statement.filter((s: any) => s.Action) })).toEqual([]));
    decisionTable(() => policy, [
      ['with MFA', { principal: role, context: mfa }, 'Allowed'],
      ['with MFA, looks at the key', { principal: role, context: mfa, action: 'kms:DescribeKey' }, 'Allowed'],
      ['a session of the role, with MFA', { principal: role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/') + '/alice', context: mfa }, 'Allowed'],
      ['without MFA', { principal: role, context: { 'aws:MultiFactorAuthPresent': 'false' } }, 'ExplicitlyDenied'],
      ['with nothing said about MFA, as with long-lived keys', { principal: role }, 'ExplicitlyDenied'],
      ['without MFA, though an IAM policy allows it', { principal: role, identity: wide }, 'ExplicitlyDenied'],
      ['encrypts', { principal: role, context: mfa, identity: wide, action: 'kms:Encrypt' }, 'ExplicitlyDenied'],
      ['changes the policy', { principal: role, context: mfa, identity: wide, action: 'kms:PutKeyPolicy' }, 'ExplicitlyDenied'],
      ['makes a grant', { principal: role, context: mfa, identity: wide, action: 'kms:CreateGrant' }, 'ExplicitlyDenied'],
      ['schedules deletion', { principal: role, context: mfa, identity: wide, action: 'kms:ScheduleKeyDeletion' }, 'ExplicitlyDenied'],
      ['a user with long-lived keys, directly', { principal: `arn:aws:iam::${ACCOUNT}:user/Alice` }, 'ImplicitlyDenied'],
      ['a role of the same name in another account', { principal: role.replace(ACCOUNT, OTHER_ACCOUNT), context: mfa, identity: wide }, 'ImplicitlyDenied'],
      ['an administrator is not touched', { principal: `arn:aws:iam::${ACCOUNT}:role/Admin`, identity: wide, action: 'kms:PutKeyPolicy' }, 'Allowed'],
    ]);
  });

  test('the rows of the key policy', () => {
    const { policy, role } = build(IamDelegation.ADMINISTRATION);
    expect(statement(policy, 'BreakGlassDecrypt')).toEqual({
      Sid: 'BreakGlassDecrypt',
      Effect: 'Allow',
      Principal: { AWS: role },
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    });
    expect(statement(policy, 'DenyBreakGlassBeyondDecrypt')).toEqual({
      Sid: 'DenyBreakGlassBeyondDecrypt',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      NotAction: ['kms:Decrypt', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': role } },
    });
    expect(statement(policy, 'DenyBreakGlassWithoutMfa')).toEqual({
      Sid: 'DenyBreakGlassWithoutMfa',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:*',
      Resource: '*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': role }, BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    });
  });

  describe('the role', () => {
    const { stack } = build(IamDelegation.FULL, {
      assumedBy: [new iam.AccountRootPrincipal(), new iam.ArnPrincipal(`arn:aws:iam::${OTHER_ACCOUNT}:user/Bob`)], maxMfaAge: Duration.minutes(10), maxSessionDuration: Duration.hours(2), roleName: 'Emergency',
    });
    const [role] = Object.values<any>(Template.fromStack(stack).findResources('AWS::IAM::Role')).map(r => deployed(r.Properties));

    test('is taken with fresh MFA only', () => {
      const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, NumericLessThan: { 'aws:MultiFactorAuthAge': '600' } };
      expect(role.AssumeRolePolicyDocument.Statement).toEqual([
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Condition },
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:user/Bob` }, Condition },
      ]);
      expect(role).toMatchObject({ MaxSessionDuration: 7200, RoleName: 'Emergency' });
    });

    test('has no policy of its own', () => {
      Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
      expect(role.ManagedPolicyArns).toBeUndefined();
    });
  });

  describe('each use is reported', () => {
    const { stack } = build(IamDelegation.FULL);
    const rules = Object.values<any>(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    const patterns = rules.map(rule => JSON.parse(JSON.stringify(deployed(rule.Properties.EventPattern)).replace(/role\/EmergencyRole\w+/g, 'role/Emergency')));
    const fired = patterns.map(pattern => Object.keys(SAMPLE_EVENTS).filter(name => matchesPattern(pattern, SAMPLE_EVENTS[name])));

    test('when the role is taken, and when it calls KMS', () => {
      expect(fired).toEqual([['sts-assume-emergency-role'], ['decrypt-by-emergency-role']]);
    });

    test('by rules that take read-only calls', () => {
      expect(rules.map(rule => rule.Properties.State)).toEqual(Array(2).fill('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'));
    });

    test('to the topic, in words', () => {
      for (const rule of rules) {
        expect(rule.Properties.Targets[0].Arn).toEqual({ Ref: expect.stringMatching('^Topic') });
        expect(JSON.stringify(deployed(rule.Properties.Targets[0].InputTransformer.InputTemplate))).toContain('What to do: Ask the person which emergency this is.');
      }
    });

    test('to an encrypted topic of its own when none is given', () => {
      const own = testStack();
      new BreakGlassAccess(own, 'Emergency', { keys: [new EncryptedKey(own, 'Key')], assumedBy: [new iam.AccountRootPrincipal()] });
      expect(statement(keyPolicy(own, 'EmergencyTopicKey'), 'EventBridgeToTopic').Principal).toEqual({ Service: 'events.amazonaws.com' });
    });
  });

  test('a key may have several emergency roles', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key');
    const topic = new sns.Topic(stack, 'Topic');
    for (const id of ['One', 'Two']) { new BreakGlassAccess(stack, id, { keys: [key], assumedBy: [new iam.AccountRootPrincipal()], topic }); }
    expect(keyPolicy(stack).Statement.map(s => s.Sid)).toEqual([
      'EnableIamPolicies', 'BreakGlassDecrypt', 'BreakGlassDecrypt2', 'DenyBreakGlassWithoutMfa', 'DenyBreakGlassWithoutMfa2',
      'DenyBreakGlassBeyondDecrypt', 'DenyBreakGlassBeyondDecrypt2',
    ]);
  });

  test('several keys share the role', () => {
    const stack = testStack();
    const keys = ['A', 'B'].map(id => new EncryptedKey(stack, id));
    new BreakGlassAccess(stack, 'Emergency', { keys, assumedBy: [new iam.AccountRootPrincipal()], topic: new sns.Topic(stack, 'Topic') });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 1);
    for (const id of ['A', 'B']) { expect(keyPolicy(stack, id).Statement.map(s => s.Sid)).toContain('BreakGlassDecrypt'); }
  });

  test.each<[string, (stack: Stack) => Partial<BreakGlassAccessProps>, string | RegExp]>([
    ['there are no keys', () => ({ keys: [] }), "'keys' must not be empty"],
    ['nobody is trusted', () => ({ assumedBy: [] }), "'assumedBy' must not be empty"],
    ['anyone is trusted', () => ({ assumedBy: [new iam.AnyPrincipal()] }), "'assumedBy' must be IAM users or accounts: nobody else signs in with an MFA that AWS can see, got: '*'"],
    ['a federation is trusted', () => ({ assumedBy: [new iam.FederatedPrincipal('accounts.google.com', {})] }),
      "'assumedBy' must be IAM users or accounts: nobody else signs in with an MFA that AWS can see, got: 'Federated'"],
    ['a role is trusted', () => ({ assumedBy: [new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/Admin`)] }),
      `'assumedBy' must not be a role: a role that takes another role brings no MFA along, got: 'arn:aws:iam::${ACCOUNT}:role/Admin'; name the users, or their account`],
    ['a role of the app is trusted', stack => ({ assumedBy: [new iam.Role(stack, 'Admin', { assumedBy: new iam.AccountRootPrincipal() })] }),
      "'assumedBy' must not be a role: a role that takes another role brings no MFA along, got: 'Test/Admin'; name the users, or their account"],
    ['a key is imported', stack => ({ keys: [kms.Key.fromKeyArn(stack, 'Imported', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`)] }),
      "'keys' must be made by this app: their policies name the emergency role, got: 'Test/Imported'"],
    ['a key signs', stack => ({ keys: [new kms.Key(stack, 'Signing', { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY })] }),
      "'keys' must be keys that decrypt, this is a signing key, got: 'Test/Signing'"],
    ['a key is in another account', stack => ({ keys: [new EncryptedKey(new Stack(stack.node.root as App, 'Far', { env: { account: OTHER_ACCOUNT, region: REGION } }), 'Key')] }),
      `'keys' must be in the account of the role, ${ACCOUNT}, got: 'Far/Key'`],
    ['the MFA is too fresh', () => ({ maxMfaAge: Duration.seconds(30) }), "'maxMfaAge' must be at least a minute"],
    ['a session is too long', () => ({ maxSessionDuration: Duration.hours(13) }), "'maxSessionDuration' must be 1 to 12 hours"],
    ['a session is too short', () => ({ maxSessionDuration: Duration.minutes(30) }), "'maxSessionDuration' must be 1 to 12 hours"],
  ])('fails when %s', (_, props, message) => {
    const stack = testStack();
    const defaults = { keys: [new EncryptedKey(stack, 'Key')], assumedBy: [new iam.AccountRootPrincipal()] };
    expect(() => new BreakGlassAccess(stack, 'Emergency', { ...defaults, ...props(stack) })).toThrow(message);
  });
});
