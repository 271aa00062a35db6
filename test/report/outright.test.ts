import { App } from '../../src/app/app';
import { AccessReader } from '../../src/report/access-rows';
import { allow, deny, keyWith, OTHER_ROOT, Resources, role, ROOT, template } from '../checks/support';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const DECRYPT = 'kms:Decrypt';
const ENCRYPT = 'kms:Encrypt';
const BOTH = [DECRYPT, ENCRYPT];
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const holder = (type: string, name: string, properties: object = {}): Resources => ({ Holder: { Type: `AWS::IAM::${type}`, Properties: { [`${type}Name`]: name, ...properties } as any } });
const document = (...Statement: object[]) => ({ PolicyDocument: { Version: '2012-10-17', Statement } });
const identity = (Action: unknown, Effect = 'Allow', more: object = {}) => ({ Effect, Action, Resource: '*', ...more });
const boundary = (Action: unknown, more: object = {}): Resources => ({ Limit: { Type: 'AWS::IAM::ManagedPolicy', Properties: document(identity(Action, 'Allow', more)) as any } });
const LIMITED = { PermissionsBoundary: { Ref: 'Limit' } };
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const user = (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`;

const read = (statements: any[], more: Resources = {}) => {
  const app = new App([template({ ...keyWith(...statements), ...more })]);
  return new AccessReader(app).of(app.keys[0]);
};
const text = ({ principals, permissions, conditions, source }: { principals: string[]; permissions: string[]; conditions: string[]; source: string }) =>
  `${principals.join(', ')}: ${[permissions.join(', '), ...conditions].join(' ')}${source === 'key policy' ? '' : ` (${source})`}`;
const access = (statements: any[], more?: Resources) => read(statements, more).access.map(text);
const restrictions = (statements: any[], more?: Resources) => read(statements, more).restrictions.map(text);

describe('what is denied whatever the request is not listed as allowed', () => {
  test.each<[string, any[], Resources, string[]]>([
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
    ['by its IAM policy', [allow({ AWS: arnOf('Holder') }, BOTH)], holder('Role', 'App', { Policies: [document(identity(DECRYPT, 'Deny'))] }), ['role App: encrypt']],
  ])('%s', (_, statements, more, wanted) => expect(access(statements, more)).toEqual(wanted));
});

describe('a permissions boundary', () => {
  test.each<[string, any[], Resources, string[]]>([
    ['holds a role that the key policy names', [allow({ AWS: arnOf('Holder') }, BOTH)], { ...holder('Role', 'App', LIMITED), ...boundary(ENCRYPT) }, ['role App: encrypt']],
    ['under its condition', [allow({ AWS: arnOf('Holder') }, BOTH)], { ...holder('Role', 'App', LIMITED), ...boundary(ENCRYPT, { Condition: MFA }) }, ['role App: encrypt with MFA']],
    ['takes nothing from a user that the key policy names', [allow({ AWS: arnOf('Holder') }, BOTH)], { ...holder('User', 'jo', LIMITED), ...boundary(ENCRYPT) }, ['user jo: encrypt, decrypt']],
    ['holds what an IAM policy allows', [ROOT], { ...holder('Role', 'App', { ...LIMITED, Policies: [document(identity(BOTH))] }), ...boundary(ENCRYPT) },
      ['the account: everything', 'role App: encrypt (IAM policy)']],
    ['of which nothing is known is named', [allow({ AWS: arnOf('Holder') }, BOTH)], holder('Role', 'App', { PermissionsBoundary: 'arn:aws:iam::111122223333:policy/b' }),
      ['role App: encrypt, decrypt within arn:aws:iam::111122223333:policy/b']],
    ['holds a role among everyone but another', [{ ...allow(undefined, BOTH), Principal: undefined, NotPrincipal: { AWS: role('Other') } }], { ...holder('Role', 'App', LIMITED), ...boundary(ENCRYPT) },
      ['everyone but role Other, role App: encrypt, decrypt', 'role App: encrypt']],
  ])('%s', (_, statements, more, wanted) => expect(access(statements, more)).toEqual(wanted));
});

describe('a Deny of an IAM policy', () => {
  const denying = (more: object = {}) => holder('Role', 'App', { Policies: [document(identity(DECRYPT, 'Deny', more))] });

  test.each<[string, any[], Resources, string[]]>([
    ['under a condition is a restriction', [ROOT], denying({ Condition: MFA }), ['role App: decrypt when with MFA (IAM policy)']],
    ['without one is none where the key policy names people', [ROOT, allow({ AWS: role('Other') }, DECRYPT)], denying(), []],
    ['without one is one where it lets anybody in', [ROOT, allow({ AWS: '*' }, DECRYPT)], denying(), ['role App: decrypt (IAM policy)']],
    ['without one is one where it lets in whom it does not name', [ROOT, { ...allow(undefined, DECRYPT), Principal: undefined, NotPrincipal: { AWS: role('Other') } }], denying(), ['role App: decrypt (IAM policy)']],
    ['of nothing about keys is none', [ROOT, allow({ AWS: '*' }, DECRYPT)], holder('Role', 'App', { Policies: [document(identity('s3:*', 'Deny'))] }), []],
  ])('%s', (_, statements, more, wanted) => expect(restrictions(statements, more)).toEqual(wanted));
});

describe('an IAM policy', () => {
  const reader = (name: string) => ({ Type: 'AWS::IAM::Role', Properties: { RoleName: name, ManagedPolicyArns: [{ Ref: 'P' }] } as any });
  const P = { Type: 'AWS::IAM::ManagedPolicy', Properties: document(identity(BOTH)) as any };

  test('of two, of whom one is denied something, is told apart', () => {
    expect(access([ROOT, deny(undefined, DECRYPT, { AWS: role('A') })], { A: reader('A'), B: reader('B'), P })).toEqual([
      expect.stringMatching(/^the account: /), 'role A: encrypt (IAM policy)', 'role B: encrypt, decrypt (IAM policy)',
    ]);
  });
  test('of two of whom nothing is taken is one row', () => expect(access([ROOT], { A: reader('A'), B: reader('B'), P })).toContain('role A, role B: encrypt, decrypt (IAM policy)'));
  test('says nothing where the key policy lets another account in alone', () => expect(access([allow({ AWS: OTHER_ROOT }, 'kms:*')], { A: reader('A'), P })).toEqual([`account ${OTHER_ACCOUNT}: everything`]));
});
