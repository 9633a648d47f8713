import type { Counts, ExtraBin } from './figure.ts';

/** Two columns counted in the same bins: what every measure over shares is computed from. */
export interface Binned extends Counts {
  readonly counts: { readonly reference: readonly number[]; readonly current: readonly number[] };
}

export type Extras = Partial<Readonly<Record<ExtraBin, readonly [reference: number, current: number]>>>;

const order: readonly ExtraBin[] = ['rare', 'other', 'missing', 'negative_infinity', 'positive_infinity'];

/** Sets the counts of the named bins and of the extra ones side by side; an extra bin that both leave empty is none. */
export function binned(
  binning: string,
  named: { readonly edges: readonly (number | null)[] } | { readonly categories: readonly string[] },
  reference: readonly number[],
  current: readonly number[],
  extras: Extras = {},
): Binned {
  const extra_bins = order.filter((name) => extras[name]?.some((count) => count > 0));
  const counts = {
    reference: [...reference, ...extra_bins.map((name) => extras[name]?.[0] ?? 0)],
    current: [...current, ...extra_bins.map((name) => extras[name]?.[1] ?? 0)],
  };
  return { binning, edges: null, categories: null, ...named, extra_bins, counts };
}

/** Inner edges with their open ends. */
export function openEdges(inner: readonly number[]): (number | null)[] {
  return [null, ...inner, null];
}
