/** Lines from those who have access, through the policy, to the key and on to its data; on a phone, from top to bottom. */
export const REPORT_STYLE = `
:root { --R: light-dark(#0b57a4, #82b6ff); --W: light-dark(#1a6b35, #7ddc94); --S: light-dark(#6a3d9a, #cfa8ff); --G: light-dark(#8a5a00, #f2c464); --A: light-dark(#b3261e, #ff8a80); --V: light-dark(#57606a, #a8b1bb);
  --card: light-dark(#fff, #1c2128); --back: light-dark(#f6f8fa, #14181d); --yes: light-dark(#1a6b35, #7ddc94); --if: light-dark(#8a5a00, #f2c464); --no: light-dark(#b3261e, #ff8a80); }
body { background: var(--back); max-width: 80rem; } header { border-bottom: 1px solid var(--line); } h1 { margin-bottom: .2rem; } .totals { margin-top: 0; } small { display: block; opacity: .95; font-size: .85em; }
footer { border-top: 1px solid var(--line); margin-top: 2rem; font-size: .9em; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; font-size: .9em; }
.chip, .lists i { display: inline-block; min-width: 1.45em; text-align: center; font-weight: 700; font-style: normal; font-size: .85em; line-height: 1.5; border: 1.5px solid; border-radius: .3em; margin: .05rem .12rem; text-decoration: none;
  background: var(--c); border-color: var(--c); color: light-dark(#fff, #14181d); }
.chip.if, .lists i.if { background: transparent; color: var(--c); border-style: dashed; }
${['R', 'W', 'S', 'G', 'A', 'V'].map(letter => `.${letter} { --c: var(--${letter}); }`).join(' ')}
.matrix { width: auto; background: var(--card); } .matrix th[scope=row] { font-weight: 500; min-width: 12rem; max-width: 26rem; position: sticky; left: 0; }
.matrix thead th { font-size: .9em; min-width: 6.5rem; max-width: 11rem; } .matrix:not(.lists) td { text-align: center; white-space: nowrap; } .none { color: var(--V); }
.matrix tbody tr:hover > * { background: light-dark(#eef4fb, #263040); } .lists { width: 100%; }
.names summary { display: inline; } .names { display: inline; }
.key { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .2rem 1rem 1rem; margin: 1rem 0; scroll-margin-top: 1rem; } .key:target { border-color: var(--info); box-shadow: 0 0 0 2px var(--info); }
.key h3 { margin: .7rem 0 .1rem; font-size: 1.1rem; overflow-wrap: anywhere; } .facts { margin: 0 0 .6rem; font-size: .9em; }
.chain { display: grid; grid-template-columns: minmax(0, 5fr) minmax(7rem, 1.5fr) minmax(0, 2fr); column-gap: 2rem; align-items: center; }
.chain.bare { grid-template-columns: minmax(0, 5fr) minmax(7rem, 2fr); } .many { background: var(--card); } .many th[scope=row] { font-weight: 600; }
tr:target > * { background: light-dark(#fff4d6, #3b3420); }
.chain ul { list-style: none; margin: 0; padding: 0; } .chain p { margin: 0; }
.ways { display: grid; gap: .35rem; border-right: 2px solid var(--line); padding-right: 1.1rem !important; }
.ways li { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 1.2fr); column-gap: 1.6rem; align-items: center; position: relative; }
.who, .through, .lock, .data li { border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .6rem; background: var(--back); overflow-wrap: anywhere; } .who { border-left: 4px solid var(--t); }
.yes { --t: var(--yes); } .if { --t: var(--if); } .no { --t: var(--no); } .no .who { border-style: dashed; border-left-style: solid; }
.through { font-size: .9em; position: relative; } .through::before { content: "→"; position: absolute; left: -1.35rem; top: calc(50% - .75em); color: var(--t); } .no .through::before { content: "✕"; }
.through::after { content: ""; position: absolute; right: -1.15rem; top: 50%; width: 1.1rem; border-top: 2px solid var(--line); }
.lock { border: 2px solid var(--info); text-align: center; position: relative; padding: .6rem; } .lock::before { content: "→"; position: absolute; left: -1.75rem; top: calc(50% - .75em); }
.data { display: grid; gap: .35rem; position: relative; } .data::before { content: "→"; position: absolute; left: -1.65rem; top: calc(50% - .75em); }
@media (max-width: 48rem) {
  .chain, .chain.bare { grid-template-columns: minmax(0, 1fr); row-gap: 1.6rem; } .ways { border-right: 0; padding-right: 0 !important; } .through::after { display: none; }
  .ways li { grid-template-columns: minmax(0, 1fr); } .through { margin-left: 1.6rem !important; border-top: 0; border-radius: 0 0 .4rem .4rem; } .through::before { content: "↳"; left: -1.2rem; }
  .no .through::before { content: "✕"; } .lock::before, .data::before { content: "↓"; left: 50%; top: -1.55rem; } .matrix th[scope=row] { min-width: 8rem; max-width: 11rem; }
}
@media print { body { background: none; font-size: 12px; } .key { break-inside: avoid; } .chip { print-color-adjust: exact; } .wide { overflow: visible; } }
@media (forced-colors: active) { .chip { border-color: CanvasText; } }
`;
