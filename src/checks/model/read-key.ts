import type { Resource } from './app-model';
import { RawResource, StackTemplate } from './evaluate';
import { shapeOf } from './policy-shape';
import { PolicyPlace } from './principal';
import { scalar } from './scalar';
import { readPolicy, Statements } from './statement';
import { AliasView, KeyView, PolicyView } from './views';
import { Place } from '../../private/arns';

/** The policy that KMS gives a key without one (DG key-policy-default). */
const defaultPolicy = (partition: string, account: string) => ({
  Statement: [{ Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }],
});

type Configuration = Pick<KeyView, 'spec' | 'usage' | 'origin' | 'rotation' | 'rotationPeriod' | 'enabled' | 'pendingWindow' | 'bypassesLockoutCheck' | 'retained' | 'configuration'>;
type Read = (property: string) => unknown;

/** Most keys of an app are configured alike: what has been read once is read from here. */
const known = new Map<string, Configuration>();
const CONFIGURATION = ['KeySpec', 'KeyUsage', 'Origin', 'EnableKeyRotation', 'RotationPeriodInDays', 'Enabled', 'PendingWindowInDays', 'BypassPolicyLockoutSafetyCheck'];

/** All that is said of a key but its policy and names; undefined where some of it depends on the deployment. */
function configurationOf(replica: boolean, { DeletionPolicy, UpdateReplacePolicy, Properties }: RawResource): string | undefined {
  // Numbers and booleans count the same when they are written as texts.
  let text = `${replica} ${DeletionPolicy} ${UpdateReplacePolicy}`;
  for (const name of CONFIGURATION) {
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
  const configuration: Configuration = {
    spec: scalar(read('KeySpec') ?? 'SYMMETRIC_DEFAULT'),
    usage: scalar(read('KeyUsage') ?? 'ENCRYPT_DECRYPT'),
    origin: scalar(read('Origin') ?? 'AWS_KMS'),
    rotation: scalar(read('EnableKeyRotation')),
    rotationPeriod: scalar(read('RotationPeriodInDays')),
    enabled: scalar(read('Enabled')),
    pendingWindow: scalar(read('PendingWindowInDays')),
    bypassesLockoutCheck: scalar(read('BypassPolicyLockoutSafetyCheck')),
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

  constructor(private readonly raw: unknown, private readonly stack: StackTemplate, private readonly policyPlace: PolicyPlace) {}

  public get place(): Place { return this.stack.place; }
  public get latin1(): boolean | undefined { return this.stack.latin1; }
  public get document(): unknown { return this.policyPlace.evaluate(this.raw); }

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
