import type { Metric } from '../metric.ts';
import type { RankingData, RankingRows } from '../ranking/data.ts';
import type { ListMetric } from '../ranking/means.ts';
import { rankingMetrics, usualPlaces } from '../ranking/metrics.ts';
import { isRefusal } from '../score.ts';
import { type Head, type ModelComparison, unanswered } from './answer.ts';
import { about, type CompareMetricsOptions, compareEach, type PairOfData } from './each-metric.ts';
import { comparePaired } from './paired-mean.ts';
import type { ResampleOptions } from './resample.ts';
import { compareRight } from './right.ts';
import { pairUsers } from './same-users.ts';

/** Lists of two models, each with its own items. What is relevant to a user is what either says. */
export interface PairedRankingRows {
  readonly champion: RankingRows;
  readonly challenger: RankingRows;
}

export interface CompareRankingOptions extends CompareMetricsOptions {
  /** How many places of each list count; 10 where not said. */
  readonly k?: number;
}

/** All that are a mean over lists. Coverage is a figure of all lists at once: no list has one of its own to compare. */
export const comparableRankingMetrics = (k: number): readonly ListMetric[] => rankingMetrics(k).filter(isOfLists);

const isOfLists = (metric: Metric<RankingData>): metric is ListMetric => 'eachList' in metric;

/**
 * Compares two rankings over the users that both have lists of, by Student's paired t of each user's figures, or McNemar's
 * test where they are all 0 or 1. Rows are users, and a list that counts for one model alone is not compared. Users that only one model has are left out, and
 * `left_out` says how many.
 */
export function compareRanking(
  rows: PairedRankingRows,
  { k = usualPlaces, ...options }: CompareRankingOptions = {},
): ModelComparison[] {
  const metrics = comparableRankingMetrics(k);
  const same = pairUsers(rows);
  if (isRefusal(same)) return compareEach(metrics, same, 0, options, compareMetric);
  return compareEach(metrics, same.pair, same.users, options, compareMetric).map((found) => ({
    ...found,
    left_out: same.leftOut,
  }));
}

function compareMetric(
  metric: ListMetric,
  { champion, challenger }: PairOfData<RankingData>,
  options: ResampleOptions,
): ModelComparison {
  const { name, better } = metric;
  const head: Head = { metric: name, better, method: 'none', rows: champion.rows };
  const [first, second] = [metric.eachList(champion), metric.eachList(challenger)];
  if (isRefusal(first)) return unanswered(head, about('champion', first));
  if (isRefusal(second)) return unanswered(head, about('challenger', second));
  const [own, its] = [new Float64Array(champion.rows), new Float64Array(champion.rows)];
  let lists = 0;
  for (let list = 0; list < champion.rows; list += 1) {
    if (!first.counts(list) || !second.counts(list)) continue;
    own[lists] = first.value(list);
    its[lists] = second.value(list);
    lists += 1;
  }
  const values = { champion: own.subarray(0, lists), challenger: its.subarray(0, lists) };
  if (lists > 0 && areShares(values.champion) && areShares(values.challenger)) {
    const right = { champion: Uint8Array.from(values.champion), challenger: Uint8Array.from(values.challenger) };
    return compareRight({ ...head, rows: lists }, { ...right, weights: undefined }, options);
  }
  return comparePaired({ metric: name, better, ...values }, options);
}

/** Users who are all served or not, as a hit rate has them: few of whom differ, and t would take that for certainty. */
const areShares = (values: Float64Array): boolean => values.every((value) => value === 0 || value === 1);
