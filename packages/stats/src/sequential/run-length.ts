import { normalCdf, normalSurvival } from '../distribution/normal.ts';

/** In standard deviations: beyond it the chain would need too many cells to answer at once. */
const largestThreshold = 100;

/** The coarser of the two grids. */
export function cellsFor(threshold: number): number {
  return Math.round(Math.min(250, Math.max(50, 6 * threshold)));
}

/**
 * Average run length of `cusum`, the two-sided tabular CUSUM: the mean number of values up to the alarm, for
 * independent normal values whose mean is `shift` off the target from the first value on. All in standard deviations;
 * with shift 0 it is the mean number of values up to a false alarm.
 *
 * Computed, not simulated: for each side the Markov chain of Brook and Evans on two grids, whose difference takes out
 * the leading error (Richardson); then 1 / ARL = 1 / ARL⁺ + 1 / ARL⁻, which is exact as both sums start at 0 (Kemp).
 *
 * References: Brook and Evans (1972); Kemp (1961). Relative error below 1e-5 for thresholds up to 6, below 3e-4 as long
 * as the result is below 1e10. Cost: some milliseconds for thresholds up to 10, a fifth of a second for 100.
 * Example: cusumRunLength(4, 0.5) = 167.7, cusumRunLength(4, 0.5, 1) = 8.38.
 */
export function cusumRunLength(threshold: number, slack: number, shift = 0): number {
  if (!(threshold > 0 && threshold <= largestThreshold)) {
    throw new RangeError(`threshold must be above 0 and at most ${largestThreshold} deviations, not ${threshold}`);
  }
  refuseSlack(slack);
  if (!Number.isFinite(shift)) throw new RangeError(`shift must be a finite number of deviations, not ${shift}`);
  return 1 / (1 / oneSided(threshold, slack - shift) + 1 / oneSided(threshold, slack + shift));
}

/**
 * The threshold of `cusum` that false alarms pass once in `averageRunLength` values: the inverse of `cusumRunLength`
 * without shift. Siegmund's approximation to start from, then secants on the logarithm of the Markov chain's result.
 *
 * References: Siegmund (1985); Brook and Evans (1972). Cost: about five run lengths.
 * Example: cusumThreshold(465.44, 0.5) = 5.
 */
export function cusumThreshold(averageRunLength: number, slack: number): number {
  refuseSlack(slack);
  const [least, most] = [1 / (2 * normalSurvival(slack)), siegmund(largestThreshold, slack)];
  if (!(averageRunLength > least * 1.01 && averageRunLength < most * 0.99)) {
    const range = `${(least * 1.01).toPrecision(3)} and ${(most * 0.99).toPrecision(3)}`;
    throw new RangeError(
      `averageRunLength must be between ${range} values with a slack of ${slack}, not ${averageRunLength}`,
    );
  }
  const wanted = Math.log(averageRunLength);
  const error = (threshold: number): number => Math.log(cusumRunLength(threshold, slack)) - wanted;
  let [low, high] = [1e-6, largestThreshold];
  let before = within(guess(averageRunLength, slack), 0.01, largestThreshold * 0.98);
  let errorBefore = error(before);
  let threshold = within(before - errorBefore * 0.2, 0.005, largestThreshold * 0.99);
  for (let round = 0; round < 60 && threshold !== before; round += 1) {
    const found = error(threshold);
    if (found > 0) high = threshold;
    else low = threshold;
    if (Math.abs(found) < 1e-10) break;
    const secant = threshold - (found * (threshold - before)) / (found - errorBefore);
    [before, errorBefore] = [threshold, found];
    threshold = secant > low && secant < high ? secant : (low + high) / 2;
  }
  return threshold;
}

function refuseSlack(slack: number): void {
  if (!(slack >= 0 && slack <= 10)) throw new RangeError(`slack must be from 0 to 10 deviations, not ${slack}`);
}

const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Siegmund's ARL of both sides: the sum as a Brownian motion, its threshold moved by the mean excess, 2 × 0.583. */
function siegmund(threshold: number, slack: number): number {
  const b = threshold + 1.166;
  const x = 2 * slack * b;
  return x < 1e-4 ? (b * b * (1 + x / 3)) / 2 : (Math.exp(x) - x - 1) / (4 * slack * slack);
}

function guess(averageRunLength: number, slack: number): number {
  let [low, high] = [0, largestThreshold];
  while (high - low > 1e-3) {
    const middle = (low + high) / 2;
    if (siegmund(middle, slack) < averageRunLength) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Of the sum that each value raises by itself less `slack`, never below 0. */
function oneSided(threshold: number, slack: number): number {
  const cells = cellsFor(threshold);
  const [coarse, fine] = [chain(threshold, slack, cells), chain(threshold, slack, 2 * cells)];
  return Number.isFinite(fine) ? extrapolated(coarse, fine, cells) : Number.POSITIVE_INFINITY;
}

/** What the results on `cells` and on twice as many lead to, their errors being as the squares of the widths. */
export function extrapolated(coarse: number, fine: number, cells: number): number {
  const ratio = ((4 * cells - 1) / (2 * cells - 1)) ** 2;
  return fine + (fine - coarse) / (ratio - 1);
}

/**
 * Mean number of steps from 0 until the threshold, on cells of one width of which the lowest also holds all below.
 * States are taken out from the highest down (Grassmann, Taksar and Heyman): only sums of positive terms, so that a run
 * length of 1e12 keeps its digits, which 1 minus a probability would lose.
 */
function chain(threshold: number, slack: number, cells: number): number {
  const width = (2 * threshold) / (2 * cells - 1);
  const steps = Float64Array.from({ length: 2 * cells - 1 }, (_, index) => {
    const from = (index - cells + 0.5) * width + slack;
    return between(from, from + width);
  });
  const moves = Array.from({ length: cells }, (_, i) => steps.slice(cells - 1 - i, 2 * cells - 1 - i));
  const alarms = Float64Array.from({ length: cells }, (_, i) => normalSurvival((cells - 0.5 - i) * width + slack));
  const times = new Float64Array(cells).fill(1);
  moves.forEach((row, i) => {
    row[0] = normalCdf((0.5 - i) * width + slack);
  });
  for (let last = cells - 1; last > 0; last -= 1) {
    const row = moves[last] ?? steps;
    let leaving = alarms[last] ?? 0;
    for (let j = 0; j < last; j += 1) leaving += row[j] ?? 0;
    for (let i = 0; i < last; i += 1) {
      const other = moves[i] ?? row;
      const share = (other[last] ?? 0) / leaving;
      if (share === 0) continue;
      for (let j = 0; j < last; j += 1) other[j] = (other[j] ?? 0) + share * (row[j] ?? 0);
      alarms[i] = (alarms[i] ?? 0) + share * (alarms[last] ?? 0);
      times[i] = (times[i] ?? 0) + share * (times[last] ?? 0);
    }
  }
  return (times[0] ?? 0) / (alarms[0] ?? 0);
}

/** The chance of a normal value between the two, without cancellation in either tail. */
export function between(from: number, to: number): number {
  return from > 0 ? normalSurvival(from) - normalSurvival(to) : normalCdf(to) - normalCdf(from);
}
