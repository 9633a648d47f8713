import { doublesOf } from '../doubles.ts';
import { type Refusal, refuse, weightProblem } from '../score.ts';
import { type Losses, sumLosses } from './losses.ts';

/** What a model predicted of each row, and what then was so. */
export interface RegressionRows {
  readonly actual: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  /** How much each row counts; 1 where not given. */
  readonly weights?: ArrayLike<number>;
  /** The quantile of the actual value that the model predicts, above 0 and below 1: 0.9 is to be above nine in ten. */
  readonly quantile?: number;
}

/** Rows that were looked at once. What is said of them leaves out those of weight 0. */
export interface RegressionData {
  readonly rows: number;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly quantile: number | undefined;
  readonly total: { readonly weight: number; readonly square: number; readonly rows: number };
  readonly lowest: number;
  readonly highest: number;
  /** The largest distance between predicted and actual. */
  readonly farthest: number;
  readonly zeros: { readonly count: number; readonly first: number };
  readonly losses: () => Losses;
}

/** Looks at every row once; what no metric could use is refused with the first row that is so. */
export function prepareRegression(input: RegressionRows): RegressionData | Refusal {
  const problem = shapeProblem(input);
  if (problem) return problem;
  const [actual, predicted] = [doublesOf(input.actual), doublesOf(input.predicted)];
  const weights = input.weights && doublesOf(input.weights);
  let [weight, square, rows, zeros, firstZero] = [0, 0, 0, 0, -1];
  let [lowest, highest, farthest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let row = 0; row < actual.length; row += 1) {
    const value = actual[row] ?? Number.NaN;
    const guess = predicted[row] ?? Number.NaN;
    const by = weights ? (weights[row] ?? Number.NaN) : 1;
    if (!Number.isFinite(value)) return refuseRow('actual', row, value, 'a finite number');
    if (!Number.isFinite(guess)) return refuseRow('predicted', row, guess, 'a finite number');
    if (!(by >= 0 && by < Number.POSITIVE_INFINITY)) return refuseRow('weight', row, by, 'a number from 0 on');
    if (by === 0) continue;
    weight += by;
    square += by * by;
    rows += 1;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    const away = Math.abs(guess - value);
    if (away > farthest) farthest = away;
    if (value === 0) {
      if (zeros === 0) firstZero = row;
      zeros += 1;
    }
  }
  const unweighable = weightProblem({ weight, square });
  if (unweighable) return unweighable;
  let losses: Losses | undefined;
  const data: RegressionData = {
    rows: actual.length,
    actual,
    predicted,
    weights,
    quantile: input.quantile,
    total: { weight, square, rows },
    lowest,
    highest,
    farthest,
    zeros: { count: zeros, first: firstZero },
    losses: () => {
      losses ??= sumLosses(data);
      return losses;
    },
  };
  return data;
}

const refuseRow = (what: string, row: number, found: number, expected: string): Refusal =>
  refuse('invalid', `${what} of row ${row} is ${found}, expected ${expected}`);

function shapeProblem({ actual, predicted, weights, quantile }: RegressionRows): Refusal | undefined {
  if (actual.length === 0 && predicted.length === 0) return refuse('empty', 'there is no row');
  for (const [what, values] of Object.entries({ predicted, weights })) {
    if (values && values.length !== actual.length)
      return refuse('invalid', `expected as many ${what} as actual, ${actual.length}, found ${values.length}`);
  }
  if (quantile !== undefined && !(quantile > 0 && quantile < 1))
    return refuse('invalid', `quantile is ${quantile}, expected a number above 0 and below 1`);
  return undefined;
}
