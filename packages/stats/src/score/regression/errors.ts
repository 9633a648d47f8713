import type { IntervalRule } from '../interval.ts';
import type { Metric } from '../metric.ts';
import { type Estimate, type Refusal, refuse } from '../score.ts';
import { skewnessOf } from '../skewness.ts';
import type { RegressionData } from './data.ts';
import { meanError, meanLoss, meanToTwo, rootOfMean } from './interval.ts';
import type { Losses, Moments } from './losses.ts';

type Parts = Pick<Metric<RegressionData>, 'name' | 'range' | 'formula' | 'edges'> &
  Partial<Pick<Metric<RegressionData>, 'better' | 'needs'>>;

/** The mean over the rows of what each costs. */
function mean(
  parts: Parts,
  loss: (losses: Losses) => Moments,
  options: { readonly interval?: IntervalRule; readonly missing?: (data: RegressionData) => Refusal | undefined } = {},
): Metric<RegressionData> {
  const { interval = meanLoss, missing } = options;
  return {
    task: 'regression',
    better: 'lower',
    needs: ['predictions'],
    ...parts,
    interval,
    estimate: (data) => missing?.(data) ?? estimateOf(loss(data.losses()), data),
  };
}

function estimateOf({ mean: value, squares, cubes }: Moments, { total }: RegressionData): Estimate {
  const effective = (total.weight / total.square) * total.weight;
  return {
    value,
    variance: effective > 1 ? squares * (effective / (effective - 1)) : null,
    skewness: skewnessOf(squares, cubes),
    effective,
    rows: total.rows,
  };
}

/** Root of the mean squared error; its variance is that of the mean square by the delta method. */
export const rmse: Metric<RegressionData> = {
  name: 'rmse',
  task: 'regression',
  better: 'lower',
  range: [0, null],
  formula: '√mean((ŷ − y)²)',
  needs: ['predictions'],
  edges: 'always known',
  interval: rootOfMean,
  estimate: (data) => {
    const { square, scale } = data.losses();
    const found = estimateOf(square, data);
    const root = Math.sqrt(found.value);
    const variance = found.variance === null ? null : found.value === 0 ? 0 : found.variance / (4 * found.value);
    return { ...found, value: root * scale, variance: variance === null ? null : variance * scale * scale };
  },
};

export const mae = mean(
  { name: 'mae', range: [0, null], formula: 'mean(|ŷ − y|)', edges: 'always known' },
  ({ absolute }) => absolute,
);

/** A row with an actual value of 0 has no relative error: a limit in its place would be a figure of our own making. */
export const mape = mean(
  {
    name: 'mape',
    range: [0, null],
    formula: 'mean(|ŷ − y| / |y|), 1 for a hundred percent',
    edges: 'unknown where an actual value is 0',
  },
  ({ relative }) => relative,
  {
    missing: ({ zeros, total }) =>
      zeros.count > 0
        ? refuse(
            'zero_actual',
            `${zeros.count} of ${total.rows} rows have an actual value of 0, first row ${zeros.first}`,
          )
        : undefined,
  },
);

/** The form of Makridakis (1993), by the mean of both values: from 0 to 2. Forms to 1 are half of this one. */
export const smape = mean(
  {
    name: 'smape',
    range: [0, 2],
    formula: 'mean(2·|ŷ − y| / (|y| + |ŷ|)), 0 for a row where both are 0',
    edges: 'always known; a row where only one of the two is 0 counts 2',
  },
  ({ symmetric }) => symmetric,
  { interval: meanToTwo },
);

/** Pinball loss: what a prediction of a quantile costs, less on the side on which most values are to be. */
export const quantileLoss = mean(
  {
    name: 'quantile_loss',
    range: [0, null],
    formula: 'mean(max(q·(y − ŷ), (q − 1)·(y − ŷ))), q the quantile that the model predicts',
    edges: 'unknown where the quantile is not given; half of mae where it is 0.5',
    needs: ['predictions', 'quantile'],
  },
  ({ quantile }) => quantile,
  {
    missing: ({ quantile }) =>
      quantile === undefined
        ? refuse('not_given', 'expected the quantile that the model predicts, such as 0.9')
        : undefined,
  },
);

/** How far predictions lie too high (above 0) or too low (below 0) on the average. */
export const bias = mean(
  {
    name: 'bias',
    better: 'zero',
    range: [null, null],
    formula: 'mean(ŷ − y)',
    edges: 'always known; above 0 where predictions are too high',
  },
  ({ error }) => error,
  { interval: meanError },
);
