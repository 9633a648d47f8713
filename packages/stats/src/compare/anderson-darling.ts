import { andersonDarlingSurvival } from '../distribution/anderson-darling.ts';
import { chiSquaredSurvival } from '../distribution/chi-squared.ts';
import { type Comparison, probability, type Reason, type Unknown } from './outcome.ts';
import { type Counts, type Runs, runsOfCounts, runsOfSorted } from './runs.ts';

const method = 'anderson-darling';
type Method = typeof method;

/** Variance of the limit distribution, 2 (π² − 9) / 3. */
const limitVariance = (2 * (Math.PI * Math.PI - 9)) / 3;

/** Skewness of the limit distribution: third cumulant 8 (10 − π²). */
const limitSkewness = (8 * (10 - Math.PI * Math.PI)) / limitVariance ** 1.5;

/** Of chi-squared with one degree of freedom. */
const [chiSquaredVariance, chiSquaredSkewness] = [2, Math.sqrt(8)];

export interface AndersonDarling extends Comparison<Method> {
  /** (A² − 1) / σ, which other tools call the statistic; `statistic` is A² itself. */
  readonly standardised: number;
}

/**
 * Two-sample Anderson–Darling test in its midrank form, on sorted values: like Kolmogorov–Smirnov, but it weighs the whole
 * difference and the tails more.
 *
 * A² is scaled by its variance for these sizes and these ties, and p read from the limit distribution itself, not
 * interpolated in a table: so it goes on below 0.001 and above 0.25, where SciPy stops. Without ties that is the limit of
 * Anderson and Darling; with two distinct values it is chi-squared with one degree of freedom; between the two, ln p is
 * interpolated by the skewness, which in many samples misses a small p by 5 % at most. (SciPy takes no notice of ties, and
 * raises nearly three times the false alarms at 0.01 for values rounded to ten levels.) For tiny samples, p is at least
 * what the number of orders allows.
 *
 * Reference: Scholz and Stephens, K-sample Anderson–Darling tests (1987), equation 7. Cost: one merge of both samples, and
 * n + m steps for the variance, or none from 100,000 values on. Example: andersonDarling([1, 2, 3, 4], [5, 6, 7, 8]).p =
 * 2 / 70.
 */
export function andersonDarling(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): AndersonDarling | Unknown<Method> {
  return judge(runsOfSorted(reference, current));
}

/** The same from counts over values, or ranges, in a shared order: the test of the grouped values. */
export function andersonDarlingOfCounts(counts: Counts): AndersonDarling | Unknown<Method> {
  return judge(runsOfCounts(counts));
}

function judge(runs: Runs | Reason): AndersonDarling | Unknown<Method> {
  if (typeof runs === 'string') return { method, unknown: runs };
  const { n, m } = runs;
  const all = n + m;
  const spread = spreadOfRuns(all);
  let [sum, before, ofReferenceBefore, distinct] = [0, 0, 0, 0];
  runs.each((ofReference, ofCurrent) => {
    const run = ofReference + ofCurrent;
    const middle = before + run / 2;
    const excess = all * (ofReferenceBefore + ofReference / 2) - middle * n;
    // a single run of everything divides 0 by 0, and says nothing
    if (run < all) sum += (run * excess * excess) / (middle * (all - middle) - (all * run) / 4);
    spread.add(run);
    before += run;
    ofReferenceBefore += ofReference;
    distinct += 1;
  });
  if (distinct < 2) return { method, unknown: 'nothing varies' };
  // both samples deviate equally, so one sum serves for 1/n and for 1/m; (N − 1) / N² scales as in equation 7
  const statistic = ((sum / all) * (1 / n + 1 / m) * (all - 1)) / all;
  const untied = untiedVariance(n, m);
  const standardised = (statistic - 1) / Math.sqrt(untied);
  const isTied = distinct < all;
  const p = isTied
    ? tiedTail(standardised, spread.variance() / untiedSpread(all), spread.skewness())
    : limitTail(standardised);
  return { method, statistic, standardised, p: probability(Math.max(p, smallestP(n, m))), n, m };
}

/** 2 / C(n + m, n): complete separation, the one way and the other, is the rarest outcome. */
function smallestP(n: number, m: number): number {
  let p = 2;
  for (let i = 1; i <= Math.min(n, m) && p > 0; i += 1) p *= i / (Math.max(n, m) + i);
  return p;
}

const limitTail = (standardised: number): number =>
  andersonDarlingSurvival(1 + standardised * Math.sqrt(limitVariance));

/** `inflation`: how many times as large ties make the variance. */
function tiedTail(standardised: number, inflation: number, skewness: number): number {
  const scaled = standardised / Math.sqrt(inflation);
  const share = Math.min(1, Math.max(0, (skewness - limitSkewness) / (chiSquaredSkewness - limitSkewness)));
  const ofTwoValues = chiSquaredSurvival(1 + scaled * Math.sqrt(chiSquaredVariance), 1);
  return limitTail(scaled) ** (1 - share) * ofTwoValues ** share;
}

/**
 * Variance and skewness of A² for many values given their ties. It is then a sum of λ · chi-squared, λ being the
 * eigenvalues of √w(i) ρ(i, j) √w(j) over runs, of which i has the share w(i) of all values, and ρ(i, j) is the correlation
 * of the reference counts up to their middles. Σ λ² and Σ λ³ are sums over pairs and triples of runs; as
 * ρ(i, k) ρ(i, j) ρ(j, k) falls into a factor for each run, one pass is enough.
 */
function spreadOfRuns(all: number): { add: (run: number) => void; variance: () => number; skewness: () => number } {
  let [before, squares, cubes] = [0, 0, 0];
  let [below, weighedBelow, pairsBelow] = [0, 0, 0];
  return {
    add: (run) => {
      const middle = before + run / 2;
      const rest = all - middle;
      const own = middle * rest - (all * run) / 4;
      const share = run / all;
      const [lower, both, upper] = [
        (share * middle * middle) / own,
        (share * middle * rest) / own,
        (share * rest * rest) / own,
      ];
      squares += share * share + 2 * upper * below;
      cubes += share ** 3 + 3 * upper * (weighedBelow + share * below) + 6 * upper * pairsBelow;
      pairsBelow += both * below;
      weighedBelow += share * lower;
      below += lower;
      before += run;
    },
    variance: () => 2 * squares,
    skewness: () => (8 * cubes) / (2 * squares) ** 1.5,
  };
}

/** From so many values on, the limit and its first term differ from the sum by less than 1e-8. */
const nearLimit = 100_000;

/** The variance of the same kind without ties. */
function untiedSpread(all: number): number {
  if (all >= nearLimit) return limitVariance + 2 / all;
  let [below, sum] = [0, 0];
  for (let middle = 0.5; middle < all; middle += 1) {
    const rest = all - middle;
    const own = (middle * rest - all / 4) * all;
    sum += 1 / all / all + (2 * below * rest * rest) / own;
    below += (middle * middle) / own;
  }
  return 2 * sum;
}

/** Exact variance of A² without ties. */
function untiedVariance(n: number, m: number): number {
  const all = n + m;
  const H = 1 / n + 1 / m;
  const h = harmonic(all) - 1 / all;
  // Σ Σ 1 / ((N − i) j) over 1 ≤ i < j < N is h² less the sum over pairs up to N, which is Σ 2 h(s − 1) / s over s
  const g = harmonicSquares(all) + 1 / all ** 2 - (2 * harmonic(all)) / all;
  const a = 4 * g - 6 + (10 - 6 * g) * H;
  const b = 12 * g - 22 + 8 * h + (2 * g - 14 * h - 4) * H;
  const c = 36 * h + 4 + (2 * h - 6) * H;
  return (a * all ** 3 + b * all ** 2 + c * all + 24) / ((all - 1) * (all - 2) * (all - 3));
}

/** From here on the series below are exact to the last digit. */
const seriesFrom = 100;
const eulerGamma = 0.5772156649015329;

/** Σ 1/i up to n. */
function harmonic(n: number): number {
  if (n < seriesFrom) return sumDown(n, (i) => 1 / i);
  const x = 1 / n;
  return Math.log(n) + eulerGamma + x / 2 - x ** 2 / 12 + x ** 4 / 120 - x ** 6 / 252;
}

/** Σ 1/i² up to n. */
function harmonicSquares(n: number): number {
  if (n < seriesFrom) return sumDown(n, (i) => 1 / i ** 2);
  const x = 1 / n;
  return Math.PI ** 2 / 6 - x + x ** 2 / 2 - x ** 3 / 6 + x ** 5 / 30 - x ** 7 / 42;
}

/** From the small terms up. */
function sumDown(n: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = n; i > 0; i -= 1) sum += term(i);
  return sum;
}
