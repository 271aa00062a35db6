import { App, Aws, CfnParameter, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EncryptedKey, KeyAccess } from '../../../src';
import { constructPath, finishedPolicy, partOf, PolicyPart, unboundRow, unboundText, unfinishedPolicy } from '../../../src/access/gate/finished-policy';
import { IamDelegation } from '../../../src/access/iam-delegation';
import { KeyKind, RowContext } from '../../../src/access/row-context';
import { Principal } from '../../../src/iam/principal';
import { ORDER, PolicyRow } from '../../../src/private/policy-rows';
import { ACCOUNT, OTHER_ACCOUNT, REGION, testStack } from '../../support/stack';

const contextOf = (scope: Stack): RowContext => ({
  scope, partition: Aws.PARTITION, region: scope.region, account: scope.account, kind: KeyKind.SYMMETRIC, multiRegion: false, delegation: IamDelegation.FULL,
});
const unplaced = () => new Stack(new App({ analyticsReporting: false }), 'Test');
const part = (principal: unknown, more: object = {}): PolicyPart => ({ json: { Effect: 'Allow', Principal: { AWS: principal }, Action: 'kms:Decrypt', Resource: '*', ...more } });
const principalOf = (stack: Stack, principal: unknown, read = finishedPolicy): Principal => read([part(principal)], contextOf(stack)).statements[0].principals[0];
const valueOf = (stack: Stack, value: unknown, read = finishedPolicy): string => read([part('*', { Condition: { StringEquals: { 'a:b': value } } })], contextOf(stack)).statements[0].conditions[0].values[0];
const assumedBy = new iam.AccountRootPrincipal();
const ARN = `arn:aws:iam::${ACCOUNT}:`;
/** As long as what CloudFormation makes. */
const MADE = expect.stringMatching(new RegExp(`^${ARN}role/Test-Role1ABCC5F0-[0-9A-F]{12}$`));

/* What CloudFormation will fill in, as far as it is known while the app is written. */
describe('roles and users of the app are known by the ARN that they will have', () => {
  test.each<[string, (stack: Stack) => string, string, Principal['kind'] | undefined, Principal['own']]>([
    ['by name', stack => new iam.Role(stack, 'Role', { assumedBy, roleName: 'App' }).roleArn, `${ARN}role/App`, 'role', 'yes'],
    ['by name and path', stack => new iam.Role(stack, 'Role', { assumedBy, roleName: 'App', path: '/team/' }).roleArn, `${ARN}role/team/App`, 'role', 'yes'],
    ['a role of another partition', stack => new iam.Role(stack, 'Role', { assumedBy, roleName: 'App' }).roleArn, 'arn:aws-cn:iam::111122223333:role/App', 'role', 'yes'],
    ['without a name', stack => new iam.Role(stack, 'Role', { assumedBy }).roleArn, MADE, 'role', 'yes'],
    ['a user by name', stack => new iam.User(stack, 'User', { userName: 'anna' }).userArn, `${ARN}user/anna`, 'user', 'yes'],
    ['a role whose name is a parameter', stack => new iam.Role(stack, 'Role', { assumedBy, roleName: new CfnParameter(stack, 'Name').valueAsString }).roleArn, MADE, 'role', 'yes'],
    ['a role whose path is a parameter', stack => new iam.Role(stack, 'Role', { assumedBy, path: new CfnParameter(stack, 'Path').valueAsString }).roleArn, '${s0#Role1ABCC5F0.Arn}', 'opaque', 'unknown'],
    ['a user without a path and name', stack => new iam.CfnUser(stack, 'Anna').attrArn, expect.stringMatching(new RegExp(`^${ARN}user/Test-Anna-[0-9A-F]{12}$`)) as unknown as string, 'user', 'yes'],
    ['the id of a role', stack => new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} }).attrRoleId, '${s0#Role.RoleId}', 'opaque', 'unknown'],
    ['what is no role', stack => new sqs.Queue(stack, 'Queue').queueArn, '${s0#Queue4A7E3555.Arn}', 'opaque', 'unknown'],
    ['an ARN that was imported', stack => iam.Role.fromRoleArn(stack, 'Role', `${ARN}role/App`).roleArn, `${ARN}role/App`, 'role', 'yes'],
  ])('%s', (name, make, text, kind, own) => {
    const stack = testStack(name.includes('partition') ? 'cn-north-1' : REGION);

    expect(principalOf(stack, make(stack))).toMatchObject({ text, kind, own });
  });

  test('in a stack that does not know where it is', () => {
    const stack = unplaced();

    expect(principalOf(stack, new iam.Role(stack, 'Role', { assumedBy, roleName: 'App' }).roleArn)).toMatchObject({ text: 'arn:${AWS.Partition}:iam::${AWS.AccountId}:role/App', kind: 'role', own: 'yes' });
  });

  test('of another account', () => {
    const stack = testStack();
    const other = new Stack(stack.node.root as App, 'Other', { env: { account: OTHER_ACCOUNT, region: REGION } });
    const arn = new iam.CfnRole(other, 'Role', { assumeRolePolicyDocument: {}, roleName: 'App' }).attrArn;

    expect(principalOf(stack, arn)).toMatchObject({ text: `arn:aws:iam::${OTHER_ACCOUNT}:role/App`, kind: 'role', own: 'no' });
  });

  test('their place in the construct tree', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Role', { assumedBy, roleName: 'App' });
    const context = contextOf(stack);

    expect(constructPath(context, `${ARN}role/App`)).toBeUndefined();
    finishedPolicy([part(role.roleArn)], context);
    expect([constructPath(context, `${ARN}role/App`), constructPath(context, `${ARN}role/Other`)]).toEqual(['Test/Role', undefined]);
  });

  test('their places are known of all policies of a stack', () => {
    const stack = testStack();
    const inner = new Construct(new Construct(stack, 'Resource'), 'Team');
    const [one, other] = [new iam.Role(stack, 'One', { assumedBy, roleName: 'One' }), new iam.Role(inner, 'Other', { assumedBy, roleName: 'Other' })];
    [one, other].forEach(role => finishedPolicy([part(role.roleArn)], contextOf(stack)));

    expect(['One', 'Other'].map(name => constructPath(contextOf(stack), `${ARN}role/${name}`))).toEqual(['Test/One', 'Test/Resource/Team/Other']);
  });

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html: 64 characters at most
  test('a name is no longer than IAM takes', () => {
    const stack = new Stack(new App({ analyticsReporting: false }), `Long${'Stack'.repeat(20)}`, { env: { account: ACCOUNT, region: REGION } });
    const [, name] = principalOf(stack, new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} }).attrArn).text.split('/');

    expect([name.length, name.slice(0, 9)]).toEqual([64, 'LongStack']);
  });

  test('their place is known while the app is not finished', () => {
    const stack = testStack();
    unfinishedPolicy([part(new iam.User(stack, 'User', { userName: 'anna' }).userArn)], contextOf(stack));

    expect(constructPath(contextOf(stack), `${ARN}user/anna`)).toBe('Test/User');
  });
});

describe('what functions of CloudFormation say', () => {
  const PLACED: [string, (stack: Stack) => unknown, string, string][] = [
    ['the account', () => Aws.ACCOUNT_ID, ACCOUNT, '${AWS.AccountId}'],
    ['the Region', () => Aws.REGION, REGION, '${AWS.Region}'],
    ['the partition', () => Aws.PARTITION, 'aws', '${AWS.Partition}'],
    ['the suffix', () => Aws.URL_SUFFIX, 'amazonaws.com', 'amazonaws.com'],
    ['a text with them in it', () => `s3.${Aws.REGION}.amazonaws.com`, `s3.${REGION}.amazonaws.com`, 's3.${AWS.Region}.amazonaws.com'],
    ['Fn::Join', () => Fn.join('.', ['s3', Aws.REGION, 'x']), `s3.${REGION}.x`, 's3.${AWS.Region}.x'],
    ['Fn::Join as an object', () => ({ 'Fn::Join': ['-', ['a', { Ref: 'AWS::AccountId' }, { 'Fn::Join': ['', ['b', 'c']] }]] }), `a-${ACCOUNT}-bc`, 'a-${AWS.AccountId}-bc'],
    ['Fn::Sub', () => Fn.sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root'), `${ARN}root`, 'arn:${AWS.Partition}:iam::${AWS.AccountId}:root'],
    ['a parameter', stack => new CfnParameter(stack, 'Who').valueAsString, '${s0#Who}', '${s0#Who}'],
    ['the attribute of a resource', stack => new sqs.Queue(stack, 'Queue').queueName, '${s0#Queue4A7E3555.QueueName}', '${s0#Queue4A7E3555.QueueName}'],
    ['a value that is made later', () => Lazy.string({ produce: () => 'later' }), 'later', 'later'],
    ['an import', () => Fn.importValue('shared'), '${?."Fn..ImportValue"."shared".}', '${?."Fn..ImportValue"."shared".}'],
    ['Fn::Join of a list that is not written out', () => ({ 'Fn::Join': [',', { Ref: 'List' }] }), '${?Join}', '${?Join}'],
    ['a number', () => 5, '5', '5'],
  ];
  test.each(PLACED)('%s', (_, make, placed, nowhere) => {
    const [stack, other] = [testStack(), unplaced()];

    expect([valueOf(stack, make(stack)), valueOf(other, make(other))]).toEqual([placed, nowhere]);
  });

  test('what cannot be told is not known', () => {
    const stack = testStack();

    for (const value of [Fn.sub('a-${B}', { B: 'b' }), { 'Ref': 'A', 'Fn::Sub': 'b' }, Fn.select(0, Token.asList({ Ref: 'L' }))]) { expect(valueOf(stack, value)).toMatch(/^\$\{\?.*\}$/); }
  });

  test('what is made anew each time is one value in a policy', () => {
    const stack = testStack();
    let times = 0;
    const anew = Lazy.uncachedString({ produce: () => `v${times++}` });

    expect(valueOf(stack, anew)).toBe(valueOf(stack, anew));
  });

  test('lists, those too that are made later', () => {
    const stack = testStack();
    const values = (value: unknown, read = finishedPolicy) => read([part('*', { Condition: { StringEquals: { 'a:b': value } } })], contextOf(stack)).statements[0].conditions[0].values;

    expect(values(Lazy.any({ produce: () => ['a', Aws.REGION] }))).toEqual(['a', REGION]);
    expect(values(['a', Aws.REGION])).toEqual(['a', REGION]);
    expect(values(['a', 5, Aws.REGION, Lazy.string({ produce: () => 'b' })], unfinishedPolicy)).toEqual(['a', '5', REGION, expect.stringMatching(/^\$\{\?Token/)]);
  });

  test('the policy as JSON holds what it is filled in with', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Role', { assumedBy, roleName: 'App' });
    const json = { Sid: 'One', Principal: { AWS: [role.roleArn, Aws.ACCOUNT_ID] }, Condition: { StringEquals: { 'a:b': { Ref: 'AWS::Region' }, 'a:c': Lazy.any({ produce: () => ['x'] }) }, Bool: { 'a:d': true } } };

    expect(finishedPolicy([{ json }, part('*')], contextOf(stack)).document).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'One', Principal: { AWS: [`${ARN}role/App`, ACCOUNT] }, Condition: { StringEquals: { 'a:b': REGION, 'a:c': ['x'] }, Bool: { 'a:d': true } } },
        { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:Decrypt', Resource: '*' },
      ],
    });
  });

  test('what is made later may be another by the time the app is finished', () => {
    const stack = testStack();
    let value = 'a';
    const later = Lazy.string({ produce: () => value });

    expect(valueOf(stack, later, unfinishedPolicy)).toMatch(/^\$\{\?Token/);
    expect(valueOf(stack, Fn.join('-', ['x', later]), unfinishedPolicy)).toMatch(/^\$\{\?Token/);
    expect(valueOf(stack, Lazy.uncachedString({ produce: () => value }), unfinishedPolicy)).toMatch(/^\$\{\?Token/);
    expect(valueOf(stack, Aws.REGION, unfinishedPolicy)).toBe(REGION);
    expect(valueOf(stack, { Ref: 'AWS::Region' }, unfinishedPolicy)).toBe('${?value}');
    value = 'b';
    expect(valueOf(stack, later)).toBe('b');
  });
});

describe('rows', () => {
  const row = (more: Partial<PolicyRow> = {}): PolicyRow =>
    ({ sid: 'Row', effect: iam.Effect.ALLOW, principals: [{ type: 'AWS', value: `${ARN}role/App` }], actions: ['kms:Decrypt'], conditions: {}, order: ORDER.use, ...more } as PolicyRow);

  test('keep what they are, beside their statement', () => {
    const stack = testStack();
    const accepting = row({ accepted: ['no use'] });
    const [first, second, third] = finishedPolicy([partOf(accepting), { ...part('*'), accepted: ['any source'] }, part('*')], contextOf(stack)).statements;

    expect(first).toMatchObject({ sid: 'Row', row: accepting, accepted: ['no use'], actions: ['kms:Decrypt'], principals: [{ text: `${ARN}role/App` }], resources: ['*'] });
    expect([second.row, second.accepted, third.accepted]).toEqual([undefined, ['any source'], []]);
  });

  test('that no key has yet are read as far as they are texts', () => {
    const found = unboundRow(row({ principals: [{ type: 'AWS', value: `arn:${Aws.PARTITION}:iam::${ACCOUNT}:role/App`, name: 'x' }] as any, conditions: { StringEquals: { 'a:b': [Aws.REGION, 'c'] } } }));

    expect([found.principals[0].text, found.principals[0].kind]).toEqual(['x', 'other']);
    expect(found.conditions[0].values).toEqual([expect.stringMatching(/^\$\{\?.*Token.*\}$/), 'c']);
    expect(unboundText(`a-${Aws.REGION}-b`)).toMatch(/^a-\$\{\?.*Token.*\}-b$/);
    expect(unboundText('a')).toBe('a');
  });
});

test('a principal that is said later is the one in the policy', () => {
  const stack = testStack();
  let name = 'Early';
  const later = new iam.ArnPrincipal(Lazy.string({ produce: () => `${ARN}role/${name}` }));
  new EncryptedKey(stack, 'Key', { users: [later], access: [KeyAccess.decrypt(later)] });
  name = 'Late';
  const policy = JSON.stringify(Template.fromStack(stack).toJSON());

  expect([policy.includes('role/Late'), policy.includes('role/Early')]).toEqual([true, false]);
});
