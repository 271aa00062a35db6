import { App, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { policy, statement } from './statements';
import { foreignAdministrator } from '../../../src/access/gate/duties';
import { checkBound, checkUnbound, GatedKey, judge, judgeRestrictions, refuseSharedDuties, tell } from '../../../src/access/gate/gate';
import { ORDER } from '../../../src/private/policy-rows';
import { ACCOUNT, deployerArn, OTHER_ACCOUNT } from '../../support/stack';
import { thrown } from '../../support/thrown';

const role = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;
const KEY: GatedKey = { rotates: false, allowAdministratorsToUse: false };
const DEPLOYS = statement({ Sid: 'Deploys', Principal: { AWS: deployerArn() }, Action: ['kms:PutKeyPolicy', 'kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListResourceTags', 'kms:TagResource', 'kms:CreateAlias', 'kms:DeleteAlias', 'kms:UpdateKeyDescription', 'kms:ScheduleKeyDeletion'] });
const said = (...statements: ReturnType<typeof statement>[]) => judge(policy([DEPLOYS, ...statements]), KEY).map(({ message, warning }) => `${warning ?? 'error'} | ${message}`);
const APP = { Principal: { AWS: role('App') } };

/* One kind of fault for each question that the gate asks; what each question takes for one is in the tests of its own. */
describe('the gate stops', () => {
  test.each<[string, ReturnType<typeof statement>[], string[]]>([
    ['nothing of a policy that is fine', [statement({ Sid: 'Use', ...APP })], []],
    ['a principal that KMS does not take', [statement({ Sid: 'Use', Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } })], ["error | 'Use' must be whole: KMS takes no wildcard in a principal"]],
    ['everyone', [statement({ Sid: 'Use', Principal: '*' })], ["error | 'Use' would open the key to every AWS account"]],
    ['a service for anybody', [statement({ Sid: 'Use', Principal: { Service: 'sns.amazonaws.com' } })], ["error | 'Use' lets an AWS service use the key for anybody"]],
    ['the account, which uses it', [statement({ Sid: 'Use', Principal: { AWS: ACCOUNT } })], ["error | 'Use' lets every IAM policy of the account use the key", "error | 'administrators' must not also use the key"]],
    ['one who manages and uses the key', [statement({ Sid: 'Use', Principal: { AWS: deployerArn() } })], ["error | 'administrators' must not also use the key"]],
    ['a row that can never count', [statement({ Sid: 'Use', ...APP, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } })], ["error | 'Use' can never count for"]],
    ['a row that a Deny takes', [statement({ Sid: 'Use', ...APP }), statement({ Sid: 'No', Effect: 'Deny', ...APP })], ["error | 'Use' can never count for"]],
    ['a deployer that is denied', [statement({ Sid: 'No', Effect: 'Deny', Principal: { AWS: deployerArn() }, Action: 'kms:CreateAlias' })], ["error | 'No' denies kms:CreateAlias"]],
  ])('%s', (_, statements, wanted) => {
    const found = said(...statements);

    expect(found).toHaveLength(wanted.length);
    wanted.forEach((start, i) => {
      const [kind, text] = start.split(' | ');
      expect(found[i].startsWith(`${kind} | `)).toBe(true);
      for (const part of text.split(/(?<=^'\w+') /)) { expect(found[i]).toContain(part); }
    });
  });

  test.each<[string, ReturnType<typeof statement>, string]>([
    ['by a construct of aws-cdk-lib', statement({ Sid: 'Use', Principal: { Service: 'sns.amazonaws.com' } }, { accepted: ['of aws-cdk-lib'] }), 'cdk-keysmith:serviceForAnybody:sns.amazonaws.com'],
    ['by one that nothing could bound', statement({ Sid: 'Use', Principal: { Service: 'events.amazonaws.com' } }), 'cdk-keysmith:serviceForAnybody:events.amazonaws.com'],
    ['by one that nothing could bound, which is known', statement({ Sid: 'Use', Principal: { Service: 'events.amazonaws.com' } }, { accepted: ['any source'] }), 'nothing'],
    ['and still everyone, by whomever', statement({ Sid: 'Use', Principal: '*' }, { accepted: ['of aws-cdk-lib'] }), 'error'],
  ])('no service for anybody %s: it warns', (_, given, wanted) => expect(said(given).map(text => text.split(' | ')[0])[0] ?? 'nothing').toBe(wanted));

  test('no duties that may be shared', () => {
    const both = [DEPLOYS, statement({ Sid: 'Use', Principal: { AWS: deployerArn() } })];

    expect(judge(policy(both), { ...KEY, allowAdministratorsToUse: true })).toEqual([]);
    expect(judge(policy(both), KEY)[0].message).toMatch(/^'administrators' must not also use the key \(separation of duties\), got: '.*'; name another principal, or set 'allowAdministratorsToUse' \('Deploys' and 'Use'\)$/);
    expect(judgeRestrictions(policy(both), KEY)).toEqual([]);
  });
});

describe('what is refused at once', () => {
  const { context } = policy([]);
  const part = (json: object) => ({ json: { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...json } });
  const row = (value: string) => ({ sid: 'Row', effect: iam.Effect.ALLOW, principals: [{ type: 'AWS' as const, value }], actions: ['kms:Decrypt'], conditions: {}, order: ORDER.use });

  test.each<[string, () => void, string]>([
    ['a statement for everyone', () => checkBound('access', [part(APP), part({ Principal: '*' })], context), "'access' would open the key to every AWS account"],
    ['a principal that is none', () => checkBound('users', [part({ Principal: { AWS: 'nobody' } })], context), "'users' must be a principal that a key policy can name"],
    ['a statement that is fine', () => checkBound('access', [part(APP)], context), 'nothing was thrown'],
    ['a row for a principal that is none', () => checkUnbound('principal', row('nobody') as any), "'principal' must be a principal that a key policy can name"],
    ['a row for another account whole', () => checkUnbound('principal', row(OTHER_ACCOUNT) as any), 'nothing was thrown'],
    ['a row for a role', () => checkUnbound('principal', row(role('App')) as any), 'nothing was thrown'],
    ['one who manages and uses', () => refuseSharedDuties([part({ ...APP, Action: 'kms:PutKeyPolicy' }), part(APP)], context), "'administrators' must not also use the key (separation of duties)"],
    ['one who manages and another who uses', () => refuseSharedDuties([part({ ...APP, Action: 'kms:PutKeyPolicy' }), part({ Principal: { AWS: role('Other') } })], context), 'nothing was thrown'],
  ])('%s', (_, check, wanted) => expect(thrown(check)).toContain(wanted));
});

test('warnings are written and errors are returned', () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Test');

  expect(tell(stack, [{ message: 'wrong' }, { message: 'odd', warning: 'cdk-keysmith:odd' }])).toEqual(['wrong']);
  expect(Annotations.fromStack(stack).findWarning('*', 'odd [ack: cdk-keysmith:odd]')).toHaveLength(1);
  expect(Annotations.fromStack(stack).findWarning('*', 'wrong')).toHaveLength(0);
});

describe('administrators of another account, from whom KMS takes nothing', () => {
  const administering = (AWS: unknown, row: object = {}) => foreignAdministrator(statement({ Principal: { AWS } }, { row: { sid: 'KeyAdministration', order: ORDER.administration, ...row } as any }))?.value;

  test.each<[string, unknown, object, string | undefined]>([
    ['a role of it', role('Admin', OTHER_ACCOUNT), {}, role('Admin', OTHER_ACCOUNT)],
    ['one of two', [role('Admin'), role('Admin', OTHER_ACCOUNT)], {}, role('Admin', OTHER_ACCOUNT)],
    ['a role of the account', role('Admin'), {}, undefined],
    ['everyone', '*', {}, undefined],
    ['in a row of another kind', role('Admin', OTHER_ACCOUNT), { sid: 'Mine' }, undefined],
    ['in a row for use', role('Admin', OTHER_ACCOUNT), { order: ORDER.use }, undefined],
  ])('%s', (_, principal, row, who) => expect(administering(principal, row)).toBe(who));
});

test('warnings are written on the construct, errors are handed back alone', () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'S');
  expect(tell(stack, [{ message: 'an error' }, { message: 'a warning', warning: 'cdk-keysmith:x' }, { message: 'another error' }])).toEqual(['an error', 'another error']);
  expect(stack.node.metadata.map(({ type, data }) => [type, data])).toEqual([['aws:cdk:warning', 'a warning [ack: cdk-keysmith:x]']]);
});
