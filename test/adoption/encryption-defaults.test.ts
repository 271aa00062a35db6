import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Aspects, CfnParameter, CfnResource, NestedStack, Stack, Stage, Tags } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { dataPlatform } from './apps/data-platform';
import { ordersApi } from './apps/orders-api';
import { writtenByHand } from './apps/written-by-hand';
import { EncryptedKey, EncryptionDefaults, EncryptionDefaultsProps, EncryptionPlanRow, KeyPlacement, KeyService, KeySet, MultiRegionKey } from '../../src';
import { keyPropertiesOf } from '../../src/services/resource-properties';
import { said } from '../support/findings';
import { decide } from '../support/oracle';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

const ENV = { account: ACCOUNT, region: REGION };
const APPS: { readonly [name: string]: (app: App, env: typeof ENV) => unknown } = { ordersApi, dataPlatform, writtenByHand };

interface Deployed { readonly [stack: string]: { readonly [logicalId: string]: { readonly Type: string; readonly Properties?: any } } }

function deploy(build: (app: App, env: typeof ENV) => unknown, props?: Partial<EncryptionDefaultsProps>, context: { [flag: string]: boolean } = {}): {
  readonly stacks: Deployed; readonly plan: EncryptionPlanRow[]; readonly app: App; readonly directory: string; readonly text?: string;
} {
  const app = new App({ analyticsReporting: false, outdir: mkdtempSync(join(tmpdir(), 'encryption-')), context });
  build(app, ENV);
  const defaults = props && EncryptionDefaults.of(app, { keys: KeyPlacement.byService(), ...props });
  const assembly = app.synth();
  return {
    stacks: Object.fromEntries(assembly.stacks.map(({ stackName, template }) => [stackName, template.Resources])),
    plan: defaults?.plan() ?? [],
    text: defaults?.planText(),
    app,
    directory: assembly.directory,
  };
}

/** A key policy with the partition filled in. */
const resolved = (policy: any): any => JSON.parse(JSON.stringify(policy), (_, value) => value?.Ref === 'AWS::Partition' ? 'aws' : value?.['Fn::Join'] ? value['Fn::Join'][1].join('') : value);

/** Resources of one type, by logical ids. */
const ofType = (stacks: Deployed, type: string): { [id: string]: any } =>
  Object.fromEntries(Object.values(stacks).flatMap(Object.entries<any>).filter(([, { Type }]) => Type === type));

const policiesOf = (stacks: Deployed): any[] => Object.values(ofType(stacks, 'AWS::KMS::Key')).map(({ Properties }) => resolved(Properties.KeyPolicy));

describe.each(Object.entries(APPS))('%s', (_, build) => {
  const before = deploy(build);
  const after = deploy(build, {});

  test('has ten resources and more that store data', () => { expect(after.plan.length).toBeGreaterThanOrEqual(10); });

  test('gets keys, and nothing is replaced or lost', () => {
    for (const [stack, resources] of Object.entries(before.stacks)) {
      for (const [id, { Type, Properties }] of Object.entries(resources)) {
        const now = after.stacks[stack][id];
        expect([id, now?.Type]).toEqual([id, Type]);
        const changed = Object.keys({ ...Properties, ...now.Properties }).filter(name => JSON.stringify(Properties?.[name]) !== JSON.stringify(now.Properties?.[name]));
        // Every property that changed is one that takes a key in place, or stands beside it.
        const inPlace = keyPropertiesOf(Type).filter(({ update }) => update === 'in-place').map(({ path }) => path.split(/[.[]/)[0]);
        const beside: { [type: string]: string[] } = { 'AWS::DynamoDB::GlobalTable': ['SSESpecification'], 'AWS::Redshift::Cluster': ['Encrypted'] };
        if (Type !== 'AWS::CloudFormation::Stack') { expect(changed.filter(name => ![...inPlace, ...beside[Type] ?? []].includes(name))).toEqual([]); }
      }
    }
    expect(after.plan.filter(({ change }) => change === 'replaced')).toEqual([]);
    expect(after.plan.filter(({ change }) => change === 'in place').length).toBeGreaterThan(5);
  });

  test('each resource that gets no key says why, and has a warning', () => {
    const left = after.plan.filter(({ change }) => change === 'uncovered' || change === 'refused');
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter(({ reason }) => !reason)).toEqual([]);
    const warned = JSON.stringify(after.app.node.findAll().flatMap(({ node }) => node.metadata));
    for (const { logicalId } of left) { expect(warned).toContain(`cdk-keysmith:notEncrypted:${logicalId}`); }
  });

  test('services find in the key policies what they need', () => {
    const findings = after.app.node.children.filter(Stack.isStack).flatMap(stack => said(stack));
    expect(findings.filter(finding => !/OldKey|DataUnderCustomerKey/.test(finding))).toEqual([]);
  });

  test('is the same when it is made again', () => { expect(deploy(build, {}).stacks).toEqual(after.stacks); });

  test('a second deployment changes nothing more', () => {
    const again = deploy(build, { deployed: after.directory });
    expect(again.stacks).toEqual(after.stacks);
    expect(again.plan.filter(({ change }) => change === 'in place' || change === 'replaced')).toEqual([]);
  });

  test.each([true, false])('aspects that are stable: %s', stable => {
    expect(deploy(build, {}, { '@aws-cdk/core:aspectStabilization': stable }).plan).toEqual(after.plan);
  });

  test('the plan', () => { expect(after.text).toMatchSnapshot(); });
});

describe('who may use the keys', () => {
  const { stacks } = deploy(ordersApi, {});
  const policy = (service: string): any => {
    const [id] = Object.keys(ofType(stacks, 'AWS::KMS::Key')).filter(name => name.startsWith(`EncryptionKeys${service}`));
    return resolved(ofType(stacks, 'AWS::KMS::Key')[id].Properties.KeyPolicy);
  };
  const role = `arn:aws:iam::${ACCOUNT}:role/Api`;
  const through = (service: string) => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });

  test.each<[string, string, string, string, { [key: string]: string }, string]>([
    // IAM policies of the app were written before there were keys.
    ['a role of the account through DynamoDB', 'DYNAMODB', role, 'kms:Decrypt', through('dynamodb'), 'Allowed'],
    ['the same role with the key itself', 'DYNAMODB', role, 'kms:Decrypt', {}, 'ImplicitlyDenied'],
    ['the same role through another service', 'DYNAMODB', role, 'kms:Decrypt', through('s3'), 'ImplicitlyDenied'],
    ['a role of another account through DynamoDB', 'DYNAMODB', `arn:aws:iam::${OTHER_ACCOUNT}:role/Api`, 'kms:Decrypt', through('dynamodb'), 'ImplicitlyDenied'],
    ['grants that DynamoDB asks for', 'DYNAMODB', role, 'kms:CreateGrant', { ...through('dynamodb'), 'kms:GrantIsForAWSResource': 'true' }, 'Allowed'],
    ['grants for others', 'DYNAMODB', role, 'kms:CreateGrant', { ...through('dynamodb'), 'kms:GrantIsForAWSResource': 'false' }, 'ImplicitlyDenied'],
    ['a topic that sends to the queue', 'SQS', 'sns.amazonaws.com', 'kms:GenerateDataKey', { 'aws:SourceArn': `arn:aws:sns:${REGION}:${ACCOUNT}:created` }, 'Allowed'],
    ['a topic of somebody else', 'SQS', 'sns.amazonaws.com', 'kms:GenerateDataKey', { 'aws:SourceArn': `arn:aws:sns:${REGION}:${OTHER_ACCOUNT}:created` }, 'ImplicitlyDenied'],
    ['notifications of the bucket', 'SQS', 's3.amazonaws.com', 'kms:GenerateDataKey', { 'aws:SourceArn': 'arn:aws:s3:::uploads', 'aws:SourceAccount': ACCOUNT }, 'Allowed'],
    ['the alarm', 'SNS', 'cloudwatch.amazonaws.com', 'kms:GenerateDataKey', { 'aws:SourceArn': `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:Errors`, 'aws:SourceAccount': ACCOUNT }, 'Allowed'],
  ])('%s', async (_, service, principal, action, context, wanted) => {
    expect(await decide({ policy: policy(service), principal, action, context })).toBe(wanted);
  });
});

describe('placements', () => {
  const keysOf = (props: Partial<EncryptionDefaultsProps>, build = dataPlatform): string[] =>
    Object.keys(ofType(deploy(build, props).stacks, 'AWS::KMS::Key')).map(id => id.replace(/[0-9A-F]{8}$/, '')).sort();

  test('one a service', () => { expect(keysOf({}, ordersApi as any)).toContain('EncryptionKeysSQS'); });
  test('one a stack', () => {
    const { stacks } = deploy(dataPlatform, { keys: KeyPlacement.byStack() });
    expect(Object.values(stacks).map(resources => Object.keys(ofType({ resources }, 'AWS::KMS::Key')).length)).toEqual([1, 1]);
  });

  test.each([true, false])('one a data classification, by tags (stable aspects: %s)', stable => {
    const { plan } = deploy(dataPlatform, { keys: KeyPlacement.byTag('DataClassification') }, { '@aws-cdk/core:aspectStabilization': stable });
    expect([...new Set(plan.filter(({ stack, change }) => stack === 'Data' && change === 'in place').map(({ keyThen }) => keyThen.replace(/[0-9A-F]{8}$/, '')))])
      .toEqual(['EncryptionKeysconfidential']);
    expect([...new Set(plan.filter(({ stack, statements }) => stack === 'Operations' && !statements).map(({ reason }) => reason))]).toContain('the placement has no key for it');
  });

  test('one for all, of another stack', () => {
    const app = new App();
    const key = new EncryptedKey(new Stack(app, 'Keys', { env: ENV }), 'Key');
    ordersApi(app, ENV);
    EncryptionDefaults.of(app, { keys: KeyPlacement.key(key) });
    const template = app.synth().getStackByName('Orders').template;
    expect(ofType({ Orders: template.Resources }, 'AWS::KMS::Key')).toEqual({});
    const [queue] = Object.values(ofType({ Orders: template.Resources }, 'AWS::SQS::Queue'));
    expect(queue.Properties.KmsMasterKeyId).toEqual({ 'Fn::ImportValue': expect.stringContaining('Keys:ExportsOutputFnGetAttKey') });
  });

  test('a KeySet of yours', () => {
    const app = new App();
    const stack = new Stack(app, 'S', { env: ENV });
    const keys = new KeySet(stack, 'Mine', { application: 'orders' });
    new sqs.Queue(stack, 'Queue');
    EncryptionDefaults.of(stack, { keys: KeyPlacement.keySet(keys) });
    app.synth();
    expect(keys.keys.map(({ node }) => node.id)).toEqual(['SQS']);
  });

  test('refuses a key whose policy it cannot add to', () => {
    const app = new App();
    const stack = new Stack(app, 'S', { env: ENV });
    new sqs.Queue(stack, 'Queue');
    EncryptionDefaults.of(stack, { keys: new class extends KeyPlacement { public keyFor() { return new kms.Key(stack, 'Plain'); } }() });
    expect(() => app.synth()).toThrow(/'keys' must be keys of this library/);
  });

  test('refuses a key of another Region', () => {
    const app = new App();
    const key = new EncryptedKey(new Stack(app, 'Keys', { env: { account: ACCOUNT, region: 'us-east-1' } }), 'Key');
    const stack = new Stack(app, 'S', { env: ENV });
    new sqs.Queue(stack, 'Queue');
    EncryptionDefaults.of(app, { keys: KeyPlacement.key(key) });
    expect(() => app.synth()).toThrow(/'key' must be in the Region of the resource/);
  });
});

describe('what code says stays', () => {
  const buckets = (app: App) => {
    const stack = new Stack(app, 'S', { env: ENV });
    new s3.Bucket(stack, 'Chosen', { encryption: s3.BucketEncryption.S3_MANAGED });
    new s3.Bucket(stack, 'Keyed', { encryption: s3.BucketEncryption.KMS });
    new s3.Bucket(stack, 'Free');
  };
  const planned = (props: Partial<EncryptionDefaultsProps>): { [id: string]: string } =>
    Object.fromEntries(deploy(buckets, props).plan.map(({ logicalId, change }) => [logicalId.replace(/[0-9A-F]{8}$/, ''), change]));

  test('unasked', () => { expect(planned({})).toEqual({ Chosen: 'uncovered', Keyed: 'unchanged', Free: 'in place' }); });
  test('another encryption is overridden where that is asked, a key never', () => {
    expect(planned({ override: true })).toEqual({ Chosen: 'in place', Keyed: 'unchanged', Free: 'in place' });
  });
  test('what is excluded, or not among the services', () => {
    expect(planned({ exclude: ['S/Free'] }).Free).toBe('uncovered');
    expect(planned({ services: [KeyService.SQS] }).Free).toBe('uncovered');
  });
});

describe('replacement', () => {
  const databases = (app: App) => {
    const stack = new Stack(app, 'S', { env: ENV });
    new rds.CfnDBCluster(stack, 'Ledger', { engine: 'aurora-postgresql', masterUsername: 'admin', manageMasterUserPassword: true });
  };
  const change = (props: Partial<EncryptionDefaultsProps>): string => deploy(databases, props).plan[0].change;

  test('is refused unless named', () => {
    expect(change({})).toBe('refused');
    expect(change({ replace: ['S/Ledger'] })).toBe('replaced');
    expect(change({ replace: ['S'] })).toBe('replaced');
  });

  test('is none of what is not deployed yet', () => {
    const empty = mkdtempSync(join(tmpdir(), 'deployed-'));
    expect(change({ deployed: empty })).toBe('new');
    writeFileSync(join(empty, 'S.json'), JSON.stringify({ Resources: { Ledger: { Type: 'AWS::RDS::DBCluster', Properties: { Engine: 'aurora-postgresql' } } } }));
    expect(change({ deployed: empty })).toBe('refused');
  });

  test('a folder that is not there', () => {
    expect(() => EncryptionDefaults.of(new App(), { keys: KeyPlacement.byService(), deployed: '/nowhere' })).toThrow(/'deployed' must be a folder that exists/);
  });
});

test('reaches what is made later, by aspects too', () => {
  const app = new App({ context: { '@aws-cdk/core:aspectStabilization': true } });
  const stack = new Stack(app, 'S', { env: ENV });
  const defaults = EncryptionDefaults.of(app, { keys: KeyPlacement.byService() });
  new sqs.Queue(stack, 'Later');
  Aspects.of(stack).add({ visit: node => { if (node instanceof sqs.Queue) { new logs.CfnLogGroup(stack, 'ByAspect'); } } });
  app.synth();
  expect(defaults.plan().map(({ logicalId, change }) => [logicalId.replace(/[0-9A-F]{8}$/, ''), change])).toEqual(expect.arrayContaining([['Later', 'in place'], ['ByAspect', 'in place']]));
});

test('one scope has one', () => {
  const app = new App();
  EncryptionDefaults.of(app, { keys: KeyPlacement.byService() });
  expect(() => EncryptionDefaults.of(app, { keys: KeyPlacement.byService() })).toThrow(/'scope' has EncryptionDefaults already/);
});

test('replicas of a global table take keys of their own Regions', () => {
  const { plan } = deploy(app => {
    const stack = new Stack(app, 'S', { env: ENV });
    new dynamodb.TableV2(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, replicas: [{ region: 'us-east-1' }] });
    return stack;
  }, {});
  expect(plan[0]).toMatchObject({ change: 'uncovered', reason: expect.stringMatching(/each replica takes a key of its own Region/) });
});

test('policies stay within the size that KMS takes', () => {
  const policies = policiesOf(deploy(dataPlatform, { keys: KeyPlacement.byStack() }).stacks);
  expect(policies).not.toEqual([]);
  for (const policy of policies) { expect(JSON.stringify(policy).length).toBeLessThan(32_768); }
});

test('a stage of resources by their raw type', () => {
  const { stacks } = deploy(app => new CfnResource(new Stack(app, 'S', { env: ENV }), 'Groups', { type: 'AWS::Logs::LogGroup', properties: { LogGroupName: 'x' } }), {});
  expect(ofType(stacks, 'AWS::Logs::LogGroup').Groups.Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringContaining('EncryptionKeysCLOUDWATCHLOGS'), 'Arn'] });
});

test('tags of scopes above count', () => {
  const { plan } = deploy(app => {
    const stack = new Stack(app, 'S', { env: ENV });
    Tags.of(new sqs.Queue(stack, 'Queue')).add('Tenant', 'acme');
    new sqs.Queue(stack, 'Other');
    Tags.of(app).add('Tenant', 'shared');
  }, { keys: KeyPlacement.byTag('Tenant') });
  expect(plan.map(({ keyThen }) => keyThen.replace(/[0-9A-F]{8}$/, ''))).toEqual(['EncryptionKeysacme', 'EncryptionKeysshared']);
});

test('a rule finds what stays without a key, and spares what is named', () => {
  const found = (props: Partial<EncryptionDefaultsProps>): string[] => said(deploy(databasesAndQueue, props).app.node.children[0] as Stack).filter(finding => finding.includes('DataUnderCustomerKey'));
  const databasesAndQueue = (app: App) => {
    const stack = new Stack(app, 'S', { env: ENV });
    new rds.CfnDBCluster(stack, 'Ledger', { engine: 'aurora-postgresql' });
    new sqs.Queue(stack, 'Queue');
  };
  expect(found({})).toEqual(['info Keysmith-DataUnderCustomerKey[KmsKeyId] S/Ledger']);
  expect([found({ exclude: ['S/Ledger'] }), found({ services: [KeyService.SQS] }), found({ replace: ['S/Ledger'] })]).toEqual([[], [], []]);
});

describe('a multi-Region key for all Regions', () => {
  const app = new App({ analyticsReporting: false });
  const key = new MultiRegionKey(new Stack(app, 'Keys', { env: ENV }), 'Key', { replicaRegions: ['us-east-1'] });
  const [here, there] = [REGION, 'us-east-1'].map(region => new Stack(app, `In-${region}`, { env: { account: ACCOUNT, region } }));
  new dynamodb.TableV2(here, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, replicas: [{ region: 'us-east-1' }] });
  new sqs.Queue(there, 'Queue');
  const defaults = EncryptionDefaults.of(app, { keys: KeyPlacement.key(key) });
  const assembly = app.synth();

  test('replicas of a table take that of their own Region', () => {
    const [{ Properties }] = Object.values(ofType({ S: assembly.getStackByName(here.stackName).template.Resources }, 'AWS::DynamoDB::GlobalTable'));
    const keys = Properties.Replicas.map(({ Region, SSESpecification }: any) => [Region, JSON.stringify(SSESpecification.KMSMasterKeyId)]);
    expect(Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
    expect(keys.map(([region]: string[]) => region).sort()).toEqual([REGION, 'us-east-1']);
    expect(new Set(keys.map(([, named]: string[]) => named)).size).toBe(2);
    expect(defaults.plan().filter(({ property }) => property?.startsWith('Replicas')).map(({ change }) => change)).toEqual(['in place', 'in place']);
  });

  test('and so do resources of stacks in other Regions', () => {
    const [{ Properties }] = Object.values(ofType({ S: assembly.getStackByName(there.stackName).template.Resources }, 'AWS::SQS::Queue'));
    expect(Properties.KmsMasterKeyId).toBeDefined();
  });
});

test('of nested scopes the nearest counts, and the outer plan has all', () => {
  const app = new App({ analyticsReporting: false });
  const [one, other] = ['One', 'Other'].map(id => new Stack(app, id, { env: ENV }));
  [one, other].forEach(stack => new sqs.Queue(stack, 'Queue'));
  const outer = EncryptionDefaults.of(app, { keys: KeyPlacement.byService() });
  const inner = EncryptionDefaults.of(other, { keys: KeyPlacement.byStack() });
  app.synth();
  const then = (plan: EncryptionPlanRow[]): string[] => plan.map(({ stack, keyThen }) => `${stack} ${keyThen.replace(/[0-9A-F]{8}$/, '')}`);
  expect([then(outer.plan()), then(inner.plan())]).toEqual([['One EncryptionKeysSQS', 'Other EncryptionKeysdata'], ['Other EncryptionKeysdata']]);
});

test('stages with the same names keep to themselves', () => {
  const app = new App({ analyticsReporting: false });
  const build = (id: string, isSender: boolean): Stack => {
    const stack = new Stack(new Stage(app, id, { env: ENV }), 'S');
    const queue = new sqs.Queue(stack, 'Queue');
    if (isSender) { new CfnResource(stack, 'Rule', { type: 'AWS::Events::Rule', properties: { Targets: [{ Id: 'q', Arn: queue.queueArn }] } }); }
    return stack;
  };
  const stacks = [build('Quiet', false)];
  EncryptionDefaults.of(app, { keys: KeyPlacement.byService() });
  // Made later, it is reached all the same.
  stacks.push(build('Loud', true));
  const assembly = app.synth();
  const senders = stacks.map(stack => JSON.stringify(policiesOf({ S: assembly.getNestedAssembly(Stage.of(stack)!.artifactId).stacks[0].template.Resources })).includes('events.amazonaws.com'));
  expect(senders).toEqual([false, true]);
  expect(stacks.flatMap(stack => stack.node.findAll().filter(EncryptedKey.isEncryptedKey))).toHaveLength(2);
});

test.each<[string, (stack: Stack) => void, object]>([
  ['a list of an override', stack => {
    const bucket = new s3.CfnBucket(stack, 'It');
    bucket.addPropertyOverride('BucketEncryption.ServerSideEncryptionConfiguration', [{ BucketKeyEnabled: false }]);
  }, { BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] } }],
  ['a nested stack', stack => { new sqs.CfnQueue(new NestedStack(stack, 'Inner'), 'Nested'); new sqs.CfnQueue(stack, 'It'); }, { KmsMasterKeyId: expect.anything() }],
  ['a key by a parameter', stack => { new sqs.CfnQueue(stack, 'It', { kmsMasterKeyId: new CfnParameter(stack, 'Key').valueAsString }); }, { KmsMasterKeyId: { Ref: 'Key' } }],
  ['a database that is not to be encrypted', stack => { new rds.CfnDBInstance(stack, 'It', { storageEncrypted: false }); }, { StorageEncrypted: false }],
])('reads %s', (_, build, wanted) => {
  const { stacks } = deploy(app => build(new Stack(app, 'S', { env: ENV })), {});
  expect(stacks.S.It.Properties).toMatchObject(wanted);
});

describe('what stays as it is', () => {
  /** Warnings of an app, without the logical ids that they hang on. */
  const warned = (build: (stack: Stack) => void, props: Partial<EncryptionDefaultsProps> = {}): string[] =>
    deploy(app => build(new Stack(app, 'S', { env: ENV })), props).app.node.findAll().flatMap(({ node }) => node.metadata)
      .filter(({ type, data }) => type === 'aws:cdk:warning' && String(data).includes('notEncrypted')).map(({ data }) => String(data).replace(/ \[ack: .*$/, ''));
  const GETS_NONE = 'gets no customer managed key from EncryptionDefaults';
  const left = (build: (stack: Stack) => void, props: Partial<EncryptionDefaultsProps>): [string, string | undefined][] =>
    deploy(app => build(new Stack(app, 'S', { env: ENV })), props).plan.map(({ change, reason }) => [change, reason]);
  const bucket = (stack: Stack): void => { (new s3.Bucket(stack, 'Free').node.defaultChild as s3.CfnBucket).overrideLogicalId('Documents'); };

  test('has a warning, which names a property that is not the first', () => {
    const cluster = (stack: Stack): void => { new rds.CfnDBInstance(stack, 'It', { storageEncrypted: false, enablePerformanceInsights: true }); };
    expect(warned(cluster, { exclude: ['S'] })).toEqual([`${GETS_NONE}: it is excluded`, `PerformanceInsightsKMSKeyId ${GETS_NONE}: it is excluded`]);
    expect(warned(stack => { new CfnResource(stack, 'It', { type: 'AWS::SSM::Parameter', properties: { Type: 'String' } }); }))
      .toEqual([`${GETS_NONE}: CloudFormation creates no SecureString; parameters of other types are not encrypted under a key`]);
  });

  test.each(['S', 'S/Free', 'S/Free/Resource', 'S/Documents'])('is excluded by %p', path => { expect(left(bucket, { exclude: [path] })).toEqual([['uncovered', 'it is excluded']]); });
  test.each(['Free', 'S/Fre', 'Documents', 'Other/Documents'])('is not excluded by %p', path => { expect(left(bucket, { exclude: ['Other', path] })).toEqual([['in place', undefined]]); });

  test('is of a service that is not among those that are wanted', () => {
    expect(left(bucket, { services: [KeyService.SQS, KeyService.SNS] })).toEqual([['uncovered', "its service is not among 'services'"]]);
    expect(left(bucket, { services: [KeyService.SQS, KeyService.S3] })).toEqual([['in place', undefined]]);
  });

  test('is a whole table where one of its replicas gets no key, and no key is created', () => {
    const table = (regions: string[]) => deploy(app => new CfnResource(new Stack(app, 'S', { env: ENV }), 'Table', { type: 'AWS::DynamoDB::GlobalTable', properties: { Replicas: regions.map(Region => ({ Region })) } }), {});
    for (const regions of [[REGION, 'us-east-1'], ['us-east-1', REGION], ['us-west-2', REGION, 'us-east-1']]) {
      const { plan, stacks } = table(regions);
      expect([plan.map(({ change }) => change), Object.keys(ofType(stacks, 'AWS::KMS::Key'))]).toEqual([regions.map(() => 'uncovered'), []]);
      expect(plan.filter(({ reason }) => !/each replica takes a key of its own Region/.test(reason ?? ''))).toEqual([]);
    }
    expect(table([REGION]).plan.map(({ change }) => change)).toEqual(['in place']);
  });
});

describe('the plan of a scope', () => {
  const scopes = () => {
    const app = new App({ analyticsReporting: false });
    const stage = new Stage(app, 'Stage', { env: ENV });
    const stacks = ['One', 'Other'].map(id => new Stack(stage, id));
    stacks.forEach(stack => new sqs.Queue(stack, 'Queue'));
    return { app, stage, stacks };
  };

  test('has what is in the scope alone, and what its keys cost', () => {
    const { app, stacks: [one] } = scopes();
    const defaults = EncryptionDefaults.of(one, { keys: KeyPlacement.byStack() });
    new EncryptedKey(one, 'Mine');
    app.synth();
    expect(defaults.plan()).toEqual([expect.objectContaining({
      stack: 'Stage-One', type: 'AWS::SQS::Queue', property: 'KmsMasterKeyId', keyToday: 'no customer managed key', change: 'in place', statements: 'SQS',
    })]);
    expect(defaults.plan()[0].logicalId).toMatch(/^Queue/);
    expect(defaults.planText()).toMatch(/\$1\.00.*\$2\.00/);
  });

  test('has what is in a stage', () => {
    const { app, stage } = scopes();
    const defaults = EncryptionDefaults.of(stage, { keys: KeyPlacement.byStack() });
    app.synth();
    expect(defaults.plan().map(({ stack, change }) => [stack, change])).toEqual([['Stage-One', 'in place'], ['Stage-Other', 'in place']]);
  });

  test('has what is in a construct of a stack', () => {
    const { app, stacks: [one] } = scopes();
    const defaults = EncryptionDefaults.of(one.node.findChild('Queue'), { keys: KeyPlacement.byStack() });
    new sqs.Queue(one, 'Second');
    app.synth();
    expect(defaults.plan().map(({ logicalId }) => logicalId.slice(0, 5))).toEqual(['Queue']);
  });

  test('has the stack of what knows neither account nor Region', () => {
    const { plan } = deploy(app => new sqs.Queue(new Stack(app, 'S'), 'Queue'), {});
    expect(plan.map(({ stack, change }) => [stack, change])).toEqual([['S', 'in place']]);
  });
});

describe('what is sent to a bucket takes the key of the bucket', () => {
  const inventory = (stack: Stack, bucketName: unknown) => new CfnResource(stack, 'Group', {
    type: 'AWS::Athena::WorkGroup', properties: { Name: 'w', WorkGroupConfiguration: { ResultConfiguration: { OutputLocation: { 'Fn::Join': ['', ['s3://', bucketName, '/']] } } } },
  });
  const keyNamed = (of: any): unknown => of?.['Fn::GetAtt']?.[0].replace(/[0-9A-F]{8}$/, '');

  test.each<[string, Partial<EncryptionDefaultsProps>, unknown]>([
    ['whichever of the two comes first', {}, 'EncryptionKeysS3'],
    ['and none where the bucket has none', { exclude: ['S/Bucket'] }, undefined],
  ])('%s', (_, props, wanted) => {
    const { stacks, plan } = deploy(app => {
      const stack = new Stack(app, 'S', { env: ENV });
      inventory(stack, { Ref: 'Bucket' });
      new s3.CfnBucket(stack, 'Bucket');
    }, props);
    expect(keyNamed(stacks.S.Group.Properties.WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration?.KmsKey)).toBe(wanted);
    expect(plan.filter(({ logicalId, change }) => logicalId === 'Group' && change === 'in place')).toHaveLength(wanted === undefined ? 0 : 1);
  });

  test('and none where the bucket is of a stack that is left alone', () => {
    const app = new App({ analyticsReporting: false });
    const [mine, theirs] = ['Mine', 'Theirs'].map(id => new Stack(app, id, { env: ENV }));
    inventory(mine, new s3.CfnBucket(theirs, 'Bucket', { bucketName: 'theirs' }).ref);
    const defaults = EncryptionDefaults.of(mine, { keys: KeyPlacement.byService() });
    app.synth();
    expect(defaults.plan().map(({ logicalId, change, reason }) => [logicalId, change, reason])).toEqual([['Group', 'uncovered', expect.stringContaining('Bucket')]]);
  });
});
