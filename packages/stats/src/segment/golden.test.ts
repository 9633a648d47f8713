import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { studentTSurvival } from '../distribution/student-t.ts';
import { isRefusal } from '../score/score.ts';
import { findSegments } from './find.ts';
import { chanceWithin, rangeOf } from './range.ts';
import { centreRows } from './rows.ts';
import { sumCells } from './tables.ts';
import {
  compareCautiously,
  figureOf,
  intervalOfDifference,
  type Studentised,
  studentise,
  upperTail,
  weakness,
} from './weakness.ts';

interface Sides {
  readonly name: string;
  readonly part: number[];
  readonly rest: number[];
  readonly interval: [number, number];
}

interface Comparison extends Sides {
  readonly weights: number[] | null;
  readonly difference: number;
  readonly t: number;
  readonly freedom: number;
  readonly skewness: number;
  readonly corrected: number;
  readonly within: number;
  readonly weakness: number;
  readonly welch: { readonly t: number; readonly freedom: number; readonly p: number } | null;
}

interface Search {
  readonly name: string;
  readonly losses: number[];
  readonly weights: number[] | null;
  readonly codes: number[][];
  readonly minimum: number;
  readonly level: number;
  readonly looked: number;
  readonly found: readonly {
    readonly where: [number, number][];
    readonly rows: number;
    readonly value: number;
    readonly rest: number;
    readonly interval: [number, number];
    readonly p: number;
    readonly adjusted: number;
  }[];
}

/** Made by scripts/golden/segments.py. */
const { comparisons, mirrors, searches } = JSON.parse(
  readFileSync(new URL('./fixtures/segments.json', import.meta.url), 'utf8'),
) as {
  readonly comparisons: Comparison[];
  readonly mirrors: (Sides & { readonly p: number })[];
  readonly searches: Search[];
};

/** Sums of both sides as the search has them, and the unit that their figures are in. */
function sidesOf({ part, rest }: Sides, weights: number[] | null) {
  const codes = Uint8Array.from([...part.map(() => 0), ...rest.map(() => 1)]);
  const losses = Float64Array.from([...part, ...rest]);
  const columns = [{ name: 'side', codes, count: 2 }];
  const data = centreRows({ losses, columns, ...(weights && { weights: Float64Array.from(weights) }) });
  if (isRefusal(data)) throw new Error(data.explanation);
  const tables = sumCells(data, false);
  return {
    own: tables.one(0, 0),
    others: tables.one(0, 1),
    all: tables.all,
    range: rangeOf(data.rests),
    unit: data.unit,
  };
}

function expectClose(found: number, wanted: number, relative = 1e-10): void {
  const error = Math.abs(found - wanted);
  if (!(error <= relative * Math.max(Math.abs(wanted), 1e-12))) expect(found).toBe(wanted);
}

function expectInterval(difference: Studentised, unit: number, [low, high]: readonly [number, number]): void {
  const found = intervalOfDifference(difference, 0.95);
  expectClose((found?.low ?? Number.NaN) * unit, low, 1e-9);
  expectClose((found?.high ?? Number.NaN) * unit, high, 1e-9);
}

describe('golden values of scipy', () => {
  it.each(comparisons)('a part and the rest: $name', (one) => {
    const { own, others, all, range, unit } = sidesOf(one, one.weights);
    const found = studentise(figureOf(own), figureOf(others));
    expectClose(found.difference * unit, one.difference);
    expectClose(found.freedom, one.freedom);
    expectClose(found.skewness, one.skewness);
    expectClose(upperTail(found), one.corrected);
    expectClose(chanceWithin(own, others, range), one.within);
    expectClose(weakness(own, all, range, 0.999), one.weakness);
    expectInterval(compareCautiously(own, all), unit, one.interval);
    if (one.welch) {
      expectClose(found.difference / found.error, one.welch.t);
      expectClose(found.freedom, one.welch.freedom);
      expectClose(studentTSurvival(found.difference / found.error, found.freedom), one.welch.p);
    }
  });

  it.each(mirrors)('without skewness it is Welch’s test as it is: $name', (one) => {
    const { own, others, unit } = sidesOf(one, null);
    const found = studentise(figureOf(own), figureOf(others));
    expectClose(upperTail(found), one.p, 1e-9);
    expectInterval(found, unit, one.interval);
  });

  it.each(searches)('a whole search: $name', ({ losses, weights, codes, minimum, level, looked, found }) => {
    const columns = codes.map((column, index) => ({
      name: `c${index}`,
      codes: Uint8Array.from(column),
      count: Math.max(...column) + 1,
    }));
    const rows = { losses: Float64Array.from(losses), columns };
    const search = findSegments(weights ? { ...rows, weights: Float64Array.from(weights) } : rows, { minimum, level });
    if (isRefusal(search)) throw new Error(search.explanation);
    expect(search.looked).toBe(looked);
    expect(search.segments.map(({ where }) => where.map(({ column, code }) => [column, code]))).toEqual(
      found.map(({ where }) => where),
    );
    for (const [index, segment] of search.segments.entries()) {
      const wanted = found[index];
      if (!wanted) continue;
      expect(segment.rows).toBe(wanted.rows);
      expectClose(segment.value, wanted.value);
      expectClose(segment.rest, wanted.rest);
      expectClose(segment.p, wanted.p, 1e-8);
      expectClose(segment.adjusted, wanted.adjusted, 1e-8);
      expectClose(segment.difference.interval?.low ?? Number.NaN, wanted.interval[0], 1e-9);
      expectClose(segment.difference.interval?.high ?? Number.NaN, wanted.interval[1], 1e-9);
    }
  });
});
