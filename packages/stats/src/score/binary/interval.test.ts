import { describe, expect, it } from 'vitest';
import { normalUpperQuantile } from '../../distribution/normal.ts';
import { studentTUpperQuantile } from '../../distribution/student-t.ts';
import { uniform } from '../../drift/testing/columns.ts';
import { meanOfShares, skewedMean, wilson, wilsonOfFew, wilsonOfFewSigned } from '../interval.ts';
import { type Estimate, isRefusal, type Score } from '../score.ts';
import { skewnessOf } from '../skewness.ts';
import { calibrationCurve } from './calibration.ts';
import { type BinaryRows, prepareBinary } from './data.ts';
import { scoreBinary } from './metrics.ts';

const n = 90;
const scores = uniform(51, n).map((u) => 0.02 + 0.96 * u);
const labels = Array.from(uniform(52, n), (u, row) => (u < (scores[row] ?? 0) ** 1.5 ? 1 : 0));
const weights = uniform(53, n).map((u) => 0.2 + 2 * u);
const decided = Array.from(scores, (score) => (score >= 0.5 ? 1 : 0));
const known = (score: Score | undefined) => {
  if (!score || score.value === null || !score.interval) throw new Error('expected a figure with an interval');
  return { ...score, interval: score.interval };
};

describe.each([false, true])('the interval, with weights: %s,', (isWeighted) => {
  const rows: BinaryRows = { labels, scores, ...(isWeighted ? { weights } : {}) };
  const w = (row: number): number => (isWeighted ? (weights[row] ?? 0) : 1);
  const all = labels.map((_, row) => row);
  const sum = (of: (row: number) => number, among: readonly number[] = all): number =>
    among.reduce((whole, row) => whole + of(row), 0);
  const effective = (among: readonly number[]): number => sum(w, among) ** 2 / sum((row) => w(row) ** 2, among);
  const found = new Map(scoreBinary(rows, { level: 0.9 }).map((score) => [score.metric, score]));
  const ones = all.filter((row) => labels[row] === 1);
  const zeros = all.filter((row) => labels[row] === 0);

  function expectInterval(metric: string, made: ReturnType<typeof wilson>): void {
    if (typeof made === 'string') throw new Error(made);
    const { interval } = known(found.get(metric));
    expect(interval.low).toBeCloseTo(made.low, 9);
    expect(interval.high).toBeCloseTo(made.high, 9);
    expect(interval).toMatchObject({ level: 0.9, method: made.method });
  }

  it.each(['accuracy', 'precision', 'recall', 'specificity', 'f1'])(
    'of %s is that of Wilson with its variance',
    (metric) => {
      const { value, standard_error } = known(found.get(metric));
      expectInterval(metric, wilson({ value, variance: (standard_error ?? 0) ** 2, effective: 1, rows: n }, 0.9));
    },
  );

  it('of balanced accuracy is made from those of both classes', () => {
    const parts = [ones, zeros].map((own): Estimate => {
      const isRight = (row: number): number => (decided[row] === labels[row] ? 1 : 0);
      const value = sum((row) => w(row) * isRight(row), own) / sum(w, own);
      const variance = sum((row) => (w(row) * (isRight(row) - value)) ** 2, own) / sum(w, own) ** 2;
      return { value, variance, effective: effective(own), rows: own.length };
    });
    const { value } = known(found.get('balanced_accuracy'));
    expectInterval('balanced_accuracy', meanOfShares({ value, variance: 1, effective: 1, rows: n, parts }, 0.9));
  });

  it('of areas is that of Wilson with Student’s t of the rarer class, or of the ones', () => {
    for (const [metric, of] of [
      ['roc_auc', Math.min(effective(ones), effective(zeros))],
      ['pr_auc', effective(ones)],
    ] as const) {
      const { value, standard_error } = known(found.get(metric));
      const estimate = { value, variance: (standard_error ?? 0) ** 2, effective: of, rows: n };
      expectInterval(metric, wilsonOfFew(estimate, 0.9));
    }
  });

  it('of the correlation has the variance that it would have with half a row more in each cell', () => {
    const by = sum((row) => w(row) ** 2) / sum(w);
    const cell = (label: number, guess: number): readonly [weight: number, square: number] => {
      const own = all.filter((row) => labels[row] === label && decided[row] === guess);
      return [sum(w, own) + by / 2, sum((row) => w(row) ** 2, own) + by ** 2 / 2];
    };
    const cells = [cell(1, 1), cell(0, 1), cell(1, 0), cell(0, 0)];
    const correlation = ([tp = 0, fp = 0, fn = 0, tn = 0]: readonly number[]): number =>
      (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
    const filled = cells.map(([weight]) => weight);
    const cautious = cells.reduce((whole, [, square], place) => {
      const moved = (step: number): number => correlation(filled.map((x, at) => (at === place ? x + step : x)));
      return whole + ((moved(1e-4) - moved(-1e-4)) / 2e-4) ** 2 * square;
    }, 0);
    const { value, standard_error } = known(found.get('mcc'));
    const least = Math.min(effective(ones), effective(zeros));
    const made = wilsonOfFewSigned(
      { value, variance: (standard_error ?? 0) ** 2, cautious, effective: least, rows: n },
      0.9,
    );
    if (typeof made === 'string') throw new Error(made);
    expect(known(found.get('mcc')).interval.low).toBeCloseTo(made.low, 7);
    expect(known(found.get('mcc')).interval.high).toBeCloseTo(made.high, 7);
  });

  it.each<[string, (p: number, y: number) => number, [number, number?]]>([
    ['log_loss', (p, y) => -Math.log(y === 1 ? p : 1 - p), [0]],
    ['brier', (p, y) => (p - y) ** 2, [0, 1]],
  ])('of %s is that of a skewed mean', (metric, loss, range) => {
    const each = (row: number): number => loss(scores[row] ?? 0, labels[row] ?? 0);
    const value = sum((row) => w(row) * each(row)) / sum(w);
    const away = (row: number): number => (w(row) / sum(w)) * (each(row) - value);
    const [squares, cubes] = [sum((row) => away(row) ** 2), sum((row) => away(row) ** 3)];
    const rested = effective(all);
    const variance = (squares * rested) / (rested - 1);
    const estimate = { value, variance, effective: rested, skewness: skewnessOf(squares, cubes), rows: n };
    expectInterval(metric, skewedMean(...range)(estimate, 0.9));
  });

  it('of the calibration error takes off what chance adds', () => {
    const data = prepareBinary(rows);
    const curve = isRefusal(data) ? data : calibrationCurve(data);
    if (isRefusal(curve)) throw new Error(curve.explanation);
    const whole = sum(w);
    const errors = curve.map(({ weight, error }) => (weight / whole) * error);
    const variance = errors.reduce((all, error) => all + error ** 2, 0);
    const chance = Math.sqrt(2 / Math.PI) * errors.reduce((all, error) => all + error, 0);
    const z = normalUpperQuantile(0.05);
    const { value, interval, standard_error } = known(found.get('calibration_error'));
    const byHand = curve.reduce((all, bin) => all + (bin.weight / whole) * Math.abs(bin.kept - bin.promised), 0);
    expect(value).toBeCloseTo(byHand, 12);
    expect(standard_error).toBeCloseTo(Math.sqrt(variance), 12);
    expect(interval.low).toBeCloseTo(Math.max(0, value - chance - z * Math.sqrt(variance * (1 - 2 / Math.PI))), 12);
    expect(interval.high).toBeCloseTo(value + z * Math.sqrt(variance), 12);
  });
});

describe('a calibration error beyond chance', () => {
  const wrong = { labels: Array<number>(400).fill(0), scores: Array<number>(400).fill(0.6) };

  it('has a lower end above 0', () => {
    const { value, interval } = known(scoreBinary(wrong).find(({ metric }) => metric === 'calibration_error'));
    const held = 1 / 402;
    const error = Math.sqrt((held * (1 - held)) / 400);
    expect(value).toBeCloseTo(0.6, 14);
    const below = Math.sqrt(2 / Math.PI) + 1.959963984540054 * Math.sqrt(1 - 2 / Math.PI);
    expect(interval.low).toBeCloseTo(0.6 - below * error, 12);
    expect(interval.high).toBeCloseTo(0.6 + 1.959963984540054 * error, 12);
  });
});

it('areas of two rows of each class have an interval, and of one none', () => {
  const area = (of: BinaryRows) => scoreBinary(of).find(({ metric }) => metric === 'roc_auc');
  const two = known(area({ labels: [0, 1, 0, 1], scores: [0.1, 0.4, 0.5, 0.8] }));
  expect(two.value).toBe(0.75);
  // Each one is above one and a half zeros of two, or both: the variance of both classes is 1/8, halved.
  const variance = 0.125 / 2 + 0.125 / 2;
  const t = studentTUpperQuantile(0.025, 1);
  const rows = (0.75 * 0.25) / variance;
  const half = (t * Math.sqrt((0.75 * 0.25) / rows + t ** 2 / (4 * rows ** 2))) / (1 + t ** 2 / rows);
  expect(two.interval.high - two.interval.low).toBeCloseTo(2 * half, 9);
  expect(area({ labels: [0, 1, 0], scores: [0.1, 0.4, 0.5] })).toMatchObject({ value: 0.5, interval: null });
});
