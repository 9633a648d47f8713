import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { scoreBinary } from '../binary/metrics.ts';
import type { ModelComparison } from './answer.ts';
import { comparableBinaryMetrics, compareBinary, type PairedBinaryRows } from './binary.ts';
import { known } from './testing/known.ts';

/** A champion that adds `blur` to the truth and a challenger that adds less. */
function models(seed: number, rows: number, blur: number, less: number): PairedBinaryRows {
  const [p, luck, noise, other] = [
    uniform(seed, rows),
    uniform(seed + 1, rows),
    uniform(seed + 2, rows),
    uniform(seed + 3, rows),
  ];
  const near = (by: number, from: Float64Array) =>
    p.map((u, row) => Math.min(1, Math.max(0, u + by * ((from[row] ?? 0) - 0.5))));
  return {
    labels: p.map((u, row) => ((luck[row] ?? 0) < u ? 1 : 0)),
    champion: { scores: near(blur, noise) },
    challenger: { scores: near(less, other) },
  };
}

describe('two binary models', () => {
  it('have the values of each model alone, whatever the test', () => {
    const rows = models(11, 400, 0.8, 0.2);
    const alone = [rows.champion, rows.challenger].map((model) => scoreBinary({ labels: rows.labels, ...model }));
    for (const found of compareBinary(rows, { resamples: 100 })) {
      const { metric, champion, challenger, difference } = known(found);
      const [own, other] = alone.map((scores) => scores.find((score) => score.metric === metric)?.value ?? Number.NaN);
      expect(champion, metric).toBeCloseTo(own ?? Number.NaN, 12);
      expect(challenger, metric).toBeCloseTo(other ?? Number.NaN, 12);
      expect(difference, metric).toBeCloseTo((other ?? 0) - (own ?? 0), 12);
    }
  });

  it('are told apart by every metric when one is much better', () => {
    const answers = compareBinary(models(5, 3000, 2.5, 0), { resamples: 200 });
    expect(answers.map(({ metric, answer }) => [metric, answer])).toEqual(
      comparableBinaryMetrics.map(({ name }) => [name, 'better']),
    );
    expect(new Set(answers.map(({ method }) => method))).toEqual(
      new Set(['mcnemar_mid_p', 'paired_bootstrap', 'delong', 'paired_t']),
    );
  });

  it('are equal within a margin, or not shown to differ, when they are the same', () => {
    const { labels, champion } = models(8, 300, 0.5, 0);
    const same = { labels, champion, challenger: champion };
    for (const { answer } of compareBinary(same, { resamples: 100 })) expect(answer).toBe('no_difference_shown');
    for (const found of compareBinary(same, {
      metrics: ['roc_auc', 'log_loss'],
      margins: { roc_auc: 0.01, log_loss: 0.01 },
    })) {
      expect(found.answer).toBe('equal_within_margin');
      expect(known(found).p).toBe(1);
    }
  });

  it('answer the other way round when they change places', () => {
    const rows = models(21, 500, 1, 0.1);
    const back = { ...rows, champion: rows.challenger, challenger: rows.champion };
    const metrics = ['accuracy', 'roc_auc', 'log_loss', 'brier'];
    const [there, home] = [compareBinary(rows, { metrics }), compareBinary(back, { metrics })];
    for (const [index, found] of there.entries()) {
      const other = known(home[index]);
      expect(known(found).difference).toBeCloseTo(-other.difference, 12);
      expect(known(found).p).toBeCloseTo(other.p ?? Number.NaN, 12);
      expect(known(found).interval?.low).toBeCloseTo(-(other.interval?.high ?? 0), 10);
    }
  });

  it('with weights of 1 are as without, and a row of weight 0 is not there', () => {
    const rows = models(31, 200, 1, 0.2);
    const metrics = ['roc_auc', 'log_loss', 'brier', 'f1', 'pr_auc'];
    const plain = compareBinary(rows, { metrics, resamples: 100 });
    const ones = compareBinary({ ...rows, weights: Array(200).fill(1) }, { metrics, resamples: 100 });
    for (const [index, found] of plain.entries()) {
      expect(known(ones[index]).difference).toBeCloseTo(known(found).difference, 12);
      expect(known(ones[index]).interval?.low).toBeCloseTo(known(found).interval?.low ?? Number.NaN, 12);
    }
    const more = {
      labels: [...Array.from(rows.labels), 1],
      champion: { scores: [...Array.from(rows.champion.scores ?? []), 0] },
      challenger: { scores: [...Array.from(rows.challenger.scores ?? []), 1] },
      weights: [...Array(200).fill(1), 0],
    };
    const area = known(compareBinary(more, { metrics: ['roc_auc'] })[0]);
    expect(area.difference).toBeCloseTo(known(plain[0]).difference, 12);
    expect(area.p).toBeCloseTo(known(plain[0]).p ?? Number.NaN, 12);
    expect(compareBinary(more, { metrics: ['accuracy'] })[0]?.method).toBe('paired_t');
  });

  it('give the same answer for the same seed, and nearly the same for another', () => {
    const rows = models(41, 400, 1, 0.4);
    const lowOf = (seed: number) =>
      known(compareBinary(rows, { metrics: ['f1'], seed })[0]).interval?.low ?? Number.NaN;
    expect(lowOf(1)).toBe(lowOf(1));
    expect(lowOf(2)).not.toBe(lowOf(1));
    expect(lowOf(2)).toBeCloseTo(lowOf(1), 1);
  });

  it('of many rows have the interval by groups that McNemar and DeLong have', () => {
    const rows = models(51, 40_000, 1, 0.7);
    const [area] = compareBinary(rows, { metrics: ['roc_auc'] });
    const [precision] = compareBinary(rows, { metrics: ['pr_auc'] });
    expect(precision?.method).toBe('paired_groups');
    const width = (found: ModelComparison | undefined) => {
      const { interval } = known(found);
      return interval ? interval.high - interval.low : Number.NaN;
    };
    expect(width(precision) / width(area)).toBeGreaterThan(0.5);
    expect(width(precision) / width(area)).toBeLessThan(3);
  });

  it('are unknown where a model has no such figure', () => {
    const rows: PairedBinaryRows = {
      labels: [1, 1, 1],
      champion: { scores: [0.2, 0.3, 0.4] },
      challenger: { scores: [0.6, 0.7, 0.8] },
    };
    const byName = new Map(compareBinary(rows, { resamples: 100 }).map((found) => [found.metric, found]));
    expect(byName.get('roc_auc')).toMatchObject({ difference: null, reason: 'one_class', answer: 'unknown' });
    expect(byName.get('precision')).toMatchObject({
      reason: 'nothing_predicted',
      explanation: expect.stringMatching(/^champion/),
    });
    expect(byName.get('accuracy')).toMatchObject({ champion: 0, challenger: 1 });
    const bad = compareBinary({ ...rows, challenger: { scores: [0.1, Number.NaN, 0.2] } });
    for (const found of bad)
      expect(found).toMatchObject({
        reason: 'invalid',
        explanation: expect.stringMatching(/^challenger: score of row 1/),
      });
    const short = compareBinary({ ...rows, challenger: { scores: [0.1] } });
    for (const found of short) expect(found).toMatchObject({ reason: 'invalid' });
    const far = compareBinary(
      { labels: [1, 0], champion: { scores: [3, 1] }, challenger: { scores: [0.1, 0.2] } },
      { metrics: ['brier'] },
    );
    expect(far[0]).toMatchObject({ reason: 'invalid', answer: 'unknown' });
    expect(() => compareBinary(rows, { metrics: ['acuracy'] })).toThrow(/expected one of accuracy/);
  });

  it('one of which is always right and the other always wrong are unknown in their areas, not certain', () => {
    const rows = { labels: [1, 1, 0, 0], champion: { scores: [0, 0, 1, 1] }, challenger: { scores: [1, 1, 0, 0] } };
    expect(compareBinary(rows, { metrics: ['roc_auc'] })[0]).toMatchObject({
      difference: 1,
      interval: null,
      p: null,
      answer: 'unknown',
    });
  });

  it('are compared over a million rows within seconds', () => {
    const rows = models(61, 1_000_000, 1, 0.9);
    const before = process.cpuUsage();
    const found = compareBinary(rows, { metrics: ['accuracy', 'roc_auc', 'log_loss', 'brier', 'f1'] });
    const { user, system } = process.cpuUsage(before);
    for (const { answer } of found) expect(answer).toBe('better');
    expect((user + system) / 1e6).toBeLessThan(10);
  }, 40_000);
});
