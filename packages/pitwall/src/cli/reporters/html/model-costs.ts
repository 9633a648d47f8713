import type { ModelCosts, ModelReport } from '@pitwall/sdk';
import { number } from '../../../core/words.ts';
import { costsWords } from '../model-words.ts';
import { chart } from './chart.ts';
import { axis, canvas, dashed, grid, line, type Points } from './model-figure.ts';
import { type Html, html, trusted } from './text.ts';
import { mark } from './whisker.ts';

type Point = ModelCosts['now'];

/** What a row costs by the cutoff, with where the model is and where it would be cheapest. */
export function costCurve(name: string, { now, best, curve }: ModelCosts): Html | undefined {
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last || curve.length < 2) return undefined;
  const place = ({ cutoff, per_row }: Point): Points => (cutoff === null ? [] : [[cutoff, per_row]]);
  const said = `as it is ${at(now)}, cheapest ${at(best)}`;
  const drawing = chart({
    ...canvas,
    label: `${name}: cost of a row by cutoff, ${said}`,
    option: {
      grid: [grid],
      xAxis: [axis('cutoff', { scale: true })],
      yAxis: [axis('cost of a row', { scale: true, nameGap: 38 })],
      series: [
        // A decision that was made elsewhere has no cutoff: its cost is a level.
        ...(now.cutoff === null
          ? [
              dashed([
                [first[0], now.per_row],
                [last[0], now.per_row],
              ]),
            ]
          : []),
        line(curve),
        line(place(now), { symbol: 'circle', symbolSize: 10, itemStyle: { color: 'var(--ink)' } }),
        line(place(best), {
          symbol: 'diamond',
          symbolSize: 13,
          itemStyle: { color: 'var(--card)', borderColor: 'var(--ink)', borderWidth: 2 },
        }),
      ],
    },
  });
  return html`<figure class="column"><figcaption><b>Cost by cutoff</b> <span class="soft">rows from the cutoff on are decided as 1</span></figcaption>
<p class="legend"><span>${now.cutoff === null ? trusted('<svg viewBox="0 0 16 10" aria-hidden="true"><path class="dashed" d="M0 5h16"/></svg>') : mark('dot')}as it is <span class="soft">${at(now)}</span></span> <span>${mark('diamond')}cheapest <span class="soft">${at(best)}</span></span></p>${drawing}</figure>`;
}

const at = ({ cutoff, per_row }: Point): string =>
  `${number(per_row)}${cutoff === null ? '' : ` at ${number(cutoff)}`}`;

export function costsTable(id: string, { costs }: ModelReport): Html | undefined {
  if (!costs) return undefined;
  const { now, best, all, none, held_out: heldOut } = costs;
  const row = (what: string, point: Point): Html =>
    html`<tr><th scope="row">${what}</th><td class="number">${point.cutoff === null ? html`<span class="soft">none</span>` : number(point.cutoff)}</td><td class="number">${number(point.per_row)}</td><td></td><td class="number">${number(point.total)}</td></tr>
`;
  return html`<section class="costs" aria-labelledby="${id}-costs ${id}-name"><h3 id="${id}-costs">What decisions cost</h3>
<p class="summary">${costsWords(costs)}</p>
<div class="scroll" tabindex="0" role="group" aria-label="What decisions cost"><table><caption class="unseen">What decisions cost</caption><thead><tr><th scope="col">Decided</th><th scope="col" class="number">Cutoff</th><th scope="col" class="number">Per row</th><th scope="col">Interval</th><th scope="col" class="number">All rows</th></tr></thead><tbody>
${row('as it is', now)}${row('at the cheapest cutoff', best)}${
  heldOut &&
  html`<tr><th scope="row">the same on rows that it was not chosen on</th><td></td><td class="number">${number(heldOut.per_row)}</td><td>${heldOut.interval && `${number(heldOut.interval.low)} to ${number(heldOut.interval.high)}`}</td><td></td></tr>
`
}${row('every row as a 1', all)}${row('no row as a 1', none)}</tbody></table></div>
</section>`;
}
