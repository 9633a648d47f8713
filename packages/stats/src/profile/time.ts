import { type CategoricalProfile, profileCategories } from './categorical.ts';
import { type CompositeProfile, numericFacet } from './composite.ts';
import { baselineNumbers, type NumericProfile, profileNumbers } from './numeric.ts';

/** Milliseconds since 1970, UTC; before it they are negative. Fractions are allowed. */
export type TimeValues = ArrayLike<number | null | undefined>;

/** In the order of a week; a profile lists them, like all categories, in alphabetical order. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export const hours: readonly string[] = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

const hourLength = 3_600_000;
const dayLength = 24 * hourLength;
const weekLength = 7 * dayLength;

/**
 * A baseline of a column of times, with the facets
 * - `time`: the number itself;
 * - `weekday`: monday … sunday of the UTC day, always all seven;
 * - `hour`: 00 … 23 of the UTC day, always all of them; only where some time is not at midnight, because a column of
 *   dates has no hours.
 *
 * Weekdays and hours are worked out from the number by remainders, which are exact for every double, so that dates far
 * beyond those of `Date` have them too. An infinite time (some databases have it) has neither: it is `other`.
 *
 * Cost: three passes. Example: the weekday of baselineTimes([0]) counts one thursday.
 */
export function baselineTimes(values: TimeValues, options: { readonly bins?: number } = {}): CompositeProfile {
  return compose(values, baselineNumbers(values, options), hasHours(values));
}

/** A window: times counted as its baseline counts them. */
export function profileTimes(values: TimeValues, baseline: CompositeProfile): CompositeProfile {
  const { edges } = numericFacet(baseline, 'time');
  return compose(values, profileNumbers(values, edges), baseline.facets.hour !== undefined);
}

function compose(values: TimeValues, time: NumericProfile, withHours: boolean): CompositeProfile {
  const weekday = tally(values, weekdayOf, weekdays);
  const facets = withHours ? { time, weekday, hour: tally(values, hourOf, hours) } : { time, weekday };
  return { kind: 'time', version: 1, facets };
}

/** The weekday of a finite time. 1970 began on a Thursday. */
function weekdayOf(time: number): number {
  return (Math.floor((Math.floor(time) % weekLength) / dayLength) + 3 + 7) % 7;
}

function hourOf(time: number): number {
  return (Math.floor((Math.floor(time) % dayLength) / hourLength) + 24) % 24;
}

function hasHours(values: TimeValues): boolean {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (Number.isFinite(value) && Number(value) % dayLength !== 0) return true;
  }
  return false;
}

function tally(values: TimeValues, placeOf: (time: number) => number, names: readonly string[]): CategoricalProfile {
  const labels = Array.from(values, (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return null;
    return Number.isFinite(value) ? names[placeOf(value)] : 'infinite';
  });
  const categories = [...names].sort();
  return profileCategories(labels, {
    kind: 'categorical',
    version: 1,
    cap: categories.length,
    categories,
    counts: categories.map(() => 0),
    other: 0,
    misfiled: 0,
    missing: 0,
  });
}
