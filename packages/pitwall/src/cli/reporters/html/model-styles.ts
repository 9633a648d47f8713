/** The interval is a band and the value a dot, so that nothing rests on colour. */
export const modelStyles = `
.model .about { grid-template-columns: repeat(4, auto); justify-content: start; margin-top: 1rem; }
.model > .summary { margin-top: 1rem; }
.metrics caption { text-align: left; font-weight: 600; padding: 1.25rem 0 .25rem; }
.metrics summary { font-weight: 500; color: inherit; }
.metrics details p { font-weight: 400; font-size: .8125rem; max-width: 22rem; }
.metrics td { font-variant-numeric: tabular-nums; }
.whisker { display: block; width: 126px; height: 14px; }
.whisker .track { fill: var(--track); }
.whisker .span { fill: var(--bar); opacity: .55; }
.whisker circle { fill: var(--ink); }
figure.column { margin: 0; }
figcaption { font-size: .875rem; }
@media (max-width: 30rem) { .model .about { grid-template-columns: repeat(2, auto); } }
`;
