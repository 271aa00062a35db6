import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { KMSClient } from '@aws-sdk/client-kms';
import { ACCOUNT, Emulator } from './emulator';
import { KeyOverlay, RegionOverlay } from './faulty-kms';
import { makeDoomed, makeKey, makeReplica, MotoKey } from './moto-fleet';
import { KeyRecord, Report } from '../../handlers/key-lifecycle-reporter/inventory';
import { Cohort, COHORTS, Expected } from '../../test/support/key-fleet';

export const HOME = 'eu-west-1';
const SECOND = 'us-east-1';
export const BREAKS_OFF = 'ap-southeast-2';
export const NO_ALIASES = 'eu-north-1';
export const NOT_LISTED = 'sa-east-1';

const cohort = (name: string, count?: number): Cohort => {
  const found = COHORTS.find(one => one.name === name)!;
  return { ...found, count: count ?? found.count };
};
const IDLE = cohort('idle, opted in');
const broken = (name: string, count: number, faults: { [operation: string]: string }, expected: Partial<Expected>): Cohort => ({
  name, count, template: { ...IDLE.template, faults }, expected: { ...IDLE.expected, proposable: false, errors: true, ...expected },
});
/** Broken for good: each is asked 32 times before it is given up, so a few of them do. */
const NEVER_ANSWERS = new Set(['last use throttled to the end', 'grants broken', 'rotation broken']);
const ELSEWHERE = ['replica', 'gone before it was read', 'gone while it was read', ...NEVER_ANSWERS];

/** Cohorts of each Region, as they are created and so as they are listed. */
export const REGIONS: { readonly [region: string]: readonly Cohort[] } = {
  // A part of each cohort: moto takes its time.
  [HOME]: COHORTS.filter(({ name }) => !ELSEWHERE.includes(name)).map(one => (one.count > 10 ? cohort(one.name, Math.ceil(one.count * 0.65)) : one)),
  [SECOND]: [
    cohort('used', 40), cohort('last use throttled to the end', 1), cohort('grants broken', 2), cohort('rotation broken', 2),
    broken('described by nothing but 500', 2, { DescribeKey: 'KMSInternalException' }, {
      state: 'Unknown', rotation: 'unknown', unused: false, cost: undefined, objection: /DescribeKey KMSInternalException/,
    }),
    broken('policy cut off', 2, { GetKeyPolicy: 'reset' }, { externalUnknown: true, objection: /GetKeyPolicy TimeoutError/ }),
    {
      ...broken('no such operation', 12, {}, { lastUse: 'unknown', unused: false, objection: /not everything is known: GetKeyLastUsage/ }),
      template: { ...IDLE.template, noLastUsage: true },
    },
  ],
  [BREAKS_OFF]: [cohort('used', 90), cohort('idle, opted in', 10), cohort('used', 15), cohort('idle, opted in', 15)],
  [NO_ALIASES]: [broken('aliases not listed', 10, {}, { objection: /ListAliases AccessDeniedException/ })],
  [NOT_LISTED]: [cohort('idle, opted in', 5)],
};
/** Of the Region that breaks off, what is listed before. */
const PAGE = 100;
export const GONE_WHEN_READ = 7;
export const GONE_WHILE_READ = 5;

export interface Fleet {
  readonly keys: readonly MotoKey[];
  readonly overlays: Map<string, KeyOverlay>;
  readonly regions: { [region: string]: RegionOverlay };
}

export async function makeFleet(moto: Emulator): Promise<Fleet> {
  const client = (region: string) => new KMSClient({ ...moto.client, region });
  const keys: MotoKey[] = [];
  for (const [region, cohorts] of Object.entries(REGIONS)) {
    const kms = client(region);
    for (const one of cohorts) {
      for (let i = 0; i < one.count; i += 10) {
        const some = Array.from({ length: Math.min(10, one.count - i) }, (_, n) => makeKey(kms, region, one, keys.length + n));
        keys.push(...await Promise.all(some));
      }
    }
  }
  const primaries = keys.filter(key => key.cohort.name === 'primary with replicas');
  for (const primary of primaries) { keys.push(await makeReplica(client(HOME), client(SECOND), primary, SECOND, cohort('replica'))); }
  const overlays = new Map(keys.map(key => [key.arn, key.overlay]));
  const cloudFormation = new CloudFormationClient({ ...moto.client, region: HOME });
  const before = await makeDoomed(cloudFormation, client(HOME), 'gone-when-read', GONE_WHEN_READ);
  for (let i = 0; i < GONE_WHILE_READ; i++) {
    const { ids, destroy } = await makeDoomed(cloudFormation, client(HOME), `gone-while-read-${i}`, 1);
    overlays.set(`arn:aws:kms:${HOME}:${ACCOUNT}:key/${ids[0]}`, { afterDescribe: destroy });
  }
  return {
    keys,
    overlays,
    regions: {
      [HOME]: { afterListing: before.destroy },
      [BREAKS_OFF]: { listKeysFails: { fromPage: 1, fault: 'AccessDeniedException' } },
      [NO_ALIASES]: { listAliasesFails: 'AccessDeniedException' },
      [NOT_LISTED]: { listKeysFails: { fromPage: 0, fault: 'reset' } },
    },
  };
}

/** What must be in the report: by cohort, without what cannot be listed. */
export const inReport = (keys: readonly MotoKey[]): readonly MotoKey[] => {
  const first = keys.findIndex(key => key.region === BREAKS_OFF);
  const listed = (key: MotoKey, i: number) => key.region !== NOT_LISTED && (key.region !== BREAKS_OFF || i - first < PAGE);
  return keys.filter((key, i) => key.cohort.expected.kind === undefined && listed(key, i));
};

export function expectedTotals(all: readonly MotoKey[], gone: number): Report['totals'] {
  const keys = inReport(all);
  const count = (test: (key: MotoKey) => unknown) => keys.filter(test).length;
  const group = (of: (expected: Expected) => string) => {
    const groups: { [name: string]: number } = {};
    for (const name of keys.map(key => of(key.cohort.expected)).sort()) { groups[name] = (groups[name] ?? 0) + 1; }
    return groups as any;
  };
  const role = (name: string) => count(key => key.cohort.name.startsWith(name));
  const unknown = count(key => key.cohort.expected.state === 'Unknown');
  return {
    keys: keys.length,
    byState: group(expected => expected.state),
    rotation: group(expected => expected.rotation),
    lastUse: group(expected => expected.lastUse),
    unused: count(key => key.cohort.expected.unused),
    old: count(key => key.cohort.expected.old),
    highUsage: 0,
    external: count(key => key.cohort.expected.external),
    externalUnknown: count(key => key.cohort.expected.externalUnknown),
    multiRegion: { no: keys.length - role('primary') - role('replica') - unknown, primary: role('primary'), replica: role('replica'), unknown },
    withErrors: count(key => key.cohort.expected.errors),
    monthlyCostUsd: keys.reduce((sum, key) => sum + (key.cohort.expected.cost ?? 0), 0),
    costUnknown: count(key => key.cohort.expected.cost === undefined),
    awsManaged: all.filter(key => key.cohort.expected.kind === 'aws').length,
    gone,
  };
}

/** What of a record is not as its cohort says; undefined when all is. */
export function said(name: string, key: KeyRecord, expected: Expected): string | undefined {
  const { state, rotation, lastUse, unused = false, old = false, errors = false, cost } = expected;
  const use = !key.lastUse.known ? 'unknown' : key.lastUse.at === null ? 'no use on record' : 'used';
  const found = JSON.stringify([key.state, key.rotation, use, key.unused, key.old, key.errors.length > 0, key.monthlyCostUsd]);
  const wanted = JSON.stringify([state, rotation, lastUse, unused, old, errors, cost ?? null]);
  return found === wanted ? undefined : `${name}: ${found}, not ${wanted}: ${JSON.stringify(key.errors)}`;
}
