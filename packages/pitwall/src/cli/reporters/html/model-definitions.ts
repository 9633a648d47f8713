import type { ModelReport } from '@pitwall/sdk';
import { percent } from './figures.ts';
import { type Html, html } from './text.ts';

/** What the numbers of models mean, as far as this report has them. */
export function modelDefinitions(models: readonly ModelReport[]): Html | undefined {
  if (models.length === 0) return undefined;
  const level = models.flatMap(({ metrics }) => metrics.flatMap(({ interval }) => interval?.level ?? []))[0];
  const has = (part: 'estimates' | 'comparison' | 'segments' | 'costs'): boolean =>
    models.some((model) => model[part] !== null);
  return html`<div><dt>Interval</dt><dd>What the true value may well be, given how few rows there are.${level !== undefined && ` Of all samples such as this one, ${percent(level)} have the true value in their interval.`} Behind each name is the formula of the metric.</dd></div>
<div><dt>Whose word</dt><dd>Measured is what labels say; realised, what bets brought; the market, what prices say; believed, what the model itself expected. They are never mixed.</dd></div>
${has('estimates') && estimated}${has('comparison') && compared}${has('segments') && segment}${has('costs') && costs}`;
}

const estimated = html`<div><dt>Estimated</dt><dd>What a metric will be when the labels of its rows arrive, learnt from rows that have theirs. An estimate is never counted as measured.</dd></div>
`;

const compared = html`<div><dt>Better, worse</dt><dd>The whole interval of the difference lies on one side of zero. That no difference is shown is not that both are equal: that takes an interval within a margin.</dd></div>
`;

const segment = html`<div><dt>Segment</dt><dd>Rows that are alike in one or two columns. Each is held against all other rows; where many are looked at, some are worse by chance, and what is said of chance takes that into account (Benjamini–Hochberg).</dd></div>
`;

const costs = html`<div><dt>Cutoff</dt><dd>Rows with a score from there on are decided as 1. The cheapest one was chosen on these rows, and so looks cheaper than it will be on others.</dd></div>
`;
