import { CheckResult, ReportedFinding } from './run-check';
import { remedyLines } from '../remedy';
import { Colours } from '../write/colours';
import { terminal } from '../write/escape';

/** For people in a terminal: `file:line` first, which editors and terminals open. */
export function checkText({ summary, findings }: CheckResult, colours: Colours, quiet: boolean): string {
  const open = findings.filter(({ acknowledged }) => acknowledged === null);
  const accepted = findings.filter(({ acknowledged }) => acknowledged !== null);
  const lines = open.flatMap(finding => lineOf(finding, colours));
  if (accepted.length > 0 && !quiet) {
    lines.push(colours.dim(terminal(`acknowledged: ${accepted.map(({ id, logicalId, acknowledged }) => `${id} on ${logicalId} (${acknowledged})`).join('; ')}`)), '');
  }
  const counts = `${plural(summary.error, 'error')}, ${plural(summary.warning, 'warning')}, ${summary.info} to know`;
  const colour = summary.error > 0 ? colours.red : summary.warning > 0 ? colours.yellow : colours.green;
  lines.push(`${colour(counts)}${summary.acknowledged > 0 ? `, ${summary.acknowledged} acknowledged` : ''}; ${plural(summary.keys, 'key')} read`);
  return `${lines.join('\n')}\n`;
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function lineOf(finding: ReportedFinding, colours: Colours): string[] {
  const { line, level, fix, help } = finding;
  const [file, id, message, place] = [finding.file, finding.id, finding.message, finding.constructPath ?? `${finding.stack}/${finding.logicalId}`].map(terminal);
  const colour = { error: colours.red, warning: colours.yellow, info: colours.cyan }[level];
  return [
    `${colours.bold(`${file}${line === null ? '' : `:${line}`}`)} ${colour(level)} ${id}`,
    `  ${place}: ${message}`,
    ...(finding.source ? [`  Source: ${terminal(`${finding.source.file}:${finding.source.line}`)}`] : []),
    ...(level === 'info' ? [] : [`  Fix: ${fix}`]),
    ...(finding.remedy === null ? [] : remedyLines(finding.remedy).map(one => `    ${terminal(one)}`)),
    colours.dim(`  ${help}`),
    '',
  ];
}
