import {
  bounded,
  type Detection,
  type Detector,
  demandPositive,
  demandState,
  isCount,
  numberOf,
  refuse,
} from './detector.ts';
import { cusumThreshold } from './run-length.ts';
import { advance, areSums, detectionOf, leading, noSums, type TwoSums } from './two-sums.ts';

export interface CusumState extends TwoSums {
  readonly detector: 'cusum';
  readonly n: number;
  readonly skipped: number;
}

interface Watched {
  /** The mean of the values while all is well. */
  readonly target: number;
  /** Their standard deviation. */
  readonly deviation: number;
  /** In deviations: half the shift to be found soonest. */
  readonly slack?: number;
  readonly state?: CusumState | undefined;
}

/** The threshold in deviations, or the mean number of normal values up to a false alarm that it is to give. */
export type CusumOptions = Watched &
  (
    | { readonly threshold: number; readonly averageRunLength?: undefined }
    | { readonly averageRunLength: number; readonly threshold?: undefined }
  );

/**
 * Tabular CUSUM of both sides, in standard deviations z = (value − target) / deviation:
 * up = max(0, up + z − slack), down = max(0, down − z − slack). The alarm goes off where one is above the threshold; the
 * change is estimated to have begun with the first value since that side was last 0. After an alarm both sums and n
 * start again at 0. `statistic` is the larger sum, in deviations.
 *
 * The stated average run length holds for independent normal values with this target and deviation; estimates of these
 * from few values, or values that depend on each other, shorten it.
 *
 * References: Page (1954); Montgomery, Introduction to Statistical Quality Control, chapter 9. Cost: constant a value.
 * Example: cusum({ target: 10, deviation: 1, threshold: 4 }) alarms 8.4 values after the mean has gone to 11, on
 * average, and falsely every 168.
 */
export function cusum(options: CusumOptions): Detector<CusumState> {
  const { target, deviation, slack = 0.5 } = options;
  if (!Number.isFinite(target)) refuse('target', 'a finite number', target);
  if (!(Number.isFinite(deviation) && deviation > 0)) {
    refuse('deviation', 'a standard deviation above 0 (values that never vary need an equality check)', deviation);
  }
  if (!(Number.isFinite(slack) && slack >= 0)) refuse('slack', '0 or more deviations', slack);
  const threshold = thresholdOf(options, slack);
  let { n, skipped, ...sums } = options.state === undefined ? fresh : restored(options.state);

  const told = (alarm: boolean): Detection => detectionOf(sums, { threshold, n, skipped }, alarm);
  return {
    add(value) {
      const number = numberOf(value);
      if (number === null) {
        skipped += 1;
        return told(false);
      }
      n += 1;
      sums = advance(sums, bounded((number - target) / deviation), slack);
      const detection = told(leading(sums).statistic > threshold);
      if (detection.alarm) [n, sums] = [0, noSums];
      return detection;
    },
    state: () => ({ detector: 'cusum', n, skipped, ...sums }),
  };
}

const fresh = { n: 0, skipped: 0, ...noSums };

function restored(state: CusumState): typeof fresh {
  demandState(state, 'cusum', (saved) => isCount(saved.n) && isCount(saved.skipped) && areSums(saved));
  const { n, skipped, up, upFor, down, downFor } = state;
  return { n, skipped, up, upFor, down, downFor };
}

function thresholdOf({ threshold, averageRunLength }: CusumOptions, slack: number): number {
  if (threshold !== undefined && averageRunLength !== undefined) {
    throw new RangeError('threshold and averageRunLength say the same: give one of them');
  }
  if (threshold !== undefined) {
    demandPositive('threshold', threshold);
    return threshold;
  }
  if (averageRunLength === undefined) throw new RangeError('threshold or averageRunLength is needed: give one of them');
  return cusumThreshold(averageRunLength, slack);
}
