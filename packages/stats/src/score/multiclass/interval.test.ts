import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { scoreBinary } from '../binary/metrics.ts';
import { meanOfShares, skewedMean, wilson, wilsonSigned } from '../interval.ts';
import { type Estimate, isRefusal, type Score } from '../score.ts';
import { skewnessOf } from '../skewness.ts';
import type { MulticlassRows } from './data.ts';
import { scoreMulticlass } from './metrics.ts';
import { scoreClasses } from './one-class.ts';

const [n, classes] = [80, 3];
const draws = uniform(31, n * classes).map((u) => u + 0.1);
const probabilities = draws.map((u, cell) => {
  const start = cell - (cell % classes);
  return u / ((draws[start] ?? 0) + (draws[start + 1] ?? 0) + (draws[start + 2] ?? 0));
});
const labels = Array.from(uniform(32, n), (u, row) => {
  const [first, second] = [probabilities[classes * row] ?? 0, probabilities[classes * row + 1] ?? 0];
  return u < first ? 0 : u < first + second ? 1 : 2;
});
const guesses = Array.from({ length: n }, (_, row) => {
  const own = [...probabilities.subarray(classes * row, classes * (row + 1))];
  return own.indexOf(Math.max(...own));
});
const weights = uniform(33, n).map((u) => 0.2 + u);
const known = (score: Score | undefined) => {
  if (!score || score.value === null || !score.interval) throw new Error('expected a figure with an interval');
  return { ...score, interval: score.interval };
};

describe.each([false, true])('with weights: %s', (isWeighted) => {
  const rows: MulticlassRows = { labels, probabilities, ...(isWeighted ? { weights } : {}) };
  const by = Array.from(weights, (w) => (isWeighted ? w : 1));
  const all = by.map((_, row) => row);
  const sum = (of: (row: number) => number, among: readonly number[] = all): number =>
    among.reduce((whole, row) => whole + of(row), 0);
  const w = (row: number): number => by[row] ?? 0;
  const scores = new Map(scoreMulticlass(rows, { level: 0.9 }).map((score) => [score.metric, score]));

  function expectInterval(metric: string, made: ReturnType<typeof wilson>): void {
    if (typeof made === 'string') throw new Error(made);
    const { interval } = known(scores.get(metric));
    expect(interval.low).toBeCloseTo(made.low, 9);
    expect(interval.high).toBeCloseTo(made.high, 9);
    expect(interval).toMatchObject({ level: 0.9, method: made.method });
  }

  it.each(['accuracy', 'precision_weighted', 'f1_macro', 'f1_weighted', 'roc_auc_macro', 'pr_auc_macro', 'mcc'])(
    'the interval of %s is that of Wilson with its variance',
    (metric) => {
      const { value, standard_error } = known(scores.get(metric));
      const estimate: Estimate = { value, variance: (standard_error ?? 0) ** 2, effective: 1, rows: n };
      expectInterval(metric, metric === 'mcc' ? wilsonSigned(estimate, 0.9) : wilson(estimate, 0.9));
    },
  );

  it.each([
    ['recall_macro', labels, guesses],
    ['balanced_accuracy', labels, guesses],
    ['precision_macro', guesses, labels],
  ])('the interval of %s is made from those of the classes', (metric, of, other) => {
    const parts = [0, 1, 2].map((code): Estimate => {
      const own = all.filter((row) => of[row] === code);
      const whole = sum(w, own);
      const isRight = (row: number): number => (other[row] === code ? 1 : 0);
      const value = sum((row) => w(row) * isRight(row), own) / whole;
      const variance = sum((row) => (w(row) * (isRight(row) - value)) ** 2, own) / whole ** 2;
      return { value, variance, effective: whole ** 2 / sum((row) => w(row) ** 2, own), rows: own.length };
    });
    const { value } = known(scores.get(metric));
    expect(value).toBeCloseTo(sum((part) => parts[part]?.value ?? 0, [0, 1, 2]) / 3, 12);
    expectInterval(metric, meanOfShares({ value, variance: 0.1, effective: 1, rows: n, parts }, 0.9));
  });

  it.each<[string, (row: number) => number, [number, number?]]>([
    ['log_loss', (row) => -Math.log(probabilities[classes * row + (labels[row] ?? 0)] ?? 0), [0]],
    [
      'brier',
      (row) =>
        sum((code) => ((probabilities[classes * row + code] ?? 0) - (labels[row] === code ? 1 : 0)) ** 2, [0, 1, 2]),
      [0, 2],
    ],
  ])('the interval of %s is that of a skewed mean', (metric, loss, range) => {
    const whole = sum(w);
    const value = sum((row) => w(row) * loss(row)) / whole;
    const away = (row: number): number => (w(row) / whole) * (loss(row) - value);
    const [squares, cubes] = [sum((row) => away(row) ** 2), sum((row) => away(row) ** 3)];
    const effective = whole ** 2 / sum((row) => w(row) ** 2);
    const variance = (squares * effective) / (effective - 1);
    const estimate = { value, variance, effective, skewness: skewnessOf(squares, cubes), rows: n };
    expectInterval(metric, skewedMean(...range)(estimate, 0.9));
  });

  it('the calibration error of the likeliest class is that of a binary model which says whether it is right', () => {
    const right = labels.map((label, row) => (guesses[row] === label ? 1 : 0));
    const highest = guesses.map((guess, row) => probabilities[classes * row + guess] ?? 0);
    const [binary] = scoreBinary(
      { labels: right, scores: highest, ...(isWeighted ? { weights } : {}) },
      { level: 0.9 },
    ).filter(({ metric }) => metric === 'calibration_error');
    const found = known(scores.get('top_class_calibration_error'));
    expect(found).toEqual({ ...known(binary), metric: 'top_class_calibration_error' });
  });

  it('each class has the figures of a binary model against the rest, with their intervals', () => {
    const found = scoreClasses(rows);
    if (isRefusal(found)) throw new Error(found.explanation);
    expect(found.map((one) => one.class)).toEqual([0, 1, 2]);
    for (const [code, one] of found.entries()) {
      const isOne = (values: readonly number[]): number[] => values.map((value) => (value === code ? 1 : 0));
      const weighed = isWeighted ? { weights } : {};
      const decided = scoreBinary({ labels: isOne(labels), predictions: isOne(guesses), ...weighed });
      const column = all.map((row) => probabilities[classes * row + code] ?? 0);
      const ordered = scoreBinary({ labels: isOne(labels), scores: column, ...weighed });
      for (const score of one.scores) {
        const from = score.metric.endsWith('auc') ? ordered : decided;
        const [own, binary] = [known(score), known(from.find(({ metric }) => metric === score.metric))];
        expect([score.metric, own.rows]).toEqual([binary.metric, binary.rows]);
        for (const [ours, theirs] of [
          [own.value, binary.value],
          [own.standard_error, binary.standard_error],
          [own.interval.low, binary.interval.low],
          [own.interval.high, binary.interval.high],
        ])
          expect(ours).toBeCloseTo(theirs ?? Number.NaN, 10);
      }
    }
  });
});

it('an average of classes of which all are right is not certain: it rests on the class with the fewest rows', () => {
  const all = [...Array<number>(50).fill(0), ...Array<number>(8).fill(1), ...Array<number>(20).fill(2)];
  const scores = new Map(scoreMulticlass({ labels: all, predictions: all }).map((score) => [score.metric, score]));
  const alone = wilson({ value: 1, variance: null, effective: 8, rows: 8 }, 0.95);
  if (typeof alone === 'string') throw new Error(alone);
  for (const metric of ['f1_macro', 'f1_weighted', 'precision_weighted'])
    expect(known(scores.get(metric)).interval).toMatchObject({ low: expect.closeTo(alone.low, 12), high: 1 });
});

it('a row that is right and certain costs what a double can tell from nothing', () => {
  const [loss] = scoreMulticlass({ labels: [0, 1], probabilities: [1, 0, 0, 1] }).filter(
    ({ metric }) => metric === 'log_loss',
  );
  expect(loss?.value).toBe(-Math.log(1 - Number.EPSILON));
});
