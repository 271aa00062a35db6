import { list, matchesAction } from '../../src/private/policy-json';

test.each([['a', ['a']], [['a', 'b'], ['a', 'b']], [undefined, []], [null, []]])('the list of %j is %j', (value, wanted) => {
  expect(list(value)).toEqual(wanted);
});

test.each([
  ['kms:Decrypt', true],
  ['KMS:decrypt', true],
  ['kms:*', true],
  ['*', true],
  ['kms:Dec*', true],
  ['kms:*crypt', true],
  ['kms:D*r*t', true],
  ['kms:Decryp?', true],
  ['kms:?ecryp?', true],
  ['kms:Decrypt?', false],
  ['kms:Decrypt*', true],
  ['kms:De', false],
  ['Decrypt', false],
  ['akms:Decrypt', false],
  ['kms:DecryptNow', false],
  ['kms.Decrypt', false],
  ['kms:Decr[y]pt', false],
  ['kms:Decrypt|x', false],
  ['', false],
])('the pattern %s matches kms:Decrypt: %s', (pattern, wanted) => {
  expect(matchesAction(pattern, 'kms:Decrypt')).toBe(wanted);
});
