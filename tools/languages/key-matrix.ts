import { Assemblies, Member, TypeReference } from './assemblies';
import { called, constant, created, STACK, struct, text, texts, Value } from './values';

/** A way to a key, or a call that takes one. */
export interface Entry {
  readonly name: string;
  readonly value: Value;
}

export interface Helper extends Entry {
  /** The interface that the call takes: a key that is none in a typed language cannot be given. */
  readonly takes: string;
}

export interface Kind extends Entry {
  /** The widest of `KEY_TYPES` that the key has. */
  readonly type: string;
  readonly region: string;
}

export const KEY = 'aws-cdk-lib.aws_kms.IKey';
const REFERENCE = 'aws-cdk-lib.interfaces.aws_kms.IKeyRef';
const OURS = 'cdk-keysmith.ICustomerManagedKey';
const KEY_TYPES = [OURS, KEY, REFERENCE];

const CDK = 'aws-cdk-lib.';
const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const role = created(`${CDK}aws_iam.ArnPrincipal`, text('arn:aws:iam::111122223333:role/Api'));
const vpc = called(`${CDK}aws_ec2.Vpc`, 'fromVpcAttributes', STACK, text('Vpc'), struct(`${CDK}aws_ec2.VpcAttributes`, {
  vpcId: text('vpc-12345678'), availabilityZones: texts('eu-west-1a', 'eu-west-1b'), privateSubnetIds: texts('subnet-12345678', 'subnet-23456789'),
}));
const version = (engine: string) => called(`${CDK}aws_rds.${engine}`, 'of', text('16.6'), text('16'));

/** What a call gets of a type. A required type without a sample stops the generator. */
const SAMPLES: { readonly [fqn: string]: Value } = {
  'constructs.Construct': STACK,
  [`${CDK}Duration`]: called(`${CDK}Duration`, 'days', { is: 'number', number: 30 }),
  [`${CDK}TimeZone`]: constant(`${CDK}TimeZone`, 'EUROPE_PARIS'),
  [`${CDK}aws_ec2.IVpc`]: vpc,
  [`${CDK}aws_iam.IGrantable`]: role,
  [`${CDK}aws_iam.PolicyStatement`]: created(`${CDK}aws_iam.PolicyStatement`, struct(`${CDK}aws_iam.PolicyStatementProps`, {
    sid: text('Added'), actions: texts('kms:DescribeKey'), principals: { is: 'list', of: `${CDK}aws_iam.IPrincipal`, items: [role] }, resources: texts('*'),
  })),
  [`${CDK}aws_lambda.Code`]: called(`${CDK}aws_lambda.Code`, 'fromInline', text('exports.handler = async () => {};')),
  [`${CDK}aws_lambda.Runtime`]: constant(`${CDK}aws_lambda.Runtime`, 'NODEJS_22_X'),
  [`${CDK}aws_rds.IClusterEngine`]: called(`${CDK}aws_rds.DatabaseClusterEngine`, 'auroraPostgres',
    struct(`${CDK}aws_rds.AuroraPostgresClusterEngineProps`, { version: version('AuroraPostgresEngineVersion') })),
  [`${CDK}aws_rds.IInstanceEngine`]: called(`${CDK}aws_rds.DatabaseInstanceEngine`, 'postgres',
    struct(`${CDK}aws_rds.PostgresInstanceEngineProps`, { version: version('PostgresEngineVersion') })),
  [`${CDK}aws_s3.IBucket`]: created(`${CDK}aws_s3.Bucket`, STACK, text('Bucket')),
  'cdk-keysmith.KeyAccess': called('cdk-keysmith.KeyAccess', 'decrypt', role),
  'cdk-keysmith.KeyFactory': called('cdk-keysmith.KeyFactory', 'encrypted'),
  'cdk-keysmith.KeyRestriction': called('cdk-keysmith.KeyRestriction', 'grantsForAwsResourcesOnly'),
  'cdk-keysmith.KeyService': constant('cdk-keysmith.KeyService', 'S3'),
};

/** Texts by the name of their parameter. */
const TEXTS: { readonly [name: string]: string } = {
  account: '111122223333',
  actions: 'kms:Decrypt',
  alias: 'alias/shared',
  aliasName: 'alias/added',
  availabilityZone: 'eu-west-1a',
  bucketName: 'trail-111122223333',
  closes: '18:00',
  database: 'trail',
  deviceName: '/dev/xvda',
  handler: 'index.handler',
  keyArn: ARN,
  customKeyStoreId: 'cks-1234567890abcdef0',
  keyId: ARN.split('/')[1],
  name: 'orders',
  opens: '08:00',
  region: 'eu-central-1',
  replicaRegions: 'eu-central-1',
  table: 'events',
};

const THIS_KEY: Value = { is: 'variable', name: 'key', as: KEY };
const appRole = created(`${CDK}aws_iam.Role`, STACK, text('Role'), struct(`${CDK}aws_iam.RoleProps`, { assumedBy: created(`${CDK}aws_iam.AccountRootPrincipal`) }));
const machine = {
  instanceType: created(`${CDK}aws_ec2.InstanceType`, text('t3.micro')),
  machineImage: called(`${CDK}aws_ec2.MachineImage`, 'genericLinux', {
    is: 'struct', type: 'map', properties: { 'eu-west-1': text('ami-12345678'), 'us-east-1': text('ami-12345678') },
  }),
};
const blockDevices: Value = { is: 'list', of: `${CDK}aws_ec2.BlockDevice`, items: [called('cdk-keysmith.EncryptedVolume', 'blockDevice', text('/dev/xvda'), THIS_KEY, { is: 'number', number: 8 })] };
const grantees = (...items: Value[]): Value => ({ is: 'list', of: `${CDK}aws_iam.IGrantable`, items });

/** Arguments and properties that a call needs besides, or of which the sample does not do, by class or call. */
const MORE: { readonly [call: string]: { readonly [name: string]: Value } } = {
  'BreakGlassAccess': { assumedBy: grantees(created(`${CDK}aws_iam.ArnPrincipal`, text('arn:aws:iam::111122223333:user/Oncall'))) },
  'BusinessHoursAccess': { users: grantees(appRole) },
  'CrossAccountKey': { accounts: texts('444455556666'), viaServices: { is: 'list', of: 'cdk-keysmith.KeyService', items: [constant('cdk-keysmith.KeyService', 'S3')] } },
  'EncryptedAutoScalingGroup.create': {
    launchTemplate: called('cdk-keysmith.EncryptedVolume', 'createLaunchTemplate', STACK, text('Template'), THIS_KEY, struct(`${CDK}aws_ec2.LaunchTemplateProps`, { ...machine, blockDevices })),
  },
  'EncryptedDatabase.createCluster': { vpc, writer: called(`${CDK}aws_rds.ClusterInstance`, 'provisioned', text('writer')) },
  'EncryptedFunction.allowUse': { grantee: appRole },
  'EncryptedVolume.create': { size: called(`${CDK}Size`, 'gibibytes', { is: 'number', number: 8 }) },
  'EncryptedVolume.createLaunchTemplate': { ...machine, blockDevices },
  'KeyGrant': { grantee: role },
  'KeyLifecycleReporter.eventDataStoreKey': { eventDataStoreArn: text('arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/1234abcd-12ab-34cd-56ef-1234567890ab') },
  'MultiRegionKey.addReplica': { region: text('eu-west-2') },
  'ReplicaKey': { primaryKeyArn: text('arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab') },
  'ReplicaKey.primary': {
    scope: created(`${CDK}Stack`, STACK, text('Replica'), struct(`${CDK}StackProps`, { env: struct(`${CDK}Environment`, { account: text('111122223333'), region: text('eu-west-3') }) })),
  },
};

/** Keys of the CDK itself. */
const FOREIGN: readonly Kind[] = [
  { name: 'kms.Key', value: created(`${CDK}aws_kms.Key`, STACK, text('Key')), type: KEY, region: 'eu-west-1' },
  ...[['RSA', 'RSA_2048', 'SIGN_VERIFY'], ['HMAC', 'HMAC_256', 'GENERATE_VERIFY_MAC']].map(([name, spec, usage]): Kind => ({
    name: `kms.Key of ${name}`,
    value: created(`${CDK}aws_kms.Key`, STACK, text('Key'), struct(`${CDK}aws_kms.KeyProps`, {
      keySpec: constant(`${CDK}aws_kms.KeySpec`, spec), keyUsage: constant(`${CDK}aws_kms.KeyUsage`, usage),
    })),
    type: KEY,
    region: 'eu-west-1',
  })),
  ...[['kms.Key.fromKeyArn', ARN], ['kms.Key.fromKeyArn of another account', ARN.replace('111122223333', '444455556666')], ['kms.Key.fromKeyArn of another Region', ARN.replace('eu-west-1', 'us-east-1')]]
    .map(([name, arn]): Kind => ({ name, value: called(`${CDK}aws_kms.Key`, 'fromKeyArn', STACK, text('Key'), text(arn)), type: KEY, region: 'eu-west-1' })),
  { name: 'kms.Alias.fromAliasName', value: called(`${CDK}aws_kms.Alias`, 'fromAliasName', STACK, text('Key'), text('alias/aws/s3')), type: KEY, region: 'eu-west-1' },
  { name: 'kms.CfnKey', value: created(`${CDK}aws_kms.CfnKey`, STACK, text('Key')), type: REFERENCE, region: 'eu-west-1' },
];

/** Regions of keys that live in one only. */
const REGIONS: { readonly [kind: string]: string } = { DnssecKey: 'us-east-1' };

/** Methods that return a key and are no way to one of another kind: an alias, and what an aspect asks with a resource. */
const NO_KINDS = new Set(['addAlias', 'keyFor']);

type Parameters = NonNullable<Member['parameters']>;

/** Every public call that takes a key, and every way to a key, read from the assembly of the package. */
export class KeyMatrix {
  public readonly kinds: readonly Kind[];
  public readonly helpers: readonly Helper[];

  constructor(private readonly assemblies: Assemblies) {
    this.kinds = [...this.ownKinds(), ...FOREIGN];
    this.helpers = [...this.callsOfKeys(), ...this.ownHelpers()];
  }

  /** Pairs that every typed language can write. */
  public get cells(): readonly { readonly kind: Kind; readonly helper: Helper }[] {
    return this.kinds.flatMap(kind => this.helpers.filter(helper => this.assemblies.isA(kind.type, helper.takes)).map(helper => ({ kind, helper })));
  }

  private ownKinds(): readonly Kind[] {
    return this.assemblies.own.filter(({ kind }) => kind === 'class').flatMap(({ fqn, name, abstract, methods = [], properties = [] }) => {
      const owner = () => this.instance(fqn, 'Owner');
      const ways: [string, TypeReference | undefined, () => Value][] = [
        ...abstract ? [] : [[name, { fqn }, () => this.instance(fqn, 'Key')] as [string, TypeReference, () => Value]],
        ...methods.filter(method => !NO_KINDS.has(method.name)).map((
          { name: method, parameters = [], returns, static: isStatic },
        ): [string, TypeReference | undefined, () => Value] => {
          const args = () => this.sampled(`${name}.${method}`, parameters, 'Key');
          return [`${name}.${method}`, returns?.type, () => isStatic ? called(fqn, method, ...args()) : { is: 'method', type: fqn, on: owner(), method, args: args() }];
        }),
        ...properties.map((property): [string, TypeReference | undefined, () => Value] => [`${name}.${property.name}`, property.type, () => ({ is: 'property', on: owner(), name: property.name })]),
      ];
      return ways.flatMap(([way, returned, value]) => {
        const type = returned?.fqn && KEY_TYPES.find(wanted => this.assemblies.isA(returned.fqn, wanted));
        return type ? [{ name: way, value: value(), type, region: REGIONS[name] ?? 'eu-west-1' }] : [];
      });
    });
  }

  /** Grants and the like, which are methods of the key itself. */
  private callsOfKeys(): readonly Helper[] {
    return [KEY, OURS].flatMap(takes => (this.assemblies.type(takes).methods ?? []).map(({ name, parameters = [] }): Helper => ({
      name: `key.${name}`,
      value: { is: 'method', type: takes, on: { is: 'variable', name: 'key', as: takes }, method: name, args: this.sampled(`key.${name}`, parameters, 'Helper') },
      takes,
    })));
  }

  private ownHelpers(): readonly Helper[] {
    return this.assemblies.own.filter(({ kind, datatype }) => kind === 'class' && !datatype).flatMap(({ fqn, name, abstract, methods = [] }) => [
      ...abstract ? [] : this.taking(name, this.assemblies.parameters(fqn), args => ({ is: 'new', type: fqn, args })),
      ...methods.flatMap(method => this.taking(`${name}.${method.name}`, method.parameters ?? [], args => method.static
        ? called(fqn, method.name, ...args)
        : { is: 'method', type: fqn, on: this.instance(fqn, 'Owner'), method: method.name, args })),
    ]);
  }

  /** One helper for each place of the call in which a key can stand: a parameter, or a property at any depth. */
  private taking(call: string, parameters: Parameters, write: (args: Value[]) => Value): readonly Helper[] {
    return parameters.flatMap((parameter, position) => this.places(parameter.type).map(path => {
      const takes = this.typeAt(parameter.type, path);
      const name = [call, ...path].join('.');
      const more = MORE[name] ? name : call;
      const args = this.sampled(more, parameters.filter((one, index) => index <= position || !one.optional || (MORE[more] && this.isStruct(one.type))), 'Helper');
      args[position] = this.withKey(more, parameter.type, path, takes);
      return { name, value: write(args), takes };
    }));
  }

  private places(type: TypeReference, above: readonly string[] = []): readonly (readonly string[])[] {
    if (type.collection) { return this.places(type.collection.elementtype, above); }
    if (!type.fqn) { return []; }
    if (KEY_TYPES.includes(type.fqn)) { return [[]]; }
    const declared = this.assemblies.type(type.fqn);
    // Structs of the CDK are the business of the CDK's constructs.
    if (!declared.datatype || !type.fqn.startsWith('cdk-keysmith.') || above.includes(type.fqn)) { return []; }
    return this.assemblies.properties(type.fqn).flatMap(property => this.places(property.type!, [...above, type.fqn!]).map(path => [property.name, ...path]));
  }

  private typeAt(type: TypeReference, path: readonly string[]): string {
    if (type.collection) { return this.typeAt(type.collection.elementtype, path); }
    return path.length === 0 ? type.fqn! : this.typeAt(this.assemblies.property(type.fqn!, path[0]).type!, path.slice(1));
  }

  private withKey(call: string, type: TypeReference, [first, ...rest]: readonly string[], takes: string): Value {
    if (type.collection) { return { is: 'list', of: type.collection.elementtype.fqn, items: [this.withKey(call, type.collection.elementtype, first ? [first, ...rest] : [], takes)] }; }
    if (!first) { return { is: 'variable', name: 'key', as: takes }; }
    return struct(type.fqn!, { ...this.required(call, type.fqn!, [first]), [first]: this.withKey(call, this.assemblies.property(type.fqn!, first).type!, rest, takes) });
  }

  private instance(fqn: string, id: string): Value {
    const name = this.assemblies.type(fqn).name;
    return { is: 'new', type: fqn, args: this.sampled(name, this.assemblies.parameters(fqn), id) };
  }

  private sampled(call: string, parameters: Parameters, id: string): Value[] {
    return parameters.filter(({ optional, type }) => !optional || (MORE[call] && this.isStruct(type)))
      .map(({ name, type }) => name === 'id' ? text(id) : MORE[call]?.[name] ?? this.sample(call, name, type));
  }

  private sample(call: string, name: string, type: TypeReference): Value {
    if (type.collection) { return { is: 'list', of: type.collection.elementtype.fqn, items: [this.sample(call, name, type.collection.elementtype)] }; }
    if (type.primitive === 'string') {
      if (!TEXTS[name]) { throw new Error(`${call}: no text for '${name}': add one to TEXTS in tools/languages/key-matrix.ts`); }
      return text(TEXTS[name]);
    }
    if (type.primitive === 'number') { return { is: 'number', number: 1 }; }
    if (type.fqn && SAMPLES[type.fqn]) { return SAMPLES[type.fqn]; }
    // Where any key does, it is not the one in question.
    if (type.fqn && KEY_TYPES.includes(type.fqn)) { return { is: 'variable', name: 'key', as: type.fqn }; }
    const declared = type.fqn ? this.assemblies.type(type.fqn) : undefined;
    if (declared?.kind === 'enum') { return constant(declared.fqn, declared.members![0].name); }
    if (declared?.datatype) { return struct(declared.fqn, this.required(call, declared.fqn, [])); }
    throw new Error(`${call}: no sample of ${JSON.stringify(type)} for '${name}': add one to SAMPLES in tools/languages/key-matrix.ts`);
  }

  private required(call: string, fqn: string, except: readonly string[]): { [property: string]: Value } {
    const properties = this.assemblies.properties(fqn);
    const needed = properties.filter(({ name, optional }) => !optional && !except.includes(name) && !MORE[call]?.[name]);
    const more = Object.entries(MORE[call] ?? {}).filter(([name]) => properties.some(property => property.name === name));
    return Object.fromEntries([...needed.map(({ name, type }): [string, Value] => [name, this.sample(call, name, type!)]), ...more]);
  }

  private isStruct(type: TypeReference): boolean {
    return type.fqn !== undefined && this.assemblies.type(type.fqn).datatype === true;
  }
}
