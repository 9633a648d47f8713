import { type Metric, type ScoreOptions, scoreAll } from '../metric.ts';
import type { Score } from '../score.ts';
import { prepareRanking, type RankingData, type RankingRows } from './data.ts';
import {
  hitRateAt,
  meanAveragePrecisionAt,
  meanReciprocalRankAt,
  ndcgAt,
  ndcgExponentialAt,
  precisionAt,
  recallAt,
} from './relevance.ts';
import { coverageAt, diversityAt, noveltyAt } from './variety.ts';

/** Every metric of the first k places of lists, in the order in which they are shown. */
export function rankingMetrics(k: number): readonly Metric<RankingData>[] {
  if (!(Number.isInteger(k) && k > 0)) throw new RangeError(`expected k to be a whole number from 1 on, got ${k}`);
  return [
    precisionAt(k),
    recallAt(k),
    ndcgAt(k),
    ndcgExponentialAt(k),
    meanAveragePrecisionAt(k),
    meanReciprocalRankAt(k),
    hitRateAt(k),
    coverageAt(k),
    diversityAt(k),
    noveltyAt(k),
  ];
}

export const usualPlaces = 10;

export interface RankingOptions extends ScoreOptions {
  /** How many places of each list count; 10 where not said. */
  readonly k?: number;
}

/** Every metric of lists from their rows; each is a figure with an interval, or unknown with a reason. */
export function scoreRanking(rows: RankingRows, { k = usualPlaces, ...options }: RankingOptions = {}): Score[] {
  return scoreAll(rankingMetrics(k), prepareRanking(rows), options);
}
