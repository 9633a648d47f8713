import { binOf } from '../profile/count.ts';

/**
 * Each value as the place of its rank on a normal distribution, equal values alike; NaN stays NaN.
 *
 * Definition: u = (values below + half of the equal ones) / values, and Tukey's lambda instead of the normal quantile,
 * (u^0.135 − (1 − u)^0.135) / 0.1975, which is within 0.02 of it over the middle 99 % and costs two powers.
 * Reference: Joiner and Rosenblatt, Some properties of the range in samples from Tukey's symmetric lambda distributions
 * (1971). Cost: a sort, and a binary search a value.
 */
export function normalScores(values: Float64Array): Float64Array {
  const known = values.some(Number.isNaN) ? values.filter((value) => !Number.isNaN(value)) : values.slice();
  const sorted = known.sort();
  const distinct = new Float64Array(sorted.length);
  const scores = new Float64Array(sorted.length);
  let found = 0;
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end += 1;
    distinct[found] = sorted[start] ?? 0;
    scores[found] = lambda((start + end) / 2 / sorted.length);
    found += 1;
    start = end;
  }
  const result = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    result[index] = Number.isNaN(value) ? value : (scores[binOf(distinct, value, 0, found) - 1] ?? 0);
  }
  return result;
}

const lambda = (u: number): number => (u ** 0.135 - (1 - u) ** 0.135) / 0.1975;
