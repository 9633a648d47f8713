import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { focusBins, niceEdges, niceTimeEdges } from './bins.ts';

const day = 86_400_000;
const at = (text: string): number => Date.parse(text);
const shown = (edges: readonly number[]): string[] =>
  edges.map((edge) => new Date(edge).toISOString().replace(':00.000Z', 'Z').replace('T00:00Z', ''));

describe('niceEdges', () => {
  it('lie on round numbers around the range', () => {
    expect(niceEdges(0.3, 9.7, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(niceEdges(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(niceEdges(-130, 130, 4)).toEqual([-200, -100, 0, 100, 200]);
  });

  it('give a constant one bin', () => {
    expect(niceEdges(7, 7, 20).length).toBeGreaterThanOrEqual(2);
    expect(niceEdges(0, 0, 20).length).toBeGreaterThanOrEqual(2);
  });

  it('hold every range, ascending, in about as many bins as asked for', () => {
    const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(
        finite,
        fc.double({ min: 1e-3, max: 1e12, noNaN: true }),
        fc.integer({ min: 2, max: 40 }),
        (low, span, bins) => {
          fc.pre(span > Math.abs(low) * 1e-9);
          const high = low + span;
          const edges = niceEdges(low, high, bins);
          expect(edges[0]).toBeLessThanOrEqual(low + span * 1e-6);
          expect(edges.at(-1)).toBeGreaterThanOrEqual(high - span * 1e-6);
          expect(edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? edge))).toBe(true);
          expect(edges.length).toBeLessThanOrEqual(bins + 3);
        },
      ),
      { seed: 7 },
    );
  });
});

describe('niceTimeEdges', () => {
  it.each([
    [
      'hours',
      '2025-03-01T10:20:00Z',
      '2025-03-01T13:10:00Z',
      3,
      ['2025-03-01T10:00Z', '2025-03-01T11:00Z', '2025-03-01T12:00Z', '2025-03-01T13:00Z', '2025-03-01T14:00Z'],
    ],
    [
      'days',
      '2025-02-27T01:00:00Z',
      '2025-03-01T12:00:00Z',
      4,
      ['2025-02-27', '2025-02-28', '2025-03-01', '2025-03-02'],
    ],
    [
      'weeks from Monday',
      '2025-03-01',
      '2025-03-20',
      4,
      ['2025-02-24', '2025-03-03', '2025-03-10', '2025-03-17', '2025-03-24'],
    ],
    [
      'months',
      '2024-11-05',
      '2025-03-01T00:00:00.001Z',
      5,
      ['2024-11-01', '2024-12-01', '2025-01-01', '2025-02-01', '2025-03-01', '2025-04-01'],
    ],
    ['quarters', '2024-11-05', '2025-08-01', 4, ['2024-10-01', '2025-01-01', '2025-04-01', '2025-07-01', '2025-10-01']],
    ['years', '1967-05-05', '1970-01-02', 4, ['1967-01-01', '1968-01-01', '1969-01-01', '1970-01-01', '1971-01-01']],
  ])('lie on %s', (_, low, high, bins, expected) => {
    expect(shown(niceTimeEdges(at(low), at(high), bins))).toEqual(expected);
  });

  it('give a single moment one bin', () => {
    const moment = at('2025-03-01T10:20:30.400Z');
    const [low = 0, high = 0, ...rest] = niceTimeEdges(moment, moment, 20);
    expect(rest).toEqual([]);
    expect(low <= moment && moment < high).toBe(true);
  });

  it('hold every range of years 1 to 9999, ascending, in at most two bins more than asked for', () => {
    const moment = fc.integer({ min: at('0001-01-01'), max: at('9999-12-31') });
    fc.assert(
      fc.property(moment, moment, fc.integer({ min: 2, max: 40 }), (one, other, bins) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const edges = niceTimeEdges(low, high, bins);
        expect(edges[0]).toBeLessThanOrEqual(low);
        expect(edges.at(-1)).toBeGreaterThanOrEqual(high);
        expect(edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? edge))).toBe(true);
        expect(edges.length).toBeLessThanOrEqual(bins + 3);
      }),
      { seed: 7, numRuns: 300 },
    );
    expect(niceTimeEdges(0, 20 * day, 20)).toHaveLength(21);
  });
});

describe('focusBins', () => {
  const edges = [0, 1, 2, 3, 4, 5];

  it('leaves out ends that hold next to nothing', () => {
    expect(
      focusBins(
        edges,
        new Map([
          [0, 1],
          [2, 500],
          [3, 500],
          [4, 2],
        ]),
      ),
    ).toEqual([2, 4]);
  });

  it('keeps ends that hold something', () => {
    expect(
      focusBins(
        edges,
        new Map([
          [0, 10],
          [2, 500],
          [4, 10],
        ]),
      ),
    ).toEqual([0, 5]);
  });
});
