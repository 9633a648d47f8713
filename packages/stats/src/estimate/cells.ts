import { cosineShare } from './feature-bins.ts';
import { poolViolators } from './isotonic.ts';

/** Makes the levels of cells never fall, in place, each counting by its rows. */
export function raise(level: Float64Array, counts: Float64Array): void {
  const cells = level.length;
  const ends = new Uint32Array(cells);
  const blocks = poolViolators(level, counts.slice(), ends, cells);
  let end = cells;
  for (let block = blocks - 1; block >= 0; block -= 1) {
    const own = level[block] ?? 0;
    const start = block === 0 ? 0 : (ends[block - 1] ?? 0);
    level.fill(own, start, end);
    end = start;
  }
}

/** The first cell that reaches up to the value; the last for one beyond all. */
export function cellAt(upper: Float64Array, value: number): number {
  let [low, high] = [0, upper.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((upper[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The places after which ascending values are cut into cells: `most` at the most, small at both ends, where shifted rows
 * will lie, of `fewest` values or more each. Equal values share a cell.
 */
export function cutCells(ascending: Float64Array, most: number, fewest: number): Uint32Array {
  const rows = ascending.length;
  const ends: number[] = [];
  let [start, edge] = [0, 1];
  for (let end = 1; end <= rows; end += 1) {
    const isWhole = end - start >= fewest && rows - end >= fewest;
    const isTied = ascending[end] === ascending[end - 1];
    if (end < rows && (isTied || !isWhole || end < cosineShare(edge, most) * rows)) continue;
    while (cosineShare(edge, most) * rows <= end && edge < most) edge += 1;
    ends.push(end);
    start = end;
  }
  return Uint32Array.from(ends);
}
