import type { Resource } from './app-model';
import { RawResource, StackTemplate } from './evaluate';
import { shapeOf } from './policy-shape';
import { PolicyPlace } from './principal';
import { Scalar, scalar } from './scalar';
import { readPolicy, Statements } from './statement';
import { AliasView, KeyView, PolicyView } from './views';
import { Place } from '../../private/arns';

/** The policy that KMS gives a key without one (DG key-policy-default). */
const defaultPolicy = (partition: string, account: string) => ({
  Statement: [{ Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }],
});

type Configuration = Pick<KeyView, keyof typeof CONFIGURATION | 'retained' | 'configuration'>;
type Read = (property: string) => unknown;

/** Most keys of an app are configured alike: what has been read once is read from here. */
const known = new Map<string, Configuration>();
/** What a key is configured by, and what CloudFormation takes where the template says nothing. */
const CONFIGURATION = {
  spec: { property: 'KeySpec', standard: 'SYMMETRIC_DEFAULT' },
  usage: { property: 'KeyUsage', standard: 'ENCRYPT_DECRYPT' },
  origin: { property: 'Origin', standard: 'AWS_KMS' },
  rotation: { property: 'EnableKeyRotation', standard: undefined },
  rotationPeriod: { property: 'RotationPeriodInDays', standard: undefined },
  enabled: { property: 'Enabled', standard: undefined },
  pendingWindow: { property: 'PendingWindowInDays', standard: undefined },
  bypassesLockoutCheck: { property: 'BypassPolicyLockoutSafetyCheck', standard: undefined },
} as const;
const PROPERTIES = Object.values(CONFIGURATION).map(({ property }) => property);

/** All that is said of a key but its policy and names; undefined where some of it depends on the deployment. */
function configurationOf(replica: boolean, { DeletionPolicy, UpdateReplacePolicy, Properties }: RawResource): string | undefined {
  // Numbers and booleans count the same when they are written as texts.
  let text = `${replica} ${DeletionPolicy} ${UpdateReplacePolicy}`;
  for (const name of PROPERTIES) {
    const value = Properties?.[name];
    if (typeof value === 'object') { return undefined; }
    text += ` ${value}`;
  }
  return text.includes('{{') || text.includes('[object') ? undefined : text;
}

function readConfiguration(replica: boolean, { raw }: Resource, read: Read): Configuration {
  const text = configurationOf(replica, raw);
  const found = text === undefined ? undefined : known.get(text);
  if (found) { return found; }
  const scalars = Object.fromEntries(Object.entries(CONFIGURATION).map(([name, { property, standard }]) => {
    const value = read(property);
    return [name, scalar(standard === undefined ? value : value ?? standard)];
  }));
  const configuration: Configuration = {
    ...scalars as { [name in keyof typeof CONFIGURATION]: Scalar },
    retained: { deletion: scalar(raw.DeletionPolicy), replacement: scalar(raw.UpdateReplacePolicy) },
    configuration: text,
  };
  if (text !== undefined && known.size < 1000) { known.set(text, configuration); }
  return configuration;
}

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
export function readKey(replica: boolean, read: Read, resource: Resource, place: PolicyPlace): KeyView & { aliases: AliasView[] } {
  return {
    replica,
    ...readConfiguration(replica, resource, read),
    policy: new KeyPolicy(resource.raw.Properties?.KeyPolicy, resource.stack, place),
    aliases: [],
    mayHaveOtherAlias: false,
  };
}
