import { runText } from './adopt-support';
import { ACCOUNT_STATEMENT, folder, keysmith, template } from './support';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

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
