import { App, Aws, CliCredentialsStackSynthesizer, DefaultStackSynthesizer, LegacyStackSynthesizer, NestedStack, Stack, StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EncryptedKey, EncryptedKeyProps, IamDelegation, KeyAccess, KeyRestriction, KeyService, MultiRegionKey, ServiceKey, SigningKey, SigningKeySpec } from '../../src';
import { ADMINISTRATION_ACTIONS } from '../../src/private/actions';
import { decide, identityAllowing } from '../support/oracle';
import { ACCOUNT, deployed, deployer, deployerArn, REGION } from '../support/stack';
import { thrown } from '../support/thrown';

/* The role that deploys the stack creates the key, changes it and deletes it; KMS refuses a policy that does not let it. */

const role = (name: string) => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/${name}`);
const HERE = { env: { account: ACCOUNT, region: REGION } };
const stackWith = (props: StackProps = HERE) => new Stack(new App({ analyticsReporting: false }), 'Test', props);
const NONE: EncryptedKeyProps = { iamDelegation: IamDelegation.NONE, administrators: [role('Security')] };

const synthesized = (props: EncryptedKeyProps, stack = stackWith()) => thrown(() => {
  new EncryptedKey(stack, 'Key', props);
  (stack.node.root as App).synth();
});

describe('under NONE', () => {
  test('is named by the error, with the line that lets it in', () => {
    expect(synthesized(NONE)).toContain(`the role that deploys this stack, ${deployerArn()}, gets no kms:PutKeyPolicy by the key policy`);
    expect(synthesized(NONE)).toContain('administrators: [new iam.ArnPrincipal(`arn:${Aws.PARTITION}:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-eu-west-1`)]');
  });

  test('the line works', async () => {
    const stack = stackWith();
    const line = new iam.ArnPrincipal(`arn:${Aws.PARTITION}:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-eu-west-1`);
    new EncryptedKey(stack, 'Key', { ...NONE, administrators: [role('Security'), line] });
    const policy = deployed(Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'))[0].Properties.KeyPolicy);
    for (const action of ['PutKeyPolicy', 'DescribeKey', 'EnableKeyRotation', 'CreateAlias', 'TagResource', 'ScheduleKeyDeletion']) {
      expect([action, await decide({ policy, principal: deployerArn(), action: `kms:${action}`, identity: [identityAllowing('kms:*')] })]).toEqual([action, 'Allowed']);
    }
  });

  test.each<[string, EncryptedKeyProps, string]>([
    ['by its ARN', { administrators: [deployer()] }, 'nothing was thrown'],
    ['by a pattern', { access: [KeyAccess.administer(new iam.AccountRootPrincipal(), { principalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/cdk-*`] })] }, 'nothing was thrown'],
    ['as the account', { administrators: [new iam.AccountRootPrincipal()] }, 'nothing was thrown'],
    ['to put the policy only', { access: [KeyAccess.statement(new iam.PolicyStatement({ actions: ['kms:PutKeyPolicy'], principals: [deployer()] }))] }, 'gets no kms:DescribeKey'],
    ['without rotation', { access: [KeyAccess.statement(new iam.PolicyStatement({ actions: [...ADMINISTRATION_ACTIONS], principals: [deployer()] }))] }, 'gets no kms:EnableKeyRotation'],
    ['in another Region', { administrators: [deployer('eu-central-1')] }, 'gets no kms:PutKeyPolicy'],
  ])('is allowed %s', (_, props, wanted) => {
    expect(synthesized({ iamDelegation: IamDelegation.NONE, ...props })).toContain(wanted);
  });

  test('needs no rotation where KMS rotates nothing', () => {
    const stack = stackWith();
    const managing = new iam.PolicyStatement({ actions: [...ADMINISTRATION_ACTIONS], principals: [deployer()] });
    new SigningKey(stack, 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, iamDelegation: IamDelegation.NONE, access: [KeyAccess.statement(managing)] });
    expect(thrown(() => (stack.node.root as App).synth())).toBe('nothing was thrown');
  });

  test('is the role of the synthesizer', () => {
    const synthesizer = () => new DefaultStackSynthesizer({ qualifier: 'mine' });
    expect(synthesized(NONE, stackWith({ ...HERE, synthesizer: synthesizer() }))).toContain('cdk-mine-cfn-exec-role');
    const own = new DefaultStackSynthesizer({ cloudFormationExecutionRole: `arn:aws:iam::${ACCOUNT}:role/Deploys` });
    expect(synthesized(NONE, stackWith({ ...HERE, synthesizer: own }))).toContain(`administrators: [new iam.ArnPrincipal('arn:aws:iam::${ACCOUNT}:role/Deploys')]`);
  });

  test('is that of the parent of a nested stack', () => {
    const parent = stackWith();
    expect(synthesized(NONE, new NestedStack(parent, 'Nested'))).toContain(deployerArn());
  });

  test('where the stack does not know its place', () => {
    expect(synthesized(NONE, stackWith({}))).toContain('`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/cdk-hnb659fds-cfn-exec-role-${Aws.ACCOUNT_ID}-${Aws.REGION}`');
    const line = new iam.ArnPrincipal(`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/cdk-hnb659fds-cfn-exec-role-${Aws.ACCOUNT_ID}-${Aws.REGION}`);
    expect(synthesized({ ...NONE, administrators: [line] }, stackWith({}))).toBe('nothing was thrown');
  });

  test.each([['legacy', new LegacyStackSynthesizer()], ['CLI credentials', new CliCredentialsStackSynthesizer()]])('is not known by %s: a warning', (_, synthesizer) => {
    const stack = stackWith({ ...HERE, synthesizer });
    expect(synthesized(NONE, stack)).toBe('nothing was thrown');
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('whoever deploys this stack must be among the administrators.*deployerUnknown'));
  });
});

describe('a Deny', () => {
  const denying = (conditions: iam.Conditions, actions = ['kms:*']) => KeyRestriction.statement(new iam.PolicyStatement({
    sid: 'DenyOthers', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions, conditions,
  }));
  test.each<[string, KeyRestriction]>([
    ['to all but one role', denying({ StringNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/Nobody` } })],
    ['to all but some roles', denying({ ArnNotLike: { 'aws:PrincipalArn': [`arn:aws:iam::${ACCOUNT}:role/app-*`] } }, ['kms:Put*'])],
    ['of deletion, with the window of the key', denying({ NumericLessThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } }, ['kms:ScheduleKeyDeletion'])],
  ])('%s shuts it out', (_, restriction) => {
    expect(synthesized({ restrictions: [restriction] })).toMatch(/'DenyOthers' denies kms:\w+ to the role that deploys this stack, arn:aws:iam::111122223333:role\/cdk-hnb659fds/);
  });

  test.each<[string, KeyRestriction]>([
    ['for all but the role that deploys', KeyRestriction.onlyPrincipals([deployer()], { includeAdministration: true })],
    ['for others', denying({ ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/Other` } })],
    ['by what nobody knows', denying({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })],
    ['of a shorter window', KeyRestriction.statement(new iam.PolicyStatement({
      effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['kms:ScheduleKeyDeletion'], conditions: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } },
    }))],
  ])('%s does not', (_, restriction) => {
    expect(synthesized({ restrictions: [restriction] })).toBe('nothing was thrown');
  });
});

describe('the role that deploys a replica', () => {
  const replicated = (props: EncryptedKeyProps) => thrown(() => {
    const stack = stackWith();
    new MultiRegionKey(stack, 'Key', { ...props, replicaRegions: ['us-east-1'] });
    (stack.node.root as App).synth();
  });
  test('replicates the primary, so that its policy must let it', () => {
    expect(replicated({ ...NONE, administrators: [deployer()] }))
      .toContain(`the role that deploys the replica in us-east-1, ${deployerArn('us-east-1')}, gets no kms:ReplicateKey by the key policy: CloudFormation could not replicate the key`);
    expect(replicated({ ...NONE, administrators: [deployer(), deployer('us-east-1')] })).toBe('nothing was thrown');
  });
  test('must not be denied it', () => {
    const denied = new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['kms:ReplicateKey'], principals: [new iam.AnyPrincipal()], conditions: { StringEquals: { 'kms:ReplicaRegion': 'us-east-1' } } });
    expect(replicated({ restrictions: [KeyRestriction.statement(denied)] })).toContain('denies kms:ReplicateKey to the role that deploys the replica in us-east-1');
  });
});

test('a nested stack is deployed by the role of the stack that holds it, rows for its resources included', () => {
  const nested = new NestedStack(stackWith(), 'Inner');
  new ServiceKey(nested, 'Key', { service: KeyService.SECRETS_MANAGER, users: [role('App')] });
  const policy = deployed(Object.values(Template.fromStack(nested).findResources('AWS::KMS::Key'))[0].Properties.KeyPolicy);
  expect(JSON.stringify(policy)).toContain(deployerArn());
});
