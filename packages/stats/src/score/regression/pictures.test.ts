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

  it('has bins of equal width over all but half a percent of the rows at either end', () => {
    const predicted = Float64Array.from({ length: 1001 }, (_, row) => 1000 - row);
    const bins = residualHistogram(prepared({ actual: new Float64Array(1001), predicted }), 10);
    expect(bins.map(({ weight }) => weight)).toEqual([104, 99, 99, 99, 99, 99, 99, 99, 99, 105]);
    expect(bins.map(({ low }) => low)).toEqual([0, 104, 203, 302, 401, 500, 599, 698, 797, 896]);
    expect(bins.map(({ high }) => high)).toEqual([104, 203, 302, 401, 500, 599, 698, 797, 896, 1000]);
  });

  it('has forty bins where nothing else is said, and leaves out rows of weight 0', () => {
    const predicted = [-100, 0, 1, 2, 3, 900];
    const weights = [0, 1, 2, 3, 4, 0];
    const bins = residualHistogram(prepared({ actual: new Float64Array(6), predicted, weights }));
    expect(bins).toHaveLength(40);
    expect([bins[0]?.low, bins.at(-1)?.high]).toEqual([0, 3]);
    expect([bins[0]?.weight, bins[13]?.weight, bins[26]?.weight, bins[39]?.weight]).toEqual([1, 2, 3, 4]);
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

  it('has bins that end at the last of so many rows, and begin after the one before', () => {
    const predicted = [7, 3, 5, 1, 2, 6, 4];
    const bins = actualByPrediction(prepared({ actual: predicted, predicted }), 3);
    expect(bins.map(({ low, high, weight }) => [low, high, weight])).toEqual([
      [1, 3, 3],
      [4, 5, 2],
      [6, 7, 2],
    ]);
    expect(bins.map(({ predicted: mean, actual: same }) => [mean, same])).toEqual([
      [2, 2],
      [4.5, 4.5],
      [6.5, 6.5],
    ]);
  });

  it('has means and deviations by weight', () => {
    const rows = { actual: [0, 10, 4], predicted: [1, 2, 3], weights: [1, 3, 4] };
    const [only] = actualByPrediction(prepared(rows), 1);
    expect(only).toMatchObject({ low: 1, high: 3, weight: 8, predicted: 19 / 8, actual: 46 / 8 });
    expect(only?.deviation).toBeCloseTo(Math.sqrt((300 + 64) / 8 - (46 / 8) ** 2), 12);
  });

  it('leaves out rows of weight 0', () => {
    const bins = actualByPrediction(prepared({ actual: [1, 9], predicted: [1, 9], weights: [1, 0] }));
    expect(bins.map(({ low, high }) => [low, high])).toEqual([[1, 1]]);
  });
});
