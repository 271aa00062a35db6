import { CATALOG } from './catalog';
import { EncryptionAtRest, ENCRYPTION_ROWS } from './encryption-rows';
import { allKeyProperties, KeyProperty } from './resource-properties';
import { ServiceUse } from './service-use';

export type { EncryptionAtRest } from './encryption-rows';

/*
 * How data gets a customer managed key by CloudFormation: every property that names a key, with what must stand beside it. A resource can name several: its own, that of
 * its administrator's secret, one for each volume.
 */

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
