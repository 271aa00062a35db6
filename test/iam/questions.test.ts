import { EVERY_ACTION } from '../../src/iam/actions';
import {
  ADMINISTRATION, delegates, grantsAreBounded, IDENTIFYING_CONDITIONS,
  IDENTITIES, isNamed, isSource, meets, narrows, reachesAny, reachesOnly, requiresPresence, saysWho,
  SECRET_USE, VIEWING,
} from '../../src/iam/questions';
import { GLOBAL_CONDITION_KEYS, KMS_CONDITION_KEYS } from '../../src/iam/reference-data';
import { readPolicy, Statement } from '../../src/iam/statement';
import { Truth } from '../../src/iam/symbols';
import { role } from '../checks/support';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const place = { account: ACCOUNT, evaluate: (value: unknown) => value, resource: () => undefined };
const statement = (more: any): Statement => readPolicy({ Statement: [{ Sid: 'Test', Effect: 'Allow', Principal: { AWS: role('a') }, Action: 'kms:CreateGrant', Resource: '*', ...more }] }, place)![0];
const condition = (operator: string, key: string, value: any) => statement({ Condition: { [operator]: { [key]: value } } }).conditions[0];

describe('whether a condition binds anybody', () => {
  test.each<[string, any, boolean, boolean]>([
    ['StringEquals', 'a', true, true],
    ['StringEqualsIfExists', 'a', false, false],
    ['StringNotEquals', 'a', false, false],
    ['ForAnyValue:StringEquals', 'a', true, true],
    ['ForAllValues:StringEquals', 'a', false, false],
    ['Null', 'false', true, false],
    ['Null', 'true', false, false],
    ['Null', ['false', 'true'], false, false],
    ['StringLike', '*', true, false],
    ['StringLike', '**', true, false],
    ['StringLike', 'a*', true, true],
    ['StringLike', '*a', true, true],
    ['StringLike', 'x-arn:*', true, true],
    ['StringLike', ['a', '*'], true, false],
    ['ArnLike', 'arn:*', true, false],
    ['ArnLike', 'arn:aws:*', true, true],
    ['StringEquals', [], true, false],
  ])('%s %j', (operator, value, present, narrow) => {
    const given = condition(operator, 'aws:SourceAccount', value);

    expect([requiresPresence(given), narrows(given, { conditions: [given] })]).toEqual([present, narrow]);
  });
});

describe('whether a condition holds for a request', () => {
  const request = { a: ['x'], arn: ['arn:aws:s3:::b', '${s0#Bucket.Arn}'], flag: ['true'], symbol: ['${?value}'] };

  test.each<[string, string, any, Truth]>([
    ['StringEquals', 'a', 'x', 'yes'],
    ['StringEquals', 'a', ['y', 'x'], 'yes'],
    ['StringEquals', 'a', 'X', 'no'],
    ['StringEqualsIgnoreCase', 'a', 'X', 'yes'],
    ['StringEquals', 'a', '*', 'no'],
    ['StringLike', 'a', '*', 'yes'],
    ['StringNotEquals', 'a', 'x', 'no'],
    ['StringNotEquals', 'a', 'y', 'yes'],
    ['Bool', 'flag', 'TRUE', 'yes'],
    ['StringEquals', 'absent', 'x', 'no'],
    ['StringEqualsIfExists', 'absent', 'x', 'yes'],
    ['StringNotEquals', 'absent', 'x', 'yes'],
    ['ForAllValues:StringEquals', 'absent', 'x', 'yes'],
    ['ForAnyValue:StringEquals', 'absent', 'x', 'no'],
    ['Null', 'absent', 'true', 'yes'],
    ['Null', 'absent', 'false', 'no'],
    ['Null', 'a', 'false', 'yes'],
    ['Null', 'a', 'true', 'no'],
    ['ArnLike', 'arn', 'arn:aws:s3:::*', 'yes'],
    ['ArnEquals', 'arn', 'arn:aws:s3:::other', 'no'],
    ['ArnEquals', 'arn', '${s0#Bucket.Arn}', 'yes'],
    ['ArnEquals', 'arn', '${s0#Other.Arn}', 'no'],
    ['ArnEquals', 'arn', '${?x}', 'unknown'],
    ['StringEquals', 'symbol', 'x', 'unknown'],
    ['StringNotEquals', 'symbol', 'x', 'unknown'],
    ['StringEquals', 'a', '${?value}', 'unknown'],
  ])('%s on %s of %j', (operator, key, value, expected) => expect(meets(condition(operator, key, value), request)).toBe(expected));
});

describe('whether grants are bounded', () => {
  test.each<[any, boolean]>([
    [undefined, false],
    [{ Bool: { 'kms:GrantIsForAWSResource': 'true' } }, true],
    [{ Bool: { 'kms:GrantIsForAWSResource': 'false' } }, false],
    [{ BoolIfExists: { 'kms:GrantIsForAWSResource': 'true' } }, false],
    [{ StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, true],
    [{ StringLike: { 'kms:ViaService': '*' } }, false],
    [{ StringNotEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, false],
    [{ StringEqualsIfExists: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, false],
    [{ 'ForAllValues:StringEquals': { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, false],
    [{ StringEquals: { 'kms:GranteePrincipal': role('b') } }, true],
    [{ StringEquals: { 'kms:GranteeServicePrincipal': 'a' } }, true],
    [{ ArnEquals: { 'kms:GrantConstraintSourceArn': 'a' } }, true],
    [{ 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } }, true],
    [{ 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'CreateGrant'] } }, false],
    [{ 'ForAllValues:StringLike': { 'kms:GrantOperations': ['De*'] } }, false],
    [{ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, false],
    [{ Bool: { 'kms:GrantIsForAWSResource': ['true', 'false'] } }, false],
    [{ StringLike: { 'kms:ViaService': ['s3.eu-west-1.amazonaws.com', '*'] } }, false],
  ])('under %j', (Condition, expected) => expect(grantsAreBounded(statement(Condition ? { Condition } : {}))).toBe(expected));
});

describe('what the account may pass on', () => {
  const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });

  test.each<[string, any, Truth]>([
    ['its own statement', { Principal: root(ACCOUNT), Action: 'kms:*' }, 'yes'],
    ['other actions', { Principal: root(ACCOUNT), Action: 'kms:DescribeKey' }, 'no'],
    ['a Deny', { Principal: root(ACCOUNT), Action: 'kms:*', Effect: 'Deny' }, 'no'],
    ['under a condition', { Principal: root(ACCOUNT), Action: 'kms:*', Condition: { Bool: { a: 'true' } } }, 'no'],
    ['another account', { Principal: root(OTHER_ACCOUNT), Action: 'kms:*' }, 'no'],
    ['an account that is not known', { Principal: { AWS: '${AWS.AccountId}' }, Action: 'kms:*' }, 'unknown'],
    ['a role', { Action: 'kms:*' }, 'no'],
  ])('%s', (_, given, expected) => expect(delegates(statement(given), 'decrypt')).toBe(expected));
});

test('what a statement reaches', () => {
  const two = statement({ Action: ['kms:Decrypt', 'kms:DescribeKey'] });

  expect([reachesAny(two, new Set(['decrypt', 'sign'])), reachesAny(two, new Set(['sign']))]).toEqual([true, false]);
  expect([reachesOnly(two, new Set(['decrypt', 'describekey', 'sign'])), reachesOnly(two, new Set(['decrypt']))]).toEqual([true, false]);
});

test.each<[string, any, boolean]>([
  ['a role', { AWS: role('a') }, true],
  ['a user', { AWS: `arn:aws:iam::${ACCOUNT}:user/a` }, true],
  ['a session', { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/a/b` }, true],
  ['an account', { AWS: ACCOUNT }, false],
  ['everyone', '*', false],
  ['a service', { Service: 'sns.amazonaws.com' }, false],
])('%s is somebody by name: %s', (_, Principal, expected) => expect(statement({ Principal }).principals.map(isNamed)).toEqual([expected]));

test.each<[string, ReadonlySet<string>]>([['SECRET_USE', SECRET_USE], ['ADMINISTRATION', ADMINISTRATION], ['VIEWING', VIEWING]])('%s holds actions of KMS', (_, actions) => {
  expect([...actions].filter(action => !EVERY_ACTION.has(action))).toEqual([]);
});

test('what says who is a condition key that AWS documents', () => {
  const known = new Set([...GLOBAL_CONDITION_KEYS, ...Object.keys(KMS_CONDITION_KEYS)].map(name => name.toLowerCase()));

  expect([...IDENTITIES].filter(name => !known.has(name))).toEqual([]);
  expect([...IDENTITIES].filter(isSource)).toEqual(['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceowner', 'aws:sourceorgid', 'aws:sourceorgpaths']);
});

test.each(['aws:principalarn', 'aws:sourcearn', 'aws:sourcevpce', 'kms:calleraccount', 'aws:principalorgid'])('%s says who', name => expect(saysWho(name)).toBe(true));
test.each(['kms:viaservice', 'aws:currenttime', 'kms:encryptioncontext:a'])('%s does not say who', name => expect(saysWho(name)).toBe(false));

test('who a principal is, is asked by condition keys that AWS documents', () => {
  const known = new Set([...GLOBAL_CONDITION_KEYS, ...Object.keys(KMS_CONDITION_KEYS)].map(key => key.toLowerCase()));

  expect(IDENTIFYING_CONDITIONS.size).toBe(6);
  expect([...IDENTIFYING_CONDITIONS].filter(name => !known.has(name))).toEqual([]);
});
