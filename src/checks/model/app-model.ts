import { Evaluator, RawResource, StackTemplate } from './evaluate';
import { readKey, retention } from './read-key';
import { readUses, Use } from './read-uses';
import { scalar } from './scalar';
import { AlarmView, AliasView, BucketPolicyView, ConsumerView, IdentityPolicyView, KeyView, LogBucketView, PolicyView, UseView } from './views';
import { PolicyPlace } from '../../iam/principal';
import { readPolicy, Statements } from '../../iam/statement';
import { isOpaque, referenceOf, ResourceReference, trailingReference } from '../../iam/symbols';

/** What a rule may be about. */
export interface SubjectViews {
  key: KeyView;
  keyPolicy: PolicyView;
  alias: AliasView;
  identityPolicy: IdentityPolicyView;
  bucketPolicy: BucketPolicyView;
  use: UseView;
  consumer: ConsumerView;
  alarm: AlarmView;
  logBucket: LogBucketView;
}
export type SubjectKind = keyof SubjectViews;

/** One thing of the app that rules look at. */
export interface Subject<K extends SubjectKind = SubjectKind> {
  readonly kind: K;
  readonly view: SubjectViews[K];
  readonly stack: number;
  readonly logicalId: string;
  /** Where in the resource: `Properties.KeyPolicy`. */
  readonly location: string;
}

/** A resource with its evaluated properties. */
export interface Resource {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly raw: RawResource;
}

/** Resource types by which the app is read. Everything else costs nothing. */
export const READ_TYPES: ReadonlySet<string> = new Set([
  'AWS::KMS::Key', 'AWS::KMS::ReplicaKey', 'AWS::KMS::Alias',
  'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group',
  'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::GroupPolicy',
  'AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::SNS::Topic', 'AWS::SNS::Subscription', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup',
  'AWS::CloudTrail::Trail', 'AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::AutoScalingGroup',
  'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::Events::Rule', 'AWS::Events::EventBus', 'AWS::CloudFront::Distribution',
  'AWS::Lambda::Function', 'AWS::RDS::DBInstance', 'AWS::RDS::DBCluster', 'AWS::DynamoDB::Table', 'AWS::EFS::FileSystem',
  'AWS::SecretsManager::Secret', 'AWS::EC2::Volume', 'AWS::Kinesis::Stream', 'AWS::ECR::Repository', 'AWS::Backup::BackupVault',
  // Parents and outputs of nested stacks are evaluated through these.
  'AWS::CloudFormation::Stack',
]);

/** Reads an app once, so that every rule after that costs only its own look. */
export class AppModel {
  public readonly subjects: Subject[] = [];
  private readonly evaluator: Evaluator;
  /** Keys by their logical ids and those of their aliases, for each stack. */
  private readonly keys: Map<string, Known>[];
  private readonly aliases = new Map<string, Known>();
  private readonly places: PolicyPlace[];
  private readonly byType = new Map<string, Resource[]>();

  constructor(private readonly stacks: readonly StackTemplate[]) {
    this.evaluator = new Evaluator(stacks);
    this.keys = stacks.map(() => new Map());
    this.places = stacks.map(stack => this.policyPlace(stack));
    for (const stack of stacks) {
      for (const logicalId of Object.keys(stack.resources)) {
        const raw = stack.resources[logicalId];
        if (!READ_TYPES.has(raw.Type)) { continue; }
        const of = this.byType.get(raw.Type);
        const resource = { stack, logicalId, raw };
        if (of) { of.push(resource); } else { this.byType.set(raw.Type, [resource]); }
      }
    }
    this.readKeys();
    this.readAliases();
    this.readIdentityPolicies();
    this.readBucketPolicies();
    this.readAlarms();
    this.readConsumers();
    this.subjects.sort((a, b) => a.stack - b.stack);
  }

  public all(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  /** One evaluated property. */
  public value(resource: Resource, property: string): any {
    const raw = resource.raw.Properties?.[property];
    return raw === undefined ? undefined : this.evaluator.evaluate(raw, resource.stack);
  }

  /** The key of the app that a text names: its Ref, an ARN, or an alias. */
  public keyOf(text: unknown, stack: StackTemplate): KeyView | undefined {
    if (typeof text !== 'string') { return undefined; }
    const reference = namedBy(text);
    if (reference) { return this.keys[reference.stack].get(reference.logicalId); }
    const alias = /(?:^|:)(alias\/.+)/.exec(text);
    return alias ? this.aliases.get(aliasKey(stack, alias[1])) : undefined;
  }

  /** The key that a property names; nearly all name the ARN of one of their own stack, which needs no evaluation. */
  private keyBehind(resource: Resource, property: string): Known | undefined {
    const { 'Fn::GetAtt': attribute } = (resource.raw.Properties?.[property] ?? {}) as { 'Fn::GetAtt'?: unknown };
    const key = Array.isArray(attribute) ? this.keys[resource.stack.index].get(attribute[0]) : undefined;
    return key ?? this.keyOf(this.value(resource, property), resource.stack) as Known | undefined;
  }

  /** The resource that a text names by Ref or attribute. */
  public resourceOf(text: unknown): Resource | undefined {
    const reference = typeof text === 'string' ? namedBy(text) : undefined;
    if (!reference) { return undefined; }
    const { stack, logicalId } = reference;
    return { stack: this.stacks[stack], logicalId, raw: this.stacks[stack].resources[logicalId] };
  }

  private policyPlace(stack: StackTemplate): PolicyPlace {
    return {
      account: stack.place.account,
      evaluate: value => this.evaluator.evaluate(value, stack),
      resource: symbol => {
        const resource = this.resourceOf(symbol);
        const kind = resource && PRINCIPALS[resource.raw.Type];
        return kind ? { account: resource.stack.place.account, kind } : undefined;
      },
    };
  }

  private add<K extends SubjectKind>(kind: K, view: SubjectViews[K], resource: Resource, location: string): void {
    this.subjects.push({ kind, view, stack: resource.stack.index, logicalId: resource.logicalId, location });
  }

  private readKeys(): void {
    for (const type of ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey']) {
      for (const resource of this.all(type)) {
        const read = (name: string) => this.value(resource, name);
        const view = readKey(type === 'AWS::KMS::ReplicaKey', read, resource, this.places[resource.stack.index]);
        this.keys[resource.stack.index].set(resource.logicalId, view);
        this.add('key', view, resource, 'Properties');
        if (resource.raw.Properties?.KeyPolicy !== undefined) { this.add('keyPolicy', view.policy, resource, 'Properties.KeyPolicy'); }
      }
    }
    for (const resource of this.all('AWS::KMS::ReplicaKey')) {
      const primary = this.value(resource, 'PrimaryKeyArn');
      const found = this.keyOf(primary, resource.stack);
      Object.assign(this.keys[resource.stack.index].get(resource.logicalId)!, { primary: found ?? (isOpaque(primary) ? 'unknown' : undefined) });
    }
  }

  private readAliases(): void {
    let elsewhere = false;
    for (const resource of this.all('AWS::KMS::Alias')) {
      const name = this.value(resource, 'AliasName');
      const key = this.keyBehind(resource, 'TargetKeyId');
      if (!key && isOpaque(this.value(resource, 'TargetKeyId'))) { elsewhere = true; }
      const view: AliasView = { name: typeof name === 'string' ? name : '${?AliasName}', retained: retention(resource.raw), target: key };
      if (key) {
        key.aliases.push(view);
        this.keys[resource.stack.index].set(resource.logicalId, key);
        this.aliases.set(aliasKey(resource.stack, view.name), key);
      }
      this.add('alias', view, resource, 'Properties');
    }
    if (elsewhere) { this.keys.forEach(keys => keys.forEach(key => Object.assign(key, { mayHaveOtherAlias: true }))); }
  }

  private readIdentityPolicies(): void {
    const add = (resource: Resource, document: unknown, location: string) => {
      const statements: Statements = readPolicy(document, this.places[resource.stack.index]);
      this.add('identityPolicy', { statements }, resource, location);
    };
    for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::GroupPolicy']) {
      for (const resource of this.all(type)) { add(resource, resource.raw.Properties?.PolicyDocument, 'Properties.PolicyDocument'); }
    }
    for (const type of ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group']) {
      for (const resource of this.all(type)) {
        const policies = this.value(resource, 'Policies');
        if (!Array.isArray(policies)) { continue; }
        policies.forEach((policy, i) => add(resource, policy?.PolicyDocument, `Properties.Policies.${i}.PolicyDocument`));
      }
    }
  }

  private readBucketPolicies(): void {
    for (const resource of this.all('AWS::S3::BucketPolicy')) {
      const bucket = this.resourceOf(this.value(resource, 'Bucket'));
      const view: BucketPolicyView = {
        statements: readPolicy(resource.raw.Properties?.PolicyDocument, this.places[resource.stack.index]),
        defaultEncryption: bucket?.raw.Type === 'AWS::S3::Bucket' ? scalar(this.encryptionOf(bucket).algorithm) : undefined,
      };
      this.add('bucketPolicy', view, resource, 'Properties.PolicyDocument');
    }
  }

  /** How a bucket encrypts by default. */
  public encryptionOf(bucket: Resource): { algorithm: unknown; key: unknown } {
    const configuration = this.value(bucket, 'BucketEncryption');
    const rule = configuration?.ServerSideEncryptionConfiguration?.[0]?.ServerSideEncryptionByDefault;
    return { algorithm: isOpaque(configuration) ? configuration : rule?.SSEAlgorithm ?? 'AES256', key: rule?.KMSMasterKeyID };
  }

  private readAlarms(): void {
    for (const resource of this.all('AWS::CloudWatch::Alarm')) {
      const metrics = this.value(resource, 'Metrics');
      const inner = (Array.isArray(metrics) ? metrics : []).flatMap(entry => entry?.MetricStat?.Metric ?? []);
      const named = { Namespace: this.value(resource, 'Namespace'), MetricName: this.value(resource, 'MetricName'), Dimensions: this.value(resource, 'Dimensions') };
      for (const metric of named.MetricName === undefined ? inner : [named]) {
        const given = metric.Dimensions ?? [];
        const dimensions = Array.isArray(given) ? given.map((dimension: any) => String(dimension?.Name)) : undefined;
        this.add('alarm', { namespace: scalar(metric.Namespace), metric: scalar(metric.MetricName), dimensions }, resource, 'Properties');
      }
    }
  }

  private readConsumers(): void {
    const { uses, consumers, logBuckets } = readUses(this);
    for (const { view, resource, location } of uses as Use<UseView>[]) { this.add('use', view, resource, location); }
    for (const { view, resource, location } of consumers) { this.add('consumer', view, resource, location); }
    for (const { view, resource, location } of logBuckets) { this.add('logBucket', view, resource, location); }
  }
}

/** The resource that a text names: its Ref or attribute, or an ARN that ends with it. */
const namedBy = (text: string): ResourceReference | undefined => referenceOf(text) ?? (text.startsWith('arn:') ? trailingReference(text) : undefined);

type Known = KeyView & { aliases: AliasView[] };

const PRINCIPALS: { readonly [type: string]: 'role' | 'user' | 'group' } = { 'AWS::IAM::Role': 'role', 'AWS::IAM::User': 'user', 'AWS::IAM::Group': 'group' };

const aliasKey = (stack: StackTemplate, name: string): string => `${stack.place.account} ${stack.place.region} ${name}`;
