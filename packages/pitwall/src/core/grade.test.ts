import type { Threshold } from '@pitwall/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grade, parseCondition, thresholdProblem } from './grade.ts';

describe('a condition at its limit', () => {
  it.each([
    ['< 0.55', 0.55, 'pass'],
    ['< 0.55', 0.5499999, 'alert'],
    ['<= 0.55', 0.55, 'alert'],
    ['<= 0.55', 0.5500001, 'pass'],
    ['> 0.55', 0.55, 'pass'],
    ['> 0.55', 0.5500001, 'alert'],
    ['>= 0.55', 0.55, 'alert'],
    ['>= 0.55', 0.5499999, 'pass'],
    ['> 7%', 7 / 100, 'pass'],
    ['>= 7 %', 7 / 100, 'alert'],
    ['< -0.02', -0.02, 'pass'],
    ['<= -.02', -0.02, 'alert'],
    ['> 1e-9', 1 / 1_000_000_000, 'pass'],
    ['> +1.5E+3', 1_500.5, 'alert'],
    ['< 0', -0, 'pass'],
  ])('alert %j judges %d as %s', (alert, value, status) => {
    expect(grade({ alert }, { value })).toEqual({ status });
  });

  it('is met exactly by every share that a tolerance names', () => {
    for (const total of [7, 10, 30, 1_000]) {
      for (let bad = 0; bad <= total; bad += 1) {
        expect(grade({ alert: `> ${bad / total}` }, { value: bad / total }).status).toBe('pass');
        expect(grade({ alert: `>= ${bad / total}` }, { value: bad / total }).status).toBe('alert');
      }
    }
  });
});

describe('the bands of a threshold', () => {
  const lower: Threshold = { warning: '< 0.6', alert: '< 0.5' };
  it.each([
    [0.6, 'pass'],
    [0.599, 'warning'],
    [0.5, 'warning'],
    [0.499, 'alert'],
  ])('a value of %d is a %s', (value, status) => {
    expect(grade(lower, { value }).status).toBe(status);
  });

  it('judges an alert without a warning, a warning without an alert, and neither', () => {
    expect(grade({ alert: '> 1' }, { value: 2 }).status).toBe('alert');
    expect(grade({ warning: '> 1' }, { value: 2 }).status).toBe('warning');
    expect(grade({}, { value: 2 }).status).toBe('pass');
  });
});

describe('what cannot be judged is unknown, with the reason', () => {
  it.each([
    [{ value: null }, 'there is no value'],
    [{ value: Number.NaN }, 'the value is NaN'],
    [{ value: Number.POSITIVE_INFINITY }, 'the value is Infinity'],
    [{ value: Number.NEGATIVE_INFINITY }, 'the value is -Infinity'],
  ])('%j', (measurement, reason) => {
    expect(grade({ alert: '> 1' }, measurement)).toEqual({ status: 'unknown', reason });
    expect(grade({}, measurement)).toEqual({ status: 'unknown', reason });
  });

  const few: Threshold = { alert: '> 1', minimum_samples: 100 };
  it.each([
    [99, 'unknown'],
    [100, 'alert'],
    [101, 'alert'],
    [Number.NaN, 'unknown'],
    [undefined, 'unknown'],
  ])('with %s samples where 100 are needed the status is %s', (samples, status) => {
    expect(grade(few, { value: 2, ...(samples === undefined ? {} : { samples }) }).status).toBe(status);
  });

  it('says how many samples there were and how many are needed', () => {
    expect(grade(few, { value: 2, samples: 99 }).reason).toBe('99 samples, at least 100 are needed');
    expect(grade(few, { value: 2 }).reason).toBe('an unknown number of samples, at least 100 are needed');
  });
});

describe('a change against the baseline', () => {
  it.each([
    ['drop >= 0.1', 0.6, 0.7, 'alert', '0.7 - 0.6 is less than 0.1 in binary'],
    ['drop > 0.1', 0.6, 0.7, 'pass', 'and not more'],
    ['rise >= 0.1', 0.8, 0.7, 'alert', '0.8 - 0.7 is more than 0.1 in binary'],
    ['rise > 0.1', 0.8, 0.7, 'pass', 'and not less'],
    ['drop > 15%', 0.85, 1, 'pass', 'exactly at the limit'],
    ['drop >= 15%', 0.85, 1, 'alert', 'which >= includes'],
    ['drop > 15%', 0.8499, 1, 'alert', 'beyond the limit'],
    ['drop > 15%', 1.5, 1, 'pass', 'a rise is no drop'],
    ['rise > 10%', 55, 50, 'pass', 'exactly at the limit'],
    ['rise > 10%', 55.1, 50, 'alert', 'beyond'],
    ['drop > 50%', -2, -1, 'alert', 'from a negative baseline, relative to its size'],
    ['rise >= 50%', -0.5, -1, 'alert', 'up from a negative baseline'],
    ['drop > 5', 3, 0, 'pass', 'from zero, without %'],
  ])('%j at %d from %d: %s, %s', (alert, value, baseline, status) => {
    expect(grade({ alert }, { value, baseline })).toEqual({ status });
  });

  it.each([
    ['rise > 10%', 0, 'a change relative to a baseline of 0 has no value'],
    ['rise > 10%', null, 'there is no baseline to compare with'],
    ['rise > 10', undefined, 'there is no baseline to compare with'],
    ['rise > 10', Number.NaN, 'the baseline is NaN'],
    ['drop > 10%', Number.POSITIVE_INFINITY, 'the baseline is Infinity'],
  ])('%j from a baseline of %s is unknown', (alert, baseline, reason) => {
    expect(grade({ alert }, { value: 1, ...(baseline === undefined ? {} : { baseline }) })).toEqual({
      status: 'unknown',
      reason,
    });
  });
});

describe('a threshold that cannot be meant', () => {
  it.each([
    [{ warning: '< 0.5', alert: '< 0.6' }, 'holds before'],
    [{ warning: '> 0.6', alert: '> 0.5' }, 'holds before'],
    [{ warning: '< 0.5', alert: '> 0.6' }, 'opposite directions'],
    [{ warning: 'drop > 5%', alert: '> 0.6' }, 'do not speak of the same thing'],
    [{ warning: 'drop > 5', alert: 'drop > 6%' }, 'do not speak of the same thing'],
    [{ warning: 'drop > 5%', alert: 'rise > 6%' }, 'do not speak of the same thing'],
    [{ warning: '> 1', alert: '> 1' }, 'leaves no room'],
    [{ warning: '< 1', alert: '<= 1' }, 'leaves no room'],
  ])('%j: %s', (threshold, words) => {
    expect(thresholdProblem(threshold)).toContain(words);
  });

  it.each<Threshold>([
    {},
    { alert: '> 1' },
    { warning: '> 1' },
    { warning: '>= 1', alert: '> 1' },
    { warning: '> 5%', alert: '> 0.15' },
    { warning: 'drop > 5%', alert: 'drop > 15%' },
    { warning: '< 0', alert: '< -0.02' },
  ])('but %j can', (threshold) => {
    expect(thresholdProblem(threshold)).toBeUndefined();
  });

  it.each(['', '=', '0.5', '== 1', '> x', '> 1 2', 'fall > 1', '>> 1', '> 1e', '< 1e999'])(
    '%j is not a condition',
    (text) => {
      expect(() => parseCondition(text)).toThrow(expect.objectContaining({ code: 'threshold.invalid' }));
    },
  );
});

describe('for every threshold', () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const limits = fc.tuple(number, number).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const rank = { pass: 0, unknown: -1, warning: 1, alert: 2 } as const;

  it('a worse value never gets a better status', () => {
    const changes = fc.constantFrom('', 'rise ', 'drop ');
    fc.assert(
      fc.property(
        limits,
        fc.boolean(),
        changes,
        fc.constantFrom('', '='),
        number,
        number,
        number,
        ([low, high], upward, change, equal, a, b, baseline) => {
          const operator = `${upward ? '>' : '<'}${equal}`;
          const threshold = upward
            ? { warning: `${change}${operator} ${low}`, alert: `${change}${operator} ${high}` }
            : { warning: `${change}${operator} ${high}`, alert: `${change}${operator} ${low}` };
          const growing = upward !== (change === 'drop ');
          const [better, worse] = growing ? [Math.min(a, b), Math.max(a, b)] : [Math.max(a, b), Math.min(a, b)];
          const [before, after] = [better, worse].map((value) => grade(threshold, { value, baseline }).status);
          expect(rank[after ?? 'unknown']).toBeGreaterThanOrEqual(rank[before ?? 'unknown']);
          expect(before).not.toBe('unknown');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('an alert band within the warning band passes the look at the threshold, and never the other way round', () => {
    fc.assert(
      fc.property(limits, ([low, high]) => {
        fc.pre(low < high);
        expect(thresholdProblem({ warning: `> ${low}`, alert: `> ${high}` })).toBeUndefined();
        expect(thresholdProblem({ warning: `> ${high}`, alert: `> ${low}` })).toBeDefined();
      }),
    );
  });
});
