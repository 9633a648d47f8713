import { wilsonOfFew } from '../interval.ts';
import type { Metric } from '../metric.ts';
import { type Estimate, isRefusal, type Refusal, refuse } from '../score.ts';
import { type BinaryData, type Cell, effectiveRows } from './data.ts';
import type { Ranking } from './ranking.ts';

const metric = (parts: Pick<Metric<BinaryData>, 'name' | 'formula' | 'edges' | 'estimate'>): Metric<BinaryData> => ({
  ...parts,
  task: 'binary',
  better: 'higher',
  range: [0, 1],
  needs: ['scores'],
  interval: wilsonOfFew,
});

/** Of unbiased variances over rows of one weight, in the place of n / (n − 1). */
const unbiased = (cell: Cell): number => {
  const n = effectiveRows(cell);
  return n > 1 ? n / (n - 1) : Number.NaN;
};

function oneClass({ actual }: BinaryData): Refusal | undefined {
  if (actual.positive.weight === 0) return refuse('one_class', 'no row is a 1, so there is no pair to put in order');
  if (actual.negative.weight === 0) return refuse('one_class', 'every row is a 1, so there is no pair to put in order');
  return undefined;
}

/**
 * Area under the ROC curve: how often a row that is a 1 has a higher score than one that is a 0, ties counting half.
 *
 * Reference: DeLong, DeLong and Clarke-Pearson (1988) for the variance. With weights, each pair counts by the product.
 * Cost: one pass over the ranking. Example: scores 0.1 0.4 0.35 0.8 of labels 0 0 1 1 give 0.75.
 */
export const rocAuc = metric({
  name: 'roc_auc',
  formula: 'Σ w·w′·(s > s′, ½ where s = s′) / Σ w·w′ over all pairs of a 1 and a 0',
  edges: 'unknown where only one class is there; ties count half',
  estimate: (data) => {
    const refused = oneClass(data);
    const ranking = refused ?? data.ranking();
    return isRefusal(ranking) ? ranking : areaUnderRoc(ranking, data);
  },
});

function areaUnderRoc(ranking: Ranking, { actual, total }: BinaryData): Estimate {
  const [ones, zeros] = [actual.positive.weight, actual.negative.weight];
  const value = pairsInOrder(ranking) / ones / zeros;
  const { ofOnes, ofZeros } = spreadOfPairs(ranking, ones, zeros, value);
  const variance =
    (ofOnes / ones ** 2) * unbiased(actual.positive) + (ofZeros / zeros ** 2) * unbiased(actual.negative);
  return {
    value,
    variance: Number.isNaN(variance) ? null : variance,
    effective: Math.min(effectiveRows(actual.positive), effectiveRows(actual.negative)),
    rows: total.rows,
  };
}

// Two loops in one function would be compiled twice.

function pairsInOrder({ groups, positive, negative }: Ranking): number {
  let [area, above] = [0, 0];
  for (let group = 0; group < groups; group += 1) {
    const own = positive[group] ?? 0;
    area += (negative[group] ?? 0) * (above + own / 2);
    above += own;
  }
  return area;
}

/** How far the share of pairs in order differs from row to row, as sums of squares over the ones and over the zeros. */
function spreadOfPairs(ranking: Ranking, ones: number, zeros: number, value: number) {
  const { groups, positive, negative, positiveSquare, negativeSquare } = ranking;
  let [ofOnes, ofZeros, onesAbove, zerosAbove] = [0, 0, 0, 0];
  for (let group = 0; group < groups; group += 1) {
    const [own, other] = [positive[group] ?? 0, negative[group] ?? 0];
    ofOnes += (positiveSquare[group] ?? 0) * ((zeros - zerosAbove - other / 2) / zeros - value) ** 2;
    ofZeros += (negativeSquare[group] ?? 0) * ((onesAbove + own / 2) / ones - value) ** 2;
    onesAbove += own;
    zerosAbove += other;
  }
  return { ofOnes, ofZeros };
}

/**
 * Area under the precision–recall curve, as average precision: the precision at each row that is a 1, on the average.
 *
 * The step sum Σ (R − R′)·P of scikit-learn; no line is drawn between two points, which would promise more than the model
 * reaches (Davis and Goadrich, 2006). The variance is that of the influence of each row, its own and the one it has on
 * the precision of those below it.
 * Cost: two passes over the ranking. Example: scores 0.1 0.4 0.35 0.8 of labels 0 0 1 1 give 0.8333….
 */
export const prAuc = metric({
  name: 'pr_auc',
  formula: 'Σ (recall − recall before)·precision over the scores, the highest first',
  edges: 'unknown where no row is a 1; the share of ones where all scores are the same',
  estimate: (data) => {
    if (data.actual.positive.weight === 0) return refuse('nothing_actual', 'no row is a 1');
    const ranking = data.ranking();
    return isRefusal(ranking) ? ranking : averagePrecision(ranking, data);
  },
});

function averagePrecision(ranking: Ranking, { actual, total }: BinaryData): Estimate {
  const ones = actual.positive.weight;
  const reached = precisionAtOnes(ranking);
  const value = reached.sum / ones;
  const squares = spreadOfPrecision(ranking, reached, value);
  return { value, variance: squares / ones ** 2, effective: effectiveRows(actual.positive), rows: total.rows };
}

/** The sum of the precision at each one, and how many ones and zeros there are in the end. */
function precisionAtOnes({ groups, positive, negative }: Ranking) {
  let [found, wrong, sum] = [0, 0, 0];
  for (let group = 0; group < groups; group += 1) {
    found += positive[group] ?? 0;
    wrong += negative[group] ?? 0;
    if (found > 0) sum += ((positive[group] ?? 0) * found) / (found + wrong);
  }
  return { found, wrong, sum };
}

/** What a one, and what a zero, does to the precision at every one that stands below it or beside it. */
function spreadOfPrecision(ranking: Ranking, reached: { found: number; wrong: number }, value: number): number {
  const { groups, positive, negative, positiveSquare, negativeSquare } = ranking;
  let { found, wrong } = reached;
  let [lifts, harms, squares] = [0, 0, 0];
  for (let group = groups - 1; group >= 0; group -= 1) {
    const [own, other, both] = [positive[group] ?? 0, negative[group] ?? 0, found + wrong];
    if (own + other === 0) continue;
    lifts += (own * wrong) / both ** 2;
    harms += (own * found) / both ** 2;
    squares += (positiveSquare[group] ?? 0) * (found / both - value + lifts) ** 2;
    squares += (negativeSquare[group] ?? 0) * harms ** 2;
    found -= own;
    wrong -= other;
  }
  return squares;
}
