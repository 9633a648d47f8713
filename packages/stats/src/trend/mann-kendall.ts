import { probability } from '../compare/outcome.ts';
import { normalSurvival } from '../distribution/normal.ts';
import { groupSizes, inversionShares } from './kendall-scores.ts';
import { reasonAgainst, type TrendPoint, type UnknownTrend } from './outcome.ts';

const method = 'mann_kendall';
/** Up to so many points p is exact; where some are equal, up to fewer, as the division loses digits. */
const exactPoints = 50;
const exactTiedPoints = 15;

export interface MannKendall {
  readonly method: typeof method;
  /** Pairs that rise less those that fall. */
  readonly score: number;
  /** Probability of a score at least as far from 0 where the order is chance. */
  readonly p: number;
  readonly computed: 'exact' | 'normal';
  readonly points: number;
}

/**
 * Mann–Kendall test: do later values tend to be larger, or smaller, whatever the form of the rise? Two-sided.
 *
 * Definition: S = Σ over pairs of sign(xⱼ − xᵢ)·sign(yⱼ − yᵢ). p counts the orders of the values with |S| at least as large:
 * exactly up to 50 points, up to 15 where values (or times) are equal; else from the normal distribution with the variance
 * of ties on both sides and a continuity correction. Values that never change have p = 1.
 *
 * Three points never give less than 1/3, and four never less than 1/12, however steep: so few cannot prove a trend.
 * Reference: Mann (1945), Kendall (1975). Cost: n². Example: mannKendall of 1, 2, 3, 4, 5 = { score: 10, p: 1/60, … }.
 */
export function mannKendall(points: readonly TrendPoint[]): MannKendall | UnknownTrend<typeof method> {
  const unknown = reasonAgainst(points);
  if (unknown) return { method, unknown };
  const n = points.length;
  const score = scoreOf(points);
  const ofTimes = groupSizes(points.map(({ time }) => time));
  const ofValues = groupSizes(points.map(({ value }) => value));
  if (ofValues.length === 1) return { method, score: 0, p: 1, computed: 'exact', points: n };
  const [isTimeTied, isValueTied] = [ofTimes.length < n, ofValues.length < n];
  const isExact = n <= (isTimeTied || isValueTied ? exactTiedPoints : exactPoints) && !(isTimeTied && isValueTied);
  const p = isExact ? exactly(Math.abs(score), isTimeTied ? ofTimes : ofValues) : nearly(score, n, ofTimes, ofValues);
  return { method, score, p: probability(p), computed: isExact ? 'exact' : 'normal', points: n };
}

function scoreOf(points: readonly TrendPoint[]): number {
  let score = 0;
  points.forEach((later, index) => {
    for (let before = 0; before < index; before += 1) {
      const earlier = points[before] ?? later;
      score += sign(later.time, earlier.time) * sign(later.value, earlier.value);
    }
  });
  return score;
}

const sign = (a: number, b: number): number => (a > b ? 1 : a < b ? -1 : 0);

function exactly(size: number, sizes: readonly number[]): number {
  const shares = inversionShares(sizes);
  const most = shares.length - 1;
  let beyond = 0;
  shares.forEach((share, inversions) => {
    if (Math.abs(most - 2 * inversions) >= size) beyond += share;
  });
  return beyond;
}

function nearly(score: number, n: number, ofTimes: readonly number[], ofValues: readonly number[]): number {
  const sum = (sizes: readonly number[], term: (t: number) => number) => sizes.reduce((all, t) => all + term(t), 0);
  const fives = (t: number) => t * (t - 1) * (2 * t + 5);
  const triples = (t: number) => t * (t - 1) * (t - 2);
  const pairs = (t: number) => t * (t - 1);
  const variance =
    (fives(n) - sum(ofTimes, fives) - sum(ofValues, fives)) / 18 +
    (sum(ofTimes, triples) * sum(ofValues, triples)) / (9 * triples(n)) +
    (sum(ofTimes, pairs) * sum(ofValues, pairs)) / (2 * pairs(n));
  return 2 * normalSurvival(Math.max(0, Math.abs(score) - 1) / Math.sqrt(variance));
}
