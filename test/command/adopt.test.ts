import * as cdk from 'aws-cdk-lib';
import { runText } from './adopt-support';
import { ACCOUNT_STATEMENT, folder, keysmith, template } from './support';
import { adoptKey } from '../../command/adopt/adopt-key';
import { remarksOn } from '../../command/adopt/remarks';
import { writeKey } from '../../command/adopt/write-key';
import * as library from '../../src';
import { App } from '../../src/app/app';
import { requestedKey } from '../../src/app/requested-key';
import { compare } from '../../src/iam/compare';
import { fromObject } from '../../src/template/load-object';
import { BAD, corpusApp, GOOD } from '../checks/corpus';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

const LIBRARY = { keysmith: library, cdk };
const ENV = { account: ACCOUNT, region: REGION };
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

describe('every policy of the corpus', () => {
  const stacks = corpusApp().node.children.filter(cdk.Stack.isStack);
  const cases = stacks.flatMap(stack => {
    const resources = JSON.parse(JSON.stringify(stack.resolve((stack as any)._toCloudFormation())));
    const { account, region } = stack;
    const templates = [fromObject(resources, { stackName: stack.stackName, account, region })];
    return new App(templates).keys.map(key => [`${stack.stackName}/${key.resource.logicalId}`, templates, key.resource.logicalId] as const);
  });

  test('is tried', () => { expect(cases.length).toBeGreaterThan((GOOD.length + BAD.length) / 2); });

  test('is said by a construct with the same access and the same properties', () => {
    const wrong: string[] = [];
    let constructs = 0;
    for (const [name, templates, logicalId] of cases) {
      const app = new App(templates);
      const key = app.keys.find(({ resource }) => resource.logicalId === logicalId)!;
      const adopted = adoptKey(app, key, LIBRARY, remarksOn(templates, key));
      if (adopted.differences.length > 0) { wrong.push(`${name}: ${JSON.stringify(adopted.differences.map(({ direction, actions }) => [direction, actions[0]]))}`); }
      const changed = adopted.properties.filter(property => property !== 'Description');
      if (changed.length > 0) { wrong.push(`${name}: ${changed}`); }
      if (adopted.construct === 'EncryptedKey') { constructs++; }
    }
    expect(wrong).toEqual([]);
    expect(constructs).toBeGreaterThan(cases.length / 3);
  });

  // A sample: compiling each takes long.
  test.each(cases.filter((_, i) => i % 10 === 0))('%s: the text does what was proven', (_, templates, logicalId) => {
    const app = new App(templates);
    const key = app.keys.find(({ resource }) => resource.logicalId === logicalId)!;
    const adopted = adoptKey(app, key, LIBRARY, remarksOn(templates, key));
    const written = runText(writeKey(adopted, 'the key', 'typescript'));
    const { Type, Properties } = written.Resources[logicalId];
    expect(Type).toBe(key.resource.raw.Type);
    const [before] = templates;
    const after = fromObject({ Resources: { ...before.resources, [logicalId]: { ...key.resource.raw, Properties } } }, { stackName: before.title, ...ENV });
    const [old, now] = [new App([{ ...before, index: 0 }]), new App([{ ...after, place: before.place }])]
      .map(one => one.keys.find(({ resource }) => resource.logicalId === logicalId)!);
    expect(compare({ key: { statements: old.policy.decidable } }, { key: { statements: now.policy.decidable } }, requestedKey(old))).toEqual([]);
  });
});

const CONSOLE_POLICY = [
  ACCOUNT_STATEMENT,
  { Sid: 'Allow use of the key', Effect: 'Allow', Principal: { AWS: role('App') }, Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'], Resource: '*' },
  {
    Sid: 'Allow attachment of persistent resources',
    Effect: 'Allow',
    Principal: { AWS: role('App') },
    Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
    Resource: '*',
    Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  },
  {
    Sid: 'Logs',
    Effect: 'Allow',
    Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
    Action: ['kms:Encrypt*', 'kms:Decrypt*'],
    Resource: '*',
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Sub': 'arn:${AWS::Partition}:logs:*:${AWS::AccountId}:*' } } },
  },
  { Effect: 'Deny', Principal: '*', Action: 'kms:ScheduleKeyDeletion', Resource: '*', Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '20' } } },
];
const files = { 't.json': template(CONSOLE_POLICY, {}, { EnableKeyRotation: true, PendingWindowInDays: 20, Description: "It's \"orders\"" }) };
const args = ['adopt', 'alias/orders', 't.json', '--account', ACCOUNT, '--region', REGION];

test('TypeScript of a policy as the console writes it', async () => {
  const { code, out } = await keysmith(args, folder(files));
  expect(code).toBe(0);
  expect(out).toMatchSnapshot();
  expect(runText(out).Resources.Key ?? runText(out).Resources.OrdersKey).toMatchObject({ Properties: { EnableKeyRotation: true, PendingWindowInDays: 20, Description: "It's \"orders\"" } });
});

test('Python of the same', async () => {
  const { code, out } = await keysmith([...args, '--language', 'python'], folder(files));
  expect(code).toBe(0);
  expect(out).toMatchSnapshot();
});

test('what is bad is kept, and marked', async () => {
  const date = { Sid: 'Old', Effect: 'Allow', Principal: { AWS: role('App') }, Action: 'kms:Decrypt', Resource: '*', Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } };
  const { out } = await keysmith(args, folder({ 't.json': template([ACCOUNT_STATEMENT, date], {}, { EnableKeyRotation: false }) }));
  expect(out).toMatch(/ \* Kept, though Keysmith-RotationEnabled finds/);
  expect(out).toMatch(/\/\/ Kept, though Keysmith-ConditionalAllowRestricts finds/);
  expect(out).toContain('enableKeyRotation: false');
  expect(out).toContain('new EncryptedKey(');
});

test('another account as a row', async () => {
  const shared = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, Action: ['kms:DescribeKey', 'kms:Decrypt'], Resource: '*' };
  const world = folder({ 't.json': template([ACCOUNT_STATEMENT, shared]) });
  expect((await keysmith(args, world)).out).toContain(`KeyAccess.account('${OTHER_ACCOUNT}', { accessLevel: KeyAccessLevel.DECRYPT, allowWholeAccount: true })`);
  expect((await keysmith(args, world)).out).toMatch(/Kept, though Keysmith-CrossAccountBounded finds/);
  expect((await keysmith([...args, '--language', 'python'], world)).out).toContain(`KeyAccess.account("${OTHER_ACCOUNT}", access_level=KeyAccessLevel.DECRYPT, allow_whole_account=True)`);
});

test('what the construct refuses stays an L1 construct, word for word', async () => {
  const open = [ACCOUNT_STATEMENT, { Sid: 'Open', Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }];
  const { code, out } = await keysmith(args, folder({ 't.json': template(open) }));
  expect(code).toBe(0);
  expect(out).toMatch(/EncryptedKey cannot say this key/);
  expect(out).toContain('new kms.CfnKey(');
  expect(out).toContain("new kms.CfnAlias(scope, 'Alias', { aliasName: 'alias/orders', targetKeyId: key.ref })");
  expect(out).toMatch(/Kept, though Keysmith-WildcardPrincipal finds/);
  expect(out).toContain('Who can do what with it is the same, proven by comparison');
});

test('the mapping for cdk import', async () => {
  const ran = await keysmith([...args, '-o', 'key.ts', '--mapping', 'map.json', '--key-id', '1234abcd-12ab-34cd-56ef-1234567890ab'], folder(files));
  expect([ran.code, ran.out]).toEqual([0, '']);
  const mapping = JSON.parse(ran.files['map.json']);
  expect(Object.values(mapping)).toEqual(expect.arrayContaining([{ KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' }, { AliasName: 'alias/orders' }]));
  expect(ran.files['key.ts']).toContain('export function');
  expect((await keysmith([...args, '--mapping', 'map.json'], folder(files))).err).toMatch(/--mapping and --key-id are given together/);
});

test.each<[string, string[], RegExp]>([
  ['another key', ['adopt', 'alias/nothing', 't.json'], /no key is called 'alias\/nothing'/],
  ['another language', [...args, '--language', 'cobol'], /--language must be typescript or python/],
])('%s', async (_, given, message) => {
  const { code, out, err } = await keysmith(given, folder(files));
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
});
