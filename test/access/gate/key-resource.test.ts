import { App, CfnParameter, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedKey } from '../../../src';
import { contextOf, policyOf, settingsOf } from '../../../src/access/gate/key-resource';
import { KeyKind } from '../../../src/access/row-context';
import { ACCOUNT, REGION, testStack } from '../../support/stack';

const statement = { Sid: 'One', Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' };
const key = (props: kms.CfnKeyProps, stack: Stack = testStack()) => new kms.CfnKey(stack, 'Key', props);
const replica = (stack = testStack()) => new kms.CfnReplicaKey(stack, 'Key', { primaryKeyArn: 'arn', keyPolicy: { Statement: [statement] }, pendingWindowInDays: 9 });

describe('the policy of a key that another construct made', () => {
  test.each<[string, unknown, string[] | undefined]>([
    ['as an object', { Statement: [statement, { ...statement, Sid: 'Two' }] }, ['One', 'Two']],
    ['of one statement without a list', { Statement: statement }, ['One']],
    ['as a document', new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ sid: 'One', actions: ['kms:*'], resources: ['*'], principals: [new iam.AnyPrincipal()] })] }), ['One']],
    ['without statements', {}, undefined],
    ['that is missing', undefined, undefined],
    ['whose statements are made at deployment', { Statement: Token.asAny({ Ref: 'Statements' }) }, undefined],
  ])('%s', (_, keyPolicy, sids) => expect(policyOf(key({ keyPolicy }))?.statements.map(({ sid }) => sid)).toEqual(sids));

  test('of ours', () => {
    const ours = new EncryptedKey(testStack(), 'Key').node.findAll().find(kms.CfnKey.isCfnKey)!;

    expect(policyOf(ours)?.statements.map(({ sid }) => sid)).toContain('EnableIamPolicies');
  });
  test('of a replica', () => expect(policyOf(replica())?.statements).toHaveLength(1));
});

test('where it stands', () => {
  const stack = testStack();

  expect(contextOf(key({ multiRegion: true, keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' }, stack))).toMatchObject({ account: ACCOUNT, region: REGION, multiRegion: true, kind: KeyKind.HMAC });
  expect(contextOf(key({}))).toMatchObject({ multiRegion: false, kind: KeyKind.SYMMETRIC });
  expect(contextOf(replica())).toMatchObject({ multiRegion: true, kind: KeyKind.SYMMETRIC });
});

describe('what the stack sets on it', () => {
  test.each<[string, (stack: Stack) => kms.CfnKey | kms.CfnReplicaKey, object]>([
    // KMS waits thirty days where nothing is said.
    ['nothing', stack => key({}, stack), { pendingWindowDays: 30, rotates: false }],
    ['a waiting time', stack => key({ pendingWindowInDays: 7 }, stack), { pendingWindowDays: 7, rotates: false }],
    ['a waiting time that is a parameter', stack => key({ pendingWindowInDays: new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber }, stack), { pendingWindowDays: undefined, rotates: false }],
    ['rotation', stack => key({ enableKeyRotation: true }, stack), { pendingWindowDays: 30, rotates: true }],
    ['no rotation', stack => key({ enableKeyRotation: false }, stack), { pendingWindowDays: 30, rotates: false }],
    ['a replica', stack => replica(stack), { pendingWindowDays: 9, rotates: false }],
  ])('%s', (_, make, settings) => expect(settingsOf(make(new Stack(new App({ analyticsReporting: false }), 'Test')))).toEqual(settings));
});
