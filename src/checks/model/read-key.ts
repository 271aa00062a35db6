import type { Resource } from './app-model';
import { RawResource, StackTemplate } from './evaluate';
import { shapeOf } from './policy-shape';
import { scalar } from './scalar';
import { AliasView, KeyView, PolicyView, Retention } from './views';
import { PolicyPlace } from '../../iam/principal';
import { readPolicy, Statements } from '../../iam/statement';
import { Place } from '../../private/arns';
import { remember } from '../../private/remember';

/** The policy that KMS gives a key without one (DG key-policy-default). */
const defaultPolicy = (partition: string, account: string) => ({
  Statement: [{ Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }],
});

type Read = (property: string) => unknown;
type Configuration = Omit<KeyView, 'replica' | 'configuration' | 'policy' | 'aliases' | 'mayHaveOtherAlias' | 'primary'>;

/** What of a key rules about its configuration look at. */
const CONFIGURATION = ['KeySpec', 'KeyUsage', 'Origin', 'EnableKeyRotation', 'RotationPeriodInDays', 'Enabled', 'PendingWindowInDays', 'BypassPolicyLockoutSafetyCheck'];

/** The same for keys of which the same is said, but for policy and names; undefined where some of it depends on the deployment. */
function configurationOf(replica: boolean, { DeletionPolicy, UpdateReplacePolicy, Properties }: RawResource): string | undefined {
  const text = JSON.stringify([replica, DeletionPolicy, UpdateReplacePolicy, ...CONFIGURATION.map(name => Properties?.[name])]);
  // As functions and dynamic references do.
  return text.includes('{') ? undefined : text;
}

const readConfiguration = (read: Read, retained: Retention): Configuration => ({
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
});

/** Most keys of an app are configured alike: reading each anew takes a sixth of the time of the whole pack. */
const knownConfiguration = remember((text: string): Configuration => {
  // JSON has null for what is not said.
  const [, DeletionPolicy, UpdateReplacePolicy, ...values] = JSON.parse(text).map((value: unknown) => value ?? undefined);
  return readConfiguration(property => values[CONFIGURATION.indexOf(property)], retention({ DeletionPolicy, UpdateReplacePolicy }));
});

/** The policy of a key, read when a rule looks at it. */
class KeyPolicy implements PolicyView {
  private read?: { readonly statements: Statements };
  private measured?: { readonly shape: string | undefined };
  private written?: string;

  constructor(private readonly raw: unknown, private readonly stack: StackTemplate, private readonly policyPlace: PolicyPlace) {}

  public get place(): Place { return this.stack.place; }
  public get latin1(): boolean | undefined { return this.stack.latin1; }

  public get text(): string {
    this.written ??= textOf(this.policyPlace.evaluate(this.raw));
    return this.written;
  }

  public get statements(): Statements {
    const { partition, account } = this.stack.place;
    this.read ??= { statements: readPolicy(this.raw ?? defaultPolicy(partition, account), this.policyPlace) };
    return this.read.statements;
  }

  public get shape(): string | undefined {
    this.measured ??= { shape: shapeOf(this.raw, this.stack) };
    return this.measured.shape;
  }
}

const textOf = (document: unknown): string => typeof document === 'string' ? document : JSON.stringify(document) ?? '';

/** A key as rules see it; `read` gives an evaluated property. */
export function readKey(replica: boolean, read: Read, { raw, stack }: Resource, place: PolicyPlace): KeyView & { aliases: AliasView[] } {
  const configuration = configurationOf(replica, raw);
  return {
    replica,
    configuration,
    ...configuration === undefined ? readConfiguration(read, retention(raw)) : knownConfiguration(configuration),
    policy: new KeyPolicy(raw.Properties?.KeyPolicy, stack, place),
    aliases: [],
    mayHaveOtherAlias: false,
  };
}

/** What becomes of a resource when it leaves the stack. */
export const retention = ({ DeletionPolicy, UpdateReplacePolicy }: Omit<RawResource, 'Type'>): Retention =>
  ({ deletion: scalar(DeletionPolicy), replacement: scalar(UpdateReplacePolicy) });
