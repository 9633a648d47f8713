/** What each row costs a model, for comparisons row by row. Values are looked at where they are compared. */

/** A probability of exactly 0 or 1 that turns out wrong would cost without end; the limit is that of `log_loss`. */
const least = Number.EPSILON;

export const logLosses = (labels: ArrayLike<number>, probabilities: ArrayLike<number>): Float64Array =>
  each(labels, probabilities, (label, p) => -Math.log(Math.max(least, label === 1 ? p : 1 - p)));

export const brierLosses = (labels: ArrayLike<number>, probabilities: ArrayLike<number>): Float64Array =>
  each(labels, probabilities, (label, p) => (p - label) * (p - label));

export const squaredErrors = (actual: ArrayLike<number>, predicted: ArrayLike<number>): Float64Array =>
  each(actual, predicted, (own, found) => (found - own) * (found - own));

export const absoluteErrors = (actual: ArrayLike<number>, predicted: ArrayLike<number>): Float64Array =>
  each(actual, predicted, (own, found) => Math.abs(found - own));

/** Above 0 where the prediction is too high. */
export const errors = (actual: ArrayLike<number>, predicted: ArrayLike<number>): Float64Array =>
  each(actual, predicted, (own, found) => found - own);

export const relativeErrors = (actual: ArrayLike<number>, predicted: ArrayLike<number>): Float64Array =>
  each(actual, predicted, (own, found) => Math.abs(found - own) / Math.abs(own));

/** As `smape`, from 0 to 2; halves are taken first, because the sum of two large numbers may leave the doubles. */
export const symmetricErrors = (actual: ArrayLike<number>, predicted: ArrayLike<number>): Float64Array =>
  each(actual, predicted, (own, found) =>
    found === own ? 0 : Math.abs(found - own) / (Math.abs(own) / 2 + Math.abs(found) / 2),
  );

export const pinballLosses = (
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  quantile: number,
): Float64Array =>
  each(actual, predicted, (own, found) => (found > own ? (1 - quantile) * (found - own) : quantile * (own - found)));

/** What the probability of the actual class costs; classes are numbered in the order of their columns. */
export const classLogLosses = (
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): Float64Array => {
  const losses = new Float64Array(labels.length);
  for (let row = 0; row < losses.length; row += 1) {
    const p = probabilities[row * classes + (labels[row] ?? 0)] ?? Number.NaN;
    losses[row] = -Math.log(Math.min(1 - least, Math.max(least, p)));
  }
  return losses;
};

/** Over all classes, from 0 to 2. */
export const classBrierLosses = (
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): Float64Array => {
  const losses = new Float64Array(labels.length);
  for (let row = 0; row < losses.length; row += 1) {
    let sum = 0;
    for (let column = 0; column < classes; column += 1) {
      const away = (probabilities[row * classes + column] ?? Number.NaN) - (column === labels[row] ? 1 : 0);
      sum += away * away;
    }
    losses[row] = sum;
  }
  return losses;
};

function each(
  actual: ArrayLike<number>,
  said: ArrayLike<number>,
  loss: (actual: number, said: number) => number,
): Float64Array {
  if (actual.length !== said.length)
    throw new RangeError(`expected as many predictions as rows, ${actual.length}, got ${said.length}; pass one a row`);
  const losses = new Float64Array(actual.length);
  for (let row = 0; row < losses.length; row += 1)
    losses[row] = loss(actual[row] ?? Number.NaN, said[row] ?? Number.NaN);
  return losses;
}
