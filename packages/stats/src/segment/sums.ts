/** What is summed over the rows of a segment. Sums of two that share no row are added, of a part taken off. */
export interface Sums {
  readonly rows: number;
  readonly weight: number;
  /** Σ rest, Σ rest², Σ rest³. */
  readonly rest: number;
  readonly square: number;
  readonly cube: number;
  /** Σ rest · weight, Σ rest² · weight, Σ rest · weight². */
  readonly restWeight: number;
  readonly squareWeight: number;
  readonly restWeightSquare: number;
  readonly weightSquare: number;
  readonly weightCube: number;
}

/** In this order the sums stand in a cell: without weights the first four tell all. */
const names = [
  'rows',
  'rest',
  'square',
  'cube',
  'weight',
  'restWeight',
  'squareWeight',
  'restWeightSquare',
  'weightSquare',
  'weightCube',
] as const;

export const plainStride = 4;
export const weighedStride = names.length;

export function readSums(cells: Float64Array, at: number, stride: number): Sums {
  const [rows, rest] = [cells[at] ?? 0, cells[at + 1] ?? 0];
  const [square, cube] = [cells[at + 2] ?? 0, cells[at + 3] ?? 0];
  const isWeighed = stride === weighedStride;
  return {
    rows,
    rest,
    square,
    cube,
    weight: isWeighed ? (cells[at + 4] ?? 0) : rows,
    restWeight: isWeighed ? (cells[at + 5] ?? 0) : rest,
    squareWeight: isWeighed ? (cells[at + 6] ?? 0) : square,
    restWeightSquare: isWeighed ? (cells[at + 7] ?? 0) : rest,
    weightSquare: isWeighed ? (cells[at + 8] ?? 0) : rows,
    weightCube: isWeighed ? (cells[at + 9] ?? 0) : rows,
  };
}

function combine(a: Sums, b: Sums, sign: 1 | -1): Sums {
  const sums: Record<keyof Sums, number> = { ...a };
  for (const name of names) sums[name] = a[name] + sign * b[name];
  return sums;
}

export const together = (a: Sums, b: Sums): Sums => combine(a, b, 1);
export const without = (all: Sums, part: Sums): Sums => combine(all, part, -1);

/** Sums of one row. */
export function oneRow(rest: number, weight: number): Sums {
  return {
    rows: 1,
    rest,
    square: rest ** 2,
    cube: rest ** 3,
    weight,
    restWeight: rest * weight,
    squareWeight: rest ** 2 * weight,
    restWeightSquare: rest * weight ** 2,
    weightSquare: weight ** 2,
    weightCube: weight ** 3,
  };
}

export const noRow: Sums = { ...oneRow(0, 0), rows: 0 };
