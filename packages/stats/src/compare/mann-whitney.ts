import { mannWhitneySurvival } from '../distribution/mann-whitney.ts';
import { normalSurvival } from '../distribution/normal.ts';
import { type Comparison, probability, type Reason, type Unknown } from './outcome.ts';
import { type Counts, type Runs, runsOfCounts, runsOfSorted } from './runs.ts';

const method = 'mann-whitney';
type Method = typeof method;

/** Up to this many pairs of values, and without ties, p is exact. At most 1e6 steps. */
const exactPairs = 1e4;

export interface MannWhitney extends Comparison<Method> {
  /** The share of pairs in which the reference value is the larger, ties counting half: 0.5 where neither tends to be. */
  readonly referenceLarger: number;
  readonly computed: 'exact' | 'normal';
}

/**
 * Mann–Whitney U test (Wilcoxon rank sum), two-sided, on sorted values: do the values of one sample tend to be larger?
 *
 * The statistic is U of the reference: how many pairs have the larger value there, ties counting half. p is exact without
 * ties up to 10,000 pairs, else from the normal distribution with variance corrected for ties and with continuity
 * correction.
 *
 * Reference: Mann and Whitney (1947); Lehmann, Nonparametrics (1975). Cost: one merge of both samples.
 * Example: mannWhitney([1, 2, 3], [4, 5, 6]) = { statistic: 0, p: 0.1, computed: 'exact', … }.
 */
export function mannWhitney(reference: ArrayLike<number>, current: ArrayLike<number>): MannWhitney | Unknown<Method> {
  return judge(runsOfSorted(reference, current));
}

/** The same from counts over values, or ranges, in a shared order: the test of the grouped values. */
export function mannWhitneyOfCounts(counts: Counts): MannWhitney | Unknown<Method> {
  return judge(runsOfCounts(counts));
}

function judge(runs: Runs | Reason): MannWhitney | Unknown<Method> {
  if (typeof runs === 'string') return { method, unknown: runs };
  const { n, m } = runs;
  const all = n + m;
  let [statistic, currentBefore, ties] = [0, 0, 0];
  let constant = false;
  runs.each((ofReference, ofCurrent) => {
    statistic += ofReference * (currentBefore + ofCurrent / 2);
    currentBefore += ofCurrent;
    const run = ofReference + ofCurrent;
    ties += run * (run * run - 1);
    constant ||= run === all;
  });
  if (constant) return { method, unknown: 'nothing varies' };
  const pairs = n * m;
  const larger = Math.max(statistic, pairs - statistic);
  const rest = { n, m, referenceLarger: statistic / pairs };
  if (ties === 0 && pairs <= exactPairs) {
    return { method, statistic, p: probability(2 * mannWhitneySurvival(larger, n, m)), computed: 'exact', ...rest };
  }
  const deviation = Math.sqrt((pairs / 12) * (all + 1 - ties / (all * (all - 1))));
  const z = (larger - pairs / 2 - 0.5) / deviation;
  return { method, statistic, p: probability(2 * normalSurvival(z)), computed: 'normal', ...rest };
}
