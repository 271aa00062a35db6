import { isIP } from 'net';
import { readConditions } from '../../src/iam/condition';
import { Test, testOf } from '../../src/iam/condition-test';
import { candidates, valuesOf } from '../../src/iam/domain';
import { ACCOUNT } from '../support/stack';

const place = { account: ACCOUNT, evaluate: (value: unknown) => value, resource: () => undefined };
const KEY = 'a:key';
const test_ = (operator: string, ...values: string[]): Test => testOf(readConditions({ [operator]: { [KEY]: values } }, place)[0], true);
const variables = (name: string) => name === 'aws:known' ? [['kn*wn']] : name === 'aws:none' ? [] : undefined;
const get = (value: string) => ({ get: (name: string) => name === KEY ? [[value]] : variables(name) });
const answers = (tests: readonly Test[], value: string): string => tests.map(one => one.holds(get(value))).join();

const numbers = Array.from({ length: 41 }, (_, i) => String(-2 + i / 2));
const days = Array.from({ length: 20 }, (_, i) => new Date(Date.UTC(2026, 0, 1, 0, 0, i - 5)).toISOString());
const upTo = (length: number, letters: string[]): string[] => length === 0 ? [''] : ['', ...upTo(length - 1, letters).flatMap(rest => letters.map(letter => letter + rest))];

/*
 * The search tries these values only. Whatever other value a request has, one of them must meet the same conditions and fail the same, or access
 * would be overlooked.
 */
describe('for every value there is one that no condition tells from it', () => {
  test.each<[string, Test[], string[]]>([
    ['numbers', [test_('NumericLessThan', '5'), test_('NumericGreaterThan', '3'), test_('NumericEquals', '4', '11'), test_('NumericLessThanEquals', '10'), test_('NumericGreaterThanEquals', '12')], numbers],
    ['numbers above one', [test_('NumericGreaterThan', '7')], numbers],
    ['numbers below one', [test_('NumericLessThan', '7')], numbers],
    ['numbers one apart', [test_('NumericGreaterThan', '7'), test_('NumericLessThan', '8'), test_('NumericNotEquals', '7')], numbers],
    ['numbers one apart, and one below', [test_('NumericLessThan', '8'), test_('NumericEquals', '3'), test_('NumericGreaterThan', '7')], numbers],
    ['numbers in no order', [test_('NumericLessThan', '10', '9'), test_('NumericGreaterThan', '9'), test_('NumericEquals', 'x')], numbers],
    ['times', [test_('DateLessThan', '2026-01-01T00:00:05Z'), test_('DateGreaterThan', '2026-01-01T00:00:04Z'), test_('DateEquals', '2026-01-01'), test_('DateGreaterThanEquals', 'never')], days],
    ['times after one', [test_('DateGreaterThan', '2026-01-01T00:00:05Z')], days],
    ['truths', [test_('Bool', 'true')], ['true', 'false']],
    ['bytes', [test_('BinaryEquals', 'YQ==')], ['YQ==', 'Yg==']],
    ['addresses', [test_('IpAddress', '10.0.0.0/24'), test_('NotIpAddress', '10.0.0.128/25'), test_('IpAddress', '10.0.1.77/31', 'x')],
      ['10.0.0.0', '10.0.0.127', '10.0.0.128', '10.0.0.255', '10.0.1.0', '10.0.1.76', '10.0.1.77', '10.0.1.78', '9.255.255.255', '192.168.0.1', '2001:db8::1']],
    ['a network less its first half', [test_('IpAddress', '10.0.0.0/24'), test_('IpAddress', '10.0.0.0/25')], ['10.0.0.5', '10.0.0.200', '10.0.1.1', '9.0.0.0']],
    ['a network less its second half, named by its last address', [test_('IpAddress', '10.0.0.0/24'), test_('IpAddress', '10.0.0.255/25')], ['10.0.0.5', '10.0.0.200', '10.0.1.1', '9.0.0.0']],
    ['a network less both halves of a half', [test_('IpAddress', '10.0.0.0/24'), test_('IpAddress', '10.0.0.64/26'), test_('IpAddress', '10.0.0.0/26')], ['10.0.0.5', '10.0.0.70', '10.0.0.200', '10.0.1.1']],
    ['the upper half of all addresses', [test_('IpAddress', '128.0.0.0/1')], ['10.0.0.1', '203.0.113.1', '::1']],
    ['the first and the last address', [test_('IpAddress', '0.0.0.0/1'), test_('IpAddress', '255.255.255.254/31'), test_('IpAddress', '0.0.0.0/32')], ['0.0.0.0', '0.0.0.1', '127.255.255.255', '128.0.0.0', '255.255.255.254', '255.255.255.255']],
    ['addresses of IPv6', [test_('IpAddress', '2001:db8::/32'), test_('IpAddress', '2001:db8:8000::/33'), test_('IpAddress', '::/128')], ['2001:db8::1', '2001:db8:8000::1', '2001:db7::', '2001:db9::', '::', '::1', '10.0.0.1']],
    ['texts', [test_('StringLike', 'a*'), test_('StringLike', '*b'), test_('StringEquals', 'ab'), test_('StringNotLike', 'a?b')], upTo(4, ['a', 'b', 'x'])],
    ['texts of single characters', [test_('StringLike', '?'), test_('StringLike', 'a?'), test_('StringLike', '?b')], upTo(3, ['a', 'b', 'x'])],
    ['texts in any case', [test_('StringEqualsIgnoreCase', 'Ab'), test_('StringEquals', 'AB'), test_('StringEquals', 'ab'), test_('StringLike', 'A*')], ['AB', 'ab', 'Ab', 'AC', 'ac', 'c']],
    ['one text in three cases', [test_('StringEqualsIgnoreCase', 'Ab'), test_('StringEquals', 'AB', 'Ab')], ['AB', 'ab', 'Ab', 'x']],
    // Shorter texts match both patterns, but `:` ends a part of an ARN.
    ['ARNs whose parts meet', [test_('ArnLike', 'arn:aws:s3:*west:*:*'), test_('ArnLike', 'arn:aws:s3:*:*west:z*')], ['arn:aws:s3:west:west:z', 'arn:aws:s3:eu-west:north-west:zone', 'arn:aws:s3:west:x:z', 'arn:aws:s3:x:west:z']],
    ['ARNs of which no part meets', [test_('ArnLike', 'arn:aws:s3:eu:*:*'), test_('ArnLike', 'arn:aws:s3:us:*:*')], ['arn:aws:s3:eu:1:a', 'arn:aws:s3:us:1:a', 'arn:aws:s3:::a']],
    ['ARNs', [test_('ArnLike', 'arn:aws:s3:::a*'), test_('ArnLike', 'arn:*:s3:::*b'), test_('ArnNotLike', 'arn:aws:sns:*:111122223333:*')],
      ['arn:aws:s3:::ab', 'arn:aws:s3:::ac', 'arn:aws-cn:s3:::b', 'arn:aws-cn:s3:::c', 'arn:aws:s3:::c', 'arn:aws:sns:eu-west-1:111122223333:t', 'arn:aws:sqs:::q']],
    ['ARNs and texts', [test_('ArnEquals', 'arn:aws:s3:::a'), test_('StringLike', 'arn:aws:s3*')], ['arn:aws:s3:::a', 'arn:aws:s3:::b', 'arn:aws:sqs:::q']],
    ['variables', [test_('StringLike', '${aws:known}x*'), test_('StringEquals', 'kn*wn')], ['kn*wnx', 'kn*wnxy', 'knownx', 'kn*wn', 'other']],
    ['variables without a value', [test_('StringEquals', '${aws:none}', 'a')], ['a', 'b', '']],
    ['an operator that does not exist', [test_('StringIs', 'a'), test_('StringEquals', 'b')], ['a', 'b']],
  ])('%s', (_, tests, values) => {
    const tried = new Set(candidates(tests, variables).map(value => answers(tests, value)));

    expect(values.filter(value => !tried.has(answers(tests, value)))).toEqual([]);
  });

  test('what is no number and no time is not tried', () => expect(candidates([test_('NumericEquals', 'x'), test_('DateEquals', 'never')], variables)).toEqual([]));
  test('a condition on whether the key is there asks for no value', () => expect(candidates([test_('Null', 'true')], variables)).toEqual([]));
  test('of a variable that is not known nothing is tried', () => expect(candidates([test_('StringEquals', '${aws:unknown}')], variables)).toEqual([]));
});

test.each([
  ['x'], ['10.0.0.0/24'], ['0.0.0.0/0'], ['255.255.255.255'], ['::/0'], ['2001:db8::/32'], ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128'],
])('what is tried for a condition on %s is an address', network => {
  expect(candidates([test_('IpAddress', network)], variables).filter(value => isIP(value) === 0)).toEqual([]);
});

describe('the values of a request', () => {
  test.each<[string, boolean, string[], string[][], string[] | undefined]>([
    ['any', false, ['a', 'b'], [], ['a']],
    ['none, where it can be', true, ['a', 'b'], [], []],
    ['none, where nothing else can be', true, [], [], []],
    ['nothing is left', false, [], [], undefined],
    ['one of each', false, ['a', 'b', 'c'], [['b', 'a'], ['c']], ['b', 'c']],
    ['one for both', false, ['a', 'b'], [['b'], ['a', 'b']], ['b', 'a']],
    ['one once', false, ['a'], [['a'], ['a', 'b']], ['a']],
    ['one that is not allowed', false, ['a'], [['b', 'a']], ['a']],
    ['none that is allowed', false, ['a'], [['b']], undefined],
    ['none that is allowed, or absent', true, ['a'], [['b']], []],
    ['one at least, where it can be absent', true, ['a', 'b'], [['b']], ['b']],
  ])('%s', (_, absent, allowed, needed, wanted) => expect(valuesOf({ absent, allowed, needed })).toEqual(wanted));
});
