import { statement } from './statements';
import { letsHomeIn, unnamed } from '../../../src/access/gate/unnamed';
import { ACCOUNT, OTHER_ACCOUNT } from '../../support/stack';

const judged = (json: object) => unnamed(statement(json), ACCOUNT)?.bound;
const everyone = (operator: string, key: string, value: string | string[]) => ({ Principal: '*', Condition: { [operator]: { [key]: value } } });
const OPEN = 'would open the key to every AWS account';
const HOME = "lets every principal of the key's own account in, without an IAM policy that allows it";

test.each<[string, object, string | undefined]>([
  ['nobody said who', { Principal: '*' }, OPEN],
  ['how the request comes', everyone('StringEquals', 'kms:ViaService', 's3.eu-west-1.amazonaws.com'), OPEN],
  ['any organization', everyone('StringLike', 'aws:PrincipalOrgID', 'o-*'), OPEN],
  ['which organization not', everyone('StringNotEquals', 'aws:PrincipalOrgID', 'o-1'), OPEN],
  ['an organization or none', everyone('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-1'), OPEN],
  ['an organization', everyone('StringEquals', 'aws:PrincipalOrgID', 'o-1'), HOME],
  ['units of an organization', everyone('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-1/*'), HOME],
  ['units of any organization', everyone('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', '*/r-1'), OPEN],
  ['an account', everyone('StringEquals', 'kms:CallerAccount', ACCOUNT), undefined],
  ['an account that is known at deployment', everyone('StringEquals', 'kms:CallerAccount', '${?parameter Account}'), undefined],
  ['roles of an account', everyone('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/*`), undefined],
  ['roles of any account', everyone('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/a'), OPEN],
  ['roles of two accounts, one of them any', everyone('ArnLike', 'aws:PrincipalArn', [`arn:aws:iam::${ACCOUNT}:role/a`, 'arn:aws:iam::*:role/a']), OPEN],
  ['a bucket', everyone('ArnEquals', 'aws:SourceArn', 'arn:aws:s3:::orders'), undefined],
  ['any bucket', everyone('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*'), OPEN],
  ['a topic of an account', everyone('ArnLike', 'aws:SourceArn', `arn:aws:sns:*:${ACCOUNT}:*`), undefined],
  ['all but one', { NotPrincipal: { AWS: ACCOUNT } }, 'allows everyone who is not named'],
  ['another account whole', { Principal: { AWS: OTHER_ACCOUNT } }, 'shares the key with a whole account without any bound'],
  ['another account through a service', { Principal: { AWS: OTHER_ACCOUNT }, Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }, undefined],
  ['the account of the key', { Principal: { AWS: ACCOUNT } }, undefined],
  ['a Deny', { Principal: '*', Effect: 'Deny' }, undefined],
])('%s', (_, json, bound) => expect(judged(json)).toBe(bound));

test('a whole account is named by its id', () => {
  expect(unnamed(statement({ Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` } }), ACCOUNT)?.value).toBe(OTHER_ACCOUNT);
  expect(unnamed(statement({ Principal: { AWS: OTHER_ACCOUNT } }), ACCOUNT)?.value).toBe(OTHER_ACCOUNT);
});

/* Whether an organization that is let in takes the key's own account along. */
test.each<[string, object, boolean]>([
  ['nothing', {}, true],
  ['its account', { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } }, false],
  ['its account by the key of KMS', { StringNotEquals: { 'kms:CallerAccount': [OTHER_ACCOUNT, ACCOUNT] } }, false],
  ['its account as a pattern', { StringNotLike: { 'kms:CallerAccount': ACCOUNT } }, false],
  ['another account', { StringNotEquals: { 'aws:PrincipalAccount': OTHER_ACCOUNT } }, true],
  ['requests through a service', { StringNotEquals: { 'kms:ViaService': ACCOUNT } }, true],
  ['its account, by a comparison of numbers', { NumericNotEquals: { 'aws:PrincipalAccount': ACCOUNT } }, true],
  ['its account, of all values', { 'ForAllValues:StringNotEquals': { 'aws:PrincipalAccount': ACCOUNT } }, true],
])('an organization less %s', (_, less, home) => {
  const condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' }, ...less };
  expect(letsHomeIn(statement({ Principal: '*', Condition: condition }), ACCOUNT)).toBe(home);
});
