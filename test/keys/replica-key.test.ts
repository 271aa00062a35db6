import { App, CfnParameter, Duration, NestedStack, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { EncryptedKey, IamDelegation, KeyAccess, KeyEnvironment, KeyRestriction, KeyService, ReplicaKey } from '../../src';
import { decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, REGION, statement, testStack } from '../support/stack';
import { World } from '../support/world';

const REPLICA = 'AWS::KMS::ReplicaKey';
const PRIMARY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab`;
const role = (name: string) => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/${name}`);

function twoRegions() {
  const app = new App({ analyticsReporting: false });
  const home = new Stack(app, 'Home', { env: { account: ACCOUNT, region: 'us-east-1' } });
  const away = new Stack(app, 'Away', { env: { account: ACCOUNT, region: REGION } });
  return { app, home, away };
}

describe('ReplicaKey', () => {
  test('is one AWS::KMS::ReplicaKey with policy, description, window and tags, and an alias that is retained with it', () => {
    const stack = testStack();
    new ReplicaKey(stack, 'Replica', { primaryKeyArn: PRIMARY, application: 'orders', owner: 'team-a', administrators: [role('Security')], users: [role('App')] });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.hasResource(REPLICA, {
      Properties: {
        PrimaryKeyArn: PRIMARY,
        Description: 'orders production key, Test/Replica',
        PendingWindowInDays: 30,
        Tags: [{ Key: 'Application', Value: 'orders' }, { Key: 'Environment', Value: 'production' }, { Key: 'Owner', Value: 'team-a' }],
        EnableKeyRotation: Match.absent(),
        KeySpec: Match.absent(),
        MultiRegion: Match.absent(),
      },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    template.hasResource('AWS::KMS::Alias', {
      Properties: { AliasName: 'alias/orders-production-replica', TargetKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Replica'), 'Arn'] } },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    expect(keyPolicy(stack, '', REPLICA).Statement.map(s => s.Sid)).toEqual(['EnableIamPolicies', 'KeyAdministration', 'KeyUse']);
  });

  test('takes enabled, window and removal policy of its own', () => {
    const stack = testStack();
    new ReplicaKey(stack, 'Replica', { primaryKeyArn: PRIMARY, enabled: false, pendingWindow: Duration.days(9), removalPolicy: RemovalPolicy.DESTROY });
    Template.fromStack(stack).hasResource(REPLICA, { Properties: { Enabled: false, PendingWindowInDays: 9 }, DeletionPolicy: 'Delete' });
  });

  test('is a kms.Key: tags, removal policy and aliases that come later reach it', () => {
    const stack = testStack();
    const key: kms.Key = new ReplicaKey(stack, 'Replica', { primaryKeyArn: PRIMARY });
    Tags.of(key).add('Team', 'a');
    key.applyRemovalPolicy(RemovalPolicy.DESTROY);
    key.addAlias('second');
    const template = Template.fromStack(stack);
    template.hasResource(REPLICA, { Properties: { Tags: [{ Key: 'Team', Value: 'a' }] }, DeletionPolicy: 'Delete' });
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/second' });
    expect(stack.resolve(key.keyId)).toEqual({ Ref: expect.stringMatching(/^Replica/) });
  });

  test('grants end in the identity policy where the account is delegated, and in the policy of the replica where not', () => {
    const stack = testStack();
    const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
    new ReplicaKey(stack, 'Open', { primaryKeyArn: PRIMARY }).grants.decrypt(reader);
    new s3.Bucket(stack, 'Bucket', { encryptionKey: new ReplicaKey(stack, 'Closed', { primaryKeyArn: PRIMARY, iamDelegation: IamDelegation.ADMINISTRATION }) }).grantRead(reader);
    expect(keyPolicy(stack, 'Open', REPLICA).Statement).toHaveLength(1);
    expect(keyPolicy(stack, 'Closed', REPLICA).Statement[1]).toEqual({
      Sid: 'GrantDecrypt',
      Effect: 'Allow',
      Principal: { AWS: expect.stringMatching(/:role\/Reader/) },
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Resource: '*',
    });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([{ Action: 'kms:Decrypt', Effect: 'Allow', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Open'), 'Arn'] } }]) },
    });
  });

  test('rows are bound to its own Region, and can be added later', () => {
    const stack = testStack();
    const key = new ReplicaKey(stack, 'Replica', {
      primaryKeyArn: PRIMARY,
      access: [KeyAccess.decrypt(role('App'), { viaServices: [KeyService.S3] })],
      restrictions: [KeyRestriction.onlyRegions([REGION, 'us-east-1'])],
    });
    key.addAccess(KeyAccess.service(KeyService.CLOUDWATCH_LOGS));
    const policy = keyPolicy(stack, '', REPLICA);
    expect(statement(policy, 'KeyDecrypt').Condition).toEqual({ StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } });
    expect(statement(policy, 'CloudWatchLogs').Principal).toEqual({ Service: `logs.${REGION}.amazonaws.com` });
    expect(statement(policy, 'DenyReplicasElsewhere').Condition).toEqual({ StringNotEquals: { 'kms:ReplicaRegion': ['eu-west-1', 'us-east-1'] } });
  });

  describe('policy', () => {
    const stack = testStack();
    new ReplicaKey(stack, 'Replica', {
      primaryKeyArn: PRIMARY,
      iamDelegation: IamDelegation.ADMINISTRATION,
      users: [role('App')],
      access: [KeyAccess.use(role('Finance'), { encryptionContext: { Department: ['Finance'] } })],
    });
    const policy = keyPolicy(stack, '', REPLICA);
    test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });
    decisionTable(() => policy, [
      ['a user decrypts', { principal: `arn:aws:iam::${ACCOUNT}:role/App` }, 'Allowed'],
      ['the right context', { principal: `arn:aws:iam::${ACCOUNT}:role/Finance`, context: { 'kms:EncryptionContext:Department': 'Finance' } }, 'Allowed'],
      ['another context', { principal: `arn:aws:iam::${ACCOUNT}:role/Finance`, context: { 'kms:EncryptionContext:Department': 'Sales' } }, 'ImplicitlyDenied'],
      ['IAM policies cannot give use', { principal: `arn:aws:iam::${ACCOUNT}:role/Other`, identity: [identityAllowing('kms:Decrypt')] }, 'ImplicitlyDenied'],
      ['another account', { principal: `arn:aws:iam::${OTHER_ACCOUNT}:role/App`, identity: [identityAllowing('kms:Decrypt')] }, 'ImplicitlyDenied'],
    ]);
  });

  describe('primary of the same app', () => {
    test('is read across Regions without a custom resource, and deployed before', () => {
      const { app, home, away } = twoRegions();
      const primary = new EncryptedKey(home, 'Primary', { multiRegion: true });
      new ReplicaKey(away, 'Replica', { primary });
      const assembly = app.synth();
      expect(assembly.getStackByName('Away').dependencies.map(d => d.id)).toContain('Home');
      const types = assembly.stacks.flatMap(stack => Object.values<any>(stack.template.Resources).map(resource => resource.Type));
      expect(types.sort()).toEqual(['AWS::KMS::Alias', 'AWS::KMS::Alias', 'AWS::KMS::Key', 'AWS::KMS::ReplicaKey']);
      expect(keyPolicyProperties(assembly.getStackByName('Away').template).PrimaryKeyArn).toEqual({
        'Fn::GetStackOutput': { StackName: 'Home', Region: 'us-east-1', OutputName: expect.stringMatching(/^PrimaryPrimaryKeyArn/) },
      });
      const world = new World(app);
      expect(world.key('alias/Away-replica').properties.PrimaryKeyArn).toBe(world.key('alias/Home-primary').arn);
    });

    test('may be in a nested stack: the output is that of the stack CloudFormation knows by name', () => {
      const { app, home, away } = twoRegions();
      const nested = new NestedStack(home, 'Nested');
      new ReplicaKey(away, 'Replica', { primary: new EncryptedKey(nested, 'Primary', { multiRegion: true }) });
      const assembly = app.synth();
      const { OutputName } = keyPolicyProperties(assembly.getStackByName('Away').template).PrimaryKeyArn['Fn::GetStackOutput'];
      expect(assembly.getStackByName('Home').template.Outputs[OutputName].Value).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Nested/), expect.stringMatching(/^Outputs\./)] });
    });

    test('may have several replicas, with one output', () => {
      const { app, home, away } = twoRegions();
      const primary = new EncryptedKey(home, 'Primary', { multiRegion: true });
      new ReplicaKey(away, 'Replica', { primary });
      new ReplicaKey(new Stack(app, 'Third', { env: { account: ACCOUNT, region: 'eu-central-1' } }), 'Replica', { primary });
      expect(Object.keys(Template.fromStack(home).toJSON().Outputs)).toHaveLength(1);
    });

    test('imported by its ARN needs no reference', () => {
      const stack = testStack();
      new ReplicaKey(stack, 'Replica', { primary: kms.Key.fromKeyArn(stack, 'Primary', PRIMARY) });
      Template.fromStack(stack).hasResourceProperties(REPLICA, { PrimaryKeyArn: PRIMARY });
    });

    test('given by a parameter works in a template of its own, as for a StackSet', () => {
      const stack = new Stack(new App({ analyticsReporting: false }), 'Fleet');
      const arn = new CfnParameter(stack, 'PrimaryKeyArn');
      new ReplicaKey(stack, 'Replica', { primaryKeyArn: arn.valueAsString, access: [KeyAccess.service(KeyService.CLOUDWATCH_LOGS)] });
      Template.fromStack(stack).hasResourceProperties(REPLICA, { PrimaryKeyArn: { Ref: 'PrimaryKeyArn' } });
      expect(statement(keyPolicy(stack, '', REPLICA), 'CloudWatchLogs').Principal.Service).toBe(`logs.${REGION}.amazonaws.com`);
    });
  });

  describe('its ARN', () => {
    test('is an attribute in its Region, and made of the id of the primary in the Region of the primary', () => {
      const { app, home, away } = twoRegions();
      const replica = new ReplicaKey(away, 'Replica', { primary: new EncryptedKey(home, 'Primary', { multiRegion: true }) });
      const consumer = new Stack(app, 'Consumer', { env: { account: ACCOUNT, region: 'us-east-1' } });
      new s3.CfnBucket(consumer, 'Here', { bucketName: replica.keyArn });
      new s3.CfnBucket(away, 'There', { bucketName: replica.keyArn });
      const world = new World(app);
      const { arn } = world.key('alias/Away-replica');
      expect(world.fill(world.stacks.Consumer, world.stacks.Consumer.template.Resources.Here.Properties.BucketName)).toBe(arn);
      expect(world.stacks.Away.template.Resources.There.Properties.BucketName).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Replica/), 'Arn'] });
      expect(world.stacks.Consumer.dependencies.map(d => d.id)).toEqual(expect.arrayContaining(['Home', 'Away']));
    });

    test('in the stack of the primary is a warning: that stack comes first', () => {
      const { app, home, away } = twoRegions();
      const replica = new ReplicaKey(away, 'Replica', { primary: new EncryptedKey(home, 'Primary', { multiRegion: true }) });
      new s3.CfnBucket(home, 'Bucket', { bucketName: replica.keyArn });
      const messages = app.synth().getStackByName('Home').messages.map(message => message.entry.data);
      expect(messages).toEqual([expect.stringMatching(/names the replica Away\/Replica in the stack of its primary.*\[ack: cdk-keysmith:replicaBesidePrimary\]/)]);
    });
  });

  describe('fails when', () => {
    const failing: [string, (stack: Stack) => void, RegExp][] = [
      ['nothing says which key', s => new ReplicaKey(s, 'R', {}), /'primary' or 'primaryKeyArn' must say which key to replicate/],
      ['both say it', s => new ReplicaKey(s, 'R', { primaryKeyArn: PRIMARY, primary: kms.Key.fromKeyArn(s, 'P', PRIMARY) }), /one of them/],
      ['the ARN is of an alias', s => new ReplicaKey(s, 'R', { primaryKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:alias/x` }), /must be the ARN of a multi-Region key/],
      ['the ARN is of a single-Region key', s => new ReplicaKey(s, 'R', { primaryKeyArn: PRIMARY.replace('mrk-', '') }), /single-Region key cannot be replicated/],
      ['the primary is in the same Region', s => new ReplicaKey(s, 'R', { primaryKeyArn: PRIMARY.replace('us-east-1', REGION) }), /is in eu-west-1 as the replica is/],
      ['the primary is of another account', s => new ReplicaKey(s, 'R', { primaryKeyArn: PRIMARY.replace(ACCOUNT, OTHER_ACCOUNT) }), /in another account than the stack/],
      ['an imported primary is single-Region', s => new ReplicaKey(s, 'R', { primary: kms.Key.fromKeyArn(s, 'P', PRIMARY.replace('mrk-', '')) }), /must be the ARN of a multi-Region key/],
      ['rotation is set', s => new ReplicaKey(s, 'R', { primaryKeyArn: PRIMARY, rotationPeriod: Duration.days(90) } as any), /'rotationPeriod' belongs to the primary/],
      ['a spec is set', s => new ReplicaKey(s, 'R', { primaryKeyArn: PRIMARY, keySpec: kms.KeySpec.RSA_2048 } as any), /'keySpec' belongs to the primary/],
      ['users are an empty list', s => new ReplicaKey(s, 'R', { primaryKeyArn: PRIMARY, users: [] }), /'users' must not be empty/],
      ['the description is not Latin-1', s => new ReplicaKey(s, 'R', { primaryKeyArn: PRIMARY, description: '鍵' }), /Latin-1/],
    ];
    test.each(failing)('%s', (_, make, message) => { expect(() => make(testStack())).toThrow(message); });

    const owned: [string, (home: Stack, away: Stack) => void, RegExp][] = [
      ['the primary of the app is single-Region', (home, away) => new ReplicaKey(away, 'R', { primary: new EncryptedKey(home, 'P') }), /is a single-Region key/],
      ['it is a CDK key that is single-Region', (home, away) => new ReplicaKey(away, 'R', { primary: new kms.Key(home, 'P') }), /is a single-Region key/],
      ['it is in the same Region', home => new ReplicaKey(home, 'R', { primary: new EncryptedKey(home, 'P', { multiRegion: true }) }), /is in us-east-1 as the replica is/],
      ['it is a replica', (home, away) => new ReplicaKey(home, 'R', { primary: new ReplicaKey(away, 'P', { primaryKeyArn: PRIMARY }) }), /is a replica itself/],
    ];
    test.each(owned)('%s', (_, make, message) => {
      const { home, away } = twoRegions();
      expect(() => make(home, away)).toThrow(message);
    });

    test('a stack does not know its Region', () => {
      const app = new App({ analyticsReporting: false });
      const primary = new EncryptedKey(new Stack(app, 'A'), 'P', { multiRegion: true });
      expect(() => new ReplicaKey(new Stack(app, 'B', { env: { region: REGION } }), 'R', { primary })).toThrow(/must be in a stack with a known Region/);
    });

    test('the primary of the app is of another account', () => {
      const { app, away } = twoRegions();
      const primary = new EncryptedKey(new Stack(app, 'Other', { env: { account: OTHER_ACCOUNT, region: 'us-east-1' } }), 'P', { multiRegion: true });
      expect(() => new ReplicaKey(away, 'R', { primary })).toThrow(/is in account 444455556666, a replica is in the account of its primary/);
    });

    test('the policy would lock everybody out', () => {
      const stack = testStack();
      new ReplicaKey(stack, 'R', { primaryKeyArn: PRIMARY, iamDelegation: IamDelegation.NONE, users: [role('App')] });
      expect(() => Template.fromStack(stack)).toThrow(/nobody could ever change this key policy again/);
    });
  });

  test('an environment sets its defaults', () => {
    const stack = testStack();
    new ReplicaKey(stack, 'R', { primaryKeyArn: PRIMARY, environment: KeyEnvironment.STAGING });
    Template.fromStack(stack).hasResource(REPLICA, { Properties: { PendingWindowInDays: 7 }, DeletionPolicy: 'Delete' });
  });
});

function keyPolicyProperties(template: any): any {
  return Object.values<any>(template.Resources).find(resource => resource.Type === REPLICA)!.Properties;
}
