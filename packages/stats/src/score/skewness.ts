/**
 * Σ x³ / (Σ x²)^1.5 from both sums; 0, as if there were none, where no double can hold it.
 * Example: skewnessOf(4, 8) = 1, that of one value of 2.
 */
export function skewnessOf(squares: number, cubes: number): number {
  const root = Math.sqrt(squares);
  const skewness = cubes / root / root / root;
  return Number.isFinite(skewness) ? skewness : 0;
}
