import { CheckResult, placesOf, ReportedFinding } from './run-check';
import { plural } from './write-text';
import { html } from '../write/escape';
import { page } from '../write/page';

/** A page for people who read no terminals. */
export function checkHtml({ summary, findings }: CheckResult): string {
  const open = findings.filter(({ acknowledged }) => acknowledged === null);
  const accepted = findings.filter(({ acknowledged }) => acknowledged !== null);
  return page('KMS checks', [
    '<main><h1>KMS checks</h1>',
    `<p><span class="error">${plural(summary.error, 'error')}</span>, <span class="warning">${plural(summary.warning, 'warning')}</span>, ${summary.info} to know, ${summary.acknowledged} acknowledged; ${plural(summary.keys, 'key')} read.</p>`,
    table('Findings', open),
    accepted.length > 0 ? `<details><summary>${accepted.length} acknowledged</summary>${table('Acknowledged', accepted)}</details>` : '',
    '</main>',
  ].join('\n'));
}

function table(caption: string, findings: readonly ReportedFinding[]): string {
  if (findings.length === 0) { return '<p class="good">No findings.</p>'; }
  return `<div class="wide"><table><caption>${caption}</caption><thead><tr><th scope="col">Level</th><th scope="col">Resource</th><th scope="col">Finding</th><th scope="col">Fix</th></tr></thead><tbody>
${findings.map(row).join('\n')}
</tbody></table></div>`;
}

function row(finding: ReportedFinding): string {
  const { level, constructPath, logicalId, id, help, message, fix, acknowledged } = finding;
  return `<tr><td class="${level}">${level}</td>`
    + `<td>${html(constructPath ?? logicalId)}${placesOf(finding).map(place => `<br><code>${html(place)}</code>`).join('')}</td>`
    + `<td><a href="${html(help)}">${html(id)}</a><br>${html(message)}</td><td>${html(acknowledged === null ? fix : `Acknowledged: ${acknowledged}`)}</td></tr>`;
}
