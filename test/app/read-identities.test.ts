import { App } from '../../src/app/app';
import { Identity } from '../../src/app/model';
import { conditional, PARAMETER, Resources, template } from '../checks/support';
import { ACCOUNT } from '../support/stack';

const document = (Action = 'kms:Decrypt') => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const resource = (type: string, Properties: any = {}) => ({ Type: `AWS::${type}`, Properties });
const role = (properties: any = {}) => resource('IAM::Role', { AssumeRolePolicyDocument: {}, ...properties });
const identities = (resources: Resources): readonly Identity[] => new App([template(resources)]).identities;
/** `role R: kms:Decrypt`, by everybody and what their policies name. */
const said = (resources: Resources) => identities(resources).map(({ kind, name, policies }) =>
  `${kind} ${name}: ${policies.flatMap(({ statements }) => statements?.flatMap(({ actions }) => actions) ?? ['unknown']).join(', ')}`);

describe('a role has the policies', () => {
  test.each<[string, Resources]>([
    ['inline', { R: role({ Policies: [{ PolicyDocument: document() }] }) }],
    ['inline, if a condition holds', { R: role({ Policies: [conditional({ PolicyDocument: document() }, { Ref: 'AWS::NoValue' })] }) }],
    ['inline, all by a condition', { R: role({ Policies: conditional([{ PolicyDocument: document() }], { Ref: 'AWS::NoValue' }) }) }],
    ['of AWS::IAM::Policy', { R: role(), P: resource('IAM::Policy', { Roles: [{ Ref: 'R' }], PolicyDocument: document() }) }],
    ['of AWS::IAM::ManagedPolicy by Roles', { R: role(), P: resource('IAM::ManagedPolicy', { Roles: [{ Ref: 'R' }], PolicyDocument: document() }) }],
    ['of AWS::IAM::ManagedPolicy by its name', { R: role({ RoleName: 'R' }), P: resource('IAM::ManagedPolicy', { Roles: ['R'], PolicyDocument: document() }) }],
    ['of AWS::IAM::ManagedPolicy by ManagedPolicyArns', { R: role({ ManagedPolicyArns: [{ Ref: 'P' }] }), P: resource('IAM::ManagedPolicy', { PolicyDocument: document() }) }],
    ['of AWS::IAM::ManagedPolicy by ManagedPolicyArns under a condition', { R: role({ ManagedPolicyArns: [conditional({ Ref: 'P' }, { Ref: 'AWS::NoValue' })] }), P: resource('IAM::ManagedPolicy', { PolicyDocument: document() }) }],
    ['of AWS::IAM::RolePolicy', { R: role(), P: resource('IAM::RolePolicy', { RoleName: { Ref: 'R' }, PolicyDocument: document() }) }],
    ['of which another only is a boundary', {
      R: role({ Policies: [{ PolicyDocument: document() }], PermissionsBoundary: { Ref: 'P' } }), P: resource('IAM::ManagedPolicy', { PolicyDocument: document('s3:*') }),
    }],
  ])('%s', (_, resources) => expect(said(resources)).toEqual(['role R: kms:Decrypt']));

  test('of AWS that reach keys, and knows the names of others', () => {
    const [one] = identities({ R: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess', 'arn:aws:iam::aws:policy/AmazonSQSFullAccess', 'arn:aws:iam::aws:policy/AmazonChimeFullAccess', PARAMETER] }) });

    expect(one.policies.map(({ name, statements }) => [name, statements!.map(({ actions }) => actions)])).toEqual([['AdministratorAccess', [['*']]], ['AmazonSQSFullAccess', []]]);
    expect(one.unread).toEqual(['arn:aws:iam::aws:policy/AmazonChimeFullAccess', '<Parameter>']);
  });

  test('of its boundary apart', () => {
    const [one] = identities({ R: role({ PermissionsBoundary: { Ref: 'P' } }), P: resource('IAM::ManagedPolicy', { PolicyDocument: document('s3:*') }) });
    const [other] = identities({ R: role({ PermissionsBoundary: 'arn:aws:iam::111122223333:policy/b' }) });

    expect([one.boundary?.statements?.[0].actions, one.policies]).toEqual([['s3:*'], []]);
    expect(other.boundary).toEqual({ name: 'arn:aws:iam::111122223333:policy/b', statements: undefined });
  });
});

describe('a user has the policies', () => {
  const group = { G: resource('IAM::Group', { Policies: [{ PolicyDocument: document('kms:Sign') }] }), P: resource('IAM::GroupPolicy', { GroupName: { Ref: 'G' }, PolicyDocument: document() }) };

  test.each<[string, Resources]>([
    ['that it is a member of', { U: resource('IAM::User', { Groups: [{ Ref: 'G' }] }) }],
    ['that it is added to', { U: resource('IAM::User'), A: resource('IAM::UserToGroupAddition', { GroupName: { Ref: 'G' }, Users: [{ Ref: 'U' }] }) }],
    ['that it is added to twice', { U: resource('IAM::User', { Groups: [{ Ref: 'G' }] }), A: resource('IAM::UserToGroupAddition', { GroupName: { Ref: 'G' }, Users: [{ Ref: 'U' }] }) }],
  ])('of a group %s', (_, more) => expect(said({ ...group, ...more })).toEqual(['user U: kms:Decrypt, kms:Sign']));

  test('of its own', () => expect(said({ U: resource('IAM::User'), P: resource('IAM::UserPolicy', { UserName: { Ref: 'U' }, PolicyDocument: document() }) })).toEqual(['user U: kms:Decrypt']));
});

test('a permission set has the policies it lists', () => {
  const set = { S: resource('SSO::PermissionSet', { Name: 'Readers', InlinePolicy: document(), ManagedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }) };
  const [one] = identities(set);

  expect([one.kind, one.name, one.arns]).toEqual(['permission set', 'Readers', [`arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Readers_*`]]);
  expect(one.policies.flatMap(({ statements }) => statements![0].actions)).toEqual(['kms:Decrypt', 'kms:Describe*', 'kms:Get*', 'kms:List*']);
});

test('a function of AWS SAM has a role of its own', () => {
  const [one] = identities({ F: resource('Serverless::Function', { Policies: [document()] }) });

  expect([one.name, one.arns[0], one.policies[0].policy?.location]).toEqual(['FRole', '${s0#FRole.Arn}', 'Properties.Policies.0.PolicyDocument']);
});

test('whoever is only named is somebody of the account', () => {
  expect(identities({ P: resource('IAM::Policy', { Roles: ['Elsewhere'], PolicyDocument: document() }) }))
    .toMatchObject([{ kind: 'role', name: 'Elsewhere', account: ACCOUNT, arns: [`arn:aws:iam::${ACCOUNT}:role/Elsewhere`], resource: undefined }]);
});

test('a policy that is a boundary alone allows nobody anything', () => {
  const boundary = (more: any = {}) => new App([template({
    R: role({ PermissionsBoundary: { Ref: 'P' }, ...more }), P: resource('IAM::ManagedPolicy', { PolicyDocument: document() }),
  })]).identityPolicies[0].boundaryOnly;

  expect([boundary(), boundary({ ManagedPolicyArns: [{ Ref: 'P' }] })]).toEqual([true, false]);
});
