import { policy, statement } from './statements';
import { ABSENT, ANY_ATTESTATION, ANY_CONTEXT, denying, GateRequest, KnownKeys, named, ofPeople, requestOf, requestOfAnybody, requestOfArn, someMayPass } from '../../../src/access/gate/requests';
import { ACCOUNT, OTHER_ACCOUNT } from '../../support/stack';

const role = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;
const EMPTY = policy([]);
const deny = (Sid: string, more: object = {}) => statement({ Sid, Effect: 'Deny', Principal: '*', Action: 'kms:*', ...more });
const when = (Condition: object) => ({ Condition });
/** Whether a Deny under a condition is sure to stop a request. */
const stops = (request: GateRequest, Condition: object): boolean => !someMayPass(EMPTY, ['decrypt'], request, { denies: [deny('No', when(Condition))] });
const app = requestOfArn(EMPTY, role('App'));
const asApp = (keys: KnownKeys) => requestOfArn(EMPTY, role('App'), keys);
const account = (id: string) => requestOf(EMPTY, { kind: 'account', text: id, account: id, own: id === ACCOUNT ? 'yes' : 'no' });
const sns = requestOf(EMPTY, { kind: 'service', text: 'sns.amazonaws.com', own: 'unknown' });

describe('what a request is known to carry', () => {
  const CONTEXT = { Null: { 'kms:EncryptionContext:App': 'true' } };
  const ATTESTED = { Null: { 'kms:RecipientAttestation:PCR0': 'true' } };

  test.each<[string, GateRequest, object, boolean]>([
    ['its Region', app, { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, true],
    ['no other Region', app, { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }, false],
    ['its name', app, { ArnEquals: { 'aws:PrincipalArn': role('App') } }, true],
    ['no other name', app, { ArnEquals: { 'aws:PrincipalArn': role('Other') } }, false],
    ['a service or none', app, { Null: { 'kms:ViaService': 'true' } }, false],
    ['no service, where that is said', asApp({ 'kms:viaservice': ABSENT }), { Null: { 'kms:ViaService': 'true' } }, true],
    ['a service, where it is said', asApp({ 'kms:viaservice': 's3.eu-west-1.amazonaws.com' }), { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, true],
    ['a context or none', app, CONTEXT, false],
    ['no context, where that is said', asApp({ [ANY_CONTEXT]: ABSENT }), CONTEXT, true],
    ['no context but a name', { ...asApp({ [ANY_CONTEXT]: ABSENT }), listed: new Set(['kms:encryptioncontext:app']) }, CONTEXT, false],
    ['an attestation or none', app, ATTESTED, false],
    ['no attestation, where that is said', asApp({ [ANY_ATTESTATION]: ABSENT }), ATTESTED, true],
    ['no attestation through a service', asApp({ 'kms:viaservice': 's3.eu-west-1.amazonaws.com' }), ATTESTED, true],
    ['no attestation of a service', sns, ATTESTED, true],
    ['the kind of a service', sns, { Bool: { 'aws:PrincipalIsAWSService': 'true' } }, true],
    ['any role of an account', account(OTHER_ACCOUNT), { ArnEquals: { 'aws:PrincipalArn': role('App', OTHER_ACCOUNT) } }, false],
    ['all roles of an account', account(OTHER_ACCOUNT), { ArnLike: { 'aws:PrincipalArn': `arn:aws*:iam::${OTHER_ACCOUNT}:*` } }, false],
    ['no role of another account', account(OTHER_ACCOUNT), { ArnNotLike: { 'aws:PrincipalArn': `arn:*:iam::${ACCOUNT}:*` } }, true],
    ['its account', account(OTHER_ACCOUNT), { StringEquals: { 'kms:CallerAccount': OTHER_ACCOUNT } }, true],
  ])('%s', (_, request, condition, wanted) => expect(stops(request, condition)).toBe(wanted));

  test.each<[string, GateRequest, string, boolean]>([
    ['anybody', requestOfAnybody(EMPTY, false), `arn:*:iam::${ACCOUNT}:*`, false],
    ['anybody outside', requestOfAnybody(EMPTY, true), `arn:*:iam::${ACCOUNT}:*`, true],
    ['anybody outside', requestOfAnybody(EMPTY, true), `arn:*:iam::${OTHER_ACCOUNT}:*`, false],
    ['people of an account', ofPeople(account(ACCOUNT)), 'arn:*:iam::*:role/aws-service-role/*', true],
    ['people of an account', ofPeople(account(ACCOUNT)), 'arn:*:iam::*:role/aws:*', true],
    ['people of an account', ofPeople(account(ACCOUNT)), `arn:*:iam::${ACCOUNT}:role/App`, false],
    ['people of an account', ofPeople(account(ACCOUNT)), `arn:*:iam::${OTHER_ACCOUNT}:*`, true],
    ['somebody of an account', account(ACCOUNT), 'arn:*:iam::*:role/aws-service-role/*', false],
  ])('%s: nobody like %s %s', (_, request, pattern, none) => expect(stops(request, { ArnNotLike: { 'aws:PrincipalArn': pattern } })).toBe(none));
});

describe('who asks', () => {
  test.each<[string, Parameters<typeof requestOf>[1], object]>([
    ['a role', { kind: 'role', text: role('App'), own: 'yes' }, { kind: 'role', texts: [role('App')], account: ACCOUNT }],
    ['a session', { kind: 'session', text: `arn:aws:sts::${ACCOUNT}:assumed-role/App/s`, own: 'yes' }, { kind: 'session', texts: [`arn:aws:sts::${ACCOUNT}:assumed-role/App/s`], account: ACCOUNT, role: [role('App')] }],
    ['a role of another account', { kind: 'role', text: role('App', OTHER_ACCOUNT), own: 'no' }, { kind: 'role', texts: [role('App', OTHER_ACCOUNT)], account: OTHER_ACCOUNT }],
    ['a role that is not known yet', { kind: 'role', text: '${s0#Role.Arn}', own: 'yes' }, { kind: 'role', texts: ['${s0#Role.Arn}'], account: ACCOUNT }],
    ['a user that is not known yet', { kind: 'user', text: '${s0#User.Arn}', own: 'yes' }, { kind: 'user', texts: ['${s0#User.Arn}'], account: ACCOUNT }],
    ['somebody who is not known yet', { kind: 'opaque', text: '${?who}', own: 'unknown' }, { kind: 'role', texts: ['${?who}'], account: ACCOUNT }],
    ['a service', { kind: 'service', text: 'sns.amazonaws.com', own: 'unknown' }, { kind: 'service', texts: ['sns.amazonaws.com'] }],
    ['any role of an account', { kind: 'account', text: `arn:aws:iam::${OTHER_ACCOUNT}:root`, account: OTHER_ACCOUNT, own: 'no' }, { kind: 'role', texts: [], account: OTHER_ACCOUNT }],
    ['any role of an account by its number', { kind: 'account', text: OTHER_ACCOUNT, own: 'no' }, { kind: 'role', texts: [], account: OTHER_ACCOUNT }],
  ])('%s', (_, principal, caller) => expect(requestOf(EMPTY, principal).caller).toEqual(caller));

  test('anybody is somebody in a Region', () => {
    expect(stops(requestOfAnybody(EMPTY, false), { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } })).toBe(true);
    expect(stops(requestOfAnybody(EMPTY, false, { 'kms:viaservice': ABSENT }), { Null: { 'kms:ViaService': 'true' } })).toBe(true);
  });
});

describe('the statements that deny, as few as will do', () => {
  const through = (...denies: ReturnType<typeof deny>[]) => denying(EMPTY, ['decrypt', 'encrypt'], app, { denies })?.map(({ label }) => label);

  test.each<[string, ReturnType<typeof deny>[], string[] | undefined]>([
    ['none', [], undefined],
    ['one', [deny('A')], ['A']],
    ['one of two that would each do', [deny('A'), deny('B')], ['B']],
    ['one that does and one that does not', [deny('A'), deny('B', { Action: 'kms:Sign' })], ['A']],
    ['one for each action', [deny('A', { Action: 'kms:Decrypt' }), deny('B', { Action: 'kms:Encrypt' })], ['A', 'B']],
    ['one action alone', [deny('A', { Action: 'kms:Decrypt' })], undefined],
    ['two that leave nothing together', [deny('A', when({ Null: { 'kms:ViaService': 'true' } })), deny('B', when({ Null: { 'kms:ViaService': 'false' } })), deny('C', { Principal: { AWS: role('Other') } })], ['A', 'B']],
    ['what may be another', [deny('A', when({ StringEquals: { 'kms:ViaService': '${?parameter V}' } }))], undefined],
  ])('%s', (_, denies, wanted) => expect(through(...denies)).toEqual(wanted));

  test('of what nothing allows', () => {
    expect(denying(EMPTY, ['decrypt'], app, { allows: [], denies: [deny('A')] })).toBeUndefined();
    expect(denying(EMPTY, ['decrypt'], app, { allows: [statement({ Principal: '*' })], denies: [deny('A')] })).toHaveLength(1);
  });
  test('in words', () => {
    expect([named([deny('A')]), named([deny('A'), deny('B')])]).toEqual(["'A' denies", "'A' and 'B' together deny"]);
  });
});

test('a service calls as itself, from the Region of the key and without attestation', () => {
  expect(sns).toEqual({ caller: { kind: 'service', texts: ['sns.amazonaws.com'] }, keys: { 'aws:requestedregion': 'eu-west-1', [ANY_ATTESTATION]: ABSENT } });
});

test('people call from the Region of the key, and might attest unless a service calls for them', () => {
  expect([asApp({}), asApp({ 'kms:viaservice': 's3' }), asApp({ 'kms:viaservice': ABSENT })].map(({ caller: { kind }, keys }) => [kind, Object.keys(keys).includes(ANY_ATTESTATION)]))
    .toEqual([['role', false], ['role', true], ['role', false]]);
});

test.each<[string, 'user' | 'session' | 'role' | 'opaque', string]>([
  ['a user of the app', 'user', 'user'], ['a session', 'session', 'session'], ['a role of the app', 'role', 'role'], ['what the deployment decides', 'opaque', 'role'],
])('%s is of the account of the key', (_, kind, as) => {
  expect(requestOf(EMPTY, { kind, text: '${s0#Someone.Arn}', own: 'unknown' }).caller).toEqual({ kind: as, texts: ['${s0#Someone.Arn}'], account: ACCOUNT });
});
