/*
 * A KMS with many keys and many faults, for the key lifecycle report: each cohort says what its keys are, and what the report
 * must say of them.
 */
export const NOW = '2026-11-24T06:00:00.000Z';
/** From when on KMS records the last use (kms-facts: 2026-04-23). */
export const TRACKING = '2026-04-23T00:00:00.000Z';
const DAY = 86_400_000;
export const daysAgo = (days: number): Date => new Date(Date.parse(NOW) - days * DAY - 3_600_000);

export interface FakeKey {
  readonly id: string;
  readonly arn: string;
  readonly metadata: { [field: string]: any };
  readonly rotation: boolean;
  readonly rotations: number;
  readonly policy: string;
  readonly grants: readonly string[];
  readonly aliases: readonly string[];
  readonly tags: { readonly [key: string]: string };
  readonly lastUse?: { readonly at: Date; readonly operation: string };
  readonly trackingStart?: Date;
  /** Operation to the name of the error it fails with. */
  readonly faults: { readonly [operation: string]: string };
}

export interface Template {
  readonly state?: string;
  readonly ageDays?: number;
  readonly usedDaysAgo?: number;
  readonly metadata?: { readonly [field: string]: any };
  readonly rotation?: boolean;
  readonly rotations?: number;
  readonly tag?: string;
  readonly grants?: readonly string[];
  readonly principals?: readonly any[];
  readonly noTracking?: boolean;
  /** The operation GetKeyLastUsage is missing, as in an emulator. */
  readonly noLastUsage?: boolean;
  readonly faults?: { readonly [operation: string]: string };
}

/** What the report must say of every key of a cohort. `gone` and `aws` keys are in no total. */
export interface Expected {
  readonly kind?: 'key' | 'gone' | 'aws';
  readonly state: string;
  readonly rotation: 'on' | 'off' | 'not possible' | 'unknown';
  readonly lastUse: 'used' | 'no use on record' | 'unknown';
  readonly unused?: boolean;
  readonly old?: boolean;
  readonly external?: boolean;
  readonly externalUnknown?: boolean;
  readonly errors?: boolean;
  /** Undefined when the cost is not known. */
  readonly cost?: number;
  /** Whether the clean-up may propose the key; otherwise why not. */
  readonly proposable?: boolean;
  readonly objection?: RegExp;
}

export interface Cohort {
  readonly name: string;
  readonly count: number;
  readonly template: Template;
  readonly expected: Expected;
}

const ACCOUNT = '111122223333';
const IDLE: Template = { usedDaysAgo: 200, ageDays: 400, tag: 'allowed' };
const idle = (more: Template): Template => ({ ...IDLE, ...more });
const GRANTEE = `arn:aws:iam::${ACCOUNT}:role/Volume`;
const unusedKey: Expected = { state: 'Enabled', rotation: 'on', lastUse: 'used', unused: true, cost: 2 };

export const COHORTS: readonly Cohort[] = [
  { name: 'used', count: 120, template: { usedDaysAgo: 3, tag: 'allowed' }, expected: { state: 'Enabled', rotation: 'on', lastUse: 'used', cost: 2, objection: /was used 3 days ago/ } },
  { name: 'idle, opted in', count: 20, template: IDLE, expected: { ...unusedKey, proposable: true } },
  { name: 'idle, no tag', count: 40, template: { usedDaysAgo: 200 }, expected: { ...unusedKey, objection: /has no tag/ } },
  { name: 'idle, other tag value', count: 10, template: idle({ tag: 'no' }), expected: { ...unusedKey, objection: /is not 'allowed'/ } },
  { name: 'idle to the day', count: 9, template: idle({ usedDaysAgo: 90 }), expected: { ...unusedKey, unused: false, objection: /was used 90 days ago/ } },
  { name: 'a day more', count: 9, template: idle({ usedDaysAgo: 91 }), expected: { ...unusedKey, proposable: true } },
  {
    name: 'never seen since tracking began',
    count: 15,
    template: { tag: 'allowed', ageDays: 900 },
    expected: { ...unusedKey, lastUse: 'no use on record', old: true, proposable: true },
  },
  {
    name: 'new and not used yet',
    count: 20,
    template: { tag: 'allowed', ageDays: 10 },
    expected: { ...unusedKey, unused: false, lastUse: 'no use on record', objection: /only 10 days old/ },
  },
  { name: 'disabled', count: 30, template: idle({ state: 'Disabled' }), expected: { ...unusedKey, state: 'Disabled', unused: false, objection: /is Disabled/ } },
  {
    name: 'pending deletion',
    count: 25,
    template: idle({ state: 'PendingDeletion', metadata: { DeletionDate: daysAgo(-12) } }),
    expected: { ...unusedKey, state: 'PendingDeletion', unused: false, cost: 0, objection: /is PendingDeletion/ },
  },
  {
    name: 'pending import',
    count: 15,
    template: { tag: 'allowed', state: 'PendingImport', metadata: { Origin: 'EXTERNAL' } },
    expected: { state: 'PendingImport', rotation: 'not possible', lastUse: 'no use on record', cost: 1, objection: /is PendingImport/ },
  },
  {
    name: 'signing',
    count: 20,
    template: { usedDaysAgo: 10, metadata: { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' } },
    expected: { state: 'Enabled', rotation: 'not possible', lastUse: 'used', cost: 1, objection: /no tag/ },
  },
  {
    name: 'HMAC',
    count: 10,
    template: { usedDaysAgo: 1, metadata: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' } },
    expected: { state: 'Enabled', rotation: 'not possible', lastUse: 'used', cost: 1, objection: /no tag/ },
  },
  { name: 'rotation off', count: 35, template: { usedDaysAgo: 2, rotation: false, rotations: 0 }, expected: { state: 'Enabled', rotation: 'off', lastUse: 'used', cost: 1, objection: /no tag/ } },
  {
    name: 'rotated often and old',
    count: 25,
    template: { usedDaysAgo: 0, ageDays: 1500, rotations: 4 },
    expected: { state: 'Enabled', rotation: 'on', lastUse: 'used', old: true, cost: 3, objection: /no tag/ },
  },
  {
    name: 'primary with replicas',
    count: 8,
    template: idle({ metadata: { MultiRegion: true, MultiRegionConfiguration: { MultiRegionKeyType: 'PRIMARY', ReplicaKeys: [{ Arn: 'arn:aws:kms:us-east-1:111122223333:key/mrk-1', Region: 'us-east-1' }] } } }),
    expected: { ...unusedKey, objection: /has replicas/ },
  },
  {
    name: 'replica',
    count: 8,
    template: idle({ metadata: { MultiRegion: true, MultiRegionConfiguration: { MultiRegionKeyType: 'REPLICA', ReplicaKeys: [] } } }),
    expected: { ...unusedKey, proposable: true },
  },
  {
    name: 'last use denied',
    count: 25,
    template: idle({ faults: { GetKeyLastUsage: 'AccessDeniedException' } }),
    expected: { ...unusedKey, lastUse: 'unknown', unused: false, errors: true, objection: /GetKeyLastUsage AccessDeniedException/ },
  },
  {
    name: 'last use throttled to the end',
    count: 10,
    template: idle({ faults: { GetKeyLastUsage: 'ThrottlingException' } }),
    expected: { ...unusedKey, lastUse: 'unknown', unused: false, errors: true, objection: /GetKeyLastUsage ThrottlingException/ },
  },
  {
    name: 'last use without tracking date',
    count: 10,
    template: { tag: 'allowed', ageDays: 900, noTracking: true },
    expected: { ...unusedKey, lastUse: 'unknown', unused: false, old: true, objection: /last use is not known/ },
  },
  {
    name: 'cannot be described',
    count: 12,
    template: idle({ faults: { DescribeKey: 'AccessDeniedException' } }),
    expected: { state: 'Unknown', rotation: 'unknown', lastUse: 'used', errors: true, objection: /DescribeKey AccessDeniedException/ },
  },
  { name: 'tags denied', count: 10, template: idle({ faults: { ListResourceTags: 'AccessDeniedException' } }), expected: { ...unusedKey, errors: true, objection: /ListResourceTags/ } },
  {
    name: 'grants broken',
    count: 10,
    template: idle({ faults: { ListGrants: 'KMSInternalException' } }),
    expected: { ...unusedKey, errors: true, externalUnknown: true, objection: /ListGrants KMSInternalException/ },
  },
  {
    name: 'policy denied',
    count: 10,
    template: idle({ faults: { GetKeyPolicy: 'AccessDeniedException' } }),
    expected: { ...unusedKey, errors: true, externalUnknown: true, objection: /GetKeyPolicy/ },
  },
  {
    name: 'rotation broken',
    count: 6,
    template: idle({ faults: { GetKeyRotationStatus: 'DependencyTimeoutException' } }),
    expected: { ...unusedKey, rotation: 'unknown', errors: true, objection: /GetKeyRotationStatus/ },
  },
  {
    name: 'rotations denied',
    count: 6,
    template: idle({ faults: { ListKeyRotations: 'AccessDeniedException' } }),
    expected: { ...unusedKey, cost: undefined, errors: true, objection: /ListKeyRotations/ },
  },
  { name: 'held by grants', count: 20, template: idle({ grants: [GRANTEE, GRANTEE, GRANTEE] }), expected: { ...unusedKey, objection: /has 3 grants/ } },
  {
    name: 'granted to another account',
    count: 5,
    template: idle({ grants: ['arn:aws:iam::444455556666:role/Backup'] }),
    expected: { ...unusedKey, external: true, objection: /has 1 grants/ },
  },
  {
    name: 'shared by policy',
    count: 15,
    template: { usedDaysAgo: 1, principals: [{ AWS: 'arn:aws:iam::444455556666:root' }] },
    expected: { state: 'Enabled', rotation: 'on', lastUse: 'used', external: true, cost: 2, objection: /no tag/ },
  },
  {
    name: 'open to all',
    count: 5,
    template: { usedDaysAgo: 1, principals: ['*'] },
    expected: { state: 'Enabled', rotation: 'on', lastUse: 'used', external: true, cost: 2, objection: /no tag/ },
  },
  { name: 'updating', count: 3, template: idle({ state: 'Updating' }), expected: { ...unusedKey, state: 'Updating', unused: false, objection: /is Updating/ } },
  { name: 'unavailable', count: 3, template: idle({ state: 'Unavailable' }), expected: { ...unusedKey, state: 'Unavailable', unused: false, objection: /is Unavailable/ } },
  {
    name: 'pending replica deletion',
    count: 3,
    template: idle({ state: 'PendingReplicaDeletion' }),
    expected: { ...unusedKey, state: 'PendingReplicaDeletion', unused: false, objection: /is PendingReplicaDeletion/ },
  },
  { name: 'of AWS services', count: 30, template: idle({ metadata: { KeyManager: 'AWS' } }), expected: { ...unusedKey, kind: 'aws' } },
  { name: 'gone before it was read', count: 7, template: idle({ faults: { '*': 'NotFoundException' } }), expected: { ...unusedKey, kind: 'gone' } },
  { name: 'gone while it was read', count: 5, template: idle({ faults: { later: 'NotFoundException' } }), expected: { ...unusedKey, kind: 'gone' } },
];

export interface FleetKey extends FakeKey {
  readonly cohort: Cohort;
}

/** Keys of all cohorts, mixed, each with its own id. */
export function fleet(region = 'eu-west-1', cohorts: readonly Cohort[] = COHORTS): FleetKey[] {
  const keys = cohorts.flatMap((cohort, c) => Array.from({ length: cohort.count }, (_, i) => makeKey(cohort, c, i, region)));
  // Spread the cohorts over the pages, the same way each time.
  return keys.map((key, i) => ({ key, place: (i * 7919) % 10_007 })).sort((a, b) => a.place - b.place).map(({ key }) => key);
}

function makeKey(cohort: Cohort, c: number, i: number, region: string): FleetKey {
  const { template } = cohort;
  const id = `${String(c).padStart(8, '0')}-0000-4000-8000-${String(i).padStart(12, '0')}`;
  const arn = `arn:aws:kms:${region}:${ACCOUNT}:key/${id}`;
  const created = daysAgo(template.ageDays ?? 400);
  const tracked = new Date(Math.max(Date.parse(TRACKING), created.getTime()));
  return {
    cohort,
    id,
    arn,
    metadata: {
      KeyId: id,
      Arn: arn,
      AWSAccountId: ACCOUNT,
      KeyManager: 'CUSTOMER',
      KeyState: template.state ?? 'Enabled',
      Enabled: (template.state ?? 'Enabled') === 'Enabled',
      CreationDate: created,
      Description: `Key ${i} of cohort ${cohort.name}`,
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyUsage: 'ENCRYPT_DECRYPT',
      Origin: 'AWS_KMS',
      MultiRegion: false,
      ...template.metadata,
    },
    rotation: template.rotation ?? true,
    rotations: template.rotations ?? 1,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'EnableIamPolicies', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
        ...(template.principals ?? []).map(Principal => ({ Effect: 'Allow', Principal, Action: 'kms:Decrypt', Resource: '*' })),
      ],
    }),
    grants: template.grants ?? [],
    aliases: [`alias/fleet/${c}-${i}`],
    tags: template.tag === undefined ? {} : { 'keysmith:clean-up': template.tag },
    lastUse: template.usedDaysAgo === undefined ? undefined : { at: daysAgo(template.usedDaysAgo), operation: 'Decrypt' },
    trackingStart: template.noTracking ? undefined : tracked,
    faults: template.faults ?? {},
  };
}

export class FakeError extends Error {
  constructor(name: string) {
    super(`${name} of the fake`);
    this.name = name;
  }
}

/** Answers KMS operations the way KMS does, by name; fails as the keys' faults say. Counts every call. */
export class FakeKms {
  public readonly calls: { [operation: string]: number } = {};
  /** Calls that change a key, which a report must never make. */
  public readonly changes: { operation: string; input: any }[] = [];
  private readonly byArn: Map<string, FakeKey>;
  private readonly failures: { operation: string; name: string; times: number }[] = [];
  private readonly described = new Map<string, number>();

  constructor(private readonly keys: readonly FakeKey[], private readonly pageLimit = 100) {
    this.byArn = new Map(keys.flatMap(key => [[key.arn, key], [key.id, key]]));
  }

  /** The next `times` calls of an operation fail. */
  public failNext(operation: string, name: string, times = 1): void {
    this.failures.push({ operation, name, times });
  }

  public answer(operation: string, input: any): any {
    this.calls[operation] = (this.calls[operation] ?? 0) + 1;
    const planned = this.failures.find(failure => failure.operation === operation && failure.times > 0);
    if (planned) {
      planned.times -= 1;
      throw new FakeError(planned.name);
    }
    switch (operation) {
      case 'ListKeys': return this.page(this.keys, input, 'Keys', key => ({ KeyId: key.id, KeyArn: key.arn }));
      case 'ListAliases': return this.page(this.keys.flatMap(key => key.aliases.map(alias => ({ alias, id: key.id }))), input, 'Aliases',
        ({ alias, id }) => ({ AliasName: alias, TargetKeyId: id }));
    }
    const key = this.byArn.get(input.KeyId);
    if (!key) { throw new FakeError('NotFoundException'); }
    this.fault(key, operation);
    switch (operation) {
      case 'DescribeKey': return { KeyMetadata: key.metadata };
      case 'GetKeyRotationStatus': return { KeyId: key.id, KeyRotationEnabled: key.rotation, ...(key.rotation ? { RotationPeriodInDays: 365 } : {}) };
      case 'ListKeyRotations': return { Rotations: Array.from({ length: key.rotations }, () => ({ KeyId: key.id })), Truncated: false };
      case 'GetKeyPolicy': return { Policy: key.policy, PolicyName: 'default' };
      case 'ListGrants': return this.page(key.grants, input, 'Grants', principal => ({ GranteePrincipal: principal, KeyId: key.arn }));
      case 'ListResourceTags': return this.page(Object.entries(key.tags), input, 'Tags', ([TagKey, TagValue]) => ({ TagKey, TagValue }));
      case 'GetKeyLastUsage': return {
        KeyId: key.id,
        KeyLastUsage: key.lastUse ? { Timestamp: key.lastUse.at, Operation: key.lastUse.operation } : {},
        ...(key.trackingStart ? { TrackingStartDate: key.trackingStart } : {}),
        KeyCreationDate: key.metadata.CreationDate,
      };
      default:
        this.changes.push({ operation, input });
        return this.change(key, operation, input);
    }
  }

  private change(key: FakeKey, operation: string, input: any): any {
    switch (operation) {
      case 'DisableKey': key.metadata.KeyState = 'Disabled'; return {};
      case 'EnableKey': key.metadata.KeyState = 'Enabled'; return {};
      case 'ScheduleKeyDeletion':
        if (key.metadata.KeyState === 'PendingDeletion') { throw new FakeError('KMSInvalidStateException'); }
        Object.assign(key.metadata, { KeyState: 'PendingDeletion', DeletionDate: new Date(Date.parse(NOW) + input.PendingWindowInDays * DAY) });
        return { DeletionDate: key.metadata.DeletionDate };
      case 'CancelKeyDeletion': key.metadata.KeyState = 'Disabled'; return {};
      default: throw new Error(`the fake does not know ${operation}`);
    }
  }

  private fault(key: FakeKey, operation: string): void {
    const all = key.faults['*'];
    if (all) { throw new FakeError(all); }
    if (key.faults.later) {
      // There when it is described first, gone from then on.
      const before = this.described.get(key.arn) ?? 0;
      if (operation === 'DescribeKey') { this.described.set(key.arn, before + 1); }
      if (operation !== 'DescribeKey' || before > 0) { throw new FakeError(key.faults.later); }
    }
    const name = key.faults[operation];
    if (name) { throw new FakeError(name); }
  }

  private page<T>(items: readonly T[], input: any, field: string, of: (item: T) => object): object {
    const start = input.Marker === undefined ? 0 : Number(input.Marker);
    const end = start + Math.min(input.Limit ?? this.pageLimit, this.pageLimit);
    return { [field]: items.slice(start, end).map(of), Truncated: end < items.length, ...(end < items.length ? { NextMarker: String(end) } : {}) };
  }
}
