import { wilson } from '../interval.ts';
import { refuse } from '../score.ts';
import type { RankingData } from './data.ts';
import { type EachList, everyList, type ListMetric, listMetric, type OfList } from './means.ts';
import { chanceOfHit, discountedGain, type Gain, hitsOf, precisionsAtHits, reciprocalRank } from './ties.ts';

/** Over the users to whom something is relevant: nothing can be found for the others. */
const ofFindable = (data: RankingData, value: OfList): EachList => ({
  counts: (list) => (data.relevant[list] ?? 0) > 0,
  value,
});

const nothingRelevant = refuse('nothing_actual', 'no item is relevant to any user');
const findable =
  'a user to whom nothing is relevant does not count, and all such make it unknown; an empty list gives 0';
const tied = 'rows of one score count as in all their orders on the average';

export const precisionAt = (k: number): ListMetric =>
  listMetric(
    {
      name: `precision@${k}`,
      formula: `mean over the users of (relevant items among the first ${k}) / ${k}`,
      edges: `divided by ${k} where a list is shorter too; an empty list gives 0; ${tied}`,
    },
    nothingRelevant,
    (data) => ({ counts: everyList, value: (list) => hitsOf(data, list, k) / k }),
  );

export const recallAt = (k: number): ListMetric =>
  listMetric(
    {
      name: `recall@${k}`,
      formula: `mean over the users of (relevant items among the first ${k}) / (relevant items)`,
      edges: `${findable}; ${tied}`,
    },
    nothingRelevant,
    (data) => ofFindable(data, (list) => hitsOf(data, list, k) / (data.relevant[list] ?? 0)),
  );

export const hitRateAt = (k: number): ListMetric =>
  listMetric(
    {
      name: `hit_rate@${k}`,
      formula: `share of the users with a relevant item among the first ${k}`,
      edges: `${findable}; ${tied}`,
      // A share, and often one near 1, where Student's interval holds the truth too seldom.
      interval: wilson,
    },
    nothingRelevant,
    (data) => ofFindable(data, (list) => chanceOfHit(data, list, k)),
  );

export const meanReciprocalRankAt = (k: number): ListMetric =>
  listMetric(
    {
      name: `mrr@${k}`,
      formula: `mean over the users of 1 / (place of the first relevant item), 0 where none is among the first ${k}`,
      edges: `${findable}; ${tied}`,
    },
    nothingRelevant,
    (data) => ofFindable(data, (list) => reciprocalRank(data, list, k)),
  );

export const meanAveragePrecisionAt = (k: number): ListMetric =>
  listMetric(
    {
      name: `map@${k}`,
      formula: `mean over the users of Σ (precision at each relevant item among the first ${k}) / min(${k}, relevant items)`,
      edges: `${findable}; ${tied}`,
    },
    nothingRelevant,
    (data) => ofFindable(data, (list) => precisionsAtHits(data, list, k) / Math.min(k, data.relevant[list] ?? 0)),
  );

/** Järvelin and Kekäläinen (2002): the gain is the relevance itself, as in scikit-learn. */
const linear: Gain = (relevance) => relevance;
/** Burges and others (2005): each grade is worth twice the one below. */
const exponential: Gain = (relevance) => 2 ** relevance - 1;

function gainAt(k: number, name: string, words: string, gain: Gain): ListMetric {
  return listMetric(
    {
      name: `${name}@${k}`,
      formula: `mean over the users of DCG / (DCG of the best order), DCG = Σ (${words}) / log₂(place + 1) over the first ${k}`,
      edges: `a user all of whose items have relevance 0 does not count, and all such make it unknown; an empty list gives 0; ${tied}`,
    },
    nothingRelevant,
    (data) => {
      const { starts, scores, relevance, ideal, idealStarts } = data;
      const longest = Math.min(k, ideal.length);
      const discounts = Float64Array.from({ length: longest }, (_, place) => 1 / Math.log2(place + 2));
      const bounds = (of: Uint32Array, list: number): [number, number] => [of[list] ?? 0, of[list + 1] ?? 0];
      return {
        counts: (list) => (ideal[idealStarts[list] ?? 0] ?? 0) > 0,
        value: (list) =>
          discountedGain(relevance, scores, ...bounds(starts, list), gain, discounts) /
          discountedGain(ideal, undefined, ...bounds(idealStarts, list), gain, discounts),
      };
    },
  );
}

export const ndcgAt = (k: number): ListMetric => gainAt(k, 'ndcg', 'relevance', linear);

export const ndcgExponentialAt = (k: number): ListMetric =>
  gainAt(k, 'ndcg_exponential', '2^relevance − 1', exponential);
