import { and, hasSymbol, isOpaque, isReferenceTo, not, opaque, or, referenceOf, resourceSymbol, same, shown, trailingReference, Truth } from '../../src/iam/symbols';
import { matches } from '../../src/iam/values';

describe('texts that CloudFormation fills in later', () => {
  test.each<[string, string, boolean, Truth]>([
    ['a', 'a', true, 'yes'],
    ['*', 'anything', true, 'yes'],
    ['*', 'anything', false, 'no'],
    ['a*c', 'abc', true, 'yes'],
    ['b*c', 'b\nc', true, 'yes'],
    ['a**c', 'abc', true, 'yes'],
    ['a?*c', 'abc', true, 'yes'],
    ['a?c', 'abc', true, 'yes'],
    ['a?c', 'abbc', true, 'no'],
    ['a.c', 'abc', true, 'no'],
    ['a*c', 'abc', false, 'no'],
    ['a.c*', 'a.cd', true, 'yes'],
    ['${?x}*', '${?x}y', true, 'yes'],
    ['A', 'a', true, 'no'],
    ['${?x}', 'anything', true, 'unknown'],
    ['arn:${?x}', 'arn:aws', true, 'unknown'],
    ['arn:${?x}', 'urn:aws', true, 'no'],
    ['abc', 'ab${s0#Key}', true, 'unknown'],
    ['axc', 'ab${s0#Key}', true, 'no'],
    ['a*${?x}', 'abcd', true, 'unknown'],
    ['a*${?x}', 'bcd', true, 'no'],
    ['a*${?x}', 'abcd', false, 'no'],
    ['${AWS.Region}', 'eu-west-1', true, 'unknown'],
    ['${aws:username}', 'anna', true, 'no'],
    ['${s0#Key}', '${s0#Key}', true, 'yes'],
  ])('%j and %j, wildcards %s', (pattern, text, wildcards, expected) => expect(matches(pattern, text, wildcards)).toBe(expected));

  test('symbols and what they stand for', () => {
    expect([opaque('a{b}:c'), resourceSymbol(2, 'Key'), resourceSymbol(2, 'Key', 'Arn')]).toEqual(['${?a.b..c}', '${s2#Key}', '${s2#Key.Arn}']);
    expect(referenceOf('${s12#Key.Arn}')).toEqual({ stack: 12, logicalId: 'Key', attribute: 'Arn' });
    expect(referenceOf('${s1#Key}')).toEqual({ stack: 1, logicalId: 'Key', attribute: undefined });
    expect([referenceOf('arn:${s1#Key}'), referenceOf('${s1#Key}/x'), referenceOf('${?x}')]).toEqual([undefined, undefined, undefined]);
    expect(trailingReference('arn:aws:kms:::key/${s0#Key}')).toEqual({ stack: 0, logicalId: 'Key', attribute: undefined });
    expect(trailingReference('arn:aws:iam::111122223333:role/${s12#Role.RoleId}')).toEqual({ stack: 12, logicalId: 'Role', attribute: 'RoleId' });
    expect(trailingReference('${s0#Key}/x')).toBeUndefined();
    expect(shown('${s12#Key.Arn} in ${AWS.Region} of ${?Parameter}')).toBe('Key.Arn in Region of <Parameter>');
    expect([isOpaque('a${?x}'), isOpaque('${s0#Key}'), isOpaque(undefined), isOpaque(1)]).toEqual([true, false, false, false]);
    expect([hasSymbol('${AWS.Region}'), hasSymbol('${s12#Key}'), hasSymbol('a${?x}'), hasSymbol('${aws:username}'), hasSymbol('$')]).toEqual([true, true, true, false, false]);
    expect([same('a', 'a'), same('a', 'b'), same('a', '${AWS.AccountId}'), same('${?x}', 'a')]).toEqual(['yes', 'no', 'unknown', 'unknown']);
  });

  test('truths', () => {
    expect([and([]), and(['yes', 'yes']), and(['yes', 'unknown']), and(['unknown', 'no'])]).toEqual(['yes', 'yes', 'unknown', 'no']);
    expect([or([]), or(['no', 'no']), or(['no', 'unknown']), or(['unknown', 'yes'])]).toEqual(['no', 'no', 'unknown', 'yes']);
    expect((['yes', 'no', 'unknown'] as const).map(not)).toEqual(['no', 'yes', 'unknown']);
  });
});

test.each<[string, string, boolean | undefined]>([
  ['${s0#Role.Arn}', '${s0#Role.Arn}', true],
  ['${s0#Role.Arn}', '${s0#Other.Arn}', false],
  ['${s0#Role.Arn}', '${s1#Role.Arn}', false],
  ['${s0#Role.Arn}', '${s0#Role.RoleId}', undefined],
  ['${s0#Role.Arn}', '${s0#Other}', undefined],
  ['${s0#Role.Arn}', 'Role', undefined],
  ['Role', '${s0#Role.Arn}', undefined],
  ['a', 'a', undefined],
  ['key/${s0#Key}', 'key/${s0#Other}', false],
  ['key/${s0#Key}', 'alias/${s0#Other}', undefined],
])('%s and %s are the same attribute of one resource: %p', (one, other, wanted) => expect(isReferenceTo(one, other)).toBe(wanted));
