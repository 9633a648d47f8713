import { sortNumbers } from '../binary/sort-numbers.ts';
import type { RegressionData } from './data.ts';

/** Rows whose error (predicted less actual) lies from `low` up to `high`. */
export interface ResidualBin {
  readonly low: number;
  readonly high: number;
  readonly weight: number;
}

/** Rows whose predictions are near each other, and what became of them. */
export interface PredictionBin {
  readonly low: number;
  readonly high: number;
  readonly weight: number;
  readonly predicted: number;
  readonly actual: number;
  /** Standard deviation of the actual values. */
  readonly deviation: number;
}

export const residualBins = 40;
export const predictionBins = 50;

/** The share of rows at either end that the bins of equal width leave to the first and the last bin. */
const tail = 0.005;

/**
 * Histogram of the errors. Its bins have equal width over the middle 99 % of the rows; the first and the last reach on to
 * the ends, so that one wild row does not put all others into one bin.
 */
export function residualHistogram(data: RegressionData, bins = residualBins): ResidualBin[] {
  const { actual, predicted, weights, total } = data;
  const errors = new Float64Array(total.rows);
  const counts = new Float64Array(total.rows);
  let kept = 0;
  for (let row = 0; row < actual.length; row += 1) {
    const by = weights ? (weights[row] ?? 0) : 1;
    if (by === 0) continue;
    errors[kept] = (predicted[row] ?? 0) - (actual[row] ?? 0);
    counts[kept] = by;
    kept += 1;
  }
  const sorted = sortNumbers(errors.slice());
  const at = (share: number): number => sorted[Math.round(share * (kept - 1))] ?? 0;
  const [least, low, high, most] = [at(0), at(tail), at(1 - tail), at(1)];
  if (low === high) return [{ low: least, high: most, weight: total.weight }];
  const width = (high - low) / bins;
  const found = new Float64Array(bins);
  for (let row = 0; row < kept; row += 1) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(((errors[row] ?? 0) - low) / width)));
    found[bin] = (found[bin] ?? 0) + (counts[row] ?? 0);
  }
  return Array.from(found, (weight, bin) => ({
    low: bin === 0 ? least : low + bin * width,
    high: bin === bins - 1 ? most : low + (bin + 1) * width,
    weight,
  }));
}

/** Actual beside predicted, in bins of as many rows each, the lowest predictions first; equal ones stay together. */
export function actualByPrediction(data: RegressionData, bins = predictionBins): PredictionBin[] {
  const { actual, predicted, weights, total } = data;
  const sorted = new Float64Array(total.rows);
  let kept = 0;
  for (let row = 0; row < predicted.length; row += 1) {
    if ((weights ? (weights[row] ?? 0) : 1) === 0) continue;
    sorted[kept] = predicted[row] ?? 0;
    kept += 1;
  }
  sortNumbers(sorted);
  const last = (bin: number): number => sorted[Math.ceil(((bin + 1) * kept) / bins) - 1] ?? 0;
  const edges = Float64Array.from(new Set(Array.from({ length: bins }, (_, bin) => last(bin))));
  const sums = Array.from(edges, () => ({
    low: Number.POSITIVE_INFINITY,
    weight: 0,
    predicted: 0,
    actual: 0,
    spread: 0,
  }));
  for (let row = 0; row < predicted.length; row += 1) {
    const by = weights ? (weights[row] ?? 0) : 1;
    const guess = predicted[row] ?? 0;
    const bin = by > 0 ? sums[firstFrom(edges, guess)] : undefined;
    if (!bin) continue;
    // Means that move row by row (West, 1979), because a sum of squares would lose the spread of large values.
    bin.weight += by;
    bin.low = Math.min(bin.low, guess);
    bin.predicted += ((guess - bin.predicted) * by) / bin.weight;
    const away = (actual[row] ?? 0) - bin.actual;
    bin.actual += (away * by) / bin.weight;
    bin.spread += by * away * ((actual[row] ?? 0) - bin.actual);
  }
  return sums.map(({ spread, ...bin }, index) => ({
    ...bin,
    high: edges[index] ?? bin.low,
    deviation: Math.sqrt(spread / bin.weight),
  }));
}

/** The first edge that is not below a value. */
function firstFrom(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
