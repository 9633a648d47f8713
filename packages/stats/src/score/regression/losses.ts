import type { RegressionData } from './data.ts';

/** Mean of a loss over the rows; Σ (w/Σw)²·(loss − mean)², from which its variance comes, and the cubes, its skewness. */
export interface Moments {
  readonly mean: number;
  readonly squares: number;
  readonly cubes: number;
}

/** What each kind of error costs on the average. */
export interface Losses {
  /** Predicted less actual. */
  readonly error: Moments;
  readonly absolute: Moments;
  /** Of (error / scale)², so that neither very large nor very small errors leave the doubles. */
  readonly square: Moments;
  readonly scale: number;
  /** |error| / |actual|; means nothing where an actual value is 0. */
  readonly relative: Moments;
  /** 2·|error| / (|actual| + |predicted|), 0 where both are 0. */
  readonly symmetric: Moments;
  /** Pinball loss at the quantile of the data, at 0.5 where it has none. */
  readonly quantile: Moments;
}

/**
 * Every loss in two passes: the means, then how far the rows are from them. One loop for all of them reads the columns
 * twice and not twelve times.
 */
export function sumLosses({ actual, predicted, weights, total, quantile = 0.5, farthest }: RegressionData): Losses {
  const scale = farthest > 0 ? farthest : 1;
  const above = quantile - 1;
  let [error, absolute, square, relative, symmetric, pinball] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < actual.length; row += 1) {
    const by = (weights ? (weights[row] ?? 0) : 1) / total.weight;
    if (by === 0) continue;
    const value = actual[row] ?? 0;
    const guess = predicted[row] ?? 0;
    const away = guess - value;
    const far = Math.abs(away);
    error += by * away;
    absolute += by * far;
    square += by * (away / scale) * (away / scale);
    relative += by * (far / Math.abs(value));
    symmetric += by * symmetricOf(far, value, guess);
    pinball += by * (away > 0 ? -above * away : -quantile * away);
  }
  const means = { error, absolute, square, relative, symmetric, pinball };
  [error, absolute, square, relative, symmetric, pinball] = [0, 0, 0, 0, 0, 0];
  let [error3, absolute3, square3, relative3, symmetric3, pinball3] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < actual.length; row += 1) {
    const by = (weights ? (weights[row] ?? 0) : 1) / total.weight;
    if (by === 0) continue;
    const value = actual[row] ?? 0;
    const guess = predicted[row] ?? 0;
    const away = guess - value;
    const far = Math.abs(away);
    const [dError, dAbsolute] = [by * (away - means.error), by * (far - means.absolute)];
    const dSquare = by * ((away / scale) * (away / scale) - means.square);
    const dRelative = by * (far / Math.abs(value) - means.relative);
    const dSymmetric = by * (symmetricOf(far, value, guess) - means.symmetric);
    const dPinball = by * ((away > 0 ? -above * away : -quantile * away) - means.pinball);
    error += dError * dError;
    error3 += dError * dError * dError;
    absolute += dAbsolute * dAbsolute;
    absolute3 += dAbsolute * dAbsolute * dAbsolute;
    square += dSquare * dSquare;
    square3 += dSquare * dSquare * dSquare;
    relative += dRelative * dRelative;
    relative3 += dRelative * dRelative * dRelative;
    symmetric += dSymmetric * dSymmetric;
    symmetric3 += dSymmetric * dSymmetric * dSymmetric;
    pinball += dPinball * dPinball;
    pinball3 += dPinball * dPinball * dPinball;
  }
  return {
    error: { mean: means.error, squares: error, cubes: error3 },
    absolute: { mean: means.absolute, squares: absolute, cubes: absolute3 },
    square: { mean: means.square, squares: square, cubes: square3 },
    scale,
    relative: { mean: means.relative, squares: relative, cubes: relative3 },
    symmetric: { mean: means.symmetric, squares: symmetric, cubes: symmetric3 },
    quantile: { mean: means.pinball, squares: pinball, cubes: pinball3 },
  };
}

/** Halves are taken first, because the sum of two large numbers may leave the doubles. */
function symmetricOf(far: number, value: number, guess: number): number {
  return far === 0 ? 0 : far / (Math.abs(value) / 2 + Math.abs(guess) / 2);
}
