import type { Metric } from '../metric.ts';
import { type Estimate, isRefusal, type Refusal } from '../score.ts';
import type { RankingData } from './data.ts';
import { meanOfLists } from './interval.ts';

export type Parts = Pick<Metric<RankingData>, 'name' | 'formula' | 'edges'> &
  Partial<Pick<Metric<RankingData>, 'needs' | 'range' | 'interval'>>;

export const rankingMetric = (parts: Parts, estimate: Metric<RankingData>['estimate']): Metric<RankingData> => ({
  task: 'ranking',
  better: 'higher',
  range: [0, 1],
  needs: ['scores'],
  interval: meanOfLists,
  ...parts,
  estimate,
});

export type OfList = (list: number) => number;

/** The mean over lists, and its variance from how far they lie apart. */
export function meanOf(lists: number, counts: (list: number) => boolean, value: OfList): Estimate | undefined {
  let [n, mean, squares] = [0, 0, 0];
  for (let list = 0; list < lists; list += 1) {
    if (!counts(list)) continue;
    n += 1;
    const own = value(list);
    const away = own - mean;
    mean += away / n;
    squares += away * (own - mean);
  }
  if (n === 0) return undefined;
  return { value: mean, variance: n > 1 ? squares / (n - 1) / n : null, effective: n, rows: n };
}

export const everyList = (): boolean => true;

/** What a metric is of each list, and which lists count. */
export interface EachList {
  readonly counts: (list: number) => boolean;
  readonly value: OfList;
}

/** A metric that is a mean over lists, and so can be compared list by list. */
export interface ListMetric extends Metric<RankingData> {
  readonly eachList: (data: RankingData) => EachList | Refusal;
}

/** With `none` where no list counts. */
export const listMetric = (parts: Parts, none: Refusal, eachList: ListMetric['eachList']): ListMetric => ({
  ...rankingMetric(parts, (data) => {
    const each = eachList(data);
    return isRefusal(each) ? each : (meanOf(data.rows, each.counts, each.value) ?? none);
  }),
  eachList,
});
