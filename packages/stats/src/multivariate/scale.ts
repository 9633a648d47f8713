import type { Vectors } from './inner-products.ts';
import type { Matrix } from './matrix.ts';

/** How a column is standardised: cells are moved into [low, high], then count in deviations from the mean. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** 0 for a column that does not vary, or has no number: it is left out. */
  readonly deviation: number;
}

/** Cells further than this many interquartile ranges outside the quartiles are moved to there. */
const fence = 20;

/** A deviation below this share of the largest number is rounding. */
const negligible = 1e-12;

/**
 * Mean and standard deviation (over n) of the finite cells of a column, the wild ones moved to a fence: one value of
 * 1e300 would otherwise make the others all the same. Where half of the cells are equal, the fence is smallest and
 * largest.
 */
export function scaleOf(matrix: Matrix, rows: Int32Array, column: number): Scale {
  const sorted = Float64Array.from(rows, (row) => matrix.values[row * matrix.columns + column] ?? Number.NaN)
    .filter(Number.isFinite)
    .sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return { low: 0, high: 0, mean: 0, deviation: 0 };
  const lower = sorted[Math.floor(sorted.length / 4)] ?? first;
  const upper = sorted[Math.floor((3 * sorted.length) / 4)] ?? last;
  const isWide = upper > lower;
  const margin = fence * (upper - lower);
  const low = (isWide ? Math.max(-Number.MAX_VALUE, lower - margin) : first) + 0;
  const high = (isWide ? Math.min(Number.MAX_VALUE, upper + margin) : last) + 0;

  // in units of the largest number, so that no square overflows
  const unit = Math.max(Math.abs(clamp(first, low, high)), Math.abs(clamp(last, low, high)));
  const scaled = sorted.map((cell) => clamp(cell, low, high) / (unit || 1));
  let sum = 0;
  for (const cell of scaled) sum += cell;
  const mean = sum / scaled.length;
  let squares = 0;
  for (const cell of scaled) squares += (cell - mean) ** 2;
  const deviation = Math.sqrt(squares / scaled.length);
  return { low, high, mean: mean * unit + 0, deviation: deviation > negligible ? deviation * unit : 0 };
}

/** The rows as vectors of standardised cells, with 0, the mean, for missing ones. */
export function standardisedRows(matrix: Matrix, rows: Int32Array, scales: readonly Scale[]): Vectors {
  const columns = scales.length;
  const values = new Float64Array(rows.length * columns);
  for (const [column, { low, high, mean, deviation }] of scales.entries()) {
    if (deviation === 0) continue;
    for (let index = 0; index < rows.length; index += 1) {
      const cell = matrix.values[(rows[index] ?? 0) * columns + column] ?? Number.NaN;
      if (!Number.isFinite(cell)) continue;
      const moved = clamp(cell, low, high);
      const gap = moved - mean;
      values[index * columns + column] = Number.isFinite(gap) ? gap / deviation : moved / deviation - mean / deviation;
    }
  }
  return { values, count: rows.length, length: columns, stride: columns };
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
