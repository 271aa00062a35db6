import { DiffResult } from './run-diff';
import { groupsOf, headline } from './write-diff';
import { html } from '../write/escape';
import { page } from '../write/page';

/** A page for people who read no terminals. */
export function diffHtml(result: DiffResult): string {
  const tables = groupsOf(result.changes).map(([title, level, lines]) => `<h2 class="${level}">${html(title)}</h2>
<table><thead><tr><th scope="col">What changes</th><th scope="col">For example</th></tr></thead><tbody>
${lines.map(({ text, example = '' }) => `<tr><td>${html(text)}</td><td>${html(example.replace(/^for example /, ''))}</td></tr>`).join('\n')}
</tbody></table>`);
  return page('What changes for KMS keys', `<main><h1>What changes for KMS keys</h1>\n<p>${html(headline(result))}.</p>\n${tables.join('\n')}\n</main>`,
    'td:first-child { width: 60%; }');
}
