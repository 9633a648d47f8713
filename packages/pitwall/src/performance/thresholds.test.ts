import type { Interval } from '@pitwall/stats';
import { describe, expect, it } from 'vitest';
import { PitwallError } from '../core/errors.ts';
import type { GradedThreshold } from './config.ts';
import { binaryModel } from './model-rows.suite.ts';
import { presets } from './presets.ts';
import { assertKnown, gradeMetric, thresholdsOf, withoutEvidence } from './thresholds.ts';

const score = (value: number | null, interval: Omit<Interval, 'level' | 'method'> | null = null, rows = 100) => ({
  score: {
    metric: 'accuracy',
    rows,
    ...(value === null
      ? { value, reason: 'empty' as const, explanation: 'there is no row' }
      : {
          value,
          ...(interval
            ? { interval: { ...interval, level: 0.95, method: 'wilson' } }
            : { interval: null, interval_missing: 'no formula is known' }),
        }),
  },
});

const statusOf = (threshold: GradedThreshold, ...given: Parameters<typeof score>) =>
  gradeMetric(threshold, score(...given) as never).status;

describe('thresholdsOf', () => {
  it('asks nothing where nothing is said, but a model that bets not to lose', () => {
    expect([...thresholdsOf(binaryModel())]).toEqual([]);
    expect([...thresholdsOf(binaryModel({ odds: 'o' }))]).toEqual([['roi', { alert: '< 0', evidence: 'interval' }]]);
  });

  it('lets what is written replace what the preset says, and the preset what always holds', () => {
    const own = { accuracy: { alert: '< 0.7' } };
    const all = thresholdsOf(binaryModel({ odds: 'o', performance: { preset: 'cbb', thresholds: own } }));
    expect(all.get('accuracy')).toEqual({ alert: '< 0.7' });
    expect(all.get('roi')).toEqual(presets.cbb.roi);
    expect(all.get('brier')).toEqual(presets.cbb.brier);
  });

  it('asks for the minimum of rows wherever none is written', () => {
    const thresholds = { accuracy: { alert: '< 0.7' }, recall: { alert: '< 0.1', minimum_samples: 5 } };
    const all = thresholdsOf(binaryModel({ performance: { thresholds, minimum_samples: 50 } }));
    expect(all.get('accuracy')?.minimum_samples).toBe(50);
    expect(all.get('recall')?.minimum_samples).toBe(5);
  });
});

describe('assertKnown', () => {
  const known = ['accuracy', 'recall'];
  const refusal = (performance: object): PitwallError => {
    try {
      assertKnown(binaryModel({ performance }), known);
    } catch (error) {
      if (error instanceof PitwallError) return error;
    }
    throw new Error('it was not refused');
  };

  it('takes metrics that there are, and presets of which some are', () => {
    const performance = { preset: 'bitcoin', thresholds: { recall: { alert: '< 0.5' } } };
    expect(() => assertKnown(binaryModel({ performance }), known)).not.toThrow();
  });

  it('asks whether the metric with nearly the same name was meant, and tells the others where none is', () => {
    expect(refusal({ thresholds: { acuracy: { alert: '< 0.5' } } })).toMatchObject({
      code: 'config.invalid',
      fix: 'Did you mean accuracy',
      place: { field: 'performance.thresholds.acuracy' },
    });
    expect(refusal({ thresholds: { profitability: { alert: '< 0.5' } } }).fix).toBe('Use one of accuracy, recall');
  });

  it('refuses a preset that would judge nothing', () => {
    const { problem, place } = refusal({ preset: 'movielens' });
    expect(problem).toMatch(/^expected a preset for binary models, found movielens, which has thresholds of rmse/);
    expect(place).toEqual({ field: 'performance.preset' });
  });
});

describe('gradeMetric', () => {
  const point: GradedThreshold = { warning: '< 0.6', alert: '< 0.5' };
  const sure: GradedThreshold = { ...point, evidence: 'interval' };

  it('knows nothing of what has no value, or rests on too few rows', () => {
    expect(gradeMetric(point, score(null) as never)).toEqual({ status: 'unknown', reason: 'there is no row' });
    expect(statusOf({ ...point, minimum_samples: 101 }, 0.4)).toBe('unknown');
    expect(statusOf({ ...sure, minimum_samples: 101 }, 0.4, { low: 0.3, high: 0.45 })).toBe('unknown');
    expect(statusOf({ ...point, minimum_samples: 100 }, 0.4)).toBe('alert');
  });

  it.each([
    [0.4, { low: 0.3, high: 0.45 }, 'alert'],
    [0.4, { low: 0.3, high: 0.55 }, 'warning'],
    [0.4, { low: 0.1, high: 0.65 }, 'pass'],
  ] as const)('asks whether even the better end of the interval is beyond: %d, %j', (value, interval, status) => {
    expect(statusOf(point, value, interval)).toBe('alert');
    expect(statusOf(sure, value, interval)).toBe(status);
  });

  it('asks the lower end where more is worse', () => {
    const upward: GradedThreshold = { warning: '> 0.5', evidence: 'interval' };
    expect(statusOf(upward, 0.7, { low: 0.51, high: 0.9 })).toBe('warning');
    expect(statusOf(upward, 0.7, { low: 0.49, high: 0.9 })).toBe('pass');
  });

  it('says why an interval that is asked for is missing', () => {
    expect(gradeMetric(sure, score(0.4) as never)).toEqual({ status: 'unknown', reason: 'no formula is known' });
  });

  it('gives a report the threshold without what is said of it in words', () => {
    expect(withoutEvidence(sure)).toEqual(point);
  });
});
