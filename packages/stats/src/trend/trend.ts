import { leastSquaresTrend } from './least-squares.ts';
import { mannKendall } from './mann-kendall.ts';
import { assertLevel, isUnknownTrend, type SlopeInterval, type TrendPoint, type UnknownTrend } from './outcome.ts';
import { theilSen } from './theil-sen.ts';

/** From so many points on, the straight line is trusted; below, only the order of the values. */
export const manyPoints = 10;

export type TrendMethod = 'mann_kendall' | 'least_squares';

export interface Trend {
  readonly method: TrendMethod;
  /** Change in one unit of time: of the line, or the median of all pairs where there are few points. */
  readonly slope: number;
  readonly interval: SlopeInterval | null;
  readonly p: number;
  readonly points: number;
}

/**
 * Does the value rise or fall over time, and how fast?
 *
 * From 10 points on, the slope of least squares with its t-test. Below, where one wild value would decide and nothing says
 * that the scatter is normal, the slope of Theil and Sen with the test of Mann and Kendall, which is exact. Unknown below
 * three points. The times need not be in order, nor evenly apart.
 *
 * Example: trend of 0.70, 0.69, 0.67, 0.66, 0.64 on five days = { slope: -0.015, p: 0.0167, method: 'mann_kendall', … }.
 */
export function trend(
  points: readonly TrendPoint[],
  { level = 0.95 }: { readonly level?: number } = {},
): Trend | UnknownTrend<TrendMethod> {
  assertLevel(level);
  if (points.length >= manyPoints) {
    const line = leastSquaresTrend(points, { level });
    if (isUnknownTrend(line)) return line;
    const { method, slope, interval, p } = line;
    return { method, slope, interval, p, points: points.length };
  }
  const test = mannKendall(points);
  if (isUnknownTrend(test)) return test;
  const slopes = theilSen(points, { level });
  if (isUnknownTrend(slopes)) return { method: test.method, unknown: slopes.unknown };
  return { method: test.method, slope: slopes.slope, interval: slopes.interval, p: test.p, points: points.length };
}
