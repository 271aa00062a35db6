import { CAPABILITIES, inOrder, Letters, lettersOf, VIEW } from './capabilities';
import { ReportedAccess, ReportedKey } from './run-report';
import { titleOfKey } from './write-report';
import { html } from '../write/escape';

/** More columns than this are no table: then each row lists its keys. */
const MOST_COLUMNS = 24;

/** A row of the matrix: those who can do the same with the same keys. */
interface Row {
  readonly who: readonly string[];
  /** By the place of the key. */
  readonly cells: ReadonlyMap<number, Letters>;
}

/** Who × key. */
export function matrixHtml(keys: readonly ReportedKey[], idOf: (key: ReportedKey) => string): string {
  const rows = rowsOf(keys);
  if (rows.length === 0) { return ''; }
  const table = keys.length <= MOST_COLUMNS ? wholeTable(rows, keys, idOf) : listTable(rows, keys);
  return `<section><h2 id="matrix">Who × key</h2>
<p class="legend">${[...CAPABILITIES, VIEW].filter(({ letter }) => rows.some(({ cells }) => [...cells.values()].some(letters => letters.has(letter)))).map(({ letter, word }) => `<span>${chip(letter, 'allowed')} ${html(word)}</span>`).join(' ')} <span>${chip('R', 'depends')} outlined: only under a condition, which the key tells below</span></p>
<div class="wide" role="region" tabindex="0" aria-labelledby="matrix">${table}</div></section>`;
}

const wordOfLetter = new Map([...CAPABILITIES, VIEW].map(({ letter, word }) => [letter, word]));
const chip = (letter: string, verdict: 'allowed' | 'depends'): string =>
  `<abbr class="chip ${letter}${verdict === 'depends' ? ' if' : ''}" title="${html(wordOfLetter.get(letter)!)}${verdict === 'depends' ? ', under a condition' : ''}">${letter}</abbr>`;
const chips = (letters: Letters): string => inOrder(letters).map(([letter, verdict]) => chip(letter, verdict)).join('');

/** The legend has the words. */
const shortChips = (letters: Letters): string => inOrder(letters).map(([letter, verdict]) => `<i class="${letter}${verdict === 'depends' ? ' if' : ''}">${letter}</i>`).join('');

/** Those with the same cells share a row. */
function rowsOf(keys: readonly ReportedKey[]): Row[] {
  const people = new Map<string, Map<number, ReportedAccess[]>>();
  const groups = new Map<readonly string[], Map<number, ReportedAccess[]>>();
  // A long list of principals is one object for many keys: it is taken as one.
  const into = (cells: Map<number, ReportedAccess[]>, i: number, row: ReportedAccess): void => {
    const known = cells.get(i);
    if (known) { known.push(row); } else { cells.set(i, [row]); }
  };
  keys.forEach((key, i) => {
    for (const row of key.access) {
      if (row.principals.length > MOST_COLUMNS) {
        if (!groups.has(row.principals)) { groups.set(row.principals, new Map()); }
        into(groups.get(row.principals)!, i, row);
        continue;
      }
      for (const name of row.principals) {
        if (!people.has(name)) { people.set(name, new Map()); }
        into(people.get(name)!, i, row);
      }
    }
  });
  const letters = (cells: ReadonlyMap<number, ReportedAccess[]>): Row['cells'] => new Map([...cells].map(([i, rows]) => [i, lettersOf(keys[i], rows)]));
  const merged = new Map<string, { who: string[]; cells: Row['cells'] }>();
  for (const [who, cells] of [...[...groups].map(([list, of]) => [list, letters(of)] as const), ...[...people].map(([name, of]) => [[name], letters(of)] as const)]) {
    const id = JSON.stringify([...cells].map(([i, of]) => [i, ...inOrder(of)]));
    const known = merged.get(id);
    if (known) { known.who.push(...who); } else { merged.set(id, { who: [...who], cells }); }
  }
  // Whoever has something to do with most keys comes first.
  return [...merged.values()].sort((a, b) => b.cells.size - a.cells.size);
}

function wholeTable(rows: readonly Row[], keys: readonly ReportedKey[], idOf: (key: ReportedKey) => string): string {
  const head = keys.map(key => `<th scope="col"><a href="#${idOf(key)}">${html(shortTitle(key))}</a></th>`).join('');
  const body = rows.map(({ who, cells }) => `<tr><th scope="row">${names(who)}</th>${keys.map((_, i) => cells.has(i) ? `<td>${chips(cells.get(i)!)}</td>` : '<td class="none"><span aria-label="nothing">·</span></td>').join('')}</tr>`);
  return `<table class="matrix"><thead><tr><th scope="col">Who</th>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
}

/** Of many keys, each row says with which one can do what. */
function listTable(rows: readonly Row[], keys: readonly ReportedKey[]): string {
  const body = rows.map(({ who, cells }) => {
    const same = new Map<string, number[]>();
    for (const [i, letters] of cells) {
      const id = shortChips(letters);
      const list = same.get(id);
      if (list) { list.push(i); } else { same.set(id, [i]); }
    }
    const lists = [...same].map(([letters, list]) => `${letters} ${list.length === keys.length ? 'every key' : names(list.map(i => shortTitle(keys[i])))}`);
    return `<tr><th scope="row">${names(who)}</th><td>${lists.join('<br>')}</td></tr>`;
  });
  return `<table class="matrix lists"><thead><tr><th scope="col">Who</th><th scope="col">What, with which key</th></tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
}

/** Columns are narrow. */
export const shortTitle = (key: ReportedKey): string => titleOfKey(key).replace(/^alias\//, '');

/** More names than this are folded. */
const MANY_NAMES = 6;

/** A list of names, the most of a long one folded. */
export function names(list: readonly string[], unfolded = false): string {
  const short = list.slice(0, MANY_NAMES - 2).map(html).join(', ');
  // What is told of many keys lists nobody again: the matrix does.
  if (unfolded && list.length > MOST_COLUMNS) { return `${short} and ${list.length - MANY_NAMES + 2} more, all in the matrix`; }
  return list.length <= MANY_NAMES ? list.map(html).join(', ')
    : `<details class="names"><summary>${short} and ${list.length - MANY_NAMES + 2} more</summary>${list.slice(MANY_NAMES - 2).map(html).join(', ')}</details>`;
}
