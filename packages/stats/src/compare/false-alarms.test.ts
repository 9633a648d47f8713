import { describe, expect, it } from 'vitest';
import { andersonDarling } from './anderson-darling.ts';
import { chiSquared } from './chi-squared.ts';
import { gTest } from './g-test.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { mannWhitney } from './mann-whitney.ts';
import { type Comparison, isUnknown, type Unknown } from './outcome.ts';
import { twoProportions } from './two-proportions.ts';
import { welchT } from './welch-t.ts';

/** Mulberry32: the same numbers on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pairs = 4000;
const levels = [0.01, 0.05, 0.2];

type Draw = (size: number, random: () => number) => number[];

const continuous: Draw = (size, random) =>
  Array.from({ length: size }, () => -Math.log(1 - random())).sort((a, b) => a - b);
const rounded: Draw = (size, random) => continuous(size, random).map((value) => Math.round(2 * value));

/** Share of pairs from one distribution with p at or below each level, as a multiple of the level. */
function falseAlarms(compare: (random: () => number) => Comparison | Unknown): number[] {
  const random = generator(20260105);
  const found = Array.from({ length: pairs }, () => {
    const outcome = compare(random);
    return isUnknown(outcome) ? 1 : outcome.p;
  });
  return levels.map((level) => found.filter((p) => p <= level).length / pairs / level);
}

/** Four standard errors of a rate over this many pairs. */
const slack = (level: number): number => 4 * Math.sqrt((1 - level) / level / pairs);

const byValues =
  (compare: (a: number[], b: number[]) => Comparison | Unknown, draw: Draw, n: number, m: number) =>
  (random: () => number): Comparison | Unknown =>
    compare(draw(n, random), draw(m, random));

function counts(shares: readonly number[], size: number, random: () => number): number[] {
  const found = shares.map(() => 0);
  for (let i = 0; i < size; i += 1) {
    let left = random();
    const at = shares.findIndex((share) => {
      left -= share;
      return left < 0;
    });
    const cell = at === -1 ? shares.length - 1 : at;
    found[cell] = (found[cell] ?? 0) + 1;
  }
  return found;
}

const shares = [0.4, 0.3, 0.1, 0.08, 0.05, 0.03, 0.02, 0.01, 0.005, 0.005];
const categories =
  (compare: typeof chiSquared | typeof gTest, n: number, m: number) =>
  (random: () => number): Comparison | Unknown =>
    compare({ reference: counts(shares, n, random), current: counts(shares, m, random) });

describe('without any difference alarms come as often as the level says', () => {
  it.each([
    ['Kolmogorov–Smirnov', byValues(kolmogorovSmirnov, continuous, 80, 101)],
    ['Anderson–Darling', byValues(andersonDarling, continuous, 30, 50)],
    ['Anderson–Darling, rounded', byValues(andersonDarling, rounded, 60, 60)],
    ['Mann–Whitney', byValues(mannWhitney, continuous, 30, 50)],
    ['Mann–Whitney, rounded', byValues(mannWhitney, rounded, 120, 90)],
    ['Welch’s t', byValues(welchT, continuous, 200, 210)],
    ['chi-squared', categories(chiSquared, 900, 300)],
    ['G', categories(gTest, 900, 300)],
  ])('%s', (_, compare) => {
    falseAlarms(compare).forEach((times, index) => {
      expect(times).toBeGreaterThan(0.8 - slack(levels[index] ?? 1));
      expect(times).toBeLessThan(1.2 + slack(levels[index] ?? 1));
    });
  });

  it.each([
    ['Kolmogorov–Smirnov, rounded', byValues(kolmogorovSmirnov, rounded, 60, 70)],
    [
      'Kolmogorov–Smirnov, ties ignored',
      byValues((a, b) => kolmogorovSmirnov(a, b, { ties: 'ignore' }), rounded, 60, 70),
    ],
    ['chi-squared, sparse', categories(chiSquared, 900, 30)],
    [
      'two proportions',
      (random: () => number) => {
        const [[a = 0], [b = 0]] = [counts([0.05, 0.95], 400, random), counts([0.05, 0.95], 100, random)];
        return twoProportions({ count: a, of: 400 }, { count: b, of: 100 });
      },
    ],
  ])('or, as they are exact on few possible outcomes, less often: %s', (_, compare) => {
    falseAlarms(compare).forEach((times, index) => void expect(times).toBeLessThan(1 + slack(levels[index] ?? 1)));
  });
});
