import { App, Aws, DefaultStackSynthesizer, Duration, LegacyStackSynthesizer, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { IamDelegation, KeyAccess, KeyEnvironment, KeyRestriction, KeyService, MultiRegionKey, MultiRegionKeyProps, ReplicaKey } from '../../src';
import { unknownNames } from '../support/reference';
import { ACCOUNT, OTHER_ACCOUNT, statement } from '../support/stack';
import { World } from '../support/world';

const HOME = 'us-east-1';
const AWAY = 'eu-west-1';
const FAR = 'ap-southeast-2';
const role = (name: string) => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/${name}`);

function keys(props: Partial<MultiRegionKeyProps> = {}, app = new App({ analyticsReporting: false })) {
  const stack = new Stack(app, 'Keys', { env: { account: ACCOUNT, region: HOME } });
  return { app, stack, key: new MultiRegionKey(stack, 'Global', { replicaRegions: [AWAY, FAR], ...props }) };
}
const in_ = (world: World, region: string) => world.key('alias/Keys-global', { region });
const types = (world: World) =>
  Object.values(world.stacks).flatMap(stack => Object.values<any>(stack.template.Resources ?? {}).map(r => r.Type)).sort();

describe('MultiRegionKey', () => {
  describe('placement', () => {
    test('is the primary in its stack and a stack per Region beside it, deployed after, without custom resources', () => {
      const { app } = keys();
      const world = new World(app);
      expect(Object.keys(world.stacks).sort()).toEqual(['Keys', `Keys-replicas-${FAR}`, `Keys-replicas-${AWAY}`]);
      expect(world.stacks[`Keys-replicas-${AWAY}`].environment).toMatchObject({ account: ACCOUNT, region: AWAY });
      expect(world.stacks[`Keys-replicas-${AWAY}`].dependencies.map(d => d.id)).toContain('Keys');
      expect(world.stacks.Keys.dependencies.map(d => d.id)).not.toContain(`Keys-replicas-${AWAY}`);
      expect(types(world)).toEqual(['AWS::KMS::Alias', 'AWS::KMS::Alias', 'AWS::KMS::Alias', 'AWS::KMS::Key', 'AWS::KMS::ReplicaKey', 'AWS::KMS::ReplicaKey']);
      expect(world.stacks.Keys.template.Resources[Object.keys(world.stacks.Keys.template.Resources)[0]].Properties.MultiRegion).toBe(true);
      expect(in_(world, AWAY).properties.PrimaryKeyArn).toBe(in_(world, HOME).arn);
      expect(in_(world, AWAY).id).toBe(in_(world, HOME).id);
      expect(in_(world, AWAY).arn).toBe(in_(world, HOME).arn.replace(HOME, AWAY));
    });

    test('two keys of a stack share the stacks of their regions', () => {
      const { app, stack } = keys();
      new MultiRegionKey(stack, 'Second', { replicaRegions: [AWAY] });
      const world = new World(app);
      expect(Object.keys(world.stacks)).toHaveLength(3);
      expect(world.key('alias/Keys-second', { region: AWAY }).properties.PrimaryKeyArn).toBe(world.key('alias/Keys-second', { region: HOME }).arn);
    });

    test('keys of two stacks have stacks of their own, so that neither has to wait for the other', () => {
      const { app } = keys();
      new MultiRegionKey(new Stack(app, 'More', { env: { account: ACCOUNT, region: HOME } }), 'Key', { replicaRegions: [AWAY] });
      expect(app.node.tryFindChild(`More-replicas-${AWAY}`)).toBeInstanceOf(Stack);
    });

    test('stays within the stage', () => {
      const app = new App({ analyticsReporting: false });
      const stage = new Stage(app, 'Production', { env: { account: ACCOUNT, region: HOME } });
      new MultiRegionKey(new Stack(stage, 'Keys'), 'Global', { replicaRegions: [AWAY] });
      expect(app.synth().getNestedAssembly('assembly-Production').stacks.map(s => s.stackName)).toEqual(['Production-Keys', `Production-Keys-replicas-${AWAY}`]);
    });

    test('takes the synthesizer, termination protection and tags of the stack of the primary', () => {
      const app = new App({ analyticsReporting: false });
      const stack = new Stack(app, 'Keys', {
        env: { account: ACCOUNT, region: HOME },
        synthesizer: new DefaultStackSynthesizer({ qualifier: 'mine' }),
        terminationProtection: true,
        tags: { Team: 'a' },
      });
      new MultiRegionKey(stack, 'Global', { replicaRegions: [AWAY] });
      const away = app.synth().getStackByName(`Keys-replicas-${AWAY}`);
      expect(away.cloudFormationExecutionRoleArn).toContain('cdk-mine-');
      expect(away.terminationProtection).toBe(true);
      expect(away.tags).toEqual({ Team: 'a' });
    });

    test('works with the synthesizer of the app and without bootstrapping', () => {
      const { app } = keys({}, new App({ analyticsReporting: false, defaultStackSynthesizer: new LegacyStackSynthesizer() }));
      expect(app.synth().getStackByName(`Keys-replicas-${AWAY}`).template.Parameters).toBeUndefined();
    });

    test('leaves the name to the CDK when it would be too long', () => {
      const app = new App({ analyticsReporting: false });
      new MultiRegionKey(new Stack(app, 'K'.repeat(120), { env: { account: ACCOUNT, region: HOME } }), 'Global', { replicaRegions: [AWAY] });
      expect(app.synth().stacks.every(stack => stack.stackName.length <= 128)).toBe(true);
    });

    test('may be a stack of yours', () => {
      const app = new App({ analyticsReporting: false });
      const mine = new Stack(app, 'Mine', { env: { account: ACCOUNT, region: AWAY } });
      keys({ replicaRegions: [AWAY], replicaOptions: { [AWAY]: { stack: mine } } }, app);
      const world = new World(app);
      expect(Object.keys(world.stacks).sort()).toEqual(['Keys', 'Mine']);
      expect(in_(world, AWAY).properties.PrimaryKeyArn).toBe(in_(world, HOME).arn);
    });
  });

  test('description, tags, alias, window and removal policy are those of the primary, and need no account', () => {
    const app = new App({ analyticsReporting: false });
    new MultiRegionKey(new Stack(app, 'Keys', { env: { region: HOME } }), 'Global', {
      replicaRegions: [AWAY], application: 'orders', environment: KeyEnvironment.STAGING, owner: 'team-a', alias: 'orders', description: 'Orders',
    });
    const [primary, replica] = app.synth().stacks.map(stack => Object.values<any>(stack.template.Resources));
    for (const [key, alias] of [primary, replica]) {
      expect(key).toMatchObject({
        Properties: {
          Description: 'Orders',
          PendingWindowInDays: 7,
          Tags: [{ Key: 'Application', Value: 'orders' }, { Key: 'Environment', Value: 'staging' }, { Key: 'Owner', Value: 'team-a' }],
        },
        DeletionPolicy: 'Delete',
      });
      expect(alias).toMatchObject({ Properties: { AliasName: 'alias/orders' }, DeletionPolicy: 'Delete' });
    }
    expect(primary[0].Properties.EnableKeyRotation).toBe(true);
    expect(replica[0].Properties.EnableKeyRotation).toBeUndefined();
  });

  test('regions may differ in rows, state, window and description', () => {
    const { app } = keys({
      access: [KeyAccess.use(role('Everywhere'))],
      restrictions: [KeyRestriction.grantsForAwsResourcesOnly()],
      replicaOptions: {
        [AWAY]: {
          access: [KeyAccess.decrypt(role('Europe'))],
          restrictions: [KeyRestriction.minimumPendingWindow(Duration.days(10))],
          enabled: false,
          pendingWindow: Duration.days(12),
          description: 'Europe',
        },
      },
    });
    const world = new World(app);
    const sids = (region: string) => in_(world, region).policy.Statement.map((s: any) => s.Sid);
    expect(sids(AWAY)).toEqual(['EnableIamPolicies', 'KeyDecrypt', 'KeyUse', 'DenyGrantsToOthers', 'DenyShortDeletionWindow']);
    expect(sids(HOME)).toEqual(['EnableIamPolicies', 'KeyUse', 'DenyGrantsToOthers']);
    expect(sids(FAR)).toEqual(sids(HOME));
    expect(in_(world, AWAY).properties).toMatchObject({ Enabled: false, PendingWindowInDays: 12, Description: 'Europe' });
    expect(in_(world, FAR).properties).toMatchObject({ PendingWindowInDays: 30, Description: 'Key of Keys/Global' });
  });

  test('rows are bound again for each Region, also rows and aliases that come later', async () => {
    const { app, key } = keys({ users: [role('App')], access: [KeyAccess.decrypt(role('App'), { viaServices: [KeyService.S3] })] });
    key.addAccess(KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: ['/app/*'] }));
    key.addAccess(KeyAccess.statement(new iam.PolicyStatement({ sid: 'Mine', actions: ['kms:DescribeKey'], principals: [role('Auditor')] })));
    key.addRestriction(KeyRestriction.onlyRegions([HOME, AWAY, FAR]));
    key.addAlias('second');
    const world = new World(app);
    for (const region of [HOME, AWAY, FAR]) {
      const { policy } = in_(world, region);
      expect(statement(policy, 'KeyDecrypt').Condition).toEqual({ StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } });
      expect(statement(policy, 'CloudWatchLogs').Principal).toEqual({ Service: `logs.${region}.amazonaws.com` });
      expect(statement(policy, 'CloudWatchLogs').Condition).toEqual({
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${ACCOUNT}:log-group:/app/*` },
      });
      expect(statement(policy, 'Mine').Action).toBe('kms:DescribeKey');
      expect(statement(policy, 'DenyOtherRegions').Effect).toBe('Deny');
      expect(world.key('alias/second', { region }).arn).toBe(in_(world, region).arn);
      expect(await unknownNames(policy)).toEqual([]);
    }
  });

  test('onlyRegions binds replication and use', async () => {
    const { app } = keys({ replicaRegions: [AWAY], restrictions: [KeyRestriction.onlyRegions([HOME, AWAY])], users: [role('App')] });
    const world = new World(app);
    expect(statement(in_(world, HOME).policy, 'DenyReplicasElsewhere')).toMatchObject({
      Effect: 'Deny', Action: 'kms:ReplicateKey', Condition: { StringNotEquals: { 'kms:ReplicaRegion': [AWAY, HOME] } },
    });
  });

  describe('replica', () => {
    test('is a key to encrypt with and to grant on, in its Region', async () => {
      const { app, key } = keys({ iamDelegation: IamDelegation.ADMINISTRATION });
      const away = new Stack(app, 'Away', { env: { account: ACCOUNT, region: AWAY } });
      const reader = new iam.Role(away, 'Reader', { assumedBy: new iam.AccountRootPrincipal(), roleName: 'Reader' });
      const bucket = new s3.Bucket(away, 'Bucket', { encryptionKey: key.replica(AWAY) });
      bucket.grantRead(reader);
      const world = new World(app);
      const { BucketEncryption } = world.fill(world.stacks.Away, Object.values<any>(world.stacks.Away.template.Resources).find(r => r.Type === 'AWS::S3::Bucket').Properties);
      expect(BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID).toBe(in_(world, AWAY).arn);
      expect(await world.decide({ role: 'Reader', key: in_(world, AWAY) })).toBe('Allowed');
      expect(in_(world, FAR).policy.Statement).toHaveLength(1);
      expect(in_(world, HOME).policy.Statement).toHaveLength(1);
    });

    test.each([[IamDelegation.FULL], [IamDelegation.ADMINISTRATION]])('grants to a role beside the primary reach the replica and no other key (delegation %s)', async delegation => {
      const { app, stack, key } = keys({ iamDelegation: delegation });
      new MultiRegionKey(stack, 'Second', { replicaRegions: [AWAY] });
      const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal(), roleName: 'Reader' });
      new iam.Role(stack, 'Other', { assumedBy: new iam.AccountRootPrincipal(), roleName: 'Other' });
      key.replica(AWAY).grants.decrypt(reader);
      const world = new World(app);
      const replica = in_(world, AWAY);
      expect(await world.decide({ role: 'Reader', key: replica })).toBe('Allowed');
      expect(await world.decide({ role: 'Reader', key: replica, action: 'kms:Encrypt' })).toBe('ImplicitlyDenied');
      expect(await world.decide({ role: 'Other', key: replica })).toBe('ImplicitlyDenied');
      expect(await world.decide({ role: 'Reader', key: in_(world, HOME) })).toBe('ImplicitlyDenied');
      expect(await world.decide({ role: 'Reader', key: world.key('alias/Keys-second', { region: AWAY }) })).toBe('ImplicitlyDenied');
    });

    test('grants to a role without a name, beside the primary, need no reference where the account is delegated', async () => {
      const { app, stack, key } = keys();
      const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
      key.replica(AWAY).grants.decrypt(reader);
      const world = new World(app);
      const [name] = Object.keys(world.stacks.Keys.template.Resources).filter(id => /^Reader[0-9A-F]{8}$/.test(id));
      expect(await world.decide({ role: name, key: in_(world, AWAY) })).toBe('Allowed');
      expect(in_(world, AWAY).policy.Statement).toHaveLength(1);
    });

    test('keyIn gives the primary or a replica', () => {
      const { key } = keys();
      expect(key.keyIn(HOME)).toBe(key);
      expect(key.keyIn(AWAY)).toBe(key.replica(AWAY));
      expect(key.replica(AWAY)).toBeInstanceOf(ReplicaKey);
      expect(key.replicaRegions).toEqual([AWAY, FAR]);
    });

    test('a replicated secret takes the key of each Region, and its stack comes after the replicas', () => {
      const { app, key } = keys({ replicaRegions: [AWAY] });
      const consumer = new Stack(app, 'Consumer', { env: { account: ACCOUNT, region: HOME } });
      new secretsmanager.Secret(consumer, 'Secret', { encryptionKey: key, replicaRegions: [{ region: AWAY, encryptionKey: key.replica(AWAY) }] });
      const world = new World(app);
      const secret = world.fill(world.stacks.Consumer, Object.values<any>(world.stacks.Consumer.template.Resources).find(r => r.Type === 'AWS::SecretsManager::Secret').Properties);
      expect(secret.KmsKeyId).toBe(in_(world, HOME).arn);
      expect(secret.ReplicaRegions).toEqual([{ Region: AWAY, KmsKeyId: in_(world, AWAY).arn }]);
      expect(world.stacks.Consumer.dependencies.map(d => d.id)).toEqual(expect.arrayContaining(['Keys', `Keys-replicas-${AWAY}`]));
    });
  });

  test('a role without a name may be a user everywhere: its ARN crosses the Region without a custom resource', () => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Keys', { env: { account: ACCOUNT, region: HOME } });
    const user = new iam.Role(stack, 'User', { assumedBy: new iam.AccountRootPrincipal() });
    new MultiRegionKey(stack, 'Global', { replicaRegions: [AWAY], users: [user] });
    const world = new World(app);
    expect(statement(in_(world, AWAY).policy, 'KeyUse').Principal).toEqual({ AWS: statement(in_(world, HOME).policy, 'KeyUse').Principal.AWS });
    expect(types(world).filter(type => type.startsWith('Custom'))).toEqual([]);
  });

  test('warns of services that refuse multi-Region keys or treat them as single-Region keys', () => {
    const { app, key } = keys({ replicaRegions: [AWAY] });
    key.addAccess(KeyAccess.service(KeyService.S3_INVENTORY));
    const [home, away] = app.synth().stacks.map(stack => stack.messages.map(message => message.entry.data));
    expect(home).toEqual([expect.stringMatching(/Amazon S3 \(inventory reports\) treats multi-Region keys as single-Region keys.*cdk-keysmith:multiRegionAsSingleRegion:S3_INVENTORY/)]);
    expect(away).toEqual(home);
  });

  test('Tags of the app reach every region', () => {
    const { app } = keys();
    Tags.of(app).add('Team', 'a');
    const world = new World(app);
    expect(in_(world, AWAY).properties.Tags).toEqual([{ Key: 'Team', Value: 'a' }]);
  });

  test('outputs are those of the primary', () => {
    const { app } = keys({ replicaRegions: [AWAY], exportOutputs: true });
    const away = app.synth().getStackByName(`Keys-replicas-${AWAY}`);
    expect(away.template.Outputs).toBeUndefined();
  });

  describe('fails when', () => {
    const failing: [string, Partial<MultiRegionKeyProps>, RegExp][] = [
      ['there is no region', { replicaRegions: [] }, /'replicaRegions' must not be empty/],
      ['a Region is misspelt', { replicaRegions: ['eu-west-1a'] }, /must be a Region code/],
      ['a Region is a token', { replicaRegions: [Aws.REGION] }, /must be known at synthesis/],
      ['a Region is named twice', { replicaRegions: [AWAY, AWAY] }, /names a Region twice, got: 'eu-west-1'/],
      ['a Region is that of the primary', { replicaRegions: [HOME] }, /is the Region of the primary/],
      ['a Region is of another partition', { replicaRegions: ['cn-north-1'] }, /is not in the partition of us-east-1/],
      ['an option is for no replica', { replicaOptions: { 'eu-central-1': {} } }, /names a Region that is not in 'replicaRegions', got: 'eu-central-1'/],
      ['it is to be single-Region', { multiRegion: false }, /must be true for a MultiRegionKey/],
      ['onlyRegions denies the replica', { restrictions: [KeyRestriction.onlyRegions([HOME, AWAY])] }, /is denied by KeyRestriction.onlyRegions, which allows us-east-1, eu-west-1, got: 'ap-southeast-2'/],
      ['onlyRegions of a Region denies its replica', { replicaOptions: { [AWAY]: { restrictions: [KeyRestriction.onlyRegions([HOME])] } } }, /is denied by KeyRestriction.onlyRegions/],
      ['a window is too short', { replicaOptions: { [AWAY]: { pendingWindow: Duration.days(1) } } }, /'pendingWindow' must be a whole number of days from 7 to 30/],
      ['a stack of yours is of another Region', { replicaOptions: { [AWAY]: { stack: new Stack(undefined, 'S', { env: { region: FAR } }) } } }, /'replicaOptions.eu-west-1.stack' must be a stack of eu-west-1/],
    ];
    test.each(failing)('%s', (_, props, message) => { expect(() => keys(props)).toThrow(message); });

    test('a later restriction denies a replica', () => {
      expect(() => keys().key.addRestriction(KeyRestriction.onlyRegions([HOME]))).toThrow(/is denied by KeyRestriction.onlyRegions, which allows us-east-1/);
    });

    test('the stack does not know its Region', () => {
      expect(() => new MultiRegionKey(new Stack(new App(), 'S'), 'K', { replicaRegions: [AWAY] })).toThrow(/needs a stack that knows its Region.*give the stack of the primary an 'env'/);
    });

    test('there is no app or stage to put a stack in', () => {
      const stack = new Stack(new Construct(undefined as any, ''), 'S', { env: { region: HOME } });
      expect(() => new MultiRegionKey(stack, 'K', { replicaRegions: [AWAY] })).toThrow(/needs an App or Stage above the stack/);
    });

    test('a replica is asked for that is not there', () => {
      const { key } = keys();
      expect(() => key.replica('sa-east-1')).toThrow("'region' must be one of the replicas' Regions, eu-west-1, ap-southeast-2, got: 'sa-east-1'; add it to 'replicaRegions'");
      expect(() => key.replica(HOME)).toThrow(/the primary is the MultiRegionKey itself/);
    });

    test('a stack of yours is of another account', () => {
      const app = new App({ analyticsReporting: false });
      const stack = new Stack(app, 'Mine', { env: { account: OTHER_ACCOUNT, region: AWAY } });
      expect(() => keys({ replicaRegions: [AWAY], replicaOptions: { [AWAY]: { stack } } }, app)).toThrow(/a replica is in the account of its primary/);
    });
  });

  test('removal is a choice', () => {
    const { app } = keys({ replicaRegions: [AWAY], removalPolicy: RemovalPolicy.DESTROY });
    for (const stack of app.synth().stacks) { Template.fromJSON(stack.template).allResources('AWS::KMS::Alias', { DeletionPolicy: 'Delete' }); }
  });

  test('the primary is a kms.Key', () => {
    const key: kms.Key = keys().key;
    expect(key).toBeInstanceOf(kms.Key);
  });
});
