import { skewedMean } from '../interval.ts';
import type { Metric } from '../metric.ts';
import { type Estimate, type Refusal, refuse } from '../score.ts';
import { skewnessOf } from '../skewness.ts';
import { type BinaryData, effectiveRows } from './data.ts';

/** Fills in what each row costs. */
type Losses = (labels: Uint8Array, probabilities: Float64Array, losses: Float64Array) => void;

/** The mean over the rows of what each costs. */
function meanLoss(
  parts: Pick<Metric<BinaryData>, 'name' | 'range' | 'formula' | 'edges'>,
  losses: Losses,
): Metric<BinaryData> {
  return {
    ...parts,
    task: 'binary',
    better: 'lower',
    needs: ['probabilities'],
    interval: skewedMean(parts.range[0] ?? undefined, parts.range[1] ?? undefined),
    estimate: (data) => estimateLoss(data, losses),
  };
}

function estimateLoss(data: BinaryData, losses: Losses): Estimate | Refusal {
  const { labels, scores, weights, total } = data;
  if (!scores) return refuse('not_given', 'expected probabilities');
  if (!data.areProbabilities) return refuse('invalid', 'expected probabilities from 0 to 1; some scores are outside');
  const values = data.room();
  losses(labels, scores, values);
  const { mean, squares, cubes } = weights ? weighted(values, weights, total.weight) : plain(values);
  const n = effectiveRows(total);
  return {
    value: mean,
    variance: n > 1 ? squares * (n / (n - 1)) : null,
    skewness: skewnessOf(squares, cubes),
    effective: n,
    rows: total.rows,
  };
}

interface Sums {
  readonly mean: number;
  /** Σ (w / Σw)²·(loss − mean)². */
  readonly squares: number;
  readonly cubes: number;
}

/** The mean first, because a sum of squares alone would lose what sets losses apart that are nearly the same. */
function plain(losses: Float64Array): Sums {
  const mean = sumOf(losses) / losses.length;
  const { squares, cubes } = powersOf(losses, mean);
  return { mean, squares: squares / losses.length ** 2, cubes: cubes / losses.length ** 3 };
}

function sumOf(losses: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < losses.length; row += 1) sum += losses[row] ?? 0;
  return sum;
}

function powersOf(losses: Float64Array, mean: number) {
  let [squares, cubes] = [0, 0];
  for (let row = 0; row < losses.length; row += 1) {
    const away = (losses[row] ?? 0) - mean;
    squares += away * away;
    cubes += away * away * away;
  }
  return { squares, cubes };
}

function weighted(losses: Float64Array, weights: Float64Array, weight: number): Sums {
  let sum = 0;
  for (let row = 0; row < losses.length; row += 1) sum += (weights[row] ?? 0) * (losses[row] ?? 0);
  const mean = sum / weight;
  let [squares, cubes] = [0, 0];
  for (let row = 0; row < losses.length; row += 1) {
    const away = ((weights[row] ?? 0) / weight) * ((losses[row] ?? 0) - mean);
    squares += away * away;
    cubes += away * away * away;
  }
  return { mean, squares, cubes };
}

/** A probability of exactly 0 or 1 that turns out wrong would cost without end; scikit-learn's limit is taken. */
const least = Number.EPSILON;

export const logLoss = meanLoss(
  {
    name: 'log_loss',
    range: [0, null],
    formula: '−mean(y·ln p + (1 − y)·ln(1 − p)), p held between 2.2e-16 and 1 − 2.2e-16',
    edges: 'unknown where a score is not from 0 to 1',
  },
  (labels, probabilities, losses) => {
    for (let row = 0; row < losses.length; row += 1) {
      // The probability of what came true, p of a 1 and 1 − p of a 0, without a branch that would be guessed wrong.
      const p = Math.abs(1 - (labels[row] ?? 0) - (probabilities[row] ?? 0));
      losses[row] = -Math.log(Math.max(least, p));
    }
  },
);

export const brier = meanLoss(
  {
    name: 'brier',
    range: [0, 1],
    formula: 'mean((p − y)²)',
    edges: 'unknown where a score is not from 0 to 1',
  },
  (labels, probabilities, losses) => {
    for (let row = 0; row < losses.length; row += 1) {
      const away = (probabilities[row] ?? 0) - (labels[row] ?? 0);
      losses[row] = away * away;
    }
  },
);
