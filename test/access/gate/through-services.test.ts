import { policy, statement } from './statements';
import { ABSENT, ANY_CONTEXT, requestOfArn } from '../../../src/access/gate/requests';
import { callsThatUse, canBeUsed } from '../../../src/access/gate/services-let-in';
import { askedBy, mayDo, throughEach, withContextOf } from '../../../src/access/gate/through-services';
import { CATALOG } from '../../../src/services/catalog';
import { ServiceCall, ServiceUse } from '../../../src/services/service-use';
import { ACCOUNT } from '../../support/stack';

const use = (id: string): ServiceUse => (CATALOG as unknown as { [name: string]: ServiceUse })[id];
const call = (more: Partial<ServiceCall>): ServiceCall => ({ purpose: '', caller: 'user', actions: ['kms:Decrypt'], ...more });
const EMPTY = policy([]);
const APP = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/App` } };
const via = (name: string) => ({ Condition: { StringEquals: { 'kms:ViaService': `${name}.eu-west-1.amazonaws.com` } } });
const DATA = { Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:DescribeKey', 'kms:CreateGrant'] };
const deny = (more: object) => statement({ Sid: 'No', Effect: 'Deny', Principal: '*', Action: 'kms:*', ...more });

describe('what a request carries that comes through a service', () => {
  test.each<[string, string, Partial<ServiceCall>, object[]]>([
    ['its name', 'DYNAMODB', {}, [{ 'kms:viaservice': 'dynamodb.eu-west-1.amazonaws.com' }]],
    ['that the grant is for it', 'DYNAMODB', { grantIsForAwsResource: true }, [{ 'kms:viaservice': 'dynamodb.eu-west-1.amazonaws.com', 'kms:grantisforawsresource': 'true' }]],
    ['no name, where the caller comes itself', 'DYNAMODB', { viaService: false }, [{ 'kms:viaservice': ABSENT }]],
    ['no name of a service that calls itself', 'CLOUDWATCH_LOGS', { caller: 'service', principal: 'logs.amazonaws.com' }, [{}]],
  ])('%s', (_, id, more, wanted) => expect(throughEach(EMPTY, use(id), call(more))).toEqual(wanted));

  test('a service sends a context of its own', () => {
    const request = requestOfArn(EMPTY, APP.Principal.AWS);
    const through = withContextOf(use('DYNAMODB'), call({}), request);

    expect(through.keys[ANY_CONTEXT]).toBe(ABSENT);
    expect(['aws:dynamodb:tablename', 'department'].map(name => through.listed!.has(`kms:encryptioncontext:${name}`))).toEqual([true, false]);
    expect(withContextOf(use('DYNAMODB'), call({ viaService: false }), request)).toBe(request);
    expect(withContextOf({ ...use('DYNAMODB'), passesContextOn: true } as ServiceUse, call({}), request)).toBe(request);
  });
});

test.each<[string[], string[]]>([
  [['kms:Decrypt'], ['decrypt']],
  [['kms:ReEncrypt*', 'kms:DescribeKey'], ['reencryptfrom', 'reencryptto', 'describekey']],
])('%j asks for %j', (actions, names) => expect(askedBy(call({ actions }))).toEqual(names));

test('what a policy lets through', () => {
  const app = requestOfArn(EMPTY, APP.Principal.AWS);
  const given = policy([statement({ ...APP, Action: ['kms:Decrypt', 'kms:Sign'] }), deny({ Action: 'kms:Sign' })]);

  expect([mayDo(given, ['decrypt'], app), mayDo(given, ['sign'], app), mayDo(given, ['sign', 'decrypt'], app), mayDo(given, ['encrypt'], app), mayDo(given, ['decrypt'], app, [])]).toEqual([true, false, true, false, false]);
});

describe('whether a key can be used for what is encrypted under it', () => {
  test.each<[string, string, ReturnType<typeof statement>[], boolean]>([
    ['a table, by a role through the service', 'DYNAMODB', [statement({ ...APP, ...DATA, ...via('dynamodb') })], true],
    ['a table, by a role through any', 'DYNAMODB', [statement({ ...APP, ...DATA })], true],
    ['a table, by the account', 'DYNAMODB', [statement({ Principal: { AWS: ACCOUNT }, ...DATA })], true],
    ['a table, by everyone of the account', 'DYNAMODB', [statement({ Principal: '*', ...DATA, Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } } })], true],
    ['a table, by everyone of another account', 'DYNAMODB', [statement({ Principal: '*', ...DATA, Condition: { StringEquals: { 'kms:CallerAccount': '999988887777' } } })], false],
    ['a table, through another service', 'DYNAMODB', [statement({ ...APP, ...DATA, ...via('s3') })], false],
    ['a table, by nobody', 'DYNAMODB', [], false],
    ['a table, by one who may look at the key', 'DYNAMODB', [statement({ ...APP, Action: 'kms:DescribeKey' })], false],
    ['a table, by a service alone', 'DYNAMODB', [statement({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' }, ...DATA })], false],
    ['a table, where its service is denied', 'DYNAMODB', [statement({ ...APP, ...DATA }), deny(via('dynamodb'))], false],
    ['a table, where all others are denied', 'DYNAMODB', [statement({ ...APP, ...DATA }), deny({ Condition: { StringNotEquals: { 'kms:ViaService': 'dynamodb.eu-west-1.amazonaws.com' } } })], true],
    ['a table, where a context is asked for that no service sends', 'DYNAMODB', [statement({ ...APP, ...DATA }), deny({ Condition: { Null: { 'kms:EncryptionContext:Department': 'true' } } })], false],
    // Whoever reads and writes logs needs the key too.
    ['logs, by the service and a role', 'CLOUDWATCH_LOGS', [statement({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' }, ...DATA }), statement({ ...APP, ...DATA })], true],
    ['logs, by the service alone', 'CLOUDWATCH_LOGS', [statement({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' }, ...DATA })], false],
    ['logs, by the service of another Region', 'CLOUDWATCH_LOGS', [statement({ Principal: { Service: 'logs.us-east-1.amazonaws.com' }, ...DATA }), statement({ ...APP, ...DATA })], false],
    ['logs, by a role', 'CLOUDWATCH_LOGS', [statement({ ...APP, ...DATA })], false],
    ['logs, by the service, denied', 'CLOUDWATCH_LOGS', [statement({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' }, ...DATA }), statement({ ...APP, ...DATA }), deny({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' } })], false],
  ])('%s', (_, id, statements, can) => expect(canBeUsed(policy(statements), use(id))).toBe(can));

  test('looking at the key is no use, and what is optional is not asked', () => {
    const given = { calls: [call({ actions: ['kms:DescribeKey'] }), call({ actions: ['kms:DescribeKey', 'kms:Decrypt'] }), call({ optional: true })] } as unknown as ServiceUse;

    expect(callsThatUse(given)).toEqual([given.calls[1]]);
  });
});
