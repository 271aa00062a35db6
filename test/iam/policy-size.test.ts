import * as fc from 'fast-check';
import { fitsSurely, LONGEST_TEXT, policySize } from '../../src/iam/policy-size';
import { Either, opaque, resourceSymbol } from '../../src/iam/symbols';
import { LIMITS } from '../../src/private/limits';

const exactly = (bytes: number) => ({ least: bytes, most: bytes });

test('is the size of the JSON where nothing is left to CloudFormation', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), document => {
    expect(policySize(document)).toEqual(exactly(Buffer.byteLength(JSON.stringify(document))));
  }));
});

test.each<[string, number, number]>([
  ['${AWS.AccountId}', 12, 12],
  ['${AWS.Partition}', 3, 10],
  ['${AWS.Region}', 9, 15],
  ['${AWS.URLSuffix}', 10, 16],
  [opaque('Parameter'), 0, LONGEST_TEXT],
  [resourceSymbol(0, 'Role', 'Arn'), 0, LONGEST_TEXT],
  ['arn:${AWS.Partition}:iam::${AWS.AccountId}:root', 'arn:aws:iam::111122223333:root'.length, 'arn:aws-us-gov:iam::111122223333:root'.length],
])('%s takes %d to %d bytes', (text, least, most) => {
  expect(policySize({ Sid: text })).toEqual({ least: least + '{"Sid":""}'.length, most: most + '{"Sid":""}'.length });
});

test('takes what is known of a symbol', () => {
  const role = resourceSymbol(0, 'Role', 'Arn');
  const known = (symbol: string) => symbol === role ? 'arn:aws:iam::111122223333:role/a/b' : undefined;
  expect(policySize([role, role], known)).toEqual(exactly(JSON.stringify(['arn:aws:iam::111122223333:role/a/b', 'arn:aws:iam::111122223333:role/a/b']).length));
  expect(policySize([role], () => `role/Stack-Role-${resourceSymbol(0, 'Role', 'GeneratedEnd')}`)).toEqual({ least: '["role/Stack-Role-"]'.length + 12, most: '["role/Stack-Role-"]'.length + 13 });
});

test('a choice takes the shorter at least and the longer at most; what is left out takes nothing', () => {
  expect(policySize(new Either(['a'], ['abc', 'd'], 'Condition'))).toEqual({ least: '["a"]'.length, most: '["abc","d"]'.length });
  expect(policySize(['x', new Either('abc', undefined)])).toEqual({ least: '["x"]'.length, most: '["x","abc"]'.length });
  expect(policySize({ a: 1, b: new Either('abc', undefined) })).toEqual({ least: '{"a":1}'.length, most: '{"a":1,"b":"abc"}'.length });
});

test('JSON as text is counted without white space, other text as it is', () => {
  expect(policySize(JSON.stringify({ a: [1, 'b'] }, undefined, 4))).toEqual(exactly('{"a":[1,"b"]}'.length));
  expect(policySize('{ ö')).toEqual(exactly(4));
});

test('fitsSurely never says so of a policy that does not fit, however long what is filled in', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 60 }), fc.boolean(), (characters, unknowns, wide) => {
    const text = (wide ? 'ö' : 'x').repeat(characters);
    const { most } = policySize([text, ...Array.from({ length: unknowns }, (_, i) => opaque(`P${i}`))]);
    const written = JSON.stringify([text, ...Array(unknowns).fill('')]).length;
    if (fitsSurely(written, unknowns)) { expect(most).toBeLessThanOrEqual(LIMITS.policyBytes); }
  }));
  expect(fitsSurely(1_000, 0)).toBe(true);
  expect(fitsSurely(1_000, 60)).toBe(false);
});
