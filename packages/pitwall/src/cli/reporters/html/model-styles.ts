/** The interval is a band, the value a dot and what it is held against a diamond or a line, so that nothing rests on colour. */
export const modelStyles = `
.model .about { grid-template-columns: repeat(4, auto); justify-content: start; margin-top: 1rem; }
.model > .summary { margin-top: 1rem; }
.model > section > .summary { margin-top: .35rem; }
.model .legend { margin-top: .9rem; }
.model figure .legend { margin: 0; }
figure.column > .chart { margin-top: auto; }
.costs .scroll { margin-top: .75rem; }
.model td { font-variant-numeric: tabular-nums; }
.metrics caption { text-align: left; font-weight: 600; padding: 1.25rem 0 .25rem; }
.metrics summary { font-weight: 500; color: inherit; }
.metrics details p { font-weight: 400; font-size: .8125rem; max-width: 22rem; }
.whisker { display: block; width: 130px; height: 16px; margin-top: .15rem; }
.whisker.wide { width: 230px; }
.whisker .track { fill: var(--track); }
.whisker .span, .mark .span { fill: var(--bar); opacity: .55; }
.whisker circle, .mark circle { fill: var(--ink); }
.whisker .line, .mark .line { stroke: var(--ink); stroke-width: 1.5; }
.whisker .beside, .mark .beside { fill: var(--card); stroke: var(--ink); stroke-width: 1.5; }
.mark .area { fill: var(--track); stroke: var(--edge); }
.legend .dashed { stroke: var(--soft); stroke-width: 2; stroke-dasharray: 4 2; }
.ends-of { display: flex; justify-content: space-between; width: 130px; }
.ends-of.wide { width: 230px; }
.assumption { margin-top: .75rem; max-width: 52rem; font-size: .9375rem; }
.assumption b { color: var(--soft); margin-right: .25em; }
.timeline .chart { max-width: none; min-width: 50rem; }
.timeline details { font-size: .875rem; }
.beside-champion tbody th { font-weight: 400; }
.beside-champion tbody .headline > * { font-weight: 650; }
.beside-champion .decides { display: block; font-weight: 400; font-size: .8125rem; color: var(--soft); }
.answer { white-space: nowrap; }
.answer.better { color: var(--pass); }
.answer.worse { color: var(--alert); }
.search-of { margin-top: 1.1rem; }
.search-of + .search-of { padding-top: 1.1rem; border-top: 1px solid var(--line); }
.search-of details { margin-top: .5rem; font-size: .875rem; }
.search-of details > * + * { margin-top: .4rem; }
.model td.interval { white-space: nowrap; }
.model .scroll > table th[scope=row] { min-width: 8rem; }
.search-of .scroll > table th[scope=row] { min-width: 12rem; font-weight: 400; }
.costs tbody th { font-weight: 400; }
figure.column { margin: 0; }
figure.timeline { margin-top: 1rem; }
figcaption { font-size: .875rem; }
@media (max-width: 60rem) {
  .estimates > .scroll > table, .metrics .scroll > table { min-width: 54rem; }
  .search-of .scroll > table, .beside-champion .scroll > table { min-width: 64rem; }
  .model .scroll > table th[scope=row] { min-width: 10.5rem; }
  .search-of .scroll > table th[scope=row] { min-width: 14rem; }
}
@media print {
  .model .scroll > table, .timeline .chart { min-width: 0; }
  .whisker.wide, .ends-of.wide { width: 130px; }
}
@media (max-width: 30rem) { .model .about { grid-template-columns: repeat(2, auto); } }
`;
