import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyDistance } from './energy-distance.ts';
import { measures } from './figure.ts';
import { hellinger } from './hellinger.ts';
import { js } from './jensen-shannon.ts';
import { ks } from './kolmogorov-smirnov.ts';
import { kl } from './kullback-leibler.ts';
import { psi } from './psi.ts';
import { severities, severityAt, severityOf, severityThresholds } from './severity.ts';
import { normal } from './testing/samples.ts';
import { totalVariation } from './total-variation.ts';
import { wasserstein } from './wasserstein.ts';

describe('severity', () => {
  it.each([
    [0, 'none'],
    [0.0999, 'none'],
    [0.1, 'low'],
    [0.2499, 'low'],
    [0.25, 'medium'],
    [0.4999, 'medium'],
    [0.5, 'high'],
    [40, 'high'],
  ] as const)('of a PSI of %d is %s', (value, severity) => {
    expect(severityAt(value, severityThresholds.psi)).toBe(severity);
  });

  it.each(measures)('never falls as the %s rises', (measure) => {
    const value = fc.double({ min: 0, max: 2, noNaN: true });
    const rank = (x: number): number => severities.indexOf(severityAt(x, severityThresholds[measure]));
    fc.assert(
      fc.property(value, value, (x, y) => {
        expect(rank(Math.max(x, y))).toBeGreaterThanOrEqual(rank(Math.min(x, y)));
      }),
    );
    expect([...severityThresholds[measure]]).toEqual([...severityThresholds[measure]].sort((a, b) => a - b));
  });

  it.each([
    [0.1, 'none'],
    [0.41, 'low'],
    [0.6, 'medium'],
    [1, 'high'],
  ] as const)('of a shift by %d standard deviations is the same whatever it is measured by: %s', (shift, severity) => {
    const [before, now] = [normal(1, 50_000), normal(3, 50_000, shift)];
    for (const measure of [psi, kl, js, hellinger, totalVariation, ks, wasserstein, energyDistance]) {
      const drift = measure(before, now);
      expect([drift.measure, severityOf(drift)]).toEqual([drift.measure, severity]);
    }
  });

  it('is not known where nothing could be measured', () => {
    expect(severityOf(psi([], [1]))).toBeNull();
  });
});
