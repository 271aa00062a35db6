import { Either, Truth } from '../../src/iam/symbols';
import { eachOf, holds, isFalse, isTrue, scalar, toNumber } from '../../src/template/scalar';

describe('values of a property', () => {
  const positive = (value: unknown): boolean => toNumber(value) > 0;

  test.each<[string, unknown, Truth]>([
    ['a number', 1, 'yes'],
    ['a number as a text', '1', 'yes'],
    ['another', -1, 'no'],
    ['one of two that both do', new Either(1, 2), 'yes'],
    ['one of two that both do not', new Either(-1, 0), 'no'],
    ['one of two', new Either(1, -1), 'unknown'],
    ['one of three', new Either(1, new Either(2, -1)), 'unknown'],
    ['what is not known', '${?x}', 'unknown'],
    ['an object', { a: 1 }, 'unknown'],
    ['one of two, of which one is not known', new Either(1, '${?x}'), 'unknown'],
    ['one of two, of which one is not known, and the other does not', new Either(-1, '${?x}'), 'unknown'],
  ])('%s', (_, value, expected) => expect(holds(scalar(value), positive)).toBe(expected));

  test.each<[string, unknown, object]>([
    ['one value', 'x', { known: true, values: ['x'] }],
    ['two, by a condition', new Either('x', 'y', 'IsProd'), { known: true, values: ['x', 'y'], names: ['IsProd'] }],
    ['two, by nobody knows what', new Either('x', 'y'), { known: true, values: ['x', 'y'], names: [] }],
    ['one of which is a parameter', new Either('x', '${?Env}', 'IsProd'), { known: false, values: ['x'], names: ['IsProd', 'Env'] }],
    ['one of which is a parameter, the other way round', new Either('${?Env}', 'x', 'IsProd'), { known: false, values: ['x'], names: ['IsProd', 'Env'] }],
    ['a parameter', '${?Env}', { known: false, values: [], names: ['Env'] }],
    ['an object', { a: 1 }, { known: false, values: [] }],
  ])('%s, and what gives it', (_, value, expected) => expect(scalar(value)).toEqual(expected));

  test('each of them', () => {
    expect(eachOf(new Either(1, new Either('a', undefined)))).toEqual([1, 'a', undefined]);
    expect(eachOf('a')).toEqual(['a']);
  });

  test('booleans as texts', () => {
    expect([isTrue(true), isTrue('true'), isTrue(false), isTrue(undefined)]).toEqual([true, true, false, false]);
    expect([isFalse(false), isFalse('false'), isFalse(true), isFalse(undefined)]).toEqual([true, true, false, false]);
  });
});
