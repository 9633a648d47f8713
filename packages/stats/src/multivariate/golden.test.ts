import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mannWhitney } from '../compare/mann-whitney.ts';
import { isUnknown } from '../compare/outcome.ts';
import { discriminate } from './discriminant.ts';
import { transposed } from './inner-products.ts';
import { principalComponents } from './principal-components.ts';
import { reconstruct } from './reconstruction.ts';
import { scaleOf, standardisedRows } from './scale.ts';

interface Size {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
}
interface Components extends Size {
  readonly values: number[];
  readonly shares: number[];
  readonly errors: number[];
  readonly residuals: number[];
}
interface Discriminants extends Size {
  readonly learn: number[];
  readonly score: number[];
  readonly shrinkage: number;
  readonly weights: number[];
  readonly auc: number;
}

/** Made by scripts/golden/multivariate.py. */
const golden = JSON.parse(readFileSync(new URL('./fixtures/multivariate.json', import.meta.url), 'utf8')) as {
  readonly components: Components[];
  readonly discriminants: Discriminants[];
};

function expectClose(got: ArrayLike<number>, wanted: readonly number[], tolerance: number): void {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((value, index) => {
    const error = Math.abs((got[index] ?? Number.NaN) - value);
    expect(error, `${index}: ${got[index]} instead of ${value}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
  });
}

describe('golden values of scikit-learn', () => {
  it.each(golden.components)('principal components and reconstruction errors: $name', (one) => {
    const matrix = { ...one, values: Float64Array.from(one.values) };
    const half = one.rows / 2;
    const [then, now] = [
      Int32Array.from({ length: half }, (_, i) => i),
      Int32Array.from({ length: half }, (_, i) => half + i),
    ];
    const scales = Array.from({ length: one.columns }, (_, column) => scaleOf(matrix, then, column));
    const { components, shares } = principalComponents(standardisedRows(matrix, then, scales));
    const { errors, residuals } = reconstruct(matrix, now, scales, components);
    expectClose(shares, one.shares, 1e-9);
    expectClose(errors, one.errors, 1e-9);
    expectClose(residuals, one.residuals, 1e-9);
  });

  it.each(golden.discriminants)('shrunk discriminant and its AUC: $name', (one) => {
    const lines = (values: readonly number[]) => ({
      values: Float64Array.from(values),
      count: 2 * one.rows,
      length: one.columns,
      stride: one.columns,
    });
    const { weights, shrinkage } = discriminate(transposed(lines(one.learn)), one.rows);
    expect(shrinkage).toBeCloseTo(one.shrinkage, 10);
    expectClose(weights, one.weights, 1e-9);
    const scores = Float64Array.from({ length: 2 * one.rows }, (_, row) =>
      one.score
        .slice(row * one.columns, (row + 1) * one.columns)
        .reduce((sum, value, column) => sum + value * (weights[column] ?? 0), 0),
    );
    const outcome = mannWhitney(scores.slice(0, one.rows).sort(), scores.slice(one.rows).sort());
    if (isUnknown(outcome)) throw new Error(`expected an AUC, got unknown: ${outcome.unknown}`);
    expect(1 - outcome.referenceLarger).toBeCloseTo(one.auc, 12);
  });
});
