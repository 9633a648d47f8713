import { describe, expect, it } from 'vitest';
import { isEstimateRefusal } from './estimate.ts';
import { type Calibrator, calibrate, fitCalibrator, mostCells, type ReferenceRows, smoothed } from './reference.ts';

function fitted(rows: ReferenceRows): Calibrator {
  const made = fitCalibrator(rows);
  if (isEstimateRefusal(made)) throw new Error(made.explanation);
  return made;
}

/** So many rows of each score, of which so many are ones. */
function groups(...all: readonly (readonly [score: number, rows: number, ones: number])[]): ReferenceRows {
  const rows = all.flatMap(([score, count, ones]) =>
    Array.from({ length: count }, (_, row) => ({ score, label: row < ones ? 1 : 0 })),
  );
  return { scores: rows.map(({ score }) => score), labels: rows.map(({ label }) => label) };
}

describe('a reference', () => {
  it('has a cell for each score where these are few, in order', () => {
    const made = fitted(groups([0.8, 50, 40], [0.2, 30, 6], [0.5, 40, 20]));
    expect(made).toMatchObject({ rows: 120, ones: 66, lowest: 0.2 });
    expect([...made.upper]).toEqual([0.2, 0.5, 0.8]);
    expect([...made.cellRows]).toEqual([30, 40, 50]);
    expect([...made.cellOnes]).toEqual([6, 20, 40]);
    expect([...made.level]).toEqual([0.2, 0.5, 0.8]);
    expect([...made.support]).toEqual([30, 40, 50]);
  });

  it('puts cells together whose shares fall', () => {
    const made = fitted(groups([0.1, 20, 2], [0.2, 40, 30], [0.3, 40, 10], [0.4, 20, 18]));
    expect([...made.level]).toEqual([0.1, 0.5, 0.5, 0.9]);
    expect([...made.support]).toEqual([20, 80, 80, 20]);
  });

  it('has at most 256 cells of as many rows each', () => {
    const n = 2560;
    const scores = Array.from({ length: n }, (_, row) => ((row * 7) % n) / n);
    const made = fitted({ scores, labels: scores.map((score, row) => (score > 0.5 || row % 5 === 0 ? 1 : 0)) });
    expect(made.cellRows).toHaveLength(mostCells);
    expect(new Set(made.cellRows)).toEqual(new Set([10]));
    expect([made.upper[0], made.upper[255]]).toEqual([9 / n, (n - 1) / n]);
    expect(made.cellOnes.reduce((sum, ones) => sum + ones, 0)).toBe(made.ones);
  });

  it('keeps rows of one score in one cell, and goes on with as many as are due', () => {
    const many = Array.from({ length: 512 }, (_, row) => (row < 100 ? 0.25 : 0.3 + row / 1000));
    const made = fitted({ scores: many, labels: many.map((_, row) => row % 2) });
    expect([made.upper[0], made.cellRows[0]]).toEqual([0.25, 100]);
    expect(made.cellRows[1]).toBe(1);
    expect(made.cellRows[100]).toBe(2);
    expect(made.cellRows).toHaveLength(mostCells);
  });

  it('leaves the rows as they were given', () => {
    const scores = Float64Array.from({ length: 100 }, (_, row) => (row % 2 ? 0.1 : 0.9));
    fitted({ scores, labels: Array.from(scores, (score) => (score > 0.5 ? 1 : 0)) });
    expect([scores[0], scores[1]]).toEqual([0.9, 0.1]);
  });

  it('needs a hundred rows, and ten of each class', () => {
    expect(fitCalibrator(groups([0.5, 99, 50]))).toMatchObject({
      explanation: 'the reference has 99 rows, expected 100 or more',
    });
    expect(fitted(groups([0.5, 100, 10])).ones).toBe(10);
    expect(fitted(groups([0.5, 100, 90])).ones).toBe(90);
    for (const ones of [9, 91])
      expect(fitCalibrator(groups([0.5, 100, ones]))).toMatchObject({
        reason: 'reference_too_small',
        explanation: 'the reference has 9 rows of its rarer class, expected 10 or more',
      });
    for (const ones of [0, 100])
      expect(fitCalibrator(groups([0.5, 100, ones]))).toMatchObject({
        reason: 'one_class',
        explanation: `every row of the reference is a ${ones / 100}, so nothing can be told apart`,
      });
  });
});

describe('calibrated probabilities', () => {
  function levels(rows: readonly number[], ones: readonly number[]): number[] {
    const level = new Float64Array(rows.length);
    const room = new Float64Array(rows.length);
    calibrate(Float64Array.from(rows), Float64Array.from(ones), level, room, new Uint32Array(rows.length));
    return [...level];
  }

  it('are never 0 or 1: half a row of the other class is added', () => {
    expect(levels([10, 20, 30], [0, 5, 30])).toEqual([0.5 / 11, 0.25, 1 - 0.5 / 31]);
    expect(levels([4, 6], [0, 0])).toEqual([0.5 / 11, 0.5 / 11]);
    expect(levels([4, 6], [4, 6])).toEqual([1 - 0.5 / 11, 1 - 0.5 / 11]);
  });

  it('do not fall on that account', () => {
    expect(levels([1, 100], [0, 1])).toEqual([0.01, 0.01]);
    expect(levels([100, 1], [99, 1])).toEqual([0.99, 0.99]);
  });

  it('are those of blocks that rise', () => {
    expect(levels([10, 10, 20, 10], [1, 6, 4, 9])).toEqual([0.1, 1 / 3, 1 / 3, 0.9]);
  });
});

describe('probabilities without steps', () => {
  const smooth = (level: readonly number[], rows: readonly number[]): number[] => [
    ...smoothed(Float64Array.from(level), Float64Array.from(rows)),
  ];

  it('go straight from the middle of a block to that of the next', () => {
    expect(smooth([0.1, 0.1, 0.5, 0.5], [10, 10, 10, 10])).toEqual([
      0.1,
      expect.closeTo(0.1 + 0.4 * (5 / 20), 14),
      expect.closeTo(0.1 + 0.4 * (15 / 20), 14),
      0.5,
    ]);
  });

  it('stay as they are where each cell is a block', () => {
    expect(smooth([0.1, 0.4, 0.9], [10, 30, 5])).toEqual([0.1, 0.4, 0.9]);
    expect(smooth([0.3], [50])).toEqual([0.3]);
    expect(smooth([0.3, 0.3], [50, 1])).toEqual([0.3, 0.3]);
  });

  it('count cells by their rows', () => {
    const found = smooth([0.2, 0.2, 0.6, 0.8, 0.8], [30, 10, 20, 10, 10]);
    expect(found[0]).toBe(0.2);
    expect(found[1]).toBeCloseTo(0.2 + 0.4 * ((35 - 20) / (50 - 20)), 14);
    expect(found[2]).toBeCloseTo(0.6, 14);
    expect(found[3]).toBeCloseTo(0.6 + 0.2 * ((65 - 50) / (70 - 50)), 14);
    expect(found[4]).toBe(0.8);
  });
});
