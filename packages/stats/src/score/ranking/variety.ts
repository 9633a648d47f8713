import { type IntervalRule, studentT, studentTFromZero } from '../interval.ts';
import type { Metric } from '../metric.ts';
import { type Estimate, isRefusal, type Refusal, refuse } from '../score.ts';
import type { RankingData } from './data.ts';
import { meanDistance } from './features.ts';
import { everyList, type ListMetric, listMetric, meanOf, rankingMetric } from './means.ts';

/**
 * Which of the items there are anybody sees. More users see more, so this is the figure of as many users as there are;
 * its variance is the jackknife's, from the items that only one list shows, and rather too large (Efron and Stein, 1981).
 */
export const coverageAt = (k: number): Metric<RankingData> =>
  rankingMetric(
    {
      name: `coverage@${k}`,
      formula: `items that are among the first ${k} of any list / items of the catalogue`,
      edges:
        'unknown where the size of the catalogue is not given; rows of one score count in the order in which they stand',
      needs: ['scores', 'catalogue'],
    },
    (data) => (data.catalogue === undefined ? noCatalogue : estimateCoverage(data, k, data.catalogue)),
  );

const noCatalogue = refuse('not_given', 'expected catalogue, the number of items that there are');

function estimateCoverage(
  { rows, starts, items, itemCount }: RankingData,
  k: number,
  catalogue: number,
): Estimate | Refusal {
  if (catalogue < itemCount)
    return refuse('invalid', `catalogue is ${catalogue}, and the rows hold ${itemCount} items`);
  // The list that shows an item, −1 for none, −2 for several.
  const shownBy = new Int32Array(itemCount).fill(-1);
  let shown = 0;
  for (let list = 0; list < rows; list += 1) {
    const end = Math.min((starts[list] ?? 0) + k, starts[list + 1] ?? 0);
    for (let place = starts[list] ?? 0; place < end; place += 1) {
      const item = items[place] ?? 0;
      if (shownBy[item] === -1) shown += 1;
      shownBy[item] = shownBy[item] === -1 ? list : -2;
    }
  }
  const alone = new Float64Array(rows);
  for (const list of shownBy) if (list >= 0) alone[list] = (alone[list] ?? 0) + 1 / catalogue;
  const spread = meanOf(rows, everyList, (list) => alone[list] ?? 0)?.variance ?? null;
  return {
    value: shown / catalogue,
    variance: spread === null ? null : spread * (rows - 1) ** 2,
    effective: rows,
    rows,
  };
}

export const diversityAt = (k: number): ListMetric =>
  listMetric(
    {
      name: `diversity@${k}`,
      range: [0, 2],
      formula: `mean over the users of the mean distance of all pairs of items among the first ${k}: 1 where their categories differ, or 1 − cosine of their features`,
      edges: 'a list of fewer than two items does not count; rows of one score count in the order in which they stand',
      needs: ['scores', 'categories'],
      interval: toTwo,
    },
    refuse('too_few', `no list has two items or more among its first ${k}`),
    ({ starts, features }) => {
      if (isRefusal(features)) return features;
      const end = (list: number): number => Math.min((starts[list] ?? 0) + k, starts[list + 1] ?? 0);
      return {
        counts: (list) => end(list) - (starts[list] ?? 0) > 1,
        value: (list) => meanDistance(features, starts[list] ?? 0, end(list)),
      };
    },
  );

const toTwo: IntervalRule = (estimate, level) => {
  const interval = studentT(estimate, level);
  if (typeof interval === 'string') return interval.replace('rows', 'lists');
  return { ...interval, low: Math.max(0, interval.low), high: Math.min(2, interval.high) };
};

export const noveltyAt = (k: number): ListMetric =>
  listMetric(
    {
      name: `novelty@${k}`,
      range: [0, null],
      formula: `mean over the users of the mean of −log₂(share of users who know the item) over the first ${k} items`,
      edges: 'an empty list does not count; rows of one score count in the order in which they stand',
      needs: ['scores', 'popularity'],
      interval: studentTFromZero,
    },
    refuse('empty', 'every list is empty'),
    ({ starts, popularity }) => {
      if (isRefusal(popularity)) return popularity;
      const end = (list: number): number => Math.min((starts[list] ?? 0) + k, starts[list + 1] ?? 0);
      return {
        counts: (list) => end(list) > (starts[list] ?? 0),
        value: (list) => {
          let sum = 0;
          for (let place = starts[list] ?? 0; place < end(list); place += 1) sum -= Math.log2(popularity[place] ?? 1);
          return sum / (end(list) - (starts[list] ?? 0));
        },
      };
    },
  );
