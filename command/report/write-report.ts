import { CAPABILITIES, inOrder, lettersOf } from './capabilities';
import { Report, ReportedAccess, ReportedKey, ReportedRestriction, ReportResult } from './run-report';
import { reportText } from '../../src/report/report-text';
import { plural } from '../check/write-text';
import { markdown, terminal } from '../write/escape';
import { fitting } from '../write/fitting';

/** `1 key in 1 stack, $1.00 a month`. */
export function totals({ keys }: ReportResult): string {
  const sum = (cost: (key: ReportedKey) => number): string => keys.reduce((total, key) => total + cost(key), 0).toFixed(2);
  const later = sum(key => key.monthlyCostWhenRotated);
  const now = sum(key => key.monthlyCost);
  return `${plural(keys.length, 'key')} in ${plural(new Set(keys.map(({ stack }) => stack)).size, 'stack')}, $${now} a month${later === now ? '' : `, $${later} once every key has rotated twice`}`;
}

export const titleOfKey = ({ aliases, stack, name }: ReportedKey): string => aliases[0] ?? `${stack}/${name}`;

/** The text of KeyReport: what all keys of a stack share is said once. */
export const reportAsText = ({ summaries }: Report): string => terminal(reportText([...summaries]));

/** More names than this are counted. */
const MANY = 8;

/** `role A, role B and 498 more`. */
export const someOf = (names: readonly string[], most = MANY): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most - 2).join(', ')} and ${names.length - most + 2} more`;

/** The same within a sentence: `role A, role B and role C`. */
export const someInSentence = (names: readonly string[]): string =>
  names.length < 2 || names.length > MANY ? someOf(names) : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;

/** For a pull request or a wiki: a table of the keys, then each with its access, folded. */
export function reportMarkdown({ result }: Report): string {
  return fitting([
    `**${totals(result)}.**\n`,
    ...(result.keys.length > 0 ? ['\n| key | who can read | who can administer | data | rotation |\n|---|---|---|---|---|\n', ...result.keys.map(row), ...result.keys.map(folded)] : []),
  ]);
}

/** Whoever has a letter, in words. */
const whoHas = (key: ReportedKey, letter: string): string => {
  const found = key.access.filter(access => inOrder(lettersOf(key, [access])).some(([has]) => has === letter));
  return someOf([...new Set(found.flatMap(({ principals }) => principals))]) || '–';
};

/** Keys that only sign have nothing to read. */
const usesOf = (key: ReportedKey): string => CAPABILITIES[0].kinds.test(key.kind) ? whoHas(key, 'R') : whoHas(key, 'S');

const row = (key: ReportedKey): string =>
  `| ${[titleOfKey(key), usesOf(key), whoHas(key, 'A'), someOf(key.data) || '–', `${key.rotation}${key.enabled ? '' : ', disabled'}`].map(markdown).join(' | ')} |\n`;

const folded = (key: ReportedKey): string => [
  `\n<details><summary>${markdown(titleOfKey(key))}: ${markdown(key.kind)}</summary>\n\n`,
  ...key.access.map(access => `- ${accessWords(access)}\n`),
  ...key.restrictions.map(restriction => `- denied: ${accessWords(restriction)}\n`),
  '\n</details>\n',
].join('');

const accessWords = ({ principals, permissions, when, through, statement }: ReportedAccess | ReportedRestriction): string =>
  `**${markdown(someOf(principals))}**: ${markdown(permissions.join(', '))}${when === '' ? '' : `, ${markdown(when)}`} (${markdown(statement === null ? through : `${statement} in the ${through}`)})`;
