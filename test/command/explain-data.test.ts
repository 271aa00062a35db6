import { ACCOUNT_STATEMENT, folder, keysmith, template } from './support';
import { sampleApp } from '../support/sample-app';

const ENV = ['--account', '111122223333', '--region', 'eu-west-1'];
const app = sampleApp()['app.json'];
const with_ = (others: object, from: any = app) => ({ Resources: { ...from.Resources, ...others } });
const ask = async (content: object, what: string, who: string, ...args: string[]) => {
  const { code, out, err } = await keysmith(['explain', what, 'app.json', '--who', who, ...ENV, '--format', 'json', ...args], folder({ 'app.json': content }));
  return { code, err, ...(out === '' ? {} : JSON.parse(out)) };
};
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const own = (role: string, ...statements: object[]) => ({ Own: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: [{ Ref: role }], PolicyDocument: policy(...statements) } } });
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const OUTSIDE = 'arn:aws:iam::999988887777:role/partner';
const bucketPolicy = (...statements: object[]) => ({ Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Documents' }, PolicyDocument: policy(...statements) } } });
const toPartner = { Sid: 'Partner', Effect: 'Allow', Principal: { AWS: OUTSIDE }, Action: 's3:GetObject', Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Documents}/*' } };
const keyToPartner = (statement: object) => ({ DocumentsKey: { ...(app.Resources.DocumentsKey as any), Properties: { KeyPolicy: policy(ACCOUNT_STATEMENT, statement) } } });
const partnerDecrypts = { Effect: 'Allow', Principal: { AWS: OUTSIDE }, Action: 'kms:Decrypt', Resource: '*' };

const named = { Resources: { ...app.Resources, Documents: { ...(app.Resources.Documents as any), Properties: { ...(app.Resources.Documents as any).Properties, BucketName: 'documents' } } } };

test.each<[string, object, string, string, readonly string[], string, string | null]>([
  ['a role with both', app, 'Documents', 'Reporting', [], 'allowed', null],
  ['the bucket of a role by its path and stack', app, 'app/Documents', 'Reporting', ['--can', 's3:GetObject'], 'allowed', null],
  ['a role with neither', app, 'Documents', 'Api', [], 'denied', 'both'],
  ['a role that may read, without the key', with_(own('Reporting', { Effect: 'Allow', Action: 'dynamodb:*', Resource: arn('Orders') })), 'Orders', 'Reporting', [], 'denied', 'key'],
  ['a role with the key, without the data', with_(own('Api', { Effect: 'Allow', Action: 'kms:Decrypt', Resource: arn('DocumentsKey') })), 'Documents', 'Api', [], 'denied', 'data'],
  ['who may read, and not write', app, 'Documents', 'Reporting', ['--can', 'write'], 'denied', 'data'],
  ['who may send', app, 'Jobs', 'Api', ['--can', 'write'], 'allowed', null],
  ['who may send, and not receive', app, 'Jobs', 'Api', ['--can', 'read'], 'denied', 'data'],
  ['another account by the bucket alone', with_({ ...bucketPolicy(toPartner), ...keyToPartner(ACCOUNT_STATEMENT) }), 'Documents', OUTSIDE, [], 'denied', 'key'],
  ['another account by the key alone', with_(keyToPartner(partnerDecrypts)), 'Documents', OUTSIDE, [], 'denied', 'data'],
  ['another account by both, whose IAM policies nobody knows', with_({ ...bucketPolicy(toPartner), ...keyToPartner(partnerDecrypts) }), 'Documents', OUTSIDE, [], 'depends', null],
  ['a Deny of the bucket', with_(bucketPolicy({ Sid: 'Nobody', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: { 'Fn::Sub': '${Documents.Arn}/*' } })), 'Documents', 'Reporting', [], 'denied', 'data'],
  ['a Deny of the bucket for other objects', with_(bucketPolicy({ Sid: 'Nobody', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::other/*' }), named), 'documents', 'Reporting', [], 'allowed', null],
  ['an unnamed role that is allowed everything', app, 'Password', 'STRANGER', [], 'allowed', null],
  ['everybody else', app, 'Password', 'OUTSIDER', [], 'denied', 'both'],
])('%s', async (_, content, what, who, args, verdict, missing) => { expect(await ask(content, what, who, ...args)).toMatchObject({ code: 0, verdict, missing }); });

test('both halves are told, and what is missing is ready to paste', async () => {
  const content = with_(own('Reporting', { Sid: 'Scan', Effect: 'Allow', Action: 'dynamodb:*', Resource: arn('Orders') }));
  const { code, out } = await keysmith(['explain', 'Orders', 'app.json', '--who', 'Reporting', ...ENV], folder({ 'app.json': content }));
  expect({ code, out }).toEqual({
    code: 0,
    out: [
      'No: role Reporting cannot read the table Orders: the data lets it, the key, alias/orders, does not.',
      '  data  dynamodb:GetItem: allowed',
      "    - 'Scan' in the IAM policy Own allows dynamodb:GetItem",
      '  key   kms:Decrypt: denied',
      '    - no IAM policy of role Reporting allows kms:Decrypt on the key', '',
      'Missing in the IAM policy of role Reporting:',
      '  {', '    "Effect": "Allow",', '    "Action": "kms:Decrypt",', '    "Resource": {', '      "Fn::GetAtt": ["OrdersKey", "Arn"]', '    },', '    "Condition": {',
      '      "StringEquals": { "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com" }', '    }', '  }',
      'With this library: KeyAccess.decrypt(reporting, { viaServices: [KeyService.DYNAMODB] })',
      'With the CDK: key.grantDecrypt(reporting)',
      'See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html', '',
    ].join('\n'),
  });
});

test('what is missing in both halves is two statements', async () => {
  const { remedies } = await ask(app, 'Documents', 'Api');
  expect(remedies).toMatchObject([
    { where: 'IAM policy of role Api', statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Sub': '${Documents.Arn}/*' } }, cdk: 'documents.grantRead(api)' },
    { where: 'IAM policy of role Api', statement: { Action: 'kms:Decrypt' }, terraform: 'jsonencode({ Effect = "Allow", Action = "kms:Decrypt", Resource = "<DocumentsKey.Arn>", Condition = { StringEquals = { "kms:ViaService" = "s3.eu-west-1.amazonaws.com" } } })' },
  ]);
});

// Pasting what is said makes the answer yes.
test.each([['IAM policies count', ACCOUNT_STATEMENT], ['only the key policy counts', { ...ACCOUNT_STATEMENT, Action: 'kms:Put*' }]])('a remedy helps where %s', async (_, delegation) => {
  const role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'Api' } };
  const content = template([delegation], { Api: role });
  const question = ['explain', 'alias/orders', 't.json', '--who', 'Api', '--can', 'kms:Decrypt', ...ENV, '--format', 'json'];
  const { verdict, remedy } = JSON.parse((await keysmith(question, folder({ 't.json': content }))).out);
  expect(verdict).toBe('denied');
  const inKeyPolicy = remedy.where === 'key policy';
  const mended = template([delegation, ...(inKeyPolicy ? [remedy.statement] : [])], { Api: role, ...(inKeyPolicy ? {} : own('Api', remedy.statement)) });
  expect(JSON.parse((await keysmith(question, folder({ 't.json': mended }))).out)).toMatchObject({ verdict: 'allowed', remedy: null });
});

test('a Deny has no remedy', async () => {
  const denied = template([ACCOUNT_STATEMENT, { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }], { Api: { Type: 'AWS::IAM::Role' } });
  const { out } = await keysmith(['explain', 'alias/orders', 't.json', '--who', 'Api', '--can', 'kms:Decrypt', ...ENV, '--format', 'json'], folder({ 't.json': denied }));
  expect(JSON.parse(out).remedy).toBeNull();
});

test('check has the statement that a service misses, and with it finds nothing', async () => {
  const logs = (...statements: object[]) => template([ACCOUNT_STATEMENT, ...statements], { Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/app', KmsKeyId: arn('Key') } } });
  const check = async (content: object) => JSON.parse((await keysmith(['check', 't.json', ...ENV, '--format', 'json', '--fail-on', 'never'], folder({ 't.json': content }))).out).findings
    .filter(({ ruleId }: any) => ruleId === 'Keysmith-ServiceCanUseKey');
  const [{ remedy }] = await check(logs());
  expect(remedy).toMatchObject({ where: 'key policy', library: 'KeyAccess.service(KeyService.CLOUDWATCH_LOGS)', page: expect.stringContaining('/logs/encrypt-log-data-kms.html') });
  expect(remedy.statement.Principal).toEqual({ Service: 'logs.eu-west-1.amazonaws.com' });
  expect(await check(logs(remedy.statement))).toEqual([]);
});

test.each<[string, string, readonly string[], string]>([
  ['an action that the data has not', 'Documents', ['--can', 'kms:Decrypt'], "keysmith: --can must be read, s3:GetObject, write, s3:PutObject for a bucket Documents, got 'kms:Decrypt'\n"],
  ['what is nowhere', 'Document', [], "keysmith: nothing is called 'Document'; did you mean 'Documents'?\n"],
])('fails for %s', async (_, what, args, message) => {
  const { code, err } = await ask(app, what, 'Api', ...args, ...(args.length ? [] : ['--can', 'kms:Decrypt']));
  expect({ code, err: err.slice(0, message.length) }).toEqual({ code: 2, err: message });
});

test('where the Region is not known, the statement to paste refers to it', async () => {
  const { out } = await keysmith(['explain', 'Documents', 'app.json', '--who', 'Operator', '--format', 'json'], folder({ 'app.json': app }));
  expect(JSON.parse(out).remedies.map(({ statement }: any) => statement.Condition?.StringEquals['kms:ViaService'])).toEqual([undefined, { 'Fn::Sub': 's3.${AWS::Region}.amazonaws.com' }]);
});
