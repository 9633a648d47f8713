import { describe, expect, it } from 'vitest';
import { randomStream, streamsOfSeed } from './random.ts';

const draw = (count: number, next: () => number) => Array.from({ length: count }, next);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function chiSquaredOfTenths(values: readonly number[]): number {
  const expected = values.length / 10;
  const counts = Array.from({ length: 10 }, (_, tenth) => values.filter((v) => Math.floor(v * 10) === tenth).length);
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('randomStream', () => {
  it('gives the same numbers for the same name, for ever', () => {
    expect(draw(3, randomStream('closing', 'g1').next)).toEqual(draw(3, randomStream('closing', 'g1').next));
    expect(randomStream('closing', 'g1').next()).toBe(0.7996798839885741);
  });

  it('gives other numbers for names that differ little', () => {
    const names = [['a', 1], ['a', 2], ['a', '1'], ['a1'], ['b', 1], ['a', 1, '']] as const;
    const firsts = names.map((name) => randomStream(...name).next());
    expect(new Set(firsts).size).toBe(names.length);
  });

  it('spreads evenly over 0 to 1, also over the first numbers of many streams', () => {
    const families = Array.from({ length: 50 }, (_, family) =>
      chiSquaredOfTenths(Array.from({ length: 2_000 }, (_, index) => randomStream('even', family, index).next())),
    );
    // Chi-squared with 9 degrees of freedom has mean 9 and variance 18: four standard errors to either side.
    expect(Math.abs(mean(families) - 9)).toBeLessThan(4 * Math.sqrt(18 / families.length));
  });

  it('draws normal numbers with mean 0 and variance 1', () => {
    const values = draw(10_000, randomStream('normal').normal);
    expect(Math.abs(mean(values))).toBeLessThan(0.033);
    expect(Math.abs(mean(values.map((value) => value ** 2)) - 1)).toBeLessThan(0.047);
  });

  it('shuffles without losing or doubling anything, and leaves its input alone', () => {
    const items = Object.freeze(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    const shuffled = randomStream('shuffle').shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted()).toEqual(items);
  });
});

describe('streamsOfSeed', () => {
  it('gives every seed other numbers under the same names, and the same ones again', () => {
    const firsts = [undefined, 0, 1, 2, 10].map((seed) =>
      (seed === undefined ? randomStream : streamsOfSeed(seed))('closing', 'g1').next(),
    );
    expect(new Set(firsts).size).toBe(5);
    expect(streamsOfSeed(2)('closing', 'g1').next()).toBe(firsts[3]);
  });

  it('gives numbers that know nothing of those of the next seed', () => {
    const pairs = draw(10_000, () => 0).map((_, index) =>
      [0, 1].map((more) => streamsOfSeed(Math.floor(index / 100) + more)('even', index % 100).next() - 0.5),
    );
    // Even numbers have variance 1/12; four standard errors of a correlation of nothing.
    const correlation = 12 * mean(pairs.map(([a = 0, b = 0]) => a * b));
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(pairs.length));
  });
});
