import { DiffResult } from './changes';
import { groupsOf, headline } from './write-diff';
import { html } from '../write/escape';
import { page } from '../write/page';

/** A page for people who read no terminals. */
export function diffHtml(result: DiffResult): string {
  const tables = groupsOf(result.changes).map(([title, level, lines]) => {
    // What is no access has no request for an example.
    const hasExamples = lines.some(({ example }) => example !== undefined);
    const cell = (example = ''): string => hasExamples ? `<td>${html(example.replace(/^for example /, ''))}</td>` : '';
    return `<h2 class="${level}">${html(title)}</h2>
<div class="wide"><table><thead><tr><th scope="col">What changes</th>${hasExamples ? '<th scope="col">For example</th>' : ''}</tr></thead><tbody>
${lines.map(({ text, example }) => `<tr><td>${html(text)}</td>${cell(example)}</tr>`).join('\n')}
</tbody></table></div>`;
  });
  return page('What changes for KMS keys', `<main><h1>What changes for KMS keys</h1>\n<p>${html(headline(result))}.</p>\n${tables.join('\n')}\n</main>`,
    'td:nth-last-child(2) { width: 60%; }');
}
