const halfLogTwoPi = 0.9189385332046728;

/** From here on the asymptotic series below is exact to double precision. */
const seriesFrom = 16;

/**
 * Stirling error: how far Stirling's formula misses, ln Γ(a + 1) − [(a + ½) ln a − a + ½ ln 2π].
 *
 * Small and smooth where ln Γ itself is huge, so probabilities built from it keep their digits for large counts, where
 * a difference of log-gammas would lose them.
 *
 * Reference: C. Loader, Fast and accurate computation of binomial probabilities (2000); DLMF 5.11.1.
 * Cost: at most 16 logarithms. Example: stirlingError(10) = 0.00833056343336287.
 */
export function stirlingError(a: number): number {
  let sum = 0;
  let at = a;
  // ln Γ(a + 1) = ln Γ(a + 2) − ln(a + 1), written for the error alone
  for (; at < seriesFrom; at += 1) sum += (at + 0.5) * Math.log1p(1 / at) - 1;
  const square = at * at;
  const series =
    1 / 12 -
    (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / square) / square) / square) / square) / square;
  return sum + series / at;
}

/**
 * a · ln(x / a) − (x − a), never positive: what is left of the exponent of x^a e^−x once Stirling's formula is taken out.
 *
 * The difference x − a comes from the caller, who often knows it to more digits than x and a give.
 */
export function logDeviation(x: number, a: number, difference: number): number {
  const u = difference / a;
  if (Math.abs(u) > 0.4) return a * Math.log(x / a) - difference;
  const v = u / (2 + u);
  const square = v * v;
  let sum = 0;
  // ln(1 + u) = 2 (v + v³/3 + v⁵/5 + …); sixteen terms suffice for |u| ≤ 0.4
  for (let k = 33; k >= 3; k -= 2) sum = sum * square + 1 / k;
  return a * (2 * v * square * sum - u * v);
}

/** x^a e^−x / Γ(a + 1): the Poisson probability of `a`, which need not be whole, at mean `x`. Relative error about 1e-15 × (1 + |ln|). */
export function poissonTerm(a: number, x: number): number {
  if (a === 0) return Math.exp(-x);
  return Math.exp(logDeviation(x, a, x - a) - stirlingError(a) - halfLogTwoPi) / Math.sqrt(a);
}

/**
 * x^a y^b Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) with x + y = 1: the binomial probability of `a` among a + b, neither of
 * which need be whole. Both shares come in because 1 − x would lose the digits of a small y.
 */
export function binomialTerm(a: number, b: number, x: number, y: number): number {
  if (a === 0) return Math.exp(b * (y > 0.5 ? Math.log1p(-x) : Math.log(y)));
  if (b === 0) return Math.exp(a * (x > 0.5 ? Math.log1p(-y) : Math.log(x)));
  const n = a + b;
  const difference = b * x - a * y;
  const exponent =
    logDeviation(n * x, a, difference) +
    logDeviation(n * y, b, -difference) +
    (stirlingError(n) - stirlingError(a) - stirlingError(b));
  return Math.exp(exponent - halfLogTwoPi) * Math.sqrt(n / a / b);
}
