import { list } from '../../src/private/policy-json';

test.each([['a', ['a']], [['a', 'b'], ['a', 'b']], [undefined, []], [null, []]])('the list of %j is %j', (value, wanted) => {
  expect(list(value)).toEqual(wanted);
});
