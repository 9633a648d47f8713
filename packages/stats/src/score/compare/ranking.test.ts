import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../drift/decision/testing/random.ts';
import type { RankingRows } from '../ranking/data.ts';
import { scoreRanking } from '../ranking/metrics.ts';
import { comparableRankingMetrics, compareRanking, type PairedRankingRows } from './ranking.ts';
import { known } from './testing/known.ts';
import { expectNoDifference, expectTurned, falseAlarms, mostAlarms } from './testing/laws.ts';

/** Twelve items a user, of which each model sees the relevance through its own noise. */
function models(seed: number, users: number, own: number, its: number): PairedRankingRows {
  const { normal, uniform } = randomFrom(seed);
  const rows = Array.from({ length: 12 * users }, (_, row) => row);
  const relevance = rows.map(() => (uniform() < 0.3 ? 1 : 0));
  const shared = {
    users: rows.map((row) => `u${Math.floor(row / 12)}`),
    items: rows.map((row) => row % 12),
    relevance,
    categories: rows.map((row) => `c${row % 5}`),
    popularity: rows.map((row) => 1 / ((row % 12) + 2)),
  };
  const seen = (noise: number) => relevance.map((value) => value + noise * normal());
  return { champion: { ...shared, scores: seen(own) }, challenger: { ...shared, scores: seen(its) } };
}

const turn = ({ champion, challenger }: PairedRankingRows) => ({ champion: challenger, challenger: champion });

/** The rows in another order, and without the columns that lists need not have. */
function shuffled({ users, items, relevance, scores = [] }: RankingRows): RankingRows {
  const rows = Array.from({ length: users.length }, (_, row) => (row * 7) % users.length);
  return {
    users: rows.map((row) => users[row] ?? ''),
    items: rows.map((row) => items[row] ?? ''),
    relevance: rows.map((row) => relevance[row] ?? 0),
    scores: rows.map((row) => scores[row] ?? 0),
  };
}

describe('two rankings', () => {
  it('have the values of each alone', () => {
    const rows = models(1, 50, 2, 1);
    const alone = [rows.champion, rows.challenger].map((model) => scoreRanking(model, { k: 5 }));
    const found = compareRanking(rows, { k: 5 });
    expect(found.map(({ metric }) => metric)).toEqual(comparableRankingMetrics(5).map(({ name }) => name));
    for (const one of found) {
      const values = alone.map((scores) => scores.find(({ metric }) => metric === one.metric)?.value);
      expect(known(one).champion, one.metric).toBeCloseTo(values[0] ?? Number.NaN, 12);
      expect(known(one).challenger, one.metric).toBeCloseTo(values[1] ?? Number.NaN, 12);
    }
  });

  it('answer the other way round when they change places', () => {
    for (const users of [5, 100]) {
      const rows = models(users, users, 2, 0.5);
      expectTurned(compareRanking(rows, { k: 3 }), compareRanking(turn(rows), { k: 3 }));
    }
    expect(compareRanking(models(3, 100, 2, 0.5), { k: 3, metrics: ['ndcg@3'] })[0]?.answer).toBe('better');
  });

  it('show no difference between a model and itself', () => {
    const { champion } = models(4, 30, 1, 1);
    expectNoDifference(compareRanking({ champion, challenger: champion }));
    expectNoDifference(compareRanking({ champion: shuffled(champion), challenger: champion }));
  });

  it('that hit or miss each user are compared by McNemar, and by t where they hit in part', () => {
    const hit = (users: number, missed: number) => ({
      users: Array.from({ length: 2 * users }, (_, row) => Math.floor(row / 2)),
      items: Array.from({ length: 2 * users }, (_, row) => row % 2),
      relevance: Array.from({ length: 2 * users }, (_, row) => (row % 2 === 0 ? 1 : 0)),
      scores: Array.from({ length: 2 * users }, (_, row) => (row % 2 === (row < 2 * missed ? 1 : 0) ? 1 : 0)),
    });
    const [champion, challenger] = [hit(20, 8), hit(20, 0)];
    const options = { k: 1, metrics: ['hit_rate@1'] };
    expect(compareRanking({ champion, challenger }, options)[0]).toMatchObject({
      method: 'mcnemar_exact',
      difference: expect.closeTo(0.4, 12),
      p: expect.closeTo(2 ** -7, 12),
      answer: 'better',
    });
    const tied = { ...challenger, scores: challenger.scores.map((score, row) => (row < 2 ? 1 : score)) };
    expect(compareRanking({ champion, challenger: tied }, options)[0]).toMatchObject({ method: 'paired_t' });
    const both = known(compareRanking({ champion: hit(5, 0), challenger: hit(5, 0) }, options)[0]);
    expect(both.interval?.low).toBeLessThan(-0.2);
  });

  it('that are equal are told apart no more often than the level allows', () => {
    const trials = 300;
    const metrics = ['precision@3', 'recall@3', 'ndcg@3', 'map@3', 'mrr@3'];
    const alarms = falseAlarms(trials, (seed) => compareRanking(models(seed, 40, 1, 1), { k: 3, metrics }));
    for (const [metric, share] of alarms) expect(share, metric).toBeLessThanOrEqual(mostAlarms(trials));
    expect(Math.max(...alarms.values())).toBeGreaterThan(0.02);
  });

  it('are the same whatever the order of the rows', () => {
    const { champion, challenger } = models(6, 40, 2, 1);
    const metrics = ['ndcg@10', 'precision@10', 'map@10'];
    const plain = compareRanking({ champion, challenger }, { metrics });
    const other = compareRanking({ champion, challenger: shuffled(challenger) }, { metrics });
    for (const [index, found] of plain.entries()) {
      expect(known(other[index]).difference).toBeCloseTo(known(found).difference, 12);
      expect(known(other[index]).p).toBeCloseTo(known(found).p ?? Number.NaN, 12);
    }
  });

  it('leave out users that one of them does not have, and say how many', () => {
    const { champion, challenger } = models(7, 20, 2, 1);
    const fewer = (rows: RankingRows, from: number, to: number): RankingRows => ({
      users: Array.from(rows.users).slice(12 * from, 12 * to),
      items: Array.from(rows.items).slice(12 * from, 12 * to),
      relevance: Array.from(rows.relevance).slice(12 * from, 12 * to),
      scores: Array.from(rows.scores ?? []).slice(12 * from, 12 * to),
    });
    const options = { metrics: ['precision@10'] };
    const [found] = compareRanking({ champion: fewer(champion, 0, 15), challenger: fewer(challenger, 3, 20) }, options);
    expect(found).toMatchObject({ rows: 12, left_out: { champion: 3, challenger: 5 } });
    const both = { champion: fewer(champion, 3, 15), challenger: fewer(challenger, 3, 15) };
    expect(compareRanking(both, options)[0]).toEqual({ ...found, left_out: { champion: 0, challenger: 0 } });
  });

  it('count as relevant what either says is, though the other did not list it', () => {
    const champion = { users: [1, 1, 2], items: ['a', 'b', 'a'], relevance: [1, 0, 1], scores: [2, 1, 1] };
    const challenger = { users: [2, 1, 1], items: ['a', 'c', 'd'], relevance: [1, 1, 1], scores: [1, 2, 1] };
    const [recall] = compareRanking({ champion, challenger }, { metrics: ['recall@10'] });
    // Of user 1 the champion has one of the three that are relevant, the challenger two.
    expect(known(recall).champion).toBeCloseTo((1 / 3 + 1) / 2, 12);
    expect(known(recall).challenger).toBeCloseTo((2 / 3 + 1) / 2, 12);
  });

  it('have lists of other items with categories or features of their own', () => {
    const list = (items: readonly string[], categories: readonly string[]) => ({
      users: [1, 1, 2, 2],
      items,
      relevance: [0, 0, 0, 0],
      ranks: [1, 2, 1, 2],
      categories,
    });
    const rows = {
      champion: list(['a', 'b', 'a', 'b'], ['x', 'x', 'x', 'x']),
      challenger: list(['a', 'c', 'c', 'd'], ['x', 'y', 'y', 'y']),
    };
    expect(known(compareRanking(rows, { metrics: ['diversity@10'] })[0])).toMatchObject({
      champion: 0,
      challenger: 0.5,
    });
    const single = { users: [1, 2, 2], items: ['a', 'c', 'd'], relevance: [0, 0, 0], ranks: [1, 1, 2] };
    const fewer = { ...single, categories: ['x', 'y', 'z'] };
    for (const pair of [
      { champion: rows.champion, challenger: fewer },
      { champion: fewer, challenger: rows.champion },
    ])
      expect(compareRanking(pair, { metrics: ['diversity@10'] })[0], 'user 1 has one item of a model').toMatchObject({
        rows: 1,
      });
    const features = (values: readonly number[], { categories: _of, ...rest }: ReturnType<typeof list>) => ({
      ...rest,
      features: values,
    });
    const byFeatures = {
      champion: features([1, 0, 1, 0, 1, 0, 1, 0], rows.champion),
      challenger: features([1, 0, 0, 1, 1, 0, 1, 0], rows.challenger),
    };
    const found = known(compareRanking(byFeatures, { metrics: ['diversity@10'] })[0]);
    expect([found.champion, found.challenger]).toEqual([expect.closeTo(0, 12), expect.closeTo(0.5, 12)]);
  });
});

describe('rankings that cannot be compared', () => {
  const champion = { users: [1, 2], items: ['a', 'b'], relevance: [1, 0], scores: [1, 2] };
  const metrics = ['ndcg@10'];

  it.each([
    ['without a user of both', { ...champion, users: [3, 4] }, 'empty', /^no user has rows of both models/],
    [
      'of two minds about what was relevant',
      { ...champion, relevance: [0.5, 0] },
      'invalid',
      /^item a of user 1 has relevance 0.5 in one table and 1 in the other/,
    ],
    ['NaN', { ...champion, scores: [1, Number.NaN] }, 'invalid', /^challenger: score of row 1 is NaN/],
    ['of no row', { users: [], items: [], relevance: [], scores: [] }, 'empty', /^challenger: there is no row/],
    ['of other shape', { ...champion, items: ['a'] }, 'invalid', /^challenger: expected as many items as users, 2/],
    ['relevant from elsewhere', { ...champion, relevantFrom: 4 }, 'invalid', /^relevantFrom of the models differs/],
    ['without order', { users: [1], items: ['a'], relevance: [1] }, 'not_given', /^challenger: expected scores/],
  ] as const)('%s, are unknown with the reason', (_name, challenger, reason, explanation) => {
    const [found] = compareRanking({ champion, challenger }, { metrics });
    expect(found).toMatchObject({ answer: 'unknown', reason, explanation: expect.stringMatching(explanation) });
  });

  it('of one user have a difference and no answer', () => {
    const one = { users: [1, 1], items: ['a', 'b'], relevance: [1, 0], scores: [1, 2] };
    const found = compareRanking({ champion: one, challenger: { ...one, scores: [2, 1] } }, { metrics });
    expect(found[0]).toMatchObject({ rows: 1, interval: null, p: null, answer: 'unknown' });
    expect(() => compareRanking({ champion: one, challenger: one }, { metrics: ['coverage@10'] })).toThrow(RangeError);
  });
});
