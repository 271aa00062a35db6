import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedKey, KeyService, ServiceKey } from '../../src';
import { EbsEncryptionByDefault } from '../../src/adoption';
import { EbsAccount } from '../support/ebs-account';
import { decide, Decision } from '../support/oracle';
import { ACCOUNT, deployed, REGION } from '../support/stack';

const AWS_MANAGED = 'alias/aws/ebs';
const keyArn = (letter: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${letter.repeat(8)}-12ab-34cd-56ef-1234567890ab`;
const [A, B, C] = ['a', 'b', 'c'].map(keyArn);

/** A stack with constructs of these ids, each with its key. */
function stackOf(name: string, ...constructs: [id: string, key: string][]): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), name, { env: { account: ACCOUNT, region: REGION } });
  for (const [id, key] of constructs) { new EbsEncryptionByDefault(stack, id, { key: kms.Key.fromKeyArn(stack, `${id}Key`, key) }); }
  return stack;
}

describe('the default key of the account', () => {
  let account: EbsAccount;
  const state = () => account.ec2;
  beforeEach(() => { account = new EbsAccount(); });
  /** Nothing is left of the constructs: what was there before is the default again. */
  const gone = (key = AWS_MANAGED) => {
    expect(state()).toEqual({ key, enabled: true });
    expect(account.parameters.size).toBe(0);
  };

  test('is set, changes with the key, and goes back to what it was', async () => {
    account.ec2.key = C;
    await account.deploy(stackOf('One', ['Default', A]));
    expect(state()).toEqual({ key: A, enabled: true });
    await account.deploy(stackOf('One', ['Default', B]));
    expect(state().key).toBe(B);
    await account.destroy(stackOf('One'));
    gone(C);
  });

  test('is set after encryption is on, which EC2 asks for', async () => {
    await account.deploy(stackOf('One', ['Default', A]));
    expect(account.changes()).toEqual(['PutParameter', 'EnableEbsEncryptionByDefault', 'ModifyEbsDefaultKmsKeyId']);
  });

  test('stays over a renaming: the new construct is created before the old one is deleted', async () => {
    await account.deploy(stackOf('One', ['Old', A]));
    await account.deploy(stackOf('One', ['New', A]));
    expect(state().key).toBe(A);
    await account.destroy(stackOf('One'));
    gone();
  });

  test('changes with a renaming that changes the key too', async () => {
    await account.deploy(stackOf('One', ['Old', A]));
    await account.deploy(stackOf('One', ['New', B]));
    expect(state().key).toBe(B);
    await account.deploy(stackOf('One'));
    gone();
  });

  test('stays over a move to another stack, deployed before or after', async () => {
    account.ec2.key = C;
    await account.deploy(stackOf('One', ['Default', A]));
    await account.deploy(stackOf('Two', ['Default', A]));
    await account.deploy(stackOf('One'));
    expect(state().key).toBe(A);
    await account.deploy(stackOf('Two'));
    gone(C);
    await account.deploy(stackOf('Two', ['Default', B]));
    expect(state().key).toBe(B);
  });

  test.each<[string, string, string]>([
    ['Two', 'One', A],
    ['One', 'Two', B],
  ])('of two stacks: without %s it is that of %s', async (leaving, staying, key) => {
    await account.deploy(stackOf('One', ['Default', A]));
    await account.deploy(stackOf('Two', ['Default', B]));
    expect(state().key).toBe(B);
    await account.destroy(stackOf(leaving));
    expect(state().key).toBe(key);
    await account.destroy(stackOf(staying));
    gone();
  });

  test('of three stacks: the newest that is left counts, also after an update of the oldest', async () => {
    await account.deploy(stackOf('One', ['Default', A]));
    await account.deploy(stackOf('Two', ['Default', B]));
    await account.deploy(stackOf('One', ['Default', C]));
    await account.deploy(stackOf('Three', ['Default', keyArn('d')]));
    await account.destroy(stackOf('Three'));
    expect(state().key).toBe(C);
  });

  test.each<[string, (stack: Stack) => Promise<void>]>([
    ['the stack is deleted', stack => account.destroy(stack)],
    ['the construct leaves', () => account.deploy(stackOf('One'))],
  ])('that somebody chose by hand stays when %s', async (_, leave) => {
    const stack = stackOf('One', ['Default', A]);
    await account.deploy(stack);
    account.ec2.key = C;
    await leave(stack);
    gone(C);
  });

  test.each(['PutParameter', 'EnableEbsEncryptionByDefault', 'ModifyEbsDefaultKmsKeyId', 'GetEbsDefaultKmsKeyId', 'GetParametersByPath'])('is what it was after a creation that fails at %s', async call => {
    account.ec2.key = C;
    let failed = 0;
    account.turn = async name => { if (name === call && failed++ < 1) { throw new Error('no'); } };
    await expect(account.deploy(stackOf('One', ['Default', A]))).rejects.toThrow('no');
    expect([state().key, account.parameters.size]).toEqual([C, 0]);
  });

  test('is what it was after an update that is rolled back', async () => {
    await account.deploy(stackOf('One', ['Default', A]));
    let failed = 0;
    account.turn = async name => { if (name === 'ModifyEbsDefaultKmsKeyId' && failed++ < 1) { throw new Error('no'); } };
    await expect(account.deploy(stackOf('One', ['Default', B]))).rejects.toThrow('no');
    expect(state().key).toBe(A);
    await account.destroy(stackOf('One'));
    gone();
  });

  test('goes to nothing that a stranger left among the parameters', async () => {
    await account.deploy(stackOf('One', ['Default', A]));
    for (const [name, Value] of Object.entries({ text: 'no claim', key: JSON.stringify({ key: 'x; rm', original: A }), number: '7', null: 'null' })) {
      account.parameters.set(`/cdk-keysmith/ebs-encryption-by-default/${name}`, { Value, at: 99 });
    }
    await account.destroy(stackOf('One'));
    expect(state().key).toBe(AWS_MANAGED);
  });
});

describe('the function', () => {
  const permissions = () => deployed(Object.entries<any>(Template.fromStack(stackOf('One', ['Volumes', A])).findResources('AWS::IAM::Policy'))[0][1].Properties.PolicyDocument,
    { account: ACCOUNT, region: REGION, partition: 'aws', stackId: STACK });
  const STACK = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/One/51af3dc0`;
  const parameters = `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/cdk-keysmith/ebs-encryption-by-default`;
  const claim = () => deployed(Object.values<any>(Template.fromStack(stackOf('One', ['Volumes', A])).findResources('AWS::Lambda::Function'))[0].Properties.Environment.Variables.CLAIM,
    { account: ACCOUNT, region: REGION, partition: 'aws', stackId: STACK });
  const here = { 'aws:RequestedRegion': REGION };

  test.each<[string, string, () => string, { [key: string]: string }, Decision]>([
    ['set the default key here', 'ec2:ModifyEbsDefaultKmsKeyId', () => '*', here, 'Allowed'],
    ['set that of another Region', 'ec2:ModifyEbsDefaultKmsKeyId', () => '*', { 'aws:RequestedRegion': 'us-east-1' }, 'ImplicitlyDenied'],
    ['turn encryption on', 'ec2:EnableEbsEncryptionByDefault', () => '*', here, 'Allowed'],
    ['turn encryption off', 'ec2:DisableEbsEncryptionByDefault', () => '*', here, 'ImplicitlyDenied'],
    ['create a volume', 'ec2:CreateVolume', () => `arn:aws:ec2:${REGION}:${ACCOUNT}:volume/*`, here, 'ImplicitlyDenied'],
    ['read the claims', 'ssm:GetParametersByPath', () => parameters, here, 'Allowed'],
    ['read other parameters', 'ssm:GetParametersByPath', () => `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/passwords`, here, 'ImplicitlyDenied'],
    ['write its own claim', 'ssm:PutParameter', () => `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${claim()}`, here, 'Allowed'],
    ['delete its own claim', 'ssm:DeleteParameter', () => `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${claim()}`, here, 'Allowed'],
    ['write the claim of another stack', 'ssm:PutParameter', () => `${parameters}/0000-Default`, here, 'ImplicitlyDenied'],
    ['delete the claim of another stack', 'ssm:DeleteParameter', () => `${parameters}/0000-Default`, here, 'ImplicitlyDenied'],
    ['look at its own stack', 'cloudformation:DescribeStackResource', () => STACK, here, 'Allowed'],
    ['look at another stack', 'cloudformation:DescribeStackResource', () => STACK.replace('One', 'Two'), here, 'ImplicitlyDenied'],
    ['use a key', 'kms:Decrypt', () => A, here, 'ImplicitlyDenied'],
  ])('can or cannot: %s', async (_, action, resource, context, wanted) => {
    const principal = `arn:aws:iam::${ACCOUNT}:role/Function`;
    expect(await decide({ principal, action, keyArn: resource(), context, identity: [permissions()], policy: { Version: '2012-10-17', Statement: [] } })).toBe(wanted);
  });

  test('has what it acts upon in its configuration', () => {
    const { Variables } = Object.values<any>(Template.fromStack(stackOf('One', ['Volumes', A])).findResources('AWS::Lambda::Function'))[0].Properties.Environment;
    expect(deployed(Variables, { account: ACCOUNT, region: REGION, partition: 'aws', stackId: STACK })).toEqual({
      KEY_ARN: A,
      CLAIM: expect.stringMatching(/^\/cdk-keysmith\/ebs-encryption-by-default\/51af3dc0-Volumes[0-9A-F]{8}$/),
      CLAIMS: '/cdk-keysmith/ebs-encryption-by-default',
      STACK_ID: STACK,
      LOGICAL_ID: expect.stringMatching(/^Volumes[0-9A-F]{8}$/),
    });
  });
});

describe('a key that names its users', () => {
  const user = new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/App`);
  test.each<[string, (stack: Stack) => kms.IKey, number]>([
    ['for EBS has a warning, as volumes of others could not be created', stack => new ServiceKey(stack, 'Key', { service: KeyService.EBS, users: [user] }), 1],
    ['but not of EBS has none', stack => new EncryptedKey(stack, 'Key', { users: [user] }), 0],
    ['not at all has none', stack => new ServiceKey(stack, 'Key', { service: KeyService.EBS }), 0],
    ['elsewhere has none', stack => kms.Key.fromKeyArn(stack, 'Key', A), 0],
  ])('%s', (_, key, count) => {
    const stack = stackOf('One');
    new EbsEncryptionByDefault(stack, 'Default', { key: key(stack) });
    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp("the key One/Key names its users: nobody else in the account can then create a volume .*leave 'users' out of the key"));
    expect(found).toHaveLength(count);
  });
});

test('the function says what it is for', () => {
  Template.fromStack(stackOf('One', ['Default', A])).hasResourceProperties('AWS::Lambda::Function', { Description: 'Sets the default key of EBS encryption, and gives it back' });
});

test('has a name for injectors', () => { expect(EbsEncryptionByDefault.PROPERTY_INJECTION_ID).toBe('cdk-keysmith.EbsEncryptionByDefault'); });
