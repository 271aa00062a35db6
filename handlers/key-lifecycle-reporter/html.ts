/*
 * The report as one page: no script, style, font or image from elsewhere. What people wrote (descriptions, aliases) is escaped,
 * and a content security policy allows nothing but the page's own script and style.
 */
import { createHash } from 'crypto';
import { accountOf } from './external-access';
import { SCRIPT, STYLE } from './html-assets';
import { bars, ageBuckets, idleBuckets } from './html-charts';
import { KeyRecord, Report } from './inventory';
import { oneLine } from '../shared/one-line';

/** For elements and attributes; line breaks and marks that hide text are written out. */
export const escape = (text: string): string =>
  oneLine(text).replace(/[&<>"']/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]!);

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const day = (iso: string): string => iso.slice(0, 10);
const number = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
const dollars = (value: number): string => `$${number(Math.round(value))}`;

interface Column {
  readonly title: string;
  readonly numeric?: boolean;
  /** What the column is sorted by; undefined comes last whichever way. */
  readonly value: (key: KeyRecord) => string | number | undefined;
  readonly cell: (key: KeyRecord) => string;
}

const UNKNOWN = '<span class="unknown">unknown</span>';
const orUnknown = (value: number | null): string => (value === null ? UNKNOWN : number(value));

const COLUMNS: readonly Column[] = [
  { title: 'Key', value: name, cell: keyCell },
  { title: 'Region', value: key => `${key.region} ${key.account}`, cell: key => `${escape(key.region)}<small>${escape(key.account)}</small>` },
  { title: 'State', value: key => key.state, cell: stateCell },
  { title: 'Rotation', value: key => key.rotation, cell: rotationCell },
  { title: 'Age', numeric: true, value: key => key.ageDays ?? undefined, cell: key => (key.ageDays === null ? UNKNOWN : `${number(key.ageDays)} d`) },
  { title: 'Last use', value: key => key.lastUse.idleDays ?? undefined, cell: lastUseCell },
  { title: 'Operations', numeric: true, value: key => key.operations ?? undefined, cell: key => (key.operations === null ? '<span class="none">–</span>' : number(key.operations)) },
  { title: 'Grants', numeric: true, value: key => key.grants ?? undefined, cell: key => orUnknown(key.grants) },
  { title: 'External access', value: key => key.external?.length, cell: externalCell },
  { title: 'Policy', numeric: true, value: key => key.policyBytes ?? undefined, cell: key => (key.policyBytes === null ? UNKNOWN : `${number(key.policyBytes)} B`) },
  { title: 'Multi-region', value: key => key.multiRegion, cell: key => (key.multiRegion === 'no' ? '<span class="none">–</span>' : escape(key.multiRegion)) },
  { title: 'Monthly', numeric: true, value: key => key.monthlyCostUsd ?? undefined, cell: key => (key.monthlyCostUsd === null ? UNKNOWN : dollars(key.monthlyCostUsd)) },
];

function name(key: KeyRecord): string {
  return key.aliases[0] ?? key.keyId;
}

function keyCell(key: KeyRecord): string {
  const [first, ...more] = key.aliases;
  const title = first === undefined ? `<code>${escape(key.keyId)}</code>` : `${escape(first.replace(/^alias\//, ''))}${more.length ? `<span class="more"> +${more.length}</span>` : ''}`;
  const below = [first === undefined ? '' : `<code>${escape(key.keyId)}</code>`, escape(key.description)].filter(text => text !== '').map(text => `<small>${text}</small>`).join('');
  const marks = [
    key.unused ? '<b class="mark warn">unused</b>' : '',
    key.old ? '<b class="mark">old</b>' : '',
    key.highUsage ? '<b class="mark">busy</b>' : '',
  ].join('');
  const unread = key.errors.length ? `<small class="bad">not read: ${escape(key.errors.map(e => `${e.source} (${e.code})`).join(', '))}</small>` : '';
  return `${title} ${marks}${below}${unread}`;
}

function stateCell(key: KeyRecord): string {
  const kind = key.state === 'Enabled' ? 'good' : key.state === 'Unknown' ? 'unknown' : 'warn';
  const until = key.state === 'PendingDeletion' && key.deletionDate ? `<small>until ${day(key.deletionDate)}</small>` : '';
  return `<span class="${kind}">${escape(key.state.replace(/([a-z])([A-Z])/g, '$1 $2'))}</span>${until}`;
}

function rotationCell(key: KeyRecord): string {
  switch (key.rotation) {
    case 'on': return `<span class="good">on</span>${key.rotationPeriodDays ? `<small>every ${key.rotationPeriodDays} d</small>` : ''}`;
    case 'off': return '<span class="warn">off</span>';
    case 'unknown': return UNKNOWN;
    default: return `<span class="none">not possible</span><small>${escape(key.spec)}</small>`;
  }
}

function lastUseCell(key: KeyRecord): string {
  const { known, at, idleDays, trackedSince, operation } = key.lastUse;
  if (!known) { return at === null ? UNKNOWN : `${UNKNOWN}<small>seen ${day(at)}</small>`; }
  return at === null
    ? `none on record<small>since ${day(trackedSince!)}</small>`
    : `${number(idleDays!)} d ago<small>${day(at)}${operation ? ` ${escape(operation)}` : ''}</small>`;
}

function externalCell(key: KeyRecord): string {
  if (key.external === null) { return UNKNOWN; }
  if (key.external.length === 0) { return '<span class="none">–</span>'; }
  const open = key.external.some(e => e.principal === '*' && e.boundedBy.length === 0);
  const listed = key.external.map(e => `${e.principal}${e.through === 'grant' ? ' (grant)' : ''}${e.boundedBy.length ? ` if ${e.boundedBy.join(', ')}` : ''}`);
  const text = open ? 'anybody' : `${key.external.length} principal${key.external.length > 1 ? 's' : ''}`;
  // Whose it is, for those who see no tooltip; the whole list is in the JSON.
  const first = open ? '' : accountOf(key.external[0].principal) ?? listed[0];
  return `<span class="${open ? 'bad' : 'warn'}" title="${listed.map(escape).join('\n')}">${text}</span>${first ? `<small>${escape(first)}</small>` : ''}`;
}

/** Words that the page's filter knows a row by. */
const flags = (key: KeyRecord): string => [
  key.unused ? 'unused' : '', key.old ? 'old' : '', key.highUsage ? 'busy' : '', key.lastUse.known ? '' : 'unknown',
  key.external?.length ? 'external' : '', key.errors.length ? 'errors' : '', key.rotation === 'off' ? 'unrotated' : '',
].filter(flag => flag !== '').join(' ');

function row(key: KeyRecord): string {
  const cells = COLUMNS.map((column, i) => {
    const value = column.value(key);
    const attributes = `${value === undefined ? '' : ` data-v="${escape(String(value))}"`}${column.numeric ? ' class="n"' : ''}`;
    return i === 0 ? `<th scope="row"${attributes}>${column.cell(key)}</th>` : `<td${attributes}>${column.cell(key)}</td>`;
  });
  return `<tr data-f="${flags(key)}">${cells.join('')}</tr>`;
}

const card = (label: string, value: string, note: string, kind = ''): string =>
  `<div class="card ${kind}"><dt>${label}</dt><dd>${value}<small>${note}</small></dd></div>`;

function cards({ totals, thresholds }: Report): string {
  return `<dl class="cards">${[
    card('Keys', number(totals.keys), `and ${number(totals.awsManaged)} AWS managed`),
    card('Unused', number(totals.unused), `enabled, idle over ${thresholds.unusedDays} days`, totals.unused ? 'warn' : ''),
    card('Last use unknown', number(totals.lastUse.unknown), 'never counted as unused', totals.lastUse.unknown ? 'unknown' : ''),
    card('Rotation off', number(totals.rotation.off), 'though it is possible', totals.rotation.off ? 'warn' : ''),
    card('External access', number(totals.external), totals.externalUnknown ? `${number(totals.externalUnknown)} unknown` : 'other accounts or wildcards', totals.external ? 'warn' : ''),
    card('Not fully read', number(totals.withErrors), 'keys with an error', totals.withErrors ? 'bad' : ''),
    card('Monthly cost', dollars(totals.monthlyCostUsd), totals.costUnknown ? `${number(totals.costUnknown)} keys unknown` : 'keys, without requests'),
  ].join('')}</dl>`;
}

function charts(report: Report): string {
  const { totals } = report;
  return `<section class="charts" aria-label="Charts">${[
    bars('Keys by state', Object.entries(totals.byState).sort(([, a], [, b]) => b - a).map(([label, count]) => ({ label: label.replace(/([a-z])([A-Z])/g, '$1 $2'), count, kind: label === 'Enabled' ? 'good' : label === 'Unknown' ? 'unknown' : 'warn' }))),
    bars('Rotation', [
      { label: 'on', count: totals.rotation.on, kind: 'good' },
      { label: 'off', count: totals.rotation.off, kind: 'warn' },
      { label: 'not possible', count: totals.rotation['not possible'], kind: 'plain' },
      { label: 'unknown', count: totals.rotation.unknown, kind: 'unknown' },
    ]),
    bars('Last use', idleBuckets(report.keys, report.thresholds.unusedDays)),
    bars('Age', ageBuckets(report.keys, report.thresholds.oldDays)),
  ].join('')}</section>`;
}

function warnings(report: Report): string {
  const broken = report.targets.filter(target => target.status !== 'complete');
  if (broken.length === 0) { return ''; }
  const lines = broken.map(t => `<li>${escape(t.region)} of ${escape(t.account)}: ${t.status === 'failed' ? 'not read' : 'read in part'} (${escape(t.error ?? '')})</li>`);
  return `<div class="banner" role="alert"><p>This report is incomplete: every number is at least what is shown.</p><ul>${lines.join('')}</ul></div>`;
}

export function page(report: Report): string {
  const accounts = [...new Set(report.targets.map(target => target.account))];
  const regions = [...new Set(report.targets.map(target => target.region))];
  return '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    + `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'">`
    + `<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><title>KMS key report, ${day(report.startedAt)}</title><style>${STYLE}</style></head><body>`
    + `<header><h1>KMS key report</h1><p>${escape(accounts.join(', '))} · ${escape(regions.join(', '))} · <time datetime="${escape(report.startedAt)}">${escape(report.startedAt.slice(0, 16).replace('T', ' '))} UTC</time></p></header><main>`
    + warnings(report) + cards(report) + charts(report)
    + '<section aria-labelledby="keys"><div class="bar"><h2 id="keys">Keys</h2>'
    + '<label>Find <input id="find" type="search" placeholder="alias, id, Region, text"></label>'
    + `<label>Show <select id="show"><option value="">all</option>${[
      ['unused', 'unused'], ['unknown', 'last use unknown'], ['unrotated', 'rotation off'], ['external', 'external access'], ['old', 'old'], ['busy', 'high usage'], ['errors', 'not fully read'],
    ].map(([value, label]) => `<option value="${value}">${label}</option>`).join('')}</select></label>`
    + `<output id="count" for="find show" aria-live="polite">${number(report.keys.length)} keys</output></div>`
    + '<div class="scroll" tabindex="0" role="region" aria-labelledby="keys"><table id="table"><caption class="hidden">Customer managed keys; the buttons in the header sort</caption><thead><tr>'
    + COLUMNS.map(column => `<th scope="col"${column.numeric ? ' class="n"' : ''}><button type="button">${column.title}</button></th>`).join('')
    + '</tr></thead><tbody>'
    + report.keys.map(row).join('')
    + '</tbody></table></div><nav id="pager" aria-label="Pages of keys" hidden><button type="button" id="back">Previous</button><span id="place"></span>'
    + '<button type="button" id="next">Next</button></nav></section></main>'
    + `<footer>Unused: enabled, no use for over ${report.thresholds.unusedDays} days and every source answered. Old: over ${number(report.thresholds.oldDays)} days. `
    + `High usage: over ${number(report.thresholds.highUsage)} operations. Run ${escape(report.runId)}.</footer><script>${SCRIPT}</script></body></html>`;
}
