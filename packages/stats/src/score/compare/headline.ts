import type { ModelComparison } from './answer.ts';

/**
 * Metrics that can be the headline, the first that is known. Scores that are best for a model that tells the truth come
 * before those that it may lose by: log loss sees how sure a model is, where accuracy sees only the side of the cutoff.
 * A quantile loss is known only where a quantile is predicted, and then an absolute error would reward another aim. Errors
 * as they are come before squares, which a few rows decide. Of lists, the gain that sees the places; of bets, what each 1
 * staked brought.
 */
const order: readonly RegExp[] = [
  /^log_loss$/,
  /^brier$/,
  /^accuracy$/,
  /^quantile_loss$/,
  /^mae$/,
  /^rmse$/,
  /^ndcg@/,
  /^map@/,
  /^roi$/,
  /^profit_per_row$/,
  /^cost_per_row$/,
];

/**
 * The comparison that decides, of all that were made of one pair of models; undefined where none was made.
 *
 * Each p and each interval is that of its metric alone: of twenty metrics of two equal models one is expected to differ at
 * a level of 0.95. So one question is asked, and the rest describes. Which it is depends on what there is to compare and
 * never on how it came out, so its p needs no correction. Holm's would ask more of every metric the more are shown, though
 * they are nearly one question: all rest on the same rows, and most on the same losses.
 */
export function headlineOf(comparisons: readonly ModelComparison[]): ModelComparison | undefined {
  const ranked = order.flatMap((name) => comparisons.filter(({ metric }) => name.test(metric)));
  const all = [...ranked, ...comparisons];
  return all.find(({ difference }) => difference !== null) ?? all[0];
}
