import { describe, expect, it } from 'vitest';
import { intervalOf, varianceOf } from './spread.ts';

/** −0.49, −0.48 … 0.49: 99 errors, of which the k-th is at k percent. */
const errors = Float64Array.from({ length: 99 }, (_, k) => (k - 49) / 100);
const anywhere = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

describe('an interval from errors', () => {
  it('goes from one share of them to the other, in whatever order they come', () => {
    const turned = errors.toReversed();
    const { estimated, interval } = intervalOf(5, turned, anywhere, 0.9);
    expect(estimated).toBeCloseTo(5, 12);
    expect(interval).toMatchObject({ level: 0.9, method: 'simulated_errors' });
    expect(interval.low).toBeCloseTo(5 - 0.45, 12);
    expect(interval.high).toBeCloseTo(5 + 0.45, 12);
    expect(turned[0]).toBe(0.49);
  });

  it('takes a place between two of them', () => {
    const { interval } = intervalOf(0, Float64Array.of(0, 1, 5), anywhere, 0.25);
    expect(interval.low).toBeCloseTo(0.5, 12);
    expect(interval.high).toBeCloseTo(1 + 4 / 2, 12);
  });

  it('ends at the last ones where they are too few to go on', () => {
    expect(intervalOf(1, Float64Array.of(-0.5, 2), anywhere, 0.99).interval).toMatchObject({ low: 0.5, high: 3 });
    expect(intervalOf(1, Float64Array.of(0.25), anywhere, 0.95)).toMatchObject({
      estimated: 1.25,
      interval: { low: 1.25, high: 1.25 },
    });
  });

  it('adds the mean of the errors to the value', () => {
    expect(intervalOf(1, Float64Array.of(0.5, 0.1, 0), anywhere, 0.5).estimated).toBeCloseTo(1.2, 12);
  });

  it('keeps to what can be', () => {
    const held = intervalOf(0.9, Float64Array.of(-2, 0.5, 1), [0, 1], 0.8);
    expect(held).toMatchObject({ estimated: expect.closeTo(0.9 - 0.5 / 3, 12), interval: { low: 0, high: 1 } });
    expect(intervalOf(0.9, Float64Array.of(0.5), [0, 1], 0.8).estimated).toBe(1);
    expect(intervalOf(0.2, Float64Array.of(-0.5), [0, 1], 0.8).estimated).toBe(0);
  });

  it('has a lower end that is lower still where that is asked for', () => {
    const [plain, lower] = [0, 0.3].map((below) => intervalOf(2, errors, anywhere, 0.9, below).interval);
    expect((plain?.low ?? 0) - (lower?.low ?? 0)).toBeCloseTo(0.3, 12);
    expect(lower?.high).toBe(plain?.high);
  });
});

describe('the variance', () => {
  it('is that of the values that are there', () => {
    expect(varianceOf(Float64Array.of(1, 2, 6))).toBeCloseTo(7, 12);
    expect(varianceOf(Float64Array.of(1, Number.NaN, 2, 6, Number.NaN))).toBeCloseTo(7, 12);
    expect(varianceOf(Float64Array.of(4, 6))).toBe(2);
  });

  it('is 0 for fewer than two', () => {
    expect(varianceOf(Float64Array.of(3))).toBe(0);
    expect(varianceOf(Float64Array.of(Number.NaN, 3))).toBe(0);
    expect(varianceOf(new Float64Array(0))).toBe(0);
  });
});
