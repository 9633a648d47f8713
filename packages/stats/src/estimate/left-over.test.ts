import { describe, expect, it } from 'vitest';
import { drawFrom } from './draw.ts';
import { asManyAlike, leftOver, studentised } from './left-over.ts';

const of = (...values: number[]): Float64Array => Float64Array.from(values);

describe('what is left of losses', () => {
  it('counts as often as rows like each come now', () => {
    const { mean, meanSquare, variance } = leftOver(of(1, -1, 3, 0), of(0, 0.5, 2, 1.5));
    expect(mean).toBeCloseTo((-0.5 + 6) / 4, 12);
    expect(meanSquare).toBeCloseTo((0.5 + 18) / 4, 12);
    expect(variance).toBeCloseTo((0.25 + 36) / 16, 12);
  });

  it('has as much freedom as rows make the variance', () => {
    const rows = Float64Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? 2 : -2));
    expect(
      leftOver(
        rows,
        rows.map(() => 1),
      ).freedom,
    ).toBeCloseTo(40, 10);
    const ten = rows.map((_, row) => (row < 10 ? 4 : 0));
    expect(leftOver(rows, ten).freedom).toBeCloseTo(10, 10);
    expect(leftOver(of(50, 1, 1, 1, 1, 1), of(1, 1, 1, 1, 1, 1)).freedom).toBe(3);
  });

  it('has no variance and all freedom where nothing is left', () => {
    expect(leftOver(of(0, 0), of(1, 1))).toEqual({
      mean: 0,
      meanSquare: 0,
      variance: 0,
      freedom: Number.POSITIVE_INFINITY,
    });
  });

  it('has its freedom though the losses be as small or as large as a double holds', () => {
    for (const size of [1e-60, 1e100]) {
      const rows = Float64Array.from({ length: 20 }, (_, row) => (row % 2 === 0 ? size : -size));
      expect(
        leftOver(
          rows,
          rows.map(() => 1),
        ).freedom,
      ).toBeCloseTo(20, 10);
    }
  });
});

describe("Student's t", () => {
  const upper = (freedom: number): number => {
    const draw = drawFrom(5);
    const drawn = Float64Array.from({ length: 40_000 }, () => studentised(freedom, draw)).sort();
    return drawn[Math.floor(0.975 * drawn.length)] ?? 0;
  };

  it.each([
    [3, 3.182],
    [5, 2.571],
    [20, 2.086],
    [Number.POSITIVE_INFINITY, 1.96],
  ])('with %d degrees of freedom is above about %d once in forty', (freedom, quantile) => {
    expect(upper(freedom) / quantile).toBeCloseTo(1, 1);
  });
});

describe('rows that count alike', () => {
  it('are all where each comes as often', () => {
    expect(asManyAlike(of(1, 1, 1, 1))).toBe(4);
  });

  it('are those that come at all', () => {
    expect(asManyAlike(of(0, 0, 3, 3, 3, 0))).toBe(3);
  });
});
