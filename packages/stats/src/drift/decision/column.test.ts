import { describe, expect, it } from 'vitest';
import { isUnknown } from '../../compare/outcome.ts';
import { baselineOfTally } from '../../profile/categorical.ts';
import type { CompositeProfile, Profile, SimpleProfile } from '../../profile/composite.ts';
import { baselineNumbers, type NumericProfile, profileNumbers } from '../../profile/numeric.ts';
import { baselineTimes, profileTimes } from '../../profile/time.ts';
import { compareColumn } from './column.ts';
import { compareFacet } from './facet.ts';

const counted = (size: number, draw: (at: number) => number): number[] =>
  Array.from({ length: size }, (_, index) => draw((index + 0.5) / size));

const plain = baselineNumbers(counted(2000, (at) => at));
/** By so much in the middle, and by nothing at the ends: the Kolmogorov–Smirnov distance is `by`. */
const moved = (by: number, rows = 2000): NumericProfile =>
  profileNumbers(
    counted(rows, (at) => at + 4 * by * at * (1 - at)),
    plain.edges,
  );

/** A column of up to three sides. */
const vector = (...sides: readonly SimpleProfile[]): CompositeProfile => ({
  kind: 'vector',
  version: 1,
  facets: Object.fromEntries(sides.map((side, index) => [index === 0 ? 'norm' : `projection-${index}`, side])),
});
const reference = vector(plain, plain, plain);

const pOf = (before: SimpleProfile, now: SimpleProfile): number => {
  const { evidence } = compareFacet(before, now);
  if (isUnknown(evidence)) throw new Error(`expected evidence, got unknown: ${evidence.unknown}`);
  return evidence.p;
};

function distributionOf(current: Profile, ignore: readonly string[] = []) {
  const { distribution } = compareColumn(reference, current, { ignore });
  if (!distribution) throw new Error('expected a distribution');
  return distribution;
}

describe('a column of one side', () => {
  it('is that side, with its p as it is', () => {
    const { distribution } = compareColumn(plain, moved(0.05));
    expect(distribution).toEqual({
      ...compareFacet(plain, moved(0.05)),
      facet: undefined,
      p: pOf(plain, moved(0.05)),
    });
  });

  it('has no p where there is no evidence', () => {
    const one = profileNumbers([0.5], plain.edges);
    expect(compareColumn(plain, one).distribution).toMatchObject({ p: null, facet: undefined });
  });

  it('is asked for missing values, NaN among them, of all rows', () => {
    const current = profileNumbers(
      [...counted(90, (at) => at), ...Array<null>(8).fill(null), Number.NaN, Number.NaN],
      [],
    );
    const { missing } = compareColumn(
      baselineNumbers(
        counted(200, (at) => at),
        { bins: 1 },
      ),
      current,
    );
    expect(missing).toMatchObject({ change: 0.1, severity: 'medium', evidence: { n: 200, m: 100 } });
    expect(compareColumn(plain, moved(0)).missing).toBeNull();
  });

  it('is asked for categories that came and that went, the one not taken for the other', () => {
    const [before, now] = [
      new Map([
        ['a', 40],
        ['gone', 9],
      ]),
      new Map([
        ['a', 40],
        ['new', 7],
      ]),
    ].map((tally) => baselineOfTally(tally, 0));
    if (!before || !now) throw new Error('expected two profiles');
    const { appeared, vanished } = compareColumn(before, now);
    expect(appeared?.categories).toEqual([{ value: 'new', count: 7 }]);
    expect(vanished?.categories).toEqual([{ value: 'gone', count: 9 }]);
  });

  it('of numbers, or of both sorts, has no categories to come or go', () => {
    const names = baselineOfTally(new Map([['a', 40]]), 0);
    for (const [before, now] of [
      [plain, moved(0)],
      [names, plain],
      [plain, names],
    ] as const) {
      expect(compareColumn(before, now)).toMatchObject({ appeared: null, vanished: null });
    }
  });
});

describe('a column of several sides', () => {
  it('tells the side with the strongest evidence, its p times the number of sides', () => {
    const found = distributionOf(vector(moved(0), moved(0.13), moved(0.11)));
    expect(found).toMatchObject({ facet: 'projection-1', severity: 'low' });
    expect(found.p).toBe(3 * pOf(plain, moved(0.13)));
    expect(distributionOf(vector(moved(0), moved(0.11), moved(0.13))).facet).toBe('projection-2');
  });

  it('has a p of 1 at most', () => {
    expect(distributionOf(vector(moved(0), moved(0), moved(0)))).toMatchObject({ facet: 'norm', p: 1 });
  });

  it('prefers a side whose effect matters to one with more evidence, but not the greater of two that matter', () => {
    const many = moved(0.05, 20_000);
    expect(pOf(plain, many)).toBeLessThan(pOf(plain, moved(0.12, 30)));
    expect(distributionOf(vector(many, moved(0.12, 30), moved(0)))).toMatchObject({
      facet: 'projection-1',
      severity: 'low',
    });
    expect(distributionOf(vector(moved(0), moved(0.12, 30), many)).facet).toBe('projection-1');
    const [sure, great] = [moved(0.12, 20_000), moved(0.24, 12)];
    expect(compareFacet(plain, great).severity).toBe('high');
    expect(pOf(plain, sure)).toBeLessThan(pOf(plain, great));
    expect(distributionOf(vector(great, sure, moved(0)))).toMatchObject({ facet: 'projection-1', severity: 'low' });
  });

  it('prefers any side that could be compared to one that could not', () => {
    const empty = profileNumbers([], plain.edges);
    expect(distributionOf(vector(empty, moved(0), moved(0.06))).facet).toBe('projection-2');
    expect(distributionOf(vector(moved(0.06), empty, empty)).facet).toBe('norm');
    const one = profileNumbers([0.5], plain.edges);
    expect(compareFacet(plain, one).severity).toBe('high');
    expect(distributionOf(vector(one, moved(0), moved(0.12))).facet).toBe('projection-2');
    expect(distributionOf(vector(moved(0.12), one, one)).facet).toBe('norm');
    expect(distributionOf(vector(empty, empty, empty))).toMatchObject({ severity: null, p: null });
  });

  it('does not ask about sides that are to be ignored, nor count them', () => {
    const current = vector(moved(0.3), moved(0.06), moved(0.03));
    const found = distributionOf(current, ['norm']);
    expect(found.facet).toBe('projection-1');
    expect(found.p).toBe(2 * pOf(plain, moved(0.06)));
    const all = ['norm', 'projection-1', 'projection-2'];
    expect(compareColumn(reference, current, { ignore: all }).distribution).toBeNull();
  });

  it('compares only sides that both have', () => {
    const { distribution } = compareColumn(vector(plain, plain), reference);
    expect(distribution).toMatchObject({ facet: 'norm', p: 1 });
    const fewer = compareColumn(reference, vector(moved(0), moved(0.06))).distribution;
    expect(fewer?.p).toBe(2 * pOf(plain, moved(0.06)));
  });

  it('is a matter of its rows once, not once a side, and its categories do not come or go', () => {
    const day = 86_400_000;
    const times = counted(140, (at) => Math.floor(at * 140) * day);
    const before = baselineTimes([...times, null, null]);
    const drift = compareColumn(before, profileTimes([...times.slice(0, 70), null], before), { ignore: ['time'] });
    expect(drift).toMatchObject({ appeared: null, vanished: null, missing: { evidence: { n: 142, m: 71 } } });
    expect(drift.distribution?.facet).toMatch(/weekday|hour/);
  });
});
