/**
 * Exact two-sample Kolmogorov–Smirnov distribution: the probability that the largest distance between the empirical
 * distribution functions of `n` and `m` draws from one continuous distribution is `distance` or more.
 *
 * Equal sizes by reflection, in n steps. Otherwise by walking all orders of the pooled sample as paths from (0, 0) to
 * (n, m): the share of paths to each point that have left the band by then, a sum of positive terms, so the far tail keeps
 * its digits (relative error about (n + m) × 1e-16). Cost: 2 × distance × n × m steps, min(n, m) numbers of memory.
 *
 * References: Gnedenko and Korolyuk (1951); Hodges (1957); Viehmann, Numerically more stable computation of the p-values
 * for the two-sample Kolmogorov-Smirnov test (2021). Example: kolmogorovSmirnovSurvival(1, 3, 3) = 0.1.
 */
export function kolmogorovSmirnovSurvival(distance: number, n: number, m: number): number {
  if (!validSizes(n, m) || Number.isNaN(distance)) return Number.NaN;
  const multiple = leastCommonMultiple(n, m);
  const height = Math.round(distance * multiple);
  if (height <= 0) return 1;
  if (height > multiple || beyondDoubles(distance, n, m)) return 0;
  if (n === m) return byReflection(height, n);
  const [long, short] = n > m ? [n, m] : [m, n];
  return byPaths(height, long, short, multiple / long, multiple / short);
}

/**
 * The same given the ties: `ends[k]` is 1 where the k smallest of all n + m values can be told from the rest, that is
 * where a run of equal values ends. Only there do the distribution functions differ visibly, so the probability is that
 * of the orders of the pooled sample within its own ties, exact for discrete and rounded data, where the plain one is too
 * large.
 *
 * Reference: Schröer and Trenkler, Exact and randomization distributions of Kolmogorov-Smirnov tests (1995).
 * Cost: n × m steps, min(n, m) numbers of memory.
 */
export function kolmogorovSmirnovSurvivalGivenTies(distance: number, n: number, m: number, ends: Uint8Array): number {
  if (!validSizes(n, m) || Number.isNaN(distance)) return Number.NaN;
  const multiple = leastCommonMultiple(n, m);
  const height = Math.round(distance * multiple);
  if (height <= 0) return 1;
  if (height > multiple || beyondDoubles(distance, n, m)) return 0;
  const [long, short] = n > m ? [n, m] : [m, n];
  const [down, across] = [multiple / long, multiple / short];
  const left = new Float64Array(short + 1);
  for (let i = 0; i <= long; i += 1) {
    let before = 0;
    for (let j = 0; j <= short; j += 1) {
      if (i + j > 0) {
        const out = ends[i + j] === 1 && Math.abs(i * down - j * across) >= height;
        before = out ? 1 : (i * (left[j] ?? 0) + j * before) / (i + j);
        left[j] = before;
      }
    }
  }
  return left[short] ?? Number.NaN;
}

function validSizes(n: number, m: number): boolean {
  return Number.isSafeInteger(n) && Number.isSafeInteger(m) && n > 0 && m > 0 && Number.isSafeInteger(n * m);
}

/** Distances between the two functions are whole multiples of 1 / lcm(n, m): counted as such, nothing is rounded. */
/** The probability is below e × exp(−2 d² n m / (n + m)) (Wei and Dudley, 2012): no number of steps would show it. */
function beyondDoubles(distance: number, n: number, m: number): boolean {
  return 2 * distance * distance * ((n / (n + m)) * m) > 750;
}

function leastCommonMultiple(n: number, m: number): number {
  let [a, b] = [n, m];
  while (b > 0) [a, b] = [b, a % b];
  return (n / a) * m;
}

/** 2 Σ (−1)^(k − 1) C(2n, n − k h) / C(2n, n). */
function byReflection(height: number, n: number): number {
  let ratio = 1;
  let sum = 0;
  let step = 0;
  for (let k = 1; k * height <= n; k += 1) {
    for (; step < k * height; step += 1) ratio *= (n - step) / (n + step + 1);
    sum += (k % 2 === 1 ? 2 : -2) * ratio;
    if (ratio < 1e-17 * sum) break;
  }
  return Math.min(1, Math.max(0, sum));
}

/** `down` and `across`: how far one more value of the longer and of the shorter sample moves the distance. */
function byPaths(height: number, long: number, short: number, down: number, across: number): number {
  const inverse = Float64Array.from({ length: long + short + 1 }, (_, k) => 1 / k);
  // one place more than needed, so that a bound in the middle of an array is never looked up beyond its end
  const left = new Float64Array(short + 2).fill(1);
  let low = 0;
  let high = Math.min(short, Math.ceil(height / across) - 1);
  left.fill(0, 0, high + 1);
  for (let i = 1; i <= long; i += 1) {
    while (i * down - low * across >= height) low += 1;
    while (high < short && (high + 1) * across - i * down < height) high += 1;
    let before = 1;
    for (let j = low; j <= high; j += 1) {
      before = (i * (left[j] ?? 0) + j * before) * (inverse[i + j] ?? 0);
      left[j] = before;
    }
  }
  return left[short] ?? Number.NaN;
}
