/** Profit at each moment of settlement; bets of one time are settled together, for their order is not known. */
export function pathOf(profit: Float64Array, times: Float64Array | undefined): Float64Array {
  if (!times) return profit;
  const steps = new Float64Array(profit.length);
  let last = -1;
  for (let bet = 0; bet < profit.length; bet += 1) {
    if (bet === 0 || times[bet] !== times[bet - 1]) last += 1;
    steps[last] = (steps[last] ?? 0) + (profit[bet] ?? 0);
  }
  return steps.subarray(0, last + 1);
}

/** The deepest fall from a height reached before; heights and depths are counted from `start`. */
export interface Fall {
  readonly depth: number;
  /** Number of steps after which it began and ended; 0 is before the first. */
  readonly peak: number;
  readonly trough: number;
}

/** `share` measures each fall by the height it began at. Cost: one pass. */
export function deepestFall(path: ArrayLike<number>, start = 0, share = false): Fall {
  let [at, height, top] = [start, start, 0];
  let [depth, peak, trough] = [0, 0, 0];
  for (let step = 0; step < path.length; step += 1) {
    at += path[step] ?? 0;
    if (at > height) {
      height = at;
      top = step + 1;
    }
    const fall = share ? (height - at) / height : height - at;
    if (fall > depth) {
      depth = fall;
      peak = top;
      trough = step + 1;
    }
  }
  return { depth, peak, trough };
}
