import { withoutNulls } from '../../src/template/without-nulls';

test.each<[string, unknown, unknown, string[]]>([
  ['nothing null', { a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] }, []],
  ['a property', { a: null, b: 1 }, { b: 1 }, ['a']],
  ['a property within', { a: { b: null } }, { a: {} }, ['a.b']],
  ['an entry of a list, after which the others keep their place', { a: [null, 'x'] }, { a: [{ Ref: 'AWS::NoValue' }, 'x'] }, ['a.0']],
  ['an argument of a function', { 'Fn::If': ['C', null, 'x'] }, { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, 'x'] }, ['Fn::If.1']],
  ['several', { a: null, b: { c: null }, d: [null] }, { b: {}, d: [{ Ref: 'AWS::NoValue' }] }, ['a', 'b.c', 'd.0']],
  ['the key that is an operator', { Null: { 'aws:TagKeys': 'true' } }, { Null: { 'aws:TagKeys': 'true' } }, []],
])('%s', (_, value, wanted, places) => {
  const found: string[] = [];
  expect(withoutNulls(value, path => { found.push(path.join('.')); })).toEqual(wanted);
  expect(found).toEqual(places);
});

test('is the same where nothing is null, and changes nothing given', () => {
  const [whole, holed] = [{ a: [1] }, { a: [null], b: { c: 1 } }];
  expect(withoutNulls(whole)).toBe(whole);
  expect((withoutNulls(holed) as typeof holed).b).toBe(holed.b);
  expect(holed).toEqual({ a: [null], b: { c: 1 } });
});
