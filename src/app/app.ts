import { AppReader } from './app-reader';
import { Identity, Alias, Alarm, BucketPolicy, Consumer, IdentityPolicy, Key, LogBucket, NotEncrypted, Use } from './model';
import { notEncrypted } from './not-encrypted';
import { physicalText } from './physical-names';
import { readAlarms } from './read-alarms';
import { encryptionOf } from './read-buckets';
import { ReadDocument, readDocument } from './read-document';
import { Identities } from './read-identities';
import { readKey, retention } from './read-key';
import { readUses } from './read-uses';
import { READ_TYPES } from './types';
import { PolicyPlace } from '../iam/principal';
import { isOpaque, referenceOf, ResourceReference, trailingReference } from '../iam/symbols';
import { decisiveConditions, MOST_CONDITIONS, openConditions } from '../template/decisive-conditions';
import { Evaluator } from '../template/evaluate';
import { eachOf, scalar } from '../template/scalar';
import { withServerlessRoles } from '../template/serverless';
import { Resource, Template } from '../template/template';
import { withWrittenPartition } from '../template/written-partition';

/** The keys of an app and what has to do with them, read once, so that every question after that costs only its own look. */
export class App implements AppReader {
  public readonly keys: readonly Key[];
  public readonly aliases: readonly Alias[];
  public readonly identityPolicies: readonly IdentityPolicy[];
  public readonly bucketPolicies: readonly BucketPolicy[];
  public readonly alarms: readonly Alarm[];
  public readonly uses: readonly Use[];
  public readonly consumers: readonly Consumer[];
  public readonly logBuckets: readonly LogBucket[];
  public readonly notEncrypted: readonly NotEncrypted[];

  private readonly stacks: readonly Template[];
  private readonly evaluator: Evaluator;
  /** Keys by their logical ids and those of their aliases, for each stack. */
  private readonly keysById: Map<string, Known>[];
  private readonly keysByAlias = new Map<string, Known>();
  private readonly places: PolicyPlace[];
  private readonly byType = new Map<string, Resource[]>();
  private readonly known: Identities;

  constructor(templates: readonly Template[]) {
    this.stacks = templates.map(template => withWrittenPartition(withServerlessRoles(template), READ_TYPES));
    this.evaluator = new Evaluator(this.stacks);
    this.keysById = this.stacks.map(() => new Map());
    this.places = this.stacks.map(stack => this.readPlace(stack));
    for (const stack of this.stacks) {
      for (const logicalId of Object.keys(stack.resources)) {
        const raw = stack.resources[logicalId];
        if (!READ_TYPES.has(raw.Type)) { continue; }
        const of = this.byType.get(raw.Type);
        const resource = { stack, logicalId, raw };
        if (of) { of.push(resource); } else { this.byType.set(raw.Type, [resource]); }
      }
    }
    this.keys = this.readKeys();
    this.aliases = this.readAliases();
    this.known = new Identities(this);
    this.identityPolicies = this.known.policies;
    this.bucketPolicies = this.readBucketPolicies();
    this.alarms = readAlarms(this);
    const { uses, consumers, logBuckets } = readUses(this);
    this.uses = uses;
    this.consumers = consumers;
    this.logBuckets = logBuckets;
    this.notEncrypted = [...this.byType.values()].flat().flatMap(notEncrypted);
  }

  /** Everybody with IAM policies. Found when somebody asks, as most rules do not. */
  public get identities(): readonly Identity[] {
    return this.known.identities;
  }

  public all(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  public value(resource: Resource, property: string): any {
    const raw = resource.raw.Properties?.[property];
    return raw === undefined ? undefined : this.evaluate(raw, resource);
  }

  public evaluate(value: unknown, resource: Resource): unknown {
    return this.evaluator.whereIs(resource, () => this.evaluator.evaluate(value, resource.stack));
  }

  public eachWay<T>(resource: Resource, properties: readonly string[], make: () => T): readonly T[] | undefined {
    const { evaluator } = this;
    const { stack, raw } = resource;
    return evaluator.whereIs(resource, () => {
      const open = decisiveConditions(evaluator, properties.map(name => raw.Properties?.[name]), stack);
      const ways = (left: readonly string[]): readonly T[] => left.length === 0 ? [make()]
        : [true, false].flatMap(holds => evaluator.assuming(stack, [[left[0], holds]], () => ways(openConditions(evaluator, left.slice(1).map(asChoice), stack))));
      return open.length === 0 || open.length > MOST_CONDITIONS ? undefined : ways(open);
    });
  }

  public keyOf(text: unknown, stack: Template): Key | undefined {
    if (typeof text !== 'string') { return undefined; }
    const reference = namedBy(text);
    if (reference) { return this.keysById[reference.stack].get(reference.logicalId); }
    const alias = /(?:^|:)(alias\/.+)/.exec(text);
    return alias ? this.keysByAlias.get(aliasKey(stack, alias[1])) : undefined;
  }

  /** Nearly all properties name the ARN of a key of their own stack, which needs no evaluation. */
  public keyBehind(resource: Resource, property: string): Known | undefined {
    const { 'Fn::GetAtt': attribute } = (resource.raw.Properties?.[property] ?? {}) as { 'Fn::GetAtt'?: unknown };
    const key = Array.isArray(attribute) ? this.keysById[resource.stack.index].get(attribute[0]) : undefined;
    if (key) { return key; }
    const named = new Set(eachOf(this.value(resource, property)).map(text => this.keyOf(text, resource.stack)));
    return named.size === 1 ? [...named][0] as Known | undefined : undefined;
  }

  public resourceOf(text: unknown): Resource | undefined {
    const reference = typeof text === 'string' ? namedBy(text) : undefined;
    if (!reference) { return undefined; }
    const { stack, logicalId } = reference;
    return { stack: this.stacks[stack], logicalId, raw: this.stacks[stack].resources[logicalId] };
  }

  public readDocument(document: unknown, resource: Resource): ReadDocument {
    const { stack } = resource;
    return this.evaluator.whereIs(resource, () => readDocument(document, stack, this.places[stack.index], this.evaluator));
  }

  private readPlace(stack: Template): PolicyPlace {
    return {
      account: stack.place.account,
      evaluate: value => this.evaluator.evaluate(value, stack),
      physical: text => physicalText(this, text),
      resource: symbol => {
        const resource = this.resourceOf(symbol);
        const kind = resource && PRINCIPALS[resource.raw.Type];
        return kind ? { account: resource.stack.place.account, kind } : undefined;
      },
    };
  }

  private readKeys(): Key[] {
    const keys = ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'].flatMap(type => this.all(type)).map(resource => {
      const key = readKey(this, resource);
      this.keysById[resource.stack.index].set(resource.logicalId, key);
      return key;
    });
    const mayBePrimary = this.all('AWS::KMS::Key').some(resource => ![undefined, false, 'false'].includes(this.value(resource, 'MultiRegion')));
    for (const resource of this.all('AWS::KMS::ReplicaKey')) {
      const primary = this.value(resource, 'PrimaryKeyArn');
      const found = this.keyOf(primary, resource.stack);
      Object.assign(this.keysById[resource.stack.index].get(resource.logicalId)!, {
        primary: found ?? (isOpen(primary) && mayBePrimary ? 'unknown' : undefined),
        primaryText: !found && typeof primary === 'string' ? primary : undefined,
      });
    }
    return keys;
  }

  private readAliases(): Alias[] {
    let elsewhere = false;
    const aliases = this.all('AWS::KMS::Alias').map(resource => {
      const name = this.value(resource, 'AliasName');
      const key = this.keyBehind(resource, 'TargetKeyId');
      const alias: Alias = {
        resource, location: 'Properties', name: typeof name === 'string' ? name : '${?AliasName}', retained: retention(this, resource), target: key,
      };
      if (key) {
        key.aliases.push(alias);
        this.keysById[resource.stack.index].set(resource.logicalId, key);
        this.keysByAlias.set(aliasKey(resource.stack, alias.name), key);
      } else {
        const targets = eachOf(this.value(resource, 'TargetKeyId'));
        elsewhere ||= targets.some(target => isOpen(target) && !this.keyOf(target, resource.stack));
        // One of several keys, as the deployment chooses.
        for (const target of targets) { Object.assign(this.keyOf(target, resource.stack) ?? {}, { mayHaveOtherAlias: true }); }
      }
      return alias;
    });
    if (elsewhere) { this.keys.forEach(key => Object.assign(key, { mayHaveOtherAlias: true })); }
    return aliases;
  }

  private readBucketPolicies(): BucketPolicy[] {
    return this.all('AWS::S3::BucketPolicy').map(resource => {
      const bucket = this.resourceOf(this.value(resource, 'Bucket'));
      return {
        resource,
        location: 'Properties.PolicyDocument',
        statements: this.readDocument(resource.raw.Properties?.PolicyDocument, resource).statements,
        defaultEncryption: bucket?.raw.Type === 'AWS::S3::Bucket' ? scalar(encryptionOf(this, bucket).algorithm) : undefined,
      };
    });
  }
}

/** A value that hangs on a condition. */
const asChoice = (condition: string) => ({ 'Fn::If': [condition, true, false] });

/** The resource that a text names: its Ref or attribute, or an ARN that ends with it. */
const namedBy = (text: string): ResourceReference | undefined => referenceOf(text) ?? (text.startsWith('arn:') ? trailingReference(text) : undefined);

/** Whether only the deployment tells what a text names: a value that nobody knows, or an attribute of something. */
const isOpen = (text: unknown): boolean => isOpaque(text) || (typeof text === 'string' && namedBy(text) !== undefined);

type Known = Key & { aliases: Alias[] };

const PRINCIPALS: { readonly [type: string]: 'role' | 'user' | 'group' } = { 'AWS::IAM::Role': 'role', 'AWS::IAM::User': 'user', 'AWS::IAM::Group': 'group' };

const aliasKey = (stack: Template, name: string): string => `${stack.place.account} ${stack.place.region} ${name}`;
