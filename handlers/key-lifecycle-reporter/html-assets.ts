/*
 * Style and script of the page. Colours have a contrast of at least 4.5:1 on their ground, light and dark.
 */
export const STYLE = [
  ':root{color-scheme:light dark;--ground:#f6f7f9;--paper:#fff;--ink:#1c2430;--soft:#5a6474;--line:#dde1e7;--good:#1a6b3c;--warn:#8a5300;--bad:#b3261e;--unknown:#5b4a9e;--accent:#1f5fbf;--bar-good:#3f9d68;--bar-warn:#d9912f;--bar-unknown:#8d7cd0;--bar-plain:#7d8ba0}',
  '@media (prefers-color-scheme:dark){:root{--ground:#12161c;--paper:#1a2029;--ink:#e4e8ee;--soft:#a3adba;--line:#303947;--good:#6fce97;--warn:#f0b45c;--bad:#ff8f87;--unknown:#b9acf2;--accent:#8ab8ff;--bar-good:#3f9d68;--bar-warn:#c98529;--bar-unknown:#8172c9;--bar-plain:#6f7d92}}',
  '*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif}',
  'header,main,footer{max-width:1500px;margin:0 auto;padding:0 24px}header{padding-top:24px}h1{margin:0;font-size:24px}header p,footer,small{color:var(--soft)}header p{margin:4px 0 0}footer{padding:16px 24px 32px;font-size:12px}',
  'h2{font-size:16px;margin:0}small{display:block;font-size:12px;font-weight:400}code{font:12px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}',
  '.banner{margin:16px 0 0;padding:12px 16px;border:1px solid var(--bad);border-left-width:6px;border-radius:6px;background:var(--paper)}.banner p{margin:0;font-weight:600}.banner ul{margin:4px 0 0;padding-left:20px}',
  '.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:16px 0}.card,figure,.scroll{background:var(--paper);border:1px solid var(--line);border-radius:8px}.card{padding:12px 14px}.card dt{color:var(--soft);font-size:12px}.card dd{margin:2px 0 0;font-size:24px;font-weight:650;font-variant-numeric:tabular-nums}',
  '.good{color:var(--good)}.warn,.card.warn dd{color:var(--warn)}.bad,.card.bad dd{color:var(--bad)}.unknown,.card.unknown dd{color:var(--unknown)}.card dd small{color:var(--soft)}.none{color:var(--soft)}',
  '.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:12px;margin:0 0 20px}figure{margin:0;padding:12px 14px}figcaption{font-weight:600;margin-bottom:6px}svg{display:block;max-width:100%;height:auto}svg text{fill:var(--ink);font-size:12px}rect.good{fill:var(--bar-good)}rect.warn{fill:var(--bar-warn)}rect.unknown{fill:var(--bar-unknown)}rect.plain{fill:var(--bar-plain)}',
  '.bar{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;margin-bottom:8px}.bar output{margin-left:auto;color:var(--soft)}input,select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:6px;padding:4px 8px}#find{width:220px}',
  '.scroll{overflow:auto;max-height:80vh}table{border-collapse:collapse;width:100%;min-width:1240px}th,td{padding:7px 10px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}tbody th{font-weight:600;min-width:300px;max-width:440px;overflow-wrap:anywhere}td{white-space:nowrap}.n{text-align:right;font-variant-numeric:tabular-nums}',
  'thead th{position:sticky;top:0;z-index:1;background:var(--paper);box-shadow:inset 0 -1px var(--line);padding:0;white-space:nowrap}thead button{all:unset;cursor:pointer;padding:8px 10px;font-size:12px;font-weight:600;color:var(--soft)}thead button:hover{color:var(--accent)}thead button:focus-visible,.scroll:focus-visible,input:focus-visible,select:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}',
  'th[aria-sort] button{color:var(--accent)}th[aria-sort=ascending] button:after{content:" \\2191"}th[aria-sort=descending] button:after{content:" \\2193"}tbody tr:hover{background:var(--ground)}tr[hidden]{display:none}',
  '.mark{display:inline-block;margin-left:4px;padding:0 6px;border:1px solid currentColor;border-radius:9px;font-size:11px;line-height:16px;font-weight:600;color:var(--soft)}.mark.warn{color:var(--warn)}.mark.bad{color:var(--bad)}.more{color:var(--soft);font-weight:400}.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}',
  '@media print{.bar label{display:none}.scroll{max-height:none;overflow:visible}}',
].join('');

/** Sorts by the cells' data-v (numbers by size, the unknown last) and filters rows by text and flag. */
export const SCRIPT = `'use strict';
(() => {
  const table = document.getElementById('table'), body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const find = document.getElementById('find'), show = document.getElementById('show'), count = document.getElementById('count');
  const rows = [...body.rows], all = rows.length;
  let texts;
  const order = new Intl.Collator('en', { numeric: true });
  heads.forEach((head, column) => head.firstElementChild.addEventListener('click', () => {
    const way = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    heads.forEach(other => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', way === 1 ? 'ascending' : 'descending');
    const keyed = rows.map((row, i) => {
      const value = row.cells[column].dataset.v, size = Number(value);
      return { row, i, value, size: value !== undefined && value !== '' && !Number.isNaN(size) ? size : undefined };
    });
    const numeric = keyed.every(k => k.value === undefined || k.size !== undefined);
    keyed.sort((a, b) => {
      if (a.value === undefined || b.value === undefined) { return (a.value === undefined) - (b.value === undefined) || a.i - b.i; }
      return way * (numeric ? a.size - b.size : order.compare(a.value, b.value)) || a.i - b.i;
    });
    body.append(...keyed.map(k => k.row));
  }));
  const filter = () => {
    texts ||= rows.map(row => row.textContent.toLowerCase());
    const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean), flag = show.value;
    let shown = 0;
    rows.forEach((row, i) => {
      const match = words.every(word => texts[i].includes(word)) && (!flag || row.dataset.f.split(' ').includes(flag));
      row.hidden = !match;
      shown += match;
    });
    count.textContent = (shown === all ? '' : shown.toLocaleString('en') + ' of ') + all.toLocaleString('en') + ' keys';
  };
  let waiting;
  find.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  show.addEventListener('change', filter);
})();`;
