import { describe, expect, it } from 'vitest';
import { type MonitorSettings, monitorSchema } from './config.ts';
import { type DegradationTarget, degradationFindings, type PastWindow } from './degradation.ts';
import type { Figure } from './figures.ts';

const day = 86_400_000;
const monday = Date.UTC(2026, 2, 2);

const figure = (value: number, change: Partial<Figure> = {}): Figure => ({
  value,
  rows: 1_000,
  better: 'higher',
  error: 0.001,
  ...change,
});

/** Days back from the one that is judged. */
const daysBefore = (...figures: readonly (Figure | undefined)[]): PastWindow[] =>
  figures.map((one, index) => ({
    start: monday - (index + 1) * day,
    end: monday - index * day,
    figures: one ? { accuracy: one } : {},
  }));

const settingsOf = (degradation: object = {}, more: object = {}): MonitorSettings =>
  monitorSchema.parse({ degradation: { metrics: 'accuracy', ...degradation }, ...more });

const findingsOf = (current: Figure, before: readonly PastWindow[], change: Partial<DegradationTarget> = {}) =>
  degradationFindings({
    model: 'm',
    task: 'binary',
    settings: settingsOf(),
    window: { start: monday, end: monday + day },
    figures: { accuracy: current },
    before,
    now: new Date(monday + day),
    ...change,
  });

const drop = (current: Figure, before: readonly PastWindow[], change: Partial<DegradationTarget> = {}) =>
  findingsOf(current, before, change).find(({ metric }) => metric === 'degradation.accuracy');

describe('a model that became worse', () => {
  it.each([
    [0.8, 'pass', 0],
    [0.9, 'pass', -0.125],
    [0.7601, 'pass', 0.049875],
    [0.76, 'warning', 0.05],
    [0.7, 'warning', 0.125],
    [0.68, 'warning', 0.15],
    [0.6799, 'alert', 0.150125],
    [0, 'alert', 1],
  ])('from 0.8 to %d is a %s', (value, status, share) => {
    expect(drop(figure(value), daysBefore(figure(0.8)))).toMatchObject({ status, value: share });
  });

  it('is one that errs more, where less is better', () => {
    const rmse = (value: number) => figure(value, { better: 'lower' });
    expect(drop(rmse(1.05), daysBefore(rmse(1)))).toMatchObject({ status: 'warning', value: 0.05 });
    expect(drop(rmse(1.16), daysBefore(rmse(1)))?.status).toBe('alert');
    expect(drop(rmse(0.5), daysBefore(rmse(1)))?.status).toBe('pass');
    const bias = (value: number) => figure(value, { better: 'zero' });
    expect(drop(bias(-1.2), daysBefore(bias(1)))?.status).toBe('alert');
    expect(drop(bias(-0.9), daysBefore(bias(1)))?.status).toBe('pass');
  });

  it('has limits that can be set', () => {
    const settings = settingsOf({ warning: 0.01, critical: 0.1 });
    expect(drop(figure(0.71), daysBefore(figure(0.8)), { settings })).toMatchObject({
      status: 'alert',
      threshold: { warning: '>= 1%', alert: '> 10%' },
    });
  });

  it('is not one that chance explains, unless only the figure counts', () => {
    const unsure = figure(0.7, { error: 0.05 });
    expect(drop(unsure, daysBefore(figure(0.8)))).toMatchObject({
      status: 'pass',
      value: 0.125,
      message: 'accuracy is 0.7 after 0.8: 12.5 % worse, which chance may explain',
    });
    expect(drop(unsure, daysBefore(figure(0.8)), { settings: settingsOf({ evidence: 'point' }) })?.status).toBe(
      'warning',
    );
  });

  it('is compared with the mean of the windows before, each by its rows, as far back as was said', () => {
    const before = daysBefore(figure(0.6, { rows: 3_000 }), figure(0.8), figure(0.1));
    const settings = settingsOf({ against: { windows: 2 } });
    expect(drop(figure(0.65), before, { settings })).toMatchObject({ value: 0, status: 'pass' });
  });

  it('is not known without enough rows, a figure, or anything before', () => {
    expect(drop(figure(0.1, { rows: 49 }), daysBefore(figure(0.8)))).toMatchObject({
      status: 'unknown',
      reason: '49 labelled rows, at least 50 are needed',
    });
    expect(drop(figure(0.1), daysBefore(figure(0.8, { rows: 49 })))).toMatchObject({
      status: 'unknown',
      reason: 'no window before this one has enough labelled rows',
    });
    expect(drop(figure(0.1), daysBefore(figure(0)))?.reason).toBe('a change relative to 0 has no value');
    const settings = settingsOf({ metrics: ['acuracy'] });
    expect(findingsOf(figure(1), daysBefore(figure(1)), { settings })).toMatchObject([
      { metric: 'degradation.acuracy', status: 'unknown', reason: 'there is no figure of acuracy in this window' },
    ]);
    const none = figure(0.1, { error: null, unsure: 'one class only' });
    expect(drop(none, daysBefore(figure(0.8)))).toMatchObject({ status: 'unknown', reason: 'one class only' });
  });

  it('is not asked for before there is something to compare', () => {
    expect(findingsOf(figure(0.1), [])).toEqual([]);
    expect(findingsOf(figure(0.1), daysBefore(figure(0.8)), { figures: {} })).toEqual([]);
  });

  it('is compared with the baseline where that was asked for', () => {
    const settings = settingsOf({ against: 'baseline' });
    const baseline = { figures: { accuracy: figure(0.8) } };
    expect(drop(figure(0.6), [], { settings, baseline })?.status).toBe('alert');
    expect(drop(figure(0.6), [], { settings, baseline: { missing: 'nobody promoted one' } })).toMatchObject({
      status: 'unknown',
      reason: 'nobody promoted one',
    });
  });

  it('finds the metric with its number where it is named without', () => {
    const figures = { 'ndcg@10': figure(0.5) };
    const before = [{ start: monday - day, end: monday, figures: { 'ndcg@10': figure(0.8) } }];
    expect(
      findingsOf(figure(0), before, { task: 'ranking', settings: monitorSchema.parse({}), figures }),
    ).toMatchObject([{ metric: 'degradation.ndcg@10', status: 'alert' }]);
  });
});

describe('a trend', () => {
  const trendOf = (values: readonly number[], change: Partial<DegradationTarget> = {}) => {
    const [current = 0, ...before] = values;
    return findingsOf(figure(current), daysBefore(...before.map((value) => figure(value))), change).find(
      ({ metric }) => metric === 'trend.accuracy',
    );
  };

  it('is found where no single window tells', () => {
    const falling = Array.from({ length: 12 }, (_, index) => 0.7 + 0.005 * index + (index % 3) * 0.001);
    expect(trendOf(falling)).toMatchObject({
      status: 'warning',
      message: expect.stringMatching(/^accuracy falls by 0\.00\d+ a day over 12 windows/),
    });
    expect(trendOf(falling.map((value) => 3 * value - 1.6))?.status).toBe('alert');
    expect(trendOf(falling.toReversed())?.status).toBe('pass');
  });

  it('is none where values only scatter, or move too little to matter', () => {
    expect(trendOf([0.7, 0.72, 0.69, 0.71, 0.73, 0.7, 0.72, 0.69])?.status).toBe('pass');
    expect(trendOf(Array.from({ length: 12 }, (_, index) => 0.7 + 0.0001 * index))?.status).toBe('pass');
  });

  it('looks back as far as was said', () => {
    const values = [
      ...Array.from({ length: 6 }, (_, index) => 0.7 + 0.02 * index),
      ...Array.from({ length: 8 }, () => 0.1),
    ];
    expect(trendOf(values, { settings: settingsOf({ trend: 6 }) })?.status).toBe('warning');
    expect(trendOf(values)?.status).toBe('pass');
  });

  it('is asked for from five windows on, and not known where too few have rows', () => {
    expect(trendOf([0.7, 0.7, 0.7, 0.7])).toBeUndefined();
    const before = daysBefore(figure(0.7), undefined, figure(0.7), figure(0.7, { rows: 3 }));
    expect(findingsOf(figure(0.7), before)).toContainEqual(
      expect.objectContaining({
        metric: 'trend.accuracy',
        status: 'unknown',
        reason: '3 windows have enough labelled rows, at least 5 are needed',
      }),
    );
  });
});
