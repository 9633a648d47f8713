import type { Tails } from './tails.ts';

const maximumSteps = 400;
const lowestLog = Math.log(Number.MIN_VALUE);
const highestLog = Math.log(Number.MAX_VALUE);

/**
 * The x > 0 below which `below` of a distribution lies and `above` above it: the inverse of a cdf, for any distribution on
 * the positive half-line that can say its `tails` accurately.
 *
 * Solves on the logarithm of x and of the smaller tail, so that a quantile at 1e-200 has as many digits as the median:
 * widen from 1 until bracketed, then false position in the Illinois form, with a bisection where that stalls.
 *
 * Reference: Dowell and Jarratt, A modified regula falsi method (1971). Cost: 10 to 60 evaluations of `tails`.
 */
export function invert(tails: (x: number) => Tails, below: number, above: number): number {
  if (!(below >= 0 && below <= 1)) return Number.NaN;
  if (below === 0) return 0;
  if (above === 0) return Number.POSITIVE_INFINITY;
  const lower = below <= above;
  const goal = Math.log(lower ? below : above);
  // rises through zero at the answer, whichever tail is used
  const excess = (u: number): number => {
    const { below: b, above: a } = tails(Math.exp(u));
    return lower ? Math.log(b) - goal : goal - Math.log(a);
  };

  let low = 0;
  let high = 0;
  let atLow = excess(0);
  let atHigh = atLow;
  for (let step = 1; atLow > 0; step *= 2) {
    if (low === lowestLog) return 0;
    [high, atHigh] = [low, atLow];
    low = Math.max(lowestLog, low - step);
    atLow = excess(low);
  }
  for (let step = 1; atHigh < 0; step *= 2) {
    if (high === highestLog) return Number.POSITIVE_INFINITY;
    [low, atLow] = [high, atHigh];
    high = Math.min(highestLog, high + step);
    atHigh = excess(high);
  }

  let kept = 0;
  for (let step = 0; step < maximumSteps && atLow !== 0 && atHigh !== 0; step += 1) {
    const width = high - low;
    if (width <= 2e-16 * Math.max(1, Math.abs(low), Math.abs(high))) break;
    const secant = low - (atLow * width) / (atHigh - atLow);
    const straight = Number.isFinite(secant) && secant > low && secant < high && step % 8 !== 7;
    const middle = straight ? secant : low + width / 2;
    if (middle === low || middle === high) break;
    const atMiddle = excess(middle);
    if (atMiddle < 0) {
      [low, atLow] = [middle, atMiddle];
      if (kept === 1) atHigh /= 2;
      kept = 1;
    } else {
      [high, atHigh] = [middle, atMiddle];
      if (kept === -1) atLow /= 2;
      kept = -1;
    }
  }
  if (atLow === 0) return Math.exp(low);
  if (atHigh === 0) return Math.exp(high);
  return Math.exp(low + (high - low) / 2);
}
