import { describe, expect, it } from 'vitest';
import { studentTUpperQuantile } from '../../distribution/student-t.ts';
import { uniform } from '../../drift/testing/columns.ts';
import { wilson } from '../interval.ts';
import type { RankingRows } from './data.ts';
import { meanOfLists } from './interval.ts';
import { scoreRanking } from './metrics.ts';

const lists = 40;
const size = 6;
const n = lists * size;
const [noise, grades] = [uniform(41, n), uniform(42, n)];
const rows: RankingRows = {
  users: Array.from({ length: n }, (_, row) => Math.floor(row / size)),
  items: Array.from({ length: n }, (_, row) => (row % size) + 4 * (Math.floor(row / size) % 9)),
  relevance: Array.from(grades, (u) => Math.max(0, Math.floor(6 * u) - 3)),
  scores: Array.from(noise, (u, row) => u + 0.3 * (grades[row] ?? 0)),
  popularity: Array.from(noise, (u) => 0.05 + 0.9 * u),
  categories: Array.from(grades, (u) => Math.floor(7 * u) % 3),
  catalogue: 60,
};

describe('the interval of a mean over lists', () => {
  const isHitRate = ({ metric }: { readonly metric: string }) => metric.startsWith('hit_rate');
  const means = scoreRanking(rows, { k: 3, level: 0.9 }).filter((score) => !isHitRate(score));

  it.each(means.map((score) => [score.metric, score] as const))(
    '%s has that of Student, with a degree of freedom less than there are lists',
    (metric, score) => {
      if (score.value === null || !score.interval) throw new Error(metric);
      const most = metric.startsWith('diversity') ? 2 : metric.startsWith('novelty') ? Number.POSITIVE_INFINITY : 1;
      const half = studentTUpperQuantile(0.05, score.rows - 1) * (score.standard_error ?? Number.NaN);
      expect(score.interval.low).toBeCloseTo(Math.max(0, score.value - half), 12);
      expect(score.interval.high).toBeCloseTo(Math.min(most, score.value + half), 12);
      expect(score.interval).toMatchObject({ level: 0.9, method: 'student_t' });
    },
  );

  it('of a share of lists is that of Wilson, which holds near 1 as well', () => {
    const [score] = scoreRanking(rows, { k: 3, level: 0.9 }).filter(isHitRate);
    if (!score || score.value === null) throw new Error('expected a hit rate');
    const { value, rows: of, standard_error: error, interval } = score;
    const expected = wilson({ value, variance: (error ?? Number.NaN) ** 2, effective: of, rows: of }, 0.9);
    if (!interval || typeof expected === 'string') throw new Error('expected intervals');
    expect(interval.method).toBe('wilson');
    expect(interval.low).toBeCloseTo(expected.low, 12);
    expect(interval.high).toBeCloseTo(expected.high, 12);
  });

  it('is that of Wilson where all lists are 1, or all are 0', () => {
    for (const value of [0, 1]) {
      const same = { value, variance: 0, effective: 12, rows: 12 };
      expect(meanOfLists(same, 0.95)).toEqual(wilson(same, 0.95));
    }
    expect(meanOfLists({ value: 0.5, variance: 0, effective: 12, rows: 12 }, 0.95)).toMatchObject({
      low: 0.5,
      high: 0.5,
    });
    expect(meanOfLists({ value: 1, variance: 0.01, effective: 12, rows: 12 }, 0.95)).toMatchObject({
      high: 1,
      method: 'student_t',
    });
  });

  it('keeps to 0 and 1', () => {
    expect(meanOfLists({ value: 0.5, variance: 1, effective: 5, rows: 5 }, 0.95)).toMatchObject({ low: 0, high: 1 });
  });

  it('is missing for one list', () => {
    const one = {
      users: [1, 1],
      items: [1, 2],
      scores: [2, 1],
      relevance: [1, 0],
      popularity: [0.5, 0.5],
      catalogue: 2,
    };
    for (const score of scoreRanking({ ...one, features: [1, 0, 0, 1] }, { k: 2 }).filter((each) => !isHitRate(each)))
      expect(score).toMatchObject({ interval: null, interval_missing: expect.stringContaining('expected two') });
  });
});

describe('what is not there', () => {
  it('does not count: lists of one item have no diversity', () => {
    const pairs = {
      users: [1, 1, 2, 3, 3],
      items: [1, 2, 1, 1, 2],
      scores: [2, 1, 1, 2, 1],
      relevance: [1, 0, 0, 0, 0],
      features: [1, 0, 0, 1, 1, 1, 1, 0, 1, 0],
    };
    const diversity = scoreRanking(pairs, { k: 2 }).find(({ metric }) => metric === 'diversity@2');
    expect(diversity).toMatchObject({ value: expect.closeTo(0.5, 14), rows: 2 });
    expect(scoreRanking(pairs, { k: 1 }).find(({ metric }) => metric === 'diversity@1')).toMatchObject({
      value: null,
      reason: 'too_few',
    });
  });

  it('has a place: items that were relevant and not listed are missed', () => {
    const unlisted = {
      users: [1, 1, 1],
      items: [1, 2, 3],
      scores: [3, 2, Number.NaN],
      relevance: [1, 0, 1],
      listed: [1, 1, 0],
    };
    const found = new Map(scoreRanking(unlisted, { k: 2 }).map(({ metric, value }) => [metric, value]));
    expect(found.get('recall@2')).toBe(0.5);
    expect(found.get('precision@2')).toBe(0.5);
    expect(found.get('map@2')).toBe(0.5);
    expect(found.get('ndcg@2')).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 14);
  });
});
