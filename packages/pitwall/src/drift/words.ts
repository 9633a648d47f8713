import type { Profile } from '@pitwall/stats';
import { count, number, percent } from '../core/words.ts';
import { facetsOf, isCategorical, medianOf } from './profiles.ts';

/** How often chance alone does this, so that nobody has to know what a p-value is. */
export function chance(p: number): string {
  if (p >= 0.5) return 'chance alone does that every other time';
  const times = 1 / p;
  if (times > 1e9) return 'chance alone does that less than once in a billion times';
  const rounded = times < 20 ? Math.round(times) : Number(times.toPrecision(2));
  return `chance alone does that once in ${count(rounded)} times`;
}

/** The median, or the most frequent category; undefined where there is no value. */
export function typical(profile: Profile, facet: string | undefined): string | undefined {
  const [first] = facetsOf(profile);
  const chosen = facetsOf(profile).find(({ name }) => name === facet) ?? first;
  if (!chosen) return undefined;
  if (isCategorical(chosen.profile)) {
    const { categories, counts, other } = chosen.profile;
    const total = counts.reduce((sum, n) => sum + n, 0) + other;
    const most = counts.reduce((best, n, index) => (n > (counts[best] ?? 0) ? index : best), 0);
    if (total === 0 || categories.length === 0) return undefined;
    return `${visible(categories[most] ?? '')} (${percent((counts[most] ?? 0) / total)})`;
  }
  const median = medianOf(chosen.profile);
  if (median === undefined) return undefined;
  return chosen.name === 'time' ? timeText(median) : number(median);
}

const visible = (category: string): string => (category === '' ? 'the empty text' : category);

/** Dates reach further than `Date` does. */
export function timeText(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime())
    ? `${number(milliseconds)} ms`
    : date.toISOString().slice(0, 16).replace('T', ' ');
}
