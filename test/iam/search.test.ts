import * as fc from 'fast-check';
import { readConditions } from '../../src/iam/condition';
import { testOf } from '../../src/iam/condition-test';
import { all, any, Formula, negated, SearchLimitError, solve } from '../../src/iam/search';

const place = { account: '111122223333', evaluate: (value: unknown) => value, resource: () => undefined };
/** That a condition holds. */
const holds = (operator: string, key: string, ...values: string[]): Formula => ({ test: testOf(readConditions({ [operator]: { [key]: values } }, place)[0], true), holds: true });
const not = negated;
const VIA = 'kms:ViaService';

/** What a request needs: the values of its keys; undefined where no request will do. */
const found = (formula: Formula, fixed: { readonly [name: string]: string[][] } = {}) => solve(formula, name => fixed[name]);

describe('what a request must carry', () => {
  test.each<[string, Formula, object | undefined]>([
    ['nothing', true, {}],
    ['what cannot be', false, undefined],
    ['a value', holds('StringEquals', VIA, 's3'), { 'kms:viaservice': ['s3'] }],
    ['one of two values, less one', all([holds('StringEquals', VIA, 's3', 'sqs'), not(holds('StringEquals', VIA, 's3'))]), { 'kms:viaservice': ['sqs'] }],
    ['one of two values, less both', all([holds('StringEquals', VIA, 's3', 'sqs'), not(holds('StringLike', VIA, 's*'))]), undefined],
    ['a pattern, less another', all([holds('StringLike', VIA, 's3.*'), not(holds('StringLike', VIA, '*.com'))]), { 'kms:viaservice': ['s3.'] }],
    ['two patterns', all([holds('StringLike', VIA, 's3.*'), holds('StringLike', VIA, '*.com')]), { 'kms:viaservice': ['s3.com'] }],
    ['no value', not(holds('StringLike', VIA, '*')), { 'kms:viaservice': [] }],
    ['a key that is there and is not', all([holds('Null', VIA, 'false'), not(holds('StringLike', VIA, '*'))]), undefined],
    ['a key that is there', holds('Null', VIA, 'false'), { 'kms:viaservice': ['other'] }],
    ['a key that is absent', holds('Null', VIA, 'true'), { 'kms:viaservice': [] }],
    ['a number between two', all([holds('NumericGreaterThan', 'kms:ScheduleKeyDeletionPendingWindowInDays', '7'), holds('NumericLessThan', 'kms:ScheduleKeyDeletionPendingWindowInDays', '9')]),
      { 'kms:schedulekeydeletionpendingwindowindays': ['8'] }],
    ['no number between two', all([holds('NumericGreaterThan', 'a:n', '7'), holds('NumericLessThan', 'a:n', '7')]), undefined],
    ['a time before', holds('DateLessThan', 'aws:CurrentTime', '2030-01-01T00:00:01Z'), { 'aws:currenttime': ['2030-01-01T00:00:00.000Z'] }],
    ['an address outside of a network', all([holds('NotIpAddress', 'aws:SourceIp', '10.0.0.0/8'), holds('IpAddress', 'aws:SourceIp', '10.0.0.0/7')]), { 'aws:sourceip': ['11.0.0.0'] }],
    ['an address of all', holds('IpAddress', 'aws:SourceIp', '0.0.0.0/0'), { 'aws:sourceip': ['0.0.0.0'] }],
    ['an IPv6 address', all([holds('NotIpAddress', 'aws:SourceIp', '2001:db8::/33'), holds('IpAddress', 'aws:SourceIp', '2001:db8::/32')]), { 'aws:sourceip': ['2001:db8:8000:0:0:0:0:0'] }],
    ['a truth', all([holds('Null', 'aws:SecureTransport', 'false'), not(holds('Bool', 'aws:SecureTransport', 'true'))]), { 'aws:securetransport': ['false'] }],
    ['other bytes', all([holds('Null', 'a:b', 'false'), not(holds('BinaryEquals', 'a:b', 'YQ=='))]), { 'a:b': ['b3RoZXI='] }],
    ['an ARN', all([holds('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*'), not(holds('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::'))]), { 'aws:sourcearn': ['arn:aws:s3:::x'] }],
    ['another ARN', all([holds('Null', 'aws:SourceArn', 'false'), holds('ArnNotLike', 'aws:SourceArn', 'arn:aws:s3:::*')]), { 'aws:sourcearn': ['arn:other:other:other:other:other'] }],
    ['one of two keys', any([all([holds('StringEquals', VIA, 's3'), holds('Null', VIA, 'true')]), holds('StringEquals', 'aws:SourceAccount', '1')]), { 'kms:viaservice': [], 'aws:sourceaccount': ['1'] }],
    ['two of three choices', all([
      any([holds('StringEquals', 'a:a', '1'), holds('StringEquals', 'a:b', '1')]),
      any([not(holds('StringEquals', 'a:a', '1')), holds('StringEquals', 'a:c', '1')]),
      not(holds('StringEquals', 'a:b', '1')),
    ]), { 'a:a': ['1'], 'a:b': [], 'a:c': ['1'] }],
    ['choices of which none is left', all([any([holds('StringEquals', 'a:a', '1'), holds('StringEquals', 'a:a', '2')]), holds('StringEquals', 'a:a', '3')]), undefined],
    ['a value in another case', all([holds('StringEqualsIgnoreCase', VIA, 's3'), not(holds('StringEquals', VIA, 's3'))]), { 'kms:viaservice': ['S3'] }],
    ['values of a list, one of each', all([holds('ForAnyValue:StringEquals', 'aws:TagKeys', 'a'), holds('ForAnyValue:StringEquals', 'aws:TagKeys', 'b')]), { 'aws:tagkeys': ['b', 'a'] }],
    ['values of a list, and no others', all([holds('ForAnyValue:StringEquals', 'aws:TagKeys', 'a'), holds('ForAllValues:StringEquals', 'aws:TagKeys', 'b')]), undefined],
    ['a list with another value', all([holds('ForAnyValue:StringEquals', 'aws:TagKeys', 'a'), not(holds('ForAllValues:StringEquals', 'aws:TagKeys', 'a'))]), { 'aws:tagkeys': ['other', 'a'] }],
    ['the value of another key', holds('StringEquals', 'aws:PrincipalTag/a', '${aws:PrincipalTag/b}'), { 'aws:principaltag/a': ['some-value'], 'aws:principaltag/b': ['some-value'] }],
    ['the value of another key, which is given', all([holds('StringEquals', 'aws:PrincipalTag/a', '${aws:PrincipalTag/b}'), holds('StringEquals', 'aws:PrincipalTag/b', 'x')]),
      { 'aws:principaltag/a': ['x'], 'aws:principaltag/b': ['x'] }],
  ])('%s', (_, formula, wanted) => expect(found(formula)).toEqual(wanted));

  test('beside what it carries anyhow', () => {
    const s3 = holds('StringEquals', VIA, 's3');

    expect(found(s3, { 'kms:viaservice': [['s3']] })).toEqual({ 'kms:viaservice': ['s3'] });
    expect(found(s3, { 'kms:viaservice': [['sqs']] })).toBeUndefined();
    expect(found(s3, { 'kms:viaservice': [] })).toBeUndefined();
    expect(found(not(s3), { 'kms:viaservice': [] })).toEqual({ 'kms:viaservice': [] });
    expect(found(holds('ForAnyValue:StringEquals', 'aws:TagKeys', 'a'), { 'aws:tagkeys': [['a'], ['b']] })).toEqual({ 'aws:tagkeys': ['a', 'b'] });
  });
});

test('a choice that is left with no way fails at once, however many others there are', () => {
  const [free, none] = ['1', '2'].map(value => (key: string) => holds('StringEquals', key, value));
  const choices = Array.from({ length: 20 }, (_, i) => any([free(`a:${i}`), none(`a:${i}`)]));
  const impossible = [any([free('a:x'), none('a:x')]), any([all([free('a:x'), free('a:y')]), any([none('a:x'), none('a:y')])])];

  for (const choice of impossible) {
    for (const one of [[choice, ...choices], [...choices, choice]]) {
      expect(found(all([...one, holds('StringEquals', 'a:x', '3'), holds('StringEquals', 'a:y', '3')]))).toBeUndefined();
    }
  }
});

test('what is certain takes no place in a formula', () => {
  const one = holds('StringEquals', VIA, 's3');
  const other = holds('StringEquals', VIA, 'sqs');

  expect([all([]), all([true, true]), all([true, one]), all([one, false]), all([one, true, other])]).toEqual([true, true, one, false, { all: [one, other] }]);
  expect([any([]), any([false, false]), any([false, one]), any([one, true]), any([one, false, other])]).toEqual([false, false, one, true, { any: [one, other] }]);
  expect([not(true), not(false)]).toEqual([false, true]);
  expect(not(all([one, not(other)]))).toEqual(any([not(one), other]));
  expect(not(any([one, other]))).toEqual(all([not(one), not(other)]));
});

/* All requests of a small world, one after the other: a formula is true of one of them, or the search finds none. */
describe('the search finds what trying everything finds', () => {
  const KEYS = ['a:a', 'a:b', 'aws:TagKeys'];
  const VALUES = [[], ['1'], ['2'], ['3'], ['1', '2'], ['1', '3'], ['1', '2', '3']];
  const REQUESTS = KEYS.reduce<{ [name: string]: string[] }[]>((requests, key) => requests.flatMap(request => VALUES.filter(values => key === 'aws:TagKeys' || values.length < 2)
    .map(values => ({ ...request, [key.toLowerCase()]: values }))), [{}]);
  const OPERATORS = ['StringEquals', 'StringNotEquals', 'StringEqualsIfExists', 'ForAllValues:StringEquals', 'ForAnyValue:StringEquals', 'ForAnyValue:StringNotEquals'];
  const tests: fc.Arbitrary<Formula> = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(fc.constantFrom(...OPERATORS), fc.constantFrom(...KEYS), fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1, maxLength: 2 })).map(([operator, key, values]) => holds(operator, key, ...values)) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom('true', 'false')).map(([key, value]) => holds('Null', key, value)) },
    { weight: 1, arbitrary: fc.constantFrom<Formula>(holds('StringEquals', 'a:a', '${a:b}'), holds('StringNotEquals', 'a:b', '${a:a}')) },
  );
  const formulas = fc.letrec<{ one: Formula; whole: Formula }>(tie => ({
    one: fc.oneof({ weight: 3, arbitrary: tests }, { weight: 1, arbitrary: tests.map(not) }, { weight: 2, arbitrary: tie('whole') }),
    whole: fc.tuple(fc.constantFrom('all', 'any', 'not'), fc.array(tie('one'), { minLength: 1, maxLength: 4 })).map(([kind, parts]) => kind === 'all' ? all(parts) : kind === 'any' ? any(parts) : not(all(parts))),
  })).whole;
  const isTrue = (formula: Formula, request: { [name: string]: readonly string[] }): boolean => typeof formula === 'boolean' ? formula
    : 'all' in formula ? formula.all.every(part => isTrue(part, request))
      : 'any' in formula ? formula.any.some(part => isTrue(part, request))
        : (formula.test.holds({ get: name => (request[name] ?? []).map(value => [value]) }) === 'yes') === formula.holds;

  test.each([1, 2])('in a small world, %s', seed => {
    let none = 0;
    fc.assert(fc.property(fc.array(formulas, { minLength: 2, maxLength: 3 }), parts => {
      const formula = all(parts);
      const one = found(formula);
      if (one) { expect(isTrue(formula, one)).toBe(true); } else {
        none++;
        expect(REQUESTS.find(request => isTrue(formula, request))).toBeUndefined();
      }
    }), { numRuns: 40, seed });

    expect(none).toBeGreaterThan(1);
  });
});

describe('many choices', () => {
  const is = (key: string, value: string): Formula => holds('StringEquals', `a:${key}`, value);
  const free = (count: number): Formula[] => Array.from({ length: count }, (_, i) => any([is(`free${i}`, '1'), is(`free${i}`, '2')]));
  /** Two choices of three ways, which are tried after those of two: each has its ways, and both together none. */
  const knot = [['1', '2', '3'], ['2', '3', '1']].map(others => any(['1', '2', '3'].map((value, i) => all([is('a', value), is('b', others[i])]))));
  /** Each one follows from the one before; the first is there, the last is not. */
  const chain = [is('step0', '1'), ...Array.from({ length: 15 }, (_, i) => any([not(is(`step${i}`, '1')), is(`step${i + 1}`, '1')])), not(is('step15', '1'))];

  test('are gone through where they are few', () => { expect(found(all([...knot, ...free(8)]))).toBeUndefined(); });
  /** So many in so many places, no two in one. */
  const placed = (count: number, places: number): Formula[] => {
    const values = Array.from({ length: places }, (_, i) => `${i}`);
    const pairs = Array.from({ length: count }, (_, i) => Array.from({ length: i }, (__, j) => [i, j])).flat();
    return [...Array.from({ length: count }, (_, i) => any(values.map(value => is(`place${i}`, value)))),
      ...pairs.flatMap(([i, j]) => values.map(value => any([not(is(`place${i}`, value)), not(is(`place${j}`, value))])))];
  };
  const within = (formula: Formula, mostSteps: number): string => {
    try {
      return solve(formula, () => undefined, mostSteps) ? 'found' : 'none';
    } catch (error) {
      if (!(error instanceof SearchLimitError)) { throw error; }
      return 'given up';
    }
  };
  test('are given up where they are too many', () => {
    expect([within(all(placed(4, 3)), 20_000), within(all(placed(4, 3)), 3)]).toEqual(['none', 'given up']);
    expect([within(all(placed(3, 3)), 20_000), within(all(placed(3, 3)), 0)]).toEqual(['found', 'given up']);
    expect(within(is('a', '1'), 0)).toBe('found');
  });
  test('that are given up are never none, nor a request', () => {
    for (let most = 0; most < 40; most++) {
      expect(['found', 'given up']).toContain(within(all(placed(3, 3)), most));
      expect(['none', 'given up']).toContain(within(all(placed(4, 3)), most));
    }
  });
  test('of which one of many must be, and none of them can, need no search', () => {
    const both = (i: number): Formula => all([is(`one${i}`, '1'), is(`other${i}`, '1')]);
    const many = Array.from({ length: 40 }, (_, i) => i);
    expect(within(all([...many.map(i => not(both(i))), any(many.map(both))]), 200)).toBe('none');
    expect(within(all([...many.slice(1).map(i => not(both(i))), any(many.map(both))]), 200)).toBe('found');
  });
  test.each([[[...chain, ...free(15)]], [[...free(15), ...chain]]])('are made by what has one way left first: %#', formulas => { expect(found(all(formulas))).toBeUndefined(); });
  test('end at the first request that will do', () => { expect(Object.keys(found(all(free(40)))!)).toHaveLength(40); });
});
