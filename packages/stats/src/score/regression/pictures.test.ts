import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal } from '../../drift/testing/samples.ts';
import { isRefusal } from '../score.ts';
import { prepareRegression, type RegressionData, type RegressionRows } from './data.ts';
import { actualByPrediction, residualHistogram } from './pictures.ts';

function prepared(rows: RegressionRows): RegressionData {
  const data = prepareRegression(rows);
  if (isRefusal(data)) throw new Error(data.explanation);
  return data;
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

describe('the histogram of residuals', () => {
  it('counts every row once, by its weight, in bins that follow on one another', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 500 }), (seed, n) => {
        const weights = normal(seed + 5, n).map((x) => (x < -1 ? 0 : Math.abs(x)));
        weights[0] = 1;
        const bins = residualHistogram(prepared({ actual: normal(seed, n), predicted: normal(seed + 3, n), weights }));
        expect(sum(bins.map(({ weight }) => weight))).toBeCloseTo(sum([...weights]), 9);
        for (const [index, bin] of bins.entries()) {
          expect(bin.high).toBeGreaterThanOrEqual(bin.low);
          if (index > 0) expect(bin.low).toBe(bins[index - 1]?.high);
        }
      }),
    );
  });

  it('keeps its bins narrow beside one wild row, which the last bin reaches', () => {
    const predicted = normal(7, 1000);
    predicted[500] = 1e9;
    const bins = residualHistogram(prepared({ actual: new Float64Array(1000), predicted }));
    expect(bins.at(-1)?.high).toBe(1e9);
    expect(bins.filter(({ weight }) => weight > 0).length).toBeGreaterThan(30);
  });

  it('is one bin where all residuals are the same', () => {
    expect(residualHistogram(prepared({ actual: [1, 2], predicted: [2, 3] }))).toEqual([
      { low: 1, high: 1, weight: 2 },
    ]);
  });
});

describe('actual by prediction', () => {
  it('has bins of as many rows each, whose means give the means of all rows', () => {
    const [actual, predicted] = [normal(1, 5000), normal(2, 5000)];
    const bins = actualByPrediction(prepared({ actual, predicted }));
    expect(bins.map(({ weight }) => weight)).toEqual(bins.map(() => 100));
    expect(sum(bins.map((bin) => bin.weight * bin.actual))).toBeCloseTo(sum([...actual]), 8);
    expect(sum(bins.map((bin) => bin.weight * bin.predicted))).toBeCloseTo(sum([...predicted]), 8);
  });

  it('keeps rows of one prediction together and says how far their actual values lie from each other', () => {
    const bins = actualByPrediction(prepared({ actual: [1e9, 1e9 + 2, 5, 5], predicted: [2, 2, 1, 1] }));
    expect(bins).toEqual([
      { low: 1, high: 1, weight: 2, predicted: 1, actual: 5, deviation: 0 },
      { low: 2, high: 2, weight: 2, predicted: 2, actual: 1e9 + 1, deviation: 1 },
    ]);
  });

  it('leaves out rows of weight 0', () => {
    const bins = actualByPrediction(prepared({ actual: [1, 9], predicted: [1, 9], weights: [1, 0] }));
    expect(bins.map(({ low, high }) => [low, high])).toEqual([[1, 1]]);
  });
});
