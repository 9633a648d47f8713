import { type Status, thresholdSchema } from '@pitwall/sdk';
import { binaryMetrics, profitMetrics, rankingMetrics, regressionMetrics } from '@pitwall/stats';
import { describe, expect, it } from 'vitest';
import { grade, thresholdProblem } from '../core/grade.ts';
import { type PresetName, presetNames, presets } from './presets.ts';

const known = new Set(
  [...binaryMetrics, ...profitMetrics, ...regressionMetrics, ...rankingMetrics(10)].map(({ name }) => name),
);

const statusOf = (preset: PresetName, metric: string, value: number, samples = 1_000) => {
  const threshold = presets[preset][metric];
  if (!threshold) throw new Error(`${preset} asks nothing of ${metric}`);
  return grade(threshold, { value, samples }).status;
};

describe.each(presetNames)('the preset %s', (name) => {
  it('has thresholds that can be reached, of metrics that there are', () => {
    expect(Object.keys(presets[name]).filter((metric) => !known.has(metric))).toEqual([]);
    for (const threshold of Object.values(presets[name])) {
      expect(thresholdSchema.parse(threshold)).toEqual(threshold);
      expect(thresholdProblem(threshold)).toBeUndefined();
    }
  });

  it('is worse on the side where the metric is', () => {
    const better = new Map<string, string>(
      [...binaryMetrics, ...profitMetrics, ...regressionMetrics, ...rankingMetrics(10)].map((one) => [
        one.name,
        one.better,
      ]),
    );
    for (const [metric, threshold] of Object.entries(presets[name])) {
      const condition = threshold.alert ?? threshold.warning ?? '';
      expect(condition[0], metric).toBe(better.get(metric) === 'lower' ? '>' : '<');
    }
  });
});

describe('the values at the limits', () => {
  const limits: readonly [PresetName, string, readonly (readonly [number, Status])[]][] = [
    [
      'cbb',
      'accuracy',
      [
        [0.55, 'pass'],
        [0.5499, 'warning'],
        [0.44, 'warning'],
        [0.4399, 'alert'],
      ],
    ],
    [
      'cbb',
      'log_loss',
      [
        [0.7, 'pass'],
        [0.7001, 'warning'],
        [0.84, 'warning'],
        [0.8401, 'alert'],
      ],
    ],
    [
      'cbb',
      'brier',
      [
        [0.25, 'pass'],
        [0.2501, 'warning'],
        [0.3, 'warning'],
        [0.3001, 'alert'],
      ],
    ],
    [
      'cbb',
      'roc_auc',
      [
        [0.6, 'pass'],
        [0.5999, 'warning'],
        [0.48, 'warning'],
        [0.4799, 'alert'],
      ],
    ],
    [
      'cbb',
      'roi',
      [
        [0, 'pass'],
        [-0.0001, 'warning'],
        [-0.02, 'warning'],
        [-0.0201, 'alert'],
      ],
    ],
    [
      'bitcoin',
      'accuracy',
      [
        [0.65, 'pass'],
        [0.6499, 'alert'],
      ],
    ],
    [
      'bitcoin',
      'rmse',
      [
        [1.4999, 'pass'],
        [1.5, 'alert'],
      ],
    ],
    [
      'bitcoin',
      'r_squared',
      [
        [0.1001, 'pass'],
        [0.1, 'alert'],
      ],
    ],
    [
      'movielens',
      'rmse',
      [
        [0.8499, 'pass'],
        [0.85, 'alert'],
      ],
    ],
    [
      'movielens',
      'precision@10',
      [
        [0.3501, 'pass'],
        [0.35, 'alert'],
      ],
    ],
    [
      'movielens',
      'ndcg@10',
      [
        [0.4201, 'pass'],
        [0.42, 'alert'],
      ],
    ],
    [
      'movielens',
      'coverage@10',
      [
        [0.6, 'pass'],
        [0.5999, 'warning'],
      ],
    ],
  ];

  it.each(limits)('of %s on %s are judged as they are written', (preset, metric, cases) => {
    for (const [value, status] of cases) expect([value, statusOf(preset, metric, value)]).toEqual([value, status]);
  });

  it('of college basketball ask for a hundred rows', () => {
    expect(statusOf('cbb', 'accuracy', 0.1, 99)).toBe('unknown');
    expect(statusOf('cbb', 'accuracy', 0.1, 100)).toBe('alert');
  });
});
