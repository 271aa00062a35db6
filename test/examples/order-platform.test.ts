import { build } from '../../examples/order-platform/app';
import { KeyReport } from '../../src';
import { committed, reviewed, synthesize } from '../support/example';
import { decide, decisionTable } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { deployed } from '../support/stack';

const PLACE = { account: '111122223333', region: 'us-east-1', partition: 'aws' };
const assembly = synthesize(build);
const STACKS = ['OrderPlatform-production', 'OrderServers-production', 'OrderPlatform-staging', 'OrderServers-staging'];

const ofType = (stack: string, type: string): [string, any][] =>
  Object.entries<any>(assembly.getStackByName(stack).template.Resources).filter(([, resource]) => resource.Type === type);
const policyOf = (stack: string, prefix: string): any =>
  deployed(ofType(stack, 'AWS::KMS::Key').find(([id]) => id.startsWith(prefix))![1].Properties.KeyPolicy, PLACE);
const roleOf = (prefix: string): string =>
  `arn:aws:iam::${PLACE.account}:role/${ofType(STACKS[0], 'AWS::IAM::Role').find(([id]) => id.startsWith(prefix))![0]}`;

test.each(STACKS.slice(0, 2))('%s is as reviewed', stack => {
  const now = reviewed(assembly, stack);
  expect(now).toEqual(committed('order-platform', stack, now));
});

test('staging is production by other names', () => {
  const shape = (stack: string) => Object.values<any>(assembly.getStackByName(stack).template.Resources)
    .map(({ Type, Properties }) => [Type, Object.keys(Properties ?? {})]);
  expect(shape(STACKS[2])).toEqual(shape(STACKS[0]));
  expect(shape(STACKS[3])).toEqual(shape(STACKS[1]));
});

test('production waits 30 days and retains keys with their aliases, staging waits 7 and retains nothing', () => {
  const seen = STACKS.map(stack => [stack, [...new Set(ofType(stack, 'AWS::KMS::Key').map(([, key]) => `${key.Properties.PendingWindowInDays} ${key.DeletionPolicy}`))],
    [...new Set(ofType(stack, 'AWS::KMS::Alias').map(([, alias]) => alias.DeletionPolicy))]]);
  expect(seen).toEqual([
    [STACKS[0], ['30 RetainExceptOnCreate'], ['RetainExceptOnCreate']],
    [STACKS[1], ['30 RetainExceptOnCreate'], ['RetainExceptOnCreate']],
    [STACKS[2], ['7 Delete'], ['Delete']],
    [STACKS[3], ['7 Delete'], ['Delete']],
  ]);
});

test('every key rotates, has an alias and is tagged', () => {
  const keys = STACKS.flatMap(stack => ofType(stack, 'AWS::KMS::Key'));
  expect(keys).toHaveLength(12);
  for (const [, { Properties }] of keys) {
    expect(Properties.EnableKeyRotation).toBe(true);
    expect(Properties.Tags.map((tag: any) => tag.Key)).toEqual(expect.arrayContaining(['Application', 'Environment', 'Owner', 'CostCenter']));
  }
  expect(STACKS.flatMap(stack => ofType(stack, 'AWS::KMS::Alias'))).toHaveLength(12);
});

test('every action and condition key in a key policy exists', async () => {
  const keys = STACKS.flatMap(stack => ofType(stack, 'AWS::KMS::Key'));
  expect(keys).not.toEqual([]);
  for (const [, key] of keys) { expect(await unknownNames(deployed(key.Properties.KeyPolicy, PLACE))).toEqual([]); }
});

test('id, ARN and alias of the data key are exported', () => {
  const outputs: any = assembly.getStackByName('OrderPlatform-production').template.Outputs;
  expect(Object.values<any>(outputs).map(output => output.Export?.Name)).toEqual(expect.arrayContaining([
    'OrderPlatform-production-KeyId', 'OrderPlatform-production-KeyArn', 'OrderPlatform-production-KeyAlias',
  ]));
});

describe('the data key in production', () => {
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }] };
  const keyArn = `arn:aws:kms:${PLACE.region}:${PLACE.account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const finance = { 'kms:EncryptionContext:Department': 'Finance' };
  const sales = { 'kms:EncryptionContext:Department': 'Sales' };
  decisionTable(() => policyOf(STACKS[0], 'DataKey'), [
    ['the API encrypts', { principal: roleOf('RolesApi'), action: 'kms:Encrypt', keyArn }, 'Allowed'],
    ['a worker generates data keys', { principal: roleOf('RolesWorker'), action: 'kms:GenerateDataKey', keyArn }, 'Allowed'],
    ['reporting opens what is of Finance', { principal: roleOf('RolesReporting'), keyArn, context: finance }, 'Allowed'],
    ['reporting opens nothing of Sales', { principal: roleOf('RolesReporting'), keyArn, context: sales }, 'ImplicitlyDenied'],
    ['reporting opens nothing of Sales, whatever its IAM policies allow', { principal: roleOf('RolesReporting'), keyArn, context: sales, identity: [everything] }, 'ImplicitlyDenied'],
    ['reporting seals nothing', { principal: roleOf('RolesReporting'), action: 'kms:Encrypt', keyArn, context: finance }, 'ImplicitlyDenied'],
    ['the administrator changes the policy', { principal: roleOf('RolesKeyAdministrator'), action: 'kms:PutKeyPolicy', keyArn }, 'Allowed'],
    ['the administrator opens nothing', { principal: roleOf('RolesKeyAdministrator'), keyArn, identity: [everything] }, 'ImplicitlyDenied'],
    ['the administrator makes no grant', { principal: roleOf('RolesKeyAdministrator'), action: 'kms:CreateGrant', keyArn, identity: [everything] }, 'ExplicitlyDenied'],
    ['nobody deletes the key in a week', {
      principal: roleOf('RolesKeyAdministrator'), action: 'kms:ScheduleKeyDeletion', keyArn, context: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' },
    }, 'ExplicitlyDenied'],
    ['the administrator deletes it in a month', {
      principal: roleOf('RolesKeyAdministrator'), action: 'kms:ScheduleKeyDeletion', keyArn, context: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' },
    }, 'Allowed'],
  ]);
});

test('the API reaches the key of the documents through S3 only', async () => {
  const request = { principal: roleOf('RolesApi'), policy: policyOf(STACKS[0], 'BucketKey'), action: 'kms:GenerateDataKey' };
  expect(await decide({ ...request, context: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } })).toBe('Allowed');
  expect(await decide(request)).toBe('ImplicitlyDenied');
});

test('what uses a key names it: documents, function, logs, database and volumes', () => {
  const keyOf = (prefix: string, stack: string) => ({ 'Fn::GetAtt': [ofType(stack, 'AWS::KMS::Key').find(([id]) => id.startsWith(prefix))![0], 'Arn'] });
  const [[, bucket]] = ofType(STACKS[0], 'AWS::S3::Bucket');
  expect(bucket.Properties.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID).toEqual(keyOf('BucketKey', STACKS[0]));
  const [[, fn]] = ofType(STACKS[0], 'AWS::Lambda::Function');
  expect(fn.Properties.KmsKeyArn).toEqual(keyOf('EnvironmentKey', STACKS[0]));
  const [[, logGroup]] = ofType(STACKS[0], 'AWS::Logs::LogGroup');
  expect(logGroup.Properties.KmsKeyId).toEqual(keyOf('LogsKey', STACKS[0]));
  const [[, database]] = ofType(STACKS[1], 'AWS::RDS::DBInstance');
  expect([database.Properties.KmsKeyId, database.Properties.PerformanceInsightsKMSKeyId]).toEqual([keyOf('DatabaseKey', STACKS[1]), keyOf('DatabaseKey', STACKS[1])]);
  const [[, template]] = ofType(STACKS[1], 'AWS::EC2::LaunchTemplate');
  expect(template.Properties.LaunchTemplateData.BlockDeviceMappings.map((device: any) => device.Ebs.KmsKeyId)).toEqual([keyOf('VolumeKey', STACKS[1]), keyOf('VolumeKey', STACKS[1])]);
});

test('the summary says who may do what with the data key', () => {
  const text = KeyReport.fromAssembly(assembly).toText();
  expect(text).toContain('OrderPlatform-production: 4 keys, $4.00 a month, $12.00 from the second rotation on');
  expect(text).toContain('role RolesReporting: decrypt with Department = Finance');
  expect(text).toContain('RETAIN: the key is retained when the stack is deleted');
});
