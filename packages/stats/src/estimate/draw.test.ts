import { describe, expect, it } from 'vitest';
import { drawFrom } from './draw.ts';

const times = 20_000;

function counted(n: number, p: number): number[] {
  const { binomial } = drawFrom(11);
  const seen = new Array<number>(n + 1).fill(0);
  for (let one = 0; one < times; one += 1) {
    const count = binomial(n, p);
    seen[count] = (seen[count] ?? 0) + 1;
  }
  return seen;
}

function chances(n: number, p: number): number[] {
  const all = [(1 - p) ** n];
  for (let k = 1; k <= n; k += 1) all.push(((all[k - 1] ?? 0) * (n - k + 1) * p) / (k * (1 - p)));
  return all;
}

describe('a count', () => {
  it.each([
    [1, 0.3],
    [2, 0.5],
    [5, 0.3],
    [5, 0.8],
    [40, 0.05],
    [90, 0.45],
    [90, 0.6],
  ])('of %d that come true with probability %d has the distribution of the binomial', (n, p) => {
    const [seen, expected] = [counted(n, p), chances(n, p)];
    expect(seen.reduce((sum, count) => sum + count, 0)).toBe(times);
    for (let k = 0; k <= n; k += 1) {
      const mean = times * (expected[k] ?? 0);
      expect(Math.abs((seen[k] ?? 0) - mean)).toBeLessThan(4.5 * Math.sqrt(mean + 1));
    }
  });

  it('of many has their mean and variance, and is a whole number', () => {
    const { binomial } = drawFrom(5);
    const draws = Array.from({ length: times }, () => binomial(400, 0.25));
    const mean = draws.reduce((sum, x) => sum + x, 0) / times;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / times;
    expect(draws.every(Number.isInteger)).toBe(true);
    expect(Math.abs(mean - 100)).toBeLessThan(4 * Math.sqrt(75 / times));
    expect(Math.abs(variance / 75 - 1)).toBeLessThan(0.05);
  });

  it('never leaves 0 to n, and is known where chance has no say', () => {
    const { binomial } = drawFrom(1);
    for (let one = 0; one < 2000; one += 1) {
      const count = binomial(104, 0.5);
      expect(count >= 0 && count <= 104).toBe(true);
    }
    expect([binomial(0, 0.5), binomial(9, 0), binomial(9, -0.1), binomial(9, 1), binomial(9, 1.1)]).toEqual([
      0, 0, 0, 9, 9,
    ]);
  });

  it('is the same for the same seed, and another for another', () => {
    const three = (seed: number): number[] => {
      const { binomial, normal } = drawFrom(seed);
      return [binomial(90, 0.4), normal(), normal(), binomial(9000, 0.4)];
    };
    expect(three(3)).toEqual(three(3));
    expect(three(3)).not.toEqual(three(4));
  });
});

describe('a normal number', () => {
  it('has the shares of the normal distribution on both sides', () => {
    const { normal } = drawFrom(2);
    const draws = Array.from({ length: times }, normal);
    for (const [at, share] of [
      [-1.96, 0.025],
      [-1, 0.158655],
      [0, 0.5],
      [1, 0.841345],
      [1.96, 0.975],
    ] as const) {
      const below = draws.filter((x) => x < at).length / times;
      expect(Math.abs(below - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / times));
    }
  });

  it('does not depend on the one before it', () => {
    const { normal } = drawFrom(8);
    const draws = Array.from({ length: times }, normal);
    for (const [value, lag] of [1, 2].map((by) => [draws.slice(by), by] as const)) {
      const product = value.reduce((sum, x, place) => sum + x * (draws[place] ?? 0), 0) / value.length;
      expect(Math.abs(product), `lag ${lag}`).toBeLessThan(4 / Math.sqrt(times));
    }
  });
});
