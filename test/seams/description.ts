import { methodOf } from './resources';

/*
 * What the generator says of an app, as plain data: keys, roles, resources under the key, who is granted what, and where each of them is.
 * `show` writes it the way a user would write the app.
 */

/** Where something is. `Keys`, `Data` and `Api` are stacks of one account and Region; the key is in `Keys` or in a nested stack of it. */
export type Place = 'Keys' | 'Data' | 'Api' | 'Keys/Nested' | 'Data/Nested' | 'Api/Nested' | 'Stage/Api' | 'Abroad' | 'Elsewhere';

export type Delegation = 'FULL' | 'ADMINISTRATION' | 'NONE';
export type KeyConstruct =
  | 'EncryptedKey' | 'ServiceKey' | 'CrossAccountKey' | 'MultiRegionKey' | 'ImportedKey' | 'SigningKey' | 'HmacKey' | 'AsymmetricEncryptionKey' | 'KeyAgreementKey'
  | 'RemoteKey';

export type Restriction =
  | { readonly is: 'onlyPrincipals'; readonly roles: 'all' | 'none' }
  | { readonly is: 'onlyViaServices' }
  | { readonly is: 'requireEncryptionContext'; readonly exceptServices: boolean }
  | { readonly is: 'onlyOrganization' | 'onlyRegions' | 'grantsForAwsResourcesOnly' | 'minimumPendingWindow' | 'deletionOnlyWhenUnusedFor' | 'decryptOrVerifyOnly' };

/** With whom the key is shared beyond its account. */
export type Share = 'organization' | 'organization through S3' | 'role patterns of the organization' | 'account through S3' | 'account with a context';

export interface KeyDescription {
  readonly construct: KeyConstruct;
  readonly place: 'Keys' | 'Keys/Nested';
  /** Undefined: not said. */
  readonly delegation?: Delegation;
  /** Whether a security role, known by its ARN, is administrator. */
  readonly administrators: boolean;
  /** Whether CloudFormation's execution role is administrator as well. */
  readonly deployerAdministers: boolean;
  /** Whether the first role is a user. */
  readonly users: boolean;
  readonly restrictions: readonly Restriction[];
  readonly share?: Share;
}

export interface RoleDescription {
  /** `made` by the app, or known by its ARN: of the key's account, or of another one. */
  readonly known: 'made' | 'by ARN' | 'by ARN elsewhere';
  readonly place: Place;
  readonly named: boolean;
}

export type ResourceType = 'Bucket' | 'Queue' | 'Topic' | 'Table' | 'TableV2' | 'Stream' | 'Secret' | 'Volume' | 'FileSystem' | 'Repository' | 'LogGroup';

export interface ResourceDescription {
  readonly type: ResourceType;
  readonly place: Place;
}

export interface GrantDescription {
  readonly role: number;
  /** The index of a resource, or the key itself. */
  readonly on: number | 'key';
  /** Which of the methods that the resource or the key has; counted around. */
  readonly method: number;
}

/** One resource under the key tells another one of what happens. */
export interface Notification {
  readonly from: 'Bucket' | 'Topic' | 'Rule';
  readonly place: Place;
}

export interface Defaults {
  readonly at: 'App' | 'Keys';
  readonly delegation?: 'ADMINISTRATION';
  readonly restrictions: readonly Restriction[];
}

export interface AppDescription {
  readonly key: KeyDescription;
  readonly roles: readonly RoleDescription[];
  readonly resources: readonly ResourceDescription[];
  readonly grants: readonly GrantDescription[];
  /** To a queue under the key, in the stack of the source. */
  readonly notification?: Notification;
  readonly defaults?: Defaults;
  /** Stacks that are deployed after others because the app says so. */
  readonly after: readonly (readonly [Place, Place])[];
  /** Whether a statement is added by hand, for a role known by its ARN. */
  readonly statement: boolean;
}

const restriction = (r: Restriction): string => {
  switch (r.is) {
    case 'onlyPrincipals': return `onlyPrincipals(${r.roles === 'all' ? 'every role below' : 'another role'})`;
    case 'requireEncryptionContext': return `requireEncryptionContext(Department: Finance${r.exceptServices ? ', except via the services below' : ''})`;
    case 'onlyViaServices': return 'onlyViaServices(those below)';
    default: return r.is;
  }
};

/** The app, about as its user would write it. */
export function show(app: AppDescription): string {
  const { key, defaults } = app;
  const said = (object: { [name: string]: string | undefined | false }) => {
    const parts = Object.entries(object).filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`);
    return parts.length > 0 ? `{ ${parts.join(', ')} }` : '';
  };
  return [
    ...defaults ? [`KeyDefaults at ${defaults.at} ${said({ iamDelegation: defaults.delegation, restrictions: defaults.restrictions.map(restriction).join(' + ') })}`] : [],
    `in ${key.place}: key = new ${key.construct}(${said({
      iamDelegation: key.delegation,
      administrators: [key.administrators && 'role/Security', key.deployerAdministers && 'the execution role'].filter(Boolean).join(' + '),
      users: key.users && 'role0',
      restrictions: key.restrictions.map(restriction).join(' + '),
      share: key.share,
    })})`,
    ...app.roles.map(({ known, place, named }, i) => `in ${place}: role${i} = ${known === 'made' ? `new Role(${named ? "{ roleName: 'named' }" : ''})` : `Role.fromRoleArn() ${known}`}`),
    ...app.resources.map(({ type, place }, i) => `in ${place}: resource${i} = new ${type}({ key })`),
    ...app.after.map(([stack, earlier]) => `${stack}.addStackDependency(${earlier})`),
    ...app.grants.map(grant => {
      const method = methodOf(app, grant);
      return method && `${grant.on === 'key' ? 'key' : `resource${grant.on}`}.${method[0]}(role${grant.role})`;
    }).filter((line): line is string => line !== undefined),
    ...app.notification ? [`in ${app.notification.place}: ${app.notification.from} → Queue, both under the key`] : [],
    ...app.statement ? ['key.addToResourcePolicy(Allow kms:Decrypt role/ByHand)'] : [],
  ].join('\n');
}
