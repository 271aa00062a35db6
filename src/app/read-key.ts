import { AppReader } from './app-reader';
import { Alias, Key, KeyConfiguration, KeyPolicy, Retention } from './model';
import { physicalText } from './physical-names';
import { shapeOf } from './policy-shape';
import { ReadDocument } from './read-document';
import { policySize, SizeBounds } from '../iam/policy-size';
import { Statements } from '../iam/statement';
import { Place } from '../private/arns';
import { remember, rememberLast } from '../private/remember';
import { scalar } from '../template/scalar';
import { RawResource, Resource } from '../template/template';

/** The policy that KMS gives a key without one (DG key-policy-default). */
export const defaultKeyPolicy = (partition: string, account: string) => ({
  Version: '2012-10-17',
  Statement: [{
    Sid: 'Enable IAM User Permissions', Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: `arn:${partition}:iam::${account}:root` },
  }],
});

type Read = (property: string) => unknown;

/** What of a key rules about its configuration look at. */
const CONFIGURATION = ['KeySpec', 'KeyUsage', 'Origin', 'EnableKeyRotation', 'RotationPeriodInDays', 'Enabled', 'PendingWindowInDays', 'BypassPolicyLockoutSafetyCheck',
  'Environment'];

/** What a key is, of which KMS takes some combinations only. */
const KIND = ['KeySpec', 'KeyUsage', 'Origin', 'EnableKeyRotation'];

/** The tag by which KeyEnvironment says what a key is for. */
const environmentOf = (tags: unknown): unknown =>
  Array.isArray(tags) ? tags.find(tag => tag?.Key === 'Environment')?.Value : undefined;

/** The same for keys of which the same is said, except for policy and names; undefined where some of it depends on the deployment. */
function configurationOf(replica: boolean, { DeletionPolicy, UpdateReplacePolicy, Properties }: RawResource): string | undefined {
  const said: unknown[] = [replica, DeletionPolicy, UpdateReplacePolicy];
  for (const name of CONFIGURATION) { said.push(name === 'Environment' ? environmentOf(Properties?.Tags) : Properties?.[name]); }
  return settledText(said);
}

/** Undefined for what holds functions or dynamic references. */
const settledText = rememberLast(said => {
  const text = JSON.stringify(said);
  return text.includes('{') ? undefined : text;
});

const readConfiguration = (read: Read, retained: Retention): KeyConfiguration => ({
  // What CloudFormation takes where the template says nothing.
  spec: scalar(read('KeySpec') ?? 'SYMMETRIC_DEFAULT'),
  usage: scalar(read('KeyUsage') ?? 'ENCRYPT_DECRYPT'),
  origin: scalar(read('Origin') ?? 'AWS_KMS'),
  rotation: scalar(read('EnableKeyRotation')),
  rotationPeriod: scalar(read('RotationPeriodInDays')),
  enabled: scalar(read('Enabled')),
  pendingWindow: scalar(read('PendingWindowInDays')),
  bypassesLockoutCheck: scalar(read('BypassPolicyLockoutSafetyCheck')),
  retained,
  environment: scalar(read('Environment')),
});

/** Most keys of an app are configured alike: reading each again takes a sixth of the time of the whole pack. */
const knownConfiguration = remember((text: string): KeyConfiguration => {
  // JSON has null for what is not said.
  const [, deletion, replacement, ...values] = JSON.parse(text).map((value: unknown) => value ?? undefined);
  return readConfiguration(property => values[CONFIGURATION.indexOf(property)], retainedBy([deletion, replacement]));
});

/** The policy of a key, read when somebody looks at it. */
class LazyKeyPolicy implements KeyPolicy {
  public readonly location = 'Properties.KeyPolicy';
  private read?: ReadDocument;
  private measured?: { readonly shape: string | undefined };
  private written?: string;
  private measuredSize?: SizeBounds;

  constructor(private readonly app: AppReader, public readonly resource: Resource) {}

  public get place(): Place { return this.resource.stack.place; }
  public get latin1(): boolean | undefined { return this.resource.stack.latin1; }

  public get text(): string {
    this.written ??= textOf(this.app.evaluate(this.raw, this.resource));
    return this.written;
  }

  public get size(): SizeBounds {
    this.measuredSize ??= policySize(this.app.evaluate(this.raw, this.resource), symbol => physicalText(this.app, symbol));
    return this.measuredSize;
  }

  public get statements(): Statements { return this.document.statements; }
  public get decidable(): Statements { return this.document.decidable; }

  private get document(): ReadDocument {
    const { partition, account } = this.place;
    this.read ??= this.app.readDocument(this.raw ?? defaultKeyPolicy(partition, account), this.resource);
    return this.read;
  }

  public get shape(): string | undefined {
    this.measured ??= { shape: shapeOf(this.raw, this.resource.stack, this.resource.raw.Condition) };
    return this.measured.shape;
  }

  private get raw(): unknown { return this.resource.raw.Properties?.KeyPolicy; }
}

const textOf = (document: unknown): string => typeof document === 'string' ? document : JSON.stringify(document) ?? '';

/** The key that a resource makes. */
export function readKey(app: AppReader, resource: Resource): Key & { aliases: Alias[] } {
  const replica = resource.raw.Type === 'AWS::KMS::ReplicaKey';
  const configuration = configurationOf(replica, resource.raw);
  const read = () => readConfiguration(name => name === 'Environment' ? environmentOf(app.value(resource, 'Tags')) : app.value(resource, name), retention(app, resource));
  const configured = configuration !== undefined ? knownConfiguration(configuration) : read();
  // One property alone is what it is, whatever the others are.
  const open = KIND.filter(name => typeof resource.raw.Properties?.[name] === 'object');
  const ways = open.length > 1 ? app.eachWay(resource, open, read) : undefined;
  return {
    resource,
    location: 'Properties',
    replica,
    configuration,
    ...configured,
    ...(ways ? { ways } : {}),
    policy: new LazyKeyPolicy(app, resource),
    aliases: [],
    mayHaveOtherAlias: false,
  };
}

/** What happens to a resource when it leaves the stack; with AWS::LanguageExtensions a function can say it. */
export function retention(app: AppReader, resource: Resource): Retention {
  const { DeletionPolicy, UpdateReplacePolicy } = resource.raw;
  if (typeof DeletionPolicy !== 'object' && typeof UpdateReplacePolicy !== 'object') { return written([DeletionPolicy, UpdateReplacePolicy]); }
  const value = (given: unknown) => typeof given === 'object' ? app.evaluate(given, resource) : given;
  return retainedBy([value(DeletionPolicy), value(UpdateReplacePolicy)]);
}
const retainedBy = ([deletion, replacement]: readonly unknown[]): Retention => ({ deletion: scalar(deletion), replacement: scalar(replacement) });
const written = rememberLast(retainedBy);
