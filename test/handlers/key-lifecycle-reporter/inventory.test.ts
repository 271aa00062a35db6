import * as fc from 'fast-check';
import { decide, objection } from '../../../handlers/key-lifecycle-reporter/decisions';
import { answer, failure, KeyFacts, Sourced, TargetResult } from '../../../handlers/key-lifecycle-reporter/facts';
import { DAY, KeyRecord, toRecord, toReport } from '../../../handlers/key-lifecycle-reporter/inventory';

const NOW = Date.parse('2026-11-24T06:00:00.000Z');
const THRESHOLDS = { unusedDays: 90, oldDays: 730, highUsage: 1000 };
const RULES = { thresholds: THRESHOLDS, optInTagKey: 'keysmith:clean-up', optInTagValue: 'allowed', maxKeysPerRun: 5, account: '111122223333' };

const sourced = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Sourced<T>> => fc.oneof(
  { weight: 24, arbitrary: value.map(v => answer(v)) },
  { weight: 1, arbitrary: fc.constantFrom('AccessDeniedException', 'ThrottlingException').map(code => failure(code, 'no')) },
);
const time = fc.integer({ min: -10, max: 1500 }).map(days => new Date(NOW - days * DAY).toISOString());
const lastUse = fc.record({ at: fc.option(time, { nil: null }), operation: fc.constantFrom('Decrypt', null), since: fc.option(time, { nil: null, freq: 9 }) });
const external = fc.array(fc.constantFrom({ principal: '*', through: 'policy' as const, boundedBy: [] as string[] }), { maxLength: 1 });

/** Keys that lean towards being clean-up candidates, or the properties would hold for want of any. */
const facts: fc.Arbitrary<KeyFacts> = fc.record({
  arn: fc.uuid().map(id => `arn:aws:kms:eu-west-1:111122223333:key/${id}`),
  keyId: fc.uuid(),
  account: fc.constantFrom('111122223333', '111122223333', '111122223333', '444455556666'),
  region: fc.constantFrom('eu-west-1', 'us-east-1'),
  description: sourced(fc.record({
    manager: fc.constantFrom('CUSTOMER', 'CUSTOMER', 'CUSTOMER', 'AWS'),
    state: fc.constantFrom('Enabled', 'Enabled', 'Enabled', 'Enabled', 'Disabled', 'PendingDeletion', 'PendingImport', 'Unavailable'),
    createdAt: fc.option(time, { nil: null, freq: 9 }),
    description: fc.string(),
    spec: fc.constantFrom('SYMMETRIC_DEFAULT', 'RSA_2048'),
    usage: fc.constant('ENCRYPT_DECRYPT'),
    origin: fc.constantFrom('AWS_KMS', 'AWS_KMS', 'EXTERNAL'),
    deletionDate: fc.constant(null),
    materialExpiresAt: fc.constant(null),
    multiRegion: fc.constantFrom('no' as const, 'no' as const, 'primary' as const, 'replica' as const),
    replicas: fc.array(fc.constant('arn:aws:kms:us-east-1:111122223333:key/mrk-1'), { maxLength: 1 }),
    customKeyStore: fc.boolean(),
  })),
  aliases: sourced(fc.constant<readonly string[]>([])),
  rotation: fc.option(sourced(fc.record({ enabled: fc.boolean(), periodDays: fc.constant(365) })), { nil: undefined }),
  rotations: fc.option(sourced(fc.nat(5)), { nil: undefined }),
  policy: sourced(fc.record({ bytes: fc.nat(32768), external })),
  grants: sourced(fc.record({ count: fc.constantFrom(0, 0, 0, 2), external })),
  tags: sourced(fc.constantFrom<{ [key: string]: string }>({ 'keysmith:clean-up': 'allowed' }, { 'keysmith:clean-up': 'allowed' }, { 'keysmith:clean-up': 'no' }, {})),
  lastUsage: sourced(lastUse),
  trail: fc.option(sourced(lastUse), { nil: undefined }),
  operations: fc.option(sourced(fc.constantFrom(0, 0, 0, 2000)), { nil: undefined }),
});
const manyFacts = fc.uniqueArray(facts, { selector: key => key.arn, maxLength: 60 });
const record = (key: KeyFacts): KeyRecord => toRecord(key, NOW, THRESHOLDS);

const sure = (more: Partial<KeyFacts> = {}): KeyFacts => ({
  arn: 'arn:aws:kms:eu-west-1:111122223333:key/k',
  keyId: 'k',
  account: '111122223333',
  region: 'eu-west-1',
  description: answer({
    manager: 'CUSTOMER',
    state: 'Enabled',
    createdAt: '2024-01-01T00:00:00.000Z',
    description: '',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    deletionDate: null,
    materialExpiresAt: null,
    multiRegion: 'no',
    replicas: [],
    customKeyStore: false,
  }),
  aliases: answer([]),
  rotation: answer({ enabled: true, periodDays: 365 }),
  rotations: answer(0),
  policy: answer({ bytes: 10, external: [] }),
  grants: answer({ count: 0, external: [] }),
  tags: answer({ 'keysmith:clean-up': 'allowed' }),
  lastUsage: answer({ at: null, operation: null, since: '2026-04-23T00:00:00.000Z' }),
  ...more,
});

describe('inventory', () => {
  describe('for any keys', () => {
    test('a key that a source failed for is never unused for want of the answer, and never proposed', () => {
      fc.assert(fc.property(manyFacts, given => {
        for (const decision of decide(given.map(record), RULES)) {
          if (decision.verdict !== 'propose') { continue; }
          const key = given.find(k => k.arn === decision.arn)!;
          const { description, aliases, rotation, rotations, policy, grants, tags, lastUsage, trail, operations } = key;
          const all = [description, aliases, rotation, rotations, policy, grants, tags, lastUsage, trail, operations];
          expect(all.filter(source => source && !source.ok)).toEqual([]);
        }
      }), { numRuns: 300 });
    });

    test('a key whose use is not known is neither unused nor proposed', () => {
      fc.assert(fc.property(manyFacts, given => {
        const unknown = given.filter(key => !key.lastUsage.ok || (key.trail && !key.trail.ok)
          || (key.lastUsage.value.at === null && key.lastUsage.value.since === null && (key.trail?.ok ? key.trail.value.at : null) === null));
        const records = unknown.map(record);
        expect(records.filter(key => key.unused || key.lastUse.known || key.lastUse.idleDays !== null)).toEqual([]);
        expect(decide(records, RULES).filter(d => d.verdict === 'propose')).toEqual([]);
      }), { numRuns: 300 });
    });

    test('only enabled customer keys of this account with the tag, no grants and no use for longer than the threshold are proposed', () => {
      let proposals = 0;
      fc.assert(fc.property(manyFacts, given => {
        for (const decision of decide(given.map(record), RULES).filter(d => d.verdict === 'propose')) {
          proposals += 1;
          const key: any = given.find(k => k.arn === decision.arn)!;
          expect(key.account).toBe('111122223333');
          expect(key.description.value).toMatchObject({ manager: 'CUSTOMER', state: 'Enabled' });
          expect(key.tags.value).toEqual({ 'keysmith:clean-up': 'allowed' });
          expect(key.grants.value.count).toBe(0);
          for (const use of [key.lastUsage.value.at, key.trail?.value.at, key.description.value.createdAt]) {
            if (use) { expect(NOW - Date.parse(use)).toBeGreaterThan(90 * DAY); }
          }
          expect(key.operations?.value ?? 0).toBe(0);
          expect(key.description.value.multiRegion === 'primary' && key.description.value.replicas.length > 0).toBe(false);
        }
      }), { numRuns: 500, seed: 8 });
      // The property would hold for want of any proposal.
      expect(proposals).toBeGreaterThan(20);
    });

    test('never more than the bound are proposed, the longest idle first, and every key has one decision with a reason', () => {
      const candidates = fc.uniqueArray(fc.integer({ min: 91, max: 4000 }), { maxLength: 40 }).map(days => days.map((idle, i) => record(sure({
        arn: `arn:aws:kms:eu-west-1:111122223333:key/${i}`,
        description: answer({ ...(sure().description as any).value, createdAt: '2010-01-01T00:00:00.000Z' }),
        lastUsage: answer({ at: new Date(NOW - idle * DAY - 1).toISOString(), operation: 'Decrypt', since: null }),
      }))));
      fc.assert(fc.property(candidates, fc.nat(10), (keys, maxKeysPerRun) => {
        const decisions = decide(keys, { ...RULES, maxKeysPerRun });
        expect(decisions.map(d => d.arn)).toEqual(keys.map(key => key.arn));
        expect(decisions.every(d => d.reason !== '')).toBe(true);
        const idle = (arn: string) => keys.find(key => key.arn === arn)!.lastUse.idleDays!;
        const proposed = decisions.filter(d => d.verdict === 'propose').map(d => idle(d.arn));
        const left = decisions.filter(d => d.verdict === 'leave').map(d => idle(d.arn));
        expect(proposed).toHaveLength(Math.min(maxKeysPerRun, keys.length));
        expect(Math.min(...proposed, Infinity)).toBeGreaterThanOrEqual(Math.max(...left, 0));
      }));
    });

    test('the totals add up to the keys in every division', () => {
      const targets: TargetResult[] = [{ account: '111122223333', region: 'eu-west-1', status: 'complete', error: null, awsManaged: 3, gone: 1 }];
      fc.assert(fc.property(manyFacts, given => {
        const { totals, keys } = toReport({ runId: 'r', startedAt: '', finishedAt: '', thresholds: THRESHOLDS, targets }, given.map(record));
        const sum = (counts: object) => Object.values(counts).reduce((a, b) => a + b, 0);
        expect(totals.keys).toBe(given.length);
        const all = given.length;
        expect([totals.byState, totals.rotation, totals.lastUse, totals.multiRegion].map(sum)).toEqual([all, all, all, all]);
        expect(totals.unused + totals.lastUse.unknown).toBeLessThanOrEqual(given.length);
        expect(totals.external + totals.externalUnknown).toBeLessThanOrEqual(given.length);
        expect(totals.withErrors).toBe(keys.filter(key => key.errors.length > 0).length);
        expect(totals.monthlyCostUsd).toBeLessThanOrEqual(3 * (given.length - totals.costUnknown));
      }));
    });

    test('the order in which keys are read changes nothing', () => {
      fc.assert(fc.property(manyFacts, given => {
        const run = { runId: 'r', startedAt: '', finishedAt: '', thresholds: THRESHOLDS, targets: [] };
        expect(toReport(run, [...given].reverse().map(record))).toEqual(toReport(run, given.map(record)));
        expect(new Set(decide([...given].reverse().map(record), RULES).filter(d => d.verdict === 'propose').map(d => d.arn)))
          .toEqual(new Set(decide(given.map(record), RULES).filter(d => d.verdict === 'propose').map(d => d.arn)));
      }));
    });
  });

  describe('last use', () => {
    test('no use on record counts from the day tracking began', () => {
      expect(record(sure()).lastUse).toMatchObject({ known: true, at: null, idleDays: 215, trackedSince: '2026-04-23T00:00:00.000Z' });
    });

    test('the second source can show a later use', () => {
      const trail = answer({ at: '2026-11-20T00:00:00.000Z', operation: 'Sign', since: '2026-01-01T00:00:00.000Z' });
      expect(record(sure({ trail }))).toMatchObject({ unused: false, lastUse: { known: true, source: 'CloudTrailLake', operation: 'Sign', idleDays: 4 } });
    });

    test('the second source alone proves nothing', () => {
      const trail = answer({ at: null, operation: null, since: '2026-01-01T00:00:00.000Z' });
      expect(record(sure({ trail, lastUsage: failure('AccessDeniedException', 'no') }))).toMatchObject({ unused: false, lastUse: { known: false, idleDays: null } });
    });

    test('a use that one source saw is shown, but not counted from, while the other failed', () => {
      const lastUsage = answer({ at: '2026-01-01T00:00:00.000Z', operation: 'Decrypt', since: null });
      expect(record(sure({ lastUsage, trail: failure('QueryFailed', 'no') })).lastUse).toMatchObject({ known: false, at: '2026-01-01T00:00:00.000Z', idleDays: null });
    });
  });

  test('a key younger than the threshold is not unused, whatever the record of its use says', () => {
    const description = (days: number) => answer({ ...(sure().description as any).value, createdAt: new Date(NOW - days * DAY).toISOString() });
    expect(record(sure({ description: description(90) }))).toMatchObject({ unused: false, lastUse: { idleDays: 215 } });
    expect(record(sure({ description: description(91) })).unused).toBe(true);
  });

  describe('cost', () => {
    test.each([[0, 1], [1, 2], [2, 3], [3, 3], [25, 3]])('after %d rotations a key costs %d USD a month', (rotations, usd) => {
      expect(record(sure({ rotations: answer(rotations) })).monthlyCostUsd).toBe(usd);
    });

    test('is not known in China, where the price is another', () => {
      expect(record(sure({ arn: 'arn:aws-cn:kms:cn-north-1:111122223333:key/k' })).monthlyCostUsd).toBeNull();
    });
  });

  test('high usage needs a count', () => {
    expect(record(sure({ operations: answer(1001) })).highUsage).toBe(true);
    expect(record(sure({ operations: answer(1000) })).highUsage).toBe(false);
    expect(record(sure()).highUsage).toBe(false);
  });

  test('a step after the disabling expects a disabled key', () => {
    expect(objection(record(sure()), RULES, 'Disabled')).toBe('it is Enabled, not Disabled');
  });

  test('a key that was asked about before is not asked about again', () => {
    const key = record(sure());
    expect(decide([key], RULES, new Set([key.arn]))).toEqual([{ arn: key.arn, verdict: 'leave', reason: 'its clean-up was asked for within the last 90 days' }]);
  });
});

describe("the guide's lifecycle manager, corrected", () => {
  test('errata 14: no rotation metric is made up; the rotation is what KMS says', () => {
    expect(record(sure()).rotation).toBe('on');
    expect(record(sure({ rotation: answer({ enabled: false, periodDays: null }) })).rotation).toBe('off');
    expect(record(sure({ rotation: failure('AccessDeniedException', 'no') })).rotation).toBe('unknown');
  });

  test('errata 15: keys older than 90 days whose use nobody can tell are not proposed, however many', () => {
    const keys = Array.from({ length: 500 }, (_, i) => record(sure({ arn: `arn:aws:kms:eu-west-1:111122223333:key/${i}`, lastUsage: failure('UnknownOperationException', 'no such operation') })));
    expect(keys.filter(key => key.unused)).toEqual([]);
    expect(decide(keys, { ...RULES, maxKeysPerRun: 100 }).filter(d => d.verdict === 'propose')).toEqual([]);
  });

  test('errata 16: an error is in the report, and is neither age 0 nor 0 operations', () => {
    const key = record(sure({ description: failure('AccessDeniedException', 'not you'), operations: failure('Forbidden', 'no') }));
    expect(key).toMatchObject({ ageDays: null, operations: null, unused: false, old: false, state: 'Unknown' });
    expect(key.errors).toEqual([
      { source: 'DescribeKey', code: 'AccessDeniedException', message: 'not you' },
      { source: 'CloudWatch', code: 'Forbidden', message: 'no' },
    ]);
  });
});
