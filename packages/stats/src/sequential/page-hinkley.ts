import { type Detection, type Detector, demandPositive, demandState, isCount, numberOf, refuse } from './detector.ts';
import { advance, areSums, detectionOf, leading, noSums, type TwoSums } from './two-sums.ts';

export interface PageHinkleyState extends TwoSums {
  readonly detector: 'page-hinkley';
  readonly n: number;
  readonly skipped: number;
  readonly mean: number;
}

export interface PageHinkleyOptions {
  /** Often called λ, in the unit of the values. */
  readonly threshold: number;
  /** A change of the mean that does not matter, in the unit of the values. */
  readonly delta: number;
  /** No alarm before so many values: the mean of fewer says little. */
  readonly minimum?: number;
  readonly state?: PageHinkleyState | undefined;
}

/**
 * Page–Hinkley test of both sides: a CUSUM for values whose mean is not known. With mean(n) the mean of the n values
 * since the start, the n-th with them, and m(n) = Σ over i ≤ n of (value(i) − mean(i) − delta), the upper statistic is
 * m(n) less the lowest m so far; the lower one is the same of the negated values. That is the CUSUM recursion
 * max(0, sum + value − mean − delta), which is how it is computed: m itself would fall for ever and lose its digits. No
 * value is forgotten: River's and MOA's `alpha` is 1 here.
 *
 * The alarm goes off where one statistic is above the threshold and n has reached `minimum`; the change is estimated to
 * have begun with the first value since that side was last 0. After an alarm all starts again, the mean as well. Once
 * the mean has taken in a change that was not found, it is the new normal: what drifts slowly needs `cusum`.
 *
 * References: Page (1954); Hinkley (1971). Cost: constant a value. False alarms of normal values: pageHinkleyRunLength.
 * Example: pageHinkley({ threshold: 8, delta: 0.25 }).
 */
export function pageHinkley(options: PageHinkleyOptions): Detector<PageHinkleyState> {
  const { threshold, delta, minimum = 30 } = options;
  demandPositive('threshold', threshold);
  if (!(Number.isFinite(delta) && delta >= 0)) refuse('delta', 'a finite number, 0 or more', delta);
  if (!(isCount(minimum) && minimum >= 1)) refuse('minimum', 'a whole number of values, 1 or more', minimum);
  let { n, skipped, mean, ...sums } = options.state === undefined ? fresh : restored(options.state);

  const told = (alarm: boolean): Detection => detectionOf(sums, { threshold, n, skipped }, alarm);
  return {
    add(value) {
      const number = numberOf(value);
      if (number === null) {
        skipped += 1;
        return told(false);
      }
      n += 1;
      mean += (number - mean) / n;
      sums = advance(sums, number - mean, delta);
      const detection = told(n >= minimum && leading(sums).statistic > threshold);
      if (detection.alarm) [n, mean, sums] = [0, 0, noSums];
      return detection;
    },
    state: () => ({ detector: 'page-hinkley', n, skipped, mean, ...sums }),
  };
}

const fresh = { n: 0, skipped: 0, mean: 0, ...noSums };

function restored(state: PageHinkleyState): typeof fresh {
  demandState(
    state,
    'page-hinkley',
    (saved) => isCount(saved.n) && isCount(saved.skipped) && Number.isFinite(saved.mean) && areSums(saved),
  );
  const { n, skipped, mean, up, upFor, down, downFor } = state;
  return { n, skipped, mean, up, upFor, down, downFor };
}
