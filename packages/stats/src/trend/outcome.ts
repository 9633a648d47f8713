/** One value and when it was; the unit of time is the caller's. */
export interface TrendPoint {
  readonly time: number;
  readonly value: number;
}

/** Why there is no answer. Data never makes a trend throw, and never makes it answer NaN. */
export type TrendReason =
  | 'fewer than three values'
  | 'not a finite number among the values'
  | 'not a finite number among the times'
  | 'all at one time'
  | 'numbers too large to compare';

/** A trend that cannot be told, never to be taken for one that is not there. */
export interface UnknownTrend<Method extends string = string> {
  readonly method: Method;
  readonly unknown: TrendReason;
}

export interface SlopeInterval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

export function isUnknownTrend(outcome: object): outcome is UnknownTrend {
  return 'unknown' in outcome;
}

/** What every trend refuses, before it computes. */
export function reasonAgainst(points: readonly TrendPoint[]): TrendReason | undefined {
  if (points.length < 3) return 'fewer than three values';
  if (!points.every(({ value }) => Number.isFinite(value))) return 'not a finite number among the values';
  if (!points.every(({ time }) => Number.isFinite(time))) return 'not a finite number among the times';
  const [first] = points;
  if (points.every(({ time }) => time === first?.time)) return 'all at one time';
  return undefined;
}

export function assertLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`expected a level between 0 and 1, found ${level}`);
}
