import { ACCOUNT_STATEMENT, folder, keysmith, template } from './support';

const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'api',
    AssumeRolePolicyDocument: {},
    Policies: [{ PolicyName: 'Use', PolicyDocument: { Version: '2012-10-17', Statement: [{ Sid: 'Use', Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': ['Key', 'Arn'] } }] } }],
  },
};
const THROUGH_S3 = {
  Sid: 'ThroughS3',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:role/reader' },
  Action: 'kms:Decrypt',
  Resource: '*',
  Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
};
const NO_DELETION = { Sid: 'NoDeletion', Effect: 'Deny', Principal: '*', Action: 'kms:ScheduleKeyDeletion', Resource: '*' };
const ADMINISTRATION = { ...ACCOUNT_STATEMENT, Action: ['kms:Describe*', 'kms:PutKeyPolicy'] };
const ENV = ['--account', '111122223333', '--region', 'eu-west-1'];

async function ask(content: object, who: string, can: string, ...args: readonly string[]) {
  const { code, out, err } = await keysmith(['explain', 'alias/orders', 't.json', '--who', who, '--can', can, ...ENV, '--format', 'json', ...args], folder({ 't.json': content }));
  expect(err).toBe('');
  return { code, ...JSON.parse(out) };
}

test.each<[string, object, string, string, readonly string[], string, readonly string[]]>([
  ['a role of the template, by its IAM policy', template([ACCOUNT_STATEMENT], { Api: ROLE }), 'Api', 'kms:Decrypt', [], 'allowed', []],
  ['the same by its name', template([ACCOUNT_STATEMENT], { Api: ROLE }), 'arn:aws:iam::111122223333:role/api', 'kms:Decrypt', [], 'allowed', []],
  ['what its IAM policy does not say', template([ACCOUNT_STATEMENT], { Api: ROLE }), 'Api', 'kms:Encrypt', [], 'denied', []],
  ['IAM policies that count for nothing', template([ADMINISTRATION], { Api: ROLE }), 'Api', 'kms:Decrypt', [], 'denied', []],
  ['a role that no template makes', template(), 'arn:aws:iam::111122223333:role/other', 'kms:Decrypt', [], 'depends', ['IAM policies of role/other']],
  ['the same exactly', template(), 'arn:aws:iam::111122223333:role/other', 'kms:Decrypt', ['--exact'], 'denied', []],
  ['through a service, not said', template([ADMINISTRATION, THROUGH_S3]), 'arn:aws:iam::111122223333:role/reader', 'kms:Decrypt', [], 'depends', ['condition key kms:ViaService']],
  ['through that service', template([ADMINISTRATION, THROUGH_S3]), 'arn:aws:iam::111122223333:role/reader', 'kms:Decrypt', ['--when', 'kms:ViaService=s3.eu-west-1.amazonaws.com'], 'allowed', []],
  ['through another', template([ADMINISTRATION, THROUGH_S3]), 'arn:aws:iam::111122223333:role/reader', 'kms:Decrypt', ['--when', 'kms:ViaService=sqs.eu-west-1.amazonaws.com'], 'denied', []],
  ['directly', template([ADMINISTRATION, THROUGH_S3]), 'arn:aws:iam::111122223333:role/reader', 'kms:Decrypt', ['--exact'], 'denied', []],
  ['the root user', template(), 'account', 'kms:Decrypt', [], 'allowed', []],
  ['whom a Deny stops', template([ACCOUNT_STATEMENT, NO_DELETION]), 'account', 'kms:ScheduleKeyDeletion', [], 'denied', []],
  ['a stranger where IAM policies count', template(), 'STRANGER', 'kms:Decrypt', [], 'allowed', []],
  ['a stranger where they do not', template([ADMINISTRATION]), 'STRANGER', 'kms:Decrypt', [], 'denied', []],
  ['an outsider', template(), 'OUTSIDER', 'kms:Decrypt', [], 'denied', []],
  ['an outsider of an open key', template([ACCOUNT_STATEMENT, { ...NO_DELETION, Effect: 'Allow', Action: 'kms:Decrypt' }]), 'OUTSIDER', 'kms:Decrypt', [], 'allowed', []],
  ['a service that is not named', template(), 'logs.eu-west-1.amazonaws.com', 'kms:Decrypt', [], 'denied', []],
])('%s', async (_, content, who, can, args, verdict, dependsOn) => {
  expect(await ask(content, who, can, ...args)).toMatchObject({ code: 0, command: 'explain', verdict, dependsOn });
});

test('a parameter is named with its default', async () => {
  const content = { Parameters: { Who: { Type: 'String', Default: 'arn:aws:iam::111122223333:role/x' } }, ...template([ADMINISTRATION, { ...THROUGH_S3, Principal: { AWS: { Ref: 'Who' } }, Condition: undefined }]) };
  expect(await ask(content, 'arn:aws:iam::111122223333:role/reader', 'kms:Decrypt', '--exact')).toMatchObject({ verdict: 'depends', dependsOn: ['parameter Who (default arn:aws:iam::111122223333:role/x)'] });
  expect(await ask(content, 'arn:aws:iam::111122223333:role/reader', 'kms:Decrypt', '--exact', '--parameters', 'Who=arn:aws:iam::111122223333:role/reader')).toMatchObject({ verdict: 'allowed' });
});

describe('reasons', () => {
  test('name the statement and where it is', async () => {
    expect((await ask(template([ACCOUNT_STATEMENT, NO_DELETION]), 'account', 'kms:ScheduleKeyDeletion')).reasons).toEqual([
      { effect: 'deny', source: 'key policy', stack: 't', logicalId: 'Key', statement: 'NoDeletion', words: "'NoDeletion' in the key policy denies it" },
    ]);
  });

  test('of an allowed request are both halves', async () => {
    const { reasons } = await ask(template([ACCOUNT_STATEMENT], { Api: ROLE }), 'Api', 'kms:Decrypt');
    expect(reasons.map(({ effect, source, logicalId }: any) => [effect, source, logicalId])).toEqual([['allow', 'key policy', 'Key'], ['allow', 'identity policy', 'Api']]);
  });

  test('of what nobody allows say which half is missing', async () => {
    expect((await ask(template([ACCOUNT_STATEMENT], { Api: ROLE }), 'Api', 'kms:Encrypt')).reasons).toEqual([expect.objectContaining({ effect: 'implicit', source: 'identity policy' })]);
    expect((await ask(template([ADMINISTRATION], { Api: ROLE }), 'Api', 'kms:Decrypt')).reasons).toEqual([expect.objectContaining({ effect: 'implicit', source: 'key policy' })]);
  });
});

test('the text is what a person would say', async () => {
  const { out } = await keysmith(['explain', 'Key', 't.json', '--who', 'STRANGER', '--can', 'decrypt', ...ENV], folder({ 't.json': template([ADMINISTRATION]) }));
  expect(out).toBe('No: An unnamed role of the account whose IAM policies allow everything cannot call kms:Decrypt with alias/orders.\n'
    + '  - no statement of the key policy of alias/orders allows kms:Decrypt to an unnamed role of the account whose IAM policies allow everything (t/Key)\n');
});

test.each<[string, number]>([['allowed', 0], ['denied', 1], ['depends', 1]])('--expect %s', async (expected, code) => {
  expect(await ask(template(), 'account', 'kms:Decrypt', '--expect', expected)).toMatchObject({ code });
});

test('policies of the organization count', async () => {
  const scp = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' }] };
  const { out } = await keysmith(['explain', 'Key', 't.json', '--who', 'STRANGER', '--can', 'kms:Decrypt', ...ENV, '--scp', 'scp.json', '--format', 'json'], folder({ 't.json': template(), 'scp.json': scp }));
  expect(JSON.parse(out)).toMatchObject({ verdict: 'denied', reasons: [{ source: 'service control policy' }] });
});

describe('expectations', () => {
  const YAML = `expectations:
  - name: only the API decrypts
    key: alias/orders
    who: Api
    can: kms:Decrypt
    expect: allowed
  - key: alias/orders
    who: [OUTSIDER, STRANGER]
    can: [kms:Decrypt]
    expect: denied
`;
  const run = (args: readonly string[]) => keysmith(['explain', '--expectations', 'keysmith.yaml', 't.json', ...ENV, ...args], folder({ 't.json': template([ACCOUNT_STATEMENT], { Api: ROLE }), 'keysmith.yaml': YAML }));

  test('have a result a line, and fail together', async () => {
    const { code, out } = await run([]);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'ok      only the API decrypts',
      'ok      OUTSIDER kms:Decrypt alias/orders: denied',
      expect.stringMatching(/^FAILED {2}STRANGER kms:Decrypt alias\/orders: denied: is allowed, expected denied\. /),
      '', '2 passed, 1 failed', '',
    ]);
  });

  test('are JSON and JUnit', async () => {
    expect(JSON.parse((await run(['--format', 'json'])).out)).toMatchObject({ summary: { passed: 2, failed: 1 }, results: [{ passed: true }, { passed: true }, { passed: false, verdict: 'allowed' }] });
    expect((await run(['--format', 'junit'])).out).toContain('tests="3" failures="1"');
  });

  test('that are wrong are named with their line', async () => {
    const { code, err } = await keysmith(['explain', '--expectations', 'k.yaml', 't.json'], folder({ 't.json': template(), 'k.yaml': 'expectations:\n  - key: a\n    who: b\n    can: c\n    expects: denied\n' }));
    expect({ code, err }).toEqual({ code: 2, err: "keysmith: k.yaml:2: unknown property 'expects'; did you mean 'expect'?\n" });
  });
});
