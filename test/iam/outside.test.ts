import { accountOf, reachedFromOutside } from '../../src/iam/outside';
import { readPolicy } from '../../src/iam/statement';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const place = { account: ACCOUNT, evaluate: (value: unknown) => value, resource: () => undefined };
const outsiders = (...statements: object[]): string[] => reachedFromOutside(
  readPolicy({ Statement: statements.map(statement => ({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...statement })) }, place)!, ACCOUNT,
).map(({ principal, boundedBy }) => [principal, ...boundedBy].join(' '));

test.each<[string, object, string[]]>([
  ['a role of another account', { Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/a` } }, [`arn:aws:iam::${OTHER_ACCOUNT}:role/a`]],
  ['everybody, by ForAnyValue of one organization', { Principal: '*', Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } } }, ['* aws:PrincipalOrgPaths']],
  ['everybody by two conditions', { Principal: '*', Condition: { StringEquals: { 'aws:SourceVpce': 'v', 'aws:PrincipalOrgID': 'o-1' } } }, ['* aws:PrincipalOrgID aws:SourceVpce']],
  ['everybody, unless a key is there that need not be', { Principal: '*', Condition: { Null: { 'aws:PrincipalOrgID': 'false' } } }, ['*']],
  ['a pattern', { Principal: { AWS: 'arn:aws:iam::*:role/a' } }, ['arn:aws:iam::*:role/a']],
  ['a deleted principal is nobody', { Principal: { AWS: 'AROAABCDEFGHIJKLMNOPQ' } }, []],
  ['a public identity provider', { Principal: { Federated: 'cognito-identity.amazonaws.com' } }, ['cognito-identity.amazonaws.com']],
  ['all but some, of one account', { NotPrincipal: { AWS: 'x' }, Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } } }, []],
])('%s', (_, statement, wanted) => expect(outsiders(statement)).toEqual(wanted));

test('each is told once', () => expect(outsiders({ Principal: '*' }, { Principal: { AWS: '*' } })).toEqual(['*']));
test('the account of a principal', () => expect([accountOf(ACCOUNT), accountOf(`arn:aws:sts::${ACCOUNT}:assumed-role/a/b`), accountOf('*')]).toEqual([ACCOUNT, ACCOUNT, undefined]));
