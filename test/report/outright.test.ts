import { access, BOTH, DECRYPT, document, ENCRYPT, having, HOLDER, holder, identity, MFA, Row, session, user } from './support';
import { allow, deny, OTHER_ROOT, PARAMETER, role, ROOT } from '../checks/support';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

describe('what is denied whatever the request is not listed as allowed', () => {
  test.each<Row>([
    ['to a role', [allow({ AWS: role('App') }, BOTH), deny(undefined, DECRYPT, { AWS: role('App') })], {}, ['role App: encrypt']],
    ['to everyone', [allow({ AWS: role('App') }, BOTH), deny(undefined, DECRYPT)], {}, ['role App: encrypt']],
    ['to a user', [allow({ AWS: user('jo') }, BOTH), deny(undefined, DECRYPT, { AWS: user('jo') })], {}, ['user jo: encrypt']],
    ['to one of two', [allow({ AWS: [role('A'), role('B')] }, BOTH), deny(undefined, DECRYPT, { AWS: role('A') })], {}, ['role A: encrypt', 'role B: encrypt, decrypt']],
    ['to both of two', [allow({ AWS: [role('A'), role('B')] }, BOTH), deny(undefined, DECRYPT)], {}, ['role A, role B: encrypt']],
    ['to a service', [allow({ Service: 'sns.amazonaws.com' }, BOTH), deny(undefined, DECRYPT, { Service: 'sns.amazonaws.com' })], {}, ['sns.amazonaws.com: encrypt']],
    ['to another account', [allow({ AWS: OTHER_ROOT }, BOTH), deny(undefined, DECRYPT, { AWS: OTHER_ACCOUNT })], {}, [`account ${OTHER_ACCOUNT}: encrypt`]],
    ['to everyone else', [allow({ AWS: '*' }, BOTH), deny(undefined, DECRYPT)], {}, ['everyone: encrypt']],
    ['entirely', [allow({ AWS: role('App') }, BOTH), deny(undefined, 'kms:*')], {}, []],
    ['under a condition, which might not hold', [allow({ AWS: role('App') }, BOTH), deny(MFA, DECRYPT)], {}, ['role App: encrypt, decrypt']],
    ['to somebody else', [allow({ AWS: role('App') }, BOTH), deny(undefined, DECRYPT, { AWS: role('Other') })], {}, ['role App: encrypt, decrypt']],
    ['by its IAM policy', [allow({ AWS: HOLDER }, BOTH)], holder('Role', 'App', having(identity(DECRYPT, 'Deny'))), ['role App: encrypt']],
    ['by what is not known of its IAM policy', [allow({ AWS: HOLDER }, BOTH)], holder('Role', 'App', { Policies: [{ PolicyDocument: PARAMETER }] }), ['role App: encrypt, decrypt']],
    ['to the account of a role of the app', [allow({ AWS: HOLDER }, BOTH), deny(undefined, DECRYPT, { AWS: ACCOUNT })], holder('Role', 'App'), ['role App: encrypt']],
    ['to the account of a role that is written out', [allow({ AWS: role('App') }, BOTH), deny(undefined, DECRYPT, { AWS: ACCOUNT })], {}, ['role App: encrypt']],
    ['to the account of a user of the app', [allow({ AWS: HOLDER }, BOTH), deny(undefined, DECRYPT, { AWS: ACCOUNT })], holder('User', 'jo'), ['user jo: encrypt']],
    ['to a user of the app', [allow({ AWS: HOLDER }, BOTH), deny(undefined, DECRYPT, { AWS: user('jo') })], holder('User', 'jo'), ['user jo: encrypt']],
    ['to identities of a provider', [allow({ Federated: 'cognito-identity.amazonaws.com' }, BOTH), deny(undefined, DECRYPT)], {}, ['identities of cognito-identity.amazonaws.com: encrypt']],
    ['to whoever a parameter names', [allow({ AWS: { Ref: 'Who' } }, BOTH), deny(undefined, DECRYPT)], {}, ['${Who}: encrypt']],
    ['to a role that a parameter might name', [allow({ AWS: { Ref: 'Who' } }, BOTH), deny(undefined, DECRYPT, { AWS: role('App') })], {}, ['${Who}: encrypt, decrypt']],
  ])('%s', (_, statements, more, wanted) => expect(access(statements, more)).toEqual(wanted));
});

describe('of a session', () => {
  const one = [allow({ AWS: session('App/one') }, BOTH)];
  const ofApp = (properties: object = {}) => holder('Role', 'App', { ...having(identity(DECRYPT, 'Deny')), ...properties });

  test.each<Row>([
    ['what is denied to the session', [...one, deny(undefined, DECRYPT, { AWS: session('App/one') })], {}, ['session App/one: encrypt']],
    ['what is denied to its role', [...one, deny(undefined, DECRYPT, { AWS: role('App') })], {}, ['session App/one: encrypt']],
    ['what is denied to its account', [...one, deny(undefined, DECRYPT, { AWS: ACCOUNT })], {}, ['session App/one: encrypt']],
    ['what is denied to a role of the app', [...one, deny(undefined, DECRYPT, { AWS: HOLDER })], holder('Role', 'App'), ['session App/one: encrypt']],
    ['what an IAM policy denies its role', one, ofApp(), ['session App/one: encrypt']],
    ['what an IAM policy denies its role with a path', one, ofApp({ Path: '/team/' }), ['session App/one: encrypt']],
    ['what an IAM policy denies another role', [allow({ AWS: session('Other/one') }, BOTH)], ofApp(), ['session Other/one: encrypt, decrypt']],
    ['what is denied to another session of its role', [...one, deny(undefined, DECRYPT, { AWS: session('App/two') })], {}, ['session App/one: encrypt, decrypt']],
  ])('%s', (_, statements, more, wanted) => expect(access(statements, more)).toEqual(wanted));
});

describe('of everyone, what is left to anyone', () => {
  const everyone = [allow({ AWS: '*' }, BOTH), deny(undefined, ENCRYPT)];

  test.each<Row>([
    ['to services', [...everyone, deny({ Bool: { 'aws:PrincipalIsAWSService': 'false' } }, DECRYPT)], {}, ['everyone: decrypt']],
    ['to other accounts', [...everyone, deny(undefined, DECRYPT, { AWS: ACCOUNT }), deny({ Bool: { 'aws:PrincipalIsAWSService': 'true' } }, DECRYPT)], {}, ['everyone: decrypt']],
    ['to the account of the key, whose own some actions are', [allow({ AWS: '*' }, ['kms:EnableKey', ENCRYPT]), deny(undefined, ENCRYPT)], {}, ['everyone: EnableKey']],
    ['to nobody', [...everyone, deny(undefined, DECRYPT)], {}, []],
  ])('%s', (_, statements, more, wanted) => expect(access(statements, more)).toEqual(wanted));
});

describe('of whom an IAM policy allows something', () => {
  const managed = (names: object) => ({ Policy: { Type: 'AWS::IAM::Policy', Properties: { ...document(identity(BOTH)), ...names } } });

  test.each<Row>([
    ['to a user of the app', [ROOT, deny(undefined, DECRYPT, { AWS: user('jo') })], holder('User', 'jo', having(identity(BOTH))), ['user jo: encrypt (IAM policy)']],
    ['to a role of the name of a user', [ROOT, deny(undefined, DECRYPT, { AWS: role('jo') })], holder('User', 'jo', having(identity(BOTH))), ['user jo: encrypt, decrypt (IAM policy)']],
    ['to a role of the app', [ROOT, deny(undefined, DECRYPT, { AWS: role('App') })], holder('Role', 'App', having(identity(BOTH))), ['role App: encrypt (IAM policy)']],
    ['to a role that the app only names', [ROOT, deny(undefined, DECRYPT, { AWS: role('App') })], managed({ Roles: ['App'] }), ['role App: encrypt (IAM policy)']],
    ['to a user that the app only names', [ROOT, deny(undefined, DECRYPT, { AWS: user('jo') })], managed({ Users: ['jo'] }), ['user jo: encrypt (IAM policy)']],
    ['to the account', [ROOT, deny(undefined, DECRYPT, { AWS: ACCOUNT })], managed({ Roles: ['App'] }), ['role App: encrypt (IAM policy)']],
  ])('what is denied %s', (_, statements, more, wanted) => expect(access(statements, more).slice(1)).toEqual(wanted));
});
