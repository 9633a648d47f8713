import { describe, expect, it } from 'vitest';
import type { Score } from '../score.ts';
import type { RegressionRows } from './data.ts';
import { regressionMetrics, scoreRegression } from './metrics.ts';

const score = (rows: RegressionRows, metric: string): Score | undefined =>
  scoreRegression(rows).find((found) => found.metric === metric);

describe('rows that no metric can use', () => {
  const refused: readonly (readonly [string, RegressionRows, string, string])[] = [
    ['no row', { actual: [], predicted: [] }, 'empty', 'there is no row'],
    [
      'columns of two lengths',
      { actual: [1, 2], predicted: [1] },
      'invalid',
      'as many predicted as actual, 2, found 1',
    ],
    ['weights of another length', { actual: [1], predicted: [1], weights: [] }, 'invalid', 'as many weights as actual'],
    ['an actual NaN', { actual: [1, Number.NaN], predicted: [1, 2] }, 'invalid', 'actual of row 1 is NaN'],
    ['an endless prediction', { actual: [1], predicted: [Infinity] }, 'invalid', 'predicted of row 0 is Infinity'],
    ['a negative weight', { actual: [1, 2], predicted: [1, 2], weights: [1, -1] }, 'invalid', 'weight of row 1 is -1'],
    ['a weight of NaN', { actual: [1], predicted: [1], weights: [Number.NaN] }, 'invalid', 'weight of row 0 is NaN'],
    ['weights of 0', { actual: [1, 2], predicted: [1, 2], weights: [0, 0] }, 'no_weight', 'weights of all rows are 0'],
    ['weights too large', { actual: [1, 2], predicted: [1, 2], weights: [1e308, 1] }, 'overflow', 'too large'],
    ['a quantile of 1', { actual: [1], predicted: [1], quantile: 1 }, 'invalid', 'quantile is 1'],
    ['a quantile of NaN', { actual: [1], predicted: [1], quantile: Number.NaN }, 'invalid', 'quantile is NaN'],
  ];

  it.each(refused)('%s makes every metric unknown and says why', (_name, rows, reason, explanation) => {
    const scores = scoreRegression(rows);
    expect(scores.map(({ metric }) => metric)).toEqual(regressionMetrics.map(({ name }) => name));
    for (const found of scores)
      expect(found).toMatchObject({ value: null, reason, explanation: expect.stringContaining(explanation) });
  });

  it('names a value that is no number, which a cast let through', () => {
    const actual = JSON.parse('[1, null]') as number[];
    expect(score({ actual, predicted: [1, 2] }, 'mae')).toMatchObject({ value: null, reason: 'invalid' });
  });
});

describe('what a metric cannot say', () => {
  it('mape says how many actual values are 0 and where the first is', () => {
    const rows = { actual: [1, 0, 2, 0, 3], predicted: [1, 1, 2, 1, 3] };
    expect(score(rows, 'mape')).toMatchObject({
      value: null,
      reason: 'zero_actual',
      explanation: '2 of 5 rows have an actual value of 0, first row 1',
    });
    expect(score(rows, 'mae')).toMatchObject({ value: 0.4 });
  });

  it('mape is known where only rows of weight 0 have an actual value of 0', () => {
    expect(score({ actual: [2, 0], predicted: [3, 1], weights: [1, 0] }, 'mape')).toMatchObject({ value: 0.5 });
  });

  it('smape counts a row where both are 0 as right, and one where only one is 0 as 2', () => {
    expect(score({ actual: [0, 0, 1], predicted: [0, 1, 0] }, 'smape')?.value).toBeCloseTo(4 / 3, 15);
  });

  it.each([0.1, 1 / 3, 1e300])('r_squared is unknown where every actual value is %d', (value) => {
    const rows = { actual: [value, value, value], predicted: [1, 2, 3] };
    expect(score(rows, 'r_squared')).toMatchObject({ value: null, reason: 'no_spread' });
  });

  it('quantile_loss is unknown where nobody says which quantile the model predicts', () => {
    expect(score({ actual: [1, 2], predicted: [1, 1] }, 'quantile_loss')).toMatchObject({
      value: null,
      reason: 'not_given',
    });
  });

  it('one row has figures and no interval', () => {
    expect(score({ actual: [1], predicted: [3] }, 'mae')).toMatchObject({
      value: 2,
      interval: null,
      interval_missing: 'expected two rows or more',
    });
  });

  it('errors that no double can hold are unknown, never infinite', () => {
    const rows = { actual: [1.7e308, -1.7e308], predicted: [-1.7e308, 1.7e308], quantile: 0.5 };
    for (const found of scoreRegression(rows)) {
      expect(Number.isFinite(found.value ?? 0)).toBe(true);
      if (found.metric === 'rmse') expect(found).toMatchObject({ value: null, reason: 'overflow' });
    }
  });

  it('errors whose squares no double can hold have a root of the mean square all the same', () => {
    expect(score({ actual: [0, 0], predicted: [3e200, 4e200] }, 'rmse')?.value).toBeCloseTo(12.5 ** 0.5 * 1e200, -188);
    const small = score({ actual: [0, 0], predicted: [3e-200, 4e-200] }, 'rmse')?.value ?? 0;
    expect(small / 1e-200).toBeCloseTo(12.5 ** 0.5, 12);
  });
});
