/** Share of the values that may be left out at each end of a picture. */
const leftOut = 0.005;

/**
 * The range of bins that holds nearly all values: from where more than 0.5 % lie below to where less than 0.5 % lie
 * above. `counts` goes by the number of a bin between two neighbouring `edges`.
 */
export function focusBins(edges: readonly number[], counts: ReadonlyMap<number, number>): [low: number, high: number] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const last = edges.length - 2;
  let low = 0;
  let high = last;
  let below = counts.get(-1) ?? 0;
  while (low < last && below + (counts.get(low) ?? 0) <= leftOut * total) {
    below += counts.get(low) ?? 0;
    low += 1;
  }
  let above = counts.get(last + 1) ?? 0;
  while (high > low && above + (counts.get(high) ?? 0) <= leftOut * total) {
    above += counts.get(high) ?? 0;
    high -= 1;
  }
  return [edges[low] ?? 0, edges[high + 1] ?? 0];
}

/** Edges on round numbers (1, 2 or 5 times a power of ten) from `low` or below to `high` or above, about `bins` of them. */
export function niceEdges(low: number, high: number, bins: number): number[] {
  const span = high - low || Math.abs(low) || 1;
  const rough = span / bins;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((times) => times * power >= rough * 0.999) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil((high === low ? low + step : high) / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
