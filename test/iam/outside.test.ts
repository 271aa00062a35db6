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
  ['a role of the account', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/a` } }, []],
  ['the account and another', { Principal: { AWS: [ACCOUNT, OTHER_ACCOUNT] } }, [OTHER_ACCOUNT]],
  ['a number that is no account', { Principal: { AWS: `${OTHER_ACCOUNT}1` } }, []],
  ['a service', { Principal: { Service: 'sns.amazonaws.com' } }, []],
  ['a Deny', { Effect: 'Deny', Principal: '*' }, []],
  ['all but some', { NotPrincipal: { AWS: ACCOUNT } }, ['*']],
  ['a role of another account in this one', { Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/a` }, Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } } }, [`arn:aws:iam::${OTHER_ACCOUNT}:role/a kms:CallerAccount`]],
  ['a pattern of this account', { Principal: { AWS: 'arn:aws:iam::*:role/a' }, Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } }, []],
  ['everybody for a source of the account', { Principal: '*', Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } }, []],
  ['everybody of two accounts', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': [ACCOUNT, OTHER_ACCOUNT] } } }, ['* aws:PrincipalAccount']],
  ...['kms:CallerAccount', 'aws:PrincipalAccount', 'aws:PrincipalArn', 'aws:PrincipalOrgID', 'aws:SourceAccount', 'aws:SourceArn', 'aws:SourceOrgID', 'aws:SourceOrgPaths', 'aws:userid', 'aws:SourceVpc', 'aws:SourceVpce']
    .map((key): [string, object, string[]] => [`everybody, bounded by ${key}`, { Principal: '*', Condition: { StringLike: { [key]: 'x' } } }, [`* ${key}`]]),
  ['everybody, by a key that binds nobody', { Principal: '*', Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }, ['*']],
  ['everybody, by any value', { Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': ['o-1', '*'] } } }, ['*']],
  ['everybody, by a comparison of another kind', { Principal: '*', Condition: { NumericEquals: { 'aws:PrincipalAccount': ACCOUNT } } }, ['*']],
  ['everybody, where the key is there', { Principal: '*', Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } } }, ['*']],
])('%s', (_, statement, wanted) => expect(outsiders(statement)).toEqual(wanted));

test('the same under another bound is told too', () => expect(outsiders({ Principal: '*' }, { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })).toEqual(['*', '* aws:PrincipalOrgID']));
test('each is told once', () => expect(outsiders({ Principal: '*' }, { Principal: { AWS: '*' } })).toEqual(['*']));
test('the account of a principal', () => expect([accountOf(ACCOUNT), accountOf(`arn:aws:sts::${ACCOUNT}:assumed-role/a/b`), accountOf('*')]).toEqual([ACCOUNT, ACCOUNT, undefined]));
