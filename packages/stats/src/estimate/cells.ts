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
