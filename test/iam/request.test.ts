import { callerNamed, callerOf, fromCaller, isOfPrincipals, isServiceLinked, lacks, requestContext } from '../../src/iam/request';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/App`;
const SNS = 'sns.amazonaws.com';
const person = callerOf(ROLE)!;
const service = callerOf(SNS)!;

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
describe('what a request carries because of who asks', () => {
  test.each<[string, object]>([
    [ROLE, { 'aws:principalarn': [[ROLE]], 'aws:principalaccount': [[ACCOUNT]], 'kms:calleraccount': [[ACCOUNT]], 'aws:principalisawsservice': [['false']] }],
    // A session is known by the ARN of its role.
    [`arn:aws:sts::${ACCOUNT}:assumed-role/App/s`, { 'aws:principalarn': [[ROLE]], 'aws:principalaccount': [[ACCOUNT]], 'kms:calleraccount': [[ACCOUNT]], 'aws:principalisawsservice': [['false']] }],
    [SNS, { 'aws:principalisawsservice': [['true']], 'aws:principalservicename': [[SNS]] }],
  ])('%s', (text, context) => expect(fromCaller(callerOf(text)!)).toEqual(context));

  test('somebody of no account', () => {
    expect(fromCaller({ kind: 'role', texts: ['${?who}'] })).toEqual({ 'aws:principalarn': [['${?who}']], 'aws:principalisawsservice': [['false']] });
  });
});

describe('what a request never carries', () => {
  test.each<[string, boolean, boolean]>([
    ['aws:principalarn', false, true],
    ['aws:principalaccount', false, true],
    ['aws:principalorgid', false, true],
    ['aws:principalorgpaths', false, true],
    ['aws:principaltag/team', false, true],
    ['aws:userid', false, true],
    ['aws:multifactorauthage', false, true],
    ['aws:calledviafirst', false, true],
    ['kms:viaservice', false, true],
    ['kms:calleraccount', false, true],
    ['aws:sourcearn', true, false],
    ['aws:sourceaccount', true, false],
    ['aws:sourceorgid', true, false],
    ['aws:principalservicename', true, false],
    ['aws:principalservicenameslist', true, false],
    ['aws:principalisawsservice', false, false],
    ['aws:currenttime', false, false],
    ['aws:sourceip', false, false],
    ['kms:encryptioncontext:a', false, false],
    ['aws:principaltagged', false, false],
    ['aws:requesttag/aws:userid', false, false],
    ['aws:requesttag/aws:sourcearn', false, false],
    ['aws:sourcearns', false, false],
  ])('%s: of people %s, of services %s', (name, people, services) => {
    expect([lacks(name, person, 'kms:Decrypt'), lacks(name, service, 'kms:Decrypt')]).toEqual([people, services]);
    expect(isOfPrincipals(name)).toBe(services);
  });

  test.each<[string, boolean]>([
    ['kms:Decrypt', false], ['kms:GenerateDataKey', false], ['kms:ReEncryptFrom', false], ['kms:CreateGrant', false], ['kms:DescribeKey', true], ['kms:Sign', true], ['kms:PutKeyPolicy', true],
  ])('an encryption context of %s: %s', (action, none) => {
    expect([lacks('kms:encryptioncontext:a', person, action), lacks('kms:encryptioncontextkeys', service, action)]).toEqual([none, none]);
  });
});

describe('what is known of a request', () => {
  const key = { texts: ['k'], account: ACCOUNT, region: 'eu-west-1' };
  const context = requestContext({ caller: person, action: 'kms:Decrypt', key, context: { 'KMS:ViaService': 'a', 'aws:TagKeys': ['x', 'y'] } });
  const exact = requestContext({ caller: person, action: 'kms:Decrypt', key, context: { 'kms:ViaService': 'a' }, exact: true });

  test.each<[string, unknown, unknown]>([
    ['kms:viaservice', [['a']], [['a']]],
    ['aws:tagkeys', [['x'], ['y']], []],
    ['aws:principalarn', [[ROLE]], [[ROLE]]],
    // KMS takes no other requests than those over TLS.
    ['aws:securetransport', [['true']], []],
    ['aws:requestedregion', [['eu-west-1']], []],
    ['aws:sourcearn', [], []],
    ['aws:sourceip', undefined, []],
    // In every request: of a person it might be true.
    ['aws:viaawsservice', undefined, [['false']]],
    ['toString', undefined, []],
  ])('%s', (name, open, closed) => expect([context.get(name), exact.get(name)]).toEqual([open, closed]));

  test('a service that calls as itself comes through none', () => {
    const caller = callerOf('sns.amazonaws.com')!;
    expect(requestContext({ caller, action: 'kms:Decrypt', key }).get('aws:viaawsservice')).toEqual([['false']]);
    expect(lacks('aws:viaawsservice', caller, 'kms:Decrypt')).toBe(false);
  });

  test('the Region of a key that is not known', () => {
    expect(requestContext({ caller: person, action: 'kms:Decrypt', key: { texts: ['k'], account: ACCOUNT } }).get('aws:requestedregion')).toBeUndefined();
  });
});

test.each<[string, boolean]>([
  [`arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`, true],
  [ROLE, false],
  [`arn:aws:iam::${ACCOUNT}:user/aws-service-role/a`, false],
])('%s is a service-linked role: %s', (text, linked) => expect(isServiceLinked(callerOf(text)!)).toBe(linked));

test('a session of a service-linked role is one too', () => {
  expect(isServiceLinked({ kind: 'session', texts: ['x'], account: ACCOUNT, role: [`arn:aws:iam::${ACCOUNT}:role/aws-service-role/a.amazonaws.com/A`] })).toBe(true);
});

test.each<[string, string[] | undefined]>([
  [`arn:aws:sts::${ACCOUNT}:assumed-role/App/s`, [ROLE]],
  [ROLE, undefined],
  [`arn:aws:iam::${ACCOUNT}:root`, undefined],
])('the role of %s', (text, role) => expect(callerOf(text)!.role).toEqual(role));

test.each([
  `arn:aws:iam::${ACCOUNT}:root/x`, `arn:aws:iam::${ACCOUNT}:role`, 'sns.amazonaws.com.evil', 'https://sns.amazonaws.com', 'SNS.amazonaws.com', 'snsXamazonaws.com', '*',
])('%s is nobody', text => expect(callerOf(text)).toBeUndefined());

describe('who is meant by a principal', () => {
  const SYMBOL = '${s0#Someone.Arn}';
  const named = (more: object) => callerNamed({ text: SYMBOL, kind: 'role', own: 'unknown', ...more }, ACCOUNT);
  test.each<[string, object, object]>([
    ['a role of the app', {}, { kind: 'role', texts: [SYMBOL], account: ACCOUNT }],
    ['a user of the app', { kind: 'user' }, { kind: 'user', texts: [SYMBOL], account: ACCOUNT }],
    ['a session', { kind: 'session' }, { kind: 'session', texts: [SYMBOL], account: ACCOUNT }],
    ['what the deployment decides', { kind: 'opaque' }, { kind: 'role', texts: [SYMBOL], account: ACCOUNT }],
    ['one whose name is known', { physical: `arn:aws:iam::${ACCOUNT}:role/App` }, { kind: 'role', texts: [SYMBOL, `arn:aws:iam::${ACCOUNT}:role/App`], account: ACCOUNT }],
    ['one of the account', { own: 'yes' }, { kind: 'role', texts: [SYMBOL], account: ACCOUNT }],
    ['one that is written out', { text: `arn:aws:iam::${OTHER_ACCOUNT}:user/jo`, own: 'no' }, { kind: 'user', texts: [`arn:aws:iam::${OTHER_ACCOUNT}:user/jo`], account: OTHER_ACCOUNT }],
  ])('%s', (_, principal, wanted) => expect(named(principal)).toEqual(wanted));

  test('one of another account is not of this one', () => {
    const { account } = named({ own: 'no' });
    expect([account === undefined, account === '', account === ACCOUNT]).toEqual([false, false, false]);
  });
});

test.each(['aws:principalarns', 'xaws:principalarn', 'aws:useridx', 'kms:viaservices', 'aws:principaltag', 'aws:sourceaccounts', 'xaws:sourcearn', 'aws:principalservicenames'])('any request can have %s', name => {
  const callers = [`arn:aws:iam::${ACCOUNT}:role/App`, 'sns.amazonaws.com'].map(text => callerOf(text)!);
  expect(callers.map(caller => lacks(name, caller, 'kms:Decrypt'))).toEqual([false, false]);
});
