import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EncryptionDefaults, EncryptionDefaultsProps, EncryptionPlanRow, KeyPlacement } from '../../src';
import { valueAt } from '../../src/app/encryption-today';
import { CATALOG } from '../../src/services/catalog';
import { encryptionsAtRest } from '../../src/services/encryption-at-rest';
import { KEY_PROPERTIES } from '../../src/services/key-properties';
import { keyPropertiesOf } from '../../src/services/resource-properties';
import { ACCOUNT, REGION } from '../support/stack';

/* Every property of CloudFormation that names a key, in a resource that has what the property is in, and in one that has not. */

const EVERY = Object.entries(KEY_PROPERTIES).flatMap(([type, paths]) => Object.entries(paths).map(([path, update]) => ({ type, path, update })));
/** What names the key of something that the resource is given. */
const isGiven = ({ type, path }: { type: string; path: string }): boolean =>
  /^AWS::(Lambda::Function Code|Lex::Bot BotLocales|SecretsManager::RotationSchedule |Serverless::Function Policies)/.test(`${type} ${path}`);
const PROPERTIES = EVERY.filter(property => !isGiven(property));

/** A structure with a value at a path, and one entry in each list on the way. */
function withValue(path: string, value: unknown): any {
  if (path === '') { return {}; }
  return path.split('.').reduceRight<any>((inner, step) => step.endsWith('[]') ? { [step.slice(0, -2)]: [inner] } : { [step]: inner }, value);
}

function merge(a: any, b: any): any {
  if (typeof a !== 'object' || typeof b !== 'object') { return b; }
  if (Array.isArray(a)) { return [merge(a[0], b[0])]; }
  return Object.fromEntries(Object.keys({ ...a, ...b }).map(name => [name, name in a && name in b ? merge(a[name], b[name]) : b[name] ?? a[name]]));
}

/** Switches, and names: what the property is in is no object. */
const IS_VALUE = /(Manage\w*Password|PerformanceInsights\w*)$/;

function present(type: string, path: string): object {
  const { within, region } = encryptionsAtRest(type).find(row => row.path === path)!;
  const around = withValue(within, IS_VALUE.test(within) ? true : within.endsWith('Region') ? REGION : {});
  return region === undefined ? around : merge(around, withValue(region, REGION));
}

const idOf = (type: string, path: string): string => `${type}${path}`.replace(/[^A-Za-z0-9]/g, '');

interface Planned {
  readonly plan: EncryptionPlanRow[];
  readonly resources: { readonly [id: string]: { readonly Properties?: any } };
}

function planned(build: (stack: Stack) => void, props: Partial<EncryptionDefaultsProps> = {}): Planned {
  const app = new App({ analyticsReporting: false, outdir: mkdtempSync(join(tmpdir(), 'properties-')), context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  const stack = new Stack(app, 'S', { env: { account: ACCOUNT, region: REGION } });
  build(stack);
  const defaults = EncryptionDefaults.of(app, { keys: KeyPlacement.byService(), ...props });
  const { template } = app.synth().getStackByName('S');
  return { plan: defaults.plan(), resources: template.Resources };
}

const all = (stack: Stack): void => PROPERTIES.forEach(({ type, path }) => { new CfnResource(stack, idOf(type, path), { type, properties: present(type, path) }); });

const deployed = planned(all);
const replaceable = planned(all, { replace: ['S'] });
const absent = planned(stack => Object.keys(KEY_PROPERTIES).forEach(type => { new CfnResource(stack, idOf(type, ''), { type, properties: {} }); }));

const concrete = (path: string): string => path.replace(/\[\]/g, '[0]');
const rowsFor = ({ plan }: Planned, type: string, path: string): EncryptionPlanRow[] =>
  plan.filter(({ logicalId, property }) => logicalId === idOf(type, path) && property === concrete(path));

/** Why the catalog lets no key be set: it does not know what the key policy needs, or roles must be named. */
function isUnknown(type: string, path: string): boolean {
  const { use, without } = keyPropertiesOf(type).find(property => property.path === path)!;
  return use === undefined ? without !== undefined : CATALOG[use].unsupported !== undefined || CATALOG[use].calls.some(({ caller, viaService, optional }) => caller === 'user' && viaService === false && !optional);
}

/** What cannot be set without a change of those who read. */
const LEFT: readonly RegExp[] = [/^AWS::SES::ReceiptRule /, /ReplicaKmsKeyID$/];

describe.each(PROPERTIES)('$type $path', ({ type, path, update }) => {
  const key = { 'Fn::GetAtt': [expect.stringMatching(/^EncryptionKeys/), 'Arn'] };
  const left = isUnknown(type, path) || LEFT.some(pattern => pattern.test(`${type} ${path}`));
  const names = (of: Planned): unknown => valueAt(of.resources[idOf(type, path)].Properties ?? {}, concrete(path));

  test('is in the plan once, with its key or the reason', () => {
    const rows = rowsFor(deployed, type, path);
    expect(rows).toHaveLength(1);
    const [{ change, reason }] = rows;
    if (left) {
      expect([change, typeof reason]).toEqual(['uncovered', 'string']);
    } else if (update === 'in-place') {
      expect([change, reason]).toEqual(['in place', undefined]);
    } else {
      expect(change).toBe('refused');
    }
  });

  test('has the key where the plan says so, and no other', () => {
    const [row] = rowsFor(deployed, type, path);
    expect([names(deployed)]).toEqual([row.change === 'in place' ? key : undefined]);
  });

  test('is replaced only where that is named', () => {
    const [row] = rowsFor(replaceable, type, path);
    if (left) {
      expect(row.change).toBe('uncovered');
      return;
    }
    const changes = { 'in-place': 'in place', 'unsupported': 'refused', 'replacement': 'replaced', 'in-place-or-replacement': 'replaced', 'unknown': 'replaced' };
    expect(row.change).toBe(changes[update]);
    if (update !== 'unsupported') { expect(names(replaceable)).toEqual(key); }
  });

  test('is made where nothing is missing but the key, and nowhere else', () => {
    const { within } = encryptionsAtRest(type).find(row => row.path === path)!;
    const rows = absent.plan.filter(({ logicalId, property }) => logicalId === idOf(type, '') && property === concrete(path));
    expect(rows).toHaveLength(within === '' ? 1 : 0);
    if (within !== '') { expect(valueAt(absent.resources[idOf(type, '')].Properties ?? {}, concrete(path))).toBeUndefined(); }
  });
});

test.each(EVERY.filter(isGiven))('$type $path is of what the resource is given', ({ type, path }) => {
  const named = 'arn:aws:kms:eu-west-1:111122223333:key/theirs';
  const build = (value: object) => planned(stack => { new CfnResource(stack, 'It', { type, properties: value }); });
  const properties = (of: Planned): unknown => of.plan.filter(({ property }) => property === concrete(path)).map(({ change }) => change);
  expect([properties(build({})), properties(build(withValue(path, named)))]).toEqual([[], ['unchanged']]);
});

test('no property names a key by a switch, and most can be encrypted', () => {
  expect(EVERY.filter(({ path }) => /(Enabled|Encrypted)$/.test(path))).toEqual([]);
  expect(EVERY.length).toBe(370);
  const count = (change: string): number => deployed.plan.filter(row => row.change === change).length;
  expect([count('in place') > 120, count('refused') > 100]).toEqual([true, true]);
});

describe('what must stand beside the key', () => {
  test.each<[string, string, object]>([
    ['AWS::EC2::VerifiedAccessGroup', 'SseSpecification.KmsKeyArn', { SseSpecification: { CustomerManagedKeyEnabled: true } }],
    ['AWS::DynamoDB::Table', 'SSESpecification.KMSMasterKeyId', { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } }],
    ['AWS::DynamoDB::GlobalTable', 'Replicas[].SSESpecification.KMSMasterKeyId', { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } }],
    ['AWS::EC2::LaunchTemplate', 'LaunchTemplateData.BlockDeviceMappings[].Ebs.KmsKeyId', { LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { Encrypted: true } }] } }],
    ['AWS::EC2::Instance', 'BlockDeviceMappings[].Ebs.KmsKeyId', { BlockDeviceMappings: [{ Ebs: { Encrypted: true } }] }],
    ['AWS::ECS::Service', 'VolumeConfigurations[].ManagedEBSVolume.KmsKeyId', { VolumeConfigurations: [{ ManagedEBSVolume: { Encrypted: true } }] }],
    ['AWS::RDS::DBCluster', 'KmsKeyId', { StorageEncrypted: true }],
    ['AWS::OpenSearchService::Domain', 'EncryptionAtRestOptions.KmsKeyId', { EncryptionAtRestOptions: { Enabled: true } }],
    ['AWS::S3::Bucket', 'BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.KMSMasterKeyID',
      { BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] } }],
    ['AWS::Athena::WorkGroup', 'WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.KmsKey',
      { WorkGroupConfiguration: { ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' } } } }],
    ['AWS::CodePipeline::Pipeline', 'ArtifactStores[].ArtifactStore.EncryptionKey.Id', { ArtifactStores: [{ ArtifactStore: { EncryptionKey: { Type: 'KMS' } } }] }],
    ['AWS::Cognito::UserPool', 'KeyConfiguration.KmsKeyArn', { KeyConfiguration: { KeyType: 'CUSTOMER_MANAGED_KEY' } }],
    ['AWS::KinesisAnalyticsV2::Application', 'ApplicationConfiguration.ApplicationEncryptionConfiguration.KeyId',
      { ApplicationConfiguration: { ApplicationEncryptionConfiguration: { KeyType: 'CUSTOMER_MANAGED_KEY' } } }],
  ])('%s %s', (type, path, wanted) => {
    expect(replaceable.resources[idOf(type, path)].Properties).toMatchObject(wanted);
  });
});

describe('lists', () => {
  const volumes = (...entries: object[]): Planned => planned(stack => {
    new CfnResource(stack, 'Template', { type: 'AWS::EC2::LaunchTemplate', properties: { LaunchTemplateData: { ImageId: 'ami-1', BlockDeviceMappings: entries } } });
  });
  const MINE = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1111`;

  test('each entry is a matter of its own', () => {
    const { plan, resources } = volumes(
      { DeviceName: '/dev/a', Ebs: { VolumeSize: 8 } }, { DeviceName: '/dev/b', VirtualName: 'ephemeral0' }, { DeviceName: '/dev/c', Ebs: { Encrypted: true, KmsKeyId: MINE } },
      { DeviceName: '/dev/d', Ebs: { Encrypted: false } }, { 'Fn::If': ['Big', { DeviceName: '/dev/e', Ebs: {} }, { Ref: 'AWS::NoValue' }] },
    );
    expect(plan.map(({ property, change, reason }) => [property, change, reason])).toEqual([
      ['LaunchTemplateData.BlockDeviceMappings[0].Ebs.KmsKeyId', 'in place', undefined],
      ['LaunchTemplateData.BlockDeviceMappings[2].Ebs.KmsKeyId', 'unchanged', undefined],
      ['LaunchTemplateData.BlockDeviceMappings[3].Ebs.KmsKeyId', 'uncovered', 'the code says so: no customer managed key: Encrypted false'],
      ['LaunchTemplateData.BlockDeviceMappings[4].Ebs.KmsKeyId', 'uncovered', 'its encryption is decided by a function of the template'],
    ]);
    const data = resources.Template.Properties.LaunchTemplateData;
    expect(data.ImageId).toBe('ami-1');
    expect(data.BlockDeviceMappings[0]).toEqual({ DeviceName: '/dev/a', Ebs: { VolumeSize: 8, Encrypted: true, KmsKeyId: { 'Fn::GetAtt': [expect.stringContaining('EBS'), 'Arn'] } } });
    expect(data.BlockDeviceMappings.slice(1)).toEqual([
      { DeviceName: '/dev/b', VirtualName: 'ephemeral0' }, { DeviceName: '/dev/c', Ebs: { Encrypted: true, KmsKeyId: MINE } }, { DeviceName: '/dev/d', Ebs: { Encrypted: false } },
      { 'Fn::If': ['Big', { DeviceName: '/dev/e', Ebs: {} }, { Ref: 'AWS::NoValue' }] },
    ]);
  });

  test('without an entry the account decides', () => {
    const { plan } = planned(stack => { new CfnResource(stack, 'Server', { type: 'AWS::EC2::Instance', properties: { ImageId: 'ami-1' } }); });
    expect(plan).toMatchObject([{ change: 'uncovered', reason: expect.stringContaining('EbsEncryptionByDefault') }]);
  });

  test('what L2 constructs make', () => {
    const { resources } = planned(stack => {
      new ec2.LaunchTemplate(stack, 'Template', {
        machineImage: ec2.MachineImage.genericLinux({ [REGION]: 'ami-1' }),
        blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(30) }, { deviceName: '/dev/xvdb', volume: ec2.BlockDeviceVolume.ephemeral(0) }],
      });
    });
    const [template] = Object.values(resources).filter(({ Properties }) => Properties?.LaunchTemplateData);
    expect(template.Properties.LaunchTemplateData.BlockDeviceMappings).toEqual([
      { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 30, Encrypted: true, KmsKeyId: { 'Fn::GetAtt': [expect.stringContaining('EBS'), 'Arn'] } } },
      { DeviceName: '/dev/xvdb', VirtualName: 'ephemeral0' },
    ]);
  });
});

describe('what stands in the way of a key', () => {
  const given = (type: string, properties: object, props: Partial<EncryptionDefaultsProps> = {}): any =>
    planned(stack => { new CfnResource(stack, 'It', { type, properties }); }, props).resources.It.Properties;
  const key = { 'Fn::GetAtt': [expect.stringMatching(/^EncryptionKeys/), 'Arn'] };

  test.each<[string, object, object]>([
    ['the encryption of the service itself', { QueueName: 'q', SqsManagedSseEnabled: true }, { QueueName: 'q', KmsMasterKeyId: key }],
    ['the same, said to be off', { SqsManagedSseEnabled: false }, { KmsMasterKeyId: key }],
    ['an AWS managed key', { KmsMasterKeyId: 'alias/aws/sqs' }, { KmsMasterKeyId: key }],
    ['nothing', { QueueName: 'q' }, { QueueName: 'q', KmsMasterKeyId: key }],
  ])('of a queue: %s', (_, before, after) => { expect(given('AWS::SQS::Queue', before, { override: true })).toEqual(after); });

  test('is a function that chooses an AWS managed key: it is written again', () => {
    const chosen = { 'Fn::If': ['Here', { Ref: 'AWS::NoValue' }, { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' }] };
    expect(given('AWS::Kinesis::Stream', { Name: 's', StreamEncryption: chosen })).toEqual({ Name: 's', StreamEncryption: { EncryptionType: 'KMS', KeyId: key } });
  });

  test('is a function inside: the rest of the property stays', () => {
    const [rule] = [{ 'Fn::If': ['Here', { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/aws/s3' }, { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/aws/s3' }] }];
    const bucket = given('AWS::S3::Bucket', { BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: rule }] } });
    expect(bucket.BucketEncryption).toEqual({ ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } }] });
  });
});
