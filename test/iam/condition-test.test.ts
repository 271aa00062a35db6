import { readConditions } from '../../src/iam/condition';
import { contextOf, testOf } from '../../src/iam/condition-test';
import { Truth } from '../../src/iam/symbols';

const place = { account: '111122223333', evaluate: (value: unknown) => value, resource: () => undefined };
const VIA = 'kms:ViaService';
/** A condition, and what a request has of keys: no entry is not known. */
const ready = (operator: string, key: string, values: readonly string[], variables = true) => testOf(readConditions({ [operator]: { [key]: values } }, place)[0], variables);
const request = (given: { readonly [name: string]: readonly string[] }) =>
  contextOf(Object.fromEntries(Object.entries(given).map(([name, values]) => [name.toLowerCase(), values.map(value => [value])])), () => false);

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html */
test.each<[string, string, string[], string[] | undefined, Truth]>([
  ['StringEquals', VIA, ['a', 'b'], ['b'], 'yes'],
  ['StringEquals', VIA, ['a', 'b'], ['c'], 'no'],
  ['StringEquals', VIA, ['a'], [], 'no'],
  ['StringEquals', VIA, ['a'], undefined, 'unknown'],
  ['StringEquals', VIA, [], ['a'], 'no'],
  ['StringEquals', VIA, ['${?P}', 'a'], ['a'], 'yes'],
  ['StringEquals', VIA, ['${?P}', 'b'], ['a'], 'unknown'],
  ['StringEqualsIfExists', VIA, ['a'], [], 'yes'],
  ['StringEqualsIfExists', VIA, ['a'], ['b'], 'no'],
  ['StringNotEquals', VIA, ['a', 'b'], ['b'], 'no'],
  ['StringNotEquals', VIA, ['a', 'b'], ['c'], 'yes'],
  ['StringNotEquals', VIA, ['a'], [], 'yes'],
  ['StringNotEquals', VIA, ['${?P}'], ['a'], 'unknown'],
  ['NumericNotEquals', 'a:n', ['x'], ['7'], 'no'],
  ['NumericEquals', 'a:n', ['x', '7'], ['7'], 'yes'],
  // What is not known might hold; what is no number never does, nor does its opposite.
  ['NumericNotEquals', 'a:n', ['x', '8'], ['7'], 'no'],
  ['NumericNotEquals', 'a:n', ['8', 'x'], ['7'], 'no'],
  ['NumericNotEquals', 'a:n', ['x', '${?P}'], ['7'], 'unknown'],
  ['NumericNotEquals', 'a:n', ['${?P}', 'x', '8'], ['7'], 'unknown'],
  ['StringIs', VIA, ['a'], ['a'], 'unknown'],
  ['Null', VIA, ['true'], [], 'yes'],
  ['Null', VIA, ['true'], ['a'], 'no'],
  ['Null', VIA, ['False'], ['a'], 'yes'],
  ['Null', VIA, ['false'], [], 'no'],
  ['Null', VIA, ['true', 'false'], [], 'yes'],
  ['Null', VIA, ['maybe'], [], 'unknown'],
  ['Null', VIA, [], [], 'no'],
  ['Null', VIA, [], ['a'], 'no'],
  // With a set operator it is always so, or never.
  ['ForAllValues:Null', VIA, ['true'], ['a'], 'yes'],
  ['ForAllValues:Null', VIA, ['false'], [], 'yes'],
  ['ForAnyValue:Null', VIA, ['true'], [], 'no'],
  ['ForAnyValue:Null', VIA, ['false'], ['a'], 'no'],
  // Of an empty list.
  ['StringEquals', VIA, [], [], 'no'],
  ['StringEqualsIfExists', VIA, [], [], 'yes'],
  ['StringEqualsIfExists', VIA, [], ['a'], 'no'],
  ['ForAllValues:StringEquals', 'aws:TagKeys', [], [], 'yes'],
  ['ForAllValues:StringEquals', 'aws:TagKeys', [], ['a'], 'no'],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', [], [], 'no'],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', [], ['a'], 'no'],
  ['StringNotEquals', VIA, [], ['a'], 'yes'],
  ['StringNotEquals', VIA, [], [], 'yes'],
  ['StringEquals', 'aws:TagKeys', ['a'], ['a'], 'no'],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', ['a'], ['b', 'a'], 'yes'],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', ['a'], ['b', 'c'], 'no'],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', ['a'], [], 'no'],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'], ['b', 'a'], 'yes'],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['a'], ['b', 'a'], 'no'],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['a'], [], 'yes'],
  ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['a'], ['b', 'a'], 'yes'],
  ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['a'], [], 'no'],
  ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['a'], ['a'], 'no'],
  ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['a'], ['b', 'a'], 'no'],
  ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['a'], ['b', 'c'], 'yes'],
  ['StringNotEquals', VIA, ['a'], ['b', 'a'], 'no'],
])('%s of %s %j for %j: %s', (operator, key, values, given, truth) => {
  expect(ready(operator, key, values).holds(request(given === undefined ? {} : { [key]: given }))).toBe(truth);
});

test('policy variables count since version 2012-10-17', () => {
  const context = request({ 'a:a': ['x'], 'a:b': ['x'] });

  expect([true, false].map(variables => ready('StringEquals', 'a:a', ['${a:b}'], variables).holds(context))).toEqual(['yes', 'no']);
  expect(ready('StringEquals', 'a:a', ['${a:c}']).holds(context)).toBe('unknown');
  expect(ready('StringEquals', 'a:a', ['${a:c}']).holds(request({ 'a:a': ['x'], 'a:c': [] }))).toBe('no');
  expect(ready('StringLike', 'a:a', ['${a:b}*']).holds(request({ 'a:a': ['*y'], 'a:b': ['*'] }))).toBe('yes');
  expect(ready('StringLike', 'a:a', ['${a:b}']).holds(request({ 'a:a': ['y'], 'a:b': ['*'] }))).toBe('no');
});

test('what would settle it', () => {
  const needs = (operator: string, key: string, values: string[], given: { readonly [name: string]: readonly string[] }, variables = true) =>
    ready(operator, key, values, variables).needs(request(given));

  expect(needs('StringEquals', VIA, ['a'], {})).toEqual(['condition key kms:ViaService']);
  expect(needs('StringEquals', VIA, ['${?parameter P}'], { [VIA]: ['a'] })).toEqual(['parameter P']);
  expect(needs('StringEquals', VIA, ['a'], { [VIA]: ['${?parameter P}'] })).toEqual(['parameter P']);
  expect(needs('StringEquals', VIA, ['${aws:username}'], { [VIA]: ['a'] })).toEqual(['condition key aws:username']);
  expect(needs('StringEquals', VIA, ['${aws:username}'], { [VIA]: ['a'] }, false)).toEqual(['operator StringEquals']);
  expect(needs('StringIs', VIA, ['a'], { [VIA]: ['a'] })).toEqual(['operator StringIs']);
  expect(needs('StringEquals', '${?parameter Key}', ['a'], {})).toEqual(['parameter Key']);
});

test('keys that are not given are absent, or not known', () => {
  const context = contextOf({ a: [['x']] }, name => name === 'b');

  expect([context.get('a'), context.get('b'), context.get('c'), context.get('toString')]).toEqual([[['x']], [], undefined, undefined]);
});
