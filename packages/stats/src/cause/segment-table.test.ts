import { describe, expect, it } from 'vitest';
import { readSegments, type SegmentTable } from './segment-table.ts';

const table: SegmentTable = {
  segments: ['a', 'b'],
  reference: [
    [1, 2],
    [3, 4],
  ],
  current: [
    [5, 6],
    [7, 8],
  ],
};

describe('a table of segments', () => {
  it('is summed by bin and by segment', () => {
    const { segments, reference, current, rows } = readSegments(table);
    expect({ reference, current, rows }).toEqual({
      reference: [4, 6],
      current: [12, 14],
      rows: { reference: 10, current: 26 },
    });
    expect(segments.map((segment) => segment.rows)).toEqual([
      { reference: 3, current: 11 },
      { reference: 7, current: 15 },
    ]);
  });

  it.each<[string, Partial<SegmentTable>, RegExp]>([
    ['too few rows', { current: [[5, 6]] }, /current: expected a row for each of the 2 segments, got 1/],
    ['a short row', { current: [[5, 6], [7]] }, /current\[1\]: expected 2 bins as in reference\[0\], got 1/],
    [
      'a negative count',
      {
        reference: [
          [1, 2],
          [3, -4],
        ],
      },
      /reference\[1\]: expected counts .*got -4/,
    ],
    [
      'a fraction',
      {
        reference: [
          [1, 2],
          [3, 0.5],
        ],
      },
      /got 0.5/,
    ],
    [
      'what is no number',
      {
        reference: [
          [Number.NaN, 2],
          [3, 4],
        ],
      },
      /got NaN/,
    ],
    ['a name twice', { segments: ['a', 'a'] }, /expected every name once/],
  ])('with %s is a mistake of the program', (_, part, message) => {
    const read = (): unknown => readSegments({ ...table, ...part });
    expect(read).toThrow(RangeError);
    expect(read).toThrow(message);
  });
});

describe('more than 200 segments', () => {
  /** Sizes 1, 2, 3 … so that the first are the smallest. */
  const many: SegmentTable = {
    segments: Array.from({ length: 250 }, (_, index) => `s${index}`),
    reference: Array.from({ length: 250 }, (_, index) => [index + 1, 0]),
    current: Array.from({ length: 250 }, (_, index) => [0, index + 1]),
  };

  it('are the 200 largest and the rest merged, with no row lost', () => {
    const { segments, rows } = readSegments(many);
    expect(segments).toHaveLength(201);
    expect(segments.at(-1)).toMatchObject({ name: 'other', merged: 50, reference: [1275, 0], current: [0, 1275] });
    expect(segments.slice(0, -1).every(({ merged, rows: own }) => merged === 1 && own.reference > 50)).toBe(true);
    expect(rows).toEqual({ reference: 31_375, current: 31_375 });
  });

  it('keep one that is large now only', () => {
    const current = many.current.map((counts, index) => (index === 0 ? [0, 5000] : counts));
    expect(readSegments({ ...many, current }).segments[0]?.name).toBe('s0');
  });

  it('are chosen by name where they are equally large, whatever the order given', () => {
    const equal = { ...many, reference: many.reference.map(() => [1, 1]), current: many.current.map(() => [1, 1]) };
    const named = (given: SegmentTable): string[] => readSegments(given).segments.map(({ name }) => name);
    expect(named({ ...equal, segments: [...many.segments].reverse() })).toEqual(named(equal));
  });

  it('stay as they are up to 200', () => {
    const first = (side: readonly (readonly number[])[]): (readonly number[])[] => side.slice(0, 200);
    const { segments } = readSegments({
      segments: many.segments.slice(0, 200),
      reference: first(many.reference),
      current: first(many.current),
    });
    expect(segments).toHaveLength(200);
    expect(segments.every(({ merged }) => merged === 1)).toBe(true);
  });
});
