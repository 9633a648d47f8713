import type { DriftColumn } from '@pitwall/sdk';
import { marks } from '../../../core/words.ts';
import { effectWords, measureName, missingShares, severityWord, sharePercent } from '../drift-words.ts';
import { driftCategories } from './drift-categories.ts';
import { driftHistogram } from './drift-histogram.ts';
import { effectScale } from './effect-scale.ts';
import { chanceSentence, decisionWords, probabilityWords } from './evidence.ts';
import { count, counted } from './figures.ts';
import { badge } from './signs.ts';
import { type Html, html, name, prose, short, shorten, trusted, value } from './text.ts';

export interface DriftCard {
  readonly id: string;
  readonly column: DriftColumn;
  /** The column drifted if its adjusted p-value is at most this. */
  readonly level: number;
  /** Where the finding of the column is on the page. */
  readonly finding?: string;
  readonly tooltips: boolean;
}

const kinds: Readonly<Record<DriftColumn['kind'], string>> = {
  number: 'numbers',
  category: 'categories',
  boolean: 'yes or no',
  time: 'times',
  text: 'texts',
  vector: 'vectors',
};

export function driftCard({ id, column, level, finding, tooltips }: DriftCard): Html {
  const { status, kind, facet, effect, evidence, reason, cause } = column;
  return html`<article class="column drift" id="${id}" aria-labelledby="${id}-name">
<header><h4 id="${id}-name">${name(column.name)}</h4>${status === 'pass' ? quiet(column) : badge(status)}<p class="type">${kinds[kind]}${facet !== undefined && html`, seen by ${short(facet, 40)}`}</p></header>
${reason !== undefined && html`<p class="reason">${effect === null && html`<b>${severityTitle(column)}:</b> `}${prose(shorten(reason, 300))}</p>`}
${effect && html`<div class="effect"><p><b>${severityTitle(column)}</b> <span class="number">${effectWords(effect)}</span></p>${effectScale(effect)}</div>`}
${evidence && html`<p class="evidence">${chanceSentence(evidence.p)}</p>`}
${picture(column, tooltips)}
${facts(column)}
${cause !== undefined && html`<p class="cause"><b>Where it comes from</b> ${prose(shorten(cause, 300))}</p>`}
${(effect || evidence) && computation(column, level)}
${finding !== undefined && html`<p class="next"><a href="#${finding}">The finding, and what to do next</a></p>`}
</article>
`;
}

function quiet({ drifted, severity }: DriftColumn): Html {
  if (drifted === null) return html`<span class="quiet">not judged</span>`;
  return html`<span class="quiet"><span aria-hidden="true">${marks.pass}</span> ${severity === null || severity === 'none' ? 'as it was' : 'pass'}</span>`;
}

function severityTitle(column: DriftColumn): string {
  const word = severityWord(column);
  if (column.severity === null) return { drifted: 'Drifted', 'not judged': 'Not judged' }[word] ?? 'Not known';
  return column.severity === 'none' ? 'No drift' : `${word[0]?.toUpperCase()}${word.slice(1)} drift`;
}

function picture(column: DriftColumn, tooltips: boolean): Html | undefined {
  const { picture: shown } = column;
  const called = column.name === '' ? 'Column without a name' : column.name;
  // Why there is no figure is said above; why there is no picture is then the same.
  if (!shown) return column.effect ? html`<p class="soft">No picture of both sides could be drawn.</p>` : undefined;
  const drawn = shown.kind === 'histogram' ? driftHistogram(called, shown, tooltips) : driftCategories(called, shown);
  return html`<div class="picture">${legend(column)}${drawn}</div>`;
}

function legend({ rows, missing }: DriftColumn): Html {
  const values = (side: 'reference' | 'current'): string => counted(Math.max(0, rows[side] - missing[side]), 'value');
  const key = (side: 'then' | 'now'): Html =>
    html`<svg viewBox="0 0 16 10" aria-hidden="true"><path class="${side}" d="M1 1h14v8H1z"/></svg>`;
  return html`<p class="legend"><span>${key('then')}outline: then <span class="soft">${values('reference')}</span></span> <span>${key('now')}filled: now <span class="soft">${values('current')}</span></span></p>`;
}

function facts(column: DriftColumn): Html {
  const { rows, missing, typical, kind, facet } = column;
  const shares = missingShares(column);
  const side = (which: 'reference' | 'current'): Html => {
    const share = shares[which];
    if (share === null) return html`<span class="soft">no rows</span>`;
    return html`${missing[which] === 0 ? 'none' : `${sharePercent(share)} (${count(missing[which])})`}`;
  };
  const typicalTitle = isNamed(kind, facet) ? 'Most frequent' : 'Median';
  return html`<table class="sides"><caption class="unseen">Then and now</caption><thead><tr><td></td><th scope="col">Then</th><th scope="col">Now</th></tr></thead><tbody>${typical && html`<tr><th scope="row">${typicalTitle}</th><td>${value(typical.reference, 40)}</td><td>${value(typical.current, 40)}</td></tr>`}<tr><th scope="row">Rows</th><td>${count(rows.reference)}</td><td>${count(rows.current)}</td></tr><tr><th scope="row">Missing</th><td>${side('reference')}</td><td>${side('current')}</td></tr></tbody></table>`;
}

function computation({ effect, evidence }: DriftColumn, level: number): Html {
  return html`<details><summary>How this was computed</summary><dl class="computed">
${effect && html`<div><dt>${measureName(effect.measure)}</dt><dd>${String(Number(effect.value.toPrecision(6)))}: ${prose(shorten(effect.computed, 600))}</dd></div>`}
${evidence && html`<div><dt>Test</dt><dd>${short(evidence.method, 60)}, statistic ${String(Number(evidence.statistic.toPrecision(5)))}, p = ${probabilityWords(evidence.p)}</dd></div><div><dt>Decision</dt><dd>${decisionWords(evidence, level)}</dd></div>`}
</dl></details>`;
}

/** The facts of a column that has no card. */
export function driftRow(column: DriftColumn): Html {
  const { effect, typical, reason } = column;
  return html`<tr><th scope="row">${name(column.name)}</th><td>${marks[column.status]} ${column.status}</td><td>${severityWord(column)}</td><td${trusted(' class="number"')}>${effect && effectWords(effect)}</td><td>${typical && html`${value(typical.reference, 30)} → ${value(typical.current, 30)}`}</td><td>${reason !== undefined && short(reason, 120)}</td></tr>
`;
}

/** Weekdays, hours, shapes and words are names, as categories are. */
function isNamed(kind: DriftColumn['kind'], facet: string | undefined): boolean {
  if (kind === 'category' || kind === 'boolean') return true;
  return facet !== undefined && ['weekday', 'hour', 'shape', 'word'].includes(facet);
}
