import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  EncryptedKey, AsymmetricEncryptionKey, KeyAgreementKey, KeyEnvironment, ManuallyRotatedKey,
  ManuallyRotatedKeyProps, KeyRestriction, KeyFactory, HmacKey,
  SigningKey, SigningKeySpec,
} from '../../src';
import { decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, keyPolicy, statement, testStack } from '../support/stack';

const role = (name: string) => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/${name}`);
const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const factory = KeyFactory.encrypted({ users: [role('App')] });

function synth(props: Partial<ManuallyRotatedKeyProps> = {}): { stack: Stack; keys: ManuallyRotatedKey; resources: { [id: string]: any } } {
  const stack = testStack();
  const keys = new ManuallyRotatedKey(stack, 'Orders', { alias: 'orders', factory, ...props });
  return { stack, keys, resources: Template.fromStack(stack).toJSON().Resources };
}

/** The properties that differ between two versions of a factory, by `LogicalId.Path`. */
function changes(before: any, after: any, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) { return []; }
  if (before === undefined || after === undefined || typeof before !== 'object' || typeof after !== 'object' || Array.isArray(before)) { return [path]; }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap(key => changes(before[key], after[key], path ? `${path}.${key}` : key));
}

const idOf = (resources: any, prefix: string, type = 'AWS::KMS::Key') => Object.keys(resources).find(id => id.startsWith(prefix) && resources[id].Type === type)!;

describe('ManuallyRotatedKey', () => {
  test('the first generation is a key behind the alias, with a name of its own', () => {
    const { resources } = synth();
    const key = idOf(resources, 'OrdersGeneration1');
    expect(Object.values<any>(resources).filter(r => r.Type === 'AWS::KMS::Alias').map(r => r.Properties)).toEqual([
      { AliasName: 'alias/orders/1', TargetKeyId: { 'Fn::GetAtt': [key, 'Arn'] } },
      { AliasName: 'alias/orders', TargetKeyId: { 'Fn::GetAtt': [key, 'Arn'] } },
    ]);
    expect(resources[key]).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', Properties: { EnableKeyRotation: true } });
  });

  test('a second generation changes the target of the alias and the old policy, and adds a key: nothing else', () => {
    const one = synth().resources;
    const two = synth({ generations: 2 }).resources;
    const [key1, key2] = [idOf(two, 'OrdersGeneration1'), idOf(two, 'OrdersGeneration2')];
    const shared = Object.keys(two).find(id => two[id].Properties.AliasName === 'alias/orders')!;
    expect(idOf(one, 'OrdersGeneration1')).toBe(key1);
    expect(changes(one, two).sort()).toEqual([
      `${key1}.DependsOn`, `${key1}.Properties.KeyPolicy.Statement`, key2, idOf(two, 'OrdersGeneration2', 'AWS::KMS::Alias'), `${shared}.Properties.TargetKeyId.Fn::GetAtt`,
    ].sort());
    expect(two[shared].Properties.TargetKeyId).toEqual({ 'Fn::GetAtt': [key2, 'Arn'] });
    const added = two[key1].Properties.KeyPolicy.Statement.slice(one[key1].Properties.KeyPolicy.Statement.length);
    expect(added).toEqual([
      {
        Sid: 'DenyDeletionWhileUsed',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['kms:DisableKey', 'kms:ScheduleKeyDeletion'],
        Resource: '*',
        Condition: { NumericLessThan: { 'kms:TrailingDaysWithoutKeyUsage': '90' } },
      },
      { Sid: 'DenyNewUse', Effect: 'Deny', Principal: { AWS: '*' }, Action: ['kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncryptTo'], Resource: '*', Condition: { ArnNotLikeIfExists: { 'aws:PrincipalArn': expect.anything() } } },
    ]);
  });

  test('an old key is restricted only after the alias has moved', () => {
    const { resources } = synth({ generations: 2 });
    const shared = Object.keys(resources).find(id => resources[id].Properties.AliasName === 'alias/orders')!;
    expect(resources[idOf(resources, 'OrdersGeneration1')].DependsOn).toEqual([shared]);
    expect(resources[idOf(resources, 'OrdersGeneration2')].DependsOn).toBeUndefined();
  });

  test('a third generation leaves the first as it was', () => {
    const two = synth({ generations: 2 }).resources;
    const three = synth({ generations: 3 }).resources;
    expect(changes(two, three).filter(path => path.startsWith(idOf(two, 'OrdersGeneration1')))).toEqual([]);
  });

  test('a disabledGenerations generation is disabled and may be deleted next: nothing else changes', () => {
    const before = synth({ generations: 2 }).resources;
    const after = synth({ generations: 2, disabledGenerations: [1] }).resources;
    const key1 = idOf(before, 'OrdersGeneration1');
    const alias1 = idOf(before, 'OrdersGeneration1', 'AWS::KMS::Alias');
    expect(changes(before, after).sort()).toEqual([
      `${key1}.DeletionPolicy`, `${key1}.Properties.Enabled`, `${key1}.UpdateReplacePolicy`, `${alias1}.DeletionPolicy`, `${alias1}.UpdateReplacePolicy`,
    ].sort());
    expect(after[key1]).toMatchObject({ DeletionPolicy: 'Delete', Properties: { Enabled: false, PendingWindowInDays: 30 } });
  });

  test('a removedGenerations generation leaves the stack: nothing else changes', () => {
    const before = synth({ generations: 2, disabledGenerations: [1] }).resources;
    const { keys, resources: after } = synth({ generations: 2, removedGenerations: [1] });
    expect(changes(before, after).sort()).toEqual([idOf(before, 'OrdersGeneration1'), idOf(before, 'OrdersGeneration1', 'AWS::KMS::Alias')].sort());
    expect(keys.generationNumbers).toEqual([2]);
    expect(() => keys.generation(1)).toThrow("'number' must be a generation of the stack: 2, got: 1");
    expect(keys.generation(2)).toBe(keys.currentKey);
  });

  describe('decisions on an old generation', () => {
    const { stack } = synth({ generations: 2 });
    const policy = keyPolicy(stack, 'OrdersGeneration1');
    test('uses names that exist', async () => { expect(await unknownNames(policy)).toEqual([]); });
    const admin = { principal: `arn:aws:iam::${ACCOUNT}:role/Admin`, identity: [identityAllowing('kms:*')] };
    decisionTable(() => policy, [
      ['users decrypt', { principal: APP }, 'Allowed'],
      ['users move data away', { principal: APP, action: 'kms:ReEncryptFrom' }, 'Allowed'],
      ['users do not encrypt', { principal: APP, action: 'kms:Encrypt' }, 'ExplicitlyDenied'],
      ['nor generate data keys', { principal: APP, action: 'kms:GenerateDataKeyWithoutPlaintext' }, 'ExplicitlyDenied'],
      ['nor move data in', { principal: APP, action: 'kms:ReEncryptTo' }, 'ExplicitlyDenied'],
      ['nobody deletes it while it is used', { ...admin, action: 'kms:ScheduleKeyDeletion', context: { 'kms:TrailingDaysWithoutKeyUsage': '89' } }, 'ExplicitlyDenied'],
      ['nor disables it', { ...admin, action: 'kms:DisableKey', context: { 'kms:TrailingDaysWithoutKeyUsage': '0' } }, 'ExplicitlyDenied'],
      ['unused for 90 days it can go', { ...admin, action: 'kms:DisableKey', context: { 'kms:TrailingDaysWithoutKeyUsage': '90' } }, 'Allowed'],
    ]);
  });

  test('old generations are left alone for one deployment when asked to', () => {
    const { stack } = synth({ generations: 2, restrictOldGenerations: false });
    expect(keyPolicy(stack, 'OrdersGeneration1').Statement.map(s => s.Sid)).toEqual(['EnableIamPolicies', 'KeyUse', 'DenyDeletionWhileUsed']);
  });

  test('the proof can be of another length', () => {
    const { stack } = synth({ generations: 2, deletionOnlyWhenUnusedFor: Duration.days(30) });
    expect(statement(keyPolicy(stack, 'OrdersGeneration1'), 'DenyDeletionWhileUsed').Condition).toEqual({ NumericLessThan: { 'kms:TrailingDaysWithoutKeyUsage': '30' } });
  });

  test('keys that go with their stack need no proof, unless asked for', () => {
    const development = KeyFactory.encrypted({ environment: KeyEnvironment.DEVELOPMENT });
    const sids = (props: Partial<ManuallyRotatedKeyProps>) => keyPolicy(synth({ generations: 2, factory: development, ...props }).stack, 'OrdersGeneration1').Statement.map(s => s.Sid);
    expect(sids({})).toEqual(['EnableIamPolicies', 'DenyNewUse']);
    expect(sids({ deletionOnlyWhenUnusedFor: Duration.days(1) })).toEqual(['EnableIamPolicies', 'DenyDeletionWhileUsed', 'DenyNewUse']);
    expect(synth({ factory: KeyFactory.encrypted({ removalPolicy: RemovalPolicy.DESTROY }) }).resources).toMatchObject(
      Object.fromEntries(Object.keys(synth().resources).map(id => [id, { DeletionPolicy: 'Delete' }])),
    );
  });

  test.each<[string, KeyFactory, string, string | string[]]>([
    ['signing', KeyFactory.signing({ keySpec: SigningKeySpec.RSA_2048 }), 'SIGN_VERIFY', 'kms:Sign'],
    ['HMAC', KeyFactory.hmac(), 'GENERATE_VERIFY_MAC', 'kms:GenerateMac'],
    ['encryption pair', KeyFactory.asymmetricEncryption(), 'ENCRYPT_DECRYPT', ['kms:Encrypt', 'kms:GetPublicKey', 'kms:ReEncryptTo']],
    ['key agreement', KeyFactory.keyAgreement(), 'KEY_AGREEMENT', 'kms:GetPublicKey'],
  ])('works for %s keys', (_, kind, usage, denied) => {
    const { stack, resources } = synth({ generations: 2, factory: kind });
    expect(resources[idOf(resources, 'OrdersGeneration2')].Properties.KeyUsage).toBe(usage);
    expect(statement(keyPolicy(stack, 'OrdersGeneration1'), 'DenyNewUse').Action).toEqual(denied);
  });

  test.each<[string, KeyFactory]>([
    ['encrypted', KeyFactory.encrypted({ owner: 'orders-team' })],
    ['imported', KeyFactory.imported({ importers: [role('Officer')], owner: 'orders-team' })],
    ['signing', KeyFactory.signing({ keySpec: SigningKeySpec.RSA_2048, owner: 'orders-team' })],
    ['HMAC', KeyFactory.hmac({ owner: 'orders-team' })],
    ['encryption pair', KeyFactory.asymmetricEncryption({ owner: 'orders-team' })],
    ['key agreement', KeyFactory.keyAgreement({ owner: 'orders-team' })],
  ])('of %s keys have what their factory says, and aliases of their own', (_, kind) => {
    const { resources } = synth({ generations: 2, factory: kind });
    const of = (type: string) => Object.values<any>(resources).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
    expect(of('AWS::KMS::Alias').map(({ AliasName }) => AliasName).sort()).toEqual(['alias/orders', 'alias/orders/1', 'alias/orders/2']);
    expect(of('AWS::KMS::Key').map(({ Tags }) => Tags.find(({ Key }: any) => Key === 'Owner')?.Value)).toEqual(['orders-team', 'orders-team']);
  });

  test('works for imported keys, each with material of its own', () => {
    const { resources } = synth({ generations: 2, factory: KeyFactory.imported({ importers: [role('Officer')] }) });
    expect(Object.values<any>(resources).filter(r => r.Type === 'AWS::KMS::Key').map(r => r.Properties.Origin)).toEqual(['EXTERNAL', 'EXTERNAL']);
    expect(Object.values<any>(resources).filter(r => r.Type === 'AWS::CloudWatch::Alarm')).toHaveLength(2);
  });

  test('a generation can have another spec, the older ones keeping theirs', () => {
    const { resources } = synth({
      generations: 2,
      factory: KeyFactory.signing({ keySpec: SigningKeySpec.ML_DSA_65, description: 'Tokens' }),
      earlierFactories: { 1: KeyFactory.signing({ keySpec: SigningKeySpec.ECC_NIST_P256, description: 'Tokens' }) },
    });
    expect([1, 2].map(n => resources[idOf(resources, `OrdersGeneration${n}`)].Properties)).toMatchObject([
      { KeySpec: 'ECC_NIST_P256', Description: 'Tokens (generation 1)' }, { KeySpec: 'ML_DSA_65', Description: 'Tokens (generation 2)' },
    ]);
  });

  test.each<[string, Partial<ManuallyRotatedKeyProps>, string]>([
    ['no generation', { generations: 0 }, "'generations' must be a whole number from 1, got: 0"],
    ['half a generation', { generations: 1.5 }, "'generations' must be a whole number from 1, got: 1.5"],
    ['the newest generation as disabledGenerations', { generations: 2, disabledGenerations: [2] },
      "'disabledGenerations' is for older generations, 1 to 1, got: 2; the alias stands for the newest one: raise 'generations' first"],
    ['a removedGenerations generation that never was', { generations: 2, removedGenerations: [3] }, "'removedGenerations' is for older generations, 1 to 1, got: 3"],
    ['the only generation as removedGenerations', { removedGenerations: [1] }, "'removedGenerations' is for older generations, of which there are none, got: 1"],
    ['one number in both lists', { generations: 2, disabledGenerations: [1], removedGenerations: [1] }, "'disabledGenerations' must not be in 'removedGenerations' as well, got: 1"],
    ['a factory of a generation without a number', { generations: 2, earlierFactories: { first: factory } }, "'earlierFactories' is for older generations, 1 to 1"],
    ['a proof of hours', { deletionOnlyWhenUnusedFor: Duration.hours(5) }, "'deletionOnlyWhenUnusedFor' must be a whole number of days from 1"],
    ['an alias of AWS', { alias: 'aws/orders' }, "'alias' must not start with 'alias/aws/'"],
  ])('fails when given %s', (_, props, message) => {
    expect(() => synth(props)).toThrow(message);
  });

  test.each<[string, () => unknown, string]>([
    ['an alias', () => KeyFactory.encrypted({ alias: 'x' }), "'alias' is for ManuallyRotatedKey to say, got: 'x'; give 'alias' to ManuallyRotatedKey"],
    ['a disabled key', () => KeyFactory.hmac({ enabled: false }), "'enabled' is for ManuallyRotatedKey to say, got: false; name the generation in 'disabledGenerations'"],
    ['outputs', () => KeyFactory.encrypted({ exportOutputs: true }), "'exportOutputs' is for ManuallyRotatedKey to say, got: true; export the ARN of a generation yourself"],
  ])('fails when the factory has %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('fails at synth when another key has the alias', () => {
    const { stack } = (() => {
      const own = testStack();
      new ManuallyRotatedKey(own, 'Orders', { alias: 'orders', factory });
      new EncryptedKey(own, 'Other', { alias: 'orders' });
      return { stack: own };
    })();
    expect(() => Template.fromStack(stack)).toThrow(/the alias 'alias\/orders' is that of Test\/O\w+ already/);
  });
});

describe('KeyRestriction.decryptOrVerifyOnly', () => {
  test.each<[string, (stack: Stack, restrictions: KeyRestriction[]) => unknown, string[], string[]]>([
    ['SigningKey', (stack, restrictions) => new SigningKey(stack, 'Key', { keySpec: SigningKeySpec.RSA_2048, restrictions }), ['kms:Sign'], ['kms:Verify', 'kms:GetPublicKey']],
    ['HmacKey', (stack, restrictions) => new HmacKey(stack, 'Key', { restrictions }), ['kms:GenerateMac'], ['kms:VerifyMac']],
    ['AsymmetricEncryptionKey', (stack, restrictions) => new AsymmetricEncryptionKey(stack, 'Key', { restrictions }), ['kms:Encrypt', 'kms:GetPublicKey', 'kms:ReEncryptTo'], ['kms:Decrypt', 'kms:ReEncryptFrom']],
    ['KeyAgreementKey', (stack, restrictions) => new KeyAgreementKey(stack, 'Key', { restrictions }), ['kms:GetPublicKey'], ['kms:DeriveSharedSecret']],
  ])('on a %s denies what is new', (_, make, denied, left) => {
    const stack = testStack();
    make(stack, [KeyRestriction.decryptOrVerifyOnly()]);
    const actions = [].concat(statement(keyPolicy(stack), 'DenyNewUse').Action);
    expect(actions).toEqual(denied);
    left.forEach(action => expect(actions).not.toContain(action));
  });
});
