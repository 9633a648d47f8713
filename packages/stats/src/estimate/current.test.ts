import { describe, expect, it } from 'vitest';
import { randomFrom } from '../drift/decision/testing/random.ts';
import { scoreBinary } from '../score/binary/metrics.ts';
import { type CurrentCells, type CurrentRows, groupCurrent } from './current.ts';
import { estimateRule, isEstimateRefusal } from './estimate.ts';
import { estimatedMetrics, figuresOf } from './figures.ts';
import { type Calibrator, fitCalibrator } from './reference.ts';

function fitted(scores: readonly number[], labels: readonly number[]): Calibrator {
  const made = fitCalibrator({ scores, labels });
  if (isEstimateRefusal(made)) throw new Error(made.explanation);
  return made;
}

/** Fifty rows each of 0.2, 0.5 and 0.8, of which 10, 25 and 40 are ones. */
const reference = fitted(
  Array.from({ length: 150 }, (_, row) => [0.2, 0.5, 0.8][row % 3] ?? 0),
  Array.from({ length: 150 }, (_, row) => (row < ([30, 75, 120][row % 3] ?? 0) ? 1 : 0)),
);

function grouped(current: CurrentRows, calibrator = reference): CurrentCells {
  const cells = groupCurrent(current, calibrator, estimateRule());
  if (isEstimateRefusal(cells)) throw new Error(cells.explanation);
  return cells;
}

const refusedFor = (current: CurrentRows, calibrator = reference, outside = 0.05) => {
  const cells = groupCurrent(current, calibrator, estimateRule({ outside }));
  return isEstimateRefusal(cells) ? cells : undefined;
};

describe('rows without labels', () => {
  it('are grouped by score, the lowest first, with what each outcome would cost', () => {
    const cells = grouped({ scores: [0.8, 0.2, 0.5, 0.2, 0.8, 0.8] });
    expect(cells).toMatchObject({ rows: 6, areProbabilities: true });
    expect([...cells.cell]).toEqual([0, 1, 2]);
    expect([...cells.positive]).toEqual([0, 1, 3]);
    expect([...cells.negative]).toEqual([2, 0, 0]);
    expect([...cells.scoreSum]).toEqual([0.4, 0.5, expect.closeTo(2.4, 14)]);
    expect(cells.logOne[0]).toBeCloseTo(-Math.log(0.2), 14);
    expect(cells.logZero[0]).toBeCloseTo(-Math.log(0.8), 14);
    expect(cells.squareOne[2]).toBeCloseTo(0.04, 14);
    expect(cells.squareZero[2]).toBeCloseTo(0.64, 14);
  });

  it('keep their predictions with them', () => {
    const cells = grouped({ scores: [0.8, 0.2, 0.5, 0.2], predictions: [0, 1, 1, 0] });
    expect([...cells.positive]).toEqual([1, 1, 0]);
    expect([...cells.negative]).toEqual([1, 0, 1]);
    expect([...grouped({ scores: [0.2, 0.5, 0.8], cutoff: 0.8 }).positive]).toEqual([0, 0, 1]);
    expect([...grouped({ scores: [0.2, 0.5, 0.8], cutoff: 0.15 }).positive]).toEqual([1, 1, 1]);
  });

  it('cost no more than a double can tell where a score of 0 or 1 is wrong', () => {
    const sure = fitted(
      Array.from({ length: 200 }, (_, row) => row % 2),
      Array.from({ length: 200 }, (_, row) => (row < 20 ? 1 - (row % 2) : row % 2)),
    );
    const cells = grouped({ scores: [0, 1, 1] }, sure);
    expect([cells.logOne[0], cells.logZero[1]]).toEqual([-Math.log(2 ** -52), -Math.log(2 ** -52)]);
    expect([cells.logZero[0], cells.logOne[1]]).toEqual([0, 0]);
    expect(cells.areProbabilities).toBe(true);
  });

  it('are no probabilities where one is below 0 or above 1', () => {
    const wide = fitted(
      Array.from({ length: 200 }, (_, row) => [-0.5, 0.5, 0.75, 1.5][row % 4] ?? 0),
      Array.from({ length: 200 }, (_, row) => (row % 3 === 0 ? 1 : 0)),
    );
    expect(grouped({ scores: [0.5, 0.75] }, wide).areProbabilities).toBe(true);
    expect(grouped({ scores: [-0.5, 0.5] }, wide).areProbabilities).toBe(false);
    expect(grouped({ scores: [0.5, 1.5] }, wide).areProbabilities).toBe(false);
  });

  it('are in 256 groups and a few more where all scores differ, each inside one cell of the reference', () => {
    const n = 25_600;
    const cells = grouped({ scores: Array.from({ length: n }, (_, row) => 0.2 + (0.6 * row) / (n - 1)) });
    expect(cells.cell.length).toBeGreaterThanOrEqual(256);
    expect(cells.cell.length).toBeLessThanOrEqual(258);
    expect([...cells.positive].reduce((sum, count) => sum + count, 0)).toBe(n / 2);
    expect(Math.max(...cells.cell.map((_, group) => (cells.positive[group] ?? 0) + (cells.negative[group] ?? 0)))).toBe(
      100,
    );
    expect([...cells.cell]).toEqual([...cells.cell].sort((a, b) => a - b));
  });

  it('have the figures that are measured, when the ones of each group are known', () => {
    const random = randomFrom(4);
    const scores = Array.from({ length: 400 }, () => [0.2, 0.5, 0.8][Math.floor(3 * random.uniform())] ?? 0.5);
    const labels = scores.map((score) => (random.uniform() < score ** 1.5 ? 1 : 0));
    for (const predictions of [undefined, scores.map(() => (random.uniform() < 0.6 ? 1 : 0))]) {
      const cells = grouped({ scores, ...(predictions && { predictions }) });
      const decided = predictions ?? scores.map((score) => (score >= 0.5 ? 1 : 0));
      const ones = (decision: number): Float64Array =>
        Float64Array.of(0.2, 0.5, 0.8).map(
          (own) =>
            labels.filter((label, row) => label === 1 && scores[row] === own && decided[row] === decision).length,
        );
      const found = new Float64Array(estimatedMetrics.length);
      figuresOf(cells, { positive: ones(1), negative: ones(0) }, found);
      const measured = scoreBinary({ labels, scores, ...(predictions && { predictions }) });
      for (const [place, metric] of estimatedMetrics.entries())
        expect([metric, found[place]]).toEqual([
          metric,
          expect.closeTo(measured.find((one) => one.metric === metric)?.value ?? Number.NaN, 12),
        ]);
    }
  });

  it('have ten bins of the calibration error, as those that are measured', () => {
    const n = 1000;
    const steps = Array.from({ length: 60 }, (_, step) => (step + 1) / 64);
    const calibrator = fitted(
      Array.from({ length: 1200 }, (_, row) => steps[row % 60] ?? 0),
      Array.from({ length: 1200 }, (_, row) => (row % 3 === 0 ? 1 : 0)),
    );
    const random = randomFrom(9);
    const scores = Array.from({ length: n }, () => steps[Math.floor(60 * random.uniform() ** 2)] ?? 0);
    const labels = scores.map((score) => (random.uniform() < 0.5 * score + 0.2 ? 1 : 0));
    const cells = grouped({ scores }, calibrator);
    const distinct = [...new Set(scores)].sort((a, b) => a - b);
    expect(cells.cell).toHaveLength(distinct.length);
    const ones = (isPositive: boolean): Float64Array =>
      Float64Array.from(distinct, (own) =>
        own >= 0.5 === isPositive ? labels.filter((label, row) => label === 1 && scores[row] === own).length : 0,
      );
    const found = new Float64Array(estimatedMetrics.length);
    figuresOf(cells, { positive: ones(true), negative: ones(false) }, found);
    const measured = new Map(scoreBinary({ labels, scores }).map(({ metric, value }) => [metric, value]));
    for (const metric of ['roc_auc', 'pr_auc', 'log_loss', 'brier', 'mcc'] as const)
      expect(found[estimatedMetrics.indexOf(metric)]).toBeCloseTo(measured.get(metric) ?? Number.NaN, 12);
    expect(found[11]).toBeCloseTo(ofTenBins(scores, labels), 12);
  });
});

/** From the lowest score up: a bin is full with the score that brings it to its share of the rows. */
function ofTenBins(scores: readonly number[], labels: readonly number[]): number {
  const order = scores.map((_, row) => row).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let [sum, gap, filled] = [0, 0, 0];
  for (const [place, row] of order.entries()) {
    gap += (labels[row] ?? 0) - (scores[row] ?? 0);
    const next = order[place + 1];
    if (next !== undefined && (scores[next] === scores[row] || place + 1 < ((filled + 1) * order.length) / 10))
      continue;
    sum += Math.abs(gap);
    filled += 1;
    gap = 0;
  }
  return sum / order.length;
}

describe('rows that the reference does not hold', () => {
  it('make the estimate unknown where they are more than the share that may be', () => {
    const scores = [...Array<number>(95).fill(0.5), 0.1, 0.1, 0.9, 0.9, 0.9];
    expect(refusedFor({ scores })).toBeUndefined();
    expect(refusedFor({ scores }, reference, 0.049)).toMatchObject({
      reason: 'outside_reference',
      explanation: '5 of 100 scores are outside 0.2 to 0.8, which is all that the reference has seen',
    });
    expect(refusedFor({ scores: [...scores.slice(1), 0.1] })).toMatchObject({ reason: 'outside_reference' });
  });

  it('rest on the rows of the reference as they count: of half the rows in a block of 10, on 40', () => {
    const thin = (few: number): Calibrator =>
      fitted(
        [...Array<number>(few).fill(0.9), ...Array<number>(1000).fill(0.1)],
        [...Array<number>(few).fill(1), ...Array.from({ length: 1000 }, (_, row) => (row < 50 ? 1 : 0))],
      );
    const half = { scores: [...Array<number>(50).fill(0.1), ...Array<number>(50).fill(0.9)] };
    expect(refusedFor(half, thin(10))).toBeUndefined();
    expect(refusedFor(half, thin(7))).toMatchObject({
      reason: 'reference_too_thin',
      explanation:
        'the scores lie where the reference has few: the estimate would rest on 27 rows, expected 30 or more',
    });
    expect(refusedFor({ scores: Array<number>(20).fill(0.9) }, thin(30))).toBeUndefined();
    expect(refusedFor({ scores: Array<number>(20).fill(0.9) }, thin(29))).toMatchObject({
      reason: 'reference_too_thin',
    });
  });

  it('rest on whole blocks, not on cells', () => {
    const flat = fitted(
      Array.from({ length: 200 }, (_, row) => [0.1, 0.2, 0.3, 0.4][row % 4] ?? 0),
      Array.from({ length: 200 }, (_, row) => (Math.floor(row / 4) % 5 === 0 ? 1 : 0)),
    );
    expect(new Set(flat.level).size).toBe(1);
    expect(refusedFor({ scores: [0.1] }, flat)).toBeUndefined();
    expect(refusedFor({ scores: [0.1, 0.2, 0.4] }, flat)).toBeUndefined();
  });
});
