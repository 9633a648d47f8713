import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatScore } from '../words.ts';
import { bytes, count, instant, moment, percent, quantity, roundCount } from './figures.ts';

describe('figures', () => {
  it('group thousands', () => {
    expect([0, 999, 1_000, 1_234_567].map(count)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([999, 9_999, 12_500, 3_400_000, 2e9].map(roundCount)).toEqual(['999', '9,999', '12.5k', '3.4M', '2B']);
  });

  it('never call a part nothing, everything, or the other way round', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(percent(share) === '0%').toBe(share === 0);
        expect(percent(share) === '100%').toBe(share === 1);
      }),
    );
    expect([0.031, 0.002_5, 1e-9, 1 - 1e-9].map(percent)).toEqual(['3.1%', '0.25%', '<0.01%', '>99.99%']);
  });

  it('cut a score instead of rounding it up to 100', () => {
    expect([100, 99.97, 96.4, 0].map(formatScore)).toEqual(['100', '99.9', '96.4', '0']);
  });

  it('leave a year a year and shorten long numbers', () => {
    expect([2_025, 20_250, 0.123_456_789, -3.2, 1.5e-9, 0].map(quantity)).toEqual([
      '2025',
      '20,250',
      '0.12346',
      '-3.2',
      '1.5e-9',
      '0',
    ]);
  });

  it('show times as finely as the span asks, in UTC', () => {
    const at = Date.UTC(2025, 2, 1, 8, 30, 5);
    expect(moment(at, 30 * 86_400_000)).toBe('2025-03-01');
    expect(moment(at, 3_600_000)).toBe('2025-03-01 08:30');
    expect(moment(at, 60_000)).toBe('2025-03-01 08:30:05');
    expect(moment(1e300, 1)).toBe('1e+300');
    expect(instant('2025-03-01T08:30:00.000Z')).toBe('2025-03-01 08:30 UTC');
  });

  it('give sizes in units of a thousand', () => {
    expect([12, 1_500, 148_220, 91e6, 2.5e9].map(bytes)).toEqual(['12 B', '1.5 kB', '148 kB', '91 MB', '2.5 GB']);
  });
});
