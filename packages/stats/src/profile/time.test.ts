import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompositeProfile, categoricalFacet, facetsOf, missingOf, rowsOfProfile } from './composite.ts';
import { baselineTimes, hours, profileTimes, type TimeValues, weekdays } from './time.ts';

const day = 86_400_000;
const hour = 3_600_000;

function counted(profile: CompositeProfile, facet: string): Record<string, number> {
  const { categories, counts } = categoricalFacet(profile, facet);
  return Object.fromEntries(categories.map((name, index) => [name, counts[index] ?? 0]).filter(([, n]) => n !== 0));
}

const weekdayOf = (time: number): string[] => Object.keys(counted(baselineTimes([time]), 'weekday'));
const hourOf = (time: number): string[] => Object.keys(counted(profileTimes([time], baselineTimes([1])), 'hour'));

describe('a profile of times', () => {
  it('counts weekdays and hours in UTC', () => {
    const profile = baselineTimes([Date.UTC(2024, 1, 29, 23, 59), Date.UTC(2024, 2, 1), null]);
    expect(counted(profile, 'weekday')).toEqual({ thursday: 1, friday: 1 });
    expect(counted(profile, 'hour')).toEqual({ '23': 1, '00': 1 });
    expect([rowsOfProfile(profile), missingOf(profile)]).toEqual([3, 1]);
  });

  it('lists all weekdays and hours, those that do not occur too, sorted like any categories', () => {
    const profile = baselineTimes([hour]);
    expect(categoricalFacet(profile, 'weekday').categories).toEqual([...weekdays].sort());
    expect(categoricalFacet(profile, 'hour').categories).toEqual(hours);
    expect(facetsOf(profile).map(({ name }) => name)).toEqual(['time', 'weekday', 'hour']);
  });

  it('agrees with Date wherever Date has an answer', () => {
    const time = fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.integer({ min: -1e9, max: 1e9 }));
    fc.assert(
      fc.property(time, (value) => {
        const date = new Date(value);
        expect(weekdayOf(value)).toEqual([weekdays[(date.getUTCDay() + 6) % 7]]);
        expect(hourOf(value)).toEqual([hours[date.getUTCHours()]]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['the last moment before 1970', -1, 'wednesday', '23'],
    ['less than a millisecond before 1970', -1e-20, 'wednesday', '23'],
    ['the last double before 1970', -Number.MIN_VALUE, 'wednesday', '23'],
    ['a microsecond before a Friday', day - 0.001, 'thursday', '23'],
    ['the year 1677', Date.UTC(1677, 8, 20), 'monday', '00'],
    ['the year 2263', Date.UTC(2263, 0, 1, 5), 'thursday', '05'],
    ['the last of Date', 8.64e15, 'saturday', '00'],
    // 1e300 mod a week, worked out with whole numbers of any size
    ['far beyond Date', 1e300, weekdays[Number(((BigInt(1e300) / BigInt(day)) % 7n) + 3n) % 7], undefined],
  ])('knows the weekday and hour of %s', (_, time, weekday, hourName) => {
    expect(weekdayOf(time)).toEqual([weekday]);
    if (hourName !== undefined) expect(hourOf(time)).toEqual([hourName]);
  });

  it('has no hours where every time of the baseline is at midnight, and its windows have none either', () => {
    const dates = baselineTimes([-day, 0, 3 * day, null, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(Object.keys(dates.facets)).toEqual(['time', 'weekday']);
    expect(Object.keys(profileTimes([hour], dates).facets)).toEqual(['time', 'weekday']);
    expect(Object.keys(baselineTimes([0, 0.5]).facets)).toContain('hour');
    expect(Object.keys(profileTimes([0], baselineTimes([hour])).facets)).toContain('hour');
  });

  it('counts infinite times as other than any weekday, and NaN as missing, in every facet alike', () => {
    const profile = baselineTimes([1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, undefined]);
    expect(profile.facets.time).toMatchObject({ nan: 1, missing: 1, positiveInfinity: 1, negativeInfinity: 1 });
    expect(profile.facets.weekday).toMatchObject({ other: 2, missing: 2 });
    expect(profile.facets.hour).toMatchObject({ other: 2, missing: 2 });
    expect([rowsOfProfile(profile), missingOf(profile)]).toEqual([5, 2]);
  });

  it.each<[string, TimeValues, number]>([
    ['no rows', [], 0],
    ['one row', [5], 0],
    ['a constant', [7, 7, 7], 0],
    ['nulls only', [null, null], 2],
    ['NaN only', [Number.NaN, Number.NaN, Number.NaN], 3],
  ])('of %s is a profile', (_, values, missing) => {
    for (const profile of [baselineTimes(values), profileTimes(values, baselineTimes([1, 2, 3]))]) {
      expect(facetsOf(profile).map((facet) => rowsOfProfile(facet.profile))).toEqual(
        facetsOf(profile).map(() => values.length),
      );
      expect(facetsOf(profile).map((facet) => missingOf(facet.profile))).toEqual(facetsOf(profile).map(() => missing));
    }
  });

  it('is refused a baseline of another kind', () => {
    expect(() => profileTimes([1], { kind: 'text', version: 1, facets: {} })).toThrow(
      'expected a baseline with the numeric facet time, got one of kind text',
    );
  });
});
