import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullKelly, kellyStake, kellyStakes, usualKelly } from './kelly.ts';
import { decimalOdds, oddsFormats, oddsFromDecimal } from './odds.ts';

describe('odds', () => {
  it.each([
    [2.5, 'decimal', 2.5],
    [1.5, 'net', 2.5],
    [150, 'american', 2.5],
    [-200, 'american', 1.5],
    [-110, 'american', 1 + 10 / 11],
  ] as const)('%d %s are %d as decimals', (odds, format, decimal) => {
    expect(decimalOdds(odds, format)).toBeCloseTo(decimal, 15);
  });

  it('come back from any format as they went', () => {
    const price = fc.double({ min: 1.001, max: 1000, noNaN: true });
    fc.assert(
      fc.property(price, fc.constantFrom(...oddsFormats), (decimal, format) => {
        const back = decimalOdds(oddsFromDecimal(decimal, format), format);
        expect(Math.abs(back / decimal - 1)).toBeLessThan(1e-13);
      }),
    );
  });

  it.each([1, 0, -2, Number.NaN, Infinity])('%d is no price in decimals', (odds) => {
    expect(decimalOdds(odds, 'decimal')).toBeNaN();
    expect(oddsFromDecimal(odds, 'american')).toBeNaN();
  });
});

describe('the stake of Kelly', () => {
  it.each([
    [0.6, 2, 0.2],
    [0.5, 2, 0],
    [0.4, 2, 0],
    [0.3, 5, 0.125],
    [1, 3, 1],
  ])('for p %d at %d is %d of the bankroll', (probability, decimal, stake) => {
    expect(kellyStake(probability, decimal)).toBeCloseTo(stake, 15);
  });

  it('grows the bankroll more than a little more or less would', () => {
    const growth = (p: number, d: number, f: number) => p * Math.log1p(f * (d - 1)) + (1 - p) * Math.log1p(-f);
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.double({ min: 1.1, max: 20, noNaN: true }),
        (p, d) => {
          const stake = kellyStake(p, d);
          expect(growth(p, d, stake)).toBeGreaterThanOrEqual(growth(p, d, Math.min(0.999, stake + 0.01)) - 1e-12);
          expect(growth(p, d, stake)).toBeGreaterThanOrEqual(growth(p, d, Math.max(0, stake - 0.01)) - 1e-12);
        },
      ),
    );
  });

  it('is held by a fraction and a cap', () => {
    expect(kellyStake(0.6, 2, { fraction: 0.5, cap: 1 })).toBeCloseTo(0.1, 15);
    expect(kellyStake(0.9, 2, usualKelly)).toBe(0.05);
    expect(Array.from(kellyStakes([0.6, 0.2], [2, 2], fullKelly))).toEqual([expect.closeTo(0.2, 15), 0]);
    expect(() => kellyStakes([0.6], [2, 2])).toThrow(RangeError);
  });
});
