import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../drift/decision/testing/random.ts';
import { isRefusal } from '../score/score.ts';
import { findSegments, type SegmentSearch } from './find.ts';
import type { SegmentRows } from './rows.ts';

/** One cell of a column and one of a pair are worse; of every kind of loss some. */
function rowsOf(seed: number, isWeighed: boolean): SegmentRows {
  const { normal, uniform } = randomFrom(seed);
  const codes = [3, 4, 2].map((count) => new Uint8Array(900).map(() => Math.floor(count * uniform())));
  const columns = codes.map((column, index) => ({ name: `c${index}`, codes: column, count: [3, 4, 2][index] ?? 0 }));
  const [a = new Uint8Array(), b = new Uint8Array(), c = new Uint8Array()] = codes;
  const weights = new Float64Array(900).map(() => (isWeighed ? 0.2 - Math.log(uniform()) : 1));
  const losses = weights.map((weight, row) => {
    const more = (a[row] === 1 ? 0.8 : 0) + (b[row] === 2 && c[row] === 0 ? 1.5 : 0);
    return weight * (normal() ** 2 + more);
  });
  return { losses, columns, ...(isWeighed && { weights }) };
}

function searched(rows: SegmentRows): SegmentSearch {
  const found = findSegments(rows, { minimum: 20, level: 0.2 });
  if (isRefusal(found)) throw new Error(found.explanation);
  return found;
}

/** The search as numbers, with figures in units of `unit` above `origin`. */
function plainly({ segments, looked, tooSmall }: SegmentSearch, origin = 0, unit = 1) {
  const above = (value: number | undefined): number => ((value ?? Number.NaN) - origin) / unit;
  return {
    looked,
    tooSmall,
    segments: segments.map(({ where, rows, value, rest, difference, interval, p, adjusted }) => ({
      where,
      rows,
      figures: [value, rest, interval?.low, interval?.high].map(above),
      differences: [difference.value, difference.interval?.low, difference.interval?.high].map(
        (one) => (one ?? 0) / unit,
      ),
      logs: [Math.log(p), Math.log(adjusted)],
    })),
  };
}

/** The same, but for rounding. */
function told(search: SegmentSearch) {
  const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));
  const { segments, ...rest } = plainly(search);
  return {
    ...rest,
    segments: segments.map(({ figures, differences, logs, ...segment }) => ({
      ...segment,
      figures: near(figures),
      differences: near(differences),
      logs: near(logs),
    })),
  };
}

const seeds = fc.integer({ min: 1, max: 100_000 });

describe.each([
  ['without weights', false],
  ['with weights', true],
])('the search %s', (_, isWeighed) => {
  it('finds the same in any order of the rows', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const rows = rowsOf(seed, isWeighed);
        const { uniform } = randomFrom(seed + 1);
        const order = Array.from({ length: 900 }, (__, row) => ({ row, key: uniform() })).sort((x, y) => x.key - y.key);
        const moved = <T extends Float64Array | Uint8Array>(values: T): T =>
          values.map((__, place) => values[order[place]?.row ?? 0] ?? 0) as T;
        const other = searched({
          losses: moved(rows.losses),
          columns: rows.columns.map((column) => ({ ...column, codes: moved(column.codes) })),
          ...(rows.weights && { weights: moved(rows.weights) }),
        });
        expect(plainly(other)).toEqual(told(searched(rows)));
      }),
      { numRuns: 20 },
    );
  });

  it('finds the same where every loss has as much more for each unit, and in any unit', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.integer({ min: -90, max: 90 }),
        (seed, more, power) => {
          const rows = rowsOf(seed, isWeighed);
          const unit = 1.7 * 10 ** power;
          const losses = rows.losses.map((loss, row) => unit * (loss + more * (rows.weights?.[row] ?? 1)));
          expect(plainly(searched({ ...rows, losses }), unit * more, unit)).toEqual(told(searched(rows)));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('finds the same in any order of the columns', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const rows = rowsOf(seed, isWeighed);
        const back = searched({ ...rows, columns: rows.columns.toReversed() });
        const segments = back.segments.map((segment) => ({
          ...segment,
          where: segment.where.map(({ column, code }) => ({ column: 2 - column, code })).reverse(),
        }));
        expect(plainly({ ...back, segments })).toEqual(told(searched(rows)));
      }),
      { numRuns: 20 },
    );
  });

  it('does not see a row of weight 0', () => {
    const rows = rowsOf(8, isWeighed);
    const weights = rows.weights ?? new Float64Array(900).fill(1);
    const longer = <T extends Float64Array | Uint8Array>(values: T, last: number): T =>
      (values instanceof Uint8Array ? Uint8Array.from([...values, last]) : Float64Array.from([...values, last])) as T;
    const more = searched({
      losses: longer(rows.losses, 1e9),
      weights: longer(weights, 0),
      columns: rows.columns.map((column) => ({ ...column, codes: longer(column.codes, 1) })),
    });
    expect(more.rows).toBe(900);
    expect(plainly(more)).toEqual(told(searched({ ...rows, weights })));
  });
});

describe('weights of 1', () => {
  it('are as none', () => {
    const rows = rowsOf(4, false);
    const found = searched(rows);
    expect(found.segments.length).toBeGreaterThan(1);
    expect(plainly(searched({ ...rows, weights: new Float64Array(900).fill(1) }))).toEqual(told(found));
  });

  it('or of any other number, which is the unit', () => {
    const rows = rowsOf(4, false);
    const weights = new Float64Array(900).fill(8);
    expect(plainly(searched({ ...rows, weights }), 0, 1 / 8)).toEqual(told(searched(rows)));
  });
});
