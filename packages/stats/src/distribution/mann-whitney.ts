/**
 * Exact distribution of the Mann–Whitney U statistic without ties: the probability that, of all n × m pairs of draws from
 * one continuous distribution, at least `u` have the larger value on the first side.
 *
 * The number of orders with each U are the coefficients of the Gaussian binomial, Π (1 − q^(m + i)) / (1 − q^i). It is
 * symmetric about n m / 2, so only the coefficients of the smaller tail are made.
 *
 * Reference: Mann and Whitney (1947); Löffler, Über eine Partition der nat. Zahlen (1983). Cost: min(n, m) × n m / 2 steps.
 * Example: mannWhitneySurvival(9, 3, 3) = 0.05.
 */
export function mannWhitneySurvival(u: number, n: number, m: number): number {
  const pairs = n * m;
  if (!(Number.isSafeInteger(n) && Number.isSafeInteger(m) && n > 0 && m > 0) || Number.isNaN(u)) return Number.NaN;
  const least = Math.ceil(u);
  if (least <= 0) return 1;
  if (least > pairs) return 0;
  // as many orders have U ≥ least as have U ≤ pairs − least
  const highest = pairs - least;
  return 2 * highest < pairs ? lowerTail(highest, n, m) : 1 - lowerTail(least - 1, n, m);
}

/** Probability of U ≤ highest. */
function lowerTail(highest: number, n: number, m: number): number {
  const [short, long] = n < m ? [n, m] : [m, n];
  const shares = new Float64Array(highest + 1);
  shares[0] = 1;
  for (let i = 1; i <= short; i += 1) {
    // scaled to stay a distribution over the orders, so that no count of orders overflows
    const scale = i / (long + i);
    for (let k = highest; k >= long + i; k -= 1) shares[k] = (shares[k] ?? 0) - (shares[k - long - i] ?? 0);
    for (let k = i; k <= highest; k += 1) shares[k] = (shares[k] ?? 0) + (shares[k - i] ?? 0);
    for (let k = 0; k <= highest; k += 1) shares[k] = (shares[k] ?? 0) * scale;
  }
  let sum = 0;
  for (const share of shares) sum += share;
  return sum;
}
