import { CheckResult, placesOf, ReportedFinding } from './run-check';
import { plural } from './write-text';
import { remedyMarkdown } from '../remedy-markdown';
import { markdown } from '../write/escape';
import { fitting } from '../write/fitting';

/** For a pull request: one line first, then a table, what is only to know folded. */
export function checkMarkdown({ summary, findings }: CheckResult): string {
  const open = findings.filter(({ acknowledged }) => acknowledged === null);
  const first = summary.error + summary.warning === 0
    ? `**KMS checks pass** for ${plural(summary.keys, 'key')}.`
    : `**${plural(summary.error, 'error')} and ${plural(summary.warning, 'warning')}** on ${plural(summary.keys, 'key')}.`;
  const weighty = open.filter(({ level }) => level !== 'info');
  const others = open.filter(({ level }) => level === 'info');
  const accepted = findings.filter(({ acknowledged }) => acknowledged !== null);
  return fitting([
    `${first}\n`,
    ...(weighty.length > 0 ? ['\n| | where | what | fix |\n|---|---|---|---|\n', ...weighty.map(row)] : []),
    ...folded('Missing statements', open.flatMap(({ logicalId, remedy }) => remedy === null ? [] : [`${markdown(logicalId)}. ${remedyMarkdown(remedy)}\n`])),
    ...folded(`${others.length} to know`, others.map(item)),
    ...folded(`${accepted.length} acknowledged`, accepted.map(finding => `- ${link(finding)} on ${markdown(finding.logicalId)}: ${markdown(finding.acknowledged!)}\n`)),
  ]);
}

const link = ({ id, help }: ReportedFinding): string => `[${markdown(id)}](${help})`;
const place = (finding: ReportedFinding): string => [finding.constructPath ?? finding.logicalId, ...placesOf(finding)].map(markdown).join('<br>');
const row = (finding: ReportedFinding): string =>
  `| ${finding.level} | ${place(finding)} | ${link(finding)}: ${markdown(finding.message)} | ${markdown(finding.fix)} |\n`;
const item = (finding: ReportedFinding): string => `- ${link(finding)} on ${markdown(finding.constructPath ?? finding.logicalId)}: ${markdown(finding.message)}\n`;

const folded = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`\n<details><summary>${title}</summary>\n\n`, ...items, '\n</details>\n'];
