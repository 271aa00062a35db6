import { commonText, globOf, matchesAction, matchesEverything, matchesPattern } from '../../src/iam/pattern';

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

/* Whether a Deny by one pattern leaves something of an Allow by another stands and falls with this. */
describe('a text that two patterns have in common', () => {
  const LETTERS = ['a', 'b', '*', '?'];
  const upTo = (length: number, letters: readonly string[]): string[] => length === 0 ? [''] : ['', ...upTo(length - 1, letters).flatMap(rest => letters.map(letter => letter + rest))];
  const PATTERNS = [...new Set([...upTo(2, LETTERS), 'a*b', '*a*', '?*b', 'a?b', '**b', '*?a', 'b*a'])];
  const TEXTS = [...new Set(upTo(4, ['a', 'b', 'x']))];
  const MATCHED = new Map(PATTERNS.map(pattern => [pattern, new Set(TEXTS.filter(text => matchesPattern(pattern, text)))]));

  test('is found where there is one, and matches both', () => {
    const wrong: unknown[] = [];
    for (const one of PATTERNS) {
      for (const other of PATTERNS) {
        const common = commonText(globOf(one), globOf(other));
        const isThere = [...MATCHED.get(one)!].some(text => MATCHED.get(other)!.has(text));
        if (common === undefined ? isThere : !matchesPattern(one, common) || !matchesPattern(other, common)) { wrong.push([one, other, common]); }
      }
    }

    expect(wrong).toEqual([]);
  });

  test.each<[string, string, string | undefined]>([
    ['a*', '*b', 'a-b'], ['*', '*', '-'], ['*ab', 'a*', 'a-ab'], ['a*c', '*b*', 'a-bc'], ['?*', 'a*', 'a-'], ['a*', 'ab', undefined], ['a*', 'b*', undefined], ['a*c', 'a?b*', 'axb-c'],
  ])('%s and %s have more in common where both may be any text: %s', (one, other, wanted) => {
    const found = commonText(globOf(one), globOf(other), '-');

    expect(found?.length).toBe(wanted?.length);
    if (found !== undefined) { expect([found.includes('-'), matchesPattern(one, found), matchesPattern(other, found)]).toEqual([true, true, true]); }
  });
});

test.each<[string, string, boolean]>([
  ['a${*}', 'a*', true],
  ['a${*}', 'ab', false],
  ['a${?}', 'a?', true],
  ['a${?}', 'ab', false],
  ['a${$}', 'a$', true],
  ['${?Name}', '${?Name}', true],
  ['${?Name}', '${xName}', false],
])('%j matches %j: %s', (pattern, text, wanted) => expect(matchesPattern(pattern, text)).toBe(wanted));

test.each<[string, string, string | undefined]>([
  ['?', '?', 'x'],
  ['a?', '?b', 'ab'],
  ['*', '?', 'x'],
  ['?', '*', 'x'],
  ['*', '*', ''],
  ['a*', '*b', 'ab'],
  ['a?c', 'a*', 'axc'],
  ['a', 'b', undefined],
  ['a*', 'a', 'a'],
])('the shortest text that %s and %s have in common is %p', (one, other, wanted) => expect(commonText(globOf(one), globOf(other))).toBe(wanted));
