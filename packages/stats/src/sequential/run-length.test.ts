import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pageHinkleyRunLength } from './page-hinkley-run-length.ts';
import { cusumRunLength, cusumThreshold } from './run-length.ts';

/** Made by scripts/golden/run-length.py. */
interface Golden {
  readonly name: 'cusum' | 'page-hinkley';
  readonly arguments: readonly [number, number, number];
  readonly value: number;
  /** Standard error, of what is simulated. */
  readonly error?: number;
}

const golden = readFileSync(new URL('./fixtures/run-length.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Golden);

const integrated = golden.filter(({ name }) => name === 'cusum');

/** The largest relative error where the run length is below `most`. */
const worst = (most: number): number =>
  Math.max(
    ...integrated
      .filter(({ value }) => value < most)
      .map(({ arguments: list, value }) => Math.abs(cusumRunLength(...list) / value - 1)),
  );

describe('the average run length of the two-sided CUSUM', () => {
  it('equals the integral equation, closely where it is of use', () => {
    expect(integrated.length).toBeGreaterThan(100);
    expect(worst(1e5)).toBeLessThan(1e-4);
    expect(worst(1e10)).toBeLessThan(3e-4);
  });

  it.each([
    [4, 0, 168],
    [4, 0.25, 74.2],
    [4, 0.5, 26.6],
    [4, 0.75, 13.3],
    [4, 1, 8.38],
    [4, 1.5, 4.75],
    [4, 2, 3.34],
    [4, 3, 2.19],
    [5, 0, 465],
    [5, 0.25, 139],
    [5, 0.5, 38],
    [5, 0.75, 17],
    [5, 1, 10.4],
    [5, 1.5, 5.75],
    [5, 2, 4.01],
    [5, 3, 2.57],
  ])('is as Montgomery’s table has it: h = %d, k = 0.5, shift %d: %d', (threshold, shift, printed) => {
    expect(Math.abs(cusumRunLength(threshold, 0.5, shift) / printed - 1)).toBeLessThan(0.006);
  });

  it.each([
    [0.25, 8.01],
    [0.5, 4.77],
    [0.75, 3.34],
    [1, 2.52],
    [1.25, 1.99],
    [1.5, 1.61],
  ])('is 370 at the thresholds of Hawkins: k = %d, h = %d', (slack, threshold) => {
    expect(cusumThreshold(370.4, slack)).toBeCloseTo(threshold, 1);
    expect(cusumRunLength(threshold, slack)).toBeGreaterThan(362);
    expect(cusumRunLength(threshold, slack)).toBeLessThan(379);
  });

  it('does not depend on the side of the shift', () => {
    expect(cusumRunLength(3, 0.4, -0.7)).toBe(cusumRunLength(3, 0.4, 0.7));
  });

  it('comes back from its threshold', () => {
    for (const slack of [0, 0.1, 0.5, 1, 2])
      for (const wanted of [50, 370, 3000])
        expect(cusumRunLength(cusumThreshold(wanted, slack), slack) / wanted).toBeCloseTo(1, 8);
    expect(cusumRunLength(cusumThreshold(1e9, 0.5), 0.5) / 1e9).toBeCloseTo(1, 8);
  });

  it('is a number for the far ends as well', () => {
    expect(cusumRunLength(100, 10)).toBe(Number.POSITIVE_INFINITY);
    expect(cusumRunLength(5, 0.5, 1000)).toBeCloseTo(1, 9);
  });

  it.each([
    () => cusumRunLength(0, 0.5),
    () => cusumRunLength(101, 0.5),
    () => cusumRunLength(Number.NaN, 0.5),
    () => cusumRunLength(4, -0.1),
    () => cusumRunLength(4, 0.5, Number.NaN),
    () => cusumThreshold(1, 0.5),
    () => cusumThreshold(1e6, 0),
    () => cusumThreshold(Number.NaN, 0.5),
    () => pageHinkleyRunLength(-1, 0.5),
    () => pageHinkleyRunLength(4, Number.NaN),
    () => pageHinkleyRunLength(4, 0.5, 0),
  ])('is refused of nonsense in a sentence: %s', (compute) => {
    expect(compute).toThrow(RangeError);
    expect(compute).toThrow(/must be .*, not /);
  });
});

describe('the average run length of Page–Hinkley', () => {
  const simulated = golden.filter(({ name }) => name === 'page-hinkley');

  it.each(simulated)('is that of simulations: $arguments', ({ arguments: list, value, error = 0 }) => {
    // most alarms come with the hundredth value there, where the two sides are taken as independent
    const exactness = list[2] === 100 ? 0.03 : 0.005;
    expect(Math.abs(pageHinkleyRunLength(...list) - value)).toBeLessThan(exactness * value + 3 * error);
  });

  it('is never below the minimum, and infinite where no double holds it', () => {
    expect(simulated.length).toBeGreaterThan(5);
    expect(pageHinkleyRunLength(1, 0.1, 30)).toBeGreaterThan(30);
    expect(pageHinkleyRunLength(40, 10, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is longer than that of the CUSUM, whose mean is known, and approaches it', () => {
    const times = [2, 4, 6].map(
      (threshold) => pageHinkleyRunLength(threshold, 0.5, 1) / cusumRunLength(threshold, 0.5),
    );
    expect(Math.min(...times)).toBeGreaterThan(1);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(times.at(-1)).toBeLessThan(1.05);
  });
});
