/**
 * The bin that holds `value`: how many of the sorted `edges` are at or below it. Bin 0 lies below the first edge, bin i
 * is [edges[i − 1], edges[i]), the last one is open above. `low` and `high` enclose the answer, where it is known
 * roughly. Cost: log2 of the number of edges between them.
 */
export function binOf(edges: ArrayLike<number>, value: number, low = 0, high = edges.length): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** So many cells of equal width for each edge narrow the search for a bin. */
const cellsPerEdge = 8;

/**
 * How many of the finite `values` fall into each of the `edges.length + 1` bins of `binOf`.
 *
 * The line is cut into cells of equal width, by a function that never falls: edges in lower cells lie below a value,
 * edges in higher ones above, however the function rounds. What is left to search is the value's own cell, which mostly
 * holds no edge or one.
 */
export function countOnEdges(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const searched = Float64Array.from(edges);
  const counts = new Float64Array(edges.length + 1);
  const cells = cellsPerEdge * edges.length;
  const low = searched[0] ?? 0;
  const perUnit = cells / ((searched.at(-1) ?? 0) - low);
  if (!Number.isFinite(perUnit) || perUnit === 0 || values.length < cells) {
    for (let index = 0; index < values.length; index += 1) {
      const bin = binOf(searched, values[index] ?? 0);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return [...counts];
  }
  const cellOf = (value: number): number => Math.max(0, Math.min(cells, Math.floor((value - low) * perUnit)));
  /** How many edges lie in cells before each cell. */
  const before = new Int32Array(cells + 2);
  for (const edge of searched) before[cellOf(edge) + 1] = (before[cellOf(edge) + 1] ?? 0) + 1;
  for (let cell = 1; cell < before.length; cell += 1) before[cell] = (before[cell] ?? 0) + (before[cell - 1] ?? 0);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    const cell = cellOf(value);
    const bin = binOf(searched, value, before[cell], before[cell + 1]);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return [...counts];
}
