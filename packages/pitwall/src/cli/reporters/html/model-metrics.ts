import type { ModelMetric, ModelReport } from '@pitwall/sdk';
import { number } from '../../../core/words.ts';
import { between, limitWords, voices } from '../model-words.ts';
import { count } from './figures.ts';
import { badge } from './signs.ts';
import { type Html, html, prose, shorten, trusted } from './text.ts';
import { whisker } from './whisker.ts';

export function metricsTable(id: string, { metrics }: ModelReport): Html {
  const sections = voices.flatMap(([basis, title]) => {
    const own = metrics.filter((metric) => metric.basis === basis);
    return own.length > 0 ? [{ title, own }] : [];
  });
  return html`<section class="metrics" aria-labelledby="${id}-metrics ${id}-name"><h3 id="${id}-metrics">Every number</h3>
${sections.map(
  ({
    title,
    own,
  }) => html`<div class="scroll" tabindex="0" role="group" aria-label="${title}"><table><caption>${title}</caption><thead><tr><th scope="col">Metric</th><th scope="col" class="number">Value</th><th scope="col">Interval</th><th scope="col">Between its ends</th><th scope="col">Threshold</th><th scope="col" class="number">Rows</th></tr></thead><tbody>
${own.map(row)}</tbody></table></div>`,
)}
</section>`;
}

/** Where the value and its interval lie between the smallest and the largest that there can be; nothing without both. */
function ownWhisker({ value, interval, range: [from, to] }: ModelMetric): Html | undefined {
  return value === null || from === null || to === null ? undefined : whisker({ from, to, value, interval });
}

function row(metric: ModelMetric): Html {
  const { value, interval, status, rows, reason, formula } = metric;
  const why = reason !== undefined && html`<span class="soft">${prose(shorten(reason, 160))}</span>`;
  const told =
    value === null
      ? html`<td class="number"><span class="soft">unknown</span></td><td colspan="2">${why}</td>`
      : html`<td class="number">${number(value)}</td><td${interval && trusted(' class="interval"')}>${interval ? between(interval) : why}</td><td>${ownWhisker(metric)}</td>`;
  return html`<tr><th scope="row"><details><summary>${metric.name}</summary><p class="soft">${prose(shorten(formula, 300))}</p></details></th>${told}<td class="interval">${status !== null && badge(status)} ${limitWords(metric)}</td><td class="number">${count(rows)}</td></tr>
`;
}
