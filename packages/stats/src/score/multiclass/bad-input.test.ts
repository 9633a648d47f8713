import { describe, expect, it } from 'vitest';
import { isRefusal, type Score } from '../score.ts';
import { classLimit } from './classes.ts';
import { type MulticlassRows, prepareMulticlass } from './data.ts';
import { multiclassMetrics, scoreMulticlass } from './metrics.ts';
import { scoreClasses } from './one-class.ts';

const score = (rows: MulticlassRows, metric: string): Score | undefined =>
  scoreMulticlass(rows).find((found) => found.metric === metric);

describe('rows that no metric can use', () => {
  const refused: readonly (readonly [string, MulticlassRows, string, string])[] = [
    ['no row', { labels: [] }, 'empty', 'there is no row'],
    ['predictions of another length', { labels: [0, 1], predictions: [0] }, 'invalid', 'as many predictions as labels'],
    ['weights of another length', { labels: [0], weights: [] }, 'invalid', 'as many weights as labels, 1, found 0'],
    ['a matrix that is no matrix', { labels: [0, 1], probabilities: [1, 0, 1] }, 'invalid', 'found 3 for 2 rows'],
    [
      'a label that is half',
      { labels: [0, 0.5] },
      'invalid',
      'class of row 1 is 0.5, expected a word or a whole number',
    ],
    ['a label of NaN', { labels: [Number.NaN] }, 'invalid', 'class of row 0'],
    ['a label that is no class', { labels: ['a', 'x'], classes: ['a', 'b'] }, 'invalid', 'label of row 1 is "x"'],
    [
      'a prediction that is no class',
      { labels: ['a'], predictions: ['c'], classes: ['a', 'b'] },
      'invalid',
      'prediction of row 0 is "c", expected one of a, b',
    ],
    ['a class given twice', { labels: ['a'], classes: ['a', 'a'] }, 'invalid', 'expected every class once'],
    [
      'a column too few',
      { labels: ['a', 'b', 'c'], probabilities: [1, 0, 0, 1, 1, 0] },
      'invalid',
      'expected a column of probabilities for each of 3 classes (a, b, c), found 2',
    ],
    [
      'a probability of NaN',
      { labels: [0], probabilities: [Number.NaN, 1] },
      'invalid',
      'probability 0 of row 0 is NaN',
    ],
    ['an endless one', { labels: [0], probabilities: [0, Infinity] }, 'invalid', 'probability 1 of row 0 is Infinity'],
    [
      'a negative weight',
      { labels: [0, 1], predictions: [0, 1], weights: [1, -1] },
      'invalid',
      'weight of row 1 is -1',
    ],
    ['weights of 0', { labels: [0, 1], predictions: [0, 1], weights: [0, 0] }, 'no_weight', 'all rows are 0'],
    ['weights too large', { labels: [0, 1], predictions: [0, 1], weights: [1e308, 1e308] }, 'overflow', 'too large'],
    [
      'too many classes',
      { labels: Array.from({ length: classLimit + 1 }, (_, row) => row) },
      'invalid',
      'is this a number to be predicted?',
    ],
  ];

  it.each(refused)('%s makes every metric unknown and says why', (_name, rows, reason, explanation) => {
    const scores = scoreMulticlass(rows);
    expect(scores.map(({ metric }) => metric)).toEqual(multiclassMetrics.map(({ name }) => name));
    for (const found of scores)
      expect(found).toMatchObject({ value: null, reason, explanation: expect.stringContaining(explanation) });
    expect(scoreClasses(rows)).toMatchObject({ reason });
  });

  it('without predictions and probabilities there is nothing to judge', () => {
    for (const found of scoreMulticlass({ labels: ['a', 'b'] })) expect(found).toMatchObject({ reason: 'not_given' });
  });
});

describe('classes', () => {
  const classesOf = (rows: MulticlassRows): unknown => {
    const data = prepareMulticlass(rows);
    return isRefusal(data) ? data : data.classes;
  };

  it('are all that labels and predictions hold, numbers before words', () => {
    expect(classesOf({ labels: ['b', 10, 'a'], predictions: [2, 'b', 10] })).toEqual([2, 10, 'a', 'b']);
  });

  it('are the columns where labels are whole numbers that fit them', () => {
    expect(classesOf({ labels: [0, 2], probabilities: [1, 0, 0, 0, 0, 1] })).toEqual([0, 1, 2]);
  });

  it('are the words in their order where there are as many as columns', () => {
    const rows = { labels: ['cat', 'ant'], probabilities: [0.1, 0.9, 0.8, 0.2] };
    expect(score(rows, 'accuracy')).toMatchObject({ value: 1 });
  });

  it('are in the order in which they are given', () => {
    const rows = { labels: ['cat', 'ant'], probabilities: [0.1, 0.9, 0.8, 0.2], classes: ['cat', 'ant'] };
    expect(score(rows, 'accuracy')).toMatchObject({ value: 0 });
  });
});

describe('what a metric cannot say', () => {
  const neverC = { labels: ['a', 'b', 'c', 'a'], predictions: ['a', 'b', 'b', 'a'] };

  it('macro precision is unknown where a class was never predicted, and names it', () => {
    expect(score(neverC, 'precision_macro')).toMatchObject({
      value: null,
      reason: 'nothing_predicted',
      explanation: 'class c was never predicted',
    });
    expect(score(neverC, 'precision_weighted')).toMatchObject({ value: null, reason: 'nothing_predicted' });
    expect(score(neverC, 'recall_macro')?.value).toBeCloseTo(2 / 3, 15);
    expect(score(neverC, 'f1_macro')?.value).toBeCloseTo((1 + 2 / 3 + 0) / 3, 15);
  });

  it("macro precision is that of the other classes where absent is 'skip'", () => {
    expect(score({ ...neverC, absent: 'skip' }, 'precision_macro')).toMatchObject({ value: 0.75 });
    expect(score({ ...neverC, absent: 'skip' }, 'precision_weighted')?.value).toBeCloseTo((2 * 1 + 0.5) / 3, 15);
  });

  it('balanced accuracy and the areas are unknown where a class has no row', () => {
    const rows = { labels: [0, 1, 0], probabilities: [0.8, 0.1, 0.1, 0.1, 0.8, 0.1, 0.6, 0.2, 0.2] };
    for (const metric of ['balanced_accuracy', 'recall_macro', 'roc_auc_macro', 'pr_auc_macro'])
      expect(score(rows, metric)).toMatchObject({ reason: 'nothing_actual', explanation: 'class 2 has no row' });
    for (const metric of ['balanced_accuracy', 'roc_auc_macro', 'roc_auc_weighted', 'pr_auc_macro'])
      expect(score({ ...rows, absent: 'skip' }, metric)).toMatchObject({ value: 1 });
    expect(score(rows, 'roc_auc_weighted')).toMatchObject({ value: 1 });
  });

  it('one class leaves the areas and the correlation unknown, whatever absent says', () => {
    const rows = { labels: [0, 0], probabilities: [0.9, 0.1, 0.4, 0.6], absent: 'skip' } as const;
    expect(score(rows, 'roc_auc_macro')).toMatchObject({ value: null, reason: 'one_class' });
    expect(score(rows, 'roc_auc_weighted')).toMatchObject({ value: null, reason: 'one_class' });
    expect(score(rows, 'mcc')).toMatchObject({ value: null, reason: 'no_spread' });
    expect(score(rows, 'accuracy')).toMatchObject({ value: 0.5 });
  });

  it('all ties give areas of a half', () => {
    const rows = { labels: [0, 1, 1], probabilities: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5] };
    expect(score(rows, 'roc_auc_macro')).toMatchObject({ value: 0.5 });
  });

  it.each([
    ['a probability above 1', [1.5, -0.5, 0, 1], 'row 0 has a probability of -0.5'],
    ['a row that adds up to less', [0.5, 0.5, 0.2, 0.2], 'the probabilities of row 1 add up to 0.4, expected 1'],
  ])('%s leaves losses unknown, and scores still decide and put in order', (_name, probabilities, explanation) => {
    const rows = { labels: [0, 1], probabilities };
    for (const metric of ['log_loss', 'brier', 'top_class_calibration_error'])
      expect(score(rows, metric)).toMatchObject({
        value: null,
        reason: 'invalid',
        explanation: expect.stringContaining(explanation),
      });
    expect(score(rows, 'accuracy')?.value).toBeGreaterThan(0);
    expect(score(rows, 'roc_auc_macro')?.value).toBeGreaterThan(0);
  });

  it('predictions without probabilities leave only what needs probabilities unknown', () => {
    const unknown = scoreMulticlass({ labels: [0, 1, 1], predictions: [0, 1, 0] }).filter(
      ({ value }) => value === null,
    );
    expect(unknown.map(({ metric }) => metric)).toEqual([
      'roc_auc_macro',
      'roc_auc_weighted',
      'pr_auc_macro',
      'log_loss',
      'brier',
      'top_class_calibration_error',
    ]);
    for (const found of unknown) expect(found).toMatchObject({ reason: 'not_given' });
  });

  it('a probability of 0 of what happened costs a finite loss', () => {
    expect(score({ labels: [0, 1], probabilities: [0, 1, 0, 1] }, 'log_loss')?.value).toBeCloseTo(18.0218, 3);
  });

  it('rows of weight 0 do not count, at either end of the order', () => {
    const rows = { labels: [0, 1, 1, 0], probabilities: [1, 0, 0.7, 0.3, 0.2, 0.8, 0, 1], weights: [1, 1, 1, 0] };
    const kept = { labels: [0, 1, 1], probabilities: [1, 0, 0.7, 0.3, 0.2, 0.8] };
    expect(scoreMulticlass(rows).map(({ value }) => value)).toEqual(scoreMulticlass(kept).map(({ value }) => value));
    expect(scoreMulticlass(rows).map(({ rows: count }) => count)).toEqual(scoreMulticlass(kept).map((s) => s.rows));
  });
});
