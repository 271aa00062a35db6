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
    ['of AWS::IAM::RolePolicy by its name', { R: role({ RoleName: 'R' }), P: resource('IAM::RolePolicy', { RoleName: 'R', PolicyDocument: document() }) }],
    ['of AWS::IAM::Policy, of whose branches one names it', { R: role(), P: resource('IAM::Policy', { Roles: [conditional({ Ref: 'R' }, { Ref: 'AWS::NoValue' })], PolicyDocument: document() }) }],
    ['of AWS::IAM::Policy, all of whose roles a condition chooses', { R: role(), P: resource('IAM::Policy', { Roles: conditional([{ Ref: 'R' }], { Ref: 'AWS::NoValue' }), PolicyDocument: document() }) }],
    ['of AWS::IAM::Policy, beside what is no name', { R: role(), P: resource('IAM::Policy', { Roles: [{ Ref: 'R' }, { not: 'a name' }], PolicyDocument: document() }) }],
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

  test.each<[string, Resources]>([
    ['that it is a member of by its name', { G: resource('IAM::Group', { GroupName: 'readers' }), U: resource('IAM::User', { Groups: ['readers'] }), P: resource('IAM::GroupPolicy', { GroupName: 'readers', PolicyDocument: document() }) }],
    ['that it is added to by its own name', {
      G: resource('IAM::Group', { Policies: [{ PolicyDocument: document() }] }), U: resource('IAM::User', { UserName: 'jo' }), A: resource('IAM::UserToGroupAddition', { GroupName: { Ref: 'G' }, Users: ['jo', { not: 'a name' }] }),
    }],
    ['with AWS::IAM::Policy', { G: resource('IAM::Group'), U: resource('IAM::User', { Groups: [{ Ref: 'G' }] }), P: resource('IAM::Policy', { Groups: [{ Ref: 'G' }], PolicyDocument: document() }) }],
    ['with AWS::IAM::ManagedPolicy', { G: resource('IAM::Group', { GroupName: 'readers' }), U: resource('IAM::User', { Groups: [{ Ref: 'G' }] }), P: resource('IAM::ManagedPolicy', { Groups: ['readers'], PolicyDocument: document() }) }],
  ])('of a group %s', (_, resources) => expect(said(resources).map(text => text.replace('user jo', 'user U'))).toEqual(['user U: kms:Decrypt']));

  test('through the group that is told', () => {
    const [one] = identities({ ...group, U: resource('IAM::User', { Groups: [{ Ref: 'G' }], Policies: [{ PolicyDocument: document('kms:Encrypt') }] }) });

    expect(one.policies.map(({ name, group: through, policy }) => [name, through, policy?.location])).toEqual([
      ['U', undefined, 'Properties.Policies.0.PolicyDocument'], ['P', 'G', 'Properties.PolicyDocument'], ['G', 'G', 'Properties.Policies.0.PolicyDocument'],
    ]);
  });

  test.each<[string, Resources]>([
    ['AWS::IAM::UserPolicy', { U: resource('IAM::User'), P: resource('IAM::UserPolicy', { UserName: { Ref: 'U' }, PolicyDocument: document() }) }],
    ['AWS::IAM::UserPolicy by its name', { U: resource('IAM::User', { UserName: 'U' }), P: resource('IAM::UserPolicy', { UserName: 'U', PolicyDocument: document() }) }],
    ['AWS::IAM::Policy', { U: resource('IAM::User'), P: resource('IAM::Policy', { Users: [{ Ref: 'U' }], PolicyDocument: document() }) }],
    ['AWS::IAM::ManagedPolicy', { U: resource('IAM::User', { UserName: 'U' }), P: resource('IAM::ManagedPolicy', { Users: ['U'], PolicyDocument: document() }) }],
  ])('of its own by %s', (_, resources) => expect(said(resources)).toEqual(['user U: kms:Decrypt']));
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

test('a permission set without a policy or a name is somebody all the same', () => {
  const [one] = identities({ S: resource('SSO::PermissionSet', { Name: { Ref: 'AWS::NoValue' } }) });

  expect([one.name, one.policies, one.arns]).toEqual(['S', [], [`arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_*_*`]]);
});

describe('somebody', () => {
  test.each<[string, any, string[]]>([
    ['with a name', { RoleName: 'reader' }, ['${s0#R.Arn}', `arn:aws:iam::${ACCOUNT}:role/reader`]],
    ['with a name and a path', { RoleName: 'reader', Path: '/team/' }, ['${s0#R.Arn}', `arn:aws:iam::${ACCOUNT}:role/team/reader`]],
    ['with one of two names', { RoleName: conditional('a', 'b') }, ['${s0#R.Arn}']],
  ])('%s is known by it', (_, properties, arns) => expect(identities({ R: role(properties) })[0].arns).toEqual(arns));

  test('is told by what CloudFormation says where it is named by a parameter', () => {
    expect(identities({ P: resource('IAM::Policy', { Roles: PARAMETER, PolicyDocument: document() }) })).toMatchObject([{ kind: 'role', name: '<Parameter>', unread: [] }]);
  });

  test('of one name in two accounts is two', () => {
    const stacks = [ACCOUNT, '444455556666'].map((account, index) =>
      template({ R: role({ RoleName: 'reader' }), P: resource('IAM::RolePolicy', { RoleName: 'reader', PolicyDocument: document(index === 0 ? 'kms:Sign' : 'kms:Verify') }) }, { index, account }));

    expect(new App(stacks).identities.map(({ account, policies }) => [account, policies.flatMap(({ statements }) => statements![0].actions)])).toEqual([[ACCOUNT, ['kms:Sign']], ['444455556666', ['kms:Verify']]]);
  });

  test('of one name as user and as role is two', () => {
    expect(said({ R: role({ RoleName: 'same' }), U: resource('IAM::User', { UserName: 'same' }), P: resource('IAM::UserPolicy', { UserName: 'same', PolicyDocument: document() }) })).toEqual(['role same: ', 'user same: kms:Decrypt']);
  });
});

test.each<[string, any, { name: string; actions: string[] | undefined } | undefined]>([
  ['that the app makes', { Ref: 'P' }, { name: 'P', actions: ['s3:*'] }],
  ['of AWS', 'arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole', { name: 'AWSLambdaBasicExecutionRole', actions: [] }],
  ['of a parameter', PARAMETER, { name: '<Parameter>', actions: undefined }],
  ['of no name at all', { not: 'a name' }, { name: 'boundary', actions: undefined }],
  ['that is left out', { Ref: 'AWS::NoValue' }, undefined],
])('a boundary %s', (_, PermissionsBoundary, wanted) => {
  const [{ boundary }] = identities({ R: role({ PermissionsBoundary }), P: resource('IAM::ManagedPolicy', { PolicyDocument: document('s3:*') }) });

  expect(boundary && { name: boundary.name, actions: boundary.statements?.flatMap(({ actions }) => actions) }).toEqual(wanted);
});

test.each<[string, Resources, boolean]>([
  ['named so by its logical id', { TeamBoundary: resource('IAM::ManagedPolicy', { PolicyDocument: document() }) }, true],
  ['named so', { P: resource('IAM::ManagedPolicy', { ManagedPolicyName: 'team-boundary', PolicyDocument: document() }) }, true],
  ['named otherwise', { P: resource('IAM::ManagedPolicy', { ManagedPolicyName: 'readers', PolicyDocument: document() }) }, false],
  ['named by a function', { P: resource('IAM::ManagedPolicy', { ManagedPolicyName: { 'Fn::Sub': 'team-${Stage}-boundary' }, PolicyDocument: document() }) }, true],
  ['named by a parameter', { P: resource('IAM::ManagedPolicy', { ManagedPolicyName: { Ref: 'BoundaryName' }, PolicyDocument: document() }) }, false],
  ['that no role can have as a boundary', { TeamBoundary: resource('IAM::Policy', { PolicyDocument: document() }) }, false],
  ['that nothing is said of', { TeamBoundary: { Type: 'AWS::IAM::ManagedPolicy' } }, true],
  ['of a user', { U: resource('IAM::User', { PermissionsBoundary: { Ref: 'P' } }), P: resource('IAM::ManagedPolicy', { PolicyDocument: document() }) }, true],
  ['that a group has as a policy', { G: resource('IAM::Group', { ManagedPolicyArns: [{ Ref: 'TeamBoundary' }] }), TeamBoundary: resource('IAM::ManagedPolicy', { PolicyDocument: document() }) }, false],
  ['that a user has as a policy', { U: resource('IAM::User', { ManagedPolicyArns: [PARAMETER, { Ref: 'TeamBoundary' }] }), TeamBoundary: resource('IAM::ManagedPolicy', { PolicyDocument: document() }) }, false],
  ['beside another that a user has', { U: resource('IAM::User', { ManagedPolicyArns: [{ Ref: 'P' }] }), TeamBoundary: resource('IAM::ManagedPolicy', { PolicyDocument: document() }), P: resource('IAM::ManagedPolicy', { PolicyDocument: document() }) }, true],
  ...['Roles', 'Users', 'Groups'].map((list): [string, Resources, boolean] => [`given to ${list}`, { TeamBoundary: resource('IAM::ManagedPolicy', { [list]: ['a'], PolicyDocument: document() }) }, false]),
])('a policy is a boundary alone: one %s', (_, resources, wanted) => expect(new App([template(resources)]).identityPolicies[0].boundaryOnly).toBe(wanted));

test.each<[string, Resources, string[]]>([
  ['a policy', { P: resource('IAM::Policy', { PolicyDocument: document() }) }, ['Properties.PolicyDocument false']],
  ['a policy without properties', { P: { Type: 'AWS::IAM::Policy' } }, ['Properties.PolicyDocument false']],
  ['a role', { R: role({ Policies: [{ PolicyDocument: document() }, null] }) }, ['Properties.Policies.0.PolicyDocument false', 'Properties.Policies.1.PolicyDocument false']],
  ['a role without properties', { R: { Type: 'AWS::IAM::Role' } }, []],
  ['a permission set', { S: resource('SSO::PermissionSet', { InlinePolicy: document() }) }, ['Properties.InlinePolicy false']],
  ['a permission set without properties', { S: { Type: 'AWS::SSO::PermissionSet' } }, []],
  ['a role whose policy a condition leaves out', { R: role({ Policies: [conditional(null, { PolicyDocument: document() })] }) }, ['Properties.Policies.0.PolicyDocument false']],
])('where the policies of %s are written', (_, resources, wanted) => {
  expect(new App([template(resources)]).identityPolicies.map(({ location, boundaryOnly }) => `${location} ${boundaryOnly}`)).toEqual(wanted);
});

test('a policy that is a boundary alone allows nobody anything', () => {
  const boundary = (more: any = {}) => new App([template({
    R: role({ PermissionsBoundary: { Ref: 'P' }, ...more }), P: resource('IAM::ManagedPolicy', { PolicyDocument: document() }),
  })]).identityPolicies[0].boundaryOnly;

  expect([boundary(), boundary({ ManagedPolicyArns: [{ Ref: 'P' }] })]).toEqual([true, false]);
});
