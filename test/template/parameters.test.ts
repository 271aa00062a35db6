import { onlyValueOf, valueOf } from '../../src/template/parameters';

test.each<[unknown, unknown, unknown]>([
  ['String', 'a,b', 'a,b'],
  ['CommaDelimitedList', 'a, b', ['a', 'b']],
  ['List<AWS::EC2::Subnet::Id>', 'a', ['a']],
  ['CommaDelimitedList', '${?Names}', '${?Names}'],
  ['CommaDelimitedList', ['a'], ['a']],
  ['AWS::SSM::Parameter::Value<List<String>>', '/a,b', '/a,b'],
  [undefined, 'a,b', 'a,b'],
])('a parameter of type %s that is given %j', (Type, given, wanted) => expect(valueOf({ Type }, given)).toEqual(wanted));

test('a parameter that is not declared is what it is given', () => expect(valueOf(undefined, 'a,b')).toBe('a,b'));

test.each<[object | undefined, unknown]>([
  [{ Type: 'String', AllowedValues: ['a'] }, 'a'],
  [{ Type: 'Number', AllowedValues: [7] }, 7],
  [{ Type: 'String', AllowedValues: ['a', 'b'] }, undefined],
  [{ Type: 'String', AllowedValues: [] }, undefined],
  [{ Type: 'String', AllowedValues: 'a' }, undefined],
  [{ Type: 'String', Default: 'a' }, undefined],
  // Each part of the list is of these.
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a'] }, undefined],
  // The name of what has the value.
  [{ Type: 'AWS::SSM::Parameter::Value<String>', AllowedValues: ['/a'] }, undefined],
  [undefined, undefined],
])('the only value of %j', (parameter, wanted) => expect(onlyValueOf(parameter)).toEqual(wanted));
