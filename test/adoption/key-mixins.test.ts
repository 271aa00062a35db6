import { App, CfnOutput, CfnParameter, ConstructSelector, Duration, Mixins, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedKey, KeyRestriction } from '../../src';
import { KeyPolicyRestrictions, KeyRetention, KeyRotation } from '../../src/adoption/key-mixins';
import { decide } from '../support/oracle';
import { ACCOUNT, deployed, keyPolicy, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';

const keys = (stack: Stack): any => Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
const select = (stack: Stack, ...types: string[]) => Mixins.of(stack, ConstructSelector.resourcesOfType(...types));
const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };

describe('KeyRotation', () => {
  test('switches rotation on for a key of any construct', () => {
    const stack = testStack();
    new kms.Key(stack, 'L2');
    new kms.CfnKey(stack, 'L1');
    select(stack, 'AWS::KMS::Key').apply(new KeyRotation({ rotationPeriod: Duration.days(180) }));
    const seen = keys(stack).map(({ Properties }: any) => [Properties.EnableKeyRotation, Properties.RotationPeriodInDays]);
    expect(seen).toEqual([[true, 180], [true, 180]]);
  });

  test("keeps a key's own period", () => {
    const stack = testStack();
    new kms.Key(stack, 'Key', { enableKeyRotation: true, rotationPeriod: Duration.days(90) });
    select(stack, 'AWS::KMS::Key').apply(new KeyRotation({ rotationPeriod: Duration.days(180) }));
    expect(keys(stack)[0].Properties.RotationPeriodInDays).toBe(90);
  });

  test.each<[string, kms.CfnKeyProps]>([
    ['a signing key', { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' }],
    ['an HMAC key', { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' }],
    ['an RSA key for encryption', { keySpec: 'RSA_2048' }],
    ['a key agreement key', { keySpec: 'ECC_NIST_P256', keyUsage: 'KEY_AGREEMENT' }],
    ['imported key material', { origin: 'EXTERNAL' }],
  ])('leaves %s alone', (_, props) => {
    const stack = testStack();
    const key = new kms.CfnKey(stack, 'Key', props);
    expect(new KeyRotation().supports(key)).toBe(false);
    select(stack, 'AWS::KMS::Key').apply(new KeyRotation());
    expect(keys(stack)[0].Properties.EnableKeyRotation).toBeUndefined();
  });

  test('leaves what is no key alone', () => {
    const stack = testStack();
    const other = new kms.CfnAlias(stack, 'Alias', { aliasName: 'alias/x', targetKeyId: 'y' });
    expect(new KeyRotation().supports(other)).toBe(false);
    new KeyRotation().applyTo(other);
    expect(Object.keys(other)).not.toContain('enableKeyRotation');
  });

  test('takes a key whose origin is written out, and no period', () => {
    const stack = testStack();
    new KeyRotation().applyTo(new kms.CfnKey(stack, 'Key', { origin: 'AWS_KMS' }));
    expect([keys(stack)[0].Properties.EnableKeyRotation, keys(stack)[0].Properties.RotationPeriodInDays]).toEqual([true, undefined]);
  });

  test('fails when the period is out of bounds', () => {
    expect(() => new KeyRotation({ rotationPeriod: Duration.days(89) })).toThrow("'rotationPeriod' must be a whole number of days from 90 to 2560, got: '89 days'");
  });
});

describe('KeyRetention', () => {
  test('retains keys and aliases, and lengthens short waiting periods', () => {
    const stack = testStack();
    new kms.Key(stack, 'Key', { alias: 'orders', pendingWindow: Duration.days(7), removalPolicy: RemovalPolicy.DESTROY });
    select(stack, 'AWS::KMS::Key', 'AWS::KMS::Alias').apply(new KeyRetention());
    const template = Template.fromStack(stack);
    template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain', Properties: { PendingWindowInDays: 30 } });
    template.hasResource('AWS::KMS::Alias', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('never shortens a waiting period, and leaves one that only a deployment knows', () => {
    const stack = testStack();
    new kms.CfnKey(stack, 'Long', { pendingWindowInDays: 21 });
    const days = new CfnParameter(stack, 'Days', { type: 'Number' });
    new kms.CfnKey(stack, 'Unknown', { pendingWindowInDays: days.valueAsNumber });
    select(stack, 'AWS::KMS::Key').apply(new KeyRetention({ pendingWindow: Duration.days(14) }));
    expect(keys(stack).map(({ Properties }: any) => Properties.PendingWindowInDays)).toEqual([21, { Ref: 'Days' }]);
  });
});

describe('KeyRetention of', () => {
  const retained = (build: (stack: Stack) => kms.CfnKey | kms.CfnReplicaKey | kms.CfnAlias, retention = new KeyRetention()) => {
    const construct = build(testStack());
    expect(retention.supports(construct)).toBe(true);
    retention.applyTo(construct);
    const [{ DeletionPolicy, Properties }] = Object.values<any>(Template.fromStack(Stack.of(construct)).findResources(construct.cfnResourceType));
    return [DeletionPolicy, Properties.PendingWindowInDays];
  };
  const replica = (stack: Stack, pendingWindowInDays?: number) =>
    new kms.CfnReplicaKey(stack, 'Replica', { primaryKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/mrk-1`, keyPolicy: {}, pendingWindowInDays });

  test.each<[string, (stack: Stack) => kms.CfnKey | kms.CfnReplicaKey | kms.CfnAlias, unknown]>([
    ['a key without a waiting period, which KMS gives 30 days', stack => new kms.CfnKey(stack, 'Key'), 30],
    ['a replica', stack => replica(stack, 8), 14],
    ['a replica with a longer one', stack => replica(stack, 20), 20],
    ['an alias, which has none', stack => new kms.CfnAlias(stack, 'Alias', { aliasName: 'alias/x', targetKeyId: 'y' }), undefined],
  ])('%s', (_, build, days) => { expect(retained(build, new KeyRetention({ pendingWindow: Duration.days(14) }))).toEqual(['RetainExceptOnCreate', days]); });

  test('what is neither changes nothing', () => {
    const stack = testStack();
    const output = new CfnOutput(stack, 'Output', { value: 'x' });
    expect(new KeyRetention().supports(output)).toBe(false);
    expect(() => new KeyRetention().applyTo(output)).not.toThrow();
  });

  test.each([6, 31])('%p days fails', days => { expect(() => new KeyRetention({ pendingWindow: Duration.days(days) })).toThrow("'pendingWindow' must be a whole number of days from 7 to 30"); });
});

describe('KeyPolicyRestrictions', () => {
  const mixin = () => new KeyPolicyRestrictions([KeyRestriction.minimumPendingWindow(Duration.days(30)), KeyRestriction.onlyRegions([REGION])]);
  const sids = (stack: Stack) => keyPolicy(stack).Statement.flatMap(({ Sid }) => Sid ?? []);

  test.each<[string, (stack: Stack) => void]>([
    ['a kms.Key', stack => { new kms.Key(stack, 'Key'); }],
    ['a key of this library', stack => { new EncryptedKey(stack, 'Key'); }],
    ['an L1 with a policy in JSON', stack => { new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [root] } }); }],
    ['an L1 without a policy', stack => { new kms.CfnKey(stack, 'Key'); }],
  ])('are added to %s, which stays open to its account', async (_, define) => {
    const stack = testStack();
    define(stack);
    select(stack, 'AWS::KMS::Key').apply(mixin());
    expect(sids(stack)).toEqual(expect.arrayContaining(['DenyShortDeletionWindow', 'DenyOtherRegions']));
    const policy = keyPolicy(stack);
    const request = { principal: `arn:aws:iam::${ACCOUNT}:role/Admin`, policy, identity: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }] }] };
    const schedule = (days: string) => decide({ ...request, action: 'kms:ScheduleKeyDeletion', context: { 'kms:ScheduleKeyDeletionPendingWindowInDays': days } });
    expect(await schedule('7')).toBe('ExplicitlyDenied');
    expect(await schedule('30')).toBe('Allowed');
  });

  test('are written for the region and kind of each key', () => {
    const stack = testStack();
    new kms.CfnKey(stack, 'Key', { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY', keyPolicy: { Version: '2012-10-17', Statement: [root] } });
    select(stack, 'AWS::KMS::Key').apply(new KeyPolicyRestrictions([KeyRestriction.onlyRegions([REGION])]));
    const statement = keyPolicy(stack).Statement[1];
    expect(deployed(statement).Action).toEqual(['kms:Sign', 'kms:Verify']);
  });

  test('take a statement as it is', () => {
    const stack = testStack();
    new kms.Key(stack, 'Key');
    const deny = new iam.PolicyStatement({ sid: 'DenyDisabling', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['kms:DisableKey'] });
    select(stack, 'AWS::KMS::Key').apply(new KeyPolicyRestrictions([KeyRestriction.statement(deny)]));
    expect(sids(stack)).toEqual(['DenyDisabling']);
  });

  test('fails when the policy cannot be read', () => {
    const stack = testStack();
    new kms.CfnKey(stack, 'Key', { keyPolicy: { Ref: 'Policy' } });
    expect(() => select(stack, 'AWS::KMS::Key').apply(mixin()))
      .toThrow("'restrictions' need a key policy that can be read, got: 'Test/Key'; leave the key out of the selection");
  });

  const thirtyDays = () => new KeyPolicyRestrictions([KeyRestriction.minimumPendingWindow(Duration.days(30))]);

  test.each<[string, number | undefined, string | undefined]>([
    ['shorter', 29, "'pendingWindow' must not be shorter than KeyRestriction.minimumPendingWindow, 30 days, got: '29 days'; or CloudFormation could not delete the key Test/Key"],
    ['as long', 30, undefined],
    ['of KMS, 30 days', undefined, undefined],
  ])('of waiting periods take a key whose own is %s', (_, pendingWindowInDays, message) => {
    const key = new kms.CfnKey(testStack(), 'Key', { pendingWindowInDays });
    const apply = () => thirtyDays().applyTo(key);
    if (message === undefined) { expect(apply).not.toThrow(); } else { expect(apply).toThrow(message); }
  });

  test('of waiting periods take a key whose own only a deployment knows', () => {
    const stack = testStack();
    const key = new kms.CfnKey(stack, 'Key', { pendingWindowInDays: new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber });
    expect(() => thirtyDays().applyTo(key)).not.toThrow();
  });

  test.each<[string, string | undefined, string[], string | undefined]>([
    ['its own among others', REGION, ['us-east-1', REGION], undefined],
    ['another one', REGION, ['us-east-1'], `'restrictions' must hold the Region of S/Key, ${REGION}, or nobody could use the key, got: ["us-east-1"]`],
    ['one, where its own is not known', undefined, ['us-east-1'], undefined],
  ])('of Regions are for a key with %s', (_, region, regions, message) => {
    const key = new kms.CfnKey(new Stack(new App(), 'S', { env: { region } }), 'Key');
    const apply = () => new KeyPolicyRestrictions([KeyRestriction.onlyRegions(regions)]).applyTo(key);
    if (message === undefined) { expect(apply).not.toThrow(); } else { expect(apply).toThrow(message); }
  });

  test('are added to a replica, and to a policy of one statement without a list', () => {
    const stack = testStack();
    const key = new kms.CfnReplicaKey(stack, 'Replica', { primaryKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/mrk-1`, keyPolicy: { Version: '2012-10-17', Statement: root } });
    expect(mixin().supports(key)).toBe(true);
    mixin().applyTo(key);
    expect(keyPolicy(stack, '', 'AWS::KMS::ReplicaKey').Statement.map(({ Sid }) => Sid)).toEqual([undefined, 'DenyShortDeletionWindow', 'DenyOtherRegions', 'DenyReplicasElsewhere']);
  });

  test('change nothing that is no key', () => {
    const stack = testStack();
    const output = new CfnOutput(stack, 'Output', { value: 'x' });
    expect(mixin().supports(output)).toBe(false);
    expect(() => mixin().applyTo(output)).not.toThrow();
  });

  test.each<[string, any]>([['statements', { Version: '2012-10-17' }], ['statements that are known', { Statement: new CfnParameter(testStack(), 'Policy', { type: 'CommaDelimitedList' }).valueAsList }]])('fail for a policy without %s', (_, policy) => {
    const key = new kms.CfnKey(testStack(), 'Key', { keyPolicy: policy });
    expect(() => mixin().applyTo(key)).toThrow("'restrictions' need a key policy that can be read");
  });

  describe('that shut out those who can write the policy', () => {
    const shutOut = KeyRestriction.statement(new iam.PolicyStatement({ sid: 'DenyPolicy', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['kms:PutKeyPolicy'] }));
    const errors = (build: (stack: Stack) => kms.CfnKey, times = 1) => {
      const key = build(testStack());
      for (let i = 0; i < times; i++) { new KeyPolicyRestrictions([shutOut]).applyTo(key); }
      return key.node.validate();
    };
    const l1 = (stack: Stack) => new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [root] } });
    test('are refused at synthesis, once', () => {
      expect(errors(l1)).toEqual([expect.stringContaining('kms:PutKeyPolicy')]);
      expect(errors(l1, 2)).toHaveLength(errors(l1).length);
    });
    test('are refused by the key itself, where it is of this library', () => {
      expect(errors(stack => new EncryptedKey(stack, 'Key').node.defaultChild as kms.CfnKey)).toEqual([]);
    });
    test('are none where the policy cannot be read any more', () => {
      const key = l1(testStack());
      new KeyPolicyRestrictions([shutOut]).applyTo(key);
      key.keyPolicy = { Ref: 'Policy' };
      expect(key.node.validate()).toEqual([]);
    });
    test('are for another account to say, where only it can', () => {
      expect(errors(stack => new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [{ ...root, Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` } }] } })).length).toBeGreaterThan(0);
    });
  });

  test('fails when empty', () => { expect(() => new KeyPolicyRestrictions([])).toThrow("'restrictions' must not be empty"); });
});
