import { kolmogorovSurvival } from '../distribution/kolmogorov.ts';
import { kolmogorovSmirnovSurvival, kolmogorovSmirnovSurvivalGivenTies } from '../distribution/kolmogorov-smirnov.ts';
import { type Comparison, probability, type Unknown } from './outcome.ts';
import { type Counts, type Runs, runsOfCounts, runsOfSorted } from './runs.ts';

const method = 'kolmogorov-smirnov';
type Method = typeof method;

/** Up to this many pairs of values p is exact: 10,000 against 10,000, or 100 against a million. At most 0.4 s. */
const exactPairs = 1e8;

/** Up to this many pairs p takes the ties into account; that walks over all pairs. At most 0.03 s. */
const exactPairsGivenTies = 4e6;

export interface KolmogorovSmirnov extends Comparison<Method> {
  /** exact given ties: among the orders that these tied values can have; exact: as if there were no ties, too large where there are. */
  readonly computed: 'exact given ties' | 'exact' | 'asymptotic';
}

export interface KolmogorovSmirnovOfCounts extends KolmogorovSmirnov {
  /** The values within a range can be in any order; with the worst one the statistic is this, never more. */
  readonly statisticAtMost: number;
  /** The p-value, as if without ties, at `statisticAtMost`. */
  readonly pAtLeast: number;
}

export interface KolmogorovSmirnovOptions {
  /** ignore: p as if all values differed, what SciPy computes; for tied values it is too large, never too small. */
  readonly ties?: 'condition' | 'ignore';
}

export interface KolmogorovSmirnovCountsOptions extends KolmogorovSmirnovOptions {
  /** Whether a count is of one value or of a range of values, such as a bin; one word for all of them, or one each. */
  readonly cells?: 'value' | 'range' | readonly ('value' | 'range')[];
}

/**
 * Two-sample Kolmogorov–Smirnov test, two-sided, on sorted values: have the two samples the same distribution?
 *
 * The statistic is the largest distance between the two empirical distribution functions, taken after each run of equal
 * values. p is exact up to 1e8 pairs of values and from Kolmogorov's limit at distance × √(n m / (n + m)) beyond, which
 * errs on the side of a p too large (by less than a tenth around 0.05).
 *
 * References: Smirnov (1939); Hodges (1957). Cost: one merge of both samples, and that of p.
 * Example: kolmogorovSmirnov([1, 2, 3], [4, 5, 6]) = { statistic: 1, p: 0.1, computed: 'exact', … }.
 */
export function kolmogorovSmirnov(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  options: KolmogorovSmirnovOptions = {},
): KolmogorovSmirnov | Unknown<Method> {
  const runs = runsOfSorted(reference, current);
  return typeof runs === 'string' ? { method, unknown: runs } : judge(runs, options);
}

/**
 * The same from counts over values or ranges in a shared order. From ranges it is the test of the grouped values: its
 * p-value holds as it is, and the statistic of the values themselves lies between `statistic` and `statisticAtMost`.
 *
 * Cost: one pass over the counts, and that of p.
 * Example: kolmogorovSmirnovOfCounts({ reference: [2, 2], current: [1, 3] }, { cells: 'range' }) has statistic 0.25,
 * statisticAtMost 0.75.
 */
export function kolmogorovSmirnovOfCounts(
  counts: Counts,
  options: KolmogorovSmirnovCountsOptions = {},
): KolmogorovSmirnovOfCounts | Unknown<Method> {
  const runs = runsOfCounts(counts);
  if (typeof runs === 'string') return { method, unknown: runs };
  const { cells = 'value' } = options;
  if (typeof cells !== 'string' && cells.length !== counts.reference.length) {
    return { method, unknown: 'counts of different lengths' };
  }
  const judged = judge(runs, options);
  const statisticAtMost = Math.max(judged.statistic, worstStatistic(counts, runs, cells));
  return { ...judged, statisticAtMost, pAtLeast: tail(statisticAtMost, runs.n, runs.m).p };
}

function judge(runs: Runs, { ties = 'condition' }: KolmogorovSmirnovOptions): KolmogorovSmirnov {
  const { n, m } = runs;
  const ends = ties === 'condition' && n * m <= exactPairsGivenTies ? new Uint8Array(n + m + 1) : undefined;
  let [i, j, largest] = [0, 0, 0];
  let tied = false;
  runs.each((ofReference, ofCurrent) => {
    i += ofReference;
    j += ofCurrent;
    // as a whole number of 1 / (n m), so that no rounding can move the maximum
    largest = Math.max(largest, Math.abs(i * m - j * n));
    tied ||= ofReference + ofCurrent > 1;
    if (ends) ends[i + j] = 1;
  });
  const statistic = largest / (n * m);
  if (ends && tied) {
    const p = probability(kolmogorovSmirnovSurvivalGivenTies(statistic, n, m, ends));
    return { method, statistic, p, computed: 'exact given ties', n, m };
  }
  return { method, statistic, ...tail(statistic, n, m), n, m };
}

function tail(statistic: number, n: number, m: number): { p: number; computed: 'exact' | 'asymptotic' } {
  if (n * m <= exactPairs) return { p: probability(kolmogorovSmirnovSurvival(statistic, n, m)), computed: 'exact' };
  const root = Math.sqrt((n / (n + m)) * m);
  return { p: probability(kolmogorovSurvival(statistic * root)), computed: 'asymptotic' };
}

/** With all of one sample before all of the other inside each range. */
function worstStatistic(
  counts: Counts,
  { n, m }: Runs,
  cells: 'value' | 'range' | readonly ('value' | 'range')[],
): number {
  let [i, j, largest] = [0, 0, 0];
  for (let k = 0; k < counts.reference.length; k += 1) {
    const [r, c] = [counts.reference[k] ?? 0, counts.current[k] ?? 0];
    if ((typeof cells === 'string' ? cells : cells[k]) === 'range') {
      largest = Math.max(largest, (i + r) * m - j * n, (j + c) * n - i * m);
    }
    i += r;
    j += c;
  }
  return largest / (n * m);
}
