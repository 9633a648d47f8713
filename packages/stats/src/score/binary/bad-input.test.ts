import { describe, expect, it } from 'vitest';
import { isRefusal, type Score } from '../score.ts';
import { calibrationCurve } from './calibration.ts';
import { type BinaryRows, prepareBinary } from './data.ts';
import { binaryMetrics, scoreBinary } from './metrics.ts';

const score = (rows: BinaryRows, metric: string): Score | undefined =>
  scoreBinary(rows).find((found) => found.metric === metric);

describe('rows that no metric can use', () => {
  const refused: readonly (readonly [string, BinaryRows, string, string])[] = [
    ['no row', { labels: [] }, 'empty', 'there is no row'],
    ['scores of another length', { labels: [0, 1], scores: [0.1] }, 'invalid', 'as many scores as labels, 2, found 1'],
    ['predictions of another length', { labels: [0], predictions: [] }, 'invalid', 'as many predictions as labels'],
    [
      'weights of another length',
      { labels: [0], scores: [1], weights: [1, 1] },
      'invalid',
      'as many weights as labels',
    ],
    ['a label that is neither', { labels: [0, 2], scores: [0, 1] }, 'invalid', 'label of row 1 is 2, expected 0 or 1'],
    ['a label of −1', { labels: [-1, 1], scores: [0, 1] }, 'invalid', 'label of row 0 is -1'],
    ['a label of NaN', { labels: [Number.NaN], scores: [1] }, 'invalid', 'label of row 0 is NaN'],
    ['a label above 255', { labels: [256, 257], scores: [0, 1] }, 'invalid', 'label of row 0 is 256'],
    ['labels as bytes that are neither', { labels: Uint8Array.of(1, 7), scores: [0, 1] }, 'invalid', 'row 1 is 7'],
    ['a score of NaN', { labels: [0, 1], scores: [0, Number.NaN] }, 'invalid', 'score of row 1 is NaN'],
    ['an endless score', { labels: [0, 1], scores: [-Infinity, 1] }, 'invalid', 'score of row 0 is -Infinity'],
    ['a prediction that is neither', { labels: [1], predictions: [0.7] }, 'invalid', 'prediction of row 0 is 0.7'],
    ['a negative weight', { labels: [0, 1], scores: [0, 1], weights: [1, -2] }, 'invalid', 'weight of row 1 is -2'],
    ['a weight of NaN', { labels: [0], scores: [0], weights: [Number.NaN] }, 'invalid', 'weight of row 0 is NaN'],
    ['an endless weight', { labels: [0], scores: [0], weights: [Infinity] }, 'invalid', 'weight of row 0 is Infinity'],
    ['weights of 0', { labels: [0, 1], scores: [0, 1], weights: [0, 0] }, 'no_weight', 'weights of all rows are 0'],
    ['weights too large', { labels: [0, 1], scores: [0, 1], weights: [1e308, 1e308] }, 'overflow', 'too large'],
    ['a cutoff of NaN', { labels: [0, 1], scores: [0, 1], cutoff: Number.NaN }, 'invalid', 'cutoff is NaN'],
  ];

  it.each(refused)('%s makes every metric unknown and says why', (_name, rows, reason, explanation) => {
    const scores = scoreBinary(rows);
    expect(scores.map(({ metric }) => metric)).toEqual(binaryMetrics.map(({ name }) => name));
    for (const found of scores)
      expect(found).toMatchObject({ value: null, reason, explanation: expect.stringContaining(explanation) });
  });

  it('names a value that is no number, which a cast let through', () => {
    const [labels, scores] = [JSON.parse('[0, null]'), JSON.parse('[null, 1]')] as [number[], number[]];
    expect(score({ labels, scores: [0, 1] }, 'roc_auc')).toMatchObject({
      explanation: expect.stringContaining('row 1'),
    });
    expect(score({ labels: [0, 1], scores }, 'roc_auc')).toMatchObject({
      explanation: expect.stringContaining('row 0'),
    });
  });
});

describe('what a metric cannot say', () => {
  const unknown = (rows: BinaryRows): Readonly<Record<string, string>> =>
    Object.fromEntries(
      scoreBinary(rows).flatMap((found) => (found.value === null ? [[found.metric, found.reason]] : [])),
    );

  it('all zeros leave everything about ones unknown, and never make AUC 0.5', () => {
    expect(unknown({ labels: [0, 0, 0], scores: [0.1, 0.6, 0.4] })).toEqual({
      balanced_accuracy: 'nothing_actual',
      recall: 'nothing_actual',
      mcc: 'no_spread',
      roc_auc: 'one_class',
      pr_auc: 'nothing_actual',
    });
  });

  it('all ones leave everything about zeros unknown', () => {
    expect(unknown({ labels: [1, 1, 1], scores: [0.1, 0.6, 0.4] })).toEqual({
      balanced_accuracy: 'one_class',
      specificity: 'one_class',
      mcc: 'no_spread',
      roc_auc: 'one_class',
    });
  });

  it('one class by weight is one class, though the other has rows of weight 0', () => {
    const rows = { labels: [1, 1, 0], scores: [0.1, 0.6, 0.4], weights: [1, 2, 0] };
    expect(score(rows, 'roc_auc')).toMatchObject({ value: null, reason: 'one_class' });
  });

  it('a model that never predicts a one has no precision, and an f1 of 0', () => {
    const rows = { labels: [1, 0], scores: [0.2, 0.1] };
    expect(unknown(rows)).toEqual({ precision: 'nothing_predicted', mcc: 'no_spread' });
    expect(score(rows, 'f1')).toMatchObject({ value: 0 });
  });

  it('no one anywhere leaves f1 unknown', () => {
    expect(unknown({ labels: [0, 0], scores: [0.2, 0.1] })).toMatchObject({ f1: 'nothing_actual' });
  });

  it('scores outside 0 to 1 leave what needs probabilities unknown, and the areas known', () => {
    const rows = { labels: [0, 1, 1], scores: [-3, 0.2, 8] };
    expect(unknown(rows)).toEqual({ log_loss: 'invalid', brier: 'invalid', calibration_error: 'invalid' });
    expect(score(rows, 'roc_auc')).toMatchObject({ value: 1 });
  });

  it('predictions alone leave what needs scores unknown', () => {
    expect(unknown({ labels: [0, 1, 1, 0], predictions: [0, 1, 0, 1] })).toEqual({
      roc_auc: 'not_given',
      pr_auc: 'not_given',
      log_loss: 'not_given',
      brier: 'not_given',
      calibration_error: 'not_given',
    });
  });

  it('labels alone leave everything unknown', () => {
    expect(Object.keys(unknown({ labels: [0, 1] })).length).toBe(binaryMetrics.length);
  });

  it('all ties give an area of a half, and average precision the share of ones', () => {
    const rows = { labels: [0, 1, 1, 0, 0], scores: [0.3, 0.3, 0.3, 0.3, 0.3] };
    expect(score(rows, 'roc_auc')).toMatchObject({ value: 0.5 });
    expect(score(rows, 'pr_auc')).toMatchObject({ value: 0.4 });
  });

  it('predictions win over scores and their cutoff', () => {
    const rows = { labels: [0, 1], scores: [0.9, 0.1], predictions: [0, 1] };
    expect(score(rows, 'accuracy')).toMatchObject({ value: 1 });
    expect(score({ labels: [0, 1], scores: [0.9, 0.95], cutoff: 0.92 }, 'accuracy')).toMatchObject({ value: 1 });
  });

  it('a score at the cutoff is a one', () => {
    expect(score({ labels: [1, 0], scores: [0.5, 0.4999] }, 'accuracy')).toMatchObject({ value: 1 });
  });

  it('a probability of exactly 0 or 1 that is wrong costs a finite loss', () => {
    expect(score({ labels: [0, 1], scores: [1, 0] }, 'log_loss')?.value).toBeCloseTo(36.0437, 3);
  });

  it('rows of weight 0 at the top of the order leave the standard error of pr_auc as it is', () => {
    const kept = { labels: [1, 0, 1], scores: [0.8, 0.6, 0.4] };
    const found = score(
      { labels: [...kept.labels, 0], scores: [...kept.scores, 0.9], weights: [1, 1, 1, 0] },
      'pr_auc',
    );
    expect(found).toEqual(score(kept, 'pr_auc'));
  });

  it('weights that no double can add up are unknown, never infinite', () => {
    for (const found of scoreBinary({ labels: [0, 1, 1], scores: [0.1, 0.7, 0.2], weights: [1.7e308, 1.7e308, 1] })) {
      expect(Number.isFinite(found.value ?? 0)).toBe(true);
      expect(Number.isNaN(found.value ?? 0)).toBe(false);
    }
  });

  it('one row has figures without a standard error of its mean', () => {
    expect(score({ labels: [1], scores: [0.8] }, 'brier')).toMatchObject({
      interval: null,
      interval_missing: 'expected two rows or more',
    });
  });

  it('the calibration curve is refused where there are no probabilities', () => {
    const curve = (rows: BinaryRows): unknown => {
      const data = prepareBinary(rows);
      return isRefusal(data) ? data : calibrationCurve(data);
    };
    expect(curve({ labels: [0, 1], predictions: [0, 1] })).toMatchObject({ reason: 'not_given' });
    expect(curve({ labels: [0, 1], scores: [0, 2] })).toMatchObject({ reason: 'invalid' });
  });
});
