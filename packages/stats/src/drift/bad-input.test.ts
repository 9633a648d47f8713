import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineCategories } from '../profile/categorical.ts';
import { baselineNumbers, profileNumbers } from '../profile/numeric.ts';
import type { Column } from './column.ts';
import { energyDistance } from './energy-distance.ts';
import { type Drift, modes, unknownReasons } from './figure.ts';
import { hellinger } from './hellinger.ts';
import { js } from './jensen-shannon.ts';
import { ks } from './kolmogorov-smirnov.ts';
import { kl } from './kullback-leibler.ts';
import { psi } from './psi.ts';
import { figureOf } from './testing/samples.ts';
import { totalVariation } from './total-variation.ts';
import { wasserstein } from './wasserstein.ts';

const all = { psi, kl, js, hellinger, totalVariation, ks, wasserstein, energyDistance };
const named = Object.entries(all) as [string, (a: Column, b: Column, options?: object) => Drift][];
const far = Number.POSITIVE_INFINITY;

describe.each(named)('%s', (_, measure) => {
  it.each([
    ['empty_reference', [], [1]],
    ['empty_current', [1], []],
    ['empty_reference', new Float64Array(0), ['a']],
    ['all_missing_reference', [null, undefined], [1]],
    ['all_missing_current', [1, 2], [Number.NaN, null]],
    ['all_missing_current', ['a'], [null]],
    ['different_kinds', [1, 2], ['1', '2']],
    ['different_kinds', baselineCategories(['a']), [1]],
    ['different_edges', profileNumbers([1, 2], [1]), profileNumbers([1, 2], [2])],
  ] as const)('says %s, and in words', (reason, a, b) => {
    const drift = measure(a, b);
    expect(drift).toMatchObject({ value: null, reason });
    expect(drift.value === null && drift.explanation.length).toBeGreaterThan(20);
  });

  it('of a constant and itself is 0 in every mode that has it', () => {
    for (const mode of modes) {
      const drift = measure(new Array<number>(9).fill(4), new Array<number>(7).fill(4), { mode });
      if (drift.value === null) expect(drift.reason).toBe('not_in_mode');
      else if (mode !== 'phoenix') expect(drift.value).toBe(0);
      else expect(drift.value).toBeLessThan(0.1);
    }
  });

  it('of a constant and another is defined, and more than 0', () => {
    expect(figureOf(measure([0, 0, 0], [5, 5]))).toBeGreaterThan(0);
    expect(figureOf(measure([4], [5]))).toBeGreaterThan(0);
  });

  it('takes a column of infinities, or says why not', () => {
    for (const [a, b] of [
      [[far, -far], [far]],
      [
        [1, 2, 3],
        [far, -far],
      ],
      [[far], [1, 2]],
      [[far], [far]],
    ] as const) {
      const drift = measure(a, b);
      if (drift.value === null) expect(drift.reason).toBe('no_finite_values');
      else expect(Number.isFinite(drift.value)).toBe(true);
    }
  });

  it('never throws and never answers NaN or Infinity, whatever the data and the mode', () => {
    const cell = fc.oneof(
      fc.double(),
      fc.integer({ min: -2, max: 2 }),
      fc.constantFrom<number | null | undefined>(
        null,
        undefined,
        Number.NaN,
        far,
        -far,
        1e308,
        -1e308,
        5e-324,
        Number.MAX_VALUE,
      ),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    );
    const text = fc.oneof(
      fc.constantFrom<string | boolean | null>('a', 'b', '', null, true),
      fc.string({ maxLength: 2 }),
    );
    const values = fc.array(cell, { maxLength: 30 });
    const column: fc.Arbitrary<Column> = fc.oneof(
      values,
      values,
      fc.array(text, { maxLength: 30 }),
      values.map((list) => baselineNumbers(list)),
      fc.array(text, { maxLength: 30 }).map((list) => baselineCategories(list, { cap: 3 })),
    );
    fc.assert(
      fc.property(column, column, fc.constantFrom(...modes), (a, b, mode) => {
        const drift = measure(a, b, { mode });
        if (drift.value === null) expect(unknownReasons).toContain(drift.reason);
        else expect(Number.isFinite(drift.value) && drift.value >= 0, String(drift.value)).toBe(true);
        expect(JSON.parse(JSON.stringify(drift))).toEqual(drift);
      }),
      { numRuns: 400 },
    );
  });
});

describe('what else cannot be measured says why', () => {
  it('modes that bin the values themselves, given profiles', () => {
    const profile = baselineNumbers([1, 2, 3]);
    for (const mode of ['cbb', 'evidently', 'phoenix', 'decile'] as const) {
      expect(psi(profile, profile, { mode })).toMatchObject({ value: null, reason: 'needs_values' });
    }
    expect(ks(profile, profile, { mode: 'cbb' })).toMatchObject({ reason: 'needs_values' });
    expect(wasserstein(profile, profile, { mode: 'evidently' })).toMatchObject({ reason: 'needs_values' });
  });

  it('order and distance of categories', () => {
    for (const measure of [ks, wasserstein, energyDistance]) {
      expect(measure(['a'], ['b'])).toMatchObject({ value: null, reason: 'not_numeric' });
    }
  });

  it('a divergence without smoothing where a bin is empty', () => {
    const smoothing = { rule: 'none' } as const;
    expect(kl(['a', 'b'], ['a'], { smoothing })).toMatchObject({ value: null, reason: 'empty_bin' });
    expect(psi(['a'], ['a', 'b'], { smoothing })).toMatchObject({ value: null, reason: 'empty_bin' });
    expect(figureOf(kl(['a'], ['a', 'b'], { smoothing }))).toBeCloseTo(Math.LN2, 12);
  });

  it('a distance by a spread that is zero, unless it is zero itself', () => {
    const options = { norm: 'std', fenced: false } as const;
    expect(wasserstein([3, 3], [4, 4], options)).toMatchObject({ value: null, reason: 'no_spread' });
    expect(figureOf(wasserstein([3, 3], [3], options))).toBe(0);
    expect(figureOf(wasserstein([3, 3], [4, 4], { mode: 'evidently' }))).toBeCloseTo(1000, 9);
  });

  it('a range that no double holds', () => {
    const wide = [-Number.MAX_VALUE, 0, Number.MAX_VALUE];
    expect(psi(wide, wide, { mode: 'cbb' })).toMatchObject({ value: null, reason: 'overflow' });
    expect(figureOf(psi(wide, wide))).toBe(0);
  });

  it('a mistake in the options is the only thing that throws', () => {
    expect(() => psi([1], [1], { bins: 0 })).toThrow('bins: expected a whole number from 1 on, got 0');
  });
});

describe('many categories', () => {
  it('do not seem to drift by chance', () => {
    const names = (offset: number): string[] =>
      Array.from({ length: 10_000 }, (_, index) => `name-${(index * 7919 + offset) % 5000}`);
    expect(figureOf(psi(names(0), names(3)))).toBeLessThan(0.01);
  });

  it('do not hide a new one', () => {
    const before = Array.from({ length: 1000 }, (_, index) => `name-${index % 500}`);
    const now = before.map((name, index) => (index % 4 === 0 ? 'new' : name));
    const drift = psi(before, now);
    expect(figureOf(drift)).toBeGreaterThan(0.25);
    expect(drift).toMatchObject({ categories: ['new'], extra_bins: ['rare'] });
  });
});
