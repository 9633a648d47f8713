import { normalUpperQuantile } from '../distribution/normal.ts';
import { groupSizes, inversionShares } from './kendall-scores.ts';
import { assertLevel, reasonAgainst, type SlopeInterval, type TrendPoint, type UnknownTrend } from './outcome.ts';

const method = 'theil_sen';
/** Up to so many points the interval is exact. */
const exactPoints = 50;
/** Every pair has a slope, and they are all held: half a million. */
const mostPoints = 1_000;

export interface TheilSen {
  readonly method: typeof method;
  readonly slope: number;
  /** Null where there are too few points for one of this level. */
  readonly interval: SlopeInterval | null;
  readonly points: number;
}

/**
 * Slope of Theil and Sen: the median of the slopes of all pairs, which a few wild values do not move.
 *
 * The interval is between the slopes of those ranks that Kendall's test does not reject: exact up to 50 points without
 * equal ones, so that it covers at least `level`; else with the variance of ties, by the normal distribution. Four points
 * have no interval of 95 %.
 *
 * Reference: Sen, Estimates of the regression coefficient based on Kendall's tau (1968). Cost: n² log n; at most 1,000
 * points. Example: theilSen of (0, 1), (1, 3), (2, 4) = { slope: 1.5, interval: null, … }.
 */
export function theilSen(
  points: readonly TrendPoint[],
  { level = 0.95 }: { readonly level?: number } = {},
): TheilSen | UnknownTrend<typeof method> {
  assertLevel(level);
  if (points.length > mostPoints) throw new RangeError(`expected at most ${mostPoints} points, found ${points.length}`);
  const unknown = reasonAgainst(points);
  if (unknown) return { method, unknown };
  const slopes = slopesOf(points);
  if (!slopes.every(Number.isFinite)) return { method, unknown: 'numbers too large to compare' };
  const middle = slopes.length / 2;
  const slope = (at(slopes, Math.ceil(middle) - 1) + at(slopes, Math.floor(middle))) / 2;
  const reach = reachOf(points, slopes.length, level);
  const lowest = (slopes.length - reach) / 2;
  const interval =
    lowest < 1
      ? null
      : { low: at(slopes, Math.floor(lowest) - 1), high: at(slopes, slopes.length - Math.floor(lowest)), level };
  return { method, slope, interval, points: points.length };
}

function slopesOf(points: readonly TrendPoint[]): Float64Array {
  const slopes: number[] = [];
  points.forEach((later, index) => {
    for (let before = 0; before < index; before += 1) {
      const earlier = points[before] ?? later;
      if (later.time !== earlier.time) slopes.push((later.value - earlier.value) / (later.time - earlier.time));
    }
  });
  return Float64Array.from(slopes).sort();
}

const at = (values: Float64Array, index: number): number => values[index] ?? 0;

/** The largest score of Kendall that the test does not reject; more than all pairs where it rejects none. */
function reachOf(points: readonly TrendPoint[], pairs: number, level: number): number {
  const n = points.length;
  const ofTimes = groupSizes(points.map(({ time }) => time));
  const ofValues = groupSizes(points.map(({ value }) => value));
  const tail = (1 - level) / 2;
  if (n > exactPoints || ofTimes.length < n || ofValues.length < n) {
    const fives = (t: number) => t * (t - 1) * (2 * t + 5);
    const tied = [...ofTimes, ...ofValues].reduce((sum, size) => sum + fives(size), 0);
    return normalUpperQuantile(tail) * Math.sqrt(Math.max(0, fives(n) - tied) / 18);
  }
  let beyond = 0;
  for (const [inversions, share] of inversionShares(ofValues).entries()) {
    beyond += share;
    if (beyond > tail) return pairs - 2 * inversions;
  }
  return pairs;
}
