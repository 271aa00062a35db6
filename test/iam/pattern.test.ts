import { matchesAction, matchesEverything, matchesPattern } from '../../src/iam/pattern';

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
  ['kms:**', true],
  ['kms:D?*', true],
  ['kms:?*?', true],
  ['kms:Decrypt?', false],
  ['kms:Decrypt?*', false],
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

test.each([
  ['arn:aws:s3:::orders-*', 'arn:aws:s3:::orders-2024', true],
  ['arn:aws:s3:::orders-?', 'arn:aws:s3:::orders-2024', false],
  ['arn:aws:s3:::ORDERS', 'arn:aws:s3:::orders', false],
  ['arn:aws:s3:::orders', 'arn:aws:s3:::orders-2024', false],
  ['a.c', 'abc', false],
])('%s matches %s with regard to case: %s', (pattern, text, wanted) => {
  expect(matchesPattern(pattern, text)).toBe(wanted);
});

test.each([
  ['${?Name}', '${?Name}', true],
  ['${?Name}', '${xName}', false],
  ['{?', '{x', true],
  ['$?', '$x', true],
  ['?', '', false],
  ['', '', true],
  ['*', '', true],
  ['a*b*c', 'abbc', true],
  ['a*bc', 'abcbc', true],
  ['*ab', 'aab', true],
  ['a*', 'a*', true],
  ['b*c', 'b\nc', true],
])('%j matches %j: %s', (pattern, text, wanted) => {
  expect(matchesPattern(pattern, text)).toBe(wanted);
});

test('many wildcards take no time', () => {
  const text = 'a'.repeat(20_000);

  expect(matchesPattern(`${'*'.repeat(50)}x`, text)).toBe(false);
  expect(matchesPattern('*a'.repeat(50) + 'x', text)).toBe(false);
});

test.each([['*', true], ['***', true], ['*a', false], ['', false], ['?', false]])('%j matches everything: %s', (pattern, wanted) => {
  expect(matchesEverything(pattern)).toBe(wanted);
});
