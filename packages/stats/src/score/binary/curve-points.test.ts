import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../score.ts';
import { type CurvePoint, curvePoints } from './curve-points.ts';
import { prepareBinary } from './data.ts';
import { scoreBinary } from './metrics.ts';

function pointsOf(labels: readonly number[], scores: readonly number[], most?: number): CurvePoint[] {
  const data = prepareBinary({ labels, scores });
  const points = isRefusal(data) ? data : curvePoints(data, most);
  if (isRefusal(points)) throw new Error(points.explanation);
  return points;
}

describe('the points of the curves', () => {
  it('go from the highest score to the lowest', () => {
    expect(pointsOf([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toEqual([
      { cutoff: 0.8, falsePositiveRate: 0, recall: 0.5, precision: 1 },
      { cutoff: 0.4, falsePositiveRate: 0.5, recall: 0.5, precision: 0.5 },
      { cutoff: 0.35, falsePositiveRate: 0.5, recall: 1, precision: 2 / 3 },
      { cutoff: 0.1, falsePositiveRate: 1, recall: 1, precision: 0.5 },
    ]);
  });

  it('make one point of equal scores', () => {
    expect(pointsOf([0, 1, 1], [0.5, 0.5, 0.5])).toEqual([
      { cutoff: 0.5, falsePositiveRate: 1, recall: 1, precision: 2 / 3 },
    ]);
  });

  it('have under them the area that is measured, where all are shown', () => {
    const row = fc.record({ label: fc.integer({ min: 0, max: 1 }), score: fc.integer({ min: 0, max: 20 }) });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 60 }), (rows) => {
        const labels = [0, 1, ...rows.map(({ label }) => label)];
        const scores = [0.3, 0.6, ...rows.map(({ score }) => score / 20)];
        let [area, x, y] = [0, 0, 0];
        for (const { falsePositiveRate, recall } of pointsOf(labels, scores)) {
          area += ((falsePositiveRate - x) * (recall + y)) / 2;
          [x, y] = [falsePositiveRate, recall];
        }
        const measured = scoreBinary({ labels, scores }).find(({ metric }) => metric === 'roc_auc')?.value;
        expect(area).toBeCloseTo(measured ?? Number.NaN, 12);
      }),
    );
  });

  it('are no more than there is room for, with the last among them', () => {
    const scores = Array.from({ length: 5_000 }, (_, row) => row / 5_000);
    const points = pointsOf(
      scores.map((_, row) => row % 2),
      scores,
      50,
    );
    expect(points.length).toBe(50);
    expect(points[0]).toMatchObject({ cutoff: 4_999 / 5_000, recall: 1 / 2_500 });
    expect(points.at(-1)).toMatchObject({ falsePositiveRate: 1, recall: 1 });
    const taken = points.map(({ recall, falsePositiveRate }) => (recall + falsePositiveRate) * 2_500);
    const steps = taken.slice(1, -1).map((rows, place) => rows - (taken[place] ?? 0));
    for (const step of steps) expect(step).toBeCloseTo(103, 9);
  });

  it('are the first and the last where there is room for two', () => {
    const points = pointsOf([0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.5], 2);
    expect(points.map(({ cutoff }) => cutoff)).toEqual([0.5, 0.1]);
  });

  it('are all of them where there is room for all', () => {
    expect(pointsOf([0, 1, 0], [0.1, 0.2, 0.3], 3).map(({ cutoff }) => cutoff)).toEqual([0.3, 0.2, 0.1]);
  });

  it('have a precision of 1 where what is taken for a 1 has no weight', () => {
    const data = prepareBinary({ labels: [0, 1, 0], scores: [0.1, 0.2, 0.3], weights: [1, 1, 0] });
    const points = isRefusal(data) ? data : curvePoints(data);
    expect(isRefusal(points) ? points : points[0]).toEqual({
      cutoff: 0.3,
      falsePositiveRate: 0,
      recall: 0,
      precision: 1,
    });
  });

  it('are none where only one class is there', () => {
    const data = prepareBinary({ labels: [1, 1], scores: [0.1, 0.2] });
    expect(isRefusal(data) ? data : curvePoints(data)).toMatchObject({ reason: 'one_class' });
  });

  it('need room', () => {
    expect(() => pointsOf([0, 1], [0.1, 0.2], 1)).toThrow('expected room for 2 points or more');
  });
});
