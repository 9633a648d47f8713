import { probability } from '../compare/outcome.ts';
import { studentTSurvival, studentTUpperQuantile } from '../distribution/student-t.ts';
import { assertLevel, reasonAgainst, type SlopeInterval, type TrendPoint, type UnknownTrend } from './outcome.ts';

const method = 'least_squares';

export interface LeastSquaresTrend {
  readonly method: typeof method;
  /** Change of the value in one unit of time. */
  readonly slope: number;
  /** Value of the line at time 0. */
  readonly intercept: number;
  readonly standard_error: number;
  readonly t: number;
  /** Probability of a slope at least as steep, up or down, where there is none. */
  readonly p: number;
  readonly interval: SlopeInterval;
  readonly points: number;
}

/**
 * The straight line through points with the least squares, and whether its slope is more than chance.
 *
 * Definition: slope = Σ(x − x̄)(y − ȳ) / Σ(x − x̄)²; standard error² = Σ residual² / (n − 2) / Σ(x − x̄)²; t = slope /
 * standard error against Student's t with n − 2 degrees of freedom. It takes for granted that the points are independent
 * and scatter evenly about a line: values of windows that overlap are not independent, and seem surer than they are.
 *
 * Values that never change have slope 0 and p = 1. Reference: Draper and Smith, Applied Regression Analysis (1998), ch. 1.
 * Cost: two passes. Example: leastSquaresTrend of (0, 1), (1, 3), (2, 4) = { slope: 1.5, t: 5.196, p: 0.121, … }.
 */
export function leastSquaresTrend(
  points: readonly TrendPoint[],
  { level = 0.95 }: { readonly level?: number } = {},
): LeastSquaresTrend | UnknownTrend<typeof method> {
  assertLevel(level);
  const unknown = reasonAgainst(points);
  if (unknown) return { method, unknown };
  const n = points.length;
  const freedom = n - 2;
  // In units in which the largest is 1, no square of a finite number is too large or too small.
  const size = Math.max(...extent(points.map(({ value }) => value)));
  const span = Math.max(...extent(points.map(({ time }) => time)));
  const unit = size === 0 ? 1 : size;
  const times = points.map(({ time }) => time / span);
  const values = points.map(({ value }) => value / unit);
  const [middleTime, middleValue] = [mean(times), mean(values)];
  let [spread, together] = [0, 0];
  for (let index = 0; index < n; index += 1) {
    const away = (times[index] ?? 0) - middleTime;
    spread += away * away;
    together += away * ((values[index] ?? 0) - middleValue);
  }
  if (spread === 0) return { method, unknown: 'all at one time' };
  const isConstant = values.every((value) => value === values[0]);
  const slope = isConstant ? 0 : together / spread;
  let left = 0;
  for (let index = 0; index < n; index += 1) {
    const residual = (values[index] ?? 0) - middleValue - slope * ((times[index] ?? 0) - middleTime);
    left += residual * residual;
  }
  const error = isConstant ? 0 : Math.sqrt(left / freedom / spread);
  const t = slope === 0 ? 0 : error === 0 ? Math.sign(slope) * Number.MAX_VALUE : slope / error;
  const half = studentTUpperQuantile((1 - level) / 2, freedom) * error;
  const scale = unit / span;
  const answer: LeastSquaresTrend = {
    method,
    slope: slope * scale,
    intercept: (middleValue - slope * middleTime) * unit,
    standard_error: error * scale,
    t,
    p: probability(2 * studentTSurvival(Math.abs(t), freedom)),
    interval: { low: (slope - half) * scale, high: (slope + half) * scale, level },
    points: n,
  };
  const { low, high } = answer.interval;
  const isKnown = [answer.slope, answer.intercept, answer.standard_error, low, high].every(Number.isFinite);
  return isKnown ? answer : { method, unknown: 'numbers too large to compare' };
}

const extent = (values: readonly number[]): [number, number] => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [Math.abs(low), Math.abs(high)];
};

const mean = (values: readonly number[]): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
};
