import { describe, expect, it } from 'vitest';
import { PitwallError } from './core/errors.ts';
import { type EvaluateInput, PerformanceMonitor } from './performance-monitor.ts';

const now = () => new Date('2026-01-12T12:00:00Z');

/** 100 bets promised at `p`, of which `won` are won. */
const bets = (won: number, p: number, odds: number): EvaluateInput => ({
  labels: Array.from({ length: 100 }, (_, row) => (row < won ? 1 : 0)),
  probabilities: Array.from({ length: 100 }, () => p),
  odds: Array.from({ length: 100 }, () => odds),
  oddsFormat: 'decimal',
});

describe('PerformanceMonitor', () => {
  it('judges the eight metrics of the original, and the realised return beside them', () => {
    const { metrics, status } = new PerformanceMonitor({ preset: 'cbb', now }).evaluate(bets(30, 0.7, 1.9));
    expect(status).toBe('alert');
    expect(metrics.accuracy).toMatchObject({ value: 0.3, status: 'alert', threshold: { warning: '< 0.55' } });
    expect(metrics.brier?.value).toBeCloseTo(0.3 * 0.09 + 0.7 * 0.49, 12);
    expect(metrics.recall).toMatchObject({ value: 1, status: 'unknown' });
    expect(metrics.expected_value?.value).toBeCloseTo(0.33, 12);
    expect(metrics.expected_value).toMatchObject({ status: 'pass', basis: 'believed' });
    expect(metrics.roi?.value).toBeCloseTo(-0.43, 12);
    expect(metrics.roi).toMatchObject({ status: 'alert', basis: 'realised' });
  });

  it('gives the same bet the same return in every format of odds', () => {
    const monitor = new PerformanceMonitor({ now });
    const input = bets(50, 0.5, 2);
    const roi = (odds: number, oddsFormat: 'decimal' | 'net' | 'american'): number | null | undefined =>
      monitor.evaluate({ ...input, odds: input.labels && Array.from({ length: 100 }, () => odds), oddsFormat }).metrics
        .roi?.value;
    expect([roi(2, 'decimal'), roi(1, 'net'), roi(100, 'american')]).toEqual([0, 0, 0]);
    expect(roi(1.9, 'decimal')).toBeCloseTo(-0.05, 12);
  });

  it('does not judge the area under the curve where one class came', () => {
    const { metrics, findings } = new PerformanceMonitor({ preset: 'cbb', now }).evaluate({
      labels: new Float64Array(200).fill(1),
      probabilities: new Float64Array(200).fill(0.8),
    });
    expect(metrics.roc_auc).toMatchObject({ value: null, status: 'unknown' });
    expect(findings.find(({ metric }) => metric === 'performance.roc_auc')).toMatchObject({
      status: 'unknown',
      reason: expect.stringContaining('every row is a 1'),
    });
  });

  it('knows nothing where rows are bad or absent, and says which', () => {
    const monitor = new PerformanceMonitor({ now });
    const bad = monitor.evaluate({ labels: [0, 1, 2], probabilities: [0.1, 0.2, 0.3] });
    expect(bad.metrics.accuracy).toMatchObject({ value: null, reason: 'label of row 2 is 2, expected 0 or 1' });
    const empty = monitor.evaluate({ labels: [], probabilities: [] });
    expect(empty.status).toBe('unknown');
    expect(empty.metrics.accuracy).toMatchObject({ value: null, reason: 'there is no row' });
  });

  it('takes true for 1 and nothing for no number, never for 0', () => {
    const monitor = new PerformanceMonitor({ now });
    const evaluate = (labels: unknown, probabilities: unknown) =>
      monitor.evaluate({ labels, probabilities } as unknown as EvaluateInput);
    expect(evaluate([true, false, true], [0.9, 0.1, 0.2]).metrics.accuracy?.value).toBeCloseTo(2 / 3, 12);
    const missing = evaluate([1, null, 0], [0.9, 0.1, 0.2]);
    expect(missing.metrics.accuracy).toMatchObject({ value: null, reason: 'label of row 1 is NaN, expected 0 or 1' });
    expect(evaluate([1, 0], ['', 0.2]).metrics.accuracy).toMatchObject({
      value: null,
      reason: 'score of row 0 is NaN, expected a finite number',
    });
    expect(evaluate([1n, 0n], [0.9, 0.2]).metrics.accuracy?.value).toBeNull();
  });

  it('does not pass where no metric has a value', () => {
    const { labels, probabilities } = bets(50, 0.6, 2);
    const weights = new Float64Array(100);
    const { status, findings } = new PerformanceMonitor({ now }).evaluate({ labels, probabilities, weights });
    expect(status).toBe('unknown');
    expect(findings[0]).toMatchObject({ metric: 'performance.rows', reason: 'the weights of all rows are 0' });
  });

  it('takes thresholds of its own, with a minimum of rows', () => {
    const input = bets(50, 0.6, 2);
    const evaluate = (options: ConstructorParameters<typeof PerformanceMonitor>[0]) =>
      new PerformanceMonitor({ ...options, now }).evaluate(input).metrics.accuracy;
    expect(evaluate({ thresholds: { accuracy: { alert: '< 0.5' } } })?.status).toBe('pass');
    expect(evaluate({ thresholds: { accuracy: { alert: '<= 0.5' } } })?.status).toBe('alert');
    expect(evaluate({ thresholds: { accuracy: { alert: '<= 0.5', evidence: 'interval' } } })?.status).toBe('pass');
    expect(evaluate({ thresholds: { accuracy: { alert: '<= 0.5' } }, minimum_samples: 101 })?.status).toBe('unknown');
  });

  it('refuses what it cannot mean', () => {
    const input = bets(50, 0.6, 2);
    expect(() => new PerformanceMonitor({ preset: 'nba' as 'cbb' })).toThrow(PitwallError);
    const { oddsFormat: _, ...unsaid } = input;
    expect(() => new PerformanceMonitor({ now }).evaluate(unsaid)).toThrow(/expected oddsFormat beside odds/);
    expect(() => new PerformanceMonitor({ now }).evaluate({ ...input, odds: [2] })).toThrow(
      /as many odds as labels, 100/,
    );
    const { labels: __, ...unlabelled } = input;
    expect(() => new PerformanceMonitor({ now }).evaluate(unlabelled as EvaluateInput)).toThrow(
      /expected a list of labels, found none/,
    );
    expect(() => new PerformanceMonitor({ now }).evaluate({ ...input, stakes: 1 as never })).toThrow(
      /expected a list of stakes, found number/,
    );
    expect(() => new PerformanceMonitor({ preset: 'movielens', now }).evaluate(input)).toThrow(
      /expected a preset for binary models, found movielens/,
    );
    const misspelt = new PerformanceMonitor({ thresholds: { acuracy: { alert: '< 1' } }, now });
    expect(() => misspelt.evaluate(input)).toThrow(/Did you mean accuracy/);
  });

  it('says it in some lines', () => {
    const monitor = new PerformanceMonitor({ preset: 'cbb', model: 'picker', now });
    const lines = monitor.getSummary(monitor.evaluate(bets(30, 0.7, 1.9))).split('\n');
    expect(lines[0]).toBe('✗ picker: alert');
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}✗ roi +-0\.43 \(-0\.\d+ to -0\.\d+\) {2}not < -0\.02, < 0$/),
    );
    expect(lines.at(-1)).toContain('trust the loss');
  });
});
