import type { ModelEstimate, ModelReport } from '@pitwall/sdk';
import { number } from '../../../core/words.ts';
import { between, estimatesTitle, limitWords } from '../model-words.ts';
import { timeline } from './model-timeline.ts';
import { badge } from './signs.ts';
import { type Html, html, prose, short, shorten } from './text.ts';
import { endsOf, mark, whisker } from './whisker.ts';

/** What the metrics will be when labels arrive: kept apart from what was measured, and with what must be true for it. */
export function estimatesSection(id: string, { name, estimates }: ModelReport): Html | undefined {
  if (!estimates) return undefined;
  const { metrics, reference, assumption } = estimates;
  return html`<section class="estimates" aria-labelledby="${id}-estimates ${id}-name"><h3 id="${id}-estimates">Before labels arrive</h3>
<p class="summary">${estimatesTitle(estimates)}<span class="soft"> (${short(reference.source, 120)})</span>.</p>
<p class="assumption"><b>Holds as long as</b> ${prose(shorten(assumption, 600))}</p>
${timeline(name, estimates)}
${
  metrics.length > 0 &&
  html`<p class="legend">${key('dotted', 'estimated, with its interval')} ${key('diamond', 'measured of the rows that it was learnt from')} <span class="soft">each line has its own scale</span></p>
<div class="scroll" tabindex="0" role="group" aria-label="Estimated and measured"><table><caption class="unseen">Estimated and measured</caption><thead><tr><th scope="col">Metric</th><th scope="col" class="number">Estimated</th><th scope="col">Interval</th><th scope="col">Side by side</th><th scope="col" class="number">Measured</th><th scope="col">Threshold</th></tr></thead><tbody>
${metrics.map(row)}</tbody></table></div>`
}
</section>`;
}

const key = (kind: 'dotted' | 'diamond', words: string): Html => html`<span>${mark(kind)}${words}</span>`;

function row(metric: ModelEstimate): Html {
  const { name, estimated, interval, measured, status, reason } = metric;
  const verdict = html`<td class="interval">${status !== null && badge(status)} ${limitWords(metric)}</td>`;
  const known = html`<td class="number">${measured !== null && number(measured)}</td>`;
  if (estimated === null)
    return html`<tr><th scope="row">${short(name)}</th><td class="number"><span class="soft">unknown</span></td><td colspan="2"><span class="soft">${reason !== undefined && prose(shorten(reason, 240))}</span></td>${known}${verdict}</tr>
`;
  const ends = endsOf([
    estimated,
    ...(interval ? [interval.low, interval.high] : []),
    ...(measured === null ? [] : [measured]),
  ]);
  return html`<tr><th scope="row">${short(name)}</th><td class="number">${number(estimated)}</td><td class="interval">${between(interval)}</td><td>${whisker({ ...ends, value: estimated, interval, beside: measured })}</td>${known}${verdict}</tr>
`;
}
