import { describe, expect, it } from 'vitest';
import { andersonDarlingOfCounts } from '../../compare/anderson-darling.ts';
import { chiSquared } from '../../compare/chi-squared.ts';
import { isUnknown } from '../../compare/outcome.ts';
import { baselineOfTally, type CategoricalProfile } from '../../profile/categorical.ts';
import { nextUp } from '../../profile/next-double.ts';
import { baselineNumbers, type NumericProfile, profileNumbers } from '../../profile/numeric.ts';
import type { DriftFigure } from '../figure.ts';
import { psi } from '../psi.ts';
import { byChance, compareFacet, describeFigure, effectThresholds, valuesOf } from './facet.ts';

/** Counts on the edges 1, 2, 3 …, one bin more than edges. */
function numeric(counts: readonly number[], rest: Partial<NumericProfile> = {}): NumericProfile {
  const edges = counts.slice(1).map((_, index) => index + 1);
  return { ...profileNumbers([], edges), counts, min: 0, max: counts.length, ...rest };
}

const categorical = (counts: Readonly<Record<string, number>>, missing = 0): CategoricalProfile =>
  baselineOfTally(new Map(Object.entries(counts)), missing);

function figureOf(reference: NumericProfile | CategoricalProfile, current: typeof reference): DriftFigure {
  const { effect } = compareFacet(reference, current);
  if (effect.value === null) throw new Error(`expected a figure, got ${effect.reason}`);
  return effect;
}

const pOf = (...sides: Parameters<typeof compareFacet>): number | null => {
  const { evidence } = compareFacet(...sides);
  return isUnknown(evidence) ? null : evidence.p;
};

const counted = (size: number, draw: (at: number) => number): number[] =>
  Array.from({ length: size }, (_, index) => draw((index + 0.5) / size));

describe('the effect', () => {
  it('of numbers is the Kolmogorov–Smirnov distance where that is the more severe, from the thresholds on', () => {
    expect(effectThresholds).toEqual({ psi: [0.1, 0.25, 0.5], ks: [0.09, 0.2, 0.275] });
    const moved = (by: number, of: number) => compareFacet(numeric([0, of]), numeric([by, of - by]));
    expect(moved(9, 100)).toMatchObject({ severity: 'low', effect: { measure: 'ks', value: 0.09 } });
    expect(moved(2, 10)).toMatchObject({ severity: 'medium', effect: { measure: 'ks', value: 0.2 } });
    expect(moved(11, 40).severity).toBe('high');
    expect(moved(11, 40).thresholds).toBe(effectThresholds.ks);
    const nearly = compareFacet(numeric([500, 500]), numeric([411, 589]));
    expect(nearly).toMatchObject({ severity: 'none', thresholds: effectThresholds.psi });
  });

  it('of numbers is PSI where that is as severe or more, such as for a change of shape', () => {
    const reference = numeric([1000, 1000, 1000, 1000]);
    const wider = compareFacet(reference, numeric([1300, 700, 700, 1300]));
    expect(wider).toMatchObject({ severity: 'none', effect: { measure: 'psi' } });
    const widest = compareFacet(reference, numeric([1390, 610, 610, 1390]));
    expect(widest).toMatchObject({ severity: 'low', effect: { measure: 'psi' }, thresholds: effectThresholds.psi });
  });

  it.each([
    ['none', 0.09],
    ['low', 0.11],
    ['low', 0.24],
    ['medium', 0.26],
    ['medium', 0.49],
    ['high', 0.51],
  ])('of categories is PSI: %s at %d', (severity, wanted) => {
    // PSI of shares that move from (½, ½) to (½ + d, ½ − d) is d · ln((½ + d) / (½ − d))
    let [low, high] = [0, 0.49];
    for (let step = 0; step < 40; step += 1) {
      const d = (low + high) / 2;
      if (d * Math.log((0.5 + d) / (0.5 - d)) < wanted) low = d;
      else high = d;
    }
    const n = 1e7;
    const more = Math.round((0.5 + low) * n);
    const drift = compareFacet(categorical({ a: n / 2, b: n / 2 }), categorical({ a: more, b: n - more }));
    expect(drift.effect.value).toBeCloseTo(wanted, 5);
    expect(drift.severity).toBe(severity);
  });

  it('leaves out what chance does to PSI: a hundred names in a week of 150 games have not drifted', () => {
    const names = (times: (name: number) => number) =>
      categorical(Object.fromEntries(Array.from({ length: 50 }, (_, name) => [`n${name}`, times(name)])));
    const drift = compareFacet(
      names(() => 30),
      names((name) => [1, 2, 3, 4, 5][name % 5] ?? 0),
    );
    expect(drift.effect.value).toBeGreaterThan(0.1);
    expect(drift).toMatchObject({ severity: 'none', effect: { measure: 'psi' } });
  });

  it('by chance is one less than the bins with anything in them, times the sum of both 1 / n', () => {
    const figure = figureOf(categorical({ a: 50, b: 30, c: 20 }), categorical({ a: 15, b: 5, d: 20 }));
    expect(figure.counts).toEqual({ reference: [50, 30, 20, 0], current: [15, 5, 0, 20] });
    expect(byChance(figure)).toBeCloseTo(3 * (1 / 100 + 1 / 40), 15);
    const half = { ...figure, counts: { reference: [50, 0, 50], current: [20, 0, 20] } };
    expect(byChance(half)).toBeCloseTo(1 / 100 + 1 / 40, 15);
    expect(byChance({ ...figure, measure: 'ks' })).toBe(0);
    expect(byChance({ ...figure, counts: null })).toBe(0);
  });

  it('decides by PSI less chance, not by PSI itself', () => {
    const few = compareFacet(categorical({ a: 30, b: 30 }), categorical({ a: 21, b: 39 }));
    const many = compareFacet(categorical({ a: 3000, b: 3000 }), categorical({ a: 2100, b: 3900 }));
    expect(few.effect.value).toBeGreaterThan(0.08);
    expect(few.severity).toBe('none');
    expect(many.severity).toBe('none');
    const [smaller, larger] = [
      { a: 18, b: 42 },
      { a: 1800, b: 4200 },
    ];
    expect(figureOf(categorical({ a: 30, b: 30 }), categorical(smaller)).value).toBeGreaterThan(0.14);
    expect(compareFacet(categorical({ a: 300, b: 300 }), categorical({ a: 180, b: 420 })).severity).toBe('low');
    expect(compareFacet(categorical({ a: 3000, b: 3000 }), categorical(larger)).severity).toBe('low');
    expect(compareFacet(categorical({ a: 15, b: 15 }), categorical({ a: 9, b: 21 })).severity).toBe('none');
  });

  it('is not touched by missing values and NaN, and is by infinities', () => {
    const [before, now] = [counted(400, (at) => at), counted(300, (at) => at ** 1.3)];
    const reference = baselineNumbers(before);
    const plain = compareFacet(reference, profileNumbers(now, reference.edges));
    const holes = compareFacet(
      { ...reference, missing: 100, nan: 7 },
      profileNumbers([...now, null, Number.NaN, null], reference.edges),
    );
    expect(holes).toEqual(plain);
    const infinite = counted(300, (at) => (at < 0.5 ? at : Number.POSITIVE_INFINITY));
    expect(compareFacet(reference, profileNumbers(infinite, reference.edges)).severity).toBe('high');
    const [withHoles, whole] = [categorical({ a: 50, b: 50 }, 900), categorical({ a: 40, b: 60 })];
    expect(compareFacet(withHoles, whole)).toEqual(compareFacet(categorical({ a: 50, b: 50 }), whole));
  });

  it('is null with a reason where there is none, and so is the severity', () => {
    const nothing = compareFacet(numeric([0, 0], { missing: 20 }), numeric([5, 5]));
    expect(nothing).toMatchObject({ severity: null, effect: { value: null, reason: 'empty_reference' } });
    expect(isUnknown(nothing.evidence)).toBe(true);
  });

  it('and evidence are unknown where one side holds categories and the other numbers', () => {
    for (const sides of [
      [numeric([5, 5]), categorical({ a: 5, b: 5 })],
      [categorical({ a: 5, b: 5 }), numeric([5, 5])],
    ] as const) {
      expect(compareFacet(sides[0], sides[1])).toMatchObject({
        severity: null,
        effect: { value: null, reason: 'different_kinds' },
        evidence: { method: 'none', unknown: 'counts of different lengths' },
      });
    }
  });
});

describe('the evidence', () => {
  it('of numbers is Anderson–Darling over all bins with the infinities at their ends', () => {
    const [before, now] = [
      numeric([5, 7, 9, 3], { negativeInfinity: 2, positiveInfinity: 1 }),
      numeric([2, 8, 8, 9], { negativeInfinity: 1, positiveInfinity: 4 }),
    ];
    const wanted = andersonDarlingOfCounts({ reference: [2, 5, 7, 9, 3, 1], current: [1, 2, 8, 8, 9, 4] });
    expect(compareFacet(before, now).evidence).toEqual(wanted);
  });

  it('of categories is chi-squared by name, what is not listed being one more category', () => {
    const [before, now] = [
      { ...categorical({ a: 50, b: 30, c: 40 }), other: 25 },
      { ...categorical({ a: 60, b: 45, c: 0 }), other: 35, categories: ['a', 'b', 'c'], counts: [60, 45, 0] },
    ];
    const wanted = chiSquared({ reference: [50, 30, 40, 25], current: [60, 45, 0, 35] });
    expect(compareFacet(before, now).evidence).toEqual(wanted);
  });

  it('says p = 1 where both sides are one and the same value', () => {
    const constant = numeric([0, 30, 0]);
    expect(compareFacet(constant, numeric([0, 20, 0])).evidence).toEqual({
      method: 'anderson-darling',
      statistic: 0,
      p: 1,
      n: 30,
      m: 20,
    });
    expect(compareFacet(categorical({ a: 30 }), categorical({ a: 20 })).evidence).toEqual({
      method: 'chi-squared',
      statistic: 0,
      p: 1,
      n: 30,
      m: 20,
    });
  });

  it('stays unknown where there are too few values, which is not being alike', () => {
    expect(pOf(numeric([1, 0]), numeric([5, 5]))).toBeNull();
    expect(pOf(categorical({ a: 1 }), categorical({ a: 5 }))).toBeNull();
  });

  it('grows with the number of rows while the effect stays', () => {
    const shifted = (n: number) => {
      const reference = baselineNumbers(counted(n, (at) => at));
      return compareFacet(
        reference,
        profileNumbers(
          counted(n, (at) => at + 0.12 * 4 * at * (1 - at)),
          reference.edges,
        ),
      );
    };
    const [few, many] = [shifted(60), shifted(6000)];
    expect([few.severity, many.severity]).toEqual(['low', 'low']);
    expect(isUnknown(few.evidence) || few.evidence.p).toBeGreaterThan(0.05);
    expect(isUnknown(many.evidence) || many.evidence.p).toBeLessThan(1e-12);
  });
});

describe('what is said of a facet', () => {
  it('counts its values, infinities and unlisted ones among them, missing ones not', () => {
    expect(valuesOf(numeric([3, 4], { negativeInfinity: 2, positiveInfinity: 1, missing: 50, nan: 60 }))).toBe(10);
    expect(valuesOf({ ...categorical({ a: 3, b: 4 }, 50), other: 5 })).toBe(12);
  });

  it('tells how the figure was made', () => {
    const [before, now] = [numeric([10, 0], { edges: [nextUp(0)] }), numeric([4, 6], { edges: [nextUp(0)] })];
    const figure = psi(before, now);
    if (figure.value === null) throw new Error('expected a figure');
    expect(describeFigure(figure)).toMatch(/^psi over \d bins \(quantile-groups-10\), smoothing laplace, symmetric$/);
    expect(describeFigure({ ...figure, counts: null, smoothing: null, direction: 'reference_to_current' })).toBe(
      'psi over quantile-groups-10, smoothing none, reference to current',
    );
  });
});
