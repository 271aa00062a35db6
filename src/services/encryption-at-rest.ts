import { CATALOG } from './catalog';
import { ENCRYPTION_ROWS } from './encryption-rows';
import { KeyPropertyUpdate } from './key-properties';
import { allKeyProperties, KeyProperty } from './resource-properties';
import { KeyChange, ServiceUse } from './service-use';

/*
 * How data gets a customer managed key by CloudFormation: every property that names a key, with what must stand beside it. A resource may name several: its own, that of
 * its administrator's secret, one for each volume.
 */

/** A value at a path of the properties, `SSESpecification.SSEEnabled`. */
interface Setting {
  readonly [path: string]: string | boolean | readonly string[];
}

/** One property of a CloudFormation type that names a key. In paths `[]` stands for each entry of a list, `[0]` for one. */
export interface EncryptionAtRest {
  readonly type: string;
  /** Where the key is named. */
  readonly path: string;
  /** What must be there, and not be false, for the key to encrypt anything; empty for the resource itself. Whatever stands between it and the key is made where it is not. */
  readonly within: string;
  /** What must be said beside the key. */
  readonly beside: Setting;
  /** What must not be said beside the key. */
  readonly without: readonly string[];
  /** Paths whose presence says that the template has chosen how to encrypt, though it names no key. */
  readonly choices: readonly string[];
  /** Paths of `beside` that aws-cdk-lib writes unasked, or that say nothing of encryption: any value of these is no choice. */
  readonly unasked: readonly string[];
  /** Where the Region of the key is said, where it may be another than that of the resource. */
  readonly region?: string;
  /** Whether all entries of the list must have keys, or none. */
  readonly together?: boolean;
  /** The catalog's row of what the service needs; undefined where it has none. */
  readonly use?: ServiceUse;
  /** Why it stays as it is, whatever the resource. */
  readonly left?: string;
  /** What to do where there is nothing that a key could be named for. */
  readonly absent?: string;
  /** What CloudFormation does with an existing resource that gets a key, or another one. */
  readonly update: KeyPropertyUpdate;
  /** What happens to its data. */
  readonly change?: KeyChange;
  /** A reason why this one resource takes no key. */
  readonly exempt?: (properties: { readonly [name: string]: any }) => string | undefined;
}

/** What holds nothing but settings of encryption: `EncryptionConfiguration`, `SSESpecification`. */
const ENVELOPE = /^\w*(Encrypt|ServerSide)\w*$|^(SSE|Sse|SseKms)\w*$|^(KeyConfiguration|SecurityConfig)$/;
const VOLUME = /(Ebs|EbsConfiguration|RootVolume|ManagedEBSVolume)\.KmsKeyId$|^AWS::WorkspacesInstances::Volume KmsKeyId$/;

/** What the key is of: all that is around the settings of encryption. */
function withinOf(path: string): string {
  const steps = path.split('.').slice(0, -1);
  while (steps.length > 0 && ENVELOPE.test(steps.at(-1)!)) { steps.pop(); }
  return steps.join('.');
}

function rowOf({ type, path, use, without, update, change }: KeyProperty): EncryptionAtRest {
  const beside = VOLUME.test(`${type} ${path}`) ? { [[...path.split('.').slice(0, -1), 'Encrypted'].join('.')]: true } : {};
  return {
    type,
    path,
    within: withinOf(path),
    beside,
    without: [],
    choices: [],
    unasked: [],
    update,
    change,
    left: without && reasonOf(without),
    use: use === undefined ? undefined : CATALOG[use],
    ...ENCRYPTION_ROWS[type]?.[path],
  };
}

const reasonOf = (sentence: string): string => `${sentence[0].toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}: name the key in code`;

/** Rows by type: what has a row of its own first, then what the resource is, then what is in it. */
const ALL: ReadonlyMap<string, readonly EncryptionAtRest[]> = (() => {
  const all = new Map<string, EncryptionAtRest[]>();
  for (const property of allKeyProperties()) { all.set(property.type, [...all.get(property.type) ?? [], rowOf(property)]); }
  for (const [type, rows] of all) {
    const order = Object.keys(ENCRYPTION_ROWS[type] ?? {});
    const place = ({ path, within }: EncryptionAtRest): number => order[0] === path ? 0 : within === '' ? 1 : 2;
    all.set(type, rows.sort((a, b) => place(a) - place(b)));
  }
  return all;
})();

/** Every way in which a type encrypts under a customer managed key, its own data first. */
export const encryptionsAtRest = (type: string): readonly EncryptionAtRest[] => ALL.get(type) ?? [];

/** How each type that the catalog knows encrypts its own data. */
export const typesEncryptedAtRest = (): readonly (EncryptionAtRest & { readonly use: ServiceUse })[] => [...ALL.values()]
  .map(([own]) => own).filter((row): row is EncryptionAtRest & { readonly use: ServiceUse } => row.use !== undefined);

/** Why the service itself takes no key without more being said: a role of the app's must be named among the users of the key. */
export const needsNamedUsers = (use: ServiceUse): boolean => use.calls.some(call => call.caller === 'user' && call.viaService === false && !call.optional);

/** Types that store data, and that CloudFormation gives no customer managed key: why, or what to do. */
export const NOT_ENCRYPTABLE: { readonly [type: string]: string } = {
  'AWS::ApiGateway::Stage': 'caches of stages take no customer managed key',
  'AWS::AppSync::ApiCache': 'caches of APIs take no customer managed key',
  'AWS::AutoScaling::LaunchConfiguration': 'launch configurations name no key; use AWS::EC2::LaunchTemplate',
  'AWS::ElastiCache::CacheCluster': 'clusters without a replication group are not encrypted at rest; use AWS::ElastiCache::ReplicationGroup',
  'AWS::DAX::Cluster': 'DAX takes no customer managed key',
  'AWS::SSM::Parameter': 'CloudFormation creates no SecureString; parameters of other types are not encrypted under a key',
  'Custom::LogRetention': 'the log group is made by a custom resource; make it a logs.LogGroup and give it to the function as logGroup',
};
