import type { CategoricalProfile } from '../../profile/categorical.ts';
import { type Binned, binned } from '../binned.ts';

/** A category that holds less than this on both sides shares a bin with its like. */
const rareShare = 0.01;

/**
 * Counts of two columns by category: a bin for each category that holds 1 % of either side or more, one for all rarer
 * ones together, one for missing values. Without the pooling, a column of a thousand names would seem to drift by chance
 * alone; a new category still gets a bin of its own as soon as it matters.
 *
 * A category that one profile lists and the other may have dropped into its `other` counts as `other` on both sides.
 */
export function binCategories(reference: CategoricalProfile, current: CategoricalProfile): Binned {
  const aligned = alignCategories(reference, current);
  const [nReference, nCurrent] = [total(reference), total(current)];
  const often = aligned.rows.filter(([, r, c]) => r >= rareShare * nReference || c >= rareShare * nCurrent);
  const rare = aligned.rows.filter((row) => !often.includes(row));
  return binned(
    'categories',
    { categories: often.map(([category]) => category) },
    often.map(([, r]) => r),
    often.map(([, , c]) => c),
    {
      rare: [sum(rare.map(([, r]) => r)), sum(rare.map(([, , c]) => c))],
      other: aligned.other,
      missing: [reference.missing, current.missing],
    },
  );
}

/** Every category in a bin of its own; missing values in one if asked. */
export function binEveryCategory(
  reference: CategoricalProfile,
  current: CategoricalProfile,
  { missing }: { readonly missing: boolean },
): Binned {
  const { rows, other } = alignCategories(reference, current);
  const names = { categories: rows.map(([category]) => category) };
  const extras = missing ? { missing: [reference.missing, current.missing] as const, other } : { other };
  return binned(
    'every-category',
    names,
    rows.map(([, r]) => r),
    rows.map(([, , c]) => c),
    extras,
  );
}

type Row = readonly [category: string, reference: number, current: number];

export function alignCategories(reference: CategoricalProfile, current: CategoricalProfile) {
  const before = tally(reference);
  const now = tally(current);
  const names = [...new Set([...before.keys(), ...now.keys()])].sort((a, b) => (a < b ? -1 : 1));
  const comparable = (name: string): boolean =>
    (before.has(name) || reference.other === 0) && (now.has(name) || current.other === 0);
  const counted = (name: string): Row => [name, before.get(name) ?? 0, now.get(name) ?? 0];
  const rows = names.filter(comparable).map(counted);
  const hidden = names.filter((name) => !comparable(name)).map(counted);
  const other: readonly [number, number] = [
    reference.other + sum(hidden.map(([, r]) => r)),
    current.other + sum(hidden.map(([, , c]) => c)),
  ];
  return { rows, other };
}

function tally({ categories, counts }: CategoricalProfile): ReadonlyMap<string, number> {
  return new Map(categories.map((category, index) => [category, counts[index] ?? 0]));
}

function total({ counts, other, missing }: CategoricalProfile): number {
  return sum(counts) + other + missing;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
