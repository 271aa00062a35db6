import { readPolicy, Statement } from '../../src/iam/statement';
import { formerStatementId, statementId } from '../../src/iam/statement-id';
import { ACCOUNT } from '../support/stack';

const BASE = { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'kms:Decrypt', Resource: '*' };
const place = { account: ACCOUNT, evaluate: (value: unknown) => value, resource: () => undefined };
const statement = (more: object = {}): Statement => readPolicy({ Statement: [{ ...BASE, ...more }] }, place)![0];
const name = (more?: object): string => statementId(statement(more)).replace(/(^|-)[0-9a-f]{6}$/, '');

/* Names in acknowledgements are public: who acknowledged a finding must not hear of it again after an upgrade. */
test('names that are written in acknowledgements', () => {
  expect([statementId(statement()), statementId(statement({ Sid: 'Allow: use' })), formerStatementId(statement()), formerStatementId(statement({ Sid: 'Use' }))])
    .toEqual(['sns-Decrypt-0a2827', 'Allow-use', 'statement-1', undefined]);
});

describe('a statement without a Sid is named by whom it is for and what it allows', () => {
  test.each<[string, object, string]>([
    ['a service', {}, 'sns-Decrypt'],
    ['a service of a Region', { Principal: { Service: 'logs.cn-north-1.amazonaws.com.cn' } }, 'logs-cn-north-1-Decrypt'],
    ['everyone', { Principal: '*' }, 'everyone-Decrypt'],
    ['a role', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/team/App` } }, 'App-Decrypt'],
    ['a session', { Principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/App/s` } }, 's-Decrypt'],
    ['an account', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }, `${ACCOUNT}-root-Decrypt`],
    ['a role of the app', { Principal: { AWS: '${s3#AppRole.Arn}' } }, 'AppRole-Arn-Decrypt'],
    ['patterns', { Action: 'kms:*', Principal: '*' }, 'everyone'],
    ['the first of several actions', { Action: ['KMS:GenerateDataKey*', 'kms:Decrypt'] }, 'sns-GenerateDataKey'],
    ['nobody', { Principal: undefined }, 'Decrypt'],
    ['nothing', { Principal: undefined, Action: [] }, ''],
    ['a long name', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/${'Long'.repeat(12)}` } }, 'Long'.repeat(10)],
  ])('%s', (_, more, wanted) => expect(name(more)).toBe(wanted));
});

describe('a name goes where the statement goes', () => {
  const two = { Principal: { Service: ['sns.amazonaws.com', 'sqs.amazonaws.com'] }, Action: ['kms:Decrypt', 'kms:Encrypt'], Resource: ['a', 'b'], Condition: { StringEquals: { 'a:a': ['1', '2'], 'a:b': '3' } } };

  test.each<[string, object]>([
    ['resources in another order', { ...two, Resource: ['b', 'a'] }],
    ['values in another order', { ...two, Condition: { StringEquals: { 'a:a': ['2', '1'], 'a:b': '3' } } }],
    ['conditions in another order', { ...two, Condition: { StringEquals: { 'a:b': '3', 'a:a': ['1', '2'] } } }],
  ])('%s', (_, same) => expect(statementId(statement(same))).toBe(statementId(statement(two))));

  test('to another stack of the app', () => {
    expect(statementId(statement({ Principal: { AWS: '${s3#Role.Arn}' }, Resource: '${s3#Key.Arn}' }))).toBe(statementId(statement({ Principal: { AWS: '${s4#Role.Arn}' }, Resource: '${s4#Key.Arn}' })));
  });

  test.each<[string, object]>([
    ['another principal behind the first', { ...two, Principal: { Service: ['sns.amazonaws.com', 's3.amazonaws.com'] } }],
    ['another action behind the first', { ...two, Action: ['kms:Decrypt', 'kms:Sign'] }],
    ['another resource', { ...two, Resource: 'a' }],
    ['another value', { ...two, Condition: { StringEquals: { 'a:a': ['1', '2'], 'a:b': '4' } } }],
    ['another operator', { ...two, Condition: { StringLike: { 'a:a': ['1', '2'], 'a:b': '3' } } }],
    ['another key', { ...two, Condition: { StringEquals: { 'a:a': ['1', '2'], 'a:c': '3' } } }],
    ['another effect', { ...two, Effect: 'Deny' }],
    ['all but the principals', { ...two, Principal: undefined, NotPrincipal: two.Principal }],
    ['all but the actions', { ...two, Action: undefined, NotAction: two.Action }],
    ['all but the resources', { ...two, Resource: undefined, NotResource: two.Resource }],
  ])('and not to %s', (_, other) => expect(statementId(statement(other))).not.toBe(statementId(statement(two))));

  test('one of a branch is another', () => {
    expect(statementId({ ...statement(), branch: 'if IsProd' })).not.toBe(statementId(statement()));
  });
});
