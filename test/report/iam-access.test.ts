import { access, BOTH, boundary, DECRYPT, document, ENCRYPT, having, holder, identity, LIMITED, MFA, restrictions, Row } from './support';
import { allow, conditional, deny, OTHER_ROOT, PARAMETER, role, ROOT } from '../checks/support';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const EVERYTHING = 'the account: everything';
const APP = holder('Role', 'App', having(identity(BOTH)));
const everyoneBut = (...arns: string[]) => ({ ...allow(undefined, DECRYPT), Principal: undefined, NotPrincipal: { AWS: arns } });

describe('a Deny of an IAM policy', () => {
  const denying = (more: object = {}) => holder('Role', 'App', having(identity(DECRYPT, 'Deny', more)));

  test.each<Row>([
    ['under a condition is a restriction', [ROOT], denying({ Condition: MFA }), ['role App: decrypt when with MFA (IAM policy)']],
    ['without one is none where the key policy names people', [ROOT, allow({ AWS: role('Other') }, DECRYPT)], denying(), []],
    ['without one is one where it lets anybody in', [ROOT, allow({ AWS: '*' }, DECRYPT)], denying(), ['role App: decrypt (IAM policy)']],
    ['without one is one where it lets in whom it does not name', [ROOT, everyoneBut(role('Other'))], denying(), ['role App: decrypt (IAM policy)']],
    ['of nothing about keys is none', [ROOT, allow({ AWS: '*' }, DECRYPT)], holder('Role', 'App', having(identity('s3:*', 'Deny'))), []],
    ['of other keys is none', [ROOT, allow({ AWS: '*' }, DECRYPT)], denying({ Resource: `arn:aws:kms:us-east-1:${OTHER_ACCOUNT}:key/*` }), []],
    ['is none where there is only an Allow, under a condition or not', [ROOT, allow({ AWS: '*' }, DECRYPT)], holder('Role', 'App', having(identity(DECRYPT), identity(ENCRYPT, 'Allow', { Condition: MFA }))), []],
  ])('%s', (_, statements, more, wanted) => expect(restrictions(statements, more)).toEqual(wanted));

  test('is nothing that is allowed', () => expect(access([ROOT], denying({ Condition: MFA }))).toEqual([EVERYTHING]));
});

describe('an IAM policy counts', () => {
  const BY_ALIAS = { Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/orders' } } };
  const IN_S3 = { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } };

  test.each<Row>([
    ['where the account is named', [ROOT], APP, [EVERYTHING, 'role App: encrypt, decrypt (IAM policy)']],
    ['where the account is named beside others', [allow({ AWS: [role('Other'), OTHER_ROOT, ACCOUNT] }, DECRYPT)], APP,
      [`role Other, account ${OTHER_ACCOUNT}, the account: decrypt`, 'role App: decrypt (IAM policy)']],
    ['not where others alone are named', [allow({ AWS: [role('Other'), OTHER_ROOT] }, DECRYPT)], APP, [`role Other, account ${OTHER_ACCOUNT}: decrypt`]],
    ['not where everyone is named but the account', [everyoneBut(ACCOUNT)], APP, ['everyone but the account: decrypt']],
    ['not where the key policy only denies', [deny(MFA, DECRYPT, { AWS: ACCOUNT })], APP, []],
    ['for what is delegated, under its condition', [allow({ AWS: ACCOUNT }, DECRYPT, MFA)], APP, ['the account: decrypt with MFA', 'role App: decrypt with MFA (IAM policy)']],
    ['first for what is delegated without a condition, whatever comes first', [allow({ AWS: ACCOUNT }, BOTH, IN_S3), allow({ AWS: ACCOUNT }, ENCRYPT)], APP,
      ['the account: encrypt, decrypt through S3 in eu-central-1', 'the account: encrypt', 'role App: encrypt (IAM policy)', 'role App: decrypt through S3 in eu-central-1 (IAM policy)']],
    ['twice for what is delegated under one condition and under another', [allow({ AWS: ACCOUNT }, DECRYPT, IN_S3), allow({ AWS: ACCOUNT }, DECRYPT, MFA)], APP,
      ['the account: decrypt through S3 in eu-central-1', 'the account: decrypt with MFA', 'role App: decrypt through S3 in eu-central-1 (IAM policy)', 'role App: decrypt with MFA (IAM policy)']],
    ['under a condition of its own and one of the delegation, each said once', [allow({ AWS: ACCOUNT }, DECRYPT, MFA)],
      holder('Role', 'App', having(identity(DECRYPT, 'Allow', { Condition: { ...MFA, ...IN_S3 } }))),
      ['the account: decrypt with MFA', 'role App: decrypt with MFA through S3 in eu-central-1 (IAM policy)']],
    ['of two of the same in one row', [ROOT], { ...APP, Other: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'Other', ...having(identity(BOTH)) } } },
      [EVERYTHING, 'role App, role Other: encrypt, decrypt (IAM policy)']],
    ['of somebody who has the same twice once', [ROOT], holder('Role', 'App', having(identity(DECRYPT), identity(DECRYPT))), [EVERYTHING, 'role App: decrypt (IAM policy)']],
    ['not for what no key policy can allow, who is of another account', [ROOT], {}, [EVERYTHING]],
    ['not where it cannot be read', [ROOT], holder('Role', 'App', having(PARAMETER)), [EVERYTHING]],
    ['where it names the key', [ROOT], holder('Role', 'App', having(identity(DECRYPT, 'Allow', { Resource: { 'Fn::GetAtt': ['Key', 'Arn'] } }))), [EVERYTHING, 'role App: decrypt (IAM policy)']],
    ['where it names the key and all others, once', [ROOT], holder('Role', 'App', having(identity(DECRYPT, 'Allow', { Resource: [{ 'Fn::GetAtt': ['Key', 'Arn'] }, '*'] }))),
      [EVERYTHING, 'role App: decrypt (IAM policy)']],
    ['where it names the key by its id, whatever comes before', [ROOT], holder('Role', 'App', having(identity(DECRYPT, 'Allow', { Resource: { 'Fn::Sub': 'arn:aws:kms:*:*:key/${Key}' } }))),
      [EVERYTHING, 'role App: decrypt (IAM policy)']],
    ['not where it names an alias of the key, which is no key', [ROOT], {
      ...holder('Role', 'App', having(identity(DECRYPT, 'Allow', { Resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/orders` }))),
      Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/orders', TargetKeyId: { Ref: 'Key' } } },
    }, [EVERYTHING]],
    ['beside its Deny under a condition, which allows nothing', [ROOT], holder('Role', 'App', having(identity(DECRYPT), identity(DECRYPT, 'Deny', { Condition: MFA }))), [EVERYTHING, 'role App: decrypt (IAM policy)']],
    ['not where it asks for an alias that the key has not', [ROOT], holder('Role', 'App', having(identity(DECRYPT, 'Allow', BY_ALIAS))), [EVERYTHING]],
    ['where it asks for an alias that the key might have', [ROOT], {
      ...holder('Role', 'App', having(identity(DECRYPT, 'Allow', BY_ALIAS))), Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/orders', TargetKeyId: PARAMETER } },
    }, [EVERYTHING, 'role App: decrypt while it is named alias/orders (IAM policy)']],
    ['not where it names all keys but this one', [ROOT], holder('Role', 'App', having({ Effect: 'Allow', Action: DECRYPT, NotResource: { 'Fn::GetAtt': ['Key', 'Arn'] } })), [EVERYTHING]],
    ['where it names all keys but those of an alias, which is none', [ROOT], holder('Role', 'App', having({ Effect: 'Allow', Action: DECRYPT, NotResource: `arn:aws:kms:*:${ACCOUNT}:alias/x` })),
      [EVERYTHING, 'role App: decrypt (IAM policy)']],
  ])('%s', (_, statements, more, wanted) => expect(access(statements, more)).toEqual(wanted));
});

describe('conditions of the template', () => {
  const inBranch = (...branches: [any, any]) => holder('Role', 'App', having(conditional(...branches)));
  const allowed = identity(DECRYPT);
  const NONE = { Ref: 'AWS::NoValue' };

  test.each<Row>([
    ['of an IAM policy are said', [ROOT], inBranch(allowed, NONE), [EVERYTHING, 'role App: decrypt if Condition (IAM policy)']],
    ['of the delegation are said', [conditional(ROOT, NONE)], holder('Role', 'App', having(allowed)), ['the account: everything if Condition', 'role App: decrypt if Condition (IAM policy)']],
    ['of both are said once', [conditional(ROOT, NONE)], inBranch(allowed, NONE), ['the account: everything if Condition', 'role App: decrypt if Condition (IAM policy)']],
    ['that are never both leave nothing', [conditional(ROOT, NONE)], inBranch(NONE, allowed), ['the account: everything if Condition']],
  ])('%s', (_, statements, more, wanted) => expect(access(statements, more)).toEqual(wanted));

  test('of a Deny are said', () => expect(restrictions([ROOT], inBranch(identity(DECRYPT, 'Deny', { Condition: MFA }), NONE))).toEqual(['role App: decrypt if Condition when with MFA (IAM policy)']));
});

describe('an IAM policy of two', () => {
  const reader = (name: string, more: object = {}) => ({ Type: 'AWS::IAM::Role', Properties: { RoleName: name, ManagedPolicyArns: [{ Ref: 'P' }], ...more } });
  const P = { Type: 'AWS::IAM::ManagedPolicy', Properties: document(identity(BOTH)) };

  test.each<Row>([
    ['of whom one is denied something tells them apart', [ROOT, deny(undefined, DECRYPT, { AWS: role('A') })], { A: reader('A'), B: reader('B'), P },
      [EVERYTHING, 'role A: encrypt (IAM policy)', 'role B: encrypt, decrypt (IAM policy)']],
    ['of whom one is denied everything names the other alone', [ROOT, deny(undefined, 'kms:*', { AWS: role('A') })], { A: reader('A'), B: reader('B'), P },
      [EVERYTHING, 'role B: encrypt, decrypt (IAM policy)']],
    ['of whom a permissions boundary holds one tells them apart', [ROOT], { A: reader('A', LIMITED), B: reader('B'), P, ...boundary(identity(ENCRYPT)) },
      [EVERYTHING, 'role A: encrypt (IAM policy)', 'role B: encrypt, decrypt (IAM policy)']],
    ['of whom nothing is taken is one row', [ROOT], { A: reader('A'), B: reader('B'), P }, [EVERYTHING, 'role A, role B: encrypt, decrypt (IAM policy)']],
    ['says nothing where the key policy lets another account in alone', [allow({ AWS: OTHER_ROOT }, 'kms:*')], { A: reader('A'), P }, [`account ${OTHER_ACCOUNT}: everything`]],
  ])('%s', (_, statements, more, wanted) => expect(access(statements, more)).toEqual(wanted));
});
