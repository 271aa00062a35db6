import * as fc from 'fast-check';
import { assemble, mergeConditions, ORDER, PolicyRow, render } from '../../src/private/policy-rows';

const row = (given: Partial<PolicyRow>): PolicyRow => ({
  sid: 'KeyUse', effect: 'Allow', principals: [{ type: 'AWS', value: 'a' }], actions: ['kms:Decrypt'], conditions: {}, order: ORDER.use, ...given,
});

const arbitraryRow: fc.Arbitrary<PolicyRow> = fc.record({
  sid: fc.constantFrom('KeyUse', 'KeyDecrypt', 'KeyUse2', ''),
  effect: fc.constantFrom('Allow' as const, 'Deny' as const),
  principals: fc.array(fc.record({ type: fc.constantFrom('AWS', 'Service'), value: fc.constantFrom('a', 'b', 'c') }), { maxLength: 3 }),
  actions: fc.subarray(['kms:Decrypt', 'kms:Encrypt', 'kms:Sign'], { minLength: 1 }),
  conditions: fc.constantFrom<PolicyRow['conditions']>(
    {},
    { StringEquals: { 'kms:ViaService': ['x', 'y'] } },
    { StringEquals: { 'kms:ViaService': ['y', 'x'] } },
    { StringEquals: { 'kms:CallerAccount': '1' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  ),
  order: fc.constantFrom(ORDER.use, ORDER.service, ORDER.restriction),
});

/** Every single permission or denial that rows express, whatever statements they stand in. */
function atoms(rows: readonly PolicyRow[]): string[] {
  const conditions = (r: PolicyRow) => JSON.stringify(Object.entries(r.conditions).sort().map(([op, keys]) => [op, Object.entries(keys).sort()
    .map(([k, v]) => [k, [...new Set(([] as string[]).concat(v))].sort()])]));
  return [...new Set(rows.flatMap(r => (r.principals.length === 0 ? [{ type: '*', value: '*' }] : r.principals)
    .flatMap(p => r.actions.map(a => [r.order, r.effect, p.type, p.value, a, conditions(r)].join(' ')))))].sort();
}

describe('assemble', () => {
  test('rows in any order give the same policy', () => {
    const shuffled = fc.array(arbitraryRow, { maxLength: 8 })
      .chain(rows => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    fc.assert(fc.property(shuffled, ([rows, other]) => {
      expect(assemble(other)).toEqual(assemble(rows));
    }));
  });

  test('says neither more nor less than its rows', () => {
    fc.assert(fc.property(fc.array(arbitraryRow, { maxLength: 8 }), rows => {
      expect(atoms(assemble(rows))).toEqual(atoms(rows));
    }));
  });

  test('gives every statement a Sid of its own', () => {
    fc.assert(fc.property(fc.array(arbitraryRow, { maxLength: 8 }), rows => {
      const sids = assemble(rows).map(s => s.sid).filter(sid => sid !== '');
      expect(new Set(sids).size).toBe(sids.length);
    }));
  });

  test('merges statements that differ in principals only', () => {
    expect(assemble([row({}), row({ principals: [{ type: 'AWS', value: 'b' }, { type: 'AWS', value: 'a' }] })])).toEqual([
      row({ principals: [{ type: 'AWS', value: 'a' }, { type: 'AWS', value: 'b' }] }),
    ]);
  });

  test('never merges everyone into a list', () => {
    expect(assemble([row({}), row({ principals: [] })]).map(s => [s.sid, s.principals.length])).toEqual([['KeyUse', 1], ['KeyUse2', 0]]);
  });

  test('keeps statements with other conditions, actions or effects apart', () => {
    const rows = [row({}), row({ actions: ['kms:Encrypt'] }), row({ effect: 'Deny' }), row({ conditions: { Bool: { x: 'true' } } })];
    expect(assemble(rows)).toHaveLength(4);
  });

  test('keeps statements apart whose conditions differ in a value only', () => {
    const via = (...services: string[]) => row({ conditions: { StringEquals: { 'kms:ViaService': services } } });
    expect(assemble([via('x'), via('y'), via('x', 'y')])).toHaveLength(3);
  });

  test('takes a list of one for its value, and a list for a set', () => {
    const via = (services: string | string[]) => row({ conditions: { StringEquals: { 'kms:ViaService': services } } });
    expect(assemble([via('x'), via(['x'])]).map(s => s.conditions)).toEqual([{ StringEquals: { 'kms:ViaService': 'x' } }]);
    expect(assemble([via(['y', 'x', 'y']), via(['x', 'y'])]).map(s => s.conditions)).toEqual([{ StringEquals: { 'kms:ViaService': ['x', 'y'] } }]);
  });

  test('leaves statements without a Sid without', () => {
    expect(assemble([row({ sid: '' }), row({ sid: '', actions: ['kms:Encrypt'] })]).map(s => s.sid)).toEqual(['', '']);
  });

  test('numbers around names that are taken', () => {
    const rows = [row({}), row({ actions: ['kms:Encrypt'] }), row({ sid: 'KeyUse2' })];
    expect(assemble(rows).map(s => s.sid)).toEqual(['KeyUse', 'KeyUse3', 'KeyUse2']);
  });

  test('puts kinds of statements in their order', () => {
    const rows = [row({ order: ORDER.restriction, sid: 'A' }), row({ order: ORDER.delegation, sid: 'Z' }), row({ order: ORDER.use, sid: 'M' })];
    expect(assemble(rows).map(s => s.sid)).toEqual(['Z', 'M', 'A']);
  });

  test('orders kinds by number, then by name', () => {
    const rows = [row({ order: 10, sid: 'B' }), row({ order: 10, sid: 'A' }), row({ order: 5, sid: 'Z' }), row({ order: 10, sid: 'A b' })];
    expect(assemble(rows).map(s => s.sid)).toEqual(['Z', 'A', 'A b', 'B']);
  });

  test('compares values by identity, not by the text of their tokens', () => {
    const identity = (value: string) => ({ t9: 'b', t10: 'a' })[value] ?? value;
    const names = assemble([row({ principals: [{ type: 'AWS', value: 't9' }, { type: 'AWS', value: 't10' }] })], identity)[0].principals.map(p => p.value);
    expect(names).toEqual(['t10', 't9']);
    expect(assemble([row({ conditions: { StringEquals: { k: ['t9', 't10'] } } })], identity)[0].conditions).toEqual({ StringEquals: { k: ['t10', 't9'] } });
  });
});

describe('mergeConditions', () => {
  test('joins operators and keys', () => {
    expect(mergeConditions({ StringEquals: { a: '1' } }, { StringEquals: { b: '2' }, Bool: { c: 'true' } }, {})).toEqual({ StringEquals: { a: '1', b: '2' }, Bool: { c: 'true' } });
  });

  test('takes the same condition twice', () => {
    expect(mergeConditions({ Bool: { a: 'true' } }, { Bool: { a: 'true' } })).toEqual({ Bool: { a: 'true' } });
  });

  test('fails when two rows want different things of one key', () => {
    expect(() => mergeConditions({ StringEquals: { a: '1' } }, { StringEquals: { a: '2' } })).toThrow("two different conditions 'StringEquals' on 'a': \"1\" and \"2\"; use two rows");
  });

  test('never makes a pattern of a text with a star', () => {
    expect(() => mergeConditions({ StringEquals: { a: ['1*', '2'] } }, { StringEquals: { a: ['1*', '3'] } })).toThrow("two different conditions 'StringEquals' on 'a'");
  });
});

describe('render', () => {
  test('writes single values bare, lists as lists, and everyone as AWS star', () => {
    expect(render(row({}))).toEqual({ Sid: 'KeyUse', Effect: 'Allow', Principal: { AWS: 'a' }, Action: 'kms:Decrypt', Resource: '*' });
    expect(render(row({ sid: '', principals: [], actions: ['kms:Sign', 'kms:Verify'], conditions: { Bool: { a: 'true' } } }))).toEqual({
      Effect: 'Allow', Principal: { AWS: '*' }, Action: ['kms:Sign', 'kms:Verify'], Resource: '*', Condition: { Bool: { a: 'true' } },
    });
    expect(render(row({ principals: [{ type: 'AWS', value: 'a' }, { type: 'Service', value: 's' }, { type: 'AWS', value: 'b' }] })).Principal).toEqual({ AWS: ['a', 'b'], Service: 's' });
  });
});
