import { describe, expect, it } from 'vitest';
import type { Score } from '../score.ts';
import type { RankingRows } from './data.ts';
import { rankingMetrics, scoreRanking } from './metrics.ts';

const fine = { users: ['a', 'a', 'b'], items: [1, 2, 1], scores: [0.9, 0.8, 0.7], relevance: [1, 0, 1] };
const score = (rows: RankingRows, metric: string, k = 10): Score | undefined =>
  scoreRanking(rows, { k }).find((found) => found.metric === `${metric}@${k}`);

describe('rows that no metric can use', () => {
  const { scores: _scores, ...unranked } = fine;
  const refused: readonly (readonly [string, RankingRows, string, string])[] = [
    ['no row', { users: [], items: [], scores: [], relevance: [] }, 'empty', 'there is no row'],
    ['columns of two lengths', { ...fine, items: [1] }, 'invalid', 'as many items as users, 3, found 1'],
    ['neither scores nor ranks', unranked, 'not_given', 'expected scores or ranks'],
    ['scores and ranks', { ...fine, ranks: [1, 2, 1] }, 'invalid', 'found both'],
    ['a score of NaN', { ...fine, scores: [0.1, Number.NaN, 0.2] }, 'invalid', 'score of row 1 is NaN'],
    ['an endless rank', { ...unranked, ranks: [1, 2, Infinity] }, 'invalid', 'rank of row 2 is Infinity'],
    ['a relevance below 0', { ...fine, relevance: [1, 0, -1] }, 'invalid', 'relevance of row 2 is -1'],
    ['a relevance of NaN', { ...fine, relevance: [Number.NaN, 0, 1] }, 'invalid', 'relevance of row 0 is NaN'],
    ['listed that is neither', { ...fine, listed: [1, 2, 1] }, 'invalid', 'listed of row 1 is 2, expected 0 or 1'],
    ['an item twice', { ...fine, items: [7, 7, 7] }, 'invalid', 'rows 0 and 1 both have item 7 of user a'],
    ['a user that is NaN', { ...fine, users: [1, Number.NaN, 2] }, 'invalid', 'user of row 1 is NaN'],
    ['a catalogue of half an item', { ...fine, catalogue: 0.5 }, 'invalid', 'catalogue is 0.5'],
    ['all that counts as relevant', { ...fine, relevantFrom: 0 }, 'invalid', 'relevantFrom is 0'],
  ];

  it.each(refused)('%s makes every metric unknown and says why', (_name, rows, reason, explanation) => {
    const scores = scoreRanking(rows);
    expect(scores.map(({ metric }) => metric)).toEqual(rankingMetrics(10).map(({ name }) => name));
    for (const found of scores)
      expect(found).toMatchObject({ value: null, reason, explanation: expect.stringContaining(explanation) });
  });

  it.each([0, -1, 2.5, Number.NaN, Infinity])('%d places are a mistake of the program', (k) => {
    expect(() => rankingMetrics(k)).toThrow(RangeError);
  });
});

describe('lists that are short, empty, or without anything relevant', () => {
  it('precision divides by k where the list is shorter; recall, gain and map do not', () => {
    const rows = { users: ['a'], items: [1], scores: [1], relevance: [1] };
    expect(score(rows, 'precision', 10)).toMatchObject({ value: 0.1 });
    for (const metric of ['recall', 'ndcg', 'ndcg_exponential', 'map', 'mrr', 'hit_rate'])
      expect(score(rows, metric, 10)).toMatchObject({ value: 1, rows: 1 });
  });

  it('an empty list found nothing of what was relevant', () => {
    const rows = { ...fine, listed: [1, 1, 0] };
    expect(score(rows, 'recall')).toMatchObject({ value: 0.5, rows: 2 });
    expect(score(rows, 'ndcg')).toMatchObject({ value: 0.5, rows: 2 });
    expect(score(rows, 'precision', 1)).toMatchObject({ value: 0.5, rows: 2 });
  });

  it('a relevant item that was not listed counts for recall and for the best order', () => {
    const rows = { users: [1, 1], items: [1, 2], relevance: [1, 1], scores: [1, Number.NaN], listed: [1, 0] };
    expect(score(rows, 'recall', 2)).toMatchObject({ value: 0.5 });
    expect(score(rows, 'ndcg', 2)?.value).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 15);
    expect(score(rows, 'map', 2)).toMatchObject({ value: 0.5 });
    expect(score(rows, 'map', 1)).toMatchObject({ value: 1 });
  });

  it('a user to whom nothing is relevant counts for precision alone', () => {
    const rows = { ...fine, relevance: [1, 0, 0] };
    expect(score(rows, 'precision', 1)).toMatchObject({ value: 0.5, rows: 2 });
    for (const metric of ['recall', 'ndcg', 'map', 'mrr', 'hit_rate'])
      expect(score(rows, metric, 1)).toMatchObject({ value: 1, rows: 1 });
  });

  it('nothing relevant to anybody leaves all but precision unknown, and precision 0', () => {
    const rows = { ...fine, relevance: [0, 0, 0] };
    expect(score(rows, 'precision')).toMatchObject({ value: 0 });
    for (const metric of ['recall', 'ndcg', 'ndcg_exponential', 'map', 'mrr', 'hit_rate'])
      expect(score(rows, metric)).toMatchObject({ value: null, reason: 'nothing_actual' });
  });

  it('relevance from 4 on makes lower ratings irrelevant, and the gain still knows them', () => {
    const rows = { users: [1, 1], items: [1, 2], scores: [2, 1], relevance: [3, 5], relevantFrom: 4 };
    expect(score(rows, 'precision', 1)).toMatchObject({ value: 0 });
    expect(score(rows, 'mrr', 2)).toMatchObject({ value: 0.5 });
    expect(score(rows, 'ndcg', 1)).toMatchObject({ value: 0.6 });
    expect(score(rows, 'ndcg_exponential', 1)?.value).toBeCloseTo(7 / 31, 15);
  });

  it('one user has a figure and no interval', () => {
    const rows = { users: [1, 1], items: [1, 2], scores: [2, 1], relevance: [0, 1] };
    expect(score(rows, 'mrr', 2)).toMatchObject({ interval: null, interval_missing: 'expected two lists or more' });
  });

  it('lists that all agree at an end have the interval of a share', () => {
    expect(score(fine, 'mrr')).toMatchObject({ value: 1, interval: { high: 1, method: 'wilson' } });
  });

  it('gains that no double can hold are unknown, never infinite', () => {
    const rows = { ...fine, relevance: [2000, 1, 1] };
    expect(score(rows, 'ndcg_exponential')).toMatchObject({ value: null, reason: 'overflow' });
    expect(score(rows, 'ndcg')).toMatchObject({ value: 1 });
  });
});

describe('what needs more than relevance', () => {
  it('is unknown where it was not given', () => {
    for (const metric of ['coverage', 'diversity', 'novelty'])
      expect(score(fine, metric)).toMatchObject({ value: null, reason: 'not_given' });
  });

  it.each([
    ['coverage', { catalogue: 1 }, 'catalogue is 1, and the rows hold 2 items'],
    ['novelty', { popularity: [0.5, 0, 0.5] }, 'popularity of row 1 is 0'],
    ['novelty', { popularity: [0.5, 1.5, 0.5] }, 'popularity of row 1 is 1.5'],
    ['diversity', { features: [1, 2] }, 'expected as many features for each of 3 rows, found 2'],
    ['diversity', { features: [1, 1, Number.NaN] }, 'feature 0 of row 2 is NaN'],
    ['diversity', { features: [1, 0, 1] }, 'the features of row 1 are all 0'],
    ['diversity', { features: [1, 1, 1], categories: [1, 1, 1] }, 'expected categories or features, found both'],
  ] as const)('%s of %j is unknown, and the others are not', (metric, more, explanation) => {
    expect(score({ ...fine, ...more }, metric)).toMatchObject({
      value: null,
      reason: 'invalid',
      explanation: expect.stringContaining(explanation),
    });
    expect(score({ ...fine, ...more }, 'precision')).toMatchObject({ value: 0.1 });
  });

  it('diversity is unknown where no list has two items, and leaves out lists that have not', () => {
    const rows = { ...fine, categories: ['x', 'y', 'x'] };
    expect(score(rows, 'diversity')).toMatchObject({ value: 1, rows: 1 });
    expect(score(rows, 'diversity', 1)).toMatchObject({ value: null, reason: 'too_few' });
  });

  it('novelty is unknown where every list is empty', () => {
    const rows = { ...fine, popularity: [0.5, 0.5, 0.5], listed: [0, 0, 0] };
    expect(score(rows, 'novelty')).toMatchObject({ value: null, reason: 'empty' });
    expect(score(rows, 'recall')).toMatchObject({ value: 0 });
  });
});
