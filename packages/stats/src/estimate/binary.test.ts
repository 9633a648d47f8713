import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../drift/decision/testing/random.ts';
import { scoreBinary } from '../score/binary/metrics.ts';
import type { Score } from '../score/score.ts';
import { estimateBinary } from './binary.ts';
import type { CurrentRows } from './current.ts';
import type { EstimatedFigure, EstimatedScore, EstimateOptions } from './estimate.ts';
import { estimatedMetrics } from './figures.ts';
import { fitCalibrator, type ReferenceRows } from './reference.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function draw(seed: number, n: number, shift = 0): { labels: number[]; scores: number[] } {
  const random = randomFrom(seed);
  const z = Array.from({ length: n }, () => 1.5 * random.normal() + shift);
  return { labels: z.map((x) => (random.uniform() < sigmoid(x) ? 1 : 0)), scores: z.map((x) => sigmoid(2 * x)) };
}

const estimate = (reference: ReferenceRows, current: CurrentRows, options?: EstimateOptions): EstimatedScore[] =>
  estimateBinary(fitCalibrator(reference), current, options);

function figure(estimates: readonly EstimatedScore[], metric: string): EstimatedFigure {
  const found = estimates.find((one) => one.metric === metric);
  if (!found || found.estimated === null) throw new Error(`expected a figure for ${metric}: ${found?.explanation}`);
  return found;
}

/** 60 of 200 rows at 0.3 and 140 of 200 at 0.8 are ones. */
const twoScores: ReferenceRows = {
  scores: Array.from({ length: 400 }, (_, row) => (row < 200 ? 0.3 : 0.8)),
  labels: Array.from({ length: 400 }, (_, row) => (row % 200 < (row < 200 ? 60 : 140) ? 1 : 0)),
};

describe('what is estimated', () => {
  it('is, without the correction of some thousandths, what the calibrated probabilities say', () => {
    const estimates = estimate(twoScores, { scores: [...Array(1000).fill(0.3), ...Array(3000).fill(0.8)] });
    const [tp, fp, fn, tn] = [2100, 900, 300, 700];
    expect(figure(estimates, 'accuracy').estimated).toBeCloseTo((tp + tn) / 4000, 2);
    expect(figure(estimates, 'precision').estimated).toBeCloseTo(tp / (tp + fp), 2);
    expect(figure(estimates, 'recall').estimated).toBeCloseTo(tp / (tp + fn), 2);
    expect(figure(estimates, 'f1').estimated).toBeCloseTo((2 * tp) / (2 * tp + fp + fn), 2);
    expect(figure(estimates, 'roc_auc').estimated).toBeCloseTo((tp * tn + (tp * fp + fn * tn) / 2) / (2400 * 1600), 2);
    expect(figure(estimates, 'brier').estimated).toBeCloseTo(
      (0.3 * 0.49 + 0.7 * 0.09 + 3 * (0.7 * 0.04 + 0.3 * 0.64)) / 4,
      2,
    );
    const log = -(0.3 * Math.log(0.3) + 0.7 * Math.log(0.7) + 3 * (0.7 * Math.log(0.8) + 0.3 * Math.log(0.2))) / 4;
    expect(figure(estimates, 'log_loss').estimated).toBeCloseTo(log, 2);
  });

  it('has the variance of the labels and that of the reference', () => {
    const { variance } = figure(estimate(twoScores, { scores: Array(400).fill(0.8) }, { worlds: 4000 }), 'accuracy');
    expect(variance.sampling / ((0.7 * 0.3) / 400)).toBeCloseTo(1, 1);
    expect(variance.calibration / ((0.7 * 0.3) / 200)).toBeCloseTo(1, 1);
  });

  it('is what is then measured, though the scores shifted and the model is too sure', () => {
    const current = draw(2, 20_000, 0.8);
    const estimates = estimate(draw(1, 20_000), { scores: current.scores });
    for (const { metric, value } of scoreBinary(current)) {
      const { interval } = figure(estimates, metric);
      const room = (interval.high - interval.low) / 2;
      expect([
        metric,
        (value ?? Number.NaN) > interval.low - room && (value ?? Number.NaN) < interval.high + room,
      ]).toEqual([metric, true]);
    }
  });

  it('follows predictions that were given, and not the cutoff', () => {
    const scores = Array(500).fill(0.8);
    expect(figure(estimate(twoScores, { scores, predictions: Array(500).fill(0) }), 'accuracy').estimated).toBeCloseTo(
      0.3,
      1,
    );
    expect(figure(estimate(twoScores, { scores, cutoff: 0.9 }), 'accuracy').estimated).toBeCloseTo(0.3, 1);
  });

  it('has wider intervals with slack', () => {
    const [current, reference] = [draw(4, 5000).scores, draw(3, 5000)];
    const width = (slack: number): number => {
      const { low, high } = figure(estimate(reference, { scores: current }, { slack }), 'recall').interval;
      return high - low;
    };
    expect(width(0.5)).toBeGreaterThan(1.5 * width(0));
  });

  it('varies with slack by so much in log-odds: at a probability of 0.7 by 0.21 of it', () => {
    const current = { scores: Array(100_000).fill(0.8) };
    const { variance } = figure(estimate(twoScores, current, { slack: 0.2, worlds: 4000 }), 'accuracy');
    expect(Math.sqrt(variance.sampling) / (0.21 * 0.2)).toBeCloseTo(1, 1);
    const plain = figure(estimate(twoScores, current, { worlds: 4000 }), 'accuracy').variance;
    expect(plain.sampling / (0.21 / 100_000)).toBeCloseTo(1, 1);
    expect(Math.sqrt(variance.calibration / plain.calibration)).toBeCloseTo(1, 1);
  });

  it('has an interval as wide as both errors together, at the level that is asked for', () => {
    const current = { scores: Array(200).fill(0.8) };
    const width = (level: number): number => {
      const { low, high } = figure(estimate(twoScores, current, { worlds: 4000, level }), 'accuracy').interval;
      return high - low;
    };
    const error = Math.sqrt(0.21 / 200 + 0.21 / 200);
    expect(width(0.95) / (2 * 1.96 * error)).toBeCloseTo(1, 1);
    expect(width(0.5) / (2 * 0.6745 * error)).toBeCloseTo(1, 0);
  });

  it('has a calibration error whose lower end takes off what chance in the reference may have added', () => {
    const reference = draw(21, 2000);
    const { estimated, interval } = figure(estimate(reference, { scores: reference.scores }), 'calibration_error');
    const { interval: other } = figure(estimate(reference, { scores: reference.scores }), 'brier');
    expect(estimated - interval.low).toBeGreaterThan(interval.high - estimated);
    expect(other.high - other.low).toBeLessThan(0.05);
  });

  it('has an interval of a high area that leans to the middle: in log-odds it is as wide on both sides', () => {
    const [reference, { scores }] = [draw(30, 300), draw(31, 5000)];
    const { interval, estimated } = figure(estimate(reference, { scores }, { worlds: 2000 }), 'roc_auc');
    expect(estimated).toBeGreaterThan(0.8);
    expect(estimated - interval.low).toBeGreaterThan(1.1 * (interval.high - estimated));
    const odds = (area: number): number => Math.log(area / (1 - area));
    const middle = (odds(interval.low) + odds(interval.high)) / 2;
    expect(Math.abs(middle - odds(estimated))).toBeLessThan(0.1 * (odds(interval.high) - odds(interval.low)));
  });

  it('is a log loss above 1 for a model that is far too sure, and no other figure is', () => {
    const sure: ReferenceRows = {
      scores: Array(400).fill(0.99),
      labels: Array.from({ length: 400 }, (_, row) => row % 2),
    };
    const estimates = estimate(sure, { scores: Array(400).fill(0.99) });
    expect(figure(estimates, 'log_loss').estimated).toBeCloseTo(-(Math.log(0.99) + Math.log(0.01)) / 2, 1);
    expect(figure(estimates, 'brier').interval.high).toBeLessThanOrEqual(1);
  });

  it('is the same for a seed, and for rows in any order', () => {
    const [reference, { scores }] = [draw(5, 1000), draw(6, 300)];
    const first = estimate(reference, { scores }, { seed: 7 });
    expect(estimate(reference, { scores: scores.toReversed() }, { seed: 7 })).toEqual(first);
    expect(estimate(reference, { scores }, { seed: 8 })).not.toEqual(first);
  });

  it('is no score: the types do not mix', () => {
    const [one] = estimate(twoScores, { scores: [0.3] });
    // @ts-expect-error an estimate has no value
    const score: Score | undefined = one;
    expect(score).not.toHaveProperty('value');
    expect(score).toHaveProperty('basis', 'estimated');
  });

  it('stays in its range, inside its interval and finite, whatever the rows', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });
    const reference = fitCalibrator(draw(9, 500));
    fc.assert(
      fc.property(shares, fc.integer(), (scores, seed) => {
        for (const one of estimateBinary(reference, { scores }, { seed, worlds: 100 })) {
          if (one.estimated === null) {
            expect(one.explanation).not.toBe('');
            continue;
          }
          const { low, high } = one.interval;
          expect(Number.isFinite(one.estimated) && low <= high).toBe(true);
          expect(low).toBeGreaterThanOrEqual(one.metric === 'mcc' ? -1 : 0);
          if (one.metric !== 'log_loss') expect(high).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('where the assumption is visibly broken', () => {
  const reasonsOf = (estimates: readonly EstimatedScore[]): unknown[] => [
    ...new Set(estimates.map((one) => (one.estimated === null ? one.reason : 'known'))),
  ];

  it('every metric is unknown', () => {
    const half: ReferenceRows = { labels: [0, 1], scores: [0.2, 0.8] };
    expect(reasonsOf(estimate(half, { scores: [0.5] }))).toEqual(['reference_too_small']);
    expect(reasonsOf(estimate({ ...twoScores, labels: Array(400).fill(1) }, { scores: [0.5] }))).toEqual(['one_class']);
    const rare = { ...twoScores, labels: twoScores.scores as number[] };
    expect(
      reasonsOf(estimate({ ...rare, labels: rare.labels.map((_, row) => (row < 9 ? 1 : 0)) }, { scores: [0.5] })),
    ).toEqual(['reference_too_small']);
    expect(reasonsOf(estimate(twoScores, { scores: [0.3, 0.9] }))).toEqual(['outside_reference']);
    expect(reasonsOf(estimate(twoScores, { scores: [0.3, 0.9] }, { outside: 0.5 }))).not.toContain('outside_reference');
  });

  it('every metric is unknown where the rows lie at the few scores of a thin end', () => {
    const scores = Array.from({ length: 1000 }, (_, row) => (row < 990 ? 0.1 + row / 1e5 : 0.99));
    const labels = scores.map((score, row) => (score > 0.9 || row % 3 === 0 ? 1 : 0));
    const [first] = estimate({ scores, labels }, { scores: Array(50).fill(0.99) });
    expect(first).toMatchObject({ reason: 'reference_too_thin', rows: 50, reference_rows: 1000 });
  });

  it('only the metrics that need it are unknown', () => {
    const known = estimate(twoScores, { scores: Array(500).fill(0.3) });
    const unknown = known.flatMap((one) => (one.estimated === null ? [[one.metric, one.reason]] : []));
    expect(unknown).toEqual([
      ['precision', 'nothing_predicted'],
      ['mcc', 'no_spread'],
    ]);
    const margins = { ...twoScores, scores: Array.from(twoScores.scores, (score) => 10 * score) };
    const wide = estimate(margins, { scores: [...Array(500).fill(3), ...Array(500).fill(8)], cutoff: 5 });
    expect(wide.filter(({ estimated }) => estimated === null).map(({ metric }) => metric)).toEqual([
      'log_loss',
      'brier',
      'calibration_error',
    ]);
  });

  it('a metric that most outcomes would not have is unknown', () => {
    const recall = estimate(twoScores, { scores: [0.3] }).find(({ metric }) => metric === 'recall');
    expect(recall).toMatchObject({ estimated: null, reason: 'too_few' });
  });
});

describe('rows that cannot be used', () => {
  it.each([
    [{ labels: [], scores: [] }, { scores: [0.5] }, 'the reference has no row'],
    [{ labels: [1], scores: [0.5, 1] }, { scores: [0.5] }, 'expected as many scores as labels, 1, found 2'],
    [{ labels: [1, 2], scores: [0.5, 1] }, { scores: [0.5] }, 'label of reference row 1 is 2, expected 0 or 1'],
    [
      { labels: [1, 0], scores: [0.5, Number.NaN] },
      { scores: [0.5] },
      'score of reference row 1 is NaN, expected a finite number',
    ],
    [twoScores, { scores: [] }, 'there is no row'],
    [twoScores, { scores: [0.3, Number.NaN] }, 'score of row 1 is NaN, expected a finite number'],
    [twoScores, { scores: [0.3], predictions: [0, 1] }, 'expected as many predictions as scores, 1, found 2'],
    [twoScores, { scores: [0.3], predictions: [0.5] }, 'prediction of row 0 is 0.5, expected 0 or 1'],
    [twoScores, { scores: [0.3], cutoff: Number.NaN }, 'cutoff is NaN, expected a number'],
  ])('are refused with what is wrong (%#)', (reference, current, explanation) => {
    const estimates = estimate(reference, current);
    expect(estimates).toHaveLength(estimatedMetrics.length);
    for (const one of estimates) expect(one).toMatchObject({ estimated: null, explanation });
  });

  it.each([[{ level: 1 }], [{ seed: 0.5 }], [{ worlds: 10 }], [{ outside: 2 }], [{ slack: -1 }]])(
    'options %j throw',
    (options) => {
      expect(() => estimate(twoScores, { scores: [0.3] }, options)).toThrow(RangeError);
    },
  );
});
