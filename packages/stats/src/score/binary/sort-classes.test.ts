import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { sortClasses } from './sort-classes.ts';

/** Scores of one label in ascending order, by the engine's own sort. */
const ofLabel = (label: number, labels: Uint8Array, scores: Float64Array): Float64Array =>
  scores.filter((_, row) => labels[row] === label).sort();

function expectSorted(labels: Uint8Array, scores: Float64Array): void {
  const { zeros, ones } = sortClasses(labels, scores);
  expect(zeros).toEqual(ofLabel(0, labels, scores));
  expect(ones).toEqual(ofLabel(1, labels, scores));
}

const shapes: readonly (readonly [string, (u: number) => number])[] = [
  ['spread out', (u) => u],
  ['with many ties', (u) => Math.round(u * 20) / 20],
  ['crowded at one end', (u) => u ** 40],
  ['all the same', () => 0.25],
  ['too far apart for a double', (u) => (u - 0.5) * 2 * Number.MAX_VALUE],
  ['too near each other for a scale', (u) => Math.round(u * 3) * Number.MIN_VALUE],
];

describe('scores are sorted class by class', () => {
  it.each(shapes)('when they are %s', (_what, shape) => {
    for (const rows of [1, 2, 9, 300, 5_000]) {
      const [draws, chances] = [uniform(rows, rows), uniform(rows + 1, rows)];
      expectSorted(
        Uint8Array.from(chances, (u) => Number(u < 0.3)),
        draws.map(shape),
      );
    }
  });

  it.each([0, 1])('when every label is %s', (label) => {
    expectSorted(new Uint8Array(100).fill(label), uniform(3, 100));
  });

  it('for any rows, and leaves them as they are', () => {
    const row = fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        const [labels, scores] = [Uint8Array.from(rows, ([, label]) => label), Float64Array.from(rows, ([x]) => x)];
        expectSorted(labels, scores);
        expect(scores).toEqual(Float64Array.from(rows, ([x]) => x));
      }),
    );
  });
});
