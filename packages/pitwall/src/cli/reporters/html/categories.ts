import type { Categories } from '@pitwall/sdk';
import { count, counted, percent } from './figures.ts';
import { shareBar } from './share-bar.ts';
import { type Html, html, shorten, trusted, value } from './text.ts';

/** `team: 1,188 values, 41 different, most often DUK (611), UNC (204)` */
export function categoriesSentence(name: string, categories: Categories): string {
  const often = categories.top
    .slice(0, 3)
    .map((one) => `${shorten(one.value, 40) || 'empty text'} (${count(one.count)})`);
  const facts = `${name}: ${counted(total(categories), 'value')}, ${count(categories.distinct)} different`;
  return often.length > 0 ? `${facts}, most often ${often.join(', ')}` : facts;
}

function total({ top, other }: Categories): number {
  return top.reduce((sum, { count: number }) => sum + number, other);
}

/** A list with bars: the words and counts are text, so the bars say nothing that a screen reader would miss. */
export function categoriesPicture(name: string, categories: Categories, limit: number): Html {
  const all = Math.max(1, total(categories));
  const shown = categories.top.slice(0, limit);
  const rest = total({ ...categories, top: categories.top.slice(limit) });
  const others = categories.distinct - shown.length;
  const widest = Math.max(1, rest, ...shown.map((one) => one.count));
  const rows = shown.map((one) => row(value(one.value, 60), one.count, { all, widest }));
  if (rest > 0)
    rows.push(
      row(html`<em>${others > 0 ? `${count(others)} more` : 'others'}</em>`, rest, { all, widest, rest: true }),
    );
  return html`<ul class="categories" aria-label="${categoriesSentence(name, categories)}">${rows}</ul>`;
}

interface Scale {
  readonly all: number;
  readonly widest: number;
  readonly rest?: boolean;
}

function row(label: Html, number: number, { all, widest, rest }: Scale): Html {
  return html`<li${rest && trusted(' class="rest"')}><span>${label}</span>${shareBar(number / widest, 'part')}<span class="number" title="${percent(number / all)}">${count(number)}</span></li>`;
}
