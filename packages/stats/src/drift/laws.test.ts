import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyDistance } from './energy-distance.ts';
import { hellingerOfShares } from './hellinger.ts';
import { jsOfShares } from './jensen-shannon.ts';
import { ks } from './kolmogorov-smirnov.ts';
import { klOfShares } from './kullback-leibler.ts';
import { psi, psiOfShares } from './psi.ts';
import { sharesOf } from './smoothing.ts';
import { figureOf } from './testing/samples.ts';
import { totalVariationOfShares } from './total-variation.ts';
import { wasserstein } from './wasserstein.ts';

const jsDistance = (p: readonly number[], q: readonly number[]): number => Math.sqrt(jsOfShares(p, q));

const kernels = {
  psi: psiOfShares,
  kl: klOfShares,
  'js divergence': jsOfShares,
  'js distance': jsDistance,
  hellinger: hellingerOfShares,
  'total variation': totalVariationOfShares,
};
const named = Object.entries(kernels);
const symmetric = named.filter(([name]) => name !== 'kl');
const metrics = named.filter(([name]) => ['js distance', 'hellinger', 'total variation'].includes(name));

const bins = 6;
const counts = (least: number): fc.Arbitrary<number[]> =>
  fc
    .array(fc.integer({ min: least, max: 500 }), { minLength: bins, maxLength: bins })
    .filter((all) => all.some((count) => count > 0));
const share = (all: readonly number[]): number[] => {
  const n = all.reduce((sum, count) => sum + count, 0);
  return all.map((count) => count / n);
};
const positive = counts(1).map(share);
const any = counts(0).map(share);

describe.each(named)('%s', (_, measure) => {
  it('is never negative, and zero between equal shares', () => {
    fc.assert(
      fc.property(any, positive, (p, q) => {
        expect(measure(p, q)).toBeGreaterThanOrEqual(0);
        expect(measure(p, p)).toBe(0);
      }),
    );
  });

  it('is above zero between different shares', () => {
    fc.assert(
      fc.property(positive, positive, (p, q) => {
        fc.pre(p.some((a, bin) => Math.abs(a - (q[bin] ?? 0)) > 1e-6));
        expect(measure(p, q)).toBeGreaterThan(0);
      }),
    );
  });

  it('does not grow when bins are joined', () => {
    const join = (all: readonly number[], at: number): number[] =>
      all.flatMap((one, bin) => (bin === at ? [one + (all[bin + 1] ?? 0)] : bin === at + 1 ? [] : [one]));
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 0, max: bins - 2 }), (p, q, at) => {
        expect(measure(join(p, at), join(q, at))).toBeLessThanOrEqual(measure(p, q) + 1e-7);
      }),
    );
  });

  it('does not ask in which order the bins stand', () => {
    fc.assert(
      fc.property(positive, positive, (p, q) => {
        expect(measure([...p].reverse(), [...q].reverse())).toBeCloseTo(measure(p, q), 10);
      }),
    );
  });
});

it.each(symmetric)('%s is the same both ways', (_, measure) => {
  fc.assert(
    fc.property(positive, positive, (p, q) => {
      expect(measure(p, q)).toBeCloseTo(measure(q, p), 12);
    }),
  );
});

it('Kullback–Leibler is not the same both ways', () => {
  expect(klOfShares([0.5, 0.5], [0.1, 0.9])).not.toBeCloseTo(klOfShares([0.1, 0.9], [0.5, 0.5]), 2);
});

it.each(metrics)('no detour is shorter by %s', (_, measure) => {
  fc.assert(
    fc.property(any, any, any, (p, q, r) => {
      expect(measure(p, r)).toBeLessThanOrEqual(measure(p, q) + measure(q, r) + 1e-12);
    }),
  );
});

describe('the bounded measures', () => {
  it('are at their bound where nothing is in common', () => {
    const [p, q] = [
      [0.25, 0.75, 0],
      [0, 0, 1],
    ];
    expect(jsOfShares(p, q)).toBeCloseTo(Math.LN2, 14);
    expect([hellingerOfShares(p, q), totalVariationOfShares(p, q)]).toEqual([1, 1]);
    expect([klOfShares(p, q), psiOfShares(p, q)]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  it('are related as they must be: H² ≤ TV ≤ H √2, and TV² ≤ KL / 2 (Pinsker)', () => {
    fc.assert(
      fc.property(positive, positive, (p, q) => {
        const [h, tv, divergence] = [hellingerOfShares(p, q), totalVariationOfShares(p, q), klOfShares(p, q)];
        expect(h * h).toBeLessThanOrEqual(tv + 1e-12);
        expect(tv).toBeLessThanOrEqual(h * Math.SQRT2 + 1e-12);
        expect(2 * tv * tv).toBeLessThanOrEqual(divergence + 1e-12);
        expect(psiOfShares(p, q)).toBeCloseTo(klOfShares(p, q) + klOfShares(q, p), 10);
      }),
    );
  });
});

describe('Laplace smoothing', () => {
  it('makes positive shares that sum to one, over bins that either side has', () => {
    fc.assert(
      fc.property(counts(0), counts(0), (a, b) => {
        const { reference, current } = sharesOf(a, b, { rule: 'laplace', alpha: 1, over: 'occupied' });
        expect(reference).toHaveLength(a.filter((count, bin) => count + (b[bin] ?? 0) > 0).length);
        for (const shares of [reference, current]) {
          expect(Math.min(...shares)).toBeGreaterThan(0);
          expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
        }
      }),
    );
  });

  it('leaves equal counts equal, and equal shares of different sizes nearly so', () => {
    expect(figureOf(psi(['a', 'b', 'b'], ['b', 'a', 'b']))).toBe(0);
    const many = (times: number): string[] => [
      ...new Array<string>(times).fill('a'),
      ...new Array<string>(3 * times).fill('b'),
    ];
    expect(figureOf(psi(many(100), many(1000)))).toBeGreaterThan(0);
    expect(figureOf(psi(many(100), many(1000)))).toBeLessThan(1e-4);
  });
});

const sample = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 40 });
const plain = { norm: 'none', fenced: false } as const;

describe('of the measures of values', () => {
  it('KS does not change under a monotone transformation', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const bend = (x: number): number => Math.exp(x / 10) + x ** 3;
        expect(figureOf(ks(a.map(bend), b.map(bend)))).toBe(figureOf(ks(a, b)));
        expect(
          figureOf(
            ks(
              a.map((x) => -x),
              b.map((x) => -x),
            ),
          ),
        ).toBeCloseTo(figureOf(ks(a, b)), 12);
      }),
    );
  });

  it.each([
    ['wasserstein', wasserstein],
    ['energy distance', energyDistance],
  ])('the plain %s is a metric', (_, distance) => {
    const between = (a: number[], b: number[]): number => figureOf(distance(a, b, plain));
    fc.assert(
      fc.property(sample, sample, sample, (a, b, c) => {
        expect(between(a, a)).toBe(0);
        expect(between(a, b)).toBeCloseTo(between(b, a), 10);
        expect(between(a, c)).toBeLessThanOrEqual(between(a, b) + between(b, c) + 1e-9);
      }),
    );
  });

  it('Wasserstein carries a shift as far as it is, and is at least the difference of the means', () => {
    const mean = (all: readonly number[]): number => all.reduce((sum, x) => sum + x, 0) / all.length;
    fc.assert(
      fc.property(sample, sample, fc.integer({ min: -50, max: 50 }), (a, b, shift) => {
        expect(
          figureOf(
            wasserstein(
              a,
              a.map((x) => x + shift),
              plain,
            ),
          ),
        ).toBeCloseTo(Math.abs(shift), 9);
        expect(figureOf(wasserstein(a, b, plain))).toBeGreaterThanOrEqual(Math.abs(mean(a) - mean(b)) - 1e-9);
      }),
    );
  });

  it('the defaults do not depend on the unit or the zero of the scale', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        fc.pre(new Set(a).size > 4);
        const other = (x: number): number => 8 * x + 1024;
        for (const measure of [psi, ks]) {
          expect(figureOf(measure(a.map(other), b.map(other)))).toBeCloseTo(figureOf(measure(a, b)), 12);
        }
        const iqr = [...a].sort((x, y) => x - y);
        fc.pre((iqr[Math.floor(iqr.length / 4)] ?? 0) < (iqr[Math.ceil((3 * iqr.length) / 4) - 1] ?? 0));
        expect(figureOf(wasserstein(a.map(other), b.map(other)))).toBeCloseTo(figureOf(wasserstein(a, b)), 9);
      }),
    );
  });
});
