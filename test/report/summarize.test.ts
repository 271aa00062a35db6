import { App } from '../../src/app/app';
import { KeySummary } from '../../src/report/key-summary';
import { AT_DEPLOYMENT, summarize } from '../../src/report/summarize';
import { conditional, key, PARAMETER, Resources, template } from '../checks/support';
import { REGION } from '../support/stack';

const of = (properties: object, attributes: object = {}, more: Resources = {}): KeySummary => summarize(new App([template({ Key: key(properties, attributes), ...more })]))[0];
const replica = (of_: unknown): Resources[string] => ({ Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: of_ } });
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const bucket = (name: string, keyArn: unknown): Resources => ({
  [name]: {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } }] } },
  },
});

test('keys and replicas are in the order of the stacks and of each template', () => {
  const stacks = [
    template({ B: key(), Middle: replica(arnOf('A')), A: key() }),
    template({ Z: key(), Last: replica('arn:aws:kms:us-east-1:111122223333:key/mrk-1'), Y: key() }, { index: 1 }),
  ];
  expect(summarize(new App(stacks)).map(({ stack, logicalId }) => `${stack} ${logicalId}`))
    .toEqual(['Stack0 B', 'Stack0 Middle', 'Stack0 A', 'Stack1 Z', 'Stack1 Last', 'Stack1 Y']);
});

test('the replicas of a primary are said by Region and stack', () => {
  const resources = { Primary: key({ MultiRegion: true }), One: replica(arnOf('Primary')), Two: replica(arnOf('Primary')), Elsewhere: replica('arn:aws:kms:us-east-1:111122223333:key/mrk-1'), Unknown: replica(PARAMETER) };
  expect(summarize(new App([template(resources)])).map(({ replicas }) => replicas)).toEqual([[`${REGION} (Stack0)`, `${REGION} (Stack0)`], [], [], [], []]);
  expect(summarize(new App([template(resources, { region: '${AWS.Region}' })]))[0].replicas).toEqual(['a region (Stack0)', 'a region (Stack0)']);
});

test('what is encrypted under a key is said once, of another stack with its name', () => {
  const here = template({ Key: key(), ...bucket('Orders', arnOf('Key')), ...bucket('Bills', arnOf('Key')) }, { outputs: { Key: { Value: arnOf('Key'), Export: { Name: 'key' } } } });
  const there = template(bucket('Archive', { 'Fn::ImportValue': 'key' }), { index: 1 });
  expect(summarize(new App([here, there]))[0].data).toEqual(['bucket Orders', 'bucket Bills', 'bucket Archive (Stack1)']);
});

test('what a template says of a key', () => {
  const said = of({ Description: 'orders', MultiRegion: true, EnableKeyRotation: true }, { Metadata: { 'aws:cdk:path': 'Stack0/Orders/Key/Resource' } }, {
    A: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/a', TargetKeyId: { Ref: 'Key' } } },
    B: { Type: 'AWS::KMS::Alias', Properties: { AliasName: { 'Fn::Sub': 'alias/b-${Parameter}' }, TargetKeyId: { Ref: 'Key' } } },
  });
  expect(said).toMatchObject({ stack: 'Stack0', logicalId: 'Key', aliases: ['alias/a', 'alias/b-${Parameter}'], description: 'orders', data: [], replicas: [], monthlyCost: 1, monthlyCostWhenRotated: 3 });
  expect(of({ Description: PARAMETER })).not.toHaveProperty('description', expect.anything());
});

test.each<[unknown, boolean]>([
  [undefined, true], [true, true], ['true', true], [false, false], ['false', false], [PARAMETER, true], [conditional(false, true), true], [conditional(false, false), false],
])('Enabled: %j', (Enabled, enabled) => expect(of({ Enabled }).enabled).toBe(enabled));

test.each<[unknown, string]>([
  [undefined, '30 days'], [7, '7 days'], ['7', '7 days'], [PARAMETER, AT_DEPLOYMENT], [conditional(7, 30), AT_DEPLOYMENT], [conditional(7, 7), '7 days'],
])('PendingWindowInDays: %j', (PendingWindowInDays, words) => expect(of({ PendingWindowInDays }).pendingWindow).toBe(words));

test.each<[unknown, string]>([
  [undefined, 'DESTROY'], ['Delete', 'DESTROY'], ['Retain', 'RETAIN'], ['RetainExceptOnCreate', 'RETAIN'], [PARAMETER, AT_DEPLOYMENT],
])('DeletionPolicy: %j', (DeletionPolicy, words) => expect(of({}, { DeletionPolicy }).removalPolicy).toBe(words));

const ON = { EnableKeyRotation: true };
test.each<[object, string, number]>([
  [{}, 'off', 1],
  [ON, 'every 365 days', 3],
  [{ EnableKeyRotation: 'true' }, 'every 365 days', 3],
  [{ EnableKeyRotation: false, RotationPeriodInDays: 90 }, 'off', 1],
  [{ ...ON, RotationPeriodInDays: 90 }, 'every 90 days', 3],
  [{ ...ON, RotationPeriodInDays: PARAMETER }, 'on, period decided at deployment', 3],
  [{ EnableKeyRotation: PARAMETER }, AT_DEPLOYMENT, 3],
  [{ EnableKeyRotation: conditional(true, false) }, AT_DEPLOYMENT, 3],
  [{ ...ON, KeySpec: 'RSA_2048' }, 'off', 1],
  [{ ...ON, KeySpec: 'SYMMETRIC_DEFAULT' }, 'every 365 days', 3],
  [{ ...ON, Origin: 'EXTERNAL' }, 'on demand only', 1],
  [{ ...ON, Origin: 'AWS_KMS' }, 'every 365 days', 3],
])('rotation of %j, and what it costs', (properties, words, cost) =>
  expect(of(properties)).toMatchObject({ rotation: words, monthlyCost: 1, monthlyCostWhenRotated: cost }));

test.each<[object, string]>([
  [{}, 'symmetric encryption key'],
  [{ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' }, 'key agreement key (ECC_NIST_P256)'],
  [{ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC', MultiRegion: 'true' }, 'HMAC key (HMAC_256), multi-Region primary'],
  [{ KeySpec: PARAMETER }, 'key (decided at deployment)'],
  [{ KeySpec: PARAMETER, KeyUsage: 'SIGN_VERIFY' }, 'signing key (decided at deployment)'],
  [{ KeySpec: 'RSA_2048', KeyUsage: PARAMETER }, 'key (RSA_2048)'],
  [{ MultiRegion: false }, 'symmetric encryption key'],
  [{ MultiRegion: true, Origin: 'EXTERNAL' }, 'symmetric encryption key, multi-Region primary, imported key material'],
])('kind of %j', (properties, kind) => expect(of(properties).kind).toBe(kind));
