import { sortNumbers } from '../score/binary/sort-numbers.ts';

/** Where a column is cut into bins, and the ends of what was seen. */
export interface FeatureCuts {
  readonly cuts: Float64Array;
  readonly lowest: number;
  readonly highest: number;
}

export const mostBins = 64;

/** The share of the rows below the k-th of n cuts: close together at both ends, where shifted rows will lie. */
export const cosineShare = (k: number, n: number): number => (1 - Math.cos((Math.PI * k) / n)) / 2;

/** Cuts between the values of a column; NaN is a missing value and is left out. */
export function cutFeature(values: Float64Array): FeatureCuts {
  const sorted = sortNumbers(values.filter((value) => !Number.isNaN(value)));
  const cuts: number[] = [];
  for (let bin = 1; bin < mostBins; bin += 1) {
    const cut = sorted[Math.floor(cosineShare(bin, mostBins) * sorted.length)];
    if (cut !== undefined && cut !== cuts[cuts.length - 1] && cut > (sorted[0] ?? 0)) cuts.push(cut);
  }
  return {
    cuts: Float64Array.from(cuts),
    lowest: sorted[0] ?? Number.NaN,
    highest: sorted[sorted.length - 1] ?? Number.NaN,
  };
}

/** The bin of each value: 0 where it is missing, then 1 more than the number of cuts up to it. */
export function binFeature(values: Float64Array, { cuts }: FeatureCuts): Uint8Array {
  const bins = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    let [low, high] = [0, cuts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cuts[middle] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    bins[row] = low + 1;
  }
  return bins;
}
