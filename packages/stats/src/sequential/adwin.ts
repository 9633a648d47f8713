import { type Cut, isBeyond, widestCut } from './adwin-cut.ts';
import { type Bucket, inOrderOfAge, type Rows, whole, withoutOldest, withValue } from './buckets.ts';
import { type Detection, type Detector, demandState, isCount, numberOf, refuse } from './detector.ts';

type SavedBucket = readonly [mean: number, m2: number, low: number, high: number];

export interface AdwinState {
  readonly detector: 'adwin';
  readonly skipped: number;
  readonly rows: readonly (readonly SavedBucket[])[];
}

export interface AdwinOptions {
  /** The chance of a false alarm at one value that the bound allows. */
  readonly delta?: number;
  /** The least and the largest value there can be; without it, those of the window. Values beyond it widen it. */
  readonly range?: readonly [low: number, high: number];
  /** Values that either side of a cut has at least. */
  readonly minimum?: number;
  /** Buckets of one size. More: finer cuts, more memory and time. */
  readonly buckets?: number;
  readonly state?: AdwinState | undefined;
}

export interface AdwinDetection extends Detection {
  /** How many values the window keeps, and their mean (null of none). */
  readonly window: number;
  readonly mean: number | null;
}

/**
 * ADWIN: a window that grows while its mean stays the same and drops its oldest values when it does not. At each value
 * every cut of the window between two buckets, the newest and the oldest as well, into n₀ older and n₁ newer values is
 * tried; the means may be ε = √(2 σ² L / m) + 2 R L / (3 m) apart, with 1 / m = 1 / n₀ + 1 / n₁, L = ln(2 ln n / δ), σ²
 * the variance of the window and R the range of the values: the paper's ε of values from 0 to 1, scaled. R is the
 * declared range, widened by what lies in the window beyond it; without one, the largest less the least value in it.
 *
 * `statistic` is |mean₁ − mean₀| of the cut that is farthest beyond its ε, or else nearest to it, and `threshold` that ε,
 * both in the unit of the values (0 and 0 before any cut can be tried); `since` is its n₁. At an alarm the oldest bucket
 * is dropped until no cut is beyond its ε; the detector goes on with what is left, and `n` is what it was.
 *
 * The sums are of each bucket, never updated by subtraction: the mean is that of the window up to rounding.
 * Reference: Bifet and Gavaldà, "Learning from time-changing data with adaptive windowing" (2007). Unlike River it looks
 * at every value (`clock` 1) and at every cut, and takes `minimum` as a limit only. Cost: the number of buckets a value,
 * at most (buckets + 1) × log₂ n. Example: adwin({ delta: 0.002, range: [0, 1] }).
 */
export function adwin(options: AdwinOptions = {}): Detector<AdwinState, AdwinDetection> {
  const { delta = 0.002, minimum = 5, buckets = 5, range } = options;
  if (!(delta > 0 && delta < 1)) refuse('delta', 'a chance above 0 and below 1', delta);
  if (!(isCount(minimum) && minimum >= 1)) refuse('minimum', 'a whole number of values, 1 or more', minimum);
  if (!(isCount(buckets) && buckets >= 2 && buckets <= 1000))
    refuse('buckets', 'a whole number from 2 to 1000', buckets);
  if (range !== undefined && !(range.every(Number.isFinite) && range[0] < range[1])) {
    refuse('range', 'two finite numbers, the least value first', range);
  }
  const tried = (all: readonly Bucket[]): Cut => widestCut(all, { delta, minimum, range });
  let { skipped, rows } = options.state === undefined ? { skipped: 0, rows: [] as Rows } : restored(options.state);

  const told = (alarm: boolean, cut: Cut, n: number): AdwinDetection => {
    const kept = whole(inOrderOfAge(rows));
    return {
      alarm,
      direction: alarm ? (cut.gap > 0 ? 'up' : 'down') : null,
      statistic: Math.abs(cut.gap),
      threshold: cut.bound,
      since: cut.newer,
      n,
      skipped,
      window: kept?.n ?? 0,
      mean: kept?.mean ?? null,
    };
  };
  return {
    add(value) {
      const number = numberOf(value);
      if (number === null) {
        skipped += 1;
        const all = inOrderOfAge(rows);
        return told(false, tried(all), whole(all)?.n ?? 0);
      }
      rows = withValue(rows, number, buckets);
      let all = inOrderOfAge(rows);
      const [first, n] = [tried(all), whole(all)?.n ?? 0];
      const alarm = isBeyond(first);
      for (let cut = first; isBeyond(cut); cut = tried(all)) {
        rows = withoutOldest(rows);
        all = inOrderOfAge(rows);
      }
      return told(alarm, first, n);
    },
    state: () => ({
      detector: 'adwin',
      skipped,
      rows: rows.map((row) => row.map(({ mean, m2, low, high }): SavedBucket => [mean, m2, low, high])),
    }),
  };
}

function restored(state: AdwinState): { readonly skipped: number; readonly rows: Rows } {
  demandState(state, 'adwin', ({ skipped, rows }) => isCount(skipped) && Array.isArray(rows) && rows.every(isRow));
  const rows = state.rows.map((row, power) =>
    row.map(([mean, m2, low, high]): Bucket => ({ n: 2 ** power, mean, m2, low, high })),
  );
  return { skipped: state.skipped, rows };
}

function isRow(row: unknown): boolean {
  return Array.isArray(row) && row.length > 0 && row.every(isBucket);
}

function isBucket(saved: unknown): boolean {
  if (!Array.isArray(saved) || saved.length !== 4 || !saved.every(Number.isFinite)) return false;
  const [mean = 0, m2 = 0, low = 0, high = 0]: number[] = saved;
  return m2 >= 0 && low <= mean && mean <= high;
}
