import { type Metric, type ScoreOptions, scoreAll } from '../metric.ts';
import { isRefusal, type Refusal, refuse, type Score } from '../score.ts';
import { ownInterval } from './metric.ts';
import { ratioOf, scaled } from './ratio.ts';

/** One for all rows, or one for each. What costs is above 0, what gains below. */
export type Amount = number | ArrayLike<number>;

/** What each kind of decision costs. */
export interface Costs {
  readonly truePositive: Amount;
  readonly falsePositive: Amount;
  readonly falseNegative: Amount;
  readonly trueNegative: Amount;
}

export interface CostRows {
  /** 1 for what was to be found, 0 for the rest. */
  readonly labels: ArrayLike<number>;
  readonly scores?: ArrayLike<number>;
  /** What was decided; the scores from `cutoff` on where not given. */
  readonly predictions?: ArrayLike<number>;
  /** 0.5 where not said. */
  readonly cutoff?: number;
  readonly costs: Costs;
  readonly weights?: ArrayLike<number>;
}

/** Decisions among several classes, numbered from 0. */
export interface ClassCostRows {
  readonly labels: ArrayLike<number>;
  readonly predictions: ArrayLike<number>;
  /** Cost of each actual class, in rows, and predicted class, in columns. */
  readonly matrix: readonly (readonly number[])[];
  /** What the cost of each row is multiplied by, such as its amount; 1 where not given. */
  readonly amounts?: ArrayLike<number>;
  readonly weights?: ArrayLike<number>;
}

export interface CostData {
  readonly rows: number;
  /** Cost of each row times its weight. */
  readonly cost: Float64Array;
  readonly weight: Float64Array;
}

/** What each row costs when it is decided as 0 and as 1, times its weight. */
export interface BothCosts {
  readonly whenZero: Float64Array;
  readonly whenOne: Float64Array;
  readonly weight: Float64Array;
}

export function costsOfBoth({ labels, scores, costs, weights }: CostRows): BothCosts | Refusal {
  const rows = labels.length;
  if (rows === 0) return refuse('empty', 'there is no row');
  for (const [name, values] of Object.entries({ scores, weights, ...costs }))
    if (typeof values === 'object' && values.length !== rows)
      return refuse('invalid', `expected as many ${name} as labels, ${rows}, found ${values.length}`);
  const [whenZero, whenOne, weight] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const { truePositive, falsePositive, falseNegative, trueNegative } = costs;
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    const label = labels[row] ?? Number.NaN;
    if (label !== 0 && label !== 1) return refuse('invalid', `label of row ${row} is ${label}, expected 0 or 1`);
    const by = weights ? (weights[row] ?? Number.NaN) : 1;
    if (!(by >= 0 && by < Number.POSITIVE_INFINITY))
      return refuse('invalid', `weight of row ${row} is ${by}, expected a number from 0 on`);
    const score = scores ? (scores[row] ?? Number.NaN) : 0;
    if (!Number.isFinite(score)) return refuse('invalid', `score of row ${row} is ${score}, expected a finite number`);
    const zero = amountAt(label === 1 ? falseNegative : trueNegative, row);
    const one = amountAt(label === 1 ? truePositive : falsePositive, row);
    if (!Number.isFinite(zero) || !Number.isFinite(one))
      return refuse('invalid', `cost of row ${row} is ${Number.isFinite(zero) ? one : zero}, expected a finite number`);
    whenZero[row] = by * zero;
    whenOne[row] = by * one;
    weight[row] = by;
    sum += by;
  }
  if (sum === 0) return refuse('no_weight', 'the weights of all rows are 0');
  return { whenZero, whenOne, weight };
}

const amountAt = (amount: Amount, row: number): number =>
  typeof amount === 'number' ? amount : (amount[row] ?? Number.NaN);

export function prepareCosts(input: CostRows): CostData | Refusal {
  const { labels, scores, predictions, cutoff = 0.5 } = input;
  const rows = labels.length;
  const decided = predictions ?? scores;
  if (!decided) return refuse('not_given', 'expected scores or predictions');
  if (decided.length !== rows)
    return refuse('invalid', `expected as many predictions as labels, ${rows}, found ${decided.length}`);
  if (!Number.isFinite(cutoff)) return refuse('invalid', `cutoff is ${cutoff}, expected a number`);
  const both = costsOfBoth(input);
  if (isRefusal(both)) return both;
  const cost = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const own = decided[row] ?? Number.NaN;
    if (predictions && own !== 0 && own !== 1)
      return refuse('invalid', `prediction of row ${row} is ${own}, expected 0 or 1`);
    const isOne = predictions ? own === 1 : own >= cutoff;
    cost[row] = (isOne ? both.whenOne[row] : both.whenZero[row]) ?? 0;
  }
  return { rows, cost, weight: both.weight };
}

export function prepareClassCosts({
  labels,
  predictions,
  matrix,
  amounts,
  weights,
}: ClassCostRows): CostData | Refusal {
  const [rows, classes] = [labels.length, matrix.length];
  if (rows === 0) return refuse('empty', 'there is no row');
  for (const [name, values] of Object.entries({ predictions, amounts, weights }))
    if (values && values.length !== rows)
      return refuse('invalid', `expected as many ${name} as labels, ${rows}, found ${values.length}`);
  const bad = matrix.findIndex((line) => line.length !== classes || !line.every(Number.isFinite));
  if (bad >= 0)
    return refuse('invalid', `expected ${classes} finite costs in line ${bad} of the matrix, as it has lines`);
  const isClass = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < classes;
  const [cost, weight] = [new Float64Array(rows), new Float64Array(rows)];
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    const [actual, predicted] = [labels[row] ?? Number.NaN, predictions[row] ?? Number.NaN];
    if (!isClass(actual) || !isClass(predicted))
      return refuse(
        'invalid',
        `row ${row} is of class ${actual} and predicted ${predicted}, expected 0 to ${classes - 1}`,
      );
    const [amount, by] = [amounts ? (amounts[row] ?? Number.NaN) : 1, weights ? (weights[row] ?? Number.NaN) : 1];
    if (!Number.isFinite(amount))
      return refuse('invalid', `amount of row ${row} is ${amount}, expected a finite number`);
    if (!(by >= 0 && by < Number.POSITIVE_INFINITY))
      return refuse('invalid', `weight of row ${row} is ${by}, expected a number from 0 on`);
    cost[row] = by * amount * (matrix[actual]?.[predicted] ?? 0);
    weight[row] = by;
    sum += by;
  }
  return sum === 0 ? refuse('no_weight', 'the weights of all rows are 0') : { rows, cost, weight };
}

/** Mean cost: the total divided by all rows, never by those of one predicted class. */
export const costPerRow: Metric<CostData> = {
  name: 'cost_per_row',
  task: 'profit',
  better: 'lower',
  range: [null, null],
  formula: 'Σ w·cost of the decision / Σ w',
  needs: ['costs', 'predictions'],
  edges: 'always known; below 0 where decisions gain',
  interval: ownInterval,
  estimate: ({ cost, weight }) => ratioOf(cost, weight, { skewed: true }),
};

export const totalCost: Metric<CostData> = {
  ...costPerRow,
  name: 'total_cost',
  formula: 'Σ w·cost of the decision',
  edges: 'always known; below 0 where decisions gain; the interval is for as many rows again',
  estimate: ({ cost, weight }) =>
    scaled(
      ratioOf(cost, weight, { skewed: true }),
      weight.reduce((sum, by) => sum + by, 0),
    ),
};

export const costMetrics: readonly Metric<CostData>[] = [costPerRow, totalCost];

export function scoreCosts(rows: CostRows | ClassCostRows, options: ScoreOptions = {}): Score[] {
  return scoreAll(costMetrics, 'matrix' in rows ? prepareClassCosts(rows) : prepareCosts(rows), options);
}
