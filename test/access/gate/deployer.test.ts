import { App, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import { policy, statement } from './statements';
import { deployerRequest, deployerShutOut, KeyResource } from '../../../src/access/gate/deployer';
import { FinishedPolicy } from '../../../src/access/gate/finished-policy';
import { IamDelegation } from '../../../src/access/iam-delegation';
import { KeyKind } from '../../../src/access/row-context';
import { ACCOUNT, deployerArn, OTHER_ACCOUNT, REGION } from '../../support/stack';

const DEPLOYER = deployerArn();
const MANAGING = ['PutKeyPolicy', 'DescribeKey', 'GetKeyPolicy', 'ListResourceTags', 'TagResource', 'CreateAlias', 'DeleteAlias', 'UpdateKeyDescription', 'ScheduleKeyDeletion'].map(name => `kms:${name}`);
const ROTATING = ['kms:EnableKeyRotation', 'kms:GetKeyRotationStatus'];
const allow = (Action: string[], more: object = {}) => statement({ Sid: 'Manage', Principal: { AWS: DEPLOYER }, Action, ...more });
const deny = (more: object = {}, accepted: object = {}) => statement({ Sid: 'No', Effect: 'Deny', Principal: '*', Action: 'kms:*', ...more }, accepted);
const when = (Condition: object) => ({ Condition });
const ALL = allow([...MANAGING, ...ROTATING]);
const with_ = (given: FinishedPolicy, more: Partial<FinishedPolicy['context']>): FinishedPolicy => ({ ...given, context: { ...given.context, ...more } });
const KEY: KeyResource = { pendingWindowDays: 30, rotates: true };
const found = (given: FinishedPolicy, key = KEY) => deployerShutOut(given, key).map(({ message, warning }) => `${warning ?? 'error'}: ${message}`.replace(DEPLOYER, 'ROLE').replace(/; .*$/, ''));
const said = (...statements: ReturnType<typeof statement>[]) => found(policy(statements));

const GETS_NO = (action: string) => [`error: the role that deploys this stack, ROLE, gets no kms:${action} by the key policy: CloudFormation could not create, change or delete the key`];
const DENIES = (action: string) => [`error: 'No' denies kms:${action} to the role that deploys this stack, ROLE: CloudFormation could not create, change or delete the key`];
const NO_DATA_KEYS = ["cdk-keysmith:deployerCannotUse: 'No' denies data keys to the role that deploys this stack, ROLE: CloudFormation cannot create secrets, parameters and other resources under the key whose service takes a data key for their creator"];

/* The role that deploys the stack makes every one of these calls. https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
describe('the role that deploys a stack', () => {
  test.each<[string, ReturnType<typeof statement>[], string[]]>([
    ['may do all it needs', [ALL], []],
    ['may do everything', [allow(['kms:*'])], []],
    ['as one of its account', [allow(['kms:*'], { Principal: { AWS: ACCOUNT } })], []],
    ['is not allowed', [], GETS_NO('PutKeyPolicy')],
    ['is not the one who is allowed', [allow(['kms:*'], { Principal: { AWS: OTHER_ACCOUNT } })], GETS_NO('PutKeyPolicy')],
    ['is denied by a statement that does not allow', [deny({ Action: 'kms:Decrypt' })], GETS_NO('PutKeyPolicy')],
    ...[...MANAGING, ...ROTATING].map((action): [string, ReturnType<typeof statement>[], string[]] => [`is allowed all but ${action}`, [allow([...MANAGING, ...ROTATING].filter(one => one !== action))], GETS_NO(action.slice(4))]),
    ...[...MANAGING, ...ROTATING].map((action): [string, ReturnType<typeof statement>[], string[]] => [`is denied ${action}`, [ALL, deny({ Action: action })], DENIES(action.slice(4))]),
    ['is denied what it needs not', [ALL, deny({ Action: 'kms:DisableKey' })], []],
    ['is one of all but some that are denied', [ALL, deny(when({ ArnNotEquals: { 'aws:PrincipalArn': DEPLOYER } }))], []],
    ['is denied deletion after so many days', [ALL, deny({ Action: 'kms:ScheduleKeyDeletion', ...when({ NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '31' } }) })], DENIES('ScheduleKeyDeletion')],
    ['is denied deletion after fewer days', [ALL, deny({ Action: 'kms:ScheduleKeyDeletion', ...when({ NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } }) })], []],
    ['is denied use', [ALL, deny({ Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:Sign'] })], NO_DATA_KEYS],
    ['is denied use, which is accepted', [ALL, deny({ Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] }, { accepted: ['shuts out'] })], []],
    ['is denied some use', [ALL, deny({ Action: 'kms:Encrypt' })], []],
    ['is allowed management alone, where nothing is denied', [ALL], []],
  ])('%s', (_, statements, wanted) => expect(said(...statements)).toEqual(wanted));

  test('rotates nothing where the key does not', () => {
    const managing = policy([allow(MANAGING)]);

    expect(found(managing, { ...KEY, rotates: false })).toEqual([]);
    expect(found(with_(managing, { kind: KeyKind.SIGNING }))).toEqual([]);
    expect(found(managing)).toEqual(GETS_NO('EnableKeyRotation'));
  });
  test('takes no data keys under a key that has none', () => {
    const denied = policy([ALL, deny({ Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:Sign'] })]);

    expect(found(with_(denied, { kind: KeyKind.SIGNING }))).toEqual([]);
  });
  test('may delete after a time that is not known', () => {
    expect(found(policy([ALL, deny({ Action: 'kms:ScheduleKeyDeletion', ...when({ NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '31' } }) })]), { rotates: false })).toEqual([]);
  });
  test('is not asked about where nobody could do it', () => expect(found(policy([]), { ...KEY, lockedOut: true })).toEqual([]));

  test('is not known', () => {
    const scope = new Stack(new App({ analyticsReporting: false }), 'Legacy', { env: { account: ACCOUNT, region: REGION }, synthesizer: new LegacyStackSynthesizer() });
    const shut = [deny()];

    expect(found(with_(policy(shut, IamDelegation.NONE), { scope }))).toEqual([
      'cdk-keysmith:deployerUnknown: under IamDelegation.NONE KMS creates and changes the key only for a principal that the key policy allows to put it: whoever deploys this stack must be among the administrators',
    ]);
    expect(found(with_(policy(shut, IamDelegation.ADMINISTRATION), { scope }))).toEqual([]);
    expect([deployerRequest(with_(policy([]), { scope }), scope), deployerRequest(policy([]), policy([]).context.scope as Stack)?.arn]).toEqual([undefined, DEPLOYER]);
  });
});

describe('the role that deploys a replica', () => {
  const replica = new Stack(new App({ analyticsReporting: false }), 'Replica', { env: { account: ACCOUNT, region: 'eu-central-1' } });
  const there = deployerArn('eu-central-1');
  const replicating = (...statements: ReturnType<typeof statement>[]) => deployerShutOut(policy([ALL, ...statements]), { ...KEY, replicaStacks: [replica] }).map(({ message }) => message.replace(there, 'ROLE').replace(/; .*$/, ''));
  const may = allow(['kms:ReplicateKey'], { Principal: { AWS: there } });

  test.each<[string, ReturnType<typeof statement>[], string[]]>([
    ['may replicate', [may], []],
    ['is not allowed', [], ['the role that deploys the replica in eu-central-1, ROLE, gets no kms:ReplicateKey by the key policy: CloudFormation could not replicate the key']],
    ['may replicate there', [{ ...allow(['kms:ReplicateKey'], { Principal: { AWS: there }, ...when({ StringEquals: { 'kms:ReplicaRegion': 'eu-central-1' } }) }) }], []],
    ['may replicate elsewhere', [allow(['kms:ReplicateKey'], { Principal: { AWS: there }, ...when({ StringEquals: { 'kms:ReplicaRegion': 'us-east-1' } }) })],
      ['the role that deploys the replica in eu-central-1, ROLE, gets no kms:ReplicateKey by the key policy: CloudFormation could not replicate the key']],
    ['is denied', [may, deny({ Action: 'kms:ReplicateKey', ...when({ StringNotEquals: { 'kms:ReplicaRegion': 'us-east-1' } }) })],
      ["'No' denies kms:ReplicateKey to the role that deploys the replica in eu-central-1, ROLE: CloudFormation could not replicate the key"]],
  ])('%s', (_, statements, wanted) => expect(replicating(...statements)).toEqual(wanted));
});
