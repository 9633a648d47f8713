import { studentT, wilson } from '../interval.ts';
import { type Estimate, type Interval, type Refusal, refuse } from '../score.ts';
import { skewedInterval } from './skewed.ts';

export interface RatioOptions {
  /** How many rows back a row may depend on another. */
  readonly lags?: number;
  /** The least and the largest value that there can be. */
  readonly range?: readonly [number, number];
  /** Set for what chance has a hand in: rows that are all alike then say nothing of how they vary. */
  readonly mustVary?: boolean;
  /** Set for what is won or lost, which skews the rows; else the interval is Student's. */
  readonly skewed?: boolean;
}

/** With the skewness of what each row adds to the value. */
export type RatioEstimate = Estimate & { readonly skewness: number };

/**
 * Σ tops / Σ bottoms, with the variance of a ratio of two means: Σ (top − value·bottom)² / (Σ bottoms)² · n/(n − 1).
 *
 * Rows that depend on those up to `lags` before them add their products, with Bartlett's weights (Newey and West, 1987).
 * Reference: Cochran, Sampling Techniques (1977), 2.11. Cost: three passes.
 * Example: ratioOf([1, −1, 1], [1, 1, 2]).value = 0.25.
 */
export function ratioOf(
  tops: Float64Array,
  bottoms: Float64Array,
  { lags = 0, range = everywhere, mustVary = false, skewed = false }: RatioOptions = {},
): RatioEstimate | Refusal {
  const n = tops.length;
  const { top, bottom, square, largest } = sumsOf(tops, bottoms);
  if (!(bottom > 0)) return refuse('no_weight', 'what the sum would be divided by is 0');
  const value = top / bottom;
  const { squares, skewness } = spreadOf({ tops, bottoms, value }, lags, largest * rounding);
  const effective = Number.isFinite(square) ? bottom ** 2 / square : n;
  const variance = n > 1 ? (squares / bottom ** 2) * (n / (n - 1)) : null;
  return {
    value,
    variance,
    effective,
    rows: n,
    skewness,
    interval: (level) => {
      if (variance === null) return 'expected two rows or more';
      if (mustVary && squares === 0) return 'every row brought the same, so how they vary is not known';
      if (!skewed) return within(range, studentT({ value, variance, effective, rows: n }, level));
      return within(range, skewedInterval({ value, error: Math.sqrt(variance), skewness, effective }, level));
    },
  };
}

/** Mean of the values, as a ratio whose bottoms are all 1. */
export function meanOf(values: Float64Array, options: RatioOptions = {}): RatioEstimate | Refusal {
  return ratioOf(values, new Float64Array(values.length).fill(1), options);
}

/** Sum of the values: what as many rows again would bring. */
export function totalOf(values: Float64Array, options: RatioOptions = {}): Estimate | Refusal {
  const total = scaled(meanOf(values, options), values.length);
  let sum = 0;
  for (let row = 0; row < values.length; row += 1) sum += values[row] ?? 0;
  // The sum itself, because a mean times n is a cent of rounding beside it.
  return 'reason' in total ? total : { ...total, value: sum };
}

/** The estimate, and all that is made of it, times a factor. */
export function scaled(estimate: Estimate | Refusal, factor: number): Estimate | Refusal {
  if ('reason' in estimate) return estimate;
  const { value, variance, interval } = estimate;
  return {
    ...estimate,
    value: value * factor,
    variance: variance === null ? null : variance * factor ** 2,
    ...(interval && {
      interval: (level) => {
        const found = interval(level);
        return typeof found === 'string' ? found : { ...found, low: found.low * factor, high: found.high * factor };
      },
    }),
  };
}

/**
 * Profit for each 1 staked on bets that are won or lost. Where all ended alike, the bets say nothing of how they vary, so
 * the far end comes from Wilson's interval of how many are won.
 */
export function returnOnStakes(
  profit: Float64Array,
  stake: Float64Array,
  decimal: Float64Array,
  lags: number,
): Estimate | Refusal {
  const range = [-1, Number.POSITIVE_INFINITY] as const;
  const found = ratioOf(profit, stake, { lags, range, skewed: true });
  if ('reason' in found) return found;
  let [wins, staked, payout] = [0, 0, 0];
  for (let bet = 0; bet < profit.length; bet += 1) {
    if ((profit[bet] ?? 0) > 0) wins += 1;
    staked += stake[bet] ?? 0;
    payout += (stake[bet] ?? 0) * (decimal[bet] ?? 0);
  }
  if (wins > 0 && wins < profit.length) return found;
  const { effective, rows } = found;
  const ofAll = payout / staked;
  const alike = (level: number): Interval | string => {
    const won = wilson({ value: wins > 0 ? 1 : 0, variance: null, effective, rows }, level);
    if (typeof won === 'string') return won;
    const own = found.interval?.(level);
    const high = wins > 0 && typeof own === 'object' ? Math.max(own.high, ofAll - 1) : won.high * ofAll - 1;
    return { low: won.low * ofAll - 1, high, level, method: 'wilson_of_wins' };
  };
  return { ...found, interval: alike };
}

const everywhere = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

function within([least, most]: readonly [number, number], interval: Interval | string): Interval | string {
  if (typeof interval === 'string') return interval;
  return { ...interval, low: Math.max(least, interval.low), high: Math.min(most, interval.high) };
}

/** A spread this small beside the values is the trace of rounding. */
const rounding = 1e-15;

// Loops have functions of their own, because several in one function are compiled one after the other.

function sumsOf(tops: Float64Array, bottoms: Float64Array) {
  let [top, bottom, square, largest] = [0, 0, 0, 0];
  for (let row = 0; row < tops.length; row += 1) {
    const [own, under] = [tops[row] ?? 0, bottoms[row] ?? 0];
    top += own;
    if (Math.abs(own) > largest) largest = Math.abs(own);
    bottom += under;
    square += under * under;
  }
  return { top, bottom, square, largest };
}

/** What is left of each row when its part of the ratio is taken off: top − value·bottom, whose mean is 0. */
interface Rests {
  readonly tops: Float64Array;
  readonly bottoms: Float64Array;
  readonly value: number;
}

/** Σ rest² with the products of rows up to `lags` apart, and the skewness of the rests. */
function spreadOf(
  rests: Rests,
  lags: number,
  nothing: number,
): { readonly squares: number; readonly skewness: number } {
  const n = rests.tops.length;
  const alone = productsOf(rests, 0);
  const deviation = Math.sqrt(alone / n);
  if (deviation <= nothing) return { squares: 0, skewness: 0 };
  let together = alone;
  for (let lag = 1; lag <= Math.min(lags, n - 1); lag += 1)
    together += 2 * (1 - lag / (lags + 1)) * productsOf(rests, lag);
  return { squares: together > 0 ? together : alone, skewness: cubesOf(rests, deviation) / n };
}

/** Σ of the rest of each row times that of the row `lag` before it. */
function productsOf({ tops, bottoms, value }: Rests, lag: number): number {
  let sum = 0;
  for (let row = lag; row < tops.length; row += 1) {
    const own = (tops[row] ?? 0) - value * (bottoms[row] ?? 0);
    sum += own * ((tops[row - lag] ?? 0) - value * (bottoms[row - lag] ?? 0));
  }
  return sum;
}

function cubesOf({ tops, bottoms, value }: Rests, deviation: number): number {
  let sum = 0;
  for (let row = 0; row < tops.length; row += 1) {
    const z = ((tops[row] ?? 0) - value * (bottoms[row] ?? 0)) / deviation;
    sum += z * z * z;
  }
  return sum;
}
