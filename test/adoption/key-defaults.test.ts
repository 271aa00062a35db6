import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CustomerManagedKeyProps, EncryptedKey, KeyAccess, KeyEnvironment, KeyRestriction, KeyService, ServiceKey } from '../../src';
import { KeyDefaults, KeySet, EbsEncryptionByDefault } from '../../src/adoption';
import { ACCOUNT, keyPolicy, REGION, testStack } from '../support/stack';

const stackWith = (defaults: CustomerManagedKeyProps): Stack => testStack(REGION, ACCOUNT, { propertyInjectors: KeyDefaults.injectors(defaults) });
const key = (stack: Stack): any => Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'))[0];
const role = (name: string) => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/${name}`);
const tagsOf = (stack: Stack) => Object.fromEntries(key(stack).Properties.Tags.map(({ Key, Value }: any) => [Key, Value]));

describe('KeyDefaults', () => {
  test('reach a key that says nothing', () => {
    const stack = stackWith({ owner: 'platform', environment: KeyEnvironment.STAGING });
    new EncryptedKey(stack, 'Key');
    expect(tagsOf(stack)).toEqual({ Owner: 'platform', Environment: 'staging' });
    expect(key(stack).Properties.PendingWindowInDays).toBe(7);
  });

  test("yield to a key's own", () => {
    const stack = stackWith({ owner: 'platform', pendingWindow: Duration.days(14) });
    new EncryptedKey(stack, 'Key', { owner: 'orders', pendingWindow: undefined });
    expect(tagsOf(stack)).toEqual({ Owner: 'orders' });
    expect(key(stack).Properties.PendingWindowInDays).toBe(14);
  });

  test("are added to a key's own administrators, rows and restrictions", () => {
    const stack = stackWith({
      administrators: [role('Security')],
      access: [KeyAccess.view(role('Auditor'))],
      restrictions: [KeyRestriction.grantsForAwsResourcesOnly()],
    });
    new EncryptedKey(stack, 'Key', { administrators: [role('Team')], users: [role('App')], restrictions: [KeyRestriction.minimumPendingWindow(Duration.days(30))] });
    const { Statement } = keyPolicy(stack);
    expect(Statement.map(({ Sid }) => Sid)).toEqual(['EnableIamPolicies', 'KeyAdministration', 'KeyUse', 'KeyView', 'DenyGrantsToOthers', 'DenyShortDeletionWindow']);
    expect(Statement[1].Principal.AWS).toEqual([`arn:aws:iam::${ACCOUNT}:role/Security`, `arn:aws:iam::${ACCOUNT}:role/Team`]);
  });

  test('reach a ServiceKey once', () => {
    const stack = stackWith({ owner: 'platform', restrictions: [KeyRestriction.grantsForAwsResourcesOnly()] });
    new ServiceKey(stack, 'Key', { service: KeyService.S3 });
    expect(tagsOf(stack).Owner).toBe('platform');
    expect(keyPolicy(stack).Statement.filter(({ Effect }) => Effect === 'Deny')).toHaveLength(1);
  });

  test('end at the scope that they were given for', () => {
    const app = new App({ analyticsReporting: false });
    const inside = new Stack(app, 'Inside', { propertyInjectors: KeyDefaults.injectors({ owner: 'platform' }) });
    const outside = new Stack(app, 'Outside');
    new EncryptedKey(inside, 'Key');
    new EncryptedKey(outside, 'Key');
    expect(tagsOf(inside)).toEqual({ Owner: 'platform' });
    expect(key(outside).Properties.Tags).toBeUndefined();
  });

  test('fails when a default is of one key', () => {
    expect(() => KeyDefaults.injectors({ alias: 'orders' })).toThrow("'alias' is of one key, not a default for all, got: 'orders'; set it on the key");
  });
});

describe('KeySet', () => {
  test('makes one key for a service, with what all share', () => {
    const stack = testStack();
    const ring = new KeySet(stack, 'Keys', { application: 'orders', environment: KeyEnvironment.STAGING });
    expect(ring.key(KeyService.S3)).toBe(ring.key(KeyService.S3));
    expect(ring.keys.map(made => made.aliasName)).toEqual(['alias/orders-staging-keys-s3']);
    ring.key(KeyService.CLOUDWATCH_LOGS);
    Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 2);
  });
});

describe('EbsEncryptionByDefault', () => {
  const calls = (resource: any, on: string) => JSON.parse(JSON.stringify(resource.Properties[on]).replace(/\{"Fn::GetAtt":\["Key[^\]]*\]\}/, 'KEY'));

  test('switches encryption on before it chooses the key, and gives back neither', () => {
    const stack = testStack();
    new EbsEncryptionByDefault(stack, 'VolumeDefault', { key: new ServiceKey(stack, 'Key', { service: KeyService.EBS }) });
    const template = Template.fromStack(stack);
    const resources: [string, any][] = Object.entries(template.findResources('Custom::AWS'));
    const [[enabledId, enabled], [, chosen]] = resources;
    expect(JSON.stringify(calls(enabled, 'Create'))).toContain('EnableEbsEncryptionByDefaultCommand');
    expect(enabled.Properties.Delete).toBeUndefined();
    expect(JSON.stringify(chosen.Properties.Create)).toContain('ModifyEbsDefaultKmsKeyIdCommand');
    expect(chosen.Properties.Delete).toBeUndefined();
    expect(chosen.DependsOn).toContain(enabledId);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'ec2:ModifyEbsDefaultKmsKeyId', Resource: '*' }] },
    });
  });

  test('renamed, or one of two that leaves: nothing gives the account another default key', () => {
    // CloudFormation creates what is new, then deletes what is gone: here against what EC2 would hold.
    const resources = (id: string): [string, any][] => {
      const stack = testStack();
      new EbsEncryptionByDefault(stack, id, { key: ServiceKey.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`) });
      return Object.entries(Template.fromStack(stack).findResources('Custom::AWS'));
    };
    const ec2 = { key: 'alias/aws/ebs', enabled: false };
    const send = (call?: string) => {
      const { action, parameters } = JSON.parse(call ?? '{}');
      if (action === 'EnableEbsEncryptionByDefaultCommand') { ec2.enabled = true; }
      if (action === 'ModifyEbsDefaultKmsKeyIdCommand') { ec2.key = parameters.KmsKeyId; }
      if (action === 'ResetEbsDefaultKmsKeyIdCommand') { ec2.key = 'alias/aws/ebs'; }
    };
    const [old, renamed] = [resources('Old'), resources('New')];
    expect(old.map(([id]) => id)).not.toEqual(renamed.map(([id]) => id));
    for (const [, { Properties }] of [...old, ...renamed]) { send(Properties.Create); }
    for (const [, { Properties }] of old) { send(Properties.Delete); }
    expect(ec2).toEqual({ key: expect.stringContaining(':key/1234abcd'), enabled: true });
  });
});
