import { App, Duration, PropertyInjectors, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  CustomerManagedKeyProps, EncryptedKey, IamDelegation, KeyAccess, KeyEnvironment, KeyRestriction, KeyService, MultiRegionKey, ReplicaKey, ServiceKey,
} from '../../src';
import { KeyDefaults } from '../../src/adoption';
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

describe('KeyDefaults compose', () => {
  const sids = (stack: Stack, type: string): string[] => keyPolicy(stack, '', type).Statement.map(({ Sid }: any) => Sid);
  const organization: CustomerManagedKeyProps = {
    owner: 'platform',
    environment: KeyEnvironment.STAGING,
    iamDelegation: IamDelegation.ADMINISTRATION,
    administrators: [role('Security')],
    restrictions: [KeyRestriction.grantsForAwsResourcesOnly()],
  };
  const WANTED = ['EnableIamAdministration', 'KeyAdministration', 'DenyGrantsToOthers'];

  test.each<[string, (stack: Stack) => Stack]>([
    ['of a MultiRegionKey', stack => Stack.of(new MultiRegionKey(stack, 'Key', { replicaRegions: ['us-east-1'] }).replica('us-east-1'))],
    ['alone', stack => Stack.of(new ReplicaKey(stack, 'Key', { primaryKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab' }))],
  ])('with a replica %s', (_, make) => {
    const stack = make(stackWith(organization));
    expect(sids(stack, 'AWS::KMS::ReplicaKey')).toEqual(WANTED);
    Template.fromStack(stack).hasResource('AWS::KMS::ReplicaKey', {
      DeletionPolicy: 'Delete', Properties: { PendingWindowInDays: 7, Tags: [{ Key: 'Environment', Value: 'staging' }, { Key: 'Owner', Value: 'platform' }] },
    });
  });

  test('a replica is as its primary where the stack of the primary has defaults of its own', () => {
    const app = new App({ analyticsReporting: false, propertyInjectors: KeyDefaults.injectors({ owner: 'platform' }) });
    const stack = new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION }, propertyInjectors: KeyDefaults.injectors({ restrictions: [KeyRestriction.grantsForAwsResourcesOnly()] }) });
    const replica = new MultiRegionKey(stack, 'Key', { replicaRegions: ['us-east-1'] }).replica('us-east-1');
    expect(sids(Stack.of(replica), 'AWS::KMS::ReplicaKey')).toEqual(sids(stack, 'AWS::KMS::Key'));
  });

  test('fails when a default denies a Region of a replica', () => {
    expect(() => new MultiRegionKey(stackWith({ restrictions: [KeyRestriction.onlyRegions([REGION])] }), 'Key', { replicaRegions: ['us-east-1'] }))
      .toThrow("'replicaRegions' is denied by KeyRestriction.onlyRegions");
  });

  test.each<[string, (app: App) => Stack]>([
    ['defaults of an outer scope', app => new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION }, propertyInjectors: KeyDefaults.injectors({ costCenter: '7' }) })],
    ['defaults of the same scope', app => {
      PropertyInjectors.of(app).add(...KeyDefaults.injectors({ costCenter: '7' }));
      return new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } });
    }],
    ["the user's own injector", app => new Stack(app, 'Test', {
      env: { account: ACCOUNT, region: REGION },
      propertyInjectors: [{ constructUniqueId: EncryptedKey.PROPERTY_INJECTION_ID, inject: props => ({ costCenter: '7', ...props }) }],
    })],
  ])('with %s', (_, stackOf) => {
    const stack = stackOf(new App({ analyticsReporting: false, propertyInjectors: KeyDefaults.injectors(organization) }));
    new EncryptedKey(stack, 'Key');
    expect(sids(stack, 'AWS::KMS::Key')).toEqual(WANTED);
    expect(tagsOf(stack)).toEqual({ CostCenter: '7', Environment: 'staging', Owner: 'platform' });
  });

  test('of one property the nearest counts', () => {
    const app = new App({ analyticsReporting: false, propertyInjectors: KeyDefaults.injectors({ owner: 'platform', costCenter: '1' }) });
    const stack = new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION }, propertyInjectors: KeyDefaults.injectors({ owner: 'team', costCenter: '2' }) });
    new EncryptedKey(stack, 'Key', { costCenter: '3' });
    expect(tagsOf(stack)).toEqual({ CostCenter: '3', Owner: 'team' });
  });
});
