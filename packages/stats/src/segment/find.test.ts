import { describe, expect, it } from 'vitest';
import { type Random, randomFrom } from '../drift/decision/testing/random.ts';
import { isRefusal } from '../score/score.ts';
import { findSegments, type Segment, type SegmentOptions, type SegmentSearch } from './find.ts';
import type { SegmentColumn, SegmentRows } from './rows.ts';

function searched(rows: SegmentRows, options?: SegmentOptions): SegmentSearch {
  const found = findSegments(rows, options);
  if (isRefusal(found)) throw new Error(found.explanation);
  return found;
}

const placesOf = (segments: readonly Segment[]) =>
  segments.map(({ where }) => where.map(({ column, code }) => [column, code]));

/** Columns of codes that have nothing to do with each other. */
function columnsOf({ uniform }: Random, rows: number, counts: readonly number[]): SegmentColumn[] {
  return counts.map((count, index) => ({
    name: `c${index}`,
    count,
    codes: new Uint8Array(rows).map(() => Math.floor(count * uniform())),
  }));
}

/** Normal losses, with something more where `more` says so. */
function lossesOf({ normal }: Random, columns: readonly SegmentColumn[], more: (codes: readonly number[]) => number) {
  const rows = columns[0]?.codes.length ?? 0;
  return Float64Array.from({ length: rows }, (_, row) => normal() + more(columns.map(({ codes }) => codes[row] ?? 0)));
}

function planted(seed: number, rows: number, more: (codes: readonly number[]) => number): SegmentRows {
  const random = randomFrom(seed);
  const columns = columnsOf(random, rows, [4, 5, 3, 6]);
  return { losses: lossesOf(random, columns, more), columns };
}

describe('a weak segment', () => {
  it('of one column is found, and no pair beside it', () => {
    const { segments, found } = searched(planted(1, 6000, ([, b]) => (b === 3 ? 0.4 : 0)));
    expect(placesOf(segments)).toEqual([[[1, 3]]]);
    expect(found).toBe(1);
    const [segment] = segments;
    expect(segment?.value).toBeCloseTo(0.4, 1);
    expect(segment?.rest).toBeCloseTo(0, 1);
    expect(segment?.difference.value).toBeCloseTo((segment?.value ?? 0) - (segment?.rest ?? 0), 12);
    expect(segment?.difference.interval).toMatchObject({ level: 0.95, method: 'welch_t_less_skewness' });
    expect(segment?.p).toBeLessThan(segment?.adjusted ?? 0);
  });

  it('of two columns comes first, before the columns that are worse because of it', () => {
    const { segments } = searched(planted(2, 9000, ([a, , , d]) => (a === 2 && d === 1 ? 1 : 0)));
    expect(placesOf(segments)).toEqual([
      [
        [0, 2],
        [3, 1],
      ],
      [[3, 1]],
      [[0, 2]],
    ]);
  });

  it('of two columns is found where neither column is worse', () => {
    const { segments } = searched(
      planted(3, 12_000, ([a = 0, b = 0]) => (a > 1 ? 0 : b > 1 ? 0 : a === b ? 0.4 : -0.4)),
    );
    expect(placesOf(segments).sort()).toEqual([
      [
        [0, 0],
        [1, 0],
      ],
      [
        [0, 1],
        [1, 1],
      ],
    ]);
  });

  it('that is two weak columns at once is found beside them', () => {
    const { segments } = searched(planted(4, 9000, ([a, b]) => (a === 0 ? 0.5 : 0) + (b === 0 ? 0.5 : 0)));
    expect(placesOf(segments).slice(0, 3)).toEqual([
      [
        [0, 0],
        [1, 0],
      ],
      [[0, 0]],
      [[1, 0]],
    ]);
  });

  it('is not looked for in pairs when not asked', () => {
    const rows = planted(2, 9000, ([a, , , d]) => (a === 2 && d === 1 ? 1 : 0));
    const { segments, looked } = searched(rows, { pairs: false });
    expect(placesOf(segments)).toEqual([[[3, 1]], [[0, 2]]]);
    expect(looked).toBe(4 + 5 + 3 + 6);
  });

  it('is found by what is lost for each unit, where rows have weights', () => {
    const random = randomFrom(5);
    const columns = columnsOf(random, 4000, [4, 3]);
    const weights = new Float64Array(4000).map(() => 10 * random.uniform());
    const rate = (row: number): number => (columns[0]?.codes[row] === 2 ? 0.4 : 0.1) + random.normal();
    // The rows of one code of the other column are large, and cost more, but not for each unit.
    const losses = weights.map((weight, row) => {
      const larger = columns[1]?.codes[row] === 0 ? 5 : 1;
      weights[row] = weight * larger;
      return weight * larger * rate(row);
    });
    const { segments, value } = searched({ losses, weights, columns });
    expect(placesOf(segments)).toEqual([[[0, 2]]]);
    const sum = (values: Float64Array, code?: number): number =>
      values.reduce((all, one, row) => all + (code === undefined || columns[0]?.codes[row] === code ? one : 0), 0);
    expect(value).toBeCloseTo(sum(losses) / sum(weights), 12);
    expect(segments[0]?.value).toBeCloseTo(sum(losses, 2) / sum(weights, 2), 12);
    expect(placesOf(searched({ losses, columns }).segments)).toContainEqual([[1, 0]]);
  });

  it('in which every row is wrong is found, though its rows do not vary', () => {
    const codes = Uint8Array.from({ length: 400 }, (_, row) => (row < 60 ? 0 : 1));
    const losses = Float64Array.from(codes, (code, row) => (code === 0 || row % 10 === 0 ? 1 : 0));
    const { segments } = searched({ losses, columns: [{ name: 'side', codes, count: 2 }] });
    expect(placesOf(segments)).toEqual([[[0, 0]]]);
    expect(segments[0]).toMatchObject({ value: expect.closeTo(1, 12), interval: null, rows: 60 });
    expect(segments[0]?.difference.interval?.low).toBeGreaterThan(0.8);
    const apart = searched({
      losses: Float64Array.from(codes, (code) => 1 - code),
      columns: [{ name: 's', codes, count: 2 }],
    });
    expect(apart.segments[0]?.rest).toBeCloseTo(0, 12);
    expect(apart.segments[0]?.difference.value).toBeCloseTo(1, 12);
    expect(apart.segments[0]?.difference.interval?.low).toBeGreaterThan(0.9);
  });

  it('in which no bet is won is found as soon as that is not to be expected', () => {
    const alone = (rows: number, odds: number) => {
      const random = randomFrom(10);
      const codes = Uint8Array.from({ length: 3000 }, (_, row) => (row < rows ? 0 : 1));
      const losses = Float64Array.from(codes, (code) => {
        const own = odds * (0.8 + 0.4 * random.uniform());
        return code === 1 && random.uniform() * own < 1 ? 1 - own : 1;
      });
      return searched({ losses, columns: [{ name: 'side', codes, count: 2 }] }).segments.length;
    };
    expect(alone(50, 2)).toBe(1);
    expect(alone(50, 20)).toBe(0);
    expect(alone(400, 20)).toBe(1);
  });

  it('is not what merely has not had a rare large gain', () => {
    const codes = Uint8Array.from({ length: 2000 }, (_, row) => (row < 50 ? 0 : 1));
    const losses = Float64Array.from(codes, (_, row) => (row >= 50 && row % 20 === 0 ? -19 : 1));
    expect(searched({ losses, columns: [{ name: 'side', codes, count: 2 }] }).segments).toEqual([]);
  });
});

describe('the search', () => {
  it('says how many cells it looked at, and how many were too small', () => {
    const rows = planted(6, 600, () => 0);
    const { looked, tooSmall, rows: all } = searched(rows, { minimum: 45 });
    let [large, small] = [0, 0];
    const counted = (is: (row: number) => boolean): number => rows.losses.filter((_, row) => is(row)).length;
    for (const [a, first] of rows.columns.entries()) {
      for (let i = 0; i < first.count; i += 1) {
        if (counted((row) => first.codes[row] === i) >= 45) large += 1;
        else small += 1;
        for (const second of rows.columns.slice(a + 1)) {
          for (let j = 0; j < second.count; j += 1) {
            const size = counted((row) => first.codes[row] === i && second.codes[row] === j);
            if (size >= 45) large += 1;
            else if (size > 0) small += 1;
          }
        }
      }
    }
    expect({ looked, tooSmall, all }).toEqual({ looked: large, tooSmall: small, all: 600 });
    expect(small).toBeGreaterThan(10);
    expect(large).toBeGreaterThan(20);
  });

  it('leaves out rows of no segment, and still compares with them', () => {
    const random = randomFrom(7);
    const codes = Uint8Array.from({ length: 3000 }, (_, row) => [0, 1, 255][row % 3] ?? 0);
    const losses = Float64Array.from(codes, (code) => random.normal() + (code === 255 ? -1 : 0));
    const { segments, looked } = searched({ losses, columns: [{ name: 'a', codes, count: 2 }] });
    expect(looked).toBe(2);
    expect(placesOf(segments)).toHaveLength(2);
    const without = losses.filter((_, row) => codes[row] !== 0);
    const first = segments.find(({ where }) => where[0]?.code === 0);
    expect(first?.rest).toBeCloseTo(without.reduce((sum, loss) => sum + loss, 0) / without.length, 12);
  });

  it('gives as many segments as asked, and says how many there are', () => {
    const rows = planted(4, 9000, ([a, b]) => (a === 0 ? 0.5 : 0) + (b === 0 ? 0.5 : 0));
    const { segments, found } = searched(rows, { most: 2 });
    expect(segments).toHaveLength(2);
    expect(found).toBeGreaterThan(2);
    expect(searched(rows, { most: 0 }).segments).toEqual([]);
  });

  it('is the same for columns that say the same twice, in the order of their names', () => {
    const { losses, columns } = planted(1, 6000, ([, b]) => (b === 3 ? 0.4 : 0));
    const [, weak] = columns;
    if (!weak) throw new Error('no column');
    const twice = [
      { ...weak, name: 'z' },
      { ...weak, name: 'b' },
    ];
    const { segments, looked } = searched({ losses, columns: twice });
    expect(placesOf(segments)).toEqual([[[1, 3]], [[0, 3]]]);
    // A pair of a cell with itself leaves nothing to compare with.
    expect(looked).toBe(10);
  });

  it('finds nothing where all losses are the same, or there is no column', () => {
    const { columns } = planted(1, 500, () => 0);
    expect(searched({ losses: new Float64Array(500).fill(0.1), columns }).segments).toEqual([]);
    expect(searched({ losses: new Float64Array(500).fill(0.1), columns: [] })).toMatchObject({
      segments: [],
      looked: 0,
      rows: 500,
    });
  });
});

describe('bad input', () => {
  const column = { name: 'a', codes: Uint8Array.of(0, 1, 0), count: 2 };

  it.each([
    ['no row', { losses: new Float64Array(0), columns: [] }, 'empty', 'there is no row'],
    ['a loss that is no number', { losses: Float64Array.of(1, Number.NaN, 2), columns: [column] }, 'invalid', 'row 1'],
    [
      'an infinite loss',
      { losses: Float64Array.of(1, 2, Number.POSITIVE_INFINITY), columns: [column] },
      'invalid',
      'row 2',
    ],
    [
      'a negative weight',
      { losses: Float64Array.of(1, 2, 3), weights: Float64Array.of(1, -1, 1), columns: [column] },
      'invalid',
      'weight of row 1 is -1, expected a number from 0 on',
    ],
    [
      'no weight at all',
      { losses: Float64Array.of(1, 2, 3), weights: new Float64Array(3), columns: [column] },
      'no_weight',
      'weights',
    ],
    [
      'weights too small',
      { losses: Float64Array.of(1e300, 2, 3), weights: new Float64Array(3).fill(1e-300), columns: [column] },
      'overflow',
      'too large',
    ],
  ])('%s is refused', (_, rows, reason, words) => {
    const found = findSegments(rows);
    expect(found).toMatchObject({ reason, explanation: expect.stringContaining(words) });
  });

  it.each([
    ['codes of another length', { losses: new Float64Array(4), columns: [column] }, {}, 'codes of a: expected one'],
    [
      'weights of another length',
      { losses: new Float64Array(3), weights: new Float64Array(2), columns: [] },
      {},
      'weights: expected one',
    ],
    [
      'a code beyond the count',
      { losses: new Float64Array(3), columns: [{ ...column, count: 1 }] },
      {},
      'code of row 1 of a',
    ],
    ['too many codes', { losses: new Float64Array(3), columns: [{ ...column, count: 65 }] }, {}, 'count of a'],
    ['a level of 1', { losses: new Float64Array(3), columns: [] }, { level: 1 }, 'level: expected'],
    ['a confidence of 0', { losses: new Float64Array(3), columns: [] }, { confidence: 0 }, 'confidence: expected'],
    ['a minimum of 1', { losses: new Float64Array(3), columns: [] }, { minimum: 1 }, 'minimum: expected'],
    ['half a segment', { losses: new Float64Array(3), columns: [] }, { most: 0.5 }, 'most: expected'],
  ])('%s is thrown', (_, rows, options, words) => {
    expect(() => findSegments(rows, options)).toThrow(RangeError);
    expect(() => findSegments(rows, options)).toThrow(words);
  });
});
