import { matrixHtml, names, shortTitle } from './matrix';
import { Report, ReportedAccess, ReportedKey, ReportedRestriction } from './run-report';
import { byStack, factsOf, FEW, StackKeys } from './shared';
import { REPORT_STYLE } from './style';
import { titleOfKey, totals } from './write-report';
import { html } from '../write/escape';
import { page } from '../write/page';

/** One page for people: the matrix, then each key with the way to it. */
export function reportHtml({ result }: Report): string {
  const numbers = new Map(result.keys.map((key, i) => [`${key.stack} ${key.logicalId}`, i + 1]));
  const idOf = ({ stack, logicalId }: ReportedKey): string => `key-${numbers.get(`${stack} ${logicalId}`)}`;
  const stacks = byStack(result.keys);
  const body = [
    `<header><h1>Who can do what with which key</h1><p class="totals">${html(totals(result))}</p></header>`,
    '<main>',
    result.keys.length === 0 ? '<p>No customer managed keys.</p>' : '',
    matrixHtml(result.keys, idOf),
    ...stacks.map(stack => stackHtml(stack, idOf)),
    '</main>',
    '<footer><p>Read from CloudFormation templates: what other accounts and the console add is not seen. IAM policies count where the key policy lets them.</p></footer>',
  ].join('\n');
  return page('Who can do what with which key', result.keys.length > FEW ? terse(body) : body, REPORT_STYLE);
}

/** HTML does without the end of a cell and of a row: a tenth of a page of hundreds of keys. */
const terse = (body: string): string => body.replace(/<\/(?:td|th|tr|li|tbody|thead)>\n?/g, '').replace(/ scope="(row|col)"/g, ' scope=$1').replace(/ id="(key-\d+)"/g, ' id=$1');

function stackHtml({ stack, shared, keys }: StackKeys, idOf: (key: ReportedKey) => string): string {
  const common = shared.access.length + shared.restrictions.length === 0 ? '' : `<section class="key"><h3>Every key of this stack</h3>
<p class="facts">${shared.facts.map(html).join(' · ')}</p>
${chain(shared.access, shared.restrictions, '<b>every key</b>', [])}</section>`;
  const own = keys.length > FEW ? tableHtml(stack, keys, idOf, shared.facts) : keys.map(key => keyHtml(key, idOf(key), shared.facts)).join('\n');
  return `<section><h2>${html(stack)}</h2>\n${common}\n${own}\n</section>`;
}

/** Many keys are rows of a table: what each has of its own. */
function tableHtml(stack: string, keys: readonly ReportedKey[], idOf: (key: ReportedKey) => string, said: readonly string[]): string {
  const line = (row: ReportedAccess | ReportedRestriction): string =>
    `<b>${names(row.principals, true)}</b> ${'verdict' in row ? '' : 'denied: '}${html(row.permissions.join(', '))}${row.when === '' ? '' : ` ${html(row.when)}`} → ${html(row.through)}${row.statement === null ? '' : ` ${html(row.statement)}`}`;
  const rows = keys.map(key => {
    const facts = factsOf(key).filter(fact => !said.includes(fact));
    return `<tr id="${idOf(key)}"><td>${[...key.access, ...key.restrictions].map(line).join('<br>')}</td><th scope="row">${html(shortTitle(key))}${facts.map(fact => `<small>${html(fact)}</small>`).join('')}</th><td>${names(key.data)}</td></tr>`;
  });
  return `<div class="wide" role="region" tabindex="0" aria-label="Keys of ${html(stack)}"><table class="many"><thead><tr><th scope="col">Who can do what → through what, beside what every key has</th><th scope="col">Key</th><th scope="col">Data</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

function keyHtml(key: ReportedKey, id: string, said: readonly string[]): string {
  const facts = [...factsOf(key).filter(fact => !said.includes(fact)), ...(key.replicas.length > 0 ? [`replicas: ${key.replicas.join(', ')}`] : [])];
  const names_ = key.aliases.length > 1 ? `also ${key.aliases.slice(1).join(', ')}` : undefined;
  const title = `<b>${html(shortTitle(key))}</b>${key.aliases.length > 0 ? `<small>${html(key.name)}</small>` : ''}`;
  return `<section class="key" id="${id}"><h3>${html(titleOfKey(key))}</h3>
${facts.length + (key.description === null ? 0 : 1) > 0 ? `<p class="facts">${[...(key.description === null ? [] : [key.description]), ...(names_ ? [names_] : []), ...facts].map(html).join(' · ')}</p>` : ''}
${chain(key.access, key.restrictions, title, key.data)}</section>`;
}

/** Who → through what → key → data. */
function chain(access: readonly ReportedAccess[], restrictions: readonly ReportedRestriction[], key: string, data: readonly string[]): string {
  return `<div class="chain${data.length === 0 ? ' bare' : ''}"><ul class="ways" aria-label="Who, and through what">${[...access.map(way), ...restrictions.map(barred)].join('\n')}</ul>
<div class="lock">${key}</div>${data.length === 0 ? '' : `<ul class="data" aria-label="Data under the key">${dataItems(data)}</ul>`}</div>`;
}

const MANY_DATA = 12;
const dataItems = (data: readonly string[]): string =>
  [...data.slice(0, MANY_DATA).map(html), ...(data.length > MANY_DATA ? [names(data.slice(MANY_DATA))] : [])].map(item => `<li>${item}</li>`).join('');

/** What a key policy gives an account, IAM policies pass on. */
const delegated = (principals: readonly string[], through: string): string =>
  through === 'key policy' && principals.some(name => /^(the account|account \S+)$/.test(name)) ? ', as its IAM policies say' : '';

const way = ({ principals, permissions, verdict, when, through, statement }: ReportedAccess): string =>
  `<li class="${verdict === 'depends' ? 'if' : 'yes'}"><p class="who"><b>${names(principals, true)}</b> ${html(permissions.join(', '))}${delegated(principals, through)}${when === '' ? '' : `<small>${html(when)}</small>`}</p><p class="through">${origin(through, statement)}</p></li>`;

const barred = ({ principals, permissions, when, through, statement }: ReportedRestriction): string =>
  `<li class="no"><p class="who"><b>${names(principals, true)}</b> denied: ${html(permissions.join(', '))}${when === '' ? '' : `<small>${html(when)}</small>`}</p><p class="through">${origin(through, statement)}</p></li>`;

const origin = (through: string, statement: string | null): string => `${html(through)}${statement === null ? '' : `<small>${html(statement)}</small>`}`;
