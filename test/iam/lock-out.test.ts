import { lockedOut } from '../../src/iam/lock-out';
import { readPolicy } from '../../src/iam/statement';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const place = { account: ACCOUNT, evaluate: (value: unknown) => value, resource: () => undefined };
const asked = (...statements: unknown[]) => lockedOut(readPolicy({ Statement: statements }, place)!);
const allow = (principal: unknown, more = {}) => ({ Sid: 'Open', Effect: 'Allow', Principal: principal, Action: 'kms:Put*', Resource: '*', ...more });
const deny = (principal: unknown, more = {}) => ({ Sid: 'Close', Effect: 'Deny', Principal: principal, Action: 'kms:*', Resource: '*', ...more });
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

test.each<[string, unknown[], string, string | undefined]>([
  ['the account', [allow(ROOT)], 'no', undefined],
  ['everyone', [allow('*')], 'no', undefined],
  ['nobody', [], 'yes', undefined],
  ['a service', [allow({ Service: 'a.amazonaws.com' })], 'yes', undefined],
  ['another account', [allow({ AWS: OTHER_ACCOUNT })], 'yes', undefined],
  ['other actions', [allow(ROOT, { Action: 'kms:Get*' })], 'yes', undefined],
  ['who the principal is', [allow(ROOT, { Condition: { ArnLike: { 'aws:PrincipalArn': 'a' } } })], 'no', undefined],
  ['how the request comes', [allow(ROOT, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })], 'yes', undefined],
  ['denied to everyone', [allow(ROOT), deny('*')], 'yes', 'Close'],
  ['denied to everyone under a condition', [allow(ROOT), deny('*', { Condition: { ArnNotLike: { 'aws:PrincipalArn': 'a' } } })], 'no', undefined],
  ['denied to all but one', [allow(ROOT), deny('*', { Principal: undefined, NotPrincipal: ROOT })], 'no', undefined],
  ['denied to one', [allow(ROOT), deny({ AWS: `arn:aws:iam::${ACCOUNT}:role/a` })], 'no', undefined],
  ['other actions denied to everyone', [allow(ROOT), deny('*', { Action: 'kms:Decrypt' })], 'no', undefined],
  ['somebody not known, for other actions', [allow({ AWS: '${?parameter Who}' }, { Action: 'kms:Decrypt' })], 'yes', undefined],
  ['an action not known', [allow(ROOT, { Action: '${?parameter What}' })], 'unknown', undefined],
  ['a denial of somebody not known', [deny({ AWS: '${?parameter Who}' })], 'yes', undefined],
  ['somebody not known', [allow({ AWS: '${?parameter Who}' })], 'unknown', undefined],
])('%s', (_, statements, truth, closedBy) => expect([asked(...statements).truth, asked(...statements).closedBy?.label]).toEqual([truth, closedBy]));

test('what would tell who can change a policy', () =>
  expect(asked(allow({ AWS: '${?Who}' }), allow(ROOT, { Action: ['kms:Decrypt', '${?What}'] }), allow({ AWS: '${?Reader}' }, { Action: 'kms:Decrypt' })).dependsOn).toEqual(['Who', 'What']));
