import { Condition, readConditions } from '../../src/iam/condition';

const NAME = '${s0#Role.Arn}';
const read = (conditions: unknown, physical?: (text: string) => string | undefined) => readConditions(conditions, { evaluate: value => value, physical });
const UNKNOWN = { key: '${?value}', name: '${?value}', values: [] };

test.each<[string, Pick<Condition, 'base' | 'set' | 'ifExists' | 'negated'>]>([
  ['StringEquals', { base: 'stringequals', set: '', ifExists: false, negated: false }],
  ['stringlike', { base: 'stringlike', set: '', ifExists: false, negated: false }],
  ['StringNotLikeIfExists', { base: 'stringnotlike', set: '', ifExists: true, negated: true }],
  ['NotIpAddress', { base: 'notipaddress', set: '', ifExists: false, negated: true }],
  ['ForAnyValue:StringEquals', { base: 'stringequals', set: 'any', ifExists: false, negated: false }],
  ['ForAllValues:StringNotEqualsIfExists', { base: 'stringnotequals', set: 'all', ifExists: true, negated: true }],
  ['Null', { base: 'null', set: '', ifExists: false, negated: false }],
])('the operator %s', (operator, wanted) => expect(read({ [operator]: { 'kms:ViaService': 'a' } })).toEqual([{ operator, key: 'kms:ViaService', name: 'kms:viaservice', values: ['a'], ...wanted }]));

test('one for each key, with a value or several', () => {
  const found = read({ StringEquals: { 'a:A': ['x', 'y'], 'a:B': 1 }, Bool: { 'a:C': true } });

  expect(found.map(({ operator, name, values }) => [operator, name, values])).toEqual([['StringEquals', 'a:a', ['x', 'y']], ['StringEquals', 'a:b', ['1']], ['Bool', 'a:c', ['true']]]);
});

test.each<[string, unknown, object[]]>([
  ['no conditions', undefined, []],
  ['conditions of which nothing is known', '${?parameter C}', [UNKNOWN]],
  ['keys of which nothing is known', { StringEquals: '${?parameter K}' }, [{ ...UNKNOWN, operator: 'StringEquals', base: 'stringequals' }]],
  ['some keys of which nothing is known', { StringEquals: null, Bool: { 'a:b': 'true' } }, [{ ...UNKNOWN, operator: 'StringEquals' }, { operator: 'Bool', name: 'a:b' }]],
])('%s', (_, conditions, wanted) => expect(read(conditions)).toMatchObject(wanted));

test('a value that is written twice is one', () => expect(read({ StringEquals: { 'a:b': ['x', 'y', 'x'] } })[0].values).toEqual(['x', 'y']));

test('true and false in whatever case, and no other value', () => {
  const valuesOf = (operator: string) => read({ [operator]: { 'a:b': ['True', 'FALSE', 'Other'] } })[0].values;

  expect([valuesOf('Bool'), valuesOf('Null'), valuesOf('StringEquals')]).toEqual([['true', 'false', 'Other'], ['true', 'false', 'Other'], ['True', 'FALSE', 'Other']]);
});

test.each<[object, boolean]>([
  [{}, true],
  [{ Null: { 'KMS:viaservice': 'false' } }, false],
  [{ Null: { 'kms:ViaService': ['false'] } }, false],
  [{ Null: { 'kms:ViaService': 'true' } }, true],
  [{ Null: { 'kms:ViaService': ['true', 'false'] } }, true],
  [{ Null: { 'kms:CallerAccount': 'false' } }, true],
  [{ Bool: { 'kms:ViaService': 'false' } }, true],
])('IfExists beside %j: %s', (more, wanted) => expect(read({ StringEqualsIfExists: { 'kms:ViaService': 'a' }, ...more })[0].ifExists).toBe(wanted));

test('what values with symbols will be, as far as that is known', () => {
  const given = { ArnEquals: { 'aws:PrincipalArn': [NAME, '${s0#Other.Arn}', 'arn:aws:iam::111122223333:role/a'] } };

  expect(read(given, text => text === NAME ? 'arn:aws:iam::111122223333:role/App' : text.startsWith('arn:') ? 'never asked' : undefined)[0].physical).toEqual({ [NAME]: 'arn:aws:iam::111122223333:role/App' });
  expect([read(given)[0], read(given, () => undefined)[0]].map(condition => 'physical' in condition)).toEqual([false, false]);
});
