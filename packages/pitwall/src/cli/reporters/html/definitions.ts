import { type ModelReport, statuses } from '@pitwall/sdk';
import { modelDefinitions } from './model-definitions.ts';
import { badge } from './signs.ts';
import { type Html, html } from './text.ts';

const meanings = {
  pass: 'Measured and fine.',
  warning: 'Measured and not fine: have a look.',
  alert: 'Measured and not fine: act before this data is used.',
  unknown: 'Could not be measured; the reason is given. Unknown is never a pass.',
} as const;

interface Shown {
  readonly drift: boolean;
  readonly models: readonly ModelReport[];
}

/** What every number of the report means. */
export function definitions({ drift, models }: Shown): Html {
  return html`<section class="definitions" aria-labelledby="definitions">
<h2 id="definitions">How these numbers were computed</h2>
<dl>
${statuses.map((status) => html`<div><dt>${badge(status)}</dt><dd>${meanings[status]}</dd></div>`)}
<div><dt>Status of a dataset</dt><dd>The worst status of its checks: alert, then warning, then unknown, then pass. Where no check ran it is unknown.</dd></div>
<div><dt>Quality score</dt><dd>From 0 to 100; 100 means that no limit of the contract is passed. It is 100 times the product of the parts listed beside it. Each part is the share of what is fine among what was looked at, against the share that has to be; so the score never rises when data gets worse. Where there is nothing to score there is no score.</dd></div>
<div><dt>Affected</dt><dd>How many rows, cells or values break the rule, out of how many were looked at.</dd></div>
<div><dt>Missing</dt><dd>Null or absent cells, out of all rows.</dd></div>
<div><dt>Invalid</dt><dd>Cells that break at least one rule of their column.</dd></div>
<div><dt>Pictures</dt><dd>Bars count values between two edges; bars set apart at the ends count what lies outside. The tallest bar fills the height, and a bar that is not empty is always visible.</dd></div>
<div><dt>Examples</dt><dd>A few of the places that break the rule. Row 1 is the first record of its file after any header. Characters that cannot be seen are shown: ↵ is a new line, ␣ a space at an end, [U+202E] a character without a shape.</dd></div>
${drift && driftDefinitions}${modelDefinitions(models)}</dl>
</section>`;
}

const driftDefinitions = html`<div><dt>Drift</dt><dd>The data is no longer spread as in its baseline. Two things must come together: the move is large enough to matter, and it is more than chance would do.</dd></div>
<div><dt>Effect</dt><dd>How far the column moved, whatever the number of rows: none, low, medium or high, from the thresholds on the scale. PSI is the population stability index: 0 where nothing moved.</dd></div>
<div><dt>Evidence</dt><dd>How often chance alone moves a column as far although nothing changed. Where many columns are compared, some move by chance; the adjusted p-value takes that into account.</dd></div>
<div><dt>Then and now</dt><dd>The outline is the baseline, the filled bars are the data of this report, each as a share of its own rows with a value.</dd></div>
`;
