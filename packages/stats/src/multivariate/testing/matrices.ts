import { generator, type Matrix } from '../matrix.ts';
import type { MultivariateUnknown } from '../outcome.ts';

/** One row after the other, each made from a source of standard normal values. */
export function matrixOf(rows: number, seed: number, row: (draw: () => number) => readonly number[]): Matrix {
  const random = generator(seed);
  const draw = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const lines = Array.from({ length: rows }, () => row(draw));
  return { rows, columns: lines[0]?.length ?? 0, values: Float64Array.from(lines.flat()) };
}

/** The matrix with every cell changed that `change` has something for. */
export function changed(matrix: Matrix, change: (cell: number, row: number, column: number) => number): Matrix {
  const { columns } = matrix;
  return { ...matrix, values: matrix.values.map((cell, at) => change(cell, Math.floor(at / columns), at % columns)) };
}

export function known<Answer extends object, Method extends string>(
  answer: Answer | MultivariateUnknown<Method>,
): Answer {
  if ('unknown' in answer) throw new Error(`expected a result, got unknown: ${answer.unknown}`);
  return answer;
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Independent columns. */
export const independent = (columns: number) => (draw: () => number) => times(columns, draw);

/** Standard normal columns, each pair correlated by `correlation`. */
export const correlated = (columns: number, correlation: number) => (draw: () => number) => {
  const together = draw();
  return times(columns, () => Math.sqrt(correlation) * together + Math.sqrt(1 - correlation) * draw());
};
