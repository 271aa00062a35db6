import { EVERY_ACTION } from '../../src/iam/actions';
import {
  ADMINISTRATION, asksForNoService, delegates, demandsPresence, givesNothingAway, grantsAreBounded, IDENTIFYING_CONDITIONS,
  IDENTITIES, isBounded, isContext, isContextOrKeys, isDeniedToStrangers, isEveryKey, isNamed, isSource, isTakenBack,
  isWrittenForKms, meets, narrowedBy, neverHolds, narrows, reachesAny, reachesOnly,
  requiresPresence, saysWho, SECRET_USE, VIEWING,
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
    ['Null', 'not false', false, false],
    ['Null', 'falsehood', false, false],
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

describe('whether a statement asks for a key, and for some of its values', () => {
  const NAME = 'aws:sourceaccount';

  test.each<[string, any, boolean, boolean]>([
    ['no condition', undefined, false, false],
    ['a value', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }, true, true],
    ['a value of another key', { StringEquals: { 'aws:SourceArn': 'a' } }, false, false],
    ['a value of another key beside it', { StringEquals: { 'aws:SourceArn': 'a', 'aws:SourceAccount': ACCOUNT } }, true, true],
    ['a value where it is there', { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } }, false, false],
    ['a value where it is there, and another key', { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT }, Null: { 'aws:SourceArn': 'false' } }, false, false],
    ['a value where it is there, which it is', { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT }, Null: { 'aws:SourceAccount': 'false' } }, true, true],
    ['any value', { Null: { 'aws:SourceAccount': 'false' } }, true, false],
    ['all values but one', { StringNotEquals: { 'aws:SourceAccount': ACCOUNT }, Null: { 'aws:SourceAccount': 'false' } }, true, false],
  ])('%s', (_, Condition, demanded, narrowed) => {
    const given = statement(Condition ? { Condition } : {});

    expect([demandsPresence(given, NAME), narrowedBy(given, name => name === NAME)]).toEqual([demanded, narrowed]);
  });

  test.each<[any, boolean]>([
    [{ 'kms:ViaService': 's3.eu-west-1.amazonaws.com' }, true],
    [{ 'kms:EncryptionContext:a': 'b' }, true],
    [{ 'aws:PrincipalOrgID': 'o-1' }, true],
    [{ 'aws:SourceVpce': 'vpce-1' }, true],
    [{ 'aws:RequestedRegion': 'eu-west-1' }, false],
    [{ 'aws:RequestTag/aws:source': 'a' }, false],
    [{ 'aws:RequestTag/aws:principal': 'a' }, false],
    [{ 'aws:RequestTag/kms:': 'a' }, false],
  ])('%j says through what, for what or for whom: %s', (keys, bounded) => expect(isBounded(statement({ Condition: { StringEquals: keys } }))).toBe(bounded));

  test.each<[string, boolean, boolean]>([
    ['kms:encryptioncontext:tenant', true, true],
    ['kms:encryptioncontextkeys', false, true],
    ['kms:viaservice', false, false],
    ['aws:requesttag/kms:encryptioncontext:', false, false],
  ])('%s is of an encryption context', (name, context, orKeys) => expect([isContext(name), isContextOrKeys(name)]).toEqual([context, orKeys]));
});

describe('what a policy takes back', () => {
  const OTHER_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/other';
  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234';
  const deny = (more: any): Statement => statement({ Effect: 'Deny', Action: 'kms:Decrypt', ...more });

  test.each<[string, Statement[], boolean]>([
    ['nothing', [], false],
    ['a Deny', [deny({})], true],
    ['a Deny on the key', [deny({ Resource: KEY })], true],
    ['a Deny on the key and others', [deny({ Resource: [OTHER_KEY, KEY] })], true],
    ['a Deny on another key', [deny({ Resource: OTHER_KEY })], false],
    ['a Deny on all but another key', [deny({ Resource: undefined, NotResource: '*' })], false],
    ['a Deny under a condition', [deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })], false],
    ['a Deny of one branch', [{ ...deny({}), branch: 'if IsProd' }], false],
    ['an Allow', [statement({ Action: 'kms:Decrypt' })], false],
    ['a Deny of something else', [deny({ Action: 'kms:Sign' })], false],
    ['a Deny of something else, and one of this', [deny({ Action: 'kms:Sign' }), deny({})], true],
  ])('%s', (_, denials, taken) => expect(isTakenBack(statement({ Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: KEY }), denials, SECRET_USE)).toBe(taken));

  test('each action, by one Deny or by several', () => {
    const both = statement({ Action: ['kms:Decrypt', 'kms:Sign'] });

    expect(isTakenBack(both, [deny({})], SECRET_USE)).toBe(false);
    expect(isTakenBack(both, [deny({}), deny({ Action: 'kms:Sign' })], SECRET_USE)).toBe(true);
    expect(isTakenBack(both, [deny({})], new Set(['decrypt', 'encrypt']))).toBe(true);
  });

  test('each resource', () => {
    const both = statement({ Action: 'kms:Decrypt', Resource: [KEY, OTHER_KEY] });

    expect(isTakenBack(both, [deny({ Resource: KEY })], SECRET_USE)).toBe(false);
    expect(isTakenBack(both, [deny({ Resource: [KEY, OTHER_KEY] })], SECRET_USE)).toBe(true);
  });
});

test.each<[string, any, boolean]>([
  ['a statement of a key policy', { Action: '*' }, true],
  ['one for all but some', { Principal: undefined, NotPrincipal: '*', Action: '*' }, true],
  ['one of an IAM policy on KMS', { Principal: undefined, Action: ['s3:GetObject', 'KMS:Decrypt'] }, true],
  ['one of an IAM policy on anything', { Principal: undefined, Action: '*' }, false],
  ['one of an IAM policy on a service of a like name', { Principal: undefined, Action: 'notkms:Decrypt' }, false],
])('%s is written for KMS: %s', (_, more, expected) => expect(isWrittenForKms(statement(more))).toBe(expected));

test.each<[string | string[], boolean]>([
  [['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Verify'], true],
  ['kms:Verify', true],
  [['kms:DescribeKey', 'kms:Decrypt'], false],
  ['kms:VerifyMac', false],
])('%j gives nothing away: %s', (Action, expected) => expect(givesNothingAway(statement({ Action }))).toBe(expected));

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
    [{ StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextEquals' } }, true],
    [{ StringNotEquals: { 'kms:GrantConstraintType': 'EncryptionContextEquals' } }, false],
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

/* Every action of KMS (KMS API reference) reveals or makes what a key protects, manages the key or only reads about it; or is one of these. */
test('no action of KMS is forgotten, none is of two kinds', () => {
  const kinds = [SECRET_USE, ADMINISTRATION, VIEWING];

  expect([...EVERY_ACTION].filter(action => kinds.filter(kind => kind.has(action)).length > 1)).toEqual([]);
  expect([...EVERY_ACTION].filter(action => !kinds.some(kind => kind.has(action))).sort()).toEqual([
    'cancelkeydeletion', 'connectcustomkeystore', 'createalias', 'createcustomkeystore', 'creategrant', 'createkey', 'deletealias', 'deletecustomkeystore',
    'disconnectcustomkeystore', 'enablekey', 'enablekeyrotation', 'generaterandom', 'importkeymaterial', 'replicatekey', 'retiregrant', 'revokegrant', 'rotatekeyondemand',
    'synchronizemultiregionkey', 'tagresource', 'untagresource', 'updatealias', 'updatecustomkeystore', 'updatekeydescription', 'updateprimaryregion', 'verify', 'verifymac',
  ]);
});

test.each<[string, ReadonlySet<string>, string[], string[]]>([
  ['SECRET_USE', SECRET_USE, ['decrypt', 'derivesharedsecret', 'encrypt', 'generatedatakey', 'generatemac', 'reencryptfrom', 'reencryptto', 'sign'], ['describekey', 'getpublickey']],
  ['ADMINISTRATION', ADMINISTRATION, ['putkeypolicy', 'schedulekeydeletion', 'disablekey'], ['describekey', 'decrypt']],
  ['VIEWING', VIEWING, ['describekey', 'getkeypolicy', 'getkeyrotationstatus', 'getpublickey', 'listgrants', 'listkeypolicies', 'listresourcetags'], ['decrypt', 'putkeypolicy']],
])('%s holds some actions and not others', (_, actions, within, without) => {
  expect([within.filter(action => !actions.has(action)), without.filter(action => actions.has(action))]).toEqual([[], []]);
});

test('what says who is a condition key that AWS documents', () => {
  const known = new Set([...GLOBAL_CONDITION_KEYS, ...Object.keys(KMS_CONDITION_KEYS)].map(name => name.toLowerCase()));

  expect([...IDENTITIES].filter(name => !known.has(name))).toEqual([]);
  expect([...IDENTITIES].filter(isSource)).toEqual(['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceowner', 'aws:sourceorgid', 'aws:sourceorgpaths']);
});

/* A key that AWS documents anew is of one of these kinds: somebody has to say of which. */
test('every other condition key says what for, when or how', () => {
  const known = new Set([...GLOBAL_CONDITION_KEYS, ...Object.keys(KMS_CONDITION_KEYS)].map(name => name.toLowerCase()));

  expect([...known].filter(name => name.startsWith('aws:') && !saysWho(name)).sort()).toEqual([
    'aws:assumedroot', 'aws:calledvia', 'aws:calledviaawsmcp', 'aws:calledviafirst', 'aws:calledvialast', 'aws:chatbotsourcearn', 'aws:currenttime', 'aws:ec2instancesourceprivateipv4',
    'aws:ec2instancesourcevpc', 'aws:epochtime', 'aws:federatedprovider', 'aws:ismcpserviceaction', 'aws:multifactorauthage', 'aws:multifactorauthpresent', 'aws:principalisawsservice',
    'aws:principaltag/', 'aws:principaltype', 'aws:referer', 'aws:requestedregion', 'aws:requesttag/', 'aws:resourceaccount', 'aws:resourceorgid', 'aws:resourceorgpaths',
    'aws:resourcetag/', 'aws:securetransport', 'aws:sourceidentity', 'aws:tagkeys', 'aws:tokenissuetime', 'aws:useragent', 'aws:viaawsmcpservice', 'aws:viaawsservice', 'aws:vpcsourceip',
  ]);
  expect([...known].filter(name => name.startsWith('kms:') && saysWho(name))).toEqual(['kms:calleraccount']);
});

test('who a principal is, is asked by condition keys that AWS documents', () => {
  const known = new Set([...GLOBAL_CONDITION_KEYS, ...Object.keys(KMS_CONDITION_KEYS)].map(key => key.toLowerCase()));

  expect(IDENTIFYING_CONDITIONS.size).toBe(6);
  expect([...IDENTIFYING_CONDITIONS].filter(name => !known.has(name))).toEqual([]);
});

/* A Deny for everyone whose ARN, account or organization is another leaves in those alone whom it names. */
describe('whether strangers are denied what everyone is allowed', () => {
  const OPEN = statement({ Principal: '*', Action: ['kms:Decrypt', 'kms:DescribeKey'] });
  const deny = (Condition: object, more: object = {}): Statement => statement({ Effect: 'Deny', Principal: '*', Action: 'kms:*', Condition, ...more });
  const less = (operator: string, key: string, ...values: string[]) => ({ [operator]: { [key]: values } });
  const ORGANIZATION = less('StringNotEquals', 'aws:PrincipalOrgID', 'o-1');

  test.each<[string, Statement[], boolean]>([
    ['nothing', [], false],
    ['all of other organizations', [deny(ORGANIZATION)], true],
    ['all of other organizations, or of none', [deny(less('StringNotEqualsIfExists', 'aws:PrincipalOrgID', 'o-1'))], true],
    ['all out of the units of an organization', [deny(less('ForAllValues:StringNotLike', 'aws:PrincipalOrgPaths', 'o-1/*'))], true],
    ['all with some unit out of those named', [deny(less('ForAnyValue:StringNotLike', 'aws:PrincipalOrgPaths', 'o-1/*'))], false],
    ['all of other accounts', [deny(less('StringNotEquals', 'aws:PrincipalAccount', ACCOUNT))], true],
    ['all of other accounts, as KMS says it', [deny(less('StringNotEquals', 'kms:CallerAccount', ACCOUNT, OTHER_ACCOUNT))], true],
    ['all but some roles', [deny(less('ArnNotLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/App*`))], true],
    ['all but whoever has a role', [deny(less('ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/App'))], false],
    ['all but whoever has an ARN', [deny(less('ArnNotLike', 'aws:PrincipalArn', 'arn:*'))], false],
    ['nobody, by a pattern', [deny(less('StringNotLike', 'aws:PrincipalOrgID', '*'))], false],
    ['nobody, by one pattern of two', [deny(less('StringNotLike', 'aws:PrincipalOrgID', 'o-1', '**'))], false],
    ['everyone, less no value', [deny(less('StringNotEquals', 'aws:PrincipalOrgID'))], false],
    ['an organization', [deny(less('StringEquals', 'aws:PrincipalOrgID', 'o-1'))], false],
    ['all that comes through other services', [deny(less('StringNotEquals', 'kms:ViaService', 's3.eu-west-1.amazonaws.com'))], false],
    ['all of other sources', [deny(less('StringNotEquals', 'aws:SourceAccount', ACCOUNT))], false],
    ['all of other organizations, under another condition too', [deny({ ...ORGANIZATION, Bool: { 'aws:SecureTransport': 'true' } })], false],
    ['everyone', [statement({ Effect: 'Deny', Principal: '*', Action: 'kms:*' })], false],
    ['a role of other organizations', [deny(ORGANIZATION, { Principal: { AWS: role('a') } })], false],
    ['all but a role of other organizations', [deny(ORGANIZATION, { Principal: undefined, NotPrincipal: { AWS: role('a') } })], false],
    ['one of the actions', [deny(ORGANIZATION, { Action: 'kms:Decrypt' })], false],
    ['each of the actions by a Deny of its own', [deny(ORGANIZATION, { Action: 'kms:Decrypt' }), deny(ORGANIZATION, { Action: 'kms:DescribeKey' })], true],
    ['another key', [deny(ORGANIZATION, { Resource: 'arn:aws:kms:eu-west-1:111122223333:key/other' })], false],
    ['all but another key', [deny(ORGANIZATION, { Resource: undefined, NotResource: '*' })], false],
    ['an Allow of other organizations', [deny(ORGANIZATION, { Effect: 'Allow' })], false],
    ['an effect that is known at deployment', [deny(ORGANIZATION, { Effect: '${?parameter Effect}' })], false],
    ['in one branch of the template', [{ ...deny(ORGANIZATION), branch: 'if IsProd' }], false],
  ])('by a Deny of %s: %s', (_, denials, denied) => expect(isDeniedToStrangers(OPEN, [OPEN, ...denials])).toBe(denied));
});

/* https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html */
test.each<[string, boolean]>([
  ['*', true],
  ['arn:aws:*', true],
  ['arn:*:*', true],
  ['arn:aws:kms:*:*:*', true],
  [`arn:aws:kms:eu-west-1:${ACCOUNT}:*`, true],
  [`arn:aws:kms:eu-west-1:${ACCOUNT}:key/*`, true],
  ['arn:aws:kms:*:*:key/**', true],
  [`arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234*`, false],
  [`arn:aws:kms:eu-west-1:${ACCOUNT}:key/mrk-*`, false],
  [`arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234`, false],
  [`arn:aws:kms:eu-west-1:${ACCOUNT}:alias/*`, false],
  ['arn:aws:s3:::*', false],
  ['x*', false],
])('%s is every key: %s', (resource, expected) => expect(isEveryKey(resource)).toBe(expected));

/* https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
test.each<[string, string, string[], boolean]>([
  ['StringEquals', 'kms:ViaService', ['s3.amazonaws.com'], true],
  ['StringLike', 'kms:ViaService', ['s3'], true],
  ['StringEquals', 'kms:ViaService', ['s3.eu-west-1.amazonaws.com'], false],
  ['StringEquals', 'kms:ViaService', ['S3.EU-WEST-1.amazonaws.com'], false],
  ['StringEquals', 'kms:ViaService', ['s3.us-gov-west-1.amazonaws.com'], false],
  ['StringEquals', 'kms:ViaService', ['s3.eusc-de-east-1.amazonaws.com'], false],
  ['StringEquals', 'kms:ViaService', ['s3.eu-west-1.amazonaws.com.cn'], true],
  ['StringEquals', 'kms:ViaService', ['.eu-west-1.amazonaws.com'], true],
  ['StringEquals', 'kms:ViaService', ['https://s3.eu-west-1.amazonaws.com'], true],
  ['StringEquals', 'kms:ViaService', ['s3.eu-west.amazonaws.com'], true],
  ['StringEquals', 'kms:ViaService', ['s3.amazonaws.com', 'sqs.amazonaws.com'], true],
  ['StringEquals', 'kms:ViaService', ['s3.amazonaws.com', 'sqs.eu-west-1.amazonaws.com'], false],
  ['StringLike', 'kms:ViaService', ['s3.*'], false],
  ['StringLike', 'kms:ViaService', ['s?.amazonaws.com'], false],
  ['StringEquals', 'kms:ViaService', ['s3.${AWS.Region}.amazonaws.com'], false],
  ['StringEquals', 'kms:ViaService', [], false],
  ['StringEqualsIfExists', 'kms:ViaService', ['s3.amazonaws.com'], false],
  ['StringNotEquals', 'kms:ViaService', ['s3.amazonaws.com'], false],
  ['Null', 'kms:ViaService', ['false'], false],
  ['StringEquals', 'kms:KeySpec', ['s3.amazonaws.com'], false],
])('%s on %s of %j asks for what KMS never says: %s', (operator, key, values, expected) => expect(asksForNoService(condition(operator, key, values))).toBe(expected));

/* Of an empty list nothing is equal to a value; what is negated, or counts only where the key is there, holds all the same. */
test.each<[string, any, boolean]>([
  ['StringEquals', [], true],
  ['StringEquals', 'a', false],
  ['StringLike', [], true],
  ['ForAnyValue:StringEquals', [], true],
  ['ForAllValues:StringEquals', [], false],
  ['StringEqualsIfExists', [], false],
  ['StringNotEquals', [], false],
  ['ForAnyValue:StringNotEquals', [], false],
  ['Bool', [], true],
  ['Null', [], true],
  ['Null', 'true', false],
  ['ForAnyValue:Null', 'true', true],
  ['ForAllValues:Null', 'true', false],
])('%s %j is never so: %s', (operator, value, never) => expect(neverHolds(condition(operator, 'aws:SourceAccount', value))).toBe(never));

test('of a key that is not known before deployment nobody can tell', () => expect(neverHolds(condition('StringEquals', '${?Key}', []))).toBe(false));

describe('a Deny that leaves only those that it names', () => {
  const deny = (Condition: object, more: object = {}) => statement({ Effect: 'Deny', Principal: '*', Action: 'kms:*', Condition, ...more });
  const but = { ArnNotEquals: { 'aws:PrincipalArn': role('a') } };
  test.each<[string, Statement[], boolean]>([
    ['of everyone', [deny(but)], true],
    ['of these actions among others', [deny(but, { Action: ['kms:Create*', 'kms:Decrypt'] })], true],
    ['of other actions', [deny(but, { Action: 'kms:Decrypt' })], false],
    ['none', [], false],
    ['an Allow', [deny(but, { Effect: 'Allow' })], false],
    ['of one role', [deny(but, { Principal: { AWS: role('b') } })], false],
    ['under another condition', [deny({ ...but, Bool: { 'aws:SecureTransport': 'false' } })], false],
    ['of another key', [deny(but, { Resource: 'arn:aws:kms:us-east-1:111122223333:key/x' })], false],
    ['of every ARN', [deny({ ArnNotLike: { 'aws:PrincipalArn': '*' } })], false],
    ['of roles of whatever account', [deny({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/a' } })], false],
    ['without a condition', [deny({})], false],
  ])('%s', (_, denies, wanted) => expect(isDeniedToStrangers(statement({}), [statement({}), ...denies])).toBe(wanted));

  test('of what allows nothing is none without a Deny', () => expect(isDeniedToStrangers(statement({ Action: 's3:GetObject' }), [])).toBe(false));
});
