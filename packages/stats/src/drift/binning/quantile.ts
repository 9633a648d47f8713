/**
 * A quantile of sorted values by linear interpolation (Hyndman and Fan's type 7, the default of NumPy and R), rounded as
 * NumPy rounds it: from the nearer neighbour. Cost: constant. Example: quantileSorted([1, 2, 3, 4], 0.5) = 2.5.
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const [low, high] = [sorted[below] ?? 0, sorted[Math.min(below + 1, sorted.length - 1)] ?? 0];
  const part = place - below;
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

/** The nine deciles between the least and the greatest, without those that repeat. */
export function deciles(sorted: ArrayLike<number>): number[] {
  const cuts = Array.from({ length: 9 }, (_, index) => quantileSorted(sorted, (index + 1) / 10));
  return [...new Set(cuts)].sort((a, b) => a - b);
}
