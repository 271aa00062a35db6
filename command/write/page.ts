import { html } from './escape';

/** A page of one file, without script and network; light and dark, for screens and paper. */
export function page(title: string, body: string, style = ''): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(title)}</title>
<style>
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #444c56); --soft: light-dark(#f6f8fa, #22272e); --text: light-dark(#1f2328, #d1d7e0);
  --error: light-dark(#b3261e, #ff8a80); --warning: light-dark(#8a5a00, #f2c464); --info: light-dark(#0b57a4, #82b6ff); --good: light-dark(#1a6b35, #7ddc94); }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; }
table { border-collapse: collapse; width: 100%; } .wide { overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: var(--soft); } caption { text-align: left; font-weight: 600; padding: .4rem 0; }
code { font: .9em ui-monospace, monospace; } summary { cursor: pointer; } a { color: var(--info); }
:focus-visible { outline: 2px solid var(--info); outline-offset: 2px; }
.error { color: var(--error); font-weight: 600; } .warning { color: var(--warning); font-weight: 600; } .info { color: var(--info); } .good { color: var(--good); }
nav ul { columns: 18rem; padding-left: 1.2rem; }
@media print { details { display: block; } details > * { display: block; } nav { display: none; } body { max-width: none; } }${style}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}
