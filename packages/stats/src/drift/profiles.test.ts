import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineCategories, profileCategories } from '../profile/categorical.ts';
import { mergeProfiles } from '../profile/merge.ts';
import { baselineNumbers, profileNumbers } from '../profile/numeric.ts';
import { energyDistance } from './energy-distance.ts';
import { hellinger } from './hellinger.ts';
import { js } from './jensen-shannon.ts';
import { ks, ksOfCounts } from './kolmogorov-smirnov.ts';
import { kl } from './kullback-leibler.ts';
import { psi } from './psi.ts';
import { sharesOf } from './smoothing.ts';
import { figureOf, measured, normal } from './testing/samples.ts';
import { totalVariation } from './total-variation.ts';
import { wasserstein } from './wasserstein.ts';

const overShares = { psi, kl, js, hellinger, totalVariation };
const value = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -50, max: 50, noNaN: true }));
const values = fc.array(value, { minLength: 2, maxLength: 80 });

describe('a stored profile gives the same figure as the values', () => {
  const [before, now] = [normal(1, 4000), [...normal(2, 3000, 0.2), null, Number.NaN, Number.POSITIVE_INFINITY]];
  const baseline = baselineNumbers(before);
  const window = profileNumbers(now, baseline.edges);

  it.each(Object.entries(overShares))('%s', (_, measure) => {
    const figure = measured(measure(before, now));
    expect(measured(measure(baseline, window))).toEqual(figure);
    expect(measured(measure(baseline, now))).toEqual(figure);
    expect(figure).toMatchObject({ n_reference: 4000, n_current: 3003, n_missing: { reference: 0, current: 2 } });
  });

  it('and windows of parts, merged, the same as the window of the whole', () => {
    const parts = mergeProfiles(
      profileNumbers(now.slice(0, 1000), baseline.edges),
      profileNumbers(now.slice(1000), baseline.edges),
    );
    if (!parts.merged) throw new Error(parts.explanation);
    expect(measured(psi(baseline, parts.profile))).toEqual(measured(psi(before, now)));
  });

  it('for categories too', () => {
    const [a, b] = [
      ['x', 'x', 'y', null],
      ['x', 'y', 'z', 'z'],
    ];
    const stored = baselineCategories(a);
    expect(measured(psi(stored, baselineCategories(b)))).toEqual(measured(psi(a, b)));
    expect(measured(psi(stored, profileCategories(b, stored)))).toMatchObject({
      categories: ['x', 'y'],
      extra_bins: ['other', 'missing'],
      counts: { reference: [2, 1, 0, 1], current: [1, 1, 2, 0] },
    });
  });
});

describe('a category that one side lists and the other may have dropped', () => {
  it('is other on both sides', () => {
    const dropped = baselineCategories(['a', 'a', 'a', 'b'], { cap: 1 });
    const whole = baselineCategories(['a', 'b', 'b', 'c'], { cap: 5 });
    const expected = { categories: ['a'], extra_bins: ['other'] };
    expect(measured(psi(dropped, whole))).toMatchObject({
      ...expected,
      counts: { reference: [3, 1], current: [1, 3] },
    });
    expect(measured(psi(whole, dropped))).toMatchObject({
      ...expected,
      counts: { reference: [1, 3], current: [3, 1] },
    });
  });
});

describe('bounds from counts enclose the figure from values', () => {
  const bins = fc.integer({ min: 1, max: 12 });

  it('of KS', () => {
    fc.assert(
      fc.property(values, values, bins, (a, b, groups) => {
        const baseline = baselineNumbers(a, { bins: groups });
        const { value, bound } = measured(ks(baseline, profileNumbers(b, baseline.edges)));
        const exact = figureOf(ks(a, b));
        expect(bound?.lower).toBe(value);
        expect(exact).toBeGreaterThanOrEqual(value - 1e-12);
        expect(exact).toBeLessThanOrEqual((bound?.upper ?? Number.NaN) + 1e-12);
      }),
    );
  });

  it.each([
    ['Wasserstein', wasserstein],
    ['energy distance', energyDistance],
  ])('of %s', (_, distance) => {
    const plain = { norm: 'none', fenced: false } as const;
    fc.assert(
      fc.property(values, values, bins, (a, b, groups) => {
        const baseline = baselineNumbers(a, { bins: groups });
        const { value, bound } = measured(distance(baseline, profileNumbers(b, baseline.edges), plain));
        const exact = figureOf(distance(a, b, plain));
        for (const inside of [exact, value]) {
          expect(inside).toBeGreaterThanOrEqual((bound?.lower ?? Number.NaN) - 1e-9);
          expect(inside).toBeLessThanOrEqual((bound?.upper ?? Number.NaN) + 1e-9);
        }
      }),
    );
  });

  it('and are close for a baseline of the usual size', () => {
    const [a, b] = [normal(1, 20_000), normal(3, 20_000, 0.3)];
    const baseline = baselineNumbers(a);
    const window = profileNumbers(b, baseline.edges);
    const counted = measured(ks(baseline, window));
    expect((counted.bound?.upper ?? 1) - counted.value).toBeLessThan(0.003);
    expect(counted.value).toBeCloseTo(figureOf(ks(a, b)), 3);
    for (const distance of [wasserstein, energyDistance]) {
      const { value, bound } = measured(distance(baseline, window));
      expect(Math.abs(value - figureOf(distance(a, b)))).toBeLessThan(0.002);
      expect((bound?.upper ?? 1) - (bound?.lower ?? 0)).toBeLessThan(0.02);
    }
  });

  it('are one point where every value has a bin of its own', () => {
    const whole = normal(5, 3000).map((x) => Math.round(3 * x));
    const baseline = baselineNumbers(whole);
    const window = profileNumbers(
      whole.map((x) => x + 1),
      baseline.edges,
    );
    const { value, bound } = measured(ks(baseline, window));
    expect((bound?.upper ?? 1) - value).toBeLessThan(0.01);
  });
});

describe('counted gaps', () => {
  it('are bounded as worked out by hand', () => {
    expect(ksOfCounts([5, 5], [5, 5])).toEqual({ value: 0, upper: 0.5 });
    expect(ksOfCounts([5, 5], [5, 5], () => true)).toEqual({ value: 0, upper: 0 });
    expect(ksOfCounts([10, 0], [0, 10])).toEqual({ value: 1, upper: 1 });
  });
});

describe('a figure', () => {
  it.each(Object.entries(overShares))('of %s can be derived again from what it carries', (name, measure) => {
    const figure = measured(measure([1, 2, 2, 3, 5, 8, null], [2, 3, 3, 8, 9, Number.POSITIVE_INFINITY]));
    const again = sharesOf(
      figure.counts?.reference ?? [],
      figure.counts?.current ?? [],
      figure.smoothing ?? { rule: 'none' },
    );
    const pairs = again.reference.map((r, bin) => [r, again.current[bin] ?? Number.NaN] as const);
    const sum = (term: (r: number, c: number) => number): number => pairs.reduce((all, [r, c]) => all + term(r, c), 0);
    const xlog = (x: number, y: number): number => (x === 0 ? 0 : x * Math.log(x / y));
    const byHand: Readonly<Record<string, () => number>> = {
      psi: () => sum((r, c) => (c - r) * Math.log(c / r)),
      kl: () => sum((r, c) => r * Math.log(r / c)),
      js: () => Math.sqrt(sum((r, c) => xlog(r, (r + c) / 2) + xlog(c, (r + c) / 2)) / 2 / Math.LN2),
      hellinger: () => Math.sqrt(1 - sum((r, c) => Math.sqrt(r * c))),
      totalVariation: () => sum((r, c) => Math.abs(r - c)) / 2,
    };
    expect(figure.value).toBeCloseTo(byHand[name]?.() ?? Number.NaN, 10);
    expect(figure.edges?.[0]).toBeNull();
    expect(figure.edges?.at(-1)).toBeNull();
    expect(figure.extra_bins).toEqual(['missing', 'positive_infinity']);
    expect(figure.counts?.reference).toHaveLength((figure.edges?.length ?? 0) - 1 + 2);
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
  });

  it('names the form and base of Jensen–Shannon', () => {
    const [a, b] = [
      ['x', 'x'],
      ['y', 'y'],
    ];
    expect(measured(js(a, b))).toMatchObject({ value: 1, parameters: { form: 'distance', base: 2 } });
    expect(measured(js(a, b, { form: 'divergence', base: 'e' })).value).toBeCloseTo(Math.LN2, 12);
    expect(measured(js(a, b, { base: 'e' })).value).toBeCloseTo(Math.sqrt(Math.LN2), 12);
  });

  it('names the scale of a distance', () => {
    const figure = measured(wasserstein([0, 1, 2, 3, 4], [1, 2, 3, 4, 5]));
    expect(figure).toMatchObject({
      value: 0.5,
      parameters: { norm: 'iqr', scale: 2, scale_from: 'q25_q75', low: -19, high: 23 },
    });
  });
});
