/** Named by what they mean; at least 4.5 to 1 on every surface they appear on, in light and in dark. */
export const styles = `
:root {
  color-scheme: light dark;
  --paper: #f7f6f3; --card: #fff; --ink: #1d2126; --soft: #5a626c; --line: #e3e1db; --link: #24538f;
  --alert: #a3221b; --alert-tint: #fcebe9; --warning: #7a4f00; --warning-tint: #fbf1da;
  --unknown: #4f5483; --unknown-tint: #eeeef7; --pass: #1b6540; --pass-tint: #e6f3ea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #13161a; --card: #1a1e24; --ink: #e6e9ed; --soft: #a5aeb9; --line: #2b3139; --link: #9cc0f0;
    --alert: #ff9d94; --alert-tint: #3a1f1f; --warning: #f0c063; --warning-tint: #33290f;
    --unknown: #bcc0f0; --unknown-tint: #27293f; --pass: #86d3a4; --pass-tint: #183023;
  }
}
.alert { --tone: var(--alert); --tint: var(--alert-tint); }
.warning { --tone: var(--warning); --tint: var(--warning-tint); }
.unknown { --tone: var(--unknown); --tint: var(--unknown-tint); }
.pass { --tone: var(--pass); --tint: var(--pass-tint); }
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2rem clamp(.75rem, 3vw, 2.5rem) 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: clamp(1.6rem, 1.1rem + 2.4vw, 2.4rem); line-height: 1.15; letter-spacing: -.02em; }
h2 { margin: 0 0 .75rem; font-size: 1.25rem; }
p { margin: .5rem 0; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code, kbd { font: .9em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { margin: .75rem 0; padding: .6rem .8rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px;
  white-space: pre-wrap; }
button, a.button { display: inline-block; padding: .6rem 1.2rem; font: inherit; font-weight: 600; color: var(--card);
  background: var(--link); border: 1px solid var(--link); border-radius: 6px; text-decoration: none; cursor: pointer; }
button.quiet, a.button.quiet { color: var(--link); background: none; }
button:hover, a.button:hover { filter: brightness(1.1); }
.top { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; justify-content: space-between; }
.who { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; }
.who p { margin: 0; }
.who button { padding: .3rem .8rem; }
section { margin-top: 1.5rem; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.soft { color: var(--soft); }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; white-space: nowrap; font-size: .875rem; font-weight: 600; color: var(--soft); }
th, td { padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td { font-variant-numeric: tabular-nums; }
td.subject { min-width: 12rem; }
td.says { min-width: 18rem; }
.name { unicode-bidi: isolate; }
.whole { white-space: nowrap; }
.metric { display: block; font-size: .875rem; }
.badge { display: inline-block; padding: .05em .6em; border-radius: 99px; background: var(--tint); color: var(--tone);
  font-size: .8125rem; font-weight: 600; white-space: nowrap; }
ul { margin: 0; padding-left: 1.2rem; }
li + li { margin-top: .5rem; }
[hidden] { display: none !important; }
@media (max-width: 44rem) {
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  tr { padding: .75rem 0; border-bottom: 1px solid var(--line); }
  tr:last-child { border-bottom: 0; padding-bottom: 0; }
  td, td.subject, td.says { min-width: 0; padding: .1rem 0; border: 0; }
  td[data-label="of the window"]::before, td[data-label="window"]::before, td[data-label="judged"]::before, td[data-label="since"]::before,
  td[data-label="predictions"]::before, td[data-label="labels"]::before { content: attr(data-label) " "; }
}
`;
