import { unboundText } from '../../src/access/gate/finished-policy';
import { duplicateSidProblem, lockOutProblem, refusedKeyProblem, sizeProblem } from '../../src/access/policy-checks';
import { LONGEST_TEXT } from '../../src/iam/policy-size';
import { readPolicy, Statement } from '../../src/iam/statement';

const ACCOUNT = { AWS: 'arn:aws:iam::111122223333:root' };
const allow = (more: any = {}) => ({ Sid: 'Rows', Effect: 'Allow', Principal: ACCOUNT, Action: 'kms:*', Resource: '*', ...more });
const deny = (more: any = {}) => allow({ Sid: 'Shut', Effect: 'Deny', Principal: { AWS: '*' }, ...more });
const policy = (...statements: any[]) => ({ Statement: statements });
const evaluate = (value: unknown): unknown => typeof value === 'string' ? unboundText(value) : Array.isArray(value) ? value.map(evaluate) : value;
const read = (statements: any[], account = '111122223333'): readonly Statement[] => readPolicy(policy(...statements), { account, evaluate, resource: () => undefined })!;

describe('sizeProblem', () => {
  const problem = (...statements: any[]) => sizeProblem({ document: policy(...statements), statements: read(statements).map(statement => ({ ...statement, accepted: [] })) });
  /** A policy of so many bytes; the Sid has texts that CloudFormation fills in besides. */
  const filled = (bytes: number, symbols = '') => [allow({ Sid: 'x'.repeat(bytes - JSON.stringify({ Statement: [allow({ Sid: '' })] }).length) + symbols })];

  test('is silent up to 32768 bytes and speaks beyond', () => {
    expect(problem(...filled(32_768))).toBeUndefined();
    expect(problem(...filled(32_769))).toMatchObject({ certain: true, message: expect.stringContaining('the key policy takes about 32769 bytes, KMS allows 32768') });
  });

  test('is not certain where it depends on what is filled in', () => {
    const open = '${?Parameter}';
    expect(problem(...filled(32_768 - LONGEST_TEXT, open))).toBeUndefined();
    expect(problem(...filled(32_769 - LONGEST_TEXT, open))).toMatchObject({
      certain: false, message: expect.stringContaining(`the key policy takes about ${32_769 - LONGEST_TEXT} to 32769 bytes, KMS allows 32768`),
    });
    expect(problem(...filled(32_768, open))).toMatchObject({ certain: false });
    expect(problem(...filled(32_769, open))).toMatchObject({ certain: true });
  });

  test('names the eight largest rows, largest first, by Sid or by number', () => {
    const row = (sid: string | undefined, bytes: number) => allow({ Sid: sid, Action: 'x'.repeat(bytes) });
    const rows = [row('Small', 10), row(undefined, 9000), ...Array.from({ length: 6 }, (_, i) => row(`Row${i}`, 4000 + i)), row('Large', 12_000)];
    const { message } = problem(...rows)!;
    const named = /largest rows: (.*?); use wildcards or principalArnPatterns, or split the uses over several keys$/.exec(message)![1];
    expect(named.split(', ').map(part => part.replace(/ \d+$/, ''))).toEqual(['Large', 'statement 2', 'Row5', 'Row4', 'Row3', 'Row2', 'Row1', 'Row0']);
    expect(named).toMatch(/^Large 12\d{3}, statement 2 9\d{3}, /);
  });
});

describe('lockOutProblem', () => {
  const NOBODY = /nobody could ever change this key policy again/;
  test.each<[string, any[], RegExp | undefined]>([
    ['the account may do anything', [allow()], undefined],
    ['a role may put policies', [allow({ Principal: { AWS: 'arn:aws:iam::111122223333:role/Admin' }, Action: ['kms:PutKeyPolicy'] })], undefined],
    ['by a pattern', [allow({ Action: 'kms:Put*' })], undefined],
    ['by all but some', [allow({ Action: undefined, NotAction: 'kms:Decrypt' })], undefined],
    ['all but just that', [allow({ Action: undefined, NotAction: ['kms:Put*'] })], NOBODY],
    ['use only', [allow({ Action: ['kms:Decrypt'] })], NOBODY],
    ['a service only', [allow({ Principal: { Service: 'config.amazonaws.com' } })], NOBODY],
    ['under a condition on who it is', [allow({ Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } } })], undefined],
    ['under a condition on how it comes', [allow({ Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } })], NOBODY],
    ['denied to everyone', [allow(), deny()], /'Shut' denies kms:PutKeyPolicy to everyone/],
    ['denied to everyone but some', [allow(), deny({ Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/Admin' } } })], undefined],
    ['something else denied to everyone', [allow(), deny({ Action: 'kms:Decrypt' })], undefined],
    ['among other actions', [allow({ Action: ['kms:Decrypt', 'kms:PutKeyPolicy'] })], undefined],
    ['all but use and just that', [allow({ Action: undefined, NotAction: ['kms:Decrypt', 'kms:PutKeyPolicy'] })], NOBODY],
    ['whatever the case of its letters', [allow({ Action: 'KMS:putkeypolicy' })], undefined],
    ['an action that only contains it', [allow({ Action: 'kms:PutKeyPolicyNow' })], NOBODY],
    ['an action where a dot stands for a letter', [allow({ Action: 'kms.PutKeyPolicy' })], NOBODY],
    ['with a question mark', [allow({ Action: 'kms:PutKeyPolic?' })], undefined],
    ['everyone', [allow({ Principal: '*' })], undefined],
    ['a federated identity', [allow({ Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/Idp' } })], undefined],
    ['nobody named', [allow({ Principal: undefined })], NOBODY],
    ['a Deny that allows nobody', [deny({ Principal: ACCOUNT })], NOBODY],
    ['denied to everyone, written short', [allow(), deny({ Principal: '*' })], /'Shut' denies kms:PutKeyPolicy to everyone; add a condition that exempts an administrator/],
    ['denied to everyone without a Sid', [allow(), deny({ Sid: undefined })], /'a Deny statement' denies kms:PutKeyPolicy to everyone/],
    ['denied to a service', [allow(), deny({ Principal: { Service: 'config.amazonaws.com' } })], undefined],
    ['denied to nobody named', [allow(), deny({ Principal: undefined })], undefined],
    ['under the organization, its paths and the account', [allow({
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1', 'kms:CallerAccount': '111122223333' }, StringLike: { 'aws:PrincipalOrgPaths': 'o-1/*' } },
    })], undefined],
    ['under who it is and how it comes', [allow({ Condition: { ArnLike: { 'aws:PrincipalArn': 'x' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })], NOBODY],
    ['denied to one role', [allow(), deny({ Principal: { AWS: 'arn:aws:iam::111122223333:role/App' } })], undefined],
    ['under its account and its type', [allow({ Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333', 'aws:PrincipalType': 'AssumedRole' } } })], undefined],
    ['another account', [allow({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } })], NOBODY],
    ['another account by its id', [allow({ Principal: { AWS: '444455556666' } })], NOBODY],
    ['the account by its id', [allow({ Principal: { AWS: '111122223333' } })], undefined],
    ['roles and sessions of another account', [allow({ Principal: { AWS: ['arn:aws:iam::444455556666:role/a', 'arn:aws:sts::444455556666:assumed-role/a/b'] } })], NOBODY],
    ['a role of another account beside one of the own', [allow({ Principal: { AWS: ['arn:aws:iam::444455556666:role/a', 'arn:aws:iam::111122223333:role/a'] } })], undefined],
    ['an identity provider of another account', [allow({ Principal: { Federated: 'arn:aws:iam::444455556666:saml-provider/Idp' } })], NOBODY],
    ['an identity provider of the web', [allow({ Principal: { Federated: 'cognito-identity.amazonaws.com' } })], undefined],
    ['a role that only CloudFormation knows', [allow({ Principal: { AWS: '${Token[TOKEN.7]}' } })], undefined],
    ['a role of an account that only CloudFormation knows', [allow({ Principal: { AWS: 'arn:aws:iam::${Token[AWS.AccountId.1]}:role/a' } })], undefined],
    ['everyone of AWS', [allow({ Principal: { AWS: '*' } })], undefined],
    ['no statement', [], NOBODY],
  ])('%s', (_, statements, problem) => {
    expect(lockOutProblem(read(statements)) ?? '').toMatch(problem ?? /^$/);
  });
});

test('lockOutProblem takes any account for the own where the own is only known when deployed', () => {
  expect(lockOutProblem(read([allow({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } })], '${AWS.AccountId}'))).toBeUndefined();
});

describe('duplicateSidProblem', () => {
  test('names the Sid; statements without one are no duplicates', () => {
    expect(duplicateSidProblem(read([allow(), allow()]))).toBe("two statements have the Sid 'Rows'; give one of them another 'sid'");
    expect(duplicateSidProblem(read([allow({ Sid: undefined }), allow({ Sid: undefined }), allow()]))).toBeUndefined();
  });
});

describe('refusedKeyProblem', () => {
  const under = (...keys: string[]) => allow({ Condition: Object.fromEntries(keys.map((key, i) => [`Operator${i}`, { [key]: 'x' }])) });
  test.each([
    ['aws:ResourceTag/Team', 'aws:resourcetag/team'],
    ['kms:ResourceTag/Team', 'kms:resourcetag/team'],
    ['kms:ResourceAliases', 'kms:resourcealiases'],
  ])('names %s, which only IAM policies may have', (key, named) => {
    const problem = `KMS refuses a key policy with the condition ${named} ('Rows'); put it into IAM policies`;
    expect(refusedKeyProblem(read([under(key)]))).toBe(problem);
    expect(refusedKeyProblem(read([allow(), under('aws:PrincipalArn', key)]))).toBe(problem);
  });

  test('names a statement that has no Sid', () => {
    expect(refusedKeyProblem(read([{ ...under('kms:ResourceAliases'), Sid: undefined }]))).toContain("('a statement without Sid')");
  });

  test.each(['aws:RequestTag/Team', 'kms:RequestAlias', 'kms:ResourceAliasesOf', 'x:aws:ResourceTag/Team', 'aws:ResourceTagKeys'])('takes %s', key => {
    expect(refusedKeyProblem(read([under(key)]))).toBeUndefined();
  });
});
