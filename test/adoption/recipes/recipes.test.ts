import * as cdk from 'aws-cdk-lib';
import { importProblems, keysOf, notInPlace, Recipe, Template } from './recipe';
import { EncryptedKey } from '../../../src';
import { folder, keysmith } from '../../command/support';
import { decide } from '../../support/oracle';
import { ACCOUNT, deployed, REGION } from '../../support/stack';

const PLACE = ['--account', ACCOUNT, '--region', REGION];

/** Why the keys and aliases of a template would not be updated in place. */
const problems = (before: Template, after: Template): string[] => keysOf(before).flatMap(([id, resource]) => [
  ...notInPlace(resource, after.Resources[id]),
  ...(after.Resources[id]?.DeletionPolicy ? [] : ['has no DeletionPolicy']),
].map(why => `${id} ${why}`));

describe('from kms.Key to EncryptedKey', () => {
  const recipe = new Recipe('From `kms.Key` to `EncryptedKey`');
  const { before: { Orders: before }, after: { Orders: after } } = recipe;

  test('key and alias are updated in place, and none is added', () => {
    expect(keysOf(before).map(([, { Type }]) => Type).sort()).toEqual(['AWS::KMS::Alias', 'AWS::KMS::Key']);
    expect(problems(before, after)).toEqual([]);
    expect(Object.keys(after.Resources)).toEqual(Object.keys(before.Resources));
  });

  test('keysmith diff says what the page says', async () => {
    const { code, out } = await keysmith(['diff', 'old.json', 'new.json', ...PLACE], folder({ 'old.json': before, 'new.json': after }));
    expect(code).toBe(0);
    expect(out.trim()).toBe(recipe.block('text').trim());
  });
});

describe('from CloudFormation, by cdk import', () => {
  const recipe = new Recipe('From CloudFormation or Terraform, by `cdk import`');
  const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
  const adopt = () => keysmith(['adopt', 'OrdersKey', 'template.yaml', ...PLACE, '-o', 'key.ts', '--mapping', 'map.json', '--key-id', ID], folder({ 'template.yaml': recipe.block('yaml') }));

  test('the mapping is what adopt writes, and what CloudFormation takes for the template', async () => {
    const { code, files } = await adopt();
    expect(code).toBe(0);
    expect(JSON.parse(files['map.json'])).toEqual(recipe.json);
    expect(importProblems(recipe.after.Keys, recipe.json)).toEqual([]);
    expect(files['key.ts']).toContain("access: [KeyAccess.decrypt(new iam.ArnPrincipal('arn:aws:iam::111122223333:role/reader'))]");
  });

  test('the code gives the same access, and does not change what KMS cannot', async () => {
    const before = recipe.block('yaml');
    const { out } = await keysmith(['diff', 'template.yaml', 'new.json', ...PLACE, '--format', 'json'], folder({ 'template.yaml': before, 'new.json': recipe.after.Keys }));
    // Not even a property, where CloudFormation fills in the window.
    expect(JSON.parse(out).changes).toEqual([]);
  });
});

describe('from one stack to another', () => {
  const recipe = new Recipe('From one stack to another');
  const { before: { Orders: before }, after: { Keys: after } } = recipe;
  const moved: [string, string][] = Object.entries<string>(recipe.json.environments[0].resources).map(([from, to]) => [from.replace(/^Orders\./, ''), to.replace(/^Keys\./, '')]);

  test('the override has each key and alias, under its logical id before and after', () => {
    expect(recipe.json.environments[0]).toMatchObject({ account: ACCOUNT, region: REGION });
    expect(moved.map(([from]) => from).sort()).toEqual(keysOf(before).map(([id]) => id).sort());
    expect(moved.map(([, to]) => to).sort()).toEqual(keysOf(after).map(([id]) => id).sort());
  });

  test('nothing of them changes but their names, as a refactoring must', () => {
    const [[[oldKey, oldResource]], [[newKey, newResource]]] = [before, after].map(template => keysOf(template).filter(([, { Type }]) => Type === 'AWS::KMS::Key'));
    expect(moved).toContainEqual([oldKey, newKey]);
    expect(newResource.Properties).toEqual(oldResource.Properties);
    expect([newResource.DeletionPolicy, oldResource.DeletionPolicy]).toEqual(['RetainExceptOnCreate', 'RetainExceptOnCreate']);
  });

  test('without alias and description it would not be one', () => {
    const propertiesIn = (stackName: string): object => {
      const stack = new cdk.Stack(new cdk.App({ analyticsReporting: false }), stackName);
      new EncryptedKey(stack, 'Key');
      return keysOf(JSON.parse(JSON.stringify(stack.resolve((stack as any)._toCloudFormation()))))[0][1].Properties;
    };
    expect(propertiesIn('Keys')).not.toEqual(propertiesIn('Orders'));
  });
});

describe('a retained key whose stack is gone', () => {
  const recipe = new Recipe('A retained key whose stack is gone');
  const { after: { Orders: template } } = recipe;

  test('the mapping is what adopt writes for cdk.out, and takes in all that the stack has', async () => {
    const { KeyId } = Object.values<any>(recipe.json).find(identifier => 'KeyId' in identifier);
    const { code, files } = await keysmith(['adopt', 'alias/orders', 'Orders.template.json', ...PLACE, '-o', 'null', '--mapping', 'map.json', '--key-id', KeyId], folder({ 'Orders.template.json': template }));
    expect(code).toBe(0);
    expect(JSON.parse(files['map.json'])).toEqual(recipe.json);
    expect(importProblems(template, recipe.json)).toEqual([]);
  });
});

describe('from single-Region to multi-Region', () => {
  const { before, after } = new Recipe('From single-Region to multi-Region');

  test('the old key and the bucket stay; the new key has a replica', () => {
    expect(problems(before.Orders, after.Orders)).toEqual([]);
    const [[bucket, { Properties }]] = Object.entries(before.Orders.Resources).filter(([, { Type }]) => Type === 'AWS::S3::Bucket');
    expect(after.Orders.Resources[bucket].Properties).not.toEqual(Properties);
    expect(Object.values(after).flatMap(keysOf).filter(([, { Type }]) => Type === 'AWS::KMS::ReplicaKey')).toHaveLength(1);
  });

  test.each([['kms:Decrypt', 'Allowed'], ['kms:Encrypt', 'ExplicitlyDenied'], ['kms:GenerateDataKey', 'ExplicitlyDenied'], ['kms:ScheduleKeyDeletion', 'Allowed']])('%s of the old key: %s', async (action, wanted) => {
    const [[old]] = keysOf(before.Orders);
    const policy = deployed(after.Orders.Resources[old].Properties.KeyPolicy);
    const identity = [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }] }];
    expect(await decide({ principal: `arn:aws:iam::${ACCOUNT}:role/Reader`, action, policy, identity, context: {} } as never)).toBe(wanted);
  });
});

describe('the questions that these tests ask', () => {
  const key = { Type: 'AWS::KMS::Key', DeletionPolicy: 'Retain', Properties: {} };
  test.each<[string, object | undefined, string[]]>([
    ['has left', undefined, ['has left']],
    ['is another', { Type: 'AWS::KMS::ReplicaKey' }, ['is a AWS::KMS::ReplicaKey']],
    ['is multi-Region now', { ...key, Properties: { MultiRegion: true } }, ['changes MultiRegion']],
    ['says its default', { ...key, Properties: { KeyUsage: 'ENCRYPT_DECRYPT' } }, []],
  ])('a key that %s', (_, after, wanted) => { expect(notInPlace(key, after)).toEqual(wanted); });

  test('an alias with another name is replaced', () => {
    expect(notInPlace({ Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/a' } }, { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/b' } })).toEqual(['changes AliasName']);
  });

  test('an import needs a DeletionPolicy, the right identifier, and nothing new', () => {
    const Resources = { K: { Type: 'AWS::KMS::Key' }, A: { Type: 'AWS::KMS::Alias', DeletionPolicy: 'Retain' } };
    expect(importProblems({ Resources }, { K: { Arn: 'x' }, B: { KeyId: 'y' } })).toEqual([
      'B is not in the template', 'K has no DeletionPolicy', 'K is identified by KeyId', 'A is new, and not imported', 'A is identified by AliasName',
    ]);
  });
});
