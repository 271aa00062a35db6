import { CfnParameter, ConstructSelector, Duration, Mixins, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedKey, KeyRestriction } from '../../src';
import { KeyPolicyRestrictions, KeyRetention, KeyRotation } from '../../src/adoption/key-mixins';
import { decide } from '../support/oracle';
import { ACCOUNT, deployed, keyPolicy, REGION, testStack } from '../support/stack';

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

  test('fails when empty', () => { expect(() => new KeyPolicyRestrictions([])).toThrow("'restrictions' must not be empty"); });
});
