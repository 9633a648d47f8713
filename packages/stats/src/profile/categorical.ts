/**
 * A column of categories as counts. `categories` are sorted, `counts` stand in the same order. What is not listed is
 * counted in `other`.
 */
export interface CategoricalProfile {
  readonly kind: 'categorical';
  readonly version: 1;
  readonly cap: number;
  readonly categories: readonly string[];
  readonly counts: readonly number[];
  readonly other: number;
  /**
   * How many rows in `other` may belong to a category that is listed, at most: 0 where all counts are exact. It grows
   * only when profiles that have dropped different categories are merged.
   */
  readonly misfiled: number;
  readonly missing: number;
}

export type CategoricalValues = ArrayLike<string | number | bigint | boolean | null | undefined>;

/** The most categories a profile lists unless told otherwise. */
export const defaultCap = 1000;

/**
 * Counts of each category; beyond `cap` the rarest go to `other` (equally rare ones: the later in the alphabet), and so
 * do those that occur fewer than `minimum` times, where a category as such could give a row away.
 */
export function baselineCategories(values: CategoricalValues, limits: CategoryLimits = {}): CategoricalProfile {
  const { tally, missing } = count(values);
  return baselineOfTally(tally, missing, limits);
}

export interface CategoryLimits {
  readonly cap?: number;
  readonly minimum?: number;
}

/** The same from how often each category occurs. */
export function baselineOfTally(
  tally: ReadonlyMap<string, number>,
  missing: number,
  { cap = defaultCap, minimum = 1 }: CategoryLimits = {},
): CategoricalProfile {
  for (const [name, value] of Object.entries({ cap, minimum })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${name}: expected a whole number from 1 on, got ${value}`);
    }
  }
  return { ...list(tally, cap, minimum), kind: 'categorical', version: 1, cap, misfiled: 0, missing };
}

/** A window: counts on the categories of a baseline; whatever it does not list is `other`. */
export function profileCategories(values: CategoricalValues, baseline: CategoricalProfile): CategoricalProfile {
  const { tally, missing } = count(values);
  return profileOfTally(tally, missing, baseline);
}

/** The same from how often each category occurs. */
export function profileOfTally(
  tally: ReadonlyMap<string, number>,
  missing: number,
  { kind, version, cap, categories }: CategoricalProfile,
): CategoricalProfile {
  const counts = categories.map((category) => tally.get(category) ?? 0);
  const other = sum([...tally.values()]) - sum(counts);
  return { kind, version, cap, categories, counts, other, misfiled: 0, missing };
}

/**
 * Sorts and caps a tally: the `cap` most frequent categories that occur `minimum` times or more, in alphabetical order,
 * and the rest as `other`. Without a minimum, categories that never occur are kept too.
 */
export function list(
  tally: ReadonlyMap<string, number>,
  cap: number,
  minimum = 0,
): Pick<CategoricalProfile, 'categories' | 'counts' | 'other'> {
  const byFrequency = [...tally].sort(([a, timesA], [b, timesB]) => timesB - timesA || compare(a, b));
  const frequent = byFrequency.filter(([, times]) => times >= minimum).length;
  const length = Math.min(cap, frequent);
  const kept = byFrequency.slice(0, length).sort(([a], [b]) => compare(a, b));
  const other = sum(byFrequency.slice(length).map(([, times]) => times));
  return { categories: kept.map(([category]) => category), counts: kept.map(([, times]) => times), other };
}

export function rowsOfCategories(profile: CategoricalProfile): number {
  return sum(profile.counts) + profile.other + profile.missing;
}

function count(values: CategoricalValues): { readonly tally: ReadonlyMap<string, number>; readonly missing: number } {
  const tally = new Map<string, number>();
  let missing = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value === null || value === undefined || Number.isNaN(value)) missing += 1;
    else tally.set(String(value), (tally.get(String(value)) ?? 0) + 1);
  }
  return { tally, missing };
}

/** By code unit, which is the same on every machine, unlike the order of a locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
