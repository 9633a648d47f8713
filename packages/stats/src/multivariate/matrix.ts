/** Numbers in rows and columns: the cell in row i and column j is `values[i * columns + j]`. Missing is NaN. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Rows of a side that are looked at, at most. */
export const mostRows = 10_000;

/** Cells of a side that are looked at, at most, which for more than 200 columns is fewer rows than `mostRows`. */
export const mostCells = 2_000_000;

export function assertMatrix(name: string, { rows, columns, values }: Matrix): void {
  const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0;
  if (isSize(rows) && isSize(columns) && values.length === rows * columns) return;
  throw new RangeError(
    `${name}: expected rows × columns values, got ${rows} × ${columns} and ${values.length} values; pass them row by row`,
  );
}

export function assertColumns(expected: number, current: Matrix): void {
  if (current.columns === expected) return;
  throw new RangeError(
    `current: expected ${expected} columns like the reference, got ${current.columns}; pass the same columns in the same order`,
  );
}

/** How many cells are infinite: they count as missing, and an answer says how many there were. */
export function infiniteCells({ values }: Matrix): number {
  let count = 0;
  for (let cell = 0; cell < values.length; cell += 1)
    if (Math.abs(values[cell] ?? 0) === Number.POSITIVE_INFINITY) count += 1;
  return count;
}

/** Mulberry32: uniform doubles in [0, 1), the same on every machine. */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The numbers of the rows to look at, in random order and each once. Of too many rows, one is drawn from each of as many
 * stretches of equal length: evenly spread, and not in step with a period in the data.
 */
export function shuffledRows({ rows, columns }: Matrix, random: () => number): Int32Array {
  const used = Math.min(rows, mostRows, Math.max(1, Math.floor(mostCells / Math.max(1, columns))));
  const chosen = Int32Array.from({ length: used }, (_, stretch) => {
    const start = Math.floor((stretch * rows) / used);
    const end = Math.floor(((stretch + 1) * rows) / used);
    return start + Math.floor(random() * (end - start));
  });
  for (let last = used - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const moved = chosen[last] ?? 0;
    chosen[last] = chosen[other] ?? 0;
    chosen[other] = moved;
  }
  return chosen;
}
