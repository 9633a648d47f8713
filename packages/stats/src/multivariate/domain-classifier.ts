import { mannWhitney } from '../compare/mann-whitney.ts';
import { isUnknown, probability } from '../compare/outcome.ts';
import { discriminate } from './discriminant.ts';
import { type Features, featuresOf } from './features.ts';
import { assertColumns, assertMatrix, generator, infiniteCells, type Matrix, shuffledRows } from './matrix.ts';
import {
  leastRows,
  type MultivariateComparison,
  type MultivariateReason,
  type MultivariateUnknown,
} from './outcome.ts';
import { sumOf } from './sums.ts';

const method = 'domain-classifier';
type Method = typeof method;

export interface DomainClassifier extends MultivariateComparison<Method> {
  /** AUC: the share of pairs of a reference and a current row in which the classifier finds the current one. */
  readonly statistic: number;
  /** 2 AUC − 1, or 0 where that is below 0: 0 cannot tell the sides apart, 1 always can. */
  readonly effect: number;
  /** The columns by which it tells them, most important first, and how much of the difference is by each. */
  readonly drivers: readonly { readonly column: number; readonly share: number }[];
}

/** How many columns are named, at most. */
const mostDrivers = 10;

/**
 * Classifier two-sample test: can reference rows be told from current ones, by whatever combination of columns?
 *
 * The rows of each side, up to 10,000 and 2,000,000 cells, are shuffled and halved. Halves A train a linear discriminant
 * on the columns and, for up to 30 of them, their squares and products. Halves B are scored, and the scores of its two
 * sides compared by Mann–Whitney, one-sided, as only an AUC above 0.5 tells of drift. Given A, the rows of B are
 * exchangeable without drift, whatever the classifier: so p is valid for any kind of data, few rows and many columns.
 *
 * `drivers`: the difference of the mean scores on B is a sum over features, weight × difference of means. Each feature's
 * part goes to its column, a product's in halves to its two; parts below 0 count as 0, and the others sum to 1. (The fall
 * of AUC when a column is permuted would also name columns that only correct for others.)
 *
 * `seed` decides the halves. Infinite cells are taken for missing, and counted. Data of the same rows on both sides are
 * never told apart. A RangeError for different numbers of columns.
 *
 * Reference: Lopez-Paz and Oquab, Revisiting classifier two-sample tests (2017). Cost: that of `discriminate`: about a
 * second for 768 columns and 1,000 + 1,000 rows.
 */
export function domainClassifier(
  reference: Matrix,
  current: Matrix,
  { seed = 0 }: { readonly seed?: number } = {},
): DomainClassifier | MultivariateUnknown<Method> {
  assertMatrix('reference', reference);
  assertMatrix('current', current);
  assertColumns(reference.columns, current);
  const random = generator(seed);
  const [before, now] = [shuffledRows(reference, random), shuffledRows(current, random)];
  const [n, m] = [before.length, now.length];
  if (Math.min(n, m) < leastRows) return unknown('fewer than ten rows');

  const [halfBefore, halfNow] = [Math.floor(n / 2), Math.floor(m / 2)];
  const features = featuresOf([
    { matrix: reference, rows: before.subarray(0, halfBefore) },
    { matrix: current, rows: now.subarray(0, halfNow) },
    { matrix: reference, rows: before.subarray(halfBefore) },
    { matrix: current, rows: now.subarray(halfNow) },
  ]);
  const trained = halfBefore + halfNow;
  const { weights } = discriminate({ ...features, length: trained }, halfBefore);
  const scores = scoresOf(features, weights, trained);
  const first = n - halfBefore;
  const outcome = mannWhitney(scores.slice(0, first).sort(), scores.slice(first).sort());
  if (isUnknown(outcome)) return unknown('nothing varies');
  const statistic = 1 - outcome.referenceLarger;
  const p = probability(statistic > 0.5 ? outcome.p / 2 : 1 - outcome.p / 2);
  const infinite = { reference: infiniteCells(reference), current: infiniteCells(current) };
  const effect = Math.max(0, 2 * statistic - 1);
  return { method, statistic, effect, p, n, m, infinite, drivers: driversOf(features, weights, trained, first) };
}

function unknown(reason: MultivariateReason): MultivariateUnknown<Method> {
  return { method, unknown: reason };
}

/** Of the rows from `from` on. */
function scoresOf({ values, count, length, stride }: Features, weights: Float64Array, from: number): Float64Array {
  const scores = new Float64Array(length - from);
  for (let feature = 0; feature < count; feature += 1) {
    const weight = weights[feature] ?? 0;
    const start = feature * stride + from;
    for (let row = 0; row < scores.length; row += 1) {
      scores[row] = (scores[row] ?? 0) + weight * (values[start + row] ?? 0);
    }
  }
  return scores;
}

function driversOf(
  features: Features,
  weights: Float64Array,
  from: number,
  first: number,
): { column: number; share: number }[] {
  const parts = new Map<number, number>();
  for (const [feature, sources] of features.sources.entries()) {
    const start = feature * features.stride;
    const before = meanOf(features.values.subarray(start + from, start + from + first));
    const now = meanOf(features.values.subarray(start + from + first, start + features.length));
    const part = ((weights[feature] ?? 0) * (now - before)) / sources.length;
    for (const column of sources) parts.set(column, (parts.get(column) ?? 0) + part);
  }
  const positive = [...parts].filter(([, part]) => part > 0);
  const all = positive.reduce((sum, [, part]) => sum + part, 0);
  return positive
    .map(([column, part]) => ({ column, share: part / all }))
    .sort((a, b) => b.share - a.share || a.column - b.column)
    .slice(0, mostDrivers);
}

const meanOf = (values: Float64Array): number => sumOf(values) / values.length;
