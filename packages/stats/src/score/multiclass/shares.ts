import type { MulticlassData } from './data.ts';

/** The confusion matrix in shares of all weights, with its sums by actual and by predicted class. */
export interface Shares {
  readonly classes: number;
  /** Actual × predicted, row by row. */
  readonly cell: Float64Array;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  /** Σ of the shares of the rows right. */
  readonly right: number;
}

export function sharesOf({ classes, total }: MulticlassData, weight: Float64Array): Shares {
  const n = classes.length;
  const [cell, actual, predicted] = [new Float64Array(n * n), new Float64Array(n), new Float64Array(n)];
  let right = 0;
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column < n; column += 1) {
      const share = (weight[row * n + column] ?? 0) / total.weight;
      cell[row * n + column] = share;
      actual[row] = (actual[row] ?? 0) + share;
      predicted[column] = (predicted[column] ?? 0) + share;
      if (row === column) right += share;
    }
  }
  return { classes: n, cell, actual, predicted, right };
}

/** How a figure changes with each sum that it is made of: what is right, actual and predicted, of each class. */
export interface Slopes {
  readonly right: Float64Array;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

/**
 * Variance of a figure that does not change when all shares are doubled: Σ slope² · Σw² over the cells (delta method).
 */
export function varianceOf(slopes: Slopes, square: Float64Array, { total, classes }: MulticlassData): number {
  const n = classes.length;
  let variance = 0;
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column < n; column += 1) {
      const of = square[row * n + column] ?? 0;
      if (of === 0) continue;
      const own = row === column ? (slopes.right[row] ?? 0) : 0;
      variance +=
        (own + (slopes.actual[row] ?? 0) + (slopes.predicted[column] ?? 0)) ** 2 * (of / total.weight / total.weight);
    }
  }
  return variance;
}
