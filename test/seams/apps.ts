import * as fc from 'fast-check';
import { AppDescription, Defaults, GrantDescription, KeyDescription, Notification, Place, ResourceDescription, Restriction, RoleDescription } from './description';

/*
 * Random apps. What comes first in a list is what an app shrinks to.
 */

const PLACES: readonly Place[] = ['Keys', 'Data', 'Api', 'Keys/Nested', 'Data/Nested', 'Api/Nested', 'Stage/Api', 'Abroad', 'Elsewhere'];
const RESOURCE_PLACES: readonly Place[] = ['Keys', 'Data', 'Api', 'Keys/Nested', 'Data/Nested'];
const WITH_MATERIAL_OF_THEIR_OWN = ['SigningKey', 'HmacKey', 'AsymmetricEncryptionKey', 'KeyAgreementKey'];
const SHARED = ['EncryptedKey', 'ServiceKey', 'CrossAccountKey', 'MultiRegionKey'];

/** One of several, which shrinks to the first. */
const oneOf = <Weighted extends { readonly weight: number; readonly arbitrary: fc.Arbitrary<unknown> }[]>(...weighted: Weighted): fc.Arbitrary<Of<Weighted[number]['arbitrary']>> =>
  fc.oneof({ withCrossShrink: true }, ...weighted) as fc.Arbitrary<any>;
type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;
const sometimes = <T>(arbitrary: fc.Arbitrary<T>, weight = 2): fc.Arbitrary<T | undefined> =>
  oneOf({ weight: 6, arbitrary: fc.constant(undefined) }, { weight, arbitrary });

const restriction: fc.Arbitrary<Restriction> = fc.oneof(
  fc.record({ is: fc.constant('onlyPrincipals' as const), roles: fc.constantFrom('all' as const, 'none' as const) }),
  fc.record({ is: fc.constant('requireEncryptionContext' as const), exceptServices: fc.boolean() }),
  fc.record({
    is: fc.constantFrom(
      'onlyViaServices' as const, 'onlyOrganization' as const, 'onlyRegions' as const, 'grantsForAwsResourcesOnly' as const, 'minimumPendingWindow' as const,
      'deletionOnlyWhenUnusedFor' as const, 'decryptOrVerifyOnly' as const),
  }),
);
const restrictions = oneOf(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(restriction, { minLength: 1, maxLength: 2 }) },
);

const key: fc.Arbitrary<KeyDescription> = fc.record({
  construct: oneOf(
    { weight: 4, arbitrary: fc.constant('EncryptedKey' as const) },
    { weight: 5, arbitrary: fc.constant('ServiceKey' as const) },
    { weight: 3, arbitrary: fc.constantFrom('CrossAccountKey' as const, 'MultiRegionKey' as const) },
    { weight: 2, arbitrary: fc.constantFrom('ImportedKey' as const, 'SigningKey' as const, 'HmacKey' as const, 'AsymmetricEncryptionKey' as const, 'KeyAgreementKey' as const, 'RemoteKey' as const) },
  ),
  place: oneOf({ weight: 5, arbitrary: fc.constant('Keys' as const) }, { weight: 1, arbitrary: fc.constant('Keys/Nested' as const) }),
  delegation: oneOf({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary: fc.constantFrom('FULL' as const, 'ADMINISTRATION' as const, 'NONE' as const) }),
  administrators: fc.boolean(),
  deployerAdministers: fc.boolean(),
  users: oneOf({ weight: 2, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  restrictions,
  share: sometimes(fc.constantFrom('organization' as const, 'organization through S3' as const, 'role patterns of the organization' as const, 'account through S3' as const, 'account with a context' as const)),
});

const role: fc.Arbitrary<RoleDescription> = fc.record({
  known: oneOf({ weight: 6, arbitrary: fc.constant('made' as const) }, { weight: 1, arbitrary: fc.constantFrom('by ARN' as const, 'by ARN elsewhere' as const) }),
  place: oneOf({ weight: 5, arbitrary: fc.constantFrom(...PLACES.slice(0, 6)) }, { weight: 1, arbitrary: fc.constantFrom(...PLACES.slice(6)) }),
  named: oneOf({ weight: 2, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const resource: fc.Arbitrary<ResourceDescription> = fc.record({
  type: fc.constantFrom('Bucket', 'Queue', 'Topic', 'Table', 'TableV2', 'Stream', 'Secret', 'Volume', 'FileSystem', 'Repository', 'LogGroup'),
  place: oneOf({ weight: 8, arbitrary: fc.constantFrom(...RESOURCE_PLACES) }, { weight: 1, arbitrary: fc.constant('Abroad' as const) }),
});

const grant: fc.Arbitrary<GrantDescription> = fc.record({
  role: fc.nat(2),
  on: oneOf({ weight: 1, arbitrary: fc.constantFrom(0, 1) }, { weight: 1, arbitrary: fc.constant('key' as const) }),
  method: fc.nat(3),
});

const notification: fc.Arbitrary<Notification> = fc.record({ from: fc.constantFrom('Rule', 'Bucket', 'Topic'), place: fc.constantFrom('Keys', 'Data') });
const defaults: fc.Arbitrary<Defaults> = fc.record({ at: fc.constantFrom('App', 'Keys'), delegation: fc.constantFrom(undefined, 'ADMINISTRATION' as const), restrictions });
const STACKS = ['Keys', 'Data', 'Api'] as const;
const after = fc.array(oneOf(
  { weight: 3, arbitrary: fc.constantFrom<readonly [Place, Place]>(['Data', 'Keys'], ['Api', 'Keys'], ['Api', 'Data']) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...STACKS), fc.constantFrom(...STACKS)) },
), { maxLength: 2 });

/** Takes out what no user could mean: grants to nobody, a bucket under a signing key, the same stack after itself. */
function sensible(app: AppDescription): AppDescription {
  const encrypts = !WITH_MATERIAL_OF_THEIR_OWN.includes(app.key.construct);
  const replicated = app.key.construct === 'MultiRegionKey' && app.key.place === 'Keys';
  const resources = encrypts ? app.resources.map(({ type, place }) => ({ type, place: place === 'Abroad' && !replicated ? 'Data' as const : place })) : [];
  const fits = (list: readonly Restriction[]) => list
    .filter(({ is }) => encrypts || !['requireEncryptionContext', 'onlyViaServices'].includes(is))
    .filter(({ is }, i) => list.findIndex(other => other.is === is) === i);
  const grants = app.roles.length === 0 ? [] : app.grants
    .map(({ role: index, on, method }) => ({ role: index % app.roles.length, on: on === 'key' || resources.length === 0 ? 'key' as const : on % resources.length, method }));
  return {
    ...app,
    key: {
      ...app.key,
      place: app.key.construct === 'MultiRegionKey' ? 'Keys' : app.key.place,
      administrators: app.key.administrators || app.key.delegation === 'NONE',
      users: app.key.users && app.roles.length > 0,
      restrictions: fits(app.key.restrictions),
      share: !SHARED.includes(app.key.construct) ? undefined : app.key.share ?? (app.key.construct === 'CrossAccountKey' ? 'account through S3' : undefined),
    },
    resources,
    grants,
    notification: encrypts && app.key.construct !== 'RemoteKey' ? app.notification : undefined,
    defaults: app.defaults && { ...app.defaults, restrictions: fits(app.defaults.restrictions) },
    after: app.after.filter(([one, other]) => one !== other),
    statement: app.statement && app.key.construct !== 'RemoteKey' && encrypts,
  };
}

export const apps: fc.Arbitrary<AppDescription> = fc.record({
  key,
  roles: fc.array(role, { maxLength: 2 }),
  resources: fc.array(resource, { maxLength: 2 }),
  grants: fc.array(grant, { maxLength: 3 }),
  notification: sometimes(notification, 1),
  defaults: sometimes(defaults),
  after: oneOf({ weight: 1, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: after }),
  statement: oneOf({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
}).map(sensible);
