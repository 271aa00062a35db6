import { App } from '../../src/app/app';
import { shapeOf } from '../../src/app/policy-shape';
import { RuleEngine } from '../../src/checks/rule-engine';
import { RULES } from '../../src/checks/rules';
import { subjectsOf } from '../../src/checks/subjects';
import { LIMITS } from '../../src/private/limits';
import { Template } from '../../src/template/template';
import { allow, delegated, deny, EXPECTED, key, keyWith, Resources, role, ROOT, template } from '../checks/support';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const policy = (...statements: any[]) => ({ Version: '2012-10-17', Statement: [ROOT, ...statements] });
const use = (principal: any) => allow({ AWS: principal }, ['kms:Decrypt', 'kms:GenerateDataKey*']);
const resources: Resources = {
  RoleA: { Type: 'AWS::IAM::Role', Properties: {} },
  RoleB: { Type: 'AWS::IAM::Role', Properties: {} },
  UserA: { Type: 'AWS::IAM::User', Properties: {} },
  UserB: { Type: 'AWS::IAM::User', Properties: {} },
  TopicA: { Type: 'AWS::SNS::Topic', Properties: {} },
  TopicB: { Type: 'AWS::SNS::Topic', Properties: {} },
};
const shape = (document: unknown, at: Partial<Template> = {}) => shapeOf(document, template(resources, at));
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const inPartition = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });
const inAccount = (rest: string) => ({ 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, rest]] });
const logs = (group: string) => allow({ Service: 'logs.eu-west-1.amazonaws.com' }, 'kms:Decrypt',
  { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:${group}` } });

describe('policies that differ in names only have one shape', () => {
  test.each<[string, any, any]>([
    ['roles', use(role('a')), use(role('team/b'))],
    ['roles of a partition that is not known', use(inPartition(`:iam::${ACCOUNT}:role/a`)), use(inPartition(`:iam::${ACCOUNT}:role/b`))],
    ['roles of an account that is not known', use(inAccount(':role/a')), use(inAccount(':role/b'))],
    ['roles of the template', use(arnOf('RoleA')), use(arnOf('RoleB'))],
    ['users of the template', use(arnOf('UserA')), use(arnOf('UserB'))],
    ['roles that sound like those of AWS services', use(role('my-aws-a')), use(role('my-aws-b'))],
    ['roles under a path that does', use(role('my/service-role/a')), use(role('my/service-role/b'))],
    ['Sids', use(role('a')), { ...use(role('a')), Sid: 'Other1' }],
    ['log groups', logs('/app/a'), logs('/app/b')],
    ['roles of the template, each with its log group', [use(arnOf('RoleA')), logs('/app/a')], [use(arnOf('RoleB')), logs('/app/b')]],
    ['two roles each', use([role('a'), role('b')]), use([role('b'), role('c')])],
  ])('%s', (_, one, other) => {
    expect(shape(policy(...[one].flat()))).toBeDefined();
    expect(shape(policy(...[one].flat()))).toEqual(shape(policy(...[other].flat())));
  });
});

describe('anything else makes another shape', () => {
  test.each<[string, any, any]>([
    ['an account', use(role('a')), use(role('a', OTHER_ACCOUNT))],
    ['a role beside one that is written out, which might be the same', use([arnOf('RoleA'), role('a')]), use([arnOf('RoleB'), role('a')])],
    ['a role beside one by its name, which might be the same', use([arnOf('RoleA'), { 'Fn::Sub': 'arn:aws:iam::111122223333:role/${RoleA}' }]), use([arnOf('RoleB'), { 'Fn::Sub': 'arn:aws:iam::111122223333:role/${RoleA}' }])],
    ['a kind of principal', use(role('a')), use(`arn:aws:iam::${ACCOUNT}:user/a`)],
    ['a kind of resource of the template', use(arnOf('RoleA')), use(arnOf('UserA'))],
    ['a pattern of names', use(role('a')), use(role('a*'))],
    ['a symbol in a name', use(role('a')), use(role('${aws:username}'))],
    ['a role of an AWS service', use(role('a')), use(role('aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling'))],
    ['another role of an AWS service', use(role('service-role/a')), use(role('service-role/b'))],
    ['the account itself', use(role('a')), use(ROOT.Principal.AWS)],
    ['the same name twice', use([role('a'), role('b')]), use([role('a'), role('a')])],
    ['a role and a user of one name', use([role('a'), `arn:aws:iam::${ACCOUNT}:user/b`]), use([role('a'), `arn:aws:iam::${ACCOUNT}:user/a`].reverse())],
    ['a role of the template and one by name, which might be the same', use([arnOf('RoleA'), role('a')]), use([arnOf('RoleB'), role('a')])],
    ['a role of the template and a session, which might be its', use([arnOf('RoleA'), `arn:aws:sts::${ACCOUNT}:assumed-role/a/s`]), use([arnOf('RoleB'), `arn:aws:sts::${ACCOUNT}:assumed-role/a/s`])],
    ['a resource that is no principal', use(arnOf('TopicA')), use(arnOf('TopicB'))],
    ['a resource that is not in the template', use(arnOf('Gone')), use(arnOf('Lost'))],
    ['an action', use(role('a')), allow({ AWS: role('a') }, 'kms:Decrypt')],
    ['a Sid with a space', use(role('a')), { ...use(role('a')), Sid: 'Other one' }],
    ['one Sid twice', { ...use(role('a')), Sid: ROOT.Sid }, use(role('a'))],
    ['a name that Latin-1 does not have', use(role('a')), use(role('\u2013'))],
  ])('%s', (_, one, other) => {
    expect(shape(policy(one))).not.toEqual(shape(policy(other)));
  });
});

describe('the stack of a policy', () => {
  const [here, other] = [{ index: 0 }, { index: 1 }];

  test.each<[string, any]>([
    ['names that are written out', use(role('a'))],
    ['the own account', use(inAccount(':role/a'))],
    ['roles of the template', use(arnOf('RoleA'))],
    ['patterns of names', use(role('a*'))],
  ])('makes no difference to %s', (_, statement) => {
    expect(shape(policy(statement), here)).toEqual(shape(policy(statement), other));
  });

  test.each<[string, any]>([
    ['a resource that is no principal', use(arnOf('TopicA'))],
    ['a parameter', use({ Ref: 'Parameter' })],
    ['the name of the stack', { ...use(role('a')), Condition: { StringEquals: { 'aws:PrincipalTag/stack': { Ref: 'AWS::StackName' } } } }],
    ['a text that is filled in', use({ 'Fn::Sub': 'arn:aws:iam::${Account}:role/a' })],
    ['a condition of the template', { 'Fn::If': ['IsProduction', use(role('a')), { Ref: 'AWS::NoValue' }] }],
    ['a part of a text', use(inPartition({ Ref: 'Parameter' } as any))],
  ])('tells what is meant by %s', (_, statement) => {
    expect(shape(policy(statement), here)).toBeDefined();
    expect(shape(policy(statement), here)).not.toEqual(shape(policy(statement), other));
  });

  test.each([['account', { account: OTHER_ACCOUNT }], ['Region', { region: 'us-east-1' }], ['partition', { partition: 'aws-cn' }]])('in another %s has other policies', (_, elsewhere) => {
    const { place } = template(resources);
    expect(shape(policy(use(role('a'))), { place })).not.toEqual(shape(policy(use(role('a'))), { place: { ...place, ...elsewhere } }));
  });
});

describe('a policy that is judged on its own', () => {
  test('is one that names could take over the limit', () => {
    const long = (length: number) => policy(use(Array.from({ length }, (_, i) => role(`application-${i}`))));

    expect(shape(long(20))).toBeDefined();
    expect(JSON.stringify(long(400)).length).toBeLessThan(LIMITS.policyBytes);
    expect(shape(long(400))).toBeUndefined();
  });

  test('is one of which CloudFormation fills in much', () => {
    const filled = (length: number) => policy(use(Array.from({ length }, (_, i) => ({ Ref: `Parameter${i}` }))));

    expect(shape(filled(20))).toBeDefined();
    expect(JSON.stringify(filled(120)).length * 4).toBeLessThan(LIMITS.policyBytes);
    expect(shape(filled(120))).toBeUndefined();
  });

  test('is none at all', () => expect(shape(undefined)).toBeUndefined());
});

describe('a judge that has seen the shape', () => {
  const told = (templates: Resources[]): string[] => {
    const said: string[] = [];
    const judge = new RuleEngine(RULES, EXPECTED, (rule, { stack, logicalId, kind }, outcomes) => {
      if (kind === 'keyPolicy') { said.push(...outcomes.map(({ verdict, message }) => `${stack} ${logicalId} ${rule.id} ${verdict}: ${message}`)); }
    });
    subjectsOf(new App(templates.map((given, index) => template(given, { index })))).forEach(subject => judge.judge(subject));
    return said;
  };
  const clean = { Clean: key({ KeyPolicy: policy(use(role('a'))) }) };

  test('says nothing of another such policy', () => {
    expect(told([{ ...clean, Other: key({ KeyPolicy: policy(use(role('b'))) }) }])).toEqual([]);
  });

  test('finds the same again for each key of which there is something to say', () => {
    const open = (name: string) => ({ [name]: key({ KeyPolicy: policy(use('*')) }) });

    expect(told([{ ...clean, ...open('One'), ...open('Two') }]).filter(line => line.includes('WildcardPrincipal'))).toEqual([
      expect.stringMatching(/^0 One WildcardPrincipal finding/), expect.stringMatching(/^0 Two WildcardPrincipal finding/),
    ]);
  });

  test('sees that a user of the key is its administrator, of a policy like that of two people', () => {
    const managed = (name: string, administrator: string, user: string) =>
      ({ [name]: key({ KeyPolicy: policy({ ...allow({ AWS: role(administrator) }, 'kms:PutKeyPolicy'), Sid: 'Manage' }, use(role(user))) }) });

    expect(told([{ ...managed('Two', 'a', 'b'), ...managed('One', 'c', 'c') }])).toEqual([expect.stringMatching(/^0 One AdministratorsCannotUse finding/)]);
  });

  test('takes a shape for that of its own stack only', () => {
    const { Key } = delegated(use(arnOf('Member')));
    const as = (type: string) => ({ Key, Member: { Type: type, Properties: {} } });

    expect(told([as('AWS::IAM::Role'), as('AWS::IAM::Group')])).toEqual([expect.stringMatching(/^1 Key PrincipalKinds finding/)]);
  });

  test('takes what a condition chooses for that of keys under the same condition only', () => {
    const chosen = policy({ 'Fn::If': ['IsOpen', use(role('a')), use('*')] });
    const conditions = { IsOpen: { 'Fn::Equals': [{ Ref: 'Open' }, 'yes'] } };
    const judged: string[] = [];
    const judge = new RuleEngine(RULES, EXPECTED, (rule, { logicalId }) => { judged.push(`${logicalId} ${rule.id}`); });
    const keys = { Bound: { ...key({ KeyPolicy: chosen }), Condition: 'IsOpen' }, Free: key({ KeyPolicy: chosen }) };
    subjectsOf(new App([template(keys, { conditions })])).filter(({ kind }) => kind === 'keyPolicy').forEach(subject => judge.judge(subject));

    expect(judged).toContain('Free WildcardPrincipal');
    expect(judged).not.toContain('Bound WildcardPrincipal');
  });

  test('has no say in a key that denies what it allows', () => {
    expect(told([{ ...clean, ...keyWith(ROOT, deny(undefined, 'kms:PutKeyPolicy')) }]).some(line => line.startsWith('0 Key PolicyCanBeChanged finding'))).toBe(true);
  });
});
