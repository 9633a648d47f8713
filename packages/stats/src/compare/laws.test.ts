import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { andersonDarling, andersonDarlingOfCounts } from './anderson-darling.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { chiSquared } from './chi-squared.ts';
import { gTest } from './g-test.ts';
import { kolmogorovSmirnov, kolmogorovSmirnovOfCounts } from './kolmogorov-smirnov.ts';
import { mannWhitney, mannWhitneyOfCounts } from './mann-whitney.ts';
import { type Comparison, isUnknown, type Unknown } from './outcome.ts';
import type { Counts } from './runs.ts';
import { twoProportions } from './two-proportions.ts';
import { welchT } from './welch-t.ts';

type Outcome = Comparison | Unknown;

function known<Result extends object>(outcome: Result | Unknown): Result {
  if (isUnknown(outcome)) throw new Error(`expected a result, got unknown: ${outcome.unknown}`);
  return outcome;
}

const onValues = { kolmogorovSmirnov, andersonDarling, mannWhitney, welchT };
const onCounts = { chiSquared, gTest, kolmogorovSmirnovOfCounts, andersonDarlingOfCounts, mannWhitneyOfCounts };

const ascending = (values: number[]): number[] => values.sort((a, b) => a - b);
const continuous = fc
  .array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 2, maxLength: 60 })
  .map((values) => ascending(values.map((value) => value / 1000)));
const discrete = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 60 }).map(ascending);
const sample = fc.oneof(continuous, discrete);
const table: fc.Arbitrary<Counts> = fc
  .array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 60 })), { minLength: 2, maxLength: 12 })
  .map((cells) => ({ reference: [2, ...cells.map(([r]) => r)], current: [3, ...cells.map(([, c]) => c)] }));

const swap = ({ reference, current }: Counts): Counts => ({ reference: current, current: reference });

function expectProbability(outcome: Outcome): void {
  if (isUnknown(outcome)) expect(outcome.unknown).toBe('nothing varies');
  else {
    expect(outcome.p).toBeGreaterThan(0);
    expect(outcome.p).toBeLessThanOrEqual(1);
    expect(Number.isFinite(outcome.statistic)).toBe(true);
  }
}

function expectSameP(one: Outcome, other: Outcome): void {
  if (isUnknown(one) || isUnknown(other)) expect(one).toEqual(other);
  else expect(Math.abs(one.p / other.p - 1)).toBeLessThan(1e-9);
}

describe('a law of every comparison', () => {
  it.each(Object.entries(onValues))('%s: p is a probability, and the same with the samples exchanged', (_, compare) => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expectProbability(compare(a, b));
        expectSameP(compare(a, b), compare(b, a));
      }),
    );
  });

  it.each(Object.entries(onCounts))('%s: p is a probability, and the same with the samples exchanged', (_, compare) => {
    fc.assert(
      fc.property(table, (counts) => {
        expectProbability(compare(counts));
        expectSameP(compare(counts), compare(swap(counts)));
      }),
    );
  });

  it.each(Object.entries(onValues))('%s: a sample against itself is no evidence', (_, compare) => {
    fc.assert(
      fc.property(sample, (a) => {
        const outcome = compare(a, a);
        if (!isUnknown(outcome)) expect(outcome.p).toBeGreaterThan(0.9);
      }),
    );
  });

  it.each(Object.entries(onCounts))('%s: a value that never occurs changes nothing', (_, compare) => {
    fc.assert(
      fc.property(table, ({ reference, current }) => {
        const more = { reference: [...Array.from(reference), 0], current: [...Array.from(current), 0] };
        expectSameP(compare({ reference, current }), compare(more));
      }),
    );
  });

  it('tests by ranks: counts say what the values themselves say', () => {
    fc.assert(
      fc.property(discrete, discrete, (a, b) => {
        const count = (values: number[]): number[] =>
          Array.from({ length: 7 }, (_, k) => values.filter((v) => v === k).length);
        const counts = { reference: count(a), current: count(b) };
        expect(kolmogorovSmirnovOfCounts(counts)).toMatchObject({ ...kolmogorovSmirnov(a, b) });
        expect(andersonDarlingOfCounts(counts)).toEqual(andersonDarling(a, b));
        expect(mannWhitneyOfCounts(counts)).toEqual(mannWhitney(a, b));
      }),
    );
  });

  it('tests by ranks: a rising transformation changes nothing', () => {
    const rising = (x: number): number => (x < 10 ? x / 2 - 7 : x * 8);
    fc.assert(
      fc.property(discrete, discrete, (a, b) => {
        for (const compare of [kolmogorovSmirnov, andersonDarling, mannWhitney]) {
          expect(compare(a.map(rising), b.map(rising))).toEqual(compare(a, b));
        }
      }),
    );
  });
});

describe('Anderson–Darling', () => {
  it('claims no more than the number of orders allows', () => {
    expect(known(andersonDarling([1, 2, 3, 4], [5, 6, 7, 8])).p).toBeCloseTo(2 / 70, 15);
    expect(known(andersonDarling([1, 2], [3, 4])).p).toBeCloseTo(2 / 6, 15);
  });

  it('goes on without a step at 100,000 values, where its variance is no longer summed up', () => {
    const [before, below, at] = [12_498, 12_499, 12_500].map((each) => {
      const [reference, current] = [-120, 120].map((moved) => [each + moved, each, each, each - moved]);
      return known(andersonDarlingOfCounts({ reference: reference ?? [], current: current ?? [] })).p;
    });
    expect(at).toBeGreaterThan(0.001);
    expect(Math.abs((at ?? 0) - 2 * (below ?? 0) + (before ?? 0))).toBeLessThan(2e-9);
  });
});

describe('Kolmogorov–Smirnov', () => {
  it('given ties has a p no larger than without them', () => {
    fc.assert(
      fc.property(discrete, discrete, (a, b) => {
        const [given, plain] = [known(kolmogorovSmirnov(a, b)), known(kolmogorovSmirnov(a, b, { ties: 'ignore' }))];
        expect(given.p).toBeLessThanOrEqual(plain.p * (1 + 1e-12));
        expect(given.statistic).toBe(plain.statistic);
      }),
    );
  });

  it('of ranges bounds the statistic of the values in them', () => {
    fc.assert(
      fc.property(continuous, continuous, fc.double({ min: 1, max: 1e6, noNaN: true }), (a, b, width) => {
        const cells = Math.ceil(2e6 / width) + 1;
        fc.pre(cells < 5000);
        const counts = (values: number[]): number[] => {
          const found = new Array<number>(cells).fill(0);
          for (const v of values)
            found[Math.floor((v + 1e6) / width)] = (found[Math.floor((v + 1e6) / width)] ?? 0) + 1;
          return found;
        };
        const exact = known(kolmogorovSmirnov(a, b)).statistic;
        const grouped = known(
          kolmogorovSmirnovOfCounts({ reference: counts(a), current: counts(b) }, { cells: 'range' }),
        );
        expect(grouped.statistic).toBeLessThanOrEqual(exact + 1e-12);
        expect(grouped.statisticAtMost).toBeGreaterThanOrEqual(exact - 1e-12);
        expect(grouped.pAtLeast).toBeLessThanOrEqual(known(kolmogorovSmirnov(a, b, { ties: 'ignore' })).p * (1 + 1e-9));
      }),
    );
  });

  it('takes a word for each cell, and refuses another number of them', () => {
    const counts = { reference: [2, 2], current: [1, 3] };
    expect(kolmogorovSmirnovOfCounts(counts, { cells: 'range' })).toMatchObject({
      statistic: 0.25,
      statisticAtMost: 0.75,
    });
    expect(kolmogorovSmirnovOfCounts(counts, { cells: ['value', 'range'] })).toMatchObject({ statisticAtMost: 0.75 });
    expect(kolmogorovSmirnovOfCounts(counts, { cells: ['range', 'value'] })).toMatchObject({ statisticAtMost: 0.5 });
    expect(kolmogorovSmirnovOfCounts(counts, { cells: 'value' })).toMatchObject({ statisticAtMost: 0.25 });
    expect(kolmogorovSmirnovOfCounts(counts, { cells: ['value'] })).toEqual({
      method: 'kolmogorov-smirnov',
      unknown: 'counts of different lengths',
    });
  });
});

describe('categories', () => {
  it('of equal shares in both samples can be merged without a change of the statistic', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (counts, one, other) => {
        const [r, c] = [Array.from(counts.reference), Array.from(counts.current)];
        const apart = { reference: [...r, 5 * one, 5 * other], current: [...c, 7 * one, 7 * other] };
        const merged = { reference: [...r, 5 * (one + other)], current: [...c, 7 * (one + other)] };
        for (const compare of [chiSquared, gTest]) {
          const [a, b] = [
            known(compare(apart, { minimumExpected: 0 })),
            known(compare(merged, { minimumExpected: 0 })),
          ];
          expect(a.statistic).toBeCloseTo(b.statistic, 9);
        }
      }),
    );
  });

  it('new or vanished are evidence, and never an impossibility', () => {
    const fresh = known(chiSquared({ reference: [600_000, 400_000, 0], current: [600, 360, 40] }));
    expect(fresh.p).toBeLessThan(1e-50);
    expect(fresh.computed).toBe('exact');
    expect(known(chiSquared({ reference: [600, 400, 3], current: [600, 400, 0] })).p).toBe(1);
    expect(known(chiSquared({ reference: [1e6, 0], current: [0, 1e6] })).p).toBeGreaterThan(0);
  });

  it('that are all rare and all replaced by others are seen', () => {
    for (const isNew of [(k: number) => k % 2 === 1, (k: number) => k < 2000, (k: number) => k % 7 < 3]) {
      const reference = Array.from({ length: 4000 }, (_, k) => (isNew(k) ? 0 : 2));
      const current = reference.map((count) => 2 - count);
      expect(known(chiSquared({ reference, current })).p).toBeLessThan(1e-20);
    }
  });

  it('too few for cells of ten are tested exactly, in two halves', () => {
    expect(chiSquared({ reference: [3, 1, 0], current: [0, 1, 3] })).toMatchObject({
      computed: 'exact',
      freedom: 1,
      pooled: 3,
    });
  });

  it('few for the chi-squared distribution share cells, common ones do not', () => {
    const outcome = known(chiSquared({ reference: [4, 4, 4, 90, 90], current: [4, 4, 4, 85, 95] }));
    expect(outcome).toMatchObject({ freedom: 2, pooled: 3, computed: 'asymptotic' });
  });
});

describe('adjusted p-values', () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });

  it('are no smaller than p, at most 1, and in the same order', () => {
    fc.assert(
      fc.property(pValues, (list) => {
        const adjusted = benjaminiHochberg(list);
        list.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          list.forEach((q, j) => {
            if (p < q) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? Number.NaN);
          });
        });
      }),
    );
  });

  it('pick what the step-up procedure picks', () => {
    fc.assert(
      fc.property(pValues, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (list, level) => {
        const sorted = [...list].sort((a, b) => a - b);
        let picked = 0;
        sorted.forEach((p, i) => {
          if ((p * list.length) / (i + 1) <= level) picked = i + 1;
        });
        expect(benjaminiHochberg(list).filter((p) => p <= level).length).toBe(picked);
      }),
    );
  });

  it('leave out what has no p-value', () => {
    expect(benjaminiHochberg([0.01, undefined, 0.04, Number.NaN, 2])).toEqual([
      0.02,
      undefined,
      0.04,
      undefined,
      undefined,
    ]);
    expect(benjaminiHochberg([])).toEqual([]);
  });
});

describe('impossible input is unknown, with the reason', () => {
  const ranks = Object.entries({ kolmogorovSmirnov, andersonDarling, mannWhitney });

  it.each(ranks)('%s', (_, compare) => {
    const why = (a: number[], b: number[]): unknown =>
      Object.entries(compare(a, b)).find(([key]) => key === 'unknown')?.[1];
    expect(why([], [1, 2])).toBe('fewer than two values');
    expect(why([1, 2], [1])).toBe('fewer than two values');
    expect(why([1, 2], [1, Number.NaN])).toBe('not a number among the values');
    expect(why([2, 1], [1, 2])).toBe('values not in ascending order');
    expect(why([1, Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY, 2])).toBeUndefined();
  });

  it('where all values are the same, unless that is an answer', () => {
    expect(kolmogorovSmirnov([1, 1], [1, 1])).toMatchObject({ statistic: 0, p: 1 });
    for (const compare of [andersonDarling, mannWhitney, welchT]) {
      expect(compare([1, 1], [1, 1])).toMatchObject({ unknown: 'nothing varies' });
    }
    expect(chiSquared({ reference: [4], current: [5] })).toEqual({ method: 'chi-squared', unknown: 'nothing varies' });
    expect(twoProportions({ count: 0, of: 4 }, { count: 0, of: 5 })).toMatchObject({
      statistic: 0,
      p: 1,
      difference: 0,
    });
  });

  it.each(Object.entries(onCounts))('%s', (_, compare) => {
    expect(compare({ reference: [1, 2], current: [1] })).toMatchObject({ unknown: 'counts of different lengths' });
    for (const bad of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(compare({ reference: [1, 2], current: [bad, 4] })).toMatchObject({ unknown: 'not a count' });
    }
    expect(compare({ reference: [], current: [] })).toMatchObject({ unknown: 'fewer than two values' });
    expect(compare({ reference: [1, 0], current: [3, 4] })).toMatchObject({ unknown: 'fewer than two values' });
  });

  it('welchT, from values and from moments', () => {
    const good = { count: 5, mean: 1, variance: 2 };
    const why = (a: Parameters<typeof welchT>[0]): unknown => welchT(a, good);
    expect(why([])).toMatchObject({ unknown: 'fewer than two values' });
    expect(why([1])).toMatchObject({ unknown: 'fewer than two values' });
    expect(why([1, Number.NaN])).toMatchObject({ unknown: 'not a number among the values' });
    expect(why([1, Number.POSITIVE_INFINITY])).toMatchObject({ unknown: 'an infinite value' });
    expect(why([1e300, -1e300])).toMatchObject({ unknown: 'an infinite value' });
    expect(why({ ...good, count: 1 })).toMatchObject({ unknown: 'fewer than two values' });
    expect(why({ ...good, count: 2.5 })).toMatchObject({ unknown: 'not a count' });
    expect(why({ ...good, mean: Number.NaN })).toMatchObject({ unknown: 'not a number among the values' });
    expect(why({ ...good, variance: Number.POSITIVE_INFINITY })).toMatchObject({ unknown: 'an infinite value' });
    expect(welchT([1, 2, 3, 9], good)).toEqual(welchT({ count: 4, mean: 3.75, variance: 155 / 12 }, good));
  });

  it('twoProportions', () => {
    const good = { count: 1, of: 5 };
    expect(twoProportions({ count: 6, of: 5 }, good)).toMatchObject({ unknown: 'not a count' });
    expect(twoProportions(good, { count: -1, of: 5 })).toMatchObject({ unknown: 'not a count' });
    expect(twoProportions(good, { count: 0, of: 1 })).toMatchObject({ unknown: 'fewer than two values' });
  });
});
