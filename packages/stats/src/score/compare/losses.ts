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
