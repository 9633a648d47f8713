import { driftStyles } from './drift-styles.ts';
import { modelStyles } from './model-styles.ts';

/**
 * Colours are named by what they mean and chosen for a contrast of at least 4.5 to 1 on every surface they appear on.
 * Print is always light; screens follow the reader's preference.
 */
const colours = `
:root {
  color-scheme: light dark;
  --paper: #f7f6f3; --card: #fff; --sunk: #f3f2ee; --ink: #1d2126; --soft: #5a626c; --line: #e3e1db; --edge: #c9c6be;
  --link: #24538f; --focus: #24538f; --bar: #5b82b8; --outside: #a8772a; --track: #e7e5df;
  --alert: #a3221b; --alert-tint: #fcebe9; --warning: #7a4f00; --warning-tint: #fbf1da;
  --unknown: #4f5483; --unknown-tint: #eeeef7; --pass: #1b6540; --pass-tint: #e6f3ea;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #13161a; --card: #1a1e24; --sunk: #21262d; --ink: #e6e9ed; --soft: #a5aeb9; --line: #2b3139; --edge: #464e59;
    --link: #9cc0f0; --focus: #9cc0f0; --bar: #7199d0; --outside: #cf9f56; --track: #2d333b;
    --alert: #ff9d94; --alert-tint: #3a1f1f; --warning: #f0c063; --warning-tint: #33290f;
    --unknown: #bcc0f0; --unknown-tint: #27293f; --pass: #86d3a4; --pass-tint: #183023;
  }
}
@media print { :root { color-scheme: light; --paper: #fff; } }
.alert { --tone: var(--alert); --tint: var(--alert-tint); }
.warning { --tone: var(--warning); --tint: var(--warning-tint); }
.unknown { --tone: var(--unknown); --tint: var(--unknown-tint); }
.pass { --tone: var(--pass); --tint: var(--pass-tint); }
`;

const text = `
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 76rem; padding: 0 clamp(.75rem, 3vw, 2.5rem) 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, dl, dd, figure { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: clamp(1.6rem, 1.1rem + 2.4vw, 2.6rem); line-height: 1.15; font-weight: 650; letter-spacing: -.02em; text-wrap: balance; }
h2 { font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
h3 { font-size: 1.0625rem; font-weight: 650; }
h4 { font-size: 1rem; font-weight: 600; line-height: 1.35; }
b, th { font-weight: 600; }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
code { font: .9em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
em { color: var(--soft); }
dt { color: var(--soft); }
.soft, .quiet, .none { color: var(--soft); }
h3 .soft { font-weight: 400; margin-left: .25em; }
.number { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: .5rem; top: -5rem; padding: .5rem 1rem; background: var(--card); border-radius: 6px; }
.skip:focus { top: .5rem; z-index: 1; }
.badge { display: inline-flex; gap: .35em; align-items: center; padding: .1em .6em; border-radius: 99px; background: var(--tint); color: var(--tone);
  font-size: .8125rem; font-weight: 600; line-height: 1.5; white-space: nowrap; }
.quiet { font-size: .8125rem; white-space: nowrap; }
[hidden] { display: none !important; }
`;

const verdict = `
.verdict { padding: clamp(1.75rem, 5vw, 3.5rem) 0 1.75rem; }
.overline { color: var(--soft); margin-bottom: .75rem; }
.overline b { color: var(--ink); }
.verdict .sign { display: inline-grid; place-items: center; width: 1.25em; height: 1.25em; margin-right: .35em; border-radius: 50%;
  background: var(--tint); color: var(--tone); font-size: .8em; vertical-align: .06em; }
.summary { margin-top: .75rem; max-width: 46rem; font-size: 1.0625rem; }
.strip { display: block; width: 100%; height: 8px; margin-top: 1.75rem; border-radius: 4px; overflow: hidden; }
.strip path { fill: var(--tone); opacity: .85; }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: .5rem 1rem; margin-top: .75rem; }
.tiles li { color: var(--tone); display: grid; }
.tiles b { font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tiles span { font-size: .9375rem; }
.tiles .zero { color: var(--soft); }
.when { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin-top: 1.5rem; color: var(--soft); font-size: .875rem; }
nav { margin-bottom: 1rem; }
.contents th a { font-weight: 600; }
td.zero { color: var(--soft); }
`;

const tables = `
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
caption { padding: .25rem 0; text-align: left; font-weight: 600; }
caption.unseen { padding: 0; }
th, td { padding: .4rem .75rem .4rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); min-width: 5.5rem; }
th.number, td.number { min-width: 2.5rem; }
th:last-child, td:last-child { padding-right: 0; }
td.number + td:not(.number), th.number + th:not(.number) { padding-left: .75rem; }
thead th { color: var(--soft); font-weight: 500; white-space: nowrap; }
th.number, td.number { text-align: right; }
tbody tr:last-child > * { border-bottom: 0; }
td code { overflow-wrap: anywhere; }
.search { font-size: .875rem; color: var(--soft); }
.search input { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: .25rem .5rem; margin-left: .25rem; max-width: 100%; }
summary { cursor: pointer; color: var(--link); width: fit-content; border-radius: 3px; }
summary:hover { text-decoration: underline; }
`;

const dataset = `
.dataset { padding-top: 2rem; margin-top: 1rem; border-top: 1px solid var(--edge); }
.dataset > header { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; }
.kind { color: var(--soft); font-weight: 400; }
.dataset > section { margin-top: 2.25rem; }
.heading { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; justify-content: space-between; align-items: baseline; }
.overview { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.5rem 2.5rem; align-items: center; margin-top: 1.25rem; }
.score { display: flex; flex-wrap: wrap; gap: 1rem 1.75rem; align-items: center; }
.parts { flex: 1 1 17rem; font-size: .875rem; }
.ring { text-align: center; font-size: .8125rem; color: var(--soft); }
.ring svg { display: block; width: 7.25rem; margin: 0 auto .1rem; }
.ring circle { fill: none; stroke-width: 7; }
.ring .track { stroke: var(--track); }
.ring .level { stroke: var(--bar); stroke-linecap: butt; }
.ring text { text-anchor: middle; fill: var(--soft); font-size: 9.5px; }
.ring .figure { fill: var(--ink); font-size: 25px; font-weight: 650; dominant-baseline: central; letter-spacing: -.02em; }
.parts li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .75rem; align-items: baseline; padding: .4rem 0; border-bottom: 1px solid var(--line); }
.parts li:last-child { border-bottom: 0; }
.parts .number span { display: inline-block; min-width: 4rem; }
.parts .soft { grid-column: 1 / -1; font-size: .8125rem; }
.about { display: grid; grid-template-columns: repeat(3, auto); gap: .75rem 1.5rem; font-size: .9375rem; }
.about dt { font-size: .8125rem; }
.about .sources { grid-column: 1 / -1; }
.share { display: inline-block; width: 3.5rem; height: 6px; margin-right: .5rem; border-radius: 3px; vertical-align: middle; }
.share .track { fill: var(--track); }
.share .level { fill: var(--bar); }
.share.bad .level { fill: var(--outside); }
.calm { margin-top: 1.75rem; padding: .9rem 1.1rem; border-radius: 10px; background: var(--pass-tint); color: var(--pass); font-weight: 600; }
.calm.none { background: var(--unknown-tint); color: var(--unknown); }
.fold { margin-top: .75rem; }
.fold[open] > summary { margin-bottom: .75rem; }
`;

const cards = `
.cards { display: grid; gap: 1rem; margin-top: .9rem; }
.finding, .column { min-width: 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.finding { display: grid; gap: .85rem; padding: clamp(.9rem, 2.5vw, 1.4rem); }
.finding > * { min-width: 0; }
.finding:target, .column:target { border-color: var(--focus); box-shadow: 0 0 0 1px var(--focus); }
.where { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; font-size: .875rem; color: var(--soft); }
.where b { color: var(--ink); }
.finding h4 { font-size: 1.125rem; margin-top: -.35rem; }
.comparison { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: .75rem 1.5rem; padding: .8rem 1rem; background: var(--sunk); border-radius: 8px; }
.comparison dt, .computed dt { font-size: .8125rem; }
.comparison .share { display: block; width: min(100%, 12rem); margin-top: .35rem; }
.fix { font-size: .9375rem; }
.fix b { margin-right: .5em; color: var(--soft); font-weight: 600; }
.finding details { font-size: .875rem; }
.computed { display: grid; gap: .35rem; margin-top: .6rem; }
.computed > div { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: .75rem; }
.definitions { margin-top: 3.5rem; padding-top: 2rem; border-top: 1px solid var(--edge); font-size: .9375rem; }
.definitions dl { display: grid; gap: .6rem; margin-top: 1rem; max-width: 52rem; }
.definitions dl > div { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 1rem; }
footer { margin-top: 2.5rem; color: var(--soft); font-size: .8125rem; }
`;

const columns = `
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15.5rem), 1fr)); gap: .85rem; margin-top: .9rem; }
.grid.wide { grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); }
.column { display: flex; flex-direction: column; gap: .6rem; padding: .85rem .95rem; }
.column header { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .5rem; align-items: start; }
.column .type { grid-column: 1 / -1; color: var(--soft); font-size: .8125rem; }
.why { display: grid; gap: .2rem; font-size: .875rem; }
.why li, .why a { color: var(--tone); }
.picture { flex: 1; min-width: 0; display: flex; flex-direction: column; justify-content: flex-end; font-size: .8125rem; }
.picture .none { flex: 1; display: grid; place-items: center; min-height: 4.5rem; padding: 1rem .75rem; background: var(--sunk); border-radius: 8px; text-align: center; }
.bars { display: block; width: 100%; height: 52px; border-bottom: 1px solid var(--edge); }
.bars .in { fill: var(--bar); }
.bars .out { fill: var(--outside); }
.ends { display: flex; justify-content: space-between; gap: 1rem; padding-top: .2rem; color: var(--soft); font-size: .75rem; font-variant-numeric: tabular-nums; }
.ends span:last-child { text-align: right; }
.ends b { color: var(--warning); font-weight: 600; }
.chart { display: block; width: 100%; height: auto; max-width: 30rem; font-family: inherit; font-variant-numeric: tabular-nums; }
.categories { margin-block: auto; display: grid; grid-template-columns: minmax(0, 1fr) minmax(3.5rem, .7fr) auto; gap: .1rem .6rem; align-items: center; }
.categories li { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center; }
.categories li > span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.categories .share { width: 100%; height: 10px; margin: 0; border-radius: 0 3px 3px 0; }
.categories .track { fill: none; }
.categories .rest .level { opacity: .45; }
.facts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .35rem .75rem; padding-top: .6rem; border-top: 1px solid var(--line); font-size: .8125rem; font-variant-numeric: tabular-nums; }
.facts .wide { grid-column: 1 / -1; display: grid; grid-template-columns: 5rem minmax(0, 1fr); align-items: baseline; }
.facts dt { font-size: .75rem; }
.facts .share { width: 2.25rem; margin-right: .4rem; }
`;

const narrow = `
@media (max-width: 52rem) { .overview { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 30rem) {
  .scroll table { min-width: 30rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .definitions dl > div, .computed > div { grid-template-columns: minmax(0, 1fr); gap: .1rem; }
  .ring { margin: 0 auto; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;

const print = `
@page { margin: 14mm 12mm; }
@media print {
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .skip, .search, summary { display: none; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  .scroll { overflow: visible; }
  .verdict { padding-top: 0; }
  .column, .finding .comparison, tr, .calm, .ring { break-inside: avoid; }
  .cards, .finding { display: block; }
  .finding > *, .finding h4, .cards > * + * { margin-top: .8rem; }
  .finding > :first-child { margin-top: 0; }
  h2, h3, h4, .where, caption { break-after: avoid; }
  .grid { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .grid.wide { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  thead { break-after: avoid; }
  tbody tr:first-child { break-before: avoid; }
  a { color: inherit; text-decoration: none; }
}
`;

export const styles = [colours, text, verdict, tables, dataset, cards, columns, driftStyles, modelStyles, narrow, print]
  .join('')
  .replace(/\n\s*/g, '\n');
