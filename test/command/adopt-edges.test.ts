import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { besidePolicy, runText } from './adopt-support';
import { ACCOUNT_STATEMENT, folder, keysmith, template } from './support';
import { ACCOUNT, REGION } from '../support/stack';

/*
 * What a template can say of a key that the construct has no property for: the written code makes the same resources, under the same logical ids.
 */

const adopt = (given: object, key = 'Key', ...more: string[]) => keysmith(['adopt', key, 't.json', '--account', ACCOUNT, '--region', REGION, ...more], folder({ 't.json': given }));

const alias = (name: unknown, more: object = {}) => ({ Type: 'AWS::KMS::Alias', Properties: { AliasName: name, TargetKeyId: { Ref: 'Key' } }, ...more });
const usage = { KeySpec: 'RSA_3072', KeyUsage: 'SIGN_VERIFY', EnableKeyRotation: undefined };
const IF = { 'Fn::If': ['IsProduction', ACCOUNT_STATEMENT, { Ref: 'AWS::NoValue' }] };

/** Name, template, what else than the key must be the same. */
const CASES: [string, { readonly Resources: { readonly [logicalId: string]: any } }][] = [
  ['tags', template([ACCOUNT_STATEMENT], {}, { Tags: [{ Key: 'Team', Value: 'orders' }, { Key: 'Environment', Value: 'staging' }] })],
  ['a tag that a parameter decides', template([ACCOUNT_STATEMENT], {}, { Tags: [{ Key: 'Stage', Value: { Ref: 'Stage' } }] })],
  ['tags that a function makes', template([ACCOUNT_STATEMENT], {}, { Tags: { 'Fn::If': ['IsProduction', [{ Key: 'A', Value: 'b' }], []] } })],
  ['several aliases', template([ACCOUNT_STATEMENT], { Second: alias('alias/second'), Third: alias({ 'Fn::Sub': 'alias/${AWS::StackName}' }, { DeletionPolicy: 'Retain' }) })],
  ['an alias that does not stay with its key', template([ACCOUNT_STATEMENT], { Alias: alias('alias/orders', { DeletionPolicy: 'Delete' }) })],
  ['no alias', template([ACCOUNT_STATEMENT], { Alias: undefined })],
  ['a condition', { ...template([ACCOUNT_STATEMENT], { Alias: alias('alias/orders', { Condition: 'IsProduction', DeletionPolicy: 'Retain' }) }) }],
  ['a disabled key', template([ACCOUNT_STATEMENT], {}, { Enabled: false })],
  ['a rotation period', template([ACCOUNT_STATEMENT], {}, { RotationPeriodInDays: 90 })],
  ['a period without rotation', template([ACCOUNT_STATEMENT], {}, { EnableKeyRotation: false, RotationPeriodInDays: 90 })],
  ['a window', template([ACCOUNT_STATEMENT], {}, { PendingWindowInDays: 7 })],
  ['numbers and booleans as texts', template([ACCOUNT_STATEMENT], {}, { PendingWindowInDays: '7', EnableKeyRotation: 'true', MultiRegion: 'false' })],
  ['the same for an L1 construct', template([ACCOUNT_STATEMENT], {}, { ...usage, PendingWindowInDays: '7', Enabled: 'false' })],
  ['a multi-Region key', template([ACCOUNT_STATEMENT], {}, { MultiRegion: true })],
  ['an HMAC key', template([ACCOUNT_STATEMENT], {}, { EnableKeyRotation: undefined, KeySpec: 'HMAC_384', KeyUsage: 'GENERATE_VERIFY_MAC', MultiRegion: true })],
  ['a signing key', template([ACCOUNT_STATEMENT], {}, { ...usage, Tags: [{ Key: 'Number', Value: 42 }] })],
  ['a key without the lock-out check', template([ACCOUNT_STATEMENT], {}, { BypassPolicyLockoutSafetyCheck: true })],
  ['properties that functions decide', template([ACCOUNT_STATEMENT], {}, { Description: { 'Fn::Sub': 'of ${AWS::StackName}' }, Enabled: { 'Fn::If': ['IsProduction', true, false] } })],
  ['a property of tomorrow', template([ACCOUNT_STATEMENT], {}, { QuantumSafe: true })],
  ['a statement that a condition decides', template([ACCOUNT_STATEMENT, IF as never], {}, {})],
  ['a policy that a condition decides', template([ACCOUNT_STATEMENT], {}, { KeyPolicy: { 'Fn::If': ['IsProduction', { Version: '2012-10-17', Statement: [ACCOUNT_STATEMENT] }, { Ref: 'AWS::NoValue' }] } })],
  ['no policy', template([ACCOUNT_STATEMENT], {}, { KeyPolicy: undefined })],
];

test.each(CASES)('%s', async (_, given) => {
  const plain = JSON.parse(JSON.stringify({ Parameters: { Stage: { Type: 'String' } }, Conditions: { IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } }, ...given }));
  const { code, out } = await adopt(plain);
  expect(code).toBe(0);
  expect(out).toContain('Who can do what with it is the same, proven by comparison');
  // Only a description is gained.
  expect(out).not.toMatch(/These properties are not the same: (?!Description\.)/);
  const made = runText(out).Resources;
  expect(Object.keys(made).sort()).toEqual(Object.keys(plain.Resources).sort());
  for (const [logicalId, resource] of Object.entries<any>(plain.Resources)) {
    expect(besidePolicy(made[logicalId])).toEqual(besidePolicy(resource));
  }
});

test('what it refers to is said', async () => {
  const { out } = await adopt(template([ACCOUNT_STATEMENT], {}, { Tags: [{ Key: 'Stage', Value: { Ref: 'Stage' } }], Description: { 'Fn::Sub': '${Kind.Arn} ${AWS::Region}' } }));
  expect(out).toContain('It refers to what the template has: Kind, Stage. In another stack, write what they stand for.');
});

test('an alias of another stack stays there', async () => {
  const app = new cdk.App({ analyticsReporting: false, outdir: folder() });
  const key = new kms.Key(new cdk.Stack(app, 'Keys', { env: { account: ACCOUNT, region: REGION } }), 'Key', { enableKeyRotation: true });
  new kms.Alias(new cdk.Stack(app, 'Names', { env: { account: ACCOUNT, region: REGION } }), 'Alias', { aliasName: 'alias/shared', targetKey: key });
  const { code, out } = await keysmith(['adopt', 'alias/shared', app.synth().directory]);
  expect(code).toBe(0);
  expect(Object.values(runText(out).Resources).map(({ Type }) => Type)).toEqual(['AWS::KMS::Key']);
  expect(out).toContain('The alias alias/shared is in the stack Names, and stays there.');
});

test.each<[string, (app: cdk.App) => cdk.Stack]>([
  ['a stack', app => new cdk.Stack(app, 'Keys', { env: { account: ACCOUNT, region: REGION } })],
  ['a stage', app => new cdk.Stack(new cdk.Stage(app, 'Prod'), 'Keys', { env: { account: ACCOUNT, region: REGION } })],
  ['a nested stack', app => new cdk.NestedStack(new cdk.Stack(app, 'Outer', { env: { account: ACCOUNT, region: REGION } }), 'Keys')],
])('a kms.Key in %s of cdk.out', async (_, stackOf) => {
  const app = new cdk.App({ analyticsReporting: false, outdir: folder() });
  const stack = stackOf(app);
  new kms.Key(stack, 'OrdersKey', { alias: 'alias/orders', enableKeyRotation: true, pendingWindow: cdk.Duration.days(9), removalPolicy: cdk.RemovalPolicy.RETAIN });
  const before: any = JSON.parse(JSON.stringify(stack.resolve((stack as any)._toCloudFormation()))).Resources;
  const { code, out } = await keysmith(['adopt', 'alias/orders', app.synth().directory]);
  expect(code).toBe(0);
  const made = runText(out).Resources;
  for (const logicalId of Object.keys(before).filter(id => before[id].Type.startsWith('AWS::KMS::'))) { expect(besidePolicy(made[logicalId])).toEqual(besidePolicy(before[logicalId])); }
});

test.each([['Class', 'classKey'], ['Import', 'importKey'], ['Lambda', 'lambdaKey'], ['Kms', 'kmsKey'], ['1Key', 'key1Key']])('the logical id %s gives a function with a name that can be', async (logicalId, name) => {
  const { Resources: { Key: key, ...others } } = template();
  const { code, out } = await adopt({ Resources: { [logicalId]: key, ...JSON.parse(JSON.stringify(others).replace('"Key"', `"${logicalId}"`)) } }, logicalId);
  expect(code).toBe(0);
  expect(out).toContain(`export function ${name}(`);
  expect(runText(out).Resources[logicalId].Type).toBe('AWS::KMS::Key');
});

test('a policy of the old version, in which ${…} is no variable, stays as it is', async () => {
  const old = { Version: '2008-10-17', Statement: [ACCOUNT_STATEMENT, { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/App` }, Action: 'kms:Decrypt', Resource: '*', Condition: { StringEquals: { 'kms:EncryptionContext:user': '${aws:username}' } } }] };
  const { out } = await adopt(template([ACCOUNT_STATEMENT], {}, { KeyPolicy: old }));
  expect(out).toContain('new kms.CfnKey(');
  expect(out).toContain("Version: '2008-10-17'");
});

test('the mapping for cdk import names what exists, under the logical ids of the code', async () => {
  const world = folder({ 't.json': template([ACCOUNT_STATEMENT], { Second: alias('alias/second') }) });
  const ran = await keysmith(['adopt', 'Key', 't.json', '--account', ACCOUNT, '--region', REGION, '-o', 'key.ts', '--mapping', 'map.json', '--key-id', '1234abcd-12ab-34cd-56ef-1234567890ab'], world);
  const mapping = JSON.parse(ran.files['map.json']);
  expect(mapping).toEqual({ Key: { KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' }, Alias: { AliasName: 'alias/orders' }, Second: { AliasName: 'alias/second' } });
  expect(Object.keys(runText(ran.files['key.ts']).Resources).sort()).toEqual(Object.keys(mapping).sort());
});

test('a key without an alias gets none, for an import cannot make one', async () => {
  const world = folder({ 't.json': template([ACCOUNT_STATEMENT], { Alias: undefined }) });
  const ran = await keysmith(['adopt', 'Key', 't.json', '--account', ACCOUNT, '--region', REGION, '-o', 'key.ts', '--mapping', 'map.json', '--key-id', 'mrk-1234'], world);
  expect(JSON.parse(ran.files['map.json'])).toEqual({ Key: { KeyId: 'mrk-1234' } });
  expect(ran.files['key.ts']).toContain("key.node.tryRemoveChild('Alias')");
});
