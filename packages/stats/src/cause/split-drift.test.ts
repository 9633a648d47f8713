import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { klOfShares } from '../drift/kullback-leibler.ts';
import type { SegmentTable } from './segment-table.ts';
import { type DriftSplit, splitDrift } from './split-drift.ts';
import { type Season, seasonOf } from './testing/season.ts';

function split(table: SegmentTable): DriftSplit {
  const found = splitDrift(table);
  if ('unknown' in found) throw new Error(`expected a split, got ${found.unknown}`);
  return found;
}

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
const rows = (table: readonly (readonly number[])[]): number => sum(table.flat());

/** A table of up to six segments and five bins, of which many cells are empty but neither side is. */
const tables: fc.Arbitrary<SegmentTable> = fc
  .record({ segments: fc.integer({ min: 1, max: 6 }), bins: fc.integer({ min: 1, max: 5 }) })
  .chain(({ segments, bins }) => {
    const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 100_000 }));
    const side = fc
      .array(fc.array(count, { minLength: bins, maxLength: bins }), { minLength: segments, maxLength: segments })
      .filter((table) => rows(table) > 0);
    return fc.record({
      segments: fc.constant(Array.from({ length: segments }, (_, index) => `s${index}`)),
      reference: side,
      current: side,
    });
  });

/** The divergence of the whole joint table, smoothed as documented, by the measure that drift uses. */
function jointDivergence({ reference, current }: SegmentTable): number {
  const [n, m] = [rows(reference), rows(current)];
  const flat = current.flat();
  const cells = reference
    .flat()
    .map((count, cell) => [count / n, (flat[cell] ?? 0) / m] as const)
    .filter(([r, c]) => r + c > 0);
  const drawn = (share: number, middle: number, size: number): number =>
    (size * share + cells.length * middle) / (size + cells.length);
  return klOfShares(
    cells.map(([r, c]) => drawn(c, (r + c) / 2, m)),
    cells.map(([r, c]) => drawn(r, (r + c) / 2, n)),
  );
}

describe('the parts of a split', () => {
  it('sum to the divergence of the joint table, and the segments do', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { total, mix, inside, perSegment } = split(table);
        expect(Math.abs(total - jointDivergence(table))).toBeLessThan(1e-12);
        expect(Math.abs(total - (mix + inside))).toBeLessThan(1e-12);
        expect(Math.abs(total - sum(perSegment.map(({ contribution }) => contribution)))).toBeLessThan(1e-12);
      }),
      { numRuns: 500 },
    );
  });

  it('are finite and never negative', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { mix, inside, perSegment } = split(table);
        const parts = perSegment.flatMap((one) => [one.contribution, one.insideDivergence, one.contributionShare ?? 0]);
        for (const part of [mix, inside, ...parts]) {
          expect(Number.isFinite(part)).toBe(true);
          expect(part).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('have shares that sum to one, or none where nothing changed', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { total, mixShare, insideShare } = split(table);
        if (total === 0) expect([mixShare, insideShare]).toEqual([null, null]);
        else expect((mixShare ?? 0) + (insideShare ?? 0)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('do not depend on the order of segments or bins', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const mirrored = (side: SegmentTable['current']): number[][] => side.map((row) => [...row].reverse()).reverse();
        const turned = split({
          segments: [...table.segments].reverse(),
          reference: mirrored(table.reference),
          current: mirrored(table.current),
        });
        const straight = split(table);
        expect(turned.mix).toBeCloseTo(straight.mix, 12);
        expect(turned.inside).toBeCloseTo(straight.inside, 12);
        straight.perSegment.forEach((one) => {
          const same = turned.perSegment.find(({ segment }) => segment === one.segment);
          expect(same?.contribution).toBeCloseTo(one.contribution, 12);
        });
      }),
    );
  });

  it('are all zero between equal shares, however much larger one side is', () => {
    const reference = [
      [3, 1, 0],
      [7, 0, 5],
    ];
    const current = reference.map((counts) => counts.map((count) => count * 1000));
    expect(split({ segments: ['a', 'b'], reference, current })).toMatchObject({
      total: 0,
      mix: 0,
      inside: 0,
      mixShare: null,
      insideShare: null,
    });
  });
});

describe('a split of a planted change', () => {
  const season = (change: Pick<Season, 'reference' | 'current'>): DriftSplit => {
    const [conference] = seasonOf({ seed: 5, rows: { reference: 20_000, current: 20_000 }, ...change });
    if (!conference) throw new Error('expected the table of conferences');
    return split(conference);
  };

  it('is all mix when the shares of segments change and nothing else', () => {
    const current = [
      [80, 0],
      [0, 20],
    ];
    const found = split({
      segments: ['a', 'b'],
      reference: [
        [50, 0],
        [0, 50],
      ],
      current,
    });
    expect(found.mix).toBeGreaterThan(0.1);
    expect(found.mixShare).toBe(1);
  });

  it('is nearly all mix in a sample of such a change', () => {
    const means = { Prairie: 1.5 };
    expect(season({ reference: { means }, current: { means, weights: { Prairie: 4 } } }).mixShare).toBeGreaterThan(0.9);
  });

  it('is nearly all inside, and of one segment, when one segment’s values move', () => {
    const found = season({ reference: {}, current: { means: { Prairie: 1 } } });
    expect(found.insideShare).toBeGreaterThan(0.95);
    const prairie = found.perSegment.find(({ segment }) => segment === 'Prairie');
    expect(prairie?.contributionShare).toBeGreaterThan(0.9);
    expect(prairie?.insideDivergence).toBeGreaterThan(0.3);
  });

  it('credits two moved segments with half each', () => {
    const found = season({ reference: {}, current: { means: { Prairie: 1, Bay: 1 } } });
    const parts = found.perSegment.filter(({ segment }) => segment === 'Prairie' || segment === 'Bay');
    for (const { contributionShare } of parts) expect(contributionShare).toBeGreaterThan(0.4);
    expect(parts).toHaveLength(2);
  });

  it('is spread over all segments by their rows when all move alike', () => {
    const everywhere = Object.fromEntries(
      ['Atlantic', 'Bay', 'Coast', 'Delta', 'Eastern', 'Prairie', 'Summit', 'Valley'].map((name) => [name, 0.7]),
    );
    for (const { contributionShare } of season({ reference: {}, current: { means: everywhere } }).perSegment) {
      expect(contributionShare).toBeGreaterThan(0.06);
      expect(contributionShare).toBeLessThan(0.2);
    }
  });

  it('is no more than twice what chance makes of a null change, and no segment stands out', () => {
    const found = season({ reference: {}, current: {} });
    const freedom = 8 * 10 - 1;
    expect(found.total).toBeLessThan((2 * freedom * (2 / 20_000)) / 2);
    for (const { contributionShare } of found.perSegment) expect(contributionShare).toBeLessThan(0.4);
  });
});

describe('a split at the edges', () => {
  it('counts a new segment as mix, as nobody knows how it would have behaved', () => {
    const reference = [
      [40, 60],
      [0, 0],
    ];
    const current = [
      [40, 60],
      [90, 10],
    ];
    const found = split({ segments: ['old', 'new'], reference, current });
    expect(found.perSegment[1]).toMatchObject({ shareReference: 0, shareCurrent: 0.5 });
    expect(found.perSegment[1]?.insideDivergence).toBeCloseTo(0, 12);
    expect(found.mixShare).toBeCloseTo(1, 12);
  });

  it('counts a vanished segment as mix', () => {
    const found = split({
      segments: ['a', 'b'],
      reference: [
        [5, 5],
        [9, 1],
      ],
      current: [
        [5, 5],
        [0, 0],
      ],
    });
    expect(found.perSegment[1]).toMatchObject({ shareReference: 0.5, shareCurrent: 0 });
    expect(found.mixShare).toBeCloseTo(1, 12);
  });

  it('has no mix with one segment', () => {
    const found = split({ segments: ['all'], reference: [[10, 90]], current: [[90, 10]] });
    expect(found.mix).toBe(0);
    expect(found.insideShare).toBe(1);
  });

  it('leaves a segment without rows at zero', () => {
    const found = split({
      segments: ['a', 'empty'],
      reference: [
        [10, 20],
        [0, 0],
      ],
      current: [
        [20, 10],
        [0, 0],
      ],
    });
    expect(found.perSegment[1]).toMatchObject({ shareReference: 0, shareCurrent: 0, contribution: 0 });
  });

  it('is unknown, not zero, without rows on a side', () => {
    expect(splitDrift({ segments: [], reference: [], current: [] })).toEqual({ unknown: 'no reference rows' });
    expect(splitDrift({ segments: ['a'], reference: [[1]], current: [[0]] })).toEqual({ unknown: 'no current rows' });
  });
});
