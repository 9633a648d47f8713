import { mergeProfiles, type Profile, rowsOfProfile } from '@pitwall/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Baseline } from '../drift/index.ts';
import { decodeHour, encodeHour } from './hour-codec.ts';
import { baselineOfCounts, emptyCounts, type HourCounts, mostFresh, sumCounts } from './hour-counts.ts';

const reference = {
  name: 'b',
  rows: 100,
  columns: [
    {
      name: 'pace',
      type: 'number',
      kind: 'number',
      misfits: 0,
      profile: {
        kind: 'numeric',
        version: 1,
        edges: [0, 1, 2.5],
        counts: [1, 2, 3, 4],
        missing: 0,
        nan: 0,
        negativeInfinity: 0,
        positiveInfinity: 0,
        min: -1,
        max: 4,
        moments: { n: 10, mean: 1, m2: 1, m3: 1, m4: 1 },
      },
    },
    {
      name: 'venue',
      type: 'string',
      kind: 'category',
      misfits: 0,
      profile: {
        kind: 'categorical',
        version: 1,
        cap: 1000,
        categories: ['away', 'home'],
        counts: [5, 5],
        other: 0,
        misfiled: 0,
        missing: 0,
      },
    },
  ],
} as unknown as Baseline;

const count = fc.oneof(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 2 ** 40 }));
const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const known = (places: number) =>
  fc
    .array(count, { minLength: places, maxLength: places })
    .map((counts) => counts.flatMap((one, place) => (one === 0 ? [] : [place, one])));
const fresh = (most: number) =>
  fc
    .uniqueArray(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 5 }), fc.integer({ min: 1, max: 9 })), {
      selector: ([name]) => name,
      maxLength: most,
    })
    .map((entries) => entries.filter(([name]) => name !== 'home' && name !== 'away' && name.isWellFormed()));

const hourOf = (most = 5): fc.Arbitrary<HourCounts> =>
  fc.record({
    rows: count,
    columns: fc.tuple(
      fc.record({
        misfits: count,
        facets: fc.tuple(
          fc.record({
            kind: fc.constant('numeric' as const),
            bins: known(4),
            missing: count,
            nan: count,
            negativeInfinity: count,
            positiveInfinity: count,
            min: double,
            max: double,
            moments: fc.record({
              n: fc.integer({ min: 1, max: 99 }),
              mean: double,
              m2: double,
              m3: double,
              m4: fc.constant(null),
            }),
          }),
        ),
      }),
      fc.record({
        misfits: count,
        facets: fc.tuple(
          fc.record({
            kind: fc.constant('categorical' as const),
            known: known(2),
            fresh: fresh(most),
            other: count,
            missing: count,
          }),
        ),
      }),
    ),
  });

/** Without what is exact only up to rounding, and without an order that means nothing. */
const exactly = (counts: HourCounts | undefined): unknown =>
  counts && {
    rows: counts.rows,
    columns: counts.columns.map(({ misfits, facets }) => ({
      misfits,
      facets: facets.map((facet) =>
        facet.kind === 'numeric'
          ? { ...facet, moments: facet.moments.n }
          : { ...facet, fresh: [...facet.fresh].sort(([a], [b]) => (a < b ? -1 : 1)) },
      ),
    })),
  };

describe('the counts of an hour', () => {
  it('come back from their bytes as they were', () => {
    fc.assert(
      fc.property(hourOf(), (counts) => {
        expect(decodeHour(encodeHour(counts), reference)).toEqual(counts);
      }),
    );
    expect(decodeHour(encodeHour(emptyCounts(reference)), reference)).toEqual(emptyCounts(reference));
  });

  it('that are cut off or of another format are no counts', () => {
    const bytes = encodeHour(emptyCounts(reference));
    expect(() => decodeHour(bytes.slice(0, 4), reference)).toThrow();
    const wider = { columns: [...reference.columns, ...reference.columns] };
    expect(() => decodeHour(bytes, wider)).toThrow('less than all of them');
  });

  it('add up to the same in any order and grouping, even where more categories are new than are named', () => {
    fc.assert(
      fc.property(fc.array(hourOf(40), { minLength: 1, maxLength: 6 }), fc.nat(), (hours, at) => {
        const cut = at % hours.length;
        const grouped = [sumCounts(hours.slice(0, cut)), sumCounts(hours.slice(cut))].flatMap((one) => one ?? []);
        expect(exactly(sumCounts(grouped))).toEqual(exactly(sumCounts(hours)));
        expect(exactly(sumCounts(hours.toReversed()))).toEqual(exactly(sumCounts(hours)));
      }),
    );
  });

  it('name so many new categories at the most, and count the rest of them', () => {
    fc.assert(
      fc.property(fc.array(hourOf(60), { minLength: 2, maxLength: 4 }), (hours) => {
        const facet = sumCounts(hours)?.columns[1]?.facets[0];
        if (facet?.kind !== 'categorical') throw new Error('expected categories');
        const of = (one: typeof facet): number =>
          one.other +
          one.fresh.reduce((sum, [, n]) => sum + n, 0) +
          one.known.reduce((sum, n, at) => sum + (at % 2 === 1 ? n : 0), 0);
        const parts = hours.flatMap(
          ({ columns }) => columns[1]?.facets.filter((one) => one.kind === 'categorical') ?? [],
        );
        expect(facet.fresh.length).toBeLessThanOrEqual(mostFresh);
        expect(of(facet)).toBe(parts.reduce((sum, one) => sum + of(one), 0));
      }),
    );
  });

  it('are the profile of their rows, as merging profiles has it', () => {
    fc.assert(
      fc.property(hourOf(), hourOf(), (a, b) => {
        const profiles = (counts: HourCounts | undefined): Profile[] =>
          baselineOfCounts(counts, reference).columns.map(({ profile }) => profile);
        const [first, second, both] = [profiles(a), profiles(b), profiles(sumCounts([a, b]))];
        both.forEach((profile, index) => {
          const [one, other] = [first[index], second[index]];
          const merged = one && other && mergeProfiles(one, other);
          // `misfiled` is for profiles of which nobody knows whether they dropped the same categories
          const plain = { moments: 0, misfiled: 0 };
          expect(merged?.merged && { ...merged.profile, ...plain }).toEqual({ ...profile, ...plain });
          expect(rowsOfProfile(profile)).toBe((one && other && rowsOfProfile(one) + rowsOfProfile(other)) ?? -1);
        });
      }),
    );
  });
});
