import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../score/score.ts';
import { fitIsotonic, type Isotonic, type IsotonicRows, isotonicAt } from './isotonic.ts';

interface Golden {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly weights: readonly number[] | null;
  readonly at: readonly number[];
  readonly values: readonly number[];
}

const { cases } = JSON.parse(readFileSync(new URL('fixtures/isotonic.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Golden[];
};

function fitted(rows: IsotonicRows): Isotonic {
  const fit = fitIsotonic(rows);
  if (isRefusal(fit)) throw new Error(fit.explanation);
  return fit;
}

it.each(cases.map((golden) => [golden.name, golden] as const))('%s: is as scikit-learn has it', (_, golden) => {
  const fit = fitted({ x: golden.x, y: golden.y, ...(golden.weights ? { weights: golden.weights } : {}) });
  golden.at.forEach((x, place) => {
    expect(Math.abs(isotonicAt(fit, x) - (golden.values[place] ?? Number.NaN))).toBeLessThanOrEqual(1e-12);
  });
});

const rows = fc
  .array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 1 })), { minLength: 1, maxLength: 80 })
  .map((pairs) => ({ x: pairs.map(([x]) => x), y: pairs.map(([, y]) => y) }));

describe('the function that never falls', () => {
  it('is 0, ½, ½, 1 for 0 1 0 1', () => {
    const fit = fitted({ x: [1, 2, 3, 4], y: [0, 1, 0, 1] });
    expect([1, 2, 2.5, 3, 4].map((x) => isotonicAt(fit, x))).toEqual([0, 0.5, 0.5, 0.5, 1]);
  });

  it('runs straight from one block to the next, and keeps its ends outside', () => {
    const fit = fitted({ x: [0, 10], y: [0, 1] });
    expect([-5, 2.5, 15].map((x) => isotonicAt(fit, x))).toEqual([0, 0.25, 1]);
  });

  it('never falls, has the mean of the rows, and stays within them', () => {
    fc.assert(
      fc.property(rows, ({ x, y }) => {
        const fit = fitted({ x, y });
        const [sum, all] = [
          y.reduce((a, b) => a + b, 0),
          fit.level.reduce((a, v, k) => a + v * (fit.weight[k] ?? 0), 0),
        ];
        expect(all).toBeCloseTo(sum, 9);
        for (let at = -25; at < 25; at += 0.5) {
          const [here, next] = [isotonicAt(fit, at), isotonicAt(fit, at + 0.5)];
          expect(next).toBeGreaterThanOrEqual(here - 1e-12);
          expect(here).toBeGreaterThanOrEqual(Math.min(...y));
          expect(here).toBeLessThanOrEqual(Math.max(...y));
        }
      }),
    );
  });

  it('does not depend on the order of the rows, and a weight of 2 is the row twice', () => {
    fc.assert(
      fc.property(rows, ({ x, y }) => {
        const turned = fitted({ x: x.toReversed(), y: y.toReversed() });
        const twice = fitted({ x: [...x, ...x], y: [...y, ...y] });
        const weighed = fitted({ x, y, weights: x.map(() => 2) });
        const fit = fitted({ x, y });
        for (const at of x) {
          expect(isotonicAt(turned, at)).toBeCloseTo(isotonicAt(fit, at), 12);
          expect(isotonicAt(twice, at)).toBeCloseTo(isotonicAt(weighed, at), 12);
        }
      }),
    );
  });
});

describe('rows that cannot be used', () => {
  it.each([
    [{ x: [], y: [] }, 'there is no row'],
    [{ x: [1, 2], y: [1] }, 'expected as many y as x, 2, found 1'],
    [{ x: [1, 2], y: [1, 0], weights: [1] }, 'expected as many weights as x, 2, found 1'],
    [{ x: [1, Number.NaN], y: [1, 0] }, 'x of row 1 is NaN, expected a finite number'],
    [{ x: [1, 2], y: [Number.POSITIVE_INFINITY, 0] }, 'y of row 0 is Infinity, expected a finite number'],
    [{ x: [1, 2], y: [1, 0], weights: [1, -1] }, 'weight of row 1 is -1, expected a number from 0 on'],
    [{ x: [1, 2], y: [1, 0], weights: [0, 0] }, 'the weights of all rows are 0'],
  ])('are refused with what is wrong (%#)', (input, explanation) => {
    expect(fitIsotonic(input)).toMatchObject({ explanation });
  });

  it('have no value at NaN', () => {
    expect(isotonicAt(fitted({ x: [1, 2], y: [0, 1] }), Number.NaN)).toBeNaN();
  });
});
