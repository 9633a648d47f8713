import { describe, expect, it } from 'vitest';
import { compareReconstruction, type ReconstructionComparison } from './compare-reconstruction.ts';
import { type DomainClassifier, domainClassifier } from './domain-classifier.ts';
import type { Matrix } from './matrix.ts';
import { fitReconstruction } from './reconstruction.ts';
import { changed, correlated, independent, known, matrixOf } from './testing/matrices.ts';

const classify = (reference: Matrix, current: Matrix): DomainClassifier => known(domainClassifier(reference, current));
const reconstruct = (reference: Matrix, current: Matrix): ReconstructionComparison =>
  known(compareReconstruction(known(fitReconstruction(reference)), current));

describe('columns that no longer go together as they did, each distributed as before', () => {
  const [together, apart] = [correlated(5, 0.6), independent(5)];
  const reference = matrixOf(1000, 1, together);
  const current = matrixOf(1000, 2, apart);

  it('are found by the domain classifier', () => {
    const { p, effect, statistic } = classify(reference, current);
    expect(p).toBeLessThan(1e-6);
    expect(effect).toBeGreaterThan(0.2);
    expect(effect).toBeCloseTo(2 * statistic - 1, 12);
  });

  it('are found by the reconstruction error, which rises', () => {
    const { p, effect } = reconstruct(reference, current);
    expect(p).toBeLessThan(1e-6);
    expect(effect).toBeGreaterThan(0.3);
  });

  it('are found by the domain classifier when they begin to go together', () => {
    expect(classify(current, reference).p).toBeLessThan(1e-6);
  });

  it('are named where it is two of them', () => {
    const pair = matrixOf(1000, 3, (draw) => {
      const row = apart(draw);
      return row.map((x, column) => (column === 3 ? 0.6 * x + 0.8 * (row[1] ?? 0) : x));
    });
    const { p, drivers } = classify(matrixOf(1000, 4, apart), pair);
    expect(p).toBeLessThan(1e-6);
    expect(new Set(drivers.slice(0, 2).map(({ column }) => column))).toEqual(new Set([1, 3]));
  });
});

describe('a shift of one column among twenty', () => {
  const row = correlated(20, 0.5);
  const reference = matrixOf(1000, 5, row);
  const shifted = (by: number, at: number, seed: number): Matrix =>
    changed(matrixOf(1000, seed, row), (cell, _, column) => (column === at ? cell + by : cell));

  it.each([0, 7, 19])('is found by the domain classifier, which names column %i first', (at) => {
    const { p, drivers } = classify(reference, shifted(0.5, at, 60 + at));
    expect(p).toBeLessThan(1e-4);
    expect(drivers[0]?.column).toBe(at);
    expect(drivers.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-12);
  });

  it.each([0, 7, 19])('is found by the reconstruction error, which names column %i first', (at) => {
    const { p, drivers } = reconstruct(reference, shifted(2, at, 60 + at));
    expect(p).toBeLessThan(1e-3);
    expect(drivers[0]?.column).toBe(at);
    expect(drivers[0]?.times).toBeGreaterThan(1.3);
  });

  it('is found among columns in units of their own, with missing cells', () => {
    const inUnits = (matrix: Matrix): Matrix =>
      changed(matrix, (cell, row, column) =>
        (row + column) % 11 === 0 ? Number.NaN : 1e6 + cell * 10 ** (column - 10),
      );
    const { p, drivers } = classify(inUnits(reference), inUnits(shifted(0.5, 7, 80)));
    expect(p).toBeLessThan(1e-4);
    expect(drivers[0]?.column).toBe(7);
  });
});

it('the domain classifier finds cells that go missing, though no value changes, and names their column', () => {
  const current = changed(matrixOf(1000, 9, independent(5)), (cell, row, column) =>
    column === 2 && row % 4 === 0 ? Number.NaN : cell,
  );
  const { p, drivers } = classify(matrixOf(1000, 8, independent(5)), current);
  expect(p).toBeLessThan(1e-6);
  expect(drivers[0]?.column).toBe(2);
});

it('the domain classifier names a column whose spread changed', () => {
  const current = changed(matrixOf(1000, 9, independent(5)), (cell, _, column) => (column === 4 ? 1.6 * cell : cell));
  const { p, drivers } = classify(matrixOf(1000, 8, independent(5)), current);
  expect(p).toBeLessThan(1e-6);
  expect(drivers[0]?.column).toBe(4);
});

describe('embeddings of 768 dimensions, 1,000 rows against 1,000', () => {
  const columns = 768;
  // a few directions in which most of it varies, as embeddings have, and the rest
  const random = matrixOf(12, 10, independent(columns)).values;
  const embedding = (draw: () => number): number[] => {
    const factors = Array.from({ length: 12 }, draw);
    return Array.from({ length: columns }, (_, column) =>
      factors.reduce((sum, factor, index) => sum + 0.25 * factor * (random[index * columns + column] ?? 0), draw()),
    );
  };
  const reference = matrixOf(1000, 11, embedding);
  const norm = Math.sqrt(reference.values.reduce((sum, cell) => sum + cell * cell, 0) / 1000);
  const shifted = (share: number): Matrix => {
    const step = (share * norm) / Math.sqrt(columns);
    return changed(matrixOf(1000, 12, embedding), (cell, _, column) => cell + (column % 2 === 0 ? step : -step));
  };

  it('show a dense shift of a tenth of the typical norm to the domain classifier', () => {
    const { p } = classify(reference, shifted(0.1));
    expect(p).toBeLessThan(1e-6);
  });

  it('show a larger one to the reconstruction error', () => {
    const { p, effect } = reconstruct(reference, shifted(0.4));
    expect(p).toBeLessThan(1e-6);
    expect(effect).toBeGreaterThan(0.5);
  });
});
