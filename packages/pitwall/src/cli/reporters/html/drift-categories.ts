import type { DriftPicture } from '@pitwall/sdk';
import { sharePercent } from '../drift-words.ts';
import { type Html, html, shorten, value } from './text.ts';

export type DriftCategories = Extract<DriftPicture, { readonly kind: 'categories' }>;

const limit = 8;

interface Sides {
  readonly reference: number;
  readonly current: number;
}

/** `team, then against now: DUK 31% then, 51% now; UNC 33% then, 21% now` */
export function driftCategoriesSentence(name: string, picture: DriftCategories): string {
  const often = picture.top.slice(0, 3).map((one) => {
    return `${shorten(one.value, 40) || 'empty text'} ${sharePercent(one.reference)} then, ${sharePercent(one.current)} now`;
  });
  return `${name}, then against now: ${often.join('; ') || 'no category is frequent'}`;
}

/** Two bars a category, the outline then and the filled now; the shares are text, so the bars say nothing on their own. */
export function driftCategories(name: string, picture: DriftCategories): Html {
  const shown = picture.top.slice(0, limit);
  const others = picture.top
    .slice(limit)
    .reduce<Sides>(
      (sum, one) => ({ reference: sum.reference + one.reference, current: sum.current + one.current }),
      picture.other,
    );
  const most = Math.max(others.reference, others.current, ...shown.flatMap((one) => [one.reference, one.current])) || 1;
  const rows = shown.map((one) => row(html`${value(one.value, 60)}${newness(one)}`, one, most));
  if (others.reference > 0 || others.current > 0) rows.push(row(html`<em>others</em>`, others, most));
  return html`<ul class="paired" aria-label="${driftCategoriesSentence(name, picture)}">${rows}</ul>`;
}

function newness({ reference, current }: Sides): Html | undefined {
  if (reference === 0 && current > 0) return html` <b>new</b>`;
  return current === 0 && reference > 0 ? html` <b>gone</b>` : undefined;
}

function row(label: Html, { reference, current }: Sides, most: number): Html {
  const width = (share: number): number => (share > 0 ? Math.max(2, Number(((share / most) * 198).toFixed(1))) : 0);
  const [then, now] = [width(reference), width(current)];
  return html`<li><span>${label}</span><svg viewBox="0 0 200 18" preserveAspectRatio="none" aria-hidden="true">${then > 0 && html`<path class="then" d="M1 1h${then}v6H1z"/>`}${now > 0 && html`<path class="now" d="M1 10h${now}v7H1z"/>`}</svg><span class="number">${sharePercent(reference)} → ${sharePercent(current)}</span></li>`;
}
