/** Up to where ARNs and paths are the same, at the border of a part. */
const beginning = (one: string, other: string): string => {
  let end = 0;
  while (end < one.length && one[end] === other[end]) { end += 1; }
  return one.slice(0, Math.max(one.lastIndexOf(':', end - 1), one.lastIndexOf('/', end - 1)) + 1);
};

const reversed = (text: string): string => [...text].reverse().join('');

/**
 * What is known of a value that a mapping chooses: `arn:aws:iam::` and `:root` of the accounts of several environments, around what is not known.
 * Undefined where they have nothing in common.
 */
export function around(values: readonly unknown[], unknown: string): string | undefined {
  const texts = values.filter((value): value is string => typeof value === 'string');
  if (texts.length < values.length || texts.length < 2) { return undefined; }
  const start = texts.reduce(beginning);
  const end = reversed(texts.map(text => reversed(text.slice(start.length))).reduce(beginning));
  return start === '' && end === '' ? undefined : `${start}${unknown}${end}`;
}
