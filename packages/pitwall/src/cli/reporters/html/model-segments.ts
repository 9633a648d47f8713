import type { ModelReport, ModelSegment, ModelSegments } from '@pitwall/sdk';
import { number } from '../../../core/words.ts';
import { between } from '../model-words.ts';
import { rarity } from './evidence.ts';
import { count, counted, percent } from './figures.ts';
import { type Html, html, name, prose, short, shorten, value } from './text.ts';
import { endsOf, mark, whisker } from './whisker.ts';

const mostShown = 20;
/** A wide table has more columns than anybody reads. */
const mostColumns = 200;

/** Where the model is worse than elsewhere, by each metric that a row has a part in. */
export function segmentsSection(id: string, { segments }: ModelReport): Html | undefined {
  if (!segments) return undefined;
  return html`<section class="segments" aria-labelledby="${id}-segments ${id}-name"><h3 id="${id}-segments">Worst segments</h3>
${segments.length === 0 ? html`<p class="soft">There is no metric of this model that could be searched.</p>` : segments.map(one)}
</section>`;
}

function one(search: ModelSegments): Html {
  const { metric, worst, found, minimum, level, reason } = search;
  const shown = worst.slice(0, mostShown);
  const more = found - shown.length;
  return html`<article class="search-of"><h4>By ${short(metric)}</h4>
<p>${prose(shorten(answer(search), 400))}</p>
${shown.length > 0 && table(search, shown)}
${more > 0 && html`<p class="soft">${counted(more, 'more segment')} ${more === 1 ? 'is' : 'are'} not shown.</p>`}
${reason === undefined && html`<p class="soft decision">A segment has ${count(minimum)} rows or more.${found > 0 && ` Of those found, no more than ${percent(level)} are there by chance.`}</p>`}
${searched(search)}</article>`;
}

function answer({ found, looked, reason }: ModelSegments): string {
  if (reason !== undefined) return `Not searched: ${reason}.`;
  return found === 0
    ? `None of the ${counted(looked, 'segment')} looked at is worse than chance explains.`
    : `${count(found)} of the ${counted(looked, 'segment')} looked at ${found === 1 ? 'is' : 'are'} worse than chance explains${found === 1 ? '' : ', the surest first'}.`;
}

function table({ metric, overall }: ModelSegments, worst: readonly ModelSegment[]): Html {
  const numbers = worst.flatMap(({ value: own, rest, interval }) => [
    own,
    rest,
    ...(interval ? [interval.low, interval.high] : []),
  ]);
  const ends = endsOf(overall === null ? numbers : [...numbers, overall]);
  const rows = worst.map(
    ({ where, rows, share, value: own, interval, rest, p_adjusted: p }) =>
      html`<tr><th scope="row">${placeOf(where)}</th><td class="number">${number(own)}</td><td class="interval">${between(interval)}</td><td>${whisker({ ...ends, value: own, interval, line: overall, wide: true })}</td><td class="number">${number(rest)}</td><td class="number">${count(rows)}</td><td class="number">${percent(share)}</td><td class="interval">${rarity(p)}</td></tr>
`,
  );
  return html`<p class="legend"><span>${mark('dotted')}${shorten(metric, 60)} with its interval</span>${overall !== null && html` <span>${mark('line')}all rows <span class="soft">${number(overall)}</span></span>`}</p>
<div class="scroll" tabindex="0" role="group" aria-label="Worst segments by ${metric}"><table><caption class="unseen">Worst segments by ${metric}</caption><thead><tr><th scope="col">Rows where</th><th scope="col" class="number">${short(metric, 30)}</th><th scope="col">Interval</th><th scope="col"><span class="ends-of wide">${number(ends.from)}<span>${number(ends.to)}</span></span></th><th scope="col" class="number">Elsewhere</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Share</th><th scope="col">By chance</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}

const placeOf = (where: ModelSegment['where']): Html =>
  html`${where.map(({ column, value: own }, index) => html`${index > 0 && html` <span class="soft">and</span> `}<span class="soft">${name(column, 40)}</span> ${value(own, 60)}`)}`;

const named = (columns: readonly string[]): Html =>
  html`${columns.map((column, index) => html`${index > 0 && ', '}${name(column)}`)}`;

function searched({ columns, left_out: leftOut }: ModelSegments): Html | undefined {
  if (columns.length === 0 && leftOut.length === 0) return undefined;
  const title = `${counted(columns.length, 'column')} searched${leftOut.length > 0 ? `, ${count(leftOut.length)} left out` : ''}`;
  const reasons = new Map<string, string[]>();
  for (const { column, reason } of leftOut.slice(0, mostColumns))
    reasons.set(reason, [...(reasons.get(reason) ?? []), column]);
  const hidden = [columns, leftOut].some(({ length }) => length > mostColumns);
  return html`<details><summary>${title}</summary>
${columns.length > 0 && html`<p>${named(columns.slice(0, mostColumns))}</p>`}
${[...reasons].map(([reason, own]) => html`<p>Left out: ${named(own)} <span class="soft">(${prose(shorten(reason, 200))})</span></p>`)}
${hidden && html`<p class="soft">The JSON report has all of them.</p>`}</details>`;
}
