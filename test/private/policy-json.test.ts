import { GLOBAL_CONDITION_KEYS, KMS_CONDITION_KEYS } from '../../src/checks/reference-data';
import { IDENTIFYING_CONDITIONS, list, matchesAction, matchesPattern } from '../../src/private/policy-json';

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

test('who a principal is, is asked by condition keys that AWS documents', () => {
  const known = new Set([...GLOBAL_CONDITION_KEYS, ...Object.keys(KMS_CONDITION_KEYS)].map(key => key.toLowerCase()));

  expect(IDENTIFYING_CONDITIONS.size).toBe(6);
  expect([...IDENTIFYING_CONDITIONS].filter(name => !known.has(name))).toEqual([]);
});
