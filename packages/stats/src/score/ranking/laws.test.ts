import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import type { Score } from '../score.ts';
import type { RankingRows } from './data.ts';
import { rankingMetrics, scoreRanking } from './metrics.ts';

const sizes = fc.record({
  seed: fc.integer(),
  lists: fc.integer({ min: 2, max: 12 }),
  size: fc.integer({ min: 2, max: 9 }),
  k: fc.integer({ min: 1, max: 12 }),
  ties: fc.boolean(),
});
type Size = typeof sizes extends fc.Arbitrary<infer T> ? T : never;

interface Made extends RankingRows {
  readonly users: number[];
  readonly items: number[];
  readonly relevance: number[];
  readonly scores: number[];
  readonly categories: number[];
  readonly popularity: number[];
}

function rowsOf({ seed, lists, size, ties }: Size): Made {
  const n = lists * size;
  const [first, second] = [uniform(seed, n), uniform(seed + 1, n)];
  const rows = Array.from({ length: n }, (_, row) => row);
  return {
    users: rows.map((row) => Math.floor(row / size)),
    items: rows.map((row) => (row % size) + Math.floor(row / size)),
    relevance: rows.map((row) => (row % size === 0 ? 1 : Math.max(0, Math.floor((first[row] ?? 0) * 8) - 4))),
    scores: rows.map((row) => (ties ? Math.floor((second[row] ?? 0) * 3) : (second[row] ?? 0))),
    categories: rows.map((row) => ((row % size) + Math.floor(row / size)) % 3),
    popularity: rows.map((row) => 1 / (1 + (row % size) + Math.floor(row / size))),
    catalogue: 40,
  };
}

const figures = (rows: RankingRows, k: number): ReadonlyMap<string, Score> =>
  new Map(scoreRanking(rows, { k }).map((score) => [score.metric.replace(/@.*/, ''), score]));
const value = (found: ReadonlyMap<string, Score>, metric: string): number => found.get(metric)?.value ?? Number.NaN;

const ofRelevance = ['precision', 'recall', 'ndcg', 'ndcg_exponential', 'map', 'mrr', 'hit_rate'];

/** The same rows in another order. */
function shuffled(rows: Made, seed: number): Made {
  const keys = uniform(seed + 2, rows.users.length);
  const order = rows.users.map((_, row) => row).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
  const moved = (values: readonly number[]): number[] => order.map((row) => values[row] ?? 0);
  return {
    ...rows,
    users: moved(rows.users),
    items: moved(rows.items),
    relevance: moved(rows.relevance),
    scores: moved(rows.scores),
    categories: moved(rows.categories),
    popularity: moved(rows.popularity),
  };
}

describe('the metrics of lists', () => {
  it('do not change with the order of the rows, though scores tie', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const rows = rowsOf(size);
        const [found, other] = [figures(rows, size.k), figures(shuffled(rows, size.seed), size.k)];
        for (const metric of ofRelevance) expect(value(other, metric)).toBeCloseTo(value(found, metric), 12);
      }),
    );
  });

  it('do not change when scores are stretched in their order, or given as ranks', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const { scores, ...rows } = rowsOf(size);
        const found = figures({ ...rows, scores }, size.k);
        const stretched = figures({ ...rows, scores: scores.map((score) => Math.exp(3 * score) - 7) }, size.k);
        const ranked = figures({ ...rows, ranks: scores.map((score) => 1 - score) }, size.k);
        for (const [metric, score] of found) {
          expect(stretched.get(metric)).toEqual(score);
          if (size.ties) expect(ranked.get(metric)).toEqual(score);
        }
      }),
    );
  });

  it('are 1 where all relevant items stand first, and 0 where none is among the first', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const rows = rowsOf(size);
        const best = figures({ ...rows, scores: rows.relevance }, size.k);
        for (const metric of ['ndcg', 'ndcg_exponential', 'map', 'mrr', 'hit_rate'])
          expect(value(best, metric)).toBeCloseTo(1, 12);
        expect(value(figures({ ...rows, scores: rows.relevance }, size.size), 'recall')).toBeCloseTo(1, 12);
        const one = rows.relevance.map((_, row) => (row % size.size === 0 ? 1 : 0));
        const last = figures({ ...rows, relevance: one, scores: one.map((x) => -x) }, size.size - 1);
        for (const metric of ofRelevance) expect(value(last, metric)).toBe(0);
      }),
    );
  });

  it('keep to their order: mrr and precision·k / relevant below the hit rate, recall growing with k', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const rows = rowsOf(size);
        const [found, more] = [figures(rows, size.k), figures(rows, size.k + 1)];
        expect(value(found, 'mrr')).toBeLessThanOrEqual(value(found, 'hit_rate') + 1e-12);
        expect(value(found, 'recall')).toBeLessThanOrEqual(value(found, 'hit_rate') + 1e-12);
        for (const metric of ['recall', 'hit_rate', 'mrr', 'coverage'])
          expect(value(more, metric)).toBeGreaterThanOrEqual(value(found, metric) - 1e-12);
        if (size.k >= size.size)
          expect(value(found, 'precision') * size.k).toBeCloseTo(value(more, 'precision') * (size.k + 1), 12);
      }),
    );
  });

  it('have intervals that hold the value, inside the range', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const found = scoreRanking(rowsOf(size), { k: size.k });
        for (const [index, { range }] of rankingMetrics(size.k).entries()) {
          const score = found[index];
          if (!score || score.value === null || score.interval === null) continue;
          expect(score.interval.low).toBeLessThanOrEqual(score.value + 1e-12);
          expect(score.interval.high).toBeGreaterThanOrEqual(score.value - 1e-12);
          expect(score.interval.low).toBeGreaterThanOrEqual(range[0] ?? Number.NEGATIVE_INFINITY);
          expect(score.interval.high).toBeLessThanOrEqual(range[1] ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  it('have the interval of Student for a mean over users', () => {
    const rows = { users: ['a', 'b', 'c'], items: [1, 1, 1], scores: [1, 1, 1], relevance: [1, 0, 0] };
    const score = figures(rows, 1).get('precision');
    if (!score || score.value === null) throw new Error('expected a figure');
    expect(score.value).toBeCloseTo(1 / 3, 15);
    expect(score.standard_error).toBeCloseTo(1 / 3, 15);
    expect(score.interval).toEqual({ low: 0, high: 1, level: 0.95, method: 'student_t' });
  });
});

describe('what lists show', () => {
  const list = { users: [1, 1, 1, 1], items: [1, 2, 3, 4], scores: [4, 3, 2, 1], relevance: [1, 0, 0, 0] };

  it('diversity is the share of pairs of different categories among the first k', () => {
    const rows = { ...list, categories: ['war', 'war', 'love', 'war'] };
    expect(value(figures(rows, 3), 'diversity')).toBeCloseTo(2 / 3, 15);
    expect(value(figures(rows, 2), 'diversity')).toBe(0);
  });

  it('diversity of features is 0 for one direction, 1 for right angles and 2 for the opposite', () => {
    const of = (features: number[]): number =>
      value(figures({ users: [1, 1], items: [1, 2], scores: [2, 1], relevance: [1, 0], features }, 2), 'diversity');
    expect(of([1, 2, 1e200, 2e200])).toBeCloseTo(0, 14);
    expect(of([1, 0, 0, 5])).toBeCloseTo(1, 14);
    expect(of([1, 1, -1, -1])).toBeCloseTo(2, 14);
  });

  it('novelty is 1 bit for items that half of the users know', () => {
    expect(value(figures({ ...list, popularity: [0.5, 0.5, 0.5, 0.5] }, 3), 'novelty')).toBe(1);
    expect(value(figures({ ...list, popularity: [1, 0.25, 0.5, 0.5] }, 2), 'novelty')).toBe(1);
  });

  it('coverage counts an item once, however many lists show it', () => {
    const rows = {
      users: [1, 1, 2, 2],
      items: [1, 2, 2, 1],
      scores: [2, 1, 2, 1],
      relevance: [1, 0, 0, 1],
      catalogue: 8,
    };
    expect(value(figures(rows, 1), 'coverage')).toBe(0.25);
    expect(value(figures(rows, 2), 'coverage')).toBe(0.25);
  });
});
