import { AppDescription, Delegation, KeyConstruct, Place, ResourceType } from './description';
import { report } from './judge';
import { RESOURCES } from './resources';
import { verdictOn } from './verdict';

/*
 * The usual app, data in one stack and roles in another, for each kind of resource under each kind of key: what its grants promise holds, and strangers,
 * CloudFormation and services are as they should be. Each place of the role comes with each resource; delegations, names and methods take turns.
 * SEAMS_ALL=1 tries each of them with each.
 */

const ALL = process.env.SEAMS_ALL === '1';
const KEYS: readonly KeyConstruct[] = ['EncryptedKey', 'ServiceKey', 'CrossAccountKey', 'MultiRegionKey', 'ImportedKey', 'RemoteKey'];
const PLACES: readonly Place[] = ['Keys', 'Data', 'Api', 'Keys/Nested', 'Data/Nested', 'Api/Nested', 'Stage/Api', 'Abroad', 'Elsewhere'];
const DELEGATIONS: readonly (Delegation | undefined)[] = [undefined, 'FULL', 'ADMINISTRATION', 'NONE'];
const TYPES = Object.keys(RESOURCES) as ResourceType[];

/** Every so many-th of a list, from some start: all of them where all are asked for. */
const turn = <T>(list: readonly T[], start: number): readonly T[] => ALL ? list : [list[start % list.length]];

/** Indexes of the methods that grant; a kind without any has the key's. */
const methodsOf = (type: ResourceType): readonly number[] => RESOURCES[type].grants.length > 0 ? RESOURCES[type].grants.map((_, i) => i) : [0];

function* appsOf(construct: KeyConstruct, type: ResourceType): Generator<AppDescription> {
  const start = KEYS.indexOf(construct) + TYPES.indexOf(type);
  for (const [i, place] of PLACES.entries()) {
    if (!ALL && i % 3 !== start % 3) { continue; }
    for (const delegation of turn(DELEGATIONS, start + Math.floor(i / 3))) {
      for (const named of turn([false, true], start + i)) {
        for (const method of turn(methodsOf(type), start + i)) {
          yield {
            key: {
              construct,
              place: 'Keys',
              delegation,
              administrators: delegation === 'NONE',
              deployerAdministers: delegation === 'NONE',
              users: false,
              restrictions: [],
              share: construct === 'CrossAccountKey' ? 'account through S3' : undefined,
            },
            roles: [{ known: 'made', place, named }],
            resources: [{ type, place: 'Data' }],
            grants: [{ role: 0, on: RESOURCES[type].grants.length > 0 ? 0 : 'key', method }],
            after: [],
            statement: false,
          };
        }
      }
    }
  }
}

describe.each(KEYS)('%s', construct => {
  test.each(TYPES)('a %s under it', async type => {
    const wrong: string[] = [];
    for (const app of appsOf(construct, type)) {
      const { findings } = await verdictOn(app);
      if (findings.length > 0) { wrong.push(report(app, findings)); }
    }
    expect(wrong).toEqual([]);
  }, 600_000);
});
