import { generator } from './matrix.ts';

/** Eigenvalues in falling order; `vectors` holds the eigenvector of each, of length 1, one after the other. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Up to this size all eigenvectors are computed, to the last digits. */
const mostByJacobi = 64;

/** Rounds of Jacobi's method; fewer than ten are needed. */
const mostSweeps = 60;

/** Vectors iterated beyond those asked for: they make the others converge sooner. */
const spareVectors = 16;
const mostIterations = 30;

/** The iteration ends when another one adds less than this share to the sum of the eigenvalues. */
const enough = 1e-6;

/**
 * The largest `count` eigenvalues and their vectors of a symmetric matrix without negative eigenvalues: by Jacobi's method
 * up to 64 rows, beyond by subspace iteration from a fixed start, which finds the vectors of the space that holds most,
 * and not each one to the last digit where eigenvalues lie close together.
 *
 * Reference: Golub and Van Loan, Matrix Computations, 8.5 and 8.2. Cost: up to 64 rows some 10 × size³; beyond, at most 30
 * times (count + 16) × size².
 */
export function largestEigen(matrix: Float64Array, count: number): Eigen {
  const size = Math.sqrt(matrix.length);
  const all = size <= mostByJacobi ? jacobi(Float64Array.from(matrix), size) : iterate(matrix, size, count);
  return { values: all.values.slice(0, count), vectors: all.vectors.slice(0, count * size) };
}

function jacobi(matrix: Float64Array, size: number): Eigen {
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < mostSweeps; sweep += 1) {
    let rotations = 0;
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) if (rotate(matrix, vectors, size, p, q)) rotations += 1;
    }
    if (rotations === 0) break;
  }
  const order = Array.from({ length: size }, (_, index) => index);
  const diagonal = (index: number): number => matrix[index * size + index] ?? 0;
  order.sort((a, b) => diagonal(b) - diagonal(a) || a - b);
  const sorted = new Float64Array(size * size);
  for (const [place, index] of order.entries())
    sorted.set(vectors.subarray(index * size, (index + 1) * size), place * size);
  return { values: Float64Array.from(order, diagonal), vectors: sorted };
}

/** Makes the element at p, q 0, unless it is next to nothing already. */
function rotate(matrix: Float64Array, vectors: Float64Array, size: number, p: number, q: number): boolean {
  const between = matrix[p * size + q] ?? 0;
  const [first, second] = [matrix[p * size + p] ?? 0, matrix[q * size + q] ?? 0];
  if (Math.abs(between) <= 1e-17 * (Math.abs(first) + Math.abs(second)) || between === 0) return false;
  const ratio = (second - first) / (2 * between);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k += 1) turn(matrix, k * size + p, k * size + q, cosine, sine);
  for (let k = 0; k < size; k += 1) turn(matrix, p * size + k, q * size + k, cosine, sine);
  for (let k = 0; k < size; k += 1) turn(vectors, p * size + k, q * size + k, cosine, sine);
  matrix[p * size + q] = 0;
  matrix[q * size + p] = 0;
  return true;
}

function turn(values: Float64Array, a: number, b: number, cosine: number, sine: number): void {
  const [x, y] = [values[a] ?? 0, values[b] ?? 0];
  values[a] = cosine * x - sine * y;
  values[b] = sine * x + cosine * y;
}

function iterate(matrix: Float64Array, size: number, count: number): Eigen {
  const block = Math.min(size, count + spareVectors);
  const random = generator(1);
  let basis = Float64Array.from({ length: block * size }, () => random() - 0.5);
  let held = 0;
  for (let iteration = 1; ; iteration += 1) {
    orthonormalise(basis, block, size);
    const next = timesSymmetric(basis, block, matrix, size);
    const inside = jacobi(productsBetween(basis, next, block, size), block);
    const sum = inside.values.reduce((total, value, index) => (index < count ? total + value : total), 0);
    if (iteration === mostIterations || sum - held <= enough * sum) {
      return { values: inside.values, vectors: combine(inside.vectors, basis, block, size) };
    }
    held = sum;
    basis = next;
  }
}

/** Gram–Schmidt, twice, as once leaves rounding; a vector that is a sum of those before it becomes 0. */
function orthonormalise(basis: Float64Array, block: number, size: number): void {
  for (let i = 0; i < block; i += 1) {
    const vector = basis.subarray(i * size, (i + 1) * size);
    const length = Math.sqrt(product(vector, vector));
    for (let pass = 0; pass < 2; pass += 1) {
      for (let j = 0; j < i; j += 1) {
        const other = basis.subarray(j * size, (j + 1) * size);
        const share = product(vector, other);
        for (let k = 0; k < size; k += 1) vector[k] = (vector[k] ?? 0) - share * (other[k] ?? 0);
      }
    }
    const left = Math.sqrt(product(vector, vector));
    const scale = left > 1e-12 * length ? 1 / left : 0;
    for (let k = 0; k < size; k += 1) vector[k] = (vector[k] ?? 0) * scale;
  }
}

function timesSymmetric(
  basis: Float64Array,
  block: number,
  matrix: Float64Array,
  size: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(block * size);
  for (let row = 0; row < size; row += 1) {
    const line = matrix.subarray(row * size, (row + 1) * size);
    for (let i = 0; i < block; i += 1) result[i * size + row] = product(line, basis.subarray(i * size, (i + 1) * size));
  }
  return result;
}

function productsBetween(basis: Float64Array, next: Float64Array, block: number, size: number): Float64Array {
  const inside = new Float64Array(block * block);
  for (let i = 0; i < block; i += 1) {
    for (let j = i; j < block; j += 1) {
      const value = product(basis.subarray(i * size, (i + 1) * size), next.subarray(j * size, (j + 1) * size));
      inside[i * block + j] = value;
      inside[j * block + i] = value;
    }
  }
  return inside;
}

function combine(weights: Float64Array, basis: Float64Array, block: number, size: number): Float64Array {
  const result = new Float64Array(block * size);
  for (let i = 0; i < block; i += 1) {
    for (let j = 0; j < block; j += 1) {
      const weight = weights[i * block + j] ?? 0;
      for (let k = 0; k < size; k += 1)
        result[i * size + k] = (result[i * size + k] ?? 0) + weight * (basis[j * size + k] ?? 0);
    }
  }
  return result;
}

function product(a: Float64Array, b: Float64Array): number {
  let [even, odd] = [0, 0];
  const last = a.length - (a.length % 2);
  for (let k = 0; k < last; k += 2) {
    even += (a[k] ?? 0) * (b[k] ?? 0);
    odd += (a[k + 1] ?? 0) * (b[k + 1] ?? 0);
  }
  return last < a.length ? even + odd + (a[last] ?? 0) * (b[last] ?? 0) : even + odd;
}
