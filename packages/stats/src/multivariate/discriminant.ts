import { innerProducts, solvePositive, transposed, type Vectors } from './inner-products.ts';
import { sumOf, sumOfSquares } from './sums.ts';

export interface Discriminant {
  /** One for each feature: the score of a row is the sum of its features by their weights, larger for the second group. */
  readonly weights: Float64Array;
  /** How far the covariance was drawn towards that of equal, independent features, from 0 to 1. */
  readonly shrinkage: number;
}

/** Twice the same feature makes a covariance singular; this much shrinkage always mends it. */
const leastShrinkage = 1e-4;

/**
 * Fisher's linear discriminant of two groups of rows, with the covariance within groups shrunk as Ledoit and Wolf do.
 *
 * Definition: weights = Σ⁻¹ (mean of the second − mean of the first), Σ = (1 − s) S + s μ I, S the covariance within
 * groups (over the number of rows), μ its mean diagonal, s the shrinkage that is best for the squared error of Σ, which
 * needs no setting and holds for more features than rows. Then Σ is inverted on the side of the rows (Woodbury).
 *
 * `features`: one vector a feature, the `first` rows of the first group, then the others. The group means are taken out
 * of them in place, as a copy would double the memory.
 *
 * Reference: Ledoit and Wolf, A well-conditioned estimator for large-dimensional covariance matrices (2004).
 * Cost: with d the smaller of features and rows, d² × the larger / 2 + d³ / 6.
 */
export function discriminate(features: Vectors, first: number): Discriminant {
  const difference = takeOutGroupMeans(features, first);
  const { count, length: rows } = features;
  const wide = count > rows;
  const side = wide ? transposed(features) : features;
  const products = innerProducts(side);
  const squares = squaredNorms(features);
  const shrinkage = ledoitWolf(products, squares, count);
  const ridge = (shrinkage * sumOf(squares)) / rows / count;
  if (!(ridge > 0)) return { weights: new Float64Array(count), shrinkage };

  const kept = (1 - shrinkage) / rows;
  if (!wide) return { weights: solvePositive(withRidge(products, kept, ridge), difference), shrinkage };
  // Σ⁻¹ d = (d − kept Xᵀ (ridge I + kept X Xᵀ)⁻¹ X d) / ridge
  const projected = timesVector(side, difference);
  const solved = solvePositive(withRidge(products, kept, ridge), projected);
  const back = timesVector(features, solved);
  return { weights: difference.map((value, feature) => (value - kept * (back[feature] ?? 0)) / ridge), shrinkage };
}

/** Leaves each feature centred within both groups, and answers mean of the second − mean of the first. */
function takeOutGroupMeans({ values, count, length, stride }: Vectors, first: number): Float64Array {
  return Float64Array.from({ length: count }, (_, feature) => {
    const start = feature * stride;
    const before = centre(values.subarray(start, start + first));
    return centre(values.subarray(start + first, start + length)) - before;
  });
}

function centre(values: Float64Array): number {
  const mean = sumOf(values) / values.length;
  for (let index = 0; index < values.length; index += 1) values[index] = (values[index] ?? 0) - mean;
  return mean;
}

/** The squared length of each row. */
function squaredNorms({ values, count, length, stride }: Vectors): Float64Array {
  const squares = new Float64Array(length);
  for (let feature = 0; feature < count; feature += 1) {
    for (let row = 0; row < length; row += 1) {
      squares[row] = (squares[row] ?? 0) + (values[feature * stride + row] ?? 0) ** 2;
    }
  }
  return squares;
}

/** The inner products of features and those of rows have the same sum of squares, so either serves. */
function ledoitWolf(products: Float64Array, squares: Float64Array, features: number): number {
  const rows = squares.length;
  const size = sumOfSquares(products) / rows ** 2;
  const mean = sumOf(squares) / rows / features;
  const distance = size / features - mean * mean;
  const error = (sumOfSquares(squares) / rows - size) / (features * rows);
  const shrinkage = distance > 0 ? error / distance : 1;
  return Math.min(1, Math.max(leastShrinkage, shrinkage));
}

function withRidge(products: Float64Array, scale: number, ridge: number): Float64Array {
  const size = Math.sqrt(products.length);
  for (let index = 0; index < products.length; index += 1) products[index] = (products[index] ?? 0) * scale;
  for (let index = 0; index < size; index += 1)
    products[index * (size + 1)] = (products[index * (size + 1)] ?? 0) + ridge;
  return products;
}

/** The inner product of each vector with another one. */
function timesVector({ values, count, length, stride }: Vectors, other: Float64Array): Float64Array {
  return Float64Array.from({ length: count }, (_, vector) => {
    let product = 0;
    for (let k = 0; k < length; k += 1) product += (values[vector * stride + k] ?? 0) * (other[k] ?? 0);
    return product;
  });
}
