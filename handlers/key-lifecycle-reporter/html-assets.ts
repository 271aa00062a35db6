/*
 * Style and script of the page. Colours have a contrast of at least 4.5:1 on their ground, light and dark.
 */
export const STYLE = [
  ':root{color-scheme:light dark;--ground:#f6f7f9;--paper:#fff;--ink:#1c2430;--soft:#5a6474;--line:#dde1e7;--good:#1a6b3c;--warn:#8a5300;--bad:#b3261e;--unknown:#5b4a9e;--accent:#1f5fbf;--bar-good:#3f9d68;--bar-warn:#d9912f;--bar-unknown:#8d7cd0;--bar-plain:#7d8ba0}',
  '@media (prefers-color-scheme:dark){:root{--ground:#12161c;--paper:#1a2029;--ink:#e4e8ee;--soft:#a3adba;--line:#303947;--good:#6fce97;--warn:#f0b45c;--bad:#ff8f87;--unknown:#b9acf2;--accent:#8ab8ff;--bar-good:#3f9d68;--bar-warn:#c98529;--bar-unknown:#8172c9;--bar-plain:#6f7d92}}',
  '*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif}',
  'header,main,footer{max-width:1640px;margin:0 auto;padding:0 24px}header{padding-top:24px}h1{margin:0;font-size:24px}header p,footer,small{color:var(--soft)}header p{margin:4px 0 0}footer{padding:16px 24px 32px;font-size:12px}',
  'h2{font-size:16px;margin:0}small{display:block;font-size:12px;font-weight:400}code{font:12px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}',
  '.banner{margin:16px 0 0;padding:12px 16px;border:1px solid var(--bad);border-left-width:6px;border-radius:6px;background:var(--paper)}.banner p{margin:0;font-weight:600}.banner ul{margin:4px 0 0;padding-left:20px}',
  '.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:16px 0}.card,figure,.scroll{background:var(--paper);border:1px solid var(--line);border-radius:8px}.card{padding:12px 14px}.card dt{color:var(--soft);font-size:12px}.card dd{margin:2px 0 0;font-size:24px;font-weight:650;font-variant-numeric:tabular-nums}',
  '.good{color:var(--good)}.warn,.card.warn dd{color:var(--warn)}.bad,small.bad,.card.bad dd{color:var(--bad)}.unknown,.card.unknown dd{color:var(--unknown)}.card dd small{color:var(--soft)}.none{color:var(--soft)}',
  '.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:12px;margin:0 0 20px}figure{margin:0;padding:12px 14px}figcaption{font-weight:600;margin-bottom:6px}svg{display:block;max-width:100%;height:auto}svg text{fill:var(--ink);font-size:12px}rect.good{fill:var(--bar-good)}rect.warn{fill:var(--bar-warn)}rect.unknown{fill:var(--bar-unknown)}rect.plain{fill:var(--bar-plain)}',
  '.bar{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;margin-bottom:8px}.bar output{margin-left:auto;color:var(--soft)}input,select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:6px;padding:4px 8px}#find{width:220px}',
  '.scroll{overflow:auto;max-height:80vh}table{border-collapse:collapse;width:100%;min-width:1240px}th,td{padding:7px 9px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}tbody th{font-weight:600;min-width:290px;max-width:440px;overflow-wrap:anywhere}td{white-space:nowrap}.n{text-align:right;font-variant-numeric:tabular-nums}',
  'thead th{position:sticky;top:0;z-index:1;background:var(--paper);box-shadow:inset 0 -1px var(--line);padding:0;white-space:nowrap}thead button{all:unset;cursor:pointer;padding:8px 10px;font-size:12px;font-weight:600;color:var(--soft)}thead button:hover{color:var(--accent)}thead button:focus-visible,.scroll:focus-visible,input:focus-visible,select:focus-visible,#pager button:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}',
  'th[aria-sort] button{color:var(--accent)}th[aria-sort=ascending] button:after{content:" \\2191"}th[aria-sort=descending] button:after{content:" \\2193"}tbody tr:hover{background:var(--ground)}#pager{display:flex;gap:12px;align-items:center;justify-content:flex-end;padding:8px 0}#pager[hidden]{display:none}#pager button{font:inherit;color:var(--accent);background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:4px 12px;cursor:pointer}#pager button:disabled{color:var(--soft);cursor:default}',
  '.mark{display:inline-block;margin-right:4px;padding:0 6px;border:1px solid currentColor;border-radius:9px;font-size:11px;line-height:16px;font-weight:600;color:var(--soft)}.mark.warn{color:var(--warn)}.mark.bad{color:var(--bad)}.more{color:var(--soft);font-weight:400}.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}',
  '@media print{.bar label,#pager{display:none}.scroll{max-height:none;overflow:visible}}',
].join('');

/**
 * Sorts by the cells' data-v (numbers by size, the unknown last), filters rows by text and flag, and lays out 250 rows at a time:
 * thousands at once take a browser seconds. Without the script all rows are there, in the order of the report.
 */
export const SCRIPT = `'use strict';
(() => {
  const id = name => document.getElementById(name);
  const table = id('table'), body = table.tBodies[0], heads = [...table.tHead.rows[0].cells], size = 250;
  const find = id('find'), show = id('show'), count = id('count'), pager = id('pager'), place = id('place'), back = id('back'), next = id('next');
  const rows = [...body.rows], all = rows.length, text = n => n.toLocaleString('en');
  const collator = new Intl.Collator('en', { numeric: true });
  let order = rows, matched = rows, page = 0, texts;
  const draw = () => {
    const pages = Math.max(1, Math.ceil(matched.length / size));
    page = Math.min(Math.max(page, 0), pages - 1);
    body.replaceChildren(...matched.slice(page * size, (page + 1) * size));
    pager.hidden = pages === 1;
    place.textContent = 'Page ' + (page + 1) + ' of ' + pages;
    back.disabled = page === 0;
    next.disabled = page === pages - 1;
    count.textContent = (matched.length === all ? '' : text(matched.length) + ' of ') + text(all) + ' keys';
  };
  const filter = () => {
    texts ||= new Map(rows.map(row => [row, row.textContent.toLowerCase()]));
    const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean), flag = show.value;
    matched = order.filter(row => (!flag || row.dataset.f.split(' ').includes(flag)) && words.every(word => texts.get(row).includes(word)));
  };
  heads.forEach((head, column) => head.firstElementChild.addEventListener('click', () => {
    const way = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    heads.forEach(other => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', way === 1 ? 'ascending' : 'descending');
    const keyed = rows.map((row, i) => {
      const value = row.cells[column].dataset.v, number = Number(value);
      return { row, i, value, number: value !== undefined && value !== '' && !Number.isNaN(number) ? number : undefined };
    });
    const numeric = keyed.every(k => k.value === undefined || k.number !== undefined);
    keyed.sort((a, b) => {
      if (a.value === undefined || b.value === undefined) { return (a.value === undefined) - (b.value === undefined) || a.i - b.i; }
      return way * (numeric ? a.number - b.number : collator.compare(a.value, b.value)) || a.i - b.i;
    });
    order = keyed.map(k => k.row);
    page = 0;
    filter();
    draw();
  }));
  const refilter = () => { page = 0; filter(); draw(); };
  let waiting;
  find.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(refilter, 120); });
  show.addEventListener('change', refilter);
  back.addEventListener('click', () => { page -= 1; draw(); });
  next.addEventListener('click', () => { page += 1; draw(); });
  draw();
})();`;
