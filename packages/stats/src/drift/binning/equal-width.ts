/**
 * Edges of `bins` bins of equal width from `low` to `high`, rounded as NumPy's `linspace` rounds: low + i · step, the
 * last edge being `high` itself. Example: equalWidthEdges(0, 1, 2) = [0, 0.5, 1].
 */
export function equalWidthEdges(low: number, high: number, bins: number): number[] {
  const step = (high - low) / bins;
  return Array.from({ length: bins + 1 }, (_, index) => (index === bins ? high : index * step + low));
}

/**
 * Counts in bins of equal width: half-open ones, the last closed, values outside not counted (NumPy's `histogram`).
 * Cost: constant a value; the bin is guessed by division and put right by the edges, so rounding does not matter.
 */
export function countEqualWidth(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const places = Float64Array.from(edges);
  const last = places.length - 2;
  const [low, high] = [places[0] ?? 0, places[last + 1] ?? 0];
  const perUnit = (last + 1) / (high - low);
  const counts = new Float64Array(last + 1);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (!(value >= low && value <= high)) continue;
    let bin = Math.min(last, Math.max(0, Math.floor((value - low) * perUnit) || 0));
    while (bin > 0 && value < (places[bin] ?? 0)) bin -= 1;
    while (bin < last && value >= (places[bin + 1] ?? 0)) bin += 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return [...counts];
}
