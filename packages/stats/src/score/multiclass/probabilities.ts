import { calibrationError } from '../binary/calibration.ts';
import { prepareBinary } from '../binary/data.ts';
import { skewedMean } from '../interval.ts';
import type { Metric } from '../metric.ts';
import { type Estimate, isRefusal, type Refusal } from '../score.ts';
import { skewnessOf } from '../skewness.ts';
import type { MulticlassData } from './data.ts';

type Loss = (probabilities: Float64Array, start: number, columns: number, label: number) => number;

function meanLoss(
  parts: Pick<Metric<MulticlassData>, 'name' | 'range' | 'formula' | 'edges'>,
  loss: Loss,
): Metric<MulticlassData> {
  return {
    ...parts,
    task: 'multiclass',
    better: 'lower',
    needs: ['probabilities'],
    interval: skewedMean(parts.range[0] ?? undefined, parts.range[1] ?? undefined),
    estimate: (data) => data.noProbabilities ?? estimateLoss(data, loss),
  };
}

function estimateLoss({ labels, probabilities, classes, weights, total }: MulticlassData, loss: Loss): Estimate {
  const values = new Float64Array(labels.length);
  let sum = 0;
  for (let row = 0; row < values.length; row += 1) {
    const own = loss(probabilities ?? values, row * classes.length, classes.length, labels[row] ?? 0);
    values[row] = own;
    sum += (weights ? (weights[row] ?? 0) : 1) * own;
  }
  const value = sum / total.weight;
  let [squares, cubes] = [0, 0];
  for (let row = 0; row < values.length; row += 1) {
    const away = ((weights ? (weights[row] ?? 0) : 1) / total.weight) * ((values[row] ?? 0) - value);
    squares += away * away;
    cubes += away * away * away;
  }
  const n = (total.weight / total.square) * total.weight;
  return {
    value,
    variance: n > 1 ? squares * (n / (n - 1)) : null,
    skewness: skewnessOf(squares, cubes),
    effective: n,
    rows: total.rows,
  };
}

/** A probability of exactly 0 of what happens would cost without end; scikit-learn's limit is taken. */
const least = Number.EPSILON;

const known = 'unknown where a probability is not from 0 to 1, or those of a row are not 1 together';

export const logLoss = meanLoss(
  {
    name: 'log_loss',
    range: [0, null],
    formula: '−mean(ln p of the actual class), p held between 2.2e-16 and 1 − 2.2e-16',
    edges: known,
  },
  (probabilities, start, _columns, label) =>
    -Math.log(Math.min(1 - least, Math.max(least, probabilities[start + label] ?? 0))),
);

/** Brier's (1950) own form, over all classes: from 0 to 2. With two classes it is twice that of a binary model. */
export const brier = meanLoss(
  {
    name: 'brier',
    range: [0, 2],
    formula: 'mean(Σ (p − y)² over the classes), y 1 for the actual class and 0 for the others',
    edges: known,
  },
  (probabilities, start, columns, label) => {
    let sum = 0;
    for (let column = 0; column < columns; column += 1) {
      const away = (probabilities[start + column] ?? 0) - (column === label ? 1 : 0);
      sum += away * away;
    }
    return sum;
  },
);

/**
 * Expected calibration error of the class that the model holds likeliest (Guo, Pleiss, Sun and Weinberger, 2017): how far
 * its probability and the share of rows in which it is right lie apart. The others may be calibrated worse.
 */
export const topClassCalibrationError: Metric<MulticlassData> = {
  ...calibrationError,
  name: 'top_class_calibration_error',
  task: 'multiclass',
  formula: 'Σ over ten bins of equal weight of their weight·|share right − mean highest probability| / n',
  edges: `${known}; rows of one highest probability stay in one bin; the first class counts where two are highest`,
  estimate: (data) => data.noProbabilities ?? estimateTop(data),
};

function estimateTop({ labels, probabilities, classes, weights }: MulticlassData): Estimate | Refusal {
  const [right, scores] = [new Uint8Array(labels.length), new Float64Array(labels.length)];
  for (let row = 0; row < labels.length; row += 1) {
    let [best, most] = [0, 0];
    for (let column = 0; column < classes.length; column += 1) {
      const p = probabilities?.[row * classes.length + column] ?? 0;
      if (p > most) {
        most = p;
        best = column;
      }
    }
    right[row] = labels[row] === best ? 1 : 0;
    scores[row] = most;
  }
  const data = prepareBinary({ labels: right, scores, ...(weights ? { weights } : {}) });
  return isRefusal(data) ? data : calibrationError.estimate(data);
}
