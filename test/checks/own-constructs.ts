import { ConstructSelector, Duration, Fn, Mixins, PropertyInjectors, RemovalPolicy, Size, Stack, TimeZone } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as keysmith from '../../src';
import { ACCOUNT, deployer, OTHER_ACCOUNT, REGION } from '../support/stack';

/* Every exported class that makes or touches keys, at default settings: what a user writes first. */

const {
  Attestation, EncryptedAutoScalingGroup, BreakGlassAccess, EncryptedBucket, BusinessHoursAccess, CrossAccountKey, EncryptedDatabase, MessageSource,
  MessageTarget, DnssecKey, EncryptedKey, AsymmetricEncryptionKey, EncryptedFunction, GrantOperation, IamDelegation, ImportedKey, KeyAccess,
  KeyAccessLevel, KeyAgreementKey, KeyEvents, ManuallyRotatedKey, KeyGrant, KeyLifecycleMemberRole, KeyLifecycleReporter, KeyMetrics, KeyMonitoring,
  KeyOperation, KeyRestriction, KeySet, KeyService, KeyFactory, EncryptedLogGroup, HmacKey,
  MultiRegionKey, RemoteKey, ReplicaKey, ServiceKey, SigningKey, SigningKeySpec, EncryptedTrail, EncryptedVolume, EbsEncryptionByDefault,
  KeyCleanUpMode, mixins,
} = keysmith;

const role = (stack: Stack, id = 'App') => new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() });
const topic = (stack: Stack) => new sns.Topic(stack, 'Topic', { topicName: 'messages' });
const vpc = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', {
  maxAzs: 2,
  restrictDefaultSecurityGroup: false,
  natGateways: 0,
  subnetConfiguration: [{ name: 'App', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }],
});
const INSTANCE = ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO);
const FUNCTION: lambda.FunctionProps = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;') };
const HOURS = { opens: '08:00', closes: '18:00', timeZone: TimeZone.EUROPE_PARIS };
const ENCLAVE = Attestation.nitroEnclave({ imageSha384: ['ab'.repeat(48)] });
const INSTANCE_IMAGE = Attestation.nitroTpm({ pcrs: { 4: ['ab'.repeat(48)] } });
const REMOTE = `arn:aws:kms:${REGION}:${OTHER_ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const encrypted = (stack: Stack, props: keysmith.EncryptedKeyProps = {}) => new EncryptedKey(stack, 'Key', props);
/** DNSSEC takes keys of us-east-1 only. */
const inVirginia = (stack: Stack) => {
  // CloudFormation takes no stack without resources.
  role(stack);
  return new Stack(stack.node.root, 'Virginia', { env: { account: ACCOUNT, region: 'us-east-1' } });
};
/** CDK's own key, with nothing that would be found on it except for the mixin. */
const bare = (stack: Stack, props: kms.KeyProps = {}) => {
  const key = new kms.Key(stack, 'Key', props);
  new kms.Alias(stack, 'Alias', { aliasName: `alias/${stack.stackName}`, targetKey: key }).applyRemovalPolicy(RemovalPolicy.RETAIN);
};
const keysOf = (stack: Stack, ...types: string[]) => Mixins.of(stack, ConstructSelector.resourcesOfType('AWS::KMS::Key', ...types));
const launchTemplate = (stack: Stack, key: kms.IKey) => EncryptedVolume.createLaunchTemplate(stack, 'Template', key, {
  machineImage: ec2.MachineImage.genericLinux({ [REGION]: 'ami-0123456789abcdef0' }),
  instanceType: INSTANCE,
  blockDevices: [EncryptedVolume.blockDevice('/dev/xvda', key, 20)],
});

/** An app of one stack of account ACCOUNT, Region REGION. */
export type Scenario = (stack: Stack) => unknown;

/** Class, what of it, an app. Every static factory and every option that changes who may do what with a key is worth a line. */
export const SCENARIOS: { [exported: string]: { [what: string]: Scenario } } = {
  EncryptedKey: {
    'without props': stack => encrypted(stack),
    'with administrators and users': stack => encrypted(stack, { administrators: [role(stack, 'Admin')], users: [role(stack)] }),
    'that delegates administration only': stack => encrypted(stack, { users: [role(stack)], iamDelegation: IamDelegation.ADMINISTRATION }),
    'that delegates nothing': stack => encrypted(stack, { administrators: [role(stack, 'Admin'), deployer()], users: [role(stack)], iamDelegation: IamDelegation.NONE }),
    'with grants of the CDK': stack => encrypted(stack).grants.encryptDecrypt(role(stack)),
  },
  CrossAccountKey: {
    'for accounts through a service': stack => new CrossAccountKey(stack, 'Key', { accounts: [OTHER_ACCOUNT], viaServices: [KeyService.S3] }),
    'for accounts with a context': stack => new CrossAccountKey(stack, 'Key', { accounts: [OTHER_ACCOUNT], encryptionContext: { tenant: ['blue'] } }),
    'for roles': stack => new CrossAccountKey(stack, 'Key', { accounts: [OTHER_ACCOUNT], principalArnPatterns: [`arn:aws:iam::${OTHER_ACCOUNT}:role/app-*`] }),
    'for an organization': stack => new CrossAccountKey(stack, 'Key', { organizationId: 'o-abcdefghij', viaServices: [KeyService.S3] }),
    'for launches of Auto Scaling': stack => new CrossAccountKey(stack, 'Key', { accounts: [OTHER_ACCOUNT], viaServices: [KeyService.EBS], autoScaling: true }),
    'with grants for resources': stack => new CrossAccountKey(stack, 'Key', { accounts: [OTHER_ACCOUNT], viaServices: [KeyService.RDS], grantsForAwsResources: true }),
  },
  RemoteKey: {
    'by ARN': stack => RemoteKey.fromKeyArn(stack, 'Key', REMOTE).grantDecrypt(role(stack)),
    'by alias': stack => RemoteKey.fromAlias(stack, 'Key', { account: OTHER_ACCOUNT, region: REGION, alias: 'shared' }).grantDecrypt(role(stack)),
  },
  MultiRegionKey: {
    'with replicas': stack => new MultiRegionKey(stack, 'Key', { replicaRegions: ['us-east-1', 'eu-central-1'] }),
    'with users and administrators': stack =>
      new MultiRegionKey(stack, 'Key', { replicaRegions: ['us-east-1'], users: [role(stack)], administrators: [role(stack, 'Admin')] }),
  },
  ReplicaKey: {
    'of a primary elsewhere': stack => new ReplicaKey(stack, 'Key', { primaryKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab` }),
  },
  SigningKey: {
    'without people': stack => new SigningKey(stack, 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256 }),
    'with signers and verifiers': stack => new SigningKey(stack, 'Key', { keySpec: SigningKeySpec.ML_DSA_65, signers: [role(stack)], verifiers: [role(stack, 'Reader')] }),
    'verified by another account': stack => new SigningKey(stack, 'Key', {
      keySpec: SigningKeySpec.RSA_2048, access: [KeyAccess.account(OTHER_ACCOUNT, { accessLevel: KeyAccessLevel.VERIFY })],
    }),
    'with imported material': stack => new SigningKey(stack, 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, importedMaterial: { importers: [role(stack, 'Officer')] } }),
  },
  HmacKey: {
    'without props': stack => new HmacKey(stack, 'Key'),
    'with people': stack => new HmacKey(stack, 'Key', { generators: [role(stack)], verifiers: [role(stack, 'Reader')] }),
  },
  KeyAgreementKey: {
    'without props': stack => new KeyAgreementKey(stack, 'Key'),
    'with users': stack => new KeyAgreementKey(stack, 'Key', { users: [role(stack)] }),
  },
  AsymmetricEncryptionKey: {
    'without props': stack => new AsymmetricEncryptionKey(stack, 'Key'),
    'with people': stack => new AsymmetricEncryptionKey(stack, 'Key', { encryptors: [role(stack)], decryptors: [role(stack, 'Reader')] }),
  },
  ImportedKey: {
    'with importers': stack => new ImportedKey(stack, 'Key', { importers: [role(stack, 'Officer')], users: [role(stack)] }),
    'that expires': stack => new ImportedKey(stack, 'Key', { importers: [role(stack, 'Officer')], requireExpiry: true, expiryTopic: topic(stack) }),
  },
  DnssecKey: {
    'for any zone': stack => new DnssecKey(inVirginia(stack), 'Key'),
    'for a zone': stack => {
      const virginia = inVirginia(stack);
      new DnssecKey(virginia, 'Key', { hostedZones: [new route53.PublicHostedZone(virginia, 'Zone', { zoneName: 'example.com' })] });
    },
  },
  ManuallyRotatedKey: {
    'of one': stack => new ManuallyRotatedKey(stack, 'Keys', { alias: 'tokens', factory: KeyFactory.encrypted() }),
    'of three': stack => new ManuallyRotatedKey(stack, 'Keys', {
      alias: 'tokens', generations: 3, factory: KeyFactory.signing({ keySpec: SigningKeySpec.ECC_NIST_P256, signers: [role(stack)] }),
    }),
  },
  KeyFactory: {
    encrypted: stack => new ManuallyRotatedKey(stack, 'Keys', { alias: 'k', generations: 2, factory: KeyFactory.encrypted({ users: [role(stack)] }) }),
    imported: stack => new ManuallyRotatedKey(stack, 'Keys', { alias: 'k', generations: 2, factory: KeyFactory.imported({ importers: [role(stack)] }) }),
    mac: stack => new ManuallyRotatedKey(stack, 'Keys', { alias: 'k', generations: 2, factory: KeyFactory.hmac({ generators: [role(stack)] }) }),
    asymmetricEncryption: stack => new ManuallyRotatedKey(stack, 'Keys', { alias: 'k', generations: 2, factory: KeyFactory.asymmetricEncryption({ decryptors: [role(stack)] }) }),
    keyAgreement: stack => new ManuallyRotatedKey(stack, 'Keys', { alias: 'k', generations: 2, factory: KeyFactory.keyAgreement({ users: [role(stack)] }) }),
  },
  KeyAccess: {
    'of every level of an encryption key': stack => encrypted(stack, {
      access: [KeyAccess.administer, KeyAccess.view, KeyAccess.use, KeyAccess.encrypt, KeyAccess.decrypt, KeyAccess.publish, KeyAccess.reEncrypt]
        .concat(KeyAccess.grantsForAwsResources).map((level, i) => level(role(stack, `Role${i}`))),
    }),
    'of another account': stack => encrypted(stack, { access: [KeyAccess.account(OTHER_ACCOUNT, { viaServices: [KeyService.S3] })] }),
    'of an organization': stack => encrypted(stack, { access: [KeyAccess.organization('o-abcdefghij', { viaServices: [KeyService.S3] })] }),
    'through a service, with a context': stack =>
      encrypted(stack, { iamDelegation: IamDelegation.ADMINISTRATION, access: [KeyAccess.decrypt(role(stack), { viaServices: [KeyService.S3], encryptionContext: { Department: ['Finance'] } })] }),
    'of a service': stack => encrypted(stack, { access: [KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: ['/app/orders*'] })] }),
  },
  KeyRestriction: {
    'onlyPrincipals': stack => encrypted(stack, { restrictions: [KeyRestriction.onlyPrincipals([role(stack)])] }),
    'onlyPrincipals, administration included': stack =>
      encrypted(stack, { restrictions: [KeyRestriction.onlyPrincipals([role(stack), deployer()], { includeAdministration: true })] }),
    'onlyViaServices': stack => encrypted(stack, { restrictions: [KeyRestriction.onlyViaServices([KeyService.S3, KeyService.RDS])] }),
    'requireEncryptionContext': stack => encrypted(stack, { restrictions: [KeyRestriction.requireEncryptionContext({ tenant: ['blue'] })] }),
    'onlyOrganization': stack => encrypted(stack, { restrictions: [KeyRestriction.onlyOrganization('o-abcdefghij')] }),
    'onlyRegions': stack => encrypted(stack, { restrictions: [KeyRestriction.onlyRegions([REGION])] }),
    'grantsForAwsResourcesOnly': stack => encrypted(stack, { restrictions: [KeyRestriction.grantsForAwsResourcesOnly()] }),
    'minimumPendingWindow': stack => encrypted(stack, { restrictions: [KeyRestriction.minimumPendingWindow(Duration.days(30))] }),
    'deletionOnlyWhenUnusedFor': stack => encrypted(stack, { restrictions: [KeyRestriction.deletionOnlyWhenUnusedFor(Duration.days(90))] }),
  },
  Attestation: {
    nitroEnclave: stack => encrypted(stack, {
      access: [KeyAccess.decrypt(role(stack), { attestation: ENCLAVE })], restrictions: [KeyRestriction.requireAttestation(ENCLAVE)],
    }),
    nitroTpm: stack => encrypted(stack, {
      access: [KeyAccess.decrypt(role(stack), { attestation: INSTANCE_IMAGE })], restrictions: [KeyRestriction.requireAttestation(INSTANCE_IMAGE)],
    }),
  },
  MessageSource: Object.fromEntries(Object.entries(MessageSource)
    .filter((entry): entry is [string, keysmith.MessageSource] => entry[1] instanceof MessageSource)
    .flatMap(([name, source]) => ([['topic', MessageTarget.ANY_TOPIC], ['queue', MessageTarget.ANY_QUEUE]] as const)
      // Some send to one kind only, some with a role of yours: those are refused.
      .filter(([kind]) => typeof source._facts[kind] !== 'string')
      .map(([kind, target]) => [`${name} to a ${kind}`, (stack: Stack) => encrypted(stack, { access: [KeyAccess.messages(source, target)] })]))),
  MessageTarget: {
    'a topic under the key': stack => {
      const key = encrypted(stack);
      const target = new sns.Topic(stack, 'Topic', { masterKey: key });
      const bucket = new s3.Bucket(stack, 'Bucket', { bucketName: 'documents' });
      key.addAccess(KeyAccess.messages(MessageSource.bucket(bucket), MessageTarget.topic(target)));
    },
    'a queue under the key': stack => {
      const key = encrypted(stack);
      const queue = new sqs.Queue(stack, 'Queue', { encryptionMasterKey: key });
      const rule = new events.Rule(stack, 'Rule', { ruleName: 'orders', eventPattern: { source: ['orders'] } });
      key.addAccess(KeyAccess.messages(MessageSource.rule(rule), MessageTarget.queue(queue)));
    },
  },
  EncryptedAutoScalingGroup: {
    'create': stack => {
      const key = new ServiceKey(stack, 'Key', { service: KeyService.EBS });
      EncryptedAutoScalingGroup.create(stack, 'Group', key, { vpc: vpc(stack), launchTemplate: launchTemplate(stack, key) });
    },
    'allow': stack => {
      const key = encrypted(stack);
      EncryptedAutoScalingGroup.allow(key);
      new autoscaling.AutoScalingGroup(stack, 'Group', { vpc: vpc(stack), launchTemplate: launchTemplate(stack, key) });
    },
    'allow before the role exists': stack => EncryptedAutoScalingGroup.allow(encrypted(stack), { beforeServiceLinkedRole: true }),
  },
  EncryptedBucket: {
    'create': stack => EncryptedBucket.create(stack, 'Documents', new ServiceKey(stack, 'Key', { service: KeyService.S3 })),
    'create, with reads and writes granted': stack =>
      EncryptedBucket.create(stack, 'Documents', new ServiceKey(stack, 'Key', { service: KeyService.S3 })).grantReadWrite(role(stack)),
    'enforceKey': stack => EncryptedBucket.enforceKey(new s3.Bucket(stack, 'Bucket', { encryptionKey: encrypted(stack) }), encrypted(new Stack(stack.node.root, 'Other', { env: stack }))),
  },
  EncryptedDatabase: {
    create: stack => EncryptedDatabase.create(stack, 'Orders', new ServiceKey(stack, 'Key', {
      service: KeyService.RDS, additionalServices: [KeyService.RDS_PERFORMANCE_INSIGHTS],
    }), { vpc: vpc(stack), engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_6 }) }),
    createCluster: stack => EncryptedDatabase.createCluster(stack, 'Orders', encrypted(stack), {
      vpc: vpc(stack),
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_4 }),
      writer: rds.ClusterInstance.serverlessV2('writer'),
    }),
  },
  EncryptedFunction: {
    'create': stack => EncryptedFunction.create(stack, 'Api', new ServiceKey(stack, 'Key', { service: KeyService.LAMBDA }), { ...FUNCTION, environment: { STAGE: 'x' } }),
    'allowUse': stack => EncryptedFunction.allowUse(new lambda.Function(stack, 'Api', FUNCTION), encrypted(stack)),
    'allowUse with a context': stack =>
      EncryptedFunction.allowUse(role(stack), encrypted(stack, { iamDelegation: IamDelegation.ADMINISTRATION }), { encryptionContext: { Department: ['Finance'] } }),
    'allowUseByAlias': stack => EncryptedFunction.allowUseByAlias(role(stack), 'orders'),
  },
  EncryptedLogGroup: { create: stack => EncryptedLogGroup.create(stack, 'Logs', encrypted(stack)) },
  EncryptedTrail: { create: stack => EncryptedTrail.create(stack, 'Trail', encrypted(stack)) },
  EncryptedVolume: {
    create: stack => EncryptedVolume.create(stack, 'Volume', new ServiceKey(stack, 'Key', { service: KeyService.EBS }), {
      availabilityZone: Fn.select(0, Fn.getAzs()), size: Size.gibibytes(10),
    }),
    createLaunchTemplate: stack => launchTemplate(stack, new ServiceKey(stack, 'Key', { service: KeyService.EBS })),
  },
  BreakGlassAccess: {
    'on a key': stack => new BreakGlassAccess(stack, 'Emergency', { keys: [encrypted(stack)], assumedBy: [new iam.AccountRootPrincipal()] }),
    'with a topic': stack => new BreakGlassAccess(stack, 'Emergency', { keys: [encrypted(stack)], assumedBy: [new iam.AccountRootPrincipal()], topic: topic(stack) }),
  },
  BusinessHoursAccess: {
    'on a key': stack => new BusinessHoursAccess(stack, 'Hours', { key: encrypted(stack), users: [role(stack)], ...HOURS }),
    'with people who override': stack =>
      new BusinessHoursAccess(stack, 'Hours', { key: encrypted(stack), users: [role(stack)], manualOperators: [role(stack, 'Duty')], ...HOURS }),
  },
  KeyGrant: {
    'to a role': stack => new KeyGrant(stack, 'Grant', {
      key: encrypted(stack), grantee: role(stack), operations: [GrantOperation.DECRYPT], encryptionContextSubset: { Department: 'Finance' },
    }),
  },
  KeyLifecycleMemberRole: { 'for a reporter': stack => new KeyLifecycleMemberRole(stack, 'Reports', { reporterAccount: OTHER_ACCOUNT }) },
  KeyLifecycleReporter: {
    'without props': stack => new KeyLifecycleReporter(stack, 'Report'),
    'with clean-up': stack => new KeyLifecycleReporter(stack, 'Report', {
      topic: topic(stack), memberAccounts: [OTHER_ACCOUNT], cleanUp: { mode: KeyCleanUpMode.WITH_APPROVAL },
    }),
  },
  KeyMonitoring: {
    'of keys': stack => new KeyMonitoring(stack, 'Watch', { keys: [encrypted(stack)] }),
    'of keys, with all options': stack => new KeyMonitoring(stack, 'Watch', { keys: [encrypted(stack)], anomalyDetection: true, dashboard: true, maxRequestsPerHour: 100 }),
    'of imported keys': stack => new KeyMonitoring(stack, 'Watch', { keys: [new ImportedKey(stack, 'Key', { importers: [role(stack)] })] }),
    'of an account': stack => KeyMonitoring.account(stack, 'Watch'),
    'with a topic under a key': stack => {
      const key = new ServiceKey(stack, 'TopicKey', {
        service: KeyService.SNS,
        access: [MessageSource.CLOUDWATCH_ALARMS, MessageSource.EVENTBRIDGE].map(source => KeyAccess.messages(source, MessageTarget.ANY_TOPIC)),
      });
      new KeyMonitoring(stack, 'Watch', { keys: [encrypted(stack)], topic: new sns.Topic(stack, 'Topic', { masterKey: key }) });
    },
  },
  KeyEvents: { onDisabled: stack => KeyEvents.fromKey(encrypted(stack)).onDisabled('Repair') },
  KeyMetrics: {
    metricSuccessfulRequest: stack =>
      KeyMetrics.fromKey(encrypted(stack)).metricSuccessfulRequest(KeyOperation.DECRYPT).createAlarm(stack, 'Alarm', { threshold: 1000, evaluationPeriods: 1 }),
    metricSecondsUntilKeyMaterialExpiration: stack => KeyMetrics.fromKey(new ImportedKey(stack, 'Key', { importers: [role(stack)] }))
      .metricSecondsUntilKeyMaterialExpiration().createAlarm(stack, 'Alarm', { threshold: 1000, evaluationPeriods: 1 }),
  },
  KeySet: {
    'for services': stack => {
      const keys = new KeySet(stack, 'Keys');
      EncryptedBucket.create(stack, 'Documents', keys.key(KeyService.S3));
      new sqs.Queue(stack, 'Queue', { encryptionMasterKey: keys.key(KeyService.SQS) });
    },
  },
  KeyRotation: { 'on CDK\'s key': stack => { bare(stack); keysOf(stack).apply(new mixins.KeyRotation()); } },
  KeyRetention: {
    'on CDK\'s key': stack => { bare(stack, { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY }); keysOf(stack, 'AWS::KMS::Alias').apply(new mixins.KeyRetention()); },
  },
  KeyPolicyRestrictions: {
    'on CDK\'s key': stack => {
      bare(stack, { enableKeyRotation: true });
      keysOf(stack).apply(new mixins.KeyPolicyRestrictions([
        KeyRestriction.grantsForAwsResourcesOnly(), KeyRestriction.minimumPendingWindow(Duration.days(30)),
      ]));
    },
  },
  KeyDefaults: {
    injectors: stack => {
      PropertyInjectors.of(stack).add(...keysmith.KeyDefaults.injectors({ owner: 'platform', restrictions: [KeyRestriction.grantsForAwsResourcesOnly()] }));
      encrypted(stack);
    },
  },
  EbsEncryptionByDefault: {
    'with a key': stack => new EbsEncryptionByDefault(stack, 'Default', {
      key: new ServiceKey(stack, 'Key', { service: KeyService.EBS, additionalServices: [KeyService.AUTO_SCALING] }),
    }),
  },
};

/** Each use of a key that AWS has, by the name under which KeyService has it. */
export const SERVICES: readonly (readonly [string, keysmith.KeyService])[] =
  Object.entries(KeyService).filter((entry): entry is [string, keysmith.KeyService] => entry[1] instanceof KeyService);

/** Those that take a key of ServiceKey; DNSSEC has a construct of its own, some take no customer managed key. */
export const KEYS_FOR_SERVICES = SERVICES.filter(([, { _use }]) => !_use.unsupported && _use.keySpecs.includes('SYMMETRIC_DEFAULT'));

/** Whether people call the service with permissions of their own; it refuses `users` where they do not. */
export const takesUsers = ({ _use }: keysmith.KeyService): boolean => _use.calls.some(({ caller }) => caller === 'user');

/** The key of one of them, with users if its people need the key themselves. */
export function keyForService(stack: Stack, service: keysmith.KeyService, { withUsers }: { readonly withUsers: boolean }): void {
  const { calls, viaService, foreignSource } = service._use;
  // Roles that do not come through the service have to be named, or IAM policies count.
  const direct = calls.some(call => call.caller === 'user' && (!viaService || call.viaService === false));
  new ServiceKey(stack, 'Key', {
    service,
    ...foreignSource ? { sourceAccounts: [OTHER_ACCOUNT] } : {},
    ...withUsers ? { users: [role(stack)] } : direct ? { iamDelegation: IamDelegation.FULL } : {},
  });
}

/** All of it: every scenario, and the key of every service, by name. */
export const EVERY_CONSTRUCT: readonly (readonly [string, Scenario])[] = [
  ...Object.entries(SCENARIOS).flatMap(([exported, of]) => Object.entries(of).map(([what, build]) => [`${exported} ${what}`, build] as const)),
  ...KEYS_FOR_SERVICES.map(([name, service]) => [`ServiceKey ${name}`, (stack: Stack) => keyForService(stack, service, { withUsers: takesUsers(service) })] as const),
];

/** Exported classes that neither make keys nor touch them, with the reason. */
export const NO_KEYS: { [exported: string]: string } = {
  CustomKeyStoreKey: 'refers to a key',
  EncryptionDefaults: 'gives keys of a KeySet to resources: test/adoption/encryption-defaults.test.ts',
  KeyEnvironment: 'values that a key reads',
  KeyPlacement: 'chooses among the keys of a KeySet',
  KeyService: 'rows that ServiceKey reads; each is a case of ServiceKey',
  KeyGrantTraits: 'lets grants of L1 resources reach keys: test/adoption/key-grant-traits.test.ts',
  KeyGuardrail: 'statements that KeyGuardrails writes',
  KeyGuardrails: 'writes policies of an organization, makes no key',
  KeyReport: 'reads templates, writes none',
  KmsChecks: 'reads templates, writes none',
};
