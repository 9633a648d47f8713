import { type ModelPictures, modelReportSchema } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { modelSchema } from './config.ts';
import { binaryModel, judgedRows } from './model-rows.suite.ts';
import { picturesOf } from './pictures.ts';

/** What a report may hold: a number that is none would not be one. */
const checked = (pictures: ModelPictures): ModelPictures => {
  expect(modelReportSchema.shape.pictures.parse(pictures)).toEqual(pictures);
  return pictures;
};

const label = [1, 0, 1, 1, 0, 0, 1, 0];
const prediction = [0.9, 0.2, 0.6, 0.8, 0.4, 0.1, 0.3, 0.7];

describe('picturesOf', () => {
  it('draws how probabilities were kept, and what is found for which false alarms', () => {
    const {
      calibration = [],
      roc = [],
      precision_recall = [],
      ...others
    } = checked(picturesOf(judgedRows({ label, prediction }), binaryModel()));
    expect(others).toEqual({});
    expect(calibration.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const { kept, low, high } of calibration) {
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low <= kept && kept <= high).toBe(true);
    }
    expect([roc[0], roc.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(precision_recall.at(-1)).toEqual([1, 0.5]);
  });

  it('draws profit and drawdown where there are odds', () => {
    const odds = label.map(() => 2);
    const { profit = [], drawdown = [] } = checked(
      picturesOf(judgedRows({ label, prediction, odds }), binaryModel({ odds: 'o' })),
    );
    expect(profit.at(-1)).toEqual([8, 0]);
    // two ahead after the fourth bet, nothing left after the sixth
    expect(Math.max(...drawdown.map(([, depth]) => depth))).toBe(2);
  });

  it('draws how far a regression was off', () => {
    const settings = modelSchema.parse({ task: 'regression', prediction: 'f', label: 'y' });
    const { residuals = [], predicted = [] } = checked(
      picturesOf(judgedRows({ label: [1, 2, 3, 4], prediction: [1, 3, 3, 3] }), settings),
    );
    expect(residuals.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(residuals[0]?.low).toBeLessThanOrEqual(-1);
    expect(residuals.at(-1)?.high).toBeGreaterThanOrEqual(1);
    expect(predicted.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it.each([
    ['there is no row', { label: [], prediction: [] }],
    ['the weights are 0', { label: [1, 0], prediction: [0.5, 0.4], weight: [0, 0] }],
    ['a label is none', { label: [1, Number.NaN], prediction: [0.5, 0.4] }],
  ])('draws nothing where %s', (_, columns) => {
    expect(checked(picturesOf(judgedRows(columns), binaryModel({ weight: 'w' })))).toEqual({});
  });

  it('draws what one class allows', () => {
    const pictures = checked(picturesOf(judgedRows({ label: [1, 1], prediction: [0.5, 0.4] }), binaryModel()));
    expect(pictures.roc).toBeUndefined();
    expect(pictures.calibration).toHaveLength(2);
  });
});
