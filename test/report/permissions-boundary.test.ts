import { access, BOTH, boundary, DECRYPT, ENCRYPT, having, HOLDER, holder, identity, LIMITED, MFA, restrictions, Row } from './support';
import { allow, role, ROOT } from '../checks/support';

const NAMED = [allow({ AWS: HOLDER }, BOTH)];
const within = (...statements: object[]) => ({ ...holder('Role', 'App', LIMITED), ...boundary(...statements) });

describe('a permissions boundary', () => {
  test.each<Row>([
    ['holds a role that the key policy names', NAMED, within(identity(ENCRYPT)), ['role App: encrypt']],
    ['under its condition', NAMED, within(identity(ENCRYPT, 'Allow', { Condition: MFA })), ['role App: encrypt with MFA']],
    ['takes nothing from a user that the key policy names', NAMED, { ...holder('User', 'jo', LIMITED), ...boundary(identity(ENCRYPT)) }, ['user jo: encrypt, decrypt']],
    ['holds what an IAM policy allows', [ROOT], { ...holder('Role', 'App', { ...LIMITED, ...having(identity(BOTH)) }), ...boundary(identity(ENCRYPT)) },
      ['the account: everything', 'role App: encrypt (IAM policy)']],
    ['of which nothing is known is named', NAMED, holder('Role', 'App', { PermissionsBoundary: 'arn:aws:iam::111122223333:policy/b' }),
      ['role App: encrypt, decrypt within arn:aws:iam::111122223333:policy/b']],
    ['holds a role among everyone but another', [{ ...allow(undefined, BOTH), Principal: undefined, NotPrincipal: { AWS: role('Other') } }], within(identity(ENCRYPT)),
      ['everyone but role Other, role App: encrypt, decrypt', 'role App: encrypt']],
    ['holds a role by an ARN that is made of its name', [allow({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${Holder}' } }, BOTH)], within(identity(ENCRYPT)), ['role App: encrypt']],
    ['that allows nothing of the key leaves nothing', NAMED, within(identity('s3:*')), []],
    ['that allows other keys leaves nothing', NAMED, within(identity('kms:*', 'Allow', { Resource: 'arn:aws:kms:us-east-1:111122223333:key/other' })), []],
    ['of two statements leaves what either does, the unconditional before the conditional', NAMED,
      within(identity('kms:*', 'Allow', { Condition: MFA }), identity(ENCRYPT)), ['role App: encrypt', 'role App: decrypt with MFA']],
    ['of two statements for the same says it once, without the condition', NAMED, within(identity(ENCRYPT, 'Allow', { Condition: MFA }), identity(ENCRYPT)), ['role App: encrypt']],
    ['takes what it denies', NAMED, within(identity('*'), identity(DECRYPT, 'Deny')), ['role App: encrypt']],
    ['takes what it denies from a user that the key policy names', NAMED, { ...holder('User', 'jo', LIMITED), ...boundary(identity('*'), identity(DECRYPT, 'Deny')) }, ['user jo: encrypt']],
    ['takes nothing from a role that it does not hold, among everyone but another', [{ ...allow(undefined, BOTH), Principal: undefined, NotPrincipal: { AWS: role('Other') } }],
      { ...holder('Role', 'App'), ...boundary(identity(ENCRYPT)) }, ['everyone but role Other: encrypt, decrypt']],
    ['tells no role apart that the statement leaves out', [{ ...allow(undefined, BOTH), Principal: undefined, NotPrincipal: { AWS: HOLDER } }], within(identity(ENCRYPT)), ['everyone but role App: encrypt, decrypt']],
    ['that denies under a condition what it does not allow leaves nothing of it', NAMED, within(identity(ENCRYPT), identity(DECRYPT, 'Deny', { Condition: MFA })), ['role App: encrypt']],
    ['allows nobody anything', [ROOT], within(identity('kms:*')), ['the account: everything']],
  ])('%s', (_, statements, more, wanted) => expect(access(statements, more)).toEqual(wanted));
});

describe('a Deny of a permissions boundary', () => {
  test.each<Row>([
    ['under a condition is a restriction', NAMED, within(identity('*'), identity(DECRYPT, 'Deny', { Condition: MFA })), ['role App: decrypt when with MFA (permissions boundary)']],
    ['without one is one where the key policy lets anybody in', [allow({ AWS: '*' }, DECRYPT)], within(identity('*'), identity(DECRYPT, 'Deny')),
      ['role App: decrypt (permissions boundary)']],
    ['without one is none where it names people', NAMED, within(identity('*'), identity(DECRYPT, 'Deny')), []],
    ['of nothing about keys is none', NAMED, within(identity('*'), identity('s3:*', 'Deny', { Condition: MFA })), []],
  ])('%s', (_, statements, more, wanted) => expect(restrictions(statements, more)).toEqual(wanted));
});
