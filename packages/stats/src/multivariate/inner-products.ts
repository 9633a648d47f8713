/** Vectors of equal length, one after the other: vector i is `values[i * stride]` and the `length − 1` that follow. */
export interface Vectors {
  readonly values: Float64Array;
  readonly count: number;
  readonly length: number;
  readonly stride: number;
}

/** So many elements of each vector are multiplied before the next stretch, so that all vectors' stretches stay cached. */
const stretch = 256;

/**
 * The symmetric matrix of the inner products of all pairs of vectors.
 * Cost: count² × length / 2 multiplications, two vectors by four at a time.
 */
export function innerProducts({ values, count, length, stride }: Vectors): Float64Array {
  const products = new Float64Array(count * count);
  for (let from = 0; from < length; from += stretch) {
    const to = Math.min(length, from + stretch);
    for (let i = 0; i < count; i += 2) {
      for (let j = i; j < count; j += 4) addBlock(products, values, count, stride, i, j, from, to);
    }
  }
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < i; j += 1) products[i * count + j] = products[j * count + i] ?? 0;
  }
  return products;
}

function addBlock(
  products: Float64Array,
  values: Float64Array,
  count: number,
  stride: number,
  i: number,
  j: number,
  from: number,
  to: number,
): void {
  if (i + 2 > count || j + 4 > count) {
    addPairs(products, values, count, stride, i, j, from, to);
    return;
  }
  const [a, b, w, x, y, z] = [
    i * stride,
    (i + 1) * stride,
    j * stride,
    (j + 1) * stride,
    (j + 2) * stride,
    (j + 3) * stride,
  ];
  let [aw, ax, ay, az, bw, bx, by, bz] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = from; k < to; k += 1) {
    const p = values[a + k] ?? 0;
    const q = values[b + k] ?? 0;
    const s = values[w + k] ?? 0;
    const t = values[x + k] ?? 0;
    const u = values[y + k] ?? 0;
    const v = values[z + k] ?? 0;
    aw += p * s;
    ax += p * t;
    ay += p * u;
    az += p * v;
    bw += q * s;
    bx += q * t;
    by += q * u;
    bz += q * v;
  }
  const first = i * count + j;
  const second = first + count;
  products[first] = (products[first] ?? 0) + aw;
  products[first + 1] = (products[first + 1] ?? 0) + ax;
  products[first + 2] = (products[first + 2] ?? 0) + ay;
  products[first + 3] = (products[first + 3] ?? 0) + az;
  products[second] = (products[second] ?? 0) + bw;
  products[second + 1] = (products[second + 1] ?? 0) + bx;
  products[second + 2] = (products[second + 2] ?? 0) + by;
  products[second + 3] = (products[second + 3] ?? 0) + bz;
}

/** The same for what is left at the edges. */
function addPairs(
  products: Float64Array,
  values: Float64Array,
  count: number,
  stride: number,
  i: number,
  j: number,
  from: number,
  to: number,
): void {
  for (let row = i; row < Math.min(count, i + 2); row += 1) {
    for (let column = j; column < Math.min(count, j + 4); column += 1) {
      let sum = 0;
      for (let k = from; k < to; k += 1) sum += (values[row * stride + k] ?? 0) * (values[column * stride + k] ?? 0);
      products[row * count + column] = (products[row * count + column] ?? 0) + sum;
    }
  }
}

/** Columns as vectors become rows as vectors. */
export function transposed({ values, count, length, stride }: Vectors): Vectors {
  const turned = new Float64Array(count * length);
  for (let i = 0; i < count; i += 1) {
    for (let k = 0; k < length; k += 1) turned[k * count + i] = values[i * stride + k] ?? 0;
  }
  return { values: turned, count: length, length: count, stride: count };
}

/**
 * Solves M x = right for a symmetric positive definite M (row by row, `right.length` wide), which is overwritten.
 * Cholesky's method. Cost: size³ / 6.
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const solution = Float64Array.from(right);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * size + j] ?? 0;
      for (let k = 0; k < j; k += 1) sum -= (matrix[i * size + k] ?? 0) * (matrix[j * size + k] ?? 0);
      matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / (matrix[j * size + j] ?? 1);
    }
  }
  for (let i = 0; i < size; i += 1) {
    let sum = solution[i] ?? 0;
    for (let k = 0; k < i; k += 1) sum -= (matrix[i * size + k] ?? 0) * (solution[k] ?? 0);
    solution[i] = sum / (matrix[i * size + i] ?? 1);
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    const value = (solution[i] ?? 0) / (matrix[i * size + i] ?? 1);
    solution[i] = value;
    for (let k = 0; k < i; k += 1) solution[k] = (solution[k] ?? 0) - (matrix[i * size + k] ?? 0) * value;
  }
  return solution;
}
